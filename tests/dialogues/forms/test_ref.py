"""References, paths and printed addresses."""

from __future__ import annotations

import pytest

from dialogues.forms.ref import address_of, path_of, positions_of


@pytest.mark.parametrize(
    ("ref", "path", "positions"),
    [
        ("/data/age", "/data/age", ()),
        ("/data/visite[2]/age", "/data/visite/age", (2,)),
        ("/data/a[1]/b[12]/c", "/data/a/b/c", (1, 12)),
    ],
)
def test_path_and_positions(ref: str, path: str, positions: tuple[int, ...]) -> None:
    """A ref is a path with the position of every repeat step."""
    assert path_of(ref) == path
    assert positions_of(ref) == positions


def test_address() -> None:
    """An address is letter, printed number and positions."""
    assert address_of(12, "/data/age") == "12"
    assert address_of(7, "/data/a[2]/b[3]/c", "B") == "B7.2.3"
