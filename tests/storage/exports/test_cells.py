"""What a canonical text becomes in a cell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from storage.exports.cells import Kind, cell

ZONE = ZoneInfo("Africa/Nouakchott")
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "", None),
        (Kind.TEXT, "007", "007"),
        (Kind.INTEGER, "35", 35),
        (Kind.INTEGER, "-5", -5),
        (Kind.INTEGER, "1234567890123456", "1234567890123456"),
        (Kind.INTEGER, "trente", "trente"),
        (Kind.DECIMAL, "1.5", Decimal("1.5")),
        (Kind.DECIMAL, "12", 12),
        (Kind.DECIMAL, "1e3", Decimal("1E+3")),
        (Kind.DECIMAL, "NaN", "NaN"),
        (Kind.DECIMAL, ".", "."),
        (Kind.DECIMAL, "0.12345678901234567", "0.12345678901234567"),
        (Kind.COMPUTED, "70", 70),
        (Kind.COMPUTED, "0.5", Decimal("0.5")),
        (Kind.COMPUTED, "007", "007"),
        (Kind.COMPUTED, "Awa", "Awa"),
        (Kind.DATE, "2026-03-03", dt.date(2026, 3, 3)),
        (Kind.DATE, "2026-03-03T10:00:00.000Z", dt.date(2026, 3, 3)),
        (Kind.DATE, "2026-02-30", "2026-02-30"),
        (Kind.DATE, "2026-03-03 x", "2026-03-03 x"),
        (Kind.TIME, "10:30:00.000+01:00", dt.time(10, 30)),
        (Kind.TIME, "10:30:05.000Z", dt.time(10, 30, 5)),
        (Kind.TIME, "25:00", "25:00"),
        (Kind.TIME, "midi", "midi"),
        (Kind.DATE_TIME, "bientôt", "bientôt"),
        (Kind.DATE_TIME, "0001-01-01T00:00:00.000+09:00", "0001-01-01T00:00:00.000+09:00"),
        (Kind.BOOL, "1", 1),
        (Kind.BOOL, "0", 0),
    ],
)
def test_a_cell_is_typed_only_when_nothing_is_lost(kind, text, value):
    """A text that does not read as its kind, or that a spreadsheet would change, stays text."""
    found = cell(kind, text, ZONE)
    assert found == value
    assert type(found) is type(value)


def test_moments_stand_in_the_zone_of_the_project():
    """A moment is moved to the project's zone; one without offset is already there."""
    assert cell(Kind.DATE_TIME, "2026-03-03T23:30:00.000Z", TOKYO) == dt.datetime(2026, 3, 4, 8, 30, tzinfo=TOKYO)
    assert cell(Kind.DATE_TIME, "2026-03-03T23:30:00", TOKYO) == dt.datetime(2026, 3, 3, 23, 30, tzinfo=TOKYO)
