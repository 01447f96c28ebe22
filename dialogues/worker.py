"""The child process of `dialogues.xforms.sandbox`: limits itself, checks and rehearses one form, writes JSON.

Called as `python -m dialogues.worker PATH SECONDS BYTES rehearse|check`. It stands above `xforms` and `interview`,
which do not know each other: the check is the one's, the rehearsal needs both.
"""

from __future__ import annotations

import resource
import sys
import time
from functools import partial
from pathlib import Path

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Check one form.

    Args:
        arguments: path, seconds of processor, bytes of address space, and whether it is rehearsed or only checked.

    Returns:
        0 with the result on standard output; 3 when memory ran out.
    """
    path, seconds, memory = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        from dialogues.rehearsal import rehearse  # noqa: PLC0415 - within the limits, all of it
        from dialogues.xforms.converted import to_json  # noqa: PLC0415 - same
        from dialogues.xforms.xlsform import check_form  # noqa: PLC0415 - same

        rehearsal = partial(rehearse, clock=time.process_time) if arguments[3:] != ["check"] else None
        words = to_json(check_form(path, rehearsal))
        sys.stdout.write(words)
        sys.stdout.flush()
    except (MemoryError, ImportError):  # a library that cannot be mapped is out of memory too
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
