"""Answers as they are given: words, keys, open texts, reasons for none, edits, places, files."""

from __future__ import annotations

import json

import pytest

from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.answering import split_notes
from dialogues.interview.narrowing import found_in
from dialogues.interview.submission import canonical, to_xml
from dialogues.messages import Option
from tests.dialogues.interview.talk import Talk

VISIT = """
| survey |
|  | type | name | label | constraint | constraint_message | appearance | required |
|  | integer | age | Âge ? | . < 120 |
|  | text | avis | Votre avis ? |
|  | text | code | Code ? | regex(., '^[A-Z][0-9]{3}$') | Une lettre et trois chiffres. |
|  | text | tel | Téléphone ? |  |  | numbers |
|  | select_one oui | accord | D'accord ? |
|  | select_multiple eau | eaux | Quelle eau ? | not(selected(., 'mare')) or count-selected(.) = 1 |
|  | geopoint | lieu | Où ? |
|  | image | photo | Photo ? |
|  | audio | voix | Voix ? | . != 'court.ogg' |
|  | acknowledge | lu | Lu ? |
|  | integer | fin | Fin ? |
| choices |
|  | list_name | name | label |
|  | oui | oui | Oui |
|  | oui | non | Non |
|  | eau | puits | Puits |
|  | eau | mare | Mare |
|  | eau | robinet | Robinet |
|  | eau | nsp | Ne sait pas |
| settings |
|  | form_title | form_id | version |
|  | Visite | visite | 1 |
"""


def at(name: str) -> Talk:
    """An interview in which everything before a question was passed."""
    talk = Talk(VISIT)
    while talk.at != name:
        talk.passes()
    return talk


def test_words_that_are_read_go_on() -> None:
    """A value that was read is stored, told in the next prompt, and the guide goes on."""
    talk = Talk(VISIT)
    talk.says("35 ")
    assert talk.events == ["AnswerRecorded", "Moved"]
    assert talk.value("age") == "35"
    assert talk.words == "✓ 1 : 35"
    assert talk.asked.address == "2"


def test_words_that_are_not_read_are_interpreted_outside() -> None:
    """What a question cannot read goes to other readers, unless what is wrong is known."""
    talk = Talk(VISIT)
    talk.says("beaucoup")
    assert talk.step.effects == (f.Interpret(talk.ref("age"), "beaucoup"),)
    talk.says("1,5")
    assert talk.refused == "questions.integer.not_whole"
    talk.says("   ")
    assert talk.refused == "interview.empty"
    assert talk.log[-1][1] == e.Moved(talk.log[0][1].at, talk.ref("age"))


def test_doubtful_words_are_marked() -> None:
    """«environ 40» is stored «à vérifier»."""
    talk = Talk(VISIT)
    talk.says("environ 40")
    assert talk.interview.answers[talk.ref("age")].doubtful
    assert json.loads(canonical(talk.interview))["doubtful"] == ["/data/age"]


def test_open_text_in_several_messages() -> None:
    """Messages add up until «Suite»; NB lines are the agent's notes; « » stay as they are."""
    talk = at("avis")
    talk.says("« On n'a rien vu »")
    assert talk.told == ["interview.text_kept"]
    assert talk.at == "avis"
    talk.says("NB: elle hésite\nmais on espère\nNB.  voir le chef")
    talk.says("NB - seule")
    assert talk.told == ["interview.note_kept"]
    assert talk.value("avis") == "« On n'a rien vu »\nmais on espère"
    assert talk.interview.notes[talk.ref("avis")] == ("elle hésite", "voir le chef", "seule")
    talk.done()
    assert talk.at == "code"
    assert "✓ 2 : « On n'a rien vu » mais on espère" in talk.words
    assert json.loads(canonical(talk.interview))["notes"] == {"/data/avis": "elle hésite\nvoir le chef\nseule"}


