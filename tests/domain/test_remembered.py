"""What repeats is asked once; what was refused is asked again; and no column makes the memory grow without end."""

from __future__ import annotations

import pytest

from app.domain.remembered import MOST, Remembered, picker


def test_a_text_is_asked_once_and_a_refused_one_each_time() -> None:
    asked = list[str]()

    def length(text: str) -> int:
        asked.append(text)
        if not text:
            raise ValueError("空")
        return len(text)

    remembered = Remembered[int](length)

    answers = [remembered["青山村"], remembered["青山村"]]
    for _ in range(2):
        with pytest.raises(ValueError, match="空"):
            remembered[""]

    assert answers == [3, 3]
    assert asked == ["青山村", "", ""]


def test_a_column_in_which_nothing_repeats_is_not_kept_whole() -> None:
    remembered = Remembered[int](int)

    answers = [remembered[str(n)] for n in range(MOST + 50)]

    assert answers == list(range(MOST + 50))
    assert len(remembered) == MOST


@pytest.mark.parametrize("places", [(), (2,), (3, 0)])
def test_places_are_picked_however_few_they_are(places: tuple[int, ...]) -> None:
    picked = list(picker(places)("甲乙丙丁"))

    assert picked == ["甲乙丙丁"[place] for place in places]
