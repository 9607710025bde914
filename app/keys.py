"""Keys under passwords: slots that wrap a book's data key, and boxes that hold a person's signing key.

Final format, version 1 (a JSON object, kept beside the book; binary parts are lower-case hex):

    {"v": 1, "user": "u01", "role": "clerk",
     "kdf": {"name": "argon2id", "m": 65536, "t": 3, "p": 4, "salt": 16 bytes},     m in KiB
     "device": false,             whether the device secret is mixed in
     "practice": false,           cheap parameters, allowed for practice books only
     "nonce": 12 bytes, "box": ciphertext ‖ 16-byte tag}

    KEK = HKDF-SHA256(Argon2id(NFKC(password), salt, m, t, p, 32 bytes) ‖ device_secret, no salt, info, 32 bytes)
    box = AES-256-GCM(KEK, nonce, plaintext, aad = user ‖ NUL ‖ role ‖ NUL ‖ "1")

`info` is "mz/kek/v1" for slots (plaintext: the 32-byte data key) and "mz/signing-key/v1" for signing keys
(plaintext: PKCS#8 DER), so that one can never be opened as the other. The recovery slot is an ordinary slot
of role "recovery" made without the device secret. A reader refuses m > 1 GiB, t > 10, p > 16, and cheap
parameters in anything not marked practice.
"""

import hashlib  # by its name: a start needs none of it
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from app import disk
from app.domain.faults import Told
from app.domain.plain import plain

VERSION: Final = 1
DATA_KEY_SIZE: Final = 32
DEVICE_SECRET_SIZE: Final = 32

_SLOT_INFO: Final = b"mz/kek/v1"
_SIGNING_KEY_INFO: Final = b"mz/signing-key/v1"
_MAX_MEMORY: Final = 1 << 20  # KiB = 1 GiB
_MAX_TIME: Final = 10
_MAX_LANES: Final = 16
_MIN_MEMORY: Final = 64 << 10
_MAX_BOX: Final = 64 << 10
_DPAPI: Final = b"MZDPAPI1"
_NO_WINDOW: Final = 1  # CRYPTPROTECT_UI_FORBIDDEN


class KeyFault(Told):
    """A key could not be made or opened; the message is for the clerk."""


class WrongPassword(KeyFault):
    """The password (or the device, or the person the slot belongs to) is not the right one."""

    def __init__(self) -> None:
        super().__init__("密码不对，或此密钥不属于这个用户或这台电脑。数据没有改动；请核对用户后重新输入密码。")


class BadSlot(KeyFault):
    """The stored form is damaged, from a newer program, or asks for more than we give."""

    def __init__(self, what: str) -> None:
        super().__init__(f"密钥记录不能使用（{what}）。数据没有改动；请用最近的备份恢复密钥文件。")


class ForeignSecret(KeyFault):
    """The device secret is under the key of another computer or another Windows user."""

    def __init__(self) -> None:
        super().__init__("本机密钥是另一台电脑或另一个 Windows 用户的。账套没有改动;请用恢复码打开。")


@plain
class KdfParams:
    """Cost of trying one password: memory in KiB, passes, lanes."""

    m: int
    t: int
    p: int

    @property
    def cheap(self) -> bool:
        """Whether these are below what real data needs."""
        return self.m < _MIN_MEMORY


STANDARD_PARAMS: Final = KdfParams(m=64 << 10, t=3, p=4)
# A practice book keeps its passwords beside it, so that it opens with one click: stretching them protects nothing.
PRACTICE_PARAMS: Final = KdfParams(m=1 << 10, t=1, p=1)


def new_data_key() -> bytes:
    """Make the random key of a new book."""
    return os.urandom(DATA_KEY_SIZE)


def make_slot(
    data_key: bytes,
    password: str,
    *,
    user: str,
    role: str,
    device_secret: bytes | None = None,
    params: KdfParams = STANDARD_PARAMS,
) -> dict[str, Any]:
    """Wrap a book's data key for one user; the result is plain JSON data."""
    if len(data_key) != DATA_KEY_SIZE:
        raise ValueError("a data key has 32 bytes")
    return _seal(data_key, password, user, role, device_secret, params, _SLOT_INFO)


