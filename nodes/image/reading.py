"""The recipe of a picture, out of the texts that it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..notice import Notice
from . import a1111, comfy_graph, fooocus, invokeai, novelai
from . import recipe as read_as
from .ours import Presets
from .recipe import Recipe, RecipeError

WRITERS = "A1111, ComfyUI, NovelAI, Fooocus, InvokeAI"


def read(texts: Mapping[str, str], presets: Presets) -> Recipe:
    """The recipe that is most exact, completed by what others in the same file know.

    What a ComfyUI graph says itself comes first, in the host's own names; then the block beside it,
    which knows what our nodes made when the picture was made; then what they make of it today. A
    text that cannot be read is noticed, and the next one is tried. Raises RecipeError when none is
    left.
    """
    found: list[Recipe] = []
    faults: dict[str, None] = {}
    for reader in _readers(texts, presets):
        try:
            found.append(reader())
        except RecipeError as error:
            faults[str(error)] = None
    if not found:
        why = "; ".join(faults) or f"it carries none of the texts of {WRITERS}"
        raise RecipeError(f"no recipe in the picture: {why}")
    merged = found[0]
    for other in found[1:]:
        merged = merged.over(_in_our_words(other, merged))
    return merged.over(Recipe(notices=tuple(Notice("recipe-broken", fault) for fault in faults)))


def _readers(texts: Mapping[str, str], presets: Presets) -> list[Callable[[], Recipe]]:
    readers: list[Callable[[], Recipe]] = []

    def graph(presets: Presets | None) -> Recipe:
        return comfy_graph.read(read_as.load_json(texts["prompt"], "prompt"), presets)

    if "prompt" in texts:
        readers.append(lambda: graph(None))
    if novelai.is_novelai(texts):
        readers.append(lambda: novelai.read(texts))
    if invokeai.KEYWORD in texts:
        readers.append(lambda: invokeai.read(texts[invokeai.KEYWORD]))
    block = texts.get("parameters", "")
    if fooocus.is_fooocus(block):
        readers.append(lambda: fooocus.read(block))
    elif block:
        readers.append(lambda: a1111.read(block))
    if "prompt" in texts:
        readers.append(lambda: graph(presets))
    return readers


def _in_our_words(other: Recipe, graph: Recipe) -> Recipe:
    """A block beside a graph: its prompt without the LoRA tags that stand for the graph's nodes."""
    if not graph.loras or not other.positive:
        return other
    names = {lora.name for lora in graph.loras}
    return Recipe(positive=a1111.without_loras(other.positive, names)).over(other)
