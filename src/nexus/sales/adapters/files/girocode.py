"""The code that a bank's app reads: EPC069-12, called Girocode on the Continent."""

import io
from decimal import Decimal

from nexus.kernel.money import Money

MOST = Decimal("999999999.99")
LONGEST_NAME = 70


def girocode(name: str, iban: str, bic: str, due: Money, reference: str) -> str | None:
    """Return it as an SVG; None where there is none: it pays euros to an IBAN."""
    if not (iban and name and due.currency == "EUR" and 0 < due.amount <= MOST):
        return None
    import segno  # noqa: PLC0415  # only for who prints

    lines = ["BCD", "002", "1", "SCT", bic, name[:LONGEST_NAME], iban, f"EUR{due.amount:.2f}"]
    said = "\n".join([*lines, "", "", reference])
    out = io.BytesIO()
    code = segno.make(said, error="m", micro=False, encoding="utf-8")
    code.save(out, kind="svg", xmldecl=False, border=0, scale=4, dark="#171c22")
    return out.getvalue().decode()
