"""python -m tests.fuzz [READER …] [--minutes N] [--out FOLDER] [--plain]: fuzz readers and print a table."""

import sys

from tests.fuzz.running import main

sys.exit(main(sys.argv[1:]))
