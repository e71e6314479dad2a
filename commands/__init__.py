"""Features: what a group uses, one module each."""
