"""Stores, on both databases."""
