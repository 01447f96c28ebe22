"""Values that follow from others: relevance, calculations, defaults, actions, preloads, constraints."""

from __future__ import annotations

import json

import pytest

from dialogues.forms.definition import FormDefinition, Limits
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.interview import begin, replay
from dialogues.interview.outline import stops
from dialogues.interview.submission import canonical
from dialogues.xforms.xform import compile_xform
from tests.dialogues.interview.talk import NOON, Talk, begun, form_of

RULES = """
| survey |
|  | type | name | label | relevant | required | read_only | constraint | constraint_message | calculation |
|  | integer | age | Âge ? |  | yes |  | . >= 0 and . < 120 | ${age} ans, c'est trop. |
|  | begin_group | adulte | Adulte | ${age} >= 18 |
|  | select_one on | travaille | Travaille ? |
|  | integer | revenu | Revenu ? | ${travaille} = 'oui' |
|  | end_group |
|  | calculate | double |  |  |  |  |  |  | ${age} * 2 |
|  | calculate | total |  |  |  |  |  |  | coalesce(${revenu}, 0) + ${double} |
|  | integer | libre | Libre ? |  |  | ${age} > 60 | . != 13 |
|  | note | fin | Le double est ${double} |
| choices |
|  | list_name | name | label |
|  | on | oui | Oui |
|  | on | non | Non |
| settings |
|  | form_title | form_id | version |
|  | Règles | regles | 1 |
"""


def test_group_relevance_hides_and_keeps() -> None:
    """What is not relevant is passed by, reads as empty, keeps its value, and comes back with it."""
    talk = Talk(RULES)
    talk.says("30", "oui", "500")
    assert talk.value("total") == "560"
    talk.goes_to("age")
    talk.says("12")
    assert not talk.relevant("adulte/revenu")
    assert talk.value("adulte/revenu") == "500"
    assert talk.value("total") == "24"
    assert talk.at == "libre"
    assert "revenu" not in canonical(talk.interview)
    talk.goes_to("age")
    talk.says("31")
    assert talk.value("total") == "562"
    talk.says("4")
    talk.sends()
    record = json.loads(canonical(talk.interview))
    assert record["values"]["/data/adulte/revenu"] == "500"


def test_kept_answers_are_not_submitted() -> None:
    """An answer that is no longer relevant stays in the log, not in the submission."""
    talk = Talk(RULES)
    talk.says("30", "oui", "500", "4")
    talk.goes_to("age")
    talk.says("12")
    talk.sends()
    assert talk.interview.status.value == "sent"
    record = json.loads(canonical(talk.interview))
    assert set(record["statuses"]) == {"/data/age", "/data/libre"}
    assert talk.statut("adulte/revenu") == "repondu"


def test_constraint_says_the_guides_words() -> None:
    """A refused value changes nothing; the guide's message has its outputs filled in."""
    talk = Talk(RULES)
    talk.says("12")
    talk.goes_to("age")
    talk.says("130")
    assert talk.refused == "interview.constraint"
    assert talk.words == "12 ans, c'est trop."
    assert talk.value("age") == "12"
    talk.goes_to("libre")
    talk.says("13")
    assert "ne va pas" in talk.words


def test_required_cannot_be_skipped_but_may_be_refused() -> None:
    """`required` is met by an answer or by a reason for none, not by «Passer»."""
    talk = Talk(RULES)
    assert talk.asked.required
    talk.passes()
    assert talk.refused == "interview.required"
    assert talk.at == "age"
    talk.passes(i.NonResponse.REFUSED)
    assert talk.statut("age") == "refus"
    assert talk.at == "libre"


def test_the_guide_says_why_an_answer_is_needed() -> None:
    """`required_message` is said in the guide's own words; ours stand where it has none."""
    own = """
| survey |
|  | type | name | label | required | required_message |
|  | integer | age | Âge ? | yes | Sans l'âge de ${nom}, rien ne va. |
|  | text | nom | Nom ? |
"""
    talk = Talk(own)
    talk.passes()
    assert talk.words == "Sans l'âge de , rien ne va."
    ours = Talk(RULES)
    ours.passes()
    assert ours.words == "Il me faut cette réponse pour continuer."


