"""Views of lists that people keep: whose they are, who sees them, and what a list opens with."""

import pytest

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import SavedViewId, ShopId, UserId, new_id
from nexus.settings import ChangeView, SaveView
from nexus.settings.adapters.db import SqlSettingsReading, SqlSettingsUnitOfWork
from nexus.settings.domain import MOST_VIEWS, SavedView, tidy_query
from nexus.settings.service import ViewService


@pytest.fixture
def views(database, a_shop):
    def reading(shop_id):
        return SqlSettingsReading(database, shop_id)

    return ViewService(lambda actor: SqlSettingsUnitOfWork(database, actor), reading)


def person(shop_id, *scopes):
    return Actor(shop_id=shop_id, user_id=UserId(new_id()), label="Bo", scopes=frozenset(scopes))


@pytest.fixture
def bo(actor):
    """Somebody of the same shop who may do nothing in particular."""
    return person(actor.shop_id)


LATE = SaveView(name="Late", path="/projects", query="overdue=true&sort=due_date")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        ("?status=a&status=b", "status=a&status=b"),
        ("search=a%26b&cursor=xyz&limit=5&total=true", "search=a%26b"),
        ("search=", ""),
    ],
)
def test_a_query_is_kept_without_what_is_passing(said, kept):
    assert tidy_query(said) == kept


@pytest.mark.parametrize(
    "path", ["projects", "//evil.example", "/", "/a b", "/a/../b", "https://evil", "/A", "/x" * 100]
)
def test_a_view_is_of_a_list_of_the_house(path):
    with pytest.raises(Invalid):
        SavedView(
            id=SavedViewId(new_id()),
            shop_id=ShopId(new_id()),
            user_id=UserId(new_id()),
            path=path,
            name="Late",
        )


def test_views_are_kept_in_order_and_found_by_list(views, actor):
    late = views.save(actor, LATE)
    mine = views.save(
        actor, SaveView(name=" My  own ", path="/projects", query="?search=a&cursor=x")
    )
    views.save(actor, SaveView(name="Late", path="/sales"))
    assert (mine.name, mine.query, mine.position) == ("My own", "search=a", 2)
    assert [it.name for it in views.seen(actor, "/projects").items] == ["Late", "My own"]
    assert views.seen(actor).total == 3
    assert views.one(actor, late.id) == late
    moved = views.change(actor, mine.id, ChangeView(position=1, name="First"), mine.version)
    assert (moved.version, moved.position, moved.query) == (2, 1, "search=a")
    with pytest.raises(Stale):
        views.change(actor, mine.id, ChangeView(name="Later"), mine.version)
    views.delete(actor, late.id)
    with pytest.raises(NotFound):
        views.one(actor, late.id)


def test_a_name_stands_once_in_a_list_of_a_person(views, actor, bo):
    views.save(actor, LATE)
    with pytest.raises(Invalid) as error:
        views.save(actor, SaveView(name="LATE", path="/projects"))
    assert error.value.field == "name"
    other = views.save(actor, SaveView(name="Other", path="/projects"))
    with pytest.raises(Invalid):
        views.change(actor, other.id, ChangeView(name="late"))
    assert views.save(bo, LATE).name == "Late"


