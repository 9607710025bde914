"""The practice county and township, as a stranger meets them on the first day."""

from __future__ import annotations

from pathlib import Path

from app import headless
from tests.cli.conftest import Run


def test_the_first_day_of_a_stranger(bare: Run, tmp_path: Path, capsys):
    folder = tmp_path / "练习 县"

    made = bare("demo", folder, "--json")
    registers = bare("registers", "--json")
    doctor = bare("doctor", "--json")
    users = bare("--password-file", made.json["passwords"], "users", "list", "--json")
    month = headless.main([str(folder)])
    said = capsys.readouterr().out

    assert made.code == 0, made.err
    assert list(made.json) == ["township", "county", "passwords", "trust", "stick", "out"]
    assert made.json["township"] == str(folder / "township.mz")
    assert all(Path(path).exists() for path in made.json.values())
    assert [line for line in registers.json if not line["rows"]] == []
    assert (doctor.code, doctor.json["ok"]) == (0, True), doctor.err
    assert {user["role"] for user in users.json} >= {"clerk", "secretary"}
    assert month == 0
    assert said.splitlines()[-1].startswith(f"上报包:{folder / 'stick'}")


def test_a_folder_in_use_is_not_overwritten(bare: Run, practice: Path):
    before = practice.read_bytes()

    done = bare("demo", practice.parent, "--json")

    assert done.code == 1
    assert done.error["code"].startswith("E-")
    assert practice.read_bytes() == before
