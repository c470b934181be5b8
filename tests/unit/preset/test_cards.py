"""The five seed presets against the model cards: what claims to be the card's is in the card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.preset.model import Preset

CARDS = Path(__file__).parents[4] / "shared" / "model-cards"
SEEDS = [
    "animagine-xl-2.0",
    "animagine-xl-3.1",
    "animagine-xl-4.0",
    "kivotos-xl-2.0",
    "kohaku-xl-zeta",
]
NINE = [
    (1024, 1024), (1152, 896), (896, 1152), (1216, 832), (832, 1216),
    (1344, 768), (768, 1344), (1536, 640), (640, 1536),
]  # fmt: skip


@pytest.fixture(params=SEEDS)
def preset(request: pytest.FixtureRequest) -> Preset:
    return library().get(request.param)


@pytest.fixture
def card(preset: Preset) -> str:
    path = CARDS / f"{preset.id}.md"
    if not path.is_file():
        pytest.skip("the model cards are not beside the project")
    text = path.read_text(encoding="utf-8")
    # A card may wrap a prompt over lines; one copy was saved in the wrong encoding.
    return " ".join(text.replace("\u00e2\u2030\u00a4", "\u2264").split())


def test_texts_of_the_card_are_in_the_card(preset: Preset, card: str) -> None:
    for level in preset.levels.values():
        if level.source == "card":
            assert level.positive in card
            assert level.negative in card
        if level.source == "card example":
            assert level.positive in card and level.suffix in card and level.negative in card
    for style in preset.styles.values():
        if style.source.startswith("card"):
            assert style.prefix in card and style.suffix in card and style.negative in card
    if preset.prompt.source == "card":
        assert preset.prompt.template in card


def test_samples_are_in_the_card_word_for_word(preset: Preset, card: str) -> None:
    for sample in preset.samples:
        assert " ".join(sample.prompt.split()) in card, sample.name
        assert sample.negative in card, sample.name
        for number in (sample.seed, sample.width, sample.height, sample.steps):
            assert number is None or str(number) in card, sample.name


def test_special_tags_are_in_the_card(preset: Preset, card: str) -> None:
    tags = preset.tags
    for special in (*tags.quality, *tags.score, *tags.aesthetic, *tags.year):
        assert special.tag in card
    for rating in tags.rating:
        assert ", ".join(rating.tags) in card or rating.tags == ("explicit", "nsfw")


def test_ranges_and_sizes_are_in_the_card(preset: Preset, card: str) -> None:
    for setting in (preset.sampling.cfg, preset.sampling.steps):
        for number in re.findall(r"\d+(?:\.\d+)?", setting.range_text):
            assert number in card
    for companion in (
        *preset.loras,
        *([preset.vae] if preset.vae and preset.id[-3:] == "2.0" else []),
    ):
        assert companion.repository in card
    if preset.sizes.source == "card":
        for bucket in preset.sizes.buckets:
            assert re.search(rf"{bucket.width} ?x ?{bucket.height}", card), bucket.key
            assert bucket.ratio in card and bucket.label in card


@pytest.mark.parametrize(
    ("preset_id", "cfg", "cfg_range", "steps", "steps_range", "sampler", "scheduler"),
    [
        ("animagine-xl-2.0", 12, (None, None), 50, (None, None), "euler_ancestral", "normal"),
        ("animagine-xl-3.1", 7, (5, 7), 28, (1, 29), "euler_ancestral", "normal"),
        ("animagine-xl-4.0", 6, (5, 7), 25, (25, 28), "euler_ancestral", "normal"),
        ("kivotos-xl-2.0", 7, (5, 7), 28, (25, 30), "euler_ancestral", "normal"),
        ("kohaku-xl-zeta", 5, (3.5, 6.5), 28, (12, 50), "euler_ancestral", "normal"),
    ],
)
def test_sampling_settings(
    preset_id: str,
    cfg: float,
    cfg_range: tuple[float | None, float | None],
    steps: int,
    steps_range: tuple[float | None, float | None],
    sampler: str,
    scheduler: str,
) -> None:
    sampling = library().get(preset_id).sampling
    assert (sampling.cfg.value, (sampling.cfg.low, sampling.cfg.high)) == (cfg, cfg_range)
    assert (sampling.steps.value, (sampling.steps.low, sampling.steps.high)) == (steps, steps_range)
    assert (sampling.sampler, sampling.scheduler) == (sampler, scheduler)


def test_all_seeds_share_the_nine_buckets(preset: Preset) -> None:
    assert sorted((bucket.width, bucket.height) for bucket in preset.sizes.buckets) == sorted(NINE)


def test_years_of_animagine_4_are_every_year_from_2005_to_2025() -> None:
    years = [tag.tag for tag in library().get("animagine-xl-4.0").tags.years()]
    assert years == [f"year {year}" for year in range(2005, 2026)]


def test_what_only_one_card_has() -> None:
    presets = library().presets
    assert presets["kohaku-xl-zeta"].prompt.tokens == 300 and presets["kohaku-xl-zeta"].prompt.prose
    assert presets["animagine-xl-4.0"].prompt.quality_positions == ("start", "end")
    kivotos = presets["kivotos-xl-2.0"].prompt.order
    assert kivotos.index("series") < kivotos.index("artist") < kivotos.index("general")
    second = presets["animagine-xl-2.0"].second_pass
    assert second and (second.scale, second.method, second.denoise) == (1.5, "nearest-exact", 0.55)
    assert len(presets["animagine-xl-2.0"].loras) == 5


@pytest.mark.parametrize(
    ("preset_id", "cfg", "says"),
    [
        ("kivotos-xl-2.0", 7, None),
        ("kivotos-xl-2.0", 8, "should be around 5 to 7"),
        ("kivotos-xl-2.0", 10, "10 is fried"),
        ("kivotos-xl-2.0", 12, "10 is fried"),
        ("kivotos-xl-2.0", 12.5, ">12 is deep-fried"),
        ("kivotos-xl-2.0", 4.9, "around 5 to 7"),
        ("animagine-xl-2.0", 12, None),
        ("animagine-xl-4.0", 4, "5-7 (6 Recommended)"),
        ("kohaku-xl-zeta", 7, "3.5~6.5"),
    ],
)
def test_the_card_speaks_about_cfg_in_its_own_words(
    preset_id: str, cfg: float, says: str | None
) -> None:
    warning = library().get(preset_id).sampling.cfg.warning(cfg)
    assert warning is None if says is None else warning is not None and says in warning


def test_every_preset_file_says_what_its_card_contradicts(preset: Preset) -> None:
    assert preset.contradictions
