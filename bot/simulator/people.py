"""``/sim/…``: what people do in the simulated world. The page uses nothing else; tests also have ``controls.py``.

Every action answers with ``cursor``, the chat's revision after it: what the bot does in return comes later. An action
that bears a ``random_id`` is done once, however often a phone on a bad network sends it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator import media
from bot.simulator.bell import Signal
from bot.simulator.chats import Entry, Json
from bot.simulator.methods import Parameters, Upload
from bot.simulator.overview import chats_cursor, chats_overview
from bot.simulator.refusals import bad_request
from bot.simulator.requests import guarded, parameters_of
from bot.simulator.world import World

_LONGEST_WAIT = 55.0
_DEFAULT_PHONE = "+22300000000"
_REMEMBERED = 500
"""Actions whose answer is kept in case their phone sends them again."""
Action = Callable[[int, Parameters], Json]


class PeopleApi:
    """The people's side of the server.

    Args:
        world: what they act on.
        bell: rings when something may have changed.
    """

    def __init__(self, world: World, bell: Signal) -> None:
        self._world = world
        self._bell = bell
        self._sent_already: OrderedDict[tuple[int, str], Json] = OrderedDict()

    def routes(self) -> list[Route]:
        """The routes of this side."""
        actions: dict[str, Action] = {
            "text": self._text,
            "tap": self._text,
            "edit": self._edit,
            "delete": self._delete,
            "read": self._read,
            "callback": self._press,
            "location": self._place,
            "contact": self._contact,
            "block": self._block,
            "unblock": self._unblock,
        }
        chats = "/sim/chats/{chat_id:int}"
        return [
            Route("/sim/users", guarded(self._world, self._users), methods=["GET", "POST"]),
            Route("/sim/groups", guarded(self._world, self._group), methods=["POST"]),
            Route(chats + "/messages", guarded(self._world, self._messages), methods=["GET"]),
            *(
                Route(f"{chats}/{name}", guarded(self._world, self._acting(action)), methods=["POST"])
                for name, action in actions.items()
            ),
            *(
                Route(f"{chats}/{kind}", guarded(self._world, self._acting(self._sending(kind))), methods=["POST"])
                for kind in media.KINDS
            ),
            Route("/sim/files/{file_id}", guarded(self._world, self._file), methods=["GET"]),
            Route("/sim/watch", guarded(self._world, self._watch), methods=["GET"]),
        ]

    def _acting(self, action: Action) -> Callable[[Request], Awaitable[Response]]:
        async def handler(request: Request) -> Response:
            chat_id = int(request.path_params["chat_id"])
            given = await parameters_of(request)
            random = chat_id, given.text("random_id")
            done = self._sent_already.get(random) if random[1] else None
            if done is None:
                done = action(chat_id, given)
                if random[1]:
                    self._sent_already[random] = done
                while len(self._sent_already) > _REMEMBERED:
                    self._sent_already.popitem(last=False)
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

    def _delete(self, chat_id: int, given: Parameters) -> Json:
        self._world.person_deletes(chat_id, given.integer("message_id"))
        return {"deleted": True}

    def _read(self, chat_id: int, given: Parameters) -> Json:
        self._world.person_reads(chat_id, given.integer("message_id"))
        return {"read": self._world.chat(chat_id).read}

    def _press(self, chat_id: int, given: Parameters) -> Json:
        query = self._world.person_presses(chat_id, given.integer("message_id"), given.text("data"))
        return {"callback_query_id": query}

    def _place(self, chat_id: int, given: Parameters) -> Json:
        accuracy = given.number("accuracy") if given.text("accuracy") else None
        where = (given.number("latitude"), given.number("longitude"))
        reply_to = given.integer("reply_to", 0)
        return self._sent(self._world.person_shows_place(chat_id, *where, accuracy=accuracy, reply_to=reply_to))

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
        await self._until(given, lambda: self._world.chat(chat_id).revision > after)
        return JSONResponse(self._world.view(chat_id, after))

    async def _watch(self, request: Request) -> Response:
        """What a page shows, in one request: all chats in a line each, and one of them whole."""
        given = await parameters_of(request)
        chat_id, after, seen = (given.integer(name, 0) for name in ("chat", "after", "seen"))

        def news() -> bool:
            newer = chats_cursor(self._world) != seen
            return newer or (chat_id != 0 and self._world.chat(chat_id).revision > after)

        await self._until(given, news)
        view = self._world.view(chat_id, after) if chat_id else None
        return JSONResponse({**chats_overview(self._world), "view": view})

    async def _until(self, given: Parameters, news: Callable[[], bool]) -> None:
        """Wait for news, as long as the request wants to."""
        loop = asyncio.get_running_loop()
        end = loop.time() + min(_LONGEST_WAIT, given.number("wait") if given.text("wait") else 0.0)
        while not news() and not self._bell.closed:
            left = end - loop.time()
            if left <= 0:
                break
            await self._bell.wait(left)

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
