"""套用本县表样: the county's own Excel or Word form, filled with rows of any register.

Names are the labels of the register: {{单位}}; its lines by their register, {{财务公开明细.金额(元)}}; all chosen rows
one under the other, {{行.单位}}; and {{乡镇}} {{县}} {{今天}} {{监督电话}} {{经办人}}. The monthly report also knows
every figure: {{A20.本月}}, and a summary {{A20.本期}}. Source: product F17, H11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app import paths
from app.domain.days import Period, chinese_day
from app.domain.faults import Fault, Refused
from app.domain.fields import Attachment, Count, Day, Money, Row
from app.domain.foreign import foreign
from app.domain.ledger import COMMON_LABELS, LedgerDef
from app.domain.rows import id_of, text_of
from app.ledgers import ledger as ledger_of
from app.operations import gate, lists, papers
from app.operations.on_paper import hotline, safe_name
from app.operations.rights import must_read
from app.reports.sheet import Column, Facts, Sheet, Table
from app.storage.book import Book

if TYPE_CHECKING:
    from app.export.own_forms import Filling
    from app.figures.counting import Figure, Place

ROWS = "行"
ENDINGS = (".xlsx", ".docx")
Fill = str | int | Decimal | date
_COMMON = ("number", "state")


def names_for(book: Book, ledger: LedgerDef) -> list[str]:
    """Every name a form of this register may use, for the help page and for whoever draws one."""
    own = _labels(ledger)
    children = [ledger_of(key) for key in ledger.children]
    lines = [f"{child.title}.{label}" for child in children for label in (*_labels(child), "序号")]
    figures = [f"{code}.{name}" for code, name in _figures(ledger)]
    rows = [f"{ROWS}.{label}" for label in (*own, "序号")]
    return list(dict.fromkeys([*_about(book), *own, *rows, *lines, *figures]))


def fill(book: Book, ledger: LedgerDef, ids: Sequence[int], form: Path, out: Path) -> list[Path]:
    """Fill a form: one file with all rows where it has {{行.…}}, else one file a row, named after the row.

    Raises:
        Refused: No row, a name the register does not have, or a file that is no form.
        Unreadable: The file is damaged or hostile; nothing was written.
        Unsettled: Something personal would stand in it, see app.operations.gate.
    """
    from app.export import own_forms
    from app.export.files import replace_file

    must_read(book, ledger)
    rows = book.page(ledger.key, ids)
    if not rows:
        raise Refused("没有选中记录,没有写出任何文件。请先选中要套用的记录。", "E-NOTHING")
    data, names = _read(form)
    _refuse_unknown(book, ledger, form, names)
    together = any(name.startswith(f"{ROWS}.") for name in names)
    make = own_forms.fill_xlsx if form.suffix.lower() == ".xlsx" else own_forms.fill_docx
    written = []
    groups = [rows] if together or len(rows) == 1 else [[row] for row in rows]
    fillings = gate.gathered([_maker(book, ledger, group) for group in groups])
    for group, filling in zip(groups, fillings, strict=True):
        target = out
        if len(groups) > 1:
            title = book.title(ledger.key, id_of(group[0], "id") or 0)
            target = out.with_name(f"{out.stem}_{safe_name(title)}{out.suffix}")
        with _broken(form):
            made = make(data, filling)
        replace_file(target, made)
        written.append(target)
    book.note("register.fill_form", f"register/{ledger.key}", form.name)
    return written


def _maker(book: Book, ledger: LedgerDef, rows: Sequence[Row]) -> Callable[[], Filling]:
    return lambda: _filling(book, ledger, rows)


def check_form(book: Book, ledger: LedgerDef, form: Path) -> None:
    """See that a form from outside may be filled with rows of a register, and does nothing else when it is opened.

    Raises:
        Refused: A name the register does not have, or no name at all.
        Unreadable: Damaged, hostile, or it reaches out: links, embedded files, formulas that do more than count.
    """
    from app.intake import form_check

    form_check.check(form)
    _refuse_unknown(book, ledger, form, _read(form)[1])


def issued(book: Book, register: str) -> list[str]:
    """The forms the county's templates bring for a register."""
    return [title for key, title, _ in book.ruled_all("form") if key.partition("/")[0] == register]


