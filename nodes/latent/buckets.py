"""Which size to render at: a preset's buckets, and the nearest one to what was asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..notice import Notice
from ..preset.model import Bucket, SizeRule, Sizes

DEFAULT, NEAREST, CUSTOM = "preset", "nearest", "custom"
SHAPES = ("portrait", "landscape", "square")
RATIOS = ("5:4", "4:3", "3:2", "16:9", "21:9", "4:5", "3:4", "2:3", "9:16", "9:21")
"""Offered by name; any other ratio is understood too. 1:1 is the shape "square"."""
STEP = 8
"""Pixels of image per pixel of SDXL latent: sides are rounded down to it."""
TIER_STEP = 32
"""Multiplied sides are rounded to it: the diffusion model halves the latent twice."""
SIMILAR = 0.10
"""A size has a rule's "similar pixel count" within this share. Ours: no card gives one."""
WRITTEN = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*([x:*\u00d7])\s*(\d{1,5}(?:\.\d+)?)\s*")


class SizeError(ValueError):
    """A size that cannot be read. The message names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels, and what there is to say about them."""

    width: int
    height: int
    notices: tuple[Notice, ...] = ()


def choose(
    sizes: Sizes,
    wanted: str,
    width: int = 0,
    height: int = 0,
    *,
    multiplier: float = 1.0,
    swap: bool = False,
) -> Size:
    """The size to render at, in pixels.

    `wanted` is "preset" (the usual bucket), a shape, "W:H" (the nearest bucket), "WxH", "nearest"
    (the bucket nearest to `width` x `height`) or "custom" (these as they are). Both sides are
    then multiplied, and turned for `swap`. Raises SizeError for what cannot be read.
    """
    if wanted in (NEAREST, CUSTOM) and min(width, height) < 1:
        raise SizeError(f"size {wanted!r}: {width}x{height}: allowed: sides of 1 or more")
    if wanted == DEFAULT:
        base = sizes.default.width, sizes.default.height
    elif wanted == NEAREST:
        base = _sides(nearest(sizes, width, height))
    elif wanted == CUSTOM:
        base = width, height
    else:
        base = _read(sizes, wanted)
    sides = [_multiplied(side, multiplier) for side in base]
    return checked(sizes, *(reversed(sides) if swap else sides))


def parse(sizes: Sizes, text: str) -> Size:
    """The size that `text` asks for: "WxH" as it is, "W:H" the nearest bucket, or a shape.

    Raises SizeError.
    """
    return checked(sizes, *_read(sizes, text))


def is_size(text: str) -> bool:
    """Whether `text` reads as WxH or W:H, in a bucket or not."""
    return WRITTEN.fullmatch(text) is not None