@pytest.mark.parametrize(
    ("text", "words", "notes"),
    [
        ("NB: a", "", ("a",)),
        ("NB a", "", ("a",)),
        ("NB", "", ()),
        ("NBA", "NBA", ()),
        ("nb : a", "", ("a",)),
        ("Nb de femmes 12", "Nb de femmes 12", ()),
        ("nb", "nb", ()),
        ("oui\n  NB — a\nnon", "oui\nnon", ("a",)),
    ],
)
def test_notes(text: str, words: str, notes: tuple[str, ...]) -> None:
    """A note is a line that begins with NB; «nb de femmes» is a number of women."""
    assert split_notes(text) == (words, notes)


def test_what_no_xml_can_hold_is_left_out() -> None:
    """Control characters and empty-looking messages never become answers."""
    talk = at("avis")
    talk.says("a\x00b\x0bc\r\nd")
    assert talk.value("avis") == "abc\nd"
    talk.says("\u200f\u200b")
    assert talk.refused == "interview.empty"
    talk.says("NB: \x01x")
    assert talk.interview.notes[talk.ref("avis")] == ("x",)


def test_ten_thousand_characters_and_too_many() -> None:
    """A long answer is kept whole; beyond the limit it is refused and nothing is lost."""
    talk = at("avis")
    talk.checked = False
    talk.says("é" * 60_000)
    talk.says("é" * 60_000)
    assert talk.refused == "interview.too_long"
    assert len(talk.value("avis")) == 60_000


def test_done_needs_something() -> None:
    """«Suite» before any answer is refused; after a reason for none it goes on."""
    talk = at("avis")
    talk.done()
    assert talk.refused == "interview.nothing_yet"
    talk.passes(i.NonResponse.DONT_KNOW)
    talk.back()
    talk.done()
    assert talk.at == "code"
    talk.gives(i.Done(talk.ref("avis")))
    assert talk.step.events == ()
    assert talk.step.effects == ()


def test_a_refused_text_gives_way() -> None:
    """Words that meet the constraint by themselves replace those that did not."""
    talk = at("code")
    talk.says("x")
    talk.done()
    assert talk.words == "Une lettre et trois chiffres."
    talk.says("encore")
    assert talk.value("code") == "x\nencore"
    talk.says("A123")
    assert talk.value("code") == "A123"
    talk.done()
    assert talk.at == "tel"
    talk.says("pas de chiffre")
    assert isinstance(talk.step.effects[0], f.Interpret)
    talk.says("76 00 00 00")
    assert talk.at == "accord"


def test_coming_back_to_an_open_answer_corrects_it() -> None:
    """Words for a closed open answer would replace it, so it is asked; yes, no, and the same words."""
    talk = at("avis")
    talk.says("peu")
    talk.done()
    talk.back()
    assert talk.asked.current == "peu"
    talk.says("beaucoup")
    assert talk.interview.pending is not None
    assert "« peu » devient « beaucoup »" in talk.asked.label.text
    talk.no()
    assert talk.value("avis") == "peu"
    talk.says("beaucoup")
    talk.yes()
    assert talk.value("avis") == "beaucoup"
    assert talk.at == "code"
    talk.back()
    talk.says("beaucoup")
    assert talk.at == "code"


def test_open_text_by_address() -> None:
    """By address a first answer is taken where it belongs, another asks, the same again is silent."""
    talk = at("accord")
    talk.goes_to("avis")
    talk.goes_to("accord")
    talk.writes("avis", "peu")
    assert talk.interview.pending is None
    assert talk.at == "accord"
    talk.writes("avis", "peu")
    assert (talk.step.events, talk.step.effects) == ((), ())
    talk.writes("avis", "trop")
    assert talk.asked.address == "2"
    talk.yes()
    assert talk.value("avis") == "trop"
    assert talk.at == "accord"


