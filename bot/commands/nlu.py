"""`baro nlu`: train, serve and ask Rasa, which reads what people mean."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from bot.commands._lines import lines_of
from bot.problems import CommandProblem
from bot.settings import Settings, make_data_folder
from bot.words import spoken
from dialogues.messages import Phrase
from nlu.service.problems import NluProblem

if TYPE_CHECKING:
    from dialogues.ports import Entity
    from nlu.service.asking import Parsed, Rasa
    from nlu.service.environment import RasaHome

__all__ = ["nlu"]

_PORT = 5005
"""Rasa's own."""


@click.group()
def nlu() -> None:
    """Train, serve, ask."""


@nlu.command()
def train() -> None:
    """Make the model of this version, unless it is there; its path alone on the last line."""
    from nlu.service.recipe import Recipe  # noqa: PLC0415 - only for this command
    from nlu.service.training import train as trained  # noqa: PLC0415 - same

    home, models = _places()
    with _told():
        click.echo(trained(Recipe.of(), models, home, lambda: click.echo(spoken("nlu.training"), err=True)))


@nlu.command()
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True)
@click.option("--model", type=click.Path(dir_okay=False, path_type=Path), default=None)
def serve(port: int, model: Path | None) -> None:
    """Serve the model until told to stop; leaves no process behind."""
    from bot.listening import refuse_taken_port, until_told_to_stop  # noqa: PLC0415 - only for this command
    from nlu.service.ports import HOST, free_port  # noqa: PLC0415 - same
    from nlu.service.recipe import Recipe  # noqa: PLC0415 - same
    from nlu.service.server import RasaServer, token_file  # noqa: PLC0415 - same

    home, models = _places()
    recipe = Recipe.of()
    file = token_file(home.make())
    refuse_taken_port(HOST, port)
    with _told(), until_told_to_stop() as stop:
        server = RasaServer(
            recipe,
            model or recipe.model(models),
            home,
            port or free_port(),
            file.read_text(encoding="ascii").strip(),
            stop.is_set,
        )
        click.echo(spoken("nlu.starting"), err=True)
        try:
            with server:
                click.echo(spoken(Phrase("nlu.ready", {"url": server.url, "file": str(file)})))
                server.watch(stop)
        except NluProblem:
            if not stop.is_set():
                raise
    click.echo(spoken("nlu.stopped"), err=True)


@nlu.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True)
@click.option("--batch", is_flag=True)
@click.option("--now", type=click.DateTime(), default=None)
def parse(text: tuple[str, ...], as_json: bool, batch: bool, now: dt.datetime | None) -> None:
    """Read a text, or with --batch each line of the standard input, blank ones too; days are told from --now."""
    if bool(text) == batch:
        raise CommandProblem("nlu.text_or_batch")
    from nlu.language import LanguageId  # noqa: PLC0415 - only for this command

    known = LanguageId()
    sessions = _session_reader(now)
    with _told(), _asked() as rasa:
        if not batch:
            words = " ".join(text)
            found = rasa.parse(words)
            click.echo(_as_json(found, known.detect(words).language, sessions(words)) if as_json else _in_words(found))
            return
        for line in lines_of(sys.stdin.buffer):
            words = _text_of(line.decode("utf-8", "replace"))
            click.echo(_as_json(rasa.parse(words), known.detect(words).language, sessions(words)))


def _session_reader(now: dt.datetime | None) -> Callable[[str], Mapping[str, str | int | None] | None]:
    """Reads a session told in a sentence, as of a day: today in the installation's time zone unless one is given."""
    from dialogues.locales import Locales  # noqa: PLC0415 - only for this command
    from nlu.sessions import Reader  # noqa: PLC0415 - same
    from nlu.sessions.shown import shown  # noqa: PLC0415 - same

    zone = ZoneInfo(Settings.from_environment().time_zone)
    reader = Reader(Locales.load())

    def read(words: str) -> Mapping[str, str | int | None] | None:
        told = reader.read(words, (now or dt.datetime.now(zone)).date())
        return None if told is None else shown(told)

    return read


def _places() -> tuple[RasaHome, Path]:
    """Where Rasa stands, and the folder of models."""
    from nlu.service.environment import RasaHome  # noqa: PLC0415 - only for commands that need it

    folder = make_data_folder(Settings.from_environment())
    return RasaHome(folder / "rasa"), folder / "models"


@contextmanager
def _asked() -> Iterator[Rasa]:
    """The server of the settings where one is set, else one of our own for this call; its model is ours."""
    from nlu.service.asking import Rasa  # noqa: PLC0415 - only for this command
    from nlu.service.ports import free_port  # noqa: PLC0415 - same
    from nlu.service.recipe import Recipe  # noqa: PLC0415 - same
    from nlu.service.server import RasaServer, token_file  # noqa: PLC0415 - same

    settings = Settings.from_environment()
    recipe = Recipe.of()
    if settings.nlu_url is not None:
        with Rasa(settings.nlu_url, settings.nlu_token) as rasa:
            rasa.check(recipe)
            yield rasa
        return
    home, models = _places()
    token = token_file(home.make()).read_text(encoding="ascii").strip()
    click.echo(spoken("nlu.starting"), err=True)
    with RasaServer(recipe, recipe.model(models), home, free_port(), token) as server, Rasa(server.url, token) as rasa:
        yield rasa


@contextmanager
def _told() -> Iterator[None]:
    """Whatever stops Rasa, as one line."""
    try:
        yield
    except NluProblem as problem:
        raise CommandProblem(f"nlu.{problem.reason}", **problem.params) from problem


def _text_of(line: str) -> str:
    """The text of a line: `{"text": …}`, a JSON string, or the line as it stands."""
    bare = line.strip()
    if bare[:1] not in {"{", '"'}:
        return bare
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError):
        return bare
    text = found.get("text") if isinstance(found, dict) else found
    return text if isinstance(text, str) else bare


def _as_json(found: Parsed, language: str | None, session: Mapping[str, str | int | None] | None) -> str:
    return json.dumps(
        {
            "intent": found.intent,
            "confidence": round(found.confidence, 4),
            "language": language,
            "entities": [_entity(one) for one in found.entities],
            "session": session,
        },
        ensure_ascii=False,
    )


def _entity(found: Entity) -> Mapping[str, str | int | float | None]:
    return {
        "entity": found.kind,
        "role": found.role,
        "value": found.value,
        "start": found.start,
        "end": found.end,
        "confidence": round(found.confidence, 4),
    }


def _in_words(found: Parsed) -> str:
    if found.intent is None:
        return spoken("nlu.nothing_read")
    return spoken(Phrase("nlu.read", {"intent": found.intent, "percent": round(found.confidence * 100)}))
