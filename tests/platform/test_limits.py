"""How much one caller may ask in a minute."""

from nexus.platform.limits import Limits


def test_a_new_minute_is_a_new_count():
    now = [0.0]
    limits = Limits(1, clock=lambda: now[0])
    assert [limits.ask(b"a", b"").refused for _ in range(2)] == [False, True]
    now[0] = 59.0
    assert limits.ask(b"a", b"").refused
    now[0] = 60.0
    assert not limits.ask(b"a", b"").refused


def test_a_bad_credential_counts_where_it_came_from():
    limits = Limits(2, clock=lambda: 0.0)
    for token in (b"x", b"y"):
        assert not limits.ask(b"a", token).refused
        limits.suspect(b"a")
    assert limits.ask(b"a", b"z").refused
    assert limits.ask(b"a", b"").refused
    assert not limits.ask(b"b", b"z").refused
