"""The simulated person of tests, demo and campaigns: finds keys, waits, and says clearly what did not come."""

import threading

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.simulator import SimulatedPerson, SimulatorClient
from bot.simulator.client import ActionRefused, KeyNotShown, NothingSuchSaid

KEYS = ReplyKeyboardMarkup([["12·1 Oui", "12·11 Oui, un peu"], ["◀ Revenir", "Passer"]])


async def test_a_key_is_found_by_its_label_beginning_or_part(bot: Bot, awa: SimulatedPerson) -> None:
    """The exact label wins over longer ones; a part that two keys share is refused."""
    await bot.send_message(awa.user_id, "12. ?", reply_markup=KEYS)
    for part in ("12·1 Oui", "12·11", "revenir", "un peu"):
        awa.tap(part)
    texts = [said.text for said in awa.messages() if not said.from_bot][1:]
    assert texts == ["12·1 Oui", "12·11 Oui, un peu", "◀ Revenir", "12·11 Oui, un peu"]
    for unclear in ("Oui", "Terminé"):
        with pytest.raises(KeyNotShown):
            awa.tap(unclear)


async def test_an_inline_key_is_found_in_the_newest_message_that_has_it(bot: Bot, awa: SimulatedPerson) -> None:
    """Older lists are not tapped by mistake, unless they are named."""
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Relire", callback_data="r")]])
    first = await bot.send_message(awa.user_id, "un", reply_markup=keys)
    second = await bot.send_message(awa.user_id, "deux", reply_markup=keys)
    await bot.send_message(awa.user_id, "trois")
    awa.press("Relire")
    awa.press("Relire", message_id=first.message_id)
    taps = [update.callback_query for update in await bot.get_updates() if update.callback_query]
    assert [tap.message.message_id for tap in taps if tap.message] == [second.message_id, first.message_id]
    assert awa.messages()[1].inline == (("Relire",),)
    with pytest.raises(KeyNotShown):
        awa.press("Envoyer")


async def test_waiting_sees_only_what_came_since_the_last_action(bot: Bot, awa: SimulatedPerson) -> None:
    """An old message with the same words does not count; a later edit does, and so does ``since``."""
    sent = await bot.send_message(awa.user_id, "Bonjour")
    awa.say("salut")
    with pytest.raises(NothingSuchSaid, match=r"Awa waited for 'Bonjour'; the bot said \[\]"):
        awa.wait_for("Bonjour", timeout=0)
    assert awa.wait_for("Bonjour", since=0).message_id == sent.message_id
    await bot.edit_message_text("Bonjour Awa", awa.user_id, sent.message_id)
    assert awa.wait_for("Bonjour").edited
    assert awa.wait_for(lambda said: said.text.endswith("Awa")).message_id == sent.message_id
    with pytest.raises(NothingSuchSaid, match="a fitting message"):
        awa.wait_for(lambda said: said.deleted, timeout=0)


async def test_waiting_for_the_whole_chat(bot: Bot, awa: SimulatedPerson) -> None:
    """A deletion ends the wait; a test that never holds ends in an error."""
    sent = await bot.send_message(awa.user_id, "secret")
    await bot.delete_message(awa.user_id, sent.message_id)
    assert [said.text for said in awa.wait_until(lambda said: len(said) == 1)] == ["/start"]
    with pytest.raises(NothingSuchSaid):
        awa.wait_until(lambda said: len(said) == 2, timeout=0.01)


async def test_a_known_person_goes_on_from_now(bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
    """After a restart of the script, what was said before does not end a wait."""
    await bot.send_message(awa.user_id, "avant")
    again = client.known(awa.user_id)
    assert again.name == "Awa"
    with pytest.raises(NothingSuchSaid):
        again.wait_for("avant", timeout=0)
    with pytest.raises(LookupError):
        client.known(1)


def test_refused_actions_say_why(awa: SimulatedPerson, client: SimulatorClient) -> None:
    """Blank texts, unknown chats, missing files and unknown faults are refused with words."""
    with pytest.raises(ActionRefused, match="message text is empty"):
        awa.say(" ")
    with pytest.raises(ActionRefused, match="chat not found"):
        SimulatedPerson(client, 7, "Personne").say("x")
    with pytest.raises(ActionRefused):
        client.send("POST", f"/chats/{awa.user_id}/photo", data={"file": "none"})
    with pytest.raises(ActionRefused):
        client.file("nothing")
    for wrong in ({"kind": "fire"}, {"kind": "500", "when": "never"}, {"kind": "500", "count": "x"}):
        with pytest.raises(ActionRefused):
            client.send("POST", "/faults", json=wrong)
    with pytest.raises(LookupError):
        client.known(awa.user_id).last()
    with pytest.raises(LookupError):
        awa.download(awa.messages()[0])


def test_a_page_that_waits_hears_of_a_message(awa: SimulatedPerson) -> None:
    """The people's long poll returns at the change."""
    cursor = awa.view()["cursor"]
    with SimulatorClient(awa.client.url) as other:
        later = threading.Timer(0.05, lambda: SimulatedPerson(other, awa.user_id, "Awa").say("plus tard"))
        later.start()
        seen = awa.view(after=cursor, wait=20)
        later.join()
    assert [item["message"]["text"] for item in seen["messages"]] == ["plus tard"]
    assert awa.view(after=seen["cursor"], wait=0.01)["messages"] == []
