"""The database: one table group and one store a feature."""
