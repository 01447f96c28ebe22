"""The client of Rasa: what it sends, and all that can go wrong on the way."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dialogues.ports import Intent, IntentReading
from nlu.deadline import BoundedBackend, Deadline
from nlu.rasa import LONGEST, RasaReader
from tests.support.rasa import MODEL, TOKEN, Rasa, rasa_server, took

LIMIT_MS = 10_000
"""Long enough that no loaded machine turns another fault into this one."""
SHORT_MS = 300
AWAKE = 5.0
"""Seconds after which a call was not ended by its own limit: the server's faults last for twenty."""


class Seconds:
    """A clock of seconds for the breaker."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    """Rasa."""
    with rasa_server({"bof": ("dont_know", 0.91), "oui": ("affirm", 0.99)}) as server:
        yield server


@pytest.fixture
def clock() -> Seconds:
    """The breaker's clock."""
    return Seconds()


@pytest.fixture
def hasty(rasa: Rasa, clock: Seconds) -> Iterator[RasaReader]:
    """A client of that Rasa that does not wait long."""
    client = RasaReader(rasa.url, TOKEN, SHORT_MS, clock=clock)
    yield client
    client.close()


@pytest.fixture
def reader(rasa: Rasa, clock: Seconds) -> Iterator[RasaReader]:
    """A client of that Rasa."""
    client = RasaReader(rasa.url, TOKEN, LIMIT_MS, clock=clock)
    yield client
    client.close()


def test_an_intent_with_reader_model_and_confidence(reader: RasaReader, rasa: Rasa) -> None:
    """A reading says who read it, with which model; the model is asked for once."""
    assert reader.intent(" bof ", "fr") == IntentReading(Intent.DONT_KNOW, 0.91, "rasa", MODEL)
    assert reader.intent("bof", "en") == IntentReading(Intent.DONT_KNOW, 0.91, "rasa", MODEL)
    assert sum(path.startswith("/status") for path in rasa.paths) == 1
    assert rasa.asked == ["bof", "bof"]
    assert reader.state().readings == 2


def test_the_connection_is_kept(reader: RasaReader, rasa: Rasa) -> None:
    """Ten readings, one connection."""
    for _ in range(10):
        reader.intent("bof", "fr")
    assert rasa.connections == 1


@pytest.mark.parametrize("text", ["", "   ", "12 35", "🙈", "?!", "x" * (LONGEST + 1), "bof \ud83d", "\x00"])
def test_what_is_not_worth_asking_is_not_sent(reader: RasaReader, rasa: Rasa, text: str) -> None:
    """Nothing, numbers, signs, stories and halves of characters stay here."""
    assert reader.intent(text, "fr") is None
    assert rasa.asked == []
    assert not reader.state().failures


def test_a_model_that_changes_is_seen_after_a_while(reader: RasaReader, rasa: Rasa, clock: Seconds) -> None:
    """The id is asked for anew every few minutes."""
    reader.intent("bof", "fr")
    rasa.model_file = "/app/models/autre.tar.gz"
    clock.now += 299
    assert _model(reader) == MODEL
    clock.now += 2
    assert _model(reader) == "autre"


def _model(reader: RasaReader) -> str:
    found = reader.intent("bof", "fr")
    assert found is not None
    return found.model


@pytest.mark.parametrize("file", [None, 5, "", ["x"]])
def test_a_status_that_names_no_model(reader: RasaReader, rasa: Rasa, file: object) -> None:
    """A reading is good without the model's name."""
    rasa.model_file = file  # type: ignore[assignment]
    assert _model(reader) == ""


@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_one_limit_over_the_whole_call(hasty: RasaReader, rasa: Rasa, fault: str) -> None:
    """Silence and dripping end at the same moment; the next message does not wait at all."""
    rasa.fault = fault
    started = time.monotonic()
    assert hasty.intent("bof", "fr") is None
    assert SHORT_MS / 1000 <= took(started) < AWAKE
    assert hasty.intent("bof", "fr") is None
    state = hasty.state()
    assert (state.failures, state.left_alone, state.open) == ({"timeout": 1}, 1, True)


