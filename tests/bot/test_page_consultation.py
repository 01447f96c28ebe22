"""The shipped consultation on the page, from the invitation to the submission: by tapping, by typing, by a call."""

from __future__ import annotations

import pytest

from tests.bot.installed import Installation
from tests.bot.phone import Phone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
GUIDE = "consultation_sensibilite_conflit"
TAPPED = (
    ("Comment se passe l'entretien", "Face à face"),
    ("Région du contrat", "Gao"),
    ("Région d'aujourd'hui", "Gao"),
    ("Ancien cercle", "Bourem"),
    ("Type d'acteur", "ONG nationale"),
    ("Je voudrais parler à", "La bonne personne"),
    ("Êtes-vous à l'aise", "Oui"),
    ("Dans quelle langue", "Français"),
    ("18 ans ou plus", "Oui"),
    ("Acceptez-vous de commencer", "Oui, j'accepte"),
    ("reprendre vos mots", "Oui"),
    ("le nom de votre organisation", "Non"),
    ("Puis-je vous rappeler", "Oui"),
    ("avec nos partenaires", "Oui"),
    ("Depuis quelle année", "Ne sait pas"),
    ("Combien d'activités", "« 1"),
    ("Qu'est-ce qui divise", "« L'eau du puits, en saison sèche.", "➡️ Suite"),
    ("Les sujets qui divisent", "La terre", "L'eau", "✔ Terminé"),
    ("autour de la terre", "Elles augmentent"),
    ("autour de l'eau", "C'est pareil"),
    ("Qu'est-ce qui les rapproche", "Ne souhaite pas répondre"),
    ("Ce qui rapproche le plus", "Le cousinage", "✔ Terminé"),
    ("en quelques mots, de quoi", "« Un puits", "➡️ Suite"),
    ("Domaine de « Un puits »", "Eau, assainissement"),
    ("Votre activité « Un puits »", "En bien"),
    ("donner un exemple", "Passer"),
    ("Quand de l'aide arrive", "Un vol, un détournement", "✔ Terminé"),
    ("façon de travailler", "La transparence", "✔ Terminé"),
    ("analyse écrite", "Oui, faite par nous"),
    ("De quand date", "De 6 à 12 mois"),
    ("sans aggraver les tensions", "Une formation", "✔ Terminé"),
    ("besoin en premier", "Des moyens"),
    ("Et en deuxième", "Dialogue et médiation"),
    ("Et en troisième", "Rien de plus"),
    ("Sous quelle forme", "Conseil", "✔ Terminé"),
    ("Avec qui vous coordonnez-vous", "Passer"),
    ("cadres de coordination cités", "Comité local", "✔ Terminé"),
    ("Quel outil commun", "Ne sait pas"),
    ("apporter aux autres", "Passer"),
    ("vous gêne le plus", "L'insécurité", "Le manque de moyens", "✔ Terminé"),
    ("Quand la paix avance", "Passer"),
    ("Que conseillez-vous", "Passer"),
    ("Qui d'autre devrions-nous", "Ne souhaite pas répondre"),
    ("Jour de l'entretien", "Hier"),
    ("Heure de fin", "Maintenant"),
    ("Qualité de l'échange", "Bon"),
    ("Vos observations", "Passer"),
    ("remarques sur le guide", "Passer"),
)
"""Words of each question, then what is done: a key is tapped, what begins with « is typed, for it has no key."""
PICTURED = frozenset({"Type d'acteur", "Acceptez-vous de commencer", "Votre activité", "vous gêne le plus"})


@pytest.fixture
def here(baro: Installation) -> str:
    """The invitation to an installation with the shipped guide, its bot running."""
    link = baro.link
    baro.run("guide", "add", GUIDE)
    baro.start_bot()
    return link


def test_by_tapping(baro: Installation, here: str, phone: Phone) -> None:
    """Every question is in view when it is asked, all that has a key is tapped, and the database holds just that."""
    phone.enter(here, "Agente")
    phone.tap("➕ Nouvel entretien")
    for question, *done in TAPPED:
        if question.startswith("Acceptez"):
            phone.sees("Je travaille avec une organisation")  # longer than the screen: shown from where one reads
            phone.reads(question)
        else:
            phone.sees(question)
        if any(words in question for words in PICTURED):
            phone.keep(f"tap-{question.split()[0]}")
        for each in done:
            if each.startswith("« "):
                phone.says(each.removeprefix("« "))
                continue
            phone.tap(each)
            if done[-1] == "✔ Terminé" != each:
                phone.chosen(each)
    phone.sees("C'est la fin du guide. On envoie ?")
    phone.keep("tap-end")
    phone.tap("👀 Relire")
    phone.reads("48 réponses sur 48")
    phone.keep("tap-relire")
    phone.tap("✅ Envoyer")
    phone.sees("Entretien envoyé")
    phone.keep("tap-sent")
    [kept] = baro.sent()
    assert (baro.statuses(), kept.trial, kept.revision) == (["sent"], False, 1)
    assert (
        kept.answers.items()
        >= {
            "mode_entretien": "face_a_face",
            "ancien_cercle": "bourem",
            "type_acteur": "ong_nationale",
            "consentement": "oui",
            "accord_nommer_organisation": "non",
            "nb_interventions": "1",
            "divise": "L'eau du puits, en saison sèche.",
            "divise_facteurs": "terres eau",
            "tendance_terres": "augmente",
            "tendance_eau": "pareil",
            "/data/entretien/activites/interventions[1]/intervention_secteur": "eau_assainissement",
            "obstacles": "insecurite moyens",
            "qualite": "4",
        }.items()
    )
    assert (kept.statuses["annee_presence"], kept.statuses["rapproche"]) == ("nsp", "refus")
    assert kept.statuses["exemple_changement"] == "passe"
    assert "besoin_priorite_4" not in kept.answers


