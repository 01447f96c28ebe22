"""A phone that sends everything twice: the same words again, before anything came back, are the same message.

A keyboard tapped twice, a phone that never heard that its message had arrived, an update that the channel delivers
under another number: none of them may answer twice, tick and untick, go back two questions. Who says the same on
purpose has seen the bot's reply first, or waits a moment.
"""

from __future__ import annotations

import hashlib

from dialogues.messages import Blob, Inbound, Place, Tap, Words
from dialogues.ports import CUT, Heard
from dialogues.service.desk import Desk

SECONDS = 3
"""Between a message and its double, by the channel's own clock, which counts in whole seconds."""

SECONDS_OF_AN_EDIT = 1
"""The same, where the reply was no message of its own but an edit of one (what is ticked): it may have been seen."""

LONG = 3_750
"""Characters of a message that its client may have cut: Telegram takes 4,096, clients look 300 back for a space."""


def doubled(desk: Desk) -> bool:
    """Whether a message is the one before it, come twice; if not, it is kept to know its own double.

    Only what people say who are known: strangers leave no trace.
    """
    inbound = desk.inbound
    now = None if desk.account is None else _heard(inbound)
    if now is None:
        return False
    before = desk.uow.hearing.last(inbound.chat)
    if before is not None and before.says_as(now):
        tap = isinstance(inbound.content, Tap)  # it bears the id of the message that it stands on
        same = before.message == now.message and not tap
        seen = not tap and before.answered is not None and before.message < before.answered < now.message
        edited = before.answered is not None and before.answered < before.message
        limit = SECONDS_OF_AN_EDIT if edited else SECONDS
        if same or (not seen and 0 <= now.sent_at - before.sent_at <= limit * 1000):
            return True
    desk.plan.writes.append(lambda uow: uow.hearing.put(now))
    return False


def repeated(desk: Desk) -> bool:
    """Whether a message says what the one before it said, however long ago."""
    before, now = desk.uow.hearing.last(desk.inbound.chat), _heard(desk.inbound)
    return before is not None and now is not None and before.says_as(now)


def _heard(inbound: Inbound) -> Heard | None:
    """What is kept of a message to know it again; None for what is never the same twice."""
    after = ""
    match inbound.content:
        case Words(text):
            said = f"{inbound.reply_to}:{text}"
            after = CUT if len(text) >= LONG else ""
        case Tap(action):
            said = f"tap:{action}"
        case Blob(kind, file_id, _, _, size, caption):
            said = f"{kind}:{size or file_id}:{caption}"  # sent again it has another name, and the same bytes
        case Place(latitude, longitude):
            said = f"place:{latitude}:{longitude}"
        case _:
            return None
    return Heard(inbound.chat, inbound.message, hashlib.sha256(said.encode()).hexdigest() + after, inbound.sent_at)
