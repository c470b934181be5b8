r"""Reading a prompt into items without losing a character: `write(parse(text)) == text`.

An item is what stands between two separators (comma, newline) outside of brackets. What the host
understands is read as the host reads it (`comfy.sd1_clip.token_weights`): only `(` and `)` weigh,
only `\(` and `\)` are escapes. What other programs understand (LoRA, wildcards, `[a:b:t]`) is
recognised so that nobody edits it.

Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from .names import EMOTICONS

Kind = Literal[
    "tag",  # 1girl
    "group",  # (a, b:1.2)
    "mixed",  # text around a weight: blue (dress:1.2)
    "down",  # [a], which lowers the weight in A1111 and means nothing to the host
    "edit",  # [a:b:0.5], [a|b]
    "choice",  # {a|b}
    "wildcard",  # __folder/name__
    "lora",  # <lora:name:0.8> and its relatives
    "embedding",  # embedding:name
    "comment",  # /* a */ and // a
    "wall",  # BREAK, AND
    "prose",  # a sentence; decided later, see prose.py
]

DEPTH = 40
"""Groups nested deeper than this are kept as they are; the host's own reader recurses as well."""

_LEX = re.compile(
    r"\\[()]"
    r"|<[A-Za-z]+:[^<>\n]*>"
    r"|/\*|//"
    r"|(?<![^\s,)\]}>])(?:BREAK|AND)(?![^\s,(\[{<])"
    "|[()\\[\\]{}|,\n\uff0c]"
)
_PAREN = re.compile(r"\\[()]|[()]")
_WILDCARD = re.compile(r"__[A-Za-z0-9*][\w\-/.*:]*?__")
_EMBEDDING = re.compile(r"(?:^|\s)embedding:", re.IGNORECASE)
_SEPARATORS = ",\n\uff0c"
_CLOSES = {")": "(", "]": "[", "}": "{"}
_LONGEST_EMOTICON = max(map(len, EMOTICONS))


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `lead` is the text between the item before and this one (separators, spaces).

    `members` are a group's own items, or the groups inside a mixed one. `weight` is the number
    that the host reads from a group, None where there is none; `tail` is what stands between a
    group's last member and its closing bracket.
    """

    kind: Kind
    text: str
    lead: str = ""
    members: tuple[Item, ...] = ()
    weight: float | None = None
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """`tail` is what follows the last item."""

    items: tuple[Item, ...]
    tail: str = ""


def parse(text: str) -> Prompt:
    """Read any text. Brackets without a partner are ordinary characters."""
    tokens = _tokens(text)
    items, end = _Reader(text, tokens).read(0, len(tokens), 0, len(text), 0)
    return Prompt(items, text[end:])


@lru_cache(maxsize=256)
def preset_items(text: str) -> tuple[Item, ...]:
    """The items of a preset's own text, which is read for every prompt."""
    return tuple(replace(item, lead="") for item in parse(text).items)


def write(prompt: Prompt) -> str:
    """The text that was parsed."""
    return "".join(item.lead + item.text for item in prompt.items) + prompt.tail


def group(members: Iterable[Item], tail: str, lead: str, weight: float | None) -> Item:
    """A weight group of these members; the first one's lead is dropped."""
    kept = tuple(members)
    parts: list[str] = []
    for number, member in enumerate(kept):
        parts += (member.lead if number else member.lead.lstrip(" \t" + _SEPARATORS), member.text)
    inside = "".join(parts)
    if not tail and inside.endswith("\\"):
        tail = " "  # else the backslash would escape the closing bracket
    if weight is None and _weight(inside + tail, 0, len(inside + tail))[0] is not None:
        tail += ","  # else the end of the last tag, `x:1`, would be read as a weight
    return Item("group", f"({inside}{tail})", lead, kept, weight, tail)


def leaves(item: Item, weight: float = 1.0, depth: int = 0) -> Iterator[tuple[Item, float]]:
    """The innermost items of `item` with the weight at which the host reads them."""
    if item.kind not in ("group", "mixed"):
        yield item, weight
        return
    if item.kind == "group":
        weight = weight * 1.1 if item.weight is None else item.weight
    for member in item.members:
        yield from leaves(member, weight, depth + 1)


