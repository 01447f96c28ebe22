"""A session counts after eight taps; the rest is reminded of, and what was alike the last time is one tap."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogues.messages import Key
from dialogues.ports import Reminder, Submission
from tests.dialogues.guides.test_seance import BEGUN, COUNTED, computed
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

SESSIONS = "seance_sensibilisation"
HOUR = 3_600_000


def assistant(*steps: str, strict: bool = False, name: str = "Mariam") -> Someone:
    """An assistant who has done some steps."""
    someone = Field(SESSIONS, strict=strict).assistant(name)
    play(someone, *steps)
    return someone


def kept(field: Field) -> list[Submission]:
    """What exports read, oldest first."""
    with field.store.reading() as uow:
        [guide] = uow.guides.all(field.project.id)
        return list(uow.submissions.stream(field.project.id, guide.id))


def answers(submission: Submission) -> dict[str, Any]:
    """The canonical record, values by the last step of their ref."""
    found: dict[str, Any] = json.loads(submission.answers)
    return {**found, "values": {ref.rpartition("/")[2]: value for ref, value in found["values"].items()}}


def waiting(field: Field) -> list[Reminder]:
    """Reminders that are not done, whenever they are due."""
    with field.store.reading() as uow:
        return list(uow.reminders.due(field.clock() + 10**12))


def messages_until_kept(field: Field, *steps: str) -> int:
    """How many taps and texts a new session takes until it counts, the one that begins it left out."""
    one = field.assistant()
    one.says("/seance")
    before = len(kept(field))
    for number, step in enumerate(steps, 1):
        play(one, step)
        if len(kept(field)) > before:
            return number
    raise AssertionError("it was never kept")


@pytest.mark.parametrize(
    ("steps", "taps"),
    [
        ((*BEGUN[1:], "25", "3", "10", "1"), 8),
        ((*BEGUN[1:], "25", "3", "Passer", "Passer"), 8),
        ((*BEGUN[1:], "Passer", "40"), 6),
        (("hier", "tap Mopti", "tap radio", "tap Leadership", "tap Non"), 5),
    ],
)
def test_eight_taps_at_the_most(steps: tuple[str, ...], taps: int) -> None:
    """However the people were counted, a session counts after eight taps or short texts, no later.

    Args:
        steps: what is tapped and typed.
        taps: how many of them it takes.
    """
    assert messages_until_kept(Field(SESSIONS), *steps) == taps <= 8


def test_it_counts_before_it_is_sent() -> None:
    """What was noted is in exports at once, marked as not complete; nothing is before the eighth tap."""
    one = assistant(*COUNTED[:-1])
    assert kept(one.field) == []
    one.says("1")
    [made] = kept(one.field)
    record = answers(made)
    assert (made.revision, record["complete"], made.sent_at) == (1, False, one.field.clock())
    assert record["values"]["femmes"] == "25"
    assert one.field.records()[0].status.value == "active"


def test_what_comes_later_completes_it() -> None:
    """Answers, corrections and pauses: the record follows what changes it, and nothing else; sending completes it."""
    one = assistant(*COUNTED)
    play(one, "tap Oui", "tap Oui, maintenant", "9) 30", "oui")
    [made] = kept(one.field)
    revision = made.revision
    assert answers(made)["values"]["femmes"] == "30"
    play(one, "/pause", "/reprendre", "/relire", "☰")
    assert kept(one.field)[0].revision == revision
    field, first = one.field, made.sent_at
    play(one, "Kalabancoro", "tap Suite", "restart")
    assert answers(kept(field)[0])["values"]["localite"] == "Kalabancoro"
    play(one, "/pause")
    field.clock.advance(24 * HOUR)
    play(one, "/reprendre", *["Passer"] * 20)
    play(one, "tap Envoyer")
    assert one.told.startswith("Séance envoyée.")
    [made] = kept(field)
    assert (answers(made)["complete"], made.sent_at) == (True, first)
    assert waiting(field) == []


def test_a_correction_that_opens_a_question_again_takes_nothing_back() -> None:
    """A place that is not in the list has no name yet; what counts already goes on counting."""
    one = assistant(*COUNTED, "2) autre", "oui")
    assert one.asked.label.text.startswith("Séance notée : lieu à préciser,")
    [made] = kept(one.field)
    assert answers(made)["values"]["lieu"] == "autre"


def test_giving_up_and_withdrawing_take_it_back() -> None:
    """What is given up or taken back counts no longer, and nobody is reminded of it."""
    for end in ("/abandonner", "/retirer"):
        one = assistant(*COUNTED, end, "oui")
        assert kept(one.field) == []
        assert waiting(one.field) == []


def test_a_trial_is_kept_apart() -> None:
    """An `essai` is not counted, and not reminded of."""
    one = assistant("/seance essai", *COUNTED[1:])
    assert kept(one.field) == []
    assert waiting(one.field) == []


def test_reminders_at_eight_in_the_evening_and_seven_in_the_morning() -> None:
    """Neutral, with two buttons, until it is complete; not while somebody is at it, and not for ever."""
    one = assistant(*COUNTED, "tap Oui", "tap Plus tard")
    field = one.field
    field.clock.advance(10 * HOUR)
    play(one, "remind")
    said = "⏰ Rappel : Fiche S K0001 est à compléter. Ce qui est noté est gardé."
    assert one.told == said
    play(one, "remind", "later 11", "remind")
    assert one.heard.count(said) == 2
    one.presses("Compléter")
    assert one.asked.label.text.startswith("Tout est gardé.")
    play(one, "Continuer", "Kalabancoro", "tap Suite", "later 13")
    play(one, "remind", "remind")
    assert one.heard.count(said) == 3
    play(one, "later 12", "Passer", "remind")
    assert one.heard.count(said) == 3
    for _ in range(20):
        play(one, "later 12", "remind")
    assert one.heard.count(said) < 12
    assert waiting(field) == []


def test_that_is_all() -> None:
    """«C'est tout» sends what was noted as it is; the button knows one session alone."""
    one = assistant(*COUNTED, "tap Oui", "tap Plus tard", "later 10", "remind")
    one.presses("C'est tout")
    assert one.told.startswith("Séance envoyée.")
    [made] = kept(one.field)
    assert answers(made)["complete"] is True
    assert waiting(one.field) == []
    one.presses("C'est tout")
    assert one.told.startswith("Ce bouton ne sert plus")


