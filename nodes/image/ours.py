"""What this pack's own nodes put into a picture, computed again from their inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..latent import buckets
from ..preset.model import Preset
from ..prompt.assemble import Request, assemble
from ..sampling import second_pass
from ..sampling.settings import FROM_PRESET, RECOMMENDED, Settings, SettingsError, settle
from ..vocabulary.lookup import Vocabulary
from . import recipe as read_as
from .graph import Graph, Link

AUTO = "auto"
PRESET_OUTPUTS = ("preset", "positive", "negative", "steps", "cfg", "width", "height")
SETTINGS_CFG = 3
"""The output of Preset Sampling Settings that is the CFG."""
REQUEST = {
    "text": "text",
    "negative": "negative",
    "quality": "level",
    "rating": "rating",
    "year": "year",
    "character": "character",
    "series": "series",
    "count": "count",
    "artist": "artist",
    "aesthetic": "aesthetic",
    "score": "score",
    "style": "style",
    "quality_position": "quality_position",
    "drop_implied": "drop_implied",
}
"""Inputs of Tag Prompt -> what they ask for."""


@dataclass(frozen=True, slots=True)
class Presets:
    """The installed presets, and what goes with them: `fit` finds the one for a checkpoint's name,
    `vocabulary` gives the tags that Tag Prompt knows."""

    by_id: Mapping[str, Preset]
    fit: Callable[[str], Preset | None]
    vocabulary: Callable[[], Vocabulary]

    def of(self, graph: Graph, node: str) -> Preset | None:
        """The preset that reaches a node's `preset` input."""
        link = graph.link(node, "preset")
        for origin in graph.upstream(link, lambda _, name: name == "preset"):
            chosen = graph.value(origin, "preset")
            if chosen == AUTO:
                name = checkpoint(graph, origin)
                return self.fit(name) if name else None
            if isinstance(chosen, str):
                return self.by_id.get(chosen)
        return None

    def computed(self, graph: Graph, link: Link) -> Any:
        """What one of our nodes gives at an output, or None. See `Graph`."""
        kind, node = graph.kinds[link.node], link.node
        if kind == "TagAtelierPrompt" and link.output < 2:
            return self._prompts(graph, node)[link.output]
        if kind == "TagAtelierPreset" and 0 < link.output < len(PRESET_OUTPUTS):
            return self._card(graph, node, PRESET_OUTPUTS[link.output])
        if kind == "TagAtelierLatent" and link.output in (1, 2):
            found = size(graph, node, self.of(graph, node))
            return found[link.output - 1] if found else None
        if kind == "TagAtelierSamplingSettings" and link.output == SETTINGS_CFG:
            settled = settings(graph, node, self.of(graph, node))
            return settled.cfg if settled else None
        return None

    def _prompts(self, graph: Graph, node: str) -> tuple[str | None, str | None]:
        """Both prompts of a Tag Prompt, or None twice when one of its inputs is not known."""
        preset = self.of(graph, node)
        wish: dict[str, Any] = {}
        for name in graph.nodes[node]:
            if name == "preset":
                continue
            value = graph.value(node, name)
            expected = bool if name == "drop_implied" else str
            if name not in REQUEST or not isinstance(value, expected):
                return None, None
            wish[REQUEST[name]] = value
        if preset is None:
            return None, None
        made = assemble(Request(**wish), preset, self.vocabulary())
        return made.positive, made.negative

    def _card(self, graph: Graph, node: str, output: str) -> Any:
        chosen = graph.value(node, "preset")
        name = checkpoint(graph, node) if chosen == AUTO else None
        preset = self.by_id.get(str(chosen)) or (self.fit(name) if name else None)
        if preset is None:
            return None
        level, sampling = preset.levels["standard"], preset.sampling
        return {
            "positive": level.positive,
            "negative": level.negative,
            "steps": int(sampling.steps.value),
            "cfg": float(sampling.cfg.value),
            "width": preset.sizes.default.width,
            "height": preset.sizes.default.height,
        }[output]


def checkpoint(graph: Graph, node: str) -> str | None:
    """The checkpoint file that a node loads or that its model was loaded from."""
    for origin in [node, *graph.upstream(graph.link(node, "model"))]:
        for name in ("ckpt_name", "unet_name"):
            found = graph.value(origin, name)
            if isinstance(found, str):
                return found
    return None


def settings(graph: Graph, node: str, preset: Preset | None) -> Settings | None:
    """What one of our samplers, or the node that prepares a native one, samples with.

    None when an input or the preset is not known.
    """
    steps = read_as.whole(graph.value(node, "steps"), 0, 10_000)
    if preset is None or steps is None:
        return None

    def named(name: str, default: str) -> str:
        return read_as.words(graph.value(node, name)) or default

    def number(name: str) -> float:
        return read_as.real(graph.value(node, name), 0, 100) or 0.0

    given: dict[str, Any] = {
        "variant": named("variant", RECOMMENDED),
        "steps": steps,
        "cfg": number("cfg"),
        "sampler": named("sampler_name", FROM_PRESET),
        "scheduler": named("scheduler", FROM_PRESET),
        "denoise": number("denoise"),
    }
    try:
        if graph.kinds[node] == "TagAtelierSecondPass":
            return second_pass.plan(preset, **given).settings
        return settle(preset, **given)
    except SettingsError:
        return None


def size(graph: Graph, node: str, preset: Preset | None) -> tuple[int, int] | None:
    """Width and height of an Aspect Bucket Latent, in pixels."""
    chosen = graph.value(node, "size")
    width, height = (read_as.side(graph.value(node, name)) for name in ("width", "height"))
    of_image = chosen == buckets.NEAREST and "image" in graph.nodes[node]
    if preset is None or not isinstance(chosen, str) or not width or not height or of_image:
        return None
    factor = read_as.real(graph.value(node, "multiplier"), 0.25, 4) or 1.0
    swap = graph.value(node, "swap") is True
    try:
        made = buckets.choose(preset.sizes, chosen, width, height, multiplier=factor, swap=swap)
    except buckets.SizeError:
        return None
    return made.width, made.height
