"""An interview held step by step in a test, and checked after every step: its log must tell the same story.

talk = Talk(FORM)
talk.says("35")
assert talk.value("age") == "35"
assert talk.at == "commune"
"""

from __future__ import annotations

from functools import cache

from dialogues.forms.definition import FormDefinition
from dialogues.forms.ref import Ref
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.engine import start, step
from dialogues.interview.interview import Interview, replay
from dialogues.interview.prompting import answer_shown, say, standing, view
from dialogues.interview.submission import canonical, to_xml
from dialogues.interview.turn import Step
from dialogues.locales import Locales
from dialogues.messages import PromptView
from dialogues.xforms.xform import compile_xform
from tests.support.scenario import converted

NOON = 1_772_539_200_000
"""2026-03-03 12:00 in Bamako, UTC milliseconds."""

LOCALES = Locales.load()


@cache
def form_of(markdown: str) -> FormDefinition:
    """A compiled form of Markdown tables, or a shipped guide by its name."""
    made = converted(markdown)
    return compile_xform(made.xform, files=made.files, settings=made.settings, statuses=made.statuses)


def begun(form: FormDefinition, **more: object) -> e.InterviewStarted:
    """A start event."""
    preloads = {"uid": "0000-1", "property/username": "A07", "property/deviceid": "baro:7", "field/organisation": "ONG"}
    fields = {"language": form.default_language, "preloads": preloads, **more}
    return e.InterviewStarted(NOON, form.form_id, form.version, "Africa/Bamako", 7, **fields)  # type: ignore[arg-type]


def state(interview: Interview, ask: f.Ask) -> dict[str, object]:
    """Everything about an interview that a person, the store or an export could see."""
    instance = interview.instance
    nodes = {
        leaf.ref: (
            leaf.stored,
            instance.value(leaf),
            instance.relevant(leaf),
            instance.readonly(leaf),
            instance.required(leaf),
            instance.satisfied(leaf),
        )
        for leaf in instance.leaves()
    }
    return {
        "sequence": interview.sequence,
        "updated_at": interview.updated_at,
        "status": interview.status,
        "current": interview.current,
        "arrived": interview.arrived,
        "answers": dict(interview.answers),
        "notes": dict(interview.notes),
        "pending": interview.pending,
        "closed": set(interview.closed),
        "sent_at": interview.sent_at,
        "language": interview.language,
        "standing": standing(interview),
        "nodes": nodes,
        "view": view(interview, ask, LOCALES, "fr", ""),
        "json": canonical(interview),
        "xml": to_xml(interview),
    }


