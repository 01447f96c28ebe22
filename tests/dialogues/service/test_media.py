"""Pictures and recordings of a question: the first time that a chat sees it, when it is repeated, in its language."""

from __future__ import annotations

import pytest

from dialogues.messages import Medium
from dialogues.ports import Sent
from tests.support.scenario import Field, Someone
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label::FR (fr) | label::BM (bm) | media::audio::FR (fr) | media::audio::BM (bm) | image::FR (fr) |
|  | note | intro | Regardez. | Aw ye a filɛ. | | | carte.jpg |
|  | integer | age | Quel âge ? | I si ye san joli ye ? | age_fr.ogg | age_bm.ogg | |
|  | text | nom | Quel nom ? | I tɔgɔ ? | | | nom.png |
| settings |
|  | form_title | form_id | version | default_language |
|  | Média | media | 1 | FR (fr) |
"""


def media(someone: Someone) -> list[str]:
    """What came with the newest prompt."""
    return [f"{one.kind} {one.name}" for one in someone.asked.media]


@pytest.fixture
def field() -> Field:
    """A project with a guide of two languages."""
    return Field(FORM)


@pytest.fixture
def awa(field: Field) -> Someone:
    """An agent in an interview."""
    agent = field.agent()
    play(agent, "/nouveau")
    return agent


def test_the_first_time_only(field: Field, awa: Someone) -> None:
    """A question asked again after a slip, or gone back to, comes without what the chat has already."""
    assert awa.asked.media == (
        Medium("image", "carte.jpg", field.versions[0]),
        Medium("audio", "age_fr.ogg", field.versions[0]),
    )
    play(awa, "beaucoup")
    assert (awa.asked.refused is not None, media(awa)) == (True, [])
    play(awa, "35")
    assert media(awa) == ["image nom.png"]
    play(awa, "⬅️ Revenir", "restart", "/pause", "/reprendre")
    assert (awa.asked.address, media(awa)) == ("1", [])


def test_repeated_on_demand(awa: Someone) -> None:
    """«🔁 Répéter la question» brings everything again."""
    play(awa, "☰", "press Répéter")
    assert media(awa) == ["image carte.jpg", "audio age_fr.ogg"]


def test_in_the_language_shown(awa: Someone) -> None:
    """Another language brings its recording, and what it lacks in the guide's own."""
    play(awa, "/langue", "press Bamanankan")
    assert media(awa) == ["image carte.jpg", "audio age_bm.ogg"]
    play(awa, "35")
    assert media(awa) == ["image nom.png"]


def test_on_another_phone(field: Field, awa: Someone) -> None:
    """A second phone has seen nothing yet."""
    other = field.other_phone(awa)
    play(other, "/reprendre")
    assert media(other) == ["image carte.jpg", "audio age_fr.ogg"]


def test_what_never_arrived_comes_again(awa: Someone) -> None:
    """Until a message shows the question, its files are owed with it."""
    awa.connected = False
    play(awa, "35")
    play(awa, "restart", "online")
    assert media(awa) == ["image nom.png"]


def test_they_leave_the_chat_with_the_answers(field: Field, awa: Someone) -> None:
    """What a question brought goes when the answers are taken back."""
    play(awa, "35")
    (record,) = field.records()
    owed = field.service
    with field.store.reading() as uow:
        before = set(uow.prompts.messages_of(record.id))
    awa.connected = False
    play(awa, "⬅️ Revenir")
    reply = owed.owed(awa.account)[0]
    assert owed.present(reply) is not None
    awa.records(Sent(reply, 901, (900,)))
    with field.store.reading() as uow:
        assert set(uow.prompts.messages_of(record.id)) - before >= {(awa.account, 900), (awa.account, 901)}


def test_on_demand(field: Field, awa: Someone) -> None:
    """«/leger» leaves them out and says how many there are; repeating the question brings them."""
    play(awa, "/leger")
    assert awa.told == "Les images et les sons du guide viennent avec les questions."
    play(awa, "press Sur demande", "/leger")
    assert awa.told.startswith("Les images et les sons du guide viennent seulement")
    play(awa, "restart", "35")
    assert (media(awa), awa.asked.withheld) == ([], 1)
    play(awa, "☰", "press Répéter")
    assert (media(awa), awa.asked.withheld) == (["image nom.png"], 0)
    play(awa, "/leger", "press Tout de suite", "/nouveau")
    assert (len(media(awa)), awa.asked.withheld) == (2, 0)
    awa.acts("light:2")
    assert awa.told == "Ce bouton ne sert plus."
