"""Alembic's road from each revision to the next."""
