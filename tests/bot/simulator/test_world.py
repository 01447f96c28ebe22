"""The rules of the simulated Telegram, without HTTP and with a clock that only the test moves."""

import struct
from collections.abc import Callable

import pytest

from bot.simulator import Refusal, World
from bot.simulator.chats import Json

HOUR = 3600
KEYS: Json = {"keyboard": [[{"text": "12·1 Oui"}, {"text": "12·2 Non"}]], "resize_keyboard": True}
INLINE: Json = {"inline_keyboard": [[{"text": "Corriger", "callback_data": "c"}]]}


@pytest.fixture
def awa(world: World) -> int:
    """A person who has written «/start» (message 1)."""
    user = world.add_user("Awa")
    world.person_says(user["id"], "/start")
    return int(user["id"])


def refused(act: Callable[[], object]) -> tuple[int, str]:
    """Status and words of the refusal that an action meets."""
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code, caught.value.description


def updates(world: World, offset: int = 0, limit: int = 100) -> list[Json]:
    """What getUpdates would show now."""
    return world.queue.take(offset, limit, world.now())


class TestQueue:
    """Offsets confirm, and nothing else does."""

    def test_updates_stay_until_an_offset_above_them_comes(self, world: World, awa: int) -> None:
        """The same update is shown again until it is confirmed."""
        world.person_says(awa, "deux")
        first, second = (update["update_id"] for update in updates(world))
        assert [update["update_id"] for update in updates(world, first)] == [first, second]
        assert [update["update_id"] for update in updates(world, second)] == [second]
        assert updates(world, second + 1) == []

    @pytest.mark.usefixtures("awa")
    def test_an_offset_from_the_future_confirms_nothing(self, world: World) -> None:
        """A stored offset of another life does not eat the queue."""
        assert len(updates(world, 900_000_000)) == 1
        assert len(updates(world)) == 1

    def test_a_negative_offset_keeps_the_last_ones_and_forgets_the_rest(self, world: World, awa: int) -> None:
        """Offset -1 shows the last update; the earlier ones are gone for good."""
        world.person_says(awa, "deux")
        world.person_says(awa, "trois")
        assert [update["message"]["text"] for update in updates(world, -1)] == ["trois"]
        assert len(updates(world)) == 1

    def test_the_limit_cuts_without_losing(self, world: World, awa: int) -> None:
        """A limit of one shows the oldest, and the next comes after its confirmation."""
        world.person_says(awa, "deux")
        [only] = updates(world, limit=1)
        assert only["message"]["text"] == "/start"
        [after] = updates(world, only["update_id"] + 1, limit=1)
        assert after["message"]["text"] == "deux"

    @pytest.mark.usefixtures("awa")
    def test_updates_are_kept_24_hours(self, world: World) -> None:
        """After a day without a poll the message is lost, as on Telegram."""
        world.advance(24 * HOUR)
        assert len(updates(world)) == 1
        world.advance(1)
        assert updates(world) == []

    def test_numbers_restart_elsewhere_after_an_idle_week(self, world: World, awa: int) -> None:
        """The next update after more than a week does not carry the next number."""
        [before] = updates(world)
        world.advance(8 * 24 * HOUR)
        world.person_says(awa, "me revoilà")
        [after] = updates(world)
        assert after["update_id"] != before["update_id"] + 1

    def test_only_allowed_kinds_are_queued(self, world: World, awa: int) -> None:
        """Kinds outside allowed_updates are not queued, from that moment on."""
        world.queue.allow(["callback_query"])
        world.person_says(awa, "rien")
        assert [update["message"]["text"] for update in updates(world)] == ["/start"]

    @pytest.mark.usefixtures("awa")
    def test_a_duplicate_comes_once_more_after_its_confirmation(self, world: World) -> None:
        """The repeated update has the same number, and comes once."""
        [first] = updates(world)
        world.queue.repeat(1)
        assert updates(world, first["update_id"] + 1) == [first]
        assert updates(world, first["update_id"] + 1) == []


