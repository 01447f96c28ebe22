"""The current prompt as a function of state: resume, resend, change of language and «where was I» are one function.

`standing` says what the interview waits for, for the store; `view` puts it into words, for a channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dialogues.forms.definition import AGENT, LINE, Question, Text
from dialogues.forms.languages import native_name
from dialogues.forms.ref import Ref, address_of, path_of
from dialogues.interview import effects as f
from dialogues.interview import held
from dialogues.interview.ahead import figures
from dialogues.interview.calling import we_were_at
from dialogues.interview.callsheet import label_of
from dialogues.interview.codes import WHICH, offered_codes
from dialogues.interview.consequences import announced
from dialogues.interview.filling import BESIDE, SLOT, offers_before, said_back
from dialogues.interview.instance import LiveNode
from dialogues.interview.interview import Interview
from dialogues.interview.narrowing import found_in
from dialogues.interview.outline import Passage, closing_notes, stop_at, told_before
from dialogues.interview.tongues import counts_in, labels_beside, next_language, spoken
from dialogues.locales import Locales
from dialogues.messages import Key, Medium, Option, Phrase, PromptView, ReadAloud, Widget
from dialogues.questions import QUESTION_TYPES

_KINDS = ("audio", "image", "video")
REASONS = (Key.TYPO, Key.TOLD, Key.CHECKED)
"""Keys that are a reason to correct a sent interview by themselves."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an interview waits for.

    Args:
        about: `question`, `repeat` («Ajouter …?»), `end`, `call` (nothing is asked while it lasts), or why
            something waits for a yes: `correct`, `reading`, `codes` (for one of several),
            `waive`, `held`, `abandon`, `withdraw`, `reopen`, `undo`.
        ref: what it is about; None for the interview itself.
        address: as printed, without the interview's letter; "" for none.
        names: names of the choices in the order of their keys.
    """

    about: str
    ref: Ref | None
    address: str
    names: tuple[str, ...] = ()


def address(interview: Interview, ref: Ref) -> str:
    """The printed address of a question or of a repeat's «Ajouter …?», without the letter."""
    path = path_of(ref)
    question = interview.form.questions.get(path)
    number = question.number if question is not None else interview.form.repeats[path].number
    return "" if number is None else address_of(number, ref)


_NUMBER_ONLY = ("call.heard", "call.write_it", "interview.unchanged", "interview.goes_on", "service.one_correction")
"""What is said of a question by its number, without its answer."""


SLOTS = frozenset(
    [
        "jour",
        "lieu",
        "lieu-autre",
        "type",
        "theme",
        "theme-autre",
        "femmes",
        "hommes",
        "filles",
        "garcons",
        "personnes",
        "duree",
    ]
)
"""What a question may take of a sentence; each has a short name among the bot's words."""

_SAID_BACK = {"oui": "session.right", "non": "menu.correct"}
"""The keys of what is said back of a sentence."""


def slot_name(interview: Interview, ref: Ref, locales: Locales, tag: str) -> str:
    """What a question takes of a sentence, in short.

    Args:
        interview: where it stands.
        ref: the question.
        locales: the bot's own words.
        tag: language of the person.
    """
    name = _Writer(interview, locales, tag, "").slot_name(ref)
    return name if isinstance(name, str) else locales.text(name, tag)


def standing(interview: Interview) -> Standing:
    """What an interview waits for now."""
    pending = interview.pending
    if pending is not None:
        where = address(interview, pending.ref) if pending.ref else ""
        return Standing(pending.why, pending.ref, where, offered_codes(interview))
    if interview.call is not None and interview.open:
        return Standing("call", None, "")
    if interview.current is None:
        return Standing("end", None, "")
    path = path_of(interview.current)
    if path in interview.form.repeats:
        return Standing("repeat", interview.current, address(interview, interview.current))
    node = interview.instance.node(interview.current)
    if node is None:
        raise LookupError("the current question is not in the interview")
    names = tuple(interview.instance.names(interview.form.questions[path], node))
    return Standing("question", interview.current, address(interview, interview.current), names)


