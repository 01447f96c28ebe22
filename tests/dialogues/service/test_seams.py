"""Where features meet in one conversation: nothing is guessed, lost without a word, or said to the wrong question."""

from __future__ import annotations

import pytest

from tests.dialogues.service.forms import SHORT, VISIT
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
