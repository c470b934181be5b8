"""Long prompts cut into chunks. Here a token is a word or a comma, and a chunk holds 75."""

from __future__ import annotations

import re

import pytest

from tag_atelier.nodes.prompt.assemble import Request, assemble
from tag_atelier.nodes.prompt.chunks import LIMIT, cut, needs_own_reading

pytestmark = pytest.mark.timeout(7200)  # for --long


def count(text: str) -> int:
    """Words and commas; weights and brackets are no tokens."""
    return len(re.findall(r"\w+|,", re.sub(r"\\?[()]|:[\d.]+\)", " ", text)))


def tags(number: int, word: str = "tag") -> str:
    return ", ".join([word] * number)


ROWS = [
    ("", [""]),
    ("solo, smile", ["solo, smile"]),
    ("solo\nsmile", ["solo smile"]),
    ("solo BREAK smile", ["solo", "smile"]),
    ("solo, BREAK, smile", ["solo", "smile"]),
    ("BREAK solo BREAK BREAK smile BREAK", ["solo", "smile"]),
    ("BREAK", [""]),
    ("solo AND smile", ["solo AND smile"]),
    ("[smile], solo", [f"(smile:{1 / 1.1!r}), solo"]),
    ("[[smile]]", [f"(smile:{1 / 1.1 / 1.1!r})"]),
    ("([smile], solo:1.2)", [f"(smile:{1.2 / 1.1!r}), (solo:1.2)"]),
    ("late[st], [a:b:0.5]", ["late[st], [a:b:0.5]"]),
    ("solo /* note */, // more\nsmile", ["solo, smile"]),
    ("(solo, smile:1.2), night", ["(solo, smile:1.2), night"]),
    ("((solo), smile)", [f"(solo:{1.1 * 1.1!r}), (smile:1.1)"]),
    ("blue (dress:1.2) hat, solo", ["blue (dress:1.2) hat, solo"]),
    (r"ganyu \(genshin impact\)", [r"ganyu \(genshin impact\)"]),
    ("solo), smile", [r"solo\), smile"]),
    ("(solo:nan)", ["(solo:nan)"]),
    ("<lora:a:1> solo", ["<lora:a:1> solo"]),
    (tags(38), [tags(38)]),
    (tags(39), [tags(38), "tag"]),
    (tags(80), [tags(38), tags(38), tags(4)]),
    (f"({tags(40)}:1.2)", [f"({tags(38)}:1.2)", "(tag, tag:1.2)"]),
    (tags(10) + " BREAK " + tags(39), [tags(10), tags(38), "tag"]),
    (" ".join(["word"] * 80), [" ".join(["word"] * 75), " ".join(["word"] * 5)]),
]


@pytest.mark.parametrize(("text", "chunks"), ROWS)
def test_cut(text: str, chunks: list[str]) -> None:
    assert cut(text, count) == chunks


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("solo, smile", False),
        ("BREAKFAST, late[st], .hack//sign", False),
        ("solo BREAK smile", True),
        ("solo AND smile", False),
        ("[smile]", True),
        ("(solo, [smile]:1.2)", True),
        ("[a:b:0.5]", False),
        ("solo /* note */", True),
    ],
)
def test_only_what_the_host_misreads_is_read_here(text: str, ours: bool) -> None:
    assert needs_own_reading(text) is ours


def test_no_chunk_is_too_long_and_no_weight_is_lost(
    for_all, generated, host_weights, presets, vocabulary
) -> None:
    def strongest(texts):
        found = {}
        for text in texts:
            for piece, weight in host_weights(text):
                found[piece] = max(weight, found.get(piece, weight))
        return found

    def check(text):
        # A line's end is a space to the host, so two halves of one tag to the judge.
        request = Request(text=text.replace("\n", ", "), level="none")
        text = assemble(request, presets["animagine-xl-4.0"], vocabulary).positive
        if needs_own_reading(text) or "AND" in text or "<lora:a (" in text:
            return
        chunks = cut(text, count)
        assert all(count(chunk) <= LIMIT for chunk in chunks)
        whole = strongest([text])
        assert strongest(chunks) == pytest.approx(whole, nan_ok=True)

    for_all(check, text=generated("sound"))


def test_anything_can_be_cut(for_all, generated) -> None:
    def check(text):
        assert all(count(chunk) <= LIMIT for chunk in cut(text, count))

    for_all(check, text=generated("wild"))
