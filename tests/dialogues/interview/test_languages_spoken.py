"""What words mean by the language that people speak in an interview: the labels shown, then what the guide asks for."""

from __future__ import annotations

from dialogues.interview.tongues import languages_of
from tests.dialogues.interview.talk import Talk

SPOKEN = """
| survey |
|  | type | name | label::Français (fr) | label::Bamanankan (bm) |
|  | select_one langue | langue_entretien | Quelle langue ? | Kan jumɛn ? |
|  | integer | age | Quel âge ? | San joli ? |
| choices |
|  | list_name | name | label::Français (fr) | label::Bamanankan (bm) |
|  | langue | bambara | Bambara | Bamanankan |
|  | langue | songhay_gao | Songhay de Gao | Sonay |
|  | langue | wolof | Wolof | Wolof |
| settings |
|  | form_title | form_id | version | default_language |
|  | L | langues | 1 | Français (fr) |
"""


def test_the_language_that_the_guide_asks_for() -> None:
    """The languages shown come first; one that is not known by its name is none."""
    talk = Talk(SPOKEN)
    assert languages_of(talk.interview) == ("fr",)
    talk.says("Songhay de Gao")
    assert languages_of(talk.interview) == ("fr", "ses")
    other = Talk(SPOKEN)
    other.says("Wolof")
    assert languages_of(other.interview) == ("fr",)


def test_numbers_in_the_words_of_the_person() -> None:
    """«duu» is six where Songhay is spoken; it is noted in figures."""
    talk = Talk(SPOKEN)
    talk.says("Songhay de Gao")
    talk.says("duu")
    assert talk.value("age") == "6"


def test_two_numbers_are_asked() -> None:
    """«waa mugan ni duuru» and «5 ou 6» are asked, and the question waits."""
    talk = Talk(SPOKEN)
    talk.says("Bambara")
    talk.says("waa mugan ni duuru")
    assert talk.at == "age"
    assert talk.refused == "questions.either_number"
    talk.says("mugan ni duuru")
    assert talk.value("age") == "25"
