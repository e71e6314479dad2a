"""Start from the command line: `python -m bot VERB`."""

import gc
import sys

if __name__ == "__main__":
    # What a start makes stays. To look through it for garbage at every 700th object, as is usual,
    # is a tenth of a start.
    gc.set_threshold(50_000, 10, 10)

    from bot.cli.main import main

    sys.exit(main())
