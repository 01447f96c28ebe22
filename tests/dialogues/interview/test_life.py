"""The life of an interview: every input in every status, and how each proposal ends."""

from __future__ import annotations

from itertools import product

import pytest

from dialogues.interview import events as e
from dialogues.interview import inputs as i
from dialogues.interview.gaps import gaps
from dialogues.interview.status import NEXT, InterviewStatus
from tests.dialogues.interview.talk import Talk

SMALL = """
| survey |
|  | type | name | label::Français (fr) | label::English (en) | constraint |
|  | integer | age | Âge ? | Age? | . < 120 |
|  | select_multiple eau | eaux | Eau ? | Water? |
|  | image | photo | Photo ? | Photo? |
|  | geopoint | lieu | Où ? | Where? |
|  | begin_repeat | visite | Visite | Visit |
|  | text | avis | Avis ? | View? |
|  | end_repeat |
| choices |
|  | list_name | name | label::Français (fr) | label::English (en) |
|  | eau | puits | Puits | Well |
|  | eau | mare | Mare | Pond |
| settings |
|  | form_id | default_language |
|  | petit | Français (fr) |
"""


def in_status(status: InterviewStatus) -> Talk:
    """An interview in a status: everything is answered but the age."""
    talk = Talk(SMALL)
    talk.passes()
    talk.takes("puits")
    talk.done()
    talk.passes()
    talk.passes()
    talk.says("bien")
    talk.done()
    talk.no()
    match status:
        case InterviewStatus.SUSPENDED:
            talk.gives(i.Pause())
        case InterviewStatus.SENT:
            talk.sends()
        case InterviewStatus.ABANDONED:
            talk.gives(i.Abandon())
            talk.yes()
        case InterviewStatus.WITHDRAWN:
            talk.gives(i.Withdraw())
            talk.yes()
        case _:
            pass
    assert talk.interview.status is status
    return talk


def every_input(talk: Talk) -> list[i.Input]:
    """One input of each kind, about what it can be about."""
    age, eaux, photo, visit = (talk.ref(name) for name in ("age", "eaux", "photo", "visite"))
    return [
        i.Reply("35"),
        i.Reply("35", age, addressed=True),
        i.ChoiceTaken(eaux, "mare"),
        i.ChoicesSet(eaux, ("mare",)),
        i.Done(),
        i.NoAnswer(i.NonResponse.REFUSED, age),
        i.PlaceGiven(12.0, -8.0, ref=talk.ref("lieu")),
        i.BlobGiven("image", "f", "p.jpg", "t", ref=photo),
        i.Edited(age, 2, "36"),
        i.Interpreted(age, "36", "rasa", certain=False, text="trente-six"),
        i.Confirmed(yes=True),
        i.Confirmed(yes=True, ref=visit),
        i.Confirmed(yes=False),
        i.Back(),
        i.GoTo(age),
        i.Turn(eaux, 1),
        i.RepeatRemoval(talk.ref("visite[1]")),
        i.LanguageChosen("English (en)"),
        i.Pause(),
        i.Resume(),
        i.Send(),
        i.Abandon(),
        i.Withdraw(),
        i.AttachmentArrived(photo, "t", stored=True),
    ]


CASES = list(product(InterviewStatus, range(len(every_input(Talk(SMALL))))))


@pytest.mark.parametrize(
    ("status", "which"), CASES, ids=lambda x: x.value if isinstance(x, InterviewStatus) else str(x)
)
def test_every_input_in_every_status(status: InterviewStatus, which: int) -> None:
    """Open interviews take everything; closed ones change nothing but by a withdrawal, and say where they stand."""
    talk = in_status(status)
    given = every_input(talk)[which]
    before = talk.interview.sequence
    talk.gives(given)
    if status.open:
        sent = isinstance(given, i.Send)
        assert talk.interview.status in ({InterviewStatus.SENT} if sent else {status, *NEXT[status]})
    elif isinstance(given, i.AttachmentArrived):
        assert (talk.step.events, talk.step.effects) == ((), ())
    elif isinstance(given, i.Withdraw) and status is not InterviewStatus.WITHDRAWN:
        assert talk.events == ["Proposed"]
    else:
        assert talk.interview.sequence == before
        assert talk.told == [f"interview.is_{status.value}"]


