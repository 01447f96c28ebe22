"""The real bot in Arabic, in a real browser at the size of a telephone: two directions of writing in one chat.

One of the README's pictures is made here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.demo.stage import Stage
from tests.bot.phone import begin

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GUIDE = Path(__file__).parents[1] / "scenarios" / "forms" / "deux_langues.md"
PICTURES = Path(__file__).parents[1] / "pictures"


def test_an_interview_in_arabic(stage: Stage, page: Page, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Somebody chooses Arabic and holds a whole interview: taps, typed digits, a correction by its number."""
    begin(stage, page, str(GUIDE))
    chat = page.get_by_role("textbox", name="Message", exact=True)

    def tap(key: str) -> None:
        page.get_by_role("button", name=re.compile(f"^[\u2066-\u2069]*{key}")).last.click()

    def says(words: str) -> None:
        chat.fill(words)
        chat.press("Enter")

    def sees(words: str) -> None:
        expect(page.get_by_text(words).last).to_be_visible(timeout=40_000)

    def keep(name: str) -> None:
        folder = PICTURES if name == "chat_ar" and request.config.getoption("--update-pictures") else tmp_path
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"{name}.png")

    page.get_by_role("button", name="➕ Nouvel entretien").wait_for(timeout=40_000)
    says("/langue")
    page.get_by_role("button", name="العربية", exact=True).click(timeout=40_000)
    page.get_by_role("button", name="➕ مقابلة جديدة").click(timeout=40_000)
    sees("Acceptez-vous de commencer")
    keep("consentement")
    says("نعم")
    sees("كم عمر الشخص؟")
    says("٣٥")
    sees("من أين يأتي الماء؟")
    tap("3·2")
    sees("أين يجمع الحطب؟")
    keep("chat_ar")
    tap("4·1")
    tap("4.?·✔")
    sees("متى جئتم؟")
    says("١٢/٣/٢٠٢٦")
    sees("ما رأيكم في ذلك؟")
    says("١) لا")
    sees("تصحيح السؤال 1؟")
    keep("correction")
    tap("1.?·لا")
    says("الماء بعيد عن القرية")
    sees("هل من شيء آخر؟")
    tap("6.?·⬅️ التالي")
    sees("Et ensuite")
    tap("7.?·لا أعرف")
    sees("هل نرسل؟")
    page.get_by_role("button", name="👀 مراجعة").click()
    sees("الإجابات: 7 من 7.")
    keep("relire")
    page.get_by_role("button", name="✅ إرسال").last.click()
    sees("أرسلت المقابلة.")
