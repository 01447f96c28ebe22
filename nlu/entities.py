"""What Rasa found inside a text: spans that are checked against the text before anybody believes them."""

from __future__ import annotations

from dialogues.ports import Entity
from nlu.spelling import as_sent

__all__ = ["KINDS", "ROLES", "Nonsense", "entities_of"]

KINDS = frozenset({"count", "place", "activity_type", "topic", "date", "time", "duration", "question_ref", "language"})
"""What the shipped model is trained to find; another model's kinds are left out."""

ROLES = frozenset({"women", "men", "girls", "boys", "total"})
"""Who a `count` counts."""

_REGEX = 1.0
"""Confidence of an entity that has none: a pattern matched it, or it would not be there."""

_ROUNDING = 1e-6


class Nonsense(ValueError):  # noqa: N818 - says what it is
    """This is no list of entities of that text; the text is not in it."""


def entities_of(found: object, text: str) -> tuple[Entity, ...]:
    """The entities of an answer of Rasa, in the order of the text; of two that overlap the longer one stays.

    Args:
        found: what stands under `entities`.
        text: as `plain` has it; `as_sent` of it was sent.

    Raises:
        Nonsense: it is no list, or an entry lacks a part, lies outside of the text or says another word than stands
            there.
    """
    if not isinstance(found, list):
        raise Nonsense
    read = [one for each in found if (one := _entity(each, text)) is not None]
    kept: list[Entity] = []
    for one in sorted(read, key=lambda each: (each.start - each.end, -each.confidence)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda each: each.start))


def _entity(found: object, text: str) -> Entity | None:
    """One entity; None for a kind that is not ours."""
    if not isinstance(found, dict):
        raise Nonsense
    kind, value, role = found.get("entity"), found.get("value"), found.get("role")
    start, end = found.get("start"), found.get("end")
    if not isinstance(kind, str) or type(start) is not int or type(end) is not int:
        raise Nonsense
    if not 0 <= start < end <= len(text) or value != as_sent(text[start:end]):
        raise Nonsense
    if role is not None and not isinstance(role, str):
        raise Nonsense
    confidence = _confidence(found.get("confidence_entity", _REGEX))
    if kind not in KINDS:
        return None
    return Entity(kind, role if role in ROLES else None, text[start:end], start, end, confidence)


def _confidence(found: object) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1 + _ROUNDING:
        raise Nonsense
    return min(1.0, float(found))
