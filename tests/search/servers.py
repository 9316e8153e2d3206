"""Search servers that misbehave in one way each."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PRODUCT = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/json"}
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "no index": (404, PRODUCT, b'{"error":{"type":"index_not_found_exception"},"status":404}'),
    "overloaded": (429, PRODUCT, b'{"error":{"type":"es_rejected_execution"},"status":429}'),
    "broken": (500, PRODUCT, b'{"error":{"type":"internal"},"status":500}'),
    "red": (503, PRODUCT, b'{"error":{"type":"no_shard_available"},"status":503}'),
    "refusing": (400, PRODUCT, b'{"error":{"type":"parsing_exception"},"status":400}'),
    "locked": (401, PRODUCT, b'{"error":{"type":"security_exception"},"status":401}'),
    "a page": (200, {"Content-Type": "text/html"}, b"<html>It works!</html>"),
    "another product": (200, {"Content-Type": "application/json"}, b"{}"),
    "no JSON": (200, PRODUCT, b'{"hits": {"total"'),
    "something else": (200, PRODUCT, b'{"took": 1}'),
}


@contextmanager
def answering(kind: str) -> Iterator[tuple[str, list[str]]]:
    """(address, requests so far) of a server that gives the same answer to everything."""
    status, headers, body = ANSWERS[kind]
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            seen.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


@contextmanager
def hanging() -> Iterator[str]:
    """The address of one that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
