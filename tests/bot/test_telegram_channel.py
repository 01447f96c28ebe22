"""The channel, whole, against the simulator: real HTTP, the real library, a service that echoes."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import SettingsProblem
from bot.simulator import SimulatedPerson, SimulatorClient, SimulatorThread
from dialogues.errors import StoreUnavailable
from dialogues.ports import AttachmentStatus, RawUpdate
from tests.bot.echo import EchoService, RunningBot, settings_for, until
from tests.support.fakes import FakeStore, FakeUnitOfWork
from tests.support.seed import attachment, seed


class LeavingStore(FakeStore):
    """A store whose database goes away."""

    away = False

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[FakeUnitOfWork]:
        """A unit of work, when the database is there."""
        if self.away:
            raise StoreUnavailable("connection")
        with super().writing(durable=durable) as unit:
            yield unit


def test_messages_are_answered_in_order(bot: RunningBot, awa: SimulatedPerson) -> None:
    """Ten messages of one person are answered one by one, in the order in which they were sent."""
    for number in range(10):
        awa.say(f"mot {number}")
    awa.wait_for("mot 9")
    said = [one.text for one in awa.messages() if one.from_bot]
    assert said == ["« /start »", *(f"« mot {number} »" for number in range(10))]


def test_one_slow_chat_holds_back_no_other(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService
) -> None:
    """While Telegram breaks off what goes to one person, another is answered."""
    awa.wait_for("/start")
    client.fault("drop", method="sendMessage", count=2)
    awa.say("un")
    until(lambda: (awa.user_id, "un") in service.handled)
    time.sleep(0.05)
    issa = client.person("Issa")
    issa.say("deux")
    issa.wait_for("deux")
    awa.wait_for("un", timeout=20)


def test_an_update_that_comes_twice_is_handled_once(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService
) -> None:
    """A duplicated update is known by its key."""
    awa.wait_for("/start")
    client.duplicate_updates(1)
    awa.say("une fois")
    awa.wait_for("une fois")
    awa.say("suite")
    awa.wait_for("suite")
    assert [said for _, said in service.handled] == ["/start", "une fois", "suite"]


def test_a_poison_update_is_set_aside_and_stops_nobody(
    bot: RunningBot, awa: SimulatedPerson, service: EchoService
) -> None:
    """After three tries it stays in the inbox with its reason; the person is told and the next message works."""
    awa.say("bombe")
    awa.wait_for("Je n'ai pas pu lire ce message")
    awa.say("suite")
    awa.wait_for("« suite »")
    reasons = [entry.reason for entry in service.store.tables.inbox.values()]
    assert reasons == [None, "LookupError", None]


def test_what_the_library_cannot_parse_is_set_aside(bot: RunningBot, service: EchoService) -> None:
    """A raw update without what the library needs has the parser's exception as its reason."""
    with service.store.writing() as unit:
        unit.inbox.add([RawUpdate("1:1", 77, json.dumps({"update_id": 1, "message": {"chat": 5}}), 1)])
        unit.commit()
    until(lambda: all(entry.reason for entry in service.store.tables.inbox.values()), 8)


def test_keyboards_selections_and_buttons(bot: RunningBot, awa: SimulatedPerson) -> None:
    """A prompt brings its keys; the selection is one message edited in place; a tap comes back and is answered."""
    awa.say("clavier")
    awa.wait_for("Quelle eau")
    assert ("12·✔ Terminé",) in awa.keyboard()
    awa.say("coches a")
    awa.wait_for("coches a")
    awa.say("coches b")
    awa.wait_for("coches b")
    shown = [one.text for one in awa.messages() if one.text.startswith("12 Choisi")]
    assert len(shown) == 1
    awa.say("bouton")
    awa.wait_for("Touchez")
    awa.press("Ici")
    awa.wait_for("touche here:1")


def test_documents_are_sent_from_the_data_folder(bot: RunningBot, awa: SimulatedPerson) -> None:
    """The bytes arrive as they are, then go from the disk; one that is gone is owned up to; the next reply comes."""
    place = bot.settings.data_dir / "exports" / "liste.csv"
    place.write_bytes(b"a,b\n1,2\n")
    awa.wait_for("/start")
    awa.say("fichier")
    until(lambda: awa.last().file_name == "liste.csv")
    assert awa.download(awa.last()) == b"a,b\n1,2\n"
    until(lambda: not place.exists())
    assert place.parent.is_dir()
    awa.say("perdu")
    awa.wait_for("Je n'ai pas pu vous montrer")
    awa.say("suite")
    awa.wait_for("« suite »")


