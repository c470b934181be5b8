"""How far the second pass enlarges, and with how many steps it samples."""

from __future__ import annotations

from typing import Any

import pytest

from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.sampling.second_pass import plan
from tag_atelier.nodes.sampling.settings import SettingsError

PRESETS = library().presets
NEAREST = "nearest-exact"
UNDOCUMENTED = "second-pass-undocumented"


def second(preset_id: str, **chosen: Any) -> Any:
    return plan(PRESETS[preset_id], **{"variant": "recommended", **chosen})


@pytest.mark.parametrize(
    ("preset_id", "chosen", "scale", "method", "denoise", "steps", "codes"),
    [
        ("animagine-xl-2.0", {}, 1.5, NEAREST, 0.55, 27, []),
        ("animagine-xl-3.1", {}, 1.5, NEAREST, 0.55, 15, []),
        ("animagine-xl-3.1", {"denoise": 0.4}, 1.5, NEAREST, 0.4, 11, []),
        ("animagine-xl-3.1", {"steps": 20}, 1.5, NEAREST, 0.55, 20, []),
        (
            "animagine-xl-3.1",
            {"scale": 2, "method": "bislerp", "cfg": 6},
            2,
            "bislerp",
            0.55,
            15,
            [],
        ),
        ("kohaku-xl-zeta", {"scale": 2, "denoise": 0.5, "variant": "fast"}, 2, NEAREST, 0.5, 6, []),
        ("kivotos-xl-2.0", {}, 1.5, NEAREST, 0.55, 15, [UNDOCUMENTED]),
        ("kivotos-xl-2.0", {"scale": 2}, 2, NEAREST, 0.55, 15, [UNDOCUMENTED]),
        ("kivotos-xl-2.0", {"scale": 2, "denoise": 0.5}, 2, NEAREST, 0.5, 14, []),
        ("kivotos-xl-2.0", {"scale": 2, "denoise": 0.01}, 2, NEAREST, 0.01, 1, []),
    ],
)  # fmt: skip
def test_the_preset_decides_unless_the_user_does(
    preset_id: str,
    chosen: dict[str, Any],
    scale: float,
    method: str,
    denoise: float,
    steps: int,
    codes: list[str],
) -> None:
    made = second(preset_id, **chosen)
    assert (made.scale, made.method) == (scale, method)
    assert (made.settings.denoise, made.settings.steps) == (denoise, steps)
    assert [notice.code for notice in made.settings.notices] == codes


def test_a_card_without_a_second_pass_is_named() -> None:
    notice = second("kivotos-xl-2.0").settings.notices[0]
    assert notice.message == (
        "Kivotos XL 2.0 documents no second pass; scale 1.5 and denoise 0.55 are those of the "
        "Animagine XL 2.0 card where you gave none"
    )


@pytest.mark.parametrize(
    ("width", "height", "scale", "expected"),
    [
        (832, 1216, 1.5, (1248, 1824)),
        (1216, 832, 1.5, (1824, 1248)),
        (640, 1536, 1.5, (960, 2304)),
        (896, 1152, 1.3, (1168, 1496)),
        (64, 64, 0.01, (8, 8)),
    ],
)
def test_sides_are_rounded_to_8(
    width: int, height: int, scale: float, expected: tuple[int, int]
) -> None:
    made = second("animagine-xl-2.0", scale=scale)
    assert tuple(8 * side for side in made.size(width // 8, height // 8)) == expected


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"scale": -1}, r"scale -1.*allowed: a scale above 0"),
        ({"method": "lanczos"}, r"'lanczos'.*preset, nearest-exact, bilinear, area"),
        ({"denoise": 1.5}, r"denoise 1.5.*denoise 0 to 1"),
    ],
)
def test_what_cannot_be_done(chosen: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        second("animagine-xl-2.0", **chosen)
