"""Sizes that a model was trained on, and latents of those sizes."""
