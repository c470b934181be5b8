"""Nodes that save, read and compare pictures."""

from __future__ import annotations

from .read_node import TagAtelierReadImage
from .save_node import TagAtelierSaveImage
from .sheet_node import TagAtelierContactSheet
from .variations_node import TagAtelierVariations

NODES = [TagAtelierSaveImage, TagAtelierReadImage, TagAtelierVariations, TagAtelierContactSheet]
