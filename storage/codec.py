"""Frozen dataclasses to JSON and back: events of interviews and the replies that chats are owed.

Driven by the fields and types of the dataclasses themselves, so no event is known here by name; only the types of
the registry can come back, so a row of a newer Baro or a damaged one is reported and never guessed at.

    dataclass          object, its type's name under "_", fields that hold their default left out
    tuple              array
    Mapping[str, …]    object
    Enum               its value
    str int float bool None    themselves

`at` and the type of an event stand in columns of their own, so its payload holds neither.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NamedTuple, NewType, Union, cast, get_args, get_origin, get_type_hints

from dialogues.errors import BaroError
from dialogues.interview.effects import Ask, ShowTicks, Tell
from dialogues.interview.events import EVENT_TYPES, Event
from dialogues.messages import Button, Phrase, RemoveMessages, Say, SendFile
from dialogues.ports import OwedEffect

__all__ = ["Codec", "UnreadableRecord"]

_TYPE = "_"
_OWED = (Ask, Tell, ShowTicks, Say, SendFile, RemoveMessages)
_NESTED = (Phrase, Button)

Encode = Callable[[Any], Any]
Decode = Callable[[Any], Any]


class UnreadableRecord(BaroError):  # noqa: N818 - says what is wrong
    """A stored record that this program cannot read: its type, a field or a value is not what it knows."""


class _Field(NamedTuple):
    """How one field is written and read; `default` is MISSING where it must be there."""

    name: str
    encode: Encode | None
    decode: Decode
    default: Any


class _Plan(NamedTuple):
    """How one dataclass is written and read."""

    kind: type[Any]
    name: str
    fields: tuple[_Field, ...]
    by_name: Mapping[str, _Field]


class Codec:
    """Writes and reads events and owed effects; plans are made once per type and kept.

    Safe to use from several threads: making a plan twice gives the same plan.

    Args:
        events: every event by the name it is stored under.
    """

    def __init__(self, events: Mapping[str, type[Any]] = EVENT_TYPES) -> None:
        self._types: Mapping[str, type[Any]] = {kind.__name__: kind for kind in (*_OWED, *_NESTED)}
        self._events = events
        self._plans: dict[type[Any], _Plan] = {}
        self._write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
        self._write_ascii = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
        self._read = json.JSONDecoder().decode

    def encode_event(self, event: Event) -> str:
        """The payload of an event: its fields but `at`.

        Raises:
            UnreadableRecord: no event of this kind could be read back.
        """
        kind = type(event)
        if self._events.get(kind.__name__) is not kind:
            raise UnreadableRecord(f"no event is called {kind.__name__}")
        return self._text(self._object(event, self._plan(kind), tagged=False))

    def decode_event(self, name: str, at: int, payload: str) -> Event:
        """An event from its columns.

        Args:
            name: a key of `EVENT_TYPES`.
            at: UTC milliseconds.
            payload: as `encode_event` wrote it.

        Raises:
            UnreadableRecord: the type, a field or a value is not known.
        """
        kind = self._events.get(name)
        if kind is None:
            raise UnreadableRecord(f"no event is called {name}")
        return cast("Event", self._value(self._plan(kind), self._parsed(payload, name), {"at": at}))

    def encode_effect(self, effect: OwedEffect) -> str:
        """An owed effect as text.

        Raises:
            UnreadableRecord: no effect of this kind could be read back.
        """
        if type(effect) not in _OWED:
            raise UnreadableRecord(f"{type(effect).__name__} cannot be owed")
        return self._text(self._object(effect, self._plan(type(effect)), tagged=True))

    def decode_effect(self, payload: str) -> OwedEffect:
        """An owed effect from its text.

        Raises:
            UnreadableRecord: the type, a field or a value is not known.
        """
        value = self._tagged(self._parsed(payload, "effect"))
        if type(value) not in _OWED:
            raise UnreadableRecord(f"{type(value).__name__} cannot be owed")
        return cast("OwedEffect", value)

    def _text(self, value: object) -> str:
        """Compact JSON; escaped when it holds half a surrogate pair, which no database takes."""
        text = self._write(value)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                return self._write_ascii(value)
        return text

    def _parsed(self, payload: str, what: str) -> dict[str, Any]:
        try:
            value = self._read(payload)
        except ValueError:
            raise UnreadableRecord(f"{what}: not JSON") from None
        if not isinstance(value, dict):
            raise UnreadableRecord(f"{what}: not an object")
        return value

    def _plan(self, kind: type[Any]) -> _Plan:
        plan = self._plans.get(kind)
        if plan is None:
            hints = get_type_hints(kind)
            made = tuple(
                _Field(item.name, self._encoder(hints[item.name]), self._decoder(hints[item.name]), default_of(item))
                for item in fields(kind)
            )
            plan = self._plans[kind] = _Plan(kind, kind.__name__, made, {item.name: item for item in made})
        return plan

    def _object(self, value: object, plan: _Plan, *, tagged: bool) -> dict[str, Any]:
        """The fields of a dataclass; an event's `at` stands in its column."""
        written: dict[str, Any] = {_TYPE: plan.name} if tagged else {}
        for name, encode, _, default in plan.fields:
            item = getattr(value, name)
            if (tagged or name != "at") and (default is MISSING or item != default):
                written[name] = item if encode is None else encode(item)
        return written

    def _value(self, plan: _Plan, read: Mapping[str, Any], given: dict[str, Any]) -> object:
        for name, item in read.items():
            known = plan.by_name.get(name)
            if known is None or name in given:
                raise UnreadableRecord(f"{plan.name} has no field {name}")
            try:
                given[name] = known.decode(item)
            except _Unlike as problem:
                raise UnreadableRecord(f"{plan.name}.{name}: {problem}") from None
        if len(given) < len(plan.fields):
            for name, _, _, default in plan.fields:
                if name not in given and default is MISSING:
                    raise UnreadableRecord(f"{plan.name} lacks {name}")
        return plan.kind(**given)

    def _tagged(self, read: Mapping[str, Any]) -> object:
        name = read.get(_TYPE)
        kind = self._types.get(name) if isinstance(name, str) else None
        if kind is None:
            raise UnreadableRecord("no type of this name can be stored")
        return self._value(self._plan(kind), {key: item for key, item in read.items() if key != _TYPE}, {})

    def _encoder(self, hint: Any) -> Encode | None:
        """How a value of a type is written; None when it is JSON already."""
        if isinstance(hint, NewType):
            return self._encoder(hint.__supertype__)
        origin = get_origin(hint)
        if origin is tuple:
            inner = self._encoder(get_args(hint)[0])
            return list if inner is None else lambda values: [inner(value) for value in values]
        if origin is Mapping:
            value_of = self._encoder(get_args(hint)[1])
            if value_of is None:
                return dict
            return lambda values: {key: value_of(value) for key, value in values.items()}
        if origin in (Union, UnionType):
            return self._one_of(frozenset(get_args(hint)))
        if is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, Enum)):
            return self._encode_any
        return None

    def _one_of(self, kinds: frozenset[Any]) -> Encode | None:
        """How a value of several possible types is written; one that could not be read back is refused."""
        plain = kinds & {str, int, float, bool, NoneType}

        def encode(value: Any) -> Any:
            if type(value) in plain:
                return value
            if type(value) not in kinds:
                raise UnreadableRecord(f"a {type(value).__name__} cannot stand here")
            return self._encode_any(value)

        return None if all(isinstance(kind, NewType) or kind in plain for kind in kinds) else encode

    def _encode_any(self, value: Any) -> Any:
        if is_dataclass(value):
            kind = cast("type[Any]", type(value))
            if self._types.get(kind.__name__) is not kind:
                raise UnreadableRecord(f"{kind.__name__} cannot be stored")
            return self._object(value, self._plan(kind), tagged=True)
        return value.value if isinstance(value, Enum) else value

    def _decoder(self, hint: Any) -> Decode:
        """How a value of a type is read."""
        if isinstance(hint, NewType):
            return self._decoder(hint.__supertype__)
        origin = get_origin(hint)
        if origin is tuple:
            return _array_of(self._decoder(get_args(hint)[0]))
        if origin is Mapping:
            return _object_of(self._decoder(get_args(hint)[1]))
        if origin in (Union, UnionType):
            return _any_of(tuple(self._decoder(part) for part in get_args(hint)))
        if is_dataclass(hint):
            return self._nested(cast("type[Any]", hint))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return _member_of(hint)
        if hint in (str, int, float, bool, NoneType):
            return _exactly(hint)
        raise TypeError(f"no rule for {hint!r}")

    def _nested(self, kind: type[Any]) -> Decode:
        def decode(value: Any) -> Any:
            if not isinstance(value, dict) or value.get(_TYPE) != kind.__name__:
                raise _Unlike(f"no {kind.__name__}")
            return self._tagged(value)

        return decode


class _Unlike(Exception):  # noqa: N818 - never leaves this module
    """A value is not of the type that its field has; the text never holds the value."""


def default_of(item: Any) -> Any:
    """The value a dataclass field has when it is left out, MISSING when it must be given."""
    return item.default if item.default_factory is MISSING else item.default_factory()


def _exactly(kind: type[Any]) -> Decode:
    def decode(value: Any) -> Any:
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise _Unlike(f"no {kind.__name__}")

    return decode


def _member_of(kind: type[Enum]) -> Decode:
    def decode(value: Any) -> Enum:
        try:
            return kind(value)
        except ValueError:
            raise _Unlike(f"no {kind.__name__}") from None

    return decode


def _array_of(inner: Decode) -> Decode:
    def decode(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _Unlike("no array")
        return tuple(inner(item) for item in value)

    return decode


def _object_of(inner: Decode) -> Decode:
    def decode(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _Unlike("no object")
        return {key: inner(item) for key, item in value.items()}

    return decode


def _any_of(readers: tuple[Decode, ...]) -> Decode:
    def decode(value: Any) -> Any:
        for read in readers:
            try:
                return read(value)
            except _Unlike:
                continue
        raise _Unlike("none of its types")

    return decode
