"""A guide is rehearsed before it is published: made-up interviews are held in the engine, and their length is told.

What counting every question cannot say, a rehearsal can: how many questions one person is asked, whatever branches
exclude one another. It is also a check of its own: a form on which the engine fails is found here, not on the phone.

- Some walks *scout*: they find answers that open most of the guide, for most made-up people hang up or refuse. Then
  25 walks answer at random, but for answers after which no walk got half as far as the longest did.
- Told are the interviews that were really held: those at least half as long as the longest.
- What is answered is `person`'s part. Where no answer is allowed the person does not know. A free repeat gets one to
  three instances, a counted one none to three.
- A question that bears the word `agent` in its appearance column is filled in by the agent alone, before, after or
  while listening. The word is Baro's own; other tools pass over it. Such a question is not put to the person: it
  counts 10 s and not as asked.
- A text question is open when its appearance is `multiline`; in a guide that never says so, every text is. So is
  speech.
- The same seeds give the same walks. A walk of too many steps is cut off and does not count; when the time is up,
  the walks that are done must do.
"""

from dialogues.rehearsal.walks import rehearse

__all__ = ["rehearse"]
