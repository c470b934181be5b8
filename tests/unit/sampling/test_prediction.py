"""What is said when the host samples a model otherwise than its card wants."""

from __future__ import annotations

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.sampling.prediction import Setup, contradictions, wanted

PRESETS = library().presets
EPS, V, V_ZERO, OTHER = Setup("eps"), Setup("v"), Setup("v", True), Setup("other")


@pytest.mark.parametrize(
    ("preset_id", "found", "codes", "says"),
    [
        ("animagine-xl-4.0", EPS, [], ""),
        ("animagine-xl-4.0", V_ZERO, ["prediction-differs"], "set up for v-prediction, but"),
        ("animagine-xl-4.0", OTHER, ["prediction-differs"], "neither eps nor v"),
        ("animagine-xl-4.0", Setup("eps", True), ["zero-terminal-snr-differs"], "without one"),
        ("noobai-xl", V_ZERO, ["prediction-differs"], "NoobAI-XL (eps) was trained for noise"),
        ("noobai-xl-vpred", V_ZERO, [], ""),
        ("noobai-xl-vpred", EPS, ["prediction-differs"], "set prediction to 'preset'"),
        ("noobai-xl-vpred", V, ["zero-terminal-snr-differs"], "set up without a zero-terminal-SNR"),
    ],
)
def test_contradictions(preset_id: str, found: Setup, codes: list[str], says: str) -> None:
    notices = contradictions(PRESETS[preset_id], found)
    assert [notice.code for notice in notices] == codes
    assert says in "".join(notice.message for notice in notices)


@pytest.mark.parametrize("preset_id", PRESETS)
def test_only_one_preset_is_v_prediction(preset_id: str) -> None:
    assert wanted(PRESETS[preset_id]) == (V_ZERO if preset_id == "noobai-xl-vpred" else EPS)
