"""The golden dataset that every format must carry: two versions of a guide, real SQLite, odd texts on purpose."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pyxform.xls2xform import convert

from dialogues.fieldwork.people import MembershipStatus, Role
from dialogues.forms.definition import FormDefinition
from dialogues.locales import Locales
from dialogues.ports import GuideVersion, Submission
from dialogues.xforms.xform import compile_xform
from storage.database import open_database
from storage.exports.exporter import SqlExporter
from storage.tables import metadata
from storage.unit_of_work import SqlStore

NOW = 1_772_532_000_000
"""2026-03-03 10:00 UTC."""

CHOICES = """
| choices |           |      |                     |                       |
|         | list_name | name | label::Français (fr) | label::Bamanankan (bm) |
|         | yn        | oui  | Oui                 | Awɔ                   |
|         | yn        | non  | Non                 | Ayi                   |
|         | yn        | nsp  | Ne sait pas         | N t'a dɔn             |
|         | besoin    | eau  | Eau                 | Ji                    |
|         | besoin    | abri | Abri                | Abri                  |
"""

FIRST = (
    """
| survey |                         |          |                      |                        |          |             |
| | type | name | label::Français (fr) | label::Bamanankan (bm) | required | calculation |
|        | start                   | start    |                      |                        |          |             |
|        | phonenumber             | tel      |                      |                        |          |             |
|        | begin_group             | ident    | Identité             | I                      |          |             |
|        | text                    | village  | Village              | Dugu                   |          |             |
|        | integer                 | age      | Âge                  | Si                     |          |             |
|        | end_group               |          |                      |                        |          |             |
|        | note                    | merci    | Merci                | A ni ce                |          |             |
|        | select_one yn           | acces    | Accès à l'eau ?      | Ji ?                   |          |             |
|        | select_multiple besoin  | besoins  | Besoins de ${village} | Mako                  |          |             |
|        | text                    | ancien   | Ancienne question    | Koro                   |          |             |
|        | begin_repeat            | membre   | Membre               | Mɔgɔ                   |          |             |
|        | text                    | nom      | Nom                  | Tɔgɔ                   |          |             |
|        | begin_repeat            | visite   | Visite               | Taa                    |          |             |
|        | date                    | jour     | Jour                 | Don                    |          |             |
|        | end_repeat              |          |                      |                        |          |             |
|        | end_repeat              |          |                      |                        |          |             |
|        | calculate               | double   |                      |                        |          | ${age} * 2  |
| settings |           |         |                  |         |
|          | form_id   | version | default_language | form_title |
|          | golden    | 1       | Français (fr)    | Titre      |
"""
    + CHOICES
)

SECOND = (
    """