def test_status_table() -> None:
    """What has ended never opens again."""
    assert set(NEXT) == set(InterviewStatus)
    assert [status for status in InterviewStatus if status.open] == [InterviewStatus.ACTIVE, InterviewStatus.SUSPENDED]
    for status, following in NEXT.items():
        assert status.open or not any(after.open for after in following)


def test_pause_and_resume() -> None:
    """A pause keeps the place; a second pause or resume changes nothing; answers by letter still count."""
    talk = Talk(SMALL)
    talk.gives(i.Pause())
    assert talk.told == ["interview.paused"]
    talk.gives(i.Pause())
    assert talk.events == []
    talk.writes("age", "35")
    assert talk.value("age") == "35"
    talk.gives(i.Resume())
    assert talk.events == ["InterviewResumed"]
    assert talk.words == "Rien n'est perdu. On reprend ici."
    assert talk.at == "eaux"
    talk.gives(i.Resume())
    assert talk.events == []


def test_a_suspended_interview_can_be_sent() -> None:
    """It is taken up first, so that the table of statuses holds."""
    talk = in_status(InterviewStatus.SUSPENDED)
    talk.sends()
    assert talk.events == ["InterviewResumed", "InterviewSent"]
    assert talk.interview.sent_at == talk.now


def test_gaps_are_asked_before_sending() -> None:
    """What nothing is recorded for is counted and the first of it is asked."""
    talk = Talk(SMALL)
    talk.sends()
    assert talk.refused == "interview.gaps"
    assert "6" in talk.words
    assert [stop.ref for stop in gaps(talk.interview)][-1] == talk.ref("visite")
    assert talk.at == "age"


def test_a_value_that_became_wrong_holds_the_sending_back() -> None:
    """A constraint is looked at again at the end, for answers change what it reads."""
    talk = Talk("""
| survey |
|  | type | name | label | constraint |
|  | integer | femmes | Femmes ? | . <= ${tous} or ${tous} = '' |
|  | integer | tous | Tous ? |
| settings |
|  | form_id |
|  | somme |
""")
    talk.says("12", "10")
    talk.sends()
    assert talk.at == "femmes"
    assert talk.refused == "interview.constraint"
    talk.says("8")
    talk.sends()
    assert talk.told == ["interview.sent"]


def test_giving_up_asks_first() -> None:
    """«Abandonner» and «Retirer» wait for a yes; a no, an answer, a step back or a place to go drop them."""
    for given, declined in ((i.Abandon(), "abandon"), (i.Withdraw(), "withdraw")):
        talk = Talk(SMALL)
        talk.gives(given)
        assert talk.asked.widget.name == "CONFIRM"
        assert talk.asked.address == ""
        talk.no()
        assert talk.asked.acknowledged[0].key == f"interview.declined_{declined}"
        for overtaken in (
            i.Back(),
            i.GoTo(talk.ref("eaux")),
            i.Reply("35"),
            i.Reply("35", talk.ref("age"), addressed=True),
            i.NoAnswer(i.NonResponse.SKIPPED),
            i.Send(),
        ):
            talk = Talk(SMALL)
            talk.gives(given)
            talk.gives(overtaken)
            assert talk.interview.pending is None
        talk.goes_to("eaux")
        for overtaken in (i.ChoiceTaken(talk.ref("eaux"), "mare"), i.Done()):
            talk.gives(given)
            talk.gives(overtaken)
            assert talk.interview.pending is None
        talk.gives(given)
        talk.writes("age", "35")
        assert talk.value("age") == "35"
        talk.gives(given)
        talk.yes()
        assert not talk.interview.status.open


def test_places_and_files_overtake_too() -> None:
    """A place or a file for the question that waits drops a proposal to give up."""
    talk = Talk(SMALL)
    talk.goes_to("lieu")
    talk.gives(i.Abandon())
    talk.gives(i.PlaceGiven(12.0, -8.0))
    assert talk.events == ["ProposalDropped", "AnswerRecorded", "Moved"]
    talk.goes_to("photo")
    talk.gives(i.Abandon())
    talk.gives(i.BlobGiven("image", "f", "p.jpg", "t"))
    assert talk.interview.pending is None


