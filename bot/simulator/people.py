"""``/sim/…``: what people and tests do to the simulated world. The page and ``client.py`` use nothing else.

Every action answers with ``cursor``, the chat's revision after it: what the bot does in return comes later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator import media
from bot.simulator.bell import Signal
from bot.simulator.chats import Entry, Json
from bot.simulator.faults import Faults, RateLimits, read_fault
from bot.simulator.journal import Journal
from bot.simulator.methods import Parameters, Upload
from bot.simulator.refusals import Refusal, bad_request
from bot.simulator.requests import parameters_of
from bot.simulator.world import World

_LONGEST_WAIT = 55.0
_DEFAULT_PHONE = "+22300000000"
Action = Callable[[int, Parameters], Json]


class PeopleApi:
    """The people's side of the server.

    Args:
        world: what they act on.
        bell: rings when something may have changed.
        faults: the faults that wait.
        limits: the rate limits.
        journal: the record of Bot API calls.
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

    def routes(self) -> list[Route]:
        """The routes of this side."""
        actions: dict[str, Action] = {
            "text": self._text,
            "tap": self._text,
            "edit": self._edit,
            "callback": self._press,
            "location": self._place,
            "contact": self._contact,
            "block": self._block,
            "unblock": self._unblock,
        }
        chats = "/sim/chats/{chat_id:int}"
        return [
            Route("/sim/users", self._guard(self._users), methods=["GET", "POST"]),
            Route("/sim/groups", self._guard(self._group), methods=["POST"]),
            Route(chats + "/messages", self._guard(self._messages), methods=["GET"]),
            *(
                Route(f"{chats}/{name}", self._guard(self._acting(action)), methods=["POST"])
                for name, action in actions.items()
            ),
            *(
                Route(f"{chats}/{kind}", self._guard(self._acting(self._sending(kind))), methods=["POST"])
                for kind in media.KINDS
            ),
            Route("/sim/files/{file_id}", self._guard(self._file), methods=["GET"]),
            Route("/sim/clock", self._guard(self._clock), methods=["GET", "POST"]),
            Route("/sim/faults", self._guard(self._fault), methods=["GET", "POST", "DELETE"]),
            Route("/sim/rate", self._guard(self._rate), methods=["POST"]),
            Route("/sim/journal", self._guard(self._calls), methods=["GET"]),
        ]

    def _guard(
        self,
        handler: Callable[[Request], Awaitable[Response]],
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                response = await handler(request)
            except Refusal as refusal:
                response = JSONResponse({"error": refusal.description}, status_code=refusal.code)
            self._world.store.commit()
            return response

        return guarded

    def _acting(self, action: Action) -> Callable[[Request], Awaitable[Response]]:
        async def handler(request: Request) -> Response:
            chat_id = int(request.path_params["chat_id"])
            done = action(chat_id, await parameters_of(request))
            return JSONResponse({**done, "cursor": self._world.chat(chat_id).revision})

        return handler

    def _sent(self, *entries: Entry) -> Json:
        messages = [self._world.rendered(entry) for entry in entries]
        return {"message": messages[-1], "messages": messages}

    # --- actions --------------------------------------------------------------------------------------------

    def _text(self, chat_id: int, given: Parameters) -> Json:
        entries = self._world.person_says(chat_id, given.text("text"), reply_to=given.integer("reply_to", 0))
        return self._sent(*entries)

    def _edit(self, chat_id: int, given: Parameters) -> Json:
        return self._sent(self._world.person_edits(chat_id, given.integer("message_id"), given.text("text")))

    def _press(self, chat_id: int, given: Parameters) -> Json:
        query = self._world.person_presses(chat_id, given.integer("message_id"), given.text("data"))
        return {"callback_query_id": query}

    def _place(self, chat_id: int, given: Parameters) -> Json:
        accuracy = given.number("accuracy") if given.text("accuracy") else None
        where = (given.number("latitude"), given.number("longitude"))
        return self._sent(self._world.person_shows_place(chat_id, *where, accuracy=accuracy))

    def _contact(self, chat_id: int, given: Parameters) -> Json:
        return self._sent(
            self._world.person_shares_contact(chat_id, given.text("phone_number", _DEFAULT_PHONE)),
        )

    def _block(self, chat_id: int, given: Parameters) -> Json:
        del given
        self._world.block(chat_id)
        return {"blocked": True}

    def _unblock(self, chat_id: int, given: Parameters) -> Json:
        del given
        self._world.unblock(chat_id)
        return {"blocked": False}

    def _sending(self, kind: media.Kind) -> Action:
        def send(chat_id: int, given: Parameters) -> Json:
            upload = given.upload("file")
            if not isinstance(upload, Upload):
                raise bad_request("file must be uploaded")
            named = kind not in ("photo", "voice")
            entry = self._world.person_sends(
                chat_id,
                kind,
                upload.data,
                name=upload.name if named else "",
                mime="audio/ogg" if kind == "voice" else upload.mime if named else "",
                caption=given.text("caption"),
                duration=given.integer("duration", 3),
                reply_to=given.integer("reply_to", 0),
            )
            return self._sent(entry)

        return send

    # --- everything else ------------------------------------------------------------------------------------

    async def _users(self, request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse({"users": self._world.users(), "bot": self._world.bot})
        given = await parameters_of(request)
        user = self._world.add_user(
            given.text("first_name"),
            last_name=given.text("last_name"),
            username=given.text("username"),
            language_code=given.text("language_code", "fr"),
        )
        return JSONResponse(user)

    async def _group(self, request: Request) -> Response:
        given = await parameters_of(request)
        return JSONResponse(self._world.add_group(given.text("title", "Groupe"), given.integer("by")))

    async def _messages(self, request: Request) -> Response:
        given = await parameters_of(request)
        chat_id, after = int(request.path_params["chat_id"]), given.integer("after", 0)
        loop = asyncio.get_running_loop()
        end = loop.time() + min(_LONGEST_WAIT, given.number("wait") if given.text("wait") else 0.0)
        while self._world.chat(chat_id).revision <= after and not self._bell.closed:
            left = end - loop.time()
            if left <= 0:
                break
            await self._bell.wait(left)
        return JSONResponse(self._world.view(chat_id, after))

    async def _file(self, request: Request) -> Response:
        file = self._world.file(str(request.path_params["file_id"]))
        name = quote(file.name or file.path.rpartition("/")[2])
        show = "inline" if file.kind != "document" else "attachment"
        return Response(
            file.data,
            media_type=file.mime or ("image/jpeg" if file.kind == "photo" else "application/octet-stream"),
            headers={
                "content-disposition": f"{show}; filename*=UTF-8''{name}",
                "content-security-policy": "sandbox",
                "x-content-type-options": "nosniff",
            },
        )

    async def _clock(self, request: Request) -> Response:
        if request.method == "POST":
            self._world.advance((await parameters_of(request)).number("advance"))
        return JSONResponse({"now": self._world.now()})

    async def _fault(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
            self._world.queue.repeat(0)
        if request.method == "POST":
            given = await parameters_of(request)
            if repeated := given.integer("duplicate_updates", 0):
                self._world.queue.repeat(repeated)
            if given.text("kind"):
                self._faults.add(read_fault(given))
        waiting = [
            {"method": fault.method, "kind": fault.kind, "when": fault.when, "count": fault.count}
            for fault in self._faults.waiting()
        ]
        return JSONResponse({"faults": waiting})

    async def _rate(self, request: Request) -> Response:
        given = await parameters_of(request)
        rates = [given.number(name) if given.text(name) else 0.0 for name in ("per_chat", "overall")]
        self._limits.switch(rates[0], rates[1], given.integer("burst", 3))
        return JSONResponse({"per_chat": rates[0], "overall": rates[1]})

    async def _calls(self, request: Request) -> Response:
        given = await parameters_of(request)
        calls = self._journal.shown(
            after=given.integer("after", 0),
            method=given.text("method"),
            texts=given.flag("texts"),
        )
        return JSONResponse({"calls": calls})
