"""Account codes in the practice books: by the new chart and the older one, with details a county and a village add."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.accounts import NEW, OLD, chart_of_year
from app.domain.fields import Row
from app.operations.demo_places import KEEPS_OLD_CHART, Places

CODED = (1, KEEPS_OLD_CHART)  # which villages' agencies write codes
CODES = {
    NEW: "2.01 501, 2.02 501, 2.03 502, 2.05 503, 2.06 241, 2.09 504, 2.11 504, 3.01 511, 3.02 212, 3.03 51303, "
    "3.04 513, 3.05 514, 3.06 153, 3.08 51401, 3.10 515",
    OLD: "2.01 501, 2.02 511, 2.03 561, 2.05 522, 2.06 522, 2.09 531, 2.11 531, 3.01 502, 3.02 211, 3.03 541, "
    "3.04 54101, 3.05 551, 3.06 154, 3.08 551, 3.10 551",
}


def make_accounts(places: Places) -> list[Row]:
    """What the county and one village have added to the charts."""
    own = (
        (None, NEW, "51303", "管理费用—报刊费", "3.03"),
        (None, NEW, "51401", "公益支出—困难救济", "3.08"),
        (places.villages[KEEPS_OLD_CHART].id, OLD, "54101", "管理费用—办公水电", "3.04"),
    )
    return [
        {"id": number, "unit": unit, "chart": chart, "code": code, "name": name, "expense_item": item}
        for number, (unit, chart, code, name, item) in enumerate(own, 1)
    ]


def write_codes(places: Places, sheets: Sequence[Row], lines: Sequence[Row]) -> None:
    """Give the lines of some villages the codes their agency writes."""
    schemes = {
        places.villages[order].id: str(places.units[places.villages[order].id - 1]["accounts"]) for order in CODED
    }
    codes = {chart: dict(pair.split(" ") for pair in text.split(", ")) for chart, text in CODES.items()}
    owners = {sheet["id"]: schemes[unit] for sheet in sheets if (unit := sheet["unit"]) in schemes}
    for line in lines:
        if scheme := owners.get(line["sheet"]):
            chart = chart_of_year(scheme, int(str(line["on_day"])[:4]))
            line["account_code"] = codes[chart].get(str(line["item"]))