def test_messages_leave_the_chat(bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient) -> None:
    """The person's messages and the bot's go; what Telegram keeps after 48 hours stays and stops nothing."""
    awa.say("secret")
    awa.wait_for("« secret »")
    awa.say("oublie")
    awa.wait_until(lambda said: not said)
    awa.say("ancien")
    awa.wait_for("« ancien »")
    client.advance(49 * 3600)
    awa.say("oublie")
    awa.wait_until(lambda said: all("oublie" not in one.text for one in said))
    assert any("ancien" in one.text for one in awa.messages())
    awa.say("suite")
    awa.wait_for("« suite »")


def test_a_reply_that_cannot_be_presented_is_given_up(bot: RunningBot, awa: SimulatedPerson) -> None:
    """A phrase that no locale has costs one reply, not the chat."""
    awa.say("troué")
    awa.wait_for("Tapez /reprendre")
    awa.say("suite")
    awa.wait_for("« suite »")


@pytest.mark.parametrize("kind", ["drop", "500", "429"])
def test_trouble_while_sending_is_waited_out(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, kind: str
) -> None:
    """A broken connection, a 5xx and a 429 delay a reply, in order, and lose none."""
    awa.wait_for("/start")
    client.fault(kind, method="sendMessage", count=1, retry_after=1)
    awa.say("un")
    awa.say("deux")
    awa.wait_for("« deux »", timeout=15)
    assert [one.text for one in awa.messages() if one.from_bot][-2:] == ["« un »", "« deux »"]


@pytest.mark.parametrize(("kind", "doubt"), [("drop", True), ("500", True), ("429", False)])
def test_a_reply_is_in_doubt_once_telegram_may_have_taken_it(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService, kind: str, *, doubt: bool
) -> None:
    """Where no answer came to a try, what was shown later is not sure to have been the first; a 429 leaves no doubt."""
    awa.wait_for("/start")
    client.fault(kind, method="sendMessage", count=1, retry_after=1)
    awa.say("un")
    awa.wait_for("« un »", timeout=15)
    awa.say("deux")
    awa.wait_for("« deux »", timeout=15)
    until(lambda: service.again == [False, doubt, False])


def test_somebody_who_blocks_the_bot_is_let_go(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService
) -> None:
    """A 403 drops what the chat is owed, once; nothing is tried again and again."""
    awa.wait_for("/start")
    client.fault("403", method="sendMessage", count=1)
    awa.say("un")
    until(lambda: service.lost == [awa.user_id])
    awa.say("deux")
    awa.wait_for("« deux »")
    assert "« un »" not in [one.text for one in awa.messages()]


def test_a_database_that_goes_away_and_comes_back(bot: RunningBot, awa: SimulatedPerson, service: EchoService) -> None:
    """The person is told once; when it works again the message is handled, and they are told."""
    awa.wait_for("/start")
    service.away = True
    awa.say("important")
    awa.wait_for("pas enregistrée. Gardez-la")
    time.sleep(1.0)
    told = [one for one in awa.messages() if "Gardez-la" in one.text]
    service.away = False
    awa.wait_for("« important »", timeout=15)
    awa.wait_for("C'est reparti", timeout=15)
    assert len(told) == 1


def test_a_reply_that_was_sent_waits_to_be_recorded(
    bot: RunningBot, awa: SimulatedPerson, service: EchoService
) -> None:
    """While the database is away a reply that went out is not sent again; the next ones come in order."""
    awa.wait_for("/start")
    service.stuck = True
    awa.say("un")
    awa.say("deux")
    time.sleep(0.8)
    service.stuck = False
    awa.wait_for("« deux »", timeout=15)
    # Who wrote meanwhile may have been told of it, and that it works again.
    said = [one.text for one in awa.messages() if one.from_bot and one.text.startswith("«")]
    assert said == ["« /start »", "« un »", "« deux »"]


