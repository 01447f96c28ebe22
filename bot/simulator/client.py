"""People for tests, the demo and the fault campaigns: they type, tap and wait, over HTTP, as a person would.

    with SimulatorThread() as simulator, SimulatorClient(simulator.url) as client:
        awa = client.person("Awa")
        awa.say("/start")
        awa.wait_for("Bonjour")
        awa.tap("Nouvel entretien")

``wait_for`` looks only at what the bot has said or edited since the person's last action.
"""

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from bot.simulator.media import Kind

_TIMEOUT = 10.0
_SLICE = 20.0


class NothingSuchSaid(TimeoutError):  # noqa: N818 - named after what is wrong (DESIGN, words)
    """The bot did not say what was waited for."""


class KeyNotShown(LookupError):  # noqa: N818 - same
    """No key, or more than one, fits what should be tapped."""


class ActionRefused(RuntimeError):  # noqa: N818 - same
    """The simulator did not let the person do this.

    Args:
        status: HTTP status.
        description: why.
    """

    def __init__(self, status: int, description: str) -> None:
        super().__init__(f"{status}: {description}")
        self.status = status
        self.description = description


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the person's application shows it.

    Args:
        message_id: its number in the chat.
        revision: rises with every change in the chat.
        from_bot: the bot said it.
        deleted: it is gone.
        raw: the Bot API Message object, empty once deleted.
    """

    message_id: int
    revision: int
    from_bot: bool
    deleted: bool
    raw: Mapping[str, Any]

    @property
    def text(self) -> str:
        """Its text or caption as it is read (no-break spaces are spaces), empty without one."""
        return str(self.raw.get("text") or self.raw.get("caption") or "").replace("\u00a0", " ")

    @property
    def edited(self) -> bool:
        """It has been edited."""
        return "edit_date" in self.raw

    @property
    def inline(self) -> tuple[tuple[str, ...], ...]:
        """Labels of its inline keys, by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", ())
        return tuple(tuple(str(key["text"]) for key in row) for row in rows)

    @property
    def file_id(self) -> str:
        """Identifier of its file, empty without one."""
        photo = self.raw.get("photo")
        if photo:
            return str(photo[-1]["file_id"])
        kinds = (self.raw.get(kind) for kind in ("document", "voice", "audio", "video"))
        return next((str(found["file_id"]) for found in kinds if found), "")

    @property
    def file_name(self) -> str:
        """Name of its document, empty without one."""
        return str(self.raw.get("document", {}).get("file_name", ""))


def _said(raw: Mapping[str, Any]) -> Said:
    return Said(raw["message_id"], raw["revision"], raw["from_bot"], raw["deleted"], raw["message"] or {})


def _one_of(labels: Sequence[str], wanted: str) -> int:
    """Rank of the label that is exactly this, or else alone begins with it, or else alone contains it."""
    folded = [label.casefold() for label in labels]
    want = wanted.casefold()
    for fits in (
        [rank for rank, label in enumerate(labels) if label == wanted],
        [rank for rank, label in enumerate(folded) if label == want],
        [rank for rank, label in enumerate(folded) if label.startswith(want)],
        [rank for rank, label in enumerate(folded) if want in label],
    ):
        if len({folded[rank] for rank in fits}) == 1:
            return fits[-1]
        if fits:
            break
    raise KeyNotShown(f"{wanted!r} among {list(labels)!r}")


