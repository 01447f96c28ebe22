"""Choices that come from files of the guide, and what a range says of itself."""

from __future__ import annotations

import json

import pytest

from dialogues.xforms.xform import compile_xform
from tests.dialogues.interview.talk import Talk
from tests.support.scenario import converted

FILES = {
    "villes.csv": "code,nom,region\nk,Kati,gao\ns,Ségou,k\n".encode(),
    "cercles.xml": (
        b"<root><item><name>x</name><label>Xe</label></item><item><name>y</name><label>Ye</label></item></root>"
    ),
    "lieux.geojson": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": "p1",
                    "geometry": {"type": "Point", "coordinates": [-8, 12.5]},
                    "properties": {"title": "Puits", "ref": "R1", "nom": "N1"},
                },
                {
                    "type": "Feature",
                    "geometry": {"type": "LineString", "coordinates": [[-8, 12.5], [-7, 12]]},
                    "properties": {"id": "p2", "title": "École", "ref": "R2", "nom": "N2"},
                },
            ],
        }
    ).encode(),
}
FORM = """
| survey |
|  | type | name | label | parameters | choice_filter |
|  | select_one_from_file villes.csv | ville | Ville ? | value=code, label=nom |
|  | select_multiple_from_file cercles.xml | cercles | Cercles ? |
|  | select_one_from_file lieux.geojson | lieu | Lieu ? |
|  | select_one_from_file lieux.geojson | autre | Lieu ? | value=ref, label=nom |
|  | select_one_from_file villes.csv | pres | Où ? | value=code, label=nom, randomize=true, seed=4 | region = ${ville} |
| settings |
|  | form_id |
|  | fichiers |
"""


@pytest.fixture
def talk() -> Talk:
    """An interview of a guide with three files."""
    return Talk(compile_xform(converted(FORM).xform, files=FILES))


def test_choices_from_files(talk: Talk) -> None:
    """CSV, XML and GeoJSON give choices by the columns that the guide names, else by those of ODK."""
    seen = {}
    while talk.at is not None:
        seen[talk.at] = [(option.name, option.label) for option in talk.asked.options]
        talk.takes(seen[talk.at][0][0])
        if talk.asked.widget.value == "many_of":
            talk.done()
    assert seen == {
        "ville": [("k", "Kati"), ("s", "Ségou")],
        "cercles": [("x", "Xe"), ("y", "Ye")],
        "lieu": [("p1", "Puits"), ("p2", "École")],
        "autre": [("R1", "N1"), ("R2", "N2")],
        "pres": [("s", "Ségou")],
    }


@pytest.mark.parametrize(
    ("parameters", "hint", "said"),
    [
        ("start=1 end=5 step=1", "", "De 1 à 5."),
        ("start=0 end=1 step=0.5", "", "De 0 à 1, de 0,5 en 0,5."),
        ("start=1 end=5 step=1", "Cinq est le mieux.", "Cinq est le mieux."),
    ],
)
def test_a_range_says_its_ends(parameters: str, hint: str, said: str) -> None:
    """Where the guide gives no hint, the question says from where to where numbers go, and by which step."""
    asked = Talk(f"""
| survey |
|  | type | name | label | hint | parameters |
|  | range | note | Quelle note ? | {hint} | {parameters} |
| settings |
|  | form_id |
|  | notes |
""").asked
    assert asked.hint is not None
    assert asked.hint.text == said


SHUFFLED = """
| survey |
|  | type | name | label | parameters |
|  | select_one huit | un | Lequel ? | randomize=true |
|  | select_one huit | deux | Et là ? | randomize=true |
| choices |
|  | list_name | name | label |
""" + "".join(f"|  | huit | c{n} | C{n} |\n" for n in range(8))


def test_an_order_by_chance_is_drawn_once() -> None:
    """Choices in random order keep it from showing to reading, after time and going back; each question has its own."""
    talk = Talk(SHUFFLED)

    def shown() -> list[str]:
        return [option.name for option in talk.asked.options]

    first = shown()
    talk.says("99")
    assert shown() == first != sorted(first)
    talk.says("3")
    assert talk.value("un") == first[2]
    assert shown() != first
    talk.back()
    assert shown() == first
    assert {tuple(first), tuple(c.name for c in Talk(SHUFFLED).asked.options)} == {tuple(first)}