@contextmanager
def issued_file(book: Book, register: str, title: str) -> Iterator[Path]:
    """One of these forms as a file that is gone afterwards.

    Raises:
        Refused: The templates bring none of that name.
    """
    data = book.ruled("form", f"{register}/{title}")
    if data is None:
        raise Refused(f"县里模板里没有“{title}”这种表样。没有写出任何文件。", "E-FILE")
    with TemporaryDirectory(dir=paths.private_temp(), prefix="form-") as folder:
        form = Path(folder) / title
        form.write_bytes(data)
        yield form


def names_of(form: Path) -> list[str]:
    """The names a form asks for, none where it is no form.

    Raises:
        Refused, Unreadable: It is no Excel or Word file, or a hostile one.
    """
    return _opened(form)[1]


def _read(form: Path) -> tuple[bytes, list[str]]:
    """A form and the names in it; a hostile or broken file is refused before anything opens it."""
    data, names = _opened(form)
    if not names:
        advice = "请在要填的格子里写 {{栏目名}},例如 {{单位}};可用的名称见帮助“套用本县表样”。"
        raise Refused(f"表样“{form.name}”里没有一处要填的。没有写出任何文件。{advice}", "E-FORM")
    return data, names


def _opened(form: Path) -> tuple[bytes, list[str]]:
    from app.export import own_forms
    from app.intake import container

    ending = form.suffix.lower()
    if ending not in ENDINGS:
        raise Refused(
            f"“{form.name}”不是 .xlsx 或 .docx 文件,不能套用。没有写出任何文件;请另存为这两种之一。", "E-SUFFIX"
        )
    if not form.is_file():
        raise Refused(f"找不到表样“{form.name}”。没有写出任何文件。", "E-FILE")
    container.check(form) if ending == ".xlsx" else container.check_word(form)
    data = form.read_bytes()
    with _broken(form):
        names = own_forms.names_in_xlsx(data) if ending == ".xlsx" else own_forms.names_in_docx(data)
    return data, names


def _broken(form: Path) -> AbstractContextManager[None]:
    """Whatever the libraries say of a form they cannot read or fill."""
    said = f"表样“{form.name}”读不出来,可能已损坏。没有写出任何文件;请另存为新文件后再试。"
    return foreign(lambda: Refused(said, "E-FILE"))


def _refuse_unknown(book: Book, ledger: LedgerDef, form: Path, names: Sequence[str]) -> None:
    known = names_for(book, ledger)
    faults = []
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.3)
            hint = f",是不是“{{{{{near[0]}}}}}”" if near else ""
            told = f"表样“{form.name}”里的“{{{{{name}}}}}”在{ledger.title}里没有{hint}"
            faults.append(Fault(name, told, "E-FORM", near[0] if near else ""))
    if faults:
        raise Refused([*faults, Fault("", "没有写出任何文件。请改好表样里的名称后再套用。", "E-FORM")], "E-FORM")


def _filling(book: Book, ledger: LedgerDef, rows: Sequence[Row]) -> Filling:
    """Everything a form may ask for, personal fields masked and every text past the gate."""
    from app.export.own_forms import Filling

    seen = papers.Surroundings(book, ledger.key)
    values: dict[str, Fill] = {**_about(book), **_row(seen, ledger, seen.mask(ledger.key, rows[0]))}
    values |= _figure_values(book, ledger, rows[0])
    found: dict[str, list[dict[str, Fill]]] = {
        ROWS: [
            {**_row(seen, ledger, seen.mask(ledger.key, row)), "序号": place} for place, row in enumerate(rows, start=1)
        ]
    }
    for key in ledger.children:
        lines = ledger_of(key)
        kept = lists.lines(book, lines, id_of(rows[0], "id") or 0) if book.may_read(key) else []
        found[lines.title] = [
            {**_row(seen, lines, seen.mask(key, row)), "序号": place} for place, row in enumerate(kept, start=1)
        ]
    values, found = _past_the_gate(book, ledger, values, found)
    return Filling(values, found)


