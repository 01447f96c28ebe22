"""Answers that are given piece by piece until «Terminé»: rankings, lines, plots; and choices of itemsets.csv."""

from __future__ import annotations

from dialogues.interview import effects as f
from dialogues.interview import inputs as i
from dialogues.interview.prompting import view
from dialogues.messages import Key, PromptView
from tests.dialogues.interview.talk import LOCALES, Talk

FORM = """
| survey |
|  | type | name | label | constraint |
|  | rank besoin | besoins | Classez les besoins | not(starts-with(., 'route')) |
|  | geoshape | champ | Le champ |
|  | geotrace | piste | La piste |
|  | text | avis | Avis ? |
| choices |
|  | list_name | name | label |
|  | besoin | eau | Eau |
|  | besoin | route | Route |
|  | besoin | ecole | École |
| settings |
|  | form_id |
|  | pieces |
"""

EXTERNAL = """
| survey |
|  | type | name | label::fr (fr) | label::en (en) | choice_filter |
|  | select_one region | region | Région ? | Region? | |
|  | select_one_external cercle | cercle | Cercle ? | District? | region = ${region} |
|  | text | avis | Avis ? | Opinion? | |
| choices |
|  | list_name | name | label::fr (fr) | label::en (en) |
|  | region | gao | Gao | Gao |
|  | region | mopti | Mopti | Mopti |
| external_choices |
|  | list_name | name | label::fr (fr) | label::en (en) | region |
|  | cercle | bourem | Bourem, le cercle | Bourem district | gao |
|  | cercle | djenne | Djenné, le cercle | Djenne district | mopti |
| settings |
|  | form_id | default_language |
|  | externe | fr (fr) |
"""

CORNERS = ((12.1, -8.1), (12.2, -8.1), (12.2, -8.2))


def at_the_field() -> Talk:
    """An interview whose ranking is done."""
    talk = Talk(FORM)
    talk.says("3 1 2")
    assert talk.value("besoins") == "ecole eau route"
    return talk


def shown(talk: Talk) -> PromptView:
    """The prompt as it stands."""
    found = view(talk.interview, f.Ask(), LOCALES, "fr", "")
    assert isinstance(found, PromptView)
    return found


def told(talk: Talk) -> str:
    """What refuses the last input."""
    asked = [effect for effect in talk.step.effects if isinstance(effect, f.Ask)][-1]
    return "" if asked.refused is None else asked.refused.key


def test_a_ranking_by_keys() -> None:
    """Keys add at the end or take out; «Terminé» says what is missing and adds the only choice that is left."""
    talk = Talk(FORM)
    talk.takes("eau")
    talk.done()
    assert told(talk) == "questions.rank.missing"
    talk.takes("ecole", "eau", "eau")
    assert talk.value("besoins") == "ecole eau"
    talk.done()
    assert talk.value("besoins") == "ecole eau route"
    assert talk.at == "champ"


def test_a_ranking_keeps_the_rules_of_the_guide() -> None:
    """What «Terminé» completes is held against the constraint as a whole; so is what is set at once."""
    talk = Talk(FORM)
    talk.takes("route", "eau")
    talk.done()
    assert talk.at == "besoins"
    talk.gives(i.ChoicesSet(talk.ref("besoins"), ("eau", "route")))
    assert talk.at == "besoins"
    talk.gives(i.ChoicesSet(talk.ref("besoins"), ("eau", "route", "ecole")))
    assert talk.value("besoins") == "eau route ecole"


def test_a_plot_and_a_line() -> None:
    """Positions join until «Terminé»; a plot ends where it began, and begins anew when it is told again."""
    talk = at_the_field()
    assert Key.DONE in shown(talk).keys
    for corner in CORNERS[:2]:
        talk.gives(i.PlaceGiven(*corner))
    talk.done()
    assert told(talk) == "questions.geoshape.too_few"
    talk.gives(i.PlaceGiven(*CORNERS[2]))
    talk.done()
    points = [f"{latitude} {longitude} 0.0 0.0" for latitude, longitude in CORNERS]
    assert talk.value("champ") == ";".join((*points, points[0]))
    assert talk.at == "piste"
    talk.says("12.1, -8.1; 12.2, -8.1")
    assert talk.value("piste") == ";".join(points[:2])
    talk.gives(i.PlaceGiven(*CORNERS[0], ref=talk.ref("champ")))
    assert talk.at == "avis"
    talk.goes_to("champ")
    talk.gives(i.PlaceGiven(*CORNERS[0]))
    assert talk.value("champ") == points[0]


def test_choices_of_another_file() -> None:
    """The rows of a list are offered in the language shown, filtered by what was answered."""
    talk = Talk(EXTERNAL)
    talk.takes("gao")
    assert [option.label for option in shown(talk).options] == ["Bourem, le cercle"]
    talk.says("bourem, le cercle")
    assert talk.value("cercle") == "bourem"
    assert talk.at == "avis"
