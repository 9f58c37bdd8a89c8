"""The logo: taken in, shown, left out again, by who may."""

import re

import pytest

from tests.accounts.conftest import PASSWORD, elsewhere, founded, nexus, programs, watch, web

__all__ = ["elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"/></svg>'
)


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, content=None, **said):
    page = look(web, "/profile").text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    said |= {"_csrf": token[1] if token else ""}
    files = {"file": content} if content else None
    return web.post(path, data=said, files=files, headers=PAGE, follow_redirects=False)


def enter(web, person):
    answer = send(web, "/login", username=person.username, password=PASSWORD, next="/profile")
    assert answer.status_code == 303
    return web


@pytest.fixture
def desk(web, founded):
    return enter(web, founded.admin)


def test_a_logo_is_taken_in_shown_and_left_out_again(desk, nexus, founded):
    assert "No logo yet" in look(desk, "/settings/logo").text
    wrong = send(desk, "/settings/logo", ("logo.png", b"no picture"))
    assert wrong.status_code == 422
    assert 'id="e-file"' in wrong.text
    answer = send(desk, "/settings/logo", ("logo.svg", SVG))
    assert answer.status_code == 303, answer.text
    file_id = nexus.settings.service().one(founded.founder).logo_file_id
    assert f'src="/api/files/{file_id}/content"' in look(desk, "/settings/logo").text
    assert "Change the logo" in look(desk, "/settings").text
    assert send(desk, "/settings/logo/remove").status_code == 303
    assert nexus.settings.service().one(founded.founder).logo_file_id is None


def test_who_may_only_look_is_not_offered_it_and_refused(web, founded):
    enter(web, founded.user("viewer"))
    assert "Choose a logo" not in look(web, "/settings/logo").text
    assert send(web, "/settings/logo", ("logo.svg", SVG)).status_code == 403
    assert send(web, "/settings/logo/remove").status_code == 403
