"""The second pass: how far to enlarge what was sampled, and how much of it to sample anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..notice import Notice
from ..preset.model import Preset, SecondPass
from .settings import FROM_PRESET, Settings, SettingsError, settle

METHODS = ("nearest-exact", "bilinear", "area", "bicubic", "bislerp")
"""The host's ways to enlarge a latent."""

USUAL = SecondPass(scale=1.5, method="nearest-exact", denoise=0.55, source="ours")
"""For a card that documents none: that of the Animagine XL 2.0 samples and of the 3.1 demo."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What to do: enlarge by `scale` with `method`, then sample with `settings`."""

    scale: float
    method: str
    settings: Settings

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The enlarged width and height of a latent, in latent pixels (8 pixels of image each)."""
        return max(1, round(width * self.scale)), max(1, round(height * self.scale))


def plan(
    preset: Preset,
    *,
    scale: float = 0.0,
    method: str = FROM_PRESET,
    denoise: float = 0.0,
    steps: int = 0,
    variant: str,
    cfg: float = 0.0,
    sampler: str = FROM_PRESET,
    scheduler: str = FROM_PRESET,
) -> Pass:
    """The second pass of a preset with the user's values where given (0: the preset's).

    Without steps of its own it takes the share of the first pass's that `denoise` leaves, as
    diffusers' image-to-image does in the official demo: 28 at 0.55 are 15. The card's range is
    for whole pictures, so steps are not held against it. Raises SettingsError.
    """
    card = preset.second_pass or USUAL
    if scale < 0 or (method != FROM_PRESET and method not in METHODS):
        raise SettingsError(
            f"scale {scale:g}, method {method!r}: "
            f"allowed: a scale above 0 (0: the preset's); {', '.join((FROM_PRESET, *METHODS))}"
        )
    share = denoise or card.denoise
    settings = settle(
        preset, variant=variant, cfg=cfg, sampler=sampler, scheduler=scheduler, denoise=share
    )
    notices = settings.notices
    if preset.second_pass is None and not (scale and denoise):
        notices += (_undocumented(preset),)
    settings = replace(
        settings,
        steps=steps or card.steps or max(1, int(settings.steps * share)),
        notices=notices,
    )
    return Pass(scale or card.scale, card.method if method == FROM_PRESET else method, settings)


def _undocumented(preset: Preset) -> Notice:
    message = (
        f"{preset.name} documents no second pass; scale {USUAL.scale:g} and denoise "
        f"{USUAL.denoise:g} are those of the Animagine XL 2.0 card where you gave none"
    )
    return Notice("second-pass-undocumented", message)
