"""The same conversations on every platform, over the wire that it speaks."""
