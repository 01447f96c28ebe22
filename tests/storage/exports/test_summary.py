"""Counts: bounded memory, choices that are no answers, values of no list."""

from __future__ import annotations

import random
from decimal import Decimal
from statistics import median

import pytest

from storage.exports.exporter import Request
from storage.exports.summary import SAMPLE, _Median
from tests.storage.exports.golden import CHOICES, answers, make_field
from tests.storage.exports.test_contract import read_csv

FORM = (
    """
| survey |                 |     |                     |
|        | type            | name | label::Français (fr) |
|        | integer         | age | Âge                 |
|        | select_one yn   | a   | A                   |
|        | select_one l    | b   | B                   |
|        | begin_repeat    | r   | R                   |
|        | select_one yn   | c   | C                   |
|        | end_repeat      |     |                     |
"""
    + CHOICES
    + "".join(f"|         | l    | n{number} | N {number} | |\n" for number in range(40))
)


@pytest.mark.parametrize("values", [range(101), [7], [1, 2], [3, 3, 3, 9], range(SAMPLE)])
def test_the_median_is_exact_for_few_values(values):
    """Up to the limit of distinct values the median is the median."""
    found = _Median()
    for value in values:
        found.add(Decimal(value))
    assert found.exact
    assert found.value() == Decimal(str(median(values)))


def test_the_median_is_close_for_many_values():
    """Beyond it, memory stays bounded and the median is within two percent."""
    found, drawn = _Median(), random.Random(7)  # noqa: S311 - figures for a test
    values = [drawn.randint(0, 10**9) for _ in range(60_000)]
    for value in values:
        found.add(Decimal(value))
    assert not found.exact
    assert len(found.values) <= SAMPLE
    assert abs(found.value() - Decimal(median(values))) < 10**9 * Decimal("0.02")


@pytest.fixture
def field(tmp_path):
    """A form with a long list and a repeat."""
    made = make_field(tmp_path, (FORM,))
    yield made
    made.store.close()


def summary(field, *, labels=True):
    """Rows of the first sheet."""
    path = field.root / "a.zip"
    field.exporter.export_to(path, Request(field.project, field.guide, "csv", "fr", labels=labels))
    return read_csv(path)["Synthèse"]


def block(rows, name):
    """Lines of a question: count by label."""
    start = next(index for index, row in enumerate(rows) if len(row) > 1 and row[1] == name)
    found = {}
    for row in rows[start:]:
        if not row:
            break
        found[row[2]] = row[3]
    return found


def test_long_lists_show_what_was_taken(field):
    """Of forty choices only those taken are listed; a value of no list is counted apart."""
    field.put(0, "K1", answers({"b": "n3"}))
    field.put(0, "K2", answers({"b": "ailleurs"}))
    found = block(summary(field), "B")
    assert found["– N 3"] == "1"
    assert found["– autre valeur"] == "1"
    assert "– N 4" not in found


def test_a_choice_that_says_no_answer_is_none(field):
    """«nsp» taken as a choice counts as «ne sait pas»."""
    field.put(0, "K1", answers({"a": "nsp"}))
    found = block(summary(field), "A")
    assert (found["Ont répondu"], found["ne sait pas"]) == ("0", "1")
    assert "– Ne sait pas" not in found


def test_repeats_are_counted_by_instance(field):
    """A question of a repeat is counted once for each instance in which it was asked, and says its sheet."""
    values = {"r[1]/c": "oui", "r[2]/c": "non"}
    statuses = {"r[1]/c": "repondu", "r[2]/c": "repondu", "r[3]/c": "refus"}
    field.put(0, "K1", answers(values, statuses, repeats={"r": 4}))
    found = block(summary(field), "C (feuille R)")
    assert (found["Posée"], found["Ont répondu"], found["ne souhaite pas répondre"]) == ("3", "2", "1")


def test_many_different_numbers_say_that_the_median_is_estimated(field, monkeypatch):
    """An estimated figure says so."""
    monkeypatch.setattr("storage.exports.summary.SAMPLE", 3)
    for number in range(9):
        field.put(0, f"K{number}", answers({"age": str(number)}))
    found = block(summary(field), "Âge")
    assert "Médiane (estimée)" in found
    assert found["Somme"] == "36"


def test_a_number_that_does_not_read_is_not_summed(field):
    """A text in a number's place is counted as an answer, and stays out of the figures."""
    field.put(0, "K1", answers({"age": "trente"}))
    found = block(summary(field), "Âge")
    assert found["Ont répondu"] == "1"
    assert "Somme" not in found
