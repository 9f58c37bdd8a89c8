"""Lines of quotes, as they are wished for."""

from collections.abc import Sequence

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import QuoteLineId, ShopId, new_id
from nexus.sales.domain.quote_line import QuoteLine
from nexus.sales.messages.quotes import WriteQuoteLine
from nexus.sales.ports import Terms
from nexus.sales.service.desk import Desk


def quote_lines(
    desk: Desk,
    shop_id: ShopId,
    wishes: Sequence[WriteQuoteLine],
    terms: Terms,
    group: str = "",
) -> list[QuoteLine]:
    """Return the lines; a fault tells in which of them it is."""
    lines = []
    for at, wish in enumerate(wishes):
        try:
            lines.append(quote_line(desk, shop_id, wish, terms, group))
        except Invalid as error:
            raise Invalid(error.message, f"lines[{at}].{error.field}") from error
    return lines


def quote_line(
    desk: Desk, shop_id: ShopId, wish: WriteQuoteLine, terms: Terms, group: str = ""
) -> QuoteLine:
    return QuoteLine(
        id=QuoteLineId(new_id()),
        is_optional=wish.is_optional,
        group=group or wish.group,
        is_chosen=wish.is_chosen,
        is_quantity_open=wish.is_quantity_open,
        least=wish.least,
        most=wish.most,
        **desk.written(shop_id, wish, terms),
    )
