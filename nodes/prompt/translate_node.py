"""The node that carries a prompt from one model to another."""

from __future__ import annotations

from comfy_api.latest import io

from ..preset import host
from ..preset.model import Preset
from .inputs import CATEGORY


class TagAtelierTranslate(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierTranslate",
            display_name="Translate Tags",
            category=CATEGORY,
            description=(
                "Carries a prompt from one model to another: quality, score, aesthetic, rating "
                "and year tags by their meaning, everything else as it is. Put Tag Prompt behind "
                "it for the other model's order."
            ),
            search_aliases=[
                "convert prompt",
                "quality tags",
                "score tags",
                "year tags",
                "switch model",
                "animagine",
            ],
            inputs=[
                host.PresetSocket.Input(
                    "source", tooltip="The model card that the prompt was written for."
                ),
                host.PresetSocket.Input("target", tooltip="The model card to write it for."),
                io.String.Input(
                    "text",
                    default="",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="The prompt to translate.",
                ),
                io.String.Input(
                    "negative",
                    default="",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="The negative prompt to translate.",
                ),
            ],
            outputs=[
                io.String.Output("text", display_name="text", tooltip="The translated prompt."),
                io.String.Output(
                    "negative", display_name="negative", tooltip="The translated negative prompt."
                ),
                io.String.Output(
                    "report", display_name="report", tooltip="What became of each special tag."
                ),
            ],
        )

    @classmethod
    def execute(cls, source: Preset, target: Preset, text: str, negative: str) -> io.NodeOutput:
        # Imported when it runs: the host waits for every pack at its start.
        from .translate import translate

        made = translate(text, negative, source, target)
        report = made.report.as_text()
        return io.NodeOutput(
            made.positive, made.negative, report, ui=made.report.shown(made.positive)
        )