def test_a_message_typed_before_the_next_prompt_existed() -> None:
    """It adds to the open answer that it was typed at, without moving the place."""
    talk = at("avis")
    talk.says("un")
    talk.done()
    talk.gives(i.Reply("deux", talk.ref("avis")))
    assert talk.value("avis") == "un\ndeux"
    assert talk.at == "code"


def test_reasons_for_no_answer() -> None:
    """A reason is a statut; the value stays blank, or takes the choice of that name."""
    talk = Talk(VISIT)
    talk.passes(i.NonResponse.DONT_KNOW)
    assert (talk.statut("age"), talk.value("age"), talk.shown("age")) == ("nsp", "", "ne sait pas")
    talk.gives(i.NoAnswer(i.NonResponse.DONT_KNOW, talk.ref("age")))
    assert talk.step.events == ()
    talk.writes("age", "40")
    assert talk.interview.pending is not None
    talk.yes()
    assert talk.value("age") == "40"
    talk.gives(i.NoAnswer(i.NonResponse.REFUSED, talk.ref("age")))
    assert "ne souhaite pas répondre" in talk.asked.label.text
    talk.yes()
    assert (talk.statut("age"), talk.value("age")) == ("refus", "")
    talk = at("eaux")
    talk.passes(i.NonResponse.DONT_KNOW)
    assert (talk.statut("eaux"), talk.value("eaux")) == ("nsp", "nsp")
    talk.gives(i.NoAnswer(i.NonResponse.SKIPPED, talk.ref("eaux")))
    assert talk.statut("eaux") == "passe"
    assert talk.at == "lieu"


def test_keys_of_select_one() -> None:
    """A key takes its choice; a doubled tap is silent; another one later asks first."""
    talk = at("accord")
    talk.takes("oui")
    assert talk.at == "eaux"
    talk.takes("oui", at="accord")
    assert (talk.step.events, talk.step.effects) == ((), ())
    talk.takes("non", at="accord")
    assert talk.asked.label.text == "Corriger la 5 ? « Oui » devient « Non »."
    talk.yes()
    assert talk.value("accord") == "non"
    assert talk.at == "eaux"
    talk.takes("peut-être", at="accord")
    assert talk.refused == "interview.choice_gone"
    talk.gives(i.ChoicesSet(talk.ref("accord"), ("oui", "non")))
    assert talk.refused == "interview.choice_gone"
    talk.takes("oui", at="age")
    assert talk.refused == "interview.choice_gone"


def test_ticking() -> None:
    """Ticks are stored as they are made, in the order of the list, and «Terminé» closes them."""
    talk = at("eaux")
    talk.takes("robinet", "puits")
    assert talk.step.effects == (f.ShowTicks(talk.ref("eaux")),)
    assert talk.value("eaux") == "puits robinet"
    assert [option.selected for option in talk.asked.options] == [True, False, True, False]
    talk.sends()
    assert talk.refused == "interview.gaps"
    assert talk.at == "eaux"
    talk.takes("nsp")
    assert talk.value("eaux") == "nsp"
    talk.takes("mare")
    assert talk.value("eaux") == "mare"
    talk.takes("puits")
    talk.done()
    assert talk.refused == "interview.constraint"
    talk.takes("mare", "puits")
    assert talk.value("eaux") == ""
    talk.done()
    assert talk.refused == "interview.nothing_yet"
    talk.takes("puits")
    talk.done()
    assert talk.at == "lieu"
    assert not talk.interview.answers[talk.ref("eaux")].ticking
    talk.takes("mare", at="eaux")
    assert talk.refused == "interview.constraint"
    talk.takes("robinet", at="eaux")
    talk.yes()
    assert talk.value("eaux") == "puits robinet"


