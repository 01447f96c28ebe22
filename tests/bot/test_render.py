"""Rendering: what is owed as Telegram's messages, without Telegram."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.telegram.render import RenderedFile, RenderedText, render
from bot.telegram.text import MESSAGE_UNITS, Span, Style, cut, in_parts, isolated, units
from dialogues.interview.addressing import press
from dialogues.locales import Locales
from dialogues.messages import (
    Button,
    Delivery,
    Key,
    Option,
    Outgoing,
    Phrase,
    PromptView,
    PutPrompt,
    ReadAloud,
    Say,
    SendFile,
    ShowSelection,
    Widget,
)

WORDS = Locales.load().text


def rendered(outgoing: Outgoing, language: str = "fr") -> tuple[RenderedText, ...]:
    """The text messages of something; no-break spaces read as spaces, which changes no offset."""
    made = render(Delivery(1, 7, outgoing, language), WORDS)
    texts = (one for one in made if isinstance(one, RenderedText))
    return tuple(replace(one, text=one.text.replace("\u00a0", " ")) for one in texts)


def test_french_signs_stay_with_their_word() -> None:
    """No line can begin with a question mark or end with an opening quotation mark."""
    (message,) = render(Delivery(1, 7, Say(("On envoie ?\nOui : « Puits » !",)), "fr"), WORDS)
    assert isinstance(message, RenderedText)
    assert message.text == "On envoie\u00a0?\nOui\u00a0: «\u00a0Puits\u00a0»\u00a0!"


def keyboard(message: RenderedText) -> list[list[str]]:
    """Labels of the reply keys of a message, by row."""
    assert isinstance(message.markup, ReplyKeyboardMarkup)
    return [[key.text for key in row] for row in message.markup.keyboard]


def styled(message: RenderedText, style: Style) -> list[str]:
    """What bears a style, cut out of the text as Telegram counts."""
    raw = message.text.encode("utf-16-le")
    return [
        raw[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
        for entity in message.entities
        if entity.type == style.value
    ]


def prompt(**more: object) -> PromptView:
    """A question on water."""
    view = PromptView("12", Widget.ONE_OF, ReadAloud("Quelle eau buvez-vous ?"))
    return replace(view, **more)  # type: ignore[arg-type]


WATER = (Option("puits", "Puits"), Option("pompe", "Pompe"), Option("eau", "Eau du fleuve"))


def test_a_prompt_whole() -> None:
    """Acknowledgement, refusal, notes, address and label in bold, hint, guidance and progress, in this order."""
    (message,) = rendered(
        PutPrompt(
            prompt(
                options=WATER,
                title="Fiche A",
                section="L'eau",
                notes=(ReadAloud("Parlons de l'eau.", aside="Souriez 😊."),),
                hint=ReadAloud("Une seule réponse."),
                guidance=ReadAloud("Ne citez pas les réponses."),
                acknowledged=(Phrase("questions.echo", {"value": "✓ Oui"}),),
                refused=Phrase("questions.select_one.several"),
                progress=Phrase("questions.echo", {"value": "Question 12."}),
                current="Puits",
            )
        )
    )
    assert message.text.split("\n\n") == [
        "✓ Oui",
        "Une seule réponse ici, s'il vous plaît.",
        "Fiche A",
        "L'eau",
        "Parlons de l'eau.",
        "Pour vous seulement, ne pas lire :\nSouriez 😊.",
        "12. Quelle eau buvez-vous ?",
        "Une seule réponse.",
        "Pour vous seulement, ne pas lire :\nNe citez pas les réponses.",
        "Réponse gardée : Puits",
        "Question 12.",
    ]
    assert styled(message, Style.BOLD) == ["12. Quelle eau buvez-vous ?"]
    assert styled(message, Style.ITALIC) == ["Fiche A", "L'eau", "Une seule réponse.", "Question 12."]
    assert len(styled(message, Style.ASIDE)) == 2


def test_keys_bear_the_address_and_the_last_row_is_fixed() -> None:
    """Two short choices share a row; «Ne sait pas» above the last row, whose words stand alone."""
    view = prompt(options=WATER[:2], keys=(Key.DONT_KNOW, Key.REFUSED))
    (message,) = rendered(PutPrompt(view))
    assert keyboard(message) == [
        ["12·1 Puits", "12·2 Pompe"],
        ["12·Ne sait pas", "12·Ne souhaite pas répondre"],
        ["⬅️ Revenir", "Passer", "☰"],
    ]
    (message,) = rendered(PutPrompt(replace(view, options=WATER, required=True)))
    assert keyboard(message)[:2] == [["12·1 Puits", "12·2 Pompe"], ["12·3 Eau du fleuve"]]
    assert keyboard(message)[-1] == ["⬅️ Revenir", "☰"]


def test_a_correction_says_its_number_once() -> None:
    """«Corriger la 12 ?» needs no «12.» before it; its keys bear the number all the same."""
    view = prompt(options=(), keys=(Key.YES, Key.NO))
    view = replace(view, widget=Widget.CONFIRM, label=ReadAloud("Corriger la 12 ? « 35 » devient « 36 »."))
    (message,) = rendered(PutPrompt(view))
    assert "12. Corriger" not in message.text
    assert keyboard(message)[0] == ["12·Oui", "12·Non"]


def test_long_labels_stand_in_full_in_the_text() -> None:
    """A key holds about 24 characters; the text then lists every choice with its number."""
    long = "Eau potable du robinet public, payée au seau"
    (message,) = rendered(PutPrompt(prompt(options=(WATER[0], Option("robinet", long)))))
    assert f"1. Puits\n2. {long}" in message.text
    assert keyboard(message)[1] == ["12·2 Eau potable du robinet…"]


def test_a_long_list_is_paged_and_searched() -> None:
    """Twelve choices a page, numbered through; keys to other pages bear the page; too high a page is the last."""
    many = tuple(Option(f"v{n}", f"Village {n}") for n in range(1, 31))
    (first,) = rendered(PutPrompt(prompt(options=many)))
    assert keyboard(first)[0] == ["12·1 Village 1", "12·2 Village 2"]
    assert ["12·Page suivante ▶ 2"] in keyboard(first)
    assert "Page 1 sur 3" in first.text
    (last,) = rendered(PutPrompt(prompt(options=many, page=9, searched="vil")))
    assert keyboard(last)[0] == ["12·25 Village 25", "12·26 Village 26"]
    assert ["12·◀ Page précédente 2"] in keyboard(last)
    assert "Recherche : « vil »" in last.text


def test_keys_of_the_widgets() -> None:
    """MANY_OF ends with «Terminé», CONFIRM offers yes and no, DATE its days, PLACE shares the position."""
    (many,) = rendered(PutPrompt(prompt(widget=Widget.MANY_OF, options=WATER)))
    assert ["12·✔ Terminé"] in keyboard(many)
    (confirm,) = rendered(PutPrompt(prompt(widget=Widget.CONFIRM)))
    assert keyboard(confirm) == [["12·Oui", "12·Non"], ["⬅️ Revenir", "☰"]]
    (end,) = rendered(PutPrompt(prompt(address="", widget=Widget.CONFIRM, keys=(Key.SEND, Key.REVIEW))))
    assert keyboard(end)[0] == ["✅ Envoyer", "👀 Relire"]
    (date,) = rendered(PutPrompt(prompt(widget=Widget.DATE, keys=(Key.TODAY, Key.YESTERDAY))))
    assert keyboard(date)[0] == ["12·Aujourd'hui", "12·Hier"]
    (place,) = rendered(PutPrompt(prompt(widget=Widget.PLACE)))
    assert isinstance(place.markup, ReplyKeyboardMarkup)
    assert place.markup.keyboard[0][0].request_location
    assert place.markup.input_field_placeholder == "12 : la position, ou deux nombres"


@pytest.mark.parametrize("widget", list(Widget))
@pytest.mark.parametrize("language", Locales.load().languages)
def test_every_widget_has_a_placeholder_in_every_language(widget: Widget, language: str) -> None:
    """The input field says what is awaited, within Telegram's 64 characters."""
    (message,) = rendered(PutPrompt(prompt(widget=widget, address="B12.3")), language)
    assert isinstance(message.markup, ReplyKeyboardMarkup)
    assert 1 <= len(message.markup.input_field_placeholder or "") <= 64


