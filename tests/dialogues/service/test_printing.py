"""/feuille: the guide on paper with the numbers of the chat."""

from __future__ import annotations

from dialogues.interview.callsheet import Printed, Room
from dialogues.interview.papersheet import PaperSheet
from dialogues.messages import SendFile
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field, Someone
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label | guidance_hint | relevant |
|  | begin_group | debut | Le début |
|  | integer | age | Quel âge ? | Même à peu près. |
|  | select_one oui | accord | Acceptez-vous ? |
|  | note | merci | Merci à {numero}. |
|  | end_group |
|  | text | avis | Votre avis ? | | ${accord} = 'oui' |
|  | select_one oui | encore | Encore ? |
|  | begin_repeat | enfant | Enfant |
|  | text | prenom | Prénom ? |
|  | end_repeat |
|  | image | photo | Une photo ? |
| choices |
|  | list_name | name | label |
|  | oui | oui | Oui |
|  | oui | non | Non |
""" + SETTINGS.format(title="Fiche A", form_id="papier")

EACH = "(autant de fois qu'il en faut : la 5 demande s'il y en a d'autres)"


def printed(agent: Someone) -> PaperSheet:
    """The newest sheet that was printed."""
    return agent.field.exporter.printed[-1]


def test_the_whole_guide_is_printed_with_its_numbers_and_room_to_write() -> None:
    """Whatever was answered already: paper is for another person."""
    agent = Field(FORM).agent("Awa")
    play(agent, "/nouveau", "35", "/feuille")
    assert isinstance(agent.shown[-1][1].outgoing, SendFile)
    found = printed(agent)
    assert (found.title, found.version, found.language) == ("Fiche A", "1", "fr")
    assert found.lines == (
        Printed("— Le début —", title=True),
        Printed("Quel âge ?", "1", "Même à peu près.", room=Room.FIGURE, path="/data/debut/age"),
        Printed("Acceptez-vous ?", "2", choices=("1 Oui", "2 Non"), path="/data/debut/accord"),
        Printed("À lire : Merci à {numero}."),
        Printed("Votre avis ?", "3", only_if="Seulement si la 2 est « Oui » :", room=Room.LINES, path="/data/avis"),
        Printed("Encore ?", "4", choices=("1 Oui", "2 Non"), path="/data/encore"),
        Printed("— Enfant —", title=True),
        Printed(f"Prénom ?\n{EACH}", "6.1, 6.2…", room=Room.LINES, path="/data/enfant/prenom"),
        Printed("Une photo ?", "7", room=Room.LINE, path="/data/photo"),
    )


def test_without_an_interview_one_says_which_guide() -> None:
    """The only guide at once, else by a button; a guide that is gone is said to be gone."""
    one = Field(FORM).agent("Awa")
    play(one, "/feuille")
    assert printed(one).title == "Fiche A"
    other = FORM.replace("Fiche A", "Fiche B").replace("| papier |", "| autre |")
    two = Field(FORM, other).agent("Awa")
    play(two, "/feuille")
    assert two.told.startswith("Quel guide")
    play(two, "press Fiche B")
    assert printed(two).title == "Fiche B"
    two.acts("sheet:99")
    assert "n'est plus" in two.told


def test_where_people_are_in_danger_nothing_is_carried() -> None:
    """The sheet of a strict project comes with a warning; a full disk is said."""
    agent = Field(FORM, strict=True).agent("Awa")
    play(agent, "/feuille")
    sent = agent.shown[-1][1].outgoing
    assert isinstance(sent, SendFile)
    assert "n'emportez rien" in agent.words(sent.caption)
    agent.field.exporter.full = True
    play(agent, "/feuille")
    assert agent.told.startswith("Je n'ai pas pu préparer la feuille")


def test_a_project_without_a_guide_has_no_sheet() -> None:
    """It says so."""
    agent = Field().agent("Awa")
    play(agent, "/feuille")
    assert "guide" in agent.told


TWO = """
| survey |
|  | type | name | label::Français (fr) | label::العربية (ar) | label::Bambara (bm) | status::Bambara (bm) |
|  | select_one oui | eau | De l'eau ? | هل يوجد ماء؟ | Ji bɛ ? | draft |
|  | select_one oui | bois | Du bois ? | هل يوجد حطب؟ | Lɔgɔ bɛ ? | draft |
|  | text | avis | Votre avis ? | ما رأيك؟ | I hakili ? | draft |
| choices |
|  | list_name | name | label::Français (fr) | label::العربية (ar) | label::Bambara (bm) | status::Bambara (bm) |
|  | oui | oui | Oui | نعم | Awɔ | draft |
|  | oui | non | Non | لا | Ayi | draft |
| settings |
|  | form_title | form_id | version | default_language |
|  | Fiche D | deux | 1 | Français (fr) |
"""


def in_two(second: str) -> Someone:
    """An agent who reads French with another language under it."""
    agent = Field(TWO).agent("Awa")
    play(agent, "/nouveau", "/langue", f"press Français + {second}")
    return agent


def test_two_languages_on_paper_and_in_a_call() -> None:
    """Labels and choices stand in both, French first; a draft is marked once a question."""
    agent = in_two("Bamanankan")
    play(agent, "/feuille")
    first = printed(agent).lines[0]
    draft = "(traduction à vérifier : Bamanankan)"
    assert (first.text, first.beside, first.choices, first.unchecked) == (
        "De l'eau ?",
        (f"Ji bɛ ?\n{draft}",),
        ("1 Oui / Awɔ", "2 Non / Ayi"),
        draft,
    )
    play(agent, "/appel")
    told = "\n".join(agent.heard)
    assert f"1) De l'eau ?\nJi bɛ ?\n{draft}\n1 Oui / Awɔ · 2 Non / Ayi\n{draft}" in told
    assert told.count("Oui / Awɔ") == 1
    play(agent, "1) awɔ", "2) ayi")
    assert "✓ 1 : Oui" in "\n".join(agent.heard)


def test_two_directions_on_paper() -> None:
    """Each label is set apart in its own direction."""
    agent = in_two("العربية")
    play(agent, "/feuille")
    first = printed(agent).lines[0]
    assert first.beside == ("هل يوجد ماء؟",)
    assert first.choices[0] == "1 \u2068Oui\u2069 / \u2068نعم\u2069"
    assert first.unchecked == ""
