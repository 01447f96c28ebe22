"""What every store promises about downloads that were asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.downloads import Download, DownloadStatus, Order
from dialogues.errors import MissingReference
from dialogues.ports import Store
from tests.support.seed import Seed


def test_from_the_order_to_its_end(store: Store, seeded: Seed) -> None:
    """An order waits with all that was asked for, oldest first, until it has ended; it ends once."""
    plain = Order(seeded.project.id, seeded.guide.id, "csv", "fr")
    whole = replace(plain, kind="xlsx", labels=False, since=1_772_000_000_000, until=1_772_900_000_000, asked_by="S01")
    with store.writing() as unit:
        first = unit.downloads.add(plain, seeded.membership.id, 7_000_000_001, 5_000)
        second = unit.downloads.add(whole, seeded.membership.id, 7_000_000_001, 6_000)
        unit.commit()
    assert first == Download(first.id, plain, seeded.membership.id, 7_000_000_001, 5_000)
    with store.writing() as unit:
        assert unit.downloads.waiting() == [first, second]
        assert unit.downloads.waiting(1) == [first]
        unit.downloads.begun(first.id)
        unit.downloads.begun(first.id)
        assert unit.downloads.download(first.id) == replace(first, attempts=2)
        unit.downloads.ended(first.id, DownloadStatus.SENT)
        unit.downloads.ended(first.id, DownloadStatus.FAILED)
        assert unit.downloads.download(first.id) == replace(first, attempts=2, status=DownloadStatus.SENT)
        assert unit.downloads.waiting() == [second]
        unit.commit()
    with store.reading() as unit:
        assert unit.downloads.waiting() == [second]


def test_what_nobody_ordered(store: Store, seeded: Seed) -> None:
    """An unknown number is nobody's; a guide that is not there cannot be asked for."""
    with store.writing() as unit:
        assert unit.downloads.download(999) is None
        unit.downloads.begun(999)
        unit.downloads.ended(999, DownloadStatus.FAILED)
        with pytest.raises(MissingReference):
            unit.downloads.add(Order(seeded.project.id, 999, "csv", "fr"), seeded.membership.id, 1, 1)
