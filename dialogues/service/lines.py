"""Several records in one message, one a line: each becomes its own interview, said back on a card of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from dialogues.forms.definition import LINE
from dialogues.forms.ref import path_of
from dialogues.interview import inputs as i
from dialogues.interview.addressing import reads
from dialogues.interview.filling import YES, marked, said_back
from dialogues.interview.lines import MOST_LINES, Reader, Told
from dialogues.interview.told import ToldSession
from dialogues.messages import Button, Option, Phrase, Say, Widget
from dialogues.ports import GuideVersion, InterviewRecord, UnitOfWork
from dialogues.questions import QUESTION_TYPES
from dialogues.service.desk import Desk, number_of
from dialogues.service.plan import Work
from dialogues.service.presenting import CARD

_FIGURE = re.compile(r"\d ?[^\W\d_]")
"""What every line with a figure has: most messages are told apart by this alone."""


def taken(desk: Desk, text: str) -> bool:
    """Take a message in as records, where it can be nothing else.

    That is where nothing is going on, where an interview of such a guide has just begun, and where one is kept already
    and waits for what completes it.

    Returns:
        False for a message that is something else.
    """
    if not _likely(desk, text):
        return False
    active = desk.active()
    version = _version(desk)
    free = active is None or _untouched(desk, active)
    if version is None or not (free or (active is not None and _kept(desk, active))):
        return False
    if not free and not _FIGURE.search(text):
        return False  # «Radio du Delta» answers what is asked
    told = _read(desk, version, text)
    if not any(each.is_record for each in told):
        return False
    if not free and active is not None and _may_answer(desk, active, text, told):
        return False
    _begin(desk, version, told)
    return True


def _likely(desk: Desk, text: str) -> bool:
    """Whether a message may tell of a session: before anything of its guide is looked at."""
    if _FIGURE.search(text):
        return True
    today = dt.datetime.fromtimestamp(desk.now / 1000, dt.UTC).date()  # whether, not when: any zone will do
    return any(desk.tools.sessions.read(line, today) is not None for line in (*text.splitlines()[:MOST_LINES], text))


def begin(desk: Desk, text: str) -> bool:
    """«/seance causerie Kati 12F 8H»: what cannot be read is said.

    Returns:
        False where no guide of the project takes lines.
    """
    version = _version(desk)
    if version is not None:
        _begin(desk, version, _read(desk, version, text))
    return version is not None


def right(desk: Desk, rest: str) -> None:
    """«C'est juste» on a card; the record rests, and the chat stays where it is."""
    record = next((one for one in desk.opened if one.id == number_of(rest)), None)
    if record is None:
        desk.say(Phrase("service.button_gone"))
        return
    work = desk.step(record, i.Right())
    active = desk.active()
    if active is None or active.id != record.id:
        work.quiet = True
        chat = desk.inbound.chat
        desk.plan.writes.append(lambda uow: _said_back(uow, chat, work))


def to_correct(desk: Desk, record: InterviewRecord, given: i.ChoiceTaken) -> bool:
    """«✏️ Corriger» under what was understood of a sentence: shows the list of answers.

    Returns:
        False for any other key.
    """
    from dialogues.service import commands  # noqa: PLC0415 - it hands messages on to this module

    interview = desk.work(record).interview
    if not interview.told or said_back(interview) != given.ref or given.name == YES:
        return False
    commands.correction_list(desk, record)
    return True


def _version(desk: Desk) -> GuideVersion | None:
    """The version in use of the guide whose records may be told in a line."""
    project = desk.member()[2]
    for guide in desk.uow.guides.all(project.id):
        versions = () if guide.archived else desk.uow.guides.versions(project.id, guide.id)
        if versions and marked(desk.tools.shelf.form(desk.uow, versions[-1].id), LINE):
            return versions[-1]
    return None


def _untouched(desk: Desk, active: InterviewRecord) -> bool:
    """Whether nobody has answered anything in the active interview, and its guide may be told in a line."""
    interview = desk.work(active).interview
    return not interview.answers and interview.call is None and bool(marked(interview.form, LINE))


