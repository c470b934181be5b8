"""Which size comes out for what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tag_atelier.nodes.latent import buckets
from tag_atelier.nodes.latent.buckets import SizeError, by_rule, choose, nearest, parse
from tag_atelier.nodes.preset.load import library
from tag_atelier.nodes.preset.model import Bucket, Sizes

PRESETS = library().presets
ANIMAGINE = PRESETS["animagine-xl-3.1"].sizes
ZETA = PRESETS["kohaku-xl-zeta"].sizes
ILLUSTRIOUS = PRESETS["illustrious-xl"].sizes
NOOB = PRESETS["noobai-xl"].sizes

SIDES = st.integers(64, 8192)


@pytest.mark.parametrize(
    ("sizes", "wanted", "width", "height", "expected"),
    [
        (ANIMAGINE, "preset", 0, 0, (832, 1216)),
        (ANIMAGINE, "portrait", 0, 0, (832, 1216)),
        (ANIMAGINE, "landscape", 0, 0, (1216, 832)),
        (ANIMAGINE, "square", 0, 0, (1024, 1024)),
        (ANIMAGINE, "1344x768", 0, 0, (1344, 768)),
        (ANIMAGINE, "16:9", 0, 0, (1344, 768)),
        (ANIMAGINE, "21:9", 0, 0, (1536, 640)),
        (ANIMAGINE, "9:16", 0, 0, (768, 1344)),
        (ANIMAGINE, "2:3", 0, 0, (832, 1216)),
        (ANIMAGINE, "4:5", 0, 0, (896, 1152)),
        (ANIMAGINE, "nearest", 1920, 1080, (1344, 768)),
        (ANIMAGINE, "nearest", 500, 500, (1024, 1024)),
        (ANIMAGINE, "nearest", 64, 4096, (640, 1536)),
        (ANIMAGINE, "custom", 1000, 1200, (1000, 1200)),
        (PRESETS["animagine-xl-2.0"].sizes, "preset", 0, 0, (1024, 1024)),
        (PRESETS["animagine-xl-2.0"].sizes, "portrait", 0, 0, (832, 1216)),
        (NOOB, "21:9", 0, 0, (1344, 768)),
        (ZETA, "16:9", 0, 0, (1344, 768)),
        (ZETA, "nearest", 4096, 256, (4096, 256)),
        (ZETA, "nearest", 256, 4096, (256, 4096)),
        (ZETA, "1:2", 0, 0, (704, 1408)),
        (ZETA, "2:1", 0, 0, (1408, 704)),
    ],
)
def test_the_size_asked_for(
    sizes: Sizes, wanted: str, width: int, height: int, expected: tuple[int, int]
) -> None:
    size = choose(sizes, wanted, width, height)
    assert (size.width, size.height) == expected


@pytest.mark.parametrize(
    ("sizes", "wanted", "multiplier", "swap", "expected", "codes"),
    [
        (ANIMAGINE, "preset", 1.0, True, (1216, 832), []),
        (ANIMAGINE, "preset", 1.5, False, (1248, 1824), ["size-off-bucket"]),
        (ILLUSTRIOUS, "preset", 1.5, False, (1248, 1824), []),
        (ILLUSTRIOUS, "square", 1.5, False, (1536, 1536), []),
        (ILLUSTRIOUS, "square", 2.0, False, (2048, 2048), ["size-off-bucket"]),
        (ILLUSTRIOUS, "preset", 1.25, True, (1536, 1056), ["size-off-bucket"]),
        (NOOB, "1536x640", 1.0, False, (1536, 640), ["size-off-bucket"]),
    ],
)
def test_multiplied_and_turned(
    sizes: Sizes,
    wanted: str,
    multiplier: float,
    swap: bool,
    expected: tuple[int, int],
    codes: list[str],
) -> None:
    size = choose(sizes, wanted, multiplier=multiplier, swap=swap)
    assert (size.width, size.height) == expected
    assert [notice.code for notice in size.notices] == codes


@pytest.mark.parametrize(
    ("sizes", "text", "expected", "codes", "says"),
    [
        (ANIMAGINE, "832x1216", (832, 1216), [], ""),
        (ANIMAGINE, " 832 X 1216 ".lower(), (832, 1216), [], ""),
        (ANIMAGINE, "832\u00d71216", (832, 1216), [], ""),
        (ANIMAGINE, "832*1216", (832, 1216), [], ""),
        (ANIMAGINE, "1000x1000", (1000, 1000), ["size-off-bucket"], "nearest is 1024x1024 (0.0%"),
        (ANIMAGINE, "833x1216", (832, 1216), ["size-rounded"], "833x1216 is rounded to 832x1216"),
        (
            ANIMAGINE,
            "1001x1000",
            (1000, 1000),
            ["size-rounded", "size-off-bucket"],
            "-4.6% in pixels",
        ),
        (ZETA, "1024x960", (1024, 960), [], ""),
        (ZETA, "2048x2048", (2048, 2048), ["size-off-bucket"], "+300.0% in pixels"),
        (ZETA, "1000x1048", (1000, 1048), ["size-off-bucket"], "1024x1024"),
        (ILLUSTRIOUS, "1500x1500", (1496, 1496), ["size-rounded", "size-off-bucket"], "1536x1536"),
    ],
)
def test_sizes_as_written(
    sizes: Sizes, text: str, expected: tuple[int, int], codes: list[str], says: str
) -> None:
    size = parse(sizes, text)
    assert (size.width, size.height) == expected
    assert [notice.code for notice in size.notices] == codes
    assert says in " ".join(notice.message for notice in size.notices)


@pytest.mark.parametrize("text", ["", "big", "0x512", "512x0", "0:1", "1:2:3", "-64x64", "1e3x1e3"])
def test_what_is_no_size_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(SizeError, match=r"allowed: 832x1216, 2:3, portrait, landscape, square"):
        parse(ANIMAGINE, text)


def test_sides_of_nothing_are_refused() -> None:
    with pytest.raises(SizeError, match=r"nearest.*0x0.*allowed: sides of 1 or more"):
        choose(ANIMAGINE, "nearest")


def test_a_preset_without_a_shape_says_which_buckets_it_has() -> None:
    tall = Bucket(640, 1536)
    with pytest.raises(SizeError, match=r"'square'.*640x1536"):
        parse(Sizes(tall, (tall,), "ours"), "square")


@given(SIDES, SIDES)
def test_the_nearest_bucket_turns_with_the_picture(width: int, height: int) -> None:
    for sizes in (ANIMAGINE, ZETA):
        upright, turned = nearest(sizes, width, height), nearest(sizes, height, width)
        if width != height:
            assert {upright.width, upright.height} == {turned.width, turned.height}


@given(SIDES, SIDES)
def test_no_bucket_has_a_nearer_ratio(width: int, height: int) -> None:
    def off(bucket: Bucket) -> float:
        return max(
            bucket.width * height / (bucket.height * width),
            bucket.height * width / (bucket.width * height),
        )

    for sizes in (ANIMAGINE, ZETA):
        found = off(nearest(sizes, width, height))
        assert found <= min(map(off, buckets.candidates(sizes))) * (1 + 1e-6)


def test_the_rule_of_kohaku() -> None:
    assert ZETA.rule
    made = by_rule(ZETA.rule)
    keys = {bucket.key for bucket in made}
    assert {bucket.key for bucket in ANIMAGINE.buckets} <= keys
    assert keys == {f"{bucket.height}x{bucket.width}" for bucket in made}
    for bucket in made:
        assert bucket.width % 64 == bucket.height % 64 == 0
        assert 256 <= min(bucket.width, bucket.height) <= max(bucket.width, bucket.height) <= 4096
        assert 0.9 * 1024**2 <= bucket.width * bucket.height <= 1024**2


@pytest.mark.parametrize(
    ("preset_id", "text", "line"),
    [
        ("animagine-xl-4.0", "832x1216", "832 x 1216, 2:3 Portrait, 0.96 MP"),
        ("animagine-xl-3.1", "1024x1024", "1024 x 1024, 1:1 Square, 1.00 MP"),
        ("animagine-xl-3.1", "1024x512", "1024 x 512, 2:1, 0.50 MP"),
    ],
)
def test_what_the_node_shows(preset_id: str, text: str, line: str) -> None:
    sizes = PRESETS[preset_id].sizes
    assert buckets.describe(sizes, parse(sizes, text)) == line


@pytest.mark.parametrize("preset_id", PRESETS)
def test_every_bucket_of_every_preset_is_taken_without_a_word(preset_id: str) -> None:
    sizes = PRESETS[preset_id].sizes
    for bucket in sizes.buckets:
        assert choose(sizes, bucket.key).notices == ()
