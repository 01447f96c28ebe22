"""Every format carries the golden dataset: values, types, counts (the exporter contract)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from storage.exports.exporter import Request
from storage.exports.registry import EXPORT_FORMATS

ZONE = dt.UTC


def read_xlsx(path):
    """Rows of every sheet as openpyxl gives them."""
    book = openpyxl.load_workbook(path)
    try:
        return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    finally:
        book.close()


def read_csv(path):
    """Rows of every file of the zip, the apostrophe of RULES taken away and "" as None."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            found[name.removesuffix(".csv")] = [
                [value.removeprefix("'") or None for value in row] for row in csv.reader(io.StringIO(text))
            ]
    return found


READERS = {"xlsx": read_xlsx, "csv": read_csv}


def as_text(value):
    """A value of a workbook as the csv writes it, so that one golden table serves both."""
    match value:
        case dt.datetime():
            return value.replace(tzinfo=ZONE).isoformat() if value.time() != dt.time() else f"{value:%Y-%m-%d}"
        case dt.time():
            return value.isoformat(timespec="minutes")
        case None:
            return None
        case _:
            return str(value)


def table(rows):
    """Rows as dictionaries by header, as text."""
    header, *others = rows
    assert len(set(header)) == len(header)
    return [
        {name: as_text(value) for name, value in zip(header, row, strict=True) if value is not None} for row in others
    ]


TABLES = {kind for kind, form in EXPORT_FORMATS.items() if form.tables}


@pytest.fixture(params=sorted(TABLES))
def kind(request):
    """Each format of the registry that holds tables."""
    return request.param


def exported(field, kind, *, labels=False, language="fr", trials=False):
    """A download as rows by sheet."""
    path = field.root / f"out{EXPORT_FORMATS[kind].suffix}"
    field.exporter.export_to(path, Request(field.project, field.guide, kind, language, labels, trials))
    return READERS[kind](path)


def test_every_format_has_a_reader():
    """A format of tables that is added must be read back here."""
    assert set(READERS) == TABLES


def test_sheets_stand_in_order(field, kind):
    """What it is comes first, the summary, then the interviews, the repeats, and the read-me."""
    assert list(exported(field, kind)) == ["À propos", "Synthèse", "Fiche A", "membre", "visite", "Lisez-moi"]


def test_values_of_the_main_sheet(field, kind):
    """Both versions stand in one table with their values, statuses, notes and what is to be checked."""
    first, second, third = table(exported(field, kind)["Fiche A"])
    assert first == {
        "_id": "K1",
        "start": "2026-03-03T09:35:00+00:00",
        "village": "=1+1",
        "village_statut": "repondu",
        "revenu_statut": "non_pose",
        "age": "35",
        "age_statut": "repondu",
        "acces": "oui",
        "acces_statut": "repondu",
        "acces_note": "hésite",
        "besoins": "eau abri",
        "besoins/eau": "1",
        "besoins/abri": "1",
        "besoins_statut": "repondu",
        "ancien": "-5 degrés",
        "ancien_statut": "repondu",
        "quand_statut": "non_pose",
        "heure_statut": "non_pose",
        "lieu_statut": "non_pose",
        "vu_statut": "non_pose",
        "double": "70",
        "end": "2026-03-03T10:00:00+00:00",
        "_uuid": "abc",
        "_submission_time": "2026-03-03T10:00:00+00:00",
        "_submitted_by": "A07",
        "_version": "1",
        "_language": "Français (fr)",
        "_revision": "1",
        "_a_verifier": "age",
        "_index": "1",
    }
    assert second["village"] == "Gao\x01 🌍 مرحبا".replace("\x01", "" if kind == "xlsx" else "\x01")
    assert second["revenu"] == "1250.5"
    assert second["age"] == "40"
    assert (second["acces"], second["acces_statut"]) == ("nsp", "nsp")
    assert (second["besoins/eau"], second["besoins/abri"], second["besoins/sante"]) == ("0", "0", "1")
    assert second["quand"] == "2026-03-03T01:30:00+00:00"
    assert second["heure"] == "08:30"
    assert [second[f"_lieu_{part}"] for part in ("latitude", "longitude", "altitude", "precision")] == [
        "16.2717",
        "-0.0447",
        "250.5",
        "8",
    ]
    assert second["vu"] == "OK"
    assert (third["age_statut"], third["revenu_statut"], third["acces_statut"]) == ("refus", "passe", "nsp")
    assert "age" not in third


