"""Pure rules: the standard library only, no clock, no chance, no database."""
