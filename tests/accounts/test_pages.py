"""Pages of people: users, invitations, roles, one's own, and who is not in yet."""

import re
from html import unescape

import pytest

from tests.accounts.conftest import PASSWORD, ROLES

PAGE = {"accept": "text/html,*/*;q=0.8"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FRESH = "seven quiet herons walk"


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, csrf=None, **said):
    token = csrf if csrf is not None else token_of(web)
    return web.post(path, data=said | {"_csrf": token}, headers=PAGE, follow_redirects=False)


def token_of(web):
    return re.search(r'name="csrf-token" content="([^"]+)"', look(web, "/profile").text)[1]


def enter(web, username, password=PASSWORD):
    send(web, "/logout") if look(web, "/profile").status_code == 200 else None
    answer = send(web, "/login", "", username=username, password=password, next="/profile")
    assert answer.status_code == 303, answer.text
    return web


def link_in(page):
    return re.search(r'value="https?://[^/]+(/(?:join|reset)\?token=[^"]+)"', unescape(page))[1]


def hidden(page, name):
    return unescape(re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)[1])


@pytest.fixture
def desk(web, founded):
    """A browser of the admin's."""
    return enter(web, founded.admin.username)


# Users


def test_users_are_listed_filtered_and_looked_at(desk, founded, statements):
    for _ in range(3):
        founded.user("viewer", full_name="Ann Gray")
    statements.clear()
    text = look(desk, "/users").text
    assert len(statements) <= 8
    assert "4 users" in text
    assert "3 users" in look(desk, "/users?role=viewer&search=ann").text
    assert "Nothing fits" in look(desk, "/users?search=nobody-is-called-so").text
    page = look(desk, f"/users/{founded.admin.id}").text
    assert founded.admin.username in page
    assert "Latest logins" in page


def test_a_user_is_changed_and_what_is_wrong_stands_at_the_field(desk, founded):
    ann = founded.user("viewer")
    page = f"/users/{ann.id}/edit"
    version = hidden(look(desk, page).text, "_version")
    said = {"username": ann.username, "full_name": EVIL, "_version": version}
    wrong = send(desk, page, **said, email="nobody", roles=["", "operator"])
    assert wrong.status_code == 422
    assert 'id="e-email"' in wrong.text
    assert EVIL in unescape(wrong.text)
    answer = send(desk, page, **said, roles=["", "operator"])
    assert answer.status_code == 303, answer.text
    text = look(desk, f"/users/{ann.id}").text
    assert EVIL in unescape(text)
    assert "<img" not in text
    assert "/roles/operator" in text
    stale = send(desk, page, **said, roles=["", "viewer"])
    assert stale.status_code == 412


def test_a_user_is_shut_out_and_let_in_again(desk, founded):
    ann = founded.user("viewer")
    assert send(desk, f"/users/{ann.id}/deactivate").status_code == 303
    assert "Deactivated" in look(desk, f"/users/{ann.id}").text
    assert send(desk, f"/users/{ann.id}/activate").status_code == 303
    assert send(desk, f"/users/{ann.id}/log-out").status_code == 303
    refused = send(desk, f"/users/{founded.admin.id}/deactivate")
    assert refused.status_code == 409
    assert "Somebody must remain" in refused.text


def test_who_has_no_mail_comes_in_by_a_link(desk, founded):
    assert send(desk, "/users/new", username="a b").status_code == 422
    answer = send(desk, "/users/new", username=f"bob-{founded.id.hex}", roles=["", "viewer"])
    assert answer.status_code == 200, answer.text
    path = link_in(answer.text)
    token = path.partition("=")[2]
    send(desk, "/logout")
    assert hidden(look(desk, path).text, "token") == token
    weak = send(desk, "/reset", "", token=token, password="password")
    assert weak.status_code == 422
    assert "easily guessed" in weak.text
    answer = send(desk, "/reset", "", token=token, password=FRESH)
    assert answer.headers["location"] == "/login"
    enter(desk, f"bob-{founded.id.hex}", FRESH)
    assert send(desk, "/reset", "", token=token, password=FRESH).status_code == 409


