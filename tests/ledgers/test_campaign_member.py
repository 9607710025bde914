"""Rules of the joint meeting and the leading group of a campaign."""

import pytest

from app.domain.fields import Row
from app.ledgers.campaign_member import CAMPAIGN_MEMBERS
from tests.ledgers.office import Office, Told, told

CONVENER: Row = {"id": 1, "campaign": 1, "body": "联席会议", "unit": 3, "person": 7, "role": "召集人"}
AROUND = Office({"campaign": [{"id": 1, "first_responsible": 7}], "campaign_member": [CONVENER]})


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (CONVENER, []),
        ({**CONVENER, "id": 2}, [("role", "E-TWICE", False)]),
        ({**CONVENER, "id": 2, "role": "成员"}, []),
        ({**CONVENER, "id": 2, "campaign": 9}, []),
        ({**CONVENER, "role": "组长"}, [("role", "E-ROLE", False)]),
        ({**CONVENER, "id": 2, "body": "领导小组", "role": "组长"}, []),
        ({**CONVENER, "id": 2, "body": "领导小组", "role": "组长", "person": 8}, [("person", "E-FIRST", True)]),
        ({**CONVENER, "id": 2, "body": "领导小组", "role": "副召集人"}, [("role", "E-ROLE", False)]),
    ],
)
def test_each_body_has_its_roles_and_one_head(row: Row, found: Told) -> None:
    seen = told(CAMPAIGN_MEMBERS, row, AROUND)

    assert seen == found