| survey |                         |          |                      |                        |          |             |
| | type | name | label::Français (fr) | label::Bamanankan (bm) | required | calculation |
|        | start                   | start    |                      |                        |          |             |
|        | text                    | village  | Village              | Dugu                   |          |             |
|        | decimal                 | revenu   | Revenu               | Wari                   |          |             |
|        | begin_group             | qui      | Qui                  | Jɔn                    |          |             |
|        | integer                 | age      | Âge                  | Si                     |          |             |
|        | end_group               |          |                      |                        |          |             |
|        | select_one yn           | acces    | Accès à l'eau ?      | Ji ?                   |          |             |
|        | select_multiple besoin  | besoins  | Besoins de ${village} | Mako                  |          |             |
|        | dateTime                | quand    | Village              | Waati                  |          |             |
|        | time                    | heure    | Heure                | Lɛri                   |          |             |
|        | geopoint                | lieu     | Lieu                 | Yɔrɔ                   |          |             |
|        | acknowledge             | vu       | Vu                   | Ye                     |          |             |
|        | begin_repeat            | membre   | Membre               | Mɔgɔ                   |          |             |
|        | text                    | nom      | Nom                  | Tɔgɔ                   |          |             |
|        | begin_repeat            | visite   | Visite               | Taa                    |          |             |
|        | date                    | jour     | Jour                 | Don                    |          |             |
|        | end_repeat              |          |                      |                        |          |             |
|        | end_repeat              |          |                      |                        |          |             |
|        | calculate               | double   |                      |                        |          | ${age} * 2  |
| settings |           |         |                  |         |
|          | form_id   | version | default_language | form_title |
|          | golden    | 2       | Français (fr)    | Titre      |
"""
    + CHOICES
    + "|         | besoin    | sante | Santé               | Kɛnɛya                |\n"
)


def compiled(markdown: str) -> bytes:
    """The XForm of a Markdown form."""
    return convert(markdown, file_type=".md").xform.encode()


def forms(version: GuideVersion) -> FormDefinition:
    """A version's definition, as the bot's wiring compiles it."""
    return compile_xform(version.xform, files=version.files, settings=version.settings)


def unheard(_done: int, _total: int) -> None:
    """Progress that nobody listens to."""


def answers(values, statuses=None, **others) -> str:
    """Canonical JSON with the root `/data` put before every ref."""

    def rooted(found):
        return {f"/data/{ref}": value for ref, value in found.items()}

    return json.dumps(
        {
            "format": 1,
            "language": others.get("language", "Français (fr)"),
            "started_at": NOW - 1_500_000,
            "sent_at": others.get("sent_at", NOW),
            "time_zone": "Africa/Bamako",
            "values": rooted(values),
            "statuses": rooted(statuses or dict.fromkeys(values, "repondu")),
            "notes": rooted(others.get("notes", {})),
            "doubtful": [f"/data/{ref}" for ref in others.get("doubtful", ())],
            "repeats": rooted(others.get("repeats", {})),
            "attachments": {},
        },
        ensure_ascii=False,
    )


@dataclass(frozen=True, slots=True)
class Field:
    """A store with a project and a guide, and an exporter on it."""

    store: SqlStore
    exporter: SqlExporter
    root: Path
    project: int
    guide: int
    versions: tuple[int, ...]
    membership: int

    def put(self, version: int, code: str, found: str, *, trial: bool = False, sent_at: int = NOW) -> None:
        """Add a submission of the nth version."""
        with self.store.writing() as unit:
            record = unit.interviews.add(
                self.project, self.membership, self.versions[version], code, "A", trial=trial, at=NOW
            )
            unit.submissions.put(
                Submission(
                    record.id,
                    self.project,
                    self.guide,
                    self.versions[version],
                    code,
                    "A07",
                    trial,
                    found,
                    "<data/>",
                    NOW - 1_500_000,
                    sent_at,
                )
            )
            unit.commit()


def make_field(root: Path, sources=(FIRST, SECOND), *, strict: bool = False, zone: str = "Africa/Bamako") -> Field:
    """A fresh database with a project and a guide of these versions, without submissions."""
    root.mkdir(exist_ok=True)
    database = open_database(f"sqlite:///{root / 'baro.db'}")
    metadata.create_all(database.engine)
    store = SqlStore(database)
    with store.writing() as unit:
        project = unit.projects.add("eau", "Eau et paix", "Baro", zone, strict=strict)
        person = unit.people.add_person("Agent", "fr")
        membership = unit.people.add_membership(person.id, project.id, Role.AGENT, MembershipStatus.ACTIVE, "A07")
        guide = unit.guides.add(project.id, "golden", "Titre", "Fiche A")
        versions = tuple(
            unit.guides.add_version(
                project.id, guide.id, str(number), f"hash{number}", compiled(source), {}, {}, {}, NOW + number
            ).id
            for number, source in enumerate(sources, 1)
        )
        unit.commit()
    exporter = SqlExporter(store, forms, root, lambda: NOW, Locales.load())
    return Field(store, exporter, root, project.id, guide.id, versions, membership.id)


def fill(field: Field) -> None:
    """The golden submissions."""
    field.put(
        0,
        "K1",
        answers(
            {
                "start": "2026-03-03T09:35:00.000+00:00",
                "ident/village": "=1+1",
                "ident/age": "35",
                "acces": "oui",
                "besoins": "eau abri",
                "ancien": "-5 degrés",
                "double": "70",
                "meta/instanceID": "uuid:abc",
                "membre[1]/nom": "Awa",
                "membre[1]/visite[1]/jour": "2026-03-01",
                "membre[1]/visite[2]/jour": "2026-03-02",
                "membre[2]/nom": "Bakary",
                "membre[2]/visite[1]/jour": "2026-02-28",
            },
            notes={"acces": "hésite"},
            doubtful=["ident/age"],
            repeats={"membre": 2, "membre[1]/visite": 2, "membre[2]/visite": 1},
        ),
    )
    field.put(
        1,
        "K2",
        answers(
            {
                "start": "2026-03-03T09:40:00.000+00:00",
                "village": "Gao\x01 🌍 مرحبا",
                "revenu": "1250.5",
                "qui/age": "40",
                "acces": "nsp",
                "besoins": "sante",
                "quand": "2026-03-02T23:30:00.000-02:00",
                "heure": "08:30:00.000Z",
                "lieu": "16.2717 -0.0447 250.5 8",
                "vu": "OK",
                "double": "80",
                "membre[1]/nom": "+223 nom",
            },
            repeats={"membre": 1},
            language="Bamanankan (bm)",
            sent_at=NOW + 1000,
        ),
        sent_at=NOW + 1000,
    )
    field.put(
        1,
        "K3",
        answers(
            {"village": "@" + "é" * 40_000},
            {"village": "repondu", "qui/age": "refus", "revenu": "passe", "acces": "nsp"},
            sent_at=NOW + 2000,
        ),
        sent_at=NOW + 2000,
    )
    field.put(1, "E1", answers({"village": "essai", "qui/age": "99"}), trial=True)
