"""Run Rasa with arguments from standard input, until that is closed.

For Rasa's own interpreter (Python 3.10), not Baro's. The first line is a JSON list of the words after `rasa`: among
them is the server's token, and command lines can be read by everybody on the machine. Whoever started this keeps the
pipe open; when it closes, by will or by death, this process ends.
"""

import json
import os
import runpy
import sys
import threading


def _end_with_the_pipe() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    line = b""
    while not line.endswith(b"\n"):  # byte by byte: nothing may be left in a buffer
        part = os.read(0, 1)
        if not part:
            sys.exit(2)
        line += part
    sys.argv = ["rasa", *json.loads(line)]
    # Off: it serves some clients twice before others once, and those wait twice as long.
    sys.modules["uvloop"] = None  # type: ignore[assignment]
    threading.Thread(target=_end_with_the_pipe, daemon=True).start()
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)
