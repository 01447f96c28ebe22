"""What Rasa costs and how well it reads: speed over HTTP, training, memory, model, and what it takes for what.

    python -m tests.bench.bench_nlu [--seconds 8] [--clients 1 4 16] [--no-training]

A real server as `baro nlu serve` starts it. Clients are threads with a connection of their own, kept open, that send
the held-out utterances of all languages one after the other. CPU is the server's, for one parse: Rasa reads one text
at a time, so with four clients a parse takes four times that on a machine that is free, and more on one that is not
(the load average is printed). The training is from nothing, in a folder of its own.
Memory is resident (RSS) after the last client.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from dialogues.service.understanding import MAYBE, SURE
from nlu.service.asking import Rasa
from nlu.service.environment import RasaHome
from nlu.service.ports import HOST, free_port
from nlu.service.recipe import Recipe
from nlu.service.server import RasaServer
from nlu.service.training import train
from tests.support.utterances import LANGUAGES, Utterance, confusions, f1_by_intent, held_out, macro_f1, unseen

ROOT = Path(__file__).parents[2]
OTHER = "out_of_scope"


def waits(server: RasaServer, texts: Sequence[str], clients: int, seconds: float) -> list[float]:
    """How long each reading took, in seconds, with so many clients at once."""
    found: list[list[float]] = [[] for _ in range(clients)]
    end = time.perf_counter() + seconds

    def ask(rank: int) -> None:
        first = rank * 31 % len(texts)
        with closing(HTTPConnection(HOST, urlsplit(server.url).port)) as connection:
            for text in cycle([*texts[first:], *texts[:first]]):
                body = json.dumps({"text": text})
                began = time.perf_counter()
                connection.request("POST", f"/model/parse?token={server.token}", body)
                answer = connection.getresponse()
                answer.read()
                now = time.perf_counter()
                if answer.status != HTTPStatus.OK:
                    raise RuntimeError(f"Rasa answered {answer.status}")
                found[rank].append(now - began)
                if now > end:
                    return

    threads = [threading.Thread(target=ask, args=(rank,)) for rank in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(wait for one in found for wait in one)


def quality(server: RasaServer, name: str, texts: Sequence[Utterance]) -> None:
    """Print how well utterances are read, and what the chat would do with them."""
    with Rasa(server.url, server.token) as rasa:
        read = [(one, rasa.parse(one.text)) for one in texts]
    pairs = [(one.intent, parsed.intent or "") for one, parsed in read]
    print(f"\n{name}: macro-F1 {macro_f1(pairs):.3f} over {len(pairs)} utterances that were not trained on")
    print("  " + ", ".join(f"{intent} {score:.2f}" for intent, score in sorted(f1_by_intent(pairs).items())))
    wishes = [each for each in read if each[0].intent != OTHER]
    answers = [each for each in read if each[0].intent == OTHER]
    for what, those in (("wishes", wishes), ("answers", answers)):
        done, asked = Counter[bool](), Counter[bool]()
        for one, parsed in those:
            if parsed.intent != OTHER and parsed.confidence >= MAYBE:
                (done if parsed.confidence >= SURE else asked)[one.intent == parsed.intent] += 1
        print(
            f"  {what} {len(those)}: done at once {done[True]} right {done[False]} wrong,"
            f" asked back {asked[True]} right {asked[False]} wrong"
        )
    for (intent, taken), count in confusions(pairs):
        print(f"  {count} x {intent} taken for {taken}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Rasa: speed over HTTP, training, memory, quality.")
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--no-training", action="store_true", help="use the model of data/models")
    given = parser.parse_args()
    recipe = Recipe.of()
    with tempfile.TemporaryDirectory(prefix="baro-bench-", dir=ROOT) as folder:
        home = RasaHome(Path(folder) / "rasa")
        began = time.perf_counter()
        model = train(recipe, ROOT / "data" / "models" if given.no_training else Path(folder) / "models", home)
        spent = time.perf_counter() - began
        print(f"training {spent:.0f} s, model {model.stat().st_size / 2**20:.1f} MB, Rasa {recipe.rasa}")
        began = time.perf_counter()
        with RasaServer(recipe, model, home, free_port(), "bench") as server:
            print(f"ready after {time.perf_counter() - began:.0f} s")
            texts = [one.text for language in LANGUAGES for one in held_out(language)]
            print(f"{'clients':>8}{'parses/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'load':>7}")
            process = psutil.Process(server.pid)
            waits(server, texts, 1, 2.0)
            for clients in given.clients:
                before = process.cpu_times()
                found = waits(server, texts, clients, given.seconds)
                at = [found[int(len(found) * part)] * 1000 for part in (0.95, 0.99)]
                rate = len(found) / given.seconds
                after = process.cpu_times()
                cpu = (after.user + after.system - before.user - before.system) * 1000 / len(found)
                print(
                    f"{clients:>8}{rate:>10.0f}{statistics.median(found) * 1000:>9.1f}{at[0]:>9.1f}{at[1]:>9.1f}"
                    f"{cpu:>9.1f}{os.getloadavg()[0]:>7.1f}"
                )
            print(f"memory {process.memory_info().rss / 2**20:.0f} MB")
            for language in LANGUAGES:
                quality(server, language, held_out(language))
            for language in LANGUAGES:
                quality(server, f"{language}, by somebody who had seen no data", unseen(language))


if __name__ == "__main__":
    main()
