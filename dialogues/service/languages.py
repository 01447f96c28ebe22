"""Languages in the chat: choosing them, one question in another one, and what somebody writes in.

A language is only ever suggested: once an interview, with a button whose loss costs nothing. No answer is refused, or
read otherwise, for the language that it is written in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from dialogues.forms.languages import language_for, language_tag, native_name
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.engine import step
from dialogues.locales import REFERENCE, fold, plain
from dialogues.messages import Button, Key, Phrase
from dialogues.ports import InterviewRecord
from dialogues.service.desk import Desk
from dialogues.service.plan import Work

LONG = 12
"""Words from which one message says enough about its language; shorter ones have to be two in a row."""

_A_ROW = 2
_MOST = 60
_PAIRS = 8
"""Pairs of languages that are offered; a guide of nine languages has seventy-two."""


def choose(desk: Desk, _rest: str = "") -> None:
    """The bot's languages, and those of the guide that is open: one of them, or two at once."""
    locales = desk.tools.locales
    own = [Button(_own(desk, tag), f"speak:{tag}") for tag in locales.offered]
    desk.say(Phrase("service.which_language"), rows=[own[at : at + _A_ROW] for at in range(0, len(own), _A_ROW)])
    active = desk.active()
    interview = None if active is None else desk.work(active).interview
    if interview is None or len(interview.form.languages) == 1:
        return
    languages = interview.form.languages
    single = [
        Button(_marked(native_name(each), now=interview.languages == (each,)), f"guide_language:{at}")
        for at, each in enumerate(languages)
    ]
    rows = [single[at : at + _A_ROW] for at in range(0, min(len(single), _MOST), _A_ROW)]
    desk.say(
        Phrase("service.which_guide_language"),
        Phrase("tongues.two"),
        rows=[*rows, *_pairs(languages, interview.languages)],
    )


def _pairs(languages: Sequence[str], shown: tuple[str, ...]) -> list[list[Button]]:
    """Two languages at once, first those that begin with the one shown now."""
    pairs = [(first, second) for first in languages for second in languages if first != second]
    pairs.sort(key=lambda pair: pair[0] != shown[0])
    return [
        [
            Button(
                _marked(Phrase("tongues.both", _names(first, second)), now=shown == (first, second)),
                f"guide_language:{languages.index(first)}+{languages.index(second)}",
            )
        ]
        for first, second in islice(pairs, _PAIRS)
    ]


def _names(first: str, second: str) -> dict[str, str | int | Phrase]:
    return {"first": native_name(first), "second": native_name(second)}


def _own(desk: Desk, tag: str) -> str | Phrase:
    """A language of the bot by its native name; one whose words nobody has checked is marked."""
    locales = desk.tools.locales
    name: str | Phrase = locales.name(tag)
    if locales.is_draft(tag):
        name = Phrase("tongues.unchecked", {"language": name})
    return _marked(name, now=tag == desk.tag)


def _marked(name: str | Phrase, *, now: bool) -> str | Phrase:
    return Phrase("tongues.chosen", {"language": name}) if now else name


def speak(desk: Desk, tag: str) -> None:
    """Another language of the bot."""
    if desk.person is None or tag not in desk.tools.locales.offered:
        desk.say(Phrase("service.button_gone"))
        return
    _say_in(desk, tag)
    active = desk.active()
    if active is not None:
        desk.step(active, i.Resume())
    else:
        desk.say(Phrase("service.language_set"), menu=True)


def _say_in(desk: Desk, tag: str) -> None:
    if desk.person is not None:
        person = desk.person.id
        desk.plan.writes.append(lambda uow: uow.people.set_language(person, tag))


def read_in(desk: Desk, rest: str) -> None:
    """Another language of the guide, or two: places in its list, as «1» or «0+1»."""
    active = desk.active()
    languages = () if active is None else desk.work(active).interview.form.languages
    places = {str(at): language for at, language in enumerate(languages)}
    first, _, second = rest.partition("+")
    if active is None or first not in places or second not in ("", *places):
        desk.say(Phrase("service.button_gone"))
    else:
        desk.step(active, i.LanguageChosen(places[first], places.get(second, "")))
        desk.work(active).effects.append(f.Ask(again=True))  # its recording is another one now