def test_that_is_all_of_a_session_on_pause_with_a_photo_on_its_way() -> None:
    """Files are waited for here as well, and can be given up."""
    one = assistant(*COUNTED, "photo", "/pause", "later 10", "remind")
    one.presses("C'est tout")
    assert "fichier" in one.told
    play(one, "stored")
    one.presses("C'est tout")
    assert one.told.startswith("Séance envoyée.")


# --- as the last time ---------------------------------------------------------------------------------------------


def test_as_the_last_time() -> None:
    """One tap fills place, type and theme, says them back, and never the day or the figures."""
    one = assistant(*BEGUN)
    assert Key.AS_BEFORE not in one.prompts[0].keys
    play(one, "12", "0", "0", "0", "tap Oui", "tap Oui, maintenant", "Kalabancoro", "tap Suite")
    play(one, *["Passer"] * 3, "tap Non, c'est bien" if "On corrige" in one.told else "Passer")
    one.says("/seance")
    assert Key.AS_BEFORE in one.asked.keys
    play(one, "restart", "tap Comme la dernière fois")
    assert one.told == "✓ B2 : Kati\n✓ B5 : Causerie éducative\n✓ B6 : Leadership des femmes\nC'était quel jour ?"
    assert Key.AS_BEFORE not in one.asked.keys
    play(one, "hier", "30", "2", "0", "0")
    assert one.asked.label.text == "Séance notée : Kati, 30 femmes, 2 hommes. C'est juste ?"
    assert len(kept(one.field)) == 2
    field = one.field
    with field.store.reading() as uow:
        log = [event for _, event in uow.interviews.events(field.records()[-1].id)]
    assert {getattr(event, "reader", "") for event in log} >= {"last", "question"}
    play(one, "B2) Nara", "oui")
    assert values(one)["lieu"] == "nara"
    assert values(one)["localite"] == "Kalabancoro"


def test_as_the_last_time_takes_five_messages() -> None:
    """The day and four figures are all that is left."""
    one = assistant(*COUNTED, "/seance", "tap Comme la dernière fois", "hier", "30", "2", "0")
    assert len(kept(one.field)) == 1
    one.says("0")
    assert len(kept(one.field)) == 2


def test_a_doubled_tap_and_a_late_one() -> None:
    """What was answered meanwhile is not overwritten."""
    one = assistant(*COUNTED, "/seance")
    tapped = one.key("Comme la dernière fois")
    with one.offline():
        one.says(tapped)
        one.says(tapped)
    assert one.asked.address == "B1"
    play(one, "hier", "5", "5", "5", "5", "B6) Héritage", "oui")
    one.says(tapped)
    assert values(one)["theme"] == "heritage"


def test_nothing_before_is_nothing_offered() -> None:
    """Another's sessions, trials and what was given up are not the last time; one taken back is gone at the tap."""
    one = assistant("/seance essai", *COUNTED[1:])
    other = one.field.assistant("Awa")
    for someone in (one, other):
        someone.says("/seance")
        assert Key.AS_BEFORE not in someone.asked.keys
    one = assistant(*COUNTED, "/seance")
    tapped = one.key("Comme la dernière fois")
    play(one, "/retirer K0001", "oui", "/reprendre")
    one.says(tapped)
    assert "rien trouvé" in one.told
    assert "lieu" not in values(one)


def test_whether_f_holds_the_girls_is_asked_once() -> None:
    """The next session begins with what was said; it is in the recap, and not in the way of a full count."""
    apart = ("25", "3", "Passer", "Passer")
    one = assistant(*BEGUN, *apart, "tap Oui", "tap Oui")
    play(one, *BEGUN, *apart)
    assert one.asked.label.text == "Séance notée : Kati, 25 femmes, 3 hommes, enfants compris. C'est juste ?"
    assert computed(one, "participations") == "28"
    play(one, *COUNTED)
    assert one.asked.label.text == "Séance notée : Kati, 25 femmes, 3 hommes, 10 filles, 1 garçon. C'est juste ?"
    assert computed(one, "participations") == "39"
    assert "f_comprend_filles" not in answers(kept(one.field)[-1])["values"]


