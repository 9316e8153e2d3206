"""Clients in processes of their own, over plain sockets, so that asking costs next to nothing.

Closed loop: each client asks again as soon as it has its answer. With `rate` the requests of all
clients together are sent at that many a second, and a late one counts its waiting.
"""

import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, cycle
from typing import Any

WAIT = 30


@dataclass
class Load:
    """`latencies` in seconds, sorted; `statuses` of all answers."""

    seconds: float
    latencies: list[float]
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: int) -> float:
        """In milliseconds."""
        if not self.latencies:
            return 0.0
        return (
            self.latencies[min(len(self.latencies) - 1, len(self.latencies) * share // 100)] * 1e3
        )


class Connection:
    """One kept connection; opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port, self.rest = port, b""
        self.socket: Any = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body."""
        try:
            return self.answer(request)
        except (ConnectionError, TimeoutError, ValueError):
            self.socket = None
            return self.answer(request)

    def answer(self, request: bytes) -> tuple[int, bytes]:
        if self.socket is None:
            self.socket, self.rest = socket.create_connection(("127.0.0.1", self.port), WAIT), b""
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head, self.rest = self.until(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
        if b"content-length" in fields:
            body = self.take(int(fields[b"content-length"]))
        else:
            body, self.rest = (
                self.until(b"0\r\n\r\n") if b"transfer-encoding" in fields else (b"", b"")
            )
        if fields.get(b"connection") == b"close":
            self.socket = None
        return int(head[9:12]), body

    def until(self, mark: bytes) -> tuple[bytes, bytes]:
        while mark not in self.rest:
            self.rest += self.more()
        place = self.rest.index(mark) + len(mark)
        return self.rest[:place], self.rest[place:]

    def take(self, size: int) -> bytes:
        while len(self.rest) < size:
            self.rest += self.more()
        body, self.rest = self.rest[:size], self.rest[size:]
        return body

    def more(self) -> bytes:
        piece: bytes = self.socket.recv(262144)
        if not piece:
            raise ConnectionError
        return piece


def get(path: str, **headers: str) -> bytes:
    return head_of("GET", path, headers) + b"\r\n"


def post(path: str, body: bytes, **headers: str) -> bytes:
    headers |= {
        "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)),
    }  # fmt: skip
    return head_of("POST", path, headers) + b"\r\n" + body


def head_of(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "".join(f"{line}\r\n" for line in lines).encode()


def load(
    port: int, requests: Sequence[bytes], *, clients: int = 8, seconds: float = 0, rate: float = 0
) -> Load:
    """For `seconds` the requests over and over; without, each of them once."""
    pause, count = (
        clients / rate if rate else 0,
        clients if seconds else min(clients, len(requests)),
    )
    shares = [
        (port, requests if seconds else requests[number::count], seconds, pause)
        for number in range(count)
    ]
    with multiprocessing.get_context("fork").Pool(len(shares)) as pool:
        parts = pool.starmap(client, shares)
    return Load(
        max(end for _times, _statuses, _start, end in parts)
        - min(start for _times, _statuses, start, _end in parts),
        sorted(chain.from_iterable(times for times, *_rest in parts)),
        sum((statuses for _times, statuses, *_rest in parts), Counter()),
    )


def client(
    port: int, requests: Sequence[bytes], seconds: float, pause: float
) -> tuple[list[float], Counter[int], float, float]:
    connection, times, statuses = Connection(port), [], Counter[int]()
    begun = planned = time.perf_counter()
    for request in cycle(requests) if seconds else requests:
        sent = time.perf_counter()
        if seconds and sent - begun > seconds:
            break
        if pause:
            time.sleep(max(0, planned - sent))
            sent, planned = planned, planned + pause
        statuses[connection.ask(request)[0]] += 1
        times.append(time.perf_counter() - sent)
    return times, statuses, begun, time.perf_counter()
