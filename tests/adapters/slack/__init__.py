"""Slack: what is read, what is drawn, and the wire against a double of the platform."""
