"""Numbers in words, against numbers put into words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import Locales
from dialogues.questions.numbers import Ambiguous, Number, canonical, read_number

LOCALES = Locales.load()
UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def in_french(number: int) -> str:
    """A number from 0 to 999,999,999 as it is written in French."""
    if number < 20:
        return UNITS[number]
    if number < 100:
        ten = max(each for each in TENS if each <= number)
        rest = number - ten
        if rest == 0:
            return "quatre-vingts" if ten == 80 else TENS[ten]
        joint = " et " if rest in (1, 11) and ten != 80 else "-"
        return f"{TENS[ten]}{joint}{UNITS[rest]}"
    for size, name in ((10**6, "million"), (1000, "mille"), (100, "cent")):
        if number >= size:
            many, rest = divmod(number, size)
            head = name if many == 1 and size < 10**6 else f"{in_french(many)} {name}"
            return f"{head} {in_french(rest)}" if rest else head
    raise AssertionError


@given(st.integers(0, 999_999_999))
def test_french_numerals_are_read(number: int) -> None:
    """Every whole number below a thousand million, as a schoolbook writes it."""
    assert read_number(in_french(number), LOCALES) == Number(Decimal(number), spoken=True)


@pytest.mark.parametrize("number", range(101))
def test_every_numeral_to_a_hundred(number: int) -> None:
    """0 to 100, in capitals too."""
    assert read_number(in_french(number).upper(), LOCALES) == Number(Decimal(number), spoken=True)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("septante-cinq", 75),
        ("nonante et un", 91),
        ("quatre vingt dix sept", 97),
        ("twenty-one", 21),
        ("a hundred", 100),
        ("two hundred and five", 205),
        ("5 mille 500", 5500),
        ("200 mille", 200_000),
        ("un million", 1_000_000),
        ("quinze cents", 1500),
        ("deux cent cinquante mille", 250_000),
        ("mugan ni duuru", 25),
        ("go'o", 1),
        ("خمسة وعشرون", 25),
        ("مئة وأحد عشر", 111),
    ],
)
def test_other_ways_to_say_a_number(words: str, number: int) -> None:
    """Belgian and Swiss tens, English, figures with «mille»."""
    assert read_number(words, LOCALES) == Number(Decimal(number), spoken=True)


@pytest.mark.parametrize(
    "words",
    ["mille mille", "cent cent", "zéro cinq", "zéro cent", "vingt dix", "vingt zéro", "et", "un et", "cent 5", "5 cinq",
     "un virgule deux virgule trois", "virgule cinq", "vingt " * 21, "mille million", "un virgule xyz", "moins",
     "12 000 35", "1.2.3", "1,23,456", "12-", "--5", ".", "@5", "-2 millions", "5/", "=-5", "1 000,5,5", "xyz dizaine"],
)  # fmt: skip
def test_what_is_not_a_number(words: str) -> None:
    """Numerals that do not add up to one number are none."""
    assert read_number(words, LOCALES) is None


@pytest.mark.parametrize(
    ("words", "number"),
    [("un et demi", "1.5"), ("deux et demie", "2.5"), ("2 et demi", "2.5"), ("un demi", "0.5"), ("half", "0.5"),
     ("two and a half", "2.5"), ("خمسة ونصف", "5.5"), ("moins deux et demi", "-2.5"), ("un virgule zéro cinq", "1.05"),
     ("mugan et demi", "20.5")],
)  # fmt: skip
def test_halves(words: str, number: str) -> None:
    """«et demi» adds a half, alone it is one."""
    assert read_number(words, LOCALES) == Number(Decimal(number), spoken=True)


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [("5 ou 6", 5, 6), ("dix ou douze", 10, 12), ("5 or 6", 5, 6), ("٥ أو ٦", 5, 6), ("hemre", 100, 80),
     ("waa mugan ni duuru", 25_000, 20_005), ("cappan joowey e nay", 90, 54)],
)  # fmt: skip
def test_words_that_may_be_two_numbers(words: str, first: int, second: int) -> None:
    """Neither is chosen."""
    assert read_number(words, LOCALES) == Ambiguous(Decimal(first), Decimal(second), spoken=True)


@pytest.mark.parametrize("words", ["5 ou 5", "ou 6", "5 ou", "5 ou 6 ou 7", "hemre ou 6", "deux demi", "rien et demi"])
def test_what_is_neither_one_number_nor_two(words: str) -> None:
    """The same twice, nothing on one side, three."""
    assert read_number(words, LOCALES) is None


def test_what_nobody_has_checked_is_doubtful() -> None:
    """As doubtful as «une vingtaine»."""
    assert read_number("ba fila", LOCALES, languages=("bm",)) == Number(Decimal(2000), approximate=True, spoken=True)


def test_the_language_of_the_place_decides() -> None:
    """«duu» is six in Songhay; a language where the words are no number changes nothing."""
    assert read_number("duu", LOCALES, languages=("bm", "ses")) == Number(Decimal(6), spoken=True)
    assert read_number("2 et demi", LOCALES, languages=("ses",)) == Number(Decimal("2.5"), spoken=True)


def test_one_sign_before_three_digits_may_mean_two_numbers() -> None:
    """Unless the decimal sign is known, or the digits could not be grouped."""
    assert read_number("-1.200", LOCALES) == Ambiguous(Decimal(-1200), Decimal("-1.200"))
    assert read_number("1,200", LOCALES, ",") == Number(Decimal("1.200"))
    assert read_number("1,200", LOCALES, ".") == Ambiguous(Decimal(1200), Decimal("1.200"))
    assert read_number("0,200", LOCALES) == Number(Decimal("0.200"))
    assert read_number("1234,200", LOCALES) == Number(Decimal("1234.200"))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
def test_canonical_numbers_are_read_back(number: Decimal) -> None:
    """A canonical text with a point is the number it stands for."""
    assert read_number(canonical(number), LOCALES, ".") == Number(Decimal(canonical(number)))


@pytest.mark.parametrize(
    ("number", "text"), [("1.50", "1.5"), ("-0", "0"), ("-0.0", "0"), ("1E+3", "1000"), ("12", "12"), ("100", "100")]
)
def test_canonical_text(number: str, text: str) -> None:
    """No zeros at the end, no exponent, no negative zero."""
    assert canonical(Decimal(number)) == text