TYPED = (
    ("Comment se passe l'entretien", "telephone"),
    ("Région du contrat", "monpti"),
    ("Région d'aujourd'hui", "1"),
    ("Ancien cercle", "passer"),
    ("Type d'acteur", "groupemant de femmes"),
    ("Je voudrais parler à", "la bone personne"),
    ("Êtes-vous à l'aise", "ouii"),
    ("Dans quelle langue", "franssais"),
    ("Vous voulez dire « Français » ?", "Oui."),
    ("18 ans ou plus", "OUI"),
    ("Il n'y a ni argent", "non"),
    ("Plusieurs réponses ressemblent à cela", "oui"),
    ("reprendre vos mots", "oui"),
    ("le nom de votre organisation", "ui"),
    ("Je n'ai pas compris", "oui"),
    ("Puis-je vous rappeler", "19) non"),
    ("Corriger la 19 ? « Oui » devient « Non ».", "oui"),
    ("Puis-je vous rappeler", "oui"),
    ("avec nos partenaires", "oui"),
    ("Depuis quelle année", "beaucoup d'années"),
    ("Je n'ai pas compris", "1950"),
    ("Depuis quelle année", "deux mille quinze"),
    ("Combien d'activités", "zéro"),
    ("Qu'est-ce qui divise", "On se dispute l'eau."),
    ("Autre chose ?", "suite"),
    ("Les sujets qui divisent", "la tere et l'eau"),
    ("autour de la terre", "augmente"),
    ("autour de l'eau", "pareil"),
    ("Qu'est-ce qui les rapproche", "Le marché"),
    ("Autre chose ?", "suite"),
    ("Ce qui rapproche le plus", "99"),
    ("La liste va de 1 à 14", "1 3"),
    ("Quand de l'aide arrive", "un vol"),
    ("façon de travailler", "la transparence"),
    ("analyse écrite", "non"),
    ("sans aggraver les tensions", "une formation"),
)
"""Words of each prompt, then what is typed; the rest of the guide is passed over."""
LAST = (
    *(("besoin en premier", "des moyens"), ("Et en deuxième", "rien de plus")),
    *(("Sous quelle forme", "conseil et formation"), ("Avec qui vous coordonnez-vous", "passer")),
    *(("cadres de coordination cités", "comité local"), ("Quel outil commun", "ne sait pas")),
    *(("apporter aux autres", "passer"), ("vous gêne le plus", "le manque de temps")),
    *(("Quand la paix avance", "passer"), ("Que conseillez-vous", "passer"), ("Qui d'autre", "passer")),
    *(("Jour de l'entretien", "hier"), ("Heure de fin", "17h75"), ("Cette heure n'est pas sur l'horloge", "17h15")),
    *(
        ("Qualité de l'échange", "quatre"),
        ("Vous voulez dire « Bon » ?", "oui"),
        ("Vos observations", "passer"),
        ("remarques sur le guide", "passer"),
    ),
)


def test_by_typing_with_mistakes(baro: Installation, here: str, phone: Phone) -> None:
    """Nothing is tapped: slips, numbers in words, wrong values; corrected by number, by a reply, by an edit."""
    phone.enter(here, "Agente")
    phone.sees("Vous pouvez commencer")
    phone.says("/nouveau")
    for question, words in TYPED:
        (phone.reads if question.startswith("Il n'y a ni argent") else phone.sees)(question)
        if question.startswith(("Vous voulez", "Plusieurs", "La liste")):
            phone.keep(f"typed-{words}")
        phone.says(words)
    phone.sees("besoin en premier")
    phone.says("22) 2012")
    phone.sees("Corriger la 22 ? « 2015 » devient « 2012 ».")
    phone.keep("typed-corriger")
    phone.says("oui")
    phone.sees("✓ 22 : 2012", "besoin en premier")
    phone.replies("Ce qui rapproche le plus", "2 3")
    phone.sees("Corriger la 38 ?")
    phone.says("oui")
    phone.sees("✓ 38 : La parenté, les mariages ; Le cousinage")
    phone.edits("la tere et l'eau", "l'eau et la chefferie")
    phone.sees("✓ 25 : L'eau ; La chefferie", "1 question ne se pose plus : 27", "1 question s'ajoute : 31")
    phone.keep("typed-edited")
    phone.edits("une formation", "blablabla")
    phone.sees("Je n'ai pas compris le nouveau texte de la 47. L'ancienne réponse est gardée.")
    phone.keep("typed-nonsense")
    phone.says("31) diminue")
    phone.sees("✓ 31 : Elles diminuent", "besoin en premier")
    for question, words in LAST:
        phone.sees(question)
        phone.says(words)
    phone.sees("C'est la fin du guide. On envoie ?")
    phone.says("oui")
    phone.sees("Entretien envoyé")
    [kept] = baro.sent()
    assert (
        kept.answers.items()
        >= {
            "zone_contrat": "mopti",
            "type_acteur": "groupement_femmes",
            "accord_nommer_organisation": "non",
            "annee_presence": "2012",
            "nb_interventions": "0",
            "divise_facteurs": "eau chefferie",
            "tendance_eau": "pareil",
            "tendance_chefferie": "diminue",
            "rapproche_facteurs": "parente cousinage",
            "formation_outils": "formation",
            "forme_appui": "formation conseil",
            "obstacles": "temps",
            "qualite": "4",
        }.items()
    )
    assert "tendance_terres" not in kept.answers
    assert kept.answers["heure_fin"].startswith("17:15")


