"""`baro serve`: the bot itself."""

from __future__ import annotations

import logging

import click

from bot.logs import start_logging
from bot.settings import Settings

__all__ = ["serve"]


@click.command()
@click.option("--verbose", is_flag=True)
def serve(verbose: bool) -> None:
    """Let the bot work until it is told to stop."""
    from bot.wiring import run_bot  # noqa: PLC0415 - the library takes a second to import

    if verbose:
        start_logging(logging.DEBUG)
    run_bot(Settings.from_environment())
