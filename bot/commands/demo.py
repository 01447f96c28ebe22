"""`baro demo`: a day of work, played in the simulator."""

from __future__ import annotations

import click

__all__ = ["demo"]

_PAGE_PORT = 8081


@click.command()
@click.option("--exit", "exit_when_done", is_flag=True)
@click.option("--port", type=click.IntRange(0, 65535), default=None)
def demo(exit_when_done: bool, port: int | None) -> None:
    """Play the demonstration; where nobody opens its page, any free port will do."""
    from bot.demo import run_demo  # noqa: PLC0415 - simulator, bot and spreadsheets, only when they are played
    from nlu.service.ports import free_port  # noqa: PLC0415 - same

    if port is None:
        port = 0 if exit_when_done else _PAGE_PORT
    run_demo(exit_when_done=exit_when_done, port=port or free_port())