CALLED = (
    ("24) L'eau du puits.\n3 villages se disputent.\n23) 0\n22) 2050", "✓ 22 : 2050 (à vérifier après l'appel)"),
    ("7 1\n8 1\n11 1\n14 1\n17 1", "✓ 17 : Oui, j'accepte"),
    ("29 pareil\n25) 1 3\n27 1", "✓ 25 : La terre ; L'eau"),
    ("elle réfléchit", "il manque le numéro de la question"),
    ("20 2\n18 oui\n19 non\n21 oui", "✓ 20 : Non"),
    ("48 1\n49 11\n51 2\n43 6\n44 5\n45 4\n47 1", "✓ 47 : Une formation"),
    ("52) Le comité local.\n53) 3\n54) Une carte.\n55) Un lieu.\n56) 3 4", "✓ 56 : Le manque de moyens"),
    ("58) Le marché rouvre.\n59) Écouter.\n38) 1 2\n37) Le marché.", "✓ 37 : Le marché."),
    ("20) oui", "✓ 20 : Oui (corrigé)"),
    ("63 17h15\n62 l'autre jour\n64 quatre", "✓ 62 gardé. Je n'ai pas compris : on le revoit après l'appel."),
)
"""Messages of a call in the order in which they are sent, and what is said of each."""


def test_by_addressed_lines_of_a_call(baro: Installation, here: str, phone: Phone) -> None:
    """The guide comes as text, answers come by number in any order, and only gaps and doubts are asked afterwards."""
    phone.enter(here, "Agente")
    phone.tap("➕ Nouvel entretien")
    for question, key in (*TAPPED[:3], ("Ancien cercle", "Passer"), TAPPED[4]):
        phone.sees(question)
        phone.tap("Au téléphone" if key == "Face à face" else key)
    phone.sees("Je voudrais parler à")
    phone.tap("☰")
    phone.sees("Que voulez-vous faire ?")
    phone.keep("call-menu")
    phone.press("📞 J'appelle maintenant")
    phone.reads("Appelez : je ne demande rien", "66) Vos remarques sur le guide")
    phone.keep("call-guide")
    for words, heard in CALLED:
        phone.says(words)
        phone.sees(heard)
    phone.keep("call-lines")
    phone.tap("📵 Coupé")
    phone.sees("Nous étions à", "On rappelle quand ?")
    phone.keep("call-cut")
    phone.press("30 min")
    phone.sees("je vous le rappelle")  # at once, or tomorrow: as late as it is
    phone.tap("📞 J'appelle maintenant")
    phone.sees("Vous êtes en appel")
    phone.tap("J'ai raccroché")
    phone.sees("Il ne reste que ce qui manque", "Depuis quelle année")
    phone.keep("call-doubt")
    phone.says("2015")
    for question, key in (
        ("Combien d'activités", "➡️ Suite"),  # said before it was known whether it would be asked
        ("Qui d'autre devrions-nous", "Ne sait pas"),
        ("Jour de l'entretien", "Hier"),
        ("Qualité de l'échange", "➡️ Suite"),
        ("Vos observations", "Passer"),
        ("remarques sur le guide", "Passer"),
    ):
        phone.sees(question)
        phone.tap(key)
    phone.sees("On envoie ?")
    phone.tap("✅ Envoyer")
    phone.sees("Entretien envoyé")
    [kept] = baro.sent()
    assert (
        kept.answers.items()
        >= {
            "type_acteur": "ong_nationale",
            "annee_presence": "2015",
            "nb_interventions": "0",
            "divise": "L'eau du puits.\n3 villages se disputent.",
            "divise_facteurs": "terres eau",
            "tendance_terres": "augmente",
            "tendance_eau": "pareil",
            "accord_rappel": "oui",
            "accord_citation": "oui",
            "obstacles": "moyens temps",
            "rapproche": "Le marché.",
            "dividendes_paix": "Le marché rouvre.",
            "qualite": "4",
        }.items()
    )
    assert kept.statuses["autres_acteurs"] == "nsp"
