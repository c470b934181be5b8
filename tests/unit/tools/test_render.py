"""Sizes that `render --preview` makes of the cards' sizes."""

from __future__ import annotations

import pytest
from render import preview_size


@pytest.mark.parametrize(
    ("size", "preview"),
    [
        ((1024, 1024), (256, 256)),
        ((832, 1216), (256, 320)),
        ((1216, 832), (320, 256)),
        ((896, 1152), (256, 320)),
        ((640, 1536), (192, 448)),
        ((1536, 640), (448, 192)),
    ],
)
def test_preview_keeps_the_ratio_and_few_pixels(size, preview):
    assert preview_size(*size) == preview
