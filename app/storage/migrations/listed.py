"""The list of steps; each file beside this one adds its own."""

from __future__ import annotations

from sqlite_utils import Migrations

steps = Migrations("mingzhang")
