"""The people's side over HTTP: the list of chats, what was seen, deletions, doubled sendings, the tests' switch."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from telegram import Bot, InputMediaDocument, InputMediaPhoto, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread, World
from bot.simulator.client import ActionRefused

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\0\x10\0\0\0\x10"


def wide(width: int, height: int) -> bytes:
    """The head of a picture of a size."""
    return PNG[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big")


async def test_the_list_of_chats(bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
    """A line each: last message, how many of the bot's are unseen; seeing them is kept by the server."""
    before = client.send("GET", "/watch")["seen"]
    await bot.send_message(awa.user_id, "un")
    last = await bot.send_document(awa.user_id, b"a;b", filename="a.csv")
    await bot.send_message(awa.user_id, "à ne pas montrer", protect_content=True)
    seen = client.send("GET", "/watch")
    assert seen["seen"] != before
    assert seen["view"] is None
    [line] = [chat for chat in seen["chats"] if chat["id"] == awa.user_id]
    assert (line["unread"], line["last"]["text"], line["last"]["from_bot"]) == (3, "", True)
    client.send("POST", f"/chats/{awa.user_id}/read", json={"message_id": last.message_id})
    client.send("POST", f"/chats/{awa.user_id}/read", json={"message_id": 1})
    [line] = [chat for chat in client.send("GET", "/watch")["chats"] if chat["id"] == awa.user_id]
    assert line["unread"] == 1
    fresh = client.person("Binta")
    [line] = [chat for chat in client.send("GET", "/watch")["chats"] if chat["id"] == fresh.user_id]
    assert (line["begun"], line["last"]) == (False, None)


async def test_watching_wakes_for_any_chat(bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
    """One request waits for the open chat and for all the others."""
    other = client.person("Moussa")
    seen = client.send("GET", "/watch", params={"chat": awa.user_id})
    query = {"chat": awa.user_id, "after": seen["view"]["cursor"], "seen": seen["seen"], "wait": 20}
    late = threading.Timer(0.2, lambda: other.say("/start"))
    late.start()
    found = client.send("GET", "/watch", params=query)
    late.join()
    assert found["view"]["messages"] == []
    [line] = [chat for chat in found["chats"] if chat["id"] == other.user_id]
    assert line["last"]["text"] == "/start"
    with pytest.raises(ActionRefused):
        client.send("GET", "/watch", params={"chat": 12})


async def test_a_deletion_is_not_told_to_the_bot(bot: Bot, awa: SimulatedPerson) -> None:
    """The message is gone for both, with the keyboard it brought; the bot finds out when it wants to edit it."""
    sent = await bot.send_message(awa.user_id, "12. ?", reply_markup=ReplyKeyboardMarkup([["12·1 Oui"]]))
    plain = await bot.send_message(awa.user_id, "à changer")
    await bot.get_updates(offset=-1)
    offset = (await bot.get_updates())[-1].update_id + 1
    awa.delete(sent.message_id)
    awa.delete(plain.message_id)
    assert awa.keyboard() == ()
    assert await bot.get_updates(offset=offset, timeout=0) == ()
    with pytest.raises(BadRequest, match="to edit not found"):
        await bot.edit_message_text("changé", awa.user_id, plain.message_id)
    with pytest.raises(ActionRefused, match="not found"):
        awa.delete(plain.message_id)


def test_a_message_sent_twice_stands_once(client: SimulatorClient, awa: SimulatedPerson) -> None:
    """A phone whose answer was lost sends again under the same number; another number is another message."""
    path = f"/chats/{awa.user_id}/text"
    first = client.send("POST", path, json={"text": "35", "random_id": "1"})
    again = client.send("POST", path, json={"text": "35", "random_id": "1"})
    other = client.send("POST", path, json={"text": "35", "random_id": "2"})
    assert first["message"] == again["message"]
    assert other["message"]["message_id"] == first["message"]["message_id"] + 1


def test_controls_are_off_unless_asked_for() -> None:
    """An ordinary simulator lets nobody turn its clock, spoil its calls or read its journal."""
    with SimulatorThread(faults=False) as simulator, SimulatorClient(simulator.url) as client:
        tries: tuple[Callable[[], object], ...] = (
            client.now,
            lambda: client.advance(60),
            lambda: client.fault("500"),
            client.heal,
            client.limit_rate,
            lambda: client.calls(texts=True),
        )
        for attempt in tries:
            with pytest.raises(ActionRefused, match="--faults"):
                attempt()
        client.person("Awa").say("/start")


async def test_captions_albums_and_titles(bot: Bot, awa: SimulatedPerson) -> None:
    """Words under a file change, several files come as one album, a sound has a title."""
    sent = await bot.send_document(awa.user_id, b"a", filename="a.csv", caption="je prépare")
    await bot.edit_message_caption(awa.user_id, sent.message_id, caption="prêt")
    assert awa.last().text == "prêt"
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_caption(awa.user_id, sent.message_id, caption="prêt")
    text = await bot.send_message(awa.user_id, "texte")
    with pytest.raises(BadRequest, match="no caption"):
        await bot.edit_message_caption(awa.user_id, text.message_id, caption="x")
    album = await bot.send_media_group(awa.user_id, [InputMediaPhoto(PNG, caption="un"), InputMediaPhoto(PNG)])
    assert len({message.media_group_id for message in album}) == 1
    assert [said.text for said in awa.messages()][-2:] == ["un", ""]
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_media_group(awa.user_id, [InputMediaDocument(b"a"), InputMediaPhoto(b"no picture")])
    audio = (await bot.send_audio(awa.user_id, b"ID3", title="Question 12", performer="Baro")).audio
    assert audio is not None
    assert (audio.title, audio.performer) == ("Question 12", "Baro")


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"text", "IMAGE_PROCESS_FAILED"), (wide(9000, 2000), "DIMENSIONS"), (wide(2100, 100), "DIMENSIONS")],
)
async def test_what_is_no_photo_is_refused(bot: Bot, awa: SimulatedPerson, data: bytes, why: str) -> None:
    """As Telegram refuses it: unreadable, sides over 10,000 together, twenty times longer than high."""
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_photo(awa.user_id, data)


async def test_only_known_actions_are_shown(bot: Bot, awa: SimulatedPerson) -> None:
    """An application knows how old what it shows is; an unknown action is refused."""
    await bot.send_chat_action(awa.user_id, "upload_document")
    seen = awa.view()
    assert seen["action"] == "upload_document"
    assert 0 <= seen["action_age"] < 5
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(awa.user_id, "dancing")


def test_two_worlds_are_told_apart() -> None:
    """A page that stayed open sees that another simulator stands on the same port."""
    assert World().id != World().id
