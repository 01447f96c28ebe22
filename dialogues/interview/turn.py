"""The work of one step: what it has recorded, what it owes, and where the interview stands after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.forms.definition import Action, ActionEvent, Question
from dialogues.forms.ref import Ref, address_of, path_of
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview.gaps import handled
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.outline import Stop, stop_at, stops
from dialogues.interview.status import InterviewStatus
from dialogues.interview.tongues import context_of, read_words
from dialogues.messages import Phrase
from dialogues.questions import ParseContext, Read, Unread


@dataclass(frozen=True, slots=True)
class Step:
    """What one input led to.

    Args:
        events: already applied to the interview, to be appended to its log in one piece.
        effects: what the world owes.
    """

    events: tuple[e.Event, ...]
    effects: tuple[f.Effect, ...]


class Turn:
    """The work of one step: what it has recorded and what it owes so far."""

    def __init__(self, interview: Interview, now: int) -> None:
        self.interview = interview
        self.form = interview.form
        self.instance = interview.instance
        self.now = now
        self.events: list[e.Event] = []
        self.effects: list[f.Effect] = []
        self._acting: list[LiveNode] = []

    def step(self) -> Step:
        """What this turn led to."""
        return Step(tuple(self.events), tuple(self.effects))

    def record(self, event: e.Event) -> None:
        """Take an event in, and keep it for the log."""
        self.interview.apply(event)
        self.instance = self.interview.instance  # another one, where a correction was left
        self.events.append(event)

    def ask(self, *, acknowledged: Sequence[Phrase] = (), refused: Phrase | None = None) -> None:
        """Put the question that waits, once more or anew."""
        self.effects.append(f.Ask(tuple(acknowledged), refused))

    def tell(self, key: str, **params: str | int) -> None:
        """Say something apart from the question."""
        self.effects.append(f.Tell(Phrase(key, params)))

    def refuse(self, key: str, **params: str | int) -> None:
        """Say why the message could not be taken, with the question again."""
        self.ask(refused=Phrase(key, params))

    def decline(self, ref: Ref, phrase: Phrase) -> None:
        """Refuse words; where they were about another question than the one that waits, its number is said."""
        if ref != self.interview.current and path_of(ref) in self.form.questions:
            phrase = Phrase(phrase.key, {**phrase.params, "at": ref})
        self.ask(refused=phrase)

    # --- values that no person types ------------------------------------------------------------------------------

    def set_value(self, node: LiveNode, value: str) -> None:
        """Record a value that no person typed, if it is another."""
        if node.stored != value:
            self.record(e.ValueSet(self.now, node.ref, value))

    def settle(self) -> None:
        """Run the actions of new instances and work out what is not pure, until nothing changes any more.

        The order of dependencies settles sooner than the limit; two that set each other off for ever must not hang
        a chat.
        """
        instance = self.instance
        for _ in range(len(self.form.nodes) + 10):
            fresh = tuple(instance.fresh)
            instance.fresh.clear()
            for node in fresh:
                if not node.gone:
                    self.act(ActionEvent.NEW_REPEAT, node)
            waiting = tuple(instance.unsettled)
            instance.unsettled.clear()
            if not fresh and not waiting:
                return
            for node in waiting:
                if not node.gone and instance.relevant(node):
                    value = instance.settled(node)
                    if value is not None:
                        self.record(e.ValueSet(self.now, node.ref, value))
        instance.unsettled.clear()
        instance.fresh.clear()

    def act(self, event: ActionEvent, trigger: LiveNode | None) -> None:
        """Run the `setvalue` actions of an event; for a changed question or a new instance those near it.

        A question that an action changes sets off its own actions, as in ODK's engines; none does so within itself.
        """
        for action in self.form.actions:
            if action.event is not event or (trigger is not None and not _concerns(action, trigger)):
                continue
            for node in self._targets(action, trigger):
                value = "" if action.value is None else self.instance.calculated(action.value, node)
                changes = node.stored != value
                self.set_value(node, value)
                if changes and node not in self._acting and node.definition.path in self.form.questions:
                    self._acting.append(node)
                    self.act(ActionEvent.VALUE_CHANGED, node)
                    self._acting.pop()

    def _targets(self, action: Action, trigger: LiveNode | None) -> Sequence[LiveNode]:
        """The nodes that take the value of an action."""
        nodes = tuple(self.instance.nodes_at(action.target))
        if action.picked is not None:
            base = next((node for node in nodes if trigger is None or _near(node, trigger)), self.instance.top)
            meant = self.instance.picked(action.picked, base)
            return tuple(node for node in nodes if node in meant)
        return tuple(node for node in nodes if trigger is None or _near(node, trigger))

    # --- where the interview stands -------------------------------------------------------------------------------

    def stop_at(self, ref: Ref | None) -> Stop | None:
        """The stop at a ref, if it is one now."""
        if ref is None:
            return None
        return stop_at(self.form, self.instance, ref)

    def move_on(self, after: Ref | None) -> None:
        """Go to the first open stop after a place, else the first open one of the guide, else the end."""
        behind = after if self.stop_at(after) is not None else None
        for stop in stops(self.form, self.instance, behind):
            if stop.ref != after and not handled(self.interview, stop):
                self.move(stop.ref)
                return
        earlier = stops(self.form, self.instance) if behind is not None else ()
        self.move(next((s.ref for s in earlier if s.ref != after and not handled(self.interview, s)), None))

    def move(self, ref: Ref | None) -> None:
        """Go to a stop; None is the end."""
        if self.interview.current != ref or len(self.events) == 1:
            self.record(e.Moved(self.now, ref))

    def stay_on_the_way(self) -> None:
        """After an answer elsewhere: the current stop may have gone, or the end may not be one any more."""
        current = self.interview.current
        if current is None or not self.waits_at(current):
            self.move_on(current)

    def keep_to_the_way(self) -> None:
        """Leave a stop that is none any more though nobody answered: time passed, or a calculation changed."""
        current = self.interview.current
        if self.interview.call is not None:
            return  # nothing is asked: the place does not matter
        if current is None or not self.interview.open or self.waits_at(current):
            return
        self.move_on(current)
        if self.interview.status is InterviewStatus.ACTIVE and not any(isinstance(x, f.Ask) for x in self.effects):
            self.ask()

    def waits_at(self, ref: Ref) -> bool:
        """Whether a ref is a stop now, or a question that a call may answer."""
        if path_of(ref) in self.form.repeats:
            return self.stop_at(ref) is not None
        return self.question(ref) is not None

    def overtake(self, ref: Ref) -> None:
        """An answer to the question that waits drops what was proposed about it, or about the interview itself."""
        pending = self.interview.pending
        if pending is not None and ref == self.interview.current and pending.ref in (None, ref):
            self.record(e.ProposalDropped(self.now))

    def question(self, ref: Ref | None) -> tuple[Question, LiveNode] | None:
        """The question at a ref, if a person may answer it now."""
        if ref is None:
            return None
        node = self.instance.node(ref)
        question = self.form.questions.get(path_of(ref))
        if node is None or question is None or question.number is None:
            return None
        if self.instance.readonly(node) or not (self.interview.call is not None or self.instance.relevant(node)):
            return None  # during a call answers come in any order, also before what decides whether they are asked
        return question, node

    def context(self, question: Question, node: LiveNode) -> ParseContext:
        """What the question's own parser may know."""
        return context_of(self.interview, question, node)

    def read(self, question: Question, node: LiveNode, words: str, also: tuple[str, ...] = ()) -> Read | Unread:
        """Words as the question reads them, by the labels of any language of the guide.

        Args:
            question: which.
            node: where it stands.
            words: as typed.
            also: tags of languages that count besides those of the interview.
        """
        return read_words(self.interview, question, node, words, also)

    def changed(self, node: LiveNode) -> None:
        """Run what a new value sets off."""
        self._acting.append(node)
        self.act(ActionEvent.VALUE_CHANGED, node)
        self._acting.pop()
        self.settle()

    def refuse_value(self, node: LiveNode) -> None:
        """The guide's own words on why a value cannot be; they are found again when they are shown."""
        self.decline(node.ref, Phrase("interview.constraint", {"ref": node.ref}))

    def noted(self, ref: Ref) -> Phrase:
        """«✓ Oui»: the value is put in when it is shown, so that what is owed holds no answer."""
        return Phrase("interview.noted", {"ref": ref})


def _concerns(action: Action, trigger: LiveNode) -> bool:
    if action.event is ActionEvent.VALUE_CHANGED or action.trigger == trigger.definition.path:
        return action.trigger == trigger.definition.path
    return action.target.startswith(trigger.definition.path + "/")


def _near(node: LiveNode, trigger: LiveNode) -> bool:
    """Whether a target shares every repeat instance that both lie in with what set the action off."""
    above: dict[str, LiveNode] = {}
    here: LiveNode | None = trigger
    while here is not None:
        if here.definition.repeat:
            above[here.definition.path] = here
        here = here.parent
    here = node
    while here is not None:
        if here.definition.repeat and above.get(here.definition.path, here) is not here:
            return False
        here = here.parent
    return True


def address_in(question: Question, ref: Ref) -> str:
    """The printed number of a question, repeat instances included."""
    return address_of(question.number or 0, ref)
