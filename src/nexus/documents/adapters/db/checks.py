"""What must hold in any shop's files."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256

import sqlalchemy as sa

from nexus.documents.adapters.db.tables import file, link, version
from nexus.documents.ports import Things
from nexus.kernel.files import FileStore
from nexus.kernel.ids import ShopId

of_file = (version.c.shop_id == file.c.shop_id) & (version.c.file_id == file.c.id)


def lost_versions(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of files whose versions are not counted 1, 2, 3 up to the one that counts."""
    query = (
        sa.select(file.c.id)
        .join_from(file, version, of_file, isouter=True)
        .where(file.c.shop_id == shop_id)
        .group_by(file.c.id, file.c.current)
        .having(
            (sa.func.coalesce(sa.func.max(version.c.number), 0) != file.c.current)
            | (sa.func.count(version.c.number) != file.c.current)
        )
    )
    for id in connection.scalars(query):
        yield f"The versions of file {id} are not counted up to the one that counts."


def unlike_their_version(connection: sa.Connection, shop_id: ShopId) -> Iterable[str]:
    """Tell of files that show another size or type than the version that counts."""
    counts = of_file & (version.c.number == file.c.current)
    differs = (version.c.size != file.c.size) | (version.c.media_type != file.c.media_type)
    query = sa.select(file.c.id).join_from(file, version, counts)
    for id in connection.scalars(query.where(file.c.shop_id == shop_id, differs)):
        yield f"File {id} shows another size or type than its version has."


Violations = Callable[[sa.Connection, ShopId], Iterable[str]]


def lost_contents(store: FileStore, *, deep: bool) -> Violations:
    """Compare each version with what the store has; if `deep`, by its hash."""

    def violations(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
        query = sa.select(version).where(version.c.shop_id == shop_id)
        for row in connection.execute(query.execution_options(yield_per=1000)):
            size = store.size(row.key)
            if size is None:
                yield f"The content of version {row.number} of file {row.file_id} is lost."
            elif size != row.size or (deep and _hash(store, row.key) != row.sha256):
                yield f"The content of version {row.number} of file {row.file_id} was altered."

    return violations


def _hash(store: FileStore, key: str) -> str:
    found = sha256()
    for part in store.read(key):
        found.update(part)
    return found.hexdigest()


def loose_links(things: Things) -> Violations:
    """Tell of files that hang on what is not there."""

    def violations(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
        query = sa.select(link.c.kind, link.c.thing_id).where(link.c.shop_id == shop_id)
        for kind, thing_id in connection.execute(query.distinct()).all():
            if not things.has(shop_id, kind.value, thing_id):
                named = kind.replace("_", " ")
                yield f"A file hangs on the {named} {thing_id}, which is not there."

    return violations
