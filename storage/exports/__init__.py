"""Downloads: format-free tables first, one file per format after, a registry beside them.

    cells.py      what a canonical text becomes in a cell
    labels.py     texts of a guide in the language wanted
    fields.py     the questions of all versions of a guide, merged into sheets
    tables.py     columns and rows
    summary.py    counts over those who were asked
    readme.py     the sheet that explains the others
    document.py   all of it for one guide, ready to be written
    xlsx.py csv.py  the formats; registry.py names them
    exporter.py   the port: reads submissions, writes a file

Columns follow KoboToolbox: `question/choice` for each choice of a select_multiple, `_question_latitude`…, one sheet
a repeat with `_index`, `_parent_index`, `_parent_table_name`, `_submission__id`; `_id` is the interview's code and
comes first, because it is what a person gives to withdraw. With names, a header is the question's name, or its path
`group/question` where the name stands twice in a sheet; with labels it is the label, and the name is added where
labels are the same.
"""
