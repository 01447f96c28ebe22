"""Texts of a form: itext translations and inline labels (ODK XForms specification, «Languages»).

A text is literal parts and `<output>`s; the same id may hold a plain, a short, a long and a guidance form and
media. pyxform writes «-» where a translation is missing: it counts as missing when another language has words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogues.forms.definition import Media, Text, TextParts
from dialogues.xforms.instances import file_name
from dialogues.xforms.tree import Element, attribute, kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dialogues.xforms.workshop import Workshop

__all__ = ["Texts", "drafts_of", "inline_text"]

_ITEXT = re.compile(r"^\s*jr:itext\(\s*(['\"])(.*)\1\s*\)\s*$", re.DOTALL)
_MEDIA = frozenset({"image", "audio", "video", "big-image"})
_MISSING: TextParts = ("-",)
_ONLY = ("default",)


def _parts(value: Element, base: str, column: str, workshop: Workshop) -> TextParts:
    if len(value) == 0:
        whole = (value.text or "").strip()
        return (whole,) if whole else ()
    parts: list[object] = [value.text or ""]
    for child in value:
        source = attribute(child, "value") or attribute(child, "ref")
        if kind(child) == "output" and source is not None:
            parts.append(workshop.expression(source, base, column) or "")
        parts.append(child.tail or "")
    parts[0] = str(parts[0]).lstrip()
    parts[-1] = str(parts[-1]).rstrip()
    return tuple(part for part in parts if part != "")  # type: ignore[misc]


def inline_text(element: Element, base: str, column: str, workshop: Workshop) -> Text | None:
    """The text that stands in a `label` or `hint` itself; None when there is none."""
    parts = _parts(element, base, column, workshop)
    return Text({"": parts}) if parts else None


class Texts:
    """The translations of a form.

    Args:
        model: the model of the XForm.
        root: path of the primary instance's root.
        workshop: compiles outputs.
        draft: whether the text of an id is a draft in a language.

    Attributes:
        languages: language names in document order; ("",) for a form without translations.
        default: the default language.
        plain: texts by id, in the form that is shown.
        guidance: guidance texts by id.
        media: media by id.
    """

    def __init__(self, model: Element, root: str, workshop: Workshop, draft: Callable[[str, str], bool]) -> None:
        self._workshop = workshop
        translations = list(model.iterfind("{*}itext/{*}translation"))
        names = [attribute(translation, "lang") or "" for translation in translations]
        self._rename = {"default": ""} if tuple(names) == _ONLY else {}
        self.languages = tuple(dict.fromkeys(self._rename.get(name, name) for name in names)) or ("",)
        self.default = self.languages[0]
        plain: dict[str, dict[str, TextParts]] = {}
        guidance: dict[str, dict[str, TextParts]] = {}
        media: dict[str, dict[str, dict[str, str]]] = {}
        for translation, name in zip(translations, names, strict=True):
            language = self._rename.get(name, name)
            if attribute(translation, "default") in ("true()", "true", ""):
                self.default = language
            for text in translation:
                identifier = attribute(text, "id") or ""
                self._read(text, identifier, language, root, (plain, guidance, media))
        self.plain = {key: self._text(key, found, draft) for key, found in plain.items()}
        self.guidance = {key: self._text(key, found, draft) for key, found in guidance.items()}
        self.media = {key: Media(found) for key, found in media.items()}

    def _text(self, identifier: str, found: Mapping[str, TextParts], draft: Callable[[str, str], bool]) -> Text:
        """A text with its drafts apart; the default language, or a language that stands alone, is its own source."""
        said = _without_missing(found)
        drafts = {name: parts for name, parts in said.items() if name != self.default and draft(identifier, name)}
        sure = {name: parts for name, parts in said.items() if name not in drafts}
        return Text(sure, drafts) if sure else Text(said)

    def _read(
        self,
        text: Element,
        identifier: str,
        language: str,
        root: str,
        into: tuple[
            dict[str, dict[str, TextParts]],
            dict[str, dict[str, TextParts]],
            dict[str, dict[str, dict[str, str]]],
        ],
    ) -> None:
        plain, guidance, media = into
        path, _, what = identifier.partition(":")
        base = path if path.startswith("/") else root
        column = what.rpartition(":")[2] or "label"
        for value in text:
            form = attribute(value, "form")
            if form in _MEDIA:
                name = file_name((value.text or "").strip())
                if name and name != "-":
                    media.setdefault(identifier, {}).setdefault(language, {})[form] = name
                continue
            parts = _parts(value, base, column, self._workshop)
            if form == "guidance":
                guidance.setdefault(identifier, {})[language] = parts
            elif form is None:
                plain.setdefault(identifier, {})[language] = parts
            else:
                plain.setdefault(identifier, {}).setdefault(language, parts)

    def identifier(self, reference: str | None) -> str | None:
        """The id in `jr:itext('…')`; None when the reference is none of that kind."""
        found = _ITEXT.match(reference or "")
        return found.group(2) if found else None

    def message(self, source: str | None) -> Text | None:
        """A message of a bind: literal, or by id."""
        if source is None or not source.strip():
            return None
        identifier = self.identifier(source)
        return Text({"": (source.strip(),)}) if identifier is None else self.plain.get(identifier)

    def of(self, element: Element | None, base: str, column: str) -> Text | None:
        """The text of a `label` or `hint` element."""
        if element is None:
            return None
        identifier = self.identifier(attribute(element, "ref"))
        if identifier is None:
            return inline_text(element, base, column, self._workshop)
        found = self.plain.get(identifier)
        return found if found is not None and found.languages else None


def drafts_of(model: Element, statuses: Mapping[tuple[str, str], str]) -> Callable[[str, str], bool]:
    """Whether the text of an id is a draft in a language.

    Args:
        model: the model of the XForm: its lists say which choice an id belongs to.
        statuses: translation status by (path or list/name, language).

    Returns:
        A function of the id of a text and the name of a language.
    """
    drafts = {place for place, status in statuses.items() if status == "draft"}
    choices: dict[str, str] = {}
    for instance in model.iterchildren("{*}instance") if drafts else ():
        for item in instance.iterfind("{*}root/{*}item"):
            identifier, name = item.findtext("{*}itextId"), item.findtext("{*}name")
            if identifier and name:
                choices[identifier] = f"{attribute(instance, 'id')}/{name}"

    def draft(identifier: str, language: str) -> bool:
        place = choices.get(identifier) or identifier.partition(":")[0]
        return (place, language) in drafts

    return draft


def _without_missing(languages: Mapping[str, TextParts]) -> Mapping[str, TextParts]:
    said = {name: parts for name, parts in languages.items() if parts and parts != _MISSING}
    return said or {name: parts for name, parts in languages.items() if parts}
