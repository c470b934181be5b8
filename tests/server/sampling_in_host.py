"""What `test_sampling_host.py` runs inside a host's Python: our nodes beside the host's own.

The model is an SDXL of the host's own classes with few and random weights, so a step takes
milliseconds and everything around the numbers is real.
"""

from __future__ import annotations

import comfy.model_base
import comfy.model_patcher
import comfy.supported_models
import torch
from comfy_extras.nodes_custom_sampler import RandomNoise, SamplerCustomAdvanced
from comfy_extras.nodes_model_advanced import ModelSamplingDiscrete

import nodes as host_nodes

STEPS, SEED = 2, 20


def small_sdxl():
    unet = {
        "image_size": 32,
        "in_channels": 4,
        "out_channels": 4,
        "model_channels": 32,
        "num_res_blocks": [1, 1],
        "channel_mult": (1, 2),
        "transformer_depth": [0, 1],
        "transformer_depth_output": [0, 0, 1, 1],
        "transformer_depth_middle": 1,
        "use_linear_in_transformer": True,
        "context_dim": 2048,
        "num_head_channels": 32,
        "use_spatial_transformer": True,
        "legacy": False,
        "num_classes": "sequential",
        "adm_in_channels": 2816,
        "dtype": torch.float32,
        "use_temporal_attention": False,
    }
    model = comfy.model_base.SDXL(comfy.supported_models.SDXL(unet), device="cpu")
    draw = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=draw) * 0.03)
    cpu = torch.device("cpu")
    return comfy.model_patcher.ModelPatcher(model, cpu, cpu)


def conditioning(seed):
    draw = torch.Generator().manual_seed(seed)
    pooled = torch.randn(1, 1280, generator=draw)
    return [[torch.randn(1, 77, 2048, generator=draw), {"pooled_output": pooled}]]


def start(batch=1, mask=False, numbers=None, denoise=1.0):
    """A latent to start from: empty, or of an image where it is not denoised in full."""
    samples = torch.zeros(batch, 4, 8, 8)
    if denoise < 1:
        samples = torch.randn(samples.shape, generator=torch.Generator().manual_seed(7))
    latent = {"samples": samples, "downscale_ratio_spacial": 8}
    if mask:
        latent["noise_mask"] = torch.zeros(1, 64, 64)
        latent["noise_mask"][:, 16:40] = 1.0
    if numbers:
        latent["batch_index"] = numbers
    return latent


def same(a, b):
    assert a["samples"].isfinite().all()
    return sorted(a) == sorted(b) and torch.equal(a["samples"], b["samples"])


def told(output):
    return [warning["code"] for warning in output.ui["tag_atelier"][0]["warnings"]]