def test_a_server_that_comes_back_is_used_again(hasty: RasaReader, rasa: Rasa, clock: Seconds) -> None:
    """After the rest one message probes, and all is well again."""
    rasa.fault = "hang"
    hasty.intent("bof", "fr")
    rasa.fault = ""
    assert hasty.intent("bof", "fr") is None
    assert hasty.state().open
    clock.now += 6
    for _ in range(20):  # a loaded machine may need more than one probe
        if hasty.intent("bof", "fr") is not None:
            break
        clock.now += 301
    assert not hasty.state().open


@pytest.mark.parametrize("fault", ["status", "die", "reset", "huge"])
def test_quick_faults_open_the_breaker_after_three(reader: RasaReader, rasa: Rasa, fault: str) -> None:
    """A refusal, a death in the middle, a closed door, a flood."""
    rasa.fault = fault
    for _ in range(5):
        assert reader.intent("bof", "fr") is None
    state = reader.state()
    assert sum(state.failures.values()) == 3
    assert state.left_alone == 2


GOOD = {"text": "bof", "intent": {"name": "affirm", "confidence": 0.9}, "entities": [], "intent_ranking": []}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"[" * 60_000,
        b'{"text":"bof"}',
        json.dumps(GOOD | {"intent": "affirm"}).encode(),
        json.dumps(GOOD | {"intent": {}}).encode()[:-3],
        json.dumps(GOOD | {"text": None}).encode(),
        json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": None}}).encode(),
        json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": True}}).encode(),
        json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": "0.9"}}).encode(),
        json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": float("nan")}}).encode(),
        json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": 1.2}}).encode(),
        json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": -0.1}}).encode(),
        json.dumps(GOOD | {"intent": {"name": ["affirm"], "confidence": 0.9}}).encode(),
        b'{"text":"bof","intent":{"name":"affirm","confidence":1' + b"0" * 400 + b"}}",
        b'{"text":"bof","intent":{"name":"affirm","confidence":1' + b"0" * 6000 + b"}}",
    ],
)
def test_nonsense_is_a_failure_and_no_reading(reader: RasaReader, rasa: Rasa, body: bytes) -> None:
    """Whatever comes back, nothing is raised and nothing is believed."""
    rasa.fault, rasa.body = "body", body
    assert reader.intent("bof", "fr") is None
    assert reader.state().failures == {"nonsense": 1}


def test_a_confidence_a_hair_above_one_is_one(reader: RasaReader, rasa: Rasa) -> None:
    """32-bit numbers round."""
    rasa.fault, rasa.body = "body", json.dumps(GOOD | {"intent": {"name": "affirm", "confidence": 1.0000001}}).encode()
    found = reader.intent("bof", "fr")
    assert found is not None
    assert found.confidence == 1.0


def test_no_intent_at_all_is_no_failure(reader: RasaReader, rasa: Rasa) -> None:
    """Rasa may say that it understood nothing; its own fallback means the same."""
    rasa.readings = {"bof": (None, 0.0), "eh": ("nlu_fallback", 0.4)}
    assert reader.intent("bof", "fr") is None
    found = reader.intent("eh", "fr")
    assert found is not None
    assert found.intent is Intent.OUT_OF_SCOPE
    assert not reader.state().failures


def test_another_model_works_as_far_as_it_goes(reader: RasaReader, rasa: Rasa) -> None:
    """Intents that Baro does not know are counted, the others are read, and the breaker stays closed."""
    rasa.readings = {"bof": ("order_pizza", 0.99), "oui": ("affirm", 0.9)}
    for _ in range(6):
        assert reader.intent("bof", "fr") is None
    found = reader.intent("oui", "fr")
    assert found is not None
    assert found.intent is Intent.AFFIRM
    assert reader.state().failures == {"unknown": 6}
    rasa.readings = {"oui": ("order_pizza", 0.99)}
    assert reader.look().strange == ("order_pizza",)


