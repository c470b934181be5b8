"""Models of one family, whose names hold each other's, are never mixed up.

File names are those of the repositories and of Civitai, which writes `name_version`.
"""

from __future__ import annotations

import re

import pytest

from tag_atelier.nodes.preset.detect import detect
from tag_atelier.nodes.preset.load import library

PRESETS = list(library().presets.values())


@pytest.mark.parametrize(
    ("name", "preset_id"),
    [
        ("animagine-xl-3.0.safetensors", "animagine-xl-3.0"),
        ("animagineXLV3_v30.safetensors", "animagine-xl-3.0"),
        ("animagine-xl-3.1.safetensors", "animagine-xl-3.1"),
        ("animagineXLV31_v31.safetensors", "animagine-xl-3.1"),
        ("animagine-xl-2.0.safetensors", "animagine-xl-2.0"),
        ("animagine-xl-4.0-opt.safetensors", "animagine-xl-4.0"),
        ("kohaku-xl-delta-rev1.safetensors", "kohaku-xl-delta"),
        ("kohakuXLDelta_rev1.safetensors", "kohaku-xl-delta"),
        ("kohaku-xl-epsilon-rev2.safetensors", "kohaku-xl-epsilon"),
        ("kohakuXLEpsilon_rev1.safetensors", "kohaku-xl-epsilon"),
        ("kohaku-xl-zeta.safetensors", "kohaku-xl-zeta"),
        ("NoobAI-XL-v1.1.safetensors", "noobai-xl"),
        ("noobaiXLNAIXL_epsilonPred11Version.safetensors", "noobai-xl"),
        ("NoobAI-XL-Vpred-v1.0.safetensors", "noobai-xl-vpred"),
        ("noobaiXLNAIXL_vPred10Version.safetensors", "noobai-xl-vpred"),
        ("noobai-xl-v-pred.safetensors", "noobai-xl-vpred"),
        ("Illustrious-XL-v0.1.safetensors", "illustrious-xl"),
        ("illustriousXL_v01.safetensors", "illustrious-xl"),
        ("Illustrious-XL-v1.0.safetensors", "illustrious-xl"),
        ("illustriousXL10_v10.safetensors", "illustrious-xl"),
        ("Illustrious-XL-v1.1.safetensors", "illustrious-xl"),
        ("Illustrious-XL-v2.0.safetensors", "illustrious-xl"),
        ("illustriousXL20_v20.safetensors", "illustrious-xl"),
        ("ponyDiffusionV6XL_v6StartWithThisOne.safetensors", "pony-diffusion-v6-xl"),
        ("ponyDiffusionV6XL.safetensors", "pony-diffusion-v6-xl"),
        # Models that no preset documents: better no preset than a cousin's.
        ("Illustrious-XL-v3.5-vpred.safetensors", None),
        ("Illustrious-XL-v3.0-eps.safetensors", None),
        ("waiIllustriousSDXL_v150.safetensors", None),
        ("autismmixSDXL_autismmixPony.safetensors", None),
        ("kohaku-xl-gamma-rev2.safetensors", None),
    ],
)
def test_file_names(name: str, preset_id: str | None) -> None:
    match = detect(name, {}, PRESETS)
    assert (match and match.preset_id) == preset_id


@pytest.mark.parametrize(
    ("title", "preset_id"),
    [
        ("Animagine XL 3.0", "animagine-xl-3.0"),
        ("Animagine XL V3.1", "animagine-xl-3.1"),
        ("Kohaku XL \u0394elta rev1", "kohaku-xl-delta"),
        ("Kohaku XL \u03b5psilon rev2", "kohaku-xl-epsilon"),
        ("NoobAI XL V-Pred 1.0", "noobai-xl-vpred"),
        ("NoobAI XL 1.1", "noobai-xl"),
    ],
)
def test_titles(title: str, preset_id: str) -> None:
    match = detect("model.safetensors", {"modelspec.title": title}, PRESETS)
    assert match and match.preset_id == preset_id


def test_no_two_presets_share_a_name() -> None:
    owners: dict[str, set[str]] = {}
    for preset in PRESETS:
        for name in preset.names:
            owners.setdefault(re.sub("[^a-z0-9]", "", name.lower()), set()).add(preset.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}
