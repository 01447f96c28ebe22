"""A small filled form for the tests: an environment, its instance and its choice list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dialogues.expressions import Context, StaticNode, compile_expression, document, element

if TYPE_CHECKING:
    from dialogues.expressions import Node, Value

BAMAKO = ZoneInfo("Africa/Bamako")
PHOENIX = ZoneInfo("America/Phoenix")
REPEATS = frozenset({"/data/visite", "/data/visite/enfant"})


class World:
    """An environment whose clock, draws and texts are fixed."""

    def __init__(self, root: StaticNode, zone: ZoneInfo = BAMAKO) -> None:
        self.root = root
        self._zone = zone
        self._lists = {"communes": communes()}
        self._draws = 0

    def now(self) -> datetime:
        """A Sunday morning."""
        return datetime(2026, 11, 22, 8, 30, 15, 250_000, tzinfo=self._zone)

    def instance(self, name: str) -> Node | None:
        """The list of communes."""
        return self._lists.get(name)

    def random(self) -> float:
        """0.25, 0.5, 0.75, 0, and again."""
        self._draws += 1
        return self._draws % 4 / 4

    def uuid(self) -> str:
        """Always the same."""
        return "00000000-0000-4000-8000-000000000000"

    def spend(self, nodes: int) -> bool:
        """There is no end to it."""
        return nodes >= 0

    def choice_label(self, node: Node, value: str) -> str:
        """The question and the choice, so that tests see what was asked."""
        return f"{node.name}/{value}"

    def itext(self, identifier: str) -> str:
        """The identifier, marked."""
        return f"<{identifier}>"

    def property(self, name: str) -> str:
        """A member's code for the user's name."""
        return "A12" if name == "username" else ""

    def version(self) -> str:
        """A version."""
        return "2026112201"


def communes() -> StaticNode:
    """Forty communes of four regions, as a secondary instance."""
    return document(
        element(
            "root",
            {},
            [
                element(
                    "item",
                    {},
                    [
                        element("name", {}, f"c{number}"),
                        element("label", {}, f"Commune {number}"),
                        element("region", {}, f"r{number % 4}"),
                    ],
                )
                for number in range(40)
            ],
        )
    )


def form() -> StaticNode:
    """A filled form with a repeat in a repeat."""
    return document(
        element(
            "data",
            {"id": "fiche", "version": "3"},
            [
                element("nom", {}, "Awa"),
                element("age", {}, "34"),
                element("vide", {}),
                element("sujets", {}, "eau sante ecole"),
                element("jour", {}, "2026-11-20"),
                element("visite", {}, [element("lieu", {}, "Gao"), element("n", {}, "2"), *enfants("Ali", "Bintou")]),
                element("visite", {}, [element("lieu", {}, "Kidal"), element("n", {}, "3"), *enfants("Cheick")]),
                element("visite", {}, [element("lieu", {}, "Mopti"), element("n", {}, "5")]),
                element("orx:meta", {}, [element("orx:instanceID", {}, "uuid:1")]),
            ],
        )
    )


def enfants(*names: str) -> list[StaticNode]:
    """Instances of the inner repeat."""
    return [element("enfant", {}, [element("prenom", {}, name)]) for name in names]


def at(root: StaticNode, path: str) -> StaticNode:
    """The node at a path such as `/data/visite[2]/n`."""
    node = root
    for step in path.strip("/").split("/"):
        name, _, place = step.rstrip("]").partition("[")
        node = node.named(name)[int(place or 1) - 1] if step else node
    return node


def value(source: str, node: str = "/data/nom", *, zone: ZoneInfo = BAMAKO) -> Value:
    """The value of an expression at a node of the form."""
    root = form()
    base = "".join(character for character in node if character not in "[]0123456789")
    expression = compile_expression(source, base=base, repeats=REPEATS)
    return expression.evaluate(Context(World(root, zone), at(root, node)))


def texts(source: str, node: str = "/data/nom") -> list[str]:
    """The texts of the nodes that an expression gives."""
    root = form()
    base = "".join(character for character in node if character not in "[]0123456789")
    expression = compile_expression(source, base=base, repeats=REPEATS)
    return [one.text() for one in expression.nodes(Context(World(root), at(root, node)))]
