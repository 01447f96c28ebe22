"""What can happen to an interview from outside: the inputs of `step`.

The service makes them from messages: it has resolved keys, addresses and replies, so an input says by `ref` what
it is about and never bears a message id. `ref=None` means the current prompt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from dialogues.forms.ref import Ref


class NonResponse(Enum):
    """Why a question has no answer (DESIGN, decision 10)."""

    DONT_KNOW = "nsp"
    REFUSED = "refus"
    SKIPPED = "passe"


@dataclass(frozen=True, slots=True)
class Reply:
    """Words typed in answer to a question.

    Args:
        text: as typed, whole.
        ref: the question it answers, None for the current prompt.
        addressed: the person named the question (typed address, or reply to it), so a different value asks
            «Corriger la 12 ?» when it was answered, and the place in the guide does not move.
        language: IETF tag of the language that it seems to be written in, "" where that is not clear.
        speaks: tag of the language that the bot speaks with the person, "" where that is not known.
    """

    text: str
    ref: Ref | None = None
    addressed: bool = False
    language: str = ""
    speaks: str = ""


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The rest of a message that was too long for its channel: it goes where the beginning went.

    Args:
        ref: the question that the beginning answered, or asks to correct.
        text: as typed.
        note: the beginning ended with the agent's own note.
    """

    ref: Ref
    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceTaken:
    """A choice's key was tapped: taken, or toggled in a select_multiple."""

    ref: Ref
    name: str


@dataclass(frozen=True, slots=True)
class ChoicesSet:
    """A select_multiple set at once («12 1 3 5»)."""

    ref: Ref
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """«✔ Terminé» of a select_multiple, «➡️ Suite» of an open text, «Continuer» of notes."""

    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """«Ne sait pas», «Ne souhaite pas répondre» or «Passer».

    Args:
        kind: which.
        ref: the question, None for the current one.
        text: the words it was read from; "" for keys.
        reader, model, confidence: who read them, as in `Interpreted`.
        certain: whether it may be stored without asking.
    """

    kind: NonResponse
    ref: Ref | None = None
    text: str = ""
    reader: str = "key"
    model: str = ""
    confidence: float = 1.0
    certain: bool = True


@dataclass(frozen=True, slots=True)
class PlaceGiven:
    """A position was sent. Degrees; altitude and accuracy in metres, 0 when unknown."""

    latitude: float
    longitude: float
    altitude: float = 0.0
    accuracy: float = 0.0
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class BlobGiven:
    """A photo, voice message, video or document was sent.

    Args:
        kind: `image`, `audio`, `video` or `file`.
        file_id: the channel's name for it.
        name: file name to store it under, already safe: `[a-z0-9._-]+`.
        media_type: its MIME type, "" when unknown.
        size: bytes, 0 when unknown.
        caption: words sent with it; "" when none.
        attachment: fresh id to keep it under.
    """

    kind: str
    file_id: str
    name: str
    attachment: str
    media_type: str = ""
    size: int = 0
    caption: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class CodesRead:
    """What was found on the picture of a code.

    Args:
        ref: as in the effect `ReadCodes`.
        found: the codes, as they were read; () for a picture without one that can be read, None where the picture
            could not be looked at.
    """

    ref: Ref
    found: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Edited:
    """A message that had been an answer was edited.

    Args:
        sequence: the event in which the old words stand.
        ref: the question it answered.
        text: the new words.
    """

    ref: Ref
    sequence: int
    text: str


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What a reader made of words that the question itself could not read.

    Args:
        ref: as in the effect `Interpret`.
        value: canonical text of the reading, None when nothing was understood.
        reader: who read it, as "labels" or "rasa".
        certain: whether it may be stored without asking.
        text: the words that were read.
        here: as in the effect.
        model: id of the model that read it; "" for a reader without one.
        confidence: 0 to 1; 1 for a reader that does not say.
    """

    ref: Ref | None
    value: str | None
    reader: str
    certain: bool
    text: str
    here: bool = True
    model: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Yes or no to what the interview itself asked: correct this? add another? is that right? give up?"""

    yes: bool
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class AsBefore:
    """«🔁 Comme la dernière fois»: what the same person answered the time before, canonical texts by ref."""

    values: Mapping[Ref, str]


