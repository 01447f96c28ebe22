"""Languages of what people type: only what is clear is told, in their own ways of writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.forms.languages import NATIVE
from dialogues.locales import Locales
from nlu.language import LANGUAGES, Langdetect

GUESSER = Langdetect()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("LES GENS DU VILLAGE NE SONT PAS CONTENTS ET ILS LE DISENT", "fr"),
        ("il n'y a pas assez d'eau dans le village", "fr"),
        ("c'est les jeunes qui sont partis avec le bétail", "fr"),
        ("le maire est venu avec 12 personnes, elles sont reparties", "fr"),
        ("THE WELL IS BROKEN AND NOBODY HAS THE MONEY", "en"),
        ("they have not been here because of the road", "en"),
        ("الماء بعيد عن القرية", "ar"),
        ("\u2067الماء بعيد عن القرية\u2069", "ar"),
        ("جاء 12 شخصا إلى القرية أمس", "ar"),
    ],
)
def test_what_is_clear(text: str, language: str) -> None:
    """Capitals, digits between the words and direction marks change nothing."""
    assert GUESSER.language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "ji tɛ an ka dugu kɔnɔ, musow bɛ taa yɔrɔ jan",
        "an ka dugu la ji ma ca, an ye kɔlɔn sen",
        "ndiyam alaa e wuro amen, rewɓe ɓee njaha haa woɗɗi",
        "hari si no ir kwara ra, woyborey ga dira",
        "Moussa Traoré Koulikoro Ségou",
        "puits forage marigot robinet",
        "oui non peut-être jamais",
        "water pump road market school",
        "ماء",
        "Gao الماء بعيد Kidal Tombouctou Ménaka Taoudénit",
        "www.exemple.org/le/les/des 12",
    ],
)
def test_what_is_not(text: str) -> None:
    """Languages of the field that no profile knows, names, lists of words: nothing is said about them."""
    assert GUESSER.language_of(text) is None


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever is typed, a known language comes back, or none."""
    assert GUESSER.language_of(text) in (*LANGUAGES, None)


def test_nothing_is_read_before_it_is_needed() -> None:
    """The profiles are read once, at the first text that is long enough."""
    guesser = Langdetect()
    guesser.language_of("oui")
    assert guesser._factory is None
    guesser.language_of("il n'y a pas assez d'eau dans le village")
    factory = guesser._factory
    assert factory is not None
    assert set(factory.get_lang_list()) == set(LANGUAGES)
    guesser.language_of("there is not enough water in the village")
    assert guesser._factory is factory


@pytest.mark.parametrize("tag", sorted({*LANGUAGES, *Locales.load().languages}))
def test_every_language_that_is_offered_has_a_name(tag: str) -> None:
    """What is told, and what the bot speaks, can be said in every language of the bot, and has its native name."""
    locales = Locales.load()
    assert all(f"tongues.names.{tag}" in locale.phrases for locale in locales.by_tag.values())
    assert NATIVE[tag] == locales.name(tag)
