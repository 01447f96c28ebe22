"""What must be worked out again when a node changes, in which order; and what goes round in circles.

A node *reads* paths: its calculation, relevance and repeat count decide whether and which value it has;
`required`, `readonly` and `constraint` decide nothing for others. A change of X affects a node that reads X,
an ancestor of X or a node below X, or the place of X or of an ancestor; what it affects affects others in turn;
and with a node all that lies below it, since relevance is inherited. See ODK XForms specification, «Bindings».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogues.expressions import Expression
from dialogues.forms.definition import Dependents, ModelNode, Reach

__all__ = ["Reads", "dependents", "reads_of"]


@dataclass(frozen=True, slots=True)
class Reads:
    """What one node reads.

    Args:
        values: paths whose value decides on the node's own value or relevance.
        places: paths of which only the number or the place does.
        rules: paths read only by rules that decide nothing for others.
        filters: paths read by a choice filter; it may take a choice away, but decides no value, so it takes no
            part in the order and in cycles (as in ODK's engines).
        counts: paths read by a repeat count. A repeat stands after them, but a circle through a count is none:
            «another one?» asked inside the repeat is how authors let it grow.
        near: whether all that is read in repeats that the node stands in is of its own instances.
        indexed: whether some instance of a repeat is picked by its place, so that a path may lead to the same
            question of another instance.
    """

    values: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    near: bool = True
    indexed: bool = False


def reads_of(
    values: Iterable[Expression | None],
    rules: Iterable[Expression | None],
    choice_filter: Expression | None = None,
    count: Expression | None = None,
) -> Reads:
    """What expressions read.

    Args:
        values: calculation and relevance.
        rules: `required`, `readonly`, `constraint`.
        choice_filter: the nodeset of a choice list.
        count: the repeat count.
    """
    deciding = [expression for expression in values if expression is not None]
    other = [expression for expression in rules if expression is not None]
    return Reads(
        tuple(dict.fromkeys(path for expression in deciding for path in expression.references)),
        tuple(dict.fromkeys(path for expression in deciding for path in expression.places)),
        tuple(dict.fromkeys(path for expression in other for path in (*expression.references, *expression.places))),
        (*choice_filter.references, *choice_filter.places) if choice_filter is not None else (),
        (*count.references, *count.places) if count is not None else (),
        all(one.near for one in (*deciding, *other, choice_filter, count) if one is not None),
        any(
            "[" in expression.source or "sibling" in expression.source or "indexed-repeat" in expression.uses
            for expression in deciding
        ),
    )


def _above(path: str) -> Iterator[str]:
    """The ancestors of a path, nearest first."""
    end = path.rfind("/")
    while end > 0:
        path = path[:end]
        yield path
        end = path.rfind("/")


def _is_below(path: str, above: str) -> bool:
    return above == "/" or (path.startswith(above) and path[len(above) : len(above) + 1] == "/")


def _subtree(node: ModelNode) -> Iterator[ModelNode]:
    pending = [node]
    while pending:
        here = pending.pop()
        yield here
        pending.extend(reversed(here.children))
        pending.extend(reversed(here.attributes))


class Found(Dependents):
    """Answers are found once, when they are asked for."""

    def __init__(self, nodes: Mapping[str, ModelNode], reads: Mapping[str, Reads], order: Iterable[str]) -> None:
        self._nodes = nodes
        self._rank = {path: rank for rank, path in enumerate(order)}
        self._readers: dict[str, list[str]] = {}
        self._place_readers: dict[str, list[str]] = {}
        self._rule_readers: dict[str, list[str]] = {}
        self._read_below: dict[str, list[str]] = {}
        self._near = {path for path, found in reads.items() if found.near}
        for path, found in reads.items():
            for read in (*found.values, *found.filters, *found.counts):
                self._readers.setdefault(read, []).append(path)
            for read in found.places:
                self._place_readers.setdefault(read, []).append(path)
            for read in found.rules:
                self._rule_readers.setdefault(read, []).append(path)
        for read in {*self._readers, *self._place_readers, *self._rule_readers}:
            for above in _above(read):
                self._read_below.setdefault(above, []).append(read)
        self._known: dict[str, tuple[Reach, ...]] = {}
        self._repeats = [path for path, node in nodes.items() if node.repeat]

    def __getitem__(self, path: str) -> tuple[str, ...]:
        return tuple(reach.path for reach in self.reach(path))

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def reach(self, path: str) -> Sequence[Reach]:
        """Where a change of one node of a path is felt."""
        found = self._known.get(path)
        if found is None:
            if path not in self._nodes:
                raise KeyError(path)
            reached = self._reached((path,), self._repeat(path))
            reached.pop(path, None)
            found = self._known.setdefault(path, self._in_order(reached))
        return found

    def reshaped(self, path: str, *, own: bool) -> Sequence[Reach]:
        """Where it is felt that a repeat has an instance more or less."""
        key = f"{path} {own}"  # no path has a space
        found = self._known.get(key)
        if found is None:
            scope = path if own else self._repeat(path.rpartition("/")[0])
            starts = tuple(node.path for node in _subtree(self._nodes[path]))
            found = self._known.setdefault(key, self._in_order(self._reached(starts, scope)))
        return found

    def _repeat(self, path: str) -> str:
        """The innermost repeat at or above a path; "" where there is none."""
        found = ""
        for repeat in self._repeats:  # in document order, so the innermost comes last
            if path == repeat or _is_below(path, repeat):
                found = repeat
        return found

    def _shared(self, reader: str, read: str) -> str:
        """The innermost repeat of whose instances a node reads its own only, where it reads that path."""
        if not self._repeats or reader not in self._near:
            return ""
        scope = self._repeat(reader)
        while scope and scope != read and not _is_below(read, scope):
            scope = self._repeat(scope.rpartition("/")[0])
        return scope

    def _in_order(self, reached: Mapping[str, str]) -> tuple[Reach, ...]:
        return tuple(
            Reach(path, scope, tuple(path[len(scope) + 1 :].split("/")) if 0 < len(scope) < len(path) else ())
            for path, scope in sorted(reached.items(), key=lambda pair: self._rank[pair[0]])
        )

    def _reached(self, starts: Iterable[str], scope: str) -> dict[str, str]:
        """Every path that a change of nodes in one instance of a repeat is felt at, with the scope of each.

        A scope is the innermost repeat within whose instance all of it happens; where two ways lead to a path, the
        wider scope counts.
        """
        reached: dict[str, str] = {}
        ruled: dict[str, str] = {}
        pending = dict.fromkeys(starts, scope)
        seen = dict(pending)
        while pending:
            path, within = pending.popitem()
            for read in (path, "/", *_above(path), *self._read_below.get(path, ())):
                for reader in self._rule_readers.get(read, ()):
                    _widen(ruled, reader, within and min(within, self._shared(reader, read), key=len))
                readers = self._readers.get(read, ())
                if read == path or _is_below(read, path):
                    readers = (*readers, *self._place_readers.get(read, ()))
                for reader in readers:
                    wide = within and min(within, self._shared(reader, read), key=len)
                    if not _widen(reached, reader, wide):
                        continue
                    for node in _subtree(self._nodes[reader]):
                        _widen(reached, node.path, wide)
                        if _widen(seen, node.path, wide):
                            pending[node.path] = wide
        for path, within in ruled.items():
            _widen(reached, path, within)
        return reached


def _widen(known: dict[str, str], path: str, scope: str) -> bool:
    """Note the scope of a path unless as wide a one is known; whether it was news."""
    before = known.get(path)
    if before is not None and len(before) <= len(scope):
        return False
    known[path] = scope
    return True


def dependents(
    root: ModelNode, nodes: Mapping[str, ModelNode], reads: Mapping[str, Reads]
) -> tuple[Dependents, tuple[tuple[str, ...], ...]]:
    """Order the nodes of a form.

    Args:
        root: the model's root.
        nodes: every node by path, in document order.
        reads: what nodes read; missing for those that read nothing.

    Returns:
        The dependents of each path, and the cycles: each a chain of paths of which every one depends on the next,
        the last on the first.
    """
    order, cycles = _order(root, nodes, reads)
    return Found(nodes, reads, order), tuple(
        cycle for cycle in cycles if not _through_count(cycle, reads) and not _within_instances(cycle, nodes, reads)
    )


def _needs(path: str, nodes: Mapping[str, ModelNode], reads: Reads) -> Iterator[str]:
    """What must be worked out before a node."""
    above = path.rpartition("/")[0]
    if above:
        yield above
    for read in reads.places:
        if read in nodes and not _is_below(path, read):
            yield read
    for read in (*reads.values, *reads.counts):
        node = nodes.get(read)
        if node is None or _is_below(path, read):
            continue
        for inner in _subtree(node) if read != path else (node,):
            yield inner.path


def _order(
    root: ModelNode, nodes: Mapping[str, ModelNode], reads: Mapping[str, Reads]
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Depth-first: every node after what it needs; an edge back into the way here closes a cycle."""
    nothing = Reads()
    order: list[str] = []
    cycles: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in (node.path for node in _subtree(root)):
        if start in done:
            continue
        way: dict[str, Iterator[str]] = {start: _needs(start, nodes, reads.get(start, nothing))}
        while way:
            path, needs = next(reversed(way.items()))
            need = next(needs, None)
            if need is None:
                del way[path]
                done.add(path)
                order.append(path)
            elif need in way:
                steps = list(way)
                cycles.append(tuple(steps[steps.index(need) :]))
            elif need not in done:
                way[need] = _needs(need, nodes, reads.get(need, nothing))
    return order, cycles


def _through_count(cycle: tuple[str, ...], reads: Mapping[str, Reads]) -> bool:
    """Whether a repeat count closes the circle."""
    return any(
        path in reads
        and any(need == read or _is_below(need, read) for read in reads[path].counts)
        and not any(need == read or _is_below(need, read) for read in reads[path].values)
        for path, need in zip(cycle, (*cycle[1:], cycle[0]), strict=True)
    )


def _within_instances(cycle: tuple[str, ...], nodes: Mapping[str, ModelNode], reads: Mapping[str, Reads]) -> bool:
    """Whether a cycle of paths may be none of nodes: within one repeat, through another instance of it."""
    if not any(path in reads and reads[path].indexed for path in cycle):
        return False
    shared = [above for above in (cycle[0], *_above(cycle[0])) if nodes[above].repeat]
    return any(all(path == repeat or _is_below(path, repeat) for path in cycle) for repeat in shared)
