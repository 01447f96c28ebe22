"""Languages in the chat: chosen, repeated in another one, and suggested from what somebody writes."""

from __future__ import annotations

import pytest

from dialogues.interview import events as e
from dialogues.messages import Say
from tests.dialogues.service.forms import SHORT, TWO_LANGUAGES
from tests.support.scenario import Field, Someone
from tests.support.script import play

OFFER_EN = "Vous écrivez en anglais. Continuer en anglais ?"
OFFER_AR = "Vous écrivez en arabe. Continuer en arabe ?"
ENGLISH = ("The well is broken and they have no water.", "There is not enough money for the pump.")
ARABIC = ("الماء بعيد عن القرية", "والنساء يمشين ساعات طويلة كل يوم")
LONG = "The well is broken and they have no water, so the women walk for hours every day."


def at_the_text(form: str = TWO_LANGUAGES) -> Someone:
    """Somebody at the open question of a guide."""
    agent = Field(form).agent()
    play(agent, "/nouveau", "35")
    return agent


def offers(someone: Someone) -> list[str]:
    """Every offer that was shown."""
    return [text.splitlines()[0] for text in someone.heard if text.startswith("Vous écrivez")]


def test_two_messages_in_a_row_are_a_language() -> None:
    """One says nothing yet; the offer is made in both languages, and once."""
    agent = at_the_text()
    play(agent, ENGLISH[0])
    assert offers(agent) == []
    play(agent, ENGLISH[1])
    assert agent.told == f"{OFFER_EN}\nYou are writing in English. Go on in English?"
    play(agent, *ENGLISH, LONG)
    assert offers(agent) == [OFFER_EN]


def test_one_long_message_is_enough() -> None:
    """Twelve words or more."""
    agent = at_the_text()
    play(agent, LONG)
    assert offers(agent) == [OFFER_EN]


def test_a_message_between_breaks_the_row() -> None:
    """Words in the language shown: the person writes both."""
    agent = at_the_text()
    play(agent, ENGLISH[0], "Les gens sont fatigués et ils le disent.", ENGLISH[1])
    assert offers(agent) == []


def test_yes_changes_the_bot_and_the_guide() -> None:
    """As far as each has the language; the answers are all kept."""
    agent = at_the_text()
    play(agent, LONG, "press Go on")
    assert agent.shown[-1][1].language == "en"
    assert agent.asked.label.text == "Your view?"
    play(agent, "/nouveau")
    interview = agent.field.replayed(agent.field.records()[0])
    assert interview.instance.nodes_at("/data/avis")[0].stored == LONG


def test_the_bot_alone_may_have_the_language() -> None:
    """A guide without Arabic stays as it is."""
    agent = at_the_text()
    play(agent, *ARABIC)
    assert offers(agent) == [OFFER_AR]
    play(agent, "press المتابعة")
    assert agent.shown[-1][1].language == "ar"
    assert agent.asked.label.text == "Votre avis ?"


def test_no_leaves_everything() -> None:
    """The question that waits is still the same."""
    agent = at_the_text()
    play(agent, LONG, "press Rester en français")
    assert agent.told == "C'est noté."
    assert agent.shown[-1][1].language == "fr"


def test_words_that_nobody_can_read_count_too() -> None:
    """An age told as a story: refused as ever, and the language is noticed."""
    agent = Field(TWO_LANGUAGES).agent()
    play(agent, "/nouveau", "I do not know it because there was nobody with them when we were at the house")
    assert agent.asked.refused is not None
    assert offers(agent) == [OFFER_EN]


def test_a_language_that_is_shown_is_not_offered() -> None:
    """Two languages at once: both are there already."""
    agent = at_the_text()
    agent.acts("guide_language:0+1")
    play(agent, LONG, LONG)
    assert offers(agent) == []


def test_what_is_written_in_is_recorded_with_the_answer() -> None:
    """Each message of an open answer bears its language, where it is clear."""
    agent = at_the_text()
    play(agent, ENGLISH[0], "ok", ARABIC[0])
    with agent.field.store.reading() as uow:
        events = [event for _, event in uow.interviews.events(agent.field.records()[0].id)]
    assert [event.language for event in events if isinstance(event, e.TextAdded)] == ["en", "", "ar"]


def test_an_offer_outlives_its_interview_without_harm() -> None:
    """Its button is pressed too late, or was never ours."""
    agent = at_the_text(SHORT)
    for action in ("tongue:1:xx", "tongue:99:en", "tongue::", "guide_language:0+9", "guide_language:+"):
        agent.acts(action)
        assert agent.told == "Ce bouton ne sert plus.", action


def test_nothing_is_offered_during_a_call() -> None:
    """Somebody is on the line."""
    agent = at_the_text()
    play(agent, "/appel", f"2) {LONG}")
    assert offers(agent) == []


@pytest.mark.parametrize("text", ["🌐 English", "🌐 english", "🌐English"])
def test_one_tap_repeats_the_question(text: str) -> None:
    """In another language, once."""
    agent = at_the_text()
    assert agent.asked.repeat_in == "English"
    play(agent, text)
    assert (agent.asked.label.text, agent.asked.repeat_in) == ("Your view?", "Français")
    play(agent, "tap Suite")
    assert agent.asked.label.text == "Votre avis ?"


def test_a_language_that_the_guide_has_not_is_words() -> None:
    """«🌐 Wolof» answers the question; the sign alone opens the list."""
    agent = at_the_text()
    play(agent, "🌐 Wolof")
    assert agent.told.startswith("✓ 2 noté.")
    play(agent, "🌐")
    said = agent.shown[-1][1].outgoing
    assert isinstance(said, Say)
    assert agent.told.startswith("Et le guide ?")
    assert len(said.rows) == 3
