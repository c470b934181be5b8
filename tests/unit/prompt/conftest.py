"""Generated prompts, the presets, and the host's own reader of weights as the judge."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

import host as hosts
import pack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.preset.model import Preset
from tag_atelier.nodes.vocabulary.lookup import Tag, key

CASES_IN_CI = 250
CASES_IN_LONG = 12_500
"""Per property; eight properties make the 2,000 and the 100,000 that the promises are held to."""

SERIES = (
    "vocaloid, genshin impact, oshi no ko, hololive, honkai: star rail, honkai (series), "
    "reverse:1999, re:zero, blue archive, neon genesis evangelion, .hack//, code:074, "
    "fate (series), steins;gate"
)
GENERAL = (
    "solo, male focus, smile, long hair, blue hair, blue eyes, red eyes, blue dress, red dress, "
    "night, looking at viewer, outdoors, upper body, cosplay, sweater, beanie, turtleneck, ^_^, "
    ">_<, :), ;), >:), :3, old, sketch, 3d, early, signature, 7:24, 00 qan[t], late[st], tank top, "
    "clothes, 6+girls, #compass, \\m/, v, open mouth, green hair"
)
KNOWN = {
    "hatsune miku": ("character", "vocaloid"),
    "ganyu (genshin impact)": ("character", "genshin impact"),
    "arima kana": ("character", "oshi no ko"),
    "hoshimachi suisei": ("character", "hololive"),
    "firefly (honkai: star rail)": ("character", "honkai: star rail"),
    "vertin (reverse:1999)": ("character", "reverse:1999"),
    "saber (fate)": ("character", "fate (series)"),
    "souryuu asuka langley": ("character", "neon genesis evangelion"),
    "kazusa (blue archive)": ("character", "blue archive"),
    "stelle (honkai: star rail)": ("character", "honkai: star rail"),
    **dict.fromkeys(SERIES.split(", "), ("series", None)),
    **dict.fromkeys(("wlop", "ke-ta", "kantoku (style)"), ("artist", None)),
    **dict.fromkeys(("absurdres", "highres", "official art", "lowres"), ("meta", None)),
    **dict.fromkeys(GENERAL.split(", "), ("general", None)),
}
IMPLIED = {"blue dress": ("clothes",), "red dress": ("clothes",), "tank top": ("clothes",)}


class SmallVocabulary:
    """A vocabulary small enough to read, so that a test says what it relies on."""

    def __init__(self) -> None:
        self._tags = {
            key(name): Tag(name.replace(" ", "_"), role, 1, series and series.replace(" ", "_"))
            for name, (role, series) in KNOWN.items()
        }

    def find(self, name: str) -> Tag | None:
        return self._tags.get(key(name))

    def implied(self, name: str) -> tuple[str, ...]:
        return IMPLIED.get(key(name), ())


@pytest.fixture(scope="session")
def vocabulary() -> SmallVocabulary:
    return SmallVocabulary()


@pytest.fixture(scope="session")
def presets() -> dict[str, Preset]:
    return library(pack.ROOT / "presets").presets


PLAIN = [name for name in KNOWN if "(" not in name and ")" not in name and ":" not in name]
NAMES = [name for name in KNOWN if "(" in name and not name.startswith((";", ":", ">"))]
SPECIAL_TAGS = (
    "masterpiece,best quality,high quality,worst quality,very aesthetic,displeasing,high score,"
    "low score,score_9,score_8_up,newest,oldest,year 2023,nsfw,safe,explicit,rating: general"
)
SPECIAL = SPECIAL_TAGS.split(",")
FACES = [
    ":)",
    ":(",
    ";)",
    ";(",
    ">:)",
    ">:(",
    "^_^",
    ">_<",
    ":3",
    "(o)_(o)",
    "@_@",
    "<|>_<|>",
    ":d",
]
OPAQUE = [
    "<lora:my_anime_lora:0.8>",
    "<lora:a (v2):1>",
    "<lyco:x_y:1:0.5>",
    "embedding:ng_deepnegative_v1",
    "__wild/hair_color__",
    "__color__ hair",
    "{red_x|blue_y}",
    "{1girl|1boy, smile}",
    "[red:blue:0.5]",
    "[cat|dog]",
    "[abstract]",
    "/* note, (this */",
    "// the rest, of the line",
]
WALLS = ["BREAK", "AND"]
PROSE = [
    "A girl with mesmerizing blue eyes looks at the viewer.",
    "Her long, white hair is adorned with blue butterfly hair ornaments.",
    "She stands in the rain, smile, holding a red umbrella!",
]
OTHER = [
    "unknown_tag_x",
    "初音ミク",
    "blue  hair",
    "tranquil night.",
    "a:b",
    "x:1.2",
    "3",
    "don't",
    "é",
]

tags = st.sampled_from(
    [
        *PLAIN,
        *(name.replace(" ", "_") for name in PLAIN),
        *SPECIAL,
        "1girl",
        "2Girls",
        "1boy",
        *OTHER,
    ]
)
names = st.sampled_from(NAMES).flatmap(
    lambda name: st.sampled_from(
        [
            name.replace("(", r"\(").replace(")", r"\)"),
            name,
            name.replace(" ", "_"),
            name.replace(" (", r" \("),
        ]
    )
)
weights = st.sampled_from([":1.2", ":0.5", ": 1.3", ":-1", ":2", "", "", ":1999", ":nan", ":1,2"])
inner = st.one_of(
    tags,
    st.sampled_from(NAMES).map(lambda name: name.replace("(", r"\(").replace(")", r"\)")),
    st.sampled_from(["embedding:x", ">_<", "[abstract]", "{a|b}"]),
)


def _group(members: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda inside, comma, weight: f"({comma.join(inside)}{weight})",
        st.lists(members, min_size=1, max_size=3),
        st.sampled_from([", ", ",", "\n"]),
        weights,
    )


groups = st.recursive(_group(inner), lambda deeper: _group(st.one_of(inner, deeper)), max_leaves=5)
mixed = st.builds(
    lambda before, held, after: f"{before}{held}{after}", tags, groups, st.sampled_from(["", " x"])
)
pieces = st.one_of(
    tags,
    tags,
    names,
    groups,
    mixed,
    st.sampled_from([*FACES, *OPAQUE, *PROSE]),
    st.sampled_from(WALLS),
    st.text("()[]{}<>:\\,|_/*. ab1\n", max_size=6),
)
separators = st.sampled_from([", ", ", ", ", ", ",", "\n", ",\n", " , ", ",,"])
prompts = st.lists(st.tuples(pieces, separators), max_size=12).map(
    lambda parts: "".join(piece + separator for piece, separator in parts)
)
sound = st.lists(
    st.tuples(st.one_of(tags, names, groups, st.sampled_from(WALLS + OPAQUE[:11])), separators),
    max_size=12,
).map(lambda parts: "".join(piece + separator for piece, separator in parts))
wild = st.one_of(
    st.text(max_size=60),
    st.text("()[]{}<>:\\,|_/*. ab1\nBREAKND", max_size=80),
    prompts,
)


@pytest.fixture
def for_all(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Check a property over generated values: the same ones each time, new ones with --long."""
    long = request.config.getoption("--long", default=False)

    def run(check: Callable[..., None], **strategies: st.SearchStrategy[Any]) -> None:
        cases = settings(
            max_examples=CASES_IN_LONG if long else CASES_IN_CI,
            deadline=None,
            derandomize=not long,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        cases(given(**strategies)(check))()

    return run


def strategy(name: str) -> st.SearchStrategy[str]:
    return {"prompts": prompts, "sound": sound, "wild": wild}[name]


@pytest.fixture(scope="session")
def generated() -> Callable[[str], st.SearchStrategy[str]]:
    """Strategies by name: prompts (all of the grammar, often broken), sound (what the host reads
    as meant), wild (anything)."""
    return strategy


@pytest.fixture(scope="session")
def host_weights(host: hosts.Host) -> Callable[[str], list[tuple[str, float]]]:
    """What the host reads: each piece between separators with its weight, brackets unescaped.

    The four functions are taken from the host's source as they stand; importing it needs torch.
    """
    source = (host.root / "comfy" / "sd1_clip.py").read_text(encoding="utf-8")
    wanted = {"parse_parentheses", "token_weights", "escape_important", "unescape_important"}
    tree = ast.parse(source)
    tree.body = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in wanted
    ]
    scope: dict[str, Any] = {}
    exec(compile(tree, "sd1_clip.py", "exec"), scope)  # noqa: S102

    def read(text: str) -> list[tuple[str, float]]:
        segments = scope["token_weights"](scope["escape_important"](text), 1.0)
        return [
            (" ".join(scope["unescape_important"](piece).split()), weight)
            for segment, weight in segments
            for piece in re.split("[,\n\uff0c]", segment)
            if piece.strip()
        ]

    return read
