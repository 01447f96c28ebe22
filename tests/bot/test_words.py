"""Every sentence that the bot and the command line say is in the locales, and none is there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialogues.locales import Locales

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[2] / "bot").rglob("*.py"))
    if "simulator" not in path.parts
)
BUILT = ("cli.help_", "cli.role_", "cli.status_", "cli.database_", "telegram.placeholder_", "telegram.command_")
"""Beginnings of keys that are put together where they are used."""


@pytest.mark.parametrize("language", Locales.load().languages)
def test_every_key_in_the_sources_has_words(language: str) -> None:
    """A misspelt key would be an error in front of a person."""
    said = set(re.findall(r'"((?:cli|telegram)\.[a-z_0-9]+)"', SOURCES))
    said |= {f"telegram.{key}" for key in re.findall(r"\.own\([\"']([a-z_]+)[\"']", SOURCES)}
    locale = Locales.load().by_tag[language]
    said = {key for key in said if key.partition(".")[0] not in locale.in_french}
    assert said - {"telegram.ext"} <= locale.phrases.keys()


def test_no_sentence_is_there_for_nothing() -> None:
    """Every sentence of the two tables is said somewhere."""
    for key in Locales.load().by_tag["fr"].phrases:
        if key.startswith(("cli.", "telegram.")) and not key.startswith(BUILT):
            assert re.search(rf"""["']({re.escape(key)}|{key.partition(".")[2]})["']""", SOURCES), key
