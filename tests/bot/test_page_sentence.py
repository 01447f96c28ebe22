"""A session told in a sentence on the page: the card, what is missing, one tap, and it is in the database."""

from __future__ import annotations

import pytest

from tests.bot.installed import Installation
from tests.bot.phone import Phone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SENTENCE = "On a fait une causerie à Kati hier avec 35 femmes et 12 hommes sur le leadership féminin"


def test_a_session_in_a_sentence(baro: Installation, phone: Phone) -> None:
    """One sentence, the two figures that it lacks, «C'est ça»: stored."""
    link = baro.link
    baro.run("guide", "add", "seance_sensibilisation")
    baro.start_bot()
    phone.enter(link, "Assistante")
    phone.says(SENTENCE)
    phone.sees("Combien de filles ?")
    phone.sees("6. Thème : Leadership des femmes")
    phone.keep("phrase-fiche")
    phone.says("0")
    phone.sees("Combien de garçons ?")
    phone.says("0")
    phone.sees("Séance notée : Kati, 35 femmes, 12 hommes. C'est juste ?")
    phone.keep("phrase-juste")
    phone.tap("✅ C'est ça")
    phone.sees("On complète maintenant ?")
    [stored] = baro.sent()
    told = {"lieu": "kati", "type_seance": "causerie", "theme": "leadership", "femmes": "35", "hommes": "12"}
    assert stored.answers.items() >= told.items()
    phone.says("/pause")
    phone.sees("Tout est gardé")
    phone.says("causeri nara avant-hier 20 fam 10 hom 0f 0g eau")
    phone.sees("Si c'est juste, touchez ➡️ Suite")
    phone.keep("phrase-verifier")
    phone.tap("➡️ Suite")
    phone.sees("Séance notée : Nara, 20 femmes, 10 hommes")
    phone.tap("✏️ Corriger")
    phone.sees("Quelle réponse corriger ?")
    phone.keep("phrase-corriger")
