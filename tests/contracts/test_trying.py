"""What every store promises about guides that are tried before they are published, and about files of guides."""

from __future__ import annotations

from collections.abc import Mapping

from dialogues.forms.ref import Ref
from dialogues.ports import Guide, GuideVersion, Store, UnitOfWork
from tests.support.seed import Seed, seed


def version(
    unit: UnitOfWork, guide: Guide, name: str, at: int, draft: str = "", files: Mapping[str, bytes] | None = None
) -> GuideVersion:
    """A version of a guide."""
    return unit.guides.add_version(guide.project, guide.id, name, "1" * 64, b"x", files or {}, {}, {}, at, draft=draft)


def test_a_draft_is_in_no_list(store: Store, seeded: Seed) -> None:
    """A guide that is only tried is found by name, and listed from its publication on."""
    with store.writing() as unit:
        made = unit.guides.add(seeded.project.id, "autre", "Autre", "Fiche B", draft=True)
        tried = version(unit, made, "essai-1-2", 5_000, "1-2")
        assert (made.draft, tried.draft) == (True, "1-2")
        assert unit.guides.all(seeded.project.id) == [seeded.guide]
        assert unit.guides.by_form_id(seeded.project.id, "autre") == made
        assert unit.guides.versions(seeded.project.id, made.id) == []
        assert unit.guides.versions(seeded.project.id, made.id, drafts=True) == [tried]
        assert unit.guides.draft(seeded.project.id, "1-2") == tried
        assert unit.guides.draft(seeded.project.id + 1, "1-2") is None
        assert unit.guides.draft(seeded.project.id, "") is None
        unit.guides.set_guide(made.id, title="Autre", discreet_title="Fiche B", archived=False)
        published = version(unit, made, "1", 6_000)
        listed = unit.guides.all(seeded.project.id)
        assert [(one.form_id, one.draft) for one in listed] == [("menage", False), ("autre", False)]
        assert unit.guides.versions(seeded.project.id, made.id) == [published]


def test_drafts_that_nobody_tried_go(store: Store, seeded: Seed) -> None:
    """Old drafts without an interview go with their files, and with their guide when it has no other version."""
    other = seed(store, "niger", 5)
    with store.writing() as unit:
        project = seeded.project.id
        empty = unit.guides.add(project, "vide", "Vide", "Fiche B", draft=True)
        kept = unit.guides.add(project, "essaye", "Essayé", "Fiche C", draft=True)
        version(unit, empty, "essai-1", 5_000, "1-1", {"a.png": b"x"})
        held = version(unit, kept, "essai-2", 5_000, "1-2")
        unit.interviews.add(project, seeded.membership.id, held.id, "K1", "B", trial=True, at=5_000)
        version(unit, seeded.guide, "essai-3", 5_000, "1-3")
        young = version(unit, seeded.guide, "essai-4", 7_000, "1-4")
        assert unit.guides.drop_drafts(other.project.id, 9_000) == 0
        assert unit.guides.drop_drafts(project, 6_000) == 2
        assert unit.guides.by_form_id(project, "vide") is None
        assert unit.guides.versions(project, kept.id, drafts=True) == [held]
        assert unit.guides.versions(project, seeded.guide.id, drafts=True) == [seeded.version, young]


def test_files_and_what_the_channel_calls_them(store: Store, seeded: Seed) -> None:
    """A file's content and its name in the channel belong to one version."""
    with store.writing() as unit:
        number = seeded.version.id
        assert unit.guides.file(number, "regions.csv") == b"name\nGao\n"
        assert unit.guides.file(number, "rien.csv") is None
        assert unit.guides.file_id(number, "regions.csv") == unit.guides.file_id(number, "rien.csv") == ""
        unit.guides.set_file_id(number, "regions.csv", "abc")
        unit.guides.set_file_id(number, "rien.csv", "abc")
        assert unit.guides.file_id(number, "regions.csv") == "abc"
        assert unit.guides.file_id(number, "rien.csv") == unit.guides.file_id(number + 1, "regions.csv") == ""
        unit.guides.set_file_id(number, "regions.csv", "")
        assert unit.guides.file_id(number, "regions.csv") == ""


def test_whether_a_question_was_shown(store: Store, seeded: Seed) -> None:
    """A question was shown in a chat once a message shows it as a question."""
    chat, interview, ref = seeded.account.chat, seeded.interview.id, Ref("/data/age")
    with store.writing() as unit:
        about = unit.prompts.add(chat, "1", interview, ref, (), 1, "correct")
        unit.prompts.set_messages(about.id, 4, None)
        put = unit.prompts.add(chat, "1", interview, ref, (), 1, "question")
        assert not unit.prompts.was_shown(chat, interview, ref)
        unit.prompts.set_messages(put.id, 5, None)
        assert unit.prompts.was_shown(chat, interview, ref)
        assert not unit.prompts.was_shown(chat + 1, interview, ref)
        assert not unit.prompts.was_shown(chat, interview, Ref("/data/nom"))
