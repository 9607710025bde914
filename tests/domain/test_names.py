"""Names as far as they are shown."""

import pytest

from app.domain.names import hidden, hidden_child, surname


@pytest.mark.parametrize(
    ("name", "first", "adult", "child"),
    [
        ("李秀", "李", "李某", "李某某"),
        ("王小宝", "王", "王某", "王某某"),
        ("欧阳春芽", "欧阳", "欧阳某", "欧阳某某"),
        ("欧阳", "欧", "欧某", "欧某某"),
        ("买买提·吐尔逊", "买买提·", "买买提·某", "买买提·某某"),
        ("", "", "", ""),
    ],
)
def test_only_the_surname_is_shown(name: str, first: str, adult: str, child: str) -> None:
    assert (surname(name), hidden(name), hidden_child(name)) == (first, adult, child)
