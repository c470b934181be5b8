"""The recipe in a prompt that ComfyUI ran: native nodes, ours, and others that look like them.

The sampler nearest to the picture tells the settings; one behind it was the first pass, and then
the picture's recipe is that one's. A sampler is known by its inputs, not by its name, so other
packs' samplers are read too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..notice import Notice
from ..sampling.settings import FROM_PRESET
from . import ours
from . import recipe as read_as
from .graph import Graph, Link
from .ours import Presets
from .recipe import Lora, Recipe, RecipeError, SecondPass

SAMPLER_OBJECTS = {
    "SamplerEulerAncestral": "euler_ancestral",
    "SamplerEulerAncestralCFGPP": "euler_ancestral_cfg_pp",
    "SamplerLMS": "lms",
    "SamplerDPMPP_2S_Ancestral": "dpmpp_2s_ancestral",
    "SamplerDPMPP_SDE": "dpmpp_sde",
    "SamplerDPMPP_2M_SDE": "dpmpp_2m_sde",
    "SamplerDPMPP_3M_SDE": "dpmpp_3m_sde",
    "SamplerDPMAdaptative": "dpm_adaptive",
    "SamplerER_SDE": "er_sde",
}
SCHEDULES = {
    "KarrasScheduler": "karras",
    "ExponentialScheduler": "exponential",
    "BetaSamplingScheduler": "beta",
}
"""Native nodes that stand for a name of KSampler's menus."""
TEXTS = ("text", "text_g", "text_l", "prompt")
POLES = {"positive": "negative", "negative": "positive"}


def read(
    prompt: Mapping[str, Any], presets: Presets | None = None, saver: str | None = None
) -> Recipe:
    """The recipe of the picture that the node `saver` saves, else of the first that is sampled.

    Without presets only what the graph itself says; with them also what our nodes make of it now.
    Raises RecipeError where nothing is sampled.
    """
    try:
        return _read(Graph(prompt, presets.computed if presets else None), presets, saver)
    except RecursionError as error:
        raise RecipeError("the ComfyUI graph is a chain that is too long to follow") from error


def _read(graph: Graph, presets: Presets | None, saver: str | None) -> Recipe:
    samplers = _samplers(graph, saver)
    if not samplers:
        raise RecipeError("the ComfyUI graph holds no node that samples")
    last, first = samplers[0], samplers[-1]
    found = _of_sampler(graph, presets, first)
    if first == last:
        return found
    later = _of_sampler(graph, presets, last)
    return found.over(Recipe(second_pass=SecondPass(later.denoise, later.steps)))


def _samplers(graph: Graph, saver: str | None) -> list[str]:
    """Those behind the picture, the nearest first, along pictures and latents only."""
    starts = [saver] if saver in graph.nodes else graph.ends()

    def along_the_picture(node: str, name: str) -> bool:
        return not _samples(graph, node) or name in ("latent_image", "latent", "samples", "image")

    for start in starts:
        found = [
            node
            for node in graph.upstream(Link(str(start), 0), along_the_picture)
            if _samples(graph, node)
        ]
        if found:
            return found
    return []


def _samples(graph: Graph, node: str) -> bool:
    inputs = graph.nodes[node].keys()
    whole = {"steps", "cfg", "positive", "negative"} <= inputs
    in_parts = {"sigmas", "sampler"} <= inputs and bool({"guider", "cfg"} & inputs)
    return whole or in_parts


def _of_sampler(graph: Graph, presets: Presets | None, node: str) -> Recipe:
    guider = graph.link(node, "guider")
    guide = guider.node if guider else node  # Who holds the prompts and the CFG.
    sampling = _sampling(graph, presets, node, guide)
    model = ours.checkpoint(graph, guide)
    width, height = _size(graph, presets, node)
    found = Recipe(
        positive=_text(graph, guide, "positive"),
        negative=_text(graph, guide, "negative"),
        seed=_seed(graph, node),
        width=width,
        height=height,
        model=read_as.name_of(model),
        loras=tuple(_loras(graph, graph.link(guide, "model"))),
        source="ComfyUI",
    )
    return sampling.over(found)


