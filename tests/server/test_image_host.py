"""Pictures saved, read back and rebuilt on a running ComfyUI; hostile files; comparisons."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import checkpoint
import pytest
import workflows
from client import Client, Prompt, Result
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tag_atelier.nodes.image import a1111, texts

SIDE = 64
FORMATS = ("png", "webp", "jpeg")
TEXT = "smile, 1girl, hatsune miku, cafe\u0301, (night:1.2)"
SEED = 2**63 + 11
POLES = ("positive", "negative")
WORKFLOW = {"nodes": [], "version": 0.4}


def node(class_type: str, /, **inputs: Any) -> dict[str, Any]:
    """A node; an input that is a pair is a link."""
    made = {
        name: list(given) if isinstance(given, tuple) else given for name, given in inputs.items()
    }
    return {"class_type": class_type, "inputs": made}


def picture(sampler: dict[str, Any], **saver: Any) -> Prompt:
    """A graph from the checkpoint to a saved latent and pictures in every format."""
    return {
        "latent": node("EmptyLatentImage", width=SIDE, height=SIDE, batch_size=1),
        "sample": sampler,
        "keep": node("SaveLatent", samples=("sample", 0), filename_prefix="latents/kept"),
        "decode": node("VAEDecode", samples=("sample", 0), vae=("load", 2)),
        **{
            format: node(
                "TagAtelierSaveImage",
                images=("decode", 0),
                filename_prefix=f"recipes/{format}",
                format=format,
                quality=90,
                **saver,
            )
            for format in FORMATS
        },
    }


def read(file: str, name: str = "read") -> Prompt:
    return {name: node("TagAtelierReadImage", image=file)}


def shows(reader: str = "read", **outputs: int) -> Prompt:
    """Text previews of the outputs of a reader."""
    return {
        f"show {reader} {name}": node("PreviewAny", source=(reader, place))
        for name, place in outputs.items()
    }


OUTPUTS = {
    "positive": 2, "negative": 3, "seed": 4, "steps": 5, "cfg": 6, "sampler_name": 7,
    "scheduler": 8, "model_name": 9, "width": 11, "height": 12, "report": 13,
}  # fmt: skip


def shown(result: Result, reader: str = "read") -> dict[str, str]:
    start = f"show {reader} "
    return {
        name.removeprefix(start): output["text"][0]
        for name, output in result.outputs.items()
        if name.startswith(start)
    }


def kept_latent(server: Any, result: Result) -> bytes:
    (saved,) = result.outputs["keep"]["latents"]
    data = (server.base / "output" / saved["subfolder"] / saved["filename"]).read_bytes()
    header = int.from_bytes(data[:8], "little")
    return data[8 + header :]  # the header holds the prompt, the rest is the tensor


def saved_file(server: Any, result: Result, format: str) -> Path:
    (image,) = result.outputs[format]["images"]
    return server.base / "output" / image["subfolder"] / image["filename"]


def linked(reader: str) -> dict[str, tuple[str, int]]:
    """A sampler's settings from a reader."""
    return {
        name: (reader, OUTPUTS[name])
        for name in ("seed", "steps", "cfg", "sampler_name", "scheduler")
    }


