"""What was said is written down: a recording at a time, in its language and in French, by one person."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from dialogues.messages import SendFile
from dialogues.transcripts import CLAIMED_MS, Transcript
from tests.dialogues.service.forms import SETTINGS
from tests.dialogues.service.test_cut import sends
from tests.support.scenario import Field, Someone
from tests.support.script import play

FORM = """
| survey |
|  | type | name | label::Français (fr) | label::Bambara (bm) |
|  | text | avis | Votre avis ? | I hakili ? |
|  | text | eau | Et l'eau ? | Ji dun ? |
|  | audio | chant | Un chant ? | Dɔnkili ? |
| settings |
|  | form_title | form_id | version | default_language |
|  | Fiche V | voix | 1 | Français (fr) |
"""

BAMBARA = "An ka dugu kɔnɔ ji ka gɛlɛn kosɛbɛ, musow bɛ taa yɔrɔ jan na ka ji ta ka na so."


class Guesser:
    """Tells Bambara by its letters, French by its length, and nothing of a word or two."""

    def language_of(self, text: str, expected: Collection[str] = ()) -> str | None:  # noqa: ARG002 - the port's
        """See `dialogues.ports.LanguageGuesser`."""
        return "bm" if "ɛ" in text else "fr" if len(text.split()) > 5 else None


@pytest.fixture
def field() -> Field:
    """A project with a guide that has open questions."""
    field = Field(FORM)
    field.guesser = Guesser()
    field.restart()
    return field


@pytest.fixture
def awa(field: Field) -> Someone:
    """An agent who has said two answers, which were fetched."""
    agent = field.agent()
    play(agent, "/nouveau", "voice", "tap Suite", "voice", "tap Suite", "stored", "stored")
    return agent


def history(field: Field) -> list[Transcript]:
    """All that was written down, in its order."""
    with field.store.reading() as uow:
        record = field.records()[0]
        found = [one for kept in uow.attachments.of_interview(record.id) for one in uow.transcripts.history(kept.id)]
    return sorted(found, key=lambda one: one.id)


def sent(someone: Someone) -> str:
    """The caption of the newest recording that was sent."""
    found = [d.outgoing for _, d in someone.shown if isinstance(d.outgoing, SendFile)]
    return someone.words(found[-1].caption)


def test_words_and_french(field: Field, awa: Someone) -> None:
    """The recording comes, then the words in their language, then their French; then the next one on a tap."""
    play(awa, "/transcrire")
    assert sent(awa) == "🎤 1. Votre avis ? (entretien K0001)"
    assert awa.told.startswith("Écrivez ce qui est dit, mot à mot")
    assert "Il reste 2 voix à transcrire." in awa.told
    play(awa, BAMBARA)
    assert awa.told == "✓ Noté (Bamanankan). Et en français ? Sinon : « Passer »."
    play(awa, "restart", "L'eau est difficile.")
    assert awa.told.startswith("✓ Noté (Bamanankan).")
    assert "Il reste 1 voix à transcrire." in awa.told
    (one,) = history(field)
    assert (one.language, one.text, one.french, one.member) == ("bm", BAMBARA, "L'eau est difficile.", "X01")
    play(awa, "press La suivante")
    assert sent(awa).startswith("🎤 2. Et l'eau ?")
    play(awa, "Elle dit que l'eau est trop loin du village et que le puits est sec.")
    assert awa.told == "✓ Noté (Français). Une autre langue ? Touchez-la."
    assert history(field)[-1].french == history(field)[-1].text
    play(awa, "/transcrire")
    assert awa.told == "Il n'y a rien à transcrire."


def test_the_interview_rests_and_goes_on(field: Field, awa: Someone) -> None:
    """Writing down puts the interview aside; it is taken up where it stood, and none of it became an answer."""
    play(awa, "/transcrire", "aide", "Passer", "/reprendre")
    assert awa.asked.address == "3"
    assert [one.text for one in history(field)] == ["aide"]
    play(awa, "/transcrire", "❓ Aide")
    assert awa.told.startswith("➕ Nouvel entretien")
    assert len(history(field)) == 1


def test_the_french_may_be_left_out(field: Field, awa: Someone) -> None:
    """«Passer» leaves the words without a translation."""
    play(awa, "/transcrire", BAMBARA, "passer")
    assert [(one.text, one.french) for one in history(field)] == [(BAMBARA, "")]


def test_an_unclear_language_is_asked(field: Field, awa: Someone) -> None:
    """A word or two in a French interview are of no language until somebody says which."""
    play(awa, "/transcrire", "Ji tɛ")
    assert awa.told.startswith("✓ Noté (Bamanankan).")
    play(awa, "Pas d'eau", "press La suivante", "Kala")
    assert awa.told == "✓ Noté. C'est quelle langue ? Touchez-la. Et en français ? Sinon : « Passer »."
    play(awa, "press Soŋay")
    assert (history(field)[-1].language, history(field)[-1].text) == ("ses", "Kala")


def test_another_language_on_a_tap(field: Field, awa: Someone) -> None:
    """What was taken for one language is said to be another: French needs no translation, others are asked for it."""
    play(awa, "/transcrire", BAMBARA, "press Soŋay")
    assert awa.told.startswith("✓ Noté (Soŋay). Et en français ?")
    play(awa, "press Français")
    assert history(field)[-1].french == BAMBARA
    play(awa, "press Bamanankan")
    assert (history(field)[-1].language, history(field)[-1].french) == ("bm", "")
    play(awa, "C'est dur.", "press Fulfulde")
    assert (history(field)[-1].language, history(field)[-1].french) == ("ff", "C'est dur.")
    awa.acts("voice_in:1:xx")
    assert awa.told == "Ce bouton ne sert plus."


def test_who_may(field: Field, awa: Someone) -> None:
    """An agent writes down what she recorded herself, a supervisor what anybody did; nobody else's project is seen."""
    boss, other = field.supervisor(), field.agent("Bintou")
    play(other, "/transcrire")
    assert other.told == "Il n'y a rien à transcrire."
    play(boss, "/suivi")
    assert "🎤 2 voix à transcrire : /transcrire" in boss.told
    play(boss, "/transcrire")
    assert sent(boss).startswith("🎤 1.")
    play(awa, "/suivi")
    assert "🎤 2 voix à transcrire : /transcrire" in awa.told
    number = history(field)
    assert number == []
    other.acts("rewrite:rien")
    assert other.told == "Ce bouton ne sert plus."


