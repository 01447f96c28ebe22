"""How messages look: styles, directions, protection, what the bot is doing, and what stays in view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.simulator.browsing import do, field, heard, join, write

pytestmark = pytest.mark.slow


def test_styles_links_and_times(page: Page, address: str) -> None:
    """Entities are drawn, an address is a link without its full stop, a time is said as people say it."""
    join(page, address)
    write(page, "styles")
    said = heard(page, "gras, italique")
    for tag, words in (("b", "gras"), ("i", "italique"), ("code", "code"), ("blockquote", "citation")):
        expect(said.locator(tag)).to_have_text(words)
    expect(said.get_by_role("link")).to_have_attribute("href", "https://exemple.org/page")
    assert " h" in said.locator("time").inner_text()
    expect(page.locator(".day")).to_have_text(["Aujourd’hui"])


def test_directions(page: Page, address: str) -> None:
    """Arabic runs from the right, line by line, also in keys' labels and in what is being written."""
    join(page, address)
    write(page, "عربي")
    arabic = heard(page, "هل لديكم ماء؟").locator(".words")
    assert arabic.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert arabic.locator(".meta").evaluate("node => getComputedStyle(node).float") == "left"
    write(page, "mélange")
    mixed = heard(page, "Réponse en français").locator(".words")
    edges = mixed.evaluate(
        """node => {
            const text = node.firstChild, box = node.getBoundingClientRect(), range = document.createRange();
            return text.data.split("\\n").map((line, at, lines) => {
                const start = lines.slice(0, at).join("\\n").length + (at ? 1 : 0);
                range.setStart(text, start);
                range.setEnd(text, start + line.length);
                const { left, right } = range.getBoundingClientRect();
                return left - box.left <= box.right - right ? "left" : "right";
            });
        }""",
    )
    assert edges == ["left", "right", "left"]
    field(page).fill("اكتب هنا")
    assert field(page).evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_protected_messages_are_not_copied(page: Page, address: str) -> None:
    """A protected message says so, cannot be selected, and offers no copy."""
    join(page, address)
    write(page, "secret")
    said = heard(page, "à ne pas copier")
    expect(said).to_contain_text("protégé")
    assert said.locator(".bubble").evaluate("node => getComputedStyle(node).userSelect") == "none"
    said.hover()
    said.get_by_role("button", name="Actions sur ce message").click()
    expect(page.get_by_role("dialog").get_by_role("button")).to_have_text(["Répondre", "Supprimer"])
    page.keyboard.press("Escape")


def test_what_the_bot_is_doing_edits_and_deletions(page: Page, address: str) -> None:
    """«écrit…» while the bot is busy; an edit and a deletion by the bot are seen at once."""
    join(page, address)
    write(page, "lent")
    expect(page.locator("#state")).to_have_text("écrit…")
    heard(page, "enfin")
    expect(page.locator("#state")).to_have_text("vous êtes Awa")
    write(page, "progrès")
    edited = heard(page, "je prépare : 100 %")
    expect(edited).to_contain_text("modifié")
    expect(page.locator("li.mine", has_text="progrès")).to_have_count(0)
    expect(page.get_by_role("link", name="réponses.csv")).to_be_visible()


def test_the_question_stays_in_view(page: Page, address: str) -> None:
    """Thirty keys scroll and leave the question in view; a question longer than the screen is shown from its start."""
    join(page, address)
    for number in range(8):
        write(page, f"message {number}")
    write(page, "villages")
    question = page.get_by_text("7. Quel village ?")
    expect(question).to_be_in_viewport(ratio=1)
    keys = page.locator("#keys")
    assert keys.evaluate("node => node.scrollHeight > node.clientHeight")
    toggle = page.get_by_role("button", name="Afficher ou cacher les touches")
    toggle.click()
    expect(keys).to_be_hidden()
    toggle.click()
    expect(keys).to_be_visible()
    expect(question).to_be_in_viewport(ratio=1)
    last = page.get_by_role("button", name="7·30 Village 30")
    last.scroll_into_view_if_needed()
    last.click()
    heard(page, "lu : 7·30 Village 30")
    write(page, "long")
    expect(page.locator("#below")).to_be_hidden()
    said = heard(page, "Début de la question")
    top = said.evaluate("node => node.getBoundingClientRect().top")
    thread = page.locator("#thread").evaluate("node => node.getBoundingClientRect().top")
    assert 0 <= top - thread < 60
    expect(page.get_by_role("button", name="Aller en bas")).to_be_visible()
    write(page, "suite")
    heard(page, "partie 3")
    expect(page.get_by_text("partie 1")).to_be_in_viewport()
    expect(page.get_by_text("partie 3")).not_to_be_in_viewport()


def test_buttons_are_large_enough_for_a_thumb(page: Page, address: str) -> None:
    """Every button that is seen on a telephone is at least 44 pixels high."""
    join(page, address)
    page.get_by_role("button", name="12·1 Oui").click()
    heard(page, "Relisez")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a.file, input, select, textarea")]
            .filter(node => node.offsetParent && node.getBoundingClientRect().height < 43.5)
            .map(node => node.outerHTML.slice(0, 80))""",
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrasts(browser: Browser, address: str, scheme: str) -> None:
    """Words stand out from what is behind them, by day and by night (WCAG AA: 4.5)."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", color_scheme=scheme)
    page = context.new_page()
    join(page, address)
    page.get_by_role("button", name="12·1 Oui").click()
    heard(page, "Relisez")
    do(page, page.locator("li.mine").last, "Répondre")
    faint = page.evaluate(_CONTRASTS)
    page.goto("about:blank")
    context.close()
    assert faint == []


_CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const behind = (node) => {
        const layers = [];
        for (let at = node; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of ["#fff", ...layers]) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const over = (node) => {
        const under = behind(node);
        canvas.fillStyle = `rgb(${under[0]} ${under[1]} ${under[2]})`;
        canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = getComputedStyle(node).color;
        canvas.fillRect(0, 0, 1, 1);
        return [canvas.getImageData(0, 0, 1, 1).data, under];
    };
    const light = (data) => [0, 1, 2].map((at) => data[at] / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const worded = (node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    return [...document.querySelectorAll("body *")]
        .filter((node) => node.offsetParent && worded(node))
        .filter((node) => getComputedStyle(node).visibility === "visible" && !node.matches("option, script"))
        .map((node) => {
            const [ink, ground] = over(node).map(light);
            const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
            return [node.textContent.slice(0, 30), Math.round(ratio * 100) / 100];
        })
        .filter(([, ratio]) => ratio < 4.5);
}"""
