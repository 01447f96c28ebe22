"""Codes by photo: read, offered, not read, corrected, during a call, and where nothing reads them."""

from __future__ import annotations

from dialogues.forms.ref import Ref
from dialogues.interview.events import AnswerRecorded
from dialogues.messages import Blob, Key, Widget
from tests.dialogues.service.forms import SETTINGS
from tests.support.scenario import FakeCodes, Field, Someone
from tests.support.script import play, values

FORM = """
| survey |
|  | type | name | label | constraint | constraint_message |
|  | barcode | carte | La carte ? | string-length(.) > 3 | Au moins 4 signes. |
|  | integer | age | Quel âge ? |
|  | barcode | sac | Le sac ? |
|  | text | avis | Votre avis ? |
""" + SETTINGS.format(title="Fiche B", form_id="codes")


def begun() -> Someone:
    """An agent whom the first question is put to."""
    agent = Field(FORM).agent()
    play(agent, "/nouveau")
    return agent


def given(someone: Someone) -> dict[str, str]:
    """What was answered, by the names of the questions."""
    return {name: value for name, value in values(someone).items() if name in ("carte", "age", "sac", "avis")}


def shows(someone: Someone, picture: str, *, reply_to: int | None = None, caption: str = "") -> None:
    """Send a photo that shows what `FakeCodes` reads."""
    someone.pictures["photo-1"] = picture.encode()
    someone._send(Blob("image", "photo-1", "", "image/jpeg", 1200, caption), reply_to=reply_to)


def test_one_code() -> None:
    """A code that was read is stored and told back; the log says who read it, and no file is kept."""
    agent = begun()
    field = agent.field
    assert agent.asked.hint is not None
    assert agent.asked.hint.text == "Tapez le code, ou envoyez-en une photo."
    shows(agent, "6111245590011")
    assert agent.asked.address == "2"
    assert agent.told.startswith("✓ 1 : 6111245590011\n")
    with field.store.reading() as uow:
        log = [event for _, event in uow.interviews.events(field.records()[-1].id)]
        assert [event.reader for event in log if isinstance(event, AnswerRecorded)] == ["photo"]
        assert list(uow.attachments.of_interview(field.records()[-1].id)) == []
    play(agent, "1) 6130")
    assert agent.told.startswith("Corriger la 1 ? ")
    play(agent, "oui")
    assert given(agent)["carte"] == "6130"


def test_a_document_and_its_caption() -> None:
    """A picture sent as a document is looked at too; words with it are the agent's note."""
    agent = begun()
    field = agent.field
    agent.pictures["doc"] = b"AB-12"
    agent.sends(Blob("image", "doc", "carte.png", "image/png", 10, "un peu sale"))
    assert given(agent) == {"carte": "AB-12"}
    assert field.replayed(field.records()[-1]).notes[Ref("/data/carte")] == ("un peu sale",)


def test_none_and_unseen() -> None:
    """No code, no picture, a picture that did not come or is too large: it is said, and the question comes again."""
    agent = begun()
    near = "Je n'arrive pas à lire ce code. Tapez les chiffres, ou renvoyez la photo de plus près."
    later = "Je n'ai pas pu regarder cette photo. Tapez les chiffres, s'il vous plaît, ou renvoyez-la plus tard."
    for picture, said in (("rien", near), ("\x00 \n", near), ("abîmé", later), ("", later)):
        shows(agent, picture)
        assert agent.told == f"{said}\nLa carte ?"
    shows(agent, "12")
    assert agent.told == "Au moins 4 signes.\nLa carte ?"
    assert given(agent) == {}
    play(agent, "12345")
    assert given(agent) == {"carte": "12345"}


def test_without_a_reader() -> None:
    """Where nothing reads pictures, none is fetched, and the code is typed."""
    field = Field(FORM)
    field.codes = None
    field.restart()
    agent = field.agent()
    play(agent, "/nouveau", "photo")
    assert agent.told.startswith("Je n'ai pas pu regarder cette photo.")
    play(agent, "12345")
    assert given(agent) == {"carte": "12345"}


