"""What one compiled version of a guide is: an immutable definition that every interview of it shares.

Two trees, as in an ODK XForm: the *model* (every node that can hold a value or has children, hidden ones
included) and the *body* (what is put to a person, in order). They meet by path: `/data/visite/age`, without
positions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from dialogues.expressions import Expression, Node
from dialogues.expressions.nodes import StaticNode

AGENT = "agent"
"""The word of the appearance column that marks what the agent alone fills in: it is not asked of the respondent."""

# Further words of the appearance column, all of them Baro's own; other tools pay no heed to them.
KEPT = "enregistre"
"""What stands before this question is kept, and counts, as soon as it is answered: the rest completes it later."""
AS_BEFORE = "comme_avant"
"""«🔁 Comme la dernière fois» fills this question with what the same person answered the time before."""
ONCE = "une_fois"
"""Asked once: later interviews of the same person begin with the answer of the time before."""
ALIKE = "meme_chose"
"""Two records with the same values in all such questions may be of the same thing."""
LINE = "ligne"
"""May be told with others in one line; figures bear what they count as well, as `ligne-femmes`."""
WHEN_SENT = "si_envoyee"
"""Never asked: takes a file of its kind whenever one is sent at a question that takes none."""

TextParts = tuple[str | Expression, ...]
"""Literal text and expressions (`<output>`) whose string values stand between it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the languages of a guide.

    Args:
        languages: parts by language name as the form writes it («Français (fr)»); "" is the one language of a
            form without translations.
        drafts: translations that nobody has checked; they are never shown in place of the source.
    """

    languages: Mapping[str, TextParts]
    drafts: Mapping[str, TextParts] = field(default_factory=dict)

    def parts(self, language: str, default: str) -> tuple[str, TextParts]:
        """The text in a language, else in the default language, else in the first there is.

        Returns:
            The language found and its parts; ("", ()) when the text is empty in all.
        """
        for candidate in (language, default, ""):
            found = self.languages.get(candidate)
            if found:
                return candidate, found
        for name, found in self.languages.items():
            if found:
                return name, found
        return "", ()


@dataclass(frozen=True, slots=True)
class Media:
    """Files that go with a label: by language, then by kind (`image`, `audio`, `video`, `big-image`)."""

    languages: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list: the name that is stored and the label that is shown."""

    name: str
    label: Text | None
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """Where the choices of a select question come from.

    Args:
        nodeset: the items that are offered now (a `choice_filter` is a predicate in it).
        value: name of the item's child element that holds the choice's name.
        label: name of the item's child element that holds the label, or the id of its translated text.
        translated: whether `label` holds an id into `texts`.
        texts: translated texts by id.
        media: media by text id.
        fixed: the choices themselves where nothing filters them (no expression to evaluate).
    """

    nodeset: Expression | None
    value: str
    label: str
    translated: bool
    texts: Mapping[str, Text]
    media: Mapping[str, Media]
    fixed: tuple[Choice, ...] | None = None
    _kept: dict[Node, Choice] = field(default_factory=dict, init=False, repr=False, compare=False)

    def kept(self, item: Node) -> Choice:
        """The choice that an item stands for, made once where the item never changes."""
        if not isinstance(item, StaticNode):
            return self.choice(item)
        found = self._kept.get(item)
        if found is None:
            found = self._kept[item] = self.choice(item)
        return found

    def choice(self, item: Node) -> Choice:
        """The choice that an item of a secondary instance stands for."""
        name = _child_text(item, self.value)
        label = _child_text(item, self.label)
        if self.translated:
            return Choice(name, self.texts.get(label), self.media.get(label))
        return Choice(name, Text({"": (label,)}) if label else None)


def _child_text(item: Node, name: str) -> str:
    found = item.named(name)
    return found[0].text() if found else ""


