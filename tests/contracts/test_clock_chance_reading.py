"""What every clock, every source of chance and every reader of words promises."""

from __future__ import annotations

import re

import pytest

from bot.chance import SystemSecrets, now_ms
from dialogues.locales import Locales
from dialogues.messages import Option, Widget
from dialogues.ports import Clock, Interpreter, Reading, Secrets
from nlu.matcher import Matcher
from tests.support.fakes import FakeClock, FakeInterpreter, FakeSecrets


@pytest.fixture(params=[FakeClock(), now_ms], ids=["fake", "system"])
def clock(request: pytest.FixtureRequest) -> Clock:
    """Every clock."""
    return request.param


@pytest.fixture(params=[FakeSecrets, SystemSecrets], ids=["fake", "system"])
def chance(request: pytest.FixtureRequest) -> Secrets:
    """Every source of chance."""
    return request.param()


@pytest.fixture(params=[FakeInterpreter, lambda: Matcher(Locales.load())], ids=["fake", "matcher"])
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    """Every reader of words that needs no service."""
    return request.param()


def test_a_clock_tells_milliseconds_and_never_goes_back(clock: Clock) -> None:
    """The time is that of this century, and later is not earlier."""
    first = clock()
    assert 1_700_000_000_000 < first < 4_200_000_000_000
    assert clock() >= first


def test_a_fake_clock_goes_on_when_told() -> None:
    """Time passes by what it is told."""
    clock = FakeClock(5)
    clock.advance(1_000)
    assert clock() == 1_005


def test_tokens_are_fresh_and_fit_a_link(chance: Secrets) -> None:
    """Tokens are URL-safe, at most 48 characters, and none comes twice."""
    tokens = {chance.token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,48}", token) for token in tokens)


def test_codes_can_be_said(chance: Secrets) -> None:
    """A code is a letter that looks like no digit, and digits."""
    assert all(re.fullmatch(r"[A-HJ-NP-Z]\d{4}", chance.code()) for _ in range(100))


def test_seeds_and_uuids(chance: Secrets) -> None:
    """Seeds have 53 bits; UUIDs are lower case and none comes twice."""
    assert all(0 <= chance.seed() < 2**53 for _ in range(100))
    uuids = {chance.uuid() for _ in range(100)}
    assert len(uuids) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", item) for item in uuids)


OPTIONS = (Option("oui", "Oui"), Option("non", "Non"))


def test_a_label_is_read_as_its_choice(interpreter: Interpreter) -> None:
    """A label typed whole, in any case, is its choice."""
    assert interpreter.interpret(" NON ", Widget.ONE_OF, "select_one", OPTIONS, "fr") == Reading(
        "non", certain=True, reader="labels"
    )


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\ud83d", "x" * 10_000, "🙈"])
def test_no_text_makes_a_reader_fail(interpreter: Interpreter, text: str) -> None:
    """Whatever is typed, a reader answers; what means nothing is None."""
    assert interpreter.interpret(text, Widget.ONE_OF, "select_one", OPTIONS, "fr") is None


def test_a_fake_reader_says_what_it_was_given() -> None:
    """Given readings come first, and what was asked can be seen."""
    reading = Reading("35", certain=False, reader="rasa")
    reader = FakeInterpreter({"trente-cinq": reading})
    assert reader.interpret("trente-cinq", Widget.NUMBER, "integer", (), "fr") == reading
    assert reader.asked == ["trente-cinq"]
