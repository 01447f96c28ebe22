"""Repeats: open and counted, nested, shrinking and growing, instances that go."""

from __future__ import annotations

import json

from dialogues.forms.definition import Limits
from dialogues.interview import inputs as i
from dialogues.interview.submission import canonical, to_xml
from tests.dialogues.interview.talk import Talk

OPEN = """
| survey |
|  | type | name | label | relevant | calculation |
|  | select_one on | enfants | Des enfants ? |
|  | begin_repeat | enfant | Enfant | ${enfants} = 'oui' |
|  | text | prenom | Prénom ? |
|  | calculate | rang |  |  | position(..) |
|  | calculate | voisin |  |  | count(${enfant}) |
|  | begin_repeat | vaccin | Vaccin |
|  | text | nom | Quel vaccin de ${prenom} ? |
|  | image | carnet | Carnet ? |
|  | end_repeat |
|  | integer | age | Âge ? |
|  | end_repeat |
|  | calculate | somme |  |  | sum(${age}) |
|  | integer | fin | Fin ? |
| choices |
|  | list_name | name | label |
|  | on | oui | Oui |
|  | on | non | Non |
| settings |
|  | form_id |
|  | ouvert |
"""


def child(talk: Talk, name: str, age: int, vaccines: tuple[str, ...] = ()) -> None:
    """One child, from its first question to «Ajouter …?»."""
    talk.says(name)
    talk.done()
    for number, vaccine in enumerate(vaccines or ("",)):
        if number:
            talk.yes()
        if vaccine:
            talk.says(vaccine)
            talk.done()
        else:
            talk.passes()
        talk.passes()
    talk.no()
    talk.says(str(age))


def family() -> Talk:
    """Three children; the way stands at «Ajouter …?»."""
    talk = Talk(OPEN)
    talk.takes("oui")
    child(talk, "Awa", 3, ("BCG", "polio"))
    talk.yes()
    child(talk, "Bah", 5)
    talk.yes()
    child(talk, "Coumba", 7, ("tétanos",))
    return talk


def test_an_open_repeat() -> None:
    """It begins with one instance; after the last «Ajouter …?» is asked until no."""
    talk = Talk(OPEN)
    talk.takes("oui")
    assert talk.at == "enfant[1]/prenom"
    assert talk.asked.address == "3.1"
    assert talk.asked.section == "Enfant"
    child(talk, "Awa", 3)
    assert talk.at == "enfant"
    assert talk.asked.label.text == "Enfant : en ajouter ? Il y en a 1."
    assert talk.asked.address == "2"
    talk.says("peut-être")
    talk.unread()
    assert talk.refused == "interview.yes_or_no"
    talk.passes()
    assert talk.refused == "interview.yes_or_no"
    talk.yes()
    assert talk.at == "enfant[2]/prenom"
    talk.gives(i.Confirmed(yes=True, ref=talk.ref("enfant")))
    assert talk.step.events == ()
    child(talk, "Bah", 5)
    talk.no()
    assert talk.at == "fin"
    assert talk.value("somme") == "8"
    talk.gives(i.Confirmed(yes=False, ref=talk.ref("enfant")))
    assert talk.step.events == ()
    talk.says("1")
    talk.sends()
    record = json.loads(canonical(talk.interview))
    assert record["repeats"] == {"/data/enfant": 2, "/data/enfant[1]/vaccin": 1, "/data/enfant[2]/vaccin": 1}
    assert record["values"]["/data/enfant[2]/rang"] == "2"


def test_a_repeat_that_is_not_relevant() -> None:
    """Nothing of it is asked, not even whether to add, be there an instance or none."""
    talk = Talk(OPEN)
    talk.takes("non")
    assert talk.at == "fin"
    talk.goes_to("enfants")
    talk.takes("oui")
    talk.gives(i.RepeatRemoval(talk.ref("enfant[1]")))
    assert talk.at == "enfant"
    assert "Il y en a 0" in talk.asked.label.text
    talk.no()
    talk.goes_to("enfants")
    talk.takes("non")
    assert talk.at == "fin"
    assert json.loads(canonical(talk.interview))["repeats"] == {}