def checked(sizes: Sizes, width: int, height: int) -> Size:
    """`width` x `height` rounded down to the latent's step, with a notice when it is no bucket."""
    rounded = max(STEP, width // STEP * STEP), max(STEP, height // STEP * STEP)
    notices = []
    if rounded != (width, height):
        sides = "{}x{} is rounded to {}x{}".format(width, height, *rounded)
        notices.append(Notice("size-rounded", f"{sides}, in steps of {STEP}"))
    if not _trained(sizes, *rounded):
        notices.append(_off_bucket(sizes, *rounded))
    return Size(*rounded, tuple(notices))


def candidates(sizes: Sizes) -> tuple[Bucket, ...]:
    """Every bucket of the preset: the listed ones, or all that its rule allows."""
    return by_rule(sizes.rule) if sizes.rule else sizes.buckets


def by_rule(rule: SizeRule) -> tuple[Bucket, ...]:
    """The largest bucket of each width and its turn, as sd-scripts makes them from a budget.

    Those that come out much smaller than the budget are left out: near the ends of the range the
    steps are coarse.
    """
    found = {}
    for width in range(rule.low, rule.high + 1, rule.step):
        height = min(rule.high, rule.pixels // width // rule.step * rule.step)
        if height >= rule.low and _similar(rule, width, height):
            found[width, height] = Bucket(width, height)
            found[height, width] = Bucket(height, width)
    return tuple(found[sides] for sides in sorted(found))


def nearest(sizes: Sizes, width: float, height: float) -> Bucket:
    """The bucket whose ratio is nearest; of equal ones, the nearest in pixels."""
    return _nearest(candidates(sizes), width, height)


def of_shape(sizes: Sizes, wanted: str) -> Bucket:
    """The bucket of a shape that is nearest to the preset's own default, turned if need be."""
    usual = sizes.default
    if shape(usual.width, usual.height) == wanted:
        return usual
    fitting = [bucket for bucket in sizes.buckets if shape(bucket.width, bucket.height) == wanted]
    if not fitting:
        raise SizeError(f"size {wanted!r}: the preset has no such bucket; {listed(sizes.buckets)}")
    # The cards whose default is square show their other samples at 832x1216 and its turn.
    sides = {832, 1216} if usual.width == usual.height else {usual.width, usual.height}
    turned = (bucket for bucket in fitting if {bucket.width, bucket.height} == sides)
    return next(turned, fitting[0])


def shape(width: float, height: float) -> str:
    """ "portrait", "landscape" or "square"."""
    return "square" if width == height else "landscape" if width > height else "portrait"


def ratio_name(bucket: Bucket) -> str:
    """The card's name for the bucket's ratio, or the exact one where the card gives none."""
    if bucket.ratio:
        return bucket.ratio
    common = math.gcd(bucket.width, bucket.height)
    return f"{bucket.width // common}:{bucket.height // common}"


def describe(sizes: Sizes, size: Size) -> str:
    """One line for the node: sides, the card's name for their ratio, megapixels of 1024 x 1024."""
    named = {_sides(bucket): bucket for bucket in sizes.buckets}
    bucket = named.get((size.width, size.height), Bucket(size.width, size.height))
    name = f"{ratio_name(bucket)} {bucket.label}".rstrip()
    return f"{size.width} x {size.height}, {name}, {size.width * size.height / 1024**2:.2f} MP"


def listed(buckets: Iterable[Bucket]) -> str:
    return ", ".join(bucket.key for bucket in buckets)


def _read(sizes: Sizes, text: str) -> tuple[int, int]:
    if text in SHAPES:
        return _sides(of_shape(sizes, text))
    found = WRITTEN.fullmatch(text)
    if not found or not float(found[1]) or not float(found[3]):
        raise SizeError(f"size {text!r}: allowed: 832x1216, 2:3, {', '.join(SHAPES)}")
    width, height = float(found[1]), float(found[3])
    if found[2] == ":":
        return _sides(nearest(sizes, width, height))
    return int(width), int(height)


def _sides(bucket: Bucket) -> tuple[int, int]:
    return bucket.width, bucket.height


def _multiplied(side: int, factor: float) -> int:
    if factor == 1:
        return side
    # Halves go up, so that both sides of a bucket do: round() would send 32.5 down and 47.5 up.
    return max(TIER_STEP, int(side * factor / TIER_STEP + 0.5) * TIER_STEP)


def _nearest(buckets: Iterable[Bucket], width: float, height: float) -> Bucket:
    def distance(bucket: Bucket) -> tuple[float, float]:
        pixels = abs(bucket.width * bucket.height - width * height)
        # Rounded, so that equal ratios stay equal whatever their sides.
        return round(abs(math.log(bucket.width / bucket.height * height / width)), 9), pixels

    return min(buckets, key=distance)


def _tiers(sizes: Sizes) -> Iterable[Bucket]:
    """Every bucket at every tier that the model was trained at."""
    for factor in (1, *sizes.multipliers):
        for bucket in (*sizes.buckets, *candidates(sizes)):
            yield Bucket(_multiplied(bucket.width, factor), _multiplied(bucket.height, factor))


def _trained(sizes: Sizes, width: int, height: int) -> bool:
    if any(_sides(bucket) == (width, height) for bucket in _tiers(sizes)):
        return True
    rule = sizes.rule
    if rule is None:
        return False
    sides = all(rule.low <= side <= rule.high and side % rule.step == 0 for side in (width, height))
    return sides and _similar(rule, width, height)


def _similar(rule: SizeRule, width: int, height: int) -> bool:
    return abs(width * height / rule.pixels - 1) <= SIMILAR


def _off_bucket(sizes: Sizes, width: int, height: int) -> Notice:
    near = _nearest(_tiers(sizes), width, height)
    ratio = abs(near.width / near.height * height / width - 1)
    pixels = width * height / (near.width * near.height) - 1
    message = (
        f"{width}x{height} is no size that the model was trained on; the nearest is "
        f"{near.key} ({ratio:.1%} off in ratio, {pixels:+.1%} in pixels)"
    )
    return Notice("size-off-bucket", message)
