"""Adapters, by what they read and draw."""
