"""An update as it is taken in, before anybody looks into it: its key, its chat, and in which language to apologise.

Whatever comes has to fit into the inbox, for Telegram repeats what is not taken: what is no update at all is kept as
it came, belongs to nobody's chat, and is set aside by the worker that cannot read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogues.ports import RawUpdate

__all__ = ["Taken", "raw_update", "taken", "taken_body"]

_CHATS = range(-(2**63), 2**63)
"""What a column for Telegram's ids holds."""
_MARK = 64
"""Signs that a date or a tap's id may have within a key."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An update on its way to the inbox.

    Args:
        row: as the inbox keeps it.
        number: `update_id`, -1 where there is none.
        language: of the sender's application, "" when it cannot be seen.
    """

    row: RawUpdate
    number: int
    language: str


def taken(update: Mapping[str, Any], received_at: int) -> Taken:
    """What is to be known of an update before it is stored.

    Args:
        update: as decoded from JSON.
        received_at: UTC milliseconds.
    """
    return Taken(raw_update(update, received_at), _whole(update.get("update_id"), -1), _language(update))


def taken_body(body: bytes, received_at: int) -> Taken:
    """What came as the body of a request, whether it is an update or not.

    Args:
        body: as it came.
        received_at: UTC milliseconds.
    """
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        update = None
    if isinstance(update, dict):
        return taken(update, received_at)
    kept = json.dumps(body.decode("utf-8", "backslashreplace"))
    return Taken(RawUpdate(hashlib.sha256(body).hexdigest(), 0, kept, received_at), -1, "")


def raw_update(update: Mapping[str, Any], received_at: int) -> RawUpdate:
    """An update as the inbox keeps it.

    Its key is the update id with the message's date or the tap's id, for update ids begin anew at random after an
    idle week (Bot API, Update).

    Args:
        update: as decoded from JSON.
        received_at: UTC milliseconds.
    """
    payload = json.dumps(update, separators=(",", ":"))
    number = update.get("update_id")
    body = next((value for name, value in update.items() if name != "update_id" and isinstance(value, dict)), {})
    tapped = "data" in body
    chat = _whole(_inner(_inner(body, "message") if tapped else body, "chat").get("id"), 0)
    mark = str(body.get("id") if tapped else body.get("edit_date") or body.get("date"))
    if isinstance(number, int) and len(mark) <= _MARK and mark.isprintable():
        key = f"{number}:{mark}"
    else:
        key = hashlib.sha256(payload.encode()).hexdigest()
    return RawUpdate(key, chat, payload, received_at)


def _inner(outer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within another; empty when there is none, whatever stands there."""
    found = outer.get(name)
    return found if isinstance(found, dict) else {}


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) and value in _CHATS else default


def _language(update: Mapping[str, Any]) -> str:
    for value in update.values():
        if isinstance(value, dict) and isinstance(value.get("from"), dict):
            return str(value["from"].get("language_code", ""))
    return ""
