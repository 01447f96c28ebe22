"""Events and owed effects survive the codec; what is not known is reported, never guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.interview.effects import Ask, Interpret, Tell
from dialogues.interview.events import EVENT_TYPES, AnswerRecorded, InterviewStarted, Moved
from dialogues.messages import Button, Phrase, Say
from storage.codec import Codec, UnreadableRecord

PHRASES = st.recursive(
    st.builds(Phrase, st.text(), st.dictionaries(st.text(), st.text() | st.integers())),
    lambda inner: st.builds(Phrase, st.text(), st.dictionaries(st.text(), st.text() | st.integers() | inner)),
    max_leaves=5,
)
BUTTONS = st.builds(Button, PHRASES | st.text(), st.text())
SAYS = st.builds(
    Say,
    st.lists(PHRASES | st.text(), max_size=3).map(tuple),
    st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=2).map(tuple),
    st.booleans(),
    st.lists(st.lists(PHRASES, max_size=2).map(tuple), max_size=2).map(tuple),
)
ASKS = st.builds(Ask, st.lists(PHRASES, max_size=2).map(tuple), st.none() | PHRASES, st.integers(0, 99), st.text())


def _values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field; numbers with a fraction are confidences, which readers have looked at."""
    return st.floats(0, 1) if hint is float else st.from_type(hint)


@pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_event_survives(kind: type[Any], data: st.DataObject) -> None:
    """Any event of any kind is equal after writing and reading, and its payload holds neither type nor time."""
    values = {name: _values(hint) for name, hint in get_type_hints(kind).items()}
    event = data.draw(st.builds(kind, **values))
    codec = Codec()
    payload = codec.encode_event(event)
    assert "at" not in json.loads(payload)
    assert codec.decode_event(kind.__name__, event.at, payload) == event


@given(effect=SAYS | ASKS | st.builds(Tell, PHRASES))
def test_every_owed_effect_survives(effect: Say | Ask | Tell) -> None:
    """Nested phrases, buttons and rows are equal after writing and reading."""
    codec = Codec()
    payload = codec.encode_effect(effect)
    payload.encode()
    assert codec.decode_effect(payload) == effect


def test_records_are_compact() -> None:
    """Defaults are left out and letters are not escaped."""
    codec = Codec()
    assert codec.encode_event(AnswerRecorded(5, "/data/eau", "é")) == '{"ref":"/data/eau","value":"é"}'  # type: ignore[arg-type]
    assert codec.encode_effect(Ask()) == '{"_":"Ask"}'


def test_a_field_added_later_takes_its_default() -> None:
    """A record written before a field with a default existed can still be read."""
    payload = '{"form_id":"f","version":"1","time_zone":"UTC","seed":1,"language":"fr"}'
    event = Codec().decode_event("InterviewStarted", 7, payload)
    assert event == InterviewStarted(7, "f", "1", "UTC", 1, "fr")


@pytest.mark.parametrize(
    ("name", "payload", "said"),
    [
        ("Unheard", "{}", "no event is called Unheard"),
        ("Moved", '{"ref":null,"whence":"x"}', "Moved has no field whence"),
        ("Moved", '{"ref":null,"at":3}', "Moved has no field at"),
        ("Moved", '{"_":"Moved","ref":null}', "Moved has no field _"),
        ("Moved", "{}", "Moved lacks ref"),
        ("Moved", '{"ref":5}', "Moved.ref: none of its types"),
        ("LanguageChanged", '{"language":5}', "LanguageChanged.language: no str"),
        ("InterviewStarted", '{"preloads":[]}', "InterviewStarted.preloads: no object"),
        ("InterviewStarted", '{"seed":true}', "InterviewStarted.seed: no int"),
        ("Moved", "{", "Moved: not JSON"),
        ("Moved", "[]", "Moved: not an object"),
    ],
)
def test_an_unreadable_event_is_reported(name: str, payload: str, said: str) -> None:
    """What is wrong with a stored event is said by type and field, never by value."""
    with pytest.raises(UnreadableRecord, match=f"^{said}$"):
        Codec().decode_event(name, 1, payload)


