"""The county's totals: merged registers for an engine that is there already."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.answers import Answer
from app.cli.opening import opened
from app.operations import county_tables


def rollup(options: argparse.Namespace) -> Answer:
    """Write the merged tables to a PostgreSQL server, packet by packet."""
    with opened(options) as book:
        done = county_tables.hand_over(book, options.to)
    words = f"已写入 {done.written} 个包、{done.rows} 条;原来已有 {done.there} 个包,没有再写。姓名和文字只写了指纹。"
    return Answer(asdict(done), [words])