def asked_in_another(desk: Desk, active: InterviewRecord, text: str) -> bool:
    """The key «🌐 العربية» of a question: it is put once more, in that language."""
    words = plain(text)
    if not words.startswith(desk.tools.locales.key_label(Key.LANGUAGE, desk.tag)):
        return False
    named = fold(words)
    for language in desk.work(active).interview.form.languages:
        if named and fold(native_name(language)) == named:
            desk.step(active, i.Repeat(language))
            return True
    return False


# --- what somebody writes in --------------------------------------------------------------------------------------


def spoken_with(desk: Desk, work: Work) -> tuple[str, ...]:
    """The languages that an answer is likely to be in: those that the bot speaks, and those of the guide."""
    guide = (tag for language in work.interview.form.languages if (tag := language_tag(language)))
    return (*desk.tools.locales.languages, *guide)


def noticed(desk: Desk, work: Work, given: i.Reply, events: Sequence[e.Event], effects: Sequence[f.Effect]) -> None:
    """Words that were kept as an open answer, or that nobody could read, were clearly in some language.

    Two such messages in a row, or a long one, in a language that is not shown and that the bot or the guide has:
    going on in it is offered, once an interview.

    Args:
        desk: of the message.
        work: the interview, the words taken in already.
        given: the words with their language.
        events: what they led to.
        effects: what is owed for them.
    """
    interview, tag = work.interview, given.language
    kept = any(isinstance(event, e.TextAdded) for event in events)
    unread = any(isinstance(effect, f.Ask) and effect.refused is not None for effect in effects)
    if not tag or not (kept or unread):
        return
    if interview.language_offered or interview.call is not None or not interview.status.open:
        return
    shown = {desk.tag, *(language_tag(language) for language in interview.languages)}
    if desk.tag not in desk.tools.locales.languages:
        shown.add(REFERENCE)  # of a language known in part nearly everything stands in it
    if tag in shown:
        if interview.wrote not in ("", tag):
            _heard(desk, work, tag, offered=False)
        return
    if tag not in desk.tools.locales.languages and not language_for(tag, interview.form.languages, ""):
        return
    offered = interview.wrote == tag or len(given.text.split()) >= LONG
    _heard(desk, work, tag, offered=offered)
    if offered:
        _offer(desk, work.record, tag)


def _heard(desk: Desk, work: Work, tag: str, *, offered: bool) -> None:
    work.took(step(work.interview, i.LanguageHeard(tag, offered), desk.now).events)


def _offer(desk: Desk, record: InterviewRecord, tag: str) -> None:
    """«Vous écrivez en arabe. Continuer en arabe ?», in both languages."""
    locales = desk.tools.locales
    question = Phrase("tongues.offer", {"language": Phrase(f"tongues.names.{tag}")})
    go_on = Phrase("tongues.go_on", {"language": Phrase(f"tongues.names.{tag}")})
    stay = Phrase("tongues.stay", {"language": Phrase(f"tongues.names.{desk.tag}")})
    rows = [[Button(locales.text(go_on, tag), f"tongue:{record.id}:{tag}")], [Button(stay, "stay")]]
    both = dict.fromkeys((locales.text(question, desk.tag), locales.text(question, tag)))  # the same where it is French
    desk.say(*both, rows=rows)


def go_on_in(desk: Desk, rest: str) -> None:
    """Yes: the bot and the guide speak that language, as far as they have it."""
    number, _, tag = rest.partition(":")
    record = next((each for each in desk.opened if str(each.id) == number), None)
    languages = () if record is None else desk.work(record).interview.form.languages
    language = language_for(tag, languages, "")
    if record is None or not (language or tag in desk.tools.locales.languages):
        desk.say(Phrase("service.button_gone"))
        return
    if tag in desk.tools.locales.languages:
        _say_in(desk, tag)
    desk.step(record, i.LanguageChosen(language) if language else i.Resume())


def stay(desk: Desk, _rest: str) -> None:
    """No: everything stays as it is."""
    desk.say(Phrase("service.language_set"))
