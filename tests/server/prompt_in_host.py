"""Runs in the host's Python with `SHORT`, a list of prompts; what it finds is in `result`."""

# ruff: noqa: F821 (`ours` and SHORT are given)
import comfy.sd
import comfy.sdxl_clip
import torch

encode = ours("prompt.encode")
clip = comfy.sd.CLIP(no_init=True)
clip.tokenizer = comfy.sdxl_clip.SDXLTokenizer()
clip.tokenizer_options = {}


def words(text):
    made = encode.tokenize(clip, text)
    texts = []
    for batch in made.tokens["l"]:
        ids = [token for token, _ in batch if token not in (49406, 49407)]
        texts.append(clip.tokenizer.clip_l.tokenizer.decode(ids))
    return texts


tags = ", ".join(f"tag{number} of many" for number in range(90))
result = {
    "short": {text: encode.tokenize(clip, text).tokens == clip.tokenize(text) for text in SHORT},
    "weights": [
        [weight for _, weight in batch if weight != 1.0]
        for batch in encode.tokenize(clip, "(solo:1.2), [smile]").tokens["g"]
    ],
    "break": words("solo BREAK smile"),
    "long": words(tags),
    "long counts": encode.tokenize(clip, tags).counts,
    "torn natively": [
        clip.tokenizer.clip_l.tokenizer.decode([t for t, _ in batch if t < 49406])
        for batch in clip.tokenize(tags)["l"]
    ],
    "group counts": encode.tokenize(clip, f"({tags}:1.3)").counts,
    "group weights": sorted(
        {
            weight
            for batch in encode.tokenize(clip, f"({tags}:1.3)").tokens["l"]
            for token, weight in batch
            if token < 49406
        }
    ),
    "one word": encode.tokenize(clip, "x1" * 200).counts,
    "chunks": {name: len(batches) for name, batches in encode.tokenize(clip, tags).tokens.items()},
    "lengths": sorted({len(batch) for batch in encode.tokenize(clip, tags).tokens["g"]}),
    "scale": encode.size_conditioning({"samples": torch.zeros(1, 4, 152, 104)}, 1.5, 0, 0),
    "crop": encode.size_conditioning(None, 1.0, 8, 0),
    "plain": encode.size_conditioning(None, 1.0, 0, 0),
}
try:
    encode.size_conditioning(None, 1.5, 0, 0)
except ValueError as error:
    result["no latent"] = str(error)
