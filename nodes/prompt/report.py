"""What was done to a prompt, for people (`as_text`) and for programs (`as_data`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ..notice import Notice, shown

Where = Literal["positive", "negative"]

WARNINGS: dict[str, str] = {
    "level-missing": "the preset has no such quality level; standard is used",
    "style-missing": "the preset has no such style; none is used",
    "option-missing": "the model has no word for this rating, year, aesthetic or score",
    "option-near": "the model has no tag for exactly this year; the nearest one is used",
    "option-against-text": "a chosen rating, year, aesthetic or score contradicts the text",
    "level-against-text": "quality tags were left out because the text asks for the opposite",
    "contradiction": "the text contradicts itself: two ratings, two years, good and bad quality",
    "foreign-tag": "a special tag of another model, which this one was not trained on",
    "meaning-changes": "a plain word of the text is a special tag to the model translated to",
    "position-undocumented": "the card does not document this place for quality tags",
    "negative-clash": "the user's own negative holds a tag that the positive asks for",
    "unbalanced-bracket": "a parenthesis without a partner; it is escaped, so that weights survive",
    "unbalanced-opaque": "a LoRA, choice or comment with a lone parenthesis, which is not edited",
    "implausible-weight": "a weight that is not a number or is above 10",
    "weight-not-read": "a number behind a colon that the host does not read as a weight",
    "square-brackets": "[a] means nothing to ComfyUI's own text encoder",
    "prompt-editing": "[a:b:0.5] and [a|b] mean nothing to ComfyUI",
    "lora-in-text": "<lora:...> is read as words; ComfyUI loads a LoRA with a node",
    "slashes-cut": "// inside a tag: a prompt box cuts the rest of the line as a comment",
    "comment-in-text": "a comment reached the prompt; the host's text encoder reads it as words",
    "wall-is-a-word": "BREAK and AND are ordinary words to ComfyUI's own text encoder",
    "wall-in-field": "BREAK and AND have no meaning in a field for one role",
    "prose": "sentences, to a model that was trained on tags",
    "too-long": "more tokens than the model was trained with",
}
"""Every warning's code and what it means. Codes are stable: scripts may rely on them."""

_OF_ONE_CODE = 8
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Note:
    """Something added, dropped, mended or translated; `to` is what a text became."""

    text: str
    reason: str
    where: Where = "positive"
    to: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of the positive prompt with its role, and how the role is known."""

    text: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """CLIP tokens per chunk of 75. `source` is "tokenizer" or "estimate"."""

    positive: tuple[int, ...]
    negative: tuple[int, ...]
    source: Literal["tokenizer", "estimate"]


@dataclass(slots=True)
class Report:
    """Everything that happened, in the order in which it happened."""

    moved: list[str] = field(default_factory=list)
    added: list[Note] = field(default_factory=list)
    dropped: list[Note] = field(default_factory=list)
    mended: list[Note] = field(default_factory=list)
    translated: list[Note] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    roles: list[Placed] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    tokens: Tokens | None = None

    def warn(self, code: str, message: str) -> None:
        """Add a warning. `code` is a key of WARNINGS; of one code only the first few are told."""
        if code not in WARNINGS:
            raise KeyError(f"{code} is not in the table of warnings of prompt/report.py")
        told = [notice for notice in self.warnings if notice.code == code]
        message = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."
        notice = Notice(code, message)
        if len(told) < _OF_ONE_CODE and notice not in told:
            self.warnings.append(notice)

    def as_data(self) -> dict[str, Any]:
        """The report as JSON types, every key always there."""
        data = asdict(self)
        for note in (*data["added"], *data["dropped"], *data["mended"], *data["translated"]):
            if not note["to"]:
                del note["to"]
        return data

    def as_text(self) -> str:
        """The report as a person reads it: warnings first, empty parts left out."""
        warnings = [f"! {warning.message}" for warning in self.warnings]
        return "\n".join([*warnings, *self._changes()]) or "Nothing changed."

    def shown(self, prompt: str) -> dict[str, Any]:
        """For the node to show: the prompt that was made, and what was done for it."""
        return shown("\n".join([prompt, *self._changes()]), self.warnings)

    def _changes(self) -> list[str]:
        lines: list[str] = []
        lines += _list("Translated", map(_changed, self.translated))
        lines += _list("Moved", self.moved)
        lines += _list("Added", (_said(note) for note in self.added))
        lines += _list("Left out", (_said(note) for note in self.dropped))
        lines += _list("Mended", map(_changed, self.mended))
        lines += _list("Not in the tag list", self.unknown)
        if self.tokens is not None:
            about = "about " if self.tokens.source == "estimate" else ""
            for where, counts in (
                ("positive", self.tokens.positive),
                ("negative", self.tokens.negative),
            ):
                chunks = " + ".join(map(str, counts))
                lines.append(f"Tokens, {where}: {about}{chunks} of 75 each")
        return lines


def _said(note: Note) -> str:
    where = "negative, " if note.where == "negative" else ""
    return f"{note.text} ({where}{note.reason})"


def _changed(note: Note) -> str:
    return f"{note.text} -> {note.to} ({note.reason})"


def _list(title: str, entries: Iterable[str]) -> list[str]:
    listed = list(entries)
    return [f"{title}: {', '.join(listed)}"] if listed else []