def test_withdrawing_what_was_sent() -> None:
    """A sent interview can still be withdrawn: asked first, and declined in words."""
    talk = in_status(InterviewStatus.SENT)
    talk.gives(i.Withdraw())
    talk.no()
    assert talk.told == ["interview.declined_withdraw"]
    talk.gives(i.Withdraw())
    talk.yes()
    assert talk.told == ["interview.withdrawn"]
    talk.gives(i.Withdraw())
    assert talk.told == ["interview.is_withdrawn"]


def test_an_old_key_answers_no_other_proposal() -> None:
    """A yes that names another question is not a yes to what waits now."""
    talk = Talk(SMALL)
    talk.says("35")
    talk.writes("age", "36")
    talk.gives(i.Confirmed(yes=True, ref=talk.ref("eaux")))
    assert (talk.step.events, talk.step.effects) == ((), ())
    talk.takes("mare")
    assert talk.interview.pending is not None
    talk.gives(i.Confirmed(yes=True, ref=talk.ref("age")))
    assert talk.value("age") == "36"


def test_a_proposal_whose_question_went() -> None:
    """A correction of a question that is no longer asked is dropped with a word."""
    talk = Talk("""
| survey |
|  | type | name | label | relevant |
|  | integer | age | Âge ? |
|  | integer | revenu | Revenu ? | ${age} > 17 |
|  | integer | fin | Fin ? |
| settings |
|  | form_id |
|  | parti |
""")
    talk.says("20", "5")
    talk.gives(i.NoAnswer(i.NonResponse.REFUSED, talk.ref("revenu")))
    pending = talk.interview.pending
    assert pending is not None
    talk.yes()
    assert talk.statut("revenu") == "refus"
    talk.writes("revenu", "7")
    talk.gives(i.Interpreted(talk.ref("age"), "12", "rasa", certain=True, text="douze"))
    talk.yes()
    talk.gives(i.Interpreted(talk.ref("fin"), "12", "rasa", certain=False, text="douze"))
    talk.yes()
    assert talk.value("fin") == "12"
    talk.goes_to("age")
    talk.says("20")
    talk.writes("revenu", "9")
    assert talk.interview.pending is not None
    talk.gives(i.Edited(talk.ref("age"), 0, "3"))
    talk.yes()
    assert talk.value("age") == "3"
    talk.interview.apply(e.Proposed(talk.now, talk.ref("revenu"), "correct", "4"))
    talk.checked = False
    talk.yes()
    assert talk.refused == "interview.not_asked"
    assert talk.interview.pending is None


def test_yes_where_nothing_was_asked() -> None:
    """A stray yes puts the question again."""
    talk = Talk(SMALL)
    talk.yes()
    assert talk.events == []
    assert talk.asked.address == "1"


def test_an_answer_elsewhere_may_move_the_way() -> None:
    """At the end of the guide an answer by address that opens a question leads there."""
    talk = Talk("""
| survey |
|  | type | name | label | relevant |
|  | integer | age | Âge ? |
|  | integer | revenu | Revenu ? | ${age} > 17 |
| settings |
|  | form_id |
|  | ouvrir |
""")
    talk.says("4")
    assert talk.at is None
    talk.writes("age", "40")
    talk.yes()
    assert talk.at == "revenu"
    talk.writes("age", "5")
    talk.yes()
    assert talk.at is None


def test_withdrawing_what_was_abandoned() -> None:
    """What an abandoned interview keeps can still be taken back; a no leaves it abandoned."""
    talk = in_status(InterviewStatus.ABANDONED)
    talk.gives(i.Withdraw())
    talk.no()
    assert talk.interview.status is InterviewStatus.ABANDONED
    talk.gives(i.Withdraw())
    talk.yes()
    assert talk.interview.status is InterviewStatus.WITHDRAWN
