"""Where an item's stock is: how much of which lot in which place."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from nexus.inventory.domain.measures import plain
from nexus.kernel.errors import Refused
from nexus.kernel.ids import LocationId, LotId
from nexus.kernel.phrase import phrase

ZERO = Decimal(0)


class Spot(NamedTuple):
    """Without a lot it is in none; without a location nobody said where it is."""

    lot_id: LotId | None
    location_id: LocationId | None


class Shelf:
    """`touched` are the spots that changed since it was read."""

    def __init__(self, amounts: Mapping[Spot, Decimal] | None = None) -> None:
        self.amounts = dict(amounts or {})
        self.touched: set[Spot] = set()

    def at(self, spot: Spot) -> Decimal:
        return self.amounts.get(spot, ZERO)

    def put(self, spot: Spot, quantity: Decimal) -> None:
        """Put so much there, or take it from there if negative."""
        self.amounts[spot] = self.at(spot) + quantity
        self.touched.add(spot)

    def of_lot(self, lot_id: LotId) -> Decimal:
        return sum((it for spot, it in self.amounts.items() if spot.lot_id == lot_id), ZERO)

    def pick(
        self,
        quantity: Decimal,
        lot_id: LotId | None,
        location_id: LocationId | None,
        home: LocationId | None,
    ) -> Spot | None:
        """Return where so much may be taken from; None if there is not enough.

        What is not said is found out where only one answer is possible: a lot is never guessed,
        because a certificate may hang on it. Of several places its usual one comes first, then
        the fullest.
        """
        stocked = {spot: it for spot, it in self.amounts.items() if it > 0}
        if lot_id is not None:
            stocked = {spot: it for spot, it in stocked.items() if spot.lot_id == lot_id}
        if location_id is not None:
            stocked = {spot: it for spot, it in stocked.items() if spot.location_id == location_id}
        if sum(stocked.values()) < quantity:
            return None
        enough = [spot for spot, amount in stocked.items() if amount >= quantity]
        if not enough:
            fullest = plain(max(stocked.values()))
            raise Refused(
                phrase(
                    "It lies in several places, at most %(fullest)s in one. Say which.",
                    fullest=fullest,
                )
            )
        loose = [spot for spot in enough if spot.lot_id is None]
        if not loose and len({spot.lot_id for spot in stocked}) > 1:
            raise Refused("It is kept in several lots. Say which one is meant.")
        return min(loose or enough, key=lambda it: (it.location_id != home, -stocked[it], str(it)))