def test_what_somebody_keeps_is_theirs_until_it_is_shared(views, actor, bo):
    late = views.save(actor, LATE)
    assert views.seen(bo).items == []
    for act in (
        lambda: views.one(bo, late.id),
        lambda: views.change(bo, late.id, ChangeView(name="Mine")),
        lambda: views.delete(bo, late.id),
    ):
        with pytest.raises(NotFound):
            act()
    views.change(actor, late.id, ChangeView(is_shared=True, is_default=True))
    [seen] = views.seen(bo, "/projects").items
    assert (seen.is_own, seen.is_shared, seen.is_default) == (False, True, False)
    for act in (
        lambda: views.change(bo, late.id, ChangeView(name="Mine")),
        lambda: views.delete(bo, late.id),
        lambda: views.save(bo, SaveView(name="Mine", path="/projects", is_shared=True)),
    ):
        with pytest.raises(NotAllowed):
            act()
    boss = person(actor.shop_id, "settings.manage")
    renamed = views.change(boss, late.id, ChangeView(name="Too late"))
    assert (renamed.name, renamed.is_own, renamed.is_default) == ("Too late", False, False)
    with pytest.raises(Invalid) as error:
        views.change(boss, late.id, ChangeView(is_default=True))
    assert error.value.field == "is_default"
    assert views.one(actor, late.id).is_default
    views.delete(boss, late.id)
    assert views.seen(actor).items == []


def test_another_shops_view_is_not_there(views, actor):
    late = views.save(actor, SaveView(name="Late", path="/projects", is_shared=True))
    stranger = person(ShopId(new_id()), "settings.manage")
    assert views.seen(stranger).items == []
    with pytest.raises(NotFound):
        views.one(stranger, late.id)
    with pytest.raises(NotFound):
        views.delete(stranger, late.id)


def test_a_list_opens_with_one_view(views, actor):
    first = views.save(actor, SaveView(name="A", path="/projects", query="a=1", is_default=True))
    second = views.save(actor, SaveView(name="B", path="/projects", query="b=1", is_default=True))
    elsewhere = views.save(actor, SaveView(name="C", path="/sales", query="c=1", is_default=True))

    def defaults():
        return [it.id for it in views.seen(actor).items if it.is_default]

    assert defaults() == [second.id, elsewhere.id]
    views.change(actor, first.id, ChangeView(is_default=True))
    assert defaults() == [first.id, elsewhere.id]
    views.change(actor, second.id, ChangeView(is_default=False))
    assert defaults() == [first.id, elsewhere.id]
    views.change(actor, first.id, ChangeView(is_default=False))
    assert defaults() == [elsewhere.id]


def test_nobody_keeps_more_views_than_can_be_looked_at(views, actor):
    for n in range(MOST_VIEWS):
        views.save(actor, SaveView(name=f"{n}", path="/projects"))
    with pytest.raises(Refused):
        views.save(actor, LATE)


def test_programs_keep_none(views, actor):
    with pytest.raises(NotAllowed):
        views.save(Actor.system(actor.shop_id), LATE)
    assert views.seen(Actor.system(actor.shop_id)).items == []


# REST


def test_a_path_with_a_nul_is_refused_before_it_is_looked_for(client):
    body = {"name": "Late", "path": "/a\x00b"}
    assert client.post("/api/views", json=body).status_code == 400


def test_views_over_rest(client):
    body = {"name": "Late", "path": "/projects", "query": "overdue=true", "is_default": True}
    made = client.post("/api/views", json=body)
    assert made.status_code == 201, made.text
    view = made.json()
    assert (view["is_own"], view["is_default"], view["position"]) == (True, True, 1)
    one = f"/api/views/{view['id']}"
    shown = client.get(one)
    assert (shown.json(), shown.headers["etag"]) == (view, '"1"')
    assert client.get("/api/views?path=/projects").json()["total"] == 1
    assert client.get("/api/views?path=/sales").json()["items"] == []
    changed = client.patch(one, json={"name": "Too late"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["name"]) == (200, "Too late")
    assert client.patch(one, json={"name": "x"}, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": ""}, 400),
        ({"name": " "}, 422),
        ({"path": "//evil.example"}, 422),
        ({"path": "/"}, 400),
        ({"query": "a\u0000b"}, 400),
        ({"query": "x" * 1001}, 400),
        ({"search": "x"}, 400),
    ],
)
def test_senseless_views_are_refused(client, change, status):
    body = {"name": "Late", "path": "/projects"} | change
    assert client.post("/api/views", json=body).status_code == status
