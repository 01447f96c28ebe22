"""`baro simulator`: a local Telegram to try everything with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from bot.problems import CommandProblem
from bot.words import spoken
from dialogues.messages import Phrase

__all__ = ["simulator"]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8081, show_default=True)
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), default=None)
@click.option("--faults", is_flag=True)
def simulator(host: str, port: int, state: Path | None, faults: bool) -> None:
    """Run the simulator until Ctrl-C."""
    from bot.simulator import DEFAULT_TOKEN, PortInUse, run_simulator  # noqa: PLC0415 - a web server

    def ready(url: str) -> None:
        click.echo(spoken(Phrase("cli.simulator_ready", {"url": url})))
        click.echo(spoken(Phrase("cli.simulator_hint", {"url": url, "token": DEFAULT_TOKEN})))

    try:
        run_simulator(host=host, port=port, state=state, faults=faults, on_ready=ready)
    except PortInUse as error:
        raise CommandProblem("cli.port_in_use", port=str(port)) from error
    except sqlite3.DatabaseError as error:
        raise CommandProblem("cli.state_unreadable", path=str(state)) from error
    except OSError as error:
        raise CommandProblem("cli.port_refused", host=host, port=str(port)) from error