def _sampling(graph: Graph, presets: Presets | None, node: str, guide: str) -> Recipe:
    """Steps, CFG, sampler, scheduler and denoise."""
    scheduled = _schedule_node(graph, node)
    if "preset" in graph.nodes[scheduled]:
        return _settled(graph, presets, scheduled)
    steps = read_as.steps(graph.value(scheduled, "steps"))
    cfg = 1.0 if graph.kinds[guide] == "BasicGuider" else graph.value(guide, "cfg")
    scheduler = _named(graph.value(scheduled, "scheduler"))
    return Recipe(
        steps=steps,
        cfg=read_as.cfg(cfg),
        sampler=_sampler(graph, node),
        scheduler=SCHEDULES.get(graph.kinds[scheduled]) or scheduler,
        denoise=_denoise(graph, scheduled, steps),
    )


def _settled(graph: Graph, presets: Presets | None, node: str) -> Recipe:
    """What a preset makes of the settings of one of our nodes."""
    if presets is None:
        return Recipe()
    settled = ours.settings(graph, node, presets.of(graph, node))
    if settled is None:
        why = "sampling settings are not known: the sampler's preset is not installed here"
        return Recipe(notices=(Notice("recipe-incomplete", why),))
    return Recipe(
        steps=settled.steps,
        cfg=settled.cfg,
        sampler=settled.sampler,
        scheduler=settled.scheduler,
        denoise=settled.denoise,
    )


def _schedule_node(graph: Graph, node: str) -> str:
    """Who makes the sigmas, or the sampler itself where it does."""
    for origin in graph.upstream(graph.link(node, "sigmas"), lambda _, name: name == "sigmas"):
        if "steps" in graph.nodes[origin]:
            return origin
    return node


def _denoise(graph: Graph, node: str, steps: int | None) -> float | None:
    """KSampler says it; KSamplerAdvanced says from which step on; a bare schedule is whole."""
    start = read_as.whole(graph.value(node, "start_at_step"), 0, 10_000)
    if start is not None and steps:
        return max(0.0, 1 - start / steps)
    return read_as.share(graph.value(node, "denoise")) if "denoise" in graph.nodes[node] else 1.0


def _sampler(graph: Graph, node: str) -> str | None:
    link = graph.link(node, "sampler")
    holder = link.node if link else node
    named = _named(graph.value(holder, "sampler_name"))
    return named or SAMPLER_OBJECTS.get(graph.kinds[holder])


def _named(value: Any) -> str | None:
    return value if isinstance(value, str) and value != FROM_PRESET else None


def _seed(graph: Graph, node: str) -> int | None:
    noise = graph.link(node, "noise")
    for holder in (node, noise.node if noise else node):
        for name in ("seed", "noise_seed"):
            found = read_as.seed(graph.value(holder, name))
            if found is not None:
                return found
    return None


def _text(graph: Graph, guide: str, pole: str) -> str | None:
    """The text of the nearest encoder behind `positive` or `negative`."""
    link = graph.link(guide, pole)
    if link is None and pole == "positive":
        link = graph.link(guide, "conditioning")  # BasicGuider has one prompt only.

    def same_pole(_: str, name: str) -> bool:
        return name != POLES[pole] and name not in ("model", "clip", "vae", "image", "latent")

    for node in graph.upstream(link, same_pole):
        for name in TEXTS:
            if name in graph.nodes[node] and "clip" in graph.nodes[node]:
                return read_as.words(graph.value(node, name))
    return None


def _loras(graph: Graph, model: Link | None) -> list[Lora]:
    """In the order in which they were applied."""
    found = []
    for node in graph.upstream(model, lambda _, name: name == "model"):
        name = read_as.name_of(graph.value(node, "lora_name"))
        weight = read_as.real(graph.value(node, "strength_model"), -100, 100)
        if name and weight:
            found.append(Lora(name, weight))
    return found[::-1]


def _size(graph: Graph, presets: Presets | None, node: str) -> tuple[int | None, int | None]:
    """Of the empty latent that was sampled, where its node says it."""
    link = graph.link(node, "latent_image")
    if link is None or {"samples", "pixels"} & graph.nodes[link.node].keys():
        return None, None
    if graph.kinds[link.node] == "TagAtelierLatent":
        preset = presets.of(graph, link.node) if presets else None
        return ours.size(graph, link.node, preset) or (None, None)
    width, height = graph.value(link.node, "width"), graph.value(link.node, "height")
    return read_as.side(width), read_as.side(height)
