"""What all papers have in common: who they are from, and how they look."""

import io
from functools import lru_cache
from typing import Any

from nexus.kernel.papers import Letterhead, is_vat_id
from nexus.platform.typesetting import Party, framed
from nexus.platform.wording import Words

LOGO = (720, 240)  # pixels: twice as sharp as a printer needs at this size


def common(head: Letterhead, words: Words, seller: Any = None) -> dict[str, Any]:
    """Return the parts of a sheet that do not depend on what it is about.

    `seller` is the copy that an issued document has; the sender as of today otherwise.
    """
    sender = head.sender
    name = seller.name if seller is not None else sender.company_name
    of = seller if seller is not None else sender
    numbers = [
        f"{words('registration')} {of.registration_number}" if of.registration_number else "",
        tax_number(of.tax_number, head.country, words),
    ]
    picture = None if head.logo is None else logo(head.logo)
    shown = "" if picture is None else name  # the picture says it otherwise, or not at all
    contact = [of.phone, of.email, sender.website.removeprefix("https://")]
    return {
        "author": name,
        "lang": words.language,
        "region": words.locale.territory or head.country,
        "size": words.size,
        "seller": Party(
            name=name, lines=[line for line in (shown, *of.address, numbers[1]) if line]
        ),
        "footer": [part for part in (*contact, numbers[0]) if part],
        "pages": words("page", page="{page}", pages="{pages}"),
        "logo": picture,
    }


def tax_number(number: str, country: str, words: Words) -> str:
    word = "vat_number" if is_vat_id(number, country) else "tax_number"
    return f"{words(word, tax=words.tax)} {number}" if number else ""


@lru_cache(maxsize=20)  # one for each shop that prints just now
def logo(content: bytes) -> str | None:
    """Return the picture as the design takes it; None if it is none.

    It is drawn anew, so nothing travels along with it, and no larger than a paper shows.
    """
    from PIL import Image  # noqa: PLC0415  # only for who prints

    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP", "GIF"]) as picture:
            picture.thumbnail(LOGO)
            drawn = picture.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return framed(out.getvalue(), "image/png", *drawn.size)
