"""Small XForms for tests, written by hand: what pyxform never writes has to be read as well."""

from pathlib import Path

FORMS = Path(__file__).parents[2] / "forms"

_SPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms"'
)


def xform(data: str, binds: str = "", body: str = "", *, model: str = "", attributes: str = 'id="f"') -> bytes:
    """An XForm of one primary instance `/data`."""
    return (
        f"<h:html {_SPACES}><h:head><h:title>F</h:title><model>"
        f"<instance><data {attributes}>{data}</data></instance>{model}{binds}"
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def bind(name: str, **rules: str) -> str:
    """A bind of `/data/<name>`; an underscore in a rule's name stands for a colon."""
    written = " ".join(f'{key.replace("_", ":")}="{value}"' for key, value in rules.items())
    return f'<bind nodeset="/data/{name}" {written}/>'


def asked(name: str, inner: str = "") -> str:
    """An `input` of `/data/<name>` with its name as label."""
    return f'<input ref="/data/{name}"><label>{name}</label>{inner}</input>'


CHOOSES = """
| survey |
|  | type | name | label::Français (fr) | label::Bambara (bm) | hint::Français (fr) | hint::Bambara (bm) | status::Bambara (bm) |
|  | select_one oui | eau | De l'eau ? | Ji bɛ ? | Au village | Dugu kɔnɔ | draft |
|  | select_one oui | puits | Un puits ? | Kɔlɔn bɛ ? | | | |
| choices |
|  | list_name | name | label::Français (fr) | label::Bambara (bm) |
|  | oui | oui | Oui | Awɔ |
|  | oui | non | Non | Ayi |
| settings |
|  | form_title | form_id | version | default_language |
|  | Marché | marche | 3 | Français (fr) |
"""  # noqa: E501 - a table