def test_several_codes() -> None:
    """Several codes are choices: by key, by number, «Non» or typed; the same code twice is one."""
    agent = begun()
    shows(agent, "6130001\nLOT 7\n6130001")
    view = agent.asked
    assert (view.address, view.widget, [o.name for o in view.options]) == ("1", Widget.ONE_OF, ["6130001", "LOT 7"])
    assert view.label.text == "Il y a plusieurs codes sur la photo. Vous voulez dire lequel ?"
    play(agent, "oui")
    assert [o.name for o in agent.asked.options] == ["6130001", "LOT 7"]
    key = agent.key("1·2 LOT 7")
    play(agent, key)
    assert given(agent) == {"carte": "LOT 7"}
    assert agent.told.startswith("✓ 1 : LOT 7\n")
    play(agent, "35", key)
    assert given(agent) == {"carte": "LOT 7", "age": "35"}
    shows(agent, "A1\nB2")
    play(agent, "tap Non")
    assert agent.told == "D'accord. Tapez le code, ou renvoyez la photo de plus près.\nLe sac ?"
    shows(agent, "A1\nB2")
    play(agent, "2")
    assert given(agent)["sac"] == "B2"
    assert agent.asked.address == "4"


def test_several_and_something_else() -> None:
    """While several are offered, other words are an answer; another photo takes the place of the first."""
    agent = begun()
    shows(agent, "A111\nB222")
    shows(agent, "C333\nD444")
    assert [o.name for o in agent.asked.options] == ["C333", "D444"]
    play(agent, "9999")
    assert given(agent) == {"carte": "9999"}
    assert agent.asked.address == "2"


def test_in_reply_to_an_older_question() -> None:
    """A photo in reply to an older question is about that one: asked before it replaces, told where it is the same."""
    agent = begun()
    shows(agent, "6130")
    first = agent.prompt_id("1")
    shows(agent, "6130", reply_to=first)
    assert agent.told == "✓ 1 : 6130\nQuel âge ?"
    shows(agent, "rien", reply_to=first)
    assert agent.told.startswith("1 : Je n'arrive pas à lire ce code.")
    shows(agent, "7777\n8888", reply_to=first)
    assert agent.asked.address == "1"
    agent.says(agent.key("8888"))
    assert given(agent) == {"carte": "8888"}
    assert agent.asked.address == "2"
    shows(agent, "9999", reply_to=first)
    assert agent.told.startswith("Corriger la 1 ? ")
    play(agent, "tap Oui")
    assert given(agent) == {"carte": "9999"}
    shows(agent, "5555")
    assert agent.told.startswith("Ici, je ne peux pas prendre une photo.")


def test_during_a_call() -> None:
    """During a call the caption says the number; several codes are asked about once it is over."""
    field = Field(FORM)
    agent = field.agent()
    play(agent, "/nouveau", "/appel")
    shows(agent, "6130")
    assert agent.told.startswith("Pas pendant l'appel")
    shows(agent, "6130", caption="1)")
    shows(agent, "rien", caption="3")
    assert "3 : Je n'arrive pas à lire ce code." in agent.told
    shows(agent, "7777\n8888", caption="3")
    assert agent.told.startswith("✓ 3 gardé.")
    assert given(agent) == {"carte": "6130"}
    play(agent, "2) 35", f"tap {field.locales.key_label(Key.HUNG_UP, 'fr')}")
    assert agent.asked.address == "3"
    assert "7777 8888" in agent.told
    shows(agent, "8888")
    assert given(agent) == {"carte": "6130", "age": "35", "sac": "8888"}


def test_a_photo_is_looked_at_once() -> None:
    """Nothing is stored before the bytes are there, and a log is folded again without a reader."""
    agent = begun()
    field = agent.field
    shows(agent, "6130")
    assert isinstance(field.codes, FakeCodes)
    assert field.codes.seen == 1
    field.codes = None
    field.restart()
    play(agent, "/relire")
    assert "6130" in "\n".join(agent.heard)
