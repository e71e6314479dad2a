"""What holds under kill -9."""
