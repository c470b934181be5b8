"""What `test_latent_host.py` runs inside a host's Python: sizes and pixels."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

import nodes as host_nodes


def picture(batch, height, width, channels=3, seed=1):
    """A smooth picture with some grain, so that every step of resampling shows."""
    draw = torch.Generator().manual_seed(seed)
    across = torch.linspace(0, 1, width)[None, None, :, None]
    down = torch.linspace(0, 1, height)[None, :, None, None]
    grain = torch.rand(batch, height, width, channels, generator=draw)
    return (0.4 * across + 0.4 * down + 0.2 * grain).contiguous()


class Visit:
    def __init__(self, classes, ours):
        torch.set_num_threads(1)
        self.presets = ours("preset.host").installed().presets
        self.latent_node = classes["TagAtelierLatent"]
        self.fit_node = classes["TagAtelierFitImage"]

    def latent(self, preset="animagine-xl-3.1", size="preset", width=1024, height=1024, **more):
        given = {"swap": False, "batch_size": 1, **more}
        return self.latent_node.execute(self.presets[preset], size, width, height, **given)

    def fit(self, image, size="nearest", method="crop", anchor="center", **more):
        preset = self.presets["animagine-xl-3.1"]
        return self.fit_node.execute(preset, image, size, method, anchor, **more).args

    def latents(self):
        ours = self.latent(batch_size=3).args
        native = host_nodes.EmptyLatentImage().generate(832, 1216, 3)[0]
        wide = picture(1, 90, 160)

        def sides(*arguments, **more):
            return list(self.latent(*arguments, **more).args[1:])

        return {
            "as native": sorted(ours[0]) == sorted(native)
            and torch.equal(ours[0]["samples"], native["samples"])
            and ours[0]["samples"].dtype == native["samples"].dtype
            and ours[0]["samples"].device == native["samples"].device
            and ours[0]["downscale_ratio_spacial"] == native["downscale_ratio_spacial"],
            "sides": list(ours[1:]),
            "nearest to the image": sides(size="nearest", image=wide),
            "image, but another size": sides(size="portrait", image=wide),
            "custom": sides(size="custom", width=1000, height=1200, swap=True),
            "told": self.latent(size="custom", width=1000, height=1200).ui["tag_atelier"],
            "tier": sides("illustrious-xl", multiplier=1.5),
        }

    def exactness(self):
        """Our crop and scale against Pillow's own on the same float channels."""
        image = picture(2, 300, 500)
        fitted = self.fit(image, size="832x1216")[0]
        kept = 300 * 832 / 1216
        left = (500 - kept) / 2
        channel = Image.fromarray(image[1, :, :, 2].numpy())
        box = (left, 0, left + kept, 300)
        expected = np.asarray(channel.resize((832, 1216), Image.Resampling.LANCZOS, box=box))
        alone = self.fit(image[1:], size="832x1216")[0]
        return {
            "shape": list(fitted.shape),
            "against Pillow": float(np.abs(fitted[1, :, :, 2].numpy() - expected).max()),
            "frame by frame": torch.equal(fitted[1:], alone),
            "same size": torch.equal(self.fit(picture(1, 1216, 832))[0], picture(1, 1216, 832)),
            "levels": int(fitted.unique().numel()),
            "range": [float(fitted.min() - image.min()), float(image.max() - fitted.max())],
        }

    def methods(self):
        white = torch.ones(1, 100, 100, 3)
        wide = {"size": "custom", "width": 200, "height": 96}
        answer = {}
        for method, anchor, fill in (
            ("crop", "top", "edge"),
            ("pad", "center", "black"),
            ("pad", "left", "gray"),
            ("pad", "right", "edge"),
            ("stretch", "center", "edge"),
        ):
            image, mask, width, height, crop_w, crop_h, *original = self.fit(
                white, method=method, anchor=anchor, fill=fill, **wide
            )
            corners = [image[0, 48, 0, 0].item(), image[0, 48, -1, 0].item()]
            answer[f"{method} {anchor} {fill}"] = {
                "shape": list(image.shape),
                "left and right": [round(corner, 3) for corner in corners],
                "to be painted": round(mask.mean().item(), 3),
                "sides": [width, height],
                "cropped": [crop_w, crop_h],
                "original": original,
            }
        return answer

    def alpha(self):
        """A red square, opaque, on green that is transparent: no green may come through."""
        image = torch.zeros(1, 96, 96, 4)
        image[..., 1] = 1.0
        image[:, 24:72, 24:72] = torch.tensor([1.0, 0.0, 0.0, 1.0])
        fitted = self.fit(image, size="1024x1024")[0]
        seen = fitted[fitted[..., 3] > 0.01]
        padded = self.fit(image, size="1216x832", method="pad", fill="gray")[0]
        return {
            "shape": list(fitted.shape),
            "green seen": float(seen[:, 1].max()),
            "red seen": float(seen[:, 0].min()),
            "margin": [round(value, 3) for value in padded[0, 0, 0].tolist()],
        }

    def masks(self):
        image = picture(2, 100, 200)
        half = torch.zeros(1, 100, 200)
        half[:, :, 100:] = 1.0
        wide = {"size": "custom", "width": 96, "height": 96}
        cropped = self.fit(image, mask=half, **wide)[1]
        right = self.fit(image, mask=half, anchor="right", **wide)[1]
        padded = self.fit(image, mask=half, method="pad", **wide)[1]
        empty = self.fit(image, mask=torch.zeros(1, 64, 64), **wide)[1]
        plain = self.fit(image, mask=half[0], **wide)[1]
        return {
            "cropped": [round(cropped.mean().item(), 2), list(cropped.shape)],
            "right": round(right.mean().item(), 2),
            "padded": [round(padded.mean().item(), 2), padded[0, 0, 0].item()],
            "empty of another size": [empty.sum().item(), list(empty.shape)],
            "without a batch": list(plain.shape),
            "none": list(self.fit(image, **wide)[1].shape),
            "range": [cropped.min().item(), cropped.max().item()],
        }
