"""Submissions as the tools of ODK and KoboToolbox take them: XML with its files beside it.

The folders are those of ODK Briefcase's storage:

    <form_id>/<form_id>.xml, <form_id>-media/   the newest version of the guide, and its files
    <form_id>/transcriptions.csv                what was written down of recordings, where there are any
    <form_id>/versions/<version>.xml            older ones
    <form_id>/instances/uuid<…>/submission.xml  an interview as it stands now, under the id that it was sent with
    <form_id>/corrections/uuid<…>/…             the same once more for one that was corrected after sending: with an id
                                                of its own, as the next edit of what was uploaded before
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dialogues.interview.submission import as_correction, instance_id
from storage.exports.voices import TRANSCRIPTS, Said, Written, nothing_written, safe, said_in, table

if TYPE_CHECKING:
    from dialogues.ports import Submission
    from dialogues.transcripts import Transcript
    from storage.exports.document import Document

__all__ = ["Original", "Originals", "original_of", "write_xml"]

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Original:
    """One interview.

    Args:
        uuid: of the submission as it was sent first.
        xml: the submission.
        correction: the same as an edit of what was uploaded before; "" for one that was never corrected.
        files: where the files of its answers are, by the name that the submission gives them.
        said: question, recording, and what was written down of it.
    """

    uuid: str
    xml: str
    correction: str
    files: Mapping[str, Path]
    said: tuple[tuple[str, Said, Transcript | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Originals:
    """The submissions of a guide, and the guide.

    Args:
        form_id: its identity.
        forms: XForm by version, the newest last.
        media: files of the newest version by name.
        readme: what the files are, in words.
        each: gives them one at a time; may be called once.
    """

    form_id: str
    forms: Mapping[str, bytes]
    media: Mapping[str, bytes]
    readme: str
    each: Iterator[Original]


def original_of(submission: Submission, attachments: Path, written: Written = nothing_written) -> Original:
    """A submission with its files.

    Args:
        submission: from the store.
        attachments: the folder that holds those of all interviews; a file that is not there was given up.
        written: gives what was written down of an interview's recordings.
    """
    record = json.loads(submission.answers)
    folder = attachments / str(submission.interview)
    found = {record["values"][ref]: folder / name for ref, name in record["attachments"].items()}
    said = said_in(record)
    found |= {one.name: folder / one.attachment for each in said.values() for one in each}
    known = written(submission.interview) if said else {}
    return Original(
        instance_id(submission.xml) or submission.code,
        submission.xml,
        as_correction(submission.xml, record.get("corrections", 0)),
        {name: path for name, path in found.items() if path.is_file()},
        tuple(
            (ref, one, known.get(one.attachment))
            for ref, each in said.items()
            for one in each
            if one.attachment in known or (folder / one.attachment).is_file()
        ),
    )


def write_xml(document: Document, path: Path) -> None:
    """Write a zip of submissions.

    Args:
        document: what to write.
        path: the zip.

    Raises:
        OSError: the disk does not take it.
    """
    guide = document.originals
    top = safe(guide.form_id)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{top}/LISEZ-MOI.txt", guide.readme)
        *older, newest = guide.forms.items()
        for version, xform in older:
            archive.writestr(f"{top}/versions/{safe(version)}.xml", xform)
        archive.writestr(f"{top}/{top}.xml", newest[1])
        for name, data in guide.media.items():
            archive.writestr(f"{top}/{top}-media/{safe(name)}", data)
        said: list[tuple[str, str, Said, Transcript | None]] = []
        for each in guide.each:
            said += [(f"instances/uuid{safe(each.uuid)}", ref, one, words) for ref, one, words in each.said]
            for folder, xml in (("instances", each.xml), ("corrections", each.correction)):
                if xml:
                    place = f"{top}/{folder}/uuid{safe(each.uuid)}"
                    archive.writestr(f"{place}/submission.xml", _DECLARATION + xml)
                    for name, file in each.files.items():
                        archive.write(file, f"{place}/{safe(name)}")
        if spoken := table(iter(said)):
            archive.writestr(f"{top}/{TRANSCRIPTS}", spoken)