def test_photographs_are_fetched_in_the_background(bot: RunningBot, awa: SimulatedPerson, service: EchoService) -> None:
    """The file is on disk with its hash, and the person is told."""
    service.seeded = seed(service.store)
    awa.wait_for("/start")
    picture = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20
    awa.photo(picture)
    awa.wait_for("photo enregistrée", timeout=15)
    (attachment,) = service.store.tables.attachments.values()
    assert attachment.status is AttachmentStatus.STORED
    kept = (bot.settings.data_dir / "attachments" / str(attachment.interview) / attachment.id).read_bytes()
    assert kept == picture
    assert (attachment.size, attachment.sha256) == (len(picture), hashlib.sha256(picture).hexdigest())


def test_a_file_over_20_megabytes_is_not_even_asked_for(
    bot: RunningBot, client: SimulatorClient, service: EchoService
) -> None:
    """Telegram would refuse it: it counts as lost at once."""
    made = replace(attachment(seed(service.store), "big"), size=21 * 2**20, name="7")
    with service.store.writing() as unit:
        unit.attachments.add(made)
        unit.commit()
    until(lambda: service.store.tables.attachments["big"].status is AttachmentStatus.FAILED, 8)
    assert not client.calls("getFile")


@pytest.mark.parametrize(("kind", "method"), [("drop", "getFile"), ("429", "getFile"), ("drop", "download")])
def test_a_file_is_fetched_once_the_network_is_back(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService, kind: str, method: str
) -> None:
    """A broken connection delays a file, where it lies or its bytes; it stays pending meanwhile."""
    service.seeded = seed(service.store)
    awa.wait_for("/start")
    client.fault(kind, method=method, count=1, retry_after=1)
    awa.photo(b"\xff\xd8\xff\xe0 plus tard")
    awa.wait_for("photo enregistrée", timeout=15)


@pytest.mark.slow
def test_a_file_that_telegram_refuses_is_given_up(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService
) -> None:
    """After three refusals the file counts as lost and the person is told; until then it stays pending."""
    service.seeded = seed(service.store)
    awa.wait_for("/start")
    client.fault("400", method="getFile", count=3)
    awa.photo(b"\xff\xd8\xff\xe0 perdue")
    awa.wait_for("photo perdue", timeout=20)


def test_groups_are_left(bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService) -> None:
    """The bot leaves a group that it is put into, and takes nothing from it."""
    awa.wait_for("/start")
    client.group("Réunion", by=awa)
    until(lambda: bool(client.calls("leaveChat")))
    assert [said for _, said in service.handled] == ["/start"]


def test_what_is_in_hand_when_it_stops_is_answered(
    simulator: SimulatorThread, awa: SimulatedPerson, service: EchoService, tmp_path: Path
) -> None:
    """A message that is being handled when the bot is told to stop gets its reply; the next one waits."""
    settings = settings_for(simulator, tmp_path / "data")
    with RunningBot(settings, service.store, service):
        awa.wait_for("/start")
        service.busy = 0.5
        awa.say("un")
        awa.say("deux")
        until(lambda: service.handling == "un")
    assert [one.text for one in awa.messages() if one.from_bot] == ["« /start »", "« un »"]
    service.busy = 0.0
    with RunningBot(settings, service.store, service):
        awa.wait_for("« deux »")


def test_what_waits_is_resumed_after_a_stop(
    simulator: SimulatorThread, awa: SimulatedPerson, service: EchoService, tmp_path: Path
) -> None:
    """What was owed when the bot stopped is sent by the next one, and messages sent meanwhile are taken."""
    settings = settings_for(simulator, tmp_path / "data")
    with RunningBot(settings, service.store, service):
        awa.wait_for("/start")
    with service.store.writing() as unit:
        unit.outbox.add(awa.user_id, EchoService.farewell)
        unit.commit()
    awa.say("entre deux")
    with RunningBot(settings, service.store, service):
        awa.wait_for("« entre deux »")
    assert [one.text for one in awa.messages() if one.from_bot].count("À bientôt.") == 1