# --- alike, late, with the photo first ----------------------------------------------------------------------------


def test_two_of_the_same() -> None:
    """The same day, place and type suggests that it is the same session, and blocks nothing."""
    one = assistant(*COUNTED)
    other = one.field.assistant("Awa")
    play(other, *COUNTED)
    assert "il y a déjà une séance" in other.heard[-2]
    assert "K0001" in other.heard[-2]
    assert other.asked.label.text.startswith("Séance notée")
    assert len(kept(one.field)) == 2
    other.presses("c'est une autre")
    assert other.told == "Bien : les deux sont gardées."
    play(other, "press C'est la même", "oui")
    assert len(kept(one.field)) == 1
    other.presses("C'est la même")
    assert other.told.startswith("Ce bouton ne sert plus")
    other.presses("c'est une autre")
    assert other.told.startswith("Ce bouton ne sert plus")


@pytest.mark.parametrize("other", [("tap Aujourd'hui", "kati", "tap Causerie"), ("tap Hier", "nara", "tap Causerie")])
def test_what_is_not_the_same(other: tuple[str, ...]) -> None:
    """Another day or another place is another session."""
    one = assistant(*COUNTED)
    play(one, "/seance", *other, "tap Leadership", "25", "3", "10", "1")
    assert not any("Il y a déjà" in heard for heard in one.heard)


def test_a_late_entry_is_marked_never_refused() -> None:
    """A session of last week is noted like any other; the record says that it came late."""
    one = assistant("/seance", "20/02/2026", *COUNTED[2:])
    assert computed(one, "saisie_tardive") == "oui"
    assert computed(assistant(*COUNTED), "saisie_tardive") == "non"
    assert answers(kept(one.field)[0])["values"]["saisie_tardive"] == "oui"


def test_the_photo_of_the_sheet_first() -> None:
    """The sheet may be sent before any figure; nothing asks for it again, and the question that waits still waits."""
    one = assistant("/seance", "photo")
    assert one.asked.address == "1"
    play(one, "stored", *COUNTED[1:], "tap Oui", "tap Oui, maintenant", "Passer", "tap Liste signée", "39")
    play(one, *["Passer"] * 4, "tap Moi", *["Passer"] * 5)
    assert one.asked.label.text == "Avez-vous une photo prise avec l'accord de tous ?"
    assert "feuille_presence" in answers(kept(one.field)[0])["values"]
    one.sends_photo()
    assert "photo" in one.told


def test_the_photo_of_the_sheet_when_it_is_missed() -> None:
    """Sent where it is missed, it settles the question; «Plus tard» leaves it open to come whenever it can."""
    rest = ("tap Oui", "tap Oui, maintenant", "Passer", "tap Liste signée", "39", *["Passer"] * 4, "tap Moi")
    one = assistant(*COUNTED, *rest, *["Passer"] * 5)
    assert one.asked.label.text == "Il manque la feuille de présence. Maintenant ou plus tard ?"
    one.sends_photo()
    assert one.asked.label.text == "Avez-vous une photo prise avec l'accord de tous ?"
    one = assistant(*COUNTED, *rest, *["Passer"] * 5, "tap Plus tard", "photo")
    assert "feuille_presence" in values(one)
    one = assistant("/seance", "photo", strict=True)
    assert "feuille_presence" not in values(one)


@pytest.mark.parametrize(("hour", "asked"), [(0, True), (3, True), (4, False), (10, False)])
def test_before_four_in_the_morning_today_may_be_yesterday(hour: int, asked: bool) -> None:
    """It is asked, once; a no is today, as was said.

    Args:
        hour: of 3 March in Bamako.
        asked: whether it is.
    """
    for answer, day in (("oui", "2026-03-02"), ("non", "2026-03-03")):
        one = assistant()
        one.field.clock.advance((hour - 10) * HOUR)
        play(one, "/seance", "tap Aujourd'hui")
        if asked:
            assert one.told.startswith("Il est tard dans la nuit. C'était hier, le 2 mars 2026 ?")
            play(one, "restart", answer)
        assert one.asked.address == "2"
        assert values(one)["date_seance"] == (day if asked else "2026-03-03")


def test_at_night_other_words_are_meant_as_they_are() -> None:
    """«hier», a day in figures, and something typed instead of a yes."""
    for said in ("hier", "2/3", "02/03/2026"):
        one = assistant()
        one.field.clock.advance(-8 * HOUR)
        play(one, "/seance", said)
        assert values(one)["date_seance"] == "2026-03-02"
    one = assistant()
    one.field.clock.advance(-8 * HOUR)
    play(one, "/seance", "aujourd'hui", "03/03/2026")
    assert values(one)["date_seance"] == "2026-03-03"
