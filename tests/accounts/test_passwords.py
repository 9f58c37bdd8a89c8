"""Passwords: which are taken, and how they are kept; and the form of addresses."""

import threading
import time

import pytest

from nexus.accounts import Passwords
from nexus.accounts.service.mail import address
from nexus.kernel.errors import Invalid

BAD = [
    "password",
    "password1",
    "12345678",
    "123456789",
    "qwertyuiop",
    "iloveyou1",
    "letmein123",
    "aaaaaaaaaaaa",
    "abcdefgh",
    "abcd1234",
    "11111111",
    "P@ssw0rd",
    "football1",
    "sunshine1",
    "princess1",
    "monkey123",
    "dragon123",
    "qazwsxedc",
    "asdfghjkl",
    "benchandco",
]
GOOD = [
    "odd horses paint fences",
    "korrekt pferd batterie heftklammer",
    "Tr0ub4dour&3xtra",
    "vier Fässer Öl im Keller",
    "лошади красят забор",
    "奇怪的马在刷栅栏吗朋友",
    "x" * 20 + "Quince7%lantern",
    "   spaces at   both ends   ",
    "🐎🎨🪵🏡🌧️🧵🪡🧲",
    "q8!Zt0#vL2",
    "saw-dust-on-monday",
    "MJöl#77gg kvarn",
    "a plank, a rasp, a vice",
    "nine hundred tin lids",
    "7Hx-19Qd-55Lm",
    "swim.under.the.old.bridge",
    "cutting oil smells of pears",
    "z" * 60 + " lantern quarry 77 vex",
    "Kiln&Quince&Velvet",
    "\u0000odd horses \ttabs",
]


@pytest.fixture(scope="module")
def argon():
    return Passwords(memory_kib=64, passes=1)


@pytest.mark.parametrize("password", BAD)
def test_a_password_that_is_soon_guessed_is_refused(argon, password):
    with pytest.raises(Invalid) as told:
        argon.check(password, ["ann", "benchandco"])
    assert told.value.field == "password"


def test_an_odd_password_is_taken_and_compared_byte_by_byte(argon):
    assert len(GOOD) == len(BAD) == 20
    for password in GOOD:
        argon.check(password, ["ann", None, "Bench & Co"])
        kept = argon.hash(password)
        assert argon.verify(kept, password)
        assert not argon.verify(kept, password + " ")
        assert not argon.verify(kept, password.swapcase() + "x")


@pytest.mark.parametrize("length", [0, 7, 129])
def test_a_password_has_its_length(argon, length):
    with pytest.raises(Invalid, match="8 to 128"):
        argon.check(("kE7%" * 40)[:length], [])


def test_the_users_own_words_are_no_password(argon):
    argon.check("quincevelvetkiln", [])
    with pytest.raises(Invalid):
        argon.check("quincevelvetkiln", ["QuinceVelvetKiln"])


def test_a_hash_is_argon2id_at_least_as_owasp_asks():
    assert Passwords().hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    weak = Passwords(memory_kib=64, passes=1).hash("x")
    assert Passwords().is_outdated(weak)
    assert not Passwords().is_outdated(Passwords().hash("x"))


@pytest.mark.parametrize("kept", [None, "", "nonsense", "$argon2id$v=19$m=64,t=1,p=1$x$x"])
def test_what_is_no_hash_fits_nothing(argon, kept):
    assert not argon.verify(kept, "")
    assert not argon.verify(kept, "nobody's password")


def test_few_passwords_are_checked_at_once():
    passwords, at_once, most = Passwords(memory_kib=64, passes=1, slots=2), [], []
    kept = passwords.hash("x")

    class Slow:
        def verify(self, kept, password):
            at_once.append(1)
            most.append(len(at_once))
            time.sleep(0.01)
            at_once.pop()
            return True

    passwords._hasher = Slow()
    threads = [threading.Thread(target=passwords.verify, args=(kept, "x")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Ann@Bench.Test ", "Ann@bench.test"), ("", None), (None, None), ("ü@exämple.com",) * 2],
)
def test_an_address_is_kept_in_its_normal_form(typed, kept):
    assert address(typed) == kept


@pytest.mark.parametrize("typed", ["a", "a@", "a@b", "a b@c.test", "x" * 70 + "@b.test"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Invalid):
        address(typed)
