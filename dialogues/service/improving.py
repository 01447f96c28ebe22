"""What remarks lead to: a supervisor takes one over as a better wording, or says why not; the next version carries it.

    remark ── «✏️» ──> (which text) ──> new words, or «tel quel» ──> waits ── «Préparer» ──> checked ──> tried, published
          └── «✖️» ──> a word to whoever left it

What is read of a question is its label, its hint and its choices; where it has more than a label it is asked which.

No published version ever changes: the new one goes the way of every guide that is sent; open interviews keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dialogues.drafts import Draft
from dialogues.forms.definition import FormDefinition
from dialogues.forms.languages import native_name
from dialogues.locales import fold
from dialogues.messages import Button, Key, Phrase, Say
from dialogues.ports import Guide, GuideVersion, Remark, UnitOfWork
from dialogues.questions.text import clean
from dialogues.service import cut, interviewing
from dialogues.service.desk import Desk, Line, number_of
from dialogues.service.findings import HOLE, NAME, shortened
from dialogues.service.typed import asked_for
from dialogues.wordings import Wording
from dialogues.xforms.rewording import (
    Reworded,
    Rows,
    hint_of,
    left_to_see,
    next_version,
    packed,
    questions_with,
    reworded,
    text_in,
    texts_of,
)
from dialogues.xforms.sheets import SHEETS_FILE, sheets_from

REWORD, REFUSE = "reword", "refuse"
"""What prompts are about that ask for a wording (keys: remark, language, text), or for a word to who remarked."""

_LONGEST = 2_000
"""Characters of a label: it is read aloud in one breath, and stands in one message with much else."""
_PLACE = 2
"""Which key of a prompt is the text."""
_PLACES = 3
"""What a button names beside its remark: a language, a text, and the version in which they have these places."""
_A_ROW = 3
_TEXTS = 80
"""Texts of a question that one may choose among: a message takes a hundred buttons."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A remark, and the version in use of the guide that it is about."""

    remark: Remark
    guide: Guide
    version: GuideVersion
    form: FormDefinition

    def rows(self) -> Rows:
        """The sheets of the version in use."""
        sheets = self.version.files.get(SHEETS_FILE)
        return {} if sheets is None else sheets_from(sheets)

    def number(self) -> str:
        """The printed number of the question."""
        question = self.form.questions.get(self.remark.question)
        return str(question.number or "") if question is not None else ""


def _subject(desk: Desk, rest: str) -> _Subject | None:
    """What a button is about; None, said so, where it is gone or the sender may not."""
    if not desk.leads:
        desk.say(Phrase("service.supervisors_only"))
        return None
    project = desk.member()[2]
    remark = desk.uow.remarks.remark(project.id, number_of(rest))
    guide = None if remark is None else desk.uow.guides.guide(project.id, remark.guide)
    versions = () if guide is None else desk.uow.guides.versions(project.id, guide.id)
    if remark is None or guide is None or not versions:
        desk.say(Phrase("service.button_gone"))
        return None
    version = desk.uow.guides.version(versions[-1].id)
    return _Subject(remark, guide, version, desk.tools.shelf.form(desk.uow, version.id))


# --- a better wording ---------------------------------------------------------------------------------------------


