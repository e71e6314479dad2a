"""Telegram: read and draw by recorded payloads, the wire against a double."""