def test_what_is_printed_is_read_back() -> None:
    """Every key with an address is understood by the core, in Arabic too, where the address is isolated."""
    view = prompt(
        address="B7.2",
        widget=Widget.MANY_OF,
        options=(Option("oui", "نعم"), Option("eau", "Eau")),
        keys=(Key.DONT_KNOW, Key.DONE),
    )
    (message,) = rendered(PutPrompt(view))
    assert keyboard(message)[0][0] == "\u2068B7.2·1\u2069 نعم"
    pressed = [press(text) for row in keyboard(message)[:-1] for text in row]
    assert [(one.address, one.position, one.word) for one in pressed if one] == [
        ("B7.2", 1, ""),
        ("B7.2", 2, ""),
        ("B7.2", None, "✔ Terminé"),
        ("B7.2", None, "Ne sait pas"),
    ]


def test_drafts_and_missing_translations_are_marked() -> None:
    """A draft and a text that fell back to another language are followed by a mark in italics."""
    (draft,) = rendered(PutPrompt(prompt(label=ReadAloud("Ji jumɛn ?", "Bambara (bm)", "draft"))))
    assert styled(draft, Style.ITALIC) == ["(traduction à vérifier : Bamanankan)"]
    (fallen,) = rendered(PutPrompt(prompt(label=ReadAloud("Quelle eau ?", "Français (fr)", lacks="العربية"))))
    assert styled(fallen, Style.ITALIC) == ["(pas encore traduit : العربية)"]