def test_removing_an_instance_moves_the_others_up() -> None:
    """Answers, notes, closed state and values of the later instances take the place of the one that went."""
    talk = family()
    talk.no()
    talk.writes("enfant[3]/age", "NB: née à Gao")
    assert talk.at == "fin"
    talk.gives(i.RepeatRemoval(talk.ref("enfant[2]")))
    assert talk.words == "✓ Enlevé."
    assert talk.at == "fin"
    assert talk.value("enfant[2]/prenom") == "Coumba"
    assert talk.value("enfant[2]/rang") == "2"
    assert talk.value("enfant[2]/voisin") == "2"
    assert talk.value("enfant[2]/vaccin[1]/nom") == "tétanos"
    assert talk.statut("enfant[2]/vaccin[1]/nom") == "repondu"
    assert talk.interview.notes == {talk.ref("enfant[2]/age"): ("née à Gao",)}
    assert talk.ref("enfant[2]/vaccin") in talk.interview.closed
    assert talk.ref("enfant[3]/vaccin") not in talk.interview.closed
    assert talk.value("somme") == "10"


def test_the_place_moves_up_too() -> None:
    """Whoever stands in a later instance stays at the same question of it."""
    talk = family()
    talk.goes_to("enfant[3]/age")
    talk.gives(i.RepeatRemoval(talk.ref("enfant[1]")))
    assert talk.at == "enfant[2]/age"
    assert talk.asked.current == "7"
    talk.gives(i.RepeatRemoval(talk.ref("enfant[2]")))
    assert talk.at == "enfant"
    talk.goes_to("enfant[1]/vaccin[1]/nom")
    talk.gives(i.RepeatRemoval(talk.ref("enfant[1]/vaccin[1]")))
    assert talk.at == "enfant"
    talk.gives(i.RepeatRemoval(talk.ref("enfant[1]")))
    assert talk.at == "enfant"
    talk.gives(i.RepeatRemoval(talk.ref("enfant[1]")))
    assert talk.refused == "interview.not_asked"


def test_removal_drops_what_was_proposed() -> None:
    """A proposal about an instance does not survive its removal."""
    talk = family()
    talk.writes("enfant[2]/age", "6")
    assert talk.interview.pending is not None
    talk.gives(i.RepeatRemoval(talk.ref("enfant[2]")))
    assert talk.interview.pending is None
    talk.yes()
    assert talk.at == "enfant[3]/prenom"


def test_a_file_finds_its_answer_after_a_removal() -> None:
    """A file that arrives is kept by the answer that bears it, wherever that moved."""
    talk = family()
    where = talk.ref("enfant[3]/vaccin[1]/carnet")
    talk.gives(i.BlobGiven("image", "f", "c.jpg", "t1", ref=where))
    talk.yes()
    talk.gives(i.RepeatRemoval(talk.ref("enfant[1]")))
    talk.gives(i.AttachmentArrived(where, "t1", stored=True))
    assert talk.told == ["interview.file_stored"]
    assert talk.interview.answers[talk.ref("enfant[2]/vaccin[1]/carnet")].stored


def test_a_repeat_has_a_limit() -> None:
    """Beyond the limit nothing is added, and the log stays in step."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | begin_repeat | r | R |
|  | integer | x | X ? |
|  | end_repeat |
| settings |
|  | form_id |
|  | limite |
""", checked=False)  # fmt: skip
    parent = talk.interview.instance.top
    for _ in range(Limits().repeat_instances - 1):
        talk.interview.instance.add_repeat("/data/r", parent)
    talk.interview.current = talk.ref("r")
    before = talk.interview.sequence
    talk.yes()
    assert talk.refused == "interview.too_many"
    assert talk.interview.sequence == before


def test_an_unnamed_repeat_without_questions() -> None:
    """A repeat without a title asks without one; an instance without questions goes on at once."""
    talk = Talk("""
| survey |
|  | type | name | label | relevant |
|  | begin_repeat | r |  |
|  | integer | x | X ? | position(..) = 1 |
|  | end_repeat |
| settings |
|  | form_id |
|  | sansnom |
""")
    talk.says("1")
    assert talk.asked.label.text == "En ajouter encore ? Il y en a 1."
    talk.yes()
    assert talk.at == "r"
    assert "Il y en a 2" in talk.asked.label.text


COUNTED = """
| survey |
|  | type | name | label | repeat_count | calculation | relevant |
|  | integer | n | Combien ? |
|  | integer | base | Base ? |
|  | begin_repeat | maison | Maison | ${n} |
|  | integer | m | Personnes ? |
|  | calculate | plus |  |  | ${base} + 1 |
|  | calculate | sort |  |  | once(random()) |
|  | begin_repeat | personne | Personne | ${m} |
|  | text | nom | Nom ? |
|  | end_repeat |
|  | end_repeat |
|  | calculate | tous |  |  | count(${personne}) |
| settings |
|  | form_id |
|  | compte |
"""


