"""Updates that could not be handled: what there is to know of them without their words, and giving them back.

For commands: the bot itself only sets them aside (`SqlInbox.set_aside`) and finds those that were given back as it
finds everything that waits.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from storage.database import Database
from storage.tables import inbox
from storage.troubles import reporting

__all__ = ["SetAside", "count_aside", "replay", "set_aside"]

_PARTS = (
    "text",
    "photo",
    "voice",
    "audio",
    "video",
    "video_note",
    "document",
    "location",
    "contact",
    "sticker",
    "animation",
    "poll",
)
"""Fields of a message that say what it holds (Bot API, Message); their names are told, never what stands in them."""
_KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True, slots=True)
class SetAside:
    """An update that could not be handled.

    Args:
        id: of its row, for `replay`.
        kind: what it is, as "message.text"; "?" for what is no update that the bot asks for.
        received_at: UTC milliseconds.
        reason: the type of what went wrong.
    """

    id: int
    kind: str
    received_at: int
    reason: str


def count_aside(database: Database) -> int:
    """How many there are.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    with database.reading() as connection, reporting():
        return connection.scalar(select(func.count()).where(inbox.c.set_aside.is_not(None))) or 0


def set_aside(database: Database, limit: int) -> Sequence[SetAside]:
    """The newest of them.

    Args:
        database: where they are.
        limit: how many at most.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    found = (
        select(inbox.c.id, inbox.c.payload, inbox.c.received_at, inbox.c.set_aside)
        .where(inbox.c.set_aside.is_not(None))
        .order_by(inbox.c.id.desc())
        .limit(limit)
    )
    with database.reading() as connection, reporting():
        rows = connection.execute(found).all()
    return [SetAside(row.id, _kind(row.payload or ""), row.received_at, row.set_aside) for row in rows]


def replay(database: Database, row: int | None) -> int:
    """Let the bot try again, as if they had just come.

    Args:
        database: where they are.
        row: which one; None for all.

    Returns:
        How many were given back.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    again = update(inbox).where(inbox.c.set_aside.is_not(None), inbox.c.payload.is_not(None))
    if row is not None:
        again = again.where(inbox.c.id == row)
    with database.writing() as connection, reporting():
        count = connection.execute(again.values(done_at=None, set_aside=None)).rowcount
        connection.commit()
    return count


def _kind(payload: str) -> str:
    try:
        given = json.loads(payload)
    except (ValueError, RecursionError):
        return "?"
    kind = next((name for name in _KINDS if isinstance(given, dict) and name in given), "?")
    body = given[kind] if kind != "?" else None
    part = next((name for name in _PARTS if isinstance(body, dict) and name in body), "")
    return f"{kind}.{part}" if part else kind