def test_two_people_never_get_the_same_one(field: Field, awa: Someone) -> None:
    """What one has begun is not sent to another before half an hour has gone by, nor before it is let go."""
    boss = field.supervisor()
    play(awa, "/transcrire")
    play(boss, "/transcrire")
    assert (sent(awa)[:4], sent(boss)[:4]) == ("🎤 1.", "🎤 2.")
    play(boss, "press Une autre")
    assert boss.told == "Il n'y en a pas d'autre pour le moment. Pour reprendre au début : /transcrire"
    play(awa, "press Arrêter")
    assert awa.told.startswith("D'accord. Ce qui est écrit est gardé.")
    play(boss, "/transcrire")
    assert sent(boss)[:4] == "🎤 1."


def test_whoever_comes_late_hears_so(field: Field, awa: Someone) -> None:
    """After half an hour another may take it: both texts are kept, the newest stands, and the late one is told."""
    boss = field.supervisor()
    play(awa, "/transcrire")
    field.clock.advance(CLAIMED_MS)
    play(boss, "/transcrire")
    assert sent(boss)[:4] == "🎤 1."
    play(awa, BAMBARA)
    assert any(said.startswith("X02 s'occupait aussi de cette voix.") for said in awa.heard)
    play(boss, "L'eau est difficile dans notre village, dit-elle.")
    assert any(said.startswith("X01 s'occupait aussi de cette voix.") for said in boss.heard)
    assert [one.member for one in history(field)] == ["X01", "X02"]


def test_corrections_are_history(field: Field, awa: Someone) -> None:
    """By the interview's number what is written is read and written better; what stood before is kept."""
    boss = field.supervisor()
    play(awa, "/transcrire", BAMBARA, "Passer", "/reprendre")
    play(boss, "/transcrire k0001")
    assert "Bamanankan : An ka dugu" in boss.told
    assert "Pas encore transcrit." in boss.told
    play(boss, "press ✏️ 1")
    assert "Écrivez-le mieux" in boss.told
    play(boss, "Passer", "L'eau est rare.")
    assert [(one.french, one.member) for one in history(field)] == [("L'eau est rare.", "X01")]
    play(boss, "/transcrire K0001", "press ✏️ 1", f"{BAMBARA} Ayi.", "L'eau est rare. Non.")
    assert [one.french for one in history(field)] == ["L'eau est rare.", "L'eau est rare. Non."]
    play(boss, "/transcrire ZZZ")
    assert boss.told.startswith("Je ne trouve pas")


