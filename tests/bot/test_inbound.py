"""Updates as the service takes them, from JSON as Telegram sends it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Update

from bot.telegram.inbound import Group, read, read_text
from bot.telegram.taken import raw_update, taken_body
from dialogues.messages import (
    Blob,
    Content,
    EditedWords,
    Inbound,
    Place,
    Presence,
    Sender,
    Tap,
    Unsupported,
    Words,
)

AWA = {"id": 7, "is_bot": False, "first_name": "Awa", "last_name": "Keïta", "language_code": "fr"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Awa"}
GROUP = {"id": -5, "type": "group", "title": "Réunion"}
FILE = {"file_id": "F", "file_unique_id": "u", "file_size": 9}


def message(**more: Any) -> dict[str, Any]:
    """A message of Awa's."""
    return {"message_id": 3, "date": 1_772_532_000, "chat": PRIVATE, "from": AWA, **more}


def taken(**update: Any) -> Inbound | Group | None:
    """What becomes of an update."""
    return read(Update.de_json({"update_id": 1, **update}, None), 11, 5)


@pytest.mark.parametrize(
    ("more", "content"),
    [
        ({"location": {"latitude": 16.25, "longitude": -0.5}}, Place(16.25, -0.5)),
        (
            {"location": {"latitude": 1.0, "longitude": 2.0, "horizontal_accuracy": 8.5}},
            Place(1.0, 2.0, accuracy=8.5),
        ),
        (
            {
                "photo": [
                    {**FILE, "file_id": "big", "width": 90, "height": 90},
                    {**FILE, "file_id": "small", "width": 9, "height": 9},
                ],
                "caption": "ici",
            },
            Blob("image", "big", "", "image/jpeg", 9, "ici"),
        ),
        ({"voice": {**FILE, "duration": 2, "mime_type": "audio/ogg"}}, Blob("audio", "F", "", "audio/ogg", 9)),
        ({"audio": {**FILE, "duration": 2, "file_name": "a.mp3"}}, Blob("audio", "F", "a.mp3", "", 9)),
        (
            {"video": {**FILE, "duration": 2, "width": 1, "height": 1, "mime_type": "video/mp4"}},
            Blob("video", "F", "", "video/mp4", 9),
        ),
        ({"video_note": {**FILE, "duration": 2, "length": 9}}, Blob("video", "F", "", "video/mp4", 9)),
        (
            {"document": {**FILE, "file_name": "liste.pdf", "mime_type": "application/pdf"}},
            Blob("file", "F", "liste.pdf", "application/pdf", 9),
        ),
        ({"document": {**FILE, "mime_type": "image/png"}}, Blob("image", "F", "", "image/png", 9)),
        ({"contact": {"phone_number": "1", "first_name": "x"}}, Unsupported()),
        ({"dice": {"value": 3, "emoji": "🎲"}}, Unsupported()),
    ],
)
def test_what_a_message_holds(more: dict[str, Any], content: Content) -> None:
    """Each kind of message has one content; texts are cleaned of what databases refuse."""
    found = taken(message=message(**more))
    assert isinstance(found, Inbound)
    assert found.content == content


def test_who_when_and_about_what() -> None:
    """Sender, chat, message, time and the message that is replied to."""
    found = taken(message=message(text="35", reply_to_message=message(message_id=2, text="12.")))
    assert found == Inbound(11, Sender(7, "Awa Keïta", "fr"), 7, 3, 1_772_532_000_000, Words("35"), reply_to=2)


@pytest.mark.parametrize(
    ("more", "quickly"),
    [
        ({}, True),
        ({"from": {"id": 8, "is_bot": False, "first_name": "Issa"}}, True),
        ({"entities": [{"type": "bot_command", "offset": 0, "length": 8}], "text": "/nouveau"}, True),
        ({"reply_to_message": message(message_id=2, text="12.")}, False),
        ({"chat": GROUP}, False),
        ({"from": {**AWA, "is_bot": True}}, False),
        ({"from": {**AWA, "language_code": 3}}, False),
    ],
)
def test_a_text_is_read_quickly_as_it_would_be_by_the_library(more: dict[str, Any], quickly: bool) -> None:
    """What was typed is read from the JSON itself, the same as by way of the library; everything else is left to it."""
    update = {"update_id": 1, "message": message(**{"text": "35", **more})}
    found = read_text(update, 11)
    assert (found is not None) == quickly
    assert found is None or found == read(Update.de_json(update, None), 11, 5)


