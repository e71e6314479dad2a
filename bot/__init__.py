"""Muster's core: events become actions, actions become steps, steps say what should be seen."""
