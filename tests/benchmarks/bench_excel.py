"""A register of 10,000 rows to Excel, beside the fastest writer that keeps our styles.

The peers write the very same cells, styles, heights, widths and page set-up, read out of our finished workbook:
openpyxl's fast writer, xlsxwriter in memory, and xlsxwriter with constant memory. What decides is the fastest of them
in this run. Ours computes on top what the peers are given: which style a cell has and how high a row must be.
"""

from __future__ import annotations

import sys
from functools import partial

from measure import compare, cpu_seconds, run
from paper_made import sheet
from raw_files import cells_in, write, write_quickly

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
TARGET = 1.3


def main() -> None:
    """Print the ratio."""
    from app.export.xlsx import write_xlsx

    made = sheet(ROWS)
    cells = cells_in(write_xlsx(made))
    peers = {
        "openpyxl write_only": partial(write, cells),
        "xlsxwriter": partial(write_quickly, cells),
        "xlsxwriter constant_memory": partial(write_quickly, cells, flat=True),
    }
    times = {name: min(cpu_seconds(peer) for _ in range(2)) for name, peer in peers.items()}
    for name, taken in times.items():
        print(f"{name}: {taken * 1000:.0f} ms", flush=True)
    fastest = min(times, key=lambda name: times[name])
    floor = peers[fastest]
    what = f"台账 {ROWS:,} 行导出 Excel(最快的同类:{fastest})"
    compare(what, lambda: cpu_seconds(lambda: write_xlsx(made)), lambda: cpu_seconds(floor), TARGET)


if __name__ == "__main__":
    run(main)
