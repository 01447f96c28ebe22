"""XForm to definition: every part of the specification that pyxform writes, and what other tools write."""

import pytest

from dialogues.expressions import Expression
from dialogues.forms.definition import ActionEvent, FormDefinition, Group, Limits, Question, Repeat
from dialogues.xforms.problems import FormRefused, ProblemCode
from dialogues.xforms.xform import compile_xform, with_version
from dialogues.xforms.xlsform import convert_form
from tests.dialogues.xforms.forms import FORMS, asked, bind, xform


@pytest.fixture(scope="module")
def visit() -> FormDefinition:
    """The form `visite.md`, through pyxform."""
    converted = convert_form(FORMS / "visite.md")
    return compile_xform(
        converted.xform, files=converted.files, settings=converted.settings, statuses=converted.statuses
    )


def codes(xml: bytes, **more: object) -> list[ProblemCode]:
    """The codes for which a form is refused."""
    with pytest.raises(FormRefused) as refused:
        compile_xform(xml, **more)
    return [found.code for found in refused.value.problems]


def test_identity(visit: FormDefinition) -> None:
    """Form id, version, title, languages and what is sent with the root come from the form."""
    assert (visit.form_id, visit.version, visit.title) == ("visite", "3", "Visite")
    assert visit.languages == ("Français (fr)", "English (en)")
    assert visit.default_language == "Français (fr)"
    assert visit.submission["id"] == "visite"
    assert visit.submission["version"] == "3"
    assert visit.settings["titre_discret"] == "Fiche V"


def test_types(visit: FormDefinition) -> None:
    """Each control is the question type that its bind and element say; what is read-only is a note."""
    types = {question.name: question.type for question in visit.questions.values()}
    assert types == {
        "nom": "text",
        "age": "integer",
        "region": "select_one",
        "eaux": "select_multiple",
        "lu": "note",
        "total": "note",
        "prenom": "text",
        "ne_le": "date",
        "combien": "integer",
        "heure": "time",
        "lieu": "geopoint",
        "photo": "image",
        "voix": "audio",
        "piece": "file",
        "lu_compris": "acknowledge",
        "quand": "dateTime",
        "poids": "decimal",
        "libre": "text",
    }


def test_numbers(visit: FormDefinition) -> None:
    """Numbers follow the body; an open repeat bears one before its questions, a counted one none, notes none."""
    in_order = [path.rpartition("/")[2] for _, path in sorted(visit.numbers.items())]
    assert in_order[:9] == ["nom", "age", "region", "eaux", "enfant", "prenom", "ne_le", "combien", "heure"]
    assert list(visit.numbers) == list(range(1, len(visit.numbers) + 1))
    assert visit.repeats["/data/maison/enfant"].number == 5
    assert visit.repeats["/data/visite"].number is None
    assert visit.questions["/data/maison/lu"].number is None
    assert visit.questions["/data/maison/total"].number is None


def test_body_tree(visit: FormDefinition) -> None:
    """Groups and repeats hold their children; a repeat takes the label of the group around it."""
    house = next(control for control in visit.body if isinstance(control, Group))
    assert house.path == "/data/maison"
    child = next(control for control in house.children if isinstance(control, Repeat))
    assert child.label is not None
    assert child.label.parts("English (en)", "") == ("English (en)", ("Child",))
    assert child.appearance == {"field-list"}
    assert child.count is None
    assert visit.repeats["/data/visite"].count is not None
    assert [one.name for one in child.children if isinstance(one, Question)] == ["prenom", "ne_le"]


def test_texts(visit: FormDefinition) -> None:
    """Labels hold outputs as expressions; hints, guidance, messages and media are found by language."""
    age = visit.questions["/data/age"]
    assert age.label is not None
    assert age.label.parts("English (en)", "Français (fr)")[0] == "Français (fr)", "a draft takes no source's place"
    parts = age.label.drafts["English (en)"]
    assert parts[0] == "Age of "
    assert isinstance(parts[1], Expression)
    assert parts[1].references == ("/data/nom",)
    assert parts[2] == " ?" or parts[2] == "?"
    name = visit.questions["/data/nom"]
    assert name.hint is not None
    assert name.hint.parts("English (en)", "Français (fr)") == ("Français (fr)", ("Le nom complet",))
    assert name.guidance_hint is not None
    assert name.guidance_hint.parts("Français (fr)", "")[1] == ("Ne pas insister",)
    assert name.media is not None
    assert name.media.languages["Français (fr)"] == {"image": "visage.png"}
    message = visit.nodes["/data/nom"].bind.required_message
    assert message is not None
    assert message.parts("Français (fr)", "")[1] == ("Il me faut le nom.",)


