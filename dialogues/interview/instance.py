"""The live instance of one interview: a tree of values in which rules are worked out when they are asked for.

Rules of this module:

- A leaf keeps the text it was given. Its *value* is that text, or what its calculation gives.
- Nothing is worked out until somebody asks; what was worked out is kept until something that it depends on
  changes (`FormDefinition.dependents` says what depends on what).
- A value that is not relevant is kept, and reads as empty for every expression and for the submission (ODK XForms
  specification, «relevant»).
- A calculation that is volatile, or reads its own node, or sits under a question that a person may answer, is not
  pure: it stays in `unsettled` until the engine has worked it out and recorded it as an event.
- A select question whose list is filtered is looked at again when the filter's questions change: a choice that is
  no longer offered leaves the value, as in ODK's engines. It waits in `unsettled` too.
- Instances of a repeat with `repeat_count` follow their count. Those beyond it are put by with their answers and
  come back when the count grows again.
- Instances that are new wait in `fresh` until the engine has run their actions.
- An expression that fails on the values it meets says nothing: its rule holds as if there were none.
"""

from __future__ import annotations

import math
import random as chance
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from dialogues.expressions import Context, EvaluationError, Expression, Node
from dialogues.expressions.context import MAX_WORK
from dialogues.expressions.nodes import Kind, document
from dialogues.forms.canonical import as_type
from dialogues.forms.definition import Choice, FormDefinition, Limits, ModelNode, Question, Reach, Text, TextParts
from dialogues.forms.ref import Ref

_LIMITS = Limits()

MAX_STEP_WORK: Final = 10 * MAX_WORK
"""Most nodes that all evaluations of one step may look at, counted where nodes are many: ten to thirty seconds."""

_FAILURES: Final = (EvaluationError, RecursionError)
"""What an expression may fail with: also reading what reads what reads, further than there is room for."""

_SPOKEN = frozenset({"jr:choice-name", "jr:itext"})
"""Functions whose value depends on the language shown."""


