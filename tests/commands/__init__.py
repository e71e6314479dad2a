"""Features, as conversations."""