def test_missing_translation_falls_back(visit: FormDefinition) -> None:
    """Where the converter writes «-» for a missing translation, the other language is used."""
    water = visit.questions["/data/eaux"].label
    assert water is not None
    assert water.parts("English (en)", "Français (fr)") == ("Français (fr)", ("Quelle eau ?",))


def test_binds(visit: FormDefinition) -> None:
    """Rules are expressions; what is always true or never is none."""
    age = visit.nodes["/data/age"].bind
    assert age.value_type == "int"
    assert age.required is not None
    assert age.required.source == "true()"
    assert age.relevant is not None
    assert age.constraint is not None
    assert age.readonly is None
    assert visit.nodes["/data/debut"].bind.preload == ("timestamp", "start")
    assert visit.nodes["/data/meta/instanceID"].bind.preload == ("uid", "")
    assert visit.nodes["/data/nom"].default == "Awa"
    assert visit.nodes["/data/maison/enfant"].repeat


def test_choices(visit: FormDefinition) -> None:
    """A list that a filter or chance touches has a nodeset; its items become choices with labels."""
    region = visit.questions["/data/region"].choices
    assert region is not None
    assert region.fixed is None
    assert region.nodeset is not None
    assert region.nodeset.references == ("/data/pays",)
    items = visit.instances["region"].named("root")[0].named("item")
    choice = region.choice(items[1])
    assert choice.name == "adrar"
    assert choice.label is not None
    assert choice.label.parts("English (en)", "")[1] == ("Adrar",)


def test_actions(visit: FormDefinition) -> None:
    """A dynamic default runs at the start and in new repeats; a trigger when its question changes."""
    found = [(action.event, action.target, action.trigger) for action in visit.actions]
    assert found == [
        (ActionEvent.FIRST_LOAD, "/data/maison/enfant/ne_le", None),
        (ActionEvent.VALUE_CHANGED, "/data/moment", "/data/nom"),
        (ActionEvent.NEW_REPEAT, "/data/maison/enfant/ne_le", "/data/maison/enfant"),
    ]


def test_statuses(visit: FormDefinition) -> None:
    """Status and reviewer stand by path and language."""
    assert visit.statuses["/data/nom", "English (en)"] == "reviewed"
    assert visit.statuses["/data/nom", "reviewer::English (en)"] == "Ba"
    assert visit.statuses["/data/age", "English (en)"] == "draft"


def test_whole_list_is_fixed() -> None:
    """A list that nothing filters is turned into choices once, and needs no nodeset."""
    choice = "<select1 ref='/data/a'><itemset nodeset=\"instance('l')/root/item\"><value ref='name'/>"
    choice += "<label ref='label'/></itemset></select1>"
    items = "<instance id='l'><root><item><name>x</name><label>X</label></item></root></instance>"
    form = compile_xform(xform("<a/>", bind("a"), choice, model=items))
    choices = form.questions["/data/a"].choices
    assert choices is not None
    assert choices.nodeset is None
    assert choices.fixed is not None
    assert choices.fixed[0].name == "x"


def test_long_or_broken_lists_are_not_fixed() -> None:
    """A list of more than 200 choices is read when it is shown; so is one whose file is missing or broken."""
    item = "<itemset nodeset=\"instance('{0}')/root/item\"><value ref='name'/><label ref='name'/></itemset>"
    body = "".join(f"<select1 ref='/data/{n}'>{item.format(n)}</select1>" for n in "abc")
    long = "".join(f"<item><name>n{n}</name></item>" for n in range(201))
    model = f"<instance id='a'><root>{long}</root></instance>"
    model += "<instance id='b' src='jr://file-csv/b.csv'/><instance id='c' src='jr://file/c.xml'/>"
    form = compile_xform(xform("<a/><b/><c/>", "", body, model=model), files={"c.xml": b"<"})
    for name in "abc":
        choices = form.questions[f"/data/{name}"].choices
        assert choices is not None
        assert choices.fixed is None
        assert choices.nodeset is not None


def test_static_items_and_inline_labels() -> None:
    """Choices that stand in the question itself, as other tools write them."""
    items = "<item><label>Oui</label><value>oui</value></item><item><value> non </value></item><item/>"
    form = compile_xform(
        xform("<a/>", "", f"<select ref='/data/a'><label> A <output ref='/data/a'/> ! </label>{items}</select>")
    )
    question = form.questions["/data/a"]
    assert question.choices is not None
    assert question.choices.fixed is not None
    assert [choice.name for choice in question.choices.fixed] == ["oui", "non", ""]
    assert question.label is not None
    assert [str(getattr(part, "source", part)) for part in question.label.languages[""]] == ["A ", "/data/a", " !"]