@lru_cache
def digest_of(checkpoint_name: str) -> str:
    with (checkpoint.checkpoint_folder() / checkpoint_name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_input(server: Any, path: Path) -> str:
    name = f"from_{path.name}"
    (server.base / "input" / name).write_bytes(path.read_bytes())
    return name


@pytest.mark.timeout(900)
def test_a_native_picture_is_saved_read_and_rebuilt(
    server: Any, client: Client, random_checkpoint: str
) -> None:
    settings: dict[str, Any] = {"sampler_name": "dpmpp_2m", "scheduler": "karras"}
    common = {
        "model": ("load", 0),
        "positive": ("yes", 0),
        "negative": ("no", 0),
        "latent_image": ("latent", 0),
        "denoise": 1.0,
    }
    load = node("CheckpointLoaderSimple", ckpt_name=random_checkpoint)
    made = client.run(
        picture(node("KSampler", **common, **settings, seed=SEED, steps=2, cfg=5.5), hashes=True)
        | {
            "load": load,
            "yes": node("CLIPTextEncode", clip=("load", 1), text=TEXT),
            "no": node("CLIPTextEncode", clip=("load", 1), text="bad, worst"),
        },
        WORKFLOW,
    )
    assert made.errors == []
    stem = Path(random_checkpoint).stem
    block = (
        f"{TEXT}\nNegative prompt: bad, worst\nSteps: 2, Sampler: DPM++ 2M Karras, "
        f"Schedule type: Karras, CFG scale: 5.5, Seed: {SEED}, Size: {SIDE}x{SIDE}, "
        f"Model hash: {digest_of(random_checkpoint)[:10]}, Model: {stem}, Version: ComfyUI"
    )
    files = {format: saved_file(server, made, format) for format in FORMATS}
    for format, path in files.items():
        found = texts.read(path)
        assert found["parameters"] == block, format
        assert json.loads(found["workflow"]) == WORKFLOW, format
        assert json.loads(found["prompt"])["sample"]["inputs"]["seed"] == SEED, format

    readers: Prompt = {}
    for format, path in files.items():
        readers |= read(as_input(server, path), format) | shows(format, **OUTPUTS)
    rebuilt = client.run(
        readers
        | {
            "load": load,
            "yes": node("CLIPTextEncode", clip=("load", 1), text=("webp", 2)),
            "no": node("CLIPTextEncode", clip=("load", 1), text=("webp", 3)),
            "latent": node(
                "EmptyLatentImage", width=("webp", 11), height=("webp", 12), batch_size=1
            ),
            "sample": node("KSampler", **common, **linked("webp")),
            "keep": node("SaveLatent", samples=("sample", 0), filename_prefix="latents/again"),
        }
    )
    assert rebuilt.errors == []
    assert kept_latent(server, rebuilt) == kept_latent(server, made)
    expected = settings | {
        "positive": TEXT,
        "negative": "bad, worst",
        "seed": str(SEED),
        "steps": "2",
        "cfg": "5.5",
        "model_name": stem,
        "width": str(SIDE),
        "height": str(SIDE),
    }
    for format in FORMATS:
        told = shown(rebuilt, format)
        assert {name: told[name] for name in expected} == expected, format


@pytest.mark.timeout(900)
def test_our_picture_is_saved_read_and_rebuilt(
    server: Any, client: Client, random_checkpoint: str
) -> None:
    """Prompt, steps, CFG, sampler and scheduler come from a preset, and are in no widget."""
    common = {
        "load": node("CheckpointLoaderSimple", ckpt_name=random_checkpoint),
        "preset": node("TagAtelierPreset", preset="animagine-xl-3.1"),
        "yes": node("CLIPTextEncode", clip=("load", 1), text=("prompt", 0)),
        "no": node("CLIPTextEncode", clip=("load", 1), text=("prompt", 1)),
    }
    inputs: dict[str, Any] = {
        "model": ("load", 0),
        "preset": ("preset", 0),
        "positive": ("yes", 0),
        "negative": ("no", 0),
        "latent_image": ("latent", 0),
        "variant": "recommended",
        "denoise": 1.0,
    }
    prompt = {
        "text": TEXT, "negative": "", "quality": "standard", "rating": "none", "year": "none"
    }  # fmt: skip
    sampler = inputs | {
        "seed": 5, "steps": 2, "cfg": 0.0, "sampler_name": "preset", "scheduler": "preset"
    }  # fmt: skip
    made = client.run(
        picture(node("TagAtelierSampler", **sampler), hashes=False)
        | common
        | {"prompt": node("TagAtelierPrompt", preset=("preset", 0), **prompt)}
        | shows("prompt", positive=0)
    )
    assert made.errors == []
    written = a1111.read(texts.read(saved_file(server, made, "jpeg"))["parameters"])
    assert written.positive == shown(made, "prompt")["positive"]
    assert (written.steps, written.cfg, written.sampler) == (2, 7.0, "euler_ancestral")

    rebuilt = client.run(
        read(as_input(server, saved_file(server, made, "png")))
        | common
        | {
            "yes": node("CLIPTextEncode", clip=("load", 1), text=("read", 2)),
            "no": node("CLIPTextEncode", clip=("load", 1), text=("read", 3)),
            "latent": node(
                "EmptyLatentImage", width=("read", 11), height=("read", 12), batch_size=1
            ),
            "sample": node("TagAtelierSampler", **inputs, **linked("read")),
            "keep": node("SaveLatent", samples=("sample", 0), filename_prefix="latents/ours"),
        }
    )
    assert rebuilt.errors == []
    assert kept_latent(server, rebuilt) == kept_latent(server, made)


def test_a_second_save_writes_over_nothing(server: Any, client: Client) -> None:
    graph = {
        "image": node("EmptyImage", width=32, height=48, batch_size=2, color=255),
        "save": node(
            "TagAtelierSaveImage",
            images=("image", 0),
            filename_prefix="%width%/twice",
            format="png",
            quality=90,
            hashes=True,
        ),
    }
    first = client.run(graph)
    graph["image"]["inputs"]["color"] = 0
    second = client.run(graph)
    names = [image["filename"] for image in first.images + second.images]
    assert names == [f"twice_0000{number}_.png" for number in (1, 2, 3, 4)]
    assert {image["subfolder"] for image in second.images} == {"32"}
    assert first.outputs["save"]["tag_atelier"][0]["warnings"][0]["code"] == "recipe-incomplete"


def _packed(keyword: str, length: int) -> bytes:
    return keyword.encode() + b"\0\0" + zlib.compress(bytes(length), 9)


def _png_with(kind: bytes, body: bytes) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    whole = buffer.getvalue()
    chunk = len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    return whole[:33] + chunk + whole[33:]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("cut.png", _png_with(b"tEXt", b"parameters\0x")[:45], "cut off"),
        ("pixels.png", _png_with(b"tEXt", b"parameters\0x")[:-30], "cannot be decoded"),
        ("bomb.png", _png_with(b"zTXt", _packed("parameters", 200_000_000)), "packed text of"),
        ("text.png", b"no picture at all, only text", "allowed: PNG, JPEG and WebP"),
    ],
    ids=["text cut off", "pixels cut off", "packed text", "no picture"],
)
def test_a_hostile_file_is_refused_by_name(
    server: Any, client: Client, name: str, data: bytes, says: str
) -> None:
    (server.base / "input" / name).write_bytes(data)
    result = client.run(read(name) | shows(report=13))
    assert len(result.errors) == 1
    assert name in str(result.errors[0]) and says in str(result.errors[0])