# Invitations


def test_an_invitation_is_a_link_for_one_person(desk, founded):
    assert send(desk, "/users/invite", email="nobody").status_code == 422
    mail = f"eve-{founded.id.hex}@bench.example"
    made = send(desk, "/users/invite", email=mail, roles=["", "viewer"])
    assert made.status_code == 200, made.text
    token = link_in(made.text).partition("=")[2]
    assert mail in look(desk, "/users/invitations?is_open=true").text
    send(desk, "/logout")
    wrong = send(desk, "/join", "", token=token, username="no good", password=FRESH)
    assert wrong.status_code == 422
    assert hidden(wrong.text, "token") == token
    name = f"eve-{founded.id.hex}"
    answer = send(desk, "/join", "", token=token, username=name, password=FRESH, full_name="Eve")
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    assert "Eve" in look(desk, "/profile").text
    used = send(desk, "/join", "", token=token, username=f"{name}2", password=FRESH)
    assert used.status_code == 409


def test_an_invitation_is_taken_back(desk, founded):
    made = send(desk, "/users/invite", email=f"x-{founded.id.hex}@bench.example")
    page = look(desk, "/users/invitations").text
    path = re.search(r'action="(/users/invitations/[^"]+/revoke)"', page)[1]
    assert send(desk, path).status_code == 303
    assert "Taken back" in look(desk, "/users/invitations").text
    token = link_in(made.text).partition("=")[2]
    send(desk, "/logout")
    assert send(desk, "/join", "", token=token, username="late", password=FRESH).status_code == 409


def test_who_is_in_a_shop_comes_into_one_more_and_changes_between_them(desk, founded, elsewhere):
    mail = f"both-{founded.id.hex}@bench.example"
    both = founded.user("viewer", email=mail)
    enter(desk, elsewhere.admin.username)
    made = send(desk, "/users/invite", email=mail, roles=["", "admin"])
    path = link_in(made.text)
    enter(desk, both.username)
    there = look(desk, path).headers["location"]
    token = hidden(look(desk, there).text, "token")
    assert send(desk, "/join/here", token=token).headers["location"] == "/"
    assert "Invite somebody" in look(desk, "/users").text  # the admin of the other shop
    page = look(desk, "/profile").text
    assert f'action="/enter/{founded.id}"' in page
    assert send(desk, f"/enter/{founded.id}").status_code == 303
    assert look(desk, "/users").status_code == 200
    assert look(desk, "/users/invite").status_code == 403  # a viewer here
    assert send(desk, f"/enter/{elsewhere.admin.id}").status_code == 404


# Roles


def test_the_matrix_changes_what_roles_may_do(desk, founded):
    text = look(desk, "/roles").text
    said = {f"version.{name}": hidden(text, f"version.{name}") for name in ROLES}
    ticked = {f"role.{name}": list(codes) for name, codes in ROLES.items()}
    ticked["role.operator"] = ["stations.read", "customers.read"]
    answer = send(desk, "/roles", **said, **ticked)
    assert answer.status_code == 303, answer.text
    assert "1 role changed." in look(desk, "/roles").text
    role = founded.accounts.role_named(founded.founder, "operator")
    assert role.permissions == ["customers.read", "stations.read"]
    stale = send(desk, "/roles", **said, **ticked | {"role.operator": ["stations.read"]})
    assert stale.status_code == 412
    nonsense = ticked | {"role.viewer": ["rubbish.read"]}
    assert send(desk, "/roles", **said, **nonsense).status_code == 422


def test_nobody_takes_the_last_manager_away(desk):
    text = look(desk, "/roles").text
    refused = send(desk, "/roles", **{"version.admin": hidden(text, "version.admin")})
    assert refused.status_code == 409
    assert "Somebody must remain" in refused.text


