"""The words of quotes, invoices and all that goes with them."""

from pathlib import Path
from typing import ClassVar

from nexus.platform import wording

# "Tax invoice" is what the law of these calls the invoice of who is registered.
TAX_INVOICE = {"ZA", "AU", "NZ", "IN", "SG", "NA", "BW", "KE", "AE", "SA"}


class Words(wording.Words):
    own: ClassVar[Path | None] = Path(__file__).parent / "words.toml"
