"""What people want in their own words: done as the command or the key does it, or offered as a button.

What an agent says while a person waits on the line is never answered by a lecture: the question comes again, with a
word or two above it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogues.fieldwork.people import Role
from dialogues.forms.definition import Repeat
from dialogues.forms.ref import path_of
from dialogues.interview import effects as f
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.messages import Button, Phrase
from dialogues.ports import Intent, IntentReading, InterviewRecord
from dialogues.service import commands, interviewing
from dialogues.service.desk import Desk
from dialogues.service.plan import Work
from dialogues.service.understanding import MAYBE, SURE, Wish

_BUTTONS: Mapping[Intent, tuple[str, str]] = {
    Intent.GO_BACK: ("keys.back", "back:"),
    Intent.CORRECT: ("menu.correct", "do:corriger"),
    Intent.PAUSE: ("menu.pause", "do:pause"),
    Intent.CANCEL: ("menu.abandon", "do:abandonner"),
    Intent.FINISH: ("keys.send", "send:"),
    Intent.LANGUAGE: ("menu.language", "do:langue"),
    Intent.START: ("menu.new", "do:nouveau"),
    Intent.RESUME: ("menu.resume", "do:reprendre"),
    Intent.HELP: ("menu.help", "do:aide"),
}
"""Its words, and what it brings back."""

_NEVER_AT_ONCE = frozenset({Intent.FINISH, Intent.START})
"""Offered in an interview, however sure: one cannot be undone, the other leaves the question that waits."""

_OUTSIDE = frozenset({Intent.START, Intent.RESUME, Intent.LANGUAGE, Intent.HELP})
"""What has a button outside of an interview."""


def within(desk: Desk, work: Work, wish: Wish) -> None:
    """Do, or offer, what somebody wants in an interview.

    Args:
        desk: of the message, with a unit of work to read from.
        work: on that interview.
        wish: what.
    """
    record = work.record
    active = desk.active()
    if active is None or active.id != record.id:
        work.effects.append(f.Ask(refused=Phrase("questions.unread")))
        return
    match wish.intent:
        case Intent.AFFIRM | Intent.DENY:
            work.effects.append(f.Ask(refused=Phrase("interview.yes_or_no")))
        case Intent.REPEAT | Intent.RESUME:
            work.effects.append(f.Ask())
        case Intent.GREET | Intent.THANK:
            work.effects.append(f.Ask((Phrase(f"understood.{wish.intent.value}"),)))
        case Intent.EXPLAIN:
            work.effects.append(f.Ask((_explanation(work.interview),)))
        case Intent.PROGRESS:
            work.effects.append(f.Ask((_progress(work.interview),)))
        case _ if wish.sure and wish.intent not in _NEVER_AT_ONCE:
            commands.button(desk, _BUTTONS[wish.intent][1])
        case _:
            _offer(desk, wish.intent, "understood.meant", record)


def outside(desk: Desk, reading: IntentReading | None) -> None:
    """Do, or offer, what somebody wants who is in no interview; say what is open where that is not known.

    Args:
        desk: of the message, with a unit of work to read from.
        reading: what was read, None for nothing.
    """
    intent = None if reading is None or reading.confidence < MAYBE else reading.intent
    sure = reading is not None and reading.confidence >= SURE
    leads, assistant = desk.leads, desk.membership is not None and desk.membership.role is Role.ASSISTANT
    match intent:
        case Intent.GREET if sure:
            commands.command(desk, "start", "")
        case Intent.THANK if sure:
            desk.say(Phrase("understood.thank"), menu=True)
        case Intent.PROGRESS if sure and leads:
            commands.command(desk, "suivi", "")
        case Intent.PROGRESS if sure and desk.opened:
            open_now = Phrase(desk.told("understood.open_now"), {"n": len(desk.opened)})
            desk.say(open_now, rows=interviewing.open_rows(desk, desk.opened))
        case Intent.START if sure and assistant:
            commands.command(desk, "seance", "")
        case _ if intent in _OUTSIDE and intent is not None:
            if sure:
                commands.button(desk, _BUTTONS[intent][1])
            else:
                _offer(desk, intent, "understood.meant_outside", None, session=assistant)
        case _:
            desk.say(*desk.not_taken(), menu=True)


def _offer(desk: Desk, intent: Intent, key: str, about: InterviewRecord | None, *, session: bool = False) -> None:
    """«Vous vouliez dire « Pause » ?» with the button: a lost tap costs nothing, and the keys of the question stay."""
    words, action = _BUTTONS[intent]
    if intent is Intent.START and session:
        words, action = "menu.session", "do:seance"
    desk.say(Phrase(key, {"what": Phrase(words)}), rows=[[Button(Phrase(words), action)]], about=about)


def _progress(interview: Interview) -> Phrase:
    """How many questions have something recorded."""
    asked = [s for s in stops(interview.form, interview.instance) if not isinstance(s.control, Repeat)]
    return Phrase("service.answered", {"n": sum(s.ref in interview.answers for s in asked), "of": len(asked)})


def _explanation(interview: Interview) -> Phrase:
    """Whether the guide says more about the question: its hint and what is for the agent stand under it."""
    here = interview.current
    node = None if here is None else interview.instance.node(here)
    question = None if here is None else interview.form.questions.get(path_of(here))
    if node is None or question is None or interview.pending is not None:
        return Phrase("understood.no_explanation")
    more = (question.hint, question.guidance_hint)
    told = any(text is not None and interview.instance.words(text, node)[1] for text in more)
    return Phrase("understood.explained" if told else "understood.no_explanation")
