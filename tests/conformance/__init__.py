"""What must hold for every step there is, however it is reached and whoever reaches for it."""
