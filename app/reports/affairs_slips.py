"""明白纸 of a list of benefits: one slip for each household of the list."""

from __future__ import annotations

from app.domain.fields import Row
from app.domain.ledger import LedgerDef
from app.domain.money import capital, show_yuan
from app.domain.rows import id_of, text_of, whole_of
from app.ledgers.board_lines import lines_shown
from app.ledgers.hotline import OWN_LEVEL
from app.reports import notice
from app.reports.affairs_sheet import by_place, measured, own_name, place_of, standard_of
from app.reports.around import PaperAround
from app.reports.sheet import Sheet, Slip
from app.reports.slips import household_slips


def affairs_slips(row: Row, around: PaperAround, ledger: LedgerDef) -> Sheet:
    """For each household of the list: what it got, by which standard, how much, for which period, whom to ask."""
    texts, village = around.texts(ledger, row), notice.publisher_of(row, around)
    lines = sorted(around.rows("recipient", item=row.get("id")), key=by_place)
    ask = _whom_to_ask(row, village, around)
    return household_slips(
        [_slip(line, texts, ask, around) for line in lines],
        key="affairs_slips",
        subtitle=f"{texts['unit']} {texts['period']} {texts['item']}".replace("  ", " "),
        file_name=f"{texts['unit']}_{texts['period'] or texts['decided_on']}_{texts['item']}_明白纸",
    )


def _slip(line: Row, texts: dict[str, str], ask: str, around: PaperAround) -> Slip:
    amount = whole_of(line, "amount")
    place = place_of(line, around)
    said = [f"户主：{own_name(line)}{f'（{place}）' if place else ''}"]
    when = texts["period"] or texts["decided_on"]
    said.append(f"您家得到的是：{texts['item']}{f'（{when}）' if when else ''}")
    by = "，".join(filter(None, (standard_of(line), measured(line))))
    said += [f"标准和数量：{by}"] if by else []
    said.append(f"金额：{show_yuan(amount)} 元（{capital(amount)}）")
    said += [f"依据：{texts['grounds']}"] if texts["grounds"] else []
    return Slip(f"{texts['unit']}明白纸", tuple(said), ask)


def _whom_to_ask(row: Row, village: Row, around: PaperAround) -> str:
    committee, supervisors = notice.bodies(village)
    own = [f"{committee} {text_of(village, 'phone')}".strip(), supervisors]
    numbers = [line for line in lines_shown(around, (id_of(village, "id"),)) if line.get("level") == OWN_LEVEL]
    calls = [f"{text_of(line, 'name')} {text_of(line, 'phone')}".strip() for line in numbers]
    return f"数目不对、钱没有收到，请问：{'、'.join([*own, *calls])}"
