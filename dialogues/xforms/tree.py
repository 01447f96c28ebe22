"""XML read safely: the only importer of lxml in the core.

No entities, no DTD, no network, no huge tree; comments and processing instructions are gone. Elements are lxml's
own; names are told apart by namespace through `kind`, and shown with the prefix they are written with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from dialogues.errors import BaroError

__all__ = ["Element", "NotXml", "attribute", "attributes_of", "kind", "local", "name_of", "parse_xml", "written"]

Element: TypeAlias = etree._Element  # noqa: SLF001 - the class lxml documents under this name

_TEMPLATE = "{http://openrosa.org/javarosa}template"
_XFORMS = "{http://www.w3.org/2002/xforms}"
_PREFIXES = {
    "{http://www.w3.org/1999/xhtml}": "h:",
    "{http://openrosa.org/javarosa}": "jr:",
    "{http://openrosa.org/xforms}": "orx:",
    "{http://www.opendatakit.org/xforms}": "odk:",
}
_NAMESPACES = {prefix: namespace for namespace, prefix in _PREFIXES.items()}


class NotXml(BaroError):  # noqa: N818 - errors say what is wrong
    """The bytes are no XML document that Baro reads; the message is the parser's, about the form only."""


def parse_xml(source: bytes) -> Element:
    """The root element of a document.

    Raises:
        NotXml: it is not well-formed, passes the parser's limits or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error)) from error
    info: Any = root.getroottree().docinfo
    if info.doctype:
        raise NotXml("a document type is declared")
    return root


def kind(element: Element) -> str:
    """The element's name as the specification writes it: `input`, `h:body`, `odk:rank`, whatever its prefix."""
    tag = element.tag
    if tag.startswith(_XFORMS):
        return tag[len(_XFORMS) :]
    if tag[:1] == "{":
        namespace, _, name = tag.rpartition("}")
        return _PREFIXES.get(namespace + "}", "?:") + name
    return tag


def local(element: Element) -> str:
    """The element's name without any prefix."""
    return element.tag.rpartition("}")[2]


def name_of(element: Element) -> str:
    """The element's name with its prefix as written, as paths name it (`meta`, `orx:meta`)."""
    name = local(element)
    return f"{element.prefix}:{name}" if element.prefix else name


def attribute(element: Element, name: str) -> str | None:
    """An attribute's value by the name that the specification writes (`ref`, `jr:count`); None if absent."""
    if ":" not in name:
        return element.get(name)
    prefix, _, rest = name.rpartition(":")
    return element.get(f"{_NAMESPACES[f'{prefix}:']}{rest}")


def attributes_of(element: Element) -> Iterator[tuple[str, str]]:
    """An element's attributes by name, prefix as written (`id`, `orx:version`); a template's mark is none of them."""
    prefixes = {str(space): str(prefix) for prefix, space in element.nsmap.items() if prefix}
    for name, value in element.attrib.items():
        if name == _TEMPLATE:
            continue
        space, _, plain = str(name).rpartition("}")
        prefix = prefixes.get(space[1:]) if space else None
        yield f"{prefix}:{plain}" if prefix else plain, str(value)


def written(root: Element) -> bytes:
    """A document as bytes."""
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
