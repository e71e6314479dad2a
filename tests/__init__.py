"""What Muster promises, as sentences."""
