"""One repository a file: each turns rows into the records of `dialogues.ports` and back, and decides nothing.

Statements are constants: SQLAlchemy compiles each once and finds it again by its cache key.
"""