def test_several_choices_at_once() -> None:
    """«12 1 3» sets them in the order of the list; «ne sait pas» stands alone however it comes."""
    talk = at("eaux")
    talk.gives(i.ChoicesSet(talk.ref("eaux"), ("robinet", "puits")))
    assert talk.value("eaux") == "puits robinet"
    assert talk.at == "lieu"
    talk.gives(i.ChoicesSet(talk.ref("eaux"), ()))
    assert talk.refused == "interview.choice_gone"
    talk.gives(i.ChoicesSet(talk.ref("eaux"), ("puits", "nsp")))
    assert talk.refused == "interview.exclusive"
    talk.back()
    talk.says("1 4")
    assert talk.refused == "interview.exclusive"
    talk.says("robinet")
    assert talk.value("eaux") == "robinet"
    sequence = talk.interview.answers[talk.ref("eaux")].sequence
    talk.gives(i.Edited(talk.ref("eaux"), sequence, "1 4"))
    assert talk.told == ["interview.edit_refused"]


def test_questions_that_are_not_asked() -> None:
    """Every input about a question that is none is refused in a sentence."""
    talk = Talk(VISIT)
    nowhere = talk.ref("absent")
    for given in (
        i.Reply("x", nowhere),
        i.ChoiceTaken(nowhere, "x"),
        i.ChoicesSet(nowhere, ("x",)),
        i.NoAnswer(i.NonResponse.SKIPPED, nowhere),
        i.Interpreted(nowhere, "x", "rasa", certain=True, text="x"),
        i.GoTo(nowhere),
        i.RepeatRemoval(nowhere),
    ):
        talk.gives(given)
        assert talk.refused == "interview.not_asked"
        assert talk.step.events == ()
    talk.gives(i.Done(nowhere))
    assert talk.asked.address == "1"
    talk.gives(i.Edited(nowhere, 3, "x"))
    assert talk.told == ["interview.edit_not_asked"]


def test_back_goes_back() -> None:
    """«Revenir» goes one stop back, from the end too; before the first there is none."""
    talk = Talk(VISIT)
    talk.back()
    assert talk.refused == "interview.first_question"
    talk.says("35")
    talk.back()
    assert talk.at == "age"
    talk.says("36")
    assert talk.value("age") == "36"
    assert talk.at == "avis"
    while talk.at is not None:
        talk.passes()
    assert talk.says("encore").effects == (f.Interpret(None, "encore"),)
    talk.unread()
    assert talk.refused == "interview.at_the_end"
    talk.passes()
    assert talk.refused == "interview.at_the_end"
    talk.done()
    assert talk.asked.keys[0].name == "SEND"
    talk.back()
    assert talk.at == "fin"


def test_going_to_a_question_and_on() -> None:
    """After a correction the interview goes on where it was."""
    talk = at("lieu")
    talk.goes_to("age")
    talk.says("20")
    assert talk.at == "lieu"


def test_readings_from_outside() -> None:
    """A certain reading counts, an uncertain one is proposed, an impossible one is refused."""
    talk = Talk(VISIT)
    age = talk.ref("age")
    talk.gives(i.Interpreted(age, None, "rasa", certain=False, text="beaucoup"))
    assert talk.refused == "questions.integer.unread"
    talk.gives(i.Interpreted(age, "x", "rasa", certain=True, text="x"))
    assert talk.refused == "questions.integer.unread"
    talk.gives(i.Interpreted(age, "", "rasa", certain=False, text="35"))
    assert talk.refused == "interview.empty"
    talk.gives(i.Interpreted(age, "130", "rasa", certain=False, text="cent trente"))
    assert talk.refused == "interview.constraint"
    talk.gives(i.Interpreted(age, "35", "rasa", certain=False, text="trente-cinq je crois"))
    assert talk.asked.label.text == "Vous voulez dire « 35 » ?"
    talk.no()
    assert talk.at == "age"
    talk.gives(i.Interpreted(age, "35", "rasa", certain=False, text="trente-cinq je crois"))
    talk.yes()
    assert talk.value("age") == "35"
    assert talk.interview.pending is None
    talk = at("accord")
    talk.gives(i.Interpreted(talk.ref("accord"), "peut-être", "rasa", certain=True, text="ben"))
    assert talk.refused == "questions.select_one.unread"
    talk.gives(i.Interpreted(talk.ref("accord"), "non", "labels", certain=True, text="ayi"))
    assert talk.value("accord") == "non"


