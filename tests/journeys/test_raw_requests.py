"""Requests that no client writes, sent to the real server byte by byte (H-C15)."""

import socket

import pytest

pytestmark = pytest.mark.browser
FORM = (
    b"POST /status/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
GET = b"GET / HTTP/1.1\r\n"


def send(site, request):
    """The status line; empty when the server closed without a word."""
    host, port = site.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(request)
        return connection.recv(4096).partition(b"\r\n")[0].decode()


@pytest.mark.parametrize(
    "request_",
    [
        FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        FORM + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nbody",
        FORM + b"Content-Length: four\r\n\r\nbody",
        FORM + b"Content-Length: -1\r\n\r\n",
        FORM + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nbody\r\n0\r\n\r\n",
        GET + b"Host: 127.0.0.1\r\nX-Folded: a\r\n b\r\n\r\n",
        GET + b"Host: evil.example\r\n\r\n",
        GET + b"Host: evil.example/\r\nX-Forwarded-Host: evil.example\r\n\r\n",
        GET + b"Host: 127.0.0.1\r\nBad Name: x\r\n\r\n",
        b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        GET + b"Host: 127.0.0.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(500)) + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_it_is_refused_and_the_server_lives(site, request_):
    said = send(site, request_)
    assert said == "" or 400 <= int(said.split()[1]) < 500, said
    assert send(site, GET + b"Host: 127.0.0.1\r\n\r\n").split()[1] == "200"