class ActionEvent(Enum):
    """When a `setvalue` action runs (ODK XForms specification, «Actions»)."""

    FIRST_LOAD = "odk-instance-first-load"
    LOAD = "odk-instance-load"
    NEW_REPEAT = "odk-new-repeat"
    VALUE_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class Action:
    """A `setvalue`: on an event, a node takes a value.

    Args:
        event: what sets it off.
        target: path of the node that takes the value.
        value: the expression; None empties the node.
        trigger: path of the question whose change sets it off (VALUE_CHANGED), of the repeat in whose control it
            stands (NEW_REPEAT), else None.
        picked: which of the target's nodes are meant, where a predicate says so; None for all.
    """

    event: ActionEvent
    target: str
    value: Expression | None
    trigger: str | None = None
    picked: Expression | None = None


@dataclass(frozen=True, slots=True)
class Bind:
    """The rules of one node (ODK XForms specification, «Bindings»).

    Args:
        value_type: `string`, `int`, `decimal`, `boolean`, `date`, `time`, `dateTime`, `geopoint`, `binary`…
        preload: (kind, parameter) of `jr:preload`, as ("timestamp", "start"); None where there is none.
    """

    value_type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculation: Expression | None = None
    constraint_message: Text | None = None
    required_message: Text | None = None
    preload: tuple[str, str] | None = None


NO_RULES = Bind()