def test_a_picture_without_recipe_still_gives_its_pixels(server: Any, client: Client) -> None:
    Image.new("RGBA", (24, 16), (255, 0, 0, 0)).save(server.base / "input" / "plain.png")
    result = client.run(
        read("plain.png")
        | shows(**OUTPUTS)
        | {
            "image": node("PreviewImage", images=("read", 0)),
            "mask": node("MaskPreview", mask=("read", 1)),
        }
    )
    assert result.errors == []
    told = shown(result)
    assert (told["seed"], told["sampler_name"], told["width"]) == ("0", "preset", "24")
    assert "plain.png: no recipe" in told["report"]
    mask = Image.open(io.BytesIO(client.image(result.outputs["mask"]["images"][0])))
    assert mask.size == (24, 16) and mask.convert("L").getextrema() == (255, 255)


def test_the_preset_of_a_picture_goes_on_or_stops_only_who_uses_it(
    server: Any, client: Client
) -> None:
    for name, model in (("known.png", "animagine-xl-4.0-opt"), ("strange.png", "sd_xl_base")):
        info = PngInfo()
        info.add_text("parameters", f"1girl\nSteps: 5, Sampler: Euler a, Model: {model}")
        Image.new("RGB", (64, 64)).save(server.base / "input" / name, pnginfo=info)
    use = {
        "use": node("TagAtelierLatent", preset=("read", 10), size="preset", width=64, height=64,
                    swap=False, batch_size=1),
    }  # fmt: skip
    use |= shows("use", width=1)
    known = client.run(read("known.png") | use)
    assert known.errors == [] and shown(known, "use") == {"width": "832"}
    strange = client.run(read("strange.png") | use | shows(steps=5))
    assert shown(strange) == {"steps": "5"}
    assert ["sd_xl_base" in str(error) for error in strange.errors] == [True]


