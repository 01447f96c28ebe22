"""Small forms for tests of the service."""

from __future__ import annotations

SETTINGS = """
| settings |
|  | form_title | form_id | version | titre_discret |
|  | {title} | {form_id} | 1 | {title} |
"""

VISIT = """
| survey |
|  | type | name | label | required | constraint | constraint_message | choice_filter |
|  | integer | age | Quel âge ? | | . < 120 | Moins de 120 ans, s'il vous plaît. |
|  | text | avis | Votre avis ? |
|  | select_one oui | eau | De l'eau ? |
|  | select_multiple source | sources | Quelles sources ? |
|  | select_one cercle | cercle | Quel cercle ? | | | | region = ${region} or ${region} = '' |
|  | select_one region | region | Quelle région ? |
|  | begin_repeat | enfant | Enfant |
|  | text | prenom | Prénom ? | yes |
|  | integer | annees | Quel âge a l'enfant ? |
|  | end_repeat |
|  | image | photo | Une photo ? |
|  | geopoint | lieu | Où ? |
|  | text | suite | Et pour la suite ? |
| choices |
|  | list_name | name | label | region |
|  | oui | oui | Oui |
|  | oui | non | Non |
|  | source | puits | Puits |
|  | source | robinet | Robinet |
|  | source | fleuve | Fleuve |
|  | source | nsp | Ne sait pas |
|  | cercle | ansongo | Ansongo | gao |
|  | cercle | bourem | Bourem | gao |
|  | cercle | djenne | Djenné | mopti |
|  | region | gao | Gao |
|  | region | mopti | Mopti |
""" + SETTINGS.format(title="Fiche V", form_id="visite")

SHORT = """
| survey |
|  | type | name | label |
|  | integer | age | Quel âge ? |
|  | text | nom | Quel nom ? |
""" + SETTINGS.format(title="Fiche S", form_id="court")

STRICT = """
| survey |
|  | type | name | label |
|  | text | avis | Votre avis ? |
|  | geopoint | lieu | Où ? |
| settings |
|  | form_title | form_id | version | titre_discret | confidentialite |
|  | Fiche C | strict | 1 | Fiche C | strict |
"""

TWO_LANGUAGES = """
| survey |
|  | type | name | label::Français (fr) | label::English (en) |
|  | integer | age | Quel âge ? | What age? |
|  | text | avis | Votre avis ? | Your view? |
| settings |
|  | form_title | form_id | version | default_language |
|  | Fiche L | langues | 1 | Français (fr) |
"""
