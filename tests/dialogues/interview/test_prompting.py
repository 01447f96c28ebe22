"""The current prompt in words: languages, notes, sections, keys, lists, progress, confidentiality."""

from __future__ import annotations

import pytest

from dialogues.forms.ref import Ref
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.prompting import answer_shown, label_shown, say, standing, view
from dialogues.messages import Key, Medium, Phrase, Widget
from tests.dialogues.interview.talk import LOCALES, Talk

TOLD = (
    """
| survey |
| | type | name | label::FR | label::BM | hint::FR | guidance_hint::FR | media::image::FR | status::BM | required |
|  | note | bonjour | Bonjour. | I ni ce. |  | Attendre la réponse. |  | draft |
|  | begin_group | debut | Début | |
|  | begin_group | dedans | Dedans | |
|  | text | nom | Votre nom ? | I tɔgɔ ? | En entier | Ne pas insister | nom.png | draft | yes |
|  | end_group |
|  | end_group |
|  | note | merci_nom | Merci ${nom}. | |
|  | date | jour | Quel jour ? | | | | | | | |
|  | time | heure | Quelle heure ? |
|  | dateTime | moment | Quel moment ? |
|  | geopoint | lieu | Où ? |
|  | decimal | poids | Poids ? |
|  | select_multiple long | villes | Villes ? |
|  | select_one court | oui | Oui ? |
|  | begin_repeat | visite | Visite de ${nom} |  |
|  | integer | n | Combien ? |
|  | end_repeat |
|  | note | fin | Au revoir ${nom}. |
|  | begin_group | vide | Vide |
|  | note | encore | Et merci. |
|  | end_group |
| choices |
|  | list_name | name | label::FR | label::BM |
|  | court | oui | Oui | Awɔ |
|  | court | nsp | Ne sait pas | N t'a dɔn |
LONG
| settings |
|  | form_id | default_language |
|  | parler | Français (fr) |
""".replace("LONG\n", "".join(f"|  | long | v{n} | Ville {n} | |\n" for n in range(1, 21)))
    .replace("::FR", "::Français (fr)")
    .replace("::BM", "::Bamanankan (bm)")
)


def test_the_first_prompt() -> None:
    """Notes come first with what is for the agent alone, then the titles that begin here, then the question."""
    view_ = Talk(TOLD).asked
    assert [(note.text, note.aside) for note in view_.before] == [("Bonjour.", "Attendre la réponse.")]
    assert view_.section == "Début › Dedans"
    assert view_.label.text == "Votre nom ?"
    assert (view_.label.language, view_.label.lacks, view_.label.status) == ("Français (fr)", "", "source")
    assert view_.hint is not None
    assert view_.hint.text == "En entier"
    assert view_.guidance is not None
    assert view_.guidance.text == "Ne pas insister"
    assert view_.media == (Medium("image", "nom.png"),)
    assert view_.required
    assert view_.keys == (Key.NEXT, Key.DONT_KNOW, Key.REFUSED)
    assert view_.progress == Phrase("interview.progress", {"n": "1", "m": 8})
    assert view_.widget is Widget.TEXT


def test_another_language() -> None:
    """A draft stands under its source; what is not translated is shown in the default language, marked."""
    talk = Talk(TOLD)
    talk.gives(i.LanguageChosen("Bamanankan (bm)"))
    view_ = talk.asked
    assert (view_.label.text, view_.label.status) == ("Votre nom ?", "source")
    assert [(each.text, each.status) for each in view_.label.also] == [("I tɔgɔ ?", "draft")]
    assert view_.hint is not None
    assert view_.hint.lacks == "Bamanankan"
    assert view_.media == (Medium("image", "nom.png"),)
    talk.says("Awa")
    talk.done()
    assert talk.asked.label.lacks == "Bamanankan"
    assert talk.asked.label.language == "Français (fr)"


