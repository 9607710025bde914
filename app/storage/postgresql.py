"""Merged tables in a PostgreSQL server: made and widened as the declarations ask, filled packet by packet.

Each packet is one transaction that ends with its line in the table `packet`: a run that was broken off goes on
where it stopped, and a packet that is there already changes nothing. Only this module speaks to a network, and only
to the address a county's clerk names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.domain.faults import Refused, Told
from app.domain.plain import plain

if TYPE_CHECKING:
    from psycopg import Connection

SCHEMA = "mingzhang"
PACKET = "packet"


@plain
class Column:
    """A column: its name, its PostgreSQL type, and what it is in the words of the register."""

    name: str
    type: str
    title: str


@plain
class MergedTable:
    """A table with its first `keys` columns as its key."""

    name: str
    title: str
    columns: tuple[Column, ...]
    keys: int = 1


PACKETS = MergedTable(
    PACKET,
    "已合并的上报包",
    (
        Column("packet_id", "text", "包号"),
        Column("township", "text", "乡镇代码"),
        Column("township_name", "text", "乡镇"),
        Column("period", "text", "期间"),
        Column("revision", "integer", "第几次"),
        Column("seq", "integer", "顺序号"),
        Column("tag_sha256", "text", "清单摘要"),
        Column("received_at", "timestamptz", "收到时间"),
        Column("merged_at", "timestamptz", "合并时间"),
        Column("decision", "text", "处理结果"),
    ),
)


class NotReached(Told):
    """The server cannot be used; nothing of what was being written is there."""

    code = "E-SERVER"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"数据库服务器没有接受数据:{why}。账套没有改动,正在写的那个包没有写入,已写完的保留;请核对地址和权限后再运行一次。"
        )


class Server:
    """An open server with the tables in place."""

    def __init__(self, connection: Connection[Any], tables: Sequence[MergedTable]) -> None:
        self._connection = connection
        with connection.transaction():
            self._run(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"')
            for table in (PACKETS, *tables):
                self._make(table)

    def done(self) -> dict[str, str]:
        """The packets that are there with the decision that was written."""
        lines = self._connection.execute(f'SELECT packet_id, decision FROM "{SCHEMA}"."{PACKET}"').fetchall()
        return dict(lines)

    @contextmanager
    def packet(self, line: Mapping[str, Any]) -> Iterator[None]:
        """Everything written inside is there together with the packet's own line, or not at all."""
        with self._connection.transaction():
            yield
            self.write(PACKETS, [tuple(line[column.name] for column in PACKETS.columns)])

    def write(self, table: MergedTable, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows, or bring those of the same key up to date."""
        names = [f'"{column.name}"' for column in table.columns]
        target, places = f'"{SCHEMA}"."{table.name}"', ", ".join(names)
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(_sql(f"CREATE TEMP TABLE came AS SELECT {places} FROM {target} LIMIT 0"))
            with cursor.copy(_sql(f"COPY came ({places}) FROM STDIN")) as copy:
                for row in rows:
                    copy.write_row(row)
            sets = ", ".join(f"{name} = excluded.{name}" for name in names[table.keys :])
            cursor.execute(
                _sql(
                    f"INSERT INTO {target} ({places}) SELECT {places} FROM came "
                    f"ON CONFLICT ({', '.join(names[: table.keys])}) DO UPDATE SET {sets}"
                )
            )
            cursor.execute("DROP TABLE came")

    def take_out(self, table: MergedTable, keys: Sequence[int]) -> None:
        """Rows that a correction took out go."""
        if keys:
            name = table.columns[0].name
            self._connection.execute(
                _sql(f'DELETE FROM "{SCHEMA}"."{table.name}" WHERE "{name}" = ANY(%s)'), (list(keys),)
            )

    def _make(self, table: MergedTable) -> None:
        target, columns = f'"{SCHEMA}"."{table.name}"', table.columns
        shape = ", ".join(f'"{column.name}" {column.type}' for column in columns)
        key = ", ".join(f'"{column.name}"' for column in columns[: table.keys])
        self._run(f"CREATE TABLE IF NOT EXISTS {target} ({shape}, PRIMARY KEY ({key}))")
        for column in columns[table.keys :]:  # a later release knows more fields
            self._run(f'ALTER TABLE {target} ADD COLUMN IF NOT EXISTS "{column.name}" {column.type}')
        self._run(f"COMMENT ON TABLE {target} IS {_quoted(table.title)}")
        for column in columns:
            self._run(f'COMMENT ON COLUMN {target}."{column.name}" IS {_quoted(column.title)}')

    def _run(self, statement: str) -> None:
        self._connection.execute(_sql(statement))


@contextmanager
def server(address: str, tables: Sequence[MergedTable]) -> Iterator[Server]:
    """Connect, make or widen the tables, and close again.

    Raises:
        NotReached: No such server, no right to write, or it went away.
        Refused: The library for it is not installed.
    """
    psycopg = _library()
    try:
        with psycopg.connect(address, connect_timeout=10) as connection:
            connection.autocommit = True
            yield Server(connection, tables)
    except psycopg.Error as error:
        raise NotReached(_reason(error)) from None  # the address may hold a password


def _library() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise Refused(
            "这台电脑没有安装 PostgreSQL 的连接部件(psycopg)。没有写任何数据;请由维护人员安装后再运行。", "E-SERVER"
        ) from error
    return psycopg


def _reason(error: Any) -> str:
    state = str(error.sqlstate or "")
    known = {
        "28": "用户名或密码不对",
        "3D": "没有这个数据库",
        "42": "没有建表或写入的权限,或表的样子不对",
        "53": "磁盘或内存不足",
    }
    return known.get(state[:2], f"错误 {state}" if state else "连不上,或中途断开")


def _sql(text: str) -> Any:
    """Statements are put together from declared names only."""
    return text.encode()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
