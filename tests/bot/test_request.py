"""What goes to the Bot API."""

from __future__ import annotations

import json
import socket

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    TelegramObject,
)

from bot.telegram.request import Unreached, as_json, make_request


@pytest.mark.parametrize(
    "made",
    [
        ReplyKeyboardMarkup(
            [[KeyboardButton("12·1 Oui"), KeyboardButton("Lieu", request_location=True)], [KeyboardButton("☰")]],
            resize_keyboard=True,
            is_persistent=True,
            input_field_placeholder="12",
        ),
        ReplyKeyboardRemove(),
        InlineKeyboardMarkup([[InlineKeyboardButton("Aide", callback_data="a"), InlineKeyboardButton("b", url="u")]]),
        MessageEntity("bold", 0, 3),
    ],
)
def test_objects_of_the_library_are_written_as_it_writes_them(made: TelegramObject) -> None:
    """Keyboards and styles are the same JSON as by the library's own way, which takes longer."""
    written = json.loads(as_json({"chat_id": 7, "one": made, "many": (made,)}))
    assert written == {"chat_id": 7, "one": made.to_dict(), "many": [made.to_dict()]}


def test_nothing_else_is_written() -> None:
    """A value that JSON does not know is a programmer's mistake."""
    with pytest.raises(TypeError):
        as_json({"chat_id": object()})


async def test_a_call_that_finds_nobody_is_known_not_to_have_been_heard() -> None:
    """Nobody listens: that is another trouble than a call of which no answer came."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        async with make_request(url, connections=1) as request:
            with pytest.raises(Unreached):
                await request.post(f"{url}/bot1:x/getMe")
