"""Measured figures, as ratios inside one run."""
