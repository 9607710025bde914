"""The shape of register tables, and which migrations a book must have; light, because every start reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from app.domain.fields import Field, Link
from app.domain.ledger import LedgerDef
from app.domain.plain import plain

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

COMMON: Mapping[str, str] = {
    "number": "TEXT",
    "state": "TEXT",
    "remark": "TEXT",
    "explanation": "TEXT",
    "created_at": "TEXT",
    "created_by": "TEXT",
    "updated_at": "TEXT",
    "updated_by": "TEXT",
    "row_version": "INTEGER NOT NULL",
    "voided": "INTEGER NOT NULL DEFAULT 0",
    "void_reason": "TEXT",
}
Migration = Callable[["Database"], None]


def _first_steps() -> Migrations:
    from app.storage.migrations import steps

    return steps


@plain
class Schema:
    """The migrations by name, in order, and where their functions are; `more` are added by tests and trials."""

    names: tuple[str, ...] = (
        "m0001_base",
        "m0002_first_registers",
        "m0003_other_registers",
        "m0004_waiting",
        "m0005_problem",
        "m0006_letters",
        "m0007_vault",
        "m0008_services",
        "m0011_smaller_registers",
        "m0012_search",
        "m0020_finance_classes",
        "m0021_sign_off",
        "m0022_settling",
        "m0023_finance_checks",
        "m0024_printing",
        "m0025_official",
        "m0026_affairs",
        "m0030_monthly_report",
        "m0034_vault_file",
        "m0036_certificates",
        "m0037_certificate_dates",
        "m0038_span_report",
        "m0040_county",
        "m0041_county_figures",
        "m0045_closing",
        "m0046_amendment",
        "m0047_medium_log",
        "m0050_packet_rows",
        "m0051_answers",
        "m0052_inbox_speed",
        "m0056_county_task",
        "m0057_payee_mark",
        "m0059_county_template",
        "m0061_row_choice",
        "m0064_handover",
        "m0066_import_basket",
        "m0068_sheet_periods",
        "m0069_county_years",
        "m0071_search_merges",
    )
    load: Callable[[], Migrations] = _first_steps
    more: tuple[tuple[str, Migration], ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every migration a book of this schema has."""
        return (*self.names, *(name for name, _ in self.more))

    def plus(self, name: str, function: Migration) -> Schema:
        """The same schema with one more migration at the end."""
        return Schema(self.names, self.load, (*self.more, (name, function)))

    def migrations(self) -> Migrations:
        """All of them as sqlite-utils runs them."""
        from sqlite_utils import Migrations

        first = self.load()
        if not self.more:
            return first
        every = Migrations(first.name)
        every._migrations.extend(first._migrations)
        for name, function in self.more:
            every(name=name)(function)
        return every


SCHEMA = Schema()


def column_type(field: Field) -> str:
    """How a field stands in its STRICT table: INTEGER, TEXT, or INTEGER -> the register a single link points to."""
    if isinstance(field, Link):
        return "TEXT" if field.many else f"INTEGER -> {field.register}"
    return "INTEGER" if field.storage is int else "TEXT"


def columns_of(ledger: LedgerDef) -> dict[str, str]:
    """The columns a register's declaration asks for, beside the common ones."""
    return {field.key: column_type(field) for field in ledger.fields}


def ledger_table(db: Database, name: str, columns: Mapping[str, str], indexes: Iterable[str] = ()) -> None:
    """Create a register's table with the common columns.

    Args:
        db: The book inside a migration.
        name: The register.
        columns: Name to "TEXT", "INTEGER" or "INTEGER -> register"; links are indexed and checked at commit.
        indexes: Further columns lists filter by; state is always one.
    """
    lines = ["id INTEGER PRIMARY KEY AUTOINCREMENT"]  # an id is never given twice, not even after an undo
    links = []
    for column, kind in {**columns, **COMMON}.items():
        plain, _, target = kind.partition(" -> ")
        if target:
            links.append(column)
            plain += f' REFERENCES "{target}"(id) DEFERRABLE INITIALLY DEFERRED'
        lines.append(f'"{column}" {plain}')
    db.execute(f'CREATE TABLE "{name}" (\n  ' + ",\n  ".join(lines) + "\n) STRICT")
    db.execute(f'CREATE UNIQUE INDEX "{name}_number" ON "{name}"(number) WHERE number IS NOT NULL')
    for column in dict.fromkeys([*links, "state", *indexes]):
        # most rows of a link such as “relapse of” are empty: a partial index stays small
        where = f'WHERE "{column}" IS NOT NULL' if column in links else ""
        db.execute(f'CREATE INDEX "{name}_{column}" ON "{name}"("{column}") {where}')


def add_column(db: Database, table: str, column: str, kind: str) -> None:
    """Give a register's table one more column; `kind` as in ledger_table. Links are indexed."""
    plain, _, target = kind.partition(" -> ")
    points = f' REFERENCES "{target}"(id) DEFERRABLE INITIALLY DEFERRED' if target else ""
    db.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {plain}{points}')
    if target:
        add_index(db, table, column)


def add_index(db: Database, table: str, column: str) -> None:
    """Index a column that is empty in most rows."""
    db.execute(f'CREATE INDEX "{table}_{column}" ON "{table}"("{column}") WHERE "{column}" IS NOT NULL')
