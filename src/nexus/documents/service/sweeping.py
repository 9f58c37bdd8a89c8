"""Clearing up: contents that were stored and never named, or whose file is gone."""

import re
from datetime import timedelta

from nexus.documents.messages import Swept
from nexus.documents.service.part import Part
from nexus.kernel.actor import Actor

# An upload names its content within seconds; a day later nobody will.
GRACE = timedelta(days=1)
PICTURE = re.compile(r"\.(preview|thumbnail|pages/\d+)$")


class Sweeping(Part):
    def sweep(self, actor: Actor, *, dry_run: bool = False) -> Swept:
        """Remove what nobody names, or only tell; what other modules keep lies elsewhere."""
        actor.require("files.manage")
        before = self._clock() - GRACE
        with self._reading(actor.shop_id) as look:
            named = set(look.keys())
        contents = size = 0
        for stored in list(self._store.under(f"{actor.shop_id}/files")):
            if stored.stored_at < before and _content_of(stored.key) not in named:
                contents, size = contents + 1, size + stored.size
                if not dry_run:
                    self._store.remove(stored.key)
        return Swept(contents=contents, size=size)


def _content_of(key: str) -> str:
    """Return the content that a picture was made of; another key as it is."""
    return PICTURE.sub("", key)