class Visit:
    """Samples as our nodes do, as KSampler does, and as a graph of custom sampling nodes does."""

    def __init__(self, classes, ours):
        torch.set_num_threads(1)  # the tensors are too small to be worth sharing out
        self.presets = ours("preset.host").installed().presets
        self.classes = classes
        self.model = small_sdxl()
        self.positive, self.negative = conditioning(2), conditioning(3)

    def ours(self, preset, latent, on=None, **chosen):
        given = {
            "variant": "recommended",
            "steps": STEPS,
            "cfg": 0.0,
            "sampler_name": "preset",
            "scheduler": "preset",
            "denoise": 1.0,
        }
        return self.classes["TagAtelierSampler"].execute(
            on or self.model,
            self.presets[preset],
            self.positive,
            self.negative,
            latent,
            SEED,
            **{**given, **chosen},
        )

    def custom(self, preset, latent, **chosen):
        settings = self.classes["TagAtelierSamplingSettings"].execute(
            self.model,
            self.presets[preset],
            self.positive,
            self.negative,
            **{"steps": STEPS, **chosen},
        )
        guider, sampler, sigmas = settings.args[:3]
        noise = RandomNoise.execute(SEED).args[0]
        return SamplerCustomAdvanced.execute(noise, guider, sampler, sigmas, latent).args[0]

    def native(self, latent, cfg, sampler, scheduler, denoise=1.0, on=None, steps=STEPS):
        return host_nodes.KSampler().sample(
            on or self.model,
            SEED,
            steps,
            cfg,
            sampler,
            scheduler,
            self.positive,
            self.negative,
            latent,
            denoise,
        )[0]

    def cases(self, cases, situations):
        """For each case: ours is native's, custom's is native's, the input is untouched."""
        answer = {}
        for preset, variant, name, cfg, sampler, scheduler in cases:
            situation = situations[name]
            denoise = situation.get("denoise", 1.0)
            expected = self.native(start(**situation), cfg, sampler, scheduler, denoise)
            latent = start(**situation)
            chosen = {"variant": variant, "denoise": denoise}
            answer[f"{preset}, {variant}, {name}"] = [
                same(self.ours(preset, latent, **chosen).args[0], expected),
                same(self.custom(preset, start(**situation), **chosen), expected),
                torch.equal(latent["samples"], start(**situation)["samples"]),
            ]
        return answer

    def sigmas(self):
        """Samplers that KSampler gives other sigmas than a scheduler node would."""
        answer = {}
        for sampler in ("dpm_2", "uni_pc", "ddim"):
            for denoise in (1.0, 0.5, 0.0):
                latent = start(denoise=denoise)
                made = self.custom(
                    "animagine-xl-4.0",
                    latent,
                    sampler_name=sampler,
                    scheduler="karras",
                    cfg=6.0,
                    denoise=denoise,
                )
                expected = self.native(latent, 6.0, sampler, "karras", denoise)
                answer[f"{sampler} {denoise}"] = same(made, expected)
        return answer

    def prediction(self):
        eps = self.model
        v_zero = ModelSamplingDiscrete().patch(eps, "v_prediction", True)[0]
        v = ModelSamplingDiscrete().patch(eps, "v_prediction", False)[0]

        def run(on, preset, **chosen):
            output = self.ours(preset, start(), on=on, **chosen)
            card = self.presets[preset].sampling
            settings = (card.cfg.value, card.sampler, card.scheduler)
            as_v = self.native(start(), *settings, on=v_zero)
            as_eps = self.native(start(), *settings)
            latent = output.args[0]
            return [same(latent, as_eps), same(latent, as_v), told(output)]

        settings = self.classes["TagAtelierSamplingSettings"].execute(
            eps, self.presets["noobai-xl-vpred"], steps=STEPS, prediction="preset"
        )
        return {
            "eps, v wanted": run(eps, "noobai-xl-vpred"),
            "eps, set up as v": run(eps, "noobai-xl-vpred", prediction="preset"),
            "v, v wanted": run(v_zero, "noobai-xl-vpred"),
            "v without zero SNR": run(v, "noobai-xl-vpred"),
            "v, eps wanted": run(v_zero, "animagine-xl-4.0"),
            "v, set up as eps": run(v_zero, "animagine-xl-4.0", prediction="preset"),
            "model untouched": "model_sampling" not in eps.object_patches,
            "first sigma": float(settings.args[2][0]),
            "guider": settings.args[0].message,
        }

    def second_pass(self):
        def second(preset, **chosen):
            given = {"variant": "recommended", "scale": 0.0, "denoise": 0.0, "steps": 0, "cfg": 0.0}
            return self.classes["TagAtelierSecondPass"].execute(
                self.model,
                self.presets[preset],
                self.positive,
                self.negative,
                first,
                SEED,
                **{**given, **chosen},
            )

        def native(method, scale, *settings, steps):
            enlarged = host_nodes.LatentUpscaleBy().upscale(first, method, scale)[0]
            return self.native(enlarged, *settings, steps=steps)

        first = start(batch=2, mask=True, denoise=0.9)
        by_card = second("animagine-xl-3.1")
        own = second(
            "animagine-xl-3.1",
            scale=1.3,
            method="bislerp",
            denoise=0.4,
            steps=3,
            cfg=5.0,
            sampler_name="euler",
            scheduler="karras",
        )
        undocumented = second("kivotos-xl-2.0", steps=1)
        try:
            second("animagine-xl-3.1", image=torch.zeros(1, 96, 96, 3))
            refused = ""
        except ValueError as error:
            refused = str(error)
        euler_a = (7, "euler_ancestral", "normal")
        return {
            "by the card": same(
                by_card.args[0], native("nearest-exact", 1.5, *euler_a, 0.55, steps=15)
            ),
            "own values": same(
                own.args[0], native("bislerp", 1.3, 5, "euler", "karras", 0.4, steps=3)
            ),
            "line": by_card.args[1],
            "told": [told(by_card), told(undocumented)],
            "first pass untouched": list(first["samples"].shape),
            "refused": refused,
        }

    def names(self):
        check = self.classes["TagAtelierSampler"].validate_inputs
        try:
            self.ours("animagine-xl-4.0", start(), sampler_name="euler_ancestrall")
            raised = ""
        except ValueError as error:
            raised = str(error)
        return {
            "sampler": check(sampler_name="euler_ancestrall"),
            "scheduler": check(scheduler="karas"),
            "foreign variant": check(variant="nowhere"),
            "through a link": check(sampler_name=None, scheduler="preset"),
            "when it runs": raised,
        }
