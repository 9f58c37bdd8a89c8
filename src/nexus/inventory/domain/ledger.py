"""How stock moves: on-hand and value are the sums of what is written here, always.

Stock is valued at its moving average. What goes out takes its share of the value with it, and
the last of it takes all, so that no cent is left on an empty shelf.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from nexus.inventory.domain.item import StockItem
from nexus.inventory.domain.kinds import UNIT_LABELS, MovementKind
from nexus.inventory.domain.measures import each, minor_of, plain
from nexus.inventory.domain.movement import Movement, Told
from nexus.inventory.domain.shelf import Shelf, Spot
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.exact import half_up, rounded
from nexus.kernel.ids import LocationId, LotId, MovementId, new_id
from nexus.kernel.money import Money
from nexus.kernel.phrase import Phrase, phrase
from nexus.kernel.quantity import DIGITS

ZERO = Decimal(0)
DIFFERENCE = "Cost difference"


class Short(Refused):
    """There is not enough. It says how much there is, and how much is missing."""


@dataclass(kw_only=True)
class Ledger:
    """An item that is held, and where its stock is.

    `may_go_below` is the shop's setting that stock may be less than nothing, for those who write
    up a delivery later than what they cut from it.
    """

    item: StockItem
    shelf: Shelf
    may_go_below: bool = False

    def receive(
        self,
        kind: MovementKind,
        quantity: Decimal,
        told: Told,
        *,
        worth: Fraction | None = None,
        spot: Spot | None = None,
    ) -> Sequence[Movement]:
        """Take in so much, worth that in all; at the present cost unless it is said."""
        item = self.item
        item.check_alive()
        if quantity <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        was_below = item.on_hand < 0
        value = self._average(quantity) if worth is None else minor_of(worth, item.currency)
        made = [self._write(kind, quantity, value, told, spot or Spot(None, item.location_id))]
        if worth is not None and (was_below or item.on_hand <= 0):
            item.price(plain(rounded(worth / Fraction(quantity), DIGITS)))
        if was_below:
            made += self._correct(self._target(), told, DIFFERENCE)
        if worth is not None and item.on_hand > 0:
            item.average()
        if kind is MovementKind.PURCHASE and told.origin_id is None:  # an order counts its own
            item.arrive(quantity)
        return made

    def issue(
        self,
        kind: MovementKind,
        quantity: Decimal,
        told: Told,
        *,
        lot_id: LotId | None = None,
        location_id: LocationId | None = None,
        even_if_reserved: bool = False,
    ) -> Sequence[Movement]:
        """Take out so much, at the present cost; what others have reserved only if it is said."""
        self.item.check_alive()
        if quantity <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        if not even_if_reserved:
            self._check_free(quantity)
        spot = self._pick(quantity, lot_id, location_id)
        return [self._write(kind, -quantity, -self._worth(quantity), told, spot)]

    def take(
        self, kind: MovementKind, quantity: Decimal, told: Told, spot: Spot
    ) -> Sequence[Movement]:
        """Take out so much of what is in one spot, and in no other."""
        self.item.check_alive()
        self._check_there(quantity, spot)
        return [self._write(kind, -quantity, -self._worth(quantity), told, spot)]

    def transfer(
        self,
        quantity: Decimal,
        told: Told,
        *,
        lot_id: LotId | None,
        location_id: LocationId | None,
        to: Spot,
    ) -> Sequence[Movement]:
        """Move so much to another place or lot; what there is in all stays the same."""
        self.item.check_alive()
        if quantity <= 0:
            raise Invalid("A quantity is above zero.", "quantity")
        source = self.shelf.pick(quantity, lot_id, location_id, self.item.location_id)
        if source is None:
            raise Short("There is not so much of it there.")
        target = Spot(to.lot_id or source.lot_id, to.location_id or source.location_id)
        if target == source:
            raise Refused("It is there already.")
        told = replace(told, origin_id=new_id())
        value = self._worth(quantity)
        kind = MovementKind.TRANSFER
        away = self._write(kind, -quantity, -value, told, source)
        return [away, self._write(kind, quantity, value, replace(told, key=None), target)]

    def revalue(self, unit_cost: Decimal, told: Told) -> Sequence[Movement]:
        """Let what there is be worth so much each from now on."""
        self.item.change({"unit_cost": unit_cost})
        return self._correct(self._target(), told, "Revalued")

    def undo(self, movements: Sequence[Movement], told: Told) -> Sequence[Movement]:
        """Write the opposite of a movement, or of both sides of a transfer, of the same value."""
        made = []
        for movement in sorted(movements, key=lambda it: -it.quantity):
            if movement.reverses_id is not None:
                raise Refused("This takes back another movement. Write a new one instead.")
            if movement.quantity == 0:
                raise Refused("A correction of the value is taken back by another correction.")
            made.append(self._opposite(movement, told))
        item = self.item
        if item.on_hand == 0 or (item.value_minor < 0) == (item.on_hand > 0):
            made += self._correct(self._target(), told, DIFFERENCE)
        item.average()
        return made

    def _opposite(self, movement: Movement, told: Told) -> Movement:
        spot = Spot(movement.lot_id, movement.location_id)
        if movement.quantity > 0:
            self._check_there(movement.quantity, spot)
        told = replace(
            told,
            reverses_id=movement.id,
            project_id=movement.project_id,
            task_id=movement.task_id,
            reference=told.reference or movement.reference,
        )
        value = -movement.value.minor
        return self._write(movement.kind, -movement.quantity, value, told, spot)

    # How it is reckoned.

    def _worth(self, quantity: Decimal) -> int:
        """Return what goes out takes with it, in minor units: of what is on hand its share."""
        item = self.item
        if 0 < quantity < item.on_hand:
            share = Fraction(item.value_minor) * Fraction(quantity) / Fraction(item.on_hand)
            return half_up(share)
        inside = max(item.on_hand, ZERO)
        beyond = Fraction(quantity - inside) * Fraction(item.unit_cost)
        return (item.value_minor if inside else 0) + minor_of(beyond, item.currency)

    def _average(self, quantity: Decimal) -> int:
        """Return what comes in brings with it, if nobody says what it cost: what it is known to.

        Not the share of the value, in which the halves of cents that went out are missing.
        """
        item = self.item
        return minor_of(Fraction(quantity) * Fraction(item.unit_cost), item.currency)

    def _target(self) -> int:
        return minor_of(
            Fraction(self.item.on_hand) * Fraction(self.item.unit_cost), self.item.currency
        )

    def _correct(self, target: int, told: Told, reason: str) -> Sequence[Movement]:
        """Write down that the stock is worth more or less than it was thought to be."""
        if target == self.item.value_minor:
            return []
        told = replace(
            told, reason=reason, key=None, reverses_id=None, project_id=None, task_id=None
        )
        value = target - self.item.value_minor
        return [self._write(MovementKind.ADJUSTMENT, ZERO, value, told, Spot(None, None))]

    def _check_free(self, quantity: Decimal) -> None:
        item, others = self.item, self.item.reserved
        if others > 0 and item.on_hand >= quantity > item.on_hand - others:
            free = plain(max(item.on_hand - others, ZERO))
            raise Short(
                phrase(
                    "Of %(much)s on hand, %(others)s are reserved for other jobs. "
                    "%(free)s may be taken.",
                    much=self._much(item.on_hand),
                    others=plain(others),
                    free=free,
                ),
                available=free,
                short=plain(quantity - free),
            )

    def _pick(
        self, quantity: Decimal, lot_id: LotId | None, location_id: LocationId | None
    ) -> Spot:
        home = self.item.location_id
        spot = self.shelf.pick(quantity, lot_id, location_id, home)
        if spot is not None:
            return spot
        if self.may_go_below:
            return Spot(lot_id, location_id or home)
        there = self.item.on_hand
        if lot_id is not None or location_id is not None:
            there = (
                sum(
                    amount
                    for spot, amount in self.shelf.amounts.items()
                    if lot_id in (None, spot.lot_id) and location_id in (None, spot.location_id)
                )
                or ZERO
            )
        raise Short(
            phrase(
                "There is not enough %(name)s: %(much)s there.",
                name=self.item.name,
                much=self._much(there),
            ),
            on_hand=plain(there),
            short=plain(quantity - there),
        )

    def _check_there(self, quantity: Decimal, spot: Spot) -> None:
        there = self.shelf.at(spot)
        if there < quantity and not self.may_go_below:
            raise Short(
                phrase("Some of it was moved since: %(much)s left there.", much=self._much(there)),
                on_hand=plain(there),
                short=plain(quantity - there),
            )

    def _much(self, amount: Decimal) -> Phrase:
        unit = self.item.unit
        label = unit.value if amount == 1 else UNIT_LABELS[unit]
        return phrase("%(amount)s %(unit)s", amount=plain(amount), unit=phrase(label))

    def _write(
        self, kind: MovementKind, quantity: Decimal, value: int, told: Told, spot: Spot
    ) -> Movement:
        item = self.item
        item.stock(quantity, value)
        if quantity:
            self.shelf.put(spot, quantity)
        is_flagged = quantity < 0 and (
            self.shelf.at(spot) < 0 or item.on_hand < max(item.reserved, ZERO)
        )
        return Movement(
            shop_id=item.shop_id,
            id=MovementId(new_id()),
            item_id=item.id,
            place=item.moves,
            kind=kind,
            quantity=quantity,
            value=Money.of(value, item.currency),
            unit_cost=item.unit_cost
            if not quantity
            else each(Money.of(abs(value), item.currency), abs(quantity)),
            balance=item.on_hand,
            lot_id=spot.lot_id,
            location_id=spot.location_id,
            project_id=told.project_id,
            task_id=told.task_id,
            reference=told.reference,
            reason=told.reason,
            notes=told.notes,
            happened_at=told.happened_at,
            moved_on=told.moved_on,
            created_at=told.created_at,
            created_by=told.by,
            key=told.key,
            reverses_id=told.reverses_id,
            origin_id=told.origin_id,
            is_flagged=is_flagged,
        )
