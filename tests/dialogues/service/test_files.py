"""Photos, voices, documents and positions: on their way, stored, impossible, given up."""

from __future__ import annotations

import pytest

from dialogues.forms.ref import Ref
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Blob
from dialogues.ports import Attachment, AttachmentStatus
from dialogues.service.interviewing import safe_name
from tests.dialogues.service.forms import SETTINGS, SHORT, VISIT
from tests.support.scenario import Field
from tests.support.script import play, values

PHOTOS = """
| survey |
|  | type | name | label |
|  | image | photo | Une photo ? |
|  | audio | voix | Votre voix ? |
|  | file | piece | La feuille ? |
|  | text | avis | Votre avis ? |
""" + SETTINGS.format(title="Fiche P", form_id="photos")


def attachments(field: Field, of: int = -1) -> list[Attachment]:
    """Files of an interview, in the order they came."""
    with field.store.reading() as uow:
        return sorted(uow.attachments.of_interview(field.records()[of].id), key=lambda item: item.id)


def answered(field: Field) -> str:
    """The attachment that the photo question holds."""
    return field.replayed(field.records()[-1]).answers[Ref("/data/photo")].attachment


def test_stored() -> None:
    """The chat goes on while the file is fetched, and hears when it is there."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "photo")
    assert agent.asked.address == "2"
    assert [item.status for item in attachments(field)] == [AttachmentStatus.PENDING]
    play(agent, "stored")
    assert agent.told == "✓ 1 : fichier enregistré."
    (kept,) = attachments(field)
    assert (kept.status, kept.sha256, kept.size) == (AttachmentStatus.STORED, "ab" * 32, 1200)
    field.service.file_stored(kept, "ab" * 32, 1200)
    agent.receive()
    assert agent.heard.count("✓ 1 : fichier enregistré.") == 1


def test_who_waits_for_a_file() -> None:
    """Whoever works on the interview, in the chat where they do; nobody once it is over or nothing reaches them."""
    field = Field(PHOTOS)
    gone, blocking = field.agent("Awa"), field.agent("Issa")
    play(gone, "/nouveau", "photo")
    (pending,) = attachments(field)
    assert field.service.waits_for(pending) == (gone.account, "fr")
    play(gone, "/abandonner", "oui")
    assert field.service.waits_for(pending) is None
    play(blocking, "/nouveau", "photo")
    field.service.undeliverable(blocking.account)
    assert field.service.waits_for(attachments(field)[0]) is None


def test_too_large_is_said_at_once() -> None:
    """Telegram gives no file over 20 MB: nothing is recorded, the question stands, and a smaller one is taken."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau")
    agent.sends(Blob("image", "F", size=20 * 2**20 + 1))
    assert agent.told.startswith("Ce fichier fait 21 Mo : je ne peux prendre que 20 Mo.")
    assert attachments(field) == []
    agent.sends(Blob("image", "F", size=20 * 2**20))
    assert agent.asked.address == "2"


def test_failed_then_sent_again() -> None:
    """Who hears that a file did not arrive sends it again; the old one is none of the answer any more."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "photo", "failed")
    assert agent.told.startswith("Le fichier de la 1 n'est pas arrivé.")
    message = agent.prompt_id("1")
    agent.sends_photo(reply_to=message)
    first, second = attachments(field)
    assert answered(field) == second.id
    play(agent, "stored")
    assert agent.told == "✓ 1 : fichier enregistré."
    assert [item.status for item in attachments(field)] == [AttachmentStatus.FAILED, AttachmentStatus.STORED]
    field.service.file_stored(first, "cd" * 32, 1)
    assert answered(field) == second.id


def test_sending_waits_or_goes_without() -> None:
    """A file on its way holds the sending up; without it, it stays away for good, also when it comes after all."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "photo", "voice", "file liste.pdf", "rien", "tap Suite", "tap Envoyer")
    assert agent.told == "3 fichiers ne sont pas encore arrivés. Envoyer sans eux ?"
    play(agent, "non")
    assert agent.told.startswith("D'accord, on attend. Touchez « Envoyer » plus tard.")
    play(agent, "stored", "stored", "tap Envoyer")
    assert agent.told == "Un fichier n'est pas encore arrivé. Envoyer sans lui ?"
    late = next(item for item in attachments(field) if item.status is AttachmentStatus.PENDING)
    play(agent, "oui")
    assert agent.told.startswith("Entretien envoyé.")
    field.service.file_stored(late, "ab" * 32, 5)
    assert sorted(item.status.value for item in attachments(field)) == ["stored", "stored", "waived"]


def test_a_file_for_what_is_gone() -> None:
    """A file that comes after its interview was taken back, or for a question that has another, changes nothing."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "photo")
    (late,) = attachments(field)
    play(agent, "/retirer", "oui")
    field.service.file_stored(late, "ab" * 32, 5)
    assert attachments(field) == []
    assert "ab" * 32 not in repr(field.store.tables)


def test_files_go_with_the_answers() -> None:
    """Answers that are taken back leave no file, also one that arrives afterwards."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "photo")
    (late,) = attachments(field)
    play(agent, "/retirer", "oui")
    (record,) = field.records()
    assert field.files.removed == [record.id]
    field.service.file_stored(late, "ab" * 32, 1200)
    assert field.files.removed == [record.id, record.id]


