"""The command line: `main` reads it, each other module that is called like a verb does that."""
