"""The node that hands a preset's settings to the host's custom sampling nodes."""

from __future__ import annotations

from typing import Any

from comfy_api.latest import io
from comfy_execution.graph_utils import ExecutionBlocker  # type: ignore[import-not-found]

from ..notice import shown
from ..preset.model import Preset
from . import sockets
from .native import guider, prepare, sampler, sigmas
from .prediction import AS_LOADED
from .settings import FROM_PRESET, RECOMMENDED, settle


class TagAtelierSamplingSettings(sockets.SamplingNode):
    @classmethod
    def define_schema(cls) -> io.Schema:
        return io.Schema(
            node_id="TagAtelierSamplingSettings",
            display_name="Preset Sampling Settings",
            category=sockets.CATEGORY,
            description=(
                "The sampler, sigmas, CFG and guider of the model's card, for "
                "SamplerCustomAdvanced and its relatives; with RandomNoise they make what the "
                "native KSampler makes."
            ),
            search_aliases=[
                "sampler custom advanced",
                "basic scheduler",
                "ksampler select",
                "cfg guider",
                "sigmas",
                "recommended sampler",
            ],
            inputs=[
                sockets.model(),
                sockets.preset(),
                sockets.positive(optional=True),
                sockets.negative(optional=True),
                sockets.variant(),
                sockets.steps(),
                sockets.cfg(),
                sockets.sampler_name(),
                sockets.scheduler(),
                sockets.denoise(),
                sockets.prediction(),
            ],
            outputs=[
                io.Guider.Output(
                    "guider",
                    display_name="guider",
                    tooltip="Model, conditioning and CFG; needs positive and negative.",
                ),
                io.Sampler.Output("sampler", display_name="sampler", tooltip="The sampler."),
                io.Sigmas.Output(
                    "sigmas",
                    display_name="sigmas",
                    tooltip="The scheduler's noise levels, as the native KSampler spaces them.",
                ),
                io.Float.Output("cfg", display_name="cfg", tooltip="CFG, for another guider."),
                io.Model.Output(
                    "model",
                    display_name="model",
                    tooltip="The model for another guider, set up as prediction says.",
                ),
                sockets.settings_output(),
            ],
        )

    @classmethod
    def execute(
        cls,
        model: Any,
        preset: Preset,
        positive: Any = None,
        negative: Any = None,
        variant: str = RECOMMENDED,
        steps: int = 0,
        cfg: float = 0.0,
        sampler_name: str = FROM_PRESET,
        scheduler: str = FROM_PRESET,
        denoise: float = 1.0,
        prediction: str = AS_LOADED,
    ) -> io.NodeOutput:
        settings = settle(
            preset,
            variant=variant,
            steps=steps,
            cfg=cfg,
            sampler=sampler_name,
            scheduler=scheduler,
            denoise=denoise,
        )
        prepared, doubts = prepare(model, preset, prediction)
        if positive is None or negative is None:
            # Only a node that uses the guider fails, and says why; the other outputs go on.
            guide: Any = ExecutionBlocker(
                "Preset Sampling Settings: the guider needs positive and negative conditioning"
            )
        else:
            guide = guider(prepared, positive, negative, settings.cfg)
        return io.NodeOutput(
            guide,
            sampler(settings),
            sigmas(prepared, settings),
            float(settings.cfg),
            prepared,
            settings.as_text(),
            ui=shown(settings.as_text(), (*settings.notices, *doubts)),
        )
