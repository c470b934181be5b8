"""The shape of a preset: a model card as data.

Field names here are the field names of `presets/*.json`; `load.py` reads a file into these
classes and refuses what does not fit. A value says where it comes from (`Source`), because a
number that a card recommends, one that it only uses in an example, and one of ours are not equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

Role = Literal[
    "count",
    "character",
    "series",
    "artist",
    "rating",
    "year",
    "quality",
    "score",
    "aesthetic",
    "meta",
    "general",
]
ROLES: tuple[Role, ...] = get_args(Role)

LevelName = Literal["none", "light", "standard", "heavy"]
LEVELS: tuple[LevelName, ...] = get_args(LevelName)

RatingName = Literal["safe", "sensitive", "nsfw", "explicit"]
RATINGS: tuple[RatingName, ...] = get_args(RatingName)

QualityPosition = Literal["start", "before general", "end"]
QUALITY_POSITIONS: tuple[QualityPosition, ...] = get_args(QualityPosition)

Source = Literal["card", "card example", "related card", "demo", "third party", "ours"]
SAYS: dict[Source, str] = {
    "card": "the card says",
    "card example": "the card's example has",
    "related card": "a related model's card says",
    "demo": "the demo has",
    "third party": "no card, but third parties say",
    "ours": "our own range is",
}
Prediction = Literal["eps", "v"]
UpscaleMethod = Literal["nearest-exact", "bilinear", "area", "bicubic", "bislerp"]


def require(holds: bool, name: str, value: object, allowed: str) -> None:
    """Refuse a field's value, in the words that `load.PresetError` passes on to the user."""
    if not holds:
        raise ValueError(f"{name}: {value!r} is not allowed; allowed: {allowed}")


@dataclass(frozen=True, slots=True)
class License:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SpecialTag:
    """A tag that the model was trained on besides the picture's content.

    `low` and `high` bound what the tag stands for, in the unit of its kind: percentile or post
    score for quality, calendar year for year, classifier score from 0 to 1 for aesthetic. In
    `year {n}` the braces stand for every whole year from `low` to `high`.
    """

    tag: str
    meaning: str = ""
    low: float | None = None
    high: float | None = None

    def each(self) -> Iterator[SpecialTag]:
        """This tag, or one tag per year where it is a pattern."""
        if "{n}" not in self.tag:
            yield self
            return
        require(self.low is not None and self.high is not None, "tag", self.tag, "low and high")
        for year in range(int(self.low or 0), int(self.high or 0) + 1):
            yield SpecialTag(self.tag.replace("{n}", str(year)), self.meaning, year, year)


@dataclass(frozen=True, slots=True)
class Rating:
    """What to write for one rating; no tags where the model has no word for it."""

    key: RatingName
    tags: tuple[str, ...]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SpecialTags:
    """The model's own vocabulary by kind. A kind that the model does not know is empty.

    `other` are words of none of these kinds that the model reads only as written here.
    """

    quality: tuple[SpecialTag, ...] = ()
    score: tuple[SpecialTag, ...] = ()
    aesthetic: tuple[SpecialTag, ...] = ()
    year: tuple[SpecialTag, ...] = ()
    rating: tuple[Rating, ...] = ()
    source: Source = "card"
    other: tuple[SpecialTag, ...] = ()

    def years(self) -> tuple[SpecialTag, ...]:
        """Every year tag, patterns spelled out."""
        return tuple(tag for pattern in self.year for tag in pattern.each())


@dataclass(frozen=True, slots=True)
class Level:
    """How much quality is asked for: text put at the quality position, after the prompt, and in
    the negative. The strings are kept as their source writes them, weights and typos included."""

    positive: str
    negative: str
    source: Source
    suffix: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """Text that wraps the whole prompt, quality tags included, and joins the negative."""

    prefix: str = ""
    suffix: str = ""
    negative: str = ""
    source: Source = "card"


@dataclass(frozen=True, slots=True)
class Prompting:
    """How the model wants to be prompted.

    `template` is the card's own sentence. `order` names every role once, in the order to write
    them. `quality_positions` are the places that the card documents for quality tags, the default
    first. `tokens` is the trained context length in CLIP tokens where the card states one.
    """

    template: str
    order: tuple[Role, ...]
    quality_positions: tuple[QualityPosition, ...]
    source: Source
    counts: tuple[str, ...] = ("1girl", "1boy")
    tokens: int | None = None
    prose: bool = False
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        complete = sorted(self.order) == sorted(ROLES)
        require(complete, "order", list(self.order), f"each role once: {', '.join(ROLES)}")
        require(bool(self.quality_positions), "quality_positions", [], ", ".join(QUALITY_POSITIONS))