def test_after_a_refusal_the_question_alone() -> None:
    """A refused answer shows the question again without the notes that led to it."""
    talk = Talk(TOLD)
    talk.done()
    assert talk.asked.refused is not None
    assert talk.asked.notes == ()
    assert talk.asked.section == ""


def test_keys_of_each_widget() -> None:
    """Each widget has its own keys; a non-response that is a choice is none of them."""
    talk = Talk(TOLD)
    talk.says("Awa")
    talk.done()
    seen = {}
    while talk.at is not None and not talk.at.startswith("visite"):
        seen[talk.at] = talk.asked.keys
        talk.passes()
    none = (Key.DONT_KNOW, Key.REFUSED)
    assert seen["jour"] == (Key.TODAY, Key.YESTERDAY, *none)
    assert seen["heure"] == (Key.NOW, *none)
    assert seen["moment"] == (Key.NOW, *none)
    assert seen["lieu"] == (Key.SHARE_PLACE, *none)
    assert seen["poids"] == none
    assert seen["villes"] == (Key.DONE, *none)
    assert seen["oui"] == (Key.REFUSED,)


def test_notes_with_answers_in_them() -> None:
    """Outputs are filled in when the prompt is put."""
    talk = Talk(TOLD)
    talk.says("Awa")
    talk.done()
    assert [note.text for note in talk.asked.notes] == ["Merci Awa."]
    assert talk.asked.acknowledged == (Phrase("interview.noted", {"address": "1", "value": "Awa"}),)


def test_long_lists() -> None:
    """A page or a search changes what is shown and nothing else; a search keeps each choice's number."""
    talk = Talk(TOLD)
    talk.goes_to("villes")
    talk.gives(i.Turn(talk.ref("villes"), page=1))
    assert (talk.events, talk.asked.page, len(talk.asked.options)) == ([], 1, 20)
    assert talk.asked.notes == ()
    talk.gives(i.Turn(talk.ref("villes"), search="ville 1"))
    assert talk.asked.searched == "ville 1"
    assert [option.place for option in talk.asked.options] == [1, *range(10, 20)]
    talk.gives(i.Interpreted(talk.ref("villes"), None, "labels", certain=False, text="ville 2"))
    assert [option.place for option in talk.asked.options] == [2, 12, 20]
    talk.gives(i.Interpreted(talk.ref("villes"), None, "labels", certain=False, text="Tombouctou"))
    assert talk.refused == "questions.select_multiple.unread"


def test_the_end() -> None:
    """At the end the closing notes are read and the interview can be sent, read again or corrected."""
    talk = Talk(TOLD)
    talk.says("Awa")
    talk.done()
    while talk.at is not None:
        if talk.at == "visite":
            assert talk.asked.label.text == "Visite de Awa : en ajouter ? Il y en a 1."
            assert talk.asked.keys == (Key.YES, Key.NO)
            assert standing(talk.interview).about == "repeat"
            talk.no()
        else:
            progress = talk.asked.progress
            assert progress is not None
            talk.passes()
    assert [note.text for note in talk.asked.notes] == ["Au revoir Awa.", "Et merci."]
    assert talk.asked.keys == (Key.SEND, Key.REVIEW, Key.CORRECT)
    assert standing(talk.interview).about == "end"
    talk.says("quoi")
    talk.unread()
    assert talk.asked.notes == ()


def test_progress_says_when_it_is_the_last() -> None:
    """With no other question open, the current one is the last."""
    talk = Talk(TOLD)
    while talk.at is not None:
        if talk.at == "debut/dedans/nom":
            talk.says("Awa")
            talk.done()
        elif talk.at == "visite[1]/n":
            assert talk.asked.progress == Phrase("interview.progress_last", {"n": "10.1", "m": 0})
            talk.passes()
        elif talk.at == "visite":
            talk.no()
        else:
            talk.passes()


