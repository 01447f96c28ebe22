"""Texts, entities and reply markups are checked as strictly as Telegram checks them."""

from typing import Any

import pytest

from bot.simulator import Refusal
from bot.simulator.markup import checked_markup, checked_text, commands_in


def test_trimming_moves_entities_along() -> None:
    """White space at both ends goes, and an entity stays on its word."""
    text, entities = checked_text("  😀 mot  ", [{"type": "bold", "offset": 5, "length": 3}])
    assert text == "😀 mot"
    assert entities == [{"type": "bold", "offset": 3, "length": 3}]


def test_an_entity_is_clipped_to_what_remains() -> None:
    """An entity over trimmed white space shrinks; one that has nothing left falls away, as does an empty one."""
    marks = [
        {"type": "italic", "offset": 0, "length": 4},
        {"type": "bold", "offset": 4, "length": 1},
        {"type": "code", "offset": 0, "length": 0},
    ]
    assert checked_text(" mot ", marks) == ("mot", [{"type": "italic", "offset": 0, "length": 3}])


def test_length_counts_after_trimming() -> None:
    """4096 characters and white space around them fit; 4097 do not."""
    assert len(checked_text(" " + "x" * 4096 + " ", None)[0]) == 4096
    with pytest.raises(Refusal, match="message is too long"):
        checked_text("x" * 4097, None)
    with pytest.raises(Refusal, match="message caption is too long"):
        checked_text("x" * 1025, None, limit=1024)


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "offset": 0, "length": 4}, "ends after the end of the text at UTF-16 offset 4"),
        ({"type": "bold", "offset": 3, "length": 1}, "begins after the end of the text at UTF-16 offset 3"),
        ({"type": "bold", "offset": 1, "length": 2}, "begins in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": 0, "length": 1}, "ends in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": -1, "length": 1}, "incorrect offset -1"),
        ({"type": "bold", "offset": 0, "length": -1}, "incorrect length -1"),
        ({"type": "sparkle", "offset": 0, "length": 1}, "Unsupported type specified"),
        ({"type": "bold", "offset": "0", "length": 1}, "must be of type Number"),
        ({"type": "text_link", "offset": 0, "length": 2}, 'Can\'t find field "url"'),
        ("bold", "Expected an Object"),
    ],
)
def test_an_entity_that_does_not_fit_is_refused(entity: object, words: str) -> None:
    """«😀a» has three UTF-16 units, and an entity may not cut the first two apart or leave the text."""
    with pytest.raises(Refusal, match=words):
        checked_text("😀a", [entity])


def test_entities_are_a_list() -> None:
    """Anything else is refused."""
    with pytest.raises(Refusal, match="Expected an Array"):
        checked_text("x", 7)


def button(**more: Any) -> dict[str, Any]:
    """An inline keyboard of one button."""
    return {"inline_keyboard": [[{"text": "x", **more}]]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("text", "object expected as reply markup"),
        (button(), "Text buttons are unallowed"),
        (button(callback_data=""), "Text buttons are unallowed"),
        (button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (button(text=" ", callback_data="a"), "Text must be non-empty"),
        ({"inline_keyboard": [["x"]]}, "Expected an Object"),
        ({"inline_keyboard": [[{"callback_data": "a"}]]}, 'Can\'t find field "text"'),
        ({"inline_keyboard": "bad"}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": ["bad"]}, "Expected an Array of Arrays"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a"}] * 9]}, "BUTTON_ROW_TOO_LONG"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a"}]] * 101}, "REPLY_MARKUP_TOO_LONG"),
        ({"keyboard": [[{"text": "A"}]], "resize_keyboard": "yes"}, 'field "resize_keyboard" must be of type Boolean'),
        ({"keyboard": [[7]]}, "Expected an Object"),
        ({"keyboard": [[{}]]}, 'Can\'t find field "text"'),
        ({"keyboard": [[""]]}, "Text must be non-empty"),
    ],
)
def test_a_markup_that_telegram_refuses_is_refused(markup: object, words: str) -> None:
    """Sizes, types and missing actions, in Telegram's words."""
    with pytest.raises(Refusal, match=words):
        checked_markup(markup)


@pytest.mark.parametrize("markup", [None, {}, {"keyboard": []}, {"inline_keyboard": [[]]}, {"force_reply": False}])
def test_an_empty_markup_is_no_markup(markup: object) -> None:
    """The server ignores a markup without anything in it."""
    assert checked_markup(markup) is None


def test_a_markup_at_its_limits_passes() -> None:
    """64 bytes of data, eight keys a row, a hundred keys, and bare strings as reply keys."""
    assert checked_markup(button(callback_data="é" * 32)) == button(callback_data="é" * 32)
    assert checked_markup({"keyboard": [["A"] * 8] * 12}) == {"keyboard": [[{"text": "A"}] * 8] * 12}


def test_a_command_may_stand_in_an_isolate() -> None:
    """A direction mark before a command hides it no more than a space does; a word before it does."""
    assert [mark["offset"] for mark in commands_in("\u2066/aide\u2069 a/b /suivi")] == [1, 12]