def test_two_languages_stand_one_under_the_other() -> None:
    """The question, its notes, hint and choices in both; a draft is marked, keys stay in the first language."""
    draft = ReadAloud("أين يجمع الحطب؟", "Arabe (ar)", "draft")
    view = prompt(
        label=ReadAloud("Où va-t-on ?", "Français (fr)", also=(draft,)),
        notes=(ReadAloud("Bonjour.", "Français (fr)", also=(ReadAloud("مرحبا", "Arabe (ar)"),)),),
        hint=ReadAloud("Une seule.", "Français (fr)", also=(ReadAloud("واحدة", "Arabe (ar)"),)),
        guidance=ReadAloud("Attendez.", "Français (fr)", also=(ReadAloud("انتظر", "Arabe (ar)"),)),
        options=(
            Option("puits", "Puits", also=(ReadAloud("بئر", "Arabe (ar)"),)),
            Option("eau", "Eau", also=(ReadAloud("ماء", "Arabe (ar)", "draft"),)),
            Option("rien", "Rien"),
        ),
        repeat_in="English",
    )
    (message,) = rendered(PutPrompt(view))
    assert message.text.split("\n\n") == [
        "Bonjour.\nمرحبا",
        "12. Où va-t-on ?\nأين يجمع الحطب؟\n(traduction à vérifier : العربية)",
        "Une seule.\nواحدة",
        "Pour vous seulement, ne pas lire :\nAttendez.\nانتظر",
        "1. Puits · \u2068بئر\u2069\n2. Eau · \u2068ماء\u2069\n3. Rien\n(traduction à vérifier : العربية)",
    ]
    assert styled(message, Style.BOLD) == ["12. Où va-t-on ?"]
    keys = keyboard(message)
    assert keys[0] == ["12·1 Puits", "12·2 Eau"]
    assert keys[-2:] == [["⬅️ Revenir", "Passer"], ["🌐 English", "☰"]]
    (required,) = rendered(PutPrompt(replace(view, required=True)))
    assert keyboard(required)[-1] == ["⬅️ Revenir", "🌐 English", "☰"]


def test_two_long_languages_are_cut_between_them() -> None:
    """Both are shown, in as many messages as it takes; the keys come with the last."""
    other = ReadAloud("كلمة " * 800, "Arabe (ar)")
    parts = rendered(PutPrompt(prompt(label=ReadAloud("mot " * 900, "Français (fr)", also=(other,)))))
    assert len(parts) == 2
    assert all(units(part.text) <= MESSAGE_UNITS for part in parts)
    assert [part.markup is not None for part in parts] == [False, True]


def test_the_bot_in_arabic() -> None:
    """Its own words are Arabic; numbers in them are set apart, and lines of signs run from right to left."""
    view = prompt(
        address="B7.2",
        label=ReadAloud("ما هو الماء؟"),
        acknowledged=(Phrase("interview.noted", {"address": "B7.1", "value": "Oui"}),),
        progress=Phrase("interview.progress", {"n": "B7.2", "m": 12}),
        current="12 · Oui",
    )
    parts = render(Delivery(1, 5, PutPrompt(view), "ar"), Locales.load().text)
    assert isinstance(parts[0], RenderedText)
    assert parts[0].text.split("\n\n") == [
        "\u200f✓ \u2068B7.1\u2069: \u2068Oui\u2069",
        "\u2068B7.2\u2069. ما هو الماء؟",
        "الإجابة المحفوظة: \u206812 · Oui\u2069",
        "السؤال \u2068B7.2\u2069. بقي حوالي 12.",
    ]
    assert keyboard(parts[0])[-1] == ["➡️ رجوع", "تخطّي", "☰"]


def test_the_right_to_left_address_keeps_its_place() -> None:
    """In Arabic the address at the head of the prompt is isolated."""
    (message,) = rendered(PutPrompt(prompt(label=ReadAloud("ما هو الماء؟"))))
    assert message.text.startswith("\u206812\u2069. ما")
    assert isolated("12", "eau") == "12"


