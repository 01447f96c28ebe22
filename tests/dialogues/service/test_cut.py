"""A message that was too long for Telegram comes in two: the second part goes where the first went."""

from __future__ import annotations

import pytest

from tests.dialogues.service.forms import VISIT
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

BEGUN = ("/nouveau", "35", "bonne", "tap Suite", "tap Oui")
"""Question 4 waits, a list."""
LONG = "Il a beaucoup parlé de la route. " * 115
REST = "12 femmes sont venues ensuite, et voilà."
"""It begins with a number that is part of what is told."""


def sends(agent: Someone, *texts: str, seconds: int = 1, reply_to: int | None = None) -> None:
    """Messages that a client sends one after the other, before the bot's reply to the first is there."""
    agent.field.clock.advance(60_000)
    with agent.offline():
        for text in texts:
            agent.field.clock.advance(seconds * 1000)
            agent.says(text, reply_to=reply_to)


def begun(*steps: str) -> Someone:
    """An agent at question 4, and some steps on."""
    agent = Field(VISIT).agent()
    play(agent, *BEGUN, *steps)
    return agent


def whole(*parts: str) -> str:
    """What is kept of messages that go on with one another."""
    return "\n".join(part.strip() for part in parts)


def notes(agent: Someone, name: str) -> tuple[str, ...]:
    """The agent's own notes on a question."""
    known = agent.field.replayed(agent.field.records()[0]).notes
    return next((kept for ref, kept in known.items() if ref.endswith(f"/{name}")), ())


def test_a_numbered_answer() -> None:
    """The rest joins question 12 while 4 waits; it is said, and 4 is asked again with nothing in it."""
    agent = begun()
    sends(agent, f"12) {LONG}", REST)
    assert values(agent)["suite"] == whole(LONG, REST)
    assert "sources" not in values(agent)
    assert "✓ 12 : c'est la suite de votre long message" in "\n".join(agent.heard)
    assert agent.asked.address == "4"


def test_three_parts_and_a_number_within() -> None:
    """Each goes on with the one before, until a line says by its own number what it is about."""
    agent = begun()
    sends(agent, f"12) {LONG}", LONG, f"{REST}\n1) 36")
    assert values(agent)["suite"] == whole(LONG, LONG, REST)
    assert "Corriger la 1 ?" in agent.told


def test_the_rest_of_a_correction() -> None:
    """What is asked back holds both parts, and yes stores both."""
    agent = begun("12) avant")
    sends(agent, f"12) {LONG}", REST)
    assert values(agent)["suite"] == "avant"
    assert agent.told.startswith("✓ 12 : c'est la suite")
    play(agent, "tap Oui")
    assert values(agent)["suite"] == whole(LONG, REST)


def test_an_answer_to_what_is_asked() -> None:
    """An open answer without a number takes the rest too, and goes on until «Suite»."""
    agent = Field(VISIT).agent()
    play(agent, "/nouveau", "35")
    sends(agent, LONG, REST)
    assert values(agent)["avis"] == whole(LONG, REST)
    assert "notée avec le début. Autre chose ?" in agent.told
    play(agent, "tap Suite")
    assert agent.asked.address == "3"


def test_during_a_call() -> None:
    """There everything bears a number, but for what was cut off."""
    agent = begun("/appel")
    sends(agent, f"12) {LONG}", REST)
    assert values(agent)["suite"] == whole(LONG, REST)


@pytest.mark.parametrize("first", [f"RQ {LONG}", f"RQ 4) {LONG}", f"1) 35\nRQ 4) {LONG}"])
def test_a_remark(first: str) -> None:
    """The rest is a remark on the same question, and no answer."""
    agent = begun()
    sends(agent, first, REST)
    field = agent.field
    with field.store.reading() as uow:
        guide = uow.guides.by_form_id(field.project.id, "visite")
        assert guide is not None
        kept = [(one.question, one.text) for one in uow.remarks.of_guide(field.project.id, guide.id)]
    assert [question.rpartition("/")[2] for question, _ in kept] == ["sources", "sources"]
    assert kept[0][1] == f"… {REST}"
    assert values(agent)["age"] == "35"
    assert "sources" not in values(agent)
    assert "💬 La suite de votre longue remarque" in agent.told


