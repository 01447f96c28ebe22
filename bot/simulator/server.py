"""The local Bot API server as an ASGI application: the bot's side, its files, the people's side and the page."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from secrets import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.simulator.bell import Signal
from bot.simulator.controls import ControlApi
from bot.simulator.faults import Fault, Faults, RateLimits
from bot.simulator.journal import Journal
from bot.simulator.methods import SENDING, Parameters, allow_updates, registry
from bot.simulator.people import PeopleApi
from bot.simulator.refusals import Refusal, conflict
from bot.simulator.requests import parameters_of
from bot.simulator.webhooks import WebhookPost
from bot.simulator.world import World

LONGEST_POLL = 50
_PAGE = Path(__file__).parent / "page"
_MEDIA_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
_PAGE_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:",
}
_TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
_HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class BrokenConnection(Response):
    """An answer that breaks off: its head promises a byte that never comes, and the server closes the line."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head only."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


class BotApi:
    """The bot's side of the server.

    Args:
        world: what the bot acts on.
        bell: rings when something may have changed.
        faults: the faults that wait.
        limits: the rate limits.
        journal: the record of calls.
    """

    def __init__(
        self,
        world: World,
        bell: Signal,
        faults: Faults,
        limits: RateLimits,
        journal: Journal,
    ) -> None:
        self._world = world
        self._bell = bell
        self._faults = faults
        self._limits = limits
        self._journal = journal
        self._methods = registry()
        self._poll = 0

    def routes(self) -> list[Route]:
        """The routes of this side."""
        return [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
        ]

    def _check_token(self, request: Request) -> None:
        token = str(request.path_params["token"])
        if not compare_digest(token.encode(), self._world.token.encode()):
            raise Refusal(401, "Unauthorized")

    async def _call(self, request: Request) -> Response:
        started = time.perf_counter()
        method = str(request.path_params["method"])
        given = Parameters({})
        fault: Fault | None = None
        try:
            self._check_token(request)
            given = await parameters_of(request)
            fault = self._faults.take(method.lower())
            result = await self._faulty(fault, method.lower(), given)
            status, error = 200, ""
            response: Response = JSONResponse({"ok": True, "result": result})
        except Refusal as refusal:
            status, error = refusal.code, refusal.description
            response = _refused(refusal)
        self._world.store.commit()
        if fault is not None and fault.kind == "drop":
            status, response = 0, BrokenConnection()
        spent = (time.perf_counter() - started) * 1000
        self._journal.add(
            at=self._world.now(), method=method, given=given, status=status, error=error, milliseconds=spent
        )
        return response

    async def _faulty(self, fault: Fault | None, method: str, given: Parameters) -> Any:
        """Act as the fault lets it."""
        if fault is None:
            return await self._act(method, given)
        if fault.when == "before":
            await self._spoil(fault)
        if fault.when == "after" or fault.kind == "hang":
            result = await self._act(method, given)
        else:
            result = None
        if fault.when == "after":
            self._world.store.commit()
            await self._spoil(fault)
        return result

    async def _spoil(self, fault: Fault) -> None:
        if fault.kind == "hang":
            await self._bell.sleep(fault.seconds)
        elif fault.status:
            raise fault.refusal()

    async def _act(self, method: str, given: Parameters) -> Any:
        if method == "getupdates":
            return await self._updates(given)
        act = self._methods.get(method)
        if act is None:
            raise Refusal(404, "Not Found: method not found")
        if method in SENDING:
            self._limits.check(given.integer("chat_id"), time.monotonic())
        return act(self._world, given)

    async def _updates(self, given: Parameters) -> list[dict[str, Any]]:
        if self._world.webhook.url:
            raise conflict(_HOOKED)
        allow_updates(self._world, given)
        offset = given.integer("offset", 0)
        limit = min(100, max(1, given.integer("limit", 100)))
        self._poll += 1
        poll = self._poll
        self._bell.ring()
        loop = asyncio.get_running_loop()
        end = loop.time() + min(LONGEST_POLL, max(0, given.integer("timeout", 0)))
        while True:
            found = self._world.queue.take(offset, limit, self._world.now())
            left = end - loop.time()
            if found or left <= 0 or self._bell.closed:
                return found
            self._world.store.commit()
            await self._bell.wait(left)
            if poll != self._poll:
                raise conflict(_TERMINATED)
            if self._world.webhook.url:
                raise conflict("terminated by setWebhook request")

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request)
            fault = self._faults.take("download")
            if fault is not None and fault.kind == "drop":
                return BrokenConnection()
            if fault is not None:
                await self._spoil(fault)
        except Refusal as refusal:
            return _refused(refusal)
        file = self._world.file_at(str(request.path_params["path"]))
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return Response(file.data, media_type="application/octet-stream")


def _refused(refusal: Refusal) -> Response:
    if refusal.code > 500:
        page = f"<html><body><h1>{refusal.code} {refusal.description}</h1></body></html>"
        return Response(page, status_code=refusal.code, media_type="text/html")
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = {}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
        headers["retry-after"] = str(refusal.retry_after)
    return JSONResponse(body, status_code=refusal.code, headers=headers)


def _page_file(name: str) -> Route:
    body = (_PAGE / name).read_bytes()
    media_type = _MEDIA_TYPES[name.rpartition(".")[2]]

    async def send(request: Request) -> Response:
        del request
        return Response(body, media_type=media_type, headers=_PAGE_HEADERS)

    return Route("/" if name == "index.html" else f"/{name}", send, methods=["GET"])


def create_app(world: World, *, bell: Signal | None = None, faults: bool = False) -> Starlette:
    """The ASGI application over a world.

    Args:
        world: people, chats and the queue; used from the application's event loop only.
        bell: wakes waiting requests; closing it before a shutdown ends long polls at once.
        faults: tests may make time pass, spoil calls and read the journal.

    Returns:
        The application.
    """
    bell = bell or Signal()
    world.listen(bell.ring)
    spoilt = (Faults(), RateLimits(), Journal())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        post = asyncio.create_task(WebhookPost(world, bell).run())
        try:
            yield
        finally:
            bell.close()
            post.cancel()
            with suppress(asyncio.CancelledError):
                await post
            world.store.commit()

    pages = [_page_file(one.name) for one in sorted(_PAGE.iterdir()) if one.suffix[1:] in _MEDIA_TYPES]
    return Starlette(
        routes=[
            *BotApi(world, bell, *spoilt).routes(),
            *PeopleApi(world, bell).routes(),
            *ControlApi(world, *spoilt, enabled=faults).routes(),
            *pages,
        ],
        lifespan=lifespan,
    )
