"""The real bot, the shipped guide, a real browser at the size of a telephone; the README's picture is made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.demo.play import GUIDE
from bot.demo.stage import Stage
from tests.bot.phone import begin

pytestmark = pytest.mark.slow
PICTURES = Path(__file__).parents[1] / "pictures"


def keep(page: Page, name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Take a picture; it becomes the README's only when asked for."""
    folder = PICTURES if request.config.getoption("--update-pictures") else tmp_path
    page.wait_for_timeout(300)
    page.screenshot(path=folder / f"{name}.png")


def test_a_consultation_by_tapping(stage: Stage, page: Page, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Somebody enters by the link, taps through the opening, types an open answer, and reads it all again."""
    begin(stage, page, GUIDE)
    chat = page.get_by_role("textbox", name="Message", exact=True)

    def tap(key: str) -> None:
        page.get_by_role("button", name=key, exact=True).last.click()

    def says(words: str) -> None:
        chat.fill(words)
        chat.press("Enter")

    def sees(words: str) -> None:
        expect(page.get_by_text(words).last).to_be_visible(timeout=20_000)

    page.get_by_role("button", name="➕ Nouvel entretien").click(timeout=20_000)
    sees("Comment se passe l'entretien")
    for key, then in (
        ("1·1 Au téléphone", "Région du contrat"),
        ("2·4 Gao", "Région d'aujourd'hui"),
        ("3·1 Gao", "Ancien cercle"),
        ("Passer", "Type d'acteur"),
    ):
        tap(key)
        sees(then)
    says("comité de paix")
    sees("Je voudrais parler à")
    for key, then in (
        ("7·1 La bonne personne", "Êtes-vous à l'aise"),
        ("8·1 Oui", "Dans quelle langue"),
        ("11·1 Français", "18 ans ou plus"),
        ("14·1 Oui", "Acceptez-vous de commencer"),
        ("17·1 Oui, j'accepte", "reprendre vos mots"),
        ("18·1 Oui", "le nom de votre organisation"),
        ("19·2 Non", "Puis-je vous rappeler"),
        ("20·1 Oui", "avec nos partenaires"),
        ("21·1 Oui", "Depuis quelle année"),
    ):
        tap(key)
        sees(then)
    says("2015")
    sees("Combien d'activités")
    says("2")
    sees("divise les gens ici")
    says("« L'eau du puits, en saison sèche. »")
    sees("Autre chose ?")
    keep(page, "chat", request, tmp_path)
    tap("24·➡️ Suite")
    sees("Les sujets qui divisent le plus")
    tap("25·3 L'eau")
    sees("Choisi : L'eau")
    tap("25·✔ Terminé")
    sees("tensions autour de l'eau")
    says("22) 2016")
    sees("Corriger la 22 ?")
    tap("22·Oui")
    sees("✓ 22 : 2016")
    says("/relire")
    sees("Depuis quelle année travaillez-vous dans la zone ? → 2016")
