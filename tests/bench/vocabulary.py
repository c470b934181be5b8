"""What the tag vocabulary costs: reading, memory, lookups, and the files for the page.

    python tests/bench/vocabulary.py [danbooru.csv [danbooru_implications.csv]]

Without a list, one of 150,000 made-up tags is measured. Times are of one thread's CPU, so that a
busy machine does not change them much; each is the best of a few.
"""

from __future__ import annotations

import gzip
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import pack

pack.load()

from tag_atelier.nodes.vocabulary import lookup  # noqa: E402
from tag_atelier.nodes.vocabulary.page_files import (  # noqa: E402
    COMPRESSION,
    implication_bytes,
    index_bytes,
)

LOOKUPS = 100_000


def made_up(folder: Path, count: int) -> Path:
    chance = random.Random(1)
    words = ["".join(chance.choices("aeioklmnrstu", k=chance.randint(3, 9))) for _ in range(9000)]
    names = (f"{'_'.join(chance.choices(words, k=3))}_{number:x}" for number in range(count))
    path = folder / f"{count}.csv"
    with path.open("w", encoding="utf-8") as file:
        for number, name in enumerate(names):
            alias = f'"{chance.choice(words)}_{number}"' if number % 5 == 0 else ""
            file.write(f"{name},{chance.choice('013445')},{count - number},{alias}\n")
    return path


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of this thread's CPU."""
    taken = []
    for _ in range(times):
        before = time.thread_time()
        work()
        taken.append(time.thread_time() - before)
    return min(taken)


def measure(lists: list[Path], implications: list[Path]) -> None:
    def read() -> lookup.Vocabulary:
        lookup._merged.cache_clear()
        return lookup.merged(lists, implications).vocabulary

    print(", ".join(path.name for path in (*lists, *implications)))
    measure_memory(read)
    print(f"  read and merged     {best(read):8.2f} s")
    vocabulary = read()
    measure_lookups(vocabulary)
    measure_files(vocabulary)


def measure_memory(read: Callable[[], lookup.Vocabulary]) -> None:
    lookup._merged.cache_clear()
    tracemalloc.start()
    vocabulary = read()
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"  tags                {len(vocabulary):8,}")
    print(f"  memory              {held / 2**20:8.1f} MB held, {most / 2**20:.1f} MB while reading")


def measure_lookups(vocabulary: lookup.Vocabulary) -> None:
    asked = random.Random(2).choices([name for name, *_ in vocabulary.rows()], k=LOOKUPS)
    ways = {
        "as it is": asked,
        "with spaces": [name.replace("_", " ") for name in asked],
        "escaped": [name.replace("(", r"\(").replace(")", r"\)") for name in asked],
        "unknown": [f"{name} zzz" for name in asked],
    }
    for way, names in ways.items():
        seconds = best(lambda names=names: [vocabulary.find(name) for name in names])
        print(f"  lookup, {way:11} {seconds / LOOKUPS * 1e6:8.2f} us")


def measure_files(vocabulary: lookup.Vocabulary) -> None:
    index, pairs = index_bytes(vocabulary), implication_bytes(vocabulary)
    print(f"  index built         {best(lambda: index_bytes(vocabulary)):8.2f} s")
    print(f"  index compressed    {best(lambda: packed(index)):8.2f} s")
    print(f"  index               {len(index):8,} bytes, {packed(index):,} sent")
    print(f"  implications        {len(pairs):8,} bytes, {packed(pairs):,} sent")


def packed(content: bytes) -> int:
    return len(gzip.compress(content, COMPRESSION))


def main() -> None:
    given = [Path(argument) for argument in sys.argv[1:3]]
    with tempfile.TemporaryDirectory() as folder:
        measure(given[:1] or [made_up(Path(folder), 150_000)], given[1:])
        measure([made_up(Path(folder), 1_000_000)], [])


if __name__ == "__main__":
    main()
