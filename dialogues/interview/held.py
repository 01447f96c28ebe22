"""«L'entretien a eu lieu quand ?»: asked before sending, where the answers came all at once (FIELD, «The day», 5).

Telegram tells when it got a message, not when it was typed; answers that were copied from paper, or that waited for
network, would otherwise pass for an interview held the moment they came. A late entry is marked, never refused.
"""

from __future__ import annotations

from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.turn import Turn
from dialogues.locales.loader import date_phrase
from dialogues.messages import Key, Phrase
from dialogues.questions import QUESTION_TYPES, ParseContext, Unread
from dialogues.questions.text import clean

HELD = "held"
"""Why an interview waits, and what its prompt is about, while it is asked when it was held."""

NIGHT_ENDS = 4
"""Hour before which «hier» is offered first: who writes then speaks of the day before."""


def wanted(turn: Turn) -> bool:
    """Whether it must be asked when the interview was held."""
    return turn.interview.bulk and turn.interview.held_on is None


def keys(hour: int) -> tuple[Key, ...]:
    """The keys offered at an hour, 0 to 23."""
    days = (Key.YESTERDAY, Key.TODAY) if hour < NIGHT_ENDS else (Key.TODAY, Key.YESTERDAY)
    return (*days, Key.DONT_KNOW)


def in_bulk(turn: Turn) -> None:
    """Note, once, that answers came all at once."""
    if not turn.interview.bulk:
        turn.record(e.AnswersInBulk(turn.now))


def take(turn: Turn, given: i.Input) -> bool:
    """Take the answer to it.

    Returns:
        False for what is about something else: that goes its ordinary way, and it is asked again before sending.
    """
    pending = turn.interview.pending
    if pending is None or pending.why != HELD:
        return False
    match given:
        case i.Reply(text=text, ref=None):
            _day(turn, text)
        case i.NoAnswer(kind=kind, ref=None) if kind is not i.NonResponse.SKIPPED:
            turn.record(e.HeldOn(turn.now, ""))
        case i.Confirmed(ref=None) | i.NoAnswer(ref=None):
            turn.ask()
        case _:
            return False
    return True


def _day(turn: Turn, text: str) -> None:
    now = turn.instance.now()
    read = QUESTION_TYPES["date"].parse(clean(text), ParseContext(now, ""))
    if isinstance(read, Unread):
        turn.ask(refused=read.phrase)
    elif read.value > now.date().isoformat():
        turn.ask(refused=Phrase("interview.held_later", {"day": date_phrase(now.date())}))
    else:
        turn.record(e.HeldOn(turn.now, read.value))
