"""Whatever is typed: nothing is lost, nothing breaks, nothing leaks."""

from __future__ import annotations

import pytest

from dialogues.messages import Blob, Tap, Words
from dialogues.service.cleaning import clean
from tests.dialogues.service.forms import SHORT, VISIT
from tests.support.scenario import Field
from tests.support.script import play, values

LONG = "paix " * 2000

TEXTS = (
    "",
    " ",
    "\n\n",
    "\x00",
    "\ud83d",
    "😀" * 500,
    "👩🏾‍🌾 la paix",
    "\u202eيكفي\u202c 12",
    "\u0660\u0661",
    LONG,
    "NB",
    "NB une note",
    "·",
    "1·",
    "·1",
    "A·1",
    "99999·99999",
    "1)" * 3000,
    "12) " + "x" * 5000,
    "/" + "x" * 4000,
    "/corriger " + "1." * 2000,
    "/retirer " + "K" * 4000,
    "=1+1",
    "<b>&amp;</b>",
    "$${}{ref}%s",
    "\x0b\x0c\x1b[31m",
    "\ufffe\uffff",
)


PLACES: tuple[tuple[str, ...], ...] = (
    ("/nouveau", "press Fiche V"),
    ("/nouveau", "press Fiche V", "35"),
    ("/nouveau", "press Fiche V", "/corriger 3"),
    ("/nouveau", "press Fiche V", "/corriger 4", "tap Puits"),
    ("/nouveau", "press Fiche V", "35", "1) 36"),
    ("/nouveau", "press Fiche V", "/abandonner"),
    ("/nouveau", "press Fiche V", "/corriger 8.1", "Awa", "tap Suite", "5"),
    ("/nouveau", "press Fiche V", "/corriger 10"),
    ("/nouveau", "press Fiche S", "7", "Issa", "tap Suite"),
    ("/nouveau", "press Fiche S", "7", "/pause"),
)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_anything_can_be_typed_anywhere(text: str) -> None:
    """Said, in reply, as an edit: at every kind of prompt the interview goes on, as its log tells it."""
    for place in PLACES:
        field = Field(VISIT, SHORT)
        agent = field.agent()
        play(agent, *place)
        agent.says(text)
        agent.says(text, reply_to=agent.asked_id)
        agent.says(text, reply_to=agent.sent[-3])
        agent.edits(agent.sent[-1], text)
        agent.edits(agent.sent[0], text)
        play(agent, "/reprendre")
        assert agent.asked.label.text
        assert field.replayed(field.records()[0]).status.open


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (LONG, LONG.strip()),
        ("a\x00b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("demi \ud83d", "demi \ufffd"),
        ("a\x0bb\x1fc", "abc"),
        ("ligne\nligne", "ligne\nligne"),
        ("\u202eيكفي\u202c", "\u202eيكفي\u202c"),
    ],
    ids=ascii,
)
def test_what_is_kept_of_an_open_answer(typed: str, kept: str) -> None:
    """The person's own words, without what no database and no XML can hold."""
    agent = Field(SHORT).agent()
    play(agent, "/nouveau", "7")
    agent.says(typed)
    assert values(agent)["nom"] == kept


def test_only_notes() -> None:
    """Lines that begin with NB are notes; the question still waits."""
    field = Field(SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "NB timide\nNB : pressée")
    assert agent.told == "✓ 1 : note pour vous gardée."
    play(agent, "7", "/relire")
    assert agent.told.startswith("1. Quel âge ? → 7 (NB timide · pressée)")


def test_two_hundred_addressed_lines() -> None:
    """A whole guide in one message is taken line by line, and answered once."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau")
    shown = len(agent.shown)
    agent.says("\n".join(["1) 35", "3) Oui"] * 100))
    assert values(agent)["age"] == "35"
    assert values(agent)["eau"] == "oui"
    assert len(agent.shown) - shown <= 2


def test_names_and_captions_are_cleaned() -> None:
    """Also what comes with a file, with a button, and the name that an app gives."""
    field = Field(VISIT)
    agent = field.agent()
    agent.name = "A\x00wa"
    play(agent, "/nouveau", "/corriger 10")
    agent.sends(Blob("image", "f", "a\x00.jpg", "image/jpeg\x00", 1, "vue\x00"))
    agent.sends(Tap("do:relire\x00", "q"))
    assert "(NB vue)" in agent.told
    field.supervisor()
    stranger = field.stranger("Is\x00sa\ud83d")
    stranger.says(f"/start {field.invitation()}")
    assert stranger.told.startswith("Merci, Issa")


@pytest.mark.parametrize("text", ["", "a", "é😀\n\t\r", "x\x00", "\ud800", "\udc00a\ud83d\ude00"], ids=ascii)
def test_clean_texts_can_be_written(text: str) -> None:
    """What is left is valid UTF-8 and XML, and cleaning it again changes nothing."""
    left = clean(text)
    left.encode()
    assert "\x00" not in left
    assert clean(left) == left
    assert Words(left).text == left
