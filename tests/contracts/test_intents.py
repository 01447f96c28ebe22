"""What every reader of intents promises: the fake, and the client before Rasa and before a server that behaves so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dialogues.ports import Intent, IntentReader
from nlu.rasa import RasaReader
from tests.support.fakes import FakeIntents
from tests.support.rasa import TOKEN, rasa_server
from tests.support.real_rasa import RealRasa

KNOWN = {"oui": Intent.AFFIRM, "non": Intent.DENY, "bonjour": Intent.GREET}
"""Words that any model of Baro reads so."""


@pytest.fixture(
    params=[
        "fake",
        "client",
        pytest.param("rasa", marks=[pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("rasa")]),
    ]
)
def reader(request: pytest.FixtureRequest) -> Iterator[IntentReader]:
    """Every reader of intents."""
    if request.param == "fake":
        yield FakeIntents({text: (intent, 0.97) for text, intent in KNOWN.items()})
        return
    if request.param == "rasa":
        real: RealRasa = request.getfixturevalue("real_rasa")
        client = RasaReader(real.url, real.token, 10_000)
        yield client
        client.close()
        return
    with rasa_server({text: (intent.value, 0.97) for text, intent in KNOWN.items()}) as rasa:
        client = RasaReader(rasa.url, TOKEN, 10_000)
        yield client
        client.close()


@pytest.mark.parametrize(("text", "intent"), KNOWN.items())
def test_words_have_an_intent(reader: IntentReader, text: str, intent: Intent) -> None:
    """A reading names its reader and its model, and its confidence lies between 0 and 1."""
    found = reader.intent(text, "fr")
    assert found is not None
    assert (found.intent, found.reader) == (intent, "rasa")
    assert 0.5 < found.confidence <= 1
    assert found.model


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\ud83d", "12 35", "🙈", "x" * 9_999, "\u200f", "oui \udfff"])
@pytest.mark.parametrize("language", ["fr", "en", "", "xx"])
def test_no_text_makes_a_reader_fail(reader: IntentReader, text: str, language: str) -> None:
    """Whatever is typed in whatever language, a reader answers; what cannot be an intent is None."""
    assert reader.intent(text, language) is None


def test_the_same_words_are_read_the_same_way(reader: IntentReader) -> None:
    """Space around words does not count, and a reader keeps nothing of what was said before."""
    first = reader.intent("oui", "fr")
    reader.intent("non", "fr")
    assert reader.intent("  oui\n", "fr") == first
