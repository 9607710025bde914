"""`python -m app`: the same as mingzhang-cli."""

import sys

from app.cli import main

sys.exit(main())
