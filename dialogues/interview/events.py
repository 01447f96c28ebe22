"""What happened in an interview: the log whose fold is its state. Frozen, past tense, each with its time.

`at` is UTC milliseconds. Payload fields are plain JSON values, so a codec needs no knowledge of any event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogues.forms.ref import Ref


@dataclass(frozen=True, slots=True)
class InterviewStarted:
    """An interview began; bears all that a replay needs.

    Args:
        form_id, version: which definition.
        time_zone: IANA name, for `today()` and `now()`.
        seed: of the random functions.
        language: language of the guide that is shown.
        preloads: values of `jr:preload` by "kind/parameter", as "property/username".
        trial: an `essai`, never counted.
        literal: without the two kindnesses of the chat: an added instance begins with the instances of nested repeats
            that the form's template holds, not with one each; what a smaller repeat count takes away is gone.
    """

    at: int
    form_id: str
    version: str
    time_zone: str
    seed: int
    language: str
    preloads: Mapping[str, str] = field(default_factory=dict)
    trial: bool = False
    literal: bool = False


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A node took a value that no person typed: preloads, `setvalue`, volatile calculations."""

    at: int
    ref: Ref
    value: str


@dataclass(frozen=True, slots=True)
class AnswerRecorded:
    """A question was answered.

    Args:
        value: canonical text.
        text: the words it was read from; "" for keys.
        reader: who read it: "key", "question", "labels", "rasa".
        doubtful: stored «à vérifier».
        stay: the prompt stays (a select_multiple being ticked).
        attachment: id of the attachment for a file, else "".
        model: id of the model that the reader read with; "" for a reader without one.
        confidence: 0 to 1, as the reader said it; 1 for one that does not say.
    """

    at: int
    ref: Ref
    value: str
    text: str = ""
    reader: str = "question"
    doubtful: bool = False
    stay: bool = False
    attachment: str = ""
    model: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TextAdded:
    """One more message of an open answer.

    Args:
        language: IETF tag of the language that it seems to be written in, "" where that is not clear.
        attachment: id of the recording whose name `text` is, where the message was said; "" for a typed one.
    """

    at: int
    ref: Ref
    text: str
    language: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class TextReplaced:
    """A message of an open answer was edited.

    Args:
        part: sequence of the `TextAdded` whose words change.
    """

    at: int
    ref: Ref
    part: int
    text: str


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """The agent's own note on a question (a line beginning with NB)."""

    at: int
    ref: Ref
    text: str


@dataclass(frozen=True, slots=True)
class NonResponseRecorded:
    """A question has no answer, and why.

    Args:
        kind: `nsp`, `refus` or `passe`.
        text, reader, model, confidence: as in `AnswerRecorded`.
    """

    at: int
    ref: Ref
    kind: str
    text: str = ""
    reader: str = "key"
    model: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Moved:
    """The place in the guide changed; `ref` is the stop now current, None the end of the guide."""

    at: int
    ref: Ref | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """The interview asks the person to confirm something before it counts.

    Args:
        ref: the question it is about; None for the interview itself.
        why: `correct`, `reading`, `codes` (which of those on a picture: `value` holds them, one a line), `night`
            (today said before 4 in the morning), `waive` (send without files that could not be fetched), `abandon`,
            `withdraw`, `reopen` (why a sent interview is corrected), `undo` (leave that correction).
        value: what would be stored; "" where nothing would.
        text: the words it was read from.
        reader: who read them; "statut" in old logs, where `text` is a `statut`.
        statut: `nsp`, `refus` or `passe` where that would be stored and no value.
        model, confidence: as in `AnswerRecorded`.
    """

    at: int
    ref: Ref | None
    why: str
    value: str = ""
    text: str = ""
    reader: str = "question"
    statut: str = ""
    model: str = ""
    confidence: float = 1.0

    @property
    def non_response(self) -> str:
        """The `statut` that would be stored, "" for a value; old logs keep it in another field."""
        return self.text if self.reader == "statut" else self.statut


@dataclass(frozen=True, slots=True)
class ProposalDropped:
    """What was proposed was declined, or overtaken by another answer."""

    at: int


@dataclass(frozen=True, slots=True)
class RepeatAdded:
    """A repeat got one more instance; `ref` is the new instance."""

    at: int
    ref: Ref


@dataclass(frozen=True, slots=True)
class RepeatRemoved:
    """A repeat lost an instance; those after it move up."""

    at: int
    ref: Ref


@dataclass(frozen=True, slots=True)
class RepeatClosed:
    """«Ajouter …?» was answered with no. `ref` is the repeat without a position."""

    at: int
    ref: Ref


