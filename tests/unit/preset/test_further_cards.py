"""The presets beyond the seeds: what is documented for each, and that it says who documents it."""

from __future__ import annotations

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.preset.model import ROLES, Role

PRESETS = library().presets
FURTHER = [
    "animagine-xl-3.0",
    "kohaku-xl-delta",
    "kohaku-xl-epsilon",
    "illustrious-xl",
    "noobai-xl",
    "noobai-xl-vpred",
    "pony-diffusion-v6-xl",
]


@pytest.mark.parametrize(
    ("preset_id", "positive", "position"),
    [
        ("animagine-xl-3.0", "masterpiece, best quality", "start"),
        ("kohaku-xl-delta", "masterpiece, best quality", "before general"),
        ("kohaku-xl-epsilon", "masterpiece, best quality", "end"),
        ("illustrious-xl", "masterpiece, best quality, amazing quality", "end"),
        ("noobai-xl", "masterpiece, best quality, newest, absurdres, highres, safe", "start"),
        ("noobai-xl-vpred", "masterpiece, best quality, newest, absurdres, highres, safe", "start"),
        (
            "pony-diffusion-v6-xl",
            "score_9, score_8_up, score_7_up, score_6_up, score_5_up, score_4_up",
            "start",
        ),
    ],
)
def test_what_is_recommended_and_where(preset_id: str, positive: str, position: str) -> None:
    preset = PRESETS[preset_id]
    assert preset.levels["standard"].positive == positive
    assert preset.prompt.quality_positions[0] == position


@pytest.mark.parametrize(
    ("preset_id", "first", "then"),
    [
        ("animagine-xl-3.0", "series", "general"),
        ("kohaku-xl-delta", "artist", "quality"),
        ("kohaku-xl-delta", "year", "general"),
        ("kohaku-xl-epsilon", "general", "quality"),
        ("kohaku-xl-epsilon", "meta", "rating"),
        ("illustrious-xl", "artist", "general"),
        ("noobai-xl", "artist", "general"),
        ("pony-diffusion-v6-xl", "score", "count"),
    ],
)
def test_order_of_the_templates(preset_id: str, first: Role, then: Role) -> None:
    order = PRESETS[preset_id].prompt.order
    assert order.index(first) < order.index(then)
    assert set(order) == set(ROLES)


@pytest.mark.parametrize(
    ("preset_id", "cfg", "steps", "sampler", "sizes"),
    [
        ("animagine-xl-3.0", (5, 7, 7), (1, 28, 29), "euler_ancestral", 9),
        ("kohaku-xl-delta", (3.5, 5, 6.5), (12, 28, 50), "euler_ancestral", 9),
        ("kohaku-xl-epsilon", (3.5, 5, 6.5), (12, 28, 50), "euler_ancestral", 9),
        ("illustrious-xl", (3, 5, 7.5), (20, 28, 40), "euler_ancestral", 9),
        ("noobai-xl", (5, 5.5, 6), (25, 28, 30), "euler_ancestral", 7),
        ("noobai-xl-vpred", (4, 4.5, 5), (28, 30, 35), "euler", 7),
        ("pony-diffusion-v6-xl", (None, 7, None), (None, 25, None), "euler_ancestral", 9),
    ],
)
def test_sampling_and_sizes(
    preset_id: str,
    cfg: tuple[float | None, float, float | None],
    steps: tuple[float | None, float, float | None],
    sampler: str,
    sizes: int,
) -> None:
    sampling = PRESETS[preset_id].sampling
    assert (sampling.cfg.low, sampling.cfg.value, sampling.cfg.high) == cfg
    assert (sampling.steps.low, sampling.steps.value, sampling.steps.high) == steps
    assert sampling.sampler == sampler
    assert len(PRESETS[preset_id].sizes.buckets) == sizes


@pytest.mark.parametrize("preset_id", FURTHER)
def test_what_no_card_says_is_marked_and_remarked(preset_id: str) -> None:
    preset = PRESETS[preset_id]
    sampling = preset.sampling
    claims = {sampling.cfg.source, sampling.steps.source, sampling.scheduler_source}
    assert claims - {"card"}, "every one of these cards is silent on something"
    remarks = " ".join((*preset.remarks, *sampling.remarks, *preset.prompt.remarks))
    assert any(
        words in remarks for words in ("confidence", "third part", "The card gives", "successor")
    )


def test_pony_writes_its_own_words_with_underscores() -> None:
    tags = PRESETS["pony-diffusion-v6-xl"].tags
    assert [tag.tag for tag in tags.other] == [
        "source_anime",
        "source_cartoon",
        "source_furry",
        "source_pony",
    ]
    assert {rating.key: rating.tags for rating in tags.rating} == {
        "safe": ("rating_safe",),
        "sensitive": (),
        "nsfw": ("rating_questionable",),
        "explicit": ("rating_explicit",),
    }