def propose(desk: Desk, rest: str) -> None:
    """«✏️» at a remark: how the question is worded now, and what it shall be instead."""
    asked = _asked_about(desk, rest)
    if asked is None:
        return
    if not asked.place:
        _which(desk, asked)
        return
    subject, language = asked.subject, asked.language
    words = asked.words(desk)
    lines: list[Line] = [
        Phrase("improve.remark", {"number": subject.number(), "text": _said(subject.remark)}),
        *_about(asked),
        Phrase("improve.now", {"language": native_name(language), "text": shortened(words, _LONGEST) or "—"}),
        Phrase("improve.ask", {"language": native_name(language)}),
    ]
    desk.plan.writes.append(lambda uow: _ask(desk, uow, asked, lines, has_words=bool(words)))
    interviewing.put_aside(desk)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a button asks to word: a text of the question of a remark, in a language.

    Args:
        rows: the sheets of the version in use.
        texts: places of the texts of the question.
        place: of the one that is meant; "" where that has to be asked.
    """

    subject: _Subject
    language: str
    rows: Rows
    texts: Sequence[str]
    place: str

    def words(self, desk: Desk) -> str:
        """The text as it waits for the next version, else as it is now."""
        waiting = desk.uow.wordings.waiting(self.subject.guide.project, self.subject.guide.id)
        mine = [one.text for one in waiting if (one.place, one.language) == (self.place, self.language)]
        return mine[-1] if mine else text_in(self.rows, self.place, self.language) or ""


def _asked_about(desk: Desk, rest: str) -> _Asked | None:
    """What «remark:language:text:version» names; None, said so, where there is no such thing.

    Language and text are their places in that version: in another one the same place is another text.
    """
    number, language, text, version = (*rest.split(":"), "", "", "")[:4]
    subject = _subject(desk, number)
    if subject is None:
        return None
    if version and number_of(version) != subject.version.id:
        desk.say(Phrase("service.button_gone"))
        return None
    rows = subject.rows()
    texts = texts_of(rows, subject.remark.question)
    if not texts or number_of(text) >= len(texts):
        desk.say(Phrase("improve.no_question"))
        return None
    place = texts[number_of(text)] if text or len(texts) == 1 else ""
    return _Asked(subject, _language(subject, language), rows, texts, place)


def _button(asked: _Asked, action: str, language: int, text: int) -> str:
    """The action of a button about a text, by its place, in a language, by its place."""
    return f"{action}:{asked.subject.remark.id}:{language}:{text}:{asked.subject.version.id}"


def _which(desk: Desk, asked: _Asked) -> None:
    """A question with a hint or choices: which text is it about?"""
    subject, rows = asked.subject, []
    source = subject.form.default_language or subject.form.languages[0]
    first = len(asked.texts) - len([place for place in asked.texts if not place.startswith("/")])
    for at, place in enumerate(asked.texts[:_TEXTS]):
        words = text_in(asked.rows, place, asked.language) or text_in(asked.rows, place, source) or "—"
        label: Phrase | str = f"{at - first + 1} · {shortened(words, NAME)}"
        if place.startswith("/"):
            key = "improve.its_hint" if place == hint_of(subject.remark.question) else "improve.its_label"
            label = Phrase(key, {"text": shortened(words, NAME)})
        rows.append([Button(label, _button(asked, "improve", subject.form.languages.index(asked.language), at))])
    lines = [
        Phrase("improve.remark", {"number": subject.number(), "text": _said(subject.remark)}),
        Phrase("improve.which"),
    ]
    if len(asked.texts) > _TEXTS:
        lines.append(Phrase("improve.others", {"n": len(asked.texts) - _TEXTS}))
    rows.append([Button(Phrase("improve.refuse"), f"refuse:{subject.remark.id}")])
    desk.say(*lines, rows=rows)


def _about(asked: _Asked) -> list[Line]:
    """What is worded, where that is not the question itself; other questions may have the same choice."""
    if asked.place == asked.subject.remark.question:
        return []
    if asked.place.startswith("/"):
        return [Phrase("improve.is_hint")]
    others = questions_with(asked.rows, asked.place) - 1
    return [Phrase("improve.is_choice"), *([Phrase("improve.is_shared", {"n": others})] if others else [])]


def _ask(desk: Desk, uow: UnitOfWork, asked: _Asked, lines: list[Line], *, has_words: bool) -> None:
    subject, number = asked.subject, asked.subject.remark.id
    text = asked.texts.index(asked.place)
    others = [
        Button(native_name(each), _button(asked, "improve", at, text))
        for at, each in enumerate(subject.form.languages)
        if each != asked.language
    ]
    rows = [tuple(others[at : at + _A_ROW]) for at in range(0, len(others), _A_ROW)]
    if has_words:
        language = subject.form.languages.index(asked.language)
        rows.append((Button(Phrase("improve.as_is"), _button(asked, "as_is", language, text)),))
    rows.append((Button(Phrase("improve.refuse"), f"refuse:{number}"),))
    keys = (str(number), asked.language, asked.place)
    _put(desk, uow, subject.remark, Say(tuple(lines), tuple(rows)), REWORD, keys)


def _put(desk: Desk, uow: UnitOfWork, remark: Remark, said: Say, about: str, keys: tuple[str, ...]) -> None:
    """Ask for something that the next message answers; what is said speaks of the guide, not of the interview."""
    record = uow.interviews.interview(remark.interview)
    sequence = 0 if record is None else record.sequence
    prompt = uow.prompts.add(desk.inbound.chat, "", remark.interview, None, keys, sequence, about)
    uow.outbox.add(desk.inbound.chat, said, prompt=prompt.id)


def _language(subject: _Subject, place: str) -> str:
    """The language that a button names, else the one that was remarked on, else the guide's own."""
    languages = subject.form.languages
    if place and number_of(place) < len(languages):
        return languages[number_of(place)]
    remarked = subject.remark.language
    return remarked if remarked in languages else subject.form.default_language or languages[0]


