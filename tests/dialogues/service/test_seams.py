"""Where features meet in one conversation: nothing is guessed, lost without a word, or said to the wrong question."""

from __future__ import annotations

import pytest

from tests.dialogues.guides.test_seance_kept import assistant
from tests.dialogues.service.forms import VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


def agent(*steps: str, form: str = VISIT) -> Someone:
    """An agent in an interview that has begun."""
    one = Field(form).agent()
    play(one, "/nouveau", *steps)
    return one


# --- what the bot asks back -------------------------------------------------------------------------------------


def test_a_reply_to_what_was_asked_back_is_about_its_question() -> None:
    """«2» in reply to «Corriger la 1 ?» is an age, not the second choice of the question that waits."""
    one = agent("35", "bien", "tap Suite", "1) 36")
    play(one, "reply 1: 2")
    assert values(one)["age"] == "35"
    assert "eau" not in values(one)
    assert one.told.startswith("Corriger la 1 ? « 35 » devient « 2 ».")
    play(one, "oui")
    assert values(one)["age"] == "2"


def test_a_yes_in_reply_to_what_is_settled_answers_nothing_else() -> None:
    """«oui» in reply to «Corriger la 1 ?» after something else was answered is not stored for the current question."""
    one = agent("35", "bien", "tap Suite", "1) 36")
    asked = one.asked_id
    play(one, "oui")
    one.says("oui", reply_to=asked)
    assert one.asked.address == "3"
    assert "eau" not in values(one)
    assert values(one)["age"] == "36"


def test_a_yes_in_reply_to_what_still_waits_counts() -> None:
    """A reply is as good as the key."""
    one = agent("35", "bien", "tap Suite", "1) 36")
    play(one, "reply 1: oui")
    assert values(one)["age"] == "36"


def test_a_correction_that_is_left_for_another_answer_is_not_lost_silently() -> None:
    """Whoever goes on without a yes hears that the old answer stands, in the same message."""
    one = agent("35", "bien", "tap Suite", "tap Oui", "1) 36")
    before = len(one.shown)
    play(one, "1 2", "22 brouillons")
    assert one.heard[before].startswith("La 1 n'a pas changé.\n")
    assert len([heard for heard in one.heard if "n'a pas changé" in heard]) == 1
    assert values(one)["age"] == "35"


def test_a_correction_waits_while_a_question_is_answered_by_its_number() -> None:
    """An answer that names its question leaves what was asked as it is: it is asked once more."""
    one = agent("35", "bien", "tap Suite", "1) 36", "3) non")
    assert one.told == "✓ 3 : Non\nCorriger la 1 ? « 35 » devient « 36 »."


def test_a_correction_that_another_one_follows_is_not_lost_silently() -> None:
    """Two corrections in two messages: the second is asked about, and the first is said to be left."""
    one = agent("35", "bien", "tap Suite", "tap Oui", "1) 36", "3) non")
    assert one.told.startswith("La 1 n'a pas changé.\nCorriger la 3 ?")


def test_two_corrections_in_one_message_are_answered_with_one() -> None:
    """The first is said to be left above the second, with the number that the screen shows."""
    one = agent("35", "bien", "tap Suite", "tap Oui")
    before = len(one.shown)
    play(one, "1) 36\n3) non")
    assert len(one.shown) == before + 1
    assert one.told.startswith("Une correction à la fois : la 1 n'a pas changé. Renvoyez-la après, s'il vous plaît.\n")


def test_a_correction_that_is_said_again_is_only_asked_about_again() -> None:
    """Another value for the same question is the correction."""
    one = agent("35", "bien", "tap Suite", "1) 36", "1) 37")
    assert "n'a pas changé" not in one.told
    play(one, "non")
    assert one.told.startswith("D'accord, rien n'a changé.")
    assert "La 1" not in one.told


@pytest.mark.parametrize("line", ["1) 35", "1) trente-cinq"])
def test_the_same_answer_typed_again_is_not_met_with_silence(line: str) -> None:
    """Who types an answer a second time, by its number, hears that it stands; nothing is asked back."""
    one = agent("35", "bien", "tap Suite")
    before = len(one.shown)
    play(one, line)
    assert len(one.shown) == before + 1
    assert one.told == "✓ 1 : 35\nDe l'eau ?"


def test_no_answer_typed_again_is_not_met_with_silence() -> None:
    """The same for «je ne sais pas»."""
    one = agent("je ne sais pas", "bien", "tap Suite", "1) je ne sais pas")
    assert one.told == "✓ 1 : ne sait pas\nDe l'eau ?"


