"""The Bot API as python-telegram-bot sees it over real HTTP."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread

KEYS = ReplyKeyboardMarkup([["12·1 Oui", "12·2 Non"]], resize_keyboard=True)
INLINE = InlineKeyboardMarkup([[InlineKeyboardButton("Corriger", callback_data="c:12")]])


async def test_who_the_bot_is(bot: Bot) -> None:
    """GetMe answers with the identity of the token."""
    me = await bot.get_me()
    assert me.is_bot
    assert str(me.id) == bot.token.partition(":")[0]


async def test_a_wrong_token_and_an_unknown_method(simulator: SimulatorThread) -> None:
    """401 for the token, 404 for the method, both as JSON."""
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=simulator.base_url):
            pass
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{simulator.base_url}{simulator.token}/noSuchMethod")
        assert answer.status_code == 404
        assert answer.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
        lost = await http.get(f"{simulator.base_file_url}1:wrong/documents/file_1.bin")
        assert lost.status_code == 401
        gone = await http.get(f"{simulator.base_file_url}{simulator.token}/documents/file_0.bin")
        assert gone.status_code == 404


async def test_parameters_come_in_any_form(simulator: SimulatorThread, awa: SimulatedPerson, bot: Bot) -> None:
    """Query, JSON, form and multipart mean the same; nonsense is refused."""
    url = f"{simulator.base_url}{simulator.token}/sendMessage"
    given = {"chat_id": awa.user_id, "text": "Bonjour"}
    async with httpx.AsyncClient() as http:
        answers = [
            await http.get(url, params=given),
            await http.post(url, json=given),
            await http.post(url, data=given),
            await http.post(url, data=given, files={"unused": b"1"}),
        ]
        assert [answer.json()["result"]["text"] for answer in answers] == ["Bonjour"] * 4
        wrong = [
            await http.post(url, content=b"{", headers={"content-type": "application/json"}),
            await http.post(url, json=[1]),
            await http.post(url, json={"text": "x"}),
            await http.post(url, json={"chat_id": "@nobody", "text": "x"}),
            await http.post(url, json={**given, "reply_markup": "{"}),
            await http.post(url, json={**given, "parse_mode": "HTML"}),
            await http.post(url, json={**given, "reply_parameters": {"quote": "x"}}),
            await http.post(url, json={**given, "reply_parameters": [1]}),
            await http.post(url, json={**given, "link_preview_options": [1]}),
            await http.post(url, json={**given, "reply_to_message_id": "x"}),
            await http.post(url, files={"text": ("a.txt", b"1")}, data={"chat_id": str(awa.user_id)}),
        ]
        assert {answer.status_code for answer in wrong} == {400}


class TestUpdates:
    """getUpdates."""

    async def test_a_message_arrives_as_telegram_sends_it(self, bot: Bot, client: SimulatorClient) -> None:
        """Sender, chat, UTC date in seconds, command entity and the payload of a deep link."""
        fatou = client.person("Fatou", last_name="D.", username="fatou_d", language_code="bm")
        fatou.say("/start inv_abc")
        [update] = await bot.get_updates(timeout=5)
        message = update.message
        assert message is not None
        assert message.text == "/start inv_abc"
        assert message.parse_entities([MessageEntity.BOT_COMMAND]) == {message.entities[0]: "/start"}
        assert message.from_user is not None
        assert message.from_user.language_code == "bm"
        assert message.chat.id == fatou.user_id
        assert abs(client.now() - message.date.timestamp()) < 5
        assert message.date.tzinfo is not None
        assert message.date.microsecond == 0

    async def test_a_poll_waits_for_the_next_message(self, bot: Bot, awa: SimulatedPerson) -> None:
        """A long poll returns when something is said, not before and not at its end."""
        await bot.get_updates(offset=-1)
        [seen] = await bot.get_updates()
        waiting = asyncio.create_task(bot.get_updates(offset=seen.update_id + 1, timeout=20))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await asyncio.to_thread(awa.say, "oui")
        [update] = await asyncio.wait_for(waiting, 5)
        assert update.message is not None
        assert update.message.text == "oui"

    async def test_a_second_poller_ends_the_first(self, bot: Bot, second: Bot) -> None:
        """The older poll gets the 409, the newer one goes on."""
        older = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.05)
        assert await second.get_updates(timeout=0) == ()
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older

    async def test_getupdates_is_refused_while_a_webhook_is_set(self, bot: Bot) -> None:
        """A webhook excludes polling, also one that is under way; its data shows in getWebhookInfo."""
        older = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.05)
        await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="s-1", allowed_updates=["message"])
        with pytest.raises(Conflict):
            await older
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert info.url == "http://127.0.0.1:9/hook"
        assert info.allowed_updates == ("message",)
        await bot.delete_webhook()
        assert (await bot.get_webhook_info()).url == ""
        with pytest.raises(BadRequest, match="Secret token"):
            await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="é")
        with pytest.raises(BadRequest, match=r"(?i)https url"):
            await bot.set_webhook("ftp://127.0.0.1/hook")

    async def test_every_kind_of_message_is_parsed(self, bot: Bot, awa: SimulatedPerson) -> None:
        """Photo, voice, document, audio, video, place, contact, edit, reply, block: all read by the library."""
        said = awa.say("35")
        awa.edit(said, "36")
        awa.reply(said, "voilà")
        awa.photo(b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\2\0\0\0\1\0", caption="feuille")
        awa.voice(b"OggS")
        awa.document(b"a;b\n", name="fiche.csv", mime="text/csv")
        awa.send_file("audio", b"ID3", name="a.mp3", mime="audio/mpeg")
        awa.send_file("video", b"\0\0\0\x18ftyp", name="v.mp4", mime="video/mp4")
        awa.place(12.65, -8.0, accuracy=20)
        awa.contact("+22370000000")
        awa.block()
        awa.unblock()
        updates = await bot.get_updates()
        messages = [update.message for update in updates if update.message]
        kinds = ("photo", "voice", "document", "audio", "video", "location", "contact")
        assert all(any(getattr(message, kind) for message in messages) for kind in kinds)
        assert any(update.edited_message and update.edited_message.text == "36" for update in updates)
        reply = next(message for message in messages if message.text == "voilà")
        assert reply.reply_to_message is not None
        assert reply.reply_to_message.message_id == said
        statuses = [update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member]
        assert statuses == ["kicked", "member"]
        numbers = [update.update_id for update in updates]
        assert numbers == sorted(set(numbers))


class TestSending:
    """What the bot sends."""

    async def test_text_with_everything(self, bot: Bot, awa: SimulatedPerson) -> None:
        """Entities, keys, reply, protection and preview options arrive."""
        sent = await bot.send_message(
            awa.user_id,
            "12. De l'eau ?",
            entities=[MessageEntity("bold", 0, 3)],
            reply_markup=KEYS,
            reply_parameters=ReplyParameters(1),
            protect_content=True,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        assert sent.has_protected_content
        assert sent.entities[0].type == "bold"
        assert sent.reply_to_message is not None
        assert awa.keyboard() == (("12·1 Oui", "12·2 Non"),)
        await bot.send_message(awa.user_id, "Fini.", reply_markup=ReplyKeyboardRemove())
        assert awa.keyboard() == ()
        await bot.send_message(awa.user_id, "Dites", reply_markup=ForceReply())

    async def test_texts_that_are_refused(self, bot: Bot, awa: SimulatedPerson) -> None:
        """Too long, empty, blank, unknown chat, button data over 64 bytes."""
        with pytest.raises(BadRequest, match="too long"):
            await bot.send_message(awa.user_id, "x" * 4097)
        with pytest.raises(BadRequest, match="text is empty"):
            await bot.send_message(awa.user_id, "")
        with pytest.raises(BadRequest, match="non-empty"):
            await bot.send_message(awa.user_id, "  ")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(1, "x")
        wide = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="y" * 65)]])
        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await bot.send_message(awa.user_id, "x", reply_markup=wide)

    async def test_edits_and_deletions(self, bot: Bot, awa: SimulatedPerson) -> None:
        """Inline messages change, reply-key messages never, deletions work once."""
        sent = await bot.send_message(awa.user_id, "Liste", reply_markup=INLINE)
        await bot.edit_message_text("Liste 2", awa.user_id, sent.message_id, reply_markup=INLINE)
        await bot.edit_message_reply_markup(awa.user_id, sent.message_id)
        assert awa.last().text == "Liste 2"
        assert awa.last().inline == ()
        assert awa.last().edited
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_text("Liste 2", awa.user_id, sent.message_id)
        keyed = await bot.send_message(awa.user_id, "Question", reply_markup=KEYS)
        with pytest.raises(BadRequest, match="can't be edited"):
            await bot.edit_message_text("Autre", awa.user_id, keyed.message_id)
        assert await bot.delete_message(awa.user_id, keyed.message_id)
        with pytest.raises(BadRequest, match="to delete not found"):
            await bot.delete_message(awa.user_id, keyed.message_id)
        assert await bot.delete_messages(awa.user_id, [sent.message_id, keyed.message_id])
        with pytest.raises(BadRequest):
            await bot.delete_messages(awa.user_id, [])

    async def test_files_pass_byte_for_byte_both_ways(self, bot: Bot, awa: SimulatedPerson) -> None:
        """The person downloads what the bot sent, the bot what the person sent; a known file goes out again."""
        data = bytes(range(256)) * 64
        sent = await bot.send_document(awa.user_id, data, filename="réponses.xlsx", caption="Voilà", reply_markup=KEYS)
        said = awa.last()
        assert (said.file_name, said.text) == ("réponses.xlsx", "Voilà")
        assert awa.download(said) == data
        assert sent.document is not None
        await bot.send_document(awa.user_id, sent.document.file_id)
        assert awa.download(awa.last()) == data
        with pytest.raises(BadRequest, match="mismatch"):
            await bot.send_photo(awa.user_id, sent.document.file_id)
        await bot.get_updates(offset=-1)
        awa.document(data, name="fiche.bin")
        document = (await bot.get_updates())[-1].message.document  # type: ignore[union-attr]
        assert document is not None
        found = await bot.get_file(document)
        assert bytes(await found.download_as_bytearray()) == data

    async def test_every_sort_of_file_is_sent(self, bot: Bot, awa: SimulatedPerson) -> None:
        """Photo, voice, audio and video, and a place."""
        png = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\0\x10\0\0\0\x10"
        assert (await bot.send_photo(awa.user_id, png)).photo[-1].width == 16
        assert (await bot.send_voice(awa.user_id, b"OggS", duration=4)).voice
        assert (await bot.send_audio(awa.user_id, b"ID3", filename="a.mp3")).audio
        assert (await bot.send_video(awa.user_id, b"ftyp", filename="v.mp4")).video
        place = (await bot.send_location(awa.user_id, 12.6, -8.0, horizontal_accuracy=9)).location
        assert place is not None
        assert place.horizontal_accuracy == 9
        with pytest.raises(BadRequest):
            await bot.send_location(awa.user_id, 120, 0)
        with pytest.raises(BadRequest, match="no document"):
            await bot.send_document(awa.user_id, "")
        with pytest.raises(BadRequest, match="http url"):
            await bot.send_document(awa.user_id, "https://example.org/a.pdf")

    async def test_a_tap_on_an_inline_key_is_answered_in_time(
        self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient
    ) -> None:
        """The notice reaches the person; after 150 seconds the answer is refused."""
        await bot.send_message(awa.user_id, "Liste", reply_markup=INLINE)
        awa.press("Corriger")
        query = (await bot.get_updates())[-1].callback_query
        assert query is not None
        assert query.data == "c:12"
        await bot.answer_callback_query(query.id, "Noté")
        assert awa.notices() == ["Noté"]
        late = awa.press("Corriger")
        client.advance(151)
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(late)

    async def test_a_blocked_bot_hears_it(self, bot: Bot, awa: SimulatedPerson) -> None:
        """403, as the library's Forbidden."""
        awa.block()
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(awa.user_id, "x")

    async def test_small_methods(self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
        """Commands by scope and language, chat action, getChat, leaveChat."""
        await bot.set_my_commands([BotCommand("reprendre", "Reprendre")], language_code="fr")
        assert (await bot.get_my_commands(language_code="fr"))[0].command == "reprendre"
        assert await bot.get_my_commands() == ()
        await bot.set_my_commands([BotCommand("suivi", "Suivi")], scope=BotCommandScopeChat(awa.user_id))
        assert awa.view()["commands"][0]["command"] == "suivi"
        await bot.delete_my_commands(language_code="fr")
        with pytest.raises(BadRequest):
            await bot.set_my_commands([BotCommand("Été", "x")])
        await bot.send_chat_action(awa.user_id, "typing")
        assert awa.view()["action"] == "typing"
        assert (await bot.get_chat(awa.user_id)).first_name == "Awa"
        stranger = client.person("Inconnue")
        with pytest.raises(BadRequest):
            await bot.get_chat(stranger.user_id)
        group = client.group("Équipe", awa)
        await bot.leave_chat(group)
        with pytest.raises(Forbidden):
            await bot.send_message(group, "x")


class TestFaults:
    """Faults on demand, as the library meets them."""

    async def test_429_carries_the_seconds(self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
        """The next call only; nothing was sent."""
        client.fault("429", method="sendMessage", retry_after=7)
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(awa.user_id, "x")
        assert caught.value.retry_after == timedelta(seconds=7)
        await bot.send_message(awa.user_id, "y")
        assert [said.text for said in awa.messages() if said.from_bot] == ["y"]

    @pytest.mark.parametrize("kind", ["500", "502", "drop", "403"])
    @pytest.mark.parametrize(("when", "sent"), [("before", 0), ("after", 1)])
    async def test_a_fault_comes_before_or_after_the_act(
        self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient, kind: str, when: str, sent: int
    ) -> None:
        """«after» leaves the message in the chat although the bot sees an error; «before» leaves nothing."""
        client.fault(kind, method="sendMessage", when=when)
        with pytest.raises((NetworkError, Forbidden)):
            await bot.send_message(awa.user_id, "x")
        assert sum(said.from_bot for said in awa.messages()) == sent

    async def test_a_hanging_call_answers_late(self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
        """The library gives up first; the message is there all the same."""
        client.fault("hang", seconds=0.4)
        with pytest.raises(TimedOut):
            await bot.send_message(awa.user_id, "x", read_timeout=0.1)
        awa.wait_for("x")
        client.fault("hang", when="after", count=2, seconds=0.01)
        await bot.send_message(awa.user_id, "y")
        await bot.send_message(awa.user_id, "z")

    async def test_a_download_can_break(self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
        """Faults of «download» meet the file route, each once."""
        sent = await bot.send_document(awa.user_id, b"12", filename="a.bin")
        assert sent.document is not None
        found = await bot.get_file(sent.document)
        for kind in ("drop", "500"):
            client.fault(kind, method="download")
            with pytest.raises(NetworkError):
                await found.download_as_bytearray()
        client.fault("hang", method="download", seconds=0.01)
        assert bytes(await found.download_as_bytearray()) == b"12"

    async def test_updates_are_delivered_twice(self, bot: Bot, client: SimulatorClient) -> None:
        """A duplicated update comes again after its confirmation, with the same number."""
        client.person("Awa").say("/start")
        [first] = await bot.get_updates()
        client.duplicate_updates(1)
        [again] = await bot.get_updates(offset=first.update_id + 1)
        assert again.update_id == first.update_id
        assert await bot.get_updates(offset=first.update_id + 1) == ()

    async def test_rate_limits_when_switched_on(self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient) -> None:
        """A burst passes, the next message is a 429; another chat still gets its own."""
        other = client.person("Moussa")
        other.say("/start")
        client.limit_rate(per_chat=1, overall=30, burst=2)
        for _ in range(2):
            await bot.send_message(awa.user_id, "x")
        with pytest.raises(RetryAfter):
            await bot.send_message(awa.user_id, "x")
        await bot.send_message(other.user_id, "x")

    async def test_the_journal_shows_calls_without_texts(
        self, bot: Bot, awa: SimulatedPerson, client: SimulatorClient
    ) -> None:
        """Method, chat and status; words and files only for who asks, files as sizes."""
        after = client.calls()[-1]["sequence"]
        await bot.send_message(awa.user_id, "secret")
        await bot.send_document(awa.user_id, b"123", filename="a.bin")
        with pytest.raises(BadRequest):
            await bot.delete_message(awa.user_id, 99)
        calls = client.calls(after=after)
        assert [(call["method"], call["status"]) for call in calls] == [
            ("sendMessage", 200),
            ("sendDocument", 200),
            ("deleteMessage", 400),
        ]
        assert "secret" not in str(calls)
        assert "secret" in str(client.calls("sendmessage", after=after, texts=True))
        [document] = client.calls("sendDocument", after=after, texts=True)
        assert document["parameters"]["document"] == {"name": "a.bin", "size": 3}

    async def test_keys_that_ask_for_a_place(self, bot: Bot, awa: SimulatedPerson) -> None:
        """A key with request_location arrives as one; the person answers with a place."""
        where = ReplyKeyboardMarkup([[KeyboardButton("📍 Ma position", request_location=True)]])
        await bot.send_message(awa.user_id, "Où ?", reply_markup=where)
        assert awa.view()["keyboard"] == [[{"text": "📍 Ma position", "request_location": True}]]