def _said(remark: Remark) -> str | Phrase:
    return shortened(remark.text, HOLE) if remark.text else Phrase("remarks.voice")


def as_it_is(desk: Desk, rest: str) -> None:
    """«C'est bon tel quel»: the words stay, and are no draft any more.

    A button that was sent before buttons named their version may mean another text: the words are shown again.
    """
    number, *places = rest.split(":")
    if len(places) < _PLACES:
        propose(desk, number)
        return
    asked = _asked_about(desk, rest)
    words = "" if asked is None else asked.words(desk)
    if asked is not None and asked.place and words:
        _accept(desk, asked.subject, asked.place, asked.language, words)
    elif asked is not None:
        desk.say(Phrase("improve.no_question"))


def words(desk: Desk, text: str) -> bool:
    """Take words as a wording, or as what whoever remarked is told.

    Returns:
        Whether they were asked for.
    """
    prompt = None if desk.active() is not None else asked_for(desk, REWORD, REFUSE)
    if prompt is None or desk.inbound.reply_to not in (None, prompt.message):
        return False
    subject = _subject(desk, prompt.keys[0])
    if subject is None:
        return True
    said = clean(text)
    if len(said) > _LONGEST or cut.begun(desk):  # what follows is the end of what was refused for its length
        desk.say(Phrase("improve.too_long", {"n": _LONGEST}))
    elif prompt.about == REFUSE:
        passes = desk.tools.locales.key_of(text, desk.tag) is Key.SKIP or fold(text) == "passer"
        _refuse(desk, subject, "" if passes else said)
    elif not said or prompt.keys[1] not in subject.form.languages:
        desk.say(Phrase("improve.too_long", {"n": _LONGEST}))
    else:
        place = prompt.keys[2] if len(prompt.keys) > _PLACE else subject.remark.question  # asked before it had one
        _accept(desk, subject, place, prompt.keys[1], said)
    return True


def _accept(desk: Desk, subject: _Subject, place: str, language: str, text: str) -> None:
    """Keep a wording for the next version; whoever remarked hears of it."""
    _, membership, project = desk.member()
    name = "" if desk.person is None else desk.person.name
    day = datetime.fromtimestamp(desk.now / 1000, UTC).astimezone(ZoneInfo(project.time_zone)).date()
    remark = subject.remark
    wording = Wording(
        0,
        project.id,
        subject.guide.id,
        place,
        language,
        text,
        remark.id,
        f"{name} ({membership.code}), {day.isoformat()}",
        desk.now,
    )

    def write(uow: UnitOfWork) -> None:
        uow.wordings.add(wording)
        uow.remarks.settle(remark.id, "accepted")
        waiting = uow.wordings.waiting(project.id, subject.guide.id)
        lines = [Phrase("improve.accepted", {"language": native_name(language), "text": shortened(text, HOLE)})]
        left = left_to_see(subject.rows(), place, language, {(one.place, one.language) for one in waiting})
        if left:
            lines.append(Phrase("improve.hint_left" if left == hint_of(remark.question) else "improve.label_left"))
        lines.append(Phrase("improve.waiting", {"n": len(waiting)}))
        rows = (
            (Button(Phrase("improve.prepare"), f"prepare:{subject.guide.id}"),),
            (Button(Phrase("remarks.button"), f"remarks:{subject.guide.id}"),),
        )
        uow.outbox.add(desk.inbound.chat, Say(tuple(lines), rows))
        words: dict[str, str | int | Phrase] = {"number": subject.number(), "text": shortened(text, HOLE)}
        _tell_author(desk, uow, remark, Phrase("improve.thanks", words))

    desk.plan.writes.append(write)


