"""What every store promises about guides and their versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues.errors import Duplicate
from dialogues.ports import Store
from tests.support.seed import Seed, seed


def test_guides_of_a_project(store: Store, seeded: Seed) -> None:
    """A guide is found within its project only."""
    other = seed(store, "niger", 5)
    with store.writing() as unit:
        assert unit.guides.guide(seeded.project.id, seeded.guide.id) == seeded.guide
        assert unit.guides.guide(other.project.id, seeded.guide.id) is None
        assert unit.guides.by_form_id(other.project.id, "menage") == other.guide
        assert unit.guides.by_form_id(seeded.project.id, "autre") is None
        second = unit.guides.add(seeded.project.id, "autre", "Autre", "Fiche B")
        unit.guides.set_guide(second.id, title="Un autre", discreet_title="Fiche C", archived=True)
        second = replace(second, title="Un autre", discreet_title="Fiche C", archived=True)
        assert unit.guides.all(seeded.project.id) == [seeded.guide, second]


def test_a_form_id_names_one_guide_of_a_project(store: Store, seeded: Seed) -> None:
    """A project cannot have two guides of one form id."""
    with store.writing() as unit, pytest.raises(Duplicate):
        unit.guides.add(seeded.project.id, "menage", "Ménage", "Fiche B")


def test_a_version_comes_back_whole(store: Store, seeded: Seed) -> None:
    """A version keeps its bytes, files, settings and statuses."""
    with store.reading() as unit:
        assert unit.guides.version(seeded.version.id) == seeded.version
        with pytest.raises(LookupError):
            unit.guides.version(99_999)


def test_versions_in_order_of_publication(store: Store, seeded: Seed) -> None:
    """Versions are listed by when they were published; the same version of a guide exists once."""
    with store.writing() as unit:

        def publish(version: str, at: int) -> str:
            made = unit.guides.add_version(
                seeded.project.id, seeded.guide.id, version, "1" * 64, b"\x00\xff", {}, {}, {}, at
            )
            return made.version

        publish("3", 3_000)
        publish("2", 2_000)
        listed = unit.guides.versions(seeded.project.id, seeded.guide.id)
        assert [item.version for item in listed] == ["1", "2", "3"]
        assert (listed[0], listed[1].xform) == (seeded.version, b"\x00\xff")
        assert unit.guides.versions(seeded.project.id + 1, seeded.guide.id) == []
        with pytest.raises(Duplicate):
            publish("2", 4_000)
