"""What people send, and what is read of it."""
