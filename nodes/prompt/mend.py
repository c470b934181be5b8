r"""Spelling that the host would misread, put right: the only edits made to what a user wrote.

Names get their parentheses escaped and, where the tag is known, their underscores turned into
spaces. Lone parentheses are escaped, because one of them costs every weight behind it. Opaque
items (LoRA, embedding, wildcard, choice, prompt editing, comment) are never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from . import names
from .grammar import Item, group, parse
from .names import PLAUSIBLE, Vocabulary
from .report import Note, Report, Where
from .special import foreign_role

_OPAQUE = frozenset(("down", "edit", "choice", "wildcard", "lora", "embedding", "comment", "wall"))


class Mender:
    """Mends items of one prompt. `own` holds the normal forms of the preset's special tags;
    `spaced` is whether the underscores of known tags become spaces."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        own: Mapping[str, str],
        report: Report,
        where: Where,
        spaced: bool = True,
    ) -> None:
        self._vocabulary = vocabulary
        self._own = own
        self._report = report
        self._where = where
        self._spaces = spaced

    def items(self, text: str) -> Iterator[Item]:
        """The items of a text, as the host should read them."""
        for item in parse(text).items:
            mended = self._mend(item)
            if item.kind == "mixed" and mended is not item:
                # The bracket that held them together may be escaped now: `1 (, smile, :)`.
                yield from parse(mended.text).items
            else:
                yield mended

    def _mend(self, item: Item) -> Item:
        """The same object when nothing is wrong."""
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
        if ":" in text and not (names.is_face(text) or names.is_clock(text)):
            self._check_stray_weight(text)
        return item if text == item.text else replace(item, text=text)

    def _spaced(self, text: str) -> str:
        """Underscores of a recognised tag become spaces; no model here was trained with them."""
        if not self._spaces or "_" not in text or names.keeps_underscores(text):
            return text
        if not self._recognised(text):
            return text
        return self._note(text, text.replace("_", " "), "tags are written with spaces")

    def _recognised(self, text: str) -> bool:
        name = names.normal(text)
        if name in self._own or foreign_role(name) is not None:
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
            mended = self._mend(member)
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
        members = item.members
        if item.weight is not None and members and self._ends_in_a_name(item):
            last = replace(members[-1], text=members[-1].text + item.tail.rstrip())
            item = group((*members[:-1], last), ":1.1", item.lead, 1.1)
        mended = tuple(self._spaced_embedding(self._mend(member)) for member in item.members)
        if all(old is new for old, new in zip(item.members, mended, strict=True)):
            return item
        return group(mended, item.tail, item.lead, item.weight)

    def _ends_in_a_name(self, item: Item) -> bool:
        """Whether the number is no weight but the end of a name: `(vertin, reverse:1999)`."""
        last, weight = item.members[-1], item.weight
        if last.kind == "tag" and weight is not None:
            name = last.text + item.tail.rstrip()
            large = not abs(weight) <= PLAUSIBLE
            digits = item.tail.strip(" :")
            numbered = digits.isascii() and digits.isdigit() and len(digits) >= 3
            if (
                # `>` becomes a face by its number, `^_^` is one without it.
                (names.is_face(name) and not names.is_face(last.text))
                or names.is_clock(name)
                or (large and (numbered or names.look_up(name, self._vocabulary) is not None))
            ):
                whole = f"{item.text[:-1]}:1.1)"
                self._note(item.text, whole, "the number belongs to the name")
                return True
            if large:
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
