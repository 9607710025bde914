"""What only exists where there is a POSIX shell and mode bits."""

import os

collect_ignore_glob = ["test_*.py"] if os.name == "nt" else []