def test_readonly_is_read_not_asked() -> None:
    """A question that became read-only is a note on the way and takes no answer, even by address."""
    talk = Talk(RULES)
    talk.says("70", "non")
    assert talk.at is None
    talk.writes("libre", "5")
    assert talk.refused == "interview.not_asked"
    talk.goes_to("libre")
    assert talk.refused == "interview.not_asked"


def test_time_may_end_a_question() -> None:
    """A stop that stops being one because time passes is left at the next step, whatever that step was."""
    talk = Talk("""
| survey |
|  | type | name | label | relevant |
|  | integer | matin | Ce matin ? | format-date-time(now(), '%H') < 14 |
|  | integer | soir | Ce soir ? | format-date-time(now(), '%H') >= 14 |
|  | integer | apres | Après ? |
| settings |
|  | form_id |
|  | heures |
""")
    assert talk.at == "matin"
    talk.gives(i.Pause(), after=3 * 3_600_000)
    assert talk.at == "soir"
    assert talk.told == ["interview.paused"]
    assert "Ask" not in {type(x).__name__ for x in talk.step.effects}
    talk.gives(i.Resume())
    talk.gives(i.Done(talk.ref("apres")), after=-3 * 3_600_000)
    assert talk.at == "matin"
    assert talk.asked.address == "1"


COMPUTED = """
| survey |
|  | type | name | label | calculation | default | trigger | relevant |
|  | start | debut |
|  | end | fin |
|  | today | jour |
|  | deviceid | appareil |
|  | username | agent |
|  | phonenumber | telephone |
|  | text | nom | Nom ? |  | Awa |
|  | date | quand | Quand ? |  | today() |
|  | hidden | organisation |
|  | calculate | instant |  | now() |
|  | calculate | hasard |  | once(random()) |
|  | calculate | fois |  | once(${nom}) |
|  | integer | age | Âge ? |
|  | integer | mois | Mois ? | ${age} * 12 |
|  | text | moment | Moment ? | concat('âge ', ${age}) |  | ${age} |
|  | calculate | suite |  | ${instant} |
|  | select_one on | bien | Bien ? | if(${age} > 50, 'oui', '') |
| choices |
|  | list_name | name | label |
|  | on | oui | Oui |
|  | on | non | Non |
| settings |
|  | form_id |
|  | calculs |
"""


def test_what_an_interview_fills_in_by_itself() -> None:
    """Preloads, the project's fields, defaults and volatile calculations stand after the first step."""
    talk = Talk(COMPUTED)
    assert talk.value("debut") == "2026-03-03T12:00:00.000+00:00"
    assert talk.value("jour") == "2026-03-03"
    assert talk.value("appareil") == "baro:7"
    assert talk.value("agent") == "A07"
    assert talk.value("telephone") == ""
    assert talk.value("nom") == "Awa"
    assert talk.value("quand") == "2026-03-03"
    assert talk.value("organisation") == "ONG"
    assert talk.value("instant").startswith("2026-03-03T12:00")
    assert talk.value("suite") == talk.value("instant")
    assert talk.value("meta/instanceID") == "uuid:0000-1"
    assert talk.value("fin") == ""


def test_fields_of_the_project() -> None:
    """A hidden question of a known name takes what the project brings."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | hidden | organisation |
|  | hidden | numero_contact |
|  | text | avis | Avis, pour ${organisation} ? |
| settings |
|  | form_id |
|  | champs |
""")
    assert talk.value("organisation") == "ONG"
    assert talk.value("numero_contact") == ""
    assert talk.asked.label.text == "Avis, pour ONG ?"


def test_volatile_values_are_events_and_stay() -> None:
    """`now()` is worked out at the start and `once()` keeps what it has."""
    talk = Talk(COMPUTED)
    instant, chance = talk.value("instant"), talk.value("hasard")
    talk.says("Moussa")
    assert talk.value("instant") == instant
    assert talk.value("hasard") == chance
    assert float(chance) < 1
    assert talk.value("fois") == "Awa"


