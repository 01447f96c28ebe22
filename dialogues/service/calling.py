"""Calls: the guide is sent as text first, then whatever begins with a number is an answer (FIELD, «The day»)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from dialogues.forms.ref import Ref, path_of
from dialogues.interview import inputs as i
from dialogues.interview.addressing import Line, line, resolve
from dialogues.interview.calling import DAY_MINUTES
from dialogues.interview.interview import Interview
from dialogues.interview.status import InterviewStatus
from dialogues.locales.loader import date_time_phrase
from dialogues.messages import Button, Key, Phrase, Say
from dialogues.ports import InterviewRecord
from dialogues.questions import QUESTION_TYPES
from dialogues.questions.numbers import ascii_digits
from dialogues.service.bursts import LATE_MS
from dialogues.service.desk import Desk, number_of
from dialogues.service.presenting import CALL_SHEET

_NON_RESPONSE = {
    Key.DONT_KNOW: i.NonResponse.DONT_KNOW,
    Key.REFUSED: i.NonResponse.REFUSED,
    Key.SKIP: i.NonResponse.SKIPPED,
}
_CALL_BACK = (("call.in_5", 5), ("call.in_30", 30), ("call.tomorrow", DAY_MINUTES))
"""When to call back: words and minutes."""

_MINUTE = 60_000
_FARTHEST_CALL = 90 * DAY_MINUTES


def held(desk: Desk, record: InterviewRecord) -> bool:
    """Whether a call is being held in an interview."""
    return desk.work(record).interview.call is not None


def call(desk: Desk, _rest: str) -> None:
    """«📞 J'appelle maintenant»: nothing is asked from now on; the rest of the guide comes as text."""
    active = desk.active()
    if active is None:
        desk.say(desk.nothing_here(), menu=True)
        return
    if active.correcting is not None:
        desk.say(Phrase("correcting.no_call"))
        return
    going_on = desk.work(active).interview.call
    desk.step(active, i.Call())
    if going_on is None or not going_on.cut:
        desk.plan.says.append((desk.inbound.chat, Say(CALL_SHEET), active.id))


def key(desk: Desk, active: InterviewRecord, pressed: Key) -> bool:
    """«J'ai raccroché» and «📵 Coupé»; outside of a call only the keys themselves, come twice, are known."""
    if pressed is Key.HUNG_UP:
        desk.step(active, i.HangUp())
        return True
    if not held(desk, active):
        return False
    desk.step(active, i.CutOff())
    desk.say(Phrase("call.call_back_when"), rows=call_back_rows(active), about=active)
    return True


def call_back_rows(record: InterviewRecord, moment: dt.datetime | None = None) -> list[list[Button]]:
    """Buttons for when to call back.

    Args:
        record: whom.
        moment: one that was told, offered first.
    """
    rows = [[Button(Phrase(words), f"callback:{record.id}:{minutes}") for words, minutes in _CALL_BACK]]
    if moment is not None:
        rows.insert(0, [Button(date_time_phrase(moment), f"callat:{record.id}:{int(moment.timestamp()) // 60}")])
    return rows


def call_at(desk: Desk, rest: str) -> None:
    """A moment to call back that was told: the button names the interview and the minute, since 1970."""
    interview, _, minute = rest.partition(":")
    record = next((one for one in desk.opened if one.id == number_of(interview)), None)
    minutes = number_of(minute) - desk.now // _MINUTE
    if record is None or not 0 < minutes <= _FARTHEST_CALL:
        desk.say(Phrase("service.button_gone"))
    else:
        desk.step(record, i.CallBack(minutes))


def call_back(desk: Desk, rest: str) -> None:
    """When to call back: the button names the interview and the minutes."""
    interview, _, minutes = rest.partition(":")
    record = next((one for one in desk.opened if one.id == number_of(interview)), None)
    if record is None or number_of(minutes) not in {each for _, each in _CALL_BACK}:
        desk.say(Phrase("service.button_gone"))
    else:
        desk.step(record, i.CallBack(number_of(minutes)))


