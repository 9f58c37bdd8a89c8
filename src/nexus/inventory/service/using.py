"""What is sold over the counter comes off the shelf, once somebody has confirmed it (ruling 22)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec import UNSET

from nexus.inventory.domain import MovementKind, plain
from nexus.inventory.messages.items import StockCard
from nexus.inventory.messages.movements import MoveStock
from nexus.inventory.messages.using import ConfirmUse, SuggestedLine, SuggestedUse, UseLine
from nexus.inventory.ports.stock import StockReading, StockUnitOfWork, Used
from nexus.inventory.ports.using import Products, Sales, SoldLine
from nexus.inventory.service.ledger import LedgerService
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound, Refused, Stale
from nexus.kernel.ids import SaleId, ShopId, StockItemId
from nexus.kernel.quantity import Unit

ZERO = Decimal(0)
NONE = Used(ZERO, 0)


class UseService:
    """A movement comes from the invoice, as one of goods comes from their receipt."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], StockUnitOfWork],
        reading: Callable[[ShopId], StockReading],
        ledger: LedgerService,
        sales: Sales,
        products: Products,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._ledger = ledger
        self._sales = sales
        self._products = products

    def suggest(self, actor: Actor, sale_id: SaleId) -> SuggestedUse:
        """Return what the sale takes by the bills of its products, and what was used of it."""
        actor.require("inventory.read")
        if (sold := self._sales.sold(actor.shop_id, sale_id)) is None:
            raise NotFound("There is no such invoice, or it was not issued.")
        needed = self._needed(actor.shop_id, sold.lines)
        with self._reading(actor.shop_id) as look:
            cards, used = look.cards([*needed]), look.used_for(sale_id)
            available = look.available([*needed])
        lines = [
            _line(card, needed[id], used.get(id, NONE).quantity, available.get(id, ZERO))
            for id, card in cards.items()
        ]
        return SuggestedUse(
            sale_id=sale_id,
            version=1 + sum(it.times for it in used.values()),
            reference=sold.number,
            lines=sorted(lines, key=lambda it: it.code),
        )

    def confirm(
        self, actor: Actor, sale_id: SaleId, wish: ConfirmUse, version: int | None = None
    ) -> SuggestedUse:
        """Write the use down, all or nothing, and return what is left to suggest."""
        actor.require("inventory.move")
        with self._unit_of_work(actor):
            seen = self.suggest(actor, sale_id)
            if version not in (None, seen.version):
                raise Stale("Somebody took some of it meanwhile. Please look again.")
            lines = _left(seen) if wish.lines is UNSET else wish.lines
            if not lines:
                raise Refused("All that this sale takes was written down already.")
            self._use(actor, seen, lines, even_if_reserved=wish.even_if_reserved)
            return self.suggest(actor, sale_id)

    def _use(
        self,
        actor: Actor,
        seen: SuggestedUse,
        lines: Sequence[UseLine],
        *,
        even_if_reserved: bool,
    ) -> None:
        for at, line in enumerate(lines):
            move = MoveStock(
                kind=MovementKind.USAGE,
                quantity=line.quantity,
                unit=line.unit,
                lot_id=line.lot_id,
                location_id=line.location_id,
                reference=seen.reference,
                even_if_reserved=even_if_reserved,
                # Who confirms at the same time confirms the same.
                key=f"{seen.sale_id}:{seen.version}:{at}",
            )
            try:
                self._ledger.move(actor, line.item_id, move, origin_id=seen.sale_id)
            except NotFound as error:
                raise Invalid("There is no such stock item.", f"lines[{at}].item_id") from error
            except Invalid as error:
                raise Invalid(error.message, f"lines[{at}].{error.field}") from error

    def _needed(self, shop_id: ShopId, lines: Sequence[SoldLine]) -> Mapping[StockItemId, Decimal]:
        """Return how much of each item, in its own unit."""
        needed: defaultdict[StockItemId, Decimal] = defaultdict(Decimal)
        for line in lines:
            if line.product_template_id is not None:
                bill = self._products.bill(shop_id, line.product_template_id, line.quantity)
                for material in bill.materials if bill else ():
                    needed[material.item_id] += material.quantity
            elif line.stock_item_id is not None:
                needed[line.stock_item_id] += line.quantity
        return needed


def _line(card: StockCard, needed: Decimal, used: Decimal, available: Decimal) -> SuggestedLine:
    suggested = max(needed - used, ZERO)
    return SuggestedLine(
        item_id=card.id,
        code=card.code,
        name=card.name,
        unit=Unit(card.unit),
        needed=plain(needed),
        used=plain(used),
        suggested=plain(suggested),
        available=plain(available),
        short=plain(max(suggested - available, ZERO)),
    )


def _left(seen: SuggestedUse) -> Sequence[UseLine]:
    left = [it for it in seen.lines if it.suggested > 0]
    return [UseLine(item_id=it.item_id, quantity=it.suggested) for it in left]