def test_a_value_that_the_guide_proposes_is_taken_with_one_key() -> None:
    """A default is shown and «Suite» takes it; words replace it."""
    talk = Talk(COMPUTED)
    assert talk.asked.current == "Awa"
    assert "NEXT" in {key.name for key in talk.asked.keys}
    talk.done()
    assert talk.statut("nom") == "repondu"
    assert talk.at == "quand"
    assert talk.asked.current
    assert "NEXT" in {key.name for key in talk.asked.keys}
    talk.done()
    assert talk.at == "age"
    assert talk.asked.current == ""
    assert "NEXT" not in {key.name for key in talk.asked.keys}


def test_words_replace_a_default() -> None:
    """The first message of an open answer stands in place of the default."""
    talk = Talk(COMPUTED)
    talk.says("Moussa")
    assert talk.value("nom") == "Moussa"


def test_calculation_on_an_answerable_question() -> None:
    """It proposes a value whenever its questions change, in place of what was said before (as in ODK)."""
    talk = Talk(COMPUTED)
    talk.done()
    talk.done()
    talk.says("10")
    assert talk.value("mois") == "120"
    assert talk.statut("mois") == ""
    talk.says("125")
    assert talk.value("mois") == "125"
    talk.goes_to("age")
    talk.says("11")
    assert talk.value("mois") == "132"
    assert talk.statut("mois") == "repondu"


def test_a_trigger_sets_its_target() -> None:
    """A changed question sets off its action, also by a reason for no answer; the words said before are gone."""
    talk = Talk(COMPUTED)
    talk.done()
    talk.done()
    talk.says("10", "120")
    assert talk.value("moment") == "âge 10"
    assert talk.at == "moment"
    talk.says("hier")
    first = next(n for n, event in talk.log if isinstance(event, e.TextAdded) and event.text == "hier")
    talk.goes_to("age")
    talk.says("12")
    assert talk.value("moment") == "âge 12"
    assert talk.statut("moment") == "repondu"
    talk.gives(i.Edited(talk.ref("moment"), first, "avant-hier"))
    assert talk.told == ["interview.edit_too_late"]


def test_a_value_that_the_guide_empties_is_asked_again() -> None:
    """An answered question that an action or calculation empties is a gap once more."""
    talk = Talk(COMPUTED)
    talk.done()
    talk.done()
    talk.says("60", "720", "fini")
    talk.done()
    assert talk.value("bien") == "oui"
    assert talk.at == "bien"
    assert [option.selected for option in talk.asked.options] == [True, False]
    talk.takes("oui")
    assert talk.at is None
    talk.goes_to("age")
    talk.says("40")
    assert talk.value("bien") == ""
    assert talk.statut("bien") == ""
    talk.sends()
    assert talk.refused == "interview.gaps"
    assert talk.at == "bien"


def test_end_is_filled_in_at_sending() -> None:
    """`end` bears the instant of sending."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | end | fin |
|  | integer | age | Âge ? |
| settings |
|  | form_id |
|  | finir |
""")
    talk.says("4")
    talk.sends()
    assert talk.value("fin") == "2026-03-03T12:00:40.000+00:00"


ACTIONS = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
<h:head><h:title>A</h:title><model><instance><data id="a"><n/><vide>plein</vide>
<r jr:template=""><x/><y/><z/></r></data></instance>
<bind nodeset="/data/n" type="int"/><bind nodeset="/data/r/x" type="string"/><bind nodeset="/data/r/y" type="string"/>
<setvalue event="odk-instance-first-load" ref="/data/vide"/>
</model></h:head><h:body>
<input ref="/data/n"><label>N</label></input>
<repeat nodeset="/data/r" jr:count="/data/n">
<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/r/z">neuf</setvalue>
<input ref="/data/r/x"><label>X</label>
<setvalue event="xforms-value-changed" ref="/data/r/y" value="concat('de ', ../x)"/></input>
</repeat></h:body></h:html>"""


def test_actions_keep_to_their_instance() -> None:
    """An action of one instance leaves the others alone; instances that a count makes run theirs too."""
    talk = Talk(compile_xform(ACTIONS.encode()))
    assert talk.value("vide") == ""
    talk.says("2")
    assert [talk.value(f"r[{n}]/z") for n in (1, 2)] == ["neuf", "neuf"]
    talk.says("un")
    talk.done()
    assert talk.value("r[1]/y") == "de un"
    assert talk.value("r[2]/y") == ""
    talk.says("deux")
    assert [talk.value(f"r[{n}]/y") for n in (1, 2)] == ["de un", "de deux"]


def test_dynamic_defaults_in_new_instances() -> None:
    """A dynamic default is worked out at the start and in each instance that is added."""
    talk = Talk("""
