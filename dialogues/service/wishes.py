"""What people want in their own words: done as the command or the key does it, or offered as a button.

What an agent says while a person waits on the line is never answered by a lecture: the question comes again, with a
word or two above it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from dialogues.fieldwork.people import Role
from dialogues.forms.definition import Repeat
from dialogues.forms.languages import language_tag, native_name
from dialogues.forms.ref import path_of
from dialogues.interview import effects as f
from dialogues.interview.interview import Interview
from dialogues.interview.outline import stops
from dialogues.locales.when import local
from dialogues.messages import Button, Phrase
from dialogues.ports import Entity, Intent, IntentReading, InterviewRecord
from dialogues.service import calling, commands
from dialogues.service.appointments import moment_of, question_of, tag_of
from dialogues.service.desk import Desk
from dialogues.service.opened import open_rows
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
    Intent.CASES: ("menu.other", "do:reprendre"),
    Intent.EXPORT: ("menu.export", "do:export"),
    Intent.SESSION: ("menu.session", "do:seance"),
    Intent.INCIDENT: ("menu.incident", "do:signaler"),
}
"""Its words, and what it brings back."""

_NEVER_AT_ONCE = frozenset({Intent.FINISH, Intent.START, Intent.SESSION, Intent.EXPORT, Intent.CASES})
"""Offered in an interview, however sure: one cannot be undone, the others leave the question that waits."""

_OUTSIDE = frozenset({Intent.START, Intent.RESUME, Intent.LANGUAGE, Intent.HELP, Intent.INCIDENT})
"""What has a button outside of an interview."""

_OF_LEADERS = frozenset({Intent.EXPORT})
"""What only those who lead are offered."""


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
        case Intent.GREET | Intent.THANK | Intent.GOODBYE:
            work.effects.append(f.Ask((Phrase(f"understood.{wish.intent.value}"),)))
        case Intent.EXPLAIN | Intent.PROGRESS:
            about = _explanation if wish.intent is Intent.EXPLAIN else _progress
            work.effects.append(f.Ask((about(work.interview),)))
        case Intent.CALL_BACK | Intent.ATTEMPT:
            _call_back(desk, work, wish)
        case Intent.INCIDENT if wish.sure:
            work.effects.append(f.Ask((Phrase("understood.incident"),)))
        case Intent.GO_BACK | Intent.CORRECT if number := question_of(wish.entities):
            _to_question(desk, record, number, sure=wish.sure)
        case Intent.LANGUAGE if rows := _language_rows(desk, wish.entities):
            desk.say(Phrase("understood.which_language"), rows=rows, about=record)
        case _ if wish.sure and wish.intent not in _NEVER_AT_ONCE:
            commands.button(desk, _BUTTONS[wish.intent][1])
        case _:
            _offer(desk, (wish.intent, wish.second), "understood.meant", record)


def outside(desk: Desk, text: str, reading: IntentReading | None) -> None:
    """Do, or offer, what somebody wants who is in no interview; say what is open where that is not known.

    Args:
        desk: of the message, with a unit of work to read from.
        text: the words.
        reading: what was read, None for nothing.
    """
    intent = None if reading is None or reading.confidence < MAYBE else reading.intent
    sure = reading is not None and reading.confidence >= SURE
    leads, assistant = desk.leads, desk.membership is not None and desk.membership.role is Role.ASSISTANT
    match intent:
        case Intent.GREET if sure:
            commands.command(desk, "start", "")
        case Intent.THANK | Intent.GOODBYE if sure:
            desk.say(Phrase(f"understood.{intent.value}"), menu=True)
        case Intent.PROGRESS | Intent.CASES if sure and leads:
            commands.command(desk, "suivi", "")
        case Intent.PROGRESS | Intent.CASES if sure and desk.opened:
            open_now = Phrase(desk.told("understood.open_now"), {"n": len(desk.opened)})
            desk.say(open_now, rows=open_rows(desk, desk.opened))
        case Intent.CALL_BACK | Intent.ATTEMPT if desk.opened:
            desk.say(Phrase("understood.open_first"), rows=open_rows(desk, desk.opened))
        case Intent.START if sure and assistant:
            commands.command(desk, "seance", "")
        case Intent.SESSION if sure and reading is not None:
            told = any(one.kind == "count" for one in reading.entities)
            commands.command(desk, "seance", text if told else "")
        case Intent.EXPORT if sure:
            commands.command(desk, "export", "")  # says so to those who may not
        case Intent.LANGUAGE if reading is not None and (rows := _language_rows(desk, reading.entities)):
            desk.say(Phrase("understood.which_language"), rows=rows)
        case _ if sure and intent in _OUTSIDE:
            commands.button(desk, _BUTTONS[intent][1])
        case (
            Intent.SESSION
            | Intent.EXPORT
            | Intent.START
            | Intent.RESUME
            | Intent.LANGUAGE
            | Intent.HELP
            | (Intent.INCIDENT)
        ):
            second = None if reading is None else reading.second
            _offer(desk, (intent, second if second in _OUTSIDE else None), "understood.meant_outside", None)
        case _:
            desk.say(*desk.not_taken(), menu=True)


def _offer(desk: Desk, intents: tuple[Intent, Intent | None], key: str, about: InterviewRecord | None) -> None:
    """«Vous vouliez dire « Pause » ?» with the button: a lost tap costs nothing, and the keys of the question stay.

    What it may be instead has its button under it.
    """
    assistant = desk.membership is not None and desk.membership.role is Role.ASSISTANT
    sessions = {Intent.START: Intent.SESSION} if assistant else {}
    wanted = [sessions.get(one, one) for one in intents if one is not None and one in _BUTTONS]
    shown = dict.fromkeys(one for one in wanted if desk.leads or one not in _OF_LEADERS)
    if not shown:
        desk.say(Phrase("service.no_access"), about=about)
        return
    rows = [[Button(Phrase(words), action)] for words, action in (_BUTTONS[one] for one in shown)]
    desk.say(Phrase(key, {"what": Phrase(_BUTTONS[next(iter(shown))][0])}), rows=rows, about=about)


def _call_back(desk: Desk, work: Work, wish: Wish) -> None:
    """When to call back, as after a cut line; who was not reached may also be given up. A tap does it."""
    moment = moment_of(wish.entities, _now(desk, work.interview), desk.tools.locales)
    rows = calling.call_back_rows(work.record, moment)
    if wish.intent is Intent.ATTEMPT:
        rows.append([Button(Phrase("menu.abandon"), "do:abandonner")])
    words = "understood.not_reached" if wish.intent is Intent.ATTEMPT else "call.call_back_when"
    desk.say(Phrase(words), rows=rows, about=work.record)


def _to_question(desk: Desk, record: InterviewRecord, number: str, *, sure: bool) -> None:
    """«Reviens à la question 4»: goes there, or offers to; nothing is changed by it."""
    if sure:
        commands.command(desk, "corriger", number)
    else:
        said = Phrase("understood.question", {"number": number})
        rows = [[Button(said, f"fix:{record.id}:{number}")]]
        desk.say(Phrase("understood.meant", {"what": said}), rows=rows, about=record)


def _language_rows(desk: Desk, entities: Sequence[Entity]) -> list[list[Button]]:
    """Buttons for a language that was named: the guide's, and the bot's own; none where neither has it."""
    tag = tag_of(entities)
    active = desk.active()
    guide = () if active is None else desk.work(active).interview.form.languages
    rows = [
        [Button(native_name(each), f"guide_language:{at}")]
        for at, each in enumerate(guide)
        if tag and len(guide) > 1 and language_tag(each).partition("-")[0] == tag
    ]
    if tag in desk.tools.locales.languages:
        rows.append([Button(Phrase("understood.bot_speaks", {"name": desk.tools.locales.name(tag)}), f"speak:{tag}")])
    return rows


def _now(desk: Desk, interview: Interview) -> dt.datetime:
    return local(desk.now, ZoneInfo(interview.started.time_zone))


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
