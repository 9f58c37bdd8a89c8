"""Users, roles and invitations: nobody raises themselves, and the last manager stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus.accounts.messages import Invite

from tests.accounts.conftest import PASSWORD, READS

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def manager(web, founded):
    """The headers of somebody who manages users, and may do less than the admin."""
    return web.as_(founded.user("manager"))


@pytest.fixture
def role_id(founded):
    listed = founded.accounts.roles(founded.founder).items
    return {role.name: role.id for role in listed}


def register(web, **body):
    return web.post("/api/auth/register", json={"password": PASSWORD} | body)


def a_name(founded):
    return f"new-{founded.id.hex[-8:]}"


# Users


def test_a_user_is_made_shown_changed_and_found(web, founded, admin):
    name, email = a_name(founded), f"{a_name(founded)}@Bench.test"
    body = {"username": name, "email": email, "full_name": "Zoë  Ndlovu", "roles": ["viewer"]}
    made = web.post("/api/users", json=body, headers=admin)
    assert made.status_code == 201
    user = made.json()
    assert (user["full_name"], user["role"], user["version"]) == ("Zoë Ndlovu", "User", 2)
    assert web.get(f"/api/users/{user['id']}", headers=admin).json() == user
    changed = web.patch(
        f"/api/users/{user['id']}",
        json={"title": "Sprayer", "locale": "en-ZA", "roles": ["operator", "viewer"]},
        headers=admin | {"If-Match": made.headers["etag"]},
    )
    assert changed.json()["roles"] == ["operator", "viewer"]
    assert changed.json()["role"] == "Staff"
    stale = admin | {"If-Match": made.headers["etag"]}
    assert web.patch(f"/api/users/{user['id']}", json={}, headers=stale).status_code == 412
    for query in ("search=zoe", "search=ndl", "role=operator", f"search={name}&is_active=true"):
        [listed] = web.get(f"/api/users?{query}", headers=admin).json()["items"]
        assert listed == changed.json()
    assert web.get("/api/users?role=qa", headers=admin).json()["items"] == []


def test_users_are_listed_page_by_page(web, founded, admin):
    for n in range(3):
        founded.user("viewer", full_name=f"Person {n}")
    for sort in ("username", "-username", "full_name", "-full_name", "created_at", "-created_at"):
        first = web.get(f"/api/users?limit=3&total=true&sort={sort}", headers=admin).json()
        rest = web.get(f"/api/users?sort={sort}&cursor={first['next']}", headers=admin).json()
        ids = [user["id"] for user in first["items"] + rest["items"]]
        assert (len(ids), len(set(ids)), first["total"]) == (4, 4, 4)


def test_a_name_and_an_address_are_given_once_in_the_world(web, founded, elsewhere, admin):
    taken = elsewhere.user("viewer", email=f"{a_name(elsewhere)}@bench.test")
    names = {"username": taken.username.upper()}
    said = web.post("/api/users", json=names, headers=admin)
    assert (said.status_code, list(said.json()["errors"])) == (409, ["username"])
    mail = {"username": a_name(founded), "email": f"{a_name(elsewhere)}@BENCH.test"}
    said = web.post("/api/users", json=mail, headers=admin)
    assert (said.status_code, list(said.json()["errors"])) == (409, ["email"])


def test_another_shops_user_is_not_there(web, founded, elsewhere, admin):
    id = elsewhere.admin.id
    assert web.get(f"/api/users/{id}", headers=admin).status_code == 404
    assert web.get(f"/api/users/{id}/login-history", headers=admin).status_code == 404
    assert web.patch(f"/api/users/{id}", json={}, headers=admin).status_code == 404
    for act in ("activate", "deactivate"):
        assert web.post(f"/api/users/{id}/{act}", headers=admin).status_code == 404
    reset = web.post(f"/api/users/{id}/reset-password", json={}, headers=admin)
    assert reset.status_code == 404
    listed = web.get("/api/users", headers=admin).json()["items"]
    assert str(id) not in [user["id"] for user in listed]


def test_every_change_is_in_the_activity_log_without_its_secrets(web, founded, admin):
    bob = founded.user("viewer")
    body = {"password": "brighter lamps at noon"}
    web.post(f"/api/users/{bob.id}/reset-password", json=body, headers=admin)
    web.patch(f"/api/users/{bob.id}", json={"roles": ["operator"]}, headers=admin)
    entries = web.get("/api/activity-log?limit=200", headers=admin).json()["items"]
    assert {"user", "role_grant", "membership", "session"} <= {e["entity_type"] for e in entries}
    assert "argon2" not in str(entries)
    mine = [e for e in entries if e["entity_type"] == "user" and e["action"] == "updated"]
    assert mine[0]["actor"] == founded.admin.username


# Nobody raises themselves


def test_nobody_gives_what_they_have_not(web, founded, manager, role_id):
    bob = founded.user("viewer")
    tries = [
        web.post(
            "/api/roles", json={"name": "x", "permissions": ["settings.manage"]}, headers=manager
        ),
        web.post("/api/users", json={"username": "x-y", "roles": ["admin"]}, headers=manager),
        web.patch(f"/api/users/{bob.id}", json={"roles": ["admin"]}, headers=manager),
        web.post(
            "/api/invitations", json={"email": "x@y.test", "roles": ["admin"]}, headers=manager
        ),
        web.patch(
            f"/api/roles/{role_id['viewer']}",
            json={"permissions": [*READS, "settings.manage"]},
            headers=manager,
        ),
        web.patch(f"/api/roles/{role_id['admin']}", json={"permissions": READS}, headers=manager),
        web.delete(f"/api/roles/{role_id['admin']}", headers=manager),
    ]
    assert [said.status_code for said in tries] == [403] * len(tries)


def test_nobody_rules_who_may_do_more(web, founded, manager):
    path = f"/api/users/{founded.admin.id}"
    tries = [
        web.patch(path, json={"email": "mine@evil.test"}, headers=manager),
        web.patch(path, json={"roles": []}, headers=manager),
        web.post(f"{path}/deactivate", headers=manager),
        web.post(f"{path}/reset-password", json={}, headers=manager),
        web.post(f"{path}/reset-password", json={"password": PASSWORD}, headers=manager),
        web.post(
            "/api/employees",
            json={"name": "Mine", "user_id": str(founded.admin.id)},
            headers=manager,
        ),
    ]
    assert [said.status_code for said in tries] == [403] * len(tries)
    assert founded.accounts.user(founded.founder, founded.admin.id).is_active


def test_a_person_of_two_shops_belongs_to_neither_admin(web, founded, elsewhere, admin):
    email = f"{a_name(founded)}@bench.test"
    ann = founded.user("viewer", email=email)
    token = elsewhere.accounts.invite(elsewhere.founder, Invite(email=email, roles=[])).token
    joined = web.post("/api/auth/invitation", json={"token": token}, headers=web.as_(ann))
    assert joined.status_code == 201
    path = f"/api/users/{ann.id}"
    there = web.as_(elsewhere.admin)
    for headers in (admin, there):
        assert web.patch(path, json={"email": "x@evil.test"}, headers=headers).status_code == 403
        reset = web.post(f"{path}/reset-password", json={}, headers=headers)
        assert reset.status_code == 403
    assert web.patch(path, json={"roles": ["operator"]}, headers=admin).status_code == 200
    assert web.post(f"{path}/deactivate", headers=there).status_code == 200
    assert web.get(path, headers=admin).json()["is_active"] is True
    assert web.login(ann)["shop"]["id"] == str(founded.id)


def test_who_lacks_a_permission_is_told_so(web, founded):
    bob = web.as_(founded.user("operator"))
    refused = [
        web.get("/api/users", headers=bob),
        web.get("/api/roles", headers=bob),
        web.get("/api/permissions", headers=bob),
        web.get("/api/invitations", headers=bob),
        web.get("/api/login-history", headers=bob),
        web.post("/api/users", json={}, headers=bob),
        web.post("/api/employees", json={}, headers=bob),
        web.post("/api/stations", json={}, headers=bob),
        web.patch(f"/api/shops/{founded.id}", json={"name": "x"}, headers=bob),
    ]
    assert [said.status_code for said in refused] == [403] * len(refused)
    assert web.get("/api/stations", headers=bob).status_code == 200


# The last manager


def test_the_last_manager_of_users_stays(web, founded, admin, role_id):
    path = f"/api/users/{founded.admin.id}"
    less = [code for code in READS if code != "users.manage"]
    tries = [
        web.post(f"{path}/deactivate", headers=admin),
        web.patch(path, json={"roles": ["viewer"]}, headers=admin),
        web.patch(f"/api/roles/{role_id['admin']}", json={"permissions": less}, headers=admin),
        web.delete(f"/api/roles/{role_id['admin']}", headers=admin),
    ]
    assert [said.status_code for said in tries] == [409] * len(tries)
    founded.user("admin")
    assert web.post(f"{path}/deactivate", headers=admin).status_code == 200
    assert web.get("/api/auth/user", headers=admin).status_code == 401


def test_two_managers_cannot_shut_each_other_out_at_once(web, founded, admin):
    other = founded.user("admin")
    headers = web.as_(other)
    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(web.post, f"/api/users/{other.id}/deactivate", headers=admin),
            pool.submit(web.post, f"/api/users/{founded.admin.id}/deactivate", headers=headers),
        ]
    codes = sorted(said.result().status_code for said in tries)
    assert codes[0] == 200
    assert codes[1] in (401, 409)
    people = [founded.accounts.user(founded.founder, p.id) for p in (founded.admin, other)]
    assert sum(person.is_active for person in people) == 1


# Roles


def test_a_role_is_made_changed_used_and_deleted(web, founded, admin):
    body = {"name": "qa", "display_name": "Quality", "permissions": ["stations.read"]}
    made = web.post("/api/roles", json=body, headers=admin).json()
    assert (made["is_preset"], made["version"]) == (False, 1)
    assert web.post("/api/roles", json=body, headers=admin).status_code == 409
    path = f"/api/roles/{made['id']}"
    more = {"permissions": ["users.read", "stations.read", "users.read"]}
    changed = web.patch(path, json=more, headers=admin).json()
    assert changed["permissions"] == ["stations.read", "users.read"]
    assert web.get(path, headers=admin).json() == changed
    bob = founded.user("qa")
    assert web.delete(path, headers=admin).status_code == 409
    web.patch(f"/api/users/{bob.id}", json={"roles": []}, headers=admin)
    assert web.delete(path, headers=admin).status_code == 204
    assert web.get(path, headers=admin).status_code == 404


def test_roles_of_another_shop_are_not_there(web, founded, elsewhere, admin):
    [theirs] = [r for r in elsewhere.accounts.roles(elsewhere.founder).items if r.name == "admin"]
    assert web.get(f"/api/roles/{theirs.id}", headers=admin).status_code == 404
    assert web.patch(f"/api/roles/{theirs.id}", json={}, headers=admin).status_code == 404
    assert web.delete(f"/api/roles/{theirs.id}", headers=admin).status_code == 404


# Invitations


@pytest.fixture
def invited(web, founded, admin):
    body = {"email": f"{a_name(founded)}@bench.test", "roles": ["operator"]}
    return web.post("/api/invitations", json=body, headers=admin).json()


def test_an_invitation_lets_one_person_in_once(web, founded, admin, invited):
    said = register(web, username=a_name(founded), token=invited["token"], full_name="New")
    assert said.status_code == 201
    assert (said.json()["roles"], said.json()["email"]) == (["operator"], invited["email"])
    again = register(web, username=f"{a_name(founded)}2", token=invited["token"])
    assert again.status_code == 409
    login = {"username": invited["email"], "password": PASSWORD}
    assert web.post("/api/auth/login", json=login).status_code == 200
    [listed] = web.get("/api/invitations", headers=admin).json()["items"]
    assert listed["accepted_at"]
    assert listed["token"] is None
    assert web.get("/api/invitations?is_open=true", headers=admin).json()["items"] == []


def test_an_invitation_is_for_its_address(web, founded, invited):
    body = {"username": a_name(founded), "email": "other@bench.test", "token": invited["token"]}
    assert register(web, **body).status_code == 409
    assert register(web, **body | {"email": invited["email"].upper()}).status_code == 201


def test_an_invitation_runs_out_and_can_be_taken_back(web, founded, admin, invited, watch):
    watch.wait(days=7)
    name = a_name(founded)
    assert register(web, username=name, token=invited["token"]).status_code == 409
    headers = web.as_(founded.admin)
    body = {"email": f"late-{invited['email']}", "roles": []}
    fresh = web.post("/api/invitations", json=body, headers=headers).json()
    assert web.delete(f"/api/invitations/{fresh['id']}", headers=headers).status_code == 204
    assert register(web, username=name, token=fresh["token"]).status_code == 409
    assert web.delete(f"/api/invitations/{NOBODY}", headers=headers).status_code == 404


@pytest.mark.parametrize("token", ["x", "nxi_", "nxi_" + "0" * 75, "nxi_" + "g" * 75])
def test_an_invented_invitation_opens_nothing(web, founded, token):
    said = register(web, username=a_name(founded), token=token)
    assert said.status_code in (404, 409)
    assert not said.json().get("errors")


def test_many_cannot_use_one_invitation_at_once(web, founded, invited):
    def go(n):
        return register(web, username=f"{a_name(founded)}-{n}", token=invited["token"]).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(go, range(4)))
    assert codes == [201, 409, 409, 409]


def test_a_shop_takes_in_the_invited_only_unless_it_says_otherwise(web, founded, monkeypatch):
    body = {"username": a_name(founded), "shop_id": str(founded.id)}
    assert register(web, **body).status_code == 403
    assert register(web, username="x").status_code == 422

    class Open:
        invite_only = False

        def terms(self, shop_id):
            return self

    monkeypatch.setattr(founded.accounts, "_house", Open())
    said = register(web, **body)
    assert (said.status_code, said.json()["roles"]) == (201, ["viewer"])
    assert register(web, username="x-y-z", shop_id=NOBODY).status_code == 404


# Login history


def test_the_login_history_tells_success_and_failure(web, founded, elsewhere, admin):
    bob = founded.user("viewer")
    wrong = {"username": bob.username, "password": "wrong horses"}
    web.post("/api/auth/login", json=wrong, headers={"User-Agent": "curl/8"})
    web.login(bob)
    path = f"/api/users/{bob.id}/login-history"
    told = web.get(path, headers=admin).json()["items"]
    assert sorted((one["success"], one["reason"]) for one in told) == [
        (False, "wrong_password"),
        (True, ""),
    ]
    [failed] = web.get(f"{path}?success=false", headers=admin).json()["items"]
    assert (failed["user_agent"], failed["typed"]) == ("curl/8", bob.username)
    assert failed["ip"] == web.headers["x-tried-from"]
    everybody = web.get("/api/login-history?total=true", headers=admin).json()
    assert everybody["total"] == 3
    there = web.get("/api/login-history?total=true", headers=web.as_(elsewhere.admin)).json()
    assert there["total"] == 1
    later = {"since": "2027-01-01T00:00:00Z"}
    assert web.get("/api/login-history", params=later, headers=admin).json()["items"] == []