@pytest.mark.parametrize(
    ("axis", "values", "expected"),
    [
        ("quality", "", ["none", "light", "standard", "heavy"]),
        ("cfg", "5, 7.5\n9", [5.0, 7.5, 9.0]),
        ("seed", "1, 18446744073709551615", [1, 18446744073709551615]),
        ("text", "a, b\n\nc", ["a, b", "c"]),
    ],
)
def test_variations_run_the_graph_once_each(
    client: Client, axis: str, values: str, expected: list[Any]
) -> None:
    result = client.run(
        {
            "vary": node("TagAtelierVariations", axis=axis, values=values),
            "show": node("PreviewAny", source=("vary", 0)),
        }
    )
    assert result.errors == []
    assert result.outputs["show"]["text"] == [str(value) for value in expected]


def test_the_shipped_comparison_asks_for_the_five_columns_of_the_card(client: Client) -> None:
    prompt = workflows.api(workflows.read("quality-tags-comparison"))
    (written,) = (key for key, body in prompt.items() if body["class_type"] == "TagAtelierPrompt")
    kinds = {"TagAtelierPreset", "StringConcatenate", "PrimitiveStringMultiline"}
    kinds |= {"TagAtelierVariations", "TagAtelierPrompt"}
    result = client.run(
        {key: body for key, body in prompt.items() if body["class_type"] in kinds}
        | {name: node("PreviewAny", source=(written, place)) for place, name in enumerate(POLES)}
    )
    assert result.errors == []
    positive, negative = (result.outputs[name]["text"] for name in POLES)
    plain = positive[0]
    good = f"masterpiece, best quality, {plain}"
    assert "fu xuan" in plain and "quality" not in plain
    assert positive == [plain, good, plain, good, good]
    few = "worst quality, low quality, normal quality"
    assert negative[:4] == ["", "", few, few]
    assert negative[4].startswith("lowres, bad anatomy") and negative[4].endswith("blurry")


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_shipped_comparison_makes_one_sheet(client: Client, random_checkpoint: str) -> None:
    graph = workflows.changed(
        workflows.read("quality-tags-comparison"),
        {
            "CheckpointLoaderSimple": {"ckpt_name": random_checkpoint},
            "TagAtelierLatent": {"size": "custom", "width": SIDE, "height": SIDE},
            "TagAtelierSampler": {"steps": 1},
        },
    )
    result = client.run(workflows.api(graph), graph)
    assert result.errors == []
    (image,) = result.images
    sheet = Image.open(io.BytesIO(client.image(image)))
    assert sheet.width > 5 * SIDE and sheet.height > SIDE


def test_a_sheet_holds_every_picture(client: Client) -> None:
    result = client.run(
        {
            "vary": node("TagAtelierVariations", axis="text", values="32\n48\n64"),
            "number": node("StringConcatenate", string_a=("vary", 2), string_b=" px", delimiter=""),
            "image": node("EmptyImage", width=64, height=96, batch_size=2, color=255),
            "sheet": node(
                "TagAtelierContactSheet",
                images=("image", 0),
                title="three",
                columns=2,
                max_side=256,
                text_size=12,
            ),
            "show": node("PreviewImage", images=("sheet", 0)),
            "also": node("PreviewAny", source=("number", 0)),
        }
    )
    assert result.errors == []
    sheet = Image.open(io.BytesIO(client.image(result.outputs["show"]["images"][0])))
    assert max(sheet.size) <= 256
    assert sheet.convert("RGB").getcolors(65536), "colours can be counted"
    assert {color for _, color in sheet.convert("RGB").getcolors(65536)} >= {(0, 0, 255)}
