"""A small HTTP server that behaves as Rasa does, and misbehaves when it is told to.

with rasa_server({"bof": ("dont_know", 0.9)}) as rasa: …
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "secret&jeton"  # noqa: S105 - of nothing but this server
MODEL = "0f" * 32


@dataclass
class Rasa:
    """A server and what it is to do.

    Args:
        readings: intent and confidence by text; other texts are out of scope.
        fault: "", "hang", "drip", "status", "die", "reset", "huge", or "body", which sends `body`.
        body: what it answers with under the fault "body".
        asked: texts in the order in which they came.
        paths: of all requests.
        model_file: what `/status` says.
        connections: how many were opened.
    """

    readings: Mapping[str, tuple[str | None, float]]
    url: str = ""
    fault: str = ""
    body: bytes = b""
    asked: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    model_file: str = f"models/{MODEL}.tar.gz"
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, text: str) -> bytes:
        """What Rasa says to a text."""
        name, confidence = self.readings.get(text, ("out_of_scope", 0.9))
        intent = {"name": name, "confidence": confidence}
        others = [{"name": "greet", "confidence": 0.01}]
        said = {"text": text, "intent": intent, "entities": [], "intent_ranking": [intent, *others]}
        return json.dumps(said).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    rasa: Rasa

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        self.server.rasa.connections += 1
        super().setup()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged."""

    def do_GET(self) -> None:
        """`/status`."""
        rasa = self.server.rasa
        rasa.paths.append(self.path)
        if not self._let_in():
            return
        if urlsplit(self.path).path == "/status":
            self._send(200, json.dumps({"model_file": rasa.model_file, "num_active_training_jobs": 0}).encode())
        else:
            self._send(404, b"{}")

    def do_POST(self) -> None:
        """`/model/parse`."""
        rasa = self.server.rasa
        rasa.paths.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._let_in():
            return
        text = body.get("text")
        if not isinstance(text, str):
            self._send(500, b'{"status":"failure"}')
            return
        rasa.asked.append(text)
        if rasa.fault:
            getattr(self, f"_{rasa.fault}")()
        else:
            self._send(200, rasa.answer(text))

    def _let_in(self) -> bool:
        given = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
        if given != TOKEN:
            self._send(401, b'{"status":"failure","reason":"NotAuthenticated"}')
        return given == TOKEN

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # --- faults ---------------------------------------------------------------------------------------------------

    def _hang(self) -> None:
        self.server.rasa.over.wait(20)
        self.close_connection = True

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(400):
            self.wfile.write(b" ")
            self.wfile.flush()
            if self.server.rasa.over.wait(0.05):
                break
        self.close_connection = True

    def _status(self) -> None:
        self._send(500, b'{"status":"failure"}')

    def _die(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"intent":{"name":"affirm"')
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _reset(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _huge(self) -> None:
        self._send(200, b'{"text":"' + b"x" * 5_000_000 + b'"}')

    def _body(self) -> None:
        self._send(200, self.server.rasa.body)


@contextmanager
def rasa_server(readings: Mapping[str, tuple[str | None, float]] | None = None) -> Iterator[Rasa]:
    """Rasa while it lasts."""
    rasa = Rasa(dict(readings or {}))
    server = _Server(("127.0.0.1", 0), _Handler)
    server.rasa = rasa
    rasa.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield rasa
    finally:
        rasa.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def took(started: float) -> float:
    """Seconds since."""
    return time.monotonic() - started
