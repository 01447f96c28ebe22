"""Whole numbers in the words of nine languages: tables of cases, and every number against its words by the rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.locales import Locales, fold
from dialogues.locales.counting import Counting

LOCALES = Locales.load()

Units = tuple[str, ...]


def said(words: str, *languages: str) -> tuple[int, ...]:
    """The numbers that words may be."""
    counted = LOCALES.counted(tuple(fold(words).split(" ")), languages)
    return () if counted is None else counted.values


# --- tables, by language ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("kelen", (1,)),
        ("tan ni kelen", (11,)),
        ("tannikelen", (11,)),
        ("mugan", (20,)),
        ("mugan ni duuru", (25,)),
        ("mougan ni dourou", (25,)),
        ("bi saba", (30,)),
        ("bisaba", (30,)),
        ("bi saba ni kelen", (31,)),
        ("bi kɔnɔntɔn ni kɔnɔntɔn", (99,)),
        ("bi kononton ni kononton", (99,)),
        ("KƐMƐ", (100,)),
        ("kèmè ni duuru", (105,)),
        ("keme duuru", (500,)),
        ("kɛmɛ saba ni bi naani ni duuru", (345,)),
        ("waa kelen", (1000,)),
        ("waa fila ni kɛmɛ duuru", (2500,)),
        ("waa bi duuru", (50_000,)),
        ("waa mugan ni duuru", (20_005, 25_000)),
        ("miliyɔn fila", (2_000_000,)),
        ("bi", ()),
        ("bi kelen", ()),
        ("tan kelen", ()),
        ("kelen ni fila", ()),
        ("ni", ()),
        ("mugan ni tan", ()),
    ],
)
def test_bambara(words: str, numbers: tuple[int, ...]) -> None:
    """Tens, hundreds and thousands stand before their factor, «ni» joins."""
    assert said(words, "bm") == numbers


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ɗiɗi", (2,)),
        ("didi", (2,)),
        ("sappo e go'o", (11,)),
        ("sappo e jeegom", (16,)),
        ("noogay e joy", (25,)),
        ("joowey ɗiɗi", (7,)),
        ("cappanɗe nay", (40,)),
        ("cappande nay e tati", (43,)),
        ("debe e sappo", (50,)),
        ("debe e sappo e go'o", (51,)),
        ("mali-hemre", (60,)),
        ("hemre", (80, 100)),
        ("teemeɗɗe joy", (500,)),
        ("ujunere", (1000,)),
        ("cappan joowey e nay", (54, 90)),
    ],
)
def test_fulfulde(words: str, numbers: tuple[int, ...]) -> None:
    """Five and some, the tens of two areas, and «hemre», which is not the same everywhere."""
    assert said(words, "ff") == numbers


@pytest.mark.parametrize(
    ("language", "words", "numbers"),
    [
        ("ses", "woy cindi foo", (11,)),
        ("ses", "waranka cindi guu", (25,)),
        ("ses", "woytaaci", (40,)),
        ("ses", "woy taaci cindi hinka", (42,)),
        ("ses", "jangu hinka", (200,)),
        ("ses", "zangu nda waranka", (120,)),
        ("ses", "jember guu", (5000,)),
        ("snk", "tanmu do baane", (11,)),
        ("snk", "tanpille do karago", (25,)),
        ("snk", "tanñere", (70,)),
        ("snk", "kamo filli do tanmu", (210,)),
        ("snk", "wujunu filli", (2000,)),
        ("taq", "măraw d iyǝn", (11,)),
        ("taq", "maraw d iyen", (11,)),
        ("taq", "sănatăt tǝmărwen", (20,)),
        ("taq", "sanatat temarwen d semmos", (25,)),
        ("taq", "sanatat temad", (200,)),
        ("taq", "efăḍ", (1000,)),
        ("mey", "احدعش", (11,)),
        ("mey", "واحد وعشرين", (21,)),
        ("mey", "واحد و عشرين", (21,)),
        ("mey", "اخمس وثلاثين", (35,)),
        ("mey", "مية وعشرين", (120,)),
        ("mey", "اربع مية", (400,)),
        ("ar", "خمسة وعشرون", (25,)),
        ("ar", "مئة وخمسة وعشرون", (125,)),
        ("ar", "ثلاثمائة وخمسون", (350,)),
        ("ar", "ألفان وخمسمئة", (2500,)),
        ("ar", "خمسة عشر ألفا", (15_000,)),
        ("ar", "عشرون وخمسة", (25,)),
        ("fr", "quatre vingt dix sept", (97,)),
        ("fr", "deux cent cinquante mille", (250_000,)),
        ("fr", "quinze cents", (1500,)),
        ("en", "two hundred and five", (205,)),
    ],
)
def test_the_others(language: str, words: str, numbers: tuple[int, ...]) -> None:
    """A few numbers of every other language."""
    assert said(words, language) == numbers


def test_the_language_spoken_here_decides() -> None:
    """«keme» is a hundred in two languages; «hemre» stays two numbers; a language that is unknown is no hindrance."""
    assert said("keme", "snk") == said("keme", "bm") == said("keme") == (100,)
    assert said("hemre", "bm", "fr") == (80, 100)
    assert said("douze", "bm", "xx") == (12,)


def test_only_the_languages_here() -> None:
    """Within a sentence other languages' words are none: «tan», «few», «woy» stand in too many."""
    assert LOCALES.counted(("tan",), ("fr",), only=True) is None
    assert LOCALES.counted(("tan",), ("bm",), only=True) is not None
    assert LOCALES.counted(("twelve",), ("bm",), only=True) is not None
    assert LOCALES.counted((), ("bm",)) is None
    assert LOCALES.counted(("un",) * 30) is None


