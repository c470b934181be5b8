"""The node that turns prompts of any length into conditioning."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io

from ..notice import shown
from .inputs import CATEGORY


class TagAtelierEncode(io.ComfyNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierEncode",
            display_name="Tag Encode",
            category=CATEGORY,
            description=(
                "Encodes both prompts. Up to 75 tokens it gives exactly what CLIP Text Encode "
                "gives; longer prompts are cut between tags, BREAK starts a new chunk, and [tag] "
                "weighs less."
            ),
            search_aliases=[
                "clip text encode",
                "conditioning",
                "BREAK",
                "long prompt",
                "token count",
                "75 tokens",
                "prompt weights",
                "size conditioning",
            ],
            inputs=[
                io.Clip.Input("clip", tooltip="The text encoders of the checkpoint."),
                io.String.Input(
                    "positive",
                    default="",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="What the picture should show.",
                ),
                io.String.Input(
                    "negative",
                    default="",
                    multiline=True,
                    dynamic_prompts=True,
                    tooltip="What the picture should not show.",
                ),
                io.Latent.Input(
                    "latent",
                    optional=True,
                    tooltip="The latent to sample. Only original_scale needs it.",
                ),
                io.Float.Input(
                    "original_scale",
                    default=1.0,
                    min=0.25,
                    max=4.0,
                    step=0.05,
                    optional=True,
                    advanced=True,
                    tooltip="How large the original picture is said to be, as a multiple of the "
                    "latent. 1 follows the latent; 1 to 2 is what SDXL models were trained on.",
                ),
                io.Int.Input(
                    "crop_w",
                    default=0,
                    min=0,
                    max=16384,
                    optional=True,
                    advanced=True,
                    tooltip="Pixels said to be cut from the left. 0 for a well framed picture.",
                ),
                io.Int.Input(
                    "crop_h",
                    default=0,
                    min=0,
                    max=16384,
                    optional=True,
                    advanced=True,
                    tooltip="Pixels said to be cut from the top. 0 for a well framed picture.",
                ),
            ],
            outputs=[
                io.Conditioning.Output(
                    "positive", display_name="positive", tooltip="The prompt, for a sampler."
                ),
                io.Conditioning.Output(
                    "negative", display_name="negative", tooltip="The negative, for a sampler."
                ),
                io.String.Output(
                    "report", display_name="report", tooltip="How many tokens each chunk holds."
                ),
            ],
        )

    @classmethod
    def execute(
        cls,
        clip: Any,
        positive: str,
        negative: str,
        latent: dict[str, Any] | None = None,
        original_scale: float = 1.0,
        crop_w: int = 0,
        crop_h: int = 0,
    ) -> io.NodeOutput:
        # Imported when it runs: the host waits for every pack at its start.
        from .encode import encode, size_conditioning, tokenize
        from .report import Report, Tokens

        if clip is None:
            raise ValueError("Tag Encode: clip is empty; the checkpoint holds no text encoder")
        size = size_conditioning(latent, original_scale, crop_w, crop_h)
        wanted, unwanted = tokenize(clip, positive), tokenize(clip, negative)
        report = Report(tokens=Tokens(wanted.counts, unwanted.counts, "tokenizer")).as_text()
        return io.NodeOutput(
            encode(clip, wanted.tokens, size),
            encode(clip, unwanted.tokens, size),
            report,
            ui=shown(report),
        )