def test_a_draft_is_nothing_until_somebody_takes_it_over(field: Field, awa: Someone) -> None:
    """What a recogniser heard is shown to be checked; «C'est juste» makes it this person's words."""
    record = field.records()[0]
    with field.store.writing() as uow:
        first = uow.transcripts.next(field.project.id, None, 1, 0)
        assert first is not None
        draft = Transcript(0, record.project, record.id, first.attachment, "bm", "ji ka gɛlɛn", "", "", 1, "essai", 0.4)
        uow.transcripts.write(draft)
        uow.commit()
    play(awa, "/transcrire")
    assert "Une machine a entendu ceci. À vérifier :\nji ka gɛlɛn" in awa.told
    with field.store.reading() as uow:
        assert uow.transcripts.of_interview(record.id) == []
    play(awa, "press C'est juste", "L'eau est difficile.")
    with field.store.reading() as uow:
        (one,) = uow.transcripts.of_interview(record.id)
    assert (one.text, one.french, one.member, one.reader) == ("ji ka gɛlɛn", "L'eau est difficile.", "X01", "")
    awa.acts(f"heard:{one.id}")
    assert awa.told == "Ce bouton ne sert plus."


def test_a_replaced_answer_leaves_the_queue(field: Field, awa: Someone) -> None:
    """A recording that is part of no answer any more is not written down."""
    play(awa, "1) finalement rien", "oui", "/transcrire")
    assert sent(awa).startswith("🎤 2.")
    with field.store.reading() as uow:
        assert uow.transcripts.waiting(field.project.id, None) == 1


def test_taken_back_while_it_is_written(field: Field, awa: Someone) -> None:
    """Who withdraws takes what was said and written along; what is typed afterwards is kept nowhere."""
    boss = field.supervisor()
    play(boss, "/transcrire", BAMBARA)
    play(awa, "/retirer K0001", "oui")
    play(boss, "L'eau est difficile.")
    assert history(field) == []
    with field.store.reading() as uow:
        assert uow.transcripts.waiting(field.project.id, None) == 0


STRICT = "| survey |\n|  | type | name | label |\n|  | text | avis | Votre avis ? |\n" + SETTINGS.format(
    title="Fiche S", form_id="strict"
)


def test_strict_has_nothing_to_write_down() -> None:
    """No voice is taken in `strict`, so there is no queue."""
    field = Field(STRICT, strict=True)
    agent = field.agent()
    play(agent, "/nouveau", "voice", "/transcrire")
    assert agent.told == "Il n'y a rien à transcrire."
    play(agent, "/transcrire K0001")
    assert agent.told == "Il n'y a pas de message vocal dans l'entretien K0001."


def one_by_one(agent: Someone, *texts: str) -> None:
    """Messages a second apart, with the bot's reply to each shown before the next is sent."""
    agent.field.clock.advance(60_000)
    for text in texts:
        with agent.offline():
            agent.field.clock.advance(1000)
            agent.says(text)


@pytest.mark.parametrize("send", [sends, one_by_one])
def test_words_that_are_cut_in_two(field: Field, awa: Someone, send: Callable[..., None]) -> None:
    """What Telegram's clients cut off goes on with the words, or with their French, that it was cut from.

    What the bot asked or said since the beginning does not take the rest away from it.
    """
    long, french = f"{BAMBARA} " * 48, "Il manque de l'eau au village. " * 125
    play(awa, "/transcrire")
    send(awa, long, "ji ka gɛlɛn")
    assert history(field)[-1].text == f"{long.strip()}\nji ka gɛlɛn"
    send(awa, french, "Les femmes vont loin.")
    assert history(field)[-1].french == f"{french.strip()}\nLes femmes vont loin."
    assert history(field)[-1].text == f"{long.strip()}\nji ka gɛlɛn"
    play(awa, "press La suivante")
    send(awa, french, "Et voilà.")
    assert history(field)[-1].text == f"{french.strip()}\nEt voilà."
