"""A walker who answers whatever is asked, at random: every prompt can be answered, and every guide ends."""

from __future__ import annotations

from random import Random

import pytest

from dialogues.interview import effects as f
from dialogues.interview import inputs as i
from dialogues.interview.status import InterviewStatus
from dialogues.messages import Key, Widget
from tests.dialogues.interview.talk import Talk
from tests.dialogues.interview.test_properties import FORM
from tests.support.scenario import GUIDES

SHIPPED = sorted(folder.name for folder in GUIDES.iterdir() if folder.is_dir() and not folder.name.startswith("_"))

MOST_STEPS = 600

HOUSEHOLD = """
| survey |
|  | type | name | label | relevant | repeat_count | calculation | constraint | choice_filter | required |
|  | select_one on | accord | D'accord ? | | | | | | yes |
|  | begin_group | suite | Suite | ${accord} = 'oui' |
|  | integer | membres | Membres ? | | | | . >= 0 and . <= 4 |
|  | begin_repeat | membre | Membre | | ${membres} |
|  | text | nom | Nom ? |
|  | integer | age | Âge de ${nom} ? | | | | . >= 0 and . < 120 |
|  | select_multiple metier | metiers | Métiers ? | ${age} > 15 | | | count-selected(.) <= 3 |
|  | select_one metier | surtout | Surtout ? | count-selected(${metiers}) > 1 | | | | selected(${metiers}, name) |
|  | end_repeat |
|  | calculate | adultes | | | | sum(${membre}/age > 15) |
|  | begin_repeat | champ | Champ |
|  | decimal | surface | Surface ? | | | | . > 0 |
|  | date | seme | Semé le ? | | | | . <= today() |
|  | time | heure | Heure ? |
|  | dateTime | quand | Quand ? |
|  | geopoint | lieu | Où ? |
|  | end_repeat |
|  | image | photo | Photo ? |
|  | acknowledge | lu | C'est lu ? |
|  | end_group |
|  | note | fin | Fini. |
| choices |
|  | list_name | name | label |
|  | on | oui | Oui |
|  | on | non | Non |
|  | metier | eleveur | Éleveur |
|  | metier | pecheur | Pêcheur |
|  | metier | autre | Autre |
|  | metier | nsp | Ne sait pas |
| settings |
|  | form_id |
|  | menage |
""".replace("sum(${membre}/age > 15)", "sum(${age})")

TYPED = {
    Widget.TEXT: ["rien à dire", "« oui »", "76 12 34 56", "B123"],
    Widget.NUMBER: ["0", "1", "2", "3", "17", "40", "douze"],
    Widget.DATE: ["hier", "2026-02-01", "aujourd'hui"],
    Widget.TIME: ["10h30", "8 h"],
    Widget.DATE_TIME: ["hier 10h", "2026-03-01 10:00"],
}


def walk(form: str, seed: int) -> tuple[Talk, int]:
    """Answer until the interview is sent; returns it and the number of steps."""
    talk, chance = Talk(form, checked=False), Random(seed)  # noqa: S311 - a walk, no secret
    files = 0
    for steps in range(MOST_STEPS):
        if talk.interview.status is InterviewStatus.SENT:
            return talk, steps
        files += answer(talk, chance, files)
        if steps % 40 == 0:
            talk.check()
    raise AssertionError(f"not at the end after {MOST_STEPS} steps: {talk.at}")


def answer(talk: Talk, chance: Random, files: int) -> int:  # noqa: PLR0912 - one branch a kind of answer
    """One answer to what is asked; 1 when it was a file."""
    view = talk.asked
    where = talk.interview.current
    if Key.CONTINUE in view.keys:
        talk.says("Continuer")
    elif view.widget is Widget.CONFIRM:
        if where is None and talk.interview.pending is None:
            talk.sends()
        else:
            talk.gives(i.Confirmed(yes=talk.interview.pending is not None or chance.random() < 0.4))
    elif chance.random() < 0.1:
        talk.passes(chance.choice(list(i.NonResponse)))
    elif chance.random() < 0.05:
        talk.back()
    elif view.options and chance.random() < 0.8:
        talk.takes(chance.choice(view.options).name)
        if view.widget is Widget.MANY_OF and chance.random() < 0.6:
            talk.done()
    elif view.options:
        talk.says(str(chance.randint(1, len(view.options))))
    elif view.widget is Widget.PLACE:
        talk.gives(i.PlaceGiven(chance.uniform(10, 20), chance.uniform(-10, 0)))
    elif view.widget in (Widget.PHOTO, Widget.VOICE, Widget.VIDEO, Widget.FILE):
        kind = {Widget.PHOTO: "image", Widget.VOICE: "audio", Widget.VIDEO: "video"}.get(view.widget, "file")
        talk.gives(i.BlobGiven(kind, "f", f"f{files}.bin", f"t{files}"))
        assert isinstance(talk.step.effects[0], f.Fetch)
        assert where is not None
        talk.gives(i.AttachmentArrived(where, f"t{files}", stored=chance.random() < 0.8))
        return 1
    else:
        talk.says(chance.choice(TYPED.get(view.widget, ["OK"])))
        if Key.NEXT in view.keys and chance.random() < 0.8:
            talk.done()
    return 0


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("guide", SHIPPED)
def test_shipped_guides_end(guide: str, seed: int) -> None:
    """A shipped guide can be walked through to its sending."""
    talk, _ = walk(guide, seed)
    assert talk.interview.sent_at == talk.now


@pytest.mark.parametrize("seed", range(8))
def test_a_household_ends(seed: int) -> None:
    """A form with repeats, cascades and constraints on everything ends too."""
    talk, _ = walk(HOUSEHOLD, seed)
    talk.check()


@pytest.mark.parametrize("seed", range(8))
def test_everything_at_once_ends(seed: int) -> None:
    """So does the form in which everything depends on everything."""
    talk, _ = walk(FORM, seed)
    talk.check()