| survey |
|  | type | name | label | default |
|  | begin_repeat | visite | Visite |
|  | date | jour | Jour ? | today() |
|  | end_repeat |
| settings |
|  | form_id |
|  | visites |
""")
    assert talk.value("visite[1]/jour") == "2026-03-03"
    talk.done()
    talk.gives(i.Confirmed(yes=True), after=24 * 3_600_000)
    assert talk.value("visite[2]/jour") == "2026-03-04"


BROKEN = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>B</h:title><model><instance><data id="b"><m/><a/><b/><c/><d/><s/><r jr:template=""><x/></r></data>
</instance>
<bind nodeset="/data/a" type="string" relevant="regex(/data/b, /data/m)" constraint="regex(., /data/m)"/>
<bind nodeset="/data/c" type="string" calculate="if(regex(/data/a, /data/m), '1', '2')"/>
<bind nodeset="/data/d" type="string" calculate="if(regex(/data/a, /data/m), now(), now())"/>
</model></h:head><h:body>
<input ref="/data/a"><label>A <output value="digest(/data/a, /data/m)"/></label></input>
<select1 ref="/data/s"><label>S</label><itemset nodeset="instance('absent')/root/item[name = /data/a]">
<value ref="name"/><label ref="label"/></itemset></select1>
<repeat nodeset="/data/r" jr:count="if(regex(/data/b, /data/m), 1, 2)"><input ref="/data/r/x"><label>X</label></input>
</repeat></h:body></h:html>"""


def test_expressions_that_fail_stop_nobody() -> None:
    """A rule that fails on the values it meets holds as if there were none; texts leave the failing part out."""
    form = compile_xform(BROKEN.replace("<m/>", "<m>(</m>").encode())
    talk = Talk(form)
    assert talk.at == "a"
    assert talk.asked.label.text == "A"
    talk.says("mot")
    talk.done()
    assert talk.value("c") == ""
    assert talk.value("d") == ""
    assert not talk.interview.instance.nodes_at("/data/r")
    assert talk.at == "s"
    assert talk.asked.options == ()


def test_calculations_that_never_settle_hang_nobody() -> None:
    """Two volatile calculations that set each other off are left where the limit finds them."""
    xml = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>C</h:title><model><instance><data id="c"><a/><r><x/></r><b/></data></instance>
<bind nodeset="/data/b" type="string"/>
<bind nodeset="/data/r/x" calculate="if(count(/data/r) &gt; 0, once(random()), '')"/>
</model></h:head><h:body><input ref="/data/b"><label>B</label></input></h:body></h:html>"""
    talk = Talk(compile_xform(xml.encode()))
    assert talk.at == "b"


def test_a_count_that_never_settles_hangs_nobody() -> None:
    """A count that reads its own repeat and takes back what it gives ends at the limit."""
    xml = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>C</h:title><model><instance><data id="c"><b/><r jr:template=""><x/></r></data></instance>
</model></h:head><h:body><input ref="/data/b"><label>B</label></input>
<repeat nodeset="/data/r" jr:count="2 - count(/data/r)"><input ref="/data/r/x"><label>X</label></input></repeat>
</h:body></h:html>"""
    talk = Talk(compile_xform(xml.encode()), checked=False)
    assert talk.at == "b"
    assert len(talk.interview.instance.nodes_at("/data/r")) <= 2


def test_endless_counts_end() -> None:
    """A count without bound is cut at the limit; less than one, or no number, is no instance."""
    xml = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>C</h:title><model><instance><data id="c"><n/><r jr:template=""><x/></r></data></instance>
