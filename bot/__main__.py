"""Start from the command line: `python -m bot VERB`."""

import gc
import sys

if __name__ == "__main__":
    # What is loaded stays: to look through it for garbage again and again is a tenth of a start.
    # `main` begins with that when all is loaded, and not at every 700th object, as is usual.
    gc.disable()
    gc.set_threshold(50_000, 10, 10)

    from bot.cli.main import main

    sys.exit(main())
