"""What each tag is for, and how that is known."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..preset.model import ROLES, Preset, Role
from .grammar import Item, leaves
from .names import QUALIFIER_ROLES, Vocabulary, look_up, normal, qualifiers
from .special import foreign_role, words

_COUNT = re.compile(r"(?:\d{1,2}\+?|multiple) ?(?:girl|boy|other)s?|no humans")
_COSTUME = re.compile(r"\d+(?:st|nd|rd|th) costume")
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Known(NamedTuple):
    """`listed` is false for a tag that nothing but its shape, or nothing at all, explains."""

    role: Role
    reason: str
    listed: bool = True


class Roles:
    """Tells roles for one preset. Its own special tags come before the vocabulary: `old` is an
    old person to Danbooru and a year to Kohaku."""

    def __init__(self, preset: Preset, vocabulary: Vocabulary) -> None:
        self._own = words(preset).roles
        self._name = preset.name
        self._vocabulary = vocabulary

    def of(self, item: Item) -> Known:
        """The role of an item. A group stands where its first tag stands."""
        if item.kind == "tag":
            return self.of_tag(item.text)
        if item.kind in ("group", "mixed"):
            for leaf, _ in leaves(item):
                return self.of(leaf)
        if item.kind == "down":
            return self.of_tag(item.text.strip("[]"))
        if item.kind == "choice":
            return self._of_choice(item.text)
        return Known("general", item.kind)

    def of_tag(self, text: str) -> Known:
        """The role of a single tag, in any spelling."""
        name = normal(text)
        role = self._own.get(name)
        if role is not None:
            return Known(role, "special tag of the model")
        if role := foreign_role(name):
            return Known(role, "special tag of another model")
        if _COUNT.fullmatch(name):
            return Known("count", "number of people")
        tag = look_up(text, self._vocabulary)
        if tag is not None:
            return Known(tag.role if tag.role in ROLES else "general", "tag list")
        return self._of_shape(name)

    def _of_shape(self, name: str) -> Known:
        for prefix in ("by ", "artist:"):
            if name.startswith(prefix):
                artist = self._vocabulary.find(name[len(prefix) :])
                if prefix == "artist:" or (artist is not None and artist.role == "artist"):
                    return Known("artist", f"written with {prefix.strip()!r}", artist is not None)
        head, found = qualifiers(name)
        if not found or len(head.split()) > 6:
            return Known("general", "not in the tag list", False)
        last = found[-1]
        if last in QUALIFIER_ROLES:
            return Known(QUALIFIER_ROLES[last], f"name ({last})", False)
        series = self._vocabulary.find(last)
        if series is not None and series.role not in ("series", "character"):
            return Known("general", "not in the tag list", False)
        return Known("character", f"name ({last})", False)

    def _of_choice(self, text: str) -> Known:
        found = _CHOICE.fullmatch(text)
        options = found.group(1).split("|") if found else []
        roles = {self.of_tag(option.rpartition("::")[2].strip()).role for option in options}
        if len(roles) == 1:
            return Known(roles.pop(), "every choice has this role")
        return Known("general", "choice")
