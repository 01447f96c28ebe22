"""Words by ear: what sounds alike is one word, and what is a word by itself stays what it is."""

from __future__ import annotations

import pytest

from dialogues.locales import Locales
from nlu.sessions.sounds import sound, unjoined
from nlu.sessions.spelling import spelling
from nlu.sessions.tokens import Sentence

SPELLING = spelling(Locales.load())


def mended(text: str) -> list[str]:
    """The words of a message as they are compared."""
    sentence = Sentence.of(text)
    SPELLING.mend(sentence)
    return sentence.words


@pytest.mark.parametrize(
    "words",
    [
        "causerie cozri cauzeri koseri",
        "communautaire comunotaire",
        "visite vizit",
        "hommes ome om",
        "filles fil",
        "plaidoyer pledoye",
        "vendredi vandredi",
        "koulikoro kulikoro",
        "musow mousso",
    ],
)
def test_spellings_of_one_word_sound_alike(words: str) -> None:
    """One key for all of them."""
    assert len({sound(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words", ["femmes hommes", "filles familles", "formation information", "kita kati", "sida soda"]
)
def test_words_that_differ_sound_different(words: str) -> None:
    """As many keys as words."""
    first, second = words.split()
    assert sound(first) != sound(second)


def test_an_accent_says_that_the_end_is_heard() -> None:
    """«karité» is not «kari», Sunday in Bambara."""
    assert sound("karite", "karité") != sound("kari")


def test_arabic_words_lose_what_is_joined_to_them() -> None:
    """Every way to take something off, the longest first; nothing of two letters is left."""
    assert "زياره" in unjoined("بزياره")
    assert "نساء" in unjoined("والنساء")
    assert not list(unjoined("وهي"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vizite a domicil", ["visite", "a", "domicile"]),
        ("tabl rond a kati", ["table", "ronde", "a", "kati"]),
        ("6 om", ["6", "hommes"]),
        ("kulikoro", ["koulikoro"]),
        ("قمنا بحملة", ["قمنا", "حمله"]),
    ],
)
def test_words_are_spelled_as_usual(typed: str, meant: list[str]) -> None:
    """Whatever is compared from there on is the usual spelling of it."""
    assert [sound(word) for word in mended(typed)] == [sound(word) for word in meant]


@pytest.mark.parametrize("text", ["le karité", "femmes et hommes", "la paix à Toula", "om tora"])
def test_other_words_stay(text: str) -> None:
    """What a language knows, what is short and what nothing sounds like."""
    assert mended(text) == Sentence.of(text).words
