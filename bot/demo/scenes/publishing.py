"""The supervisor sends a guide with faults, reads what to mend, sends it mended, tries it, and publishes it."""

from __future__ import annotations

from bot.demo.cast import Cast
from bot.demo.talk import heading
from bot.demo.workbook import workbook
from bot.words import spoken

__all__ = ["MARKET", "MARKET_TITLE", "publish"]

MARKET = "marche"
MARKET_TITLE = "Fiche M"

_TRIAL = (
    ("Le marché est-il ouvert", "Oui"),
    ("Combien coûte un kilo", "250"),
    ("Que trouve-t-on", "1 2"),
    ("Qu'est-ce qui a changé", "Le riz est arrivé."),
)


def publish(cast: Cast) -> None:
    """From the first workbook to «Publié»."""
    supervisor = cast.supervisor
    supervisor.sends(workbook("marche_fautes"), "marche.xlsx")
    supervisor.heard(spoken("publish.send_again"))
    heading("mended")
    supervisor.sends(workbook("marche"), "marche.xlsx")
    supervisor.heard(spoken("publish.ask"))
    supervisor.press(spoken("publish.preview"))
    supervisor.waits_for_question()
    supervisor.through(*_TRIAL)
    supervisor.tap(spoken("keys.next"))
    supervisor.next_question()
    supervisor.tap(spoken("keys.send"))
    supervisor.heard(spoken("publish.tried"))
    supervisor.press(spoken("publish.yes"))
    supervisor.heard()
