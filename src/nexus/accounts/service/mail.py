"""E-mail addresses, checked by their form alone: nothing is asked of the network."""

from email_validator import EmailNotValidError, validate_email

from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase

LONGEST = 120  # L-032


def address(typed: str | None, field: str = "email") -> str | None:
    """Return the address in its normal form; None for nothing."""
    if not typed or not typed.strip():
        return None
    try:
        # Names that are kept for tests, such as `shop.test`, serve demos and trials.
        found = validate_email(
            typed.strip(), check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError as error:
        raise Invalid(
            phrase("This is no e-mail address: %(error)s", error=str(error)), field
        ) from error
    if len(found.normalized) > LONGEST:
        raise Invalid(
            phrase("An e-mail address has at most %(most)s characters.", most=LONGEST), field
        )
    return found.normalized
