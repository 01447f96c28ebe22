"""Pictures and recordings of a guide over real HTTP: before the question, uploaded once, never in its way."""

from __future__ import annotations

import time

import pytest

from bot.simulator import SimulatedPerson, SimulatorClient
from bot.telegram.exhibits import PHOTO_BYTES
from dialogues.messages import Medium
from dialogues.ports import GuideVersion
from tests.bot.echo import EchoService, RunningBot, until
from tests.support.seed import seed

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4
FILES = {
    "carte.jpg": JPEG,
    "question.ogg": b"OggS" + bytes(300),
    "question.mp3": b"ID3" + bytes(300),
    "film.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(300),
    "vide.jpg": b"",
    "lourd.jpg": b"\xff\xd8\xff\xe0" + bytes(PHOTO_BYTES),
}


@pytest.fixture
def version(service: EchoService) -> GuideVersion:
    """A version with files."""
    seeded = seed(service.store)
    with service.store.writing() as unit:
        made = unit.guides.add_version(seeded.project.id, seeded.guide.id, "2", "2" * 64, b"x", FILES, {}, {}, 2_000)
        unit.commit()
    return made


def calls(client: SimulatorClient, method: str) -> int:
    """How often a method was called."""
    return len(client.calls(method))


def test_what_is_heard_and_seen_comes_before_the_words(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService, version: GuideVersion
) -> None:
    """Each kind goes its own way, byte for byte, under a neutral name; the keyboard comes with the question."""
    names = (("audio", "question.ogg"), ("audio", "question.mp3"), ("image", "carte.jpg"), ("video", "film.mp4"))
    service.media = tuple(Medium(kind, name, version.id) for kind, name in names)
    awa.wait_for("/start")
    awa.say("clavier")
    awa.wait_for("Quelle eau")
    said = [one for one in awa.messages() if one.from_bot][1:]
    assert [one.text for one in said][-1].startswith("12. Quelle eau")
    assert [awa.download(one) for one in said[:-1]] == [FILES[name] for _, name in names]
    assert {one.file_name for one in said[:-1]} <= {"", "audio.ogg", "audio.mp3", "image.jpg", "video.mp4"}
    until(lambda: len(service.beside) == 4)
    assert service.beside == [one.message_id for one in said[:-1]]
    assert all(one.raw.get("has_protected_content") for one in said)


def test_a_file_is_uploaded_once(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService, version: GuideVersion
) -> None:
    """What Telegram calls it is kept; when Telegram does not know it any more it is uploaded again."""
    service.media = (Medium("image", "carte.jpg", version.id),)
    awa.wait_for("/start")
    for number in range(3):
        if number == 2:
            with service.store.writing() as unit:
                unit.guides.set_file_id(version.id, "carte.jpg", "inconnu")
                unit.commit()
        awa.say("clavier")
        until(lambda wanted=number + 1: sum("Quelle eau" in one.text for one in awa.messages()) == wanted)
    pictures = [one for one in awa.messages() if one.from_bot and not one.text]
    assert [awa.download(one) for one in pictures] == [JPEG] * 3
    assert calls(client, "sendPhoto") == 4
    with service.store.reading() as unit:
        assert unit.guides.file_id(version.id, "carte.jpg") not in ("", "inconnu")


@pytest.mark.parametrize("name", ["rien.jpg", "vide.jpg", "lourd.jpg"])
def test_what_cannot_be_sent_is_left_out(
    bot: RunningBot,
    awa: SimulatedPerson,
    client: SimulatorClient,
    service: EchoService,
    version: GuideVersion,
    name: str,
) -> None:
    """A file that is missing, empty or too large costs its picture, not the question."""
    service.media = (Medium("image", name, version.id), Medium("audio", "question.ogg", version.id))
    awa.wait_for("/start")
    awa.say("clavier")
    awa.wait_for("Quelle eau")
    assert (calls(client, "sendPhoto"), calls(client, "sendVoice")) == (0, 1)


@pytest.mark.parametrize("kind", ["400", "drop", "500"])
def test_trouble_with_a_file_never_stops_the_question(
    bot: RunningBot,
    awa: SimulatedPerson,
    client: SimulatorClient,
    service: EchoService,
    version: GuideVersion,
    kind: str,
) -> None:
    """A file that is refused, or whose connection breaks again and again, is left out after a few tries."""
    service.media = (Medium("image", "carte.jpg", version.id),)
    awa.wait_for("/start")
    client.fault(kind, method="sendPhoto", count=10)
    awa.say("clavier")
    awa.wait_for("Quelle eau", timeout=20)
    assert calls(client, "sendPhoto") <= 3
    client.heal()
    awa.say("suite")
    awa.wait_for("« suite »")


def test_a_broken_connection_delays_a_file(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService, version: GuideVersion
) -> None:
    """One break is waited out: the file still comes before its question, and that before what is owed next."""
    service.media = (Medium("image", "carte.jpg", version.id),)
    awa.wait_for("/start")
    client.fault("drop", method="sendPhoto", count=1)
    awa.say("clavier")
    awa.say("suite")
    awa.wait_for("« suite »", timeout=20)
    said = [one for one in awa.messages() if one.from_bot][1:]
    assert [one.text.partition("\n")[0] for one in said] == ["", "12. Quelle eau buvez-vous ?", "« suite »"]


def test_somebody_who_blocks_the_bot_at_a_picture(
    bot: RunningBot, awa: SimulatedPerson, client: SimulatorClient, service: EchoService, version: GuideVersion
) -> None:
    """A 403 at a file drops what the chat is owed, as at any message."""
    service.media = (Medium("image", "carte.jpg", version.id),)
    awa.wait_for("/start")
    client.fault("403", method="sendPhoto", count=1)
    awa.say("clavier")
    until(lambda: service.lost == [awa.user_id])
    time.sleep(0.1)
    assert not any("Quelle eau" in one.text for one in awa.messages())
