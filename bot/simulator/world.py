"""The simulated Telegram: people, chats, messages, files and the bot's queue; every rule, no HTTP.

Rules (Bot API unless said otherwise):

1. Message ids rise within a chat over both sides; dates are whole seconds.
2. The bot cannot write first: a chat that has not begun is «not found»; a blocked bot gets a 403.
3. A message sent with a reply keyboard, a removal or a forced reply can never be edited.
4. A message is deleted once, and under 48 hours.
5. A tap on an inline key can be answered once, for 150 seconds.
6. A person's text over 4096 characters leaves as several messages, as the applications do.
7. Deleting the message that brought the reply keyboard takes the keyboard away (as TDLib does).
8. The bot is never told that a person has deleted a message; it is gone for both sides of a private chat.

Mistakes of the bot are :class:`~bot.simulator.refusals.Refusal` with Telegram's words; the caller commits the store.
"""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.simulator import media
from bot.simulator.chats import Chat, Entry, Json, Notice, Press, UpdateKind, Webhook
from bot.simulator.markup import CAPTION_LIMIT, TEXT_LIMIT, checked_text, commands_in
from bot.simulator.refusals import Refusal, bad_request, forbidden
from bot.simulator.store import Forgetful, Store
from bot.simulator.updates import UpdateQueue

DEFAULT_TOKEN = "1000000001:simulator-token"  # noqa: S105 - a token of the simulator opens nothing
DELETABLE_SECONDS = 48 * 3600
ANSWERABLE_SECONDS = 150
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    },
)
"""What a bot can be seen doing (Bot API, sendChatAction)."""
_FIRST_USER = 5_000_000_001
_NOTICES_KEPT = 20