@dataclass(slots=True)
class _Token:
    """A place that means something: `partner` is the token number of a bracket's other half."""

    start: int
    end: int
    mark: str
    partner: int = -1


def _tokens(text: str) -> list[_Token]:
    """Every separator, bracket, wall, LoRA and comment, with brackets paired.

    An opening bracket that never closes would hide the comments behind it, so the text is read
    again with such brackets taken literally; a few rounds settle it.
    """
    literal: set[int] = set()
    tokens, unclosed = _lex(text, literal)
    for _ in range(4):
        if not unclosed or not ("//" in text or "/*" in text):
            break
        literal |= unclosed
        tokens, unclosed = _lex(text, literal)
    return tokens


def _lex(text: str, literal: set[int]) -> tuple[list[_Token], set[int]]:
    tokens: list[_Token] = []
    stack: list[int] = []
    parens = 0
    skip = piece = 0
    closes_comment = True
    for found in _LEX.finditer(text):
        start, end = found.span()
        mark = text[start]
        if start < skip or mark == "\\" or start in literal:
            continue
        if mark in _SEPARATORS:
            tokens.append(_Token(start, end, ","))
            piece = end
        elif mark in "([{":
            if mark == "(" and _emoticon(text, piece, start, False):
                continue
            stack.append(len(tokens))
            tokens.append(_Token(start, end, mark))
            parens += mark == "("
            piece = end
        elif mark in ")]}":
            if mark == ")":
                if not parens or _emoticon(text, piece, start, True):
                    continue
                # The host weighs by parentheses alone, so they close whatever is open inside.
                while tokens[stack[-1]].mark != "(":
                    stack.pop()
                parens -= 1
            elif not stack or tokens[stack[-1]].mark != _CLOSES[mark]:
                continue
            opened = stack.pop()
            tokens[opened].partner = len(tokens)
            tokens.append(_Token(start, end, mark, opened))
        elif mark == "/":
            if stack or (start and not (text[start - 1].isspace() or start == piece)):
                continue
            if text[end - 1] == "/":
                stop = text.find("\n", end)
                stop = len(text) if stop < 0 else stop
            else:
                stop = text.find("*/", end) + 2 if closes_comment else 1
                closes_comment = stop > 1
                if not closes_comment:
                    continue
            skip = piece = stop
            tokens.append(_Token(start, stop, "/"))
        elif mark == "<":
            tokens.append(_Token(start, end, mark))
            skip = piece = end
        elif mark == "|":
            piece = end if stack else piece
        else:
            tokens.append(_Token(start, end, "wall"))
            piece = end
    return tokens, {tokens[number].start for number in stack}


def _emoticon(text: str, piece: int, bracket: int, needed: bool) -> bool:
    """Whether the bracket ends an emoticon that is the whole piece, such as `;(`.

    `needed`: a `)` inside a group is the emoticon's only if another one closes the group.
    """
    if bracket - piece > _LONGEST_EMOTICON + 8:
        return False
    if text[piece : bracket + 1].strip().lower() not in EMOTICONS:
        return False
    rest = text[bracket + 1 : bracket + 2]
    if rest and not rest.isspace() and rest not in ",:|)}\uff0c":
        return False
    if not needed:
        return True
    place = bracket + 1
    while following := _PAREN.search(text, place):
        if following.group() in "()":
            return following.group() == ")"
        place = following.end()
    return False


