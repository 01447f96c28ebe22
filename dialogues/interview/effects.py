"""What the world owes an interview after a step; imperative, stored as it is, put into words when it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from dialogues.forms.ref import Ref
from dialogues.messages import Phrase


@dataclass(frozen=True, slots=True)
class Ask:
    """Put the current prompt.

    Args:
        acknowledged: what was stored and is told in the same message.
        refused: why the last message was not taken; None when it was.
        page, search: what part of a long list is shown.
        again: its pictures and recordings are shown also where they were before.
        language: of the guide, to show this once; "" for what was chosen.
    """

    acknowledged: tuple[Phrase, ...] = ()
    refused: Phrase | None = None
    page: int = 0
    search: str = ""
    again: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something without asking anything (a tick, an explanation, a farewell)."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class ShowTicks:
    """Show, in place, what is ticked in the select_multiple at `ref`."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Interpret:
    """Have words read by readers outside the core; comes back as `Interpreted`, or as the input that they stand for.

    Args:
        ref: the question, or the repeat that asks for one more; None for the end of the guide.
        text: the words.
        here: they were said to whatever waits, so they may mean a yes to what is proposed, or a wish; words with an
            address are about their question alone.
    """

    ref: Ref | None
    text: str
    here: bool = True


@dataclass(frozen=True, slots=True)
class ReadCodes:
    """Have the code on a picture read outside the core; comes back as `CodesRead`. The picture is not kept.

    Args:
        ref: the question.
        file_id: the channel's name for the picture.
    """

    ref: Ref
    file_id: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """Fetch a file that the channel holds; comes back as the input `AttachmentArrived`.

    Args:
        file_id: the channel's name for it.
        name: safe file name.
        attachment: id to keep it under.
    """

    ref: Ref
    kind: str
    file_id: str
    name: str
    media_type: str
    size: int
    attachment: str


Effect = Ask | Tell | ShowTicks | Interpret | ReadCodes | Fetch
