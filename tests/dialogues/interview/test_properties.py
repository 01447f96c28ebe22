"""What holds for any conversation, sensible or not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.forms.ref import Ref
from dialogues.interview import effects as f
from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.addressing import addressed, press
from dialogues.interview.consequences import announced
from dialogues.interview.engine import step
from dialogues.interview.status import InterviewStatus
from dialogues.interview.submission import canonical, to_xml
from storage.codec import Codec
from tests.dialogues.interview.talk import Talk, state

FORM = """
| survey |
|| type | name | label | relevant | constraint | required | calculation | repeat_count | choice_filter |trigger|default|
|  | integer | age | Âge ? |  | . < 120 | yes |
|  | select_one region | region | Région ? |
|  | select_one cercle | cercle | Cercle ? |  |  |  |  |  | region = ${region} |
|  | select_multiple cercle | vus | Vus ? | ${age} > 5 | count-selected(.) < 3 | | | | region=${region} or name='nsp' |
|  | begin_repeat | enfant | Enfant | ${age} > 17 |
|  | text | prenom | Prénom ? |  | string-length(.) < 40 |
|  | calculate | rang |  |  |  |  | position(..) |
|  | integer | n | Combien ? |
|  | begin_repeat | vaccin | Vaccin |  |  |  |  | ${n} |
|  | date | jour | Jour ? |  |  |  |  |  |  |  | today() |
|  | calculate | sort |  |  |  |  | once(random()) |
|  | end_repeat |
|  | image | photo | Photo ? |
|  | end_repeat |
|  | calculate | total |  |  |  |  | sum(${n}) + count(${jour}) |
|  | text | moment |  Moment ? | ${total} > 2 |  |  | concat('à ', ${age}) |  |  | ${age} |
|  | calculate | quand |  |  |  |  | if(${total} > 1, now(), '') |
|  | geopoint | lieu | Où ? |
|  | note | fin | Total ${total}, ${quand} |
| choices |
|  | list_name | name | label | region |
|  | region | gao | Gao |
|  | region | mopti | Mopti |
|  | cercle | ansongo | Ansongo | gao |
|  | cercle | bourem | Bourem | gao |
|  | cercle | djenne | Djenné | mopti |
|  | cercle | nsp | Ne sait pas | gao |
| settings |
|  | form_id |
|  | tout |
"""

NAMES = ("age", "region", "cercle", "vus", "moment", "lieu", "absent")
INSIDE = ("prenom", "n", "photo", "vaccin[1]/jour", "vaccin[2]/jour", "vaccin")
CHOICES = ("gao", "mopti", "ansongo", "bourem", "djenne", "nsp", "rien")

refs = st.one_of(
    st.none(),
    st.sampled_from(NAMES).map(lambda name: Ref(f"/data/{name}")),
    st.builds(lambda n, name: Ref(f"/data/enfant[{n}]/{name}"), st.integers(1, 3), st.sampled_from(INSIDE)),
    st.just(Ref("/data/enfant")),
)
known = refs.map(lambda ref: ref or Ref("/data/vus"))
words = st.one_of(
    st.sampled_from(
        ["35", "2", "1", "Gao", "oui", "1 2", "NB: tard", "« non »", "hier", "2026-03-01", "1.200", "··", ""]
    ),
    st.text(max_size=30),
)
inputs = st.one_of(
    st.builds(i.Reply, words, refs, st.booleans()),
    st.builds(i.Reply, words),
    st.builds(i.ChoiceTaken, known, st.sampled_from(CHOICES)),
    st.builds(i.ChoicesSet, known, st.lists(st.sampled_from(CHOICES), max_size=3).map(tuple)),
    st.builds(i.Done, refs),
    st.builds(i.Done),
    st.builds(i.NoAnswer, st.sampled_from(i.NonResponse), refs),
    st.builds(i.NoAnswer, st.sampled_from(i.NonResponse)),
    st.builds(i.PlaceGiven, st.floats(-100, 100), st.floats(-200, 200), ref=refs),
    st.builds(
        i.BlobGiven, st.sampled_from(["image", "audio"]), st.just("f"), st.just("p"), st.sampled_from("ab"), ref=refs
    ),
    st.builds(i.Edited, known, st.integers(1, 12), words),
    st.builds(i.Interpreted, known, st.one_of(st.none(), words), st.just("rasa"), st.booleans(), words),
    st.builds(i.Confirmed, st.booleans()),
    st.builds(i.Confirmed, st.booleans(), refs),
    st.just(i.Back()),
    st.builds(i.GoTo, known),
    st.builds(i.Turn, known, st.integers(0, 3), words),
    st.builds(i.RepeatRemoval, st.integers(1, 3).map(lambda n: Ref(f"/data/enfant[{n}]"))),
    st.builds(i.LanguageChosen, st.sampled_from(["", "Français (fr)"])),
    st.sampled_from([i.Pause(), i.Resume(), i.Send(), i.Abandon()]),
    st.sampled_from([i.Reopen(), i.Reopen(afresh=True), i.Reason("typo", "A07"), i.Reason("?", "A07")]),
    st.builds(i.AttachmentArrived, known, st.sampled_from("abc"), st.booleans()),
)  # fmt: skip
opening = st.sampled_from([(), ("35", "1", "1"), ("35", "1", "1", "1"), ("40",)])


def talked(given_inputs: list[i.Input], begin: tuple[str, ...], *, checked: bool) -> Talk:
    """An interview that took all of it."""
    talk = Talk(FORM, checked=checked)
    for text in begin:
        talk.says(text)
    for one in given_inputs:
        talk.gives(one)
    return talk


@given(st.lists(inputs, max_size=14), opening)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_conversation_is_the_fold_of_its_log(given_inputs: list[i.Input], begin: tuple[str, ...]) -> None:
    """No input raises, and after each of them the log tells the same story (`Talk.check`)."""
    talked(given_inputs, begin, checked=True)


@given(st.lists(inputs, max_size=8), st.lists(inputs, max_size=8), st.sampled_from(["closed", "left"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_corrections_after_sending_are_the_fold_of_the_log(
    before: list[i.Input], after: list[i.Input], end: str
) -> None:
    """Whatever is corrected after sending: the log tells it; left, everything is as it was sent, to the letter."""
    talk = talked(before, ("35", "1", "1"), checked=False)
    if not finished(talk):
        return
    talk.checked = True
    sent_json, sent_xml = canonical(talk.interview), to_xml(talk.interview)
    talk.gives(i.Reopen())
    talk.gives(i.Reason("la personne a rappelé", "S01"))
    assert talk.interview.correction is not None
    for one in after:
        talk.gives(one)
    if talk.interview.correction is None:
        return
    if end == "left":
        talk.gives(i.Abandon())
        talk.gives(i.Confirmed(yes=True))
        assert canonical(talk.interview) == sent_json
        assert to_xml(talk.interview) == sent_xml
    else:
        talk.checked = False
        for _ in range(120):
            if talk.interview.correction is None:
                break
            advance(talk)
        talk.check()
        assert talk.interview.corrected_at is not None
    assert talk.interview.status is InterviewStatus.SENT


@given(st.lists(inputs, max_size=14), st.lists(inputs, max_size=6), opening)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_copy_goes_its_own_way(made: list[i.Input], more: list[i.Input], begin: tuple[str, ...]) -> None:
    """What is tried on a copy changes nothing, and goes as it would have gone there."""
    talk = talked(made, begin, checked=False)
    trial, asked = talk.interview.copy(), f.Ask()
    assert state(trial, asked) == state(talk.interview, asked)
    seen = state(talk.interview, asked)
    now, steps = talk.now, []
    for one in more:
        now += 20_000
        steps.append(step(trial, one, now))
    talk.interview.instance.set_now(talk.now)
    assert state(talk.interview, asked) == seen
    for one, expected in zip(more, steps, strict=True):
        assert talk.gives(one) == expected


corrections = st.sampled_from(
    [
        i.Reply("12", Ref("/data/age"), addressed=True),
        i.Reply("40", Ref("/data/age"), addressed=True),
        i.Reply("2", Ref("/data/region"), addressed=True),
        i.Reply("0", Ref("/data/enfant[1]/n"), addressed=True),
        i.Reply("3", Ref("/data/enfant[1]/n"), addressed=True),
        i.NoAnswer(i.NonResponse.DONT_KNOW, Ref("/data/age")),
        i.NoAnswer(i.NonResponse.REFUSED, Ref("/data/region")),
    ]
)


@given(st.lists(inputs, max_size=6), corrections)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_announced_happens(made: list[i.Input], correction: i.Input) -> None:
    """A yes to a correction changes what the proposal said, and says so in the same numbers."""
    talk = talked(made, ("30", "1", "1", "1", "Awa"), checked=False)
    talk.gives(i.Reply("2", Ref("/data/enfant[1]/n")))
    talk.gives(correction)
    pending = talk.interview.pending
    if pending is None or pending.why != "correct" or pending.ref == talk.interview.current:
        return
    said = announced(talk.interview)
    told = [
        phrase
        for effect in talk.gives(i.Confirmed(yes=True), after=0).effects
        if isinstance(effect, f.Ask)
        for phrase in effect.acknowledged
        if phrase.key.startswith("consequences.")
    ]
    now = {"will_go": "went", "will_come": "came", "will_again": "again"}
    assert [(now[x.key.rpartition(".")[2]], x.params) for x in said] == [
        (x.key.rpartition(".")[2], x.params) for x in told
    ]


@given(st.lists(inputs, max_size=25), opening)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_events_are_kept_whole(given_inputs: list[i.Input], begin: tuple[str, ...]) -> None:
    """Every event comes back from its stored form as it was; a log has no gaps, and ends where the interview is."""
    codec = Codec()
    talk = talked(given_inputs, begin, checked=False)
    for _, event in talk.log:
        assert codec.decode_event(type(event).__name__, event.at, codec.encode_event(event)) == event
    assert talk.interview.sequence == len(talk.log)


@given(st.lists(inputs, max_size=12), opening)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_conversation_can_still_be_finished(given_inputs: list[i.Input], begin: tuple[str, ...]) -> None:
    """However it went, an open interview can be brought to its end and sent."""
    talk = talked(given_inputs, begin, checked=False)
    if talk.interview.status.open:
        assert finished(talk)


def finished(talk: Talk) -> bool:
    """Bring an interview to its end; whether it could be sent."""
    for _ in range(120):
        if not talk.interview.status.open:
            break
        advance(talk)
    return talk.interview.status is InterviewStatus.SENT


def advance(talk: Talk) -> None:
    """One sensible step: yes to what would lose nothing, no to the rest, a reason for no answer, sending."""
    pending = talk.interview.pending
    if pending is not None:
        talk.gives(i.Confirmed(yes=pending.why == "waive"))
    elif talk.at is None:
        talk.sends()
    elif talk.interview.current in talk.interview.form.repeats or talk.at.endswith(("enfant", "vaccin")):
        talk.no()
    else:
        talk.passes(i.NonResponse.REFUSED)


answers = st.fixed_dictionaries(
    {
        "age": st.integers(18, 60).map(str),
        "region": st.just("Gao"),
        "cercle": st.sampled_from(["Ansongo", "Bourem"]),
        "lieu": st.sampled_from(["12.5 -8", "13 -7"]),
        "enfant[1]/n": st.integers(0, 2).map(str),
    }
)


@given(answers, answers, st.permutations(["age", "region", "cercle", "lieu", "enfant[1]/n"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_answers_does_not_matter(first: dict[str, str], last: dict[str, str], order: list[str]) -> None:
    """Answers by address in any order, then corrected, give what the last ones give in the order of the guide."""
    straight = Talk(FORM, checked=False)
    for name in ("age", "region", "cercle", "enfant[1]/n", "lieu"):
        straight.gives(i.Reply(last[name], straight.ref(name)))
    crooked = Talk(FORM, checked=False)
    crooked.gives(i.Reply("20", crooked.ref("age")))
    crooked.gives(i.Reply("Gao", crooked.ref("region")))
    for told in (first, last):
        for name in order:
            crooked.writes(name, told[name])
            if crooked.interview.pending is not None:
                crooked.yes()

    def values(talk: Talk) -> dict[str, str]:
        instance = talk.interview.instance
        changing = ("quand", "sort", "moment")
        return {x.ref: instance.value(x) for x in instance.leaves() if not x.ref.endswith(changing)}

    assert values(crooked) == values(straight)


@given(st.text(max_size=40))
def test_addresses_never_raise(text: str) -> None:
    """Whatever is typed is a key, an addressed answer, or neither."""
    talk = Talk(FORM, checked=False)
    press(text)
    for ref, rest in addressed(talk.interview, text):
        assert talk.interview.instance.node(ref) is not None or ref in talk.form.repeats
        assert rest


def test_the_check_sees_a_difference() -> None:
    """A log with one event changed is told apart: the comparison is not empty."""
    talk = Talk(FORM)
    talk.says("35")
    number, event = next((n, x) for n, x in talk.log if isinstance(x, e.AnswerRecorded))
    talk.log[number - 1] = (number, replace(event, value="36"))
    try:
        talk.check()
    except AssertionError:
        return
    raise RuntimeError("the comparison sees nothing")
