"""A short interview with every kind of step that a kill could tear apart, as an agent types it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.simulator import SimulatedPerson
from bot.simulator.client import Said

__all__ = ["EXPECTED", "FORM", "REPLIES", "STEPS", "SUBMITTED", "Step", "act", "repeats_in", "shows"]

FORM = """
| survey   |                     |             |                         |          |
|          | type                | name        | label                   | required |
|          | integer             | age         | Quel âge avez-vous ?    | yes      |
|          | select_one ouinon   | accord      | Êtes-vous d'accord ?    | yes      |
|          | select_multiple eau | eau         | Quelle eau buvez-vous ? |          |
|          | text                | recit       | Que s'est-il passé ?    |          |
|          | begin_repeat        | visite      | Visite                  |          |
|          | integer             | jours       | Combien de jours ?      |          |
|          | end_repeat          |             |                         |          |
|          | integer             | enfants     | Combien d'enfants ?     |          |
| choices  |                     |             |                         |          |
|          | list_name           | name        | label                   |          |
|          | ouinon              | oui         | Oui                     |          |
|          | ouinon              | non         | Non                     |          |
|          | eau                 | puits       | Puits                   |          |
|          | eau                 | pompe       | Pompe                   |          |
|          | eau                 | fleuve      | Fleuve                  |          |
| settings |                     |             |                         |          |
|          | form_title          | form_id     | version                 |          |
|          | Essai court         | essai_court | 1                       |          |
"""

READING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the agent does.

    Args:
        text: what is typed; a tapped key is its text.
        shown: words of what comes back for it, in the newest message.
        logged: how many answers the log holds once that has come back.
    """

    text: str
    shown: str
    logged: int


STEPS = (
    Step("/nouveau", "1. Quel âge", 0),
    Step("35", "2. Êtes-vous", 1),
    Step("2·1 Oui", "3. Quelle eau", 2),
    Step("3·1 Puits", "Puits", 3),
    Step("3·3 Fleuve", "Puits · Fleuve", 4),
    Step("3·✔ Terminé", "4. Que s'est-il", 5),
    Step("Le puits est sec.", "✓ 4", 6),
    Step("Il faut marcher.", "✓ 4", 7),
    Step("4·➡️ Suite", "6.1. Combien de jours", 7),
    Step("4", "en ajouter ? Il y en a 1", 8),
    Step("5·Oui", "6.2. Combien de jours", 8),
    Step("6", "en ajouter ? Il y en a 2", 9),
    Step("5·Non", "7. Combien d'enfants", 9),
    Step("1) 36", "Corriger la 1 ?", 9),
    Step("1·Oui", "✓ 1 : 36", 10),
    Step("7) 3", "On envoie ?", 11),
    Step("✅ Envoyer", "envoyé", 11),
)

REPLIES = tuple(step.shown for step in STEPS if step.text != "3·3 Fleuve")
"""What is said in new messages; the second tick is an edit of the first one's."""

EXPECTED = [
    ("/data/age", "35"),
    ("/data/accord", "oui"),
    ("/data/eau", "puits"),
    ("/data/eau", "puits fleuve"),
    ("/data/eau", "puits fleuve"),
    ("/data/recit", "Le puits est sec."),
    ("/data/recit", "Il faut marcher."),
    ("/data/visite[1]/jours", "4"),
    ("/data/visite[2]/jours", "6"),
    ("/data/age", "36"),
    ("/data/enfants", "3"),
]
"""What the log holds in the end: each answer once, in the order typed; the ticks, then what «Terminé» settles."""

SUBMITTED = {
    "/data/age": "36",
    "/data/accord": "oui",
    "/data/eau": "puits fleuve",
    "/data/recit": "Le puits est sec.\nIl faut marcher.",
    "/data/visite[1]/jours": "4",
    "/data/visite[2]/jours": "6",
    "/data/enfants": "3",
}


def act(person: SimulatedPerson, step: Step) -> None:
    """Do a step, after the seconds that a person takes to read and type."""
    person.client.advance(READING_SECONDS)
    person.say(step.text)


def shows(step: Step) -> Callable[[Said], bool]:
    """Whether a message is what a step leads to."""
    return lambda said: step.shown.casefold() in said.text.casefold()


def repeats_in(lines: Sequence[str]) -> int:
    """How many replies came beside those that were owed, once it is clear that these came in order.

    Args:
        lines: what the bot said. A reply that was sent before a crash and recorded after it comes again, in the words
            of the moment: «✓ 3 : Puits» alone where the interview has gone on.

    Raises:
        AssertionError: a reply is missing or out of order.
    """
    left = iter(line.casefold() for line in lines)
    for part in REPLIES:
        assert any(part.casefold() in line for line in left), (part, lines)
    return len(lines) - len(REPLIES)
