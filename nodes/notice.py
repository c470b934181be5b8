"""What a node has to tell its user without stopping."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning: `code` is stable and for programs, `message` is for people."""

    code: str
    message: str

    def as_data(self) -> dict[str, str]:
        return asdict(self)