def _tell_author(desk: Desk, uow: UnitOfWork, remark: Remark, phrase: Phrase) -> None:
    """Whoever left a remark hears what became of it, unless they decided on it themselves or are not there any more."""
    account = uow.people.account_of_chat(remark.chat)
    if account is not None and account.reachable and remark.chat != desk.inbound.chat:
        uow.outbox.add(remark.chat, Say((phrase,)))


# --- no -----------------------------------------------------------------------------------------------------------


def refuse(desk: Desk, rest: str) -> None:
    """«✖️» at a remark: it is asked why, for whoever left it."""
    subject = _subject(desk, rest)
    if subject is None:
        return
    remark = subject.remark
    said = Say((Phrase("improve.ask_why", {"number": subject.number(), "text": _said(remark)}),))
    desk.plan.writes.append(lambda uow: _put(desk, uow, remark, said, REFUSE, (str(remark.id),)))
    interviewing.put_aside(desk)


def _refuse(desk: Desk, subject: _Subject, why: str) -> None:
    def write(uow: UnitOfWork) -> None:
        uow.remarks.settle(subject.remark.id, "refused")
        rows = ((Button(Phrase("remarks.button"), f"remarks:{subject.guide.id}"),),)
        uow.outbox.add(desk.inbound.chat, Say((Phrase("improve.refused"),), rows))
        words: dict[str, str | int | Phrase] = {"number": subject.number(), "why": shortened(why, _LONGEST)}
        _tell_author(desk, uow, subject.remark, Phrase("improve.not_taken_why" if why else "improve.not_taken", words))

    desk.plan.writes.append(write)


# --- the next version ---------------------------------------------------------------------------------------------


def prepare(desk: Desk, rest: str) -> None:
    """Make the next version of the version in use and the wordings that wait; it is checked as any guide is."""
    if not desk.leads:
        desk.say(Phrase("service.supervisors_only"))
        return
    _, membership, project = desk.member()
    guide = desk.uow.guides.guide(project.id, number_of(rest))
    versions = () if guide is None else desk.uow.guides.versions(project.id, guide.id, drafts=True)
    published = [one for one in versions if not one.draft]
    waiting = () if guide is None else desk.uow.wordings.waiting(project.id, guide.id)
    if guide is None or not published or not waiting:
        desk.say(Phrase("improve.nothing_waits"))
        return
    version = desk.uow.guides.version(published[-1].id)
    form = desk.tools.shelf.form(desk.uow, version.id)
    rows = sheets_from(version.files[SHEETS_FILE]) if SHEETS_FILE in version.files else {}
    changes = [Reworded(one.place, one.language, one.text, one.reviewer) for one in waiting]
    taken = frozenset(one.version for one in versions)
    following = next_version(version.version, taken)
    content = packed(reworded(rows, changes, form, following), version.files)
    draft = Draft(
        f"{desk.inbound.inbox}-{desk.inbound.sent_at}",
        project.id,
        membership.id,
        desk.inbound.chat,
        "",
        f"{guide.form_id}.zip",
        len(content),
        desk.now,
    )

    def begin() -> None:
        """Note it before the button is done with; when that fails it is noted already the next time."""
        if desk.tools.drafts.draft(draft.id) is None:
            desk.tools.drafts.put_made(draft.id, content)
            desk.tools.drafts.put(draft)

    desk.plan.jobs.append(begin)
    desk.say(Phrase("improve.preparing", {"version": following, "n": len(changes)}))