def test_forms_of_a_text() -> None:
    """The plain form wins, a short one alone is better than none; a single «default» is no language."""
    itext = (
        "<itext><translation lang='default'>"
        "<text id='/data/a:label'><value form='short'>court</value><value>plein</value></text>"
        "<text id='b'><value form='short'>court</value><value form='image'>jr://images/-</value></text>"
        "<text id='c'><value/></text>"
        "</translation></itext>"
    )
    body = "".join(
        f"<input ref='/data/{n}'><label ref=\"jr:itext('{i}')\"/></input>"
        for n, i in (("a", "/data/a:label"), ("b", "b"), ("c", "c"), ("d", "none"))
    )
    form = compile_xform(xform("<a/><b/><c/><d/>", "", body, model=itext))
    assert form.languages == ("",)
    labels = {q.name: q.label.languages if q.label else None for q in form.questions.values()}
    assert labels == {"a": {"": ("plein",)}, "b": {"": ("court",)}, "c": None, "d": None}


def test_literal_messages_and_namespaces() -> None:
    """A message may be plain text; the namespaces of attributes and elements in use are sent."""
    binds = bind("a", constraint=". = 1", jr_constraintMsg="Un !", jr_requiredMsg=" ", orx_max="3")
    form = compile_xform(
        xform(
            "<a/><orx:meta><orx:instanceID/></orx:meta>",
            binds,
            asked("a"),
            attributes='id="f" orx:version="7" xmlns="urn:f"',
        ).replace(b"<a/>", b"<a xmlns='urn:f'/>")
    )
    message = form.nodes["/data/a"].bind.constraint_message
    assert message is not None
    assert message.languages == {"": ("Un !",)}
    assert form.nodes["/data/a"].bind.required_message is None
    assert form.version == "7"
    assert form.submission["orx:version"] == "7"
    assert form.submission["xmlns:orx"] == "http://openrosa.org/xforms"
    assert form.submission["xmlns"] == "urn:f"
    assert "/data/orx:meta/orx:instanceID" in form.nodes
    assert form.questions["/data/a"].parameters == {"max": "3"}


def test_layout_groups_and_relative_references() -> None:
    """A group without a reference only lays out; references may be relative; a repeat may stand alone."""
    body = (
        "<group><label>Page</label><group ref='/data/g'><input ref='a'/><group ref='gone'>"
        "<input ref='/data/g/a'/></group></group></group>"
        "<repeat nodeset='/data/r' jr:noAddRemove='true()'><input ref='./b'/></repeat>"
        "<group ref='/data/g'><label>Autre</label><repeat nodeset='/data/s'><input ref='c'/></repeat></group>"
    )
    data = "<g><a/></g><r><b/></r><s jr:template=''><c>1</c></s><s><c>2</c></s><s><c>3</c></s>"
    with pytest.raises(FormRefused) as refused:
        compile_xform(xform(data, "", body))
    assert [found.code for found in refused.value.problems] == [ProblemCode.UNKNOWN_NODE]
    form = compile_xform(xform(data, "", body.replace("<group ref='gone'>", "<group>")))
    assert form.repeats["/data/r"].fixed
    assert form.repeats["/data/r"].number is None
    assert form.repeats["/data/s"].number is not None
    assert form.nodes["/data/s/c"].default == "1"
    assert form.questions["/data/r/b"].number is not None
    page = form.body[0]
    assert isinstance(page, Group)
    assert page.path is None


