"""What holds under `kill -9`: real processes, real databases, a recorder that outlives them."""