class LiveNode:
    """A node of the live instance; a `Node` for expressions.

    Attributes:
        definition: its place in the form.
        parent: the node above; None for the root.
        stored: the text that a leaf was given.
        worked: what its calculation gave when it was last stored; the same again replaces no answer of a person.
    """

    __slots__ = (
        "_by_name",
        "_ref",
        "definition",
        "gone",
        "kept_own",
        "kept_relevant",
        "kept_value",
        "kind",
        "marks",
        "name",
        "owner",
        "parent",
        "put_by",
        "stored",
        "worked",
    )

    def __init__(self, owner: Instance, definition: ModelNode, parent: LiveNode | None) -> None:
        self.owner = owner
        self.definition = definition
        self.parent = parent
        own = definition.name.startswith("@")
        self.kind: Kind = "attribute" if own else "element"
        self.name = definition.name[1:] if own else definition.name
        self.stored = definition.default
        self.worked = ""
        self.gone = False
        self.kept_own: bool | None = None
        self.kept_relevant: bool | None = None
        self.kept_value: str | None = None
        self.put_by: dict[str, list[LiveNode]] = {}
        self.marks: tuple[LiveNode, ...] = ()
        self._by_name: dict[str, list[LiveNode]] = {}
        self._ref: Ref | None = None

    def __repr__(self) -> str:
        return f"<LiveNode {self.definition.path}>"

    @property
    def ref(self) -> Ref:
        """Where it sits, with the position of every repeat above it."""
        if self._ref is None:
            above = self.parent.ref if self.parent is not None else ""
            step = f"{above}/{self.definition.name}"
            if self.definition.repeat:
                step += f"[{self.position}]"
            self._ref = Ref(step)
        return self._ref

    @property
    def position(self) -> int:
        """Its place among the instances of its repeat, from 1."""
        if self.parent is None or not self.definition.repeat:
            return 1
        return next(n for n, node in enumerate(self.parent.instances(self.name), 1) if node is self)

    def instances(self, name: str) -> list[LiveNode]:
        """The child elements of a name; the live list itself."""
        return self._by_name.setdefault(name, [])

    def children(self) -> Sequence[LiveNode]:
        """Children in document order."""
        return [node for nodes in self._by_name.values() for node in nodes]

    def named(self, name: str) -> Sequence[LiveNode]:
        """The child elements of that name."""
        return self._by_name.get(name, ())

    def attributes(self) -> Sequence[LiveNode]:
        """Its attributes, as those of an ODK entity."""
        return self.marks

    def below(self) -> Iterator[LiveNode]:
        """Its attributes and its children."""
        yield from self.marks
        for nodes in self._by_name.values():
            yield from nodes

    def text(self) -> str:
        """The string value that expressions read; empty when not relevant."""
        if not self.owner.relevant(self):
            return ""
        if self.definition.children:
            return "".join(child.text() for child in self.children())
        return self.owner.value(self)

    def copied(self, owner: Instance, parent: LiveNode | None, copies: dict[LiveNode, LiveNode]) -> LiveNode:
        """The same node with all below it in a copy of the instance; `copies` learns each."""
        node = copies[self] = LiveNode(owner, self.definition, parent)
        node.stored, node.worked, node._ref = self.stored, self.worked, self._ref
        node.gone = self.gone
        node.kept_own, node.kept_relevant, node.kept_value = self.kept_own, self.kept_relevant, self.kept_value
        node._by_name = {
            name: [child.copied(owner, node, copies) for child in children] for name, children in self._by_name.items()
        }
        node.marks = tuple(mark.copied(owner, node, copies) for mark in self.marks)
        node.put_by = {
            name: [child.copied(owner, node, copies) for child in children] for name, children in self.put_by.items()
        }
        return node

    def within(self, path: str) -> LiveNode:
        """The node of a path at or above this one.

        Raises:
            LookupError: there is none.
        """
        here: LiveNode | None = self
        while here is not None and here.definition.path != path:
            here = here.parent
        if here is None:
            raise LookupError(f"{self.definition.path} is not in {path}")
        return here

    def forget(self) -> None:
        """Work everything about it out again when it is asked for."""
        self._ref = None
        self.kept_own = self.kept_relevant = self.kept_value = None

    def forget_ref(self) -> None:
        """Work refs out again: a repeat instance before it went."""
        self._ref = None
        for child in self.below():
            child.forget_ref()