def test_a_role_is_copied_renamed_and_deleted(desk, founded):
    answer = send(desk, "/roles/new", display_name="Front desk", name="", copy="operator")
    assert answer.status_code == 303, answer.text
    role = founded.accounts.role_named(founded.founder, "front_desk")
    assert sorted(role.permissions) == sorted(ROLES["operator"])
    again = send(desk, "/roles/new", display_name="Front desk", name="")
    assert again.status_code == 409
    assert send(desk, "/roles/new", display_name="!", name="").status_code == 422
    said = {"_version": str(role.version), "display_name": EVIL, "description": "Answers."}
    assert send(desk, "/roles/front_desk", **said).status_code == 303
    assert EVIL in unescape(look(desk, "/roles").text)
    kept = send(desk, "/roles/admin/delete", _version="")
    assert kept.status_code == 409
    assert "Somebody has this role" in kept.text
    assert send(desk, "/roles/front_desk/delete", _version="").status_code == 303
    assert look(desk, "/roles/front_desk").status_code == 404


# One's own


def test_a_profile_is_ones_own_to_change(desk, founded):
    text = look(desk, "/profile").text
    said = {"full_name": EVIL, "locale": "en", "_version": hidden(text, "_version")}
    assert send(desk, "/profile", **said).status_code == 303
    text = look(desk, "/profile").text
    assert EVIL in unescape(text)
    assert "<img" not in text
    assert send(desk, "/profile", **said).status_code == 412
    assert "nexus-theme=dark" in send(desk, "/profile/theme", theme="dark").headers["set-cookie"]
    wrong = send(desk, "/profile/password", old_password="wrong", new_password=FRESH)
    assert wrong.status_code == 422
    assert 'id="e-old_password"' in wrong.text
    right = send(desk, "/profile/password", old_password=PASSWORD, new_password=FRESH)
    assert right.status_code == 303
    enter(desk, founded.admin.username, FRESH)


def test_a_lost_login_is_ended(desk, web, founded):
    web.login(founded.admin)
    page = look(desk, "/sessions").text
    path = re.search(r'action="(/sessions/[^"]+/end)"', page)[1]
    assert send(desk, path).status_code == 303
    assert send(desk, path).status_code == 404
    web.login(founded.admin)
    assert send(desk, "/sessions/end-others").status_code == 303
    assert "/end" not in look(desk, "/sessions").text


def test_a_forgotten_password_is_told_the_same_to_all(web, founded):
    known = send(web, "/forgot", "", username=founded.admin.username)
    unknown = send(web, "/forgot", "", username="nobody-is-called-so")
    assert known.status_code == unknown.status_code == 200
    assert "If this name is known here" in known.text
    assert known.text.split("<main")[1] == unknown.text.split("<main")[1]
    assert send(web, "/forgot", "", username="").status_code == 422


# Refusals


def test_a_viewer_is_offered_nothing_and_refused(web, founded):
    viewer = founded.user("viewer")
    enter(web, viewer.username)
    text = look(web, "/users").text
    assert "/users/invite" not in text
    text = look(web, "/roles").text
    assert "Save roles" not in text
    assert not re.search(r'type="checkbox"[^>]*name="role\.[^>]*(?<!disabled) aria', text)
    assert look(web, f"/users/{founded.admin.id}/edit").status_code == 403
    assert send(web, "/roles").status_code == 403
    assert send(web, f"/users/{founded.admin.id}/deactivate").status_code == 403


def test_another_shops_people_are_not_there(desk, elsewhere):
    for path in (f"/users/{elsewhere.admin.id}", f"/users/{elsewhere.admin.id}/edit"):
        assert look(desk, path).status_code == 404
    assert send(desk, f"/users/{elsewhere.admin.id}/password").status_code == 404
