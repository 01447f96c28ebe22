"""An interview: the fold of its events.

`apply` is the only thing that changes one, and every event is a fact, so it refuses none that the table of
`status.py` allows. `replay` makes an interview from its log; what it gives does not depend on any clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, assert_never

from dialogues.forms.definition import FormDefinition
from dialogues.forms.ref import Ref
from dialogues.interview import events as e
from dialogues.interview.instance import Conditions, Instance
from dialogues.interview.lastsaved import tree
from dialogues.interview.status import NEXT, InterviewStatus

if TYPE_CHECKING:
    from dialogues.interview.ahead import Ahead

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Voice:
    """A message of an open answer that was said.

    Args:
        part: sequence of its event.
        name: of the recording, as it stands in the answer.
        attachment: id of the recording.
        stored: False while it is still to be fetched.
    """

    part: int
    name: str
    attachment: str
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one question.

    Args:
        statut: `repondu`, `nsp`, `refus` or `passe`.
        sequence: of the event that it stands on.
        parts: messages of an open answer by the sequence of their event, in order.
        doubtful: «à vérifier».
        ticking: a select_multiple that was not yet closed with «Terminé».
        attachment: id of the attachment of a file.
        stored: False while that file is still to be fetched.
        voices: those of its messages that were said.
    """

    statut: str
    sequence: int
    parts: tuple[tuple[int, str], ...] = ()
    doubtful: bool = False
    ticking: bool = False
    attachment: str = ""
    stored: bool = True
    voices: tuple[Voice, ...] = ()

    @property
    def awaited(self) -> tuple[str, ...]:
        """Ids of its files that are still to be fetched."""
        own = () if self.stored else (self.attachment,)
        return (*own, *(voice.attachment for voice in self.voices if not voice.stored))


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is being held: nothing is asked, answers come by number in any order.

    Args:
        since: sequence of the event by which it began.
        lists: names of the choices of filtered lists as they were printed, by path.
        cut: the line was cut, and the agent is not back on it.
        at: when it began, UTC milliseconds.
    """

    since: int
    lists: Mapping[str, tuple[str, ...]]
    cut: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """A correction after sending that is open.

    Args:
        at: UTC milliseconds.
        reason: why, in a word of ours (`typo`, `told`, `checked`) or in theirs.
        by: code of the member who corrects.
        before: the interview as it was sent, to go back to.
    """

    at: int
    reason: str
    by: str
    before: Interview


@dataclass(slots=True, eq=False)
class Interview:
    """One filling of one form version; made by `replay`, changed by `apply` alone.

    Args:
        form: its definition.
        started: its first event.
        instance: the live values.
        sequence: of the last event applied.
        status: where it stands.
        current: the stop that waits for an answer; None at the end of the guide.
        arrived: sequence of the event by which it came there: what was answered before is being corrected.
        answers: by ref.
        notes: the agent's notes by ref, in order.
        pending: what waits for a yes or a no.
        closed: repeats whose «Ajouter …?» was answered with no.
        sent_at: UTC milliseconds, None before.
        kept_at: when what was answered so far became a record that counts; None where only sending makes one.
        call: the call that is being held, None outside of one.
        calls: first and last sequence of each call that ended.
        heard: words of a call that were not read, by ref.
        recheck: doubtful answers of a call, asked again once it has ended; those of a sentence that told several.
        told: it began with a sentence that told several answers.
        bulk: answers came all at once, so when they came does not tell when the interview was held.
        held_on: the day it was held, ISO, as the agent said; "" not known, None not asked.
        correction: the correction after sending that is open, None for none.
        corrected_at: when the last one was closed, UTC milliseconds.
        second: the guide's language that stands under the first; "" for none.
        wrote: tag of the language that the last clear words were written in, "" before there were any.
        language_offered: whether going on in it was proposed; that is done once.
        ahead: what is still to be asked, once it was shown; None until then.
    """

    form: FormDefinition
    started: e.InterviewStarted
    instance: Instance
    sequence: int = 0
    status: InterviewStatus = InterviewStatus.ACTIVE
    current: Ref | None = None
    arrived: int = 0
    answers: dict[Ref, Answer] = field(default_factory=dict)
    notes: dict[Ref, tuple[str, ...]] = field(default_factory=dict)
    pending: e.Proposed | None = None
    closed: set[Ref] = field(default_factory=set)
    sent_at: int | None = None
    kept_at: int | None = None
    updated_at: int = 0
    call: Call | None = None
    calls: tuple[tuple[int, int], ...] = ()
    heard: dict[Ref, str] = field(default_factory=dict)
    recheck: set[Ref] = field(default_factory=set)
    told: bool = False
    bulk: bool = False
    held_on: str | None = None
    correction: Correction | None = None
    corrected_at: int | None = None

    @property
    def open(self) -> bool:
        """Whether it can be answered: it is not sent yet, or it is being corrected."""
        return self.status.open or self.correction is not None

    def copy(self) -> Interview:
        """The same interview again: what is tried on it changes nothing here."""
        return replace(
            self,
            instance=self.instance.copy(),
            answers=dict(self.answers),
            notes=dict(self.notes),
            closed=set(self.closed),
            heard=dict(self.heard),
            recheck=set(self.recheck),
            told=self.told,
            ahead=None,
        )

    second: str = ""
    wrote: str = ""
    language_offered: bool = False
    ahead: Ahead | None = None

    def by_number(self, sequence: int) -> bool:
        """Whether an event was part of a call: then its message named its question."""
        held = (*self.calls, *(((self.call.since, self.sequence),) if self.call is not None else ()))
        return any(first <= sequence <= last for first, last in held)

    @property
    def strict(self) -> bool:
        """Whether the guide, or the project that it is used in, is `strict` (FIELD, «What can hurt»)."""
        return (
            self.form.settings.get("confidentialite") == "strict" or self.started.preloads.get("project/strict") == "1"
        )

    @property
    def language(self) -> str:
        """The guide's language shown now."""
        return self.instance.language

    @property
    def languages(self) -> tuple[str, ...]:
        """The guide's languages shown now, the first one first."""
        return (self.language, self.second) if self.second else (self.language,)

    def apply(self, event: e.Event) -> None:
        """Take one event in.

        Raises:
            ValueError: the event cannot follow this status; the log is not one of ours.
        """
        self._take(event)
        if self.ahead is not None and not self.ahead.follows(event):
            self.ahead = self.instance.touched = None

    def _take(self, event: e.Event) -> None:  # noqa: PLR0912, PLR0915 - one branch an event
        self.sequence += 1
        self.updated_at = event.at
        match event:
            case e.InterviewStarted():
                raise ValueError("an interview starts once")
            case e.ValueSet():
                self._value_set(event)
            case e.AnswerRecorded():
                self._answer(event)
            case e.TextAdded():
                self._text_added(event)
            case e.TextReplaced():
                self._text_replaced(event)
            case e.NoteAdded():
                self.notes[event.ref] = (*self.notes.get(event.ref, ()), event.text)
            case e.NonResponseRecorded():
                self._no_answer(event)
            case e.Moved():
                self.current = event.ref
                self.arrived = self.sequence
            case e.Proposed():
                self.pending = event
            case e.ProposalDropped():
                self.pending = None
            case e.RepeatAdded():
                self._repeat_added(event.ref)
            case e.RepeatRemoved():
                self._repeat_removed(event.ref)
            case e.RepeatClosed():
                self.closed.add(event.ref)
            case e.LanguageChanged():
                self.instance.speak(event.language)
                self.second = event.second
            case e.LanguageHeard():
                self.wrote = event.language
                self.language_offered = self.language_offered or event.offered
            case e.AttachmentStored():
                self._attachment_stored(event)
            case e.CallStarted():
                before = self.call
                since, lists = (self.sequence, event.lists) if before is None else (before.since, before.lists)
                self.call = Call(since, lists, at=event.at)
            case e.LineCut():
                self.call = None if self.call is None else replace(self.call, cut=True)
            case e.CallBackChosen():
                pass
            case e.WordsKept():
                kept = self.heard.get(event.ref)
                self.heard[event.ref] = event.text if kept is None else f"{kept}\n{event.text}"
            case e.CallEnded():
                self._call_ended()
            case e.ToldAsAWhole(doubts=doubts):
                self.told = True
                self.recheck.update(ref for ref in doubts if ref in self.answers)
            case e.AnswersInBulk():
                self.bulk = True
            case e.HeldOn():
                self.held_on = event.day
                self.pending = None
            case e.CorrectionOpened():
                self._correction_opened(event)
            case e.CorrectionClosed():
                self.correction = self.pending = self.call = None
                self.corrected_at = event.at
            case e.CorrectionDropped():
                self._correction_dropped()
            case e.InterviewSuspended():
                self._become(InterviewStatus.SUSPENDED)
            case e.InterviewResumed():
                self._become(InterviewStatus.ACTIVE)
            case e.RecordKept():
                self.kept_at = event.at
            case e.InterviewSent():
                self._become(InterviewStatus.SENT)
                self.sent_at = event.at
            case e.InterviewAbandoned():
                self._become(InterviewStatus.ABANDONED)
            case e.InterviewWithdrawn():
                self._become(InterviewStatus.WITHDRAWN)
            case _:
                assert_never(event)

    def _become(self, status: InterviewStatus) -> None:
        if status not in NEXT[self.status]:
            raise ValueError(f"an interview that is {self.status.value} cannot become {status.value}")
        self.status = status
        self.pending = self.correction = None

    def _correction_opened(self, event: e.CorrectionOpened) -> None:
        if self.status is not InterviewStatus.SENT:
            raise ValueError(f"an interview that is {self.status.value} cannot be corrected after sending")
        self.pending = self.current = None
        self.arrived = self.sequence
        before = self.copy()
        before.instance.unsettled.clear()
        before.instance.fresh.clear()
        self.correction = Correction(event.at, event.reason, event.by, before)

    def _correction_dropped(self) -> None:
        """Everything that answers are made of is again as it was sent; the log keeps what was tried."""
        if self.correction is None:
            return
        before = self.correction.before
        self.instance, self.current = before.instance, None
        self.answers, self.notes, self.closed = before.answers, before.notes, before.closed
        self.heard, self.recheck = before.heard, before.recheck
        self.bulk, self.held_on = before.bulk, before.held_on
        self.pending = self.correction = self.call = None

    def _call_ended(self) -> None:
        if self.call is None:
            return
        since = self.call.since
        self.recheck = {ref for ref, answer in self.answers.items() if answer.doubtful and answer.sequence > since}
        self.recheck |= self.heard.keys() & self.answers.keys()
        self.calls = (*self.calls, (since, self.sequence))
        self.call = None

    def _said(self, ref: Ref) -> None:
        """Something is recorded for a question: what was left of a call about it is settled."""
        self.heard.pop(ref, None)
        self.recheck.discard(ref)

    def _set(self, ref: Ref, value: str) -> None:
        node = self.instance.node(ref)
        if node is not None:
            self.instance.set(node, value)

    def _value_set(self, event: e.ValueSet) -> None:
        """The guide gave a value of its own: what a person had said there no longer stands."""
        self._set(event.ref, event.value)
        node = self.instance.node(event.ref)
        if node is not None:
            node.worked = event.value
        self._said(event.ref)
        answer = self.answers.get(event.ref)
        if answer is None:
            return
        if event.value:
            self.answers[event.ref] = replace(answer, statut="repondu", parts=(), voices=())
        else:
            del self.answers[event.ref]

    def _attachment_stored(self, event: e.AttachmentStored) -> None:
        answer = self.answers.get(event.ref)
        if answer is None or event.attachment not in (answer.attachment, *(v.attachment for v in answer.voices)):
            return
        voice = next((v for v in answer.voices if v.attachment == event.attachment), None)
        if event.waived and voice is None:
            self.answers[event.ref] = Answer("passe", self.sequence)
            self._set(event.ref, "")
        elif event.waived:
            self._parts(event.ref, tuple(part for part in answer.parts if voice is None or part[0] != voice.part))
        elif voice is None:
            self.answers[event.ref] = replace(answer, stored=True)
        else:
            voices = tuple(replace(v, stored=True) if v is voice else v for v in answer.voices)
            self.answers[event.ref] = replace(answer, voices=voices)

    def _answer(self, event: e.AnswerRecorded) -> None:
        if self.pending is not None and self.pending.ref == event.ref:
            self.pending = None
        self._said(event.ref)
        self.answers[event.ref] = Answer(
            "repondu" if event.value else "passe",
            self.sequence,
            parts=((self.sequence, event.value),) if event.text and event.text == event.value else (),
            doubtful=event.doubtful,
            ticking=event.stay,
            attachment=event.attachment,
            stored=not event.attachment,
        )
        self._set(event.ref, event.value)

    def _text_added(self, event: e.TextAdded) -> None:
        before = self.answers.get(event.ref)
        parts = before.parts if before is not None and before.statut == "repondu" else ()
        said = (Voice(self.sequence, event.text, event.attachment),) if event.attachment else ()
        self._parts(event.ref, (*parts, (self.sequence, event.text)), said)

    def _text_replaced(self, event: e.TextReplaced) -> None:
        before = self.answers.get(event.ref)
        if before is None:
            return
        kept = ((n, event.text if n == event.part else text) for n, text in before.parts)
        self._parts(event.ref, tuple(part for part in kept if part[1]))

    def _parts(self, ref: Ref, parts: tuple[tuple[int, str], ...], said: tuple[Voice, ...] = ()) -> None:
        self._said(ref)
        before = self.answers.get(ref)
        there = {part for part, _ in parts}
        voices = tuple(voice for voice in (() if before is None else before.voices) if voice.part in there)
        self.answers[ref] = Answer("repondu" if parts else "passe", self.sequence, parts=parts, voices=(*voices, *said))
        self._set(ref, "\n".join(text for _, text in parts))

    def _no_answer(self, event: e.NonResponseRecorded) -> None:
        if self.pending is not None and self.pending.ref == event.ref:
            self.pending = None
        self._said(event.ref)
        self.answers[event.ref] = Answer(event.kind, self.sequence)
        node = self.instance.node(event.ref)
        if node is not None:
            question = self.form.questions.get(node.definition.path)
            names = () if question is None else self.instance.names(question, node)
            self.instance.set(node, event.kind if event.kind in names else "")

    def _repeat_added(self, ref: Ref) -> None:
        above, _, step = ref.rpartition("/")
        parent = self.instance.node(above)
        if parent is not None:
            path = f"{parent.definition.path}/{step.partition('[')[0]}"
            self.instance.add_repeat(path, parent)
            self.closed.discard(Ref(f"{above}/{step.partition('[')[0]}"))

    def _repeat_removed(self, ref: Ref) -> None:
        node = self.instance.node(ref)
        if node is None:
            return
        base = ref[: ref.rindex("[")]
        self.instance.remove_repeat(node)
        self.answers = _close_up(self.answers, base, node_position(ref))
        self.notes = _close_up(self.notes, base, node_position(ref))
        self.heard = _close_up(self.heard, base, node_position(ref))
        self.recheck = set(_close_up(dict.fromkeys(self.recheck), base, node_position(ref)))
        self.closed = set(_close_up(dict.fromkeys(self.closed), base, node_position(ref)))
        if self.current is not None:
            self.current = next(iter(_close_up({self.current: None}, base, node_position(ref))), None)