<bind nodeset="/data/n" type="int"/></model></h:head><h:body><input ref="/data/n"><label>N</label></input>
<repeat nodeset="/data/r" jr:count="1 div /data/n"><input ref="/data/r/x"><label>X</label></input></repeat>
</h:body></h:html>"""
    talk = Talk(compile_xform(xml.encode()), checked=False)
    assert not talk.interview.instance.nodes_at("/data/r")
    talk.says("0")
    assert len(talk.interview.instance.nodes_at("/data/r")) == Limits().repeat_instances


def test_language_dependent_calculations() -> None:
    """A calculation that reads a label is worked out again in the other language, replayed or not."""
    talk = Talk("""
| survey |
|  | type | name | label::Français (fr) | label::English (en) | calculation |
|  | select_one eau | eau | Eau ? | Water? |
|  | calculate | mot |  |  | jr:choice-name(${eau}, '${eau}') |
|  | note | lu | ${mot} | ${mot} |
|  | text | avis | Avis ? | View? |
| choices |
|  | list_name | name | label::Français (fr) | label::English (en) |
|  | eau | puits | Puits | Well |
| settings |
|  | form_id | default_language |
|  | langues | Français (fr) |
""")
    talk.says("1")
    assert talk.value("mot") == "Puits"
    talk.gives(i.LanguageChosen("English (en)"))
    assert talk.value("mot") == "Well"
    assert talk.asked.label.text == "View?"
    talk.gives(i.LanguageChosen("English (en)"))
    assert talk.events == []
    talk.gives(i.LanguageChosen("Wolof (wo)"))
    assert talk.refused == "interview.no_such_language"


def test_a_log_begins_with_its_start() -> None:
    """A log that is empty, or begins elsewhere, is none of ours; a start in its middle neither."""
    form = form_of(RULES)
    with pytest.raises(ValueError, match="InterviewStarted"):
        replay(form, [])
    with pytest.raises(ValueError, match="InterviewStarted"):
        replay(form, [(1, e.Moved(NOON, None))])
    with pytest.raises(ValueError, match="once"):
        replay(form, [(1, begun(form)), (2, begun(form))])
    interview = begin(form, begun(form))
    with pytest.raises(ValueError, match="cannot become active"):
        interview.apply(e.InterviewResumed(NOON))


def test_events_about_what_is_gone_are_taken_quietly(ok_form: FormDefinition) -> None:
    """Events whose node is no more change nothing: a log is never refused for that."""
    interview = begin(ok_form, begun(ok_form))
    gone = Talk(ok_form).ref("absent[3]/x")
    interview.apply(e.ValueSet(NOON, gone, "1"))
    interview.apply(e.TextReplaced(NOON, gone, 1, "x"))
    interview.apply(e.AttachmentStored(NOON, gone, "f"))
    interview.apply(e.RepeatAdded(NOON, gone))
    interview.apply(e.RepeatRemoved(NOON, gone))
    interview.apply(e.NonResponseRecorded(NOON, gone, "nsp"))
    assert interview.instance.node("/other/x") is None
    assert interview.instance.node("/data/age[2]") is None
    assert [stop.ref for stop in stops(ok_form, interview.instance)] == ["/data/age", "/data/libre"]
    with pytest.raises(ValueError, match="does not repeat"):
        interview.instance.remove_repeat(interview.instance.top)


@pytest.fixture
def ok_form() -> FormDefinition:
    """The form of most tests here."""
    return form_of(RULES)


def test_what_is_no_number_is_blank() -> None:
    """A calculation that gives no number stores nothing, as in ODK's engines; so does one under a question."""
    talk = Talk("""
| survey |
|  | type | name | label | calculation |
|  | integer | age | Âge ? |
|  | calculate | double | | ${age} * 2 |
|  | integer | mois | Mois ? | ${age} * 12 |
| settings |
|  | form_id |
|  | nan |
""")
    assert (talk.value("double"), talk.value("mois")) == ("", "")
    talk.says("2")
    assert (talk.value("double"), talk.value("mois")) == ("4", "24")