@dataclass(frozen=True, slots=True)
class ToldAtOnce:
    """Several questions answered in one sentence.

    Args:
        values: canonical texts by ref.
        text: the sentence.
        doubts: those that are asked again, proposed.
        vague: those that are «à vérifier» but not asked again.
        differs: figures were said that do not fit together.
        unread: the words of it that were not understood, "" for none: kept as the agent's note.
        reader: who read it.
    """

    values: Mapping[Ref, str]
    text: str
    doubts: frozenset[Ref] = frozenset()
    vague: frozenset[Ref] = frozenset()
    differs: bool = False
    unread: str = ""
    reader: str = "line"


@dataclass(frozen=True, slots=True)
class Right:
    """«C'est juste»: what was said back before a record went on is right."""


@dataclass(frozen=True, slots=True)
class Back:
    """«⬅️ Revenir»."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Go to a question to correct it; afterwards the interview goes on where it was."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Turn:
    """Another page of a long list, or the list narrowed to words.

    Not an event: it changes what is shown, not what is known.
    """

    ref: Ref
    page: int = 0
    search: str = ""


@dataclass(frozen=True, slots=True)
class RepeatRemoval:
    """Remove one repeat instance; asked for from the correction list."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """Show the guide in another of its languages, or in two of them: the second stands under the first."""

    language: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class LanguageHeard:
    """Words were clearly written in a language (IETF tag); `offered`: the person was asked to go on in it."""

    language: str
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """Put the question once more, this time in another language of the guide.

    Not an event: what is shown from here on stays as it was chosen.
    """

    language: str


@dataclass(frozen=True, slots=True)
class Call:
    """«📞 J'appelle maintenant»: from now on nothing is asked; after a cut line the call goes on."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """«J'ai raccroché»."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """«📵 Coupé»."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """When to call back after the line was cut: in how many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Suspend the interview."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Take a suspended interview up again, or show again where it stands."""


@dataclass(frozen=True, slots=True)
class Send:
    """Finish: the answers become a submission."""


@dataclass(frozen=True, slots=True)
class Enough:
    """«C'est tout»: a record that is kept already is sent as it is, whatever is left to ask."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """Give the interview up; asks first."""


@dataclass(frozen=True, slots=True)
class InBulk:
    """Answers came all at once: before sending it is asked when the interview was held."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Correct an interview that was sent; asks for the reason first.

    Args:
        afresh: an open correction, whose maker is gone, is left first.
    """

    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sent interview is corrected.

    Args:
        text: as typed, or `typo`, `told`, `checked` for a key; "" asks for words.
        by: code of the member who corrects.
    """

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The respondent takes the answers back; asks first."""


@dataclass(frozen=True, slots=True)
class AttachmentArrived:
    """A file whose answer was recorded as pending is on disk, or is given up.

    Args:
        ref: the question.
        attachment: id of the attachment.
        stored: False when it could not be fetched and the agent waived it.
    """

    ref: Ref
    attachment: str
    stored: bool


Input = (
    Reply
    | GoesOn
    | ChoiceTaken
    | ChoicesSet
    | Done
    | NoAnswer
    | PlaceGiven
    | BlobGiven
    | CodesRead
    | Edited
    | Interpreted
    | Confirmed
    | AsBefore
    | ToldAtOnce
    | Right
    | Back
    | GoTo
    | Turn
    | RepeatRemoval
    | LanguageChosen
    | LanguageHeard
    | Repeat
    | Call
    | HangUp
    | CutOff
    | CallBack
    | InBulk
    | Pause
    | Resume
    | Send
    | Enough
    | Abandon
    | Reopen
    | Reason
    | Withdraw
    | AttachmentArrived
)
