"""Choice lists that depend on other answers."""

from __future__ import annotations

import json

from dialogues.interview import inputs as i
from dialogues.interview.submission import canonical
from tests.dialogues.interview.talk import Talk

CASCADE = """
| survey |
|  | type | name | label | choice_filter | relevant |
|  | select_one region | region | Région ? |
|  | select_one cercle | cercle | Cercle ? | region = ${region} |
|  | select_multiple commune | communes | Communes ? | cercle = ${cercle} |
|  | text | avis | Avis ? |
|  | begin_repeat | visite | Visite |
|  | select_one commune | ou | Où ? | selected(${communes}, name) or name = 'nsp' |
|  | end_repeat |
| choices |
|  | list_name | name | label | region | cercle |
|  | region | gao | Gao |
|  | region | mopti | Mopti |
|  | cercle | ansongo | Ansongo | gao |
|  | cercle | bourem | Bourem | gao |
|  | cercle | djenne | Djenné | mopti |
|  | commune | bara | Bara |  | ansongo |
|  | commune | tessit | Tessit |  | ansongo |
|  | commune | temera | Téméra |  | bourem |
|  | commune | sofara | Sofara |  | djenne |
|  | commune | nsp | Ne sait pas |  | ansongo |
| settings |
|  | form_id |
|  | cascade |
"""


def filled() -> Talk:
    """An interview in which every question has an answer."""
    talk = Talk(CASCADE)
    talk.takes("gao", "ansongo", "bara", "tessit")
    talk.done()
    talk.says("bien")
    talk.done()
    talk.takes("tessit")
    talk.no()
    assert talk.at is None
    return talk


def test_only_what_is_offered() -> None:
    """The list follows the answers above; a choice of another branch is gone."""
    talk = Talk(CASCADE)
    talk.takes("mopti")
    assert [option.name for option in talk.asked.options] == ["djenne"]
    talk.takes("ansongo")
    assert talk.refused == "interview.choice_gone"
    talk.says("Djenné")
    assert talk.value("cercle") == "djenne"


def test_a_parent_that_changes_takes_the_children_along() -> None:
    """As in ODK: a choice that is no longer offered leaves the value, all the way down, and is asked again."""
    talk = filled()
    talk.goes_to("region")
    talk.takes("mopti")
    assert talk.value("cercle") == ""
    assert talk.value("communes") == ""
    assert talk.value("visite[1]/ou") == ""
    assert talk.at == "cercle"
    talk.sends()
    assert talk.refused == "interview.gaps"
    assert talk.at == "cercle"
    talk.takes("djenne", "sofara")
    talk.done()
    talk.takes("sofara")
    talk.sends()
    record = json.loads(canonical(talk.interview))
    assert record["values"]["/data/visite[1]/ou"] == "sofara"


def test_what_is_still_offered_stays() -> None:
    """Of several choices only those that are gone leave; the rest stays an answer."""
    talk = filled()
    talk.goes_to("communes")
    talk.takes("tessit")
    assert talk.value("communes") == "bara"
    assert talk.value("visite[1]/ou") == ""
    talk.done()
    assert talk.at == "visite[1]/ou"
    assert talk.statut("communes") == "repondu"


def test_a_parent_without_an_answer() -> None:
    """A parent that is refused empties the list below; a reason for none is still possible."""
    talk = filled()
    talk.goes_to("region")
    talk.passes(i.NonResponse.REFUSED)
    assert talk.at == "cercle"
    assert talk.asked.options == ()
    talk.passes(i.NonResponse.REFUSED)
    assert talk.at == "communes"
    talk.passes()
    assert talk.at == "visite[1]/ou"
    assert [option.name for option in talk.asked.options] == ["nsp"]
    talk.passes(i.NonResponse.DONT_KNOW)
    assert (talk.statut("visite[1]/ou"), talk.value("visite[1]/ou")) == ("nsp", "nsp")
    talk.sends()
    assert talk.told == ["interview.sent"]


def test_a_reason_that_is_a_choice_leaves_with_it() -> None:
    """«Ne sait pas» as a choice of the list leaves with the list, and is asked again."""
    talk = Talk(CASCADE)
    talk.takes("gao", "ansongo")
    talk.passes(i.NonResponse.DONT_KNOW)
    assert talk.value("communes") == "nsp"
    talk.goes_to("cercle")
    talk.takes("bourem")
    assert talk.at == "communes"
    assert talk.statut("communes") == ""


def test_a_choice_that_stands_twice_in_its_list_is_stored_once() -> None:
    """Real lists hold doubles; ticking one stores its name once."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | select_multiple eau | eaux | Eau ? |
| choices |
|  | list_name | name | label |
|  | eau | puits | Puits |
|  | eau | mare | Mare |
|  | eau | puits | Puits |
| settings |
|  | form_id | allow_choice_duplicates |
|  | double | yes |
""")
    talk.takes("puits")
    assert talk.value("eaux") == "puits"
    talk.gives(i.ChoicesSet(talk.ref("eaux"), ("mare", "puits")))
    assert talk.value("eaux") == "puits mare"
