"""Log lines: facts of ours, and not a word of anybody's."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.logs import event, start_logging


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the log goes during a test; everything is put back after it."""
    root = logging.getLogger()
    before = (tuple(root.handlers), root.level)
    names = ("baro", "telegram", "httpx", "httpcore", "asyncio")
    kept = [(name, logging.getLogger(name).level, logging.getLogger(name).propagate) for name in names]
    stream = io.StringIO()
    start_logging(logging.DEBUG, stream)
    yield stream
    for handler in tuple(root.handlers):
        root.removeHandler(handler)
    for handler in before[0]:
        root.addHandler(handler)
    root.setLevel(before[1])
    for name, level, propagate in kept:
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).propagate = propagate


def test_a_fact_is_one_line_of_fields(lines: io.StringIO) -> None:
    """An event bears its fields and the type of an exception, never its text."""
    event("batch_stored", count=3, path="a b", error=ValueError("Mon mari s'appelle Moussa"))
    (line,) = lines.getvalue().splitlines()
    assert line.endswith("info batch_stored count=3 path='a b' error=ValueError")
    assert "Moussa" not in line


def test_a_field_that_is_not_allowed_is_a_programmers_mistake(lines: io.StringIO) -> None:
    """No text can be logged by accident."""
    with pytest.raises(ValueError, match="text"):
        event("received", text="oui")
    assert lines.getvalue() == ""


def test_libraries_say_their_name_only(lines: io.StringIO) -> None:
    """What other libraries say is reduced to name and level; those that hold texts and tokens are silent."""
    logging.getLogger("telegram.Bot").critical("update: Mon numéro est 70000000")
    logging.getLogger("httpx").error("POST https://api.telegram.org/bot123:token/sendMessage")
    logging.getLogger("sqlalchemy.pool").error("params: %s", "Moussa")
    assert lines.getvalue().splitlines()[0].endswith("error library name=sqlalchemy.pool")
    assert len(lines.getvalue().splitlines()) == 1


def test_a_trace_shows_places_and_no_values(lines: io.StringIO) -> None:
    """At DEBUG level an exception brings file, line and function, not its message."""
    try:
        {}["Moussa"]
    except KeyError as error:
        logging.getLogger("baro").debug("trace", exc_info=error)
    text = lines.getvalue()
    assert "test_a_trace_shows_places_and_no_values" in text
    assert "error=KeyError" in text
    assert "Moussa" not in text
