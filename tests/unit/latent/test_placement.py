"""Where a picture comes to lie in its new frame; what happens to its pixels is tested in a host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tag_atelier.nodes.latent.placement import ANCHORS, METHODS, FitError, place

SIDES = st.integers(1, 8192)


@pytest.mark.parametrize(
    ("picture", "frame", "method", "anchor", "source", "target", "cropped"),
    [
        ((100, 100), (100, 50), "crop", "center", (0, 25, 100, 75), (0, 0, 100, 50), (0, 25)),
        ((100, 100), (100, 50), "crop", "top", (0, 0, 100, 50), (0, 0, 100, 50), (0, 0)),
        ((100, 100), (100, 50), "crop", "bottom", (0, 50, 100, 100), (0, 0, 100, 50), (0, 50)),
        ((100, 100), (100, 50), "crop", "left", (0, 25, 100, 75), (0, 0, 100, 50), (0, 25)),
        ((200, 100), (100, 100), "crop", "right", (100, 0, 200, 100), (0, 0, 100, 100), (100, 0)),
        # Crop coordinates count after scaling: 50 of the picture's columns are 100 of the frame's.
        ((200, 100), (200, 200), "crop", "center", (50, 0, 150, 100), (0, 0, 200, 200), (100, 0)),
        ((100, 100), (100, 50), "pad", "center", (0, 0, 100, 100), (25, 0, 75, 50), (0, 0)),
        ((100, 100), (100, 50), "pad", "left", (0, 0, 100, 100), (0, 0, 50, 50), (0, 0)),
        ((100, 100), (100, 50), "pad", "right", (0, 0, 100, 100), (50, 0, 100, 50), (0, 0)),
        ((200, 100), (100, 100), "pad", "top", (0, 0, 200, 100), (0, 0, 100, 50), (0, 0)),
        ((200, 100), (100, 100), "pad", "bottom", (0, 0, 200, 100), (0, 50, 100, 100), (0, 0)),
        ((200, 100), (64, 64), "stretch", "center", (0, 0, 200, 100), (0, 0, 64, 64), (0, 0)),
        ((10000, 1), (64, 64), "pad", "center", (0, 0, 10000, 1), (0, 32, 64, 33), (0, 0)),
    ],
)
def test_placements(
    picture: tuple[int, int],
    frame: tuple[int, int],
    method: str,
    anchor: str,
    source: tuple[float, float, float, float],
    target: tuple[int, int, int, int],
    cropped: tuple[int, int],
) -> None:
    placed = place(*picture, *frame, method, anchor)
    assert placed.source == source
    assert placed.target == target
    assert (placed.crop_w, placed.crop_h) == cropped


@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from(METHODS), st.sampled_from(list(ANCHORS)))
def test_everything_stays_inside(
    width: int, height: int, to_width: int, to_height: int, method: str, anchor: str
) -> None:
    placed = place(width, height, to_width, to_height, method, anchor)
    left, top, right, bottom = placed.source
    assert 0 <= left < right <= width and 0 <= top < bottom <= height
    left, top, right, bottom = placed.target
    assert 0 <= left < right <= to_width and 0 <= top < bottom <= to_height
    assert min(placed.margins) >= 0
    assert method == "pad" or not any(placed.margins)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((8, 8, 8, 8, "squeeze"), "method 'squeeze'.*allowed: crop, pad, stretch"),
        ((8, 8, 8, 8, "crop", "middle"), "anchor 'middle'.*center, top, bottom, left, right"),
        ((0, 8, 8, 8, "crop"), "0x8 to 8x8: allowed: sides of 1 or more"),
    ],
)
def test_what_cannot_be_placed(arguments: tuple[int, ...], says: str) -> None:
    with pytest.raises(FitError, match=says):
        place(*arguments)  # type: ignore[arg-type]
