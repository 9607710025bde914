"""`python -m app.cli`, which mingzhang-cli starts."""

import sys

from app.cli import main

sys.exit(main())
