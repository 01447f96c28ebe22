"""Made-up people in the engine of the chat: they see what the chat shows, and answer as people do there.

    python -m tests.conformance.walker [--seeds N] [--only f045] [FORM…]

What is answered is decided as in a rehearsal (`dialogues.rehearsal.person`); here it is given by key, by number, by
label, or by address, and now and then somebody goes back, corrects, passes, changes the language, removes a repeat
instance, or makes a call. After each step what is asked must be answerable; at the end the log must tell the same
story, and the submission be one.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

from dialogues.forms.definition import FormDefinition
from dialogues.forms.ref import Ref, path_of
from dialogues.interview import inputs as i
from dialogues.interview.addressing import addressed
from dialogues.interview.outline import stops
from dialogues.interview.prompting import address
from dialogues.interview.status import InterviewStatus
from dialogues.interview.submission import to_xml
from dialogues.interview.turn import Step
from dialogues.messages import Key, PromptView, Widget
from dialogues.rehearsal.person import Experience, Person, Rules
from dialogues.xforms.converted import Checked
from dialogues.xforms.xform import compile_xform
from dialogues.xforms.xlsform import check_form
from tests.dialogues.interview.talk import Talk

SHARED = Path(__file__).parents[3] / "shared" / "conformance"
_TYPED = frozenset({Widget.TEXT, Widget.NUMBER, Widget.DATE, Widget.TIME, Widget.DATE_TIME})
_SENT = frozenset({Widget.PLACE, Widget.PHOTO, Widget.VOICE, Widget.VIDEO, Widget.FILE})
_MOST_SENDINGS = 30


class Stuck(AssertionError):  # noqa: N818 - says what is wrong
    """What no person could do anything about; holds what and where, and no answer."""


def guide(checked: Checked) -> FormDefinition | None:
    """The definition of a form that was accepted, mended where that is offered; None of one that is refused."""
    made = (checked.offer or checked).converted
    if made is None:
        return None
    return compile_xform(made.xform, files=made.files, settings=made.settings, statuses=made.statuses)


class Walker:
    """One made-up person in one interview.

    Args:
        form: the guide.
        seed: decides on all.
        rules: of the guide; made once for all its walkers.
    """

    def __init__(self, form: FormDefinition, seed: int, rules: Rules) -> None:
        self.talk = Talk(form, checked=False, preloads={"uid": f"0000-{seed}", "property/deviceid": "baro:7"})
        self.form = form
        self.chance = Random(seed)  # noqa: S311 - a walk, no secret
        self.person = Person(rules, Experience(), seed, scouting=False)
        self.most = 400 + 12 * len(form.questions)
        self.steps = 0
        self.lively = True

    def walk(self) -> int:
        """Answer until the interview is sent; how many steps it took.

        Raises:
            Stuck: a prompt that cannot be answered, or no end.
        """
        sendings = 0
        while self.steps < self.most:
            self.lively = self.steps < self.most // 3
            shown = self._seen()
            interview = self.talk.interview
            if interview.status is InterviewStatus.SENT:
                self._ended()
                return self.steps
            if interview.pending is not None:
                self._decide()
            elif interview.call is not None:
                self._call()
            elif interview.current is None:
                sendings += 1
                if sendings > _MOST_SENDINGS:
                    break
                self._at_the_end(shown)
            elif path_of(interview.current) in self.form.repeats:
                self._another(interview.current)
            else:
                self._question(interview.current, shown)
        raise Stuck(f"no end after {self.steps} steps, at {self.talk.at}")

    # --- what is seen -----------------------------------------------------------------------------------------------

    def _seen(self) -> PromptView:
        """What is asked now; it must be something that a person can do something about."""
        shown = self.talk.asked
        where = self.talk.at
        if self.talk.interview.status is InterviewStatus.SENT:
            return shown
        if not shown.label.text.strip() and not shown.acknowledged and shown.refused is None:
            raise Stuck(f"nothing is asked at {where}")
        interview = self.talk.interview
        questioned = interview.current is not None and interview.pending is None and interview.call is None
        if questioned and not shown.address:
            raise Stuck(f"no number at {where}")
        if shown.widget in (Widget.ONE_OF, Widget.MANY_OF):
            if any(not option.label.strip() for option in shown.options):
                raise Stuck(f"a choice without words at {where}")
        elif shown.widget not in _TYPED | _SENT and not shown.keys:
            raise Stuck(f"no key at {where}")
        return shown

    def _ended(self) -> None:
        """The log tells the same story; the submission is one."""
        self.talk.check()
        root = ET.fromstring(to_xml(self.talk.interview))  # noqa: S314 - our own
        if root.get("id") != self.form.form_id:
            raise Stuck("the submission is of another form")
        if not any(node.tag.endswith("instanceID") and node.text for node in root.iter()):
            raise Stuck("the submission has no instanceID")

    # --- what is done -----------------------------------------------------------------------------------------------

    def _gives(self, given: i.Input) -> Step:
        self.steps += 1
        return self.talk.gives(given)

    def _likely(self, share: float) -> bool:
        return self.lively and self.chance.random() < share

    def _decide(self) -> None:
        """What the interview itself asked: a yes or a no, a day, a reason."""
        pending = self.talk.interview.pending
        if pending is not None and pending.why == "held":
            self._gives(i.Reply("aujourd'hui"))
        elif pending is not None and pending.why == "abandon":
            self._gives(i.Confirmed(yes=False))
        else:
            self._gives(i.Confirmed(yes=self.chance.random() < 0.7))

    def _at_the_end(self, shown: PromptView) -> None:
        if Key.SEND not in shown.keys:
            raise Stuck("nothing can be sent at the end")
        if self._likely(0.3):
            self._gives(i.Back())
        elif self._likely(0.3) and (refs := list(self.talk.interview.answers)):
            self._gives(i.GoTo(self.chance.choice(refs)))
        elif self._likely(0.3) and (instances := self._instances()):
            self._gives(i.RepeatRemoval(self.chance.choice(instances)))
        else:
            self._gives(i.Send())

    def _instances(self) -> list[Ref]:
        instance = self.talk.interview.instance
        return [node.ref for path in self.form.repeats for node in instance.nodes_at(path)]

    def _another(self, ref: Ref) -> None:
        parent = self.talk.interview.instance.node(ref.rpartition("/")[0])
        many = 0 if parent is None else len(parent.named(self.form.repeats[path_of(ref)].name))
        self._gives(i.Confirmed(self.person.another(many)) if self._likely(0.5) else i.Confirmed(False, ref))

    def _question(self, ref: Ref, shown: PromptView) -> None:
        """One thing that a person does at a question."""
        if self._likely(0.04):
            self._gives(i.Back())
        elif self._likely(0.03):
            self._gives(i.NoAnswer(self.chance.choice(list(i.NonResponse))))
        elif self._likely(0.02):
            self._gives(i.Reply(self.chance.choice(("je ne sais pas trop", "12", "oui", "?", "NB : à revoir"))))
        elif self._likely(0.03) and len(self.form.languages) > 1:
            self._gives(i.LanguageChosen(self.chance.choice(self.form.languages)))
        elif self._likely(0.02) and shown.options:
            self._gives(i.Turn(ref, 1, shown.options[-1].label[:3] if self.chance.random() < 0.5 else ""))
        elif self._likely(0.02):
            self._correct()
        elif self._likely(0.01):
            self._gives(i.Call())
        elif self._likely(0.02):
            self._gives(i.Pause())
            self._gives(i.Resume())
        else:
            self._answer(ref, shown)

    def _correct(self) -> None:
        """A question that was answered is answered again, by its address."""
        refs = [ref for ref in self.talk.interview.answers if path_of(ref) in self.form.questions]
        if refs:
            ref = self.chance.choice(refs)
            for given in self._inputs(ref):
                words = self._typed(given, ref)
                self._gives(i.Reply(words, ref, addressed=True) if words else given)

    def _inputs(self, ref: Ref) -> Iterator[i.Input]:
        node = self.talk.interview.instance.node(ref)
        if node is not None:
            yield from self.person.inputs(self.talk.interview, self.form.questions[path_of(ref)], node)

    def _answer(self, ref: Ref, shown: PromptView) -> None:
        """An answer that the guide allows, in one of the ways in which it can be given."""
        before = self.talk.interview.sequence
        for given in self._inputs(ref):
            self._gives(self._as_given(given, ref, shown))
            if self.talk.interview.pending is not None:
                return
        if self.talk.interview.sequence == before or self.talk.interview.current == ref:
            self._gives(i.NoAnswer(i.NonResponse.DONT_KNOW, ref))

    def _as_given(self, given: i.Input, ref: Ref, shown: PromptView) -> i.Input:
        """By key, or typed: a number, a label, or with the question's address before it."""
        words = self._typed(given, ref)
        if not words or not self._likely(0.5):
            return given
        if self.chance.random() < 0.5 or not shown.address:
            return i.Reply(words)
        found = addressed(self.talk.interview, f"{shown.address}) {words}")
        if [one for one, _ in found] != [ref]:
            raise Stuck(f"its own address does not lead to {self.talk.at}")
        return i.Reply(found[0][1], ref, addressed=True)

    def _typed(self, given: i.Input, ref: Ref) -> str:
        """The words for an input: numbers of choices, or their labels; "" where it is not typed."""
        node = self.talk.interview.instance.node(ref)
        match given:
            case i.Reply(text):
                return text
            case i.ChoiceTaken(_, name) if node is not None:
                choices = self.talk.interview.instance.choices(self.form.questions[path_of(ref)], node)
                place = next((place for place, (one, _) in enumerate(choices, 1) if one == name), None)
                return "" if place is None else str(place)
            case i.ChoicesSet(_, names) if node is not None:
                choices = self.talk.interview.instance.choices(self.form.questions[path_of(ref)], node)
                places = {name: str(place) for place, (name, _) in enumerate(choices, 1)}
                return " ".join(places[name] for name in names if name in places)
            case _:
                return ""

    def _call(self) -> None:
        """A few answers by number while a call lasts, then it ends."""
        stops_now = stops(self.form, self.talk.interview.instance)
        asked = [stop.ref for stop in stops_now if path_of(stop.ref) in self.form.questions]
        for ref in self.chance.sample(asked, min(3, len(asked))):
            for given in self._inputs(ref):
                words = self._typed(given, ref)
                number = address(self.talk.interview, ref)
                if words and number:
                    self._gives(i.Reply(words, ref, addressed=True))
                    break
            if self.talk.interview.call is None:
                return
        self._gives(i.HangUp())