def test_the_old_answer_typed_again_leaves_the_correction() -> None:
    """«1) 35» where «Corriger la 1 ? 35 devient 36» waits is a no."""
    one = agent("35", "bien", "tap Suite", "1) 36", "1) 35")
    assert one.told == "✓ 1 : 35\nDe l'eau ?"
    assert one.asked.address == "3"


def test_an_answer_with_its_number_counts_while_the_only_interview_rests() -> None:
    """«1) 36» and the like, typed after «Pause», are about the one interview there is."""
    one = agent("35", "bien", "tap Suite", "/pause", "3) oui")
    assert one.told == "✓ 3 : Oui\nVotre entretien est en pause. Touchez ▶️ Reprendre pour continuer."
    assert values(one)["eau"] == "oui"
    play(one, "/reprendre")
    assert one.asked.address == "4"


@pytest.mark.parametrize("more", [("/nouveau", "/pause", "3) oui"), ("oui",), ("photo",)])
def test_what_cannot_be_placed_while_interviews_rest_is_said_not_to_be_kept(more: tuple[str, ...]) -> None:
    """Two rest, or no number: it is not kept, and nobody is left to think that it is."""
    one = agent("35", "bien", "tap Suite", "/pause", *more)
    assert one.told.endswith("Touchez ▶️ Reprendre pour continuer.\nCe message n'est pas gardé.")
    assert "eau" not in values(one, of=0)


def test_a_sheet_typed_in_one_go_is_answered_with_one_message() -> None:
    """Open answers among the lines are said in the question that comes, with what was kept; none asks for more."""
    one = agent("35")
    before = len(one.shown)
    play(one, "2) bien\n3) oui\n12) rien\nNB il rit")
    assert len(one.shown) == before + 1
    assert one.told == "✓ 2 : bien\n✓ 3 : Oui\n✓ 12 : rien\nVotre avis ?"


def test_an_open_answer_by_its_number_does_not_ask_for_more() -> None:
    """«Autre chose ? Sinon, ➡️ Suite» would close another question than the one that was answered."""
    one = agent("35", "12) rien")
    assert one.told == "✓ 12 : rien\nVotre avis ?"


def test_an_answer_with_a_remark_is_answered_with_one_message() -> None:
    """What was kept and what was remarked stand together above the question."""
    one = agent("35")
    before = len(one.shown)
    play(one, "il dit oui\nRQ trop long")
    assert len(one.shown) == before + 1
    assert one.told == "💬 Remarque notée (2).\n✓ 2 : il dit oui\nVotre avis ?"


def test_the_sign_of_a_remark_alone_asks_for_it() -> None:
    """«RQ» and nothing else is not stored in an open answer."""
    one = agent("35", "il dit", "RQ")
    assert one.told.startswith("Votre remarque sur la 2 ?")
    play(one, "trop long", "oui")
    assert values(one)["avis"] == "il dit\noui"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("99) puits", "Il n'y a pas de question 99 ici.\nVotre avis ?"),
        ("3) oui\n99) puits\n98) non", "✓ 3 : Oui\nIl n'y a pas de question 99, 98 ici.\nVotre avis ?"),
    ],
)
def test_a_number_of_no_question_is_not_stored_in_the_open_answer(said: str, told: str) -> None:
    """A slip in one number neither hides in what waits nor takes the other lines with it."""
    one = agent("35", said)
    assert one.told == told
    assert "avis" not in values(one)


def test_a_number_of_no_question_while_the_interview_rests() -> None:
    """It is said, and nothing is stored."""
    one = agent("35", "/pause", "99) puits")
    assert one.told == "Il n'y a pas de question 99 ici."


# --- sessions ---------------------------------------------------------------------------------------------------

WHOLE = "hier causerie Kati violences 12F 8H 5f 3g"
NEXT = "hier causerie Nara héritage 3F 2H 0f 0g"


@pytest.mark.parametrize("before", [("oui",), ("oui", "plus tard"), ("oui", "tap Oui, maintenant")])
def test_the_next_session_is_told_where_the_one_before_is_to_be_completed(before: tuple[str, ...]) -> None:
    """After «Plus tard», and where its village is asked, another line is another session, not an answer."""
    one = assistant(WHOLE, *before, NEXT)
    assert [record.letter for record in one.field.records()] == ["A", "B"]
    assert values(one)["lieu"] == "nara"
    assert "localite" not in values(one, of=0)
    assert one.asked.label.text.startswith("Séance notée : Nara")


def test_several_sessions_are_told_where_the_one_before_is_to_be_completed() -> None:
    """Each has its own card."""
    one = assistant(WHOLE, "oui", "plus tard", f"{NEXT}\n{NEXT.replace('Nara', 'Kati')}")
    assert [record.letter for record in one.field.records()] == ["A", "B", "C"]


