"""Where money is paid to: account numbers that tell a slip of the pen by themselves."""

import re

from nexus.kernel.errors import Invalid

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")


def check_iban(iban: str) -> None:
    """Refuse a number whose check digits (ISO 13616, by ISO 7064) do not fit; none is fine."""
    if not iban:
        return
    if IBAN.fullmatch(iban):
        turned = iban[4:] + iban[:4]
        if int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1:
            return
    raise Invalid("This is not an IBAN: a letter or digit of it is wrong.", "iban")


def check_bic(bic: str) -> None:
    if bic and not BIC.fullmatch(bic):
        raise Invalid("A BIC has 8 or 11 letters and digits (ISO 9362).", "bic")
