"""Doubles of the platforms: strict, scriptable servers on loopback that speak the real wire."""
