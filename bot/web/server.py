"""The small server of a webhook: one address that takes updates, `/health` and `/ready`.

| request | answer |
|---|---|
| POST to the webhook, right token | 200 once what came is stored (T1), 503 while it cannot be: Telegram comes again |
| wrong token, or none | 403; the body is not read |
| body over the limit | 413; no update of Telegram's is that long |
| GET /health | 200 as long as the process answers at all |
| GET /ready | 200 when there is nothing to miss, 503 with the names of what is missing |

Starlette and uvicorn are imported here alone, and this alone where a webhook is set.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from secrets import compare_digest

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.logs import event
from bot.problems import CommandProblem

__all__ = ["BODY_BYTES", "SECRET_HEADER", "listening", "make_app", "serve"]

BODY_BYTES = 1 << 20
"""A text of 4096 signs with all that it may bear takes some 100 kB (Bot API, Message)."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
STOP_SECONDS = 5
"""How long requests that are being answered get at the end."""
_BACKLOG = 512

Accept = Callable[[bytes], Awaitable[bool]]
Look = Callable[[], Awaitable[Mapping[str, bool]]]


class _TooLong(Exception):  # noqa: N818 - named after what is wrong
    """A body over the limit."""


def make_app(path: str, secret: str, accept: Accept, look: Look) -> Starlette:
    """The application.

    Args:
        path: of the webhook, as it stands in its address.
        secret: what Telegram was told to send with each update.
        accept: takes a body; True once it is stored.
        look: what has to be in order for work, and whether it is.
    """
    expected = secret.encode()

    async def hook(request: Request) -> Response:
        # Header values are Latin-1; compared as bytes, whatever somebody sends.
        if not compare_digest(request.headers.get(SECRET_HEADER, "").encode("latin-1"), expected):
            event("webhook_refused", status=403)
            return Response(status_code=403)
        try:
            body = await _body(request)
        except _TooLong:
            event("webhook_refused", status=413)
            return Response(status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=200 if await accept(body) else 503)

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"alive": True})

    async def ready(request: Request) -> Response:
        del request
        found = await look()
        return JSONResponse(dict(found), status_code=200 if all(found.values()) else 503)

    return Starlette(
        routes=[
            Route("/health", health, methods=["GET"]),
            Route("/ready", ready, methods=["GET"]),
            Route(path or "/", hook, methods=["POST"]),
        ]
    )


async def _body(request: Request) -> bytes:
    """The body, as far as the limit lets it be.

    Raises:
        _TooLong: it is longer, or says that it is.
    """
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:19]) > BODY_BYTES:
        raise _TooLong
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise _TooLong
    return bytes(body)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; several bots of one user on one machine may share it: the system spreads what comes.

    Args:
        host: address, of either kind.
        port: 0 for any free one.

    Raises:
        CommandProblem: another program listens there, or it may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle off; without it every answer would wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        key = "cli.listen_taken" if error.errno == errno.EADDRINUSE else "cli.listen_refused"
        raise CommandProblem(key, host=host, port=str(port)) from None
    return listener


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: `bot.wiring` hears signals for the whole process."""
        yield


async def serve(app: Starlette, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer until `stop` is set; requests in hand are answered first.

    Args:
        app: see `make_app`.
        listener: see `listening`; closed at the end.
        stop: set when the process has to end.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config)
    stopping = asyncio.create_task(_told(server, stop))
    try:
        await server.serve(sockets=[listener])
    finally:
        stopping.cancel()
        listener.close()


async def _told(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
