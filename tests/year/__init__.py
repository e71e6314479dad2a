"""A school year of a party group, simulated; each feature adds what a group does with it."""