class _Reader:
    """Cuts a token range into items. A nested range is read by the same rules, except for walls."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text = text
        self.tokens = tokens

    def read(
        self, token: int, last: int, start: int, stop: int, depth: int
    ) -> tuple[tuple[Item, ...], int]:
        """Items of text[start:stop], and where the last of them ends."""
        items: list[Item] = []
        tokens = self.tokens
        done = piece = start
        first = token
        while token < last:
            mark = tokens[token]
            if mark.mark == ",":
                done = self._close(items, first, token, done, piece, mark.start, depth)
                piece, first = mark.end, token + 1
            elif mark.mark in ("<", "/", "wall"):
                if not (mark.mark == "wall" and depth):
                    done = self._close(items, first, token, done, piece, mark.start, depth)
                    items.append(self._span(mark, done))
                    done = piece = mark.end
                    first = token + 1
            elif mark.partner > token:
                token = mark.partner
            token += 1
        done = self._close(items, first, last, done, piece, stop, depth)
        return tuple(items), done

    def _span(self, mark: _Token, done: int) -> Item:
        kinds: dict[str, Kind] = {"<": "lora", "/": "comment", "wall": "wall"}
        text = self.text[mark.start : mark.end]
        return Item(kinds[mark.mark], text, self.text[done : mark.start])

    def _close(
        self, items: list[Item], first: int, last: int, done: int, start: int, stop: int, depth: int
    ) -> int:
        """Add the item in text[start:stop], if there is one; returns the new end."""
        text = self.text
        piece = text[start:stop]
        stripped = piece.strip()
        if not stripped:
            return done
        start += len(piece) - len(piece.lstrip())
        stop = start + len(stripped)
        lead = text[done:start]
        if first == last:
            items.append(Item(_plain_kind(stripped), stripped, lead))
        else:
            items.append(self._bracketed(first, last, start, stop, lead, depth))
        return stop

    def _bracketed(
        self, first: int, last: int, start: int, stop: int, lead: str, depth: int
    ) -> Item:
        text, tokens = self.text, self.tokens
        piece = text[start:stop]
        pairs = list(self._outer_pairs(first, last))
        if not pairs:
            return Item(_plain_kind(piece), piece, lead)
        opened = tokens[pairs[0]]
        if opened.start == start and tokens[opened.partner].end == stop:
            if opened.mark == "(":
                return self._group(pairs[0], lead, depth)
            return Item("choice" if opened.mark == "{" else _square_kind(piece), piece, lead)
        if any(tokens[number].mark == "{" for number in pairs):
            return Item("choice", piece, lead)
        outside: list[str] = []
        place = start
        for number in pairs:
            outside.append(text[place : tokens[number].start])
            place = tokens[tokens[number].partner].end
        kind = _plain_kind("".join((*outside, text[place:stop])))
        if kind != "tag":
            return Item(kind, piece, lead)
        groups = [number for number in pairs if tokens[number].mark == "("]
        members = tuple(self._group(number, "", depth) for number in groups)
        holds_comma = any(tokens[number].mark == "," for number in range(first, last))
        return Item("mixed" if groups or holds_comma else "tag", piece, lead, members)

    def _outer_pairs(self, token: int, last: int) -> Iterator[int]:
        while token < last:
            if self.tokens[token].partner > token:
                yield token
                token = self.tokens[token].partner
            token += 1

    def _group(self, number: int, lead: str, depth: int) -> Item:
        text = self.text
        opened = self.tokens[number]
        closed = self.tokens[opened.partner]
        piece = text[opened.start : closed.end]
        if depth >= DEPTH:
            return Item("group", piece, lead)
        weight, stop = _weight(text, opened.end, closed.start)
        members, end = self.read(number + 1, opened.partner, opened.end, stop, depth + 1)
        return Item("group", piece, lead, members, weight, text[end : closed.start])


def _weight(text: str, start: int, stop: int) -> tuple[float | None, int]:
    """The number behind the last colon, as the host reads it, and where the group's text ends."""
    colon = text.rfind(":", start, stop)
    if colon <= start or stop - colon > 64:
        return None, stop
    try:
        return float(text[colon + 1 : stop]), colon
    except ValueError:
        return None, stop


def _plain_kind(piece: str) -> Kind:
    if "__" in piece and _WILDCARD.search(piece):
        return "wildcard"
    if "mbedding:" in piece and _EMBEDDING.search(piece):
        return "embedding"
    return "tag"


def _square_kind(piece: str) -> Kind:
    """`[a:b:0.5]`, `[a:0.5]` and `[a|b]` change with the steps; any other `[a]` is a weight."""
    if "|" in piece:
        return "edit"
    colon = piece.rfind(":")
    try:
        float(piece[colon + 1 : -1])
    except ValueError:
        return "down"
    return "edit" if colon > 0 else "down"