def _past_the_gate(
    book: Book, ledger: LedgerDef, values: dict[str, Fill], found: dict[str, list[dict[str, Fill]]]
) -> tuple[dict[str, Fill], dict[str, list[dict[str, Fill]]]]:
    """The same with what was decided about personal things applied.

    Raises:
        Unsettled: Something is not decided yet.
    """
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    tables = []
    for rows in found.values():
        heads = list(rows[0]) if rows else []
        cells = tuple(tuple(str(row[head]) if isinstance(row[head], str) else "" for head in heads) for row in rows)
        tables.append(Table(tuple(Column(head) for head in heads) or (Column(""),), cells))
    sheet = Sheet("own_form", f"{ledger.title}(本县表样)", (Facts(tuple(texts.items())), *tables))
    passed = gate.passed(book, [sheet])[0]
    facts, *rest = passed.blocks
    assert isinstance(facts, Facts)
    values = {**values, **dict(facts.pairs)}
    for (name, rows), table in zip(found.items(), rest, strict=True):
        assert isinstance(table, Table)
        found[name] = [
            {
                head: str(cell) if isinstance(row[head], str) else row[head]
                for head, cell in zip(row, cells, strict=True)
            }
            for row, cells in zip(rows, table.rows, strict=True)
        ]
    return values, found


def _about(book: Book) -> dict[str, Fill]:
    return {
        "乡镇": book.info.township,
        "县": book.info.county,
        "今天": chinese_day(book.today()),
        "监督电话": hotline(book),
        "经办人": book.actor_name,
    }


def _labels(ledger: LedgerDef) -> list[str]:
    fields = [field.label for field in ledger.by_key.values() if not isinstance(field, Attachment)]
    return [*(COMMON_LABELS[key] for key in _COMMON), *fields]


def _row(seen: papers.Surroundings, ledger: LedgerDef, row: Row) -> dict[str, Fill]:
    """The fields of a row by their labels: money in yuan, counts and days as such, everything else as it is read."""
    texts = seen.texts(ledger, row)
    found: dict[str, Fill] = {COMMON_LABELS[key]: text_of(row, key) for key in _COMMON}
    for field in ledger.by_key.values():
        value = row.get(field.key)
        if isinstance(field, Money) and isinstance(value, int):
            found[field.label] = Decimal(value) / 100
        elif isinstance(field, Count) and isinstance(value, int):
            found[field.label] = value
        elif isinstance(field, Day) and value:
            found[field.label] = date.fromisoformat(str(value))
        elif not isinstance(field, Attachment):
            found[field.label] = texts[field.key]
    return found


def _columns(ledger: LedgerDef) -> Mapping[str, str]:
    """How the columns of a report's figures are called, {} for a register that has none."""
    if ledger.key not in ("monthly_report", "span_report"):
        return {}
    from app.reports.monthly_form import MONTH, SPAN

    names = MONTH.names if ledger.key == "monthly_report" else SPAN.names
    return {key: name for key, name in names.items() if key != "yoy"}


def _figures(ledger: LedgerDef) -> list[tuple[str, str]]:
    columns = _columns(ledger)
    if not columns:
        return []
    from app.figures.indicators import INDICATORS

    return [(code, name) for code in INDICATORS for name in columns.values()]


def _counted(book: Book, ledger: LedgerDef, row: Row) -> Mapping[Place, Figure]:
    """The figures of a report."""
    if ledger.key == "monthly_report":
        from app.operations.monthly import monthly

        return monthly(book, Period.parse(text_of(row, "period"))).figures
    from app.operations import span_reports

    return span_reports.summed(book, span_reports.span_of_row(book, row), id_of(row, "id")).figures


def _figure_values(book: Book, ledger: LedgerDef, row: Row) -> Mapping[str, Fill]:
    if not _columns(ledger):
        return {}
    from app.figures.counting import Figure, Place
    from app.figures.indicators import INDICATORS, MONEY

    figures = _counted(book, ledger, row)
    out: dict[str, Fill] = {}
    for code, name in _figures(ledger):
        column = next(key for key, label in _columns(ledger).items() if label == name)
        value = getattr(figures.get(Place(code), Figure()), column)
        if value is not None:
            out[f"{code}.{name}"] = Decimal(value) / 100 if INDICATORS[code].unit == MONEY else value
    return out
