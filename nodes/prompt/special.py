"""What special tags mean, whichever model they come from.

A preset lists its own words. This module knows the words of the whole family, so that one model's
word is recognised under another's preset, contradictions are seen, and words can be translated.
Grades order the words of one kind from 3 (best) to -3 (worst). The order is that of the cards'
tables; words of other models (Illustrious, NoobAI) stand where their authors list them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..preset.model import Preset, RatingName, Role, SpecialTag, SpecialTags
from ..vocabulary.lookup import key

GRADES: dict[str, tuple[Role, float]] = {
    "masterpiece": ("quality", 3),
    "best quality": ("quality", 2.5),
    "amazing quality": ("quality", 2.25),
    "great quality": ("quality", 2),
    "high quality": ("quality", 2),
    "good quality": ("quality", 1),
    "medium quality": ("quality", 0.5),
    "normal quality": ("quality", 0),
    "average quality": ("quality", 0),
    "bad quality": ("quality", -2),
    "low quality": ("quality", -2),
    "worst quality": ("quality", -3),
    "high score": ("score", 3),
    "great score": ("score", 2),
    "good score": ("score", 1),
    "average score": ("score", 0),
    "bad score": ("score", -2),
    "low score": ("score", -3),
    "very awa": ("aesthetic", 3),
    "very aesthetic": ("aesthetic", 3),
    "aesthetic": ("aesthetic", 1.5),
    "displeasing": ("aesthetic", -2),
    "very displeasing": ("aesthetic", -3),
    "worst aesthetic": ("aesthetic", -3),
}

YEARS: dict[str, tuple[int, int]] = {
    "newest": (2021, 2024),
    "recent": (2018, 2020),
    "mid": (2015, 2017),
    "early": (2011, 2014),
    "oldest": (2005, 2010),
    "old": (2005, 2010),
    "late": (2019, 2021),
}
"""Ranges of Animagine XL 3.1's card; `old` is Kohaku's `oldest`, `late` is Animagine XL 3.0's."""

RATING_WORDS: dict[str, RatingName] = {
    "safe": "safe",
    "sensitive": "sensitive",
    "nsfw": "nsfw",
    "explicit": "explicit",
    "rating: general": "safe",
    "rating: sensitive": "sensitive",
    "rating: questionable": "nsfw",
    "rating: explicit": "explicit",
    "rating safe": "safe",
    "rating questionable": "nsfw",
    "rating explicit": "explicit",
}

_UNMISTAKABLE_YEARS = ("newest", "oldest")
"""The other year words are ordinary words or Danbooru tags (`old`), and only count as a year
where the preset has them."""

_YEAR = re.compile(r"(?:year )?(\d{4})")
_PONY = re.compile(r"score \d(?: up)?")


@dataclass(frozen=True, slots=True)
class Words:
    """One preset's own special tags. Keys are normal forms."""

    roles: dict[str, Role]
    years: dict[str, SpecialTag]
    ratings: dict[RatingName, tuple[str, ...]]


def words(preset: Preset) -> Words:
    """The special tags of a preset, looked up by normal form."""
    return _words(preset.tags)


@lru_cache(maxsize=64)
def _words(tags: SpecialTags) -> Words:
    roles: dict[str, Role] = {}
    kinds: tuple[tuple[Role, Iterable[SpecialTag]], ...] = (
        ("year", tags.years()),
        ("aesthetic", tags.aesthetic),
        ("score", tags.score),
        ("quality", tags.quality),
    )
    for kind, listed in kinds:
        roles.update((key(tag.tag), kind) for tag in listed)
    ratings = {rating.key: rating.tags for rating in tags.rating}
    roles.update((key(tag), "rating") for written in ratings.values() for tag in written)
    years = {key(tag.tag): tag for tag in tags.years()}
    return Words(roles, years, ratings)


@lru_cache(maxsize=16384)
def foreign_role(normal: str) -> Role | None:
    """The role of a word that some model of the family was trained on, by its normal form."""
    if normal in GRADES:
        return GRADES[normal][0]
    if normal in RATING_WORDS:
        return "rating"
    if normal in _UNMISTAKABLE_YEARS or (normal.startswith("year ") and _YEAR.fullmatch(normal)):
        return "year"
    return "score" if normal.startswith("score ") and _PONY.fullmatch(normal) else None


def grade(normal: str) -> float | None:
    """How good a picture the word asks for, 3 to -3; None when it says nothing about that."""
    found = GRADES.get(normal)
    return found[1] if found else None


def year_range(word: str) -> tuple[int, int] | None:
    """The years that a word stands for: `2023`, `year 2023`, `newest`, `old`."""
    normal = key(word)
    number = _YEAR.fullmatch(normal)
    return (int(number.group(1)),) * 2 if number else YEARS.get(normal)


def year_tag(wish: str, preset: Preset, *, means: tuple[int, int] | None = None) -> YearChoice:
    """The preset's tag for a year, by meaning; `means` is what the wish stands for elsewhere.

    A word of the preset itself is taken as it is. `newest` is the newest that the model knows,
    unless `means` says which years are meant. Otherwise the middle of the meant years decides.
    """
    own = words(preset).years
    if not own:
        return YearChoice("", "unknown")
    found = own.get(key(wish))
    if found is not None:
        return YearChoice(found.tag, "exact")
    latest = max(own.values(), key=lambda tag: tag.high or 0)
    if means is None and key(wish) == "newest":
        return YearChoice(latest.tag, "near")
    years = means or year_range(wish)
    if years is None:
        return YearChoice("", "unknown")
    middle = -(-(years[0] + years[1]) // 2)
    holding = [tag for tag in own.values() if (tag.low or 0) <= middle <= (tag.high or 0)]
    if holding:
        # A model may have both `newest` and `year 2023`: the one that spans as many years as meant.
        span = years[1] - years[0]
        tag = min(holding, key=lambda tag: abs((tag.high or 0) - (tag.low or 0) - span))
        exact = span == 0 or (tag.low, tag.high) == years
        return YearChoice(tag.tag, "exact" if exact else "near")
    nearest = min(own.values(), key=lambda tag: _distance(tag, middle))
    return YearChoice(nearest.tag, "near")


@dataclass(frozen=True, slots=True)
class YearChoice:
    """`tag` is empty when `fit` is "unknown": no such word, or a model without years."""

    tag: str
    fit: str


def _distance(tag: SpecialTag, year: int) -> float:
    return min(abs((tag.low or 0) - year), abs((tag.high or 0) - year))