def open_slot(
    slot: Mapping[str, Any], password: str, *, user: str, role: str, device_secret: bytes | None = None
) -> bytes:
    """Unwrap the data key.

    Raises:
        WrongPassword: Wrong password, device secret, user or role, or a changed slot; they look alike on purpose.
        BadSlot: Not a slot of this version, or parameters out of bounds.
    """
    data_key = _open(slot, password, user, role, device_secret, _SLOT_INFO)
    if len(data_key) != DATA_KEY_SIZE:
        raise BadSlot("长度不对")
    return data_key


def seal_private_key(
    der: bytes,
    password: str,
    *,
    user: str,
    role: str,
    device_secret: bytes | None = None,
    params: KdfParams = STANDARD_PARAMS,
) -> dict[str, Any]:
    """Seal a signing key (PKCS#8 DER) under the password of the person it belongs to."""
    return _seal(der, password, user, role, device_secret, params, _SIGNING_KEY_INFO)


def open_private_key(
    box: Mapping[str, Any], password: str, *, user: str, role: str, device_secret: bytes | None = None
) -> bytes:
    """Open a sealed signing key; returns PKCS#8 DER. Raises as `open_slot` does."""
    return _open(box, password, user, role, device_secret, _SIGNING_KEY_INFO)


def device_secret(path: Path) -> bytes:
    """Read this computer's secret from `path`, making it the first time (mode 0600; on Windows under DPAPI).

    A file that another computer or another Windows user protected is kept aside, and a new secret is made: what was
    sealed with the former one is told by its `device_id`.
    """
    try:
        return _read_device_secret(path)
    except FileNotFoundError:
        _write_new_device_secret(path)
        return _read_device_secret(path)
    except ForeignSecret:
        disk.rename(path, path.with_name(f"{path.name}.{os.urandom(4).hex()}.other"))
        _write_new_device_secret(path)
        return _read_device_secret(path)


def device_id(secret: bytes) -> str:
    """A name of a device secret that tells nothing of it: 16 hexadecimal digits."""
    return hashlib.sha256(b"mz/device-id/v1\0" + secret).hexdigest()[:16]


def _read_device_secret(path: Path) -> bytes:
    content = path.read_bytes()
    secret = unprotect(content[len(_DPAPI) :]) if content.startswith(_DPAPI) else content
    if len(secret) != DEVICE_SECRET_SIZE:
        raise BadSlot("本机密钥文件已损坏")
    return secret


def _write_new_device_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = os.urandom(DEVICE_SECRET_SIZE)
    content = _DPAPI + protect(secret) if sys.platform == "win32" else secret
    part = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        if path.exists():  # another start of the program was faster; its secret is the one in use
            return
        disk.rename(part, path)
    finally:
        part.unlink(missing_ok=True)


def protect(secret: bytes) -> bytes:
    """A secret under the key of this Windows user (CryptProtectData)."""
    return _dpapi("CryptProtectData", secret)


def unprotect(blob: bytes) -> bytes:
    """What `protect` was given.

    Raises:
        ForeignSecret: Another user or another computer protected it.
    """
    try:
        return _dpapi("CryptUnprotectData", blob)
    except OSError:
        raise ForeignSecret from None


def _dpapi(function: str, content: bytes) -> bytes:
    """Call one of the two functions of DPAPI: both take a blob and give a blob that is freed here."""
    import ctypes

    if sys.platform != "win32":
        raise OSError("DPAPI is part of Windows")
    return _through_windows(ctypes.windll.crypt32, ctypes.windll.kernel32, function, content)


