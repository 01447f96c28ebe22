"""The real bot and a real browser: a guide with faults, then one without, the bot killed while one is checked."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.demo.stage import Stage
from tests.bot.phone import begin
from tests.bot.test_guides import FORMS, MARKET, WAIT, workbook

pytestmark = pytest.mark.slow


def test_a_guide_with_faults_and_then_without(stage: Stage, page: Page, tmp_path: Path) -> None:
    """A supervisor sends a workbook, reads what is wrong, sends it mended, publishes it, and tries it."""
    begin(stage, page, name="Superviseure")

    def sees(words: str) -> None:
        expect(page.get_by_text(words).last).to_be_visible(timeout=WAIT * 1000)

    def sends(name: str, data: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        page.get_by_role("button", name="Joindre").click()
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Document", exact=True).click()
        chooser.value.set_files(path)
        sees(f"« {name} » est reçu")

    sees("Bienvenue")
    sends("fautes.xlsx", workbook((FORMS / "fautes.md").read_text(encoding="utf-8")))
    sees("5 choses à corriger")
    sees("survey, ligne 3, colonne « type » : Je ne connais pas le type « intger »")
    sends("marche.xlsx", workbook(MARKET))
    time.sleep(0.7)
    stage.kill_bot()
    stage.start_bot()
    sees("3 questions, dont 1 ouverte")
    stage.kill_bot()
    stage.start_bot()
    page.get_by_role("button", name="✅ Publier").last.click()
    sees("Publié : Marché (marche), version 2.")
    page.get_by_role("button", name="👁 Essayer").last.click()
    sees("Le marché est-il ouvert ?")
    assert "marche" in stage.run("guide", "list")
