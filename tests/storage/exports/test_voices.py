"""What was said and written down, in every format."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import openpyxl

from dialogues.ports import Submission
from dialogues.transcripts import Recording, Transcript
from storage.exports.exporter import Request
from tests.storage.exports.golden import NOW, make_field

WORDS, FRENCH = "Ji tɛ an fɛ\nyan", "=L'eau manque"


def put(field) -> None:
    """A submission with two voices on one question, one of them written down, on disk."""
    with field.store.writing() as unit:
        record = unit.interviews.add(field.project, field.membership, field.versions[0], "K1", "A", trial=False, at=NOW)
        answers = {
            "format": 1,
            "values": {"/data/ident/village": "v1.ogg\nv2.ogg", "/data/ident/age": "3"},
            "statuses": {"/data/ident/village": "repondu"},
            "attachments": {},
            "voices": {"/data/ident/village": [["v1.ogg", "un"], ["v2.ogg", "deux"]]},
        }
        xml = '<data id="golden" version="1"><ident><village>v1.ogg\nv2.ogg</village></ident></data>'
        unit.submissions.put(
            Submission(
                record.id,
                field.project,
                field.guide,
                field.versions[0],
                "K1",
                "A07",
                False,
                json.dumps(answers),
                xml,
                1,
                1,
            )
        )
        unit.transcripts.add(Recording("un", field.project, record.id, field.membership, NOW))
        for text, reader in (("Ji", ""), (WORDS, ""), ("machine", "essai")):
            made = unit.transcripts.write(
                Transcript(0, field.project, record.id, "un", "bm", text, "", "" if reader else "A07", NOW, reader)
            )
            if text == WORDS:
                unit.transcripts.translate(made.id, FRENCH)
        unit.commit()
    folder = field.root / "attachments" / str(record.id)
    folder.mkdir(parents=True)
    (folder / "un").write_bytes(b"OggS")
    (folder / "deux").write_bytes(b"OggS")


def made(field, kind: str, ending: str, *, labels: bool):
    """The path of a download."""
    path = field.root / f"out{ending}"
    field.exporter.export_to(path, Request(field.project, field.guide, kind, "fr", labels=labels))
    return path


def row(path) -> dict[str, object]:
    """The first row of the main sheet of a workbook by its headers."""
    book = openpyxl.load_workbook(path)
    heads, first = list(book.worksheets[2].iter_rows(values_only=True))[:2]
    return dict(zip(heads, first, strict=True))


def test_a_workbook_says_what_was_said(empty) -> None:
    """Words, French, language and the recording's place stand behind the question; drafts of machines do not."""
    put(empty)
    found = row(made(empty, "xlsx", ".xlsx", labels=False))
    assert found["village"] == "v1.ogg\nv2.ogg"
    assert found["village_transcription"] == f"{WORDS}\n"
    assert (found["village_traduction"], found["village_langue"]) == (f"{FRENCH}\n", "bm\n")
    assert found["village_audio"] == "instances/uuidK1/v1.ogg\ninstances/uuidK1/v2.ogg"
    assert "age_transcription" not in found
    assert "Village (village) – ce qui est dit" in row(made(empty, "xlsx", ".xlsx", labels=True))


def test_csv_says_the_same(empty) -> None:
    """The csv download holds the same columns; a formula stays text."""
    put(empty)
    with zipfile.ZipFile(made(empty, "csv", ".zip", labels=False)) as archive:
        sheets = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    table = next(rows for rows in sheets.values() if "village_transcription" in rows)
    (found,) = csv.DictReader(io.StringIO(table))
    assert (found["village_transcription"], found["village_langue"]) == (f"{WORDS}\n", "bm\n")
    assert found["village_traduction"] == f"'{FRENCH}\n"


def test_xml_has_the_recordings_and_a_table_beside_them(empty) -> None:
    """The files lie under the paths that the columns name, and a table says what was written down."""
    put(empty)
    with zipfile.ZipFile(made(empty, "xml", ".zip", labels=False)) as archive:
        assert archive.read("golden/instances/uuidK1/v1.ogg") == b"OggS"
        table = archive.read("golden/transcriptions.csv").decode()
    first, second = csv.DictReader(io.StringIO(table, newline=""))
    assert (first["question"], first["transcription"], first["par"]) == ("/data/ident/village", WORDS, "A07")
    assert (first["audio"], second["audio"]) == ("instances/uuidK1/v1.ogg", "instances/uuidK1/v2.ogg")
    assert first["traduction"] == f"'{FRENCH}"
    assert (second["transcription"], second["par"]) == ("", "")


def test_strict_gives_nothing_of_it(tmp_path) -> None:
    """A project that became `strict` gives away neither words nor paths of what was said before."""
    field = make_field(tmp_path, strict=True)
    put(field)
    assert not [head for head in row(made(field, "xlsx", ".xlsx", labels=False)) if str(head).startswith("village_t")]
    field.store.close()
