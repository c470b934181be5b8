"""The node that makes the values of a comparison."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..notice import shown
from ..preset.host import installed
from ..preset.model import LEVELS
from . import host
from .variations import AXES, variations


class TagAtelierVariations(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierVariations",
            display_name="Variations",
            category=host.CATEGORY,
            description=(
                "Runs the rest of the graph once for each value: quality levels, presets, CFG, "
                "steps, seeds or texts. Connect value to what you compare, and the pictures with "
                "label to a Contact Sheet."
            ),
            search_aliases=[
                "xy plot",
                "compare settings",
                "grid of images",
                "contact sheet values",
                "list of seeds",
                "prompt list",
            ],
            inputs=[
                io.Combo.Input(
                    "axis",
                    options=list(AXES),
                    default="quality",
                    tooltip=(
                        "What the values are. text: a value a line. pairs: positive | negative on "
                        "each line, or label | positive | negative."
                    ),
                ),
                io.String.Input(
                    "values",
                    default="",
                    multiline=True,
                    tooltip=(
                        "Words and numbers with commas or line breaks between, texts one a line. "
                        "Empty: every quality level, or every preset."
                    ),
                ),
            ],
            outputs=[
                # Any type: it goes to menus, numbers and texts alike.
                io.AnyType.Output(
                    "value",
                    display_name="value",
                    is_output_list=True,
                    tooltip="A word, a number or a text each, for an input of that kind.",
                ),
                io.String.Output(
                    "negative",
                    display_name="negative",
                    is_output_list=True,
                    tooltip="The second text of pairs, else empty.",
                ),
                io.String.Output(
                    "label",
                    display_name="label",
                    is_output_list=True,
                    tooltip="What to write under each picture, for a Contact Sheet.",
                ),
            ],
        )

    @classmethod
    def fingerprint_inputs(cls, **_: Any) -> str:
        return host.stamp()

    @classmethod
    def execute(cls, axis: Any, values: str) -> io.NodeOutput:
        menus = {"quality": LEVELS, "preset": tuple(installed().presets)}
        found = variations(axis, values, menus)
        return io.NodeOutput(
            [variation.value for variation in found],
            [variation.second for variation in found],
            [variation.label for variation in found],
            ui=shown("\n".join(variation.label for variation in found)),
        )
