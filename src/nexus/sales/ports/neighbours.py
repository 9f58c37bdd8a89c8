"""What sales asks of other modules."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from nexus.kernel.ids import CustomerId, FileId, ProductId, ProjectId, ShopId, StockItemId
from nexus.kernel.money import Money
from nexus.kernel.papers import Sender
from nexus.sales.domain import Card


class Customers(Protocol):
    """Answered by customers."""

    def has_customer(self, shop_id: ShopId, customer_id: CustomerId) -> bool:
        """Tell whether there is such a customer, who is not archived."""

    def card(self, shop_id: ShopId, customer_id: CustomerId) -> Card | None:
        """Return what an invoice shows, of archived customers too."""


class Named(Protocol):
    """Answered by customers."""

    def named(self, shop_id: ShopId, code: str) -> CustomerId | None:
        """Return who has the code, archived or not."""


class Projects(Protocol):
    """Answered by projects."""

    def has_project(self, shop_id: ShopId, project_id: ProjectId) -> bool: ...

    def customer_of(self, shop_id: ShopId, project_id: ProjectId) -> CustomerId | None: ...


class Products(Protocol):
    """Answered by products."""

    def has_template(self, shop_id: ShopId, product_id: ProductId) -> bool:
        """Tell whether there is one, and it is not archived."""

    def knows(self, shop_id: ShopId, product_id: ProductId) -> bool:
        """Tell whether there is one, archived or not."""


class ProductOnOffer(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def unit_price(self) -> Decimal | None: ...

    @property
    def is_archived(self) -> bool: ...


class Catalogue(Protocol):
    """Answered by products."""

    def card(self, shop_id: ShopId, product_id: ProductId) -> ProductOnOffer | None: ...


class AnyProduct:
    """Stands in where nobody keeps products: what a line names is an id, and no more."""

    def has_template(self, shop_id: ShopId, product_id: ProductId) -> bool:
        return True

    def knows(self, shop_id: ShopId, product_id: ProductId) -> bool:
        return True


ANY_PRODUCT = AnyProduct()


class Items(Protocol):
    """Answered by inventory."""

    def has_item(self, shop_id: ShopId, item_id: StockItemId) -> bool:
        """Tell whether there is one, and it is not archived."""


class AnyItem:
    """Stands in where what was used before is billed: it was there when it was used."""

    def has_item(self, shop_id: ShopId, item_id: StockItemId) -> bool:
        return True


ANY_ITEM = AnyItem()


class Terms(Protocol):
    """How the shop counts."""

    @property
    def currency(self) -> str: ...

    @property
    def timezone(self) -> str: ...

    @property
    def hourly_rate(self) -> Money: ...

    @property
    def tax_rates(self) -> Mapping[str, Decimal]: ...

    @property
    def default_tax(self) -> str: ...

    @property
    def tax_rounding(self) -> str: ...

    @property
    def prices_include_tax(self) -> bool: ...

    @property
    def payment_terms_days(self) -> int: ...

    @property
    def quote_days(self) -> int: ...

    @property
    def deposit_percent(self) -> Decimal | None: ...

    @property
    def deposit_on_acceptance(self) -> str: ...

    @property
    def company(self) -> Sender: ...

    @property
    def numbering(self) -> Mapping[str, str]: ...


class Settings(Protocol):
    """Answered by settings."""

    def terms(self, shop_id: ShopId) -> Terms: ...


class Files(Protocol):
    """Answered by documents."""

    def has_file(self, shop_id: ShopId, file_id: FileId) -> bool: ...