@dataclass(frozen=True, slots=True)
class Caution:
    """The card's words about a value of `at` or more (`above`: more than that)."""

    says: str
    at: float | None = None
    above: float | None = None

    def applies(self, value: float) -> bool:
        return (self.at is not None and value >= self.at) or (
            self.above is not None and value > self.above
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """A number with its range; `low` or `high` is null where the card gives no bound.

    `source` is the value's; `range_source` is who gives the range and is quoted in `range_text`.
    """

    value: float
    source: Source
    low: float | None = None
    high: float | None = None
    range_text: str = ""
    cautions: tuple[Caution, ...] = ()
    range_source: Source = "card"

    def __post_init__(self) -> None:
        low_ok = self.low is None or self.value >= self.low
        high_ok = self.high is None or self.value <= self.high
        require(low_ok and high_ok, "value", self.value, f"{self.low} to {self.high}")

    def warning(self, value: float) -> str | None:
        """What the card has to say about `value`, or None when it is within the range."""
        heard = [caution.says for caution in self.cautions if caution.applies(value)]
        if heard:
            return heard[-1]
        below = self.low is not None and value < self.low
        beyond = self.high is not None and value > self.high
        return f"{SAYS[self.range_source]} {self.range_text}" if below or beyond else None


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to sample that the card documents; null means as recommended."""

    source: Source
    sampler: str | None = None
    scheduler: str | None = None
    steps: int | None = None
    cfg: float | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampler and scheduler are ComfyUI's names; `sampler_text` is what the card writes.

    `pairings` names the scheduler for samplers by the start of their name; "" is any other.
    `cautions` is what the card says about using a sampler or scheduler, by its name; "" is any
    sampler but the recommended one.
    """

    cfg: Setting
    steps: Setting
    sampler: str
    sampler_text: str
    scheduler: str
    scheduler_source: Source
    variants: dict[str, Variant] = field(default_factory=dict)
    pairings: dict[str, str] = field(default_factory=dict)
    cautions: dict[str, str] = field(default_factory=dict)
    prediction: Prediction = "eps"
    zero_terminal_snr: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """A size in pixels that the model was trained on, with the card's name for its ratio."""

    width: int
    height: int
    ratio: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        for name, side in (("width", self.width), ("height", self.height)):
            require(side >= 64 and side % 8 == 0, name, side, "64 or more, in steps of 8")

    @property
    def key(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Sizes by a rule: about `pixels` in all, each side `low` to `high` pixels in `step`s."""

    pixels: int
    low: int
    high: int
    step: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """`multipliers` are larger tiers that the model was trained at, as factors on both sides."""

    default: Bucket
    buckets: tuple[Bucket, ...]
    source: Source
    rule: SizeRule | None = None
    multipliers: tuple[float, ...] = ()
    remark: str = ""

    def __post_init__(self) -> None:
        known = [bucket.key for bucket in self.buckets]
        require(self.default.key in known, "default", self.default.key, ", ".join(known))


@dataclass(frozen=True, slots=True)
class SecondPass:
    """Upscale the latent by `scale` with `method`, then sample again at `denoise` (0 to 1)."""

    scale: float
    method: UpscaleMethod
    denoise: float
    source: Source
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class Companion:
    """A LoRA or VAE that the card names; `repository` is its address on Hugging Face."""

    name: str
    repository: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture that the card shows with its recipe; null where the card is silent."""

    name: str
    prompt: str
    negative: str
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    cfg: float | None = None
    seed: int | None = None
    level: LevelName | None = None
    style: str | None = None
    refine_prompt: bool | None = None
    second_pass: bool = False
    final_width: int | None = None
    final_height: int | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """One model card. `names` are what its checkpoint files are called, for `detect.py`; `file` is
    the one in the card's repository, empty where its name is not certain."""

    id: str
    name: str
    card: str
    license: License
    base: str
    names: tuple[str, ...]
    prompt: Prompting
    tags: SpecialTags
    levels: dict[LevelName, Level]
    sampling: Sampling
    sizes: Sizes
    styles: dict[str, Style] = field(default_factory=dict)
    second_pass: SecondPass | None = None
    vae: Companion | None = None
    loras: tuple[Companion, ...] = ()
    samples: tuple[Sample, ...] = ()
    remarks: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    file: str = ""

    def __post_init__(self) -> None:
        require(bool(self.names), "names", [], "at least one name of a checkpoint file")
        require("standard" in self.levels, "levels", sorted(self.levels), "standard at least")
