"""What was said as an answer, written down by somebody who heard it: the words, and their French.

    waiting -> claimed by one member for a while -> written, and written again as often as somebody corrects it

A transcript stands beside the answer and never changes it. What a recogniser heard is a draft for whoever writes: it
counts for nothing until a person has taken it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

__all__ = [
    "CLAIMED_MS",
    "Heard",
    "Recording",
    "Transcriber",
    "Transcript",
    "Transcripts",
    "Unheard",
]

CLAIMED_MS = 30 * 60 * 1000
"""How long a recording is one member's; after that it is the next one's, and both are told."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice answer in the queue.

    Args:
        attachment: id of its file.
        membership: who held the interview.
        at: when it was sent, UTC milliseconds.
        claimed_by: membership that writes it down now, None for nobody.
        claimed_until: until when, UTC milliseconds.
        written_at: when a person has first written it down, None before.
    """

    attachment: str
    project: int
    interview: int
    membership: int
    at: int
    claimed_by: int | None = None
    claimed_until: int = 0
    written_at: int | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What somebody wrote down of a recording; each correction is one more, so nothing is lost.

    Args:
        id: rises with the order in which they came; 0 before it is stored.
        language: IETF tag of the words.
        text: what was said, in that language.
        french: its translation; "" while there is none.
        member: code of who wrote it; "" for a recogniser's draft.
        at: UTC milliseconds.
        reader: the recogniser whose draft it is; "" for a person.
        confidence: 0 to 1, as the recogniser says it; 1 for a person.
    """

    id: int
    project: int
    interview: int
    attachment: str
    language: str
    text: str
    french: str
    member: str
    at: int
    reader: str = ""
    confidence: float = 1.0


class Transcripts(Protocol):
    """The queue of voice answers and what was written down, within a project."""

    def add(self, recording: Recording) -> None:
        """Put a recording into the queue."""
        ...

    def recording(self, attachment: str) -> Recording | None:
        """A recording by the id of its file."""
        ...

    def next(
        self, project: int, membership: int | None, me: int, now: int, after: Recording | None = None
    ) -> Recording | None:
        """The oldest recording that waits for me: its file is there, nobody has written it down or is at it.

        What I have begun comes first. Trials, and interviews that were given up, are not written down.

        Args:
            project: its id.
            membership: of whose interviews; None for the whole project.
            me: the membership that asks.
            now: UTC milliseconds.
            after: only those that come after this one.
        """
        ...

    def waiting(self, project: int, membership: int | None) -> int:
        """How many recordings nobody has written down yet; of one membership, or of all."""
        ...

    def claim(self, attachment: str, me: int, now: int, until: int) -> bool:
        """Take a recording for a while. False where somebody else has it."""
        ...

    def release(self, attachment: str, me: int) -> None:
        """Let go of a recording; somebody else's stays theirs."""
        ...

    def drop(self, attachment: str) -> None:
        """Take a recording out of the queue: it is part of no answer any more."""
        ...

    def write(self, transcript: Transcript) -> Transcript:
        """Keep what somebody wrote down, or a recogniser heard; only a person's ends the waiting."""
        ...

    def translate(self, transcript: int, french: str) -> None:
        """Set the French of what was written down."""
        ...

    def set_language(self, transcript: int, language: str) -> None:
        """Say in which language it was."""
        ...

    def transcript(self, transcript: int) -> Transcript | None:
        """One of them by its id."""
        ...

    def history(self, attachment: str) -> Sequence[Transcript]:
        """All that was written down of a recording, oldest first; drafts too."""
        ...

    def of_interview(self, interview: int) -> Sequence[Transcript]:
        """What stands: the newest that a person wrote of each recording."""
        ...

    def untried(self, limit: int = 10) -> Sequence[Recording]:
        """Recordings that wait and that no recogniser was given yet, oldest first; their files are there."""
        ...

    def tried(self, attachment: str, at: int) -> None:
        """A recogniser was given it, whatever came of it."""
        ...


# --- speech recognition -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser heard.

    Args:
        text: the words; never blank.
        language: IETF tag, "" where it does not say.
        confidence: 0 to 1.
        reader: which recogniser, at most 60 characters.
    """

    text: str = field(repr=False)
    language: str
    confidence: float
    reader: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """A recogniser heard nothing, and why.

    Args:
        why: `silent` (no words in it), `slow` (over its time), `failed` (the recogniser broke off),
            `unreadable` (it answered what cannot be read).
    """

    why: str


class Transcriber(Protocol):
    """Hears speech: a draft for whoever writes it down, and never an answer by itself.

    None is shipped: there is none that works offline for the languages of the field.
    """

    def hear(self, path: Path, language: str) -> Heard | Unheard:
        """Hear a recording.

        Args:
            path: the file, Ogg Opus as Telegram makes it, or whatever was sent as a document.
            language: IETF tag of the language that the interview is held in, as a hint; "" for none.

        Returns:
            What was heard, or why nothing was. Never raises for any file; takes at most its own limit of time.
        """
        ...
