"""The texts of an XForm as it writes them: every blank, every «-» of a missing translation, every language.

A chat trims texts and falls back to another language; a program that compares engines wants what stands there. Read
apart from the definition, only when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogues.forms.definition import Limits
from dialogues.xforms.body import refer, repeat_paths
from dialogues.xforms.tree import Element, attribute, kind, name_of, parse_xml
from dialogues.xforms.types import CONTROLS
from dialogues.xforms.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dialogues.expressions import Expression
    from dialogues.forms.definition import TextParts

__all__ = ["Control", "Said", "Written", "read_written"]

_FILES = frozenset({"image", "audio", "video", "big-image"})
_ITEXT = "jr:itext("


@dataclass(frozen=True, slots=True)
class Said:
    """A text of one place.

    Args:
        parts: where it stands in the place itself.
        identifier: gives the id of a translated text; None where the text is in the place itself.
    """

    parts: TextParts = ()
    identifier: Expression | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """What the body says of a node.

    Args:
        kind: of `CONTROLS`, or `group`, `repeat`.
        label: None where there is no such element.
        hint: the same.
    """

    kind: str
    label: Said | None
    hint: Said | None


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of a form.

    Args:
        languages: as the form writes them; empty for a form without translations.
        texts: id -> language -> text, guidance after the text that it belongs to, as ODK Web Forms shows it.
        controls: by path.
        constraint: messages by path.
        required: the same.
    """

    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, TextParts]]
    controls: Mapping[str, Control]
    constraint: Mapping[str, Said]
    required: Mapping[str, Said]


def read_written(xml: bytes) -> Written:
    """Read the texts of a form.

    Args:
        xml: of a form that compiles.
    """
    document = parse_xml(xml)
    model, body = document.find("{*}head/{*}model"), document.find("{*}body")
    if model is None or body is None:
        raise ValueError("no form that compiles")
    refer(model, body)
    first = next(model.iterchildren("{*}instance"), None)
    top = next(iter(first), None) if first is not None else None
    reader = _Reader(Workshop(Limits(), repeat_paths(body)), "/data" if top is None else f"/{name_of(top)}")
    texts: dict[str, dict[str, TextParts]] = {}
    languages: dict[str, None] = {}
    for translation in model.iterfind("{*}itext/{*}translation"):
        language = attribute(translation, "lang") or ""
        languages[language] = None
        for text in translation:
            identifier = attribute(text, "id") or ""
            base = identifier.partition(":")[0] if identifier.startswith("/") else reader.root
            texts.setdefault(identifier, {})[language] = tuple(reader.values(text, base))
    binds = [((attribute(bind, "nodeset") or "").strip(), bind) for bind in model.iterchildren("{*}bind")]
    constraint = {path: attribute(bind, "jr:constraintMsg") for path, bind in binds}
    required = {path: attribute(bind, "jr:requiredMsg") for path, bind in binds}
    return Written(
        tuple(languages),
        texts,
        dict(reader.controls(body, reader.root, None)),
        {path: reader.message(words, path) for path, words in constraint.items() if words is not None},
        {path: reader.message(words, path) for path, words in required.items() if words is not None},
    )


class _Reader:
    """Reads texts; expressions that do not compile were faults of the form, so there are none."""

    def __init__(self, workshop: Workshop, root: str) -> None:
        self.root = root
        self._workshop = workshop

    def values(self, text: Element, base: str) -> Iterator[str | Expression]:
        for value in text:
            if attribute(value, "form") not in _FILES:
                yield from self.parts(value, base)

    def parts(self, element: Element, base: str) -> Iterator[str | Expression]:
        if element.text:
            yield element.text
        for child in element:
            source = attribute(child, "value") or attribute(child, "ref")
            found = self._workshop.expression(source, base, "label") if source and kind(child) == "output" else None
            if found is not None:
                yield found
            if child.tail:
                yield child.tail

    def message(self, words: str, path: str) -> Said:
        found = self._translated(words, path)
        return found or Said((words,))

    def controls(self, parent: Element, above: str, group: Element | None) -> Iterator[tuple[str, Control]]:
        """The controls below an element; a group around a repeat lends it its label."""
        for child in parent:
            name = kind(child)
            reference = (attribute(child, "ref") or attribute(child, "nodeset") or "").strip()
            path = reference if reference.startswith("/") else f"{above}/{reference.removeprefix('./')}"
            if name in CONTROLS:
                yield path, Control(name, self.said(child, "label", path), self.said(child, "hint", path))
            elif name == "group":
                if reference and child.find("{*}repeat[@nodeset='" + reference + "']") is None:
                    yield path, Control(name, self.said(child, "label", path), None)
                yield from self.controls(child, path if reference else above, child)
            elif name == "repeat":
                label = None if group is None else self.said(group, "label", path)
                yield path, Control(name, label or self.said(child, "label", path), None)
                yield from self.controls(child, path, None)

    def said(self, element: Element, name: str, path: str) -> Said | None:
        found = element.find(f"{{*}}{name}")
        if found is None:
            return None
        reference = attribute(found, "ref")
        if reference is None:
            return Said(tuple(self.parts(found, path)))
        return self._translated(reference, path) or Said(self._computed(reference, path))

    def _translated(self, words: str, path: str) -> Said | None:
        tidy = words.strip()
        if not (tidy.startswith(_ITEXT) and tidy.endswith(")")):
            return None
        return Said((), self._workshop.expression(tidy[len(_ITEXT) : -1], path, "label"))

    def _computed(self, reference: str, path: str) -> TextParts:
        found = self._workshop.expression(reference, path, "label")
        return () if found is None else (found,)
