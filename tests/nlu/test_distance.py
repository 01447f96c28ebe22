"""Slips of the finger, against a plain definition of the distance."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.distance import allowed, slips


def _plainly(first: str, second: str) -> int:
    """Optimal string alignment distance, straight from its definition."""

    @cache
    def apart(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        best = min(apart(i - 1, j) + 1, apart(i, j - 1) + 1, apart(i - 1, j - 1) + (first[i - 1] != second[j - 1]))
        if i > 1 and j > 1 and first[i - 1] == second[j - 2] and first[i - 2] == second[j - 1]:
            best = min(best, apart(i - 2, j - 2) + 1)
        return best

    return apart(len(first), len(second))


@given(st.text(alphabet="abc ", max_size=9), st.text(alphabet="abc ", max_size=9), st.integers(0, 4))
def test_slips_agree_with_the_definition(first: str, second: str, limit: int) -> None:
    """The capped, banded count is the distance, or None beyond the limit."""
    expected = _plainly(first, second)
    assert slips(first, second, limit) == (expected if expected <= limit else None)


@pytest.mark.parametrize(("length", "most"), [(0, 0), (3, 0), (4, 1), (7, 1), (8, 2), (40, 2)])
def test_short_words_allow_no_slip(length: int, most: int) -> None:
    """Under four letters every slip makes another word."""
    assert allowed(length) == most