def counted() -> Talk:
    """Two houses of two and one people."""
    talk = Talk(COUNTED)
    talk.says("2", "10", "2")
    talk.says("Awa")
    talk.done()
    talk.says("Bah")
    talk.done()
    talk.says("1", "Coumba")
    talk.done()
    assert talk.at is None
    return talk


def test_a_counted_repeat_follows_its_count() -> None:
    """There are as many instances as the count says; none of them is added or removed by hand."""
    talk = counted()
    assert talk.value("tous") == "3"
    assert talk.value("maison[2]/plus") == "11"
    assert float(talk.value("maison[2]/sort")) < 1
    talk.gives(i.RepeatRemoval(talk.ref("maison[1]")))
    assert talk.refused == "interview.not_asked"
    talk.sends()
    record = json.loads(canonical(talk.interview))
    assert record["repeats"] == {"/data/maison": 2, "/data/maison[1]/personne": 2, "/data/maison[2]/personne": 1}
    assert to_xml(talk.interview).count("<personne>") == 3


def test_answers_come_back_when_the_count_grows_again() -> None:
    """What a smaller count took away comes back with it, read again; a count that nobody knows takes nothing away."""
    talk = counted()
    chance = talk.value("maison[2]/sort")
    talk.goes_to("n")
    talk.says("1")
    assert talk.value("tous") == "2"
    assert "Coumba" not in canonical(talk.interview)
    talk.writes("base", "20")
    talk.yes()
    talk.goes_to("n")
    talk.says("2")
    assert talk.value("maison[2]/personne[1]/nom") == "Coumba"
    assert talk.value("maison[2]/plus") == "21"
    assert talk.value("maison[2]/sort") == chance
    assert talk.at is None
    talk.goes_to("n")
    talk.says("3")
    assert talk.at == "maison[3]/m"
    assert talk.value("maison[3]/sort") != ""
    talk.goes_to("n")
    talk.passes()
    assert talk.at == "maison[3]/m"
    assert talk.value("tous") == "3"


def test_a_refused_count_changes_nothing() -> None:
    """Trying a value against a constraint neither makes nor loses instances, nor draws a new chance."""
    talk = Talk("""
| survey |
|  | type | name | label | repeat_count | calculation | constraint |
|  | integer | n | Combien ? |  |  | . < 4 |
|  | begin_repeat | r | R | ${n} |
|  | integer | x | X ? |
|  | calculate | sort |  |  | once(random()) |
|  | end_repeat |
|  | calculate | vu |  |  | if(${n} > 0, now(), now()) |
| settings |
|  | form_id |
|  | essai |
""")
    talk.says("2", "7", "8")
    seen, chance = talk.value("vu"), talk.value("r[2]/sort")
    talk.goes_to("n")
    talk.says("5")
    assert talk.refused == "interview.constraint"
    assert talk.events == []
    assert (talk.value("vu"), talk.value("r[2]/sort")) == (seen, chance)
    assert talk.value("r[2]/x") == "8"
    talk.says("3")
    assert talk.value("r[3]/sort") != ""


ASKED = """
| survey |
|  | type | name | label | repeat_count | choice_filter |
|  | begin_repeat | village | Village |
|  | integer | n | Combien ? |
|  | begin_repeat | puits | Puits | ../n |
|  | integer | fond | Profondeur ? |
|  | end_repeat |
|  | end_repeat |
| settings |
|  | form_id |
|  | relatif |
"""


def test_a_count_by_relative_path_in_instances_that_move() -> None:
    """Each village has its own wells; those put by move with their village."""
    talk = Talk(ASKED)
    talk.says("1", "5")
    talk.yes()
    talk.says("2", "7", "8")
    talk.goes_to("village[2]/n")
    talk.says("1")
    talk.gives(i.RepeatRemoval(talk.ref("village[1]")))
    assert talk.value("village[1]/n") == "1"
    talk.goes_to("village[1]/n")
    talk.says("2")
    assert talk.value("village[1]/puits[2]/fond") == "8"
    assert talk.interview.instance.nodes_at("/data/village/puits/fond")[-1].ref == talk.ref("village[1]/puits[2]/fond")
    assert json.loads(canonical(talk.interview))["repeats"] == {"/data/village": 1, "/data/village[1]/puits": 2}
