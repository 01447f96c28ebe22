"""The reader of intents of an installation: Rasa, where a setting names it."""

from __future__ import annotations

import logging

from bot.logs import event
from bot.settings import Settings
from nlu.rasa import RasaReader

__all__ = ["intent_reader"]


def intent_reader(settings: Settings) -> RasaReader | None:
    """The client of Rasa, None where there is no Rasa.

    Args:
        settings: the installation's.
    """
    if settings.nlu_url is None:
        return None
    return RasaReader(settings.nlu_url, settings.nlu_token, settings.nlu_timeout_ms, on_change=_changed)


def _changed(away: bool) -> None:
    if away:
        event("nlu_away", logging.WARNING)
    else:
        event("nlu_back")