def test_a_word_that_nobody_has_checked_is_unsure() -> None:
    """«ba» for a thousand may be another number elsewhere."""
    counted = LOCALES.counted(("ba", "fila"), ("bm",))
    assert counted is not None
    assert (counted.values, counted.unsure) == ((2000,), True)


def test_a_table_that_is_none() -> None:
    """A mistake in a file is the programmer's: it is told at once."""
    with pytest.raises(TypeError):
        Counting.of({"numerals": ["un"]})
    with pytest.raises(TypeError):
        Counting.of({"joins": "et"})
    assert Counting.of({}).values(("un",)) == ()


# --- every number by its rule -------------------------------------------------------------------------------------


def _after(units: Units, tens: Units, join: str, hundred: str, thousand: str) -> Callable[[int], str]:
    """Scales before their factor: «waa fila ni kɛmɛ duuru ni mugan ni kelen».

    Args:
        units: of 1 to 10.
        tens: of 20 to 90.
        join: between parts.
        hundred: one of them, or many.
        thousand: the same.
    """

    def spell(number: int) -> str:
        parts: list[str] = []
        thousands, rest = divmod(number, 1000)
        hundreds, rest = divmod(rest, 100)
        ten, unit = divmod(rest, 10)
        if thousands:
            parts.append(f"{thousand} {units[thousands - 1]}")
        if hundreds:
            parts.append(hundred if hundreds == 1 else f"{hundred} {units[hundreds - 1]}")
        if ten:
            parts.append(units[9] if ten == 1 else tens[ten - 2])
        if unit:
            parts.append(units[unit - 1])
        return f" {join} ".join(parts)

    return spell


def _tamasheq(number: int) -> str:
    units = ("iyǝn", "ǝssin", "kăraḍ", "ăkkoẓ", "sǝmmos", "sǝḍis", "ǝssa", "ăttam", "tăẓẓa")
    many = ("", "sănatăt", "kăraḍăt", "ăkkoẓăt", "sǝmmosăt", "sǝḍisăt", "ǝssayăt", "ăttamăt", "tăẓẓayăt")
    parts: list[str] = []
    for scale, name in ((1000, "efăḍ"), (100, "temeḍe"), (10, "tǝmărwen")):
        times, number = divmod(number, scale)
        if times:
            parts.append(("măraw" if scale == 10 else name) if times == 1 else f"{many[times - 1]} {name}")
    if number:
        parts.append(units[number - 1])
    return " ǝd ".join(parts)


def _arabic(units: Units, teens: Units, tens: Units, hundred: str, thousand: str) -> Callable[[int], str]:
    """Thousands, hundreds, units, tens, each joined to the word before."""

    def spell(number: int) -> str:
        parts: list[str] = []
        for scale, name in ((1000, thousand), (100, hundred)):
            times, number = divmod(number, scale)
            if times:
                parts.append(name if times == 1 else f"{units[times - 1]} {name}")
        ten, unit = divmod(number, 10)
        if 10 < number < 20:
            parts.append(teens[unit - 1])
        else:
            parts += [units[unit - 1]] if unit else []
            parts += [units[9] if ten == 1 else tens[ten - 2]] if ten else []
        return " و".join(parts)

    return spell


