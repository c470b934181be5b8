"""Prompts as conditioning, with the host's own CLIP object.

A prompt of one chunk goes through `clip.tokenize` untouched, so it gives what the host's own text
encode gives, bit for bit. A longer one is cut by `chunks.py`, each chunk is tokenised by the host
(embeddings included) and padded by it, and the host encodes them as it encodes any long prompt:
one after another, the pooled output of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .chunks import cut, needs_own_reading

Tokens = dict[str, list[list[Any]]]
"""By encoder (`l` and `g` for SDXL): chunks of (token or embedding vector, weight)."""


@dataclass(frozen=True, slots=True)
class Tokenized:
    """`counts` are the tokens of text in each chunk, 75 at most."""

    tokens: Tokens
    counts: tuple[int, ...]


def tokenize(clip: Any, text: str) -> Tokenized:
    """The prompt's tokens in chunks, the same number of chunks for each encoder."""
    whole = clip.tokenize(text)
    if not needs_own_reading(text) and max(map(len, whole.values())) == 1:
        return Tokenized(whole, (_count(clip, text),))
    counted: dict[str, int] = {}

    def count(part: str) -> int:
        if part not in counted:
            counted[part] = _count(clip, part)
        return counted[part]

    tokens: Tokens = {name: [] for name in whole}
    counts: list[int] = []
    for chunk in cut(text, count):
        made = clip.tokenize(chunk)
        longest = max(map(len, made.values()))
        for name, batches in made.items():
            # An embedding may have more vectors for one encoder than for the other.
            empty = clip.tokenize("")[name] if len(batches) < longest else []
            tokens[name] += [*batches, *empty * (longest - len(batches))]
        left = count(chunk)
        for _ in range(longest):
            counts.append(min(left, 75))
            left = max(0, left - 75)
    return Tokenized(tokens, tuple(counts))


def size_conditioning(
    latent: dict[str, Any] | None, original_scale: float, crop_w: int, crop_h: int
) -> dict[str, int]:
    """SDXL's size conditioning in pixels, as far as it differs from what the host says by itself
    (original and target are the latent's size, no crop).

    An original of 1 to 2 times the target is what these models were trained on. Raises ValueError
    for a scale without the latent that it scales.
    """
    extra: dict[str, int] = {}
    if original_scale != 1.0:
        if latent is None:
            raise ValueError(
                f"Tag Encode: original_scale is {original_scale:g}, which needs the latent "
                "connected; 1 follows whatever latent is sampled"
            )
        height, width = (8 * int(side) for side in latent["samples"].shape[-2:])
        extra = {
            "width": round(width * original_scale),
            "height": round(height * original_scale),
            "target_width": width,
            "target_height": height,
        }
    return {**extra, "crop_w": crop_w, "crop_h": crop_h} if extra or crop_w or crop_h else {}


def encode(clip: Any, tokens: Tokens, size: dict[str, int]) -> Any:
    """The host's CONDITIONING of these tokens."""
    return clip.encode_from_tokens_scheduled(tokens, add_dict=size)


def _count(clip: Any, text: str) -> int:
    """Tokens of text, without start, end and padding; of the encoder that counts most."""
    made = clip.tokenize(text, return_word_ids=True)
    return max(
        sum(1 for batch in batches for token in batch if token[2] != 0) for batches in made.values()
    )
