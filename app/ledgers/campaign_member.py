"""联席会议成员: the units and people of the joint meeting and of the leading group of a campaign."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.faults import Fault
from app.domain.fields import Choice, Count, Link, Person, Row, Sensitivity, Unit
from app.domain.ledger import Around, LedgerDef, SheetColumn
from app.domain.rows import id_of, text_of

JOINT, GROUP = "联席会议", "领导小组"
ROLES = {JOINT: ("召集人", "副召集人", "成员"), GROUP: ("组长", "副组长", "成员")}
HEADS = ("召集人", "组长")
SCHEME_MEMBERS = (
    "市纪委监察局机关",
    "市委组织部",
    "市委宣传部",
    "市委政法委",
    "市委农工部",
    "市信访局",
    "市检察院",
    "市法院",
    "市政府办公室",
    "市政府法制办",
    "市发改委",
    "市人社局",
    "市审计局",
    "市民政局",
    "市财政局",
    "市农业局",
    "市林业局",
    "市水利局",
    "市交通局",
    "市国土局",
    "市城建局",
    "市房管局",
    "市教育局",
    "市卫计委",
)


def member_title(row: Row, around: Around) -> str:
    """Unit and role."""
    unit = id_of(row, "unit")
    return f"{around.title('unit', unit) if unit else ''} {row.get('role') or ''}".strip()


def role_of_its_body(row: Row, around: Around) -> Iterable[Fault]:
    """召集人 belongs to the joint meeting, 组长 to the leading group."""
    body, role = text_of(row, "body"), text_of(row, "role")
    if body and role and role not in ROLES[body]:
        yield Fault("role", f"职责:{body}的职责是{'、'.join(ROLES[body])}", "E-ROLE")


def one_head(row: Row, around: Around) -> Iterable[Fault]:
    """One convener, one head of the leading group. INV-092."""
    found, role = id_of(row, "campaign"), text_of(row, "role")
    if not found or role not in HEADS:
        return
    heads = around.rows("campaign_member", campaign=found, body=row.get("body"), role=role)
    if any(head["id"] != row.get("id") for head in heads):
        yield Fault("role", f"职责:{role}已经有一位,请先改那一条", "E-TWICE")


def group_is_headed_by_the_first(row: Row, around: Around) -> Iterable[Fault]:
    """The leading group is headed by the first responsible person. INV-097."""
    found = id_of(row, "campaign")
    campaign = around.row("campaign", found) if found else None
    first = campaign.get("first_responsible") if campaign else None
    if row.get("role") == "组长" and first and row.get("person") and row["person"] != first:
        yield Fault("person", "姓名:组长一般由第一责任人担任,请核对或写明说明", "E-FIRST", soft=True)


CAMPAIGN_MEMBERS = LedgerDef(
    key="campaign_member",
    title="联席会议成员",
    icon="person",
    menu="",
    fields=(
        Link(key="campaign", label="所属专项", register="campaign", required=True, width=8),
        Count(key="seq", label="排序", width=3, sensitivity=Sensitivity.PUBLIC, hint="名单按这个次序印"),
        Choice(
            key="body",
            label="机构",
            required=True,
            options=(JOINT, GROUP),
            default=JOINT,
            width=5,
            sensitivity=Sensitivity.PUBLIC,
        ),
        Unit(key="unit", label="成员单位", required=True, width=10, sensitivity=Sensitivity.PUBLIC),
        Person(key="person", label="姓名", sensitivity=Sensitivity.PUBLIC, hint="单位主要领导;可先空着"),
        Choice(
            key="role",
            label="职责",
            required=True,
            options=tuple(dict.fromkeys((*ROLES[JOINT], *ROLES[GROUP]))),
            default="成员",
            width=5,
            sensitivity=Sensitivity.PUBLIC,
            hint="依据 集中整治方案 五(一):设召集人、副召集人和成员单位",
        ),
    ),
    rules=(role_of_its_body, one_head, group_is_headed_by_the_first),
    titled=member_title,
    title_uses=("unit",),
    parent="campaign",
    identity=("campaign", "body", "unit", "person"),
    list_columns=("seq", "body", "unit", "person", "role"),
    sheet_columns=(
        SheetColumn("所属专项", ("campaign",), 8),
        SheetColumn("机构", ("body",), 5),
        SheetColumn("成员单位", ("unit",), 12),
        SheetColumn("姓名", ("person",), 5),
        SheetColumn("职责", ("role",), 5),
        SheetColumn("备注", ("remark",), 8),
    ),
    unit_field="unit",
    basis="集中整治方案 五(一):建立“集中整治”工作联席会议制度,设召集人、副召集人,成员单位主要领导为成员。",
)