def test_a_wrong_token_is_one_problem(simulator: SimulatorThread, service: EchoService, tmp_path: Path) -> None:
    """A token that Telegram does not know ends the bot at its start, as a problem of settings without the token."""
    settings = settings_for(simulator, tmp_path / "data")
    wrong = type(settings)(
        data_dir=settings.data_dir,
        database_url=settings.database_url,
        telegram_token="12345:wrong",
        telegram_api_url=settings.telegram_api_url,
    )
    bot = RunningBot(wrong, service.store, service)
    bot.start()
    bot.join()
    assert isinstance(bot.failure, SettingsProblem)
    assert bot.failure.phrase.key == "cli.token_refused"
    assert "wrong" not in repr(bot.failure)


def test_a_token_that_is_taken_back_ends_the_bot(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient
) -> None:
    """When Telegram no longer takes the token, the bot ends with a problem of settings."""
    awa.wait_for("/start")
    client.fault("401", method="getUpdates", count=1)
    awa.say("encore")
    bot.join()
    assert isinstance(bot.failure, SettingsProblem)


def test_a_batch_that_cannot_be_stored_is_not_confirmed(
    simulator: SimulatorThread, awa: SimulatedPerson, tmp_path: Path
) -> None:
    """While the database is away nothing is lost; the person is told once, and again when it works."""
    store = LeavingStore()
    service = EchoService(store)
    store.away = True
    with RunningBot(settings_for(simulator, tmp_path / "data"), store, service):
        awa.wait_for("Gardez-la")
        time.sleep(0.6)
        assert service.handled == []
        store.away = False
        awa.wait_for("« /start »")
        awa.wait_for("C'est reparti")
    assert sum("Gardez-la" in one.text for one in awa.messages()) == 1


def test_a_reply_that_cannot_be_recorded_is_not_sent_for_ever(
    bot: RunningBot, awa: SimulatedPerson, service: EchoService
) -> None:
    """When the service fails at recording what was sent, the reply is cleared all the same."""
    awa.wait_for("/start")
    service.forgetful = True
    awa.say("un")
    awa.wait_for("« un »")
    until(lambda: not service.owed(awa.user_id))
    time.sleep(0.2)
    assert [one.text for one in awa.messages()].count("« un »") == 1


def test_a_reply_refused_for_its_styles_goes_without_them(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient
) -> None:
    """A 400 is tried once more in plain text; a second one gives the reply up, and the next one comes."""
    awa.wait_for("/start")
    client.fault("400", method="sendMessage", count=1)
    awa.say("clavier")
    said = awa.wait_for("Quelle eau")
    assert "entities" not in said.raw
    client.fault("400", method="sendMessage", count=2)
    awa.say("un")
    awa.wait_for("Tapez /reprendre")
    awa.say("deux")
    awa.wait_for("« deux »")


def test_an_edit_that_is_refused_becomes_a_new_message(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient
) -> None:
    """When the selection's message cannot be edited any more, the selection is shown anew."""
    awa.say("coches a")
    awa.wait_for("coches a")
    client.fault("400", method="editMessageText", count=1)
    awa.say("coches b")
    awa.wait_for("coches b")
    assert len([one for one in awa.messages() if one.text.startswith("12 Choisi")]) == 2


def test_a_second_poller_is_waited_out(bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient) -> None:
    """A conflict is logged and tried again; the bot works once the other is gone."""
    awa.wait_for("/start")
    client.fault("409", method="getUpdates", count=2)
    awa.say("alors")
    awa.wait_for("« alors »", timeout=15)


def test_telegram_away_at_the_start(
    simulator: SimulatorThread, client: SimulatorClient, service: EchoService, tmp_path: Path
) -> None:
    """The bot says that Telegram does not answer, and goes on trying."""
    client.fault("drop", method="getMe", count=1)
    with RunningBot(settings_for(simulator, tmp_path / "data"), service.store, service) as bot:
        assert bot.troubles == 1


def test_what_takes_no_time_is_handled_where_it_is_read(
    bot: RunningBot, awa: SimulatedPerson, service: EchoService
) -> None:
    """It is answered in its order among the others; one that fails there is handled by itself."""
    for text in ("vite un", "deux", "vite trois", "vite, bombe", "cinq"):
        awa.say(text)
    awa.wait_for("« cinq »")
    said = [one.text for one in awa.messages() if one.from_bot]
    assert said == ["« /start »", "« vite un »", "« deux »", "« vite trois »", "« vite, bombe »", "« cinq »"]
    assert [text for _, text in service.handled] == ["/start", "vite un", "deux", "vite trois", "vite, bombe", "cinq"]
