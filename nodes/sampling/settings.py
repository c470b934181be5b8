"""How to sample: the preset's settings, the user's over them, and what the card says of those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..notice import Notice
from ..preset.model import Preset, Variant

RECOMMENDED = "recommended"
FROM_PRESET = "preset"
"""What a name reads when the preset decides; for steps and CFG that is 0."""


class SettingsError(ValueError):
    """A setting that cannot be used. The message names it and what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a sampler needs. Sampler and scheduler are ComfyUI's names; denoise is 0 to 1."""

    steps: int
    cfg: float
    sampler: str
    scheduler: str
    denoise: float = 1.0
    notices: tuple[Notice, ...] = ()

    def as_text(self) -> str:
        line = f"{self.steps} steps, CFG {self.cfg:g}, {self.sampler} / {self.scheduler}"
        return line if self.denoise == 1 else f"{line}, denoise {self.denoise:g}"


def settle(
    preset: Preset,
    *,
    variant: str = RECOMMENDED,
    steps: int = 0,
    cfg: float = 0.0,
    sampler: str = FROM_PRESET,
    scheduler: str = FROM_PRESET,
    denoise: float = 1.0,
) -> Settings:
    """The settings to sample with: the user's where given, else the variant's, else the card's.

    A sampler chosen without a scheduler gets the one that the card pairs it with. A variant that
    the preset lacks is noticed and left out; values outside the card's range, and names that it
    cautions about, are noticed and kept.
    Raises SettingsError for a value that cannot be sampled with.
    """
    if steps < 0 or cfg < 0 or not 0 <= denoise <= 1:
        given = f"steps {steps}, CFG {cfg:g}, denoise {denoise:g}"
        allowed = "steps and CFG above 0 (0: the preset's), denoise 0 to 1"
        raise SettingsError(f"{given}: allowed: {allowed}")
    card = preset.sampling
    chosen = card.variants.get(variant, Variant(source="card"))
    notices = []
    if variant != RECOMMENDED and variant not in card.variants:
        notices.append(_no_variant(preset, variant))

    named = sampler if sampler != FROM_PRESET else chosen.sampler or card.sampler
    if scheduler != FROM_PRESET:
        paired = scheduler
    elif sampler != FROM_PRESET:
        paired = _pairing(preset, sampler)
    else:
        paired = chosen.scheduler or card.scheduler
    settings = Settings(
        steps=steps or chosen.steps or int(card.steps.value),
        cfg=cfg or chosen.cfg or card.cfg.value,
        sampler=named,
        scheduler=paired,
        denoise=denoise,
    )
    for code, setting, value in (
        ("steps-out-of-range", card.steps, settings.steps),
        ("cfg-out-of-range", card.cfg, settings.cfg),
    ):
        if says := setting.warning(value):
            label = "CFG" if setting is card.cfg else "steps"
            notices.append(Notice(code, f"{label} {value:g} with {preset.name}: {says}"))
    notices += _cautions(preset, settings)
    return replace(settings, notices=tuple(notices))


def _pairing(preset: Preset, sampler: str) -> str:
    """The scheduler that the card pairs with a sampler: by the longest name that it starts with."""
    pairings = preset.sampling.pairings
    fitting = [start for start in pairings if sampler.startswith(start)]
    return pairings[max(fitting, key=len)] if fitting else preset.sampling.scheduler


def _cautions(preset: Preset, settings: Settings) -> Iterator[Notice]:
    """What the card says about this sampler and this scheduler."""
    says = preset.sampling.cautions
    other = says.get("") if settings.sampler != preset.sampling.sampler else None
    for kind, name, words in (
        ("sampler", settings.sampler, says.get(settings.sampler, other)),
        ("scheduler", settings.scheduler, says.get(settings.scheduler)),
    ):
        if words:
            yield Notice(f"{kind}-unsuited", f"{kind} {name} with {preset.name}: {words}")


def _no_variant(preset: Preset, variant: str) -> Notice:
    known = ", ".join([RECOMMENDED, *preset.sampling.variants])
    message = f"{preset.name} has no variant {variant!r}, sampling as recommended; it has: {known}"
    return Notice("variant-unknown", message)
