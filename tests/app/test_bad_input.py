"""Everything a stranger can send: each field of each body, each parameter, filled with nonsense.

The answer is a sentence and never a fault of ours, on both databases; and nothing is half done.
"""

from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import msgspec
import pytest

from nexus.platform.http import TITLES

from tests.app.furnished import fill
from tests.app.test_rights import matrix, sample  # noqa: F401

NONSENSE: list[Any] = [
    None,
    True,
    -1,
    0,
    10**30,
    1e308,
    -0.1,
    "",
    " ",
    "a\x00b",
    "line\nbreak\x1b",
    "e" + "\u0301" * 300,
    "x" * 70_000,
    "\u202e\ufeff\U0001f9ff",
    "'; DROP TABLE sales_sale; --",
    "{{7*7}}${7*7}<script>",
    "2025-02-30",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "PT-5H",
    "P99999999D",
    "NaN",
    "Infinity",
    "1e400",
    "0.00000000000001",
    "99999999999999999999",
    "00000000-0000-0000-0000-000000000000",
    [],
    {},
    [None],
    {"amount": "NaN", "currency": "zar"},
    {"amount": "1e30", "currency": "ZZZ"},
    [["deep"] * 3] * 3,
]
WHOLE_BODIES = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b'{"a":1}',
    b"{" * 500,
    b"1" * 99,
]
PARAMETERS = ["%00", "%FF", "-1", "201", "x" * 3000, "null", "2025-02-30", "%27", "1e999", "[]"]


def fields_of(handler: Any) -> list[str]:
    field = handler.parsed_data_field
    kind = field.annotation if field else None
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return []
    return [it.encode_name for it in msgspec.structs.fields(kind)]


def bodies(handler: Any, ids: dict[str, str], turn: Iterator[int]) -> Iterator[Any]:
    """Yield a good body with one field gone bad, and each field gone bad in some ways.

    Which ways is dealt out in turn, so that a run stays short and all fields together meet all.
    """
    good = sample(handler, ids)
    for name in fields_of(handler):
        for way in islice(turn, 9):
            yield good | {name: NONSENSE[way % len(NONSENSE)]}


@pytest.mark.slow
def test_nonsense_in_a_body_is_answered_with_a_sentence(matrix, record_property):  # noqa: F811
    turn, tried = count(), 0
    for method, template, handler in matrix.routes:
        if method not in ("POST", "PUT", "PATCH") or handler.handler_name == "log_out":
            continue
        path = matrix.mine.path(template)
        for body in bodies(handler, matrix.mine.ids, turn):
            tried += 1
            sent = msgspec.json.encode(body)
            check(
                matrix.send("one admin", method, path, handler, sent),
                (method, template, sent[:300]),
            )
        for sent in WHOLE_BODIES:
            tried += 1
            check(matrix.send("one admin", method, path, handler, sent), (method, template, sent))
    record_property("bad bodies sent", tried)


@pytest.mark.slow
def test_nonsense_in_an_address_is_answered_with_a_sentence(matrix, record_property):  # noqa: F811
    tried = 0
    for method, template, handler in matrix.routes:
        if method == "GET":
            for name in handler.parsed_fn_signature.parameters:
                for value in PARAMETERS:
                    tried += 1
                    path = f"{matrix.mine.path(template)}?{name}={value}"
                    check(
                        matrix.send("one admin", method, path, handler, None), (method, path[:200])
                    )
        if "{" in template:
            for value in ("x", "%00", "0", "%F0%9F", "..%2F", "x" * 2000):
                tried += 1
                ids = dict.fromkeys(matrix.mine.ids, value)
                check(
                    matrix.send("one admin", method, fill(template, ids), handler, b"{}"),
                    (method, template, value),
                )
    record_property("bad addresses asked", tried)


def check(answer: Any, what: Any) -> None:
    assert answer.status_code < 500, (what, answer.text)
    hidden = answer.headers.get("ratelimit-remaining") == "0"
    assert not hidden, "The rate limit hides what this test is about."
    if answer.status_code >= 400:
        told = answer.json()
        assert answer.headers["content-type"] == "application/problem+json", what
        assert told["status"] == answer.status_code, what
        assert told["title"] == TITLES[answer.status_code], what
        assert told["detail"].strip(), (what, told)
