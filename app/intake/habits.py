"""Signs and words clerks write in tables by habit; one meaning for what is pasted and for whole workbooks."""

from __future__ import annotations

import re

SAME = re.compile(r"同\s*上|同\s*前|上\s*同|如\s*上|〃|″|“|”|\"|''|\.\.|··")
"""A cell that says what the one above it says."""
LETTERS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
"""Full-width digits and letters (０-９, Ａ-Ｚ, ａ-ｚ) as their plain twins, for str.translate."""
SHORT = 12  # a longer text may have spaces on purpose
