"""The modules of packaging/ are no package: they are found the way the build command finds them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "packaging"))
