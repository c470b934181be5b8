r"""How a tag is spelled: which parentheses belong to a name, which underscores are spaces.

ComfyUI weighs text by `(` and `)`, and `\(` `\)` are its only escapes; Danbooru writes names as
`ganyu_(genshin_impact)`. A prompt writes that name as `ganyu \(genshin impact\)`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from ..preset.model import Role
from ..vocabulary.lookup import Tag, key
from .special import foreign_role


class Vocabulary(Protocol):
    """What this room asks of the vocabulary; `vocabulary.lookup.Vocabulary` answers it."""

    def find(self, name: str) -> Tag | None:
        """The tag of this name or alias; case, underscores and escapes do not matter."""

    def implied(self, name: str) -> tuple[str, ...]:
        """Names of the tags that this one implies."""


_FACES = """
:) :( ;) ;( >:) >:( =) =( :-) :-( ;-) ;-( :') :'( xd) d: :d ;d :p ;p :o ;o :q ;q :3 ;3 x3 :t :i :c
:x :/ :| ;| :< :> ;< ;> :>= >:3 >:d >:p >:o >:c =3 =d ^^ ^q^ (o)_(o) (^o^)/ \\m/ \\o/ \\||/
"""
EMOTICONS = frozenset(_FACES.split())
"""Faces written with brackets, colons or slashes, in lower case."""

_GENERAL = """armor, clothing, constellation, cosplay, creature, emblem, flower, food, gesture,
instrument, medium, meme, object, phrase, plant, style, symbol, texture, vehicle, weapon"""
_SERIES = "anime, company, franchise, game, light novel, manga, movie, novel, series, studio"
QUALIFIER_ROLES: dict[str, Role] = {
    **dict.fromkeys(re.split(r",\s", _GENERAL), "general"),
    **dict.fromkeys(re.split(r",\s", _SERIES), "series"),
    **dict.fromkeys(("artist", "circle", "voice actor"), "artist"),
}
"""What Danbooru's commonest qualifiers say of a name that the vocabulary does not know. Any
other one is taken for a series, which makes the name a character."""

PLAUSIBLE = 10.0
"""Nobody means a larger weight: `(reverse:1999)` is a name. Images break long before it."""

_CLOCK = re.compile(r"\d{1,2}:\d\d")
_BARE_PAREN = re.compile(r"\\[()]|[()]")
_QUALIFIED = re.compile(r"([^()]*[^()\s_])[ _]((?:[ _]?\([^()]+\))+)")
_QUALIFIER = re.compile(r"\(([^()]+)\)")
_KEPT_UNDERSCORES = re.compile(r"(?:score|rating|source)_\w+")
_LONGEST_NAME = 200


def normal(text: str) -> str:
    """The one normal form of a tag, see `vocabulary.lookup.key`; short ones are remembered, as
    every step of an assembly asks for the same tags."""
    return _short_key(text) if len(text) < 64 else key(text)


_short_key = lru_cache(maxsize=16384)(key)


def escaped(text: str) -> str:
    r"""`text` with each bare parenthesis escaped once: `a (b)` -> `a \(b\)`."""
    return _BARE_PAREN.sub(lambda found: "\\" + found.group()[-1], text)


def unescaped(text: str) -> str:
    r"""`a \(b\)` -> `a (b)`."""
    return text.replace("\\(", "(").replace("\\)", ")") if "\\" in text else text


def escaped_unpaired(text: str) -> str:
    """`text` with only those parentheses escaped that have no partner in it."""
    lone: set[int] = set()
    stack: list[int] = []
    for found in _BARE_PAREN.finditer(text):
        mark = found.group()
        if mark == "(":
            stack.append(found.start())
        elif mark == ")":
            if stack:
                stack.pop()
            else:
                lone.add(found.start())
    lone.update(stack)
    if not lone:
        return text
    return "".join("\\" + mark if place in lone else mark for place, mark in enumerate(text))


def has_bare_paren(text: str) -> bool:
    """Whether the host would read a weight bracket in `text`."""
    if "(" not in text and ")" not in text:
        return False
    return any(found.group() in "()" for found in _BARE_PAREN.finditer(text))


def is_face(text: str) -> bool:
    """`:)`, `^_^`, `<|>_<|>`: read by its shape, so its underscores and brackets stay."""
    plain = unescaped(text).lower()
    if plain in EMOTICONS:
        return True
    if "_" not in plain or len(plain) > 12:
        return False
    sides = [side for side in plain.split("_") if side]
    if any(len(side) > 3 or sum(map(str.isalnum, side)) > 1 for side in sides):
        return False
    drawn = any(not mark.isalpha() for side in sides for mark in side)
    return drawn or (len(sides) == 2 and sides[0] == sides[1])


def keeps_underscores(text: str) -> bool:
    """Whether the underscores of `text` are part of it: faces and Pony's `score_9`."""
    return bool(_KEPT_UNDERSCORES.fullmatch(text.lower())) or is_face(text)


def is_clock(text: str) -> bool:
    """`7:24`, which the host would read as a weight of 24."""
    return bool(_CLOCK.fullmatch(text))


def qualifiers(text: str) -> tuple[str, tuple[str, ...]]:
    r"""`saber (alter) (fate)` -> ("saber", ("alter", "fate")); no qualifiers in other shapes."""
    if "(" not in text or len(text) > _LONGEST_NAME:
        return text, ()
    found = _QUALIFIED.fullmatch(unescaped(text))
    if found is None:
        return text, ()
    return found.group(1), tuple(_QUALIFIER.findall(found.group(2)))


def look_up(text: str, vocabulary: Vocabulary) -> Tag | None:
    """The vocabulary's answer, also for a series written without the space after its colon."""
    if len(text) > _LONGEST_NAME:
        return None
    tag = vocabulary.find(text)
    if tag is None and ":" in text:
        tag = vocabulary.find(text.replace(": ", ":").replace(":", ": "))
    return tag


def is_name(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the bare parentheses of `text` belong to a name and are no weight bracket.

    A name is one that the vocabulary knows, or has the shape `name (series)`. It is no name when
    a believable weight or a special tag stands inside, as in `hair (blue:1.2)`, nor when both
    halves are tags of their own and only a comma is missing, as in `blue eyes (smile)`.
    """
    if len(text) > _LONGEST_NAME:
        return False
    if is_face(text) or look_up(text, vocabulary) is not None:
        return True
    head, found = qualifiers(text)
    if not found or len(head.split()) > 6:
        return False
    if any(_believable_weight(name) or foreign_role(normal(name)) for name in found):
        return False
    inner = look_up(found[-1], vocabulary)
    if (
        inner is None
        or normal(found[-1]) in QUALIFIER_ROLES
        or inner.role in ("series", "character", "artist")
    ):
        return True
    return vocabulary.find(head) is None


def _believable_weight(text: str) -> bool:
    colon = text.rfind(":")
    try:
        return colon > 0 and abs(float(text[colon + 1 :])) <= PLAUSIBLE
    except ValueError:
        return False
