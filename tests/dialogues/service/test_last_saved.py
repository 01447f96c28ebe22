"""`${last-saved#name}`: what a guide takes from its member's interview before, and what a withdrawal leaves of it."""

from __future__ import annotations

from dialogues.interview.events import InterviewStarted
from dialogues.interview.lastsaved import FROM, LONGEST
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import Field, Someone
from tests.support.script import play, values

VILLAGES = """
| survey |
|  | type | name | label | default | calculation |
|  | text | village | Quel village ? | ${last-saved#village} |
|  | integer | rang | Quel rang ? |
|  | calculate | suivant | | | coalesce(${last-saved#rang}, 0) + 1 |
|  | note | dit | C'est le numéro ${suivant}. |
|  | text | avis | Votre avis ? |
""" + SETTINGS.format(title="Fiche L", form_id="villages")


def held(agent: Someone, village: str, rank: str) -> None:
    """One interview, to its end."""
    play(agent, "/nouveau", village, "tap Suite", rank, "rien", "tap Suite", "tap Envoyer")


def starts(field: Field) -> list[dict[str, str]]:
    """What the starts of all interviews were given."""
    with field.store.reading() as uow:
        events = [uow.interviews.events(record.id)[:1] for record in field.records()]
    first = [event for log in events for _, event in log if isinstance(event, InterviewStarted)]
    return [{key: value for key, value in event.preloads.items() if key.startswith("last-saved")} for event in first]


def test_the_next_interview_begins_with_what_was_sent_last() -> None:
    """The default and the calculation take the values of the interview before; only what the guide names is brought."""
    field = Field(VILLAGES)
    agent = field.agent()
    held(agent, "Kati", "4")
    play(agent, "/nouveau")
    assert agent.asked.current == "Kati"
    play(agent, "tap Suite", "7")
    assert [note.text for note in agent.asked.notes] == ["C'est le numéro 5."]
    assert values(agent)["village"] == "Kati"
    assert starts(field) == [
        {},
        {FROM: str(field.records()[0].id), "last-saved/values": '{"/data/village": "Kati", "/data/rang": "4"}'},
    ]


def test_a_withdrawn_interview_gives_nothing() -> None:
    """Withdrawn before, it feeds nobody; withdrawn after, the later interview keeps only what it took over."""
    field = Field(VILLAGES)
    agent = field.agent()
    held(agent, "Kati", "4")
    play(agent, "/nouveau", "tap Suite")
    assert starts(field)[1]
    play(agent, f"/retirer {field.records()[0].code}", "oui")
    assert starts(field) == [{}]
    play(agent, "9")
    assert [note.text for note in agent.asked.notes] == ["C'est le numéro 1."]
    play(agent, "rien", "tap Suite", "tap Envoyer", f"/retirer {field.records()[1].code}", "oui", "/nouveau")
    assert agent.asked.current == ""


def test_long_values_are_left_out() -> None:
    """What is brought is bounded: half an answer would be another answer."""
    field = Field(VILLAGES)
    agent = field.agent()
    held(agent, "K" * (LONGEST + 1), "4")
    play(agent, "/nouveau")
    assert starts(field)[1]["last-saved/values"] == '{"/data/rang": "4"}'