def test_edits_of_open_answers() -> None:
    """An edited message changes its part; what is gone or empty is told; new notes are kept once."""
    talk = at("avis")
    talk.says("un\nNB: a")
    part = talk.interview.sequence
    talk.says("deux")
    talk.gives(i.Edited(talk.ref("avis"), part, "1\nNB: a\nNB: b"))
    assert talk.value("avis") == "1\ndeux"
    assert talk.interview.notes[talk.ref("avis")] == ("a", "b")
    assert talk.told == ["interview.noted"]
    talk.gives(i.Edited(talk.ref("avis"), part, " "))
    assert talk.told == ["interview.edit_unread"]
    talk.gives(i.Edited(talk.ref("avis"), 1, "x"))
    assert talk.told == ["interview.edit_too_late"]
    assert "2" in talk.words
    talk.passes(i.NonResponse.REFUSED)
    talk.gives(i.Edited(talk.ref("avis"), part, "x"))
    assert talk.told == ["interview.edit_too_late"]


def test_edits_of_other_answers() -> None:
    """The new words count, unless they cannot be read, are not allowed, or another answer came since."""
    talk = Talk(VISIT)
    talk.says("35")
    first = talk.interview.answers[talk.ref("age")].sequence
    talk.gives(i.Edited(talk.ref("age"), first, "36"))
    assert talk.value("age") == "36"
    assert talk.at == "avis"
    second = talk.interview.answers[talk.ref("age")].sequence
    talk.gives(i.Edited(talk.ref("age"), second, "36"))
    assert (talk.step.events, talk.step.effects) == ((), ())
    talk.gives(i.Edited(talk.ref("age"), second, "euh"))
    assert talk.told == ["interview.edit_unread"]
    talk.gives(i.Edited(talk.ref("age"), second, "121"))
    assert talk.told == ["interview.edit_refused"]
    talk.gives(i.Edited(talk.ref("age"), first, "40"))
    assert talk.asked.label.text == "Corriger la 1 ? « 36 » devient « 40 »."
    talk.back()
    assert talk.value("age") == "36"
    assert talk.at == "avis"
    talk.gives(i.Edited(talk.ref("fin"), 3, "40"))
    assert talk.told == ["interview.edit_not_asked"]


def test_places() -> None:
    """A position answers a place, now or by reply; elsewhere it is not needed."""
    talk = Talk(VISIT)
    talk.gives(i.PlaceGiven(12.6, -8.0))
    assert talk.refused == "interview.no_place_here"
    talk.gives(i.PlaceGiven(12.6, -8.0, 320.0, 9.0, talk.ref("lieu")))
    assert talk.value("lieu") == "12.6 -8.0 320.0 9.0"
    assert talk.at == "age"
    talk.gives(i.PlaceGiven(120.0, -8.0, ref=talk.ref("lieu")))
    assert talk.refused.startswith("questions.geopoint")


def test_no_place_in_strict_guides() -> None:
    """A strict guide takes no position at all."""
    talk = Talk("""
| survey |
|  | type | name | label |
|  | geopoint | lieu | Où ? |
| settings |
|  | form_id | confidentialite |
|  | secret | strict |
""")
    talk.gives(i.PlaceGiven(12.6, -8.0))
    assert talk.refused == "interview.no_place_strict"
    talk.passes()
    assert talk.words == "✓ 1 noté"
    talk.back()
    assert talk.asked.current == ""


def photo(token: str, *, ref: object = None, caption: str = "", name: str = "p.jpg") -> i.BlobGiven:
    """A photo."""
    return i.BlobGiven("image", "f-1", name, token, "image/jpeg", 9, caption, ref)  # type: ignore[arg-type]


