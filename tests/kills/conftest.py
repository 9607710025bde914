"""Processes are forked and killed as POSIX does it."""

import os

collect_ignore_glob = ["test_*.py"] if os.name == "nt" else []
