"""Reading guides: XLSForm -> pyxform -> ODK XForm -> `FormDefinition`, with every fault named.

`xform` compiles, `xlsform` converts (the only importer of pyxform, and so never imported by the running bot),
`sandbox` runs the conversion in a child process, `checks` finds the faults of the raw sheets, `length` says what
is too long about a guide that was rehearsed.
"""