class World:
    """A Telegram of one bot and some people.

    Args:
        clock: seconds since 1970; :meth:`advance` adds to it.
        token: the bot's token, ``<number>:<secret>``.
        name: the bot's first name.
        username: the bot's username, ending in «bot».
        store: where the world survives a restart; in memory only without one.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        token: str = DEFAULT_TOKEN,
        name: str = "Baro",
        username: str = "baro_bot",
        store: Store | None = None,
    ) -> None:
        self.token = token
        self.store: Store = store or Forgetful()
        self.id = secrets.token_hex(4)
        number = token.partition(":")[0]
        self.bot: Json = {
            "id": int(number) if number.isdigit() else 1_000_000_001,
            "is_bot": True,
            "first_name": name,
            "username": username,
        }
        self.queue = UpdateQueue(self.store)
        self.webhook = Webhook()
        self._clock = clock
        self._shift = 0.0
        self._listeners: list[Callable[[], None]] = []
        self._chats: dict[int, Chat] = {}
        self._entries: dict[int, dict[int, Entry]] = {}
        self._files: dict[str, media.StoredFile] = {}
        self._paths: dict[str, str] = {}
        self._presses: dict[str, Press] = {}
        self._press_count = 0
        self._notices: dict[int, list[Notice]] = {}
        self._commands: dict[str, list[Json]] = {}
        self._restore()

    # --- memory ---------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        for row in self.store.rows("world"):
            self.id = row["id"]
        self.store.put("world", "only", {"id": self.id})
        for row in self.store.rows("clock"):
            self._shift = row["shift"]
        for row in self.store.rows("counter"):
            self._press_count = row["presses"]
        for row in self.store.rows("chat"):
            chat = Chat.from_json(dict(row))
            self._chats[chat.id] = chat
            self._entries[chat.id] = {}
        for row in self.store.rows("entry"):
            entry = Entry.from_json(dict(row))
            self._entries[entry.chat_id][entry.message_id] = entry
        for row in self.store.rows("press"):
            press = Press.from_json(dict(row))
            self._presses[press.query_id] = press
        for row in self.store.rows("file"):
            self._hold(media.StoredFile(**row, data=self.store.blob(row["file_id"])))
        for row in self.store.rows("webhook"):
            self.webhook = Webhook.from_json(dict(row))
        for row in self.store.rows("commands"):
            self._commands[row["scope"]] = row["commands"]
        self.queue.restore()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this after every change that somebody may be waiting for.

        Args:
            listener: called without arguments.
        """
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()

    def _keep_chat(self, chat: Chat) -> Chat:
        self._chats[chat.id] = chat
        self.store.put("chat", str(chat.id), chat.to_json())
        return chat

    def _keep_entry(self, entry: Entry) -> Entry:
        self._entries[entry.chat_id][entry.message_id] = entry
        self.store.put("entry", entry.key, entry.to_json())
        return entry

    def _touch(self, chat: Chat) -> Chat:
        return self._keep_chat(replace(chat, revision=chat.revision + 1))

    # --- time -----------------------------------------------------------------------------------------------

    def now(self) -> float:
        """Seconds since 1970 in this world."""
        return self._clock() + self._shift

    def advance(self, seconds: float) -> float:
        """Let time pass at once.

        Args:
            seconds: how much, at least 0.

        Returns:
            The new time.
        """
        self._shift += seconds
        self.store.put("clock", "shift", {"shift": self._shift})
        self._tell()
        return self.now()

    # --- people and groups ----------------------------------------------------------------------------------

    def add_user(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "fr",
    ) -> Json:
        """A new person, who has not written to the bot yet.

        Args:
            first_name: 1-64 characters.
            last_name: may be empty.
            username: without «@», may be empty.
            language_code: IETF tag of the application, may be empty.

        Returns:
            The Bot API User object.

        Raises:
            Refusal: no first name.
        """
        if not first_name.strip():
            raise bad_request("first_name is empty")
        user: Json = {"id": _FIRST_USER + len(self.users()), "is_bot": False, "first_name": first_name.strip()}
        for field, value in (("last_name", last_name), ("username", username), ("language_code", language_code)):
            if value.strip():
                user[field] = value.strip()
        info: Json = {key: user[key] for key in ("id", "first_name", "last_name", "username") if key in user}
        self._entries[user["id"]] = {}
        self._keep_chat(Chat(user["id"], {**info, "type": "private"}, user))
        self._tell()
        return user

    def add_group(self, title: str, by: int) -> Json:
        """A new group to which a person adds the bot.

        Args:
            title: its name.
            by: id of the person.

        Returns:
            The Bot API Chat object.

        Raises:
            Refusal: no such person.
        """
        user = self._person(by).user
        chat_id = -(4_000_000_001 + sum(chat.id < 0 for chat in self._chats.values()))
        self._entries[chat_id] = {}
        chat = self._keep_chat(Chat(chat_id, {"id": chat_id, "type": "group", "title": title}, user, met=True))
        self._membership(chat, "left", "member")
        return chat.info

    def users(self) -> list[Json]:
        """The people, as User objects, in the order of their arrival."""
        return [chat.user for _, chat in sorted(self._chats.items()) if chat.id > 0]

    def chat(self, chat_id: int) -> Chat:
        """A chat, begun or not.

        Args:
            chat_id: its id.

        Returns:
            The chat.

        Raises:
            Refusal: 400, no such chat.
        """
        try:
            return self._chats[chat_id]
        except KeyError:
            raise bad_request("chat not found") from None

    _person = chat

    def chats(self) -> list[Chat]:
        """All chats, groups first, then people in the order of their arrival."""
        return [chat for _, chat in sorted(self._chats.items())]

    def entries(self, chat_id: int) -> list[Entry]:
        """The messages of a chat that are not deleted, oldest first.

        Args:
            chat_id: the chat.
        """
        found = self._entries.get(chat_id, {})
        return [found[number] for number in sorted(found) if not found[number].deleted]

    def block(self, chat_id: int) -> None:
        """The person blocks the bot (or removes it from the group).

        Args:
            chat_id: the chat.

        Raises:
            Refusal: no such chat.
        """
        chat = self.chat(chat_id)
        if not chat.blocked:
            chat = self._touch(replace(chat, blocked=True))
            self._membership(chat, "member", "kicked")

    def unblock(self, chat_id: int) -> None:
        """The person lets the bot write again.

        Args:
            chat_id: the chat.

        Raises:
            Refusal: no such chat.
        """
        chat = self.chat(chat_id)
        if chat.blocked:
            chat = self._touch(replace(chat, blocked=False))
            self._membership(chat, "kicked", "member")

    def leave(self, chat_id: int) -> None:
        """The bot leaves a group.

        Args:
            chat_id: the group.

        Raises:
            Refusal: no such chat, or a private one.
        """
        chat = self.chat(chat_id)
        if chat.id > 0:
            raise bad_request("chat member status can't be changed in private chats")
        if chat.blocked:
            raise forbidden("bot is not a member of the group chat")
        chat = self._touch(replace(chat, blocked=True))
        self._membership(chat, "member", "left")

    def _membership(self, chat: Chat, before: str, after: str) -> None:
        def member(status: str) -> Json:
            return {"user": self.bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}

        body = {"chat": chat.info, "from": chat.user, "date": int(self.now())}
        body |= {"old_chat_member": member(before), "new_chat_member": member(after)}
        self._queue("my_chat_member", chat.id, body)

    def _queue(self, kind: UpdateKind, chat_id: int, body: Json) -> None:
        self.queue.add(kind, chat_id, body, self.now())
        self._tell()

    # --- messages -------------------------------------------------------------------------------------------

    def _entry(self, chat_id: int, message_id: int) -> Entry | None:
        entry = self._entries.get(chat_id, {}).get(message_id)
        return None if entry is None or entry.deleted else entry

    def rendered(self, entry: Entry, *, nested: bool = False) -> Json:
        """A message as a Bot API object.

        Args:
            entry: the message.
            nested: it is shown inside its reply, so its own reply is left out.

        Returns:
            The Message object.
        """
        chat = self._chats[entry.chat_id]
        body: Json = {
            "message_id": entry.message_id,
            "from": self.bot if entry.from_bot else chat.user,
            "chat": chat.info,
            "date": entry.date,
            **entry.body,
        }
        if entry.edit_date:
            body["edit_date"] = entry.edit_date
        if entry.inline:
            body["reply_markup"] = entry.markup
        if entry.reply_to and not nested:
            answered = self._entry(entry.chat_id, entry.reply_to)
            if answered is not None:
                body["reply_to_message"] = self.rendered(answered, nested=True)
        return body

    def _add(
        self,
        chat: Chat,
        body: Json,
        *,
        from_bot: bool,
        reply_to: int = 0,
        markup: Json | None = None,
    ) -> Entry:
        number = chat.last_id + 1
        keyboard = chat.keyboard_from
        if markup is not None and "keyboard" in markup:
            keyboard = number
        elif markup is not None and markup.get("remove_keyboard"):
            keyboard = 0
        chat = self._keep_chat(
            replace(
                chat,
                met=True,
                last_id=number,
                revision=chat.revision + 1,
                keyboard_from=keyboard,
                action="" if from_bot else chat.action,
            ),
        )
        entry = Entry(chat.id, number, from_bot, int(self.now()), body, chat.revision, markup, reply_to)
        self._keep_entry(entry)
        if from_bot:
            self._tell()
        else:
            self._queue("message", chat.id, self.rendered(entry))
        return entry

    # --- what a person does ---------------------------------------------------------------------------------

    def _speaking(self, chat_id: int) -> Chat:
        chat = self._person(chat_id)
        if chat.blocked:
            raise bad_request("the person has blocked the bot: unblock first")
        return chat

    def _answered(self, chat: Chat, reply_to: int) -> int:
        if reply_to and self._entry(chat.id, reply_to) is None:
            raise bad_request("message to be replied not found")
        return reply_to

    def person_says(self, chat_id: int, text: str, *, reply_to: int = 0) -> list[Entry]:
        """A person sends a text, or taps a reply key.

        Args:
            chat_id: the person's chat.
            text: any length; over 4096 characters it leaves in several messages.
            reply_to: message it answers, 0 for none.

        Returns:
            The messages, at least one.

        Raises:
            Refusal: empty, blocked, or the answered message is not there.
        """
        chat = self._speaking(chat_id)
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()
        if not whole:
            raise bad_request("message text is empty")
        reply_to = self._answered(chat, reply_to)
        sent = []
        for start in range(0, len(whole), TEXT_LIMIT):
            part = whole[start : start + TEXT_LIMIT].strip()
            if not part:
                continue
            body: Json = {"text": part}
            if marks := commands_in(part):
                body["entities"] = marks
            sent.append(self._add(self._chats[chat_id], body, from_bot=False, reply_to=reply_to))
        return sent

    def person_edits(self, chat_id: int, message_id: int, text: str) -> Entry:
        """A person changes a message of their own (a caption, when it has one).

        Args:
            chat_id: the person's chat.
            message_id: the message.
            text: 1-4096 characters.

        Returns:
            The message.

        Raises:
            Refusal: not theirs, gone, older than 48 hours, or unchanged.
        """
        chat = self._speaking(chat_id)
        entry = self._entry(chat_id, message_id)
        if entry is None or entry.from_bot:
            raise bad_request("message to edit not found")
        if self.now() - entry.date > DELETABLE_SECONDS:
            raise bad_request("message can't be edited")
        text = text.strip()
        field = "text" if "text" in entry.body else "caption"
        if not text or len(text) > TEXT_LIMIT:
            raise bad_request("message text is empty" if not text else "message is too long")
        if entry.body.get(field) == text:
            raise bad_request("message is not modified")
        body = {key: value for key, value in entry.body.items() if key not in ("entities", "caption_entities")}
        body[field] = text
        if field == "text" and (marks := commands_in(text)):
            body["entities"] = marks
        chat = self._touch(chat)
        edited = replace(entry, body=body, edit_date=int(self.now()), revision=chat.revision)
        self._keep_entry(edited)
        self._queue("edited_message", chat_id, self.rendered(edited))
        return edited

    def person_deletes(self, chat_id: int, message_id: int) -> None:
        """A person deletes a message for both sides; the bot is not told.

        Args:
            chat_id: the person's chat.
            message_id: the message, of either side.

        Raises:
            Refusal: it is not there.
        """
        if self._entry(chat_id, message_id) is None:
            raise bad_request("message to delete not found")
        self._delete(self._person(chat_id), message_id)

    def person_reads(self, chat_id: int, message_id: int) -> None:
        """A person has seen the chat up to a message.

        Args:
            chat_id: the person's chat.
            message_id: the newest that was seen.

        Raises:
            Refusal: no such chat.
        """
        chat = self._person(chat_id)
        seen = min(message_id, chat.last_id)
        if seen > chat.read:
            self._touch(replace(chat, read=seen))
            self._tell()

    def person_sends(
        self,
        chat_id: int,
        kind: media.Kind,
        data: bytes,
        *,
        name: str = "",
        mime: str = "",
        caption: str = "",
        duration: int = 3,
        reply_to: int = 0,
    ) -> Entry:
        """A person sends a file.

        Args:
            chat_id: the person's chat.
            kind: how it is sent.
            data: the bytes.
            name: file name, may be empty.
            mime: its type, may be empty.
            caption: up to 1024 characters.
            duration: seconds, of voice, audio and video.
            reply_to: message it answers, 0 for none.

        Returns:
            The message.

        Raises:
            Refusal: empty, blocked, caption too long, or the answered message is not there.
        """
        chat = self._speaking(chat_id)
        reply_to = self._answered(chat, reply_to)
        body = self._file_body(kind, self._stored(kind, data, name, mime), duration)
        body |= self._caption(caption, None)
        return self._add(chat, body, from_bot=False, reply_to=reply_to)

    def person_shows_place(
        self,
        chat_id: int,
        latitude: float,
        longitude: float,
        *,
        accuracy: float | None = None,
        reply_to: int = 0,
    ) -> Entry:
        """A person shares a place.

        Args:
            chat_id: the person's chat.
            latitude: degrees, -90 to 90.
            longitude: degrees, -180 to 180.
            accuracy: metres, 0-1500, None when unknown.
            reply_to: message it answers, 0 for none.

        Returns:
            The message.

        Raises:
            Refusal: off the globe, or blocked.
        """
        chat = self._speaking(chat_id)
        body: Json = {"location": _location(latitude, longitude, accuracy)}
        return self._add(chat, body, from_bot=False, reply_to=self._answered(chat, reply_to))

    def person_shares_contact(self, chat_id: int, phone_number: str) -> Entry:
        """A person shares their own number.

        Args:
            chat_id: the person's chat.
            phone_number: as the phone knows it.

        Returns:
            The message.

        Raises:
            Refusal: blocked.
        """
        chat = self._speaking(chat_id)
        contact = {"phone_number": phone_number, "first_name": chat.user["first_name"], "user_id": chat.user["id"]}
        return self._add(chat, {"contact": contact}, from_bot=False)

    def person_presses(self, chat_id: int, message_id: int, data: str) -> str:
        """A person taps an inline key.

        Args:
            chat_id: the person's chat.
            message_id: message that carries the key.
            data: the key's callback data.

        Returns:
            The callback query's id.

        Raises:
            Refusal: no such message or key, or blocked.
        """
        chat = self._speaking(chat_id)
        entry = self._entry(chat_id, message_id)
        if entry is None or not entry.inline:
            raise bad_request("message with inline keys not found")
        keys = (entry.markup or {}).get("inline_keyboard", ())
        if not any(key.get("callback_data") == data for row in keys for key in row):
            raise bad_request("no such inline key")
        self._press_count += 1
        self.store.put("counter", "presses", {"presses": self._press_count})
        press = Press(str(4_000_000_000_000_000 + self._press_count), chat_id, self.now())
        self._presses[press.query_id] = press
        self.store.put("press", press.query_id, press.to_json())
        body = {
            "id": press.query_id,
            "from": chat.user,
            "chat_instance": str(chat_id * 7919),
            "message": self.rendered(entry),
            "data": data,
        }
        self._queue("callback_query", chat_id, body)
        return press.query_id

    def view(self, chat_id: int, after: int = 0) -> Json:
        """The chat as the person's application shows it.

        Args:
            chat_id: the person's chat.
            after: a ``cursor`` seen before; 0 for everything.

        Returns:
            ``cursor``; ``messages`` changed since (message_id, revision, from_bot, deleted, message); ``keyboard``
            rows of reply keys or None; ``notices``; ``chat``; ``action`` with its age in seconds; ``commands``;
            ``now``; ``world``, which another simulator on the same port does not share.

        Raises:
            Refusal: no such chat.
        """
        chat = self.chat(chat_id)
        changed = [entry for entry in self._entries[chat_id].values() if entry.revision > after]
        shown = self._entry(chat_id, chat.keyboard_from)
        markup = shown.markup if shown is not None and shown.markup is not None else {}
        return {
            "world": self.id,
            "cursor": chat.revision,
            "now": self.now(),
            "messages": [
                {
                    "message_id": entry.message_id,
                    "revision": entry.revision,
                    "from_bot": entry.from_bot,
                    "deleted": entry.deleted,
                    "message": None if entry.deleted else self.rendered(entry),
                }
                for entry in sorted(changed, key=lambda entry: entry.message_id)
            ],
            "keyboard": markup.get("keyboard"),
            "placeholder": markup.get("input_field_placeholder", ""),
            "notices": [
                {"revision": notice.revision, "text": notice.text, "alert": notice.alert}
                for notice in self._notices.get(chat_id, ())
                if notice.revision > after
            ],
            "chat": {"id": chat.id, "user": chat.user, "begun": chat.met, "blocked": chat.blocked, "read": chat.read},
            "bot": self.bot,
            "action": chat.action,
            "action_age": self.now() - chat.acted_at,
            "commands": self.commands_for(chat),
        }

    # --- what the bot does ----------------------------------------------------------------------------------

    def _writable(self, chat_id: int) -> Chat:
        chat = self.chat(chat_id)
        if chat.blocked:
            raise forbidden(
                "bot was blocked by the user" if chat.id > 0 else "bot is not a member of the group chat",
            )
        if not chat.met:
            raise bad_request("chat not found")
        return chat

    def check_writable(self, chat_id: int) -> None:
        """Whether the bot may write to a chat.

        Args:
            chat_id: the chat.

        Raises:
            Refusal: 400 unknown or not begun, 403 blocked.
        """
        self._writable(chat_id)

    def _reply_target(self, chat: Chat, reply: Mapping[str, Any] | None) -> int:
        if reply is None:
            return 0
        number = reply.get("message_id")
        if not isinstance(number, int):
            raise bad_request('can\'t find field "message_id"')
        if self._entry(chat.id, number) is None:
            if reply.get("allow_sending_without_reply"):
                return 0
            raise bad_request("message to be replied not found")
        return number

    def bot_says(
        self,
        chat_id: int,
        text: str,
        *,
        entities: object = None,
        markup: Json | None = None,
        reply: Mapping[str, Any] | None = None,
        protect: bool = False,
        preview: Json | None = None,
    ) -> Entry:
        """The bot sends a text (sendMessage).

        Args:
            chat_id: target.
            text: 1-4096 characters after trimming.
            entities: decoded MessageEntity list, None for none.
            markup: checked reply markup.
            reply: ReplyParameters.
            protect: protect_content.
            preview: LinkPreviewOptions.

        Returns:
            The message.

        Raises:
            Refusal: as Telegram refuses it.
        """
        chat = self._writable(chat_id)
        body = _text_body(text, entities)
        if preview is not None:
            body["link_preview_options"] = preview
        if protect:
            body["has_protected_content"] = True
        return self._add(chat, body, from_bot=True, markup=markup, reply_to=self._reply_target(chat, reply))

    def bot_sends(
        self,
        chat_id: int,
        files: Sequence[media.StoredFile],
        *,
        caption: str = "",
        caption_entities: object = None,
        duration: int = 0,
        tags: Mapping[str, str] | None = None,
        markup: Json | None = None,
        reply: Mapping[str, Any] | None = None,
        protect: bool = False,
    ) -> Entry:
        """The bot sends a file (sendDocument and its sisters).

        Args:
            chat_id: target.
            files: from :meth:`bot_uploads`, or one from :meth:`file`.
            caption: up to 1024 characters.
            caption_entities: decoded MessageEntity list.
            duration: seconds, of voice, audio and video.
            tags: what the file's object says besides (title and performer of an audio, the album of several files).
            markup: checked reply markup.
            reply: ReplyParameters.
            protect: protect_content.

        Returns:
            The message.

        Raises:
            Refusal: as Telegram refuses it.
        """
        chat = self._writable(chat_id)
        reply_to = self._reply_target(chat, reply)
        kind = files[-1].kind
        body = self._file_body(kind, files, duration) | self._caption(caption, caption_entities)
        for name, value in (tags or {}).items():
            if name == "media_group_id":
                body[name] = value
            elif kind == "audio":
                body[kind][name] = value
        if protect:
            body["has_protected_content"] = True
        return self._add(chat, body, from_bot=True, markup=markup, reply_to=reply_to)

    def bot_shows_place(
        self,
        chat_id: int,
        latitude: float,
        longitude: float,
        *,
        accuracy: float | None = None,
        markup: Json | None = None,
        reply: Mapping[str, Any] | None = None,
        protect: bool = False,
    ) -> Entry:
        """The bot sends a place (sendLocation).

        Args:
            chat_id: target.
            latitude: degrees, -90 to 90.
            longitude: degrees, -180 to 180.
            accuracy: metres, 0-1500.
            markup: checked reply markup.
            reply: ReplyParameters.
            protect: protect_content.

        Returns:
            The message.

        Raises:
            Refusal: as Telegram refuses it.
        """
        chat = self._writable(chat_id)
        body: Json = {"location": _location(latitude, longitude, accuracy)}
        if protect:
            body["has_protected_content"] = True
        return self._add(chat, body, from_bot=True, markup=markup, reply_to=self._reply_target(chat, reply))

    def _editable(self, chat_id: int, message_id: int) -> tuple[Chat, Entry]:
        chat = self._writable(chat_id)
        entry = self._entry(chat_id, message_id)
        if entry is None:
            raise bad_request("message to edit not found")
        if not entry.from_bot or (entry.markup is not None and not entry.inline):
            raise bad_request("message can't be edited")
        return chat, entry

    def _edited(self, chat: Chat, entry: Entry, body: Json, markup: Json | None) -> Entry:
        if body == entry.body and markup == entry.markup:
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message",
            )
        chat = self._touch(chat)
        changed = replace(entry, body=body, markup=markup, edit_date=int(self.now()), revision=chat.revision)
        self._keep_entry(changed)
        self._tell()
        return changed

    def bot_edits(
        self,
        chat_id: int,
        message_id: int,
        text: str,
        *,
        entities: object = None,
        markup: Json | None = None,
        preview: Json | None = None,
    ) -> Entry:
        """The bot changes a text of its own (editMessageText); without a markup its inline keys go.

        Args:
            chat_id: the chat.
            message_id: the message.
            text: 1-4096 characters after trimming.
            entities: decoded MessageEntity list.
            markup: checked markup; only inline keys are possible.
            preview: LinkPreviewOptions.

        Returns:
            The message.

        Raises:
            Refusal: not found, never editable (rule 3), or nothing would change.
        """
        chat, entry = self._editable(chat_id, message_id)
        if "text" not in entry.body:
            raise bad_request("there is no text in the message to edit")
        _inline_only(markup)
        body = _text_body(text, entities)
        if preview is not None:
            body["link_preview_options"] = preview
        if "has_protected_content" in entry.body:
            body["has_protected_content"] = True
        return self._edited(chat, entry, body, markup)

    def bot_edits_caption(
        self, chat_id: int, message_id: int, caption: str, *, entities: object = None, markup: Json | None = None
    ) -> Entry:
        """The bot changes the words under a file of its own (editMessageCaption); without a markup its keys go.

        Args:
            chat_id: the chat.
            message_id: the message.
            caption: up to 1024 characters, empty to take it away.
            entities: decoded MessageEntity list.
            markup: checked markup; only inline keys are possible.

        Returns:
            The message.

        Raises:
            Refusal: not found, never editable (rule 3), without a file, or nothing would change.
        """
        chat, entry = self._editable(chat_id, message_id)
        if not any(kind in entry.body for kind in media.KINDS):
            raise bad_request("there is no caption in the message to edit")
        _inline_only(markup)
        body = {name: value for name, value in entry.body.items() if name not in ("caption", "caption_entities")}
        return self._edited(chat, entry, body | self._caption(caption, entities), markup)

    def bot_edits_markup(self, chat_id: int, message_id: int, markup: Json | None) -> Entry:
        """The bot changes the inline keys of a message of its own (editMessageReplyMarkup).

        Args:
            chat_id: the chat.
            message_id: the message.
            markup: checked markup, None to take the keys away.

        Returns:
            The message.

        Raises:
            Refusal: not found, never editable (rule 3), or nothing would change.
        """
        chat, entry = self._editable(chat_id, message_id)
        _inline_only(markup)
        return self._edited(chat, entry, entry.body, markup)

    def bot_deletes(self, chat_id: int, message_id: int) -> None:
        """The bot deletes a message of either side in a private chat (deleteMessage).

        Args:
            chat_id: the chat.
            message_id: the message.

        Raises:
            Refusal: not there (any more), or older than 48 hours.
        """
        chat = self._writable(chat_id)
        entry = self._entry(chat_id, message_id)
        if entry is None:
            raise bad_request("message to delete not found")
        if self.now() - entry.date > DELETABLE_SECONDS:
            raise bad_request("message can't be deleted for everyone")
        self._delete(chat, message_id)

    def _delete(self, chat: Chat, message_id: int) -> None:
        keyboard = 0 if chat.keyboard_from == message_id else chat.keyboard_from
        chat = self._touch(replace(chat, keyboard_from=keyboard))
        gone = self._entries[chat.id][message_id]
        self._keep_entry(replace(gone, body={}, markup=None, deleted=True, revision=chat.revision))
        self._tell()

    def bot_deletes_many(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """The bot deletes several messages; those that are not there are skipped (deleteMessages).

        Args:
            chat_id: the chat.
            message_ids: 1-100 numbers.

        Raises:
            Refusal: one of them is older than 48 hours; nothing is deleted then.
        """
        self._writable(chat_id)
        present = [number for number in message_ids if self._entry(chat_id, number) is not None]
        for number in present:
            entry = self._entries[chat_id][number]
            if self.now() - entry.date > DELETABLE_SECONDS:
                raise bad_request("message can't be deleted for everyone")
        for number in dict.fromkeys(present):
            self.bot_deletes(chat_id, number)

    def bot_answers_press(self, query_id: str, text: str, *, alert: bool) -> None:
        """The bot answers a tap on an inline key (answerCallbackQuery).

        Args:
            query_id: the callback query.
            text: shown to the person, up to 200 characters, may be empty.
            alert: show it until it is closed.

        Raises:
            Refusal: answered already, unknown, or older than 150 seconds.
        """
        press = self._presses.pop(query_id, None)
        self.store.remove("press", query_id)
        if press is None or self.now() - press.at > ANSWERABLE_SECONDS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(text) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        if text:
            chat = self._touch(self._chats[press.chat_id])
            notices = self._notices.setdefault(press.chat_id, [])
            notices.append(Notice(chat.revision, text, alert))
            del notices[:-_NOTICES_KEPT]
            self._tell()

    def bot_acts(self, chat_id: int, action: str) -> None:
        """The bot shows that it is busy (sendChatAction).

        Args:
            chat_id: the chat.
            action: one of `ACTIONS`.

        Raises:
            Refusal: blocked or unknown chat, or an action that there is not.
        """
        chat = self._writable(chat_id)
        if action not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._touch(replace(chat, action=action, acted_at=self.now()))
        self._tell()

    # --- files ----------------------------------------------------------------------------------------------

    def _hold(self, file: media.StoredFile) -> None:
        self._files[file.file_id] = file
        self._paths[file.path] = file.file_id

    def _stored(self, kind: media.Kind, data: bytes, name: str, mime: str) -> tuple[media.StoredFile, ...]:
        if not data:
            raise bad_request("file must be non-empty")
        count = len(media.photo_sides(data)) if kind == "photo" else 1
        files = tuple(media.new_file(kind, name, mime, data, len(self._files) + 1 + rank) for rank in range(count))
        for file in files:
            self._hold(file)
            row = {"file_id": file.file_id, "unique_id": file.unique_id, "kind": kind, "name": name}
            self.store.put("file", file.file_id, {**row, "mime": mime, "number": file.number})
            self.store.put_blob(file.file_id, data)
        return files

    def bot_uploads(self, kind: media.Kind, data: bytes, name: str, mime: str) -> tuple[media.StoredFile, ...]:
        """The bot hands over a new file.

        Args:
            kind: how it will be sent.
            data: the bytes, at most 50 MB (10 MB for a photo).
            name: file name.
            mime: its type.

        Returns:
            The file; for a photo one for each size, the largest last.

        Raises:
            Refusal: empty, too large, or no picture that can be shown as a photo (Bot API, sendPhoto).
        """
        if len(data) > media.UPLOAD_LIMIT:
            raise Refusal(413, "Request Entity Too Large")
        if kind == "photo" and len(data) > media.PHOTO_LIMIT:
            raise bad_request(f"file of size {len(data)} bytes is too big for a photo")
        if kind == "photo" and data:
            if not media.is_picture(data):
                raise bad_request("IMAGE_PROCESS_FAILED")
            width, height = media.picture_size(data)
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self._stored(kind, data, name, mime)

    def file(self, file_id: str) -> media.StoredFile:
        """A file of the server.

        Args:
            file_id: its identifier.

        Returns:
            The file.

        Raises:
            Refusal: no such file.
        """
        try:
            return self._files[file_id]
        except KeyError:
            raise bad_request("wrong file_id or the file is temporarily unavailable") from None

    def file_for_bot(self, file_id: str) -> Json:
        """Where the bot can download a file (getFile).

        Args:
            file_id: its identifier.

        Returns:
            The File object.

        Raises:
            Refusal: unknown, or over 20 MB.
        """
        file = self.file(file_id)
        if len(file.data) > media.DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        size = len(file.data)
        return {"file_id": file_id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}

    def file_at(self, path: str) -> media.StoredFile | None:
        """The file behind a ``file_path``.

        Args:
            path: from :meth:`file_for_bot`.

        Returns:
            The file, None when there is none or it is over 20 MB.
        """
        file = self._files.get(self._paths.get(path, ""))
        return None if file is None or len(file.data) > media.DOWNLOAD_LIMIT else file

    def _file_body(self, kind: media.Kind, files: Sequence[media.StoredFile], duration: int) -> Json:
        if kind != "photo":
            return {kind: media.described(files[-1], duration=duration)}
        sides = media.photo_sides(files[-1].data)[-len(files) :]
        return {
            "photo": [
                {**_photo_size(file), "width": width, "height": height}
                for file, (width, height) in zip(files, sides, strict=True)
            ],
        }

    def _caption(self, caption: str, entities: object) -> Json:
        text, marks = checked_text(caption, entities, limit=CAPTION_LIMIT)
        body: Json = {"caption": text} if text else {}
        if text and marks:
            body["caption_entities"] = marks
        return body

    # --- commands and webhook -------------------------------------------------------------------------------

    def set_commands(self, scope: str, commands: list[Json]) -> None:
        """Change a list of commands.

        Args:
            scope: canonical name of scope and language.
            commands: BotCommand objects, empty to delete the list.
        """
        self._commands[scope] = commands
        self.store.put("commands", scope, {"scope": scope, "commands": commands})
        for chat in tuple(self._chats.values()):
            self._touch(chat)
        self._tell()

    def commands(self, scope: str) -> list[Json]:
        """A list of commands, empty when none is set.

        Args:
            scope: canonical name of scope and language.

        Returns:
            BotCommand objects.
        """
        return self._commands.get(scope, [])

    def commands_for(self, chat: Chat) -> list[Json]:
        """The commands that a person sees: the narrowest scope that has any, in their language first.

        Args:
            chat: the person's chat.

        Returns:
            BotCommand objects.
        """
        language = str(chat.user.get("language_code", ""))
        kind = "all_private_chats" if chat.id > 0 else "all_group_chats"
        for scope in (f"chat:{chat.id}", kind, "default"):
            for tag in dict.fromkeys((language, "")):
                if found := self._commands.get(f"{scope}|{tag}"):
                    return found
        return []

    def set_webhook(self, webhook: Webhook) -> None:
        """Send updates elsewhere from now on.

        Args:
            webhook: the target; an empty URL goes back to getUpdates.
        """
        self.webhook = webhook
        self.store.put("webhook", "only", webhook.to_json())
        self._tell()


def _photo_size(file: media.StoredFile) -> Json:
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.data)}


def _location(latitude: float, longitude: float, accuracy: float | None) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    if accuracy is not None:
        place["horizontal_accuracy"] = accuracy
    return place


def _text_body(text: str, entities: object) -> Json:
    if not text:
        raise bad_request("message text is empty")
    checked, marks = checked_text(text, entities)
    if not checked:
        raise bad_request("text must be non-empty")
    return {"text": checked, "entities": marks} if marks else {"text": checked}


def _inline_only(markup: Json | None) -> None:
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