def view(interview: Interview, ask: f.Ask, locales: Locales, tag: str, letter: str) -> PromptView:
    """The current prompt in words.

    Args:
        interview: where it stands.
        ask: what was noted or refused just before, and which part of a long list is shown.
        locales: the bot's own words.
        tag: language of the person.
        letter: of the interview where several are open, else "".
    """
    languages = (ask.language,) if ask.language in interview.form.languages and ask.language else interview.languages
    return _Writer(interview, locales, tag, letter, languages).prompt(ask)


def say(interview: Interview, phrase: Phrase, locales: Locales, tag: str, letter: str) -> Phrase:
    """A phrase about an interview, its refs replaced by addresses and answers."""
    return _Writer(interview, locales, tag, letter).resolved(phrase)


def answer_shown(interview: Interview, ref: Ref, locales: Locales, tag: str) -> str:
    """What is recorded for a question, as a person reads it; "" for nothing."""
    return _Writer(interview, locales, tag, "").answer(ref)


def label_shown(interview: Interview, question: Question, node: LiveNode) -> str:
    """The label of a question in the language shown."""
    return interview.instance.words(question.label, node)[1] if question.label is not None else question.name


@dataclass(frozen=True, slots=True)
class _Writer:
    interview: Interview
    locales: Locales
    tag: str
    letter: str
    languages: tuple[str, ...] = ()

    @property
    def strict(self) -> bool:
        return self.interview.strict

    # --- phrases about answers ------------------------------------------------------------------------------------

    def resolved(self, phrase: Phrase) -> Phrase:
        at = phrase.params.get("at")
        if isinstance(at, str):
            return self.elsewhere(Ref(at), Phrase(phrase.key, {k: v for k, v in phrase.params.items() if k != "at"}))
        if phrase.key.startswith("consequences."):
            numbers = (self.letter + n if n[0].isdigit() else n for n in str(phrase.params["numbers"]).split())
            return Phrase(phrase.key, {**phrase.params, "numbers": ", ".join(numbers)})
        ref = phrase.params.get("ref")
        if not isinstance(ref, str):
            return phrase
        where = Ref(ref)
        if phrase.key in ("interview.constraint", "interview.required"):
            return self.refusal(phrase.key, where)
        number = self.letter + address(self.interview, where)
        if phrase.key in _NUMBER_ONLY:
            return Phrase(phrase.key, {"address": number})
        if self.strict:
            return Phrase("interview.noted_strict", {"address": number})
        if phrase.key == SLOT:
            return self.slot(where, number)
        if phrase.key == BESIDE:
            return Phrase(BESIDE, {"slot": self.slot_name(where), "value": _short(self.answer(where))})
        key = phrase.key if phrase.key.startswith("call.") else "interview.noted"
        return Phrase(key, {"address": number, "value": _short(self.answer(where))})

    def slot(self, ref: Ref, number: str) -> Phrase:
        """«2. Lieu : Kati», «— à vérifier» where that is so."""
        answer = self.interview.answers.get(ref)
        doubtful = ref in self.interview.recheck or (answer is not None and answer.doubtful)
        params = {"address": number, "slot": self.slot_name(ref), "value": _short(self.answer(ref))}
        return Phrase("session.slot_doubtful" if doubtful else SLOT, params)

    def slot_name(self, ref: Ref) -> str | Phrase:
        """A short name of what a question takes, where its guide says what that is; else its label."""
        question, node = self.interview.form.questions[path_of(ref)], self.interview.instance.node(ref)
        for word in question.appearance:
            slot = "jour" if word == LINE and question.type == "date" else word.removeprefix(f"{LINE}-")
            if slot in SLOTS and word.startswith(LINE):
                return Phrase(f"session.slots.{slot}")
        return question.name if node is None else label_shown(self.interview, question, node)

    def elsewhere(self, ref: Ref, phrase: Phrase) -> Phrase:
        """A phrase about another question than the one that it stands above: it begins with that one's number."""
        plain = self.resolved(phrase)
        number = address(self.interview, ref)
        if not number:
            return plain
        text = self.locales.text(plain, self.tag)
        return Phrase("interview.about", {"address": self.letter + number, "text": text})

    def refusal(self, key: str, ref: Ref) -> Phrase:
        """Why a value cannot be, or one has to be: the guide's own words, ours where it has none."""
        of_constraint = key == "interview.constraint"
        node = self.interview.instance.node(ref)
        if node is not None:
            bind = node.definition.bind
            message = bind.constraint_message if of_constraint else bind.required_message
            words = "" if message is None else self.interview.instance.words(message, node)[1]
            if words:
                return Phrase("interview.said_by_guide", {"text": words})
        return Phrase("interview.refused" if of_constraint else key)

    def answer(self, ref: Ref) -> str:
        known = self.interview.answers.get(ref)
        node = self.interview.instance.node(ref)
        if known is None or node is None:
            return ""
        if known.statut != "repondu":
            return self.locales.text(Phrase(f"interview.statut_{known.statut}"), self.tag)
        if known.voices:
            spoken_parts = {voice.part for voice in known.voices}
            voice = self.own("interview.voice_shown")
            return "\n".join(voice if part in spoken_parts else text for part, text in known.parts)
        return self.shown(ref, node, self.interview.instance.value(node))

    def shown(self, ref: Ref, node: LiveNode, value: str) -> str:
        question = self.interview.form.questions[path_of(ref)]
        return QUESTION_TYPES[question.type].display(
            value, question, self.options(question, node), self.locales, self.tag
        )

    # --- prompts --------------------------------------------------------------------------------------------------

    def prompt(self, ask: f.Ask) -> PromptView:
        waits = standing(self.interview)
        number = self.letter + waits.address if waits.address else ""
        noted = tuple(self.resolved(phrase) for phrase in ask.acknowledged)
        refused = None if ask.refused is None else self.resolved(ask.refused)
        if waits.about == "question" and waits.ref is not None:
            return self.question(waits.ref, number, ask, noted, refused)
        if waits.about == "call":
            return self.call(ask, noted, refused)
        if waits.about == held.HELD:
            return self.held(noted, refused)
        if waits.about == "reopen":
            return self.reason(noted, refused)
        if waits.about == WHICH:
            return self.which(waits, number, noted, refused)
        keys: tuple[Key, ...] = (Key.YES, Key.NO)
        notes: Sequence[Passage] = ()
        if waits.about == "repeat" and waits.ref is not None:
            words = self.another(waits.ref)
        elif waits.about == "end":
            keys = (Key.SEND, Key.REVIEW, Key.CORRECT)
            correcting = self.interview.correction is not None
            words = self.own("correcting.ask_end" if correcting else "interview.ask_end")
            notes = () if correcting else closing_notes(self.interview.form, self.interview.instance)
        else:
            words = self.proposal(waits, number)
        return PromptView(
            address=number,
            widget=Widget.CONFIRM,
            label=ReadAloud(words),
            hint=self.corrected(waits),
            notes=tuple(self.passage(note) for note in notes if not note.title) if refused is None else (),
            keys=keys,
            acknowledged=noted,
            refused=refused,
        )

    def question(
        self, ref: Ref, number: str, ask: f.Ask, noted: tuple[Phrase, ...], refused: Phrase | None
    ) -> PromptView:
        interview = self.interview
        question = interview.form.questions[path_of(ref)]
        node = interview.instance.node(ref)
        if node is None:
            raise LookupError("the current question is not in the interview")
        kind = QUESTION_TYPES[question.type]
        options = self.options(question, node)
        if ask.search:
            options = tuple(found_in(options, ask.search))
        if interview.told and said_back(interview) == ref:
            options = tuple(replace(each, label=self.own(_SAID_BACK.get(each.name, "menu.help"))) for each in options)
        passages: Sequence[Passage] = ()
        stop = stop_at(interview.form, interview.instance, ref)
        if stop is not None and refused is None and not ask.page and not ask.search:
            passages = told_before(interview.form, interview.instance, stop)
        passages = [passage for passage in passages if not passage.title or _opens(passage, ref)]
        begins = next((at for at, passage in enumerate(passages) if passage.title), 0)
        offered = ref not in interview.answers and bool(node.stored)
        current = self.shown(ref, node, node.stored) if offered else self.answer(ref)
        again = ref in interview.recheck
        return PromptView(
            address=number,
            widget=kind.widget,
            label=self.label(question, node),
            before=tuple(self.passage(passage) for passage in passages[:begins] if not passage.title),
            section=_section(passages[begins:], interview),
            notes=tuple(self.passage(passage) for passage in passages[begins:] if not passage.title),
            hint=self.read(question.hint, node, f"{question.path}:hint") or self.bounds(question),
            guidance=self.read(question.guidance_hint, node, f"{question.path}:guidance"),
            options=options,
            keys=_keys(
                question,
                kind.widget,
                {option.name for option in options},
                goes_on=offered or again or kind.is_open(question.appearance),
                other_day=self.other_day(node) if kind.widget is Widget.DATE else Key.YESTERDAY,
                before=offers_before(interview, ref),
            ),
            acknowledged=noted,
            refused=refused or self.after_call(ref),
            progress=self.progress(number),
            page=ask.page,
            searched=ask.search,
            media=self.media([p.path for p in passages if not p.title] + [question.path]),
            current="" if self.strict else _short(current),
            required=interview.instance.required(node),
            repeat_in=native_name(next_language(interview, self.languages)),
        )

    def other_day(self, node: LiveNode) -> Key:
        """The day beside today that the guide lets one answer: an appointment is not yesterday."""
        today = self.interview.instance.now().date()
        before, after = ((today + timedelta(days=days)).isoformat() for days in (-1, 1))
        allows = self.interview.instance.allows
        return Key.TOMORROW if allows(node, after) and not allows(node, before) else Key.YESTERDAY

    def call(self, ask: f.Ask, noted: tuple[Phrase, ...], refused: Phrase | None) -> PromptView:
        """What stands there during a call: one short line for what was noted, else where one was."""
        call = self.interview.call
        cut = call is not None and call.cut
        brief = refused is not None or any(phrase.params or phrase.key == "call.begun" for phrase in ask.acknowledged)
        words = "" if brief else self.own("call.cut" if cut else "call.on")
        place = None if brief else we_were_at(self.interview)
        if place is not None:
            question = self.interview.form.questions[path_of(place)]
            label = label_of(self.interview, question)
            number = self.letter + address(self.interview, place)
            words += "\n" + self.own("call.we_were_at", number=number, label=label)
        return PromptView(
            address="",
            widget=Widget.TEXT,
            label=ReadAloud(words),
            keys=(Key.CALL, Key.HUNG_UP) if cut else (Key.HUNG_UP, Key.CUT),
            acknowledged=noted,
            refused=refused,
            required=True,
        )

    def held(self, noted: tuple[Phrase, ...], refused: Phrase | None) -> PromptView:
        """«L'entretien a eu lieu quand ?»."""
        return PromptView(
            address="",
            widget=Widget.DATE,
            label=ReadAloud(self.own("interview.ask_held")),
            keys=held.keys(self.interview.instance.now().hour),
            acknowledged=noted,
            refused=refused,
            required=True,
        )

    def reason(self, noted: tuple[Phrase, ...], refused: Phrase | None) -> PromptView:
        """Why a sent interview is corrected: a key, or a few words."""
        return PromptView(
            address="",
            widget=Widget.TEXT,
            label=ReadAloud(self.own("correcting.ask_reason")),
            keys=(*REASONS, Key.OTHER, Key.NO),
            acknowledged=noted,
            refused=refused,
            required=True,
        )

    def which(self, waits: Standing, number: str, noted: tuple[Phrase, ...], refused: Phrase | None) -> PromptView:
        """Which of the codes that a picture shows."""
        return PromptView(
            address=number,
            widget=Widget.ONE_OF,
            label=ReadAloud(self.own("interview.ask_codes")),
            options=tuple(Option(code, code) for code in waits.names),
            keys=(Key.NO,),
            acknowledged=noted,
            refused=refused,
            required=True,
        )

    def after_call(self, ref: Ref) -> Phrase | None:
        """Why a question is asked again after a call, or what could not be read in it."""
        heard = self.interview.heard.get(ref)
        if heard is not None:
            key = "call.check_heard_strict" if self.strict else "call.check_heard"
            return Phrase(key, {"text": _short(heard)})
        return Phrase("call.check") if ref in self.interview.recheck else None

    def options(self, question: Question, node: LiveNode) -> tuple[Option, ...]:
        chosen = set(node.stored.split())
        beside = labels_beside(self.interview, question, node, self.languages) if self.languages else {}
        return tuple(
            Option(name, label or name, name in chosen, also=beside.get(name, ()))
            for name, label in self.interview.instance.choices(question, node)
        )

    def another(self, ref: Ref) -> str:
        """Words of «Ajouter …?»."""
        repeat = self.interview.form.repeats[path_of(ref)]
        parent = self.interview.instance.node(ref.rpartition("/")[0])
        many = 0 if parent is None else len(parent.named(repeat.name))
        title = ""
        if repeat.label is not None and parent is not None:
            title = self.interview.instance.words(repeat.label, parent)[1]
        if not title:
            return self.own("interview.ask_another_unnamed", n=many)
        return self.own("interview.ask_another", title=title, n=many)

    def corrected(self, waits: Standing) -> ReadAloud | None:
        """The question that would be corrected: its number alone may be a slip."""
        node = None if waits.ref is None else self.interview.instance.node(waits.ref)
        if waits.about != "correct" or waits.ref is None or node is None or self.strict:
            return None
        return ReadAloud(_short(label_shown(self.interview, self.interview.form.questions[path_of(waits.ref)], node)))

    def proposal(self, waits: Standing, number: str) -> str:
        pending = self.interview.pending
        if pending is None:
            raise LookupError("nothing is proposed")
        params: dict[str, str | int] = {}
        node = None if waits.ref is None else self.interview.instance.node(waits.ref)
        if waits.ref is not None and node is not None:
            if pending.non_response:
                new = self.own(f"interview.statut_{pending.non_response}")
            elif self.strict and (options := self.options(self.interview.form.questions[path_of(waits.ref)], node)):
                places = {option.name: str(place) for place, option in enumerate(options, 1)}
                new = " ; ".join(places.get(name, "?") for name in pending.value.split())
            else:
                new = self.shown(waits.ref, node, pending.value)
            params = {"address": number, "old": _short(self.answer(waits.ref)), "new": _short(new)}
        if pending.why == "correct":
            key = "interview.ask_correct_strict" if self.strict else "interview.ask_correct"
            changes = (self.locales.text(self.resolved(said), self.tag) for said in announced(self.interview))
            return "\n".join([self.own(key, **params), *changes])
        if pending.why == "waive":
            params = {"n": int(pending.value)}
        unit = self._unit_of(pending.ref, node) if pending.why == "reading" and not pending.non_response else None
        return self.own(f"interview.ask_{pending.why if unit is None else f'en_{unit}'}", **params)

    def _unit_of(self, ref: Ref | None, node: LiveNode | None) -> str | None:
        """The unit in which a number is asked back."""
        question = None if ref is None else self.interview.form.questions.get(path_of(ref))
        unit = None if question is None or node is None else counts_in(self.interview, question, node)
        return None if unit is None else unit.counts.value

    def own(self, key: str, **params: str | int) -> str:
        return self.locales.text(Phrase(key, params), self.tag)

    def read(self, text: Text | None, node: LiveNode, place: str) -> ReadAloud | None:
        return None if text is None else spoken(self.interview, text, node, place.partition(":")[0], self.languages)

    def label(self, question: Question, node: LiveNode) -> ReadAloud:
        """What is asked; the question's name where its text comes out blank («${prenom}», not answered)."""
        words = self.read(question.label, node, question.path)
        return words if words is not None and words.text.strip() else ReadAloud(question.name)

    def bounds(self, question: Question) -> ReadAloud | None:
        """What a person may answer, in the bot's words: the ends and the step of a range."""
        bounds = QUESTION_TYPES[question.type].bounds
        if bounds is None:
            return None
        return ReadAloud(self.locales.text(bounds(question.parameters, self.locales, self.tag), self.tag))

    def passage(self, passage: Passage) -> ReadAloud:
        words = self.read(passage.text, passage.node, passage.path) or ReadAloud("")
        aside = self.read(passage.aside, passage.node, passage.path)
        if aside is None:
            return words
        return replace(words, aside=aside.text)

    def progress(self, number: str) -> Phrase:
        """How far the interview is, honest under skip logic.

        Counted are the questions that are relevant now and open. Where an open question decides whether others are
        asked, the most that may come is said as well.
        """
        found = figures(self.interview)
        left, most = found.left, found.most
        if most > 2 * left + 5 or most > left == 0:  # too much is undecided for an «environ» to mean anything
            return Phrase("interview.progress_most", {"n": number, "most": most})
        if most > left:
            return Phrase("interview.progress_range", {"n": number, "m": left, "most": most})
        return Phrase("interview.progress" if left else "interview.progress_last", {"n": number, "m": left})

    def media(self, paths: Sequence[str]) -> tuple[Medium, ...]:
        """What goes with notes and a question: what is heard first, then what is seen; each file once.

        Recordings come in every language that is shown, in the order in which its words stand there; what is seen
        comes once. A recording is somebody's own speech, so one goes with a text whose translation is a draft, too.
        """
        default = self.interview.form.default_language
        found: dict[Medium, None] = {}
        for path in paths:
            question = self.interview.form.questions.get(path)
            files = question.media.languages if question is not None and question.media is not None else {}
            for kind in _KINDS:
                there = [name for language in self.languages if (name := _file(files.get(language, {}), kind))]
                if not there:
                    there = [name for language in (default, "") if (name := _file(files.get(language, {}), kind))]
                for name in there if kind == "audio" else there[:1]:
                    found[Medium(kind, name)] = None
        return tuple(found)


