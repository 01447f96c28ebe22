"""Questions that may have been shown before the message that is known to show them: a crash, or a broken line.

A bot dies between sending a question and recording that it did, or never hears whether Telegram took it: the question
is sent again and bears a later id. Who had seen the first one has typed the answer meanwhile, with an id in between.
"""

from __future__ import annotations

import pytest

from dialogues.messages import Blob
from dialogues.ports import Sent
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values


def begun(form: str = VISIT, *steps: str) -> tuple[Field, Someone]:
    """An interview at its first question, or further on."""
    field = Field(form)
    agent = field.agent()
    play(agent, "/nouveau", *steps)
    return field, agent


def after_one() -> tuple[Field, Someone]:
    """An interview was sent; the first question of the next one is about to be put."""
    field, agent = begun(SHORT, "7", "Issa", "tap Suite", "✅ Envoyer", "offline", "/nouveau")
    assert len(field.records()) == 2
    return field, agent


def torn(field: Field, agent: Someone) -> None:
    """All that is owed is shown; the bot dies before it has recorded that."""
    for owed in field.service.owed(agent.account):
        assert field.service.present(owed) is not None
        next(agent.ids)
    field.restart()


def unheard(field: Field, agent: Someone, *, shown: bool) -> int:
    """A try to send of which the bot never heard; then the person types, and the bot sends again.

    Returns:
        The id of what was typed.
    """
    if shown:
        next(agent.ids)
    typed = next(agent.ids)
    for owed in field.service.owed(agent.account):
        assert field.service.present(owed) is not None
        agent.records(Sent(owed, next(agent.ids), again=True))
    return typed


@pytest.mark.parametrize("first", ["the message is handled", "the question is sent again"])
def test_an_answer_to_the_first_question_after_an_interview_that_was_sent(first: str) -> None:
    """It is stored, whatever the bot does first when it is back: nothing older takes it."""
    field, agent = after_one()
    torn(field, agent)
    typed = next(agent.ids)
    if first == "the question is sent again":
        agent.receive()
    field.clock.advance(20_000)
    agent.says("35", at=typed)
    play(agent, "online")
    assert values(agent)["age"] == "35"
    assert agent.asked.address == "2"


def test_an_answer_to_a_question_in_the_middle() -> None:
    """It is no correction of the question before."""
    field, agent = begun(VISIT, "/corriger 8.1", "Awa", "offline", "tap Suite")
    torn(field, agent)
    typed = next(agent.ids)
    agent.receive()
    field.clock.advance(20_000)
    agent.says("5", at=typed)
    play(agent, "online")
    assert values(agent) | {"enfant[1]/prenom": "Awa", "enfant[1]/annees": "5"} == values(agent)


def test_a_try_of_which_nothing_was_heard() -> None:
    """The line broke while the question was sent: the same process sends it again, and knows that it did."""
    field, agent = begun(VISIT, "offline", "35")
    typed = unheard(field, agent, shown=True)
    field.clock.advance(20_000)
    agent.says("bonne", at=typed)
    play(agent, "online")
    assert values(agent) | {"age": "35", "avis": "bonne"} == values(agent)


@pytest.mark.parametrize("died", [True, False])
def test_words_right_after_ones_own_were_typed_before_anything_was_shown(*, died: bool) -> None:
    """No id lies between the two messages: nothing was shown in between, whatever was tried."""
    field, agent = begun(VISIT, "offline", "35")
    if died:
        field.restart()
        typed = next(agent.ids)
        agent.receive()
    else:
        typed = unheard(field, agent, shown=False)
    field.clock.advance(20_000)
    agent.connected = True
    agent.says("36", at=typed)
    assert "Corriger la 1 ? « 35 » devient « 36 »." in agent.told
    assert values(agent)["age"] == "35"


@pytest.mark.parametrize("words", ["2", "Passer"])
def test_the_same_words_again_are_asked_for_again(words: str) -> None:
    """The old answer repeated for want of a reply, or the answer to the next question: either may be, so it asks."""
    field, agent = begun(VISIT.replace("| text | avis", "| integer | avis"), "offline", words)
    torn(field, agent)
    typed = next(agent.ids)
    agent.receive()
    shown = len(agent.prompts)
    field.clock.advance(20_000)
    agent.connected = True
    agent.says(words, at=typed)
    assert "avis" not in values(agent)
    assert agent.asked.address == "2"
    assert len(agent.prompts) == shown + 1


def test_in_the_second_in_which_it_was_put_the_question_before_counts() -> None:
    """Nobody reads and types as fast as that: it was typed at the question before, which asks."""
    field, agent = begun(VISIT, "offline", "35")
    torn(field, agent)
    typed = next(agent.ids)
    agent.receive()
    agent.says("36", at=typed)
    play(agent, "online")
    assert "Corriger la 1 ? « 35 » devient « 36 »." in agent.told


@pytest.mark.parametrize(("words", "kept"), [("35", "35"), ("oui", None)])
def test_in_that_second_what_the_one_before_cannot_take_is_for_the_new_one(words: str, kept: str | None) -> None:
    """The end of an interview that was sent takes no number and no second «oui»: only the new question is left."""
    field, agent = after_one()
    torn(field, agent)
    typed = next(agent.ids)
    agent.receive()
    agent.says(words, at=typed)
    play(agent, "online")
    assert values(agent).get("age") == kept
    assert agent.asked.address == ("1" if kept is None else "2")
    assert len(field.records()) == 2


def test_a_question_that_was_shown_once_leaves_no_doubt() -> None:
    """Sent for the first time, however late: what was typed before is for the question before."""
    field, agent = after_one()
    next(agent.ids)  # another chat's
    typed = next(agent.ids)
    agent.receive()
    field.clock.advance(20_000)
    agent.connected = True
    agent.says("35", at=typed)
    assert "age" not in values(agent)
    assert agent.asked.address == "1"


def test_a_photo_of_a_question_that_was_sent_again() -> None:
    """It is that question's, as words are."""
    field, agent = begun(VISIT, "/corriger 8", "offline", "/corriger 10")
    torn(field, agent)
    typed = next(agent.ids)
    agent.receive()
    field.clock.advance(20_000)
    agent._send(Blob("image", "file-1", "", "image/jpeg", 1200, ""), at=typed)
    play(agent, "online")
    assert "photo" in values(agent)
