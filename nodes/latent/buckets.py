"""Which size to render at: a preset's buckets, and the nearest one to what was asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..notice import Notice
from ..preset.model import Bucket, SizeRule, Sizes

SHAPES = ("portrait", "landscape", "square")
STEP = 8
"""Pixels of image per pixel of SDXL latent: sides are rounded down to it."""
SIMILAR = 0.10
"""A size follows a rule of "similar pixel count" within this share of it. Ours: no card gives one."""
WRITTEN = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*([x:*\u00d7])\s*(\d{1,5}(?:\.\d+)?)\s*")


class SizeError(ValueError):
    """A size that cannot be read. The message names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels, and what there is to say about them."""

    width: int
    height: int
    notices: tuple[Notice, ...] = ()

    def swapped(self) -> Size:
        return Size(self.height, self.width, self.notices)


def ratio_name(bucket: Bucket) -> str:
    """The card's name for the bucket's ratio, or the exact one where the card gives none."""
    if bucket.ratio:
        return bucket.ratio
    common = math.gcd(bucket.width, bucket.height)
    return f"{bucket.width // common}:{bucket.height // common}"


def shape(width: float, height: float) -> str:
    """"portrait", "landscape" or "square"."""
    return "square" if width == height else "landscape" if width > height else "portrait"


def candidates(sizes: Sizes) -> tuple[Bucket, ...]:
    """Every bucket of the preset: the listed ones, or all that its rule allows."""
    return by_rule(sizes.rule) if sizes.rule else sizes.buckets


def by_rule(rule: SizeRule) -> tuple[Bucket, ...]:
    """The largest bucket of each width, as sd-scripts makes them from a pixel budget."""
    found = []
    for width in range(rule.low, rule.high + 1, rule.step):
        height = min(rule.high, rule.pixels // width // rule.step * rule.step)
        if height >= rule.low:
            found.append(Bucket(width, height))
    return tuple(found)


def nearest(sizes: Sizes, width: float, height: float) -> Bucket:
    """The bucket whose ratio is nearest; of equal ones, the nearest in pixels."""

    def distance(bucket: Bucket) -> tuple[float, float]:
        pixels = abs(bucket.width * bucket.height - width * height)
        return abs(math.log(bucket.width / bucket.height * height / width)), pixels

    return min(candidates(sizes), key=distance)


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
    return next((bucket for bucket in fitting if {bucket.width, bucket.height} == sides), fitting[0])


def parse(sizes: Sizes, text: str) -> Size:
    """The size that `text` asks for: "WxH" as it is, "W:H" the nearest bucket, or a shape.

    Raises SizeError.
    """
    if text in SHAPES:
        bucket = of_shape(sizes, text)
        return Size(bucket.width, bucket.height)
    found = WRITTEN.fullmatch(text)
    if not found or not float(found[1]) or not float(found[3]):
        raise SizeError(f"size {text!r}: allowed: 832x1216, 2:3, {', '.join(SHAPES)}")
    width, height = float(found[1]), float(found[3])
    if found[2] == ":":
        bucket = nearest(sizes, width, height)
        return Size(bucket.width, bucket.height)
    return checked(sizes, int(width), int(height))


def is_size(text: str) -> bool:
    """Whether `text` reads as WxH or W:H, in a bucket or not."""
    return WRITTEN.fullmatch(text) is not None


def checked(sizes: Sizes, width: int, height: int) -> Size:
    """`width` x `height` rounded down to the latent's step, with a notice when it is no bucket."""
    rounded = Size(max(STEP, width // STEP * STEP), max(STEP, height // STEP * STEP))
    notices = []
    if (rounded.width, rounded.height) != (width, height):
        message = f"{width}x{height} is rounded to {rounded.width}x{rounded.height}, in steps of {STEP}"
        notices.append(Notice("size-rounded", message))
    if not _trained(sizes, rounded.width, rounded.height):
        notices.append(_off_bucket(sizes, rounded))
    return Size(rounded.width, rounded.height, tuple(notices))


def listed(buckets: Iterable[Bucket]) -> str:
    return ", ".join(bucket.key for bucket in buckets)


def _trained(sizes: Sizes, width: int, height: int) -> bool:
    if any((bucket.width, bucket.height) == (width, height) for bucket in sizes.buckets):
        return True
    rule = sizes.rule
    if rule is None:
        return False
    sides = all(rule.low <= side <= rule.high and side % rule.step == 0 for side in (width, height))
    return sides and abs(width * height / rule.pixels - 1) <= SIMILAR


def _off_bucket(sizes: Sizes, size: Size) -> Notice:
    near = nearest(sizes, size.width, size.height)
    ratio = abs(near.width / near.height * size.height / size.width - 1)
    pixels = size.width * size.height / (near.width * near.height) - 1
    message = (
        f"{size.width}x{size.height} is no size that the model was trained on; the nearest is "
        f"{near.key} ({ratio:.1%} off in ratio, {pixels:+.1%} in pixels)"
    )
    return Notice("size-off-bucket", message)
