"""Where money is paid to: account numbers with a slip of the pen are refused."""

from uuid import uuid4

import pytest

from nexus.kernel.errors import Invalid
from nexus.settings.domain.bank import check_bic, check_iban


@pytest.mark.parametrize("iban", ["", "DE89370400440532013000", "GB82WEST12345698765432"])
def test_an_iban_with_fitting_check_digits_is_taken(iban):
    check_iban(iban)


@pytest.mark.parametrize(
    "iban",
    ["DE88370400440532013000", "DE89370400440532013001", "89370400440532013000", "DE89", "x"],
)
def test_an_iban_with_a_slip_of_the_pen_is_refused(iban):
    with pytest.raises(Invalid, match="IBAN"):
        check_iban(iban)


def test_a_bic_has_eight_or_eleven_signs():
    check_bic("")
    check_bic("COBADEFFXXX")
    with pytest.raises(Invalid, match="BIC"):
        check_bic("COBADEFFX")


def test_bank_details_are_kept_as_they_are_written(client):
    wish = {
        "bank_details": " Example Bank \r\nAccount 1 ",
        "iban": "de89 3704 0044 0532 0130 00",
        "bic": "cobadeff",
    }
    said = client.patch("/api/settings", json=wish)
    assert said.status_code == 200
    view = said.json()
    assert (view["bank_details"], view["iban"], view["bic"]) == (
        "Example Bank \nAccount 1",
        "DE89370400440532013000",
        "COBADEFF",
    )
    refused = client.patch("/api/settings", json={"iban": "DE00"})
    assert refused.status_code == 422
    assert "iban" in refused.json()["errors"]
    assert client.patch("/api/settings", json={"bank_details": "a\0"}).status_code == 400


def test_a_tax_rate_says_why_it_is_what_it_is(client):
    def rates(percent, category):
        rate = {"code": "standard", "name": "x", "percent": percent, "category": category}
        return client.patch("/api/settings", json={"tax_rates": [rate]})

    assert rates("0", "AE").json()["tax_rates"][0]["category"] == "AE"
    assert rates("15", None).json()["tax_rates"][0]["category"] is None
    assert "tax_rates[0].category" in rates("15", "E").json()["errors"]
    assert "tax_rates[0].category" in rates("0", "S").json()["errors"]
    assert rates("0", "X").status_code == 400


def test_a_logo_is_a_file_of_the_shop(client):
    said = client.patch("/api/settings", json={"logo_file_id": str(uuid4())})
    assert said.status_code == 422
    assert said.json()["errors"] == {"logo_file_id": "There is no such file."}
    assert client.patch("/api/settings", json={"logo_file_id": None}).status_code == 200
