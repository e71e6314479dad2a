"""Promises that every step keeps."""
