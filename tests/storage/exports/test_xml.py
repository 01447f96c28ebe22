"""Submissions as ODK's tools take them: folders, files, corrections, and what is strict."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree as ET

import pytest

from dialogues.ports import Submission
from storage.exports.exporter import Request, StrictGuide
from tests.storage.exports.golden import NOW, make_field

FIRST = "5b6c1d8e-0000-4000-8000-000000000001"


def put(field, code, *, corrections=0):
    """A submission with a photo on disk and one that was given up."""
    with field.store.writing() as unit:
        record = unit.interviews.add(field.project, field.membership, field.versions[0], code, "A", trial=False, at=NOW)
        xml = (
            '<data id="golden" version="1"><photo>p1.jpg</photo><son>s1.ogg</son>'
            f"<meta><entity dataset='a'/><instanceID>uuid:{FIRST}</instanceID></meta></data>"
        )
        answers = (
            '{"format":1,"started_at":1,"sent_at":1,"values":{"/data/photo":"p1.jpg","/data/son":"s1.ogg"},'
            '"statuses":{},"notes":{},"doubtful":[],"repeats":{},'
            f'"attachments":{{"/data/photo":"ph","/data/son":"gone"}},"corrections":{corrections}}}'
        )
        unit.submissions.put(
            Submission(
                record.id, field.project, field.guide, field.versions[0], code, "A07", False, answers, xml, NOW, NOW
            )
        )
        unit.commit()
    folder = field.root / "attachments" / str(record.id)
    folder.mkdir(parents=True)
    (folder / "ph").write_bytes(b"JPEG")


def export(field):
    """The members of the zip."""
    path = field.root / "out.zip"
    field.exporter.export_to(path, Request(field.project, field.guide, "xml", "fr", labels=False))
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def meta(xml, name):
    """The text of an element of `meta`."""
    return ET.fromstring(xml).findtext(f"meta/{name}")  # noqa: S314 - our own words


def test_folders_and_files(empty):
    """Forms of all versions, a folder an interview, its files under the names that the submission gives them."""
    put(empty, "K1")
    found = export(empty)
    place = f"golden/instances/uuid{FIRST}"
    assert list(found) == [
        "golden/LISEZ-MOI.txt",
        "golden/versions/1.xml",
        "golden/golden.xml",
        f"{place}/submission.xml",
        f"{place}/p1.jpg",
    ]
    assert found[f"{place}/p1.jpg"] == b"JPEG"
    assert b"chiffr" in found["golden/LISEZ-MOI.txt"]
    assert meta(found[f"{place}/submission.xml"], "instanceID") == f"uuid:{FIRST}"


def test_a_corrected_one_stands_there_as_an_edit_too(empty):
    """A correction names what it takes the place of: first the id that was sent, then that of the edit before."""
    put(empty, "K1", corrections=1)
    once = export(empty)[f"golden/corrections/uuid{FIRST}/submission.xml"]
    assert meta(once, "deprecatedID") == f"uuid:{FIRST}"
    twice = make_field(empty.root / "twice")
    put(twice, "K1", corrections=2)
    found = export(twice)
    again = found[f"golden/corrections/uuid{FIRST}/submission.xml"]
    assert meta(again, "deprecatedID") == meta(once, "instanceID") != f"uuid:{FIRST}"
    assert meta(found[f"golden/instances/uuid{FIRST}/submission.xml"], "deprecatedID") is None
    assert f"golden/corrections/uuid{FIRST}/p1.jpg" in found
    twice.store.close()


def test_strict_gives_tables_only(tmp_path):
    """Names, places and files of a strict project do not leave it as they are."""
    field = make_field(tmp_path, strict=True)
    put(field, "K1")
    with pytest.raises(StrictGuide):
        export(field)
    assert not (tmp_path / "out.zip").exists()
    field.store.close()
