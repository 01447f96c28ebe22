"""Checks of texts, entities and reply markups, as strict as Telegram's server.

Entity offsets count UTF-16 code units (Bot API, MessageEntity); the length limit counts characters after white
space at both ends is gone. What Telegram repairs without a word (nine keys in a row, say) is refused here when
repairing would hide a mistake of ours.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.simulator.refusals import bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_BYTES = 64
BUTTONS_A_MESSAGE = 100
BUTTONS_A_ROW = 8
ENTITY_TYPES = frozenset(
    {
        *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic"),
        *("underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre"),
        *("text_link", "text_mention", "custom_emoji"),
    },
)
_COMMAND = re.compile(
    r"(?<![^\s\u200E\u200F\u2066-\u2069])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![A-Za-z0-9_@])"
)
_BOOLEANS = ("resize_keyboard", "one_time_keyboard", "is_persistent", "selective", "force_reply", "remove_keyboard")


def units(text: str) -> int:
    """Length of a text in UTF-16 code units, the unit of entity offsets.

    Args:
        text: any text.

    Returns:
        The number of code units.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def commands_in(text: str) -> list[dict[str, Any]]:
    """The ``bot_command`` entities that Telegram's server marks in a person's text.

    Args:
        text: the message.

    Returns:
        Entities in order, empty when there is no command.
    """
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": units(found.group())}
        for found in _COMMAND.finditer(text)
    ]


def _boundaries(text: str) -> frozenset[int]:
    """UTF-16 offsets at which a character starts, and the end."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return frozenset(offsets)


def _number(raw: Mapping[str, Any], field: str) -> int:
    """A whole number of an entity."""
    value = raw.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_request(f'can\'t parse MessageEntity: Field "{field}" must be of type Number')
    return value


def _checked_entity(raw: object, end: int, boundaries: frozenset[int]) -> dict[str, Any] | None:
    """One entity, checked; None when it is empty and falls away."""
    if not isinstance(raw, Mapping):
        raise bad_request("can't parse MessageEntity: Expected an Object")
    kind = raw.get("type")
    if kind not in ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, length = _number(raw, "offset"), _number(raw, "length")
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if length == 0:
        return None
    if offset >= end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}",
        )
    if offset not in boundaries:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {offset}")
    if offset + length not in boundaries:
        raise bad_request(f"entity ends in a middle of a UTF-16 symbol at byte offset {offset + length}")
    if kind == "text_link" and not isinstance(raw.get("url"), str):
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
    return {**raw}


def checked_text(
    text: str,
    entities: object,
    *,
    limit: int = TEXT_LIMIT,
) -> tuple[str, list[dict[str, Any]]]:
    """A text as the server stores it: trimmed, its entities checked and moved with it.

    Args:
        text: as sent.
        entities: decoded ``entities`` parameter, None for none.
        limit: most characters after trimming: 4096, or 1024 for a caption.

    Returns:
        The stored text and its entities, commands marked.

    Raises:
        Refusal: too long, or an entity that does not fit (Bot API, «Formatting options»).
    """
    if entities is not None and not isinstance(entities, Sequence):
        raise bad_request("can't parse entities: Expected an Array")
    boundaries = _boundaries(text)
    found = [_checked_entity(raw, max(boundaries), boundaries) for raw in (entities or ())]
    stripped = text.strip()
    if len(stripped) > limit:
        raise bad_request("message is too long" if limit == TEXT_LIMIT else "message caption is too long")
    shift = units(text[: len(text) - len(text.lstrip())])
    end = units(stripped)
    kept: list[dict[str, Any]] = []
    for entity in found:
        if entity is None:
            continue
        start = max(0, entity["offset"] - shift)
        stop = min(end, entity["offset"] + entity["length"] - shift)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    taken = {(entity["offset"], entity["length"]) for entity in kept if entity["type"] == "bot_command"}
    kept.extend(mark for mark in commands_in(stripped) if (mark["offset"], mark["length"]) not in taken)
    return stripped, sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))


def _rows(value: object, field: str) -> list[list[Any]]:
    """Rows of buttons, empty rows dropped as the server does."""
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" must be of type Array')
    rows: list[list[Any]] = []
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f"can't parse {field}: Expected an Array of Arrays")
        if len(row) > BUTTONS_A_ROW:
            raise bad_request("BUTTON_ROW_TOO_LONG")
        if row:
            rows.append(row)
    if sum(map(len, rows)) > BUTTONS_A_MESSAGE:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows


def _inline_button(raw: object) -> dict[str, Any]:
    """One inline button, which must do something."""
    wrong = "can't parse inline keyboard button: "
    if not isinstance(raw, Mapping):
        raise bad_request(wrong + "Expected an Object")
    text = raw.get("text")
    if not isinstance(text, str):
        raise bad_request(wrong + 'Can\'t find field "text"')
    if not text.strip():
        raise bad_request(wrong + "Text must be non-empty")
    data = raw.get("callback_data")
    if isinstance(data, str) and data:
        if len(data.encode()) > CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(raw.get(action) for action in ("url", "copy_text", "web_app", "login_url", "switch_inline_query")):
        raise bad_request(wrong + "Text buttons are unallowed in the inline keyboard")
    return {**raw}


def _reply_button(raw: object) -> dict[str, Any]:
    """One reply key; a bare string is a key too."""
    if isinstance(raw, str):
        raw = {"text": raw}
    if not isinstance(raw, Mapping):
        raise bad_request("can't parse keyboard button: Expected an Object")
    text = raw.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("can't parse keyboard button: Text must be non-empty")
    return {**raw}


def checked_markup(markup: object) -> dict[str, Any] | None:
    """A reply markup as the server accepts it.

    Args:
        markup: decoded ``reply_markup`` parameter, None for none.

    Returns:
        The markup, None when it is empty (the server then ignores it).

    Raises:
        Refusal: not a markup, too many buttons, callback data outside 1-64 bytes (Bot API, InlineKeyboardButton).
    """
    if markup is None:
        return None
    if not isinstance(markup, Mapping):
        raise bad_request("object expected as reply markup")
    for field in _BOOLEANS:
        if field in markup and not isinstance(markup[field], bool):
            raise bad_request(f'field "{field}" must be of type Boolean')
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline_keyboard")
        return {"inline_keyboard": [[_inline_button(raw) for raw in row] for row in rows]} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard")
        return {**markup, "keyboard": [[_reply_button(raw) for raw in row] for row in rows]} if rows else None
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return {**markup}
    return None