@dataclass(frozen=True, slots=True)
class LanguageChanged:
    """Other languages of the guide are shown.

    Args:
        second: shown under the first; "" for none.
    """

    at: int
    language: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class LanguageHeard:
    """Words were clearly written in some language, whatever is shown.

    Args:
        language: IETF tag.
        offered: going on in it was proposed.
    """

    at: int
    language: str
    offered: bool = False


@dataclass(frozen=True, slots=True)
class AttachmentStored:
    """A file is on disk, hashed; or `waived`, given up by the agent."""

    at: int
    ref: Ref
    attachment: str
    waived: bool = False


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call began, or goes on after the line was cut: nothing is asked until it ends.

    Args:
        lists: names of the choices of filtered lists in the order that was printed, by path.
    """

    at: int
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineCut:
    """The line was cut; the place is kept."""

    at: int


@dataclass(frozen=True, slots=True)
class CallBackChosen:
    """When to call back after the line was cut; `due` is UTC milliseconds."""

    at: int
    due: int


@dataclass(frozen=True, slots=True)
class WordsKept:
    """Words for a question, from a call, that could not be read or had no place yet; looked at after the call."""

    at: int
    ref: Ref
    text: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The agent hung up: what is missing or doubtful is asked now."""

    at: int


@dataclass(frozen=True, slots=True)
class ToldAsAWhole:
    """Several questions were answered by one sentence; those in doubt are asked again, their answers proposed."""

    at: int
    doubts: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswersInBulk:
    """Answers came all at once, or long after their call: when they were given is not when they came."""

    at: int


@dataclass(frozen=True, slots=True)
class HeldOn:
    """The agent said when the interview was held.

    Args:
        day: ISO date in the interview's zone; "" when it is not known.
    """

    at: int
    day: str


@dataclass(frozen=True, slots=True)
class InterviewSuspended:
    """Paused, or left for another interview."""

    at: int


@dataclass(frozen=True, slots=True)
class InterviewResumed:
    """Taken up again."""

    at: int


@dataclass(frozen=True, slots=True)
class RecordKept:
    """What was answered so far is a record that counts; what is answered later completes it."""

    at: int


@dataclass(frozen=True, slots=True)
class InterviewSent:
    """Finished: the answers became a submission."""

    at: int


@dataclass(frozen=True, slots=True)
class CorrectionOpened:
    """A sent interview is being corrected.

    Args:
        reason: `typo`, `told` (the person said it more exactly), `checked`, or the words of who corrects.
        by: code of the member who corrects; every change until it is closed or dropped is theirs.
    """

    at: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class CorrectionClosed:
    """The correction is whole: the submission has its next revision, unless nothing was changed."""

    at: int


@dataclass(frozen=True, slots=True)
class CorrectionDropped:
    """The correction was left: answers are again as they were sent."""

    at: int


@dataclass(frozen=True, slots=True)
class InterviewAbandoned:
    """Given up by the agent."""

    at: int


@dataclass(frozen=True, slots=True)
class InterviewWithdrawn:
    """The respondent took the answers back: every earlier payload is erased by the store."""

    at: int


Event = (
    InterviewStarted
    | ValueSet
    | AnswerRecorded
    | TextAdded
    | TextReplaced
    | NoteAdded
    | NonResponseRecorded
    | Moved
    | Proposed
    | ProposalDropped
    | RepeatAdded
    | RepeatRemoved
    | RepeatClosed
    | LanguageChanged
    | LanguageHeard
    | AttachmentStored
    | CallStarted
    | LineCut
    | CallBackChosen
    | WordsKept
    | CallEnded
    | ToldAsAWhole
    | AnswersInBulk
    | HeldOn
    | InterviewSuspended
    | InterviewResumed
    | RecordKept
    | InterviewSent
    | CorrectionOpened
    | CorrectionClosed
    | CorrectionDropped
    | InterviewAbandoned
    | InterviewWithdrawn
)

EVENT_TYPES: Mapping[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        InterviewStarted,
        ValueSet,
        AnswerRecorded,
        TextAdded,
        TextReplaced,
        NoteAdded,
        NonResponseRecorded,
        Moved,
        Proposed,
        ProposalDropped,
        RepeatAdded,
        RepeatRemoved,
        RepeatClosed,
        LanguageChanged,
        LanguageHeard,
        AttachmentStored,
        CallStarted,
        LineCut,
        CallBackChosen,
        WordsKept,
        CallEnded,
        ToldAsAWhole,
        AnswersInBulk,
        HeldOn,
        InterviewSuspended,
        InterviewResumed,
        RecordKept,
        InterviewSent,
        CorrectionOpened,
        CorrectionClosed,
        CorrectionDropped,
        InterviewAbandoned,
        InterviewWithdrawn,
    )
}
"""Every event by the name it is stored under."""
