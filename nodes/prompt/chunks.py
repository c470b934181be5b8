"""Cutting a long prompt into chunks that CLIP can read, between tags and not inside of one.

CLIP reads 75 tokens at a time. The host cuts a longer prompt wherever the 75th token is; here it
is cut at commas, a group that does not fit is split into groups of the same weight, and BREAK
starts a chunk. `[a]` weighs 1/1.1, as in A1111. Comments are left out, as a prompt box does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .grammar import DEPTH, Item, parse
from .names import escaped

LIMIT = 75
"""Tokens of text in one chunk; CLIP's 77 less its start and end."""

_DOWN = 1.1


@dataclass(frozen=True, slots=True)
class Run:
    """Text at one weight, as the host should read it: bare parentheses in it are literal."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Atom:
    """What must not be torn, a tag as a rule. `comma`: whether a comma stands before it."""

    runs: tuple[Run, ...]
    comma: bool

    def write(self) -> str:
        return _write(self.runs)


def needs_own_reading(text: str) -> bool:
    """Whether the prompt holds something that the host reads otherwise: BREAK, `[a]`, comments."""
    marks = "BREAK" in text or "[" in text or "//" in text or "/*" in text
    return marks and any(_is_ours(item) for item in parse(text).items)


def cut(text: str, count: Callable[[str], int]) -> list[str]:
    """The prompt as texts of at most LIMIT tokens each, in the host's syntax; at least one.

    `count` tells the tokens of a text. Only an atom that alone is longer than a chunk is cut
    inside: between words, and one word is left to the host.
    """
    chunks: list[str] = []
    for atoms in _segments(parse(text).items):
        chunks += _pack(atoms, count)
    return chunks or [""]


def _is_ours(item: Item) -> bool:
    if item.kind == "wall":
        return item.text == "BREAK"
    return item.kind in ("down", "comment") or any(map(_is_ours, item.members))


def _segments(items: Sequence[Item]) -> Iterator[list[Atom]]:
    """The atoms between BREAKs, where there are any."""
    atoms: list[Atom] = []
    held_comma = False
    for item in items:
        if item.kind == "wall" and item.text == "BREAK":
            if atoms:
                yield atoms
            atoms = []
        elif item.kind == "comment":
            held_comma |= _has_comma(item)
        else:
            for atom in _atoms(item, 1.0):
                atoms.append(Atom(atom.runs, atom.comma or held_comma))
                held_comma = False
    if atoms:
        yield atoms


def _atoms(item: Item, weight: float, depth: int = 0) -> Iterator[Atom]:
    comma = _has_comma(item)
    if item.kind == "comment":
        return
    members: Sequence[Item] = ()
    if item.kind == "group":
        members = item.members
        weight = weight * 1.1 if item.weight is None else item.weight
    elif item.kind == "down" and depth < DEPTH:
        members = parse(item.text[1:-1]).items
        weight /= _DOWN
    first = True
    for member in members:
        for atom in _atoms(member, weight, depth + 1):
            yield Atom(atom.runs, comma) if first else atom
            first = False
    if not members and item.text.strip("()[] "):
        yield Atom(tuple(_runs(item, weight)), comma)


def _has_comma(item: Item) -> bool:
    return "," in item.lead or "\uff0c" in item.lead


def _runs(item: Item, weight: float) -> Iterator[Run]:
    """A mixed item's text and groups, one behind the other; any other item is a single run."""
    place = 0
    for member in item.members if item.kind == "mixed" else ():
        start = item.text.find(member.text, place)
        if start > place:
            yield Run(item.text[place:start], weight)
        for atom in _atoms(member, weight, 1):
            if atom.comma:
                yield Run(", ", weight)
            yield from atom.runs
        place = start + len(member.text)
    if place < len(item.text):
        yield Run(item.text[place:], weight)


def _pack(atoms: Sequence[Atom], count: Callable[[str], int]) -> Iterator[str]:
    """As many atoms into each chunk as it holds."""
    held: list[Atom] = []
    tokens = 0
    for atom in _small(atoms, count):
        size = count(atom.write())
        # Tokens of joined texts are those of the parts, except around punctuation; hence the check
        # of the whole text, which is dear, only near the limit.
        full = tokens + atom.comma + size > LIMIT - 3 and count(_join([*held, atom])) > LIMIT
        if held and full:
            yield _join(held)
            held, tokens = [], 0
        tokens += size + (atom.comma if held else 0)
        held.append(atom)
    if held:
        yield _join(held)


def _small(atoms: Sequence[Atom], count: Callable[[str], int]) -> Iterator[Atom]:
    """The atoms, those that are longer than a chunk cut between words."""
    for atom in atoms:
        if count(atom.write()) <= LIMIT:
            yield atom
            continue
        comma = atom.comma
        for run in atom.runs:
            for word in run.text.split():
                yield Atom((Run(word, run.weight),), comma)
                comma = False


def _join(atoms: Sequence[Atom]) -> str:
    """One chunk's text; the comma between two tags of one group has the group's weight."""
    runs: list[Run] = []
    for number, atom in enumerate(atoms):
        if number:
            same = runs[-1].weight == atom.runs[0].weight
            runs.append(Run(", " if atom.comma else " ", runs[-1].weight if same else 1.0))
        runs += atom.runs
    return _write(runs)


def _write(runs: Sequence[Run]) -> str:
    """Runs in the host's syntax, neighbours of one weight in one group."""
    parts: list[str] = []
    texts: list[str] = []
    for number, run in enumerate(runs):
        texts.append(escaped(run.text))
        if number + 1 == len(runs) or runs[number + 1].weight != run.weight:
            text = "".join(texts)
            parts.append(text if run.weight == 1.0 else f"({text}:{run.weight!r})")
            texts = []
    return "".join(parts)
