"""The two English words that pyxform puts into forms with `or_other`, in the form's own languages.

«Specify other.» is the label of the text question it adds, «Other» that of the choice; neither can be translated in
the sheets (DESIGN, section 6). Forms that declare no language keep them: nobody knows what language they are in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialogues.messages import Phrase
from dialogues.xforms.tree import Element, attribute, parse_xml, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dialogues.locales import Locales

__all__ = ["with_own_words"]

_TAG = re.compile(r"\(([\w-]+)\)\s*$")
_CHOICE = "Other"
_QUESTION = "Specify other."


def with_own_words(xform: bytes, lists: Collection[str], locales: Locales) -> bytes:
    """Say «other» in the languages of a form.

    Args:
        xform: as pyxform wrote it.
        lists: names of the choice lists used with `or_other` that have no `other` of their own.
        locales: the words.

    Returns:
        The form; the same bytes where nothing is to be said otherwise.
    """
    document = parse_xml(xform)
    translations = list(document.iterfind("{*}head/{*}model/{*}itext/{*}translation"))
    languages = {name: tag for one in translations if (tag := _tag(name := attribute(one, "lang") or "", locales))}
    if not languages:
        return xform
    default = next((one for one in translations if attribute(one, "default")), translations[0])
    tag = languages.get(attribute(default, "lang") or "")
    for translation in translations:
        spoken = languages.get(attribute(translation, "lang") or "")
        if spoken is not None:
            _say(_others(translation, lists), _CHOICE, locales.text(Phrase("guide.other_choice"), spoken))
    if tag is not None:
        _say(document.iter("{*}label"), _QUESTION, locales.text(Phrase("guide.other_question"), tag))
    return written(document)


def _tag(name: str, locales: Locales) -> str | None:
    found = _TAG.search(name)
    return found[1] if found and found[1] in locales.languages else None


def _others(translation: Element, lists: Collection[str]) -> list[Element]:
    """The texts of the choices of these lists (pyxform names them `<list>-<place>`)."""
    return [
        value for text in translation if (attribute(text, "id") or "").rpartition("-")[0] in lists for value in text
    ]


def _say(elements: Iterable[Element], before: str, after: str) -> None:
    for element in elements:
        if element.text == before:
            element.text = after
