"""A mobilisation assistant notes three sessions: in eight taps, like the last time, and in one sentence."""

from __future__ import annotations

from bot.demo.cast import Cast
from bot.demo.talk import heading
from bot.words import spoken

__all__ = ["log_sessions"]

_SENTENCE = (
    "On a fait une causerie à Kati avant-hier avec 12 femmes, 8 hommes, 5 filles et 3 garçons sur l'accès à la terre"
)

_EIGHT = (
    ("C'était quel jour", "Aujourd'hui"),
    ("Où ?", "kati"),
    ("Quel type de séance", "Causerie éducative"),
    ("Quel thème", "Épargne et crédit"),
    ("Combien de femmes", "25"),
    ("Combien d'hommes", "3"),
    ("Combien de filles", "10"),
    ("Combien de garçons", "1"),
    ("Séance notée", "Oui"),
)

_AGAIN = (
    ("C'était quel jour", "🔁 Comme la dernière fois"),
    ("C'était quel jour", "Hier"),
    ("Combien de femmes", "30"),
    ("Combien d'hommes", "2"),
    ("Combien de filles", "0"),
    ("Combien de garçons", "0"),
    ("Séance notée", "Oui"),
    ("On complète maintenant", "C'est tout"),
)


def log_sessions(cast: Cast) -> None:
    """The first is kept and to be completed, the second is sent, the third is kept."""
    assistant = cast.assistant
    assistant.say("/seance")
    assistant.waits_for_question()
    assistant.through(*_EIGHT)
    assistant.through(("On complète maintenant", "Plus tard"))
    heading("again")
    assistant.say("/seance")
    assistant.waits_for_question()
    assistant.through(*_AGAIN)
    assistant.tap(spoken("keys.send"))
    assistant.heard()
    heading("line")
    assistant.say(_SENTENCE)
    assistant.waits_for_question()
    assistant.through(("Séance notée", spoken("session.right")))
