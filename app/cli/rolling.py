"""The county's totals: on paper, and as tables for an engine that is there already."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.answers import Answer
from app.cli.opening import BadUsage, opened
from app.operations import county_tables, county_totals
from app.operations.books import Book
from app.operations.county_totals import KEY_FIGURES, Totals


def rollup(options: argparse.Namespace) -> Answer:
    """The totals of a month as files, or the merged tables to a PostgreSQL server.

    Raises:
        BadUsage: Neither --month with --out nor --to.
    """
    if not options.to and not (options.month and options.out):
        raise BadUsage("县级汇总要写 --month 2026-10 --out 文件夹,或者 --to 数据库地址。没有写出任何文件。")
    with opened(options) as book:
        return _handed_over(book, options.to) if options.to else _month(book, options)


def _handed_over(book: Book, address: str) -> Answer:
    done = county_tables.hand_over(book, address)
    words = f"已写入 {done.written} 个包、{done.rows} 条;原来已有 {done.there} 个包,没有再写。姓名和文字只写了指纹。"
    return Answer(asdict(done), [words])


def _month(book: Book, options: argparse.Namespace) -> Answer:
    found = county_totals.totals(book, options.month)
    written = [str(path) for path in county_totals.write(book, found, options.out)]
    return Answer(
        _data(found, written), [*written, *([f"没有汇总进来:{'、'.join(found.silent)}"] if found.silent else [])]
    )


def _data(found: Totals, written: list[str]) -> dict[str, object]:
    board = [
        {
            "township": line.code,
            "name": line.name,
            "state": line.state,
            "received_on": line.received_on,
            "late": line.late,
        }
        for line in found.board.lines
    ]
    figures = {
        place.key: {
            **{key: value for key in ("m", "adj", "y", "c", "ly", "stock") if (value := getattr(one, key)) is not None},
            "townships": {who.code: (own.m or 0) for who, own in found.behind(place)},
        }
        for place, one in found.figures.items()
        if not one.nothing
    }
    return {"files": written, "month": found.month, "townships": board, "figures": figures, "key": list(KEY_FIGURES)}
