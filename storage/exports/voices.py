"""What was said and written down, as downloads hold it: beside the answer, never in its place.

Of each question that somebody answered by voice: the words, their French, their language, and where the recording
lies in the xml download. Several recordings of one answer stand in their order, a line each.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues.interview.submission import instance_id
from storage.exports.csv import texts

if TYPE_CHECKING:
    from dialogues.ports import Submission
    from dialogues.transcripts import Transcript

__all__ = [
    "TRANSCRIPTS",
    "VOICE_COLUMNS",
    "Said",
    "Spoken",
    "Written",
    "folder_of",
    "nothing_written",
    "safe",
    "said_in",
    "table",
]

VOICE_COLUMNS = ("transcription", "traduction", "langue", "audio")
"""What stands behind a question that was answered by voice; also the ends of the columns' names."""
TRANSCRIPTS = "transcriptions.csv"
"""The file of the xml download that holds what was written down."""

_UNSAFE = re.compile(r"[^\w.-]")

Written = Callable[[int], Mapping[str, "Transcript"]]
"""What stands of an interview's recordings, by the id of the file."""


@dataclass(frozen=True, slots=True)
class Said:
    """A recording that is part of an answer: its name there, and the id of its file."""

    name: str
    attachment: str


def nothing_written(_interview: int) -> Mapping[str, Transcript]:
    """Nobody wrote anything down."""
    return {}


def said_in(record: Mapping[str, object]) -> Mapping[str, tuple[Said, ...]]:
    """Recordings by question, from the canonical JSON of a submission: parts of open answers, and audio questions."""
    found: dict[str, tuple[Said, ...]] = {}
    values, attachments, voices = (record.get(key, {}) for key in ("values", "attachments", "voices"))
    if isinstance(attachments, dict) and isinstance(values, dict):
        for ref, attachment in attachments.items():
            if values.get(ref, "").rpartition(".")[2] in _SOUNDS:
                found[ref] = (Said(values[ref], attachment),)
    if isinstance(voices, dict):
        found |= {ref: tuple(Said(*each) for each in said) for ref, said in voices.items()}
    return found


_SOUNDS = frozenset({"ogg", "oga", "opus", "mp3", "m4a", "aac", "wav", "amr", "flac", "3gp"})
"""How the names of recordings end; a film is none, for nobody writes it down."""


def safe(name: str) -> str:
    """A name as it stands in an archive."""
    return _UNSAFE.sub("_", name)


def folder_of(submission: Submission) -> str:
    """The folder of an interview below `<form_id>/` of the xml download."""
    return f"instances/uuid{safe(instance_id(submission.xml) or submission.code)}"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was written down of one interview.

    Args:
        written: by the id of the file.
        folder: of the interview in the xml download.
    """

    written: Mapping[str, Transcript]
    folder: str

    def cells(self, said: Sequence[Said]) -> list[str | None]:
        """The cells of `VOICE_COLUMNS`."""
        found = [self.written.get(one.attachment) for one in said]
        columns = (
            [one.text if one else "" for one in found],
            [one.french if one else "" for one in found],
            [one.language if one else "" for one in found],
            [f"{self.folder}/{safe(one.name)}" for one in said],
        )
        return ["\n".join(column) if any(column) else None for column in columns]


def table(rows: Iterator[tuple[str, str, Said, Transcript | None]]) -> str:
    """The file beside submissions as XML, which have no place for what was written down; "" for no recording.

    Args:
        rows: folder of the interview, ref of the question, the recording, and what was written down.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("question", *VOICE_COLUMNS, "par"))
    empty = True
    for folder, ref, said, one in rows:
        empty = False
        words = ("", "", "", "") if one is None else (one.text, one.french, one.language, one.member)
        writer.writerow(texts((ref, *words[:3], f"{folder}/{safe(said.name)}", words[3])))
    return "" if empty else out.getvalue()
