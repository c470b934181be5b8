"""Draw the README's contact sheet: the shipped quality-tags-comparison, run on a real host.

    python tools/draw_sheet.py [--comfyui PATH]

Needs Pillow. The weights are random (tools/checkpoint.py), so the pictures are noise, small and of
few steps; the prompts, the sampling and the sheet are the workflow's own.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import checkpoint
import host as hosts
import workflows
from client import Client
from PIL import Image

WORKFLOW = "quality-tags-comparison"
SIZE = {"size": "custom", "width": 320, "height": 448}
STEPS = 4
TARGET = Path(__file__).resolve().parent.parent / "docs" / "images" / f"{WORKFLOW}.jpg"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comfyui", type=Path, help="the ComfyUI to run it in")
    chosen = parser.parse_args()
    weights = checkpoint.write(checkpoint.checkpoint_folder())
    changes: workflows.Changes = {
        "CheckpointLoaderSimple": {"ckpt_name": weights.name},
        "TagAtelierLatent": SIZE,
        "TagAtelierSampler": {"steps": STEPS},
    }
    graph = workflows.changed(workflows.read(WORKFLOW), changes)
    with hosts.workbench() as folder:
        base = Path(folder)
        pack = hosts.link_pack(base / "custom_nodes")
        config = hosts.models_config(base, weights.parent)
        arguments = ["--cpu", f"--base-directory={base}", f"--extra-model-paths-config={config}"]
        host = hosts.find(chosen.comfyui)
        with hosts.Server(host, pack, arguments, base / "server.log") as server:
            client = Client(server.address)
            result = client.run(workflows.api(graph), graph)
            if result.errors:
                raise SystemExit("\n".join(map(str, result.errors)))
            (sheet,) = result.images
            with Image.open(io.BytesIO(client.image(sheet))) as picture:
                picture.convert("RGB").save(TARGET, quality=82, optimize=True, progressive=True)
    print(f"{TARGET.name}: {picture.width} x {picture.height}, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
