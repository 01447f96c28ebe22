"""What every store promises about who wants pictures only on demand."""

from __future__ import annotations

from dialogues.ports import Store
from tests.support.seed import Seed


def test_pictures_on_demand(store: Store, seeded: Seed) -> None:
    """It is a person's choice, and off until they make it."""
    with store.writing() as unit:
        assert not unit.people.person(seeded.person.id).light
        unit.people.set_light(seeded.person.id, light=True)
        person = unit.people.person(seeded.person.id)
        assert (person.light, person.name) == (True, seeded.person.name)
        assert [one for _, one in unit.people.members(seeded.project.id)] == [person]
        unit.people.set_light(seeded.person.id, light=False)
        assert unit.people.person(seeded.person.id) == seeded.person