def _english(number: int) -> str:
    small = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return small[number]
    if number < 100:
        rest = number % 10
        return tens[number // 10 - 2] + (f"-{small[rest]}" if rest else "")
    scale, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    times, rest = divmod(number, scale)
    return f"{_english(times)} {name}" + (f" and {_english(rest)}" if rest else "")


BAMBARA_UNITS = ("kelen", "fila", "saba", "naani", "duuru", "wɔɔrɔ", "wolonwula", "segin", "kɔnɔntɔn", "tan")
BAMBARA_TENS = ("mugan", *(f"bi {unit}" for unit in BAMBARA_UNITS[2:9]))
FULFULDE_UNITS = ("go'o", "ɗiɗi", "tati", "nay", "joy", "jeegom", "jeeɗiɗi", "jeetati", "jeenay", "sappo")
FULFULDE_TENS = ("noogay", *(f"cappanɗe {unit}" for unit in FULFULDE_UNITS[2:9]))
SONGHAY_UNITS = ("foo", "hinka", "hinja", "taaci", "guu", "iddu", "iyye", "yaaha", "yagga", "woy")
SONGHAY_TENS = ("waranka", "waranja", "woytaaci", "woygu", "woydu", "woyye", "woyyaaha", "woyyagga")
SONINKE_UNITS = ("baane", "fillo", "sikko", "naxato", "karago", "tunmu", "ñeeru", "segu", "kabu", "tanmu")
SONINKE_TENS = ("tanpille", "tanjikke", "tannaxate", "tankarage", "tandunme", "tanñere", "tansege", "tankabe")
ARABIC_UNITS = ("واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
ARABIC_TEENS = (
    *("أحد عشر", "اثنا عشر", "ثلاثة عشر", "أربعة عشر", "خمسة عشر"),
    *("ستة عشر", "سبعة عشر", "ثمانية عشر", "تسعة عشر"),
)
ARABIC_TENS = ("عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
HASSANIYA_UNITS = ("واحد", "اثنين", "اثلاثه", "اربعة", "اخمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
HASSANIYA_TENS = ("عشرين", "اثلاثين", "اربعين", "خمسين", "ستين", "سبعين", "ثمانين", "تسعين")

SPELLINGS: dict[str, Callable[[int], str]] = {
    "bm": _after(BAMBARA_UNITS, BAMBARA_TENS, "ni", "kɛmɛ", "waa"),
    "ff": _after(FULFULDE_UNITS, FULFULDE_TENS, "e", "teemedere", "ujunere"),
    "ses": _after(SONGHAY_UNITS, SONGHAY_TENS, "cindi", "jangu", "jember"),
    "snk": _after(SONINKE_UNITS, SONINKE_TENS, "do", "kame", "wujune"),
    "taq": _tamasheq,
    "ar": _arabic(ARABIC_UNITS, ARABIC_TEENS, ARABIC_TENS, "مئة", "ألف"),
    "en": _english,
}


@pytest.mark.parametrize("language", SPELLINGS)
@given(number=st.integers(1, 9999))
def test_a_number_in_words_is_read_back(language: str, number: int) -> None:
    """Every number to ten thousand by the rule of its language; where words may be two numbers, it is one of them."""
    numbers = said(SPELLINGS[language](number), language)
    assert number in numbers
    assert len(numbers) == 1


@given(number=st.integers(1, 199).filter(lambda number: not 12 < number % 100 < 20))
def test_hassaniya_is_read_back(number: int) -> None:
    """To two hundred, without the teens: the rest is in no list that we have."""
    assert said(_arabic(HASSANIYA_UNITS, ("احدعش", "اثنعش"), HASSANIYA_TENS, "مية", "ألف")(number), "mey") == (number,)


WORDS = sorted({word for counting in LOCALES.counting.values() for word in counting.vocabulary})


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=25))
def test_it_never_raises(words: list[str]) -> None:
    """Whatever stands beside whatever, in every language."""
    for tag in LOCALES.counting:
        values = said(" ".join(words), tag)
        assert list(values) == sorted(set(values))
        assert all(value >= 0 for value in values)