@dataclass(frozen=True, slots=True, eq=False)
class ModelNode:
    """One node of the primary instance's template.

    Args:
        path: `/data/visite/age`, no positions; unique in the form; of an attribute `/data/meta/entity/@id`.
        name: the element's name, prefix included (`orx:meta`, `meta`, `instanceID`); of an attribute `@id`.
        children: child nodes in document order; empty for a leaf.
        repeat: whether the node repeats.
        bind: its rules.
        default: the text that a new instance starts with.
        attributes: its attributes in the order of the form; those of an entity follow rules as elements do.
        initial: of a repeat, the instances that the form itself holds there, each with its own texts; what is added
            is made of the node itself.
    """

    path: str
    name: str
    children: tuple[ModelNode, ...] = ()
    repeat: bool = False
    bind: Bind = NO_RULES
    default: str = ""
    attributes: tuple[ModelNode, ...] = ()
    initial: tuple[ModelNode, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A question or a note of the body.

    Args:
        path: its node in the model.
        type: key of `dialogues.questions` («integer», «select_one», «note»…).
        number: its printed place in the guide (1, 2, 3…); None for what is not asked (notes, read-only).
        guidance_hint: for the agent only, never read aloud.
        appearance: the words of the appearance column.
        parameters: as `start`, `end`, `step` of a range, `rows`, `accuracyThreshold`.
    """

    path: str
    name: str
    type: str
    number: int | None
    label: Text | None
    hint: Text | None = None
    guidance_hint: Text | None = None
    media: Media | None = None
    choices: ChoiceList | None = None
    appearance: frozenset[str] = frozenset()
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Questions that stand together; `path` is None for a group that only lays out."""

    path: str | None
    name: str
    label: Text | None
    appearance: frozenset[str]
    children: tuple[Control, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A group that repeats.

    Args:
        number: its printed place in the guide: the address of «Ajouter …?»; None when `count` decides.
        count: how many instances there are (`repeat_count`); None when the agent decides.
        fixed: nothing may be added or removed by hand (`jr:noAddRemove`).
    """

    path: str
    name: str
    label: Text | None
    number: int | None
    count: Expression | None
    fixed: bool
    appearance: frozenset[str]
    children: tuple[Control, ...]


Control = Question | Group | Repeat


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a control stands in the body.

    Args:
        beside: the controls of its level, itself among them.
        index: its own index there.
        inside: the group or repeat that it stands in; None on the top level.
        above: that one's own place.
    """

    beside: tuple[Control, ...]
    index: int
    inside: Group | Repeat | None
    above: Place | None


def _places(
    beside: tuple[Control, ...], inside: Group | Repeat | None, above: Place | None, into: dict[str, Place]
) -> Mapping[str, Place]:
    for index, control in enumerate(beside):
        place = Place(beside, index, inside, above)
        if not isinstance(control, Group):
            into.setdefault(control.path, place)
        if not isinstance(control, Question):
            _places(control.children, control, place, into)
    return into


class Reach(NamedTuple):
    """Where a change is felt.

    Attributes:
        path: of nodes to work out again.
        scope: path of a repeat: only those in the same instance of it as what changed; "" for all.
        names: the steps from that repeat's instance to them; empty with "".
    """

    path: str
    scope: str
    names: tuple[str, ...]


class Dependents(Mapping[str, tuple[str, ...]], ABC):
    """For a path, every path to work out again when it changes, each after what it depends on; transitive."""

    @abstractmethod
    def reach(self, path: str) -> Sequence[Reach]:
        """Where a change of one node of a path is felt."""

    @abstractmethod
    def reshaped(self, path: str, *, own: bool) -> Sequence[Reach]:
        """Where it is felt that a repeat has an instance more or less.

        Args:
            path: of the repeat.
            own: no other instance has changed its place: what only reads its own instance is felt in this one.
        """


@dataclass(frozen=True, slots=True)
class LastSaved:
    """What a guide reads of the interview before (`${last-saved#name}`).

    Args:
        instances: ids of the secondary instances that stand for it.
        paths: of the nodes that are read there; "" for all of it.
    """

    instances: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()


NOTHING_SAVED = LastSaved()


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond these a form is refused at publication; each is a number of things, not of bytes.

    Args:
        nodes: of a form.
        choices: of a form.
        depth: of nesting.
        file_cells: of one external file: what a row holds in a column, an element, a property.
        repeat_instances: that one repeat may have in an interview; further ones are not added.
        live_nodes: of an interview at which no repeat grows any more: a kilobyte each.
    """

    nodes: int = 20_000
    choices: int = 50_000
    depth: int = 40
    file_cells: int = 300_000
    repeat_instances: int = 5_000
    live_nodes: int = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class FormDefinition:
    """One compiled version of a guide.

    Args:
        form_id: identity of the guide within a project.
        version: its version; "" when the form says none.
        title: the form's title.
        languages: language names as the form writes them; ("",) for a form without translations.
        default_language: one of `languages`.
        root: the primary instance's template.
        nodes: every model node by path, in document order.
        body: what is put to a person, in order.
        questions: every question and note by path, in body order.
        repeats: every repeat of the body by path.
        numbers: path by printed number.
        actions: `setvalue` actions in document order.
        instances: secondary instances by id (internal lists and external files), as document nodes.
        texts: translated texts by id, for `jr:itext` and `jr:choice-name`.
        dependents: what must be worked out again when a path changes.
        submission: attributes of the primary instance's root to send (`id`, `version`, namespaces) by name.
        settings: Baro's own settings of the guide: `titre_discret`, `famille`, `confidentialite`, `objet`,
            `duree`; missing where the sheet says nothing.
        statuses: translation status by (path or list/name, language); `source`, `draft` or `reviewed`.
        last_saved: what it reads of the interview before.

    Attributes:
        places: where each question and repeat stands in the body, by path.
        keeps: whether the guide has a record kept before it is sent.
    """

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    default_language: str
    root: ModelNode
    nodes: Mapping[str, ModelNode]
    body: tuple[Control, ...]
    questions: Mapping[str, Question]
    repeats: Mapping[str, Repeat]
    numbers: Mapping[int, str]
    actions: tuple[Action, ...]
    instances: Mapping[str, Node]
    texts: Mapping[str, Text]
    dependents: Dependents
    submission: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[tuple[str, str], str] = field(default_factory=dict)
    last_saved: LastSaved = NOTHING_SAVED
    places: Mapping[str, Place] = field(init=False)
    keeps: bool = field(init=False)

    def __post_init__(self) -> None:
        """Find once what is asked for at every step."""
        object.__setattr__(self, "places", _places(self.body, None, None, {}))
        kept = any(KEPT in question.appearance for question in self.questions.values())
        object.__setattr__(self, "keeps", kept)
