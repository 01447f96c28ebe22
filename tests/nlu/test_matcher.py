"""The matcher reads what people mean, and stays silent where two readings are as good."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import Locales
from dialogues.messages import Option, Widget
from dialogues.ports import Interpreter, Reading
from dialogues.questions import QUESTION_TYPES
from nlu.matcher import LONGEST, Matcher

CALLS_A_CHOICE = 150
"""Calls of functions that one choice of a long list may cost; about a hundred is what it takes."""

MATCHER: Interpreter = Matcher(Locales.load())
OPTIONS = (
    Option("oui", "Oui"),
    Option("non", "Non"),
    Option("eau", "Eau potable"),
    Option("assainissement", "Eau, hygiène et assainissement"),
    Option("autre", "Autre (préciser)"),
    Option("nsp", "Ne sait pas"),
    Option("refus", "Ne souhaite pas répondre"),
)
WELLS = (Option("puits", "بئر"), Option("fleuve", "نهر"), Option("ecole", "المدرسة"))


def _one(text: str, options: tuple[Option, ...] = OPTIONS) -> Reading | None:
    return MATCHER.interpret(text, Widget.ONE_OF, "select_one", options, "fr")


def _many(text: str, options: tuple[Option, ...] = OPTIONS) -> Reading | None:
    return MATCHER.interpret(text, Widget.MANY_OF, "select_multiple", options, "fr")


@pytest.mark.parametrize(
    ("text", "value", "certain"), [("البئر", "puits", True), ("بئر", "puits", True), ("ال", None, None)]
)
def test_the_arabic_article_is_no_part_of_a_word(text: str, value: str | None, certain: bool | None) -> None:
    """«البئر» is «بئر», and «والمدرسة» is «and the school»."""
    reading = _one(text, WELLS)
    assert (reading.value, reading.certain) == (value, certain) if reading else value is None
    both = _many("البئر والمدرسة", WELLS)
    assert both is not None
    assert both.value == "puits ecole"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("la potble", "eau"),
        ("hygienne", "assainissement"),
        ("assainis", "assainissement"),
        ("eau", None),
        ("pas hygiene", None),
        ("hygiène et radio", None),
    ],
)
def test_a_mistyped_word_of_one_label_is_asked_back(text: str, value: str | None) -> None:
    """All longer words have to stand in one label alone; it is never certain, and not where something is denied."""
    reading = _one(text)
    assert (reading.value, reading.certain) == (value, False) if reading else value is None


@pytest.mark.parametrize(
    ("text", "value", "certain"),
    [
        ("ouais", "oui", True),
        ("NON NON", "non", True),
        ("👍", None, None),
        ("je ne sais pas", "nsp", True),
        ("refuse de répondre", "refus", True),
        ("eau potabel", "eau", True),
        ("aeu potable", "eau", True),
        ("eau ptoabel", "eau", False),
        ("autres", "autre", True),
        ("autre préciseer", "autre", True),
        ("oui bien sûr qu'on y va", "oui", False),
        ("oui mais non", None, None),
        ("trois", "eau", False),
        ("une dizaine", None, None),
        ("vingt", None, None),
        ("c'est l'eau potable je crois", "eau", False),
        ("pas l'eau potable", None, None),
        ("eau potable ou autre", None, None),
        ("xyz", None, None),
        ("", None, None),
        ("!!", None, None),
        ("e" * (LONGEST + 1), None, None),
        ("eau potable " * 30, "eau", False),
    ],
)
def test_one_choice(text: str, value: str | None, certain: bool | None) -> None:
    """One choice by slip, synonym, number in words or within a sentence."""
    reading = _one(text)
    if value is None:
        assert reading is None
    else:
        assert reading == Reading(value, certain, "labels")


def test_as_near_to_two_choices_is_silence() -> None:
    """«Fomme» is one slip from «Femme» and from «Homme»."""
    options = (Option("f", "Femme"), Option("h", "Homme"))
    assert _one("fomme", options) is None
    reading = _one("femmes", options)
    assert reading is not None
    assert not reading.certain


def test_a_near_contrary_makes_it_uncertain() -> None:
    """«légale» is one slip from «légal», and «illégal» is not far."""
    reading = _one("légalle", (Option("l", "Légale"), Option("i", "Illégale")))
    assert reading == Reading("l", certain=False, reader="labels")


def test_yes_needs_one_choice_that_says_yes() -> None:
    """Two choices that say yes, or none: silence."""
    assert _one("ouais", (Option("o", "Oui"), Option("o2", "OK"), Option("n", "Non"))) is None
    assert _one("ouais", (Option("a", "Avant"), Option("b", "Après"))) is None
    assert _one("sais pas", (Option("a", "Avant"), Option("b", "Après"))) is None
    assert _one("ouais", (Option("oui", "Je suis prêt"), Option("non", "Plus tard"))) == Reading(
        "oui", certain=True, reader="labels"
    )


def test_a_short_label_in_parentheses_is_compared_both_ways() -> None:
    """«ONG (nationale)» may be typed with or without what stands in parentheses."""
    options = (Option("n", "ONGs (nationales)"), Option("e", "Entreprise"))
    for text in ("ongss", "ongs nationalles"):
        reading = _one(text, options)
        assert reading is not None
        assert reading.value == "n"


@pytest.mark.parametrize(
    ("text", "value", "certain"),
    [
        ("ouais, eau potabel", "oui eau", True),
        ("eau potabel et autres", "eau autre", True),
        ("1, eau potabl", "oui eau", True),
        ("eau, hygiène et assainissement, ouais", "oui assainissement", True),
        ("eau ptoabel, oui", "oui eau", False),
        ("il y a l'eau potable ou autre chose", "eau autre", False),
        ("eau potabel, zzzzzz", None, None),
        ("eau p, 12", None, None),
        ("ni eau potable ni autre", None, None),
        ("a, " * 100, None, None),
    ],
)
def test_many_choices(text: str, value: str | None, certain: bool | None) -> None:
    """Each piece between commas and «et» is a choice; otherwise whole labels in a sentence, never when denied."""
    reading = _many(text)
    assert reading == (None if value is None else Reading(value, bool(certain), "labels"))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("35 ans", "integer", "35"),
        ("il y avait 35 personnes", "integer", "35"),
        ("5000F", "integer", "5000"),
        ("12 000 francs", "integer", "12000"),
        ("il fait -5 degrés", "integer", "-5"),
        ("une vingtaine de femmes", "integer", "20"),
        ("soixante quinze ans", "integer", "75"),
        ("quarente deux", "integer", "42"),
        ("une personne", "integer", "1"),
        ("12,5 kg", "decimal", "12.5"),
        ("12,5 kg", "integer", None),
        ("entre 20 et 30", "integer", None),
        ("20-30", "integer", None),
        ("deux ou trois", "integer", None),
        ("20 et quelques dizaines", "integer", None),
        ("pas 20", "integer", None),
        ("1.200 kg", "decimal", None),
        ("la 3e fois", "integer", None),
        ("le 12/03/2026", "integer", None),
        ("vers 10h", "integer", None),
        ("beaucoup de monde", "integer", None),
        ("99999999999999 hommes", "integer", None),
        ("mot " * 50, "integer", None),
    ],
)
def test_the_one_number_in_a_sentence(text: str, kind: str, value: str | None) -> None:
    """A single number is proposed, never taken as certain; two numbers, or a denied one, are not."""
    reading = MATCHER.interpret(text, Widget.NUMBER, kind, (), "fr")
    assert reading == (None if value is None else Reading(value, certain=False, reader="labels"))


def test_a_number_of_the_field_in_a_sentence() -> None:
    """Where its language is spoken: «ni» denies in French and joins in Bambara."""
    for language, value in (("bm", "25"), ("fr", None), ("ses", None)):
        reading = MATCHER.interpret("muso mugan ni duuru nana", Widget.NUMBER, "integer", (), language)
        assert reading == (None if value is None else Reading(value, certain=False, reader="labels"))
    assert MATCHER.interpret("hemre tan", Widget.NUMBER, "integer", (), "ff") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("c'était le 12/03/2026 je crois", "2026-03-12"),
        ("12 fevirer 2026", "2026-02-12"),
        ("le 12/03/2026, oui le 12 mars 2026", "2026-03-12"),
        ("du 12/03/2026 au 13/03/2026", None),
        ("c'était hier", None),
        ("mot " * 50, None),
    ],
)
def test_the_one_day_in_a_sentence(text: str, value: str | None) -> None:
    """Only a day that is written whole can be read without knowing today."""
    reading = MATCHER.interpret(text, Widget.DATE, "date", (), "fr")
    assert reading == (None if value is None else Reading(value, certain=False, reader="labels"))


def test_open_answers_are_nobodys_to_interpret() -> None:
    """A text, a place or a photo is never made out of words."""
    for widget, kind in ((Widget.TEXT, "text"), (Widget.PLACE, "geopoint"), (Widget.PHOTO, "image")):
        assert MATCHER.interpret("oui", widget, kind, OPTIONS, "fr") is None
    assert MATCHER.interpret("35 ans", Widget.NUMBER, "unheard_of", (), "fr") is None


WORDS = ["eau", "potable", "oui", "et", ",", "pas", "vingt", "autre", "12", "mars"]
WIDGETS = {kind.widget: key for key, kind in QUESTION_TYPES.items() if kind.asked}


@given(
    text=st.one_of(
        st.text(max_size=80),
        st.text(alphabet="0123456789 ,.-ehFr/", max_size=20),
        st.lists(st.sampled_from(WORDS)).map(" ".join),
    ),
    widget=st.sampled_from(list(WIDGETS)),
    labels=st.lists(st.text(max_size=12), max_size=6),
    language=st.sampled_from(["fr", "en", "ar"]),
)
def test_it_never_raises_and_reads_canonical_values(
    text: str, widget: Widget, labels: list[str], language: str
) -> None:
    """Whatever is typed and offered, a reading is canonical for its type."""
    options = (*OPTIONS, *(Option(f"c{place}", label) for place, label in enumerate(labels)))
    key = WIDGETS[widget]
    reading = MATCHER.interpret(text, widget, key, options, language)
    if reading is not None:
        assert QUESTION_TYPES[key].valid(reading.value)
        assert reading.reader == "labels"


@pytest.mark.parametrize("text", ["Vilage 123 Kouroussa-Norrd", "Village 12, " * 80, "mot " * 240, "Z" * 10_000])
def test_long_lists_and_long_messages_stay_fast(text: str) -> None:
    """5,000 choices made of the same letters: the work grows with the choices alone, not with choices times words."""
    options = tuple(Option(f"v{place}", f"Village {place} Kouroussa-Nord") for place in range(5_000))
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        _one(text, options)
        _many(text, options)
    finally:
        sys.setprofile(None)
    assert calls < CALLS_A_CHOICE * len(options)


def test_the_beginning_of_several_labels_is_silence() -> None:
    """What the question itself found ambiguous stays so: a long list is then narrowed to it."""
    options = tuple(Option(f"k{place}", f"Kouroussa {place}") for place in range(20))
    assert _one("kouroussa", options) is None
    assert _one("Kati", (Option("a", "Kati"), Option("b", "Kati"))) is None


def test_what_joins_in_one_language_denies_in_another() -> None:
    """«ni» is «et» where Bambara is spoken, and «neither» where it is not."""
    said = "a si ye san mugan ni duuru ye"
    spoken = MATCHER.interpret(said, Widget.NUMBER, "integer", (), "bm")
    assert spoken is not None
    assert (spoken.value, spoken.certain) == ("25", False)
    assert MATCHER.interpret("ni vingt ni plus", Widget.NUMBER, "integer", (), "fr") is None
