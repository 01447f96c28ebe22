"""Mends of forms that the converter refuses for a reason that a chat can live with.

Only what is refused is touched: a formula that compiles, a type that is known, a name that will do stay as they are.
A mend is the one thing that the author can have meant, or what changes nothing for whoever is asked. Nothing here
decides whether it is done: mends are told, and somebody says yes (`dialogues.xforms.mends`).
"""

from dialogues.xforms.mending.mend import mended

__all__ = ["mended"]
