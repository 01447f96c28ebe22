"""`baro demo`: a whole consultation, played in the simulator."""

from __future__ import annotations

import importlib

import click

__all__ = ["demo"]


@click.command()
@click.option("--exit", "exit_when_done", is_flag=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8081, show_default=True)
def demo(exit_when_done: bool, port: int) -> None:
    """Play the demonstration."""
    importlib.import_module("bot.demo").run_demo(exit_when_done=exit_when_done, port=port)