def unique_numbers(form: FormDefinition) -> bool:
    """Whether every printed number is one question's."""
    return len(set(form.numbers.values())) == len(form.numbers)


def main() -> int:
    """A campaign: every form, by many people; prints what somebody was stuck at."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("forms", nargs="*", type=Path)
    wanted = parser.parse_args()
    forms = wanted.forms or sorted((SHARED / "xlsforms").glob("*.xls*"))
    trouble = walks = 0
    for path in forms:
        if wanted.only and wanted.only not in path.stem:
            continue
        began = time.process_time()
        form = guide(check_form(path))
        if form is None:
            print(f"{path.stem}: refused")
            continue
        loaded, rules, steps = time.process_time(), Rules.of(form), 0
        for seed in range(wanted.first, wanted.first + wanted.seeds):
            walks += 1
            try:
                steps += Walker(form, seed, rules).walk()
            except Exception as error:  # noqa: BLE001 - a campaign goes on
                trouble += 1
                last = traceback.extract_tb(error.__traceback__)[-1]
                print(f"  {path.stem} seed {seed}: {type(error).__name__} {error!s:.200} ({last.name}:{last.lineno})")
        spent = time.process_time()
        print(f"{path.stem}: {steps} steps, {loaded - began:.1f} s to load, {spent - loaded:.1f} s", flush=True)
    print(f"{walks} walks, {trouble} in trouble")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
