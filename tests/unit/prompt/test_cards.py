"""Each card's own sample prompts come out in the card's order, however their tags are shuffled."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.prompt.assemble import Request, assemble

HEAVY_BEFORE, HEAVY_BEHIND = "(ultra-detailed), ", ", illustration"
SAMPLES = [
    (preset.id, sample.prompt)
    for preset in library().presets.values()
    for sample in preset.samples
    if HEAVY_BEFORE not in sample.prompt and "1" in sample.prompt
]
WRAPPED = [
    sample.prompt.partition(HEAVY_BEFORE)[2].partition(HEAVY_BEHIND)[0].strip()
    for sample in library().get("animagine-xl-2.0").samples
    if HEAVY_BEFORE in sample.prompt
]
BLOCK = ("quality", "score", "aesthetic")

pytestmark = pytest.mark.timeout(7200)  # for --long


@pytest.mark.parametrize(("preset_id", "prompt"), SAMPLES)
def test_any_shuffling_comes_out_in_the_cards_order(
    preset_id, prompt, for_all, presets, vocabulary
):
    preset = presets[preset_id]
    order = preset.prompt.order
    level = preset.levels["standard"].positive.split(", ")

    def rank(tag, before, roles):
        """Where the card wants the tag; a series right behind its own character may stay there."""
        known = vocabulary.find(before) if before else None
        if known and known.series and vocabulary.find(known.series) is vocabulary.find(tag):
            return order.index("character")
        role = "quality" if tag in level or roles[tag] in BLOCK else roles[tag]
        return order.index(role)

    def check(tags):
        made = assemble(Request(text=", ".join(tags), level="none"), preset, vocabulary)
        after = made.positive.split(", ")
        assert sorted(after) == sorted(tags)
        roles = {placed.text: placed.role for placed in made.report.roles}
        pairs = zip(after, [None, *after], strict=False)
        ranks = [rank(tag, before, roles) for tag, before in pairs]
        assert ranks == sorted(ranks)
        assert [tag for tag in after if tag in level] == [tag for tag in level if tag in after]
        general = [tag for tag in after if roles[tag] == "general" and tag not in level]
        assert general == [tag for tag in tags if tag in general]

    for_all(check, tags=st.permutations(prompt.split(", ")))


@pytest.mark.parametrize(
    ("preset_id", "number", "position"),
    [
        ("animagine-xl-3.1", 0, "start"),
        ("animagine-xl-4.0", 0, "end"),
        ("animagine-xl-4.0", 1, "start"),
        ("animagine-xl-4.0", 2, "end"),
        ("animagine-xl-4.0", 3, "end"),
        ("kivotos-xl-2.0", 0, "end"),
        ("kivotos-xl-2.0", 1, "end"),
        ("kivotos-xl-2.0", 2, "end"),
    ],
)
def test_the_cards_own_order_stays(preset_id, number, position, presets, vocabulary):
    prompt = presets[preset_id].samples[number].prompt
    request = Request(text=prompt, level="none", quality_position=position)
    assert assemble(request, presets[preset_id], vocabulary).positive == prompt


@pytest.mark.parametrize("prompt", WRAPPED)
def test_heavy_and_photographic_wrap_the_prompt(prompt, presets, vocabulary):
    preset = presets["animagine-xl-2.0"]
    request = Request(text=prompt, level="heavy", style="photographic")
    made = assemble(request, preset, vocabulary)
    heavy, style = preset.levels["heavy"], preset.styles["photographic"]
    assert made.positive.startswith(f"{style.prefix}, {heavy.positive}, 1")
    assert made.positive.endswith(f"{heavy.suffix}, {style.suffix}")
    assert made.negative == f"{style.negative}, {heavy.negative}"
    assert all(tag in made.positive for tag in prompt.split(", "))
