"""Accounts (会计科目) of village books, by chart, and the item of the wall sheet each belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.domain.patterns import later
from app.domain.plain import plain
from app.domain.text import half_width

NEW, OLD = "2024", "old"
FIRST_NEW_YEAR = 2024  # 财会〔2023〕14号 is in force from 2024-01-01
OWED_IN_BOOKS = ("负债", "权益")
_CODE = later(r"\d[\d.-]*")


class Account(NamedTuple):
    """One account: its code, its name, its kind (资产 负债 权益 成本 损益), and its items of income and expense."""

    code: str
    name: str
    kind: str = ""
    income_item: str = ""
    expense_item: str = ""

    @property
    def item(self) -> str:
        """The one item it stands for, "" where it has none or both."""
        return "" if self.income_item and self.expense_item else self.income_item or self.expense_item

    @property
    def called(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}"

    @property
    def owed(self) -> bool:
        """Whether the books hold as liability or equity what the wall sheet shows as income.

        一事一议资金, 专项应付款 and 征地补偿 are such: both names are shown, the sums are never held to be equal.
        Source: forms-and-rules 3.3.
        """
        return self.kind in OWED_IN_BOOKS and bool(self.income_item)


@plain
class Chart:
    """The accounts of one 会计制度, by code."""

    key: str
    title: str
    accounts: Mapping[str, Account]

    def with_own(self, own: Iterable[Account]) -> Chart:
        """The same chart with accounts a county or a village has added or mapped otherwise; the last one counts."""
        more: dict[str, Account] = {}
        for one in own:
            general = self.find(one.code)
            more[one.code] = one._replace(kind=one.kind or (general.kind if general else ""))
        return Chart(self.key, self.title, {**self.accounts, **more}) if more else self

    def find(self, text: str) -> Account | None:
        """The account a code means: itself, or the one it is a detail of (51301, 513-01 and 513.01 under 513)."""
        code = code_in(text)
        for end in range(len(code), 2, -1):
            if found := self.accounts.get(code[:end].rstrip(".-")):
                return found
        return None

    def named(self, name: str) -> Account | None:
        """The account of that name."""
        return next((one for one in self.accounts.values() if one.name == name), None)


def code_in(text: str) -> str:
    """The code at the beginning of what was typed: 513 管理费用 is 513."""
    found = _CODE.match(half_width(text).strip())
    return found[0].rstrip(".-") if found else ""


def chart_of_year(own: str, year: int) -> str:
    """Which chart the books of a year follow: the older one before 2024, afterwards what the village says."""
    return OLD if year < FIRST_NEW_YEAR else own or NEW
