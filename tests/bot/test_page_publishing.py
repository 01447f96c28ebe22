"""A guide on the page, from a file with faults to an agent's answers: read, mended, tried, published, held."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.bot.installed import Installation
from tests.bot.phone import Phone
from tests.bot.test_guides import FORMS, MARKET, workbook

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def go_to(page: Page, name: str) -> None:
    """Take the other person's telephone."""
    page.get_by_role("button", name="Changer de personne").click()
    page.get_by_role("button", name=name).click()


def let_in(phone: Phone) -> None:
    """The supervisor invites an agent by the link of the chat, and says yes; the agent's telephone is taken."""
    phone.says("/inviter")
    phone.press("agent")
    phone.sees("Il sert une seule fois")
    with phone.page.expect_navigation():  # the old page has a field for a name, too
        phone.page.locator("#messages").get_by_role("link", name="start=").last.click()
    phone.page.get_by_label("Prénom").fill("Agent")
    phone.page.get_by_role("button", name="Ajouter").click()
    phone.page.get_by_role("button", name="Démarrer").click()
    phone.sees("Votre responsable doit confirmer")
    go_to(phone.page, "Superviseure")
    phone.sees("demande à entrer")
    phone.keep("publier-entrer")
    phone.press("Oui")
    phone.sees("est dans l'équipe")
    go_to(phone.page, "Agent")


def test_from_faults_to_an_agents_answers(baro: Installation, phone: Phone, tmp_path: Path) -> None:
    """Faults are a list one can read; a trial is never counted; who comes later gets what was published."""
    faulty, good = tmp_path / "fautes.xlsx", tmp_path / "marche.xlsx"
    faulty.write_bytes(workbook((FORMS / "fautes.md").read_text(encoding="utf-8")))
    good.write_bytes(workbook(MARKET))
    link = baro.link
    baro.start_bot()
    phone.enter(link, "Superviseure")
    phone.sees("Vous pouvez commencer")
    phone.sends("Document", faulty)
    phone.reads("5 choses à corriger", "Je ne connais pas le type « intger »", "Rien n'est publié.")
    phone.keep("publier-fautes")
    phone.sends("Document", good)
    phone.sees("3 questions, dont 1 ouverte", "L'essayer d'abord, ou publier ?")
    phone.keep("publier-bon")
    phone.press("👀 Essayer d'abord")
    phone.sees("Le marché est-il ouvert ?")
    phone.keep("publier-essai")
    assert "marche" not in baro.run("guide", "list")
    for key, then in (("Oui", "Combien coûte"), ("Ne sait pas", "Votre avis ?"), ("Passer", "On envoie ?")):
        phone.tap(key)
        phone.sees(then)
    phone.tap("✅ Envoyer")
    phone.sees("essai")
    phone.keep("publier-essaye")
    phone.press("✅ Publier")
    phone.sees("Publié : Marché (marche), version 2.")
    phone.keep("publier-publie")

    let_in(phone)
    phone.tap("➕ Nouvel entretien")
    phone.sees("Le marché est-il ouvert ?")
    phone.tap("Non")
    phone.sees("Combien coûte le mil ?")
    phone.says("trois cents")
    phone.sees("Votre avis ?")
    phone.says("C'est cher.")
    phone.sees("Autre chose ?")
    phone.tap("➡️ Suite")
    phone.sees("On envoie ?")
    phone.tap("✅ Envoyer")
    phone.sees("Entretien envoyé")
    [real] = [kept for kept in baro.sent() if not kept.trial]
    assert real.answers.items() >= {"marche": "non", "prix": "300", "avis": "C'est cher."}.items()