class _Document:
    """The node above the primary instance's root element."""

    __slots__ = ("kind", "name", "parent", "top")

    def __init__(self) -> None:
        self.kind: Kind = "root"
        self.name = ""
        self.parent: Node | None = None
        self.top: LiveNode | None = None

    def children(self) -> Sequence[Node]:
        return () if self.top is None else (self.top,)

    def named(self, name: str) -> Sequence[Node]:
        return () if self.top is None or self.top.name != name else (self.top,)

    def attributes(self) -> Sequence[Node]:
        return ()

    def text(self) -> str:
        return "" if self.top is None else self.top.text()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an interview brings with it from its start event.

    Args:
        time_zone: IANA name.
        seed: of the random functions.
        properties: metadata by name, as "username".
        language: language of the guide shown now.
        last_saved: what the guide reads of the interview before.
        literal: as in `InterviewStarted`.
    """

    time_zone: str
    seed: int
    properties: Mapping[str, str]
    language: str
    last_saved: Node = field(default_factory=document)
    literal: bool = False


class Instance:
    """The values of one interview and every rule about them; also the `Environment` of its expressions.

    Args:
        form: the definition.
        conditions: zone, seed and metadata.
    """

    def __init__(self, form: FormDefinition, conditions: Conditions) -> None:
        self.form = form
        self.language = conditions.language
        self.unsettled: dict[LiveNode, None] = {}
        self.fresh: dict[LiveNode, None] = {}
        self.touched: dict[LiveNode, None] | None = None
        self._properties = conditions.properties
        self._last_saved = conditions.last_saved
        self._seed = conditions.seed
        self._literal = conditions.literal
        self._random = chance.Random(conditions.seed)  # noqa: S311 - ODK's random() is no secret
        self._zone = ZoneInfo(conditions.time_zone)
        self._now = datetime.fromtimestamp(0, UTC).astimezone(self._zone)
        self._document = _Document()
        self._at: dict[str, list[LiveNode]] = {path: [] for path in form.nodes}
        self._impure = {path for path, node in form.nodes.items() if _impure(form, node)}
        self._own = {path for path in self._impure if _reads_itself(form.nodes[path])}
        self._filtered = {path: question for path, question in form.questions.items() if _filtered(question)}
        self._counts = {path: repeat for path, repeat in form.repeats.items() if repeat.count is not None}
        self._volatile = tuple(
            path
            for path, node in form.nodes.items()
            if _volatile(node) or (path in self._counts and _is_volatile(self._counts[path].count))
        )
        self._spoken = tuple(path for path, node in form.nodes.items() if _spoken(node))
        self._waiting = self._impure | self._filtered.keys()
        self._recount: dict[tuple[str, LiveNode], None] = {}
        self._spent = 0
        self._grown = 0
        self._document.top = self._grow(form.root, None)
        self._follow_counts()

    def copy(self) -> Instance:
        """Another instance with the same values: what is tried there changes nothing here."""
        other = object.__new__(Instance)
        other.__dict__.update(self.__dict__)
        copies: dict[LiveNode, LiveNode] = {}
        other.touched = None
        other._document = _Document()
        other._document.top = self.top.copied(other, None, copies)
        other._at = {path: [copies[node] for node in nodes] for path, nodes in self._at.items()}
        other.unsettled = {copies[node]: None for node in self.unsettled if node in copies}
        other.fresh = {copies[node]: None for node in self.fresh if node in copies}
        other._recount = {(path, copies[node]): None for path, node in self._recount if node in copies}
        other._random = chance.Random()  # noqa: S311 - same
        other._random.setstate(self._random.getstate())
        return other

    # --- what expressions ask -------------------------------------------------------------------------------------

    @property
    def root(self) -> Node:
        """The node above the root element."""
        return self._document

    def now(self) -> datetime:
        """The instant of the step that is being worked on, in the interview's zone."""
        return self._now

    def instance(self, name: str) -> Node | None:
        """A secondary instance."""
        return self._last_saved if name in self.form.last_saved.instances else self.form.instances.get(name)

    def random(self) -> float:
        """The next number of the interview's own series."""
        return self._random.random()

    def uuid(self) -> str:
        """A UUID of the interview's own series."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def choice_label(self, node: Node, value: str) -> str:
        """The label of a choice of the question at a node."""
        if not isinstance(node, LiveNode):
            return ""
        question = self.form.questions.get(node.definition.path)
        if question is None or question.choices is None:
            return ""
        offered = self.offered(question, node)
        self.spend(len(offered))
        return next((self._label(choice, node) for choice in offered if choice.name == value), "")

    def itext(self, identifier: str) -> str:
        """A text of the form in the language shown."""
        text = self.form.texts.get(identifier)
        return "" if text is None else self.words(text, self.top)[1]

    def spend(self, nodes: int) -> bool:
        """Count nodes that an evaluation is about to look at; whether this step still may."""
        self._spent += nodes
        return self._spent <= MAX_STEP_WORK

    def version(self) -> str:
        """The form's version."""
        return self.form.version

    # --- the tree -------------------------------------------------------------------------------------------------

    @property
    def top(self) -> LiveNode:
        """The root element."""
        top = self._document.top
        if top is None:
            raise RuntimeError("the instance is being built")
        return top

    def node(self, ref: str) -> LiveNode | None:
        """The node at a ref; None when there is none (any more)."""
        steps = ref.split("/")[1:]
        if not steps or steps[0] != self.top.name:
            return None
        node = self.top
        for step in steps[1:]:
            name, _, position = step.partition("[")
            found = node.named(name) if name[:1] != "@" else [one for one in node.marks if one.definition.name == name]
            index = int(position[:-1]) - 1 if position else 0
            if not 0 <= index < len(found):
                return None
            node = found[index]
        return node

    def nodes_at(self, path: str) -> Sequence[LiveNode]:
        """Every live node of a path."""
        return self._at.get(path, ())

    def leaves(self, node: LiveNode | None = None) -> Iterator[LiveNode]:
        """Every leaf below a node, in document order."""
        node = node or self.top
        if not node.definition.children:
            yield node
        for child in node.children():
            yield from self.leaves(child)

    def set_now(self, at: int) -> None:
        """Move to the instant of a step.

        Args:
            at: UTC milliseconds.
        """
        self._now = datetime.fromtimestamp(at / 1000, UTC).astimezone(self._zone)
        self._random = chance.Random(f"{self._seed}:{at}")  # noqa: S311 - same
        self._spent = 0
        self._again(self._volatile)

    def speak(self, language: str) -> None:
        """Show another language; labels that calculations read are read again."""
        self.language = language
        self._again(self._spoken)

    def set(self, node: LiveNode, value: str) -> None:
        """Give a leaf its text and let everything that depends on it be worked out again."""
        if node.stored == value and node.kept_value is None:
            return
        node.stored = value
        node.kept_value = None
        if node.definition.path in self._own:  # what reads itself finds an answer there, or nothing and begins anew
            if value:
                node.worked = value
            else:
                self.unsettled[node] = None
        self._changed(node)
        self._follow_counts()

    def add_repeat(self, path: str, parent: LiveNode) -> LiveNode:
        """One more instance of a repeat under a parent node.

        Raises:
            OverflowError: the repeat has as many instances as it may (`Limits`).
        """
        definition = self.form.nodes[path]
        siblings = parent.instances(definition.name)
        if self.is_full(path, parent):
            raise OverflowError("too many instances of a repeat")
        node = self._grow(definition, parent)
        siblings.append(node)
        self.fresh[node] = None
        self._felt(self.form.dependents.reshaped(path, own=True), node)
        self._follow_counts()
        return node

    def may_have(self, path: str, parent: LiveNode) -> bool:
        """Whether an instance of a repeat would be relevant under a parent node, be there one or none."""
        if not self.relevant(parent):
            return False
        definition = self.form.nodes[path]
        live = parent.named(definition.name)
        if live:
            return self.relevant(live[0])
        return self._holds(definition.bind.relevant, LiveNode(self, definition, parent), default=True)

    def imagined(self, definition: ModelNode, parent: LiveNode) -> LiveNode:
        """A node that is not there, to ask the rules of a repeat as a whole about."""
        return LiveNode(self, definition, parent)

    def is_full(self, path: str, parent: LiveNode) -> bool:
        """Whether a repeat has as many instances as it may, or the interview as many nodes."""
        many = len(parent.named(self.form.nodes[path].name))
        return many >= _LIMITS.repeat_instances or self._grown >= _LIMITS.live_nodes

    def remove_repeat(self, node: LiveNode) -> None:
        """Take one instance of a repeat away for good."""
        if node.parent is None:
            raise ValueError("the root does not repeat")
        siblings = node.parent.instances(node.name)
        place = siblings.index(node)
        del siblings[place]
        self._uproot(node)
        for sibling in siblings[place:]:
            sibling.forget_ref()
        self._felt(self.form.dependents.reshaped(node.definition.path, own=False), node.parent)
        self._follow_counts()

    def property(self, name: str) -> str:
        """Metadata by name; empty when unknown or never given (DESIGN, decision 14)."""
        return self._properties.get(name, "")

    # --- rules ----------------------------------------------------------------------------------------------------

    def relevant(self, node: LiveNode) -> bool:
        """Whether a node and everything above it is relevant."""
        kept = node.kept_relevant
        if kept is None:
            node.kept_relevant = True  # what reads itself by way of all that stands above it finds itself so
            above = node.parent is None or self.relevant(node.parent)
            kept = node.kept_relevant = above and self._own_relevance(node)
        return kept

    def value(self, node: LiveNode) -> str:
        """The canonical text of a leaf, relevant or not."""
        calculation = node.definition.bind.calculation
        if calculation is None or node.definition.path in self._impure:
            return node.stored
        kept = node.kept_value
        if kept is None:
            node.kept_value = ""  # same
            kept = node.kept_value = self.calculated(calculation, node) if self.relevant(node) else ""
        return kept

    def required(self, node: LiveNode) -> bool:
        """Whether a node asks for a value."""
        return self._holds(node.definition.bind.required, node, default=False)

    def readonly(self, node: LiveNode) -> bool:
        """Whether a node, or a node above it, may not be answered by a person."""
        here: LiveNode | None = node
        while here is not None:
            if self._holds(here.definition.bind.readonly, here, default=False):
                return True
            here = here.parent
        return False

    def satisfied(self, node: LiveNode) -> bool:
        """Whether a node's value meets its constraint; an empty value always does (ODK XForms, «constraint»)."""
        return self.value(node) == "" or self._holds(node.definition.bind.constraint, node, default=True)

    def allows(self, node: LiveNode, value: str) -> bool:
        """Whether a value would meet the constraint of a node; the node keeps what it has."""
        if value == "" or node.definition.bind.constraint is None:
            return True
        before, waiting, recount = node.stored, dict(self.unsettled), dict(self._recount)
        node.stored = value
        self._changed(node)
        allowed = self.satisfied(node)
        node.stored = before
        self._changed(node)
        self.unsettled, self._recount = waiting, recount
        return allowed

    def settled(self, node: LiveNode) -> str | None:
        """What a node that waits in `unsettled` holds now: its calculation, or the choices still offered.

        Returns:
            None where it holds what it did: a calculation that gives the same again leaves a person's answer alone.
        """
        calculation = node.definition.bind.calculation
        if calculation is not None and node.definition.path in self._impure:
            try:
                worked = _stored(calculation.string(Context(self, node)), node)
            except _FAILURES:
                return None
            return None if worked == node.worked else worked
        question = self._filtered.get(node.definition.path)
        if question is None or not node.stored:
            return None
        offered = set(self.names(question, node))
        if node.stored in offered:
            return None
        left = " ".join(name for name in node.stored.split() if name in offered)
        return None if left == node.stored else left

    def evaluate(self, expression: Expression, node: LiveNode) -> str:
        """The string value of an expression at a node; empty where it fails."""
        try:
            return expression.string(Context(self, node))
        except _FAILURES:
            return ""

    def calculated(self, expression: Expression, node: LiveNode) -> str:
        """What an expression gives a node to store, as a value of its type."""
        return _stored(self.evaluate(expression, node), node)

    def picked(self, expression: Expression, node: LiveNode) -> Sequence[Node]:
        """The nodes that an expression names at a node; none where it fails."""
        try:
            return expression.nodes(Context(self, node))
        except _FAILURES:
            return ()

    def words(self, text: Text, node: LiveNode) -> tuple[str, str]:
        """A text in the language shown, outputs filled in.

        Returns:
            The language it was found in and the words.
        """
        language, parts = text.parts(self.language, self.form.default_language)
        return language, self._put(parts, node)

    def words_in(self, text: Text, node: LiveNode, language: str) -> tuple[str, bool]:
        """A text in one language and no other, outputs filled in; "" where it has none in it.

        Returns:
            The words, and whether they are a draft.
        """
        parts = text.languages.get(language)
        draft = text.drafts.get(language) if not parts else None
        found = parts or draft or ()
        return self._put(found, node), bool(draft)

    def _put(self, parts: TextParts, node: LiveNode) -> str:
        return "".join(part if isinstance(part, str) else self.evaluate(part, node) for part in parts).strip()

    def choices(self, question: Question, node: LiveNode, language: str = "") -> Sequence[tuple[str, str]]:
        """The choices that a question offers now: (name, label), in their order.

        Args:
            question: which.
            node: where it stands.
            language: of the labels, drafts too; "" for the language shown, where drafts give way to their source.
        """
        return [(choice.name, self._label(choice, node, language)) for choice in self.offered(question, node)]

    def _label(self, choice: Choice, node: LiveNode, language: str = "") -> str:
        if choice.label is None:
            return choice.name
        words = self.words_in(choice.label, node, language)[0] if language else ""
        return words or self.words(choice.label, node)[1]

    def names(self, question: Question, node: LiveNode) -> Sequence[str]:
        """The names of the choices that a question offers now, in their order."""
        return tuple([choice.name for choice in self.offered(question, node)])

    def offered(self, question: Question, node: LiveNode) -> Sequence[Choice]:
        """The choices that a question offers now, in their order; an order by chance is drawn once an interview.

        What was shown as «3» must be the third when it is read, whatever was drawn meanwhile.
        """
        source = question.choices
        if source is None:
            return ()
        if source.fixed is not None:
            return source.fixed
        if source.nodeset is None:
            return ()
        series = self._random
        if source.nodeset.volatile:
            self._random = chance.Random(f"{self._seed}:{node.ref}")  # noqa: S311 - ODK's random() is no secret
        try:
            own = self.form.last_saved.instances.isdisjoint(source.nodeset.instances)  # the form's, not ours
            items = source.nodeset.nodes(Context(self, node))
            return tuple(source.kept(item) if own else source.choice(item) for item in items)
        except _FAILURES:
            return ()
        finally:
            self._random = series

    # --- keeping track --------------------------------------------------------------------------------------------

    def _own_relevance(self, node: LiveNode) -> bool:
        if node.kept_own is None:
            node.kept_own = self._holds(node.definition.bind.relevant, node, default=True)
        return node.kept_own

    def _holds(self, rule: Expression | None, node: LiveNode, *, default: bool) -> bool:
        if rule is None:
            return default
        try:
            return rule.boolean(Context(self, node))
        except _FAILURES:
            return default

    def _grow(self, definition: ModelNode, parent: LiveNode | None) -> LiveNode:
        """A node with all below it: of a repeat the instances that the form holds, in a chat at least one."""
        node = LiveNode(self, definition, parent)
        self._grown += 1
        self._at[definition.path].append(node)
        if self.touched is not None:
            self.touched[node] = None
        if definition.path in self._impure:
            self.unsettled[node] = None
        if definition.attributes:
            node.marks = tuple(self._grow(each, node) for each in definition.attributes)
        for child in definition.children:
            live = node.instances(child.name)
            if child.repeat and child.path in self._counts:
                self._recount[child.path, node] = None
            elif child.initial:
                live.extend(self._grow(each, node) for each in child.initial)
            elif not (self._literal and child.repeat):
                live.append(self._grow(child, node))
        return node

    def _uproot(self, node: LiveNode) -> None:
        node.gone = True
        self._at[node.definition.path].remove(node)
        if self.touched is not None:
            self.touched[node] = None
        self.unsettled.pop(node, None)
        for child in node.below():
            self._uproot(child)

    def _root_again(self, node: LiveNode) -> None:
        """A node that was put by comes back: meanwhile anything may have changed."""
        path = node.definition.path
        node.gone = False
        node.forget()
        self._at[path].append(node)
        if self.touched is not None:
            self.touched[node] = None
        if path in self._waiting:
            self.unsettled[node] = None
        for child in node.definition.children:
            if child.path in self._counts:
                self._recount[child.path, node] = None
        for below in node.below():
            self._root_again(below)

    def _changed(self, node: LiveNode) -> None:
        """Forget what was worked out from a node."""
        self._felt(self.form.dependents.reach(node.definition.path), node)

    def _felt(self, reach: Iterable[Reach], node: LiveNode | None) -> None:
        """Forget what was worked out from a node, near it where nothing else reads it; from any node for None."""
        for path, scope, names in reach:
            top = node.within(scope) if node is not None and scope else None
            self._forget(path, self._at[path] if top is None else _down(top, names))
            if path in self._counts or (self.touched is not None and path in self.form.repeats):
                if top is None:
                    parents: Sequence[LiveNode | None] = self._at[path.rpartition("/")[0]]
                else:
                    parents = _down(top, names[:-1]) if names else (top.parent,)
                for parent in parents:
                    if parent is not None and path in self._counts:
                        self._recount[path, parent] = None
                    elif parent is not None and self.touched is not None:
                        self.touched[parent] = None

    def _forget(self, path: str, nodes: Iterable[LiveNode]) -> None:
        waits = path in self._waiting
        for node in nodes:
            node.kept_own = node.kept_relevant = node.kept_value = None
            if waits and not node.gone:
                self.unsettled[node] = None
            if self.touched is not None:
                self.touched[node] = None

    def _again(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._felt((Reach(path, "", ()), *self.form.dependents.reach(path)), None)
        self._follow_counts()

    def _follow_counts(self) -> None:
        """Make each counted repeat as long as its count says.

        A count may read what stands inside its repeat («another one?»), so it may grow step by step; one that never
        settles is left where the limit finds it.
        """
        followed: Counter[tuple[str, LiveNode]] = Counter()
        while self._recount:
            place = next(iter(self._recount))
            del self._recount[place]
            followed[place] += 1
            if followed[place] <= _LIMITS.repeat_instances and not place[1].gone:
                self._follow_count(*place)

    def _follow_count(self, path: str, parent: LiveNode) -> None:
        count = self._counts[path].count
        definition = self.form.nodes[path]
        if count is None:
            return
        try:
            # the count stands on the repeat: `../n` is a sibling of it
            wanted = count.number(Context(self, LiveNode(self, definition, parent)))
        except _FAILURES:
            return
        if math.isnan(wanted):
            return  # nothing is known of how many there are: those that are there stay, as in ODK Web Forms
        many = int(min(wanted, _LIMITS.repeat_instances)) if wanted >= 1 else 0
        held: Sequence[ModelNode] = ()
        if definition.name not in parent.put_by:  # the form's own instances stand there once
            held = next(child.initial for child in parent.definition.children if child.path == path)
        live = parent.instances(definition.name)
        by = parent.put_by.setdefault(definition.name, [])
        if len(live) == many:
            return
        reach = self.form.dependents.reshaped(path, own=True)
        while len(live) > many:
            node = live.pop()
            self._uproot(node)
            if not self._literal:
                by.append(node)
            self._felt(reach, node)
        while len(live) < many:
            if by:
                node = by.pop()
                self._root_again(node)
            elif self._grown >= _LIMITS.live_nodes:
                break
            else:
                node = self._grow(held[len(live)] if len(live) < len(held) else definition, parent)
                self.fresh[node] = None
            live.append(node)
            self._felt(reach, node)


def _down(top: LiveNode, names: Iterable[str]) -> Sequence[LiveNode]:
    """The nodes that steps lead to."""
    nodes: Sequence[LiveNode] = (top,)
    for name in names:
        nodes = [child for above in nodes for child in above.named(name)]
    return nodes


def _stored(text: str, node: LiveNode) -> str:
    """What a node stores of a text that was worked out: a value of its type; a number that is none is nothing."""
    return "" if text == "NaN" else as_type(node.definition.bind.value_type, text)


def _impure(form: FormDefinition, node: ModelNode) -> bool:
    calculation = node.bind.calculation
    if calculation is None:
        return False
    question = form.questions.get(node.path)
    answerable = question is not None and question.number is not None
    return calculation.volatile or _reads_itself(node) or answerable


def _reads_itself(node: ModelNode) -> bool:
    calculation = node.bind.calculation
    return calculation is not None and ("once" in calculation.uses or node.path in calculation.references)


def _volatile(node: ModelNode) -> bool:
    bind = node.bind
    return any(_is_volatile(rule) for rule in (bind.relevant, bind.required, bind.readonly))


def _is_volatile(rule: Expression | None) -> bool:
    return rule is not None and rule.volatile


def _filtered(question: Question) -> bool:
    """Whether its choices depend on the answers to other questions."""
    nodeset = None if question.choices is None else question.choices.nodeset
    return nodeset is not None and bool(nodeset.references or nodeset.places)


def _spoken(node: ModelNode) -> bool:
    return any(rule is not None and rule.uses & _SPOKEN for rule in (node.bind.relevant, node.bind.calculation))
