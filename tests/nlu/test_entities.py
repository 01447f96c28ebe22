"""What Rasa found inside a text is believed only where it stands there."""

from __future__ import annotations

import pytest

from dialogues.ports import Entity
from nlu.entities import Nonsense, entities_of

TEXT = "corrige la 7 en bambara"
SEVEN = {"entity": "question_ref", "start": 11, "end": 12, "value": "7", "confidence_entity": 0.9, "extractor": "CRF"}


def test_what_stands_there_is_kept_in_order() -> None:
    """With its kind, role, place and confidence; a pattern's match is certain, a strange role is none."""
    found = [
        {"entity": "language", "start": 16, "end": 23, "value": "bambara"},
        SEVEN | {"role": "women"},
        SEVEN | {"start": 0, "end": 7, "value": "corrige", "role": "king"},
    ]
    assert entities_of(found, TEXT) == (
        Entity("question_ref", None, "corrige", 0, 7, 0.9),
        Entity("question_ref", "women", "7", 11, 12, 0.9),
        Entity("language", None, "bambara", 16, 23, 1.0),
    )


def test_of_two_that_overlap_the_longer_stays() -> None:
    """Two extractors may find the same thing; of the same length the surer stays."""
    longer = SEVEN | {"start": 8, "value": "la 7", "confidence_entity": 0.5}
    surer = longer | {"entity": "topic", "confidence_entity": 0.6}
    assert [(one.kind, one.value) for one in entities_of([SEVEN, longer, surer], TEXT)] == [("topic", "la 7")]


def test_other_kinds_are_left_out() -> None:
    """Another model's kinds are nobody's business here."""
    assert entities_of([SEVEN | {"entity": "weather"}], TEXT) == ()


@pytest.mark.parametrize(
    "found",
    [
        None,
        {},
        "x",
        [3],
        [{}],
        [SEVEN | {"entity": 3}],
        [SEVEN | {"start": "11"}],
        [SEVEN | {"start": True}],
        [SEVEN | {"start": -12, "end": -11}],
        [SEVEN | {"start": 12, "end": 12, "value": ""}],
        [SEVEN | {"end": 99}],
        [SEVEN | {"value": "8"}],
        [SEVEN | {"value": None}],
        [SEVEN | {"role": 3}],
        [SEVEN | {"confidence_entity": "high"}],
        [SEVEN | {"confidence_entity": True}],
        [SEVEN | {"confidence_entity": 1.5}],
        [SEVEN | {"confidence_entity": float("nan")}],
    ],
)
def test_anything_else_is_nonsense(found: object) -> None:
    """And the text is not in what is raised."""
    with pytest.raises(Nonsense) as raised:
        entities_of(found, TEXT)
    assert str(raised.value) == ""
