"""A random-weight SDXL checkpoint, for machines that have no real one.

The layout is Segmind-Vega's, the smallest that ComfyUI recognizes as SDXL: 745M parameters in the
diffusion model, both text encoders and the VAE in full, 3.3 GB in fp16. Pictures made with it are
noise; everything around them (prompt, sizes, sampling, saving) is real. Written with the standard
library alone, in the safetensors format: an 8-byte little-endian header length, a JSON header,
then the tensors' bytes in the header's order.
"""

from __future__ import annotations

import json
import math
import os
import random
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

NAME = "tag-atelier-random-sdxl.safetensors"
SEED = 20

# Weights repeat with this period. It is prime, so no two rows of a matrix start at the same place
# in it before 262,139 rows have passed, and drawing 1.6 billion separate numbers is not needed.
PERIOD = 262_139


class Tensor(NamedTuple):
    """A tensor to write: values are uniform around `mean` with standard deviation `spread`."""

    name: str
    shape: tuple[int, ...]
    spread: float = 0.0
    mean: float = 0.0

    @property
    def nbytes(self) -> int:
        return 2 * math.prod(self.shape)


def cache_folder() -> Path:
    """Where this machine keeps files that can be made again, by its own convention."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tag-atelier"


def checkpoint_folder() -> Path:
    """The folder that a host is shown as a place for checkpoints."""
    return cache_folder() / "checkpoints"


def write(folder: Path, seed: int = SEED) -> Path:
    """Write the checkpoint into `folder`, or reuse the one that is there whole.

    Raises OSError when the disk is full or the folder cannot be written.
    """
    path = folder / NAME
    tensors = list(layout())
    header = _header(tensors, seed)
    if _is_whole(path, header, tensors):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            file.write(header)
            _write_weights(file, tensors, random.Random(seed))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def size() -> int:
    """Bytes of the weights, without the header."""
    return sum(tensor.nbytes for tensor in layout())


def _header(tensors: list[Tensor], seed: int) -> bytes:
    entries: dict[str, object] = {
        "__metadata__": {"modelspec.title": "Tag Atelier random weights", "seed": str(seed)}
    }
    offset = 0
    for tensor in tensors:
        entries[tensor.name] = {
            "dtype": "F16",
            "shape": tensor.shape,
            "data_offsets": (offset, offset + tensor.nbytes),
        }
        offset += tensor.nbytes
    text = json.dumps(entries, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)  # the format wants the weights aligned to 8 bytes
    return struct.pack("<Q", len(text)) + text


def _is_whole(path: Path, header: bytes, tensors: list[Tensor]) -> bool:
    expected = len(header) + sum(tensor.nbytes for tensor in tensors)
    if not path.is_file() or path.stat().st_size != expected:
        return False
    with path.open("rb") as file:
        return file.read(len(header)) == header


def _write_weights(file: BinaryIO, tensors: list[Tensor], rng: random.Random) -> None:
    unit = [rng.uniform(-1, 1) for _ in range(PERIOD)]
    pools: dict[tuple[float, float], bytes] = {}
    for tensor in tensors:
        key = (tensor.spread, tensor.mean)
        if key not in pools:
            reach = tensor.spread * math.sqrt(3)  # a uniform's half-width for this deviation
            values = [tensor.mean + reach * value for value in unit]
            pools[key] = struct.pack(f"<{PERIOD}e", *values)
        pool = pools[key]
        start = 2 * rng.randrange(PERIOD)
        left = tensor.nbytes
        while left:
            piece = pool[start : start + left]
            file.write(piece)
            left -= len(piece)
            start = 0


# What follows is the layout: names and shapes as in a published SDXL checkpoint. Spreads keep a
# layer's output about as large as its input, so that latents and pixels stay finite in fp16.


def layout() -> Iterator[Tensor]:
    """Every tensor of the checkpoint, in file order."""
    yield from _unet("model.diffusion_model.")
    yield from _clip_l("conditioner.embedders.0.transformer.text_model.")
    yield from _clip_g("conditioner.embedders.1.model.")
    yield from _vae("first_stage_model.")


def _matrix(name: str, shape: tuple[int, ...]) -> Tensor:
    return Tensor(name, shape, 1 / math.sqrt(math.prod(shape[1:])))


def _linear(name: str, wide: int, out: int) -> Iterator[Tensor]:
    yield _matrix(f"{name}.weight", (out, wide))
    yield Tensor(f"{name}.bias", (out,))


def _conv(name: str, wide: int, out: int, kernel: int = 3) -> Iterator[Tensor]:
    yield _matrix(f"{name}.weight", (out, wide, kernel, kernel))
    yield Tensor(f"{name}.bias", (out,))


def _norm(name: str, wide: int) -> Iterator[Tensor]:
    yield Tensor(f"{name}.weight", (wide,), mean=1.0)
    yield Tensor(f"{name}.bias", (wide,))


UNET_WIDTH, UNET_EMBED, UNET_CONTEXT, UNET_LABEL = 320, 1280, 2048, 2816
UNET_LEVELS = ((1, 0), (2, 1), (4, 2))  # per level: width factor, transformer blocks


def _unet(at: str) -> Iterator[Tensor]:
    yield from _linear(f"{at}time_embed.0", UNET_WIDTH, UNET_EMBED)
    yield from _linear(f"{at}time_embed.2", UNET_EMBED, UNET_EMBED)
    yield from _linear(f"{at}label_emb.0.0", UNET_LABEL, UNET_EMBED)
    yield from _linear(f"{at}label_emb.0.2", UNET_EMBED, UNET_EMBED)
    yield from _conv(f"{at}input_blocks.0.0", 4, UNET_WIDTH)
    wide, skips, block = UNET_WIDTH, [UNET_WIDTH], 1
    for level, (factor, depth) in enumerate(UNET_LEVELS):
        for _ in range(2):
            out = factor * UNET_WIDTH
            yield from _unet_residual(f"{at}input_blocks.{block}.0", wide, out)
            yield from _unet_transformer(f"{at}input_blocks.{block}.1", out, depth)
            wide, block = out, block + 1
            skips.append(wide)
        if level < len(UNET_LEVELS) - 1:
            yield from _conv(f"{at}input_blocks.{block}.0.op", wide, wide)
            block += 1
            skips.append(wide)
    yield from _unet_residual(f"{at}middle_block.0", wide, wide)
    block = 0
    for level, (factor, depth) in reversed(list(enumerate(UNET_LEVELS))):
        for last in (False, False, True):
            out = factor * UNET_WIDTH
            yield from _unet_residual(f"{at}output_blocks.{block}.0", wide + skips.pop(), out)
            yield from _unet_transformer(f"{at}output_blocks.{block}.1", out, depth)
            if last and level > 0:
                upsample = 2 if depth else 1
                yield from _conv(f"{at}output_blocks.{block}.{upsample}.conv", out, out)
            wide, block = out, block + 1
    yield from _norm(f"{at}out.0", wide)
    yield from _conv(f"{at}out.2", wide, 4)


def _unet_residual(at: str, wide: int, out: int) -> Iterator[Tensor]:
    yield from _norm(f"{at}.in_layers.0", wide)
    yield from _conv(f"{at}.in_layers.2", wide, out)
    yield from _linear(f"{at}.emb_layers.1", UNET_EMBED, out)
    yield from _norm(f"{at}.out_layers.0", out)
    yield from _conv(f"{at}.out_layers.3", out, out)
    if wide != out:
        yield from _conv(f"{at}.skip_connection", wide, out, kernel=1)


def _unet_transformer(at: str, wide: int, depth: int) -> Iterator[Tensor]:
    if depth == 0:
        return
    yield from _norm(f"{at}.norm", wide)
    yield from _linear(f"{at}.proj_in", wide, wide)
    for index in range(depth):
        block = f"{at}.transformer_blocks.{index}"
        for attention, source in (("attn1", wide), ("attn2", UNET_CONTEXT)):
            yield _matrix(f"{block}.{attention}.to_q.weight", (wide, wide))
            yield _matrix(f"{block}.{attention}.to_k.weight", (wide, source))
            yield _matrix(f"{block}.{attention}.to_v.weight", (wide, source))
            yield from _linear(f"{block}.{attention}.to_out.0", wide, wide)
        yield from _linear(f"{block}.ff.net.0.proj", wide, 8 * wide)
        yield from _linear(f"{block}.ff.net.2", 4 * wide, wide)
        for norm in ("norm1", "norm2", "norm3"):
            yield from _norm(f"{block}.{norm}", wide)
    yield from _linear(f"{at}.proj_out", wide, wide)


TOKENS, TEXT_LENGTH = 49_408, 77


def _clip_l(at: str) -> Iterator[Tensor]:
    wide = 768
    yield Tensor(f"{at}embeddings.token_embedding.weight", (TOKENS, wide), 0.02)
    yield Tensor(f"{at}embeddings.position_embedding.weight", (TEXT_LENGTH, wide), 0.01)
    for index in range(12):
        layer = f"{at}encoder.layers.{index}"
        yield from _norm(f"{layer}.layer_norm1", wide)
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            yield from _linear(f"{layer}.self_attn.{part}", wide, wide)
        yield from _norm(f"{layer}.layer_norm2", wide)
        yield from _linear(f"{layer}.mlp.fc1", wide, 4 * wide)
        yield from _linear(f"{layer}.mlp.fc2", 4 * wide, wide)
    yield from _norm(f"{at}final_layer_norm", wide)


def _clip_g(at: str) -> Iterator[Tensor]:
    wide = 1280
    yield Tensor(f"{at}token_embedding.weight", (TOKENS, wide), 0.02)
    yield Tensor(f"{at}positional_embedding", (TEXT_LENGTH, wide), 0.01)
    for index in range(32):
        layer = f"{at}transformer.resblocks.{index}"
        yield from _norm(f"{layer}.ln_1", wide)
        yield _matrix(f"{layer}.attn.in_proj_weight", (3 * wide, wide))
        yield Tensor(f"{layer}.attn.in_proj_bias", (3 * wide,))
        yield from _linear(f"{layer}.attn.out_proj", wide, wide)
        yield from _norm(f"{layer}.ln_2", wide)
        yield from _linear(f"{layer}.mlp.c_fc", wide, 4 * wide)
        yield from _linear(f"{layer}.mlp.c_proj", 4 * wide, wide)
    yield from _norm(f"{at}ln_final", wide)
    yield _matrix(f"{at}text_projection", (wide, wide))
    yield Tensor(f"{at}logit_scale", (), mean=math.log(100))


VAE_WIDTHS = (128, 256, 512, 512)


def _vae(at: str) -> Iterator[Tensor]:
    yield from _conv(f"{at}encoder.conv_in", 3, VAE_WIDTHS[0])
    wide = VAE_WIDTHS[0]
    for level, out in enumerate(VAE_WIDTHS):
        for block in range(2):
            yield from _vae_residual(f"{at}encoder.down.{level}.block.{block}", wide, out)
            wide = out
        if level < len(VAE_WIDTHS) - 1:
            yield from _conv(f"{at}encoder.down.{level}.downsample.conv", wide, wide)
    yield from _vae_middle(f"{at}encoder.mid", wide)
    yield from _norm(f"{at}encoder.norm_out", wide)
    yield from _conv(f"{at}encoder.conv_out", wide, 8)  # mean and log variance of 4 channels
    yield from _conv(f"{at}quant_conv", 8, 8, kernel=1)
    yield from _conv(f"{at}post_quant_conv", 4, 4, kernel=1)
    yield from _conv(f"{at}decoder.conv_in", 4, wide)
    yield from _vae_middle(f"{at}decoder.mid", wide)
    for level, out in reversed(list(enumerate(VAE_WIDTHS))):
        for block in range(3):
            yield from _vae_residual(f"{at}decoder.up.{level}.block.{block}", wide, out)
            wide = out
        if level > 0:
            yield from _conv(f"{at}decoder.up.{level}.upsample.conv", wide, wide)
    yield from _norm(f"{at}decoder.norm_out", wide)
    yield from _conv(f"{at}decoder.conv_out", wide, 3)


def _vae_middle(at: str, wide: int) -> Iterator[Tensor]:
    yield from _vae_residual(f"{at}.block_1", wide, wide)
    yield from _norm(f"{at}.attn_1.norm", wide)
    for part in ("q", "k", "v", "proj_out"):
        yield from _conv(f"{at}.attn_1.{part}", wide, wide, kernel=1)
    yield from _vae_residual(f"{at}.block_2", wide, wide)


def _vae_residual(at: str, wide: int, out: int) -> Iterator[Tensor]:
    yield from _norm(f"{at}.norm1", wide)
    yield from _conv(f"{at}.conv1", wide, out)
    yield from _norm(f"{at}.norm2", out)
    yield from _conv(f"{at}.conv2", out, out)
    if wide != out:
        yield from _conv(f"{at}.nin_shortcut", wide, out, kernel=1)