def test_repeats_point_to_their_parents(field, kind):
    """Each repeat has its sheet; rows name the interview and the row above."""
    sheets = exported(field, kind)
    assert [
        (row["_submission__id"], row["nom"], row["_index"], row["_parent_index"]) for row in table(sheets["membre"])
    ] == [
        ("K1", "Awa", "1", "1"),
        ("K1", "Bakary", "2", "1"),
        ("K2", "+223 nom", "3", "2"),
    ]
    visits = table(sheets["visite"])
    assert [(row["jour"], row["_parent_table_name"], row["_parent_index"]) for row in visits] == [
        ("2026-03-01", "membre", "1"),
        ("2026-03-02", "membre", "1"),
        ("2026-02-28", "membre", "2"),
    ]


def test_labels_in_a_language(field, kind):
    """With labels, headers, choices and statuses are words; what is doubled bears its name."""
    sheets = exported(field, kind, labels=True)
    assert list(sheets)[2:5] == ["Fiche A", "Membre", "Visite"]
    first, second, _ = table(sheets["Fiche A"])
    assert first["Accès à l'eau ?"] == "Oui"
    assert first["Accès à l'eau ? – statut"] == "répondu"
    assert first["Accès à l'eau ? – note de l'agent"] == "hésite"
    assert first["Besoins de « Village »"] == "Eau ; Abri"
    assert first["Besoins de « Village »/Eau"] == "1"
    assert first["Village (village)"] == "=1+1"
    assert first["_a_verifier"] == "Âge"
    assert "Village (quand)" in second
    bambara = table(exported(field, kind, labels=True, language="bm-ML")["Fiche A"])
    assert bambara[0]["Ji ?"] == "Awɔ"


def test_summary_counts_those_who_were_asked(field, kind):
    """Non-response is counted apart, choices over answers and over those asked."""
    rows = [[as_text(value) for value in row] for row in exported(field, kind)["Synthèse"]]
    start = next(index for index, row in enumerate(rows) if row[:2] == ["4", "acces"])
    assert rows[start][2:4] == ["Posée", "3"]
    assert rows[start][6] == "base faible (<30)"
    block = {row[2]: [value and float(value) for value in row[3:6]] for row in rows[start + 1 : start + 7]}
    assert block == {
        "Ont répondu": [1, None, 33.3],
        "ne sait pas": [2, None, 66.7],
        "ne souhaite pas répondre": [0, None, 0],
        "passé": [0, None, 0],
        "– oui": [1, 100, 33.3],
        "– non": [0, 0, 0],
    }
    age = next(index for index, row in enumerate(rows) if row[:2] == ["3", "age"])
    assert {row[2]: row[3] for row in rows[age : age + 11]} == {
        "Posée": "3",
        "Ont répondu": "2",
        "ne sait pas": "0",
        "ne souhaite pas répondre": "1",
        "passé": "0",
        "dont à vérifier": "1",
        "Somme": "75",
        "Le plus petit": "35",
        "Le plus grand": "40",
        "Moyenne": "37.5",
        "Médiane": "37.5",
    }
    texts = {row[0] for row in rows if row}
    assert {"3 entretiens", "1 essai laissé de côté.", "version 1 : 1", "version 2 : 2"} <= texts


def test_trials_stand_apart(field, kind):
    """A trial is never among the interviews, and is exported alone when asked for."""
    rows = table(exported(field, kind, trials=True)["Fiche A"])
    assert [(row["_id"], row["village"], row["age"]) for row in rows] == [("E1", "essai", "99")]


def test_nothing_yet(empty, kind):
    """A guide without submissions still gives its headers."""
    sheets = exported(empty, kind)
    assert len(sheets["Fiche A"]) == 1
    assert sheets["Fiche A"][0][:3] == ["_id", "start", "village"]
    assert len(sheets["visite"]) == 1


def test_every_column_is_explained(field, kind):
    """The read-me names each field and each column of our own, of every sheet."""
    sheets = exported(field, kind)
    told = {(row[0], row[1]) for row in sheets["Lisez-moi"] if len(row) > 3}
    for title in ("Fiche A", "membre", "visite"):
        for header in sheets[title][0]:
            derived = "/" in header or header.endswith(("_statut", "_note")) or header.startswith("_lieu_")
            assert derived or (title, header) in told
