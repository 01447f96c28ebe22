"""The contract with channels: what is to be shown, without a word about how.

A channel (Telegram today) gets `Outgoing` values and renders them; it never sees a form, a question type or an
interview. Words are `Phrase`s, put into the person's language by `dialogues.locales` just before they are sent,
so that what is owed can be stored without any rendered text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the locale files and what stands in its holes.

    Args:
        key: dotted key of `dialogues/locales/fr.toml`, as "interview.sent".
        params: values of the holes; another Phrase is put into words first.
    """

    key: str
    params: Mapping[str, str | int | Phrase] = field(default_factory=dict)


class Widget(Enum):
    """How an answer is given; a channel renders these, never question types."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    ONE_OF = "one_of"
    MANY_OF = "many_of"
    PLACE = "place"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    CONFIRM = "confirm"
    """A yes or a no about the interview itself: correct this? add another? send?"""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice as it is shown.

    Args:
        name: what is stored.
        label: the full label in the language shown.
        selected: whether it is part of the answer now.
        place: number of its key, from 1, the same when the list is narrowed; 0 where the list is whole.
        also: the label in other languages.
    """

    name: str
    label: str
    selected: bool = False
    place: int = 0
    also: tuple[ReadAloud, ...] = ()


class Key(Enum):
    """The keys of a prompt that are not choices; their words are in the locales under `keys.`."""

    BACK = "back"
    SKIP = "skip"
    MENU = "menu"
    DONE = "done"
    NEXT = "next"
    DONT_KNOW = "nsp"
    REFUSED = "refus"
    YES = "yes"
    NO = "no"
    SEND = "send"
    REVIEW = "review"
    CORRECT = "correct"
    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    NOW = "now"
    AS_BEFORE = "as_before"
    SHARE_PLACE = "share_place"
    PREVIOUS_PAGE = "previous_page"
    NEXT_PAGE = "next_page"
    CONTINUE = "continue"
    CALL = "call"
    HUNG_UP = "hung_up"
    CUT = "cut"
    TYPO = "typo"
    TOLD = "told"
    CHECKED = "checked"
    OTHER = "other"
    LANGUAGE = "language"
    LISTEN = "listen"


@dataclass(frozen=True, slots=True)
class ReadAloud:
    """A text of the guide in the language it was found in.

    Args:
        text: the text, outputs filled in.
        language: the guide's language name it is written in; "" where the guide has one language.
        status: `source`, `draft` or `reviewed`; a draft is shown under the source, marked.
        aside: what the guide tells the agent alone about this text; "" for nothing.
        also: the same text in other languages, to stand under this one; drafts come last.
        lacks: native names of the languages asked for in which it may not be read, «A · B»; "" for none.
    """

    text: str
    language: str = ""
    status: str = "source"
    aside: str = ""
    also: tuple[ReadAloud, ...] = ()
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of the guide that goes with a question.

    Args:
        kind: `audio`, `image` or `video`.
        name: of the file, within its version.
        version: id of the version of the guide that holds it; 0 before that is known.
    """

    kind: str
    name: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class PromptView:
    """One question as a person sees it: everything a channel needs to render it.

    Args:
        address: «12», «7.2», «B12»; "" for prompts about the interview itself that bear none.
        widget: how it is answered.
        label: what is read aloud.
        before: texts of the guide that close what went before, oldest first.
        section: titles of the groups that begin here, «A › B»; for the eye, not read aloud.
        notes: texts of the guide that are read before the question, oldest first.
        hint: shown under the label.
        guidance: for the agent only.
        options: choices in the order of their keys; a key's number is `Option.place`, or its place here, from 1.
        keys: other keys offered, besides the fixed last row (back, skip, menu).
        acknowledged: what was stored just before and is told here («✓ Oui»).
        refused: why the last message could not be taken, asked again here; None when nothing was wrong.
        progress: «Question {n}. Il en reste environ {m}.», or None.
        page: which page of a long list is shown, from 0.
        searched: the words a long list is narrowed to; "" for all.
        title: discreet title of the guide when it must be said which interview this is, else "".
        media: files of the guide that are shown before it.
        withheld: how many of them come only when the question is repeated, or by the key that lets one hear them.
        current: the value there is now, as shown to a person; "" when unanswered or confidential.
        required: a value is needed, so «Passer» is not offered.
        repeat_in: native name of the language in which a key puts the question again; "" for no such key.
    """

    address: str
    widget: Widget
    label: ReadAloud
    before: tuple[ReadAloud, ...] = ()
    section: str = ""
    notes: tuple[ReadAloud, ...] = ()
    hint: ReadAloud | None = None
    guidance: ReadAloud | None = None
    options: tuple[Option, ...] = ()
    keys: tuple[Key, ...] = ()
    acknowledged: tuple[Phrase, ...] = ()
    refused: Phrase | None = None
    progress: Phrase | None = None
    page: int = 0
    searched: str = ""
    title: str = ""
    media: tuple[Medium, ...] = ()
    withheld: int = 0
    current: str = ""
    required: bool = False
    repeat_in: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: a lost tap costs nothing (DESIGN, decision 6).

    Args:
        label: its words; plain text for names of people and guides.
        action: what comes back, at most 64 bytes, as "open:42".
    """

    label: Phrase | str
    action: str