class SimulatorClient:
    """The simulator as tests and scripts see it.

    Args:
        url: its address, «http://127.0.0.1:8081».
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        # A bare context: loading the machine's certificates takes 40 ms, and nothing here is https.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.Client(base_url=self.url, timeout=_SLICE + 40, trust_env=False, verify=context)

    def __enter__(self) -> Self:
        """Use it in a ``with`` so that its connections are closed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, method: str, path: str, **more: Any) -> Any:
        """One request under ``/sim``.

        Args:
            method: HTTP method.
            path: after ``/sim``.
            more: arguments of ``httpx.Client.request``.

        Returns:
            The decoded answer.

        Raises:
            ActionRefused: a status of 400 or more.
        """
        answer = self._http.request(method, f"/sim{path}", **more)
        if answer.status_code >= 400:
            raise ActionRefused(answer.status_code, str(answer.json().get("error", "")))
        return answer.json()

    def person(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "fr",
    ) -> "SimulatedPerson":
        """A new person.

        Args:
            first_name: 1-64 characters.
            last_name: may be empty.
            username: without «@», may be empty.
            language_code: of the person's application.

        Returns:
            The person, who has not written yet.
        """
        body = {"first_name": first_name, "last_name": last_name, "username": username}
        user = self.send("POST", "/users", json={**body, "language_code": language_code})
        return SimulatedPerson(self, int(user["id"]), first_name)

    def known(self, user_id: int) -> "SimulatedPerson":
        """A person who is there already (after a restart, say).

        Args:
            user_id: their id.

        Returns:
            The person; waiting begins from now.

        Raises:
            LookupError: nobody has that id.
        """
        for user in self.send("GET", "/users")["users"]:
            if user["id"] == user_id:
                person = SimulatedPerson(self, user_id, str(user["first_name"]))
                person.catch_up()
                return person
        raise LookupError(f"no person {user_id}")

    def group(self, title: str, by: "SimulatedPerson") -> int:
        """A new group with the bot in it.

        Args:
            title: its name.
            by: who adds the bot.

        Returns:
            Its chat id.
        """
        return int(self.send("POST", "/groups", json={"title": title, "by": by.user_id})["id"])

    def advance(self, seconds: float) -> float:
        """Let time pass at once.

        Args:
            seconds: how much.

        Returns:
            The world's time, seconds since 1970.
        """
        return float(self.send("POST", "/clock", json={"advance": seconds})["now"])

    def now(self) -> float:
        """The world's time, seconds since 1970."""
        return float(self.send("GET", "/clock")["now"])

    def fault(
        self,
        kind: str,
        *,
        method: str = "*",
        when: str = "before",
        count: int = 1,
        seconds: float = 1.0,
        retry_after: int = 1,
    ) -> None:
        """Spoil the next calls of a method.

        Args:
            kind: «drop», «hang» or an HTTP status («429», «500», «403»).
            method: Bot API method, «download» for file downloads, «*» for all but getUpdates.
            when: «before» or «after» the method has acted.
            count: how many calls.
            seconds: delay of «hang».
            retry_after: seconds of a 429.
        """
        body = {"kind": kind, "method": method, "when": when, "count": count}
        self.send("POST", "/faults", json={**body, "seconds": seconds, "retry_after": retry_after})

    def duplicate_updates(self, count: int) -> None:
        """Deliver the next updates twice.

        Args:
            count: how many.
        """
        self.send("POST", "/faults", json={"duplicate_updates": count})

    def heal(self) -> None:
        """Forget all faults that have not happened yet."""
        self.send("DELETE", "/faults")

    def limit_rate(self, *, per_chat: float = 1.0, overall: float = 30.0, burst: int = 3) -> None:
        """Switch rate limits on (zeros: off).

        Args:
            per_chat: messages a second to one chat.
            overall: messages a second to all.
            burst: messages a chat may get at once.
        """
        self.send("POST", "/rate", json={"per_chat": per_chat, "overall": overall, "burst": burst})

    def calls(self, method: str = "", *, after: int = 0, texts: bool = False) -> list[dict[str, Any]]:
        """The record of Bot API calls.

        Args:
            method: only this one, empty for all.
            after: sequence seen before.
            texts: with parameters.

        Returns:
            Calls, oldest first: sequence, at, method, chat_id, status, error, ms.
        """
        query = {"method": method, "after": after, "texts": "1" if texts else ""}
        found: list[dict[str, Any]] = self.send("GET", "/journal", params=query)["calls"]
        return found

    def file(self, file_id: str) -> bytes:
        """The bytes of a file.

        Args:
            file_id: its identifier.

        Returns:
            The bytes.

        Raises:
            ActionRefused: no such file.
        """
        answer = self._http.get(f"/sim/files/{file_id}")
        if answer.status_code >= 400:
            raise ActionRefused(answer.status_code, "no such file")
        return answer.content


