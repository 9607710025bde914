"""A register to PDF, beside raw canvas calls for the same glyphs and lines; and 1,000 pages of it in flat memory.

The floor is raw_files: every run of glyphs, every line and box read out of our finished pages, drawn at the same places
by plain reportlab, which embeds the same faces as parts. Memory is what drawing 1,000 pages takes at its highest, over
what the same 100 pages take: each in a process of its own that is given the rows beforehand.
"""

from __future__ import annotations

import subprocess
import sys

from measure import ROOT, Line, compare, cpu_seconds, run, tell
from paper_made import sheet
from raw_files import draw as raw_draw
from raw_files import pages_in

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
TARGET, FLAT = 1.25, 24.0  # times; MiB, as for the walls of a quarter
HIGHEST = """
import resource, sys
sys.path[:0] = [{benchmarks!r}, {root!r}]
from paper_made import sheet
from app.export.pdf import draw
draw(sheet(50))
made = sheet({rows})
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the highest mark starts anew: it was made when the faces were read
def marks():
    return {{line.split(":")[0]: int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("Vm")}}
before = marks()["VmRSS"]
pages = draw(made).pages
print(pages, (marks()["VmHWM"] - before) / 1024)
"""


def main() -> None:
    """Print the ratio and the memory."""
    from app.export.pdf import draw

    made = sheet(ROWS)
    pages = pages_in(draw(made).data)
    raw_draw(pages)  # faces are read once for the life of the program
    what = f"台账 {ROWS:,} 行({len(pages)} 页)印成 PDF"
    compare(what, lambda: cpu_seconds(lambda: draw(made)), lambda: cpu_seconds(lambda: raw_draw(pages)), TARGET)
    per_page = ROWS / len(pages)
    few, low = highest(int(100 * per_page))
    many, high = highest(int(1000 * per_page))
    tell(Line(f"PDF {many} 页比 {few} 页多占的内存", high, low, FLAT, "MB", over=True))


def highest(rows: int) -> tuple[int, float]:
    """How many pages a register of so many rows has, and the MiB drawing them takes at its highest."""
    program = HIGHEST.format(benchmarks=str(ROOT / "tests/benchmarks"), root=str(ROOT), rows=rows)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    pages, most = done.stdout.split()
    return int(pages), float(most)


if __name__ == "__main__":
    run(main)