class TestMessages:
    """What may be sent, edited and deleted."""

    def test_message_ids_rise_over_both_sides(self, world: World, awa: int) -> None:
        """The person's and the bot's messages share one sequence."""
        said = world.bot_says(awa, "Bonjour")
        [answer] = world.person_says(awa, "oui")
        assert (said.message_id, answer.message_id) == (2, 3)

    def test_the_bot_cannot_write_first(self, world: World) -> None:
        """A person who never wrote is «not found», like a person who does not exist."""
        stranger = world.add_user("Bintou")["id"]
        for chat in (stranger, 42):
            assert refused(lambda chat=chat: world.bot_says(chat, "x")) == (400, "Bad Request: chat not found")

    def test_a_blocked_bot_gets_403_until_it_is_unblocked(self, world: World, awa: int) -> None:
        """Blocking and unblocking also queue my_chat_member."""
        world.block(awa)
        assert refused(lambda: world.bot_says(awa, "x")) == (403, "Forbidden: bot was blocked by the user")
        assert refused(lambda: world.person_says(awa, "x"))[0] == 400
        world.unblock(awa)
        world.bot_says(awa, "x")
        changes = [update["my_chat_member"] for update in updates(world) if "my_chat_member" in update]
        assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]

    @pytest.mark.parametrize("markup", [KEYS, {"remove_keyboard": True}, {"force_reply": True}])
    def test_a_message_sent_with_a_reply_markup_is_never_edited(self, world: World, awa: int, markup: Json) -> None:
        """Neither its text nor its markup can change."""
        said = world.bot_says(awa, "Question", markup=markup)
        cannot = (400, "Bad Request: message can't be edited")
        assert refused(lambda: world.bot_edits(awa, said.message_id, "Autre")) == cannot
        assert refused(lambda: world.bot_edits_markup(awa, said.message_id, INLINE)) == cannot

    def test_an_edit_that_changes_nothing_is_refused(self, world: World, awa: int) -> None:
        """The same text and keys again are «not modified»; other keys are an edit."""
        said = world.bot_says(awa, "Liste", markup=INLINE)
        again = refused(lambda: world.bot_edits(awa, said.message_id, "Liste", markup=INLINE))
        assert again[1].startswith("Bad Request: message is not modified")
        assert world.bot_edits(awa, said.message_id, "Liste").markup is None

    def test_an_edit_takes_inline_keys_only(self, world: World, awa: int) -> None:
        """A plain message cannot become one with reply keys."""
        said = world.bot_says(awa, "Liste")
        edit = refused(lambda: world.bot_edits(awa, said.message_id, "Autre", markup=KEYS))
        assert edit == (400, "Bad Request: inline keyboard expected")

    def test_others_messages_and_absent_ones_are_not_edited(self, world: World, awa: int) -> None:
        """The person's message cannot be edited by the bot, an absent one is not found, a file has no text."""
        assert refused(lambda: world.bot_edits(awa, 1, "x"))[1] == "Bad Request: message can't be edited"
        assert refused(lambda: world.bot_edits(awa, 99, "x"))[1] == "Bad Request: message to edit not found"
        said = world.bot_sends(awa, world.bot_uploads("document", b"1", "a.txt", "text/plain"))
        edit = refused(lambda: world.bot_edits(awa, said.message_id, "x"))
        assert edit[1] == "Bad Request: there is no text in the message to edit"

    def test_a_second_deletion_is_refused(self, world: World, awa: int) -> None:
        """Both sides' messages can be deleted in a private chat, each once."""
        said = world.bot_says(awa, "secret")
        for number in (said.message_id, 1):
            world.bot_deletes(awa, number)
            again = refused(lambda number=number: world.bot_deletes(awa, number))
            assert again == (400, "Bad Request: message to delete not found")

    def test_deletion_ends_at_48_hours(self, world: World, awa: int) -> None:
        """At 48 hours it still works; one second later neither one nor many can be deleted."""
        world.bot_says(awa, "a")
        world.bot_says(awa, "b")
        world.advance(48 * HOUR)
        world.bot_deletes(awa, 2)
        world.advance(1)
        too_old = (400, "Bad Request: message can't be deleted for everyone")
        assert refused(lambda: world.bot_deletes(awa, 3)) == too_old
        assert refused(lambda: world.bot_deletes_many(awa, [3])) == too_old

    def test_deleting_many_skips_what_is_not_there(self, world: World, awa: int) -> None:
        """Unknown and repeated numbers do no harm."""
        world.bot_deletes_many(awa, [1, 1, 77])
        assert all(message["deleted"] for message in world.view(awa)["messages"])

    def test_the_keyboard_goes_with_its_message(self, world: World, awa: int) -> None:
        """Deleting the message that brought the keys takes them away; a removal does too."""
        said = world.bot_says(awa, "Question", markup=KEYS)
        assert world.view(awa)["keyboard"] == KEYS["keyboard"]
        world.bot_says(awa, "sans touches")
        assert world.view(awa)["keyboard"] == KEYS["keyboard"]
        world.bot_deletes(awa, said.message_id)
        assert world.view(awa)["keyboard"] is None
        world.bot_says(awa, "Question", markup=KEYS)
        world.bot_says(awa, "Fini", markup={"remove_keyboard": True})
        assert world.view(awa)["keyboard"] is None

    def test_replies_show_the_message_they_answer(self, world: World, awa: int) -> None:
        """A reply carries the answered message, without that one's own reply; an absent target is refused."""
        world.person_says(awa, "un", reply_to=1)
        [second] = world.person_says(awa, "deux", reply_to=2)
        shown = world.rendered(second)["reply_to_message"]
        assert shown["text"] == "un"
        assert "reply_to_message" not in shown
        assert refused(lambda: world.person_says(awa, "x", reply_to=99))[0] == 400
        missing = refused(lambda: world.bot_says(awa, "x", reply={"message_id": 99}))
        assert missing == (400, "Bad Request: message to be replied not found")
        sent = world.bot_says(awa, "x", reply={"message_id": 99, "allow_sending_without_reply": True})
        assert sent.reply_to == 0

    def test_a_long_text_leaves_in_several_messages(self, world: World, awa: int) -> None:
        """10,000 characters of a person are three messages with nothing lost."""
        parts = world.person_says(awa, "é" * 10_000)
        assert [len(part.body["text"]) for part in parts] == [4096, 4096, 1808]

    def test_a_lone_surrogate_does_not_break_the_server(self, world: World, awa: int) -> None:
        """Half an emoji becomes a replacement character."""
        [said] = world.person_says(awa, "a\ud83d")
        assert said.body["text"] == "a\ufffd"

    def test_commands_are_marked(self, world: World, awa: int) -> None:
        """A deep link's /start has its entity; a slash inside a word is none; offsets count UTF-16."""
        [said] = world.person_says(awa, "/start abc")
        assert said.body["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
        assert "entities" not in world.person_says(awa, "et/ou")[0].body
        [emoji] = world.person_says(awa, "😀 /aide")
        assert emoji.body["entities"][0]["offset"] == 3

    def test_a_person_edits_their_own_message_for_48_hours(self, world: World, awa: int) -> None:
        """An edit queues edited_message; an unchanged, foreign, absent or old one is refused."""
        [said] = world.person_says(awa, "/35")
        world.person_edits(awa, said.message_id, "/36")
        assert updates(world)[-1]["edited_message"]["text"] == "/36"
        assert refused(lambda: world.person_edits(awa, said.message_id, "/36"))[0] == 400
        assert refused(lambda: world.person_edits(awa, said.message_id, " "))[0] == 400
        assert refused(lambda: world.person_edits(awa, 99, "x"))[0] == 400
        world.advance(48 * HOUR + 1)
        assert refused(lambda: world.person_edits(awa, said.message_id, "37"))[0] == 400


class TestTaps:
    """Inline keys."""

    def test_a_tap_is_answered_once_within_150_seconds(self, world: World, awa: int) -> None:
        """The first answer shows its notice, the second and a late one are refused."""
        said = world.bot_says(awa, "Liste", markup=INLINE)
        query = world.person_presses(awa, said.message_id, "c")
        assert updates(world)[-1]["callback_query"]["data"] == "c"
        world.bot_answers_press(query, "Noté", alert=False)
        assert world.view(awa)["notices"][0]["text"] == "Noté"
        too_late = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        assert refused(lambda: world.bot_answers_press(query, "", alert=False)) == too_late
        late = world.person_presses(awa, said.message_id, "c")
        world.advance(151)
        assert refused(lambda: world.bot_answers_press(late, "", alert=False)) == too_late

    def test_only_a_key_that_is_there_can_be_tapped(self, world: World, awa: int) -> None:
        """No message, no inline keys, or another datum: refused."""
        said = world.bot_says(awa, "Liste", markup=INLINE)
        assert refused(lambda: world.person_presses(awa, said.message_id, "autre"))[0] == 400
        assert refused(lambda: world.person_presses(awa, 1, "c"))[0] == 400

    def test_an_answer_over_200_characters_is_refused(self, world: World, awa: int) -> None:
        """AnswerCallbackQuery shows at most 200 characters."""
        said = world.bot_says(awa, "Liste", markup=INLINE)
        query = world.person_presses(awa, said.message_id, "c")
        assert refused(lambda: world.bot_answers_press(query, "x" * 201, alert=True))[0] == 400


class TestFiles:
    """Files, byte for byte."""

    def test_a_photo_comes_in_several_sizes(self, world: World, awa: int) -> None:
        """A 1600 x 1200 picture is offered in four sizes, none larger than 1280, each with its own id."""
        png = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + struct.pack(">II", 1600, 1200)
        sizes = world.person_sends(awa, "photo", png).body["photo"]
        assert [(size["width"], size["height"]) for size in sizes] == [(90, 67), (320, 240), (800, 600), (1280, 960)]
        assert len({size["file_id"] for size in sizes}) == 4
        assert world.file(sizes[-1]["file_id"]).data == png

    @pytest.mark.parametrize(
        ("data", "size"),
        [
            (b"GIF89a" + struct.pack("<HH", 30, 20), (30, 20)),
            (b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08" + struct.pack(">HH", 48, 64) + b"\3", (64, 48)),
            (b"\xff\xd8broken", (600, 600)),
            (b"something else", (600, 600)),
        ],
    )
    def test_sides_are_read_from_the_head(self, world: World, awa: int, data: bytes, size: tuple[int, int]) -> None:
        """GIF and JPEG sides are right; an unreadable picture counts as 800 x 600."""
        last = world.person_sends(awa, "photo", data).body["photo"][-1]
        assert (last["width"], last["height"]) == (size if size != (600, 600) else (800, 600))

    def test_the_bot_downloads_20_megabytes_and_no_more(self, world: World, awa: int) -> None:
        """GetFile refuses the file that is one byte too large, and its path serves nothing."""
        limit = 20 * 1024 * 1024
        right = world.person_sends(awa, "document", bytes(limit), name="a.bin").body["document"]
        assert world.file_for_bot(right["file_id"])["file_size"] == limit
        large = world.person_sends(awa, "document", bytes(limit + 1), name="b.bin").body["document"]
        assert refused(lambda: world.file_for_bot(large["file_id"])) == (400, "Bad Request: file is too big")
        assert world.file_at(world.file(large["file_id"]).path) is None

    def test_a_document_keeps_its_name_and_type(self, world: World, awa: int) -> None:
        """Name, type, size and caption arrive; a voice note has a duration and no name."""
        said = world.person_sends(awa, "document", b"a;b", name="fiche été.csv", mime="text/csv", caption=" Voilà ")
        assert said.body["document"]["file_name"] == "fiche été.csv"
        assert said.body["document"]["mime_type"] == "text/csv"
        assert said.body["caption"] == "Voilà"
        voice = world.person_sends(awa, "voice", b"OggS", mime="audio/ogg", duration=7).body["voice"]
        assert voice["duration"] == 7
        assert "file_name" not in voice

    def test_bad_files_are_refused(self, world: World, awa: int) -> None:
        """Empty ones, too large ones and unknown identifiers."""
        assert refused(lambda: world.person_sends(awa, "voice", b""))[0] == 400
        assert refused(lambda: world.bot_uploads("photo", bytes(10 * 1024 * 1024 + 1), "", ""))[0] == 400
        assert refused(lambda: world.bot_uploads("document", bytes(50 * 1024 * 1024 + 1), "", ""))[0] == 413
        assert refused(lambda: world.file("nothing"))[0] == 400
        assert refused(lambda: world.person_sends(awa, "voice", b"x", caption="y" * 1025))[0] == 400


class TestChats:
    """People, groups, commands, places."""

    def test_a_group_is_joined_and_left(self, world: World, awa: int) -> None:
        """Adding the bot and its leaving are my_chat_member updates; a private chat cannot be left."""
        group = world.add_group("Équipe", awa)["id"]
        world.bot_says(group, "Je ne reste pas dans les groupes.")
        world.leave(group)
        statuses = [
            update["my_chat_member"]["new_chat_member"]["status"]
            for update in updates(world)
            if "my_chat_member" in update
        ]
        assert statuses == ["member", "left"]
        assert refused(lambda: world.bot_says(group, "x"))[0] == 403
        assert refused(lambda: world.leave(group))[0] == 403
        assert refused(lambda: world.leave(awa))[0] == 400

    def test_the_narrowest_commands_in_ones_language_are_shown(self, world: World, awa: int) -> None:
        """A chat's own list wins over all private chats, and the language wins inside a scope."""
        world.set_commands("default|", [{"command": "start", "description": "Start"}])
        assert world.view(awa)["commands"][0]["description"] == "Start"
        world.set_commands("all_private_chats|fr", [{"command": "start", "description": "Démarrer"}])
        assert world.view(awa)["commands"][0]["description"] == "Démarrer"
        world.set_commands(f"chat:{awa}|", [{"command": "suivi", "description": "Suivi"}])
        assert world.view(awa)["commands"][0]["command"] == "suivi"

    def test_the_view_shows_only_what_changed(self, world: World, awa: int) -> None:
        """After a cursor come edits, deletions and new messages, nothing else."""
        said = world.bot_says(awa, "un")
        gone = world.bot_says(awa, "deux")
        cursor = world.view(awa)["cursor"]
        world.bot_edits(awa, said.message_id, "un et demi")
        world.bot_deletes(awa, gone.message_id)
        changed = world.view(awa, cursor)["messages"]
        assert [(item["message_id"], item["deleted"]) for item in changed] == [(2, False), (3, True)]

    def test_typing_shows_until_the_bot_speaks(self, world: World, awa: int) -> None:
        """SendChatAction is visible and ends with the next message."""
        world.bot_acts(awa, "typing")
        assert world.view(awa)["action"] == "typing"
        world.bot_says(awa, "x")
        assert world.view(awa)["action"] == ""

    def test_places_and_contacts(self, world: World, awa: int) -> None:
        """A place keeps its accuracy; one off the globe is refused; a contact is one's own."""
        place = world.person_shows_place(awa, 12.65, -8.0, accuracy=15).body["location"]
        assert place == {"latitude": 12.65, "longitude": -8.0, "horizontal_accuracy": 15}
        assert refused(lambda: world.person_shows_place(awa, 91, 0))[0] == 400
        assert world.person_shares_contact(awa, "+22370000000").body["contact"]["user_id"] == awa

    def test_a_person_has_a_first_name(self, world: World) -> None:
        """Nobody is nameless; other names are optional."""
        assert refused(lambda: world.add_user(" "))[0] == 400
        full = world.add_user("Moussa", last_name="K.", username="moussa_k", language_code="")
        assert full["username"] == "moussa_k"
        assert "language_code" not in full
