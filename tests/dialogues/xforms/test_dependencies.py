"""Who depends on whom: order, closure, inherited relevance, cycles."""

import pytest

from dialogues.forms.definition import FormDefinition
from dialogues.xforms.problems import FormRefused, ProblemCode
from dialogues.xforms.xform import compile_xform
from tests.dialogues.xforms.forms import asked, bind, xform


def form(data: str, binds: str, body: str = "") -> FormDefinition:
    """A form of these parts."""
    return compile_xform(xform(data, binds, body or asked("a")))


def chains(data: str, binds: str, body: str = "") -> list[str]:
    """The cycles for which a form is refused."""
    with pytest.raises(FormRefused) as refused:
        form(data, binds, body)
    assert {found.code for found in refused.value.problems} == {ProblemCode.CYCLE}
    return [str(found.phrase.params["chain"]) for found in refused.value.problems]


def test_transitive_and_in_order() -> None:
    """A change reaches what depends on what depends on it, each after what it needs, whatever the order of nodes."""
    found = form(
        "<a/><d/><c/><b/>",
        bind("d", calculate="/data/c") + bind("c", calculate="/data/b") + bind("b", calculate="/data/a"),
    )
    assert found.dependents["/data/a"] == ("/data/b", "/data/c", "/data/d")
    assert found.dependents["/data/d"] == ()
    assert set(found.dependents) == set(found.nodes)
    assert len(found.dependents) == len(found.nodes)
    with pytest.raises(KeyError):
        found.dependents["/data/none"]


def test_relevance_is_inherited() -> None:
    """When a group's relevance changes, all that lies in it and all that reads from it is worked out again."""
    found = form(
        "<a/><g><h><b/></h></g><c/>",
        bind("g", relevant="/data/a = 1") + bind("c", calculate="/data/g/h/b"),
    )
    assert found.dependents["/data/a"] == ("/data/g", "/data/g/h", "/data/g/h/b", "/data/c")


def test_reading_above_and_below() -> None:
    """Reading a container is reading all that is in it; a change of a container touches who reads inside."""
    found = form("<g><b/></g><c/><a/>", bind("c", calculate="string(/data/g)") + bind("a", calculate="/data/g/b"))
    assert found.dependents["/data/g/b"] == ("/data/c", "/data/a")
    assert found.dependents["/data/g"] == ("/data/c", "/data/a")


def test_counting_reads_places_only() -> None:
    """A count changes with the number of instances, not with what is answered in them."""
    found = form(
        "<r><b/></r><c/><a/>",
        bind("c", calculate="count(/data/r)"),
        "<repeat nodeset='/data/r'><input ref='/data/r/b'/></repeat>",
    )
    assert found.dependents["/data/r"] == ("/data/c",)
    assert found.dependents["/data/r/b"] == ()
    assert "/data/c" in found.dependents["/data"]


def test_rules_decide_nothing_for_others() -> None:
    """`required`, `readonly` and `constraint` are worked out again, but nothing follows from them."""
    found = form(
        "<a/><b/><c/>",
        bind("b", required="/data/a = 1", constraint=". &gt; /data/a") + bind("c", calculate="/data/b"),
    )
    assert found.dependents["/data/a"] == ("/data/b",)
    assert found.dependents["/data/b"] == ("/data/c",)


def test_filters_and_counts() -> None:
    """A choice filter and a repeat count are read too; a repeat stands after its count, with all it holds."""
    body = (
        "<select1 ref='/data/s'><itemset nodeset=\"instance('l')/root/item[x = /data/a]\"><value ref='name'/>"
        "<label ref='name'/></itemset></select1><repeat nodeset='/data/r' jr:count='/data/n'>"
        "<input ref='/data/r/b'/></repeat>"
    )
    found = form("<a/><s/><r><b/></r><n/>", bind("n", calculate="/data/a"), body)
    assert found.dependents["/data/a"] == ("/data/s", "/data/n", "/data/r", "/data/r/b")


def test_cycles_name_the_chain() -> None:
    """A circle of calculations or relevance is refused and told as a chain; so is a node that needs itself."""
    assert chains("<a/><b/>", bind("a", calculate="/data/b") + bind("b", relevant="/data/a")) == ["a → b → a"]
    assert chains("<a/>", bind("a", calculate=". + 1")) == ["a → a"]
    assert chains("<g><a/></g>", bind("g", relevant="/data/g/a = 1"), asked("g/a")) == ["g → a → g"]


def test_no_cycle_through_filter_or_constraint() -> None:
    """A constraint on itself, and a filter that reads what its choice decides, are no circles."""
    body = (
        "<select1 ref='/data/a'><itemset nodeset=\"instance('l')/root/item[name != /data/b]\"><value ref='name'/>"
        "<label ref='name'/></itemset></select1>"
    )
    found = form("<a/><b/>", bind("b", calculate="/data/a") + bind("a", constraint=". != 1"), body)
    assert found.dependents["/data/a"] == ("/data/b",)


def test_a_repeat_may_grow_by_what_it_asks() -> None:
    """A count that reads «another one?» inside its own repeat is how authors let it grow."""
    found = form(
        "<r><more/></r><n/>",
        bind("n", calculate="count(/data/r) + number(/data/r[last()]/more = 'oui')"),
        "<repeat nodeset='/data/r' jr:count='/data/n'><input ref='/data/r/more'/></repeat>",
    )
    assert "/data/r" in found.dependents["/data/r/more"]


def test_other_instances_are_no_cycle() -> None:
    """A running total that reads the instance before is none; outside a repeat the same is one."""
    body = "<repeat nodeset='/data/r'><input ref='/data/r/a'/></repeat>"
    total = "indexed-repeat(/data/r/t, /data/r, position(..) - 1) + ../a"
    found = form("<r><a/><t/></r>", bind("r/t", calculate=total), body)
    assert found.dependents["/data/r/a"] == ("/data/r/t",)
    assert chains("<a/><b/>", bind("a", calculate="/data/b[1]") + bind("b", calculate="/data/a[1]"))
    assert chains("<r><a/><t/></r>", bind("r/t", calculate="../a + ../t"), body) == ["t → t"]


def test_a_change_stays_in_its_instance() -> None:
    """What reads its own instance only is reached there alone; what reads across instances, in all of them."""
    found = form(
        "<r><a/><near/><far/><n><b/><up/></n></r><all/>",
        bind("r/near", calculate="../a + 1")
        + bind("r/far", calculate="sum(../../r/a)")
        + bind("r/n/up", calculate="../../a + ../b + current()/../b + /data/r/a")
        + bind("all", calculate="sum(/data/r/a)"),
        "<repeat nodeset='/data/r'><input ref='/data/r/a'/><repeat nodeset='/data/r/n'><input ref='/data/r/n/b'/>"
        "</repeat></repeat>",
    ).dependents
    assert set(found.reach("/data/r/a")) == {
        ("/data/r/near", "/data/r", ("near",)),
        ("/data/r/far", "", ()),
        ("/data/r/n/up", "/data/r", ("n", "up")),
        ("/data/all", "", ()),
    }
    assert found.reach("/data/r/n/b") == (("/data/r/n/up", "/data/r/n", ("up",)),)
    assert ("/data/r/near", "/data/r", ("near",)) in found.reshaped("/data/r", own=True)
    assert ("/data/r/near", "", ()) in found.reshaped("/data/r", own=False)
