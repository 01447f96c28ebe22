"""What crosses from the child process comes back the same; what is none of it is refused."""

import json

import pytest

from dialogues.rehearsal import rehearse
from dialogues.xforms.converted import from_json, to_json
from dialogues.xforms.length import Length
from dialogues.xforms.xlsform import check_form
from tests.dialogues.xforms.forms import FORMS


@pytest.mark.parametrize("name", ["visite", "fautes", "cercle"])
def test_round_trip(name: str) -> None:
    """Problems, figures, files, statuses: all of it."""
    checked = check_form(FORMS / f"{name}.md", rehearse)
    assert from_json(to_json(checked)) == checked


def test_something_else() -> None:
    """A malformed problem or length is not taken for one."""
    words = json.loads(to_json(check_form(FORMS / "cercle.md")))
    words["problems"][0]["row"] = "2"
    with pytest.raises(TypeError):
        from_json(json.dumps(words))
    with pytest.raises(TypeError):
        Length.of({"interviews": "1", "median": {}, "longest": {}})
