"""Rasa in an installation: the setting, the doctor's line, and a whole service that asks it."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.doctor import doctor
from bot.reading import intent_reader
from bot.settings import Settings
from bot.wiring import build_service
from bot.words import spoken
from dialogues.interview import events as e
from dialogues.messages import Inbound, Sender, Words
from dialogues.ports import RawUpdate
from nlu.rasa import RasaReader
from nlu.service.recipe import Recipe
from storage.unit_of_work import SqlStore, open_store
from tests.dialogues.service.forms import SHORT
from tests.support.databases import sqlite_url
from tests.support.rasa import MODEL, TOKEN, Rasa, rasa_server
from tests.support.scenario import Field


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    """Rasa."""
    with rasa_server({"oui": ("affirm", 0.99), "bof": ("dont_know", 0.93)}) as server:
        yield server


@pytest.fixture
def settings(rasa: Rasa, tmp_path: Path) -> Settings:
    """An installation that names it."""
    secret = tmp_path / "jeton"
    secret.write_text(TOKEN + "\n")
    return Settings.from_environment(
        {
            "BARO_DATA_DIR": str(tmp_path / "data"),
            "BARO_NLU_URL": rasa.url + "/",
            "BARO_NLU_TOKEN_FILE": str(secret),
            "BARO_NLU_TIMEOUT_MS": "10000",
        }
    )


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty database."""
    shutil.copy(template, tmp_path / "baro.db")
    opened = open_store(sqlite_url(tmp_path / "baro.db"))
    yield opened
    opened.close()


def look(settings: Settings) -> tuple[bool, str]:
    """The doctor's line about Rasa."""
    assert doctor.callback is not None
    ((good, phrase),) = doctor.callback.__globals__["_nlu"](settings)
    return good, spoken(phrase)


def test_without_the_setting_there_is_no_reader(tmp_path: Path) -> None:
    """And nothing is wrong with that."""
    settings = Settings.from_environment({"BARO_DATA_DIR": str(tmp_path)})
    assert intent_reader(settings) is None
    assert look(settings) == (True, "sans Rasa (BARO_NLU_URL) : tout marche par les touches et les mots connus")


def test_the_doctor_says_how_rasa_is(settings: Settings, rasa: Rasa) -> None:
    """Its model and its pace, or what is wrong and what to look at."""
    good, line = look(settings)
    assert not good
    assert line.startswith(f"Rasa lit avec le modèle {MODEL[:12]}, celui de cette version est ")
    rasa.model_file = f"models/{Recipe.of().name}.tar.gz"
    good, line = look(settings)
    assert good
    assert line.startswith(f"Rasa lit (modèle {Recipe.of().name[:12]}, ")
    hasty = replace(settings, nlu_timeout_ms=300)
    rasa.fault = "hang"
    assert look(hasty) == (False, "Rasa répond trop lentement (plus de 300 ms) ; le bot marche sans lui")
    for fault, words in (("status", "jeton"), ("huge", "n'est pas Rasa")):
        rasa.fault = fault
        good, line = look(settings)
        assert not good
        assert words in line
    rasa.fault, rasa.body = (
        "body",
        json.dumps(
            {
                "text": "oui",
                "intent": {"name": "x", "confidence": 1.0},
                "entities": [],
                "intent_ranking": [{"name": "x"}, 5, {"name": "greet"}],
            }
        ).encode(),
    )
    assert look(settings) == (False, "le modèle de Rasa n'est pas celui de Baro, il connaît d'autres intentions : x")


def test_the_doctor_finds_nobody(tmp_path: Path) -> None:
    """A port where nothing listens."""
    settings = Settings.from_environment({"BARO_DATA_DIR": str(tmp_path), "BARO_NLU_URL": "http://127.0.0.1:9"})
    assert look(settings) == (False, "Rasa ne répond pas (BARO_NLU_URL) ; le bot marche sans lui")


def test_a_whole_service_asks_rasa(
    settings: Settings, store: SqlStore, rasa: Rasa, caplog: pytest.LogCaptureFixture
) -> None:
    """Words that only Rasa reads become an answer; when it hangs the bot goes on, and the log says so without words."""
    field = Field(SHORT, store=store)
    agent = field.agent()
    agent.says("/nouveau")
    field.service = build_service(settings, store, str)
    _says(field, agent.account, 50, "bof")
    record = field.records()[-1]
    with store.reading() as uow:
        said = [event for _, event in uow.interviews.events(record.id) if isinstance(event, e.NonResponseRecorded)]
    assert [(x.kind, x.text, x.reader, x.model, x.confidence) for x in said] == [("nsp", "bof", "rasa", MODEL, 0.93)]
    agent.receive()
    assert agent.told.startswith("✓ 1 : ne sait pas")
    rasa.fault = "hang"
    _let_go(field)
    field.service = build_service(replace(settings, nlu_timeout_ms=300), store, str)
    with caplog.at_level(logging.INFO):
        for message, text in ((60, "1) bof encore"), (61, "1) toujours bof")):
            _says(field, agent.account, message, text)
    agent.receive()
    assert "Je n'ai pas compris." in agent.told
    assert rasa.asked == ["bof", "bof encore"]
    assert [record.msg for record in caplog.records if record.name == "baro"] == ["nlu_away"]
    assert "bof" not in caplog.text
    _let_go(field)


def _let_go(field: Field) -> None:
    """Close the connections of a service that is not used any more."""
    reader = field.service._understanding._intents
    assert isinstance(reader, RasaReader)
    reader.close()


def _says(field: Field, account: int, message: int, text: str) -> None:
    """Hand a message of somebody to the service."""
    with field.store.writing() as uow:
        uow.inbox.add([RawUpdate(f"r{message}", account, "{}", field.clock())])
        uow.commit()
    with field.store.reading() as uow:
        row = uow.inbox.waiting_of(account)[-1].id
    field.service.handle(Inbound(row, Sender(account, "Awa", "fr"), account, message, field.clock(), Words(text)))
