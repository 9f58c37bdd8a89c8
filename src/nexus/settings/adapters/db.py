"""Tables, mapping, repositories for changes and queries for looking."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ShopId, StationId, TaskTemplateId, UserId
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key
from nexus.platform.checks import Check
from nexus.platform.columns import (
    Json,
    Scaled,
    Seconds,
    choice,
    keep_keys,
    key_column,
    money,
    money_columns,
)
from nexus.platform.db import mapping, points_to, shop_table
from nexus.platform.listing import holds, page
from nexus.platform.numbers import counters
from nexus.platform.statements import prepared
from nexus.platform.transaction import Database, SqlReading
from nexus.platform.uow import SqlRepository, SqlUnitOfWork
from nexus.settings.domain import (
    PERCENT_DIGITS,
    ClosingDay,
    Concept,
    DepositWay,
    Feature,
    Overlap,
    Rounding,
    SavedView,
    Series,
    ShopSettings,
    StationTaskTemplate,
    TaxRate,
    Weekday,
    Word,
)
from nexus.settings.messages import (
    Company,
    ListTaskTemplates,
    SavedViewView,
    SettingsView,
    StandardTask,
    TaskTemplateView,
    Terms,
)

shop_settings = shop_table(
    "settings_shop_settings",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("profiles", Json(tuple[str, ...]), nullable=False),
    sa.Column("company_name", sa.String(200), nullable=False),
    sa.Column("address", Json(tuple[str, ...]), nullable=False),
    sa.Column("email", sa.String(200), nullable=False),
    sa.Column("phone", sa.String(200), nullable=False),
    sa.Column("website", sa.String(200), nullable=False),
    sa.Column("tax_number", sa.String(200), nullable=False),
    sa.Column("registration_number", sa.String(200), nullable=False),
    sa.Column("bank_details", sa.Text, nullable=False),
    sa.Column("iban", sa.String(34), nullable=False),
    sa.Column("bic", sa.String(11), nullable=False),
    sa.Column("logo_file_id", sa.Uuid),  # a plain id: documents is the younger module
    sa.Column("timezone", sa.String(60), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    sa.Column("subdivision", sa.String(6), nullable=False),
    sa.Column("locale", sa.String(35), nullable=False),
    *money_columns("hourly_rate"),
    sa.Column("tax_rates", Json(tuple[TaxRate, ...]), nullable=False),
    sa.Column("default_tax", sa.String(20), nullable=False),
    sa.Column("tax_rounding", choice(Rounding), nullable=False),
    sa.Column("prices_include_tax", sa.Boolean, nullable=False),
    sa.Column("payment_terms_days", sa.Integer, nullable=False),
    sa.Column("pop_days", sa.Integer, nullable=False),
    sa.Column("quote_days", sa.Integer, nullable=False),
    sa.Column("deposit_percent", Scaled(PERCENT_DIGITS)),
    sa.Column("deposit_on_acceptance", choice(DepositWay), nullable=False),
    sa.Column("cut_off", sa.Time, nullable=False),
    sa.Column("working_days", Json(tuple[Weekday, ...]), nullable=False),
    sa.Column("week_start", choice(Weekday), nullable=False),
    sa.Column("closing_days", Json(tuple[ClosingDay, ...]), nullable=False),
    sa.Column("numbering", Json(dict[Series, str]), nullable=False),
    sa.Column("words", Json(dict[Concept, Word]), nullable=False),
    sa.Column("features", Json(dict[Feature, bool]), nullable=False),
    sa.Column("time_overlap", choice(Overlap), nullable=False),
    sa.Column("invite_only", sa.Boolean, nullable=False),
    sa.Column("queue_advances_project", sa.Boolean, nullable=False),
    sa.Column("allow_negative_stock", sa.Boolean, nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
)

task_template = shop_table(
    "settings_station_task_template",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("station_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    key_column("title"),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("planned", Seconds),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("is_archived", sa.Boolean, nullable=False),
    points_to("accounts_station", "station_id"),
    sa.Index(None, "shop_id", "station_id", "position"),
)

saved_view = shop_table(
    "settings_saved_view",
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("user_id", sa.Uuid, nullable=False),  # a plain id: people are of no shop
    sa.Column("path", sa.String(120), nullable=False),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("is_shared", sa.Boolean, nullable=False),
    sa.Column("is_default", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["shop_id"], ["accounts_shop.shop_id"]),
    sa.Index(None, "shop_id", "path", "position"),
)

mapping.map_imperatively(
    ShopSettings,
    shop_settings,
    version_id_col=shop_settings.c.version,
    version_id_generator=False,
    properties={"hourly_rate": money(shop_settings, "hourly_rate")},
)
mapping.map_imperatively(
    StationTaskTemplate,
    task_template,
    version_id_col=task_template.c.version,
    version_id_generator=False,
)
mapping.map_imperatively(
    SavedView,
    saved_view,
    version_id_col=saved_view.c.version,
    version_id_generator=False,
)
keep_keys(StationTaskTemplate, title_key=lambda template: key(template.title))


class SqlOwnSettings(SqlRepository[ShopSettings]):
    entity: ClassVar[type] = ShopSettings

    def find(self) -> ShopSettings | None:
        return self.session.get(ShopSettings, (self.shop_id, self.shop_id))


class SqlTaskTemplates(SqlRepository[StationTaskTemplate]):
    entity: ClassVar[type] = StationTaskTemplate

    def get(self, id: UUID) -> StationTaskTemplate:
        found = self.session.get(StationTaskTemplate, (self.shop_id, id))
        if found is None or found.is_archived:
            raise NotFound(NO_TEMPLATE)
        return found

    def of_station(self, station_id: StationId) -> Sequence[StationTaskTemplate]:
        query = sa.select(StationTaskTemplate).where(_of(self.shop_id, station_id))
        return self.session.scalars(query.order_by(*IN_ORDER)).all()


class SqlSavedViews(SqlRepository[SavedView]):
    entity: ClassVar[type] = SavedView

    def get(self, id: UUID) -> SavedView:
        found = self.session.get(SavedView, (self.shop_id, id))
        if found is None:
            raise NotFound(NO_VIEW)
        return found

    def of_list(self, user_id: UserId, path: str) -> Sequence[SavedView]:
        mine = (saved_view.c.shop_id == self.shop_id) & (saved_view.c.user_id == user_id)
        query = sa.select(SavedView).where(mine, saved_view.c.path == path)
        return self.session.scalars(query.order_by(*VIEWS_IN_ORDER)).all()

    def remove(self, view: SavedView) -> None:
        self.session.delete(view)


class SqlSettingsUnitOfWork(SqlUnitOfWork):
    settings: SqlOwnSettings
    templates: SqlTaskTemplates
    views: SqlSavedViews

    def open(self, session: Session) -> None:
        self.settings = SqlOwnSettings(session, self.shop_id)
        self.templates = SqlTaskTemplates(session, self.shop_id)
        self.views = SqlSavedViews(session, self.shop_id)


Known = dict[ShopId, tuple[int, Terms]]
MOST_KNOWN = 1000  # shops whose terms a process keeps


class SqlSettingsReading(SqlReading):
    """`known` holds terms that were read, with the version of the settings they were of."""

    def __init__(self, database: Database, shop_id: ShopId, known: Known | None = None) -> None:
        super().__init__(database, shop_id)
        self.known: Known = {} if known is None else known

    def settings(self) -> SettingsView:
        row = self._own(shop_settings)
        if row is None:
            return SettingsView.of(_by_default(self.shop_id))
        said = {name: getattr(row, name, None) for name in SettingsView.__struct_fields__}
        return SettingsView.filled(said | {"hourly_rate": _rate(row)})

    def terms(self) -> Terms:
        for newest in self.told(version_of, shop_id=self.shop_id):
            known = self.known.get(self.shop_id)
            return known[1] if known and known[0] == newest.version else self._read_terms()
        settings = _by_default(self.shop_id)
        return Terms.of(settings, settings.hourly_rate)

    def _read_terms(self) -> Terms:
        """Read them all, and keep them for as long as they have this version."""
        row = self.connection.execute(terms_of, {"shop_id": self.shop_id}).one()
        terms = Terms.of(row, _rate(row))
        if self.transaction.is_untouched:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[self.shop_id] = (row.version, terms)
        return terms

    def last_numbers(self, series: Sequence[str]) -> Mapping[str, int]:
        mine = (counters.c.shop_id == self.shop_id) & counters.c.series.in_(series)
        query = sa.select(counters.c.series, counters.c.last).where(mine)
        return {row.series: row.last for row in self.connection.execute(query)}

    def template(self, id: TaskTemplateId) -> TaskTemplateView:
        mine = (task_template.c.shop_id == self.shop_id) & (task_template.c.id == id)
        query = sa.select(*TEMPLATE).where(mine, ~task_template.c.is_archived)
        if (row := self.connection.execute(query).one_or_none()) is None:
            raise NotFound(NO_TEMPLATE)
        return _view_of(row)

    def templates(self, station_id: StationId, wish: ListTaskTemplates) -> Page[TaskTemplateView]:
        query = sa.select(*TEMPLATE).where(_of(self.shop_id, station_id))
        if wish.is_active is not None:
            query = query.where(task_template.c.is_active == wish.is_active)
        if wish.search:
            query = query.where(holds(wish.search, task_template.c.title_key))
        return page(
            self.connection,
            query,
            _view_of,
            sorts={"position": task_template.c.position, "title": task_template.c.title_key},
            id=task_template.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def standard_tasks(self, station_id: StationId) -> Sequence[StandardTask]:
        wanted = _of(self.shop_id, station_id) & task_template.c.is_active
        columns = [task_template.c[name] for name in StandardTask.__struct_fields__]
        rows = self.connection.execute(sa.select(*columns).where(wanted).order_by(*IN_ORDER))
        return [StandardTask(**row._mapping) for row in rows]

    def saved_views(self, user_id: UserId | None, path: str | None) -> Sequence[SavedViewView]:
        own = saved_view.c.user_id == user_id if user_id else sa.false()
        query = sa.select(*VIEW, own.label("is_own")).where(
            saved_view.c.shop_id == self.shop_id, sa.or_(own, saved_view.c.is_shared)
        )
        if path is not None:
            query = query.where(saved_view.c.path == path)
        rows = self.connection.execute(query.order_by(saved_view.c.path, *VIEWS_IN_ORDER))
        return [
            SavedViewView(
                **{
                    **row._mapping,
                    "is_own": bool(row.is_own),
                    "is_default": bool(row.is_own and row.is_default),
                }
            )
            for row in rows
        ]

    def _own(self, *columns: Any) -> sa.Row[Any] | None:
        mine = (shop_settings.c.shop_id == self.shop_id) & (shop_settings.c.id == self.shop_id)
        return self.connection.execute(sa.select(*columns).where(mine)).one_or_none()


NO_VIEW = phrase("There is no such view.")
VIEWS_IN_ORDER = saved_view.c.position, saved_view.c.id
VIEW = [saved_view.c[name] for name in SavedViewView.__struct_fields__ if name != "is_own"]
NO_TEMPLATE = phrase("There is no such standard task.")
IN_ORDER = task_template.c.position, task_template.c.id
TEMPLATE = [task_template.c[name] for name in TaskTemplateView.__struct_fields__]
TERMS = [
    shop_settings.c.version,
    *(shop_settings.c[name] for name in Company.__struct_fields__),
    *(shop_settings.c[name] for name in Terms.__struct_fields__ if name in shop_settings.c),
    shop_settings.c.hourly_rate_minor,
    shop_settings.c.hourly_rate_currency,
]


@prepared
def version_of(shop_id: Any) -> sa.Select[Any]:
    mine = (shop_settings.c.shop_id == shop_id) & (shop_settings.c.id == shop_id)
    return sa.select(shop_settings.c.version).where(mine)


@prepared
def terms_of(shop_id: Any) -> sa.Select[Any]:
    mine = (shop_settings.c.shop_id == shop_id) & (shop_settings.c.id == shop_id)
    return sa.select(*TERMS).where(mine)


def _of(shop_id: ShopId, station_id: StationId) -> sa.ColumnElement[bool]:
    return sa.and_(
        task_template.c.shop_id == shop_id,
        task_template.c.station_id == station_id,
        ~task_template.c.is_archived,
    )


def _by_default(shop_id: ShopId) -> ShopSettings:
    return ShopSettings(shop_id=shop_id, id=shop_id)


def _rate(row: sa.Row[Any]) -> Money:
    return Money.of(row.hourly_rate_minor, row.hourly_rate_currency)


def _view_of(row: sa.Row[Any]) -> TaskTemplateView:
    return TaskTemplateView(
        **{name: getattr(row, name) for name in TaskTemplateView.__struct_fields__}
    )


def _foreign_rates(connection: sa.Connection, shop_id: ShopId) -> Iterator[str]:
    mine = shop_settings.c.shop_id == shop_id
    other = shop_settings.c.currency != shop_settings.c.hourly_rate_currency
    for row in connection.execute(sa.select(shop_settings).where(mine, other)):
        yield f"Prices are in {row.currency} and the hourly rate in {row.hourly_rate_currency}."


CHECKS = [Check("The hourly rate is in the shop's currency", _foreign_rates)]
