"""Which settings come out of a preset and what the user chose, and what is said about them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.sampling.settings import Settings, SettingsError, settle

PRESETS = library().presets

KIVOTOS, ANIMAGINE, ZETA = "kivotos-xl-2.0", "animagine-xl-4.0", "kohaku-xl-zeta"
NOOB_V = "noobai-xl-vpred"


@pytest.mark.parametrize(
    ("preset_id", "chosen", "steps", "cfg", "sampler", "scheduler"),
    [
        (ANIMAGINE, {}, 25, 6, "euler_ancestral", "normal"),
        (ANIMAGINE, {"variant": "recommended"}, 25, 6, "euler_ancestral", "normal"),
        (ANIMAGINE, {"variant": "many steps"}, 28, 6, "euler_ancestral", "normal"),
        (ANIMAGINE, {"variant": "many steps", "steps": 26}, 26, 6, "euler_ancestral", "normal"),
        (ANIMAGINE, {"cfg": 5.5}, 25, 5.5, "euler_ancestral", "normal"),
        (ANIMAGINE, {"sampler": "dpmpp_2m"}, 25, 6, "dpmpp_2m", "normal"),
        (ANIMAGINE, {"scheduler": "karras"}, 25, 6, "euler_ancestral", "karras"),
        # Kohaku's card pairs samplers with schedulers.
        (ZETA, {"variant": "fast"}, 12, 5, "euler_ancestral", "normal"),
        (ZETA, {"variant": "dpmpp_2m"}, 28, 5, "dpmpp_2m", "exponential"),
        (ZETA, {"sampler": "euler"}, 28, 5, "euler", "normal"),
        (ZETA, {"sampler": "dpmpp_3m_sde_gpu"}, 28, 5, "dpmpp_3m_sde_gpu", "exponential"),
        (ZETA, {"sampler": "uni_pc"}, 28, 5, "uni_pc", "exponential"),
        (ZETA, {"sampler": "dpmpp_2m", "scheduler": "karras"}, 28, 5, "dpmpp_2m", "karras"),
        (ZETA, {"variant": "dpmpp_2m", "sampler": "euler"}, 28, 5, "euler", "normal"),
        (NOOB_V, {}, 30, 4.5, "euler", "normal"),
    ],
)
def test_the_user_over_the_variant_over_the_card(
    preset_id: str, chosen: dict[str, Any], steps: int, cfg: float, sampler: str, scheduler: str
) -> None:
    settled = settle(PRESETS[preset_id], **chosen)
    assert (settled.steps, settled.cfg) == (steps, cfg)
    assert (settled.sampler, settled.scheduler) == (sampler, scheduler)


@pytest.mark.parametrize(
    ("preset_id", "chosen", "notices"),
    [
        (KIVOTOS, {}, []),
        (
            KIVOTOS,
            {"cfg": 10},
            [
                (
                    "cfg-out-of-range",
                    "CFG 10 with Kivotos XL 2.0: 10 is fried; the card says around 5 to 7",
                )
            ],
        ),
        (
            KIVOTOS,
            {"cfg": 13},
            [
                (
                    "cfg-out-of-range",
                    "CFG 13 with Kivotos XL 2.0: >12 is deep-fried; the card says around 5 to 7",
                )
            ],
        ),
        (
            ANIMAGINE,
            {"steps": 50},
            [
                (
                    "steps-out-of-range",
                    "steps 50 with Animagine XL 4.0: "
                    "the card says Sampling Steps: 25-28 (25 Recommended)",
                )
            ],
        ),
        (
            "kohaku-xl-delta",
            {"cfg": 8},
            [
                (
                    "cfg-out-of-range",
                    "CFG 8 with Kohaku XL Delta: "
                    "a related model's card says cfg scale: 3.5~6.5 (Kohaku XL Zeta)",
                )
            ],
        ),
        (
            "illustrious-xl",
            {"steps": 60},
            [
                (
                    "steps-out-of-range",
                    "steps 60 with Illustrious XL 0.1 to 2.0: "
                    "no card, but third parties say 20 to 28 steps, up to 40",
                )
            ],
        ),
        (
            KIVOTOS,
            {"variant": "ddim"},
            [
                (
                    "variant-unknown",
                    "Kivotos XL 2.0 has no variant 'ddim', sampling as recommended; "
                    "it has: recommended, fast, many steps",
                )
            ],
        ),
        (
            NOOB_V,
            {"sampler": "euler_ancestral", "scheduler": "karras"},
            [
                (
                    "sampler-unsuited",
                    "sampler euler_ancestral with NoobAI-XL v-pred: "
                    "Euler only, other samplers will not work properly",
                ),
                (
                    "scheduler-unsuited",
                    "scheduler karras with NoobAI-XL v-pred: "
                    "the Karras schedule does not suit this v-prediction model",
                ),
            ],
        ),
        ("animagine-xl-2.0", {"cfg": 30, "steps": 150}, []),
    ],
)
def test_what_is_said_in_whose_words(
    preset_id: str, chosen: dict[str, Any], notices: list[tuple[str, str]]
) -> None:
    settled = settle(PRESETS[preset_id], **chosen)
    assert [(notice.code, notice.message) for notice in settled.notices] == notices


@pytest.mark.parametrize("preset_id", PRESETS)
def test_no_preset_warns_about_itself(preset_id: str) -> None:
    preset = PRESETS[preset_id]
    assert settle(preset).notices == ()
    for variant in preset.sampling.variants:
        assert settle(preset, variant=variant).notices == (), variant


@pytest.mark.parametrize(
    "chosen", [{"steps": -1}, {"cfg": -0.1}, {"denoise": -0.1}, {"denoise": 1.1}]
)
def test_what_cannot_be_sampled_with_is_refused(chosen: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"allowed: steps and CFG above 0 .*denoise 0 to 1"):
        settle(PRESETS[ANIMAGINE], **chosen)


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (Settings(25, 6, "euler_ancestral", "normal"), "25 steps, CFG 6, euler_ancestral / normal"),
        (
            Settings(12, 4.5, "euler", "karras", 0.55),
            "12 steps, CFG 4.5, euler / karras, denoise 0.55",
        ),
    ],
)
def test_settings_as_one_line(settings: Settings, line: str) -> None:
    assert settings.as_text() == line


def test_notices_are_data() -> None:
    notice = settle(PRESETS[KIVOTOS], cfg=20).notices[0]
    assert json.loads(json.dumps(notice.as_data()))["code"] == "cfg-out-of-range"
