import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import keys
from app.keys import (
    PRACTICE_PARAMS,
    STANDARD_PARAMS,
    BadSlot,
    WrongPassword,
    device_secret,
    make_slot,
    new_data_key,
    open_private_key,
    open_slot,
    seal_private_key,
)

DATA_KEY = bytes(range(32))


def practice_slot(**more: Any) -> dict[str, Any]:
    settings = {"user": "u01", "role": "clerk", "params": PRACTICE_PARAMS, **more}
    return make_slot(DATA_KEY, "密码Ⅷ长一点", **settings)


def test_a_slot_survives_json_and_opens_with_its_password_in_any_unicode_form() -> None:
    slot = json.loads(json.dumps(practice_slot()))

    opened = open_slot(slot, "密码VIII长一点", user="u01", role="clerk")

    assert opened == DATA_KEY
    assert slot["practice"] is True
    assert slot["kdf"]["m"] == 1024


def test_the_standard_cost_is_that_of_the_format_and_is_not_marked_practice() -> None:
    slot = practice_slot(params=STANDARD_PARAMS)

    assert (slot["kdf"]["m"], slot["kdf"]["t"], slot["kdf"]["p"]) == (65536, 3, 4)
    assert slot["practice"] is False
    assert open_slot(slot, "密码VIII长一点", user="u01", role="clerk") == DATA_KEY


@pytest.mark.parametrize(
    ("password", "user", "role"),
    [("错的密码", "u01", "clerk"), ("密码Ⅷ长一点", "u02", "clerk"), ("密码Ⅷ长一点", "u01", "secretary")],
)
def test_wrong_password_user_or_role_are_refused_alike(password: str, user: str, role: str) -> None:
    slot = practice_slot()

    with pytest.raises(WrongPassword, match="密码不对"):
        open_slot(slot, password, user=user, role=role)


def test_a_slot_moved_to_another_user_by_editing_the_file_does_not_open() -> None:
    slot = {**practice_slot(), "user": "u02"}

    with pytest.raises(WrongPassword):
        open_slot(slot, "密码Ⅷ长一点", user="u02", role="clerk")


def test_the_device_secret_is_needed_where_the_slot_was_made_with_it() -> None:
    secret, other = bytes(32), bytes([1]) * 32
    slot = practice_slot(device_secret=secret)

    opened = open_slot(slot, "密码Ⅷ长一点", user="u01", role="clerk", device_secret=secret)

    assert opened == DATA_KEY
    for wrong in (None, other):
        with pytest.raises(WrongPassword):
            open_slot(slot, "密码Ⅷ长一点", user="u01", role="clerk", device_secret=wrong)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kdf", "m"), 64 << 20),
        (("kdf", "m"), (1 << 20) + 1),
        (("kdf", "m"), 1),
        (("kdf", "m"), True),
        (("kdf", "m"), "8192"),
        (("kdf", "t"), 11),
        (("kdf", "t"), 0),
        (("kdf", "p"), 17),
        (("kdf", "name"), "scrypt"),
        (("kdf", "salt"), "00"),
        (("kdf",), None),
        (("v",), 2),
        (("nonce",), "zz" * 12),
        (("box",), ""),
        (("box",), "00" * 100_000),
        (("practice",), False),
    ],
)
def test_slots_out_of_bounds_are_refused_before_any_work(path: tuple[str, ...], value: object) -> None:
    slot = practice_slot()
    target = slot if len(path) == 1 else slot[path[0]]
    target[path[-1]] = value

    with pytest.raises(BadSlot, match="数据没有改动"):
        open_slot(slot, "密码Ⅷ长一点", user="u01", role="clerk")


def test_every_flipped_byte_of_the_box_is_noticed() -> None:
    slot = practice_slot()
    box = bytearray.fromhex(slot["box"])
    box[5] ^= 1

    with pytest.raises(WrongPassword):
        open_slot({**slot, "box": box.hex()}, "密码Ⅷ长一点", user="u01", role="clerk")


def test_a_signing_key_opens_only_as_a_signing_key() -> None:
    der = b"\x30\x82" + bytes(1200)
    box = seal_private_key(der, "本人密码本人密码", user="u01", role="clerk", params=PRACTICE_PARAMS)

    opened = open_private_key(box, "本人密码本人密码", user="u01", role="clerk")

    assert opened == der
    with pytest.raises(WrongPassword):
        open_slot(box, "本人密码本人密码", user="u01", role="clerk")


def test_the_device_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "设置 文件夹" / "device.key"

    first, second = device_secret(path), device_secret(path)

    assert first == second
    assert len(first) == 32
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["device.key"]


def test_a_cut_device_secret_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(b"short")

    with pytest.raises(BadSlot, match="本机密钥文件已损坏"):
        device_secret(path)

    assert path.read_bytes() == b"short"


def test_two_data_keys_differ() -> None:
    assert new_data_key() != new_data_key()


def test_importing_the_module_does_not_load_the_cryptography_library() -> None:
    code = "import sys, app.keys; print('cryptography' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "False"


class Windows:
    """The two functions of DPAPI as this program calls them: a blob in, a blob out that is freed again."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses, self.freed, self.flags = refuses, 0, list[int]()
        self._kept: list[ctypes.Array[ctypes.c_char]] = []

    def _turn(self, given: Any, _1: None, _2: None, _3: None, _4: None, flags: int, out: Any) -> int:
        blob, target = given._obj, out._obj
        self.flags.append(flags)
        if self.refuses:
            return 0
        content = bytes(byte ^ 0x5A for byte in ctypes.string_at(blob.data, blob.size))
        self._kept.append(ctypes.create_string_buffer(content, len(content)))
        target.size, target.data = len(content), ctypes.cast(self._kept[-1], type(target.data))
        return 1

    CryptProtectData = CryptUnprotectData = _turn

    def LocalFree(self, _data: object) -> None:
        self.freed += 1


def on_windows(monkeypatch: pytest.MonkeyPatch, windows: Windows) -> None:
    monkeypatch.setattr(keys.sys, "platform", "win32")
    monkeypatch.setattr(keys, "_dpapi", lambda name, content: keys._through_windows(windows, windows, name, content))


def test_on_windows_the_device_secret_lies_under_dpapi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = Windows()
    on_windows(monkeypatch, windows)

    secret = device_secret(tmp_path / "device.secret")

    kept = (tmp_path / "device.secret").read_bytes()
    assert device_secret(tmp_path / "device.secret") == secret
    assert secret not in kept
    assert kept.startswith(b"MZDPAPI1")
    assert windows.freed == len(windows.flags) == 3
    assert set(windows.flags) == {1}  # never a window of its own


def test_a_secret_of_another_windows_user_is_kept_aside_and_a_new_one_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "device.secret"
    windows = Windows()
    on_windows(monkeypatch, windows)
    first = device_secret(path)
    before = path.read_bytes()
    windows.refuses = True
    with pytest.raises(keys.ForeignSecret, match="另一台电脑"):
        keys._read_device_secret(path)
    monkeypatch.setattr(keys, "unprotect", lambda blob: refuse_once(windows, blob))

    second = device_secret(path)

    (aside,) = tmp_path.glob("device.secret.*.other")
    assert aside.read_bytes() == before
    assert second != first
    assert keys.device_id(second) != keys.device_id(first)


def refuse_once(windows: Windows, blob: bytes) -> bytes:
    """The former blob cannot be opened, the one made after it can."""
    if windows.refuses:
        windows.refuses = False
        raise keys.ForeignSecret
    return keys._through_windows(windows, windows, "CryptUnprotectData", blob)
