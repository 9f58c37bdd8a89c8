"""Pages of stations: where work is done, and by whom."""

from collections.abc import Sequence
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from nexus.accounts.messages import (
    CreateStation,
    EmployeeView,
    ListEmployees,
    ListStations,
    StationSort,
    UpdateStation,
)
from nexus.accounts.service import AccountsService
from nexus.kernel.actor import Actor
from nexus.kernel.ids import StationId
from nexus.platform.http import Caller, Cursor, Search
from nexus.platform.web.boards import moved
from nexus.platform.web.pages import Sent, Shown

Service = NamedDependency[AccountsService]
READ, MANAGE = "stations.read", "stations.manage"
EDIT = "accounts/station_edit.html"
MOST_PEOPLE = 200


class StationPages(Controller):
    path = "/stations"
    include_in_schema = False

    @get("/", permission=READ, sync_to_thread=True)
    def stations_page(
        self,
        accounts: Service,
        actor: Caller,
        show: Shown,
        archived: FromQuery[bool] = False,
        search: Search = None,
        sort: FromQuery[StationSort] = "position",
        cursor: Cursor = None,
    ) -> Response[Any]:
        """List the stations in use, or the archived ones."""
        if (away := show.opened()) is not None:
            return away
        wish = ListStations(
            is_active=not archived, search=search, sort=sort, cursor=cursor, total=True
        )
        return show(
            "accounts/stations.html",
            page=accounts.stations(actor, wish),
            wish=wish,
            people=_by_station(_people(accounts, actor)),
        )

    @get("/new", permission=MANAGE, sync_to_thread=True)
    def new_station_page(self, show: Shown) -> Response[Any]:
        """Show an empty form."""
        return show(EDIT, form=show.form(), station=None)

    @post("/new", permission=MANAGE, sync_to_thread=True)
    def create_station_page(
        self, accounts: Service, actor: Caller, show: Shown, sent: Sent
    ) -> Response[Any]:
        """Add a station."""
        return show.attempt(
            sent,
            CreateStation,
            lambda wish: accounts.create_station(actor, wish),
            again=EDIT,
            then=lambda made: f"/stations/{made.id}",
            said=show.say("Saved."),
            station=None,
        )

    @get("/{id:uuid}", permission=READ, sync_to_thread=True)
    def station_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[StationId]
    ) -> Response[Any]:
        """Show a station and who works there."""
        station = accounts.station(actor, id)
        return show("accounts/station.html", station=station, people=_people(accounts, actor, id))

    @get("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def edit_station_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[StationId]
    ) -> Response[Any]:
        """Show the form of a station."""
        station = accounts.station(actor, id)
        return show(EDIT, form=show.filled(station), station=station)

    @post("/{id:uuid}/edit", permission=MANAGE, sync_to_thread=True)
    def change_station_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[StationId], sent: Sent
    ) -> Response[Any]:
        """Change a station."""
        return show.attempt(
            sent,
            UpdateStation,
            lambda wish: accounts.update_station(actor, id, wish, sent.version),
            again=EDIT,
            then=lambda made: f"/stations/{id}",
            said=show.say("Saved."),
            station=accounts.station(actor, id),
        )

    @post("/{id:uuid}/do", permission=MANAGE, sync_to_thread=True)
    def station_do_page(
        self, accounts: Service, actor: Caller, show: Shown, id: FromPath[StationId], sent: Sent
    ) -> Response[Any]:
        """Take a station off the lists, or put it back."""
        restores = sent["act"] == "restore"
        act = accounts.restore_station if restores else accounts.archive_station
        said = show.say("Restored.") if restores else show.say("Archived.")
        return moved(show, lambda: act(actor, id), said)


def _people(
    accounts: AccountsService, actor: Actor, station_id: StationId | None = None
) -> Sequence[EmployeeView]:
    """Return who works there, for who may see them."""
    if not actor.may("employees.read"):
        return []
    wish = ListEmployees(station_id=station_id, is_active=True, limit=MOST_PEOPLE)
    return accounts.employees(actor, wish).items


def _by_station(people: Sequence[EmployeeView]) -> dict[StationId, list[EmployeeView]]:
    found: dict[StationId, list[EmployeeView]] = {}
    for person in people:
        for station in person.stations:
            found.setdefault(station.id, []).append(person)
    return found
