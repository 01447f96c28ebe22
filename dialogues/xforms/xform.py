"""An ODK XForm becomes a `FormDefinition` (ODK XForms specification 1.0, all that pyxform 4.5 writes).

The order of work: parse; find repeats (paths inside them are read by instance); texts; model and binds; body;
actions; who depends on whom. Faults are collected, so that an author sees all of them at once.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from dialogues.forms.definition import Dependents, FormDefinition, Limits, Question
from dialogues.questions import QUESTION_TYPES
from dialogues.xforms.actions import read_actions
from dialogues.xforms.body import Body, refer, repeat_paths
from dialogues.xforms.dependencies import Reads, dependents, reads_of
from dialogues.xforms.instances import cells, last_saved, secondary_instances
from dialogues.xforms.itemsets import read_itemsets
from dialogues.xforms.model import Model, bind_elements, read_model
from dialogues.xforms.problems import FormRefused, ProblemCode, problem
from dialogues.xforms.texts import Texts, drafts_of
from dialogues.xforms.tree import Element, NotXml, attribute, attributes_of, kind, name_of, parse_xml, written
from dialogues.xforms.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["compile_xform", "with_version"]

_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
_NO_STATUSES: Mapping[tuple[str, str], str] = MappingProxyType({})
_LIMITS = Limits()


def compile_xform(
    xml: bytes,
    *,
    files: Mapping[str, bytes] = _NOTHING,
    settings: Mapping[str, str] = _NO_SETTINGS,
    statuses: Mapping[tuple[str, str], str] = _NO_STATUSES,
    limits: Limits = _LIMITS,
    types: Collection[str] = QUESTION_TYPES,
) -> FormDefinition:
    """Compile an XForm.

    Args:
        xml: the document.
        files: external files by name; those missing are empty lists.
        settings: Baro's own settings of the guide.
        statuses: translation status by (path or list/name, language).
        limits: beyond these it is refused.
        types: question types that exist.

    Returns:
        The definition. Secondary instances and dependents are worked out when first asked for.

    Raises:
        FormRefused: with everything that is wrong with it.
    """
    try:
        document = parse_xml(xml)
    except NotXml as error:
        raise FormRefused([problem(ProblemCode.NOT_A_FORM)]) from error
    model = document.find("{*}head/{*}model")
    body = document.find("{*}body")
    instance = _primary(model) if model is not None else None
    if kind(document) != "h:html" or model is None or body is None or instance is None:
        raise FormRefused([problem(ProblemCode.NOT_A_FORM)])
    refer(model, body)
    repeats = repeat_paths(body)
    workshop = Workshop(limits, repeats)
    root = f"/{name_of(instance)}"
    _count_choices(model, body, workshop)
    _count_cells(files, workshop)
    texts = Texts(model, root, workshop, drafts_of(model, statuses))
    binds = bind_elements(model)
    tree = read_model(instance, binds, repeats, texts, workshop)
    itemsets = read_itemsets(body, files)
    instances = secondary_instances(model, files, itemsets.lists)
    reader = Body(tree.nodes, binds, texts, instances, itemsets, types, workshop)
    controls = reader.controls(body, root)
    actions = read_actions(model, body, tree.nodes, workshop)
    order = _dependents(tree, reader, workshop)
    form_id = attribute(instance, "id") or ""
    if not form_id:
        workshop.problems.append(problem(ProblemCode.NO_FORM_ID, "settings", column="form_id"))
    if workshop.problems:
        raise FormRefused(workshop.problems)
    title = document.find("{*}head/{*}title")
    return FormDefinition(
        form_id=form_id,
        version=attribute(instance, "version") or attribute(instance, "orx:version") or "",
        title=((title.text or "") if title is not None else "").strip(),
        languages=texts.languages,
        default_language=texts.default,
        root=tree.root,
        nodes=tree.nodes,
        body=controls,
        questions=reader.questions,
        repeats=reader.repeats,
        numbers=reader.numbers,
        actions=actions,
        instances=instances,
        texts=texts.plain,
        dependents=order,
        submission=_submission(instance),
        settings=settings,
        statuses=statuses,
        last_saved=last_saved(model),
    )


def _primary(model: Element) -> Element | None:
    """The primary instance's root element: the first `instance`, whose id none asks for."""
    first = next(model.iterchildren("{*}instance"), None)
    return next(iter(first), None) if first is not None else None


def _count_choices(model: Element, body: Element, workshop: Workshop) -> None:
    found = sum(len(top) for instance in model.iterchildren("{*}instance") for top in instance if kind(top) == "root")
    found += sum(1 for _ in body.iter("{*}item"))
    if found > workshop.limits.choices:
        workshop.problems.append(
            problem(ProblemCode.TOO_MANY_CHOICES, "choices", found=found, limit=workshop.limits.choices)
        )


def _count_cells(files: Mapping[str, bytes], workshop: Workshop) -> None:
    limit = workshop.limits.file_cells
    for name, data in files.items():
        found = cells(name, data)
        if found > limit:
            workshop.problems.append(problem(ProblemCode.FILE_TOO_LONG, file=name, found=found, limit=limit))


def _dependents(model: Model, body: Body, workshop: Workshop) -> Dependents:
    reads: dict[str, Reads] = {}
    for path, node in model.nodes.items():
        bind = node.bind
        question: Question | None = body.questions.get(path)
        repeat = body.repeats.get(path)
        values = [bind.relevant, bind.calculation]
        choices = question.choices if question is not None else None
        choice_filter = choices.nodeset if choices is not None else None
        count = repeat.count if repeat is not None else None
        rules = [bind.required, bind.readonly, bind.constraint]
        if choice_filter is not None or count is not None or any((*values, *rules)):
            reads[path] = reads_of(values, rules, choice_filter, count)
    order, cycles = dependents(model.root, model.nodes, reads)
    for cycle in cycles:
        chain = [path.rpartition("/")[2] for path in (*cycle, cycle[0])]
        workshop.fault(ProblemCode.CYCLE, cycle[0], "calculation", chain=" → ".join(chain))
    return order


def _submission(instance: Element) -> Mapping[str, str]:
    """The root element's attributes and the namespaces of the primary instance, as they are to be sent."""
    found = dict(attributes_of(instance))
    for element in instance.iter():
        used = {element.prefix, *(name.partition(":")[0] for name, _ in attributes_of(element) if ":" in name)}
        for prefix, space in element.nsmap.items():
            if prefix and prefix in used:
                found.setdefault(f"xmlns:{prefix}", str(space))
    own = instance.nsmap.get(None)
    if own is not None and own != "http://www.w3.org/2002/xforms":
        found["xmlns"] = str(own)
    return found


def with_version(xml: bytes, version: str) -> bytes:
    """The same form, its primary instance saying this version.

    Args:
        xml: a form that compiles.
        version: to say.
    """
    document = parse_xml(xml)
    model = document.find("{*}head/{*}model")
    instance = _primary(model) if model is not None else None
    if instance is None:
        raise FormRefused([problem(ProblemCode.NOT_A_FORM)])
    instance.set("version", version)
    return written(document)