def _through_windows(crypt32: Any, kernel32: Any, function: str, content: bytes) -> bytes:
    import ctypes

    class Blob(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.POINTER(ctypes.c_char)))

    given = Blob(len(content), ctypes.cast(ctypes.create_string_buffer(content, len(content)), Blob._fields_[1][1]))
    out = Blob()
    call: Callable[..., int] = getattr(crypt32, function)
    if not call(ctypes.byref(given), None, None, None, None, _NO_WINDOW, ctypes.byref(out)):
        raise OSError(function)
    try:
        return ctypes.string_at(out.data, out.size)
    finally:
        kernel32.LocalFree(out.data)


def _aad(user: str, role: str) -> bytes:
    if not user or not role or "\0" in user + role:
        raise ValueError("user and role are plain names")
    return f"{user}\0{role}\0{VERSION}".encode()


def stretched(password: str, salt: bytes, m: int, t: int, p: int) -> bytes:
    """Argon2id of a password: slow on purpose, so that trying many takes long."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return Argon2id(salt=salt, length=32, iterations=t, lanes=p, memory_cost=m).derive(secret)


def _derive(password: str, salt: bytes, params: KdfParams, device: bytes | None, info: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    slow = stretched(password, salt, params.m, params.t, params.p)
    return HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(slow + (device or b""))


def _seal(
    plain: bytes, password: str, user: str, role: str, device: bytes | None, params: KdfParams, info: bytes
) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if device is not None and len(device) != DEVICE_SECRET_SIZE:
        raise ValueError("a device secret has 32 bytes")
    salt, nonce, aad = os.urandom(16), os.urandom(12), _aad(user, role)
    kek = _derive(password, salt, params, device, info)
    return {
        "v": VERSION,
        "user": user,
        "role": role,
        "kdf": {"name": "argon2id", "m": params.m, "t": params.t, "p": params.p, "salt": salt.hex()},
        "device": device is not None,
        "practice": params.cheap,
        "nonce": nonce.hex(),
        "box": AESGCM(kek).encrypt(nonce, plain, aad).hex(),
    }


def _open(slot: Mapping[str, Any], password: str, user: str, role: str, device: bytes | None, info: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    params, salt = _read_kdf(slot)
    nonce, box = _hex(slot, "nonce", 12, 12), _hex(slot, "box", 17, _MAX_BOX)
    if slot.get("device") is True and device is None:
        raise WrongPassword
    kek = _derive(password, salt, params, device if slot.get("device") is True else None, info)
    try:
        return AESGCM(kek).decrypt(nonce, box, _aad(user, role))
    except InvalidTag:
        raise WrongPassword from None


def _read_kdf(slot: Mapping[str, Any]) -> tuple[KdfParams, bytes]:
    if slot.get("v") != VERSION:
        raise BadSlot("版本不认识，可能来自更新的程序")
    kdf = slot.get("kdf")
    if not isinstance(kdf, Mapping) or kdf.get("name") != "argon2id":
        raise BadSlot("算法不认识")
    params = KdfParams(
        m=_whole(kdf, "m", 8, _MAX_MEMORY),
        t=_whole(kdf, "t", 1, _MAX_TIME),
        p=_whole(kdf, "p", 1, _MAX_LANES),
    )
    if params.m < 8 * params.p:
        raise BadSlot("参数 m 超出范围")
    if params.cheap and slot.get("practice") is not True:
        raise BadSlot("参数过低")
    return params, _hex(kdf, "salt", 16, 16)


def _whole(source: Mapping[str, Any], key: str, low: int, high: int) -> int:
    value = source.get(key)
    if type(value) is not int or not low <= value <= high:
        raise BadSlot(f"参数 {key} 超出范围")
    return value


def _hex(source: Mapping[str, Any], key: str, low: int, high: int) -> bytes:
    text = source.get(key)
    if not isinstance(text, str) or len(text) > 2 * high:
        raise BadSlot(f"{key} 损坏")
    try:
        value = bytes.fromhex(text)
    except ValueError:
        raise BadSlot(f"{key} 损坏") from None
    if not low <= len(value) <= high:
        raise BadSlot(f"{key} 损坏")
    return value
