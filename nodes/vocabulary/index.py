"""Writes the compact tag index that the browser searches, as web/js/index_file.js describes it.

Every array here has its counterpart in `web/js/build_index.js`, which makes the same index from
rows in the page. What is written is in the order of popularity, so a row's number is its rank.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .starter_list import STAND_IN

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Numbers = npt.NDArray[np.uint32]

MAGIC = 0x49544154
FORMAT = 1
"""To be raised with every change of the layout or of `fold`, together with index_file.js."""

LARGEST_COUNT = 2**31 - 1
LAST_WORD = 255
"""A word past this number within one text is not found by itself: its number must fit a byte."""


class IndexRow(NamedTuple):
    """One tag. `category` is Danbooru's number (2 is a special tag); `posts` is 0 where nobody
    counted, and then `tier`, 1 (seldom) to 5 (everywhere), places the tag among the counted ones.
    """

    name: str
    category: int
    posts: int
    aliases: Sequence[str] = ()
    tier: int = 0


def write_index(rows: Iterable[IndexRow]) -> bytes:
    """The index file of these rows, given in any order; rows of equal popularity keep theirs.

    Rows and aliases without a letter or sign are left out. ValueError names a row whose category
    or tier is out of range.
    """
    import numpy as np

    listed_rows = list(rows)
    forms = fold_all([row.name for row in listed_rows])
    given = [row for row, form in zip(listed_rows, forms, strict=True) if form.strip()]
    for row in given:
        if not 0 <= row.category <= 255 or not (row.tier == 0 or row.tier in STAND_IN):
            raise ValueError(
                f"{row.name!r}: category {row.category} (0 to 255), tier {row.tier} (0 to 5)"
            )
    counts = [min(row.posts, LARGEST_COUNT) if row.posts > 0 else -row.tier for row in given]
    ranks = np.array([STAND_IN[-count] if count < 0 else count for count in counts], np.int64)
    order = np.argsort(-ranks, kind="stable").tolist()
    ordered = [given[number] for number in order]

    names = [row.name for row in ordered]
    folded = fold_all(names)
    listed = [(number, alias) for number, row in enumerate(ordered) for alias in row.aliases]
    aliases = [alias.strip() for _, alias in listed]
    kept = [
        (number, alias, form)
        for (number, _), alias, form in zip(listed, aliases, fold_all(aliases), strict=True)
        if form.strip() and form != folded[number]
    ]
    spellings = names + [alias for _, alias, _ in kept]
    folded += [form for _, _, form in kept]

    lead = sum(("_" in name) - (" " in name) for name in names)
    separator = "_" if lead >= 0 else " "
    odd = [
        number
        for number, (own, form) in enumerate(zip(spellings, folded, strict=True))
        if form.replace(" ", separator) != own
    ]
    text = np.frombuffer(_joined(folded), np.uint8)
    odd_text = _joined([spellings[number].replace("\0", "") for number in odd])
    starts = sorted_starts(text)
    head = struct.pack(
        "<10I",
        *(MAGIC, FORMAT, len(names), len(kept), len(text), len(starts), len(odd), len(odd_text)),
        *(separator == "_", 0),
    )
    sections = (
        np.array([counts[number] for number in order], "<i4").tobytes(),
        np.array([number for number, _, _ in kept], "<u4").tobytes(),
        starts.astype("<u4").tobytes(),
        np.array(odd, "<u4").tobytes(),
        np.array([row.category for row in ordered], np.uint8).tobytes(),
        text.tobytes(),
        odd_text,
    )
    return head + b"".join(part + bytes(-len(part) % 4) for part in sections)


_LETTERS = str.maketrans(
    {
        "\u00f8": "o",
        "\u0142": "l",
        "\u0111": "d",
        "\u00df": "ss",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u0131": "i",
    }
)
_SIGNS: dict[int, str | None] = {
    **dict.fromkeys(range(1, 32), " "),
    ord("_"): " ",
    ord("'"): None,
    ord("\u2019"): None,
}
_ESCAPES = re.compile(r"\\+([()])")
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold_all(texts: Sequence[str]) -> list[str]:
    """What web/js/fold.js `fold` makes of each text; ASCII, nearly all of it, is folded at once."""
    plain = [text if text.isascii() else _unaccented(text) for text in texts]
    whole = "\0".join(text.replace("\0", " ") for text in plain)
    whole = _ESCAPES.sub(r"\1", whole.lower().translate(_SIGNS))
    while "  " in whole:
        whole = whole.replace("  ", " ")
    folded = [form.strip(" ") for form in whole.split("\0")] if texts else []
    return [
        form or text.lower().replace("\0", "") for form, text in zip(folded, texts, strict=True)
    ]


def _unaccented(text: str) -> str:
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", apart).lower().translate(_LETTERS)


def _joined(texts: Iterable[str]) -> bytes:
    return "".join(text + "\0" for text in texts).encode("utf-8", "replace")


def sorted_starts(text: Bytes) -> Numbers:
    """Every word start of NUL-ended UTF-8 texts as `text number << 8 | word number`, in byte order
    of what follows it; where the same follows, in the order of the texts."""
    import numpy as np

    places = _word_places(text)
    numbers = np.cumsum(text == 0, dtype=np.uint32)[places]
    firsts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]][: len(numbers)])
    words = np.arange(len(places)) - np.repeat(firsts, np.diff(np.r_[firsts, len(places)]))
    fitting = words <= LAST_WORD
    starts = (numbers << np.uint32(8) | words.astype(np.uint32))[fitting]
    return starts[_byte_order(text, places[fitting])]


def _word_places(text: Bytes) -> npt.NDArray[np.intp]:
    """Where words start, by the rule of web/js/fold.js `startsWord`."""
    import numpy as np

    codes = np.arange(256)
    digit = (codes >= 0x30) & (codes <= 0x39)
    letter = ((codes >= 0x61) & (codes <= 0x7A)) | (codes >= 0x80)
    before = np.r_[np.uint8(0), text[:-1]] if len(text) else text
    after_sign = ~(digit | letter)[before] | (digit[before] & letter[text])
    inside = (digit | letter)[text] & (after_sign | (text >= 0xE3))
    return np.flatnonzero(np.where(before == 0, text != 0, inside))


def _byte_order(text: Bytes, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The order of the texts that begin at these rising places, equal ones by place.

    Eight bytes at a time: what they leave equal and unended is sorted by the next eight.
    """
    import numpy as np

    padded = np.r_[text, np.zeros(8, np.uint8)]
    keys = _eight_bytes(padded, places)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    open_places = np.arange(len(places))
    groups = np.zeros(len(places), np.int64)
    for depth in range(8, len(padded), 8):
        changes = np.r_[True, (keys[1:] != keys[:-1]) | (groups[1:] != groups[:-1])][: len(keys)]
        groups = np.cumsum(changes)
        alone = np.bincount(groups)[groups] == 1
        unended = (keys & np.uint64(0xFF)) != 0
        tied = ~alone & unended
        if not tied.any():
            break
        open_places, groups = open_places[tied], groups[tied]
        inside = order[open_places]
        keys = _eight_bytes(padded, places[inside] + depth)
        resorted = np.lexsort((keys, groups))
        order[open_places] = inside[resorted]
        keys = keys[resorted]
    return order


def _eight_bytes(text: Bytes, places: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
    """The next eight bytes as one number that sorts as they do, zero from the text's end on."""
    import numpy as np

    keys = np.zeros(len(places), np.uint64)
    going_on = np.ones(len(places), np.bool_)
    for offset in range(8):
        byte = text[places + offset]
        going_on &= byte != 0
        keys = keys << np.uint64(8) | np.where(going_on, byte, 0).astype(np.uint64)
    return keys