def test_setvalue_with_text() -> None:
    """A literal value may hold both kinds of quote; without a value the node is emptied; one action, several events."""
    inner = (
        "<setvalue ref='/data/b' event='xforms-value-changed'>l'eau \"ici\"</setvalue>"
        "<setvalue ref='/data/b' event='xforms-value-changed odk-new-repeat'>eau</setvalue>"
        "<setvalue ref='/data/b' event='odk-instance-first-load'/>"
        "<setvalue ref='/data/m/@id' event='xforms-ready odk-instance-load' value='1'/>"
        "<odk:setgeopoint ref='/data/b' event='odk-instance-load'/>"
    )
    form = compile_xform(xform("<a/><b/><m id=''/>", "", asked("a", inner)))
    assert [action.value.source if action.value else None for action in form.actions] == [
        "concat('l', \"'\", 'eau \"ici\"')",
        "'eau'",
        "'eau'",
        None,
        "1",
        "1",
    ]
    assert [action.event for action in form.actions[3:]] == [
        ActionEvent.FIRST_LOAD,
        ActionEvent.FIRST_LOAD,
        ActionEvent.LOAD,
    ]
    assert form.actions[2].trigger is None
    assert not compile_xform(
        xform("<a/>", "", asked("a", "<setvalue ref='/data/b' event='xforms-value-changed'/>"))
    ).actions
    assert codes(xform("<a/>", "", asked("a", "<setvalue ref='/data/a' event='odd'/>"))) == [
        ProblemCode.UNSUPPORTED_TYPE
    ]


@pytest.mark.parametrize(
    ("control", "type_"),
    [
        ("<range ref='/data/a' start='1' end='5' step='1'/>", "range"),
        ("<odk:rank ref='/data/a'/>", "rank"),
        ("<upload ref='/data/a' mediatype='video/*'/>", "video"),
    ],
)
def test_types_that_cannot_be_asked(control: str, type_: str) -> None:
    """A type that is not in the registry is a named problem, unless the registry learns it."""
    form = xform("<a/>", "", control)
    with pytest.raises(FormRefused) as refused:
        compile_xform(form, types={"text"})
    (found,) = refused.value.problems
    assert found.code is ProblemCode.UNSUPPORTED_TYPE
    assert found.phrase.params["type"] == type_
    assert compile_xform(form, types={type_}).questions["/data/a"].type == type_


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a",
        b"<html/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        xform("").replace(b"<instance>", b"<other>").replace(b"</instance>", b"</other>"),
        xform("").replace(b"h:body", b"h:corps"),
        xform("").replace(b'<data id="f"></data>', b""),
        b"<z:html xmlns:z='urn:z'/>",
    ],
)
def test_no_form(xml: bytes) -> None:
    """What is no XForm is one clear problem, entities and document types included."""
    assert codes(xml) == [ProblemCode.NOT_A_FORM]


def test_all_faults_at_once() -> None:
    """Bad expressions, functions, controls without a node and a missing id are told; binds without one say nothing."""
    binds = bind("a", relevant="1 +", constraint="odd(.)") + bind("gone", type="int") + bind("m/@id", type="string")
    body = asked("a") + asked("lost") + "<repeat nodeset='/data/r'/><input><label>x</label></input>"
    form = xform("<a/>", binds, body, attributes="")
    with pytest.raises(FormRefused) as refused:
        compile_xform(form)
    assert [(found.code, found.column, found.path) for found in refused.value.problems] == [
        (ProblemCode.BAD_EXPRESSION, "relevant", "/data/a"),
        (ProblemCode.UNKNOWN_FUNCTION, "constraint", "/data/a"),
        (ProblemCode.UNKNOWN_NODE, "", "/data/lost"),
        (ProblemCode.UNKNOWN_NODE, "", "/data/r"),
        (ProblemCode.UNKNOWN_NODE, "", "/data"),
        (ProblemCode.NO_FORM_ID, "form_id", ""),
    ]
    assert "bad_expression" in str(refused.value)


def test_a_faulty_expression_is_told_once() -> None:
    """The same text on the same node is compiled, and refused, once."""
    binds = bind("a", relevant="odd()", constraint="odd()")
    assert codes(xform("<a/>", binds, asked("a"))) == [ProblemCode.UNKNOWN_FUNCTION]


def test_limits() -> None:
    """Too many nodes, too many choices, too deep a model or body are refused by name."""
    small = Limits(nodes=2, choices=1, depth=2)
    assert codes(xform("<a/><b/>", "", asked("a")), limits=small) == [ProblemCode.TOO_MANY_NODES]
    deep = xform("<a><b/></a>", "", "<group><group><input ref='/data/a/b'/></group></group>")
    assert ProblemCode.TOO_DEEP in codes(deep, limits=small)
    items = "<instance id='l'><root><item/><item/></root></instance>"
    assert codes(xform("<a/>", "", asked("a"), model=items), limits=small) == [ProblemCode.TOO_MANY_CHOICES]


def test_with_version() -> None:
    """A version can be written into a form that says none."""
    form = compile_xform(with_version(xform("<a/>", "", asked("a")), "20260303"))
    assert form.version == "20260303"
    with pytest.raises(FormRefused):
        with_version(b"<a/>", "1")