def test_letters() -> None:
    """Beside other interviews every address bears the interview's letter."""
    talk = Talk(TOLD)
    assert view(talk.interview, f.Ask(), LOCALES, "fr", "B").address == "B1"
    said = say(talk.interview, Phrase("interview.noted", {"ref": talk.ref("debut/dedans/nom")}), LOCALES, "fr", "B")
    assert said.params["address"] == "B1"
    assert say(talk.interview, Phrase("interview.sent"), LOCALES, "fr", "B") == Phrase("interview.sent")


def test_long_answers_are_cut_in_sentences() -> None:
    """An answer that is told back stands in one short line."""
    talk = Talk(TOLD)
    talk.says("mot " * 50)
    talk.done()
    value = talk.asked.acknowledged[0].params["value"]
    assert isinstance(value, str)
    assert len(value) <= 60
    assert value.endswith("…")


def test_answers_and_labels_shown() -> None:
    """What is recorded is shown as a person reads it; nothing recorded, or gone, is nothing."""
    talk = Talk(TOLD)
    assert talk.shown("debut/dedans/nom") == ""
    assert answer_shown(talk.interview, Ref("/data/absent"), LOCALES, "fr") == ""
    talk.goes_to("villes")
    talk.gives(i.ChoicesSet(talk.ref("villes"), ("v2", "v1")))
    assert talk.shown("villes") == "Ville 1 ; Ville 2"
    question = talk.form.questions["/data/debut/dedans/nom"]
    node = talk.interview.instance.nodes_at("/data/debut/dedans/nom")[0]
    assert label_shown(talk.interview, question, node) == "Votre nom ?"


def test_a_constraint_without_words_of_its_own() -> None:
    """The bot's own sentence stands where the guide has none, also when the node has gone."""
    talk = Talk(TOLD)
    for ref in (talk.ref("debut/dedans/nom"), Ref("/data/absent")):
        said = say(talk.interview, Phrase("interview.constraint", {"ref": ref}), LOCALES, "fr", "")
        assert said == Phrase("interview.refused")


STRICT = """
| survey |
|  | type | name | label | constraint | constraint_message |
|  | integer | age |  | . < 9 | ${rien} |
|  | calculate | rien |  |  |  |
|  | integer | fin | Fin ? |
| settings |
|  | form_id | confidentialite |
|  | strict | strict |
""".replace("|  | calculate | rien |  |  |  |\n", "|  | hidden | rien |  |  |  |\n").replace(
    "| age |  |", "| age | Âge ? |"
)


def test_strict_guides_show_no_value() -> None:
    """What was stored is told without its value, and not shown again."""
    talk = Talk(STRICT)
    talk.says("4")
    assert talk.words == "✓ 1 noté"
    talk.back()
    assert talk.asked.current == ""
    talk.says("10")
    assert "ne va pas" in talk.words


def test_standing_of_every_proposal() -> None:
    """What waits for a yes says why and about which question."""
    talk = Talk(STRICT)
    talk.says("4")
    talk.writes("age", "5")
    waits = standing(talk.interview)
    assert (waits.about, waits.ref, waits.address) == ("correct", talk.ref("age"), "1")
    talk.no()
    talk.gives(i.Abandon())
    assert (standing(talk.interview).about, standing(talk.interview).ref) == ("abandon", None)


def test_a_place_that_is_gone_is_a_fault() -> None:
    """A current stop that is not in the interview is a programmer's mistake, and said so."""
    talk = Talk(STRICT, checked=False)
    talk.interview.apply(e.Moved(talk.now, Ref("/data/absent")))
    with pytest.raises(LookupError):
        standing(talk.interview)


def test_texts_that_come_out_blank() -> None:
    """A question or a choice whose text is made of an answer that is not there shows its name."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | text | lieu | Où ? |
|  | select_one l | ou | ${lieu} |
| choices |
|  | list_name | name | label |
|  | l | ici | ${lieu} |
|  | l | ailleurs | Ailleurs |
""")
    talk.passes()
    assert talk.asked.label.text == "ou"
    assert [option.label for option in talk.asked.options] == ["ici", "Ailleurs"]