def node_position(ref: str) -> int:
    """The last position in a ref that names a repeat instance."""
    return int(ref[ref.rindex("[") + 1 : -1])


def _close_up(known: Mapping[Ref, T], base: str, gone: int) -> dict[Ref, T]:
    """What is known by ref after instance `gone` of the repeat `base` went and those after it moved up."""
    kept: dict[Ref, T] = {}
    for ref, value in known.items():
        if not ref.startswith(base + "["):
            kept[ref] = value
            continue
        position, _, rest = ref[len(base) + 1 :].partition("]")
        if int(position) < gone:
            kept[ref] = value
        elif int(position) > gone:
            kept[Ref(f"{base}[{int(position) - 1}]{rest}")] = value
    return kept


def begin(form: FormDefinition, started: e.InterviewStarted) -> Interview:
    """The interview as its first event leaves it."""
    properties = {
        key.removeprefix("property/"): value for key, value in started.preloads.items() if key.startswith("property/")
    }
    instance = Instance(
        form,
        Conditions(
            started.time_zone, started.seed, properties, started.language, tree(started.preloads), started.literal
        ),
    )
    instance.set_now(started.at)
    return Interview(form, started, instance, sequence=1, updated_at=started.at)


def replay(form: FormDefinition, log: Iterable[tuple[int, e.Event]]) -> Interview:
    """The interview that a log tells of.

    Args:
        form: the definition that its first event names.
        log: (sequence, event) from 1 on; a later part may be missing, nothing in between.

    Raises:
        ValueError: the log does not begin with a start.
    """
    iterator = iter(log)
    sequence, first = next(iterator, (0, None))
    if not isinstance(first, e.InterviewStarted):
        raise ValueError("a log begins with InterviewStarted")  # noqa: TRY004 - the log is wrong, not a type
    interview = begin(form, first)
    for sequence, event in iterator:
        interview.instance.set_now(event.at)
        interview.sequence = sequence - 1
        interview.apply(event)
    interview.instance.unsettled.clear()
    interview.instance.fresh.clear()
    return interview
