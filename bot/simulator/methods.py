"""The Bot API methods: decoded parameters in, result out. One registry; a method is a function of the world.

Parameters come as a query, a form, JSON or multipart; values in a form are text, nested ones JSON text
(Bot API, «Making requests»).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator import media
from bot.simulator.chats import Json, Webhook
from bot.simulator.markup import CAPTION_LIMIT, checked_markup, checked_text
from bot.simulator.refusals import bad_request
from bot.simulator.world import World

SENDING = frozenset(
    {
        "sendmessage",
        "senddocument",
        "sendphoto",
        "sendvoice",
        "sendaudio",
        "sendvideo",
        "sendlocation",
        "sendmediagroup",
    },
)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_TRUE = frozenset({"true", "True", "1", "yes"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request.

    Args:
        name: its file name.
        mime: its content type.
        data: its bytes.
    """

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of one call.

    Args:
        values: by name: text, plain JSON values, or uploads.
    """

    values: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text.

        Args:
            name: the parameter.
            default: value when it is absent.

        Returns:
            The text.

        Raises:
            Refusal: it is a file.
        """
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, Upload):
            raise bad_request(f"{name} must be a text")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int | None = None) -> int:
        """A parameter as a whole number.

        Args:
            name: the parameter.
            default: value when it is absent; None makes it required.

        Returns:
            The number.

        Raises:
            Refusal: absent though required, or no number.
        """
        text = self.text(name).strip()
        if not text:
            if default is None:
                raise bad_request(f"{name} is empty" if name == "chat_id" else f"{name} is not specified")
            return default
        try:
            return int(text)
        except ValueError:
            if name == "chat_id":
                raise bad_request("chat not found") from None
            raise bad_request(f"{name} must be a Number") from None

    def number(self, name: str) -> float:
        """A parameter as a decimal number.

        Args:
            name: the parameter.

        Returns:
            The number.

        Raises:
            Refusal: absent, or no number.
        """
        try:
            return float(self.text(name))
        except ValueError:
            raise bad_request(f"{name} is empty or not a Number") from None

    def flag(self, name: str) -> bool:
        """A parameter as yes or no.

        Args:
            name: the parameter.

        Returns:
            True only for a clear yes.
        """
        return self.text(name) in _TRUE or self.values.get(name) is True

    def nested(self, name: str) -> Any:
        """A parameter that holds JSON.

        Args:
            name: the parameter.

        Returns:
            The decoded value, None when it is absent or empty.

        Raises:
            Refusal: it is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            what = "reply markup JSON object" if name == "reply_markup" else f"{name} JSON object"
            raise bad_request(f"can't parse {what}") from None

    def upload(self, name: str) -> Upload | str:
        """A file, new or known.

        Args:
            name: the parameter.

        Returns:
            The upload, or the ``file_id`` of a file that the server has.

        Raises:
            Refusal: there is none, or it is an address on the web.
        """
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        if value is None or value == "":
            raise bad_request(f"there is no {name} in the request")
        if isinstance(value, str) and "://" in value:
            raise bad_request("failed to get HTTP URL content")
        return value if isinstance(value, Upload) else str(value)


Method = Callable[[World, Parameters], Any]


def _reply(given: Parameters) -> Mapping[str, Any] | None:
    parameters = given.nested("reply_parameters")
    if parameters is not None:
        if not isinstance(parameters, Mapping):
            raise bad_request("object expected as reply parameters")
        return parameters
    number = given.integer("reply_to_message_id", 0)
    if not number:
        return None
    return {"message_id": number, "allow_sending_without_reply": given.flag("allow_sending_without_reply")}


def _object(given: Parameters, name: str) -> Json | None:
    value = given.nested(name)
    if value is not None and not isinstance(value, dict):
        raise bad_request(f"{name} must be an object")
    return value


def _no_parse_mode(given: Parameters) -> None:
    if given.text("parse_mode"):
        raise bad_request("this simulator reads entities, not parse_mode")


def _get_me(world: World, given: Parameters) -> Json:
    del given
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    more = ("can_connect_to_business", "has_main_web_app")
    return {**world.bot, **{name: name == "can_join_groups" for name in (*abilities, *more)}}


def _send_message(world: World, given: Parameters) -> Json:
    _no_parse_mode(given)
    return world.rendered(
        world.bot_says(
            given.integer("chat_id"),
            given.text("text"),
            entities=given.nested("entities"),
            markup=checked_markup(given.nested("reply_markup")),
            reply=_reply(given),
            protect=given.flag("protect_content"),
            preview=_object(given, "link_preview_options"),
        ),
    )


def _edit_text(world: World, given: Parameters) -> Json:
    _no_parse_mode(given)
    return world.rendered(
        world.bot_edits(
            given.integer("chat_id"),
            given.integer("message_id"),
            given.text("text"),
            entities=given.nested("entities"),
            markup=checked_markup(given.nested("reply_markup")),
            preview=_object(given, "link_preview_options"),
        ),
    )


def _edit_caption(world: World, given: Parameters) -> Json:
    _no_parse_mode(given)
    return world.rendered(
        world.bot_edits_caption(
            given.integer("chat_id"),
            given.integer("message_id"),
            given.text("caption"),
            entities=given.nested("caption_entities"),
            markup=checked_markup(given.nested("reply_markup")),
        ),
    )


def _edit_markup(world: World, given: Parameters) -> Json:
    markup = checked_markup(given.nested("reply_markup"))
    return world.rendered(world.bot_edits_markup(given.integer("chat_id"), given.integer("message_id"), markup))


def _delete(world: World, given: Parameters) -> bool:
    world.bot_deletes(given.integer("chat_id"), given.integer("message_id"))
    return True


def _delete_many(world: World, given: Parameters) -> bool:
    numbers = given.nested("message_ids")
    if not isinstance(numbers, list) or not all(isinstance(number, int) for number in numbers):
        raise bad_request("message_ids must be an Array of Number")
    if not 1 <= len(numbers) <= 100:
        raise bad_request("message identifiers are not specified" if not numbers else "too many messages specified")
    world.bot_deletes_many(given.integer("chat_id"), numbers)
    return True


def _files(world: World, kind: media.Kind, given: Parameters) -> tuple[media.StoredFile, ...]:
    """The file of a call: one that the server has, or a new one."""
    found = given.upload(kind)
    if isinstance(found, Upload):
        return world.bot_uploads(kind, found.data, found.name, found.mime)
    file = world.file(found)
    if file.kind != kind:
        raise bad_request("type of file mismatch")
    return (file,)


def _sender(kind: media.Kind) -> Method:
    def send(world: World, given: Parameters) -> Json:
        _no_parse_mode(given)
        chat_id = given.integer("chat_id")
        markup = checked_markup(given.nested("reply_markup"))
        if isinstance(given.upload(kind), Upload):
            world.check_writable(chat_id)
        files = _files(world, kind, given)
        return world.rendered(
            world.bot_sends(
                chat_id,
                files,
                caption=given.text("caption"),
                caption_entities=given.nested("caption_entities"),
                duration=given.integer("duration", 0),
                tags={name: given.text(name) for name in ("title", "performer") if given.text(name)},
                markup=markup,
                reply=_reply(given),
                protect=given.flag("protect_content"),
            ),
        )

    return send


def _send_group(world: World, given: Parameters) -> list[Json]:
    """Two to ten files as one album; nothing is sent when one of them is refused (Bot API, sendMediaGroup)."""
    chat_id = given.integer("chat_id")
    items = given.nested("media")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad_request("can't parse media JSON object")
    if not 2 <= len(items) <= 10:
        raise bad_request("there are no media in the request" if not items else "wrong number of media in an album")
    world.check_writable(chat_id)
    ready = []
    for item in items:
        kind = next((one for one in media.KINDS if one == item.get("type") and one != "voice"), None)
        if kind is None:
            raise bad_request("wrong media type in an album")
        checked_text(str(item.get("caption", "")), item.get("caption_entities"), limit=CAPTION_LIMIT)
        ready.append((item, _files(world, kind, Parameters({**given.values, kind: item.get("media")}))))
    album = str(9_000_000_000 + world.chat(chat_id).last_id)
    return [
        world.rendered(
            world.bot_sends(
                chat_id,
                files,
                caption=str(item.get("caption", "")),
                caption_entities=item.get("caption_entities"),
                duration=int(item.get("duration", 0)),
                tags={"media_group_id": album},
                reply=_reply(given),
                protect=given.flag("protect_content"),
            ),
        )
        for item, files in ready
    ]


def _send_location(world: World, given: Parameters) -> Json:
    accuracy = given.number("horizontal_accuracy") if given.text("horizontal_accuracy") else None
    return world.rendered(
        world.bot_shows_place(
            given.integer("chat_id"),
            given.number("latitude"),
            given.number("longitude"),
            accuracy=accuracy,
            markup=checked_markup(given.nested("reply_markup")),
            reply=_reply(given),
            protect=given.flag("protect_content"),
        ),
    )


def _get_file(world: World, given: Parameters) -> Json:
    return world.file_for_bot(given.text("file_id"))


def _answer_press(world: World, given: Parameters) -> bool:
    world.bot_answers_press(given.text("callback_query_id"), given.text("text"), alert=given.flag("show_alert"))
    return True


def _chat_action(world: World, given: Parameters) -> bool:
    world.bot_acts(given.integer("chat_id"), given.text("action"))
    return True


def _leave(world: World, given: Parameters) -> bool:
    world.leave(given.integer("chat_id"))
    return True


def _get_chat(world: World, given: Parameters) -> Json:
    chat = world.chat(given.integer("chat_id"))
    if not chat.met:
        raise bad_request("chat not found")
    kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    more = {"accent_color_id": 0, "max_reaction_count": 11}
    return {**chat.info, **more, "accepted_gift_types": dict.fromkeys(kinds, False)}


def _scope(given: Parameters) -> str:
    scope = given.nested("scope") or {"type": "default"}
    if not isinstance(scope, Mapping) or not isinstance(scope.get("type"), str):
        raise bad_request("can't parse BotCommandScope")
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return f"{scope['type']}{chat}|{given.text('language_code')}"


def _set_commands(world: World, given: Parameters) -> bool:
    commands = given.nested("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH" if isinstance(commands, list) else "can't parse commands")
    for command in commands:
        if not isinstance(command, Mapping) or not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.set_commands(_scope(given), commands)
    return True


def _get_commands(world: World, given: Parameters) -> list[Json]:
    return world.commands(_scope(given))


def _delete_commands(world: World, given: Parameters) -> bool:
    world.set_commands(_scope(given), [])
    return True


def allow_updates(world: World, given: Parameters) -> None:
    """Take over ``allowed_updates``, when a call names it.

    Args:
        world: the world.
        given: parameters of getUpdates or setWebhook.

    Raises:
        Refusal: it is not a list of names.
    """
    allowed = given.nested("allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list) or not all(isinstance(name, str) for name in allowed):
        raise bad_request("can't parse allowed updates JSON object")
    world.queue.allow(allowed)


def _set_webhook(world: World, given: Parameters) -> bool:
    url, secret = given.text("url"), given.text("secret_token")
    if url and not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    allow_updates(world, given)
    if given.flag("drop_pending_updates"):
        world.queue.clear()
    world.set_webhook(Webhook(url, secret, min(100, max(1, given.integer("max_connections", 40)))))
    return True


def _delete_webhook(world: World, given: Parameters) -> bool:
    if given.flag("drop_pending_updates"):
        world.queue.clear()
    world.set_webhook(Webhook())
    return True


def _webhook_info(world: World, given: Parameters) -> Json:
    del given
    world.queue.expire(world.now())
    hook = world.webhook
    waiting = len(world.queue.waiting())
    info: Json = {"url": hook.url, "has_custom_certificate": False, "pending_update_count": waiting}
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.last_error_at:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if world.queue.allowed:
        info["allowed_updates"] = list(world.queue.allowed)
    return info


def registry() -> Mapping[str, Method]:
    """Every method but getUpdates, which waits and lives in ``server.py``.

    Returns:
        Functions by method name in lower case (method names are case-insensitive).
    """
    named: dict[str, Method] = {
        "getMe": _get_me,
        "sendMessage": _send_message,
        "editMessageText": _edit_text,
        "editMessageCaption": _edit_caption,
        "editMessageReplyMarkup": _edit_markup,
        "deleteMessage": _delete,
        "deleteMessages": _delete_many,
        "sendLocation": _send_location,
        "sendMediaGroup": _send_group,
        "getFile": _get_file,
        "answerCallbackQuery": _answer_press,
        "sendChatAction": _chat_action,
        "leaveChat": _leave,
        "getChat": _get_chat,
        "setMyCommands": _set_commands,
        "getMyCommands": _get_commands,
        "deleteMyCommands": _delete_commands,
        "setWebhook": _set_webhook,
        "deleteWebhook": _delete_webhook,
        "getWebhookInfo": _webhook_info,
        **{f"send{kind.capitalize()}": _sender(kind) for kind in media.KINDS},
    }
    return {name.lower(): method for name, method in named.items()}
