"""What is true of shops and the people in them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.accounts.domain import Employee, Invitation, Membership, Role, User, standing
from nexus.accounts.domain.logins import INVITED_FOR, PasswordReset
from nexus.accounts.domain.people import check_username, email_key, name_key
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import (
    EmployeeId,
    InvitationId,
    RoleId,
    ShopId,
    StationId,
    UserId,
    new_id,
)
from nexus.kernel.money import Money

from tests.conftest import NOW

ids = st.lists(st.sampled_from([new_id() for _ in range(5)]), max_size=8)


def an_employee(**more):
    base = {"id": EmployeeId(new_id()), "shop_id": ShopId(new_id()), "created_at": NOW}
    return Employee(**base | {"name": "Ann"} | more)


def a_member(**more):
    base = {"id": new_id(), "shop_id": ShopId(new_id()), "user_id": UserId(new_id())}
    return Membership(**base | {"created_at": NOW} | more)


def a_user(**more):
    return User(**{"id": UserId(new_id()), "username": "ann", "created_at": NOW} | more)


@given(first=ids, second=ids)
def test_an_employee_works_at_exactly_the_stations_named_last(first, second):
    ann = an_employee()
    ann.post_to(map(StationId, first))
    kept = {posting.station_id: posting.id for posting in ann.postings}
    version = ann.version
    ann.post_to(map(StationId, second))
    assert set(ann.station_ids) == set(second)
    assert len(ann.postings) == len(set(second))
    assert all(kept.get(p.station_id, p.id) == p.id for p in ann.postings)
    assert (ann.version > version) == (set(first) != set(second))


@given(first=ids, second=ids)
def test_a_member_has_exactly_the_roles_given_last(first, second):
    ann = a_member()
    ann.grant(map(RoleId, first))
    version = ann.version
    ann.grant(map(RoleId, second))
    assert set(ann.role_ids) == set(second)
    assert len(ann.grants) == len(set(second))
    assert (ann.version > version) == (set(first) != set(second))


@given(st.lists(st.sampled_from(["archive", "restore"]), max_size=8))
def test_an_employee_is_archived_and_restored_in_turn(moves):
    ann = an_employee()
    for move in moves:
        was, version = ann.is_active, ann.version
        if was == (move == "archive"):
            getattr(ann, move)()
            assert (ann.is_active, ann.version) == (not was, version + 1)
        else:
            with pytest.raises(Refused):
                getattr(ann, move)()
            assert (ann.is_active, ann.version) == (was, version)


def test_a_member_is_shut_out_once_and_let_in_once():
    ann = a_member()
    ann.deactivate()
    with pytest.raises(Refused):
        ann.deactivate()
    ann.activate()
    with pytest.raises(Refused):
        ann.activate()


def test_a_change_that_changes_nothing_counts_for_nothing():
    ann = an_employee()
    ann.change(name=" Ann ", phone="")
    assert ann.version == 1
    ann.change(phone=" 1  2 ")
    assert (ann.phone, ann.version) == ("1 2", 2)


def test_an_hour_costs_nothing_or_more():
    an_employee(hourly_rate=Money.of(0, "ZAR"))
    with pytest.raises(Invalid):
        an_employee(hourly_rate=Money.of(-1, "ZAR"))
    with pytest.raises(Invalid):
        an_employee().change(hourly_rate=Money.of(-1, "ZAR"))


@pytest.mark.parametrize("name", ["ann", "Zoë", "o'neil", "a.b-c_d+e", "李雷", "7"])
def test_a_user_name_is_taken_as_it_is(name):
    assert check_username(f" {name}") == name


@pytest.mark.parametrize("name", ["", " ", "a b", "a@b", "a/b", "<b>", "\u0301", "a\u200bb", "🙂"])
def test_what_is_no_user_name_is_refused(name):
    with pytest.raises(Invalid):
        check_username(name)


@pytest.mark.parametrize("name", ["Zoë", "søren", "иван", "Ωμέγα", "山田たろう"])
def test_a_name_of_one_alphabet_is_a_user_name(name):
    assert check_username(name) == name


@pytest.mark.parametrize(
    "name",
    ["\u0430dmin", "adm\u0131n", "\u0430\u0441\u0435", "\u0261ate", "user\u0661", "\u13aa", "a山"],
)
def test_a_name_that_could_be_mistaken_for_another_is_none(name):
    with pytest.raises(Invalid, match="one alphabet"):
        check_username(name)


def test_names_that_look_alike_are_one():
    assert name_key("ZOË") == name_key("zoe") == name_key("Zoe\u0308")
    assert email_key("Ann@Bench.TEST") == email_key("ann@bench.test")
    assert email_key(None) is None


@pytest.mark.parametrize(
    ("roles", "word"),
    [
        (["admin"], "Admin"),
        (["viewer", "admin"], "Admin"),
        (["manager"], "Staff"),
        (["operator", "viewer"], "Staff"),
        (["producer"], "Staff"),
        (["viewer"], "User"),
        (["customer"], "User"),
        ([], "User"),
    ],
)
def test_roles_come_to_one_of_three_words(roles, word):
    assert standing(roles) == word


def test_a_user_goes_by_their_full_name():
    assert a_user().label == "ann"
    assert a_user(full_name=" Ann  Ash ").label == "Ann Ash"


def test_a_role_keeps_each_permission_once_and_in_order():
    role = Role(
        id=RoleId(new_id()),
        shop_id=ShopId(new_id()),
        name="shop_floor",
        display_name="",
        created_at=NOW,
        permissions=["b.y", "a.x", "b.y"],
    )
    assert (role.display_name, role.permissions) == ("Shop floor", ["a.x", "b.y"])
    role.permit(["c.z", "c.z"])
    assert (role.permissions, role.version) == (["c.z"], 2)


def an_invitation():
    return Invitation(
        id=InvitationId(new_id()),
        shop_id=ShopId(new_id()),
        email="bob@bench.test",
        token_hash=b"",
        created_at=NOW,
        expires_at=NOW + INVITED_FOR,
        invited_by="Ann",
    )


def test_an_invitation_is_accepted_once_and_in_time():
    invitation = an_invitation()
    invitation.accept(NOW + timedelta(days=6))
    with pytest.raises(Refused):
        invitation.accept(NOW + timedelta(days=6))
    with pytest.raises(Refused):
        invitation.revoke(NOW)
    with pytest.raises(Refused):
        an_invitation().accept(NOW + INVITED_FOR)


def test_an_invitation_that_was_taken_back_is_no_good():
    invitation = an_invitation()
    invitation.revoke(NOW)
    invitation.revoke(NOW + timedelta(days=1))
    assert (invitation.revoked_at, invitation.version) == (NOW, 2)
    with pytest.raises(Refused):
        invitation.accept(NOW)


def test_a_reset_is_open_for_its_hour_or_until_it_is_used():
    until = NOW + timedelta(hours=1)
    reset = PasswordReset(
        id=new_id(), user_id=UserId(new_id()), token_hash=b"", created_at=NOW, expires_at=until
    )
    assert reset.is_open(NOW)
    assert not reset.is_open(until)
    reset.used_at = NOW
    assert not reset.is_open(NOW)