@pytest.mark.parametrize(
    ("first", "kept"),
    [
        (f"12) Court.\nNB : {LONG}", "Court."),
        (f"12) NB : {LONG}", None),
        (f"1) 35\n12) Court.\nNB : {LONG}", "Court."),
        (f"RQ 4) pas clair\n12) NB {LONG}", None),
    ],
)
def test_a_note(first: str, kept: str | None) -> None:
    """The rest of the agent's own note is a note on the same question, never what was answered."""
    agent = begun()
    sends(agent, first, LONG, REST)
    assert values(agent).get("suite") == kept
    assert "sources" not in values(agent)
    assert notes(agent, "suite") == (LONG.strip(), LONG.strip(), REST)
    assert "✓ 12 : c'est la suite" in "\n".join(agent.heard)
    assert "Je n'ai pas pu" not in "\n".join(agent.heard)


def test_a_note_on_what_is_asked() -> None:
    """A note alone goes on too, also on a question that takes no words."""
    agent = begun()
    sends(agent, f"NB : {LONG}", f"{REST}\nEt encore.")
    assert "sources" not in values(agent)
    assert notes(agent, "sources") == (LONG.strip(), REST, "Et encore.")


def test_a_note_on_a_correction() -> None:
    """What is asked back stays as it was: the rest belongs to the note beside it."""
    agent = begun("12) avant")
    sends(agent, f"12) après\nNB : {LONG}", REST)
    play(agent, "tap Oui")
    assert values(agent)["suite"] == "après"
    assert notes(agent, "suite") == (LONG.strip(), REST)


def test_three_parts_of_a_correction() -> None:
    """All of them are asked back as one."""
    agent = begun("12) avant")
    sends(agent, f"12) {LONG}", LONG, REST)
    play(agent, "tap Oui")
    assert values(agent)["suite"] == whole(LONG, LONG, REST)


def test_a_correction_that_waits_is_left_alone() -> None:
    """The rest of what could not be taken does not join a long correction that was told earlier."""
    agent = begun("12) avant", f"12) {LONG}")
    sends(agent, f"99) {LONG}", REST)
    play(agent, "12) avant", f"12) {LONG}", "tap Oui")
    assert values(agent)["suite"] == whole(LONG)


@pytest.mark.parametrize("last", ["RQ 4) mot difficile pour", "RQ 99) mot difficile pour"])
def test_a_remark_that_ends_a_long_answer(last: str) -> None:
    """Its rest is no part of the answer, also where the remark itself found no question."""
    agent = begun()
    sends(agent, f"12) {LONG}\n{last}", REST)
    assert values(agent)["suite"] == whole(LONG)
    assert "sources" not in values(agent)
    lost = "Je n'ai pas pu garder la suite" in "\n".join(agent.heard)
    assert lost == ("99" in last)


@pytest.mark.parametrize("first", [f"99) {LONG}", f"6) {LONG}", LONG])
def test_what_could_not_be_taken(first: str) -> None:
    """Where the beginning went nowhere the rest is no answer to anything else, and it is said."""
    agent = begun()
    before = values(agent)
    sends(agent, first, "Puits")
    assert values(agent) == before
    assert "Je n'ai pas pu garder la suite de votre long message." in "\n".join(agent.heard)


@pytest.mark.parametrize(
    ("texts", "seconds"),
    [((f"12) {LONG}", "1) 36"), 1), ((f"12) {LONG}", "4·1 Puits"), 1), ((f"12) {LONG}", "Puits"), 20)],
)
def test_what_is_no_rest(texts: tuple[str, ...], seconds: int) -> None:
    """A key, a number of its own, a pause: that is another message."""
    agent = begun()
    sends(agent, *texts, seconds=seconds)
    assert values(agent)["suite"] == whole(LONG)
    assert "la suite" not in "\n".join(agent.heard)


def test_a_long_answer_that_was_whole() -> None:
    """One that no client has to cut does not draw what comes next to it."""
    agent = begun()
    sends(agent, f"12) {LONG[:3000]}", "1 3")
    assert values(agent)["sources"] == "puits fleuve"


def test_a_reply_that_was_cut() -> None:
    """Clients send both parts as replies to the same message: neither replaces the other."""
    agent = begun()
    sends(agent, LONG, REST, reply_to=agent.prompt_id("2"))
    assert agent.told.startswith("✓ 2 : c'est la suite")
    play(agent, "tap Oui")
    assert values(agent)["avis"] == whole(LONG, REST)


def test_the_rest_is_edited() -> None:
    """It has a place of its own in the answer."""
    agent = begun()
    sends(agent, f"12) {LONG}", REST)
    play(agent, "edit -1: et voilà")
    assert values(agent)["suite"] == whole(LONG, "et voilà")