def test_the_chat_forgets_what_was_taken_back() -> None:
    """Questions, answers and the list that was read again leave the chat; what came before the interview stays."""
    field = Field(SHORT)
    agent = field.agent()
    before = agent.says("/aide")
    play(agent, "/nouveau")
    asked = agent.asked_id
    said = agent.says("35")
    play(agent, "/relire")
    shown = agent.shown[-1][0]
    play(agent, "/retirer", "oui")
    assert {asked, said, shown} <= agent.removed
    assert before not in agent.removed


def test_an_abandoned_interview_can_be_taken_back() -> None:
    """What was said before an interview was given up is kept, until the respondent takes it back."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "/abandonner", "oui")
    (record,) = field.records()
    play(agent, f"/retirer {record.code}", "oui")
    assert field.records()[0].status is InterviewStatus.WITHDRAWN


def test_only_the_phone_in_use_is_told() -> None:
    """Of two phones the one in which the interview goes on hears of the file; none when both are away."""
    field = Field(PHOTOS)
    first = field.agent()
    second = field.other_phone(first)
    play(first, "/nouveau", "photo")
    play(second, "/reprendre")
    play(second, "stored")
    first.receive()
    assert second.told == "✓ 1 : fichier enregistré."
    assert "✓ 1 : fichier enregistré." not in first.heard
    play(second, "voice")
    field.service.undeliverable(first.account)
    field.service.undeliverable(second.account)
    play(second, "stored")
    assert second.heard.count("✓ 2 : fichier enregistré.") == 0


def test_where_no_file_is_asked() -> None:
    """A photo where a number is asked is refused kindly; nothing is fetched."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "photo")
    assert agent.told.startswith("Ici, je ne peux pas prendre une photo.")
    play(agent, "voice", "video a.mp4", "file a.pdf")
    assert agent.told.startswith("Ici, je ne peux pas prendre un fichier.")
    play(agent, "place 16.2 -0.04")
    assert agent.told.startswith("Ici, je n'ai pas besoin d'une position.")
    play(agent, "sticker")
    assert agent.told.startswith("Je ne sais pas lire ce genre de message.")
    assert attachments(field) == []
    assert agent.asked.address == "1"


def test_place_and_photo_by_reply() -> None:
    """A position, and a photo in reply to its question from further on or from a pause."""
    field = Field(VISIT)
    agent = field.agent()
    play(agent, "/nouveau", "/corriger 10", "photo", "place 16.27 -0.04")
    assert values(agent)["lieu"].startswith("16.27 -0.04")
    before = answered(field)
    agent.sends_photo(reply_to=agent.prompt_id("10"), caption="de plus près")
    assert answered(field) != before
    play(agent, "/relire")
    assert "(NB de plus près)" in agent.told
    play(agent, "/pause")
    agent.sends_photo(reply_to=agent.sent[2])
    assert "en pause" in agent.told
    assert len(attachments(field)) == 3


def test_photo_for_the_interview_that_asked() -> None:
    """A photo that was sent at a question of the other interview, or in reply to it, is that one's."""
    field = Field(PHOTOS, SHORT)
    agent = field.agent()
    play(agent, "/nouveau", "press Fiche P", "/nouveau", "press Fiche S")
    agent.sends_photo(reply_to=agent.prompt_id("1"))
    assert values(agent, of=0)["photo"]
    assert values(agent, of=1).keys() == {"instanceID"}


def test_photo_sent_before_the_next_question() -> None:
    """A photo sent just before the next question was put is still for the one before."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "photo", "photo plus nette", "online")
    assert agent.asked.address == "2"
    assert len(attachments(field)) == 2


def test_a_doubled_photo_is_one() -> None:
    """The same photo twice, before anything came back, is one answer and one file to fetch."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau", "offline", "photo", "photo", "online")
    assert len(attachments(field)) == 1


def test_photo_for_an_interview_that_was_withdrawn() -> None:
    """It is nobody's, and is not taken for the interview that is open now."""
    field = Field(PHOTOS)
    agent = field.agent()
    play(agent, "/nouveau")
    old = agent.asked_id
    play(agent, "/retirer", "oui", "/nouveau")
    agent.sends_photo(reply_to=old)
    assert agent.told.startswith("Cette question ne se pose pas ici.")
    assert attachments(field) == []
    play(agent, "/abandonner", "oui")
    agent.sends_photo(reply_to=old)
    assert agent.told.startswith("Aucun entretien n'est ouvert ici.")


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("../../x", "image", "abcde12345fg.jpg"),
        ("photo.JPG", "image", "abcde12345fg.jpg"),
        ("😀.😀", "audio", "abcde12345fg.ogg"),
        ("", "video", "abcde12345fg.mp4"),
        ("feuille", "file", "abcde12345fg.bin"),
        ("a/b.pdf", "file", "abcde12345fg.pdf"),
        ("x.pdf/../y", "file", "abcde12345fg.bin"),
        ("x.tar.gz\x00", "file", "abcde12345fg.bin"),
        ("liste." + "x" * 6, "file", "abcde12345fg.bin"),
    ],
)
def test_safe_names(name: str, kind: str, wanted: str) -> None:
    """Nothing of the sender's own name is kept but a plain ending."""
    assert safe_name(Blob(kind, "id", name), "ABCDE_12345-fghij") == wanted
    assert safe_name(Blob(kind, "id", name), "__") == "fichier." + wanted.rpartition(".")[2]
