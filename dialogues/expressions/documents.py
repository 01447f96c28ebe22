"""A document read node by node, with its namespaces, for expressions that are tried outside of a form.

What forms are made of is read elsewhere; this keeps what XPath can tell apart and forms do not use: CDATA sections
beside text, comments, instructions, declarations of namespaces, the document type (a node in ODK's engines, though not
in XPath's data model). Entities are refused, so that a short text stays short.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from dialogues.errors import BaroError
from dialogues.expressions.nodes import DocumentNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialogues.expressions.nodes import Kind

__all__ = ["MAX_DOCUMENT", "Document", "DocumentProblem", "read_document"]

MAX_DOCUMENT: Final = 16_000_000
"""Longest document, in characters."""

XHTML: Final = "http://www.w3.org/1999/xhtml"
_XML: Final = "http://www.w3.org/XML/1998/namespace"


class DocumentProblem(BaroError):  # noqa: N818 - what an author reads is a problem
    """A text that is no document which can be read; the message says why, without a word of the text."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document and the paths of its nodes.

    Attributes:
        top: The node above the root element.
        by_path: Nodes by path: `/data[1]/a[2]/@id`, `/data[1]/text()[1]`, `…/#cdata-section[1]`.
        paths: Paths by the identity of the node.
    """

    top: DocumentNode
    by_path: Mapping[str, DocumentNode]
    paths: Mapping[int, str]


def read_document(xml: str) -> Document:
    """The document that a text is; a blank text is an empty root element.

    Raises:
        DocumentProblem: It is not well formed, too long, or declares entities.
    """
    if len(xml) > MAX_DOCUMENT:
        raise DocumentProblem("too long")
    reader = _Reader()
    try:
        reader.parser.Parse((xml.strip() or "<root/>").encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        raise DocumentProblem(f"not well formed: line {error.lineno}, column {error.offset}") from None
    return reader.document()


class _Open:
    """An element whose end has not been met."""

    __slots__ = ("below", "beside", "counts", "kind", "name", "path", "scope", "spelled", "uri")

    def __init__(self, kind: Kind, path: str, scope: Mapping[str, str]) -> None:
        self.kind: Kind = kind
        self.path = path
        self.scope = scope
        self.name = self.spelled = self.uri = ""
        self.beside: list[DocumentNode] = []
        self.below: list[DocumentNode] = []
        self.counts: Counter[str] = Counter()

    def step(self, label: str, name: str = "") -> str:
        """The path of the next node below that bears the label; instructions are counted by their name."""
        self.counts[label + name] += 1
        return f"{self.path}/{label}[{self.counts[label + name]}]"


class _Reader:
    """Builds the tree from the leaves up while expat reads."""

    def __init__(self) -> None:
        self._open = [_Open("root", "", MappingProxyType({"xml": _XML}))]
        self._by_path: dict[str, DocumentNode] = {}
        self._paths: dict[int, str] = {}
        self._text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartCdataSectionHandler = self._flush
        self.parser.EndCdataSectionHandler = lambda: self._flush("#cdata-section")
        self.parser.CommentHandler = lambda data: self._leaf("comment", "comment()", "", data)
        self.parser.ProcessingInstructionHandler = lambda target, data: self._leaf(
            "processing-instruction", "processing-instruction()", target, data
        )
        self.parser.StartDoctypeDeclHandler = lambda name, *_: self._leaf("document-type", name, "", "")
        self.parser.EntityDeclHandler = _refuse

    def document(self) -> Document:
        """What was read."""
        top = self._made(self._open.pop())
        self._by_path["/"] = top
        self._paths[id(top)] = "/"
        return Document(top, MappingProxyType(self._by_path), MappingProxyType(self._paths))

    def _keep(self, path: str, node: DocumentNode) -> DocumentNode:
        self._by_path[path] = node
        self._paths[id(node)] = path
        return node

    def _flush(self, label: str = "text()") -> None:
        if self._text:
            data = "".join(self._text)
            self._text.clear()
            above = self._open[-1]
            if above.kind == "element":
                above.below.append(self._keep(above.step(label), DocumentNode("text", text=data)))

    def _leaf(self, kind: Kind, label: str, name: str, data: str) -> None:
        self._flush()
        above = self._open[-1]
        path = f"{above.path}/{label}[1]" if kind == "document-type" else above.step(label, name)
        above.below.append(self._keep(path, DocumentNode(kind, name, text=data)))

    def _start(self, name: str, attributes: list[str]) -> None:
        self._flush()
        above = self._open[-1]
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        declared = {key[6:]: value for key, value in pairs if key == "xmlns" or key.startswith("xmlns:")}
        scope = MappingProxyType({**above.scope, **declared}) if declared else above.scope
        here = _Open("element", above.step(name), scope)
        here.spelled = name
        prefix = name.rpartition(":")[0]
        here.uri = scope.get(prefix, "")
        # Expressions have no default namespace: what is XHTML by default is reached as `xhtml:`, as in ODK's engines.
        here.name = f"xhtml:{name}" if here.uri == XHTML and not prefix else name
        for key, value in pairs:
            if key == "xmlns":
                continue
            prefix = key.rpartition(":")[0]
            kind: Kind = "namespace" if prefix == "xmlns" else "attribute"
            shown = key.removeprefix("xmlns:") if kind == "namespace" else key
            uri = scope.get(prefix, "") if prefix and kind == "attribute" else ""
            node = DocumentNode(kind, shown, uri=uri, text=value)
            here.beside.append(self._keep(f"{here.path}/@{key}", node))
        self._open.append(here)

    def _end(self, _: str) -> None:
        self._flush()
        done = self._open.pop()
        self._open[-1].below.append(self._keep(done.path, self._made(done)))

    def _made(self, done: _Open) -> DocumentNode:
        return DocumentNode(
            done.kind, done.name, spelled=done.spelled, uri=done.uri, beside=done.beside, children=done.below
        )


def _refuse(*_: object) -> None:
    raise DocumentProblem("declares entities")
