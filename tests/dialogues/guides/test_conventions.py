"""What every shipped guide holds to: see `tests.support.guides`."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.support.guides import FR, GUIDES, LABEL, SILENT, Shipped, read

SHIPPED = [Shipped(folder.name) for folder in sorted(GUIDES.iterdir()) if (folder / "settings.csv").exists()]

pytestmark = pytest.mark.parametrize("guide", SHIPPED, ids=lambda guide: guide.name)


def test_pyxform_compiles_the_guide_without_a_warning(guide: Shipped) -> None:
    """The guide and its shared parts are a sound XLSForm."""
    form, warnings = guide.xform()
    assert warnings == []
    assert f'id="{guide.name}"' in form


def test_names_are_short_ascii_and_unique(guide: Shipped) -> None:
    """Every name is snake_case, at most 32 characters, and stands for one thing."""
    names = [row["name"] for row in guide.survey() if "name" in row]
    assert [n for n in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", n) or len(n) > 32] == []
    assert [n for n, times in Counter(names).items() if times > 1] == []
    for row in guide.choices():
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", row["name"]), row


def test_groups_are_closed(guide: Shipped) -> None:
    """Groups and repeats are closed in the order in which they were opened, blocks included."""
    for path in (
        GUIDES / guide.name / "survey.csv",
        *(GUIDES / "_shared" / f"{b}.csv" for b in ("ouverture", "cloture")),
    ):
        opened: list[str] = []
        for row in read(path):
            if row["type"].startswith("begin_"):
                opened.append(row["type"].removeprefix("begin_"))
            elif row["type"].startswith("end_"):
                assert opened.pop() == row["type"].removeprefix("end_")
        assert opened == []


def test_everything_shown_has_a_label_and_a_status(guide: Shipped) -> None:
    """Questions, notes and groups have a French label, whose translation status is `source`."""
    for row in guide.survey():
        shown = row["type"] not in SILENT or row["type"] in {"note", "begin_group", "begin_repeat"}
        assert bool(row.get(LABEL)) == shown, row
        assert row.get(f"status{FR}") == ("source" if shown else None), row
    assert all(row.get(LABEL) for row in guide.choices())


def test_constraints_say_what_to_do(guide: Shipped) -> None:
    """Whatever may be refused has its sentence, and so has whatever must be answered."""
    for row in guide.survey():
        assert ("constraint" in row) == (f"constraint_message{FR}" in row), row
        assert ("required" in row) == (f"required_message{FR}" in row), row


def test_lists_are_used_complete_and_short_enough_for_keys(guide: Shipped) -> None:
    """Each select has its list, each list its select, no choice comes twice, labels fit a phone's key."""
    used = {row["type"].split()[1] for row in guide.questions() if row["type"].startswith("select_")}
    listed = [(row["list_name"], row["name"]) for row in guide.choices()]
    labels = Counter((row["list_name"], row[LABEL]) for row in guide.choices())
    assert {name for name, _ in listed} == used
    assert len(set(listed)) == len(listed)
    assert max(labels.values()) == 1
    assert [row[LABEL] for row in guide.choices() if len(row[LABEL]) > 24] == []


def test_non_response_is_never_a_choice(guide: Shipped) -> None:
    """«Ne sait pas» and «Ne souhaite pas répondre» are statuses, so no list holds them."""
    assert {row["name"] for row in guide.choices()} & {"nsp", "ne_sait_pas", "refus", "99", "na"} == set()


def test_french_typography_is_even(guide: Shipped) -> None:
    """Straight apostrophes, French quotes with spaces, a space before ? ! : and ;, no double space, «vous»."""
    for where, text in guide.texts():
        shown = re.sub(r"\$\{\w+\}", "x", text)
        assert "\u2019" not in shown, where
        assert '"' not in shown, where
        assert not re.search(r"[^ ][?!:;»]|[«](?! )|  |^ | $", shown), (where, shown)
        assert shown.count("«") == shown.count("»"), where
        assert not re.search(r"\b(tu|toi|ton|tes|clandestin|esclave|terroriste)s?\b", shown, re.IGNORECASE), where