def test_what_people_said_is_no_session() -> None:
    """A sentence with a place and figures in it stays an answer to the question that is told."""
    one = assistant(WHOLE, "oui", "tap Oui, maintenant", "À Kati, hier, 12 femmes du quartier ont parlé")
    assert [record.letter for record in one.field.records()] == ["A"]
    assert values(one)["localite"] == "À Kati, hier, 12 femmes du quartier ont parlé"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("auj causerie Kati violences 12F 8H 5f 3g", ""),
        ("auj\ncauserie Kati violences 12F 8H 5f 3g", ""),
        (WHOLE, "03"),
    ],
)
def test_today_in_a_line_told_at_night_is_asked(line: str, day: str) -> None:
    """Before 4 in the morning «auj» is not taken for a day: it is asked, as it is when it is tapped."""
    one = assistant("later 16", line)
    assert values(one).get("date_seance", "").endswith(day)
    assert bool(values(one).get("date_seance")) is bool(day)
    if not day:
        assert one.asked.address == "1"
        play(one, "aujourd'hui")
        assert one.told.startswith("Il est tard dans la nuit.")


def test_a_day_in_figures_told_at_night_is_meant() -> None:
    """What is written as a date is that date."""
    one = assistant("later 16", "4/3 causerie Kati violences 12F 8H 5f 3g")
    assert values(one)["date_seance"] == "2026-03-04"


def test_sessions_that_may_be_the_same_are_named() -> None:
    """Of several told at once it is said which one is like which, and whether it is one's own."""
    one = assistant(WHOLE, "oui", "plus tard", f"{NEXT}\n{WHOLE}")
    codes = [record.code for record in one.field.records()]
    [asked] = [heard for heard in one.heard if "C'est la même ?" in heard]
    assert asked.startswith(f"{codes[2]} : vous avez déjà noté une séance du même jour")
    assert f"({codes[0]})" in asked


def test_a_session_is_not_offered_a_call() -> None:
    """Nobody is called about a session that was held."""
    one = assistant("/seance", "☰")
    [*_, (_, menu)] = one.shown
    labels = [one.words(button.label) for row in menu.outgoing.rows for button in row]
    assert "📞 J'appelle maintenant" not in labels
    assert "⏸️ Pause" in labels


def test_that_is_all_by_its_own_words() -> None:
    """«C'est tout» is what the key says, and what is typed."""
    one = assistant(WHOLE, "oui", "c'est tout")
    assert values(one)["completer"] == "non"


# --- calls ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sent", ["photo", "voice", "place 14.2 3.1"])
def test_a_file_during_a_call_is_said_not_to_be_kept(sent: str) -> None:
    """A number cannot be put before a photo: it is to be sent again after hanging up."""
    one = agent("35", "/appel", sent)
    assert one.told.startswith("Pas pendant l'appel : ceci n'est pas gardé.")


def test_a_number_of_the_list_of_corrections_does_something_during_a_call() -> None:
    """Nothing is asked in a call, so the button says how to correct."""
    one = agent("35", "/appel", "/corriger", "press 1")
    assert one.told.startswith("Écrivez la bonne réponse avec son numéro, s'il vous plaît : « 1) … ».")
    play(one, "1) 36")
    assert one.told.startswith("✓ 1 : 36 (corrigé)")


def test_no_answer_twice_in_a_call_is_no_correction() -> None:
    """«Passer» again is not «corrigé»."""
    one = agent("/appel", "1) passer", "1) passer")
    assert one.told.startswith("✓ 1 : passée\n")


# --- days as people say them --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "day"),
    [("hier soir", "02"), ("Hier matin", "02"), ("ce matin", "03"), ("cet après-midi", "03")],
)
def test_a_part_of_a_day_is_that_day(said: str, day: str) -> None:
    """«hier soir» and «ce matin» are days, at the question and in a line."""
    assert values(assistant("/seance", said))["date_seance"] == f"2026-03-{day}"
    one = assistant(f"{said} causerie Kati violences 12F 8H 5f 3g")
    assert values(one)["date_seance"] == f"2026-03-{day}"
    assert "Je n'ai pas tout compris" not in one.told


# --- an edited message is about the question that it answered ------------------------------------------------------


def test_an_edited_list_of_choices_is_no_address() -> None:
    """«1 2» edited into «1 2 3» takes three choices; it does not answer question 1."""
    one = agent("35", "bien", "tap Suite", "tap Oui", "1 2")
    play(one, "edit -1: 1 2 3")
    assert len(values(one)["sources"].split()) == 3
    assert values(one)["age"] == "35"
    assert "Corriger la 1" not in one.told