def _kept(desk: Desk, active: InterviewRecord) -> bool:
    """Whether the active interview is such a record and counts already."""
    interview = desk.work(active).interview
    return interview.kept_at is not None and interview.call is None and bool(marked(interview.form, LINE))


def _may_answer(desk: Desk, active: InterviewRecord, text: str, told: Sequence[Told]) -> bool:
    """Whether words may be meant for the question that waits.

    Where that is an open one, only lines without a word left over are records for certain.
    """
    interview = desk.work(active).interview
    question = None if interview.current is None else interview.form.questions.get(path_of(interview.current))
    if question is not None and QUESTION_TYPES[question.type].is_open(question.appearance):
        return any(each.unread or not each.whole for each in told)
    return reads(interview, interview.current, text)


def _read(desk: Desk, version: GuideVersion, text: str) -> Sequence[Told]:
    from dialogues.service import interviewing  # noqa: PLC0415 - it hands messages on to this module

    work = interviewing.begun(desk, version, trial=False)

    def label(words: str, options: Sequence[Option]) -> str | None:
        read = desk.tools.interpreter.interpret(words, Widget.ONE_OF, "select_one", options, desk.tag)
        return read.value if read is not None and read.certain else None

    today = work.interview.instance.now().date()

    def session(words: str) -> ToldSession | None:
        return desk.tools.sessions.read(words, today, wanted=True)

    return Reader(work.interview, desk.tools.locales, label, session).lines(text)


def _begin(desk: Desk, version: GuideVersion, told: Sequence[Told]) -> None:
    from dialogues.service import interviewing  # noqa: PLC0415 - it hands messages on to this module

    records = [each for each in told if each.is_record][:MOST_LINES]
    unread = [place for place, each in enumerate(told, 1) if each not in records]
    active = desk.active()
    if len(records) == 1 and not unread:
        if active is not None and _untouched(desk, active):
            desk.step(active, _input(records[0]))
        else:
            interviewing.begin(desk, version, trial=False, told=_input(records[0]))
        return
    if active is not None and _untouched(desk, active):
        desk.step(active, i.Abandon(), i.Confirmed(True)).quiet = True
    elif active is not None:
        interviewing.suspend_active(desk)
    works: list[Work] = []
    for each in records:
        work = interviewing.begun(desk, version, trial=False)
        if not work.record.letter:
            desk.say(Phrase("service.too_many_open"))
            break
        work.quiet = True
        desk.plan.works.append(work)
        desk.plan.inputs += [(work, _input(each)), (work, i.Pause())]
        works.append(work)
    desk.enter(None)
    chat = desk.inbound.chat

    def cards(uow: UnitOfWork) -> None:
        for work in works:
            _card(uow, chat, work)

    desk.plan.writes.append(cards)
    lines = [Phrase("session.line_unread", {"number": number}) for number in unread]
    if works:
        lines.append(Phrase("session.several", {"n": len(works)}))
    desk.say(*lines, menu=True)


def _input(told: Told) -> i.ToldAtOnce:
    return i.ToldAtOnce(told.values, told.text, told.doubts, told.vague, told.differs, told.unread)


def _said_back(uow: UnitOfWork, chat: int, work: Work) -> None:
    """Owe the card again where the guide says something else back, else that all is noted."""
    if said_back(work.interview) is not None:
        _card(uow, chat, work)
    else:
        uow.outbox.add(chat, Say((Phrase("session.noted", {"letter": work.record.letter}),)), interview=work.record.id)


def _card(uow: UnitOfWork, chat: int, work: Work) -> None:
    """Owe the card of a record: what was understood is filled in when it is shown."""
    number = work.record.id
    whole = said_back(work.interview) is not None
    rows = [[Button(Phrase("session.right"), f"right:{number}")]] if whole else []
    other = Button(Phrase("menu.correct"), f"amend:{number}") if whole else None
    rows.append([other or Button(Phrase("session.go_on"), f"open:{number}")])
    uow.outbox.add(chat, Say((Phrase(CARD),), tuple(tuple(row) for row in rows)), interview=number)