def test_a_text_over_the_limit_is_split_and_the_keys_come_last() -> None:
    """10,000 characters go in three messages; only the last bears the keyboard."""
    label = ReadAloud("mot " * 2500)
    messages = rendered(PutPrompt(prompt(label=label, options=WATER)))
    assert len(messages) == 3
    assert [message.markup is None for message in messages] == [True, True, False]
    assert " ".join(message.text for message in messages).split() == ["12.", *["mot"] * 2500]


def test_say_with_inline_rows_menu_and_removal() -> None:
    """Inline rows, the main menu and the removal of keys; where two keyboards meet, two messages are sent."""
    rows = ((Button("Fiche A", "open:1"), Button(Phrase("keys.yes"), "yes")),)
    (inline,) = rendered(Say((Phrase("cli.usage"), "a", "b"), rows))
    assert inline.text == "Utilisation :\n\na\nb"
    assert isinstance(inline.markup, InlineKeyboardMarkup)
    assert inline.markup.inline_keyboard[0][1].callback_data == "yes"
    (removed,) = rendered(Say(("Fini.",), clear_keys=True))
    assert isinstance(removed.markup, ReplyKeyboardRemove)
    (menu,) = rendered(Say(("Menu",), menu=((Phrase("keys.review"), Phrase("keys.send")),)))
    assert keyboard(menu) == [["👀 Relire", "✅ Envoyer"]]
    first, second = rendered(Say(("Fini.",), rows, clear_keys=True))
    assert isinstance(first.markup, ReplyKeyboardRemove)
    assert isinstance(second.markup, InlineKeyboardMarkup)
    first, second = rendered(Say((Phrase("keys.yes"), Phrase("keys.no")), rows, clear_keys=True))
    assert (first.text, second.text) == ("Oui", "Non")


def test_selection_and_file() -> None:
    """The selection names what is chosen, or says that nothing is; a file keeps its name and gets its caption."""
    assert rendered(ShowSelection("12", ("Puits", "Pompe")))[0].text == "12 Choisi : Puits · Pompe"
    assert rendered(ShowSelection("12", ()))[0].text == "12 Rien de choisi pour le moment."
    (file,) = render(Delivery(1, 7, SendFile("exports/a.csv", "a.csv", Phrase("keys.yes")), "fr"), WORDS)
    assert file == RenderedFile("exports/a.csv", "a.csv", "Oui")


def test_more_than_a_hundred_inline_keys_are_cut() -> None:
    """Telegram takes 100 keys and 8 a row."""
    rows = tuple(tuple(Button(f"{row}.{place}", "x") for place in range(9)) for row in range(20))
    (message,) = rendered(Say(("Choisissez",), rows))
    assert isinstance(message.markup, InlineKeyboardMarkup)
    assert sum(len(row) for row in message.markup.inline_keyboard) == 100


@given(st.lists(st.text(max_size=6000), max_size=4))
def test_no_part_is_too_long_and_no_word_is_lost(texts: list[str]) -> None:
    """Whatever is written, parts fit, entities lie within them, and all but blanks at cuts is there."""
    parts = in_parts([(Span(text, Style.BOLD), Span(" fin")) for text in texts])
    for text, entities in parts:
        assert 0 < units(text) <= MESSAGE_UNITS
        assert all(entity.offset + entity.length <= units(text) for entity in entities)
    written = "".join("".join(text.split()) for text, _ in parts)
    assert written == "".join("".join(f"{text} fin".split()) for text in texts)


def test_emoji_are_never_cut_in_half() -> None:
    """A text of emoji, two units each, is cut between them."""
    parts = in_parts([(Span("😀" * 5000),)])
    assert [len(text) for text, _ in parts] == [2048, 2048, 904]
    assert cut("abcdef", 4) == "abc…"


def test_a_guide_in_a_few_lines() -> None:
    """Lines of one list stand together: a summary of a guide has no empty lines inside its lists."""
    lines = (
        Phrase("publish.first"),
        Phrase("publish.added", {"n": 1}),
        Phrase("publish.label", {"label": "Quel âge ?"}),
        Phrase("publish.ask"),
    )
    (message,) = rendered(Say(lines))
    assert message.text.split("\n\n")[1:] == ["1 question en plus :\n– Quel âge ?", "L'essayer d'abord, ou publier ?"]


def test_what_comes_on_demand_is_said() -> None:
    """A question whose pictures were left out says how to see them."""
    (message,) = rendered(PutPrompt(PromptView("3", Widget.TEXT, ReadAloud("Votre avis ?"), withheld=2)))
    assert "📎 2 images ou sons" in message.text
