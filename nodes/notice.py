"""What a node has to tell its user without stopping."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning: `code` is stable and for programs, `message` is for people."""

    code: str
    message: str

    def as_data(self) -> dict[str, str]:
        return asdict(self)


def shown(text: str, notices: Iterable[Notice] = ()) -> dict[str, Any]:
    """The `ui` part of a node's output: what `web/js/report.js` writes on the node."""
    return {"tag_atelier": [{"text": text, "warnings": [notice.as_data() for notice in notices]}]}