def words(desk: Desk, active: InterviewRecord, text: str) -> bool:
    """Words during a call: each line that begins with a number answers that question, others go on with it.

    Returns:
        False for what is about another interview.
    """
    if active.status is not InterviewStatus.ACTIVE:
        return False
    interview = desk.work(active).interview
    parts = _parted(interview, text)
    if any(found.letter not in ("", active.letter) for found, _ in parts):
        return False
    if not parts:
        if interview.pending is not None and desk.yes_no(text) is not None:
            return False
        desk.step(active, i.Reply(text))
        return True
    call = interview.call
    if call is not None and desk.inbound.sent_at - call.at > LATE_MS:
        in_bulk(desk, active)
    unknown: list[str] = []
    for found, said in parts:
        ref = _place(interview, found.number)
        if ref is None:
            unknown.append(found.number)
        else:
            desk.step(active, _given(desk, interview, ref, said))
    for number in dict.fromkeys(unknown):
        many = _repeated(interview, number)
        desk.say(Phrase("call.which_instance" if many else "call.no_such_question", {"number": number}), about=active)
    return True


def in_bulk(desk: Desk, record: InterviewRecord) -> None:
    """Answers came all at once: when an interview was held is asked, unless its guide asks that itself."""
    family = desk.tools.shelf.form(desk.uow, record.version).settings.get("famille", "entretien")
    if family == "entretien":
        desk.step(record, i.InBulk())


def by_number(interview: Interview, text: str) -> Sequence[tuple[Ref, str]]:
    """What a message of a call answers: (ref, words) in order; empty when it names no question."""
    placed = [(_place(interview, found.number), said) for found, said in _parted(interview, text)]
    return [(ref, said) for ref, said in placed if ref is not None]


def captioned(interview: Interview, caption: str) -> Ref | None:
    """The question that a file is sent for during a call: its caption is that question's number, «12» or «12)»."""
    number = ascii_digits(caption.strip().removesuffix(")").rstrip())
    return _place(interview, number) if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,4})*", number) else None


def _given(desk: Desk, interview: Interview, ref: Ref, said: str) -> i.Input:
    kind = _NON_RESPONSE.get(pressed) if (pressed := desk.key_of(said)) is not None else None
    question = interview.form.questions.get(path_of(ref))
    if question is None:
        return i.Confirmed(desk.yes_no(said) is True, ref)
    return i.Reply(said, ref, addressed=True) if kind is None else i.NoAnswer(kind, ref)


def _parted(interview: Interview, text: str) -> Sequence[tuple[Line, str]]:
    """The addressed lines of a message with their words; lines that name no question go on with the one above.

    After «24) …», an open answer, a line such as «3 femmes» goes on with it: whoever sets numbers apart does so
    throughout.
    """
    told: list[tuple[Line, str]] = []
    for part in text.splitlines():
        found = line(part)
        above = told[-1] if told else None
        goes_on = found is None or (
            above is not None
            and not found.letter
            and (
                (above[0].sure and not found.sure and _is_open(interview, above[0].number))
                or _place(interview, found.number) is None
            )
        )
        if not goes_on and found is not None:
            told.append((found, found.words))
        elif above is not None and part.strip():
            told[-1] = (above[0], f"{above[1]}\n{part.strip()}")
        elif part.strip():
            return ()
    return told


def _is_open(interview: Interview, number: str) -> bool:
    """Whether the question at a number is told rather than chosen."""
    ref = _place(interview, number)
    question = None if ref is None else interview.form.questions.get(path_of(ref))
    return question is not None and QUESTION_TYPES[question.type].is_open(question.appearance)


def _place(interview: Interview, number: str) -> Ref | None:
    """The question at a number, also in an instance that is not there yet."""
    found = resolve(interview, number)
    first, *rest = number.split(".")
    path = interview.form.numbers.get(int(first))
    if found is not None or path is None:
        question = path is not None and path in interview.form.questions
        if not question or found is None or path_of(found) == path:
            return found
    repeats = [each for each in interview.form.repeats if path is not None and path.startswith(f"{each}/")]
    if len(repeats) != 1 or path is None or len(rest) > 1 or (not rest and interview.instance.nodes_at(repeats[0])):
        return None
    position = int(rest[0]) if rest else 1
    return Ref(f"{repeats[0]}[{position}]{path.removeprefix(repeats[0])}") if position else None


def _repeated(interview: Interview, number: str) -> bool:
    path = interview.form.numbers.get(int(number)) if number.isdigit() else None
    return path is not None and any(path.startswith(f"{each}/") for each in interview.form.repeats)
