"""How stock is kept: which class is which table, and what lists sort and search by."""

from sqlalchemy.orm import relationship

from nexus.inventory.adapters.db.tables import (
    count,
    item,
    location,
    lot,
    movement,
    remnant,
    reservation,
    stock_take,
)
from nexus.inventory.domain import (
    Count,
    Location,
    Lot,
    Movement,
    Remnant,
    Reservation,
    StockItem,
    StockTake,
)
from nexus.kernel.text import code_key, key
from nexus.platform.columns import keep_keys, money
from nexus.platform.db import mapping

for entity, table in ((Location, location), (Lot, lot), (Reservation, reservation)):
    mapping.map_imperatively(
        entity, table, version_id_col=table.c.version, version_id_generator=False
    )
mapping.map_imperatively(
    StockItem,
    item,
    version_id_col=item.c.version,
    version_id_generator=False,
    properties={"currency": item.c.unit_cost_currency},
)
mapping.map_imperatively(Movement, movement, properties={"value": money(movement, "value")})
mapping.map_imperatively(
    Remnant,
    remnant,
    version_id_col=remnant.c.version,
    version_id_generator=False,
    properties={"stored_area": remnant.c.area},
)
mapping.map_imperatively(Count, count)
mapping.map_imperatively(
    StockTake,
    stock_take,
    version_id_col=stock_take.c.version,
    version_id_generator=False,
    properties={"counts": relationship(Count, cascade="all, delete-orphan")},
)


def search_text(it: StockItem) -> str:
    told = (it.code, it.name, it.category, it.material_type, it.colour_code, it.supplier_name)
    return " ".join(key(part) for part in told if part)


keep_keys(Location, name_key=lambda it: key(it.name))
keep_keys(Lot, number_key=lambda it: code_key(it.number))
keep_keys(Movement, reference_key=lambda it: key(it.reference))
keep_keys(Remnant, stored_area=lambda it: it.area)
keep_keys(
    StockItem,
    code_key=lambda it: code_key(it.code),
    name_key=lambda it: key(it.name),
    category_key=lambda it: key(it.category),
    material_type_key=lambda it: key(it.material_type),
    search_key=search_text,
)