class Talk:
    """One interview and its log.

    Args:
        form: Markdown tables, the name of a shipped guide, or a definition.
        checked: whether the log is replayed and compared after every step.
        more: fields of the start event.
    """

    def __init__(self, form: str | FormDefinition, *, checked: bool = True, **more: object) -> None:
        self.form = form_of(form) if isinstance(form, str) else form
        self.now = NOON
        self.checked = checked
        self.log: list[tuple[int, e.Event]] = []
        self.interview, first = start(self.form, begun(self.form, **more))
        self.step = first
        self._keep(first)

    def gives(self, given: i.Input, *, after: int = 20_000) -> Step:
        """Put one input in, `after` milliseconds later."""
        self.now += after
        made = step(self.interview, given, self.now)
        self._keep(made)
        return made

    def _keep(self, made: Step) -> None:
        self.step = made
        for event in made.events:
            self.log.append((len(self.log) + 1, event))
        if self.checked:
            self.check()

    def check(self) -> None:
        """The log tells the same story as the interview that was stepped."""
        told = replay(self.form, self.log)
        told.instance.set_now(self.now)
        ask = next((x for x in self.step.effects if isinstance(x, f.Ask)), f.Ask())
        assert state(told, ask) == state(self.interview, ask)

    # --- what the person does -------------------------------------------------------------------------------------

    def says(self, *texts: str) -> Step:
        """Words to the current question, one message each."""
        for text in texts:
            self.gives(i.Reply(text))
        return self.step

    def unread(self) -> Step:
        """No reader understands the words that were handed out last."""
        asked = next(effect for effect in self.step.effects if isinstance(effect, f.Interpret))
        return self.gives(i.Interpreted(asked.ref, None, "", certain=False, text=asked.text, here=asked.here))

    def writes(self, name: str, text: str) -> Step:
        """Words by address."""
        return self.gives(i.Reply(text, self.ref(name), addressed=True))

    def takes(self, *names: str, at: str | None = None) -> Step:
        """Choices by key, at the current question or another."""
        for name in names:
            where = self.interview.current if at is None else self.ref(at)
            assert where is not None
            self.gives(i.ChoiceTaken(where, name))
        return self.step

    def done(self) -> Step:
        """«Terminé», «Suite»."""
        return self.gives(i.Done())

    def passes(self, kind: i.NonResponse = i.NonResponse.SKIPPED) -> Step:
        """«Passer», or another reason for no answer."""
        return self.gives(i.NoAnswer(kind))

    def yes(self) -> Step:
        """«Oui»."""
        return self.gives(i.Confirmed(yes=True))

    def no(self) -> Step:
        """«Non»."""
        return self.gives(i.Confirmed(yes=False))

    def back(self) -> Step:
        """«Revenir»."""
        return self.gives(i.Back())

    def goes_to(self, name: str) -> Step:
        """A line of the correction list."""
        return self.gives(i.GoTo(self.ref(name)))

    def sends(self) -> Step:
        """«Envoyer»."""
        return self.gives(i.Send())

    # --- what there is to see -------------------------------------------------------------------------------------

    def ref(self, name: str) -> Ref:
        """The ref of a short name below the root."""
        return Ref(f"/{self.form.root.name}/{name}")

    def short(self, ref: str | None) -> str | None:
        """A ref without the root."""
        return None if ref is None else ref.removeprefix(f"/{self.form.root.name}/")

    @property
    def at(self) -> str | None:
        """The current stop, None at the end."""
        return self.short(self.interview.current)

    def value(self, name: str) -> str:
        """The value of a node, relevant or not."""
        node = self.interview.instance.node(self.ref(name))
        assert node is not None
        return self.interview.instance.value(node)

    def relevant(self, name: str) -> bool:
        """Whether a node is relevant."""
        node = self.interview.instance.node(self.ref(name))
        return node is not None and self.interview.instance.relevant(node)

    def statut(self, name: str) -> str:
        """The statut of a question, "" when nothing is recorded."""
        known = self.interview.answers.get(self.ref(name))
        return "" if known is None else known.statut

    def shown(self, name: str) -> str:
        """A recorded answer as a person reads it."""
        return answer_shown(self.interview, self.ref(name), LOCALES, "fr")

    @property
    def asked(self) -> PromptView:
        """The prompt of the newest step, or the one that would be put now."""
        ask = next((x for x in self.step.effects if isinstance(x, f.Ask)), f.Ask())
        return view(self.interview, ask, LOCALES, "fr", "")

    @property
    def refused(self) -> str:
        """Key of why the newest message was not taken, "" when it was."""
        found = next((x.refused for x in self.step.effects if isinstance(x, f.Ask) and x.refused), None)
        return "" if found is None else found.key

    @property
    def told(self) -> list[str]:
        """Keys of what was told without asking."""
        return [x.phrase.key for x in self.step.effects if isinstance(x, f.Tell)]

    @property
    def words(self) -> str:
        """What the newest step tells, acknowledges or refuses, in French."""
        told = [x.phrase for x in self.step.effects if isinstance(x, f.Tell)]
        said = [say(self.interview, phrase, LOCALES, "fr", "") for phrase in told]
        if any(isinstance(x, f.Ask) for x in self.step.effects):
            said += [*self.asked.acknowledged, *((self.asked.refused,) if self.asked.refused else ())]
        return "\n".join(LOCALES.text(phrase, "fr") for phrase in said)

    @property
    def events(self) -> list[str]:
        """Names of the newest step's events."""
        return [type(event).__name__ for event in self.step.events]
