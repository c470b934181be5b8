"""What the nodes of this room share."""

from __future__ import annotations

CATEGORY = "Tag Atelier/prompt"