def test_files() -> None:
    """A file is pending until it is stored; another one takes its place; the caption is a note."""
    talk = at("photo")
    talk.gives(photo("t1", caption="la mare"))
    assert talk.step.effects[0] == f.Fetch(talk.ref("photo"), "image", "f-1", "p.jpg", "image/jpeg", 9, "t1")
    assert talk.interview.notes[talk.ref("photo")] == ("la mare",)
    assert not talk.interview.answers[talk.ref("photo")].stored
    assert talk.at == "voix"
    talk.gives(photo("t2", ref=talk.ref("photo")))
    talk.gives(i.AttachmentArrived(talk.ref("photo"), "t1", stored=True))
    assert (talk.step.events, talk.step.effects) == ((), ())
    talk.gives(i.AttachmentArrived(talk.ref("photo"), "t2", stored=False))
    assert talk.told == ["interview.file_failed"]
    talk.gives(i.AttachmentArrived(talk.ref("photo"), "t2", stored=True))
    assert talk.told == ["interview.file_stored"]
    talk.gives(i.AttachmentArrived(talk.ref("photo"), "t2", stored=True))
    assert talk.step.events == ()
    talk.gives(photo("t3"))
    assert talk.refused == "interview.no_image_here"
    talk.gives(i.BlobGiven("audio", "f-2", "court.ogg", "t4"))
    assert talk.refused == "interview.constraint"
    assert not any(isinstance(effect, f.Fetch) for effect in talk.step.effects)
    record = json.loads(canonical(talk.interview))
    assert record["attachments"] == {"/data/photo": "t2"}
    assert "<photo>p.jpg</photo>" in to_xml(talk.interview)


def test_sending_waits_for_files_or_a_waiver() -> None:
    """Files on their way hold the sending back until they come or are given up; then no trace of them is sent."""
    talk = at("photo")
    talk.gives(photo("t1"))
    while talk.at is not None:
        talk.passes()
    talk.sends()
    assert talk.asked.label.text.startswith("Un fichier n'est pas encore arrivé")
    talk.no()
    assert talk.words.startswith("D'accord, on attend")
    talk.sends()
    talk.yes()
    assert talk.told == ["interview.sent"]
    assert talk.statut("photo") == "passe"
    record = json.loads(canonical(talk.interview))
    assert record["attachments"] == {}
    assert "/data/photo" not in record["values"]
    talk.gives(i.AttachmentArrived(talk.ref("photo"), "t1", stored=True))
    assert talk.step.events == ()


def test_acknowledge() -> None:
    """«Continuer» of what has to be read."""
    talk = at("lu")
    assert talk.asked.keys[0].name == "CONTINUE"
    talk.says("OK")
    assert talk.value("lu") == "OK"


def test_found_in() -> None:
    """A list narrowed to words keeps each choice's own number; no words narrow nothing."""
    options = [Option("a", "Région de Gao"), Option("b", "Mopti"), Option("c", "Gao ville")]
    assert [o.place for o in found_in(options, "GAO")] == [1, 3]
    assert found_in(options, " ") == ()


def test_passing_after_words_or_ticks_keeps_them() -> None:
    """«Passer» after a message or a tick means that there are no more; a reason for none takes their place."""
    talk = at("avis")
    talk.says("peu")
    talk.passes()
    assert (talk.statut("avis"), talk.value("avis"), talk.at) == ("repondu", "peu", "code")
    talk = at("eaux")
    talk.takes("puits")
    talk.passes()
    assert (talk.statut("eaux"), talk.value("eaux"), talk.at) == ("repondu", "puits", "lieu")
    talk.back()
    talk.passes()
    assert (talk.statut("eaux"), talk.value("eaux")) == ("passe", "")
    talk = at("avis")
    talk.says("peu")
    talk.passes(i.NonResponse.REFUSED)
    assert (talk.statut("avis"), talk.value("avis")) == ("refus", "")
