"""The records of the simulated world: chats, messages in them, updates that wait for the bot."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Json = dict[str, Any]
UpdateKind = Literal["message", "edited_message", "callback_query", "my_chat_member"]


class Record:
    """A dataclass that becomes plain JSON and comes back from it."""

    __slots__ = ()

    def to_json(self: "DataclassInstance") -> Json:
        """Fields by name, their values shared (``asdict`` would copy every keyboard)."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_json(cls, value: Json) -> Self:
        """The record that :meth:`to_json` gave."""
        return cls(**value)


@dataclass(frozen=True, slots=True)
class Chat(Record):
    """A chat with the bot: a person's own, or a group.

    Args:
        id: the person's id, negative for a group.
        info: Bot API Chat object.
        user: Bot API User object of the person (of the one who added the bot, for a group).
        met: the bot may write: the person has written first, or the bot is in the group.
        blocked: the person has blocked the bot, or the bot is out of the group.
        last_id: highest message id so far; ids rise over both sides.
        revision: rises with every visible change.
        keyboard_from: message whose reply keyboard is shown, 0 for none.
        action: last chat action of the bot since its last message («typing»), empty for none.
        acted_at: when that was, seconds since 1970; applications show it for five seconds.
        read: highest message id that the person has seen.
    """

    id: int
    info: Json
    user: Json
    met: bool = False
    blocked: bool = False
    last_id: int = 0
    revision: int = 0
    keyboard_from: int = 0
    action: str = ""
    acted_at: float = 0.0
    read: int = 0


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """A message of a chat.

    Args:
        chat_id: its chat.
        message_id: its number there.
        from_bot: the bot sent it.
        date: seconds since 1970, UTC.
        body: content fields of the Bot API Message (text, entities, photo, caption …).
        revision: the chat's revision at which it last changed.
        markup: its reply markup of any sort, None without one.
        reply_to: number of the message it answers, 0 for none.
        edit_date: when it was last edited, 0 for never.
        deleted: it is gone from the chat.
    """

    chat_id: int
    message_id: int
    from_bot: bool
    date: int
    body: Json
    revision: int
    markup: Json | None = None
    reply_to: int = 0
    edit_date: int = 0
    deleted: bool = False

    @property
    def key(self) -> str:
        """Key of the row that keeps it."""
        return f"{self.chat_id}/{self.message_id}"

    @property
    def inline(self) -> bool:
        """It carries inline keys."""
        return self.markup is not None and "inline_keyboard" in self.markup


@dataclass(frozen=True, slots=True)
class Waiting(Record):
    """An update in the bot's queue.

    Args:
        update_id: its number; rises.
        at: when it came, seconds since 1970; it is kept 24 hours from then.
        chat_id: chat it belongs to.
        kind: field of the Update object.
        body: value of that field.
    """

    update_id: int
    at: float
    chat_id: int
    kind: UpdateKind
    body: Json

    def rendered(self) -> Json:
        """The Update object."""
        return {"update_id": self.update_id, self.kind: self.body}


@dataclass(frozen=True, slots=True)
class Press(Record):
    """A tap on an inline key that the bot may still answer.

    Args:
        query_id: callback query id.
        chat_id: chat of the key.
        at: when it was tapped; it can be answered for 150 seconds.
    """

    query_id: str
    chat_id: int
    at: float


@dataclass(frozen=True, slots=True)
class Notice:
    """What the bot's answer to a tap shows for a moment.

    Args:
        revision: the chat's revision at which it came.
        text: its words.
        alert: it must be closed by hand.
    """

    revision: int
    text: str
    alert: bool


@dataclass(frozen=True, slots=True)
class Webhook(Record):
    """Where updates go instead of waiting for getUpdates.

    Args:
        url: target, empty for none.
        secret: value of ``X-Telegram-Bot-Api-Secret-Token``, empty for none.
        max_connections: updates in flight at once, 1-100.
        last_error_at: seconds since 1970, 0 for never.
        last_error: why the last delivery failed.
    """

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_at: int = 0
    last_error: str = ""
