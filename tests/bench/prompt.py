"""How long an assembly takes: an ordinary prompt, a very long one, and the worst texts of 1 MB.

    python tests/bench/prompt.py

Needs nothing but Python. Times are of one thread's CPU, so that a busy machine does not change
them much; each is the best of its rounds.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import pack

pack.load()

from tag_atelier.nodes.preset.load import library  # noqa: E402
from tag_atelier.nodes.prompt.assemble import Request, assemble  # noqa: E402
from tag_atelier.nodes.vocabulary.lookup import starter  # noqa: E402

ORDINARY = """
1girl, hatsune miku, vocaloid, solo, long hair, very long hair, blue eyes, blue_hair, twintails,
looking at viewer, smile, open mouth, blush, hair between eyes, bangs, hair ornament, hairclip,
ribbon, hair ribbon, bow, (shirt:1.1), white shirt, collared shirt, sleeveless, detached sleeves,
necktie, blue necktie, skirt, pleated skirt, black skirt, miniskirt, thighhighs, black thighhighs,
zettai ryouiki, boots, thigh boots, headphones, headset, microphone, holding, holding microphone,
standing, standing on one leg, arm up, cowboy shot, dynamic pose, dutch angle, from below, wind,
floating hair, petals, cherry blossoms, outdoors, sky, blue sky, cloud, cloudy sky, day, sunlight,
lens flare, bokeh, depth of field, blurry background, city, cityscape, rooftop, railing, stage,
stage lights, crowd, confetti, glowstick, official art, highres, (detailed eyes, shiny skin:1.2)
"""
MEGABYTE = 1_000_000
WORST = (
    "(", "()", "(((((a)))))", "((a:1.2),", "a,", "1girl,", ":(,", "(:), ", "x),", "//\n", "/*",
    "<lora:", "BREAK ", "[a:", "{a|", "a (b) ", "__a", "Aa bb cc.,", "\n",
)  # fmt: skip


def best(call: Callable[[], object], rounds: int) -> float:
    """CPU milliseconds of the fastest of `rounds` calls."""
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
    return min(times) * 1000


def main() -> None:
    preset, vocabulary = library().get("animagine-xl-3.1"), starter()

    def timed(name: str, text: str, rounds: int) -> float:
        took = best(lambda: assemble(Request(text=text), preset, vocabulary), rounds)
        print(f"{name:<28}{len(text):>10,} characters {took:>10,.2f} ms", flush=True)
        return took

    tags = " ".join(ORDINARY.split()).split(", ")
    short = timed(f"{len(tags)} tags", ", ".join(tags), 300)
    many = [f"{tag} {number}" for number in range(140) for tag in tags][:10_000]
    long = timed("10,000 different tags", ", ".join(many), 5)
    print(f"10,000 tags take {long / short:.0f} times as long as {len(tags)}")
    for unit in WORST:
        timed(f"1 MB of {unit!r}", unit * (MEGABYTE // len(unit)), 1)
    half = MEGABYTE // 2
    timed("1 MB of one nested group", "(" * half + ")" * half, 1)
    soup = random.Random(1)
    marks = "()[]{}<>:\\,|_/*. ab1\n"
    timed("1 MB of random marks", "".join(soup.choice(marks) for _ in range(MEGABYTE)), 1)


if __name__ == "__main__":
    main()
