"""The load client: HTTP/1.1 over a bare socket, kept alive, only to this machine.

It shares the machine with what it measures, so it does as little as a client can do: a request
is ready-made bytes, and an answer is read no further than its length.
"""

import socket
import time
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

PATIENCE = 30.0  # seconds for one answer


class Request(NamedTuple):
    method: str
    path: str
    body: Any = None


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    def header(self, name: str) -> str | None:
        """Return a header, whose name is given in lower case."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.encode():
                return value.strip().decode()
        return None


class Line:
    """A connection that carries one request after the other."""

    def __init__(self, port: int, token: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        shown = f"Authorization: Bearer {token}\r\n" if token else ""
        self._common = f"Host: 127.0.0.1:{port}\r\n{shown}"
        self._rest = b""

    def bytes_of(self, request: Request) -> bytes:
        body = b"" if request.body is None else msgspec.json.encode(request.body)
        about = f"Content-Length: {len(body)}\r\n" if body or request.method != "GET" else ""
        kind = "Content-Type: application/json\r\n" if body else ""
        start = f"{request.method} {request.path} HTTP/1.1\r\n"
        return f"{start}{self._common}{kind}{about}\r\n".encode() + body

    def ask(self, request: Request) -> Answer:
        return self.send(self.bytes_of(request))

    def send(self, request: bytes) -> Answer:
        self._socket.sendall(request)
        head, _, rest = self._read_head()
        status = int(head[9:12])
        length = _length(head)
        if length == CHUNKED:
            return Answer(status, head, self._chunks(rest))
        return Answer(status, head, self._take(rest, length))

    def close(self) -> None:
        self._socket.close()

    def _read_head(self) -> tuple[bytes, bytes, bytes]:
        data, self._rest = self._rest, b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        return data.partition(b"\r\n\r\n")

    def _take(self, data: bytes, length: int) -> bytes:
        if len(data) < length:
            parts, have = [data], len(data)
            while have < length:
                parts.append(self._more())
                have += len(parts[-1])
            data = b"".join(parts)
        self._rest = data[length:]
        return data[:length]

    def _chunks(self, data: bytes) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in data:
                data += self._more()
            size, _, data = data.partition(b"\r\n")
            chunk = self._take(data, int(size, 16) + 2)
            data = self._rest
            if int(size, 16) == 0:
                return body
            body += chunk[:-2]

    def _more(self) -> bytes:
        if not (part := self._socket.recv(65536)):
            raise ConnectionError("The server hung up.")
        return part


CHUNKED = -1


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"\r\ncontent-length:")
    if at < 0:
        return CHUNKED if b"\r\ntransfer-encoding: chunked" in lower else 0
    return int(head[at + 17 :].split(b"\r\n", 1)[0])


# An operation yields its requests and is sent the answers; `n` is another at each time.
Operation = Callable[[dict[str, Any], int], Generator[Request, Answer, None]]


@dataclass(kw_only=True)
class Load:
    """What one process does: `threads` clients, each for `seconds`, one operation at a time."""

    port: int
    token: str
    operation: Operation
    world: dict[str, Any]
    seconds: float
    threads: int = 1
    first: int = 0  # counts the operations of all clients, so that no two have the same number


@dataclass(kw_only=True)
class Outcome:
    """`times` are the seconds of each request, `last` of those that end an operation; `done`
    counts whole operations.
    """

    done: int = 0
    took: float = 0.0
    times: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    received: int = 0
    complaint: str = ""  # the first refusal, for whoever looks for the cause

    def add(self, other: "Outcome") -> "Outcome":
        self.done += other.done
        self.took = max(self.took, other.took)
        self.times += other.times
        self.last += other.last
        self.statuses += other.statuses
        self.received += other.received
        self.complaint = self.complaint or other.complaint
        return self


STRIDE = 10_000  # operations of one client in one round, at most


def run(load: Load) -> Outcome:
    """Run the clients of one process."""
    if load.threads == 1:
        return _client(load, load.first)
    with ThreadPoolExecutor(load.threads) as pool:
        starts = [load.first + STRIDE * n for n in range(load.threads)]
        outcome = Outcome()
        for part in pool.map(lambda first: _client(load, first), starts):
            outcome.add(part)
        return outcome


def _client(load: Load, first: int) -> Outcome:
    outcome = Outcome()
    line = Line(load.port, load.token)
    n = first
    _operate(line, load.operation(load.world, n), Outcome())  # the connection is warm
    began = time.perf_counter()
    while time.perf_counter() - began < load.seconds:
        n += 1
        outcome.done += _operate(line, load.operation(load.world, n), outcome)
    outcome.took = time.perf_counter() - began
    line.close()
    return outcome


def _operate(line: Line, steps: Generator[Request, Answer, None], outcome: Outcome) -> bool:
    """Take all steps of an operation; one that is refused ends it."""
    request = next(steps, None)
    while request is not None:
        ready = line.bytes_of(request)
        began = time.perf_counter()
        answer = line.send(ready)
        outcome.times.append(time.perf_counter() - began)
        outcome.statuses[answer.status] += 1
        outcome.received += len(answer.body)
        if answer.status >= 400:
            outcome.complaint = outcome.complaint or f"{request} {answer.body[:500]!r}"
            return False
        try:
            request = steps.send(answer)
        except StopIteration:
            outcome.last.append(outcome.times[-1])
            return True
    return True