def test_a_wrong_token_is_a_failure(rasa: Rasa) -> None:
    """Rasa says 401; nothing of it comes out."""
    reader = RasaReader(rasa.url, "faux", LIMIT_MS)
    assert reader.intent("bof", "fr") is None
    assert reader.state().failures == {"status": 1}
    assert reader.look().failure == "status"
    reader.close()


def test_nobody_there() -> None:
    """A port where nothing listens, and a name that nobody knows."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        for address in (url, "http://personne.invalid:5005"):
            reader = RasaReader(address, None, LIMIT_MS)
            assert reader.intent("bof", "fr") is None
            assert sum(reader.state().failures.values()) == 1
            reader.close()


def test_a_name_whose_look_up_hangs_is_not_waited_for(rasa: Rasa) -> None:
    """The system's look-up cannot be stopped, but it is left behind."""
    over = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        del host, port
        over.wait(10)
        return []

    deadline = Deadline()
    backend = BoundedBackend(deadline, slow)
    deadline.begin(0.1)
    started = time.monotonic()
    with pytest.raises(Exception, match=r"^$") as raised:
        backend.connect_tcp("rasa.exemple", 5005)
    assert type(raised.value).__name__ == "ConnectTimeout"
    assert took(started) < AWAKE
    over.set()


def test_an_address_without_a_host_is_refused() -> None:
    """A programmer's mistake; settings have looked before."""
    with pytest.raises(ValueError, match="names no host"):
        RasaReader("http://", None, LIMIT_MS)


def test_many_chats_at_once(reader: RasaReader, rasa: Rasa) -> None:
    """Readings are never mixed up between threads."""
    rasa.readings = {f"mot {word}": ("affirm" if n % 2 else "deny", n / 100) for n, word in enumerate("abcdefghij", 1)}

    def read(n: int) -> bool:
        word = "abcdefghij"[n % 10]
        found = reader.intent(f"mot {word}", "fr")
        name, confidence = rasa.readings[f"mot {word}"]
        return found is not None and (found.intent.value, found.confidence) == (name, confidence)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(200)))


def test_many_chats_at_once_before_a_server_that_hangs(hasty: RasaReader, rasa: Rasa) -> None:
    """All wait at the same time, once; afterwards nobody does."""
    rasa.fault = "hang"
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: hasty.intent("bof", "fr"), range(40))) == [None] * 40
    assert took(started) < AWAKE


def test_nothing_that_was_said_is_logged(
    reader: RasaReader, rasa: Rasa, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither words nor the token stand in a log at the level that the bot uses, nor in a `repr`."""
    with caplog.at_level(logging.INFO):
        for fault in ("", "status", "die"):
            rasa.fault = fault
            reader.intent("bof secret", "fr")
    said = caplog.text + repr(reader) + repr(reader.state()) + "".join(capsys.readouterr())
    assert "bof" not in said
    assert "jeton" not in said


def test_a_look_tells_how_it_is(reader: RasaReader, rasa: Rasa) -> None:
    """The doctor learns the model and how long a reading takes, or what is wrong, whatever the breaker says."""
    health = reader.look()
    assert (health.failure, health.model, health.strange) == ("", MODEL, ())
    rasa.fault = "status"
    for _ in range(3):
        reader.intent("bof", "fr")
    assert reader.state().open
    assert reader.look().failure == "status"
    rasa.fault = ""
    assert reader.look().failure == ""


def test_a_probe_that_is_interrupted_lets_others_probe(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends a call, the breaker learns that it ended."""
    clock = Seconds()
    reader = RasaReader(rasa.url, TOKEN, LIMIT_MS, clock=clock)

    def interrupted(_words: str) -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(reader, "_parse", interrupted)
            with pytest.raises(KeyboardInterrupt):
                reader.intent("bof", "fr")
    assert reader.intent("bof", "fr") is None
    clock.now += 6
    assert reader.intent("bof", "fr") is not None
    reader.close()
