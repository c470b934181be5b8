"""Sampling with the settings that a card recommends."""