class SimulatedPerson:
    """A person with a phone.

    Args:
        client: the simulator.
        user_id: their id, which is also the id of their chat with the bot.
        name: first name.
    """

    def __init__(self, client: SimulatorClient, user_id: int, name: str) -> None:
        self.client = client
        self.user_id = user_id
        self.name = name
        self.mark = 0

    # --- acting ---------------------------------------------------------------------------------------------

    def _do(self, action: str, **more: Any) -> Any:
        done = self.client.send("POST", f"/chats/{self.user_id}/{action}", **more)
        self.mark = int(done["cursor"])
        return done

    def say(self, text: str, *, reply_to: int = 0) -> int:
        """Type and send.

        Args:
            text: any length; what is over 4096 characters goes in further messages.
            reply_to: message it answers.

        Returns:
            The (last) message's number.
        """
        return int(self._do("text", json={"text": text, "reply_to": reply_to})["message"]["message_id"])

    def reply(self, message_id: int, text: str) -> int:
        """Answer a message by swiping it.

        Args:
            message_id: the message.
            text: what to say.

        Returns:
            The new message's number.
        """
        return self.say(text, reply_to=message_id)

    def tap(self, key: str) -> int:
        """Tap a key of the reply keyboard.

        Args:
            key: its exact label, or a beginning or part that only one key has.

        Returns:
            The new message's number.

        Raises:
            KeyNotShown: no such key now, or several.
        """
        labels = [label for row in self.keyboard() for label in row]
        return self.say(labels[_one_of(labels, key)])

    def press(self, key: str, *, message_id: int = 0) -> str:
        """Tap an inline key of the newest message that has it.

        Args:
            key: its exact label, or a beginning or part that only one key of the message has.
            message_id: look only there.

        Returns:
            The callback query's id.

        Raises:
            KeyNotShown: no such key now, or several in one message.
        """
        for said in reversed(self.messages()):
            if not said.inline or (message_id and said.message_id != message_id):
                continue
            keys = [button for row in said.raw["reply_markup"]["inline_keyboard"] for button in row]
            try:
                button = keys[_one_of([str(one["text"]) for one in keys], key)]
            except KeyNotShown:
                continue
            body = {"message_id": said.message_id, "data": button.get("callback_data", "")}
            return str(self._do("callback", json=body)["callback_query_id"])
        raise KeyNotShown(f"{key!r} under no message")

    def edit(self, message_id: int, text: str) -> None:
        """Change a message of one's own.

        Args:
            message_id: the message.
            text: its new text or caption.
        """
        self._do("edit", json={"message_id": message_id, "text": text})

    def delete(self, message_id: int) -> None:
        """Delete a message for both sides.

        Args:
            message_id: the message.
        """
        self._do("delete", json={"message_id": message_id})

    def send_file(self, kind: Kind, data: bytes, *, name: str = "", mime: str = "", caption: str = "") -> int:
        """Send a file.

        Args:
            kind: how to send it.
            data: its bytes.
            name: file name.
            mime: its type.
            caption: words under it.

        Returns:
            The new message's number.
        """
        upload = (name or f"file.{kind}", data, mime or "application/octet-stream")
        done = self._do(kind, files={"file": upload}, data={"caption": caption})
        return int(done["message"]["message_id"])

    def photo(self, data: bytes, *, caption: str = "") -> int:
        """Send a photo.

        Args:
            data: a picture.
            caption: words under it.

        Returns:
            The new message's number.
        """
        return self.send_file("photo", data, caption=caption)

    def voice(self, data: bytes) -> int:
        """Send a voice note.

        Args:
            data: Ogg Opus.

        Returns:
            The new message's number.
        """
        return self.send_file("voice", data)

    def document(self, data: bytes, *, name: str, mime: str = "", caption: str = "") -> int:
        """Send a document.

        Args:
            data: its bytes.
            name: file name.
            mime: its type.
            caption: words under it.

        Returns:
            The new message's number.
        """
        return self.send_file("document", data, name=name, mime=mime, caption=caption)

    def place(self, latitude: float, longitude: float, *, accuracy: float | None = None) -> int:
        """Share a place.

        Args:
            latitude: degrees, -90 to 90.
            longitude: degrees, -180 to 180.
            accuracy: metres, 0-1500.

        Returns:
            The new message's number.
        """
        body: dict[str, float] = {"latitude": latitude, "longitude": longitude}
        if accuracy is not None:
            body["accuracy"] = accuracy
        return int(self._do("location", json=body)["message"]["message_id"])

    def contact(self, phone_number: str) -> int:
        """Share one's own number.

        Args:
            phone_number: the number.

        Returns:
            The new message's number.
        """
        return int(self._do("contact", json={"phone_number": phone_number})["message"]["message_id"])

    def block(self) -> None:
        """Block the bot."""
        self._do("block")

    def unblock(self) -> None:
        """Let the bot write again."""
        self._do("unblock")

    # --- seeing ---------------------------------------------------------------------------------------------

    def view(self, *, after: int = 0, wait: float = 0.0) -> dict[str, Any]:
        """The chat, raw.

        Args:
            after: a cursor seen before.
            wait: seconds to wait for a change.

        Returns:
            What ``GET /sim/chats/…/messages`` gives.
        """
        query = {"after": after, "wait": wait}
        seen: dict[str, Any] = self.client.send("GET", f"/chats/{self.user_id}/messages", params=query)
        return seen

    def catch_up(self) -> None:
        """Wait only for what comes from now on."""
        self.mark = int(self.view(after=1 << 60)["cursor"])

    def messages(self) -> list[Said]:
        """All messages that are not deleted, in order."""
        return [said for raw in self.view()["messages"] if not (said := _said(raw)).deleted]

    def last(self) -> Said:
        """The bot's last message.

        Raises:
            LookupError: it has not said anything.
        """
        for said in reversed(self.messages()):
            if said.from_bot:
                return said
        raise LookupError("the bot has not said anything")

    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """Labels of the reply keys now shown, by row."""
        rows = self.view(after=1 << 60)["keyboard"] or ()
        return tuple(tuple(str(key["text"]) for key in row) for row in rows)

    def notices(self) -> list[str]:
        """Answers of the bot to taps on inline keys, as they were shown."""
        return [str(notice["text"]) for notice in self.view()["notices"]]

    def wait_for(
        self,
        what: str | Callable[[Said], bool] = "",
        *,
        timeout: float = _TIMEOUT,
        since: int | None = None,
    ) -> Said:
        """Wait until the bot says or edits a message that fits.

        Args:
            what: part of its text (case counts), or a test of the message; empty for any message.
            timeout: seconds.
            since: cursor from which to look; the person's last action by default.

        Returns:
            The first such message.

        Raises:
            NothingSuchSaid: it has not come in time; the error shows what the bot said instead.
        """
        start = self.mark if since is None else since
        fits = what if callable(what) else (lambda said: what in said.text)
        end = time.monotonic() + timeout
        cursor = start
        while True:
            left = end - time.monotonic()
            seen = self.view(after=cursor, wait=max(0.0, min(_SLICE, left)))
            cursor = int(seen["cursor"])
            for raw in seen["messages"]:
                said = _said(raw)
                if said.from_bot and not said.deleted and fits(said):
                    return said
            if left <= 0:
                raise NothingSuchSaid(self._instead(what, start))

    def _instead(self, what: object, start: int) -> str:
        said = [_said(raw) for raw in self.view(after=start)["messages"]]
        texts = [one.text for one in said if one.from_bot and not one.deleted]
        wanted = repr(what) if isinstance(what, str) else "a fitting message"
        return f"{self.name} waited for {wanted}; the bot said {texts[-3:]!r}"

    def wait_until(self, test: Callable[[list[Said]], bool], *, timeout: float = _TIMEOUT) -> list[Said]:
        """Wait until the whole chat fits a test (a message deleted, say).

        Args:
            test: over all messages that are not deleted.
            timeout: seconds.

        Returns:
            The messages.

        Raises:
            NothingSuchSaid: not in time.
        """
        end = time.monotonic() + timeout
        while True:
            seen = self.view()
            said = [one for raw in seen["messages"] if not (one := _said(raw)).deleted]
            if test(said):
                return said
            left = end - time.monotonic()
            if left <= 0:
                raise NothingSuchSaid(f"{self.name} waited for the chat to change")
            self.view(after=int(seen["cursor"]), wait=min(_SLICE, left))

    def download(self, said: Said) -> bytes:
        """Download the file of a message.

        Args:
            said: a message with a file.

        Returns:
            Its bytes.

        Raises:
            LookupError: it has no file.
        """
        if not said.file_id:
            raise LookupError("the message has no file")
        return self.client.file(said.file_id)
