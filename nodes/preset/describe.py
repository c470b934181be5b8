"""A preset in a few lines that a person reads."""

from __future__ import annotations

from ..notice import Notice
from .load import Library
from .model import Preset, Setting


def describe(preset: Preset) -> str:
    """Name, order, special tags, settings and remarks, one subject a line."""
    sampling = preset.sampling
    lines = [
        f"{preset.name} ({preset.card})",
        f"order: {preset.prompt.template or 'no template on the card'}",
        f"quality: {preset.levels['standard'].positive} ({preset.levels['standard'].source})",
        f"steps {_setting(sampling.steps)}; CFG {_setting(sampling.cfg)}",
        f"{sampling.sampler_text}: {sampling.sampler} / {sampling.scheduler}",
        f"sizes: {', '.join(bucket.key for bucket in preset.sizes.buckets)}",
    ]
    if preset.vae:
        lines.append(f"VAE: {preset.vae.repository}. {preset.vae.remark}")
    if preset.loras:
        lines.append(f"LoRAs: {', '.join(lora.repository for lora in preset.loras)}")
    lines += [*preset.prompt.remarks, *sampling.remarks, *preset.remarks]
    return "\n".join(lines)


def broken(library: Library) -> list[Notice]:
    """A notice for each preset file that could not be read."""
    return [Notice("preset-broken", error) for error in library.errors]


def _setting(setting: Setting) -> str:
    words = f": {setting.range_text}" if setting.range_text else ""
    return f"{setting.value:g} ({setting.source}{words})"
