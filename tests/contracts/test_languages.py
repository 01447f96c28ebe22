"""What everything that tells languages promises."""

from __future__ import annotations

import pytest

from dialogues.ports import LanguageGuesser
from nlu.language import LanguageId
from tests.support.fakes import FakeGuesser

SENTENCES = {
    "Les femmes marchent longtemps pour chercher de l'eau et elles sont fatiguées.": "fr",
    "The women walk for hours and there is not enough water.": "en",
    "النساء يمشين ساعات طويلة ولا يوجد ماء كاف في القرية": "ar",
    "Musow bɛ taa ji nini yɔrɔ jan, u sɛgɛnnen don kosɛbɛ.": "bm",
    "Rewɓe ɓen ɗon yaha haa woɗɗi ngam ɗaɓɓugo ndiyam.": "ff",
}


@pytest.fixture(params=[lambda: FakeGuesser(SENTENCES), LanguageId], ids=["fake", "real"])
def guesser(request: pytest.FixtureRequest) -> LanguageGuesser:
    """Everything that tells languages."""
    return request.param()


@pytest.mark.parametrize(("text", "language"), SENTENCES.items())
def test_a_clear_sentence_has_its_language(guesser: LanguageGuesser, text: str, language: str) -> None:
    """A sentence is told, and told the same way every time, whatever is expected."""
    assert [guesser.language_of(text) for _ in range(5)] == [language] * 5
    assert guesser.language_of(text, ("fr", "bm")) == language


@pytest.mark.parametrize(
    "text", ["", " ", "12", "12 35 7", "ok", "non", "👍", "\x00", "\ud83d", "?" * 5000, "a" * 90_000]
)
def test_what_says_nothing_has_none(guesser: LanguageGuesser, text: str) -> None:
    """Digits, a word or two, signs: no language, and never an exception."""
    assert guesser.language_of(text) is None
