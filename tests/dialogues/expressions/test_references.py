"""What an expression says that it reads."""

from __future__ import annotations

import pytest

from dialogues.expressions import compile_expression
from tests.dialogues.expressions.world import REPEATS

BASE = "/data/visite/n"


@pytest.mark.parametrize(
    ("source", "references", "places"),
    [
        ("1 + 1", (), ()),
        (".", (BASE,), ()),
        ("string()", (BASE,), ()),
        ("../lieu = 'Gao'", ("/data/visite/lieu",), ()),
        ("../../age > 18", ("/data/age",), ()),
        ("/data/age[. > 3]/x", ("/data/age", "/data/age/x"), ()),
        ("/data/visite[position() = 2]/lieu", ("/data/visite/lieu",), ()),
        ("/data/visite[n = 2]/lieu", ("/data/visite/lieu", "/data/visite/n"), ()),
        ("count(/data/visite)", (), ("/data/visite",)),
        ("count(../enfant[prenom = /data/nom])", ("/data/nom", "/data/visite/enfant/prenom"), ("/data/visite/enfant",)),
        ("position(..)", (), ("/data/visite",)),
        ("sum(/data/visite/n)", ("/data/visite/n",), ()),
        ("//lieu", ("/",), ()),
        ("/data//lieu", ("/data",), ()),
        ("../*", ("/data/visite",), ()),
        ("../enfant/*/..", ("/data/visite",), ()),
        ("following-sibling::lieu", ("/data/visite/lieu",), ()),
        ("preceding-sibling::*", ("/data/visite",), ()),
        ("ancestor::data", ("/",), ()),
        ("self::n", (BASE,), ()),
        ("/data/@version", ("/data/@version",), ()),
        ("current()", (BASE,), ()),
        ("current()/../lieu", ("/data/visite/lieu",), ()),
        ("instance('communes')/root/item[region = current()/../../region]/name", ("/data/region",), ()),
        ("instance('communes')/root/item[region = name]", (), ()),
        ("pulldata('communes', 'label', 'name', /data/nom)", ("/data/nom",), ()),
        ("once(../lieu)", ("/data/visite/lieu",), ()),
        ("jr:choice-name(/data/sujets, '/data/sujets')", ("/data/sujets",), ()),
        ("jr:choice-name('eau', ' ../lieu ')", ("/data/visite/lieu",), ()),
        (
            "indexed-repeat(/data/visite/lieu, /data/visite, /data/age)",
            ("/data/age", "/data/visite/lieu"),
            ("/data/visite",),
        ),
        ("randomize(/data/visite)/lieu", ("/data/visite/lieu",), ()),
        ("if(. > 1, ../lieu, /data/nom)", ("/data/nom", "/data/visite/lieu", BASE), ()),
        ("if(. > 1, .., /data)/lieu", ("/", "/data", "/data/visite", BASE), ()),
        ("(../lieu | /data/nom)[1]", ("/data/nom", "/data/visite/lieu"), ()),
        ("name(..)", (), ("/data/visite",)),
    ],
)
def test_references(source: str, references: tuple[str, ...], places: tuple[str, ...]) -> None:
    """References are schema paths of what is read; of counted nodes only the number is read."""
    expression = compile_expression(source, base=BASE, repeats=REPEATS)
    assert expression.references == references
    assert expression.places == places


def test_uses_instances_and_volatility() -> None:
    """The functions and lists that are named, and whether the clock or chance have a part in it."""
    expression = compile_expression("if(today() > 1, instance('b')/root/x, pulldata('a', 'x', 'y', 'z'))")
    assert expression.uses == {"if", "today", "instance", "pulldata"}
    assert expression.instances == ("a", "b")
    assert expression.volatile
    assert not compile_expression("instance(concat('a', 'b'))/root").volatile
    assert compile_expression("instance(concat('a', 'b'))/root").instances == ()
    for source in ("now()", "random()", "uuid()", "once(1)", "randomize(/a)"):
        assert compile_expression(source).volatile, source