@dataclass(frozen=True, slots=True)
class PutPrompt:
    """Put a question; its keys replace the keyboard."""

    view: PromptView


@dataclass(frozen=True, slots=True)
class Say:
    """Say something, with inline buttons or none.

    Args:
        lines: paragraphs; each a phrase or a plain text of the guide or of a person's data.
        rows: rows of inline buttons.
        clear_keys: whether the reply keyboard goes (an interview has ended).
        menu: key words of the main menu to show as reply keys, row by row.
        replaces: id of the bot's own message, the one whose button was tapped, that is edited in place; said anew
            where that cannot be done; 0 for none.
    """

    lines: tuple[Phrase | str, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    clear_keys: bool = False
    menu: tuple[tuple[Phrase, ...], ...] = ()
    replaces: int = 0


@dataclass(frozen=True, slots=True)
class ShowSelection:
    """The second message of a select_multiple: what is chosen so far; edited in place while it lasts."""

    address: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a document, or speech.

    Args:
        path: place within the data folder, relative to it.
        name: the file name that the person sees.
        caption: what it is.
        spoken: it is a recording that is heard in the chat, where the channel can.
    """

    path: str
    name: str
    caption: Phrase
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class RemoveMessages:
    """Take messages out of the chat, the person's and the bot's; what the channel will not remove stays.

    Args:
        messages: their ids, at most 100.
    """

    messages: tuple[int, ...]


Outgoing = PutPrompt | Say | ShowSelection | SendFile | RemoveMessages


# --- what comes in -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent it, as the channel says.

    Args:
        account: the channel's number for the account.
        name: name shown by the channel; unchecked.
        language: IETF tag of the app's language, "" when unknown.
    """

    account: int
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text message, also a tapped reply key or a /command."""

    text: str


@dataclass(frozen=True, slots=True)
class EditedWords:
    """A text message was edited; `text` is the whole new text."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap:
    """An inline button.

    Args:
        action: the button's action.
        query: the channel's id of the tap, to answer it.
    """

    action: str
    query: str


@dataclass(frozen=True, slots=True)
class Place:
    """A position: degrees; altitude and accuracy in metres, 0 when unknown."""

    latitude: float
    longitude: float
    altitude: float = 0.0
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True)
class Blob:
    """A photo, voice message, video or document.

    Args:
        kind: `image`, `audio`, `video` or `file`.
        file_id: the channel's name for it.
        name: the sender's file name, unchecked; "" when none.
        media_type: MIME type, "" when unknown.
        size: bytes, 0 when unknown.
        caption: words sent with it.
        picture: its bytes, where the service has asked for them (`FileWanted`); b"" where they cannot be had.
    """

    kind: str
    file_id: str
    name: str = ""
    media_type: str = ""
    size: int = 0
    caption: str = ""
    picture: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something no question can take (a sticker, a poll, a contact card)."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The person blocked the bot (`reachable` False) or came back."""

    reachable: bool


Content = Words | EditedWords | Tap | Place | Blob | Unsupported | Presence


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person, as the service takes it.

    Args:
        inbox: id of the inbox row it came from; marked done in the same transaction as what it causes.
        sender: who.
        chat: where; private chats only.
        message: the channel's message id (of the edited message, of the message that bears the button).
        sent_at: when the channel got it, UTC milliseconds.
        content: what.
        reply_to: message id that it replies to, None when it replies to none.
    """

    inbox: int
    sender: Sender
    chat: int
    message: int
    sent_at: int
    content: Content
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One owed reply, ready to be rendered and sent.

    Args:
        owed: its id.
        chat: where to.
        outgoing: what.
        language: IETF tag of the person's language, for the bot's own words.
        edits: message id to edit in place instead of sending anew; None to send.
        protect: forward and save are off (`strict` confidentiality).
    """

    owed: int
    chat: int
    outgoing: Outgoing
    language: str
    edits: int | None = None
    protect: bool = False
