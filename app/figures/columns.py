"""The columns of the report: what each is called on paper."""

from __future__ import annotations

COLUMNS = {
    "m": "本月",
    "adj": "更正",
    "y": "本年累计",
    "c": "专项累计",
    "ly": "上年同期",
    "yoy": "同比",
    "stock": "期末",
}
