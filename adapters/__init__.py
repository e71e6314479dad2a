"""Platforms: each folder reads and draws, nothing else."""
