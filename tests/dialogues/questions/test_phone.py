"""Phone numbers of two countries, and of any other as they are."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.questions.phone import MALI, MAURITANIA, home_of, read_phone, shown_phone


def test_the_country_is_that_of_the_clock() -> None:
    """An interview of Nouakchott has Mauritania's numbers; any other place Mali's."""
    now = dt.datetime(2026, 3, 12, tzinfo=ZoneInfo("Africa/Nouakchott"))
    assert home_of(now) == MAURITANIA
    assert home_of(now.astimezone(ZoneInfo("Africa/Bamako"))) == home_of(now.astimezone(dt.UTC)) == MALI


@pytest.mark.parametrize(
    ("text", "number"),
    [("45 25 11 22", "+22245251122"), ("36 12 34 56", "+22236123456"), ("76 12 34 56", None),
     ("223 76 12 34 56", "+22376123456"), ("00222 36 12 34 56", "+22236123456"), ("+222 76 12 34 56", None), ("", None),
     ("+", None), ("0", None), ("+0123456789", None)],
)  # fmt: skip
def test_numbers_of_mauritania(text: str, number: str | None) -> None:
    """Eight digits from 2, 3 or 4 on."""
    assert read_phone(text, MAURITANIA) == number


@given(st.from_regex(r"[2-9][0-9]{7}", fullmatch=True), st.sampled_from([" ", "", ".", "-"]))
def test_any_separators(digits: str, sign: str) -> None:
    """In pairs, with whatever stands between; as it is shown it is read back."""
    text = sign.join(digits[at : at + 2] for at in range(0, 8, 2))
    assert read_phone(text, MALI) == f"+223{digits}"
    assert read_phone(shown_phone(f"+223{digits}"), MAURITANIA) == f"+223{digits}"


@given(st.text(max_size=70))
def test_nothing_is_raised(text: str) -> None:
    """Whatever is typed is a number with its country, or none; what is no number is shown as it is."""
    number = read_phone(text, MALI)
    assert number is None or number[0] == "+"
    assert shown_phone(text)[:1] == text[:1]
