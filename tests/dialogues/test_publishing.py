"""Publishing: the table of `dialogues.publishing`, row by row."""

from dataclasses import replace

import pytest

from dialogues.publishing import Published, Unchanged, VersionTaken, publish
from dialogues.xforms.converted import Converted
from dialogues.xforms.xform import compile_xform
from tests.dialogues.xforms.forms import asked, xform
from tests.support.fakes import FakeStore

NOW = 1_772_500_000_000
"""2026-03-03 01:06:40 UTC."""


@pytest.fixture
def store() -> FakeStore:
    """A store with one project."""
    made = FakeStore()
    with made.writing() as work:
        work.projects.add("p", "P", "O", "Africa/Bamako")
        work.commit()
    return made


def project(store: FakeStore) -> int:
    """The id of the project."""
    with store.reading() as work:
        return work.projects.all()[0].id


def guide(version: str = "", content: str = "1", **settings: str) -> Converted:
    """A converted guide."""
    attributes = f'id="f" version="{version}"' if version else 'id="f"'
    xml = xform("<a/>", "", asked("a"), attributes=attributes)
    return Converted(xml, "Visite", "f", version, {}, settings, {("/data/a", "fr"): "draft"}, (), content)


def test_a_version_of_its_own(store: FakeStore) -> None:
    """A new version is published once; other content under the same version is refused, nothing written."""
    first = publish(store, project(store), guide("3", titre_discret="Fiche A"), NOW)
    assert isinstance(first, Published)
    assert first.version.version == "3"
    assert first.version.statuses == {"/data/a|fr": "draft"}
    assert isinstance(publish(store, project(store), guide("3"), NOW), Unchanged)
    assert publish(store, project(store), guide("3", "2"), NOW) == VersionTaken("f", "3")
    assert isinstance(publish(store, project(store), guide("4", "2"), NOW), Published)
    with store.reading() as work:
        (found,) = work.guides.all(project(store))
        assert [one.version for one in work.guides.versions(project(store), found.id)] == ["3", "4"]
        assert (found.title, found.discreet_title) == ("Visite", "Visite")


def test_without_a_version(store: FakeStore) -> None:
    """The UTC time is the version, written into the form too; the latest content again is nothing to do."""
    first = publish(store, project(store), guide(), NOW)
    assert isinstance(first, Published)
    assert first.version.version == "20260303010640"
    assert compile_xform(first.version.xform).version == "20260303010640"
    assert isinstance(publish(store, project(store), guide(), NOW), Unchanged)
    second = publish(store, project(store), guide(content="2"), NOW)
    assert isinstance(second, Published)
    assert second.version.version == "20260303010641"
    assert isinstance(publish(store, project(store), guide(), NOW), Published)


def test_an_archived_guide_comes_back(store: FakeStore) -> None:
    """Publishing a guide that was put away makes it usable again."""
    publish(store, project(store), guide("1"), NOW)
    with store.writing() as work:
        (found,) = work.guides.all(project(store))
        work.guides.set_guide(found.id, title="x", discreet_title="x", archived=True)
        work.commit()
    publish(store, project(store), replace(guide("2"), title="Neuf"), NOW)
    with store.reading() as work:
        (found,) = work.guides.all(project(store))
        assert (found.title, found.archived) == ("Neuf", False)