@pytest.mark.parametrize(
    "payload",
    [
        "{}",
        '{"_":5}',
        '{"_":"Nothing"}',
        '{"_":"Phrase","key":"x"}',
        '{"_":"Tell","phrase":{"_":"Button","label":"x","action":"y"}}',
        '{"_":"Tell","phrase":"x"}',
        '{"_":"Ask","acknowledged":{}}',
        '{"_":"Ask","page":"1"}',
    ],
)
def test_an_unreadable_effect_is_reported(payload: str) -> None:
    """What cannot be an owed effect is refused."""
    with pytest.raises(UnreadableRecord):
        Codec().decode_effect(payload)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A dataclass that is in no registry."""

    at: int


class Colour(Enum):
    """An enum that a later event may hold."""

    RED = "red"


@dataclass(frozen=True, slots=True)
class Painted:
    """An event of a later Baro, with every kind of field that the codec knows."""

    at: int
    colour: Colour
    width: float
    layers: Mapping[str, Phrase]
    sides: tuple[Colour, ...] = ()
    under: Phrase | Button | None = None


def test_later_events_need_no_change_here() -> None:
    """Enums, fractions and nested values survive; what is no member or no number is reported."""
    codec = Codec({"Painted": Painted})
    event = Painted(1, Colour.RED, 2, {"x": Phrase("k")}, (Colour.RED,), Button("b", "a:1"))
    payload = codec.encode_event(event)  # type: ignore[arg-type]
    assert codec.decode_event("Painted", 1, payload) == event
    for wrong in ('"colour":"blue"', '"width":"wide"', '"sides":{}', '"under":{"_":"Say","lines":[]}'):
        with pytest.raises(UnreadableRecord):
            codec.decode_event("Painted", 1, f"{{{wrong}}}")


@dataclass(frozen=True, slots=True)
class Odd:
    """An event with a field of a kind that the codec has no rule for."""

    at: int
    value: bytes


def test_a_kind_of_field_without_a_rule_is_a_mistake() -> None:
    """An event that could never be read back fails when it is first written."""
    with pytest.raises(TypeError, match="no rule"):
        Codec({"Odd": Odd}).encode_event(Odd(1, b""))  # type: ignore[arg-type]


def test_strangers_are_not_written() -> None:
    """Only what can be read back is written: no unknown event, effect or nested type."""
    codec = Codec()
    wrong: list[Any] = [
        lambda: codec.encode_event(Stranger(1)),  # type: ignore[arg-type]
        lambda: codec.encode_effect(Interpret("/data/a", "x")),  # type: ignore[arg-type]
        lambda: codec.encode_effect(Tell(Stranger(1))),  # type: ignore[arg-type]
        lambda: codec.encode_effect(Say((Stranger(1),))),  # type: ignore[arg-type]
        lambda: codec.encode_effect(Ask(refused="x")),  # type: ignore[arg-type]
    ]
    for write in wrong:
        with pytest.raises(UnreadableRecord):
            write()


def test_halves_of_surrogate_pairs_are_escaped() -> None:
    """A payload can always be written as UTF-8, and comes back as it was."""
    codec = Codec()
    event = AnswerRecorded(1, "/data/a", "\ud83d é")  # type: ignore[arg-type]
    payload = codec.encode_event(event)
    assert payload.isascii()
    assert codec.decode_event("AnswerRecorded", 1, payload) == event


def test_every_event_begins_with_its_time() -> None:
    """`at` is the first field of every event, and has no default: its column always stands for it."""
    for kind in EVENT_TYPES.values():
        first = fields(kind)[0]
        assert (first.name, first.default) == ("at", MISSING)
    assert Moved(3, None).at == 3
