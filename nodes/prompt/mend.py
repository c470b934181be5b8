r"""Spelling that the host would misread, put right: the only edits made to what a user wrote.

Names get their parentheses escaped and, where the tag is known, their underscores turned into
spaces. Lone parentheses are escaped, because one of them costs every weight behind it. Opaque
items (LoRA, embedding, wildcard, choice, prompt editing, comment) are never touched.
"""

from __future__ import annotations

from dataclasses import replace

from ..vocabulary.lookup import key
from . import names
from .grammar import Item, group
from .names import PLAUSIBLE, Vocabulary
from .report import Note, Report, Where
from .special import foreign_role

_OPAQUE = frozenset(("down", "edit", "choice", "wildcard", "lora", "embedding", "comment", "wall"))


class Mender:
    """Mends items of one prompt. `own` holds the normal forms of the preset's special tags."""

    def __init__(
        self, vocabulary: Vocabulary, own: dict[str, str], report: Report, where: Where
    ) -> None:
        self._vocabulary = vocabulary
        self._own = own
        self._report = report
        self._where = where

    def mend(self, item: Item) -> Item:
        """The item as the host should read it; the same object when nothing is wrong."""
        if item.kind == "tag":
            text = item.text
            if "_" in text or "(" in text or ")" in text or ":" in text or "//" in text:
                return self._tag(item)
            return item
        if item.kind == "group":
            return self._group(item)
        if item.kind == "mixed":
            return self._mixed(item)
        if item.kind in _OPAQUE:
            self._remark(item)
        return item

    def _tag(self, item: Item) -> Item:
        text = item.text
        if names.has_bare_paren(text):
            face = names.is_face(text) or names.look_up(text, self._vocabulary) is not None
            text = self._note(text, names.escaped(text), "the bracket belongs to the tag")
            if not face:
                self._report.warn("unbalanced-bracket", f"a lone bracket in {item.text!r}")
        text = self._spaced(text)
        if "//" in text:
            self._report.warn(
                "slashes-cut", f"a prompt box cuts {text!r} at //, as the start of a comment"
            )
        if ":" in text and not names.is_face(text):
            self._check_stray_weight(text)
        return item if text == item.text else replace(item, text=text)

    def _spaced(self, text: str) -> str:
        """Underscores of a recognised tag become spaces; no model here was trained with them."""
        if "_" not in text or names.keeps_underscores(text) or not self._recognised(text):
            return text
        return self._note(text, text.replace("_", " "), "tags are written with spaces")

    def _recognised(self, text: str) -> bool:
        normal = key(text)
        if normal in self._own or foreign_role(normal) is not None:
            return True
        if names.look_up(text, self._vocabulary) is not None:
            return True
        _, qualifiers = names.qualifiers(text)
        return bool(qualifiers) and self._vocabulary.find(qualifiers[-1]) is not None

    def _check_stray_weight(self, text: str) -> None:
        head, _, number = text.rpartition(":")
        try:
            stray = bool(head) and abs(float(number)) <= PLAUSIBLE
        except ValueError:
            return
        if stray and self._vocabulary.find(text) is None:
            self._report.warn(
                "weight-not-read",
                f"ComfyUI reads no weight in {text!r}; write ({head}:{number.strip()})",
            )

    def _mixed(self, item: Item) -> Item:
        if names.is_name(item.text, self._vocabulary):
            text = names.escaped(item.text)
            self._note(item.text, text, "the brackets belong to the name")
            return replace(item, kind="tag", text=self._spaced(text), members=())
        parts: list[str] = []
        members: list[Item] = []
        place = 0
        for member in item.members:
            start = item.text.find(member.text, place)
            mended = self.mend(member)
            members.append(mended)
            parts += (item.text[place:start], mended.text)
            place = start + len(member.text)
        text = "".join(parts) + item.text[place:]
        balanced = names.escaped_unpaired(text)
        if balanced != text:
            self._note(text, balanced, "a bracket without a partner")
            self._report.warn("unbalanced-bracket", f"a lone bracket in {item.text!r}")
        if balanced == item.text:
            return item
        return replace(item, text=balanced, members=tuple(members))

    def _group(self, item: Item) -> Item:
        if item.weight is not None and self._is_named_like_a_weight(item):
            inner = item.text[1:-1].strip()
            tag = Item("tag", inner)
            mended = group((tag,), ":1.1", item.lead, 1.1)
            self._note(item.text, mended.text, "the number belongs to the name")
            return mended
        members = tuple(self._spaced_embedding(self.mend(member)) for member in item.members)
        if all(old is new for old, new in zip(item.members, members, strict=True)):
            return item
        mended = group(members, item.tail, item.lead, item.weight)
        return mended

    def _is_named_like_a_weight(self, item: Item) -> bool:
        weight = item.weight
        inner = item.text[1:-1].strip()
        if len(item.members) != 1 or item.members[0].kind != "tag":
            plain = False
        else:
            plain = not names.has_bare_paren(inner)
        if plain and (names.is_face(inner) or names.is_clock(inner)):
            return True
        if weight is None or abs(weight) <= PLAUSIBLE:
            return False
        digits = inner.rpartition(":")[2]
        year_like = digits.isascii() and digits.isdigit() and len(digits) >= 3
        if plain and (year_like or self._vocabulary.find(inner) is not None):
            return True
        self._report.warn("implausible-weight", f"the weight {weight:g} in {item.text!r}")
        return False

    def _spaced_embedding(self, member: Item) -> Item:
        # The host sees an embedding only at the start of a segment or behind white space.
        if member.kind == "embedding" and member.lead.endswith(","):
            return replace(member, lead=member.lead + " ")
        return member

    def _note(self, before: str, after: str, reason: str) -> str:
        self._report.mended.append(Note(before, reason, self._where, after))
        return after

    def _remark(self, item: Item) -> None:
        """Warn of what an opaque item means to the host, once per kind."""
        if item.kind == "down":
            self._report.warn(
                "square-brackets",
                f"{item.text} is no weight to ComfyUI's own encoder; Tag Encode reads it as "
                f"({item.text[1:-1]}:0.91)",
            )
        elif item.kind == "edit":
            self._report.warn("prompt-editing", f"ComfyUI does not edit prompts: {item.text}")
        elif item.kind == "lora":
            self._report.warn("lora-in-text", f"ComfyUI reads {item.text} as words")
        elif item.kind == "comment":
            self._report.warn("comment-in-text", f"ComfyUI's encoder reads {item.text} as words")
        elif item.kind == "wall":
            self._report.warn(
                "wall-is-a-word",
                f"{item.text} is a word to ComfyUI's own encoder; Tag Encode starts a chunk there",
            )
        if item.kind != "wall" and names.escaped_unpaired(item.text) != item.text:
            self._report.warn(
                "unbalanced-opaque",
                f"the lone bracket in {item.text} costs later weights, but is not edited",
            )
