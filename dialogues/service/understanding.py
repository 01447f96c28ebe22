"""What unread words mean: the labels and the lexicon first, then what a reader of intents takes them to want.

A reading becomes an *input* of the interview where it answers something; then the log holds who read it, and a replay
needs no reader. A `Wish` is for the service: what a command or a key would do. No transaction is open meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogues.forms.definition import AGENT, Question
from dialogues.forms.languages import language_tag
from dialogues.forms.ref import path_of
from dialogues.interview import effects as f
from dialogues.interview import inputs as i
from dialogues.interview.addressing import goes_to
from dialogues.interview.interview import Interview
from dialogues.interview.narrowing import LONG_LIST, found_in
from dialogues.interview.prompting import standing
from dialogues.interview.tongues import languages_of
from dialogues.locales import Locales
from dialogues.messages import Option, Widget
from dialogues.ports import Entity, Intent, IntentReader, IntentReading, Interpreter
from dialogues.questions import QUESTION_TYPES
from dialogues.questions.acknowledge import ACKNOWLEDGE
from dialogues.questions.acknowledge import VALUE as ACKNOWLEDGED

__all__ = ["MAYBE", "SURE", "Understanding", "Wish"]

SURE = 0.85
"""From here on a reading counts at once: what it does is shown («✓ 12 : Ne sait pas») or can be undone, and asking
back every time costs a message on a bad line. Of utterances that the shipped model was not trained on (1,669 in French,
English, Arabic, Bambara and mixed), 1,221 of 1,222 wishes read so are right, and 1 of 176 that are no wish is taken for
one; that is eight tenths of all wishes."""

MAYBE = 0.45
"""From here on a reading is asked back («Vous voulez dire … ?»): a wrong guess costs the same message as «Je n'ai pas
compris». In the same measurement 99 in a hundred are right, and one in twelve that is no wish, though chosen to look
like one, is asked about; below, wrong guesses pile up, and they teach people that the bot does not listen."""

LEXICON = "lexicon"
"""The reader of «je ne sais pas» and its like, in the log."""

_NON_RESPONSE = {
    Intent.DONT_KNOW: i.NonResponse.DONT_KNOW,
    Intent.REFUSE: i.NonResponse.REFUSED,
    Intent.SKIP: i.NonResponse.SKIPPED,
}

_WISHES = {"back": Intent.GO_BACK, "repeat": Intent.REPEAT, "pause": Intent.PAUSE}

_ASKED_AGAIN = frozenset(
    {
        *(Intent.REPEAT, Intent.EXPLAIN, Intent.GREET, Intent.THANK, Intent.PROGRESS, Intent.HELP, Intent.RESUME),
        Intent.GOODBYE,
    }
)
"""What comes to putting the question again: where that is not sure, the question comes again anyway."""

_OFFERED = frozenset(
    {
        *(Intent.GO_BACK, Intent.CORRECT, Intent.PAUSE, Intent.CANCEL, Intent.FINISH, Intent.LANGUAGE, Intent.START),
        *(Intent.CALL_BACK, Intent.ATTEMPT, Intent.CASES, Intent.EXPORT, Intent.SESSION, Intent.INCIDENT),
    }
)
"""What has a button that can be offered."""

_NAMED = frozenset({"question_ref", "date", "time"})
"""What a wish may name by a figure."""

_SETTLES = frozenset({"correct", "reading"})
"""What may be confirmed by a reading: it is shown and can be corrected. To give up, to take back and to send without
files takes a plain yes."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants that is no answer.

    Args:
        intent: what; AFFIRM and DENY where a plain yes or no is needed.
        sure: it is done; else a button is offered.
        entities: what was found in the words.
        second: what may be offered beside it.
    """

    intent: Intent
    sure: bool
    entities: tuple[Entity, ...] = ()
    second: Intent | None = None


class TakesTime(Exception):  # noqa: N818 - no error: what is wanted has to be asked for elsewhere
    """A reader would have to be asked that takes its time."""


class Elsewhere:
    """Stands where the reader of intents is, for those who cannot wait for it."""

    def intent(self, text: str, language: str) -> IntentReading | None:
        """See `dialogues.ports.IntentReader`.

        Raises:
            TakesTime: always.
        """
        del text, language
        raise TakesTime


class Understanding:
    """Asks the readers in their order.

    Args:
        interpreter: labels, numbers in words, synonyms.
        intents: what people want; None to work without.
        locales: words to recognise.
    """

    def __init__(self, interpreter: Interpreter, intents: IntentReader | None, locales: Locales) -> None:
        self._interpreter = interpreter
        self._intents = intents
        self._locales = locales

    def wants(self, text: str, tag: str) -> IntentReading | None:
        """What somebody wants who is in no interview.

        Args:
            text: as typed.
            tag: of the person's language.
        """
        return None if self._intents is None else self._intents.intent(text, tag)

    def means(self, interview: Interview, asked: f.Interpret, tag: str) -> i.Input | Wish:
        """What unread words mean to an interview.

        Args:
            interview: where it stands.
            asked: the words, and where they were said.
            tag: of the person's language.
        """
        nothing = i.Interpreted(asked.ref, None, "", certain=False, text=asked.text, here=asked.here)
        question, options = _asked(interview, asked)
        place = goes_to(asked.text, self._locales) if asked.here else None
        if place:  # its figure is no answer
            return Wish(Intent.GO_BACK, sure=True, entities=(Entity("question_ref", None, place, 0, 0, 1.0),))
        settles = asked.here and interview.pending is not None and interview.pending.why in _SETTLES
        read = None if question is None or place is not None else self._labels(interview, asked, question, options, tag)
        if read is not None and (not settles or not isinstance(read, i.Interpreted) or read.certain):
            return read
        if question is not None and len(options) > LONG_LIST and found_in(options, asked.text):
            return read or nothing  # the list is narrowed to these words
        asks = self._asks(interview, asked, question, tag) if read is None else None
        if asks is not None:
            return asks
        reading = self.wants(asked.text, tag)
        if reading is None or reading.confidence < MAYBE:
            return read or nothing
        said = self._settled(interview, asked, reading) if asked.here else None
        if said is None and read is None and question is not None:
            said = self._answer(asked, question, options, reading)
        if said is None and asked.here and (read is None or _names_it(read, reading)):
            said = _wish(interview, reading)
        return said or read or nothing

    # --- offline --------------------------------------------------------------------------------------------------

    def _labels(
        self, interview: Interview, asked: f.Interpret, question: Question, options: Sequence[Option], tag: str
    ) -> i.Interpreted | i.NoAnswer | None:
        """Labels and numbers; then «je sais pas», where nothing of the kind is on the list."""
        node = None if asked.ref is None else interview.instance.node(asked.ref)
        others = [each for each in interview.form.languages if options and each != interview.language]
        found = None
        for language in ("", *others):  # labels of any language of the guide
            named = options
            if language and node is not None:
                named = [Option(name, label) for name, label in interview.instance.choices(question, node, language)]
            found = found or self._interpreter.interpret(
                asked.text,
                QUESTION_TYPES[question.type].widget,
                question.type,
                named,
                language_tag(language or interview.language) or tag,
            )
        kind = QUESTION_TYPES[question.type]
        for spoken in () if options else languages_of(interview):  # a number in the words of the field, in a sentence
            found = found or self._interpreter.interpret(asked.text, kind.widget, kind.key, options, spoken)
        if found is not None:
            return i.Interpreted(asked.ref, found.value, found.reader, found.certain, asked.text, asked.here)
        said = self._locales.non_response(asked.text)
        if said is None:
            return None
        return i.NoAnswer(i.NonResponse(said), asked.ref, asked.text, LEXICON)

    def _asks(
        self, interview: Interview, asked: f.Interpret, question: Question | None, tag: str
    ) -> i.Input | Wish | None:
        """«segin a kan», «retour», «stop»: words of any language for what a key or the menu does.

        In a language that is not spoken here they are offered. A refusal is asked back: «n t'a fɛ» is «je n'en veux
        pas» as well, and so is an answer.
        """
        wish = self._locales.wish_of(asked.text, (*languages_of(interview), tag)) if asked.here else None
        if wish is None:
            return None
        name, spoken = wish
        if name != "refus":
            return Wish(_WISHES[name], sure=spoken or name == "repeat")  # to put the question again costs nothing
        if question is None or AGENT in question.appearance:
            return None
        return i.NoAnswer(i.NonResponse.REFUSED, asked.ref, asked.text, LEXICON, certain=False)

    # --- what the reading answers ---------------------------------------------------------------------------------

    def _settled(self, interview: Interview, asked: f.Interpret, reading: IntentReading) -> i.Input | Wish | None:
        """A yes or a no to what the interview itself asks."""
        yes = {Intent.AFFIRM: True, Intent.DENY: False}.get(reading.intent)
        about = standing(interview).about
        sure = reading.confidence >= SURE
        if about == "end" and sure and (yes or reading.intent is Intent.FINISH):
            return i.Send()
        if yes is None or about in ("question", "end", "call"):
            return None
        if about == "repeat":
            return i.Confirmed(yes, asked.ref) if sure else None
        if sure and (about in _SETTLES or (about == "abandon" and not yes)):
            return i.Confirmed(yes, None if interview.pending is None else interview.pending.ref)
        return Wish(reading.intent, sure)

    def _answer(
        self, asked: f.Interpret, question: Question, options: Sequence[Option], reading: IntentReading
    ) -> i.Input | None:
        """What a reading stores for a question."""
        sure = reading.confidence >= SURE
        kind = _NON_RESPONSE.get(reading.intent)
        if kind is i.NonResponse.REFUSED and AGENT in question.appearance:
            return None  # nobody refuses what the agent fills in alone
        if kind is not None:
            return i.NoAnswer(
                kind, asked.ref, asked.text, reading.reader, reading.model, reading.confidence, certain=sure
            )
        if reading.intent not in (Intent.AFFIRM, Intent.DENY):
            return None
        value = self._yes_or_no(question, options, yes=reading.intent is Intent.AFFIRM)
        if value is None:
            return None
        return i.Interpreted(
            asked.ref, value, reading.reader, sure, asked.text, asked.here, reading.model, reading.confidence
        )

    def _yes_or_no(self, question: Question, options: Sequence[Option], *, yes: bool) -> str | None:
        """The one choice that says yes or no; None where the question has none, or two.

        «Continuer» of a question that only wants to be seen is a yes.
        """
        if question.type == ACKNOWLEDGE.key:
            return ACKNOWLEDGED if yes else None
        if QUESTION_TYPES[question.type].widget is not Widget.ONE_OF:
            return None
        same = [
            option.name
            for option in options
            if yes in (self._locales.yes_no(option.label), self._locales.yes_no(option.name))
        ]
        return same[0] if len(same) == 1 else None


def _asked(interview: Interview, asked: f.Interpret) -> tuple[Question | None, Sequence[Option]]:
    """The question that words are about, with its choices; None for a repeat and for the end."""
    question = None if asked.ref is None else interview.form.questions.get(path_of(asked.ref))
    node = None if asked.ref is None else interview.instance.node(asked.ref)
    if question is None or node is None:
        return None, ()
    return question, tuple(Option(name, label) for name, label in interview.instance.choices(question, node))


def _names_it(read: i.Input, reading: IntentReading) -> bool:
    """Whether the figure that was doubtfully read is part of a sure wish: «reviens à la question 4» is not four."""
    doubtful = isinstance(read, i.Interpreted) and not read.certain
    return doubtful and reading.confidence >= SURE and any(one.kind in _NAMED for one in reading.entities)


def _wish(interview: Interview, reading: IntentReading) -> Wish | None:
    """What a reading wants of the service."""
    sure = reading.confidence >= SURE
    if reading.intent in _ASKED_AGAIN:
        return Wish(reading.intent, sure) if sure else None
    if reading.intent is Intent.FINISH and standing(interview).about == "end":
        return None  # the question that comes again is whether to send
    return Wish(reading.intent, sure, reading.entities, reading.second) if reading.intent in _OFFERED else None
