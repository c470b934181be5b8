"""The random checkpoint is SDXL to every host, whole, and makes a picture that is not blank."""

from __future__ import annotations

import io

from client import Client
from PIL import Image

SIDE = 128


def graph(checkpoint: str) -> dict:
    return {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": checkpoint}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "1girl"}},
        "3": {
            "class_type": "EmptyLatentImage",
            "inputs": {"width": SIDE, "height": SIDE, "batch_size": 1},
        },
        "4": {
            "class_type": "KSampler",
            "inputs": {
                "model": ["1", 0],
                "positive": ["2", 0],
                "negative": ["2", 0],
                "latent_image": ["3", 0],
                "seed": 1,
                "steps": 2,
                "cfg": 5.0,
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1.0,
            },
        },
        "5": {"class_type": "VAEDecode", "inputs": {"samples": ["4", 0], "vae": ["1", 2]}},
        "6": {"class_type": "PreviewImage", "inputs": {"images": ["5", 0]}},
    }


def test_a_picture_comes_out(server, client: Client, random_checkpoint):
    steps = []
    result = client.run(graph(random_checkpoint), on_progress=steps.append)
    assert result.errors == []
    assert [(step.step, step.steps) for step in steps] == [(1, 2), (2, 2)]
    picture = Image.open(io.BytesIO(client.image(result.images[0])))
    assert picture.size == (SIDE, SIDE)
    assert all(low < high for low, high in picture.convert("RGB").getextrema())
    log = server.log()
    assert "model_type EPS" in log
    assert not any(words in log for words in ("missing keys", "unet unexpected", "unet missing"))