def _file(files: Mapping[str, str], kind: str) -> str:
    """The file of a kind among those of one language, "" for none."""
    return files.get(kind) or (files.get("big-image", "") if kind == "image" else "")


def _opens(passage: Passage, ref: Ref) -> bool:
    """Whether a passage is the title of a group that this question stands in."""
    return passage.title and bool(passage.path) and path_of(ref).startswith(passage.path + "/")


def _section(passages: Sequence[Passage], interview: Interview) -> str:
    """Titles of the groups that begin with a question."""
    titles = [interview.instance.words(passage.text, passage.node)[1] for passage in passages if passage.title]
    return " › ".join(title for title in titles if title)


def _keys(
    question: Question, widget: Widget, names: set[str], *, goes_on: bool, other_day: Key, before: bool
) -> tuple[Key, ...]:
    """The keys of a question.

    Args:
        question: which.
        widget: its widget.
        names: of its choices; a non-response among them is a choice, not a key.
        goes_on: «Suite» is offered: an open answer ends, or the value that the guide proposes is taken.
        other_day: the key beside «Aujourd'hui».
        before: «Comme la dernière fois» is offered.
    """
    keys: list[Key] = [Key.AS_BEFORE] if before else []
    if widget is Widget.MANY_OF or QUESTION_TYPES[question.type].several_places:
        keys.append(Key.DONE)
    elif goes_on:
        keys.append(Key.NEXT)
    if widget is Widget.DATE:
        keys += [Key.TODAY, other_day]
    elif widget in (Widget.TIME, Widget.DATE_TIME):
        keys.append(Key.NOW)
    elif widget is Widget.PLACE:
        keys.append(Key.SHARE_PLACE)
    elif question.type == "acknowledge":
        keys.append(Key.CONTINUE)
    if question.type != "acknowledge":
        # Nobody refuses what the agent fills in alone.
        apart = (Key.DONT_KNOW,) if AGENT in question.appearance else (Key.DONT_KNOW, Key.REFUSED)
        keys += [key for key in apart if key.value not in names]
    return tuple(keys)


def _short(text: str, limit: int = 60) -> str:
    """A value in one line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