def test_edits_taps_and_presence() -> None:
    """An edited text bears the time of the edit, a tap the time of its arrival; blocking is a presence."""
    edited = taken(edited_message=message(text="36", edit_date=1_772_532_060))
    assert isinstance(edited, Inbound)
    assert (edited.content, edited.sent_at) == (EditedWords("36"), 1_772_532_060_000)
    tap = taken(callback_query={"id": "q", "from": AWA, "chat_instance": "c", "data": "open:1", "message": message()})
    assert isinstance(tap, Inbound)
    assert (tap.content, tap.sent_at, tap.message) == (Tap("open:1", "q"), 5, 3)
    member = {"user": AWA, "status": "kicked", "until_date": 0}
    gone = taken(
        my_chat_member={
            "chat": PRIVATE,
            "from": AWA,
            "date": 1,
            "old_chat_member": {"user": AWA, "status": "member"},
            "new_chat_member": member,
        }
    )
    assert isinstance(gone, Inbound)
    assert gone.content == Presence(reachable=False)


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(pinned_message=message(text="x"))},
        {"message": message(text="x", **{"from": {**AWA, "is_bot": True}})},
        {"edited_message": message(location={"latitude": 1.0, "longitude": 2.0})},
        {"callback_query": {"id": "q", "from": AWA, "chat_instance": "c", "game_short_name": "g"}},
        {"poll_answer": {"poll_id": "1", "option_ids": [], "option_persistent_ids": [], "user": AWA}},
    ],
)
def test_what_nobody_needs(update: dict[str, Any]) -> None:
    """Telegram's own notices, other bots, live positions and games are passed over."""
    assert taken(**update) is None


def test_groups_are_to_be_left() -> None:
    """Whatever comes from a group says that the bot is there, but for its own removal."""
    assert taken(message=message(text="x", chat=GROUP)) == Group(-5, there=True)
    assert taken(edited_message=message(text="x", chat=GROUP)) == Group(-5, there=True)
    query = {"id": "q", "from": AWA, "chat_instance": "c", "data": "a", "message": message(chat=GROUP)}
    assert taken(callback_query=query) == Group(-5, there=True)
    change = {"chat": GROUP, "from": AWA, "date": 1, "old_chat_member": {"user": AWA, "status": "member"}}
    left = {**change, "new_chat_member": {"user": AWA, "status": "left"}}
    assert taken(my_chat_member=left) == Group(-5, there=False)


def test_the_key_of_an_update() -> None:
    """Update id and date, or the tap's id: update ids begin anew after an idle week."""
    row = raw_update({"update_id": 4, "message": message(text="é")}, 9)
    assert (row.key, row.chat, row.received_at) == ("4:1772532000", 7, 9)
    assert row.payload.isascii()
    edited = raw_update({"update_id": 5, "edited_message": message(text="x", edit_date=8)}, 9)
    assert edited.key == "5:8"
    tap = raw_update({"update_id": 6, "callback_query": {"id": "q", "data": "a", "message": message()}}, 9)
    assert (tap.key, tap.chat) == ("6:q", 7)


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "message": []},
        {"message": {"chat": 5}},
        {"x": {"data": 1}},
        {"update_id": "\x00", "message": {"date": "\x00" * 100, "chat": {"id": 2**80}}},
    ],
)
def test_strange_updates_are_stored_all_the_same(update: dict[str, Any]) -> None:
    """Nothing that Telegram could send stops the intake."""
    row = raw_update(update, 9)
    assert row.chat == 0
    assert row.key.isprintable()
    assert row.payload.isprintable()


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[1]", b"\xff\x00", b"[" * 100_000, b'"a"'])
def test_what_is_no_update_is_kept_as_it_came(body: bytes) -> None:
    """Nobody's chat, a key of its own, and a payload that any database takes."""
    one = taken_body(body, 9)
    assert (one.row.chat, one.number, one.language) == (0, -1, "")
    assert one.row == taken_body(body, 9).row
    assert json.loads(one.row.payload) == body.decode("utf-8", "backslashreplace")
