"""Packets: a signing key that stays on a UKey and is used there (PKCS#11); it is never seen by this program.

Whatever the maker's module says becomes one of a few sentences. The component is only needed where there is a UKey.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.packet.certificates import KEY_BITS
from app.packet.faults import PacketFault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key is: the maker's module, the token's label, the key's id on it in hex ("" before it was made)."""

    module: str
    label: str
    key_id: str = ""

    def as_json(self) -> dict[str, str]:
        """What is kept in a book."""
        return {"module": self.module, "label": self.label, "id": self.key_id}

    @classmethod
    def of(cls, kept: Any) -> TokenPlace:
        """Where a kept key is."""
        return cls(str(kept["module"]), str(kept["label"]), str(kept["id"]))


@dataclass(slots=True)
class _Session:
    """One login on a token, shared by the keys opened on it: a token knows one login for the whole program.

    `mark` is a hash of the PIN, so that another PIN is never taken for the right one just because somebody is
    logged in; `broken` that it failed, and the next one logs in anew.
    """

    own: Any
    mark: bytes
    users: int = 0
    broken: bool = False


_sessions: dict[tuple[str, str], _Session] = {}
_SALT: Final = os.urandom(16)


class TokenKey:
    """An opened key on a token; stands wherever a private key of ours does."""

    def __init__(self, session: _Session, private: Any, public: RSAPublicKey) -> None:
        self._session, self._private, self._public = session, private, public
        self.key_size = public.key_size
        session.users += 1
        self.close = weakref.finalize(self, _leave, session)  # the login ends with the last key that uses it

    def public_key(self) -> RSAPublicKey:
        """The public half."""
        return self._public

    def sign_data(self, data: bytes) -> bytes:
        """Sign with PKCS#1 v1.5 over SHA-256, on the token.

        Raises:
            PacketFault: E-TOKEN, it was pulled out or failed.
        """
        import pkcs11

        try:
            with _told():
                return bytes(self._private.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        except PacketFault:
            self._session.broken = True
            raise


def tokens(module: str) -> list[str]:
    """The labels of the tokens that are plugged in.

    Raises:
        PacketFault: E-TOKEN, the module is missing or is none.
    """
    with _told():
        found = [slot.get_token().label.strip() for slot in _library(module).get_slots(token_present=True)]
    return [label for label in found if label]  # one that was never set up has no name


def make_key(place: TokenPlace, pin: str, *, last_try: bool = False) -> tuple[TokenPlace, TokenKey]:
    """Make a key on the token that can never leave it; gives where it is and the opened key.

    Raises:
        PacketFault: E-PIN, E-PIN-LAST, E-TOKEN; no key was made.
    """
    import pkcs11

    key_id = os.urandom(_ID_BYTES)
    session = _login(place, pin, last_try=last_try)
    with _leaving(session), _told():
        public, private = session.own.generate_keypair(
            pkcs11.KeyType.RSA,
            KEY_BITS,
            id=key_id,
            label="mingzhang",
            store=True,
            private_template={
                pkcs11.Attribute.EXTRACTABLE: False,
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.SIGN: True,
            },
        )
        return TokenPlace(place.module, place.label, key_id.hex()), TokenKey(session, private, _public(public))


def open_key(place: TokenPlace, pin: str, *, last_try: bool = False) -> TokenKey:
    """Open a key on its token.

    Raises:
        PacketFault: E-PIN, E-PIN-LAST (one try is left and `last_try` was not said), E-TOKEN.
    """
    import pkcs11

    session = _login(place, pin, last_try=last_try)
    with _leaving(session), _told():
        wanted = {"id": bytes.fromhex(place.key_id), "key_type": pkcs11.KeyType.RSA}
        private = session.own.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, **wanted)
        public = session.own.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, **wanted)
        return TokenKey(session, private, _public(public))


def request_from_token(key: TokenKey, subject: bytes) -> bytes:
    """A certificate request (PEM) signed on the token; `subject` is the name as DER."""
    from asn1crypto import csr, pem, x509
    from asn1crypto.keys import PublicKeyInfo
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    info = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": x509.Name.load(subject),
            "subject_pk_info": PublicKeyInfo.load(spki),
            "attributes": [],
        }
    )
    signature = key.sign_data(info.dump())
    made = csr.CertificationRequest(
        {
            "certification_request_info": info,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": signature,
        }
    )
    return bytes(pem.armor("CERTIFICATE REQUEST", made.dump()))


def _library(module: str) -> Any:
    try:
        import pkcs11
    except ImportError as error:
        raise PacketFault("E-TOKEN", "这台电脑上的程序没有带 UKey 组件,请改用电脑里的密钥,或联系技术人员") from error
    if not Path(module).is_file():
        raise PacketFault("E-TOKEN", f"找不到 UKey 的驱动文件“{Path(module).name}”,请装好厂家的驱动后再试")
    try:
        return pkcs11.lib(module)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        words = f"“{Path(module).name}”不是 UKey 的驱动文件,请选厂家给的 PKCS#11 文件"
        raise PacketFault("E-TOKEN", words) from error


def _login(place: TokenPlace, pin: str, *, last_try: bool) -> _Session:
    """A session on the token with the person logged in; the last try is never used up unasked."""
    library, at = _library(place.module), (place.module, place.label)
    import pkcs11

    mark = sha256(_SALT + pin.encode()).digest()
    known = _sessions.get(at)
    if known is not None and not known.broken and known.mark == mark:
        return known
    _end(at)
    with _told():
        if _gone(library, place.label):
            library.reinitialize()
        token = library.get_token(token_label=place.label)
    if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
        raise PacketFault("E-PIN", "口令输错太多次,UKey 已锁死,请找发 UKey 的单位解锁")
    if token.flags & pkcs11.TokenFlag.USER_PIN_FINAL_TRY and not last_try:
        raise PacketFault("E-PIN-LAST")
    with _told(token):
        own = token.open(rw=not token.flags & pkcs11.TokenFlag.WRITE_PROTECTED, user_pin=pin)
    _sessions[at] = _Session(own, mark)
    return _sessions[at]


def _gone(library: Any, label: str) -> bool:
    """Some modules only see what was plugged in when they were started."""
    return not any(slot.get_token().label.strip() == label for slot in library.get_slots(token_present=True))


def _public(public: Any) -> RSAPublicKey:
    import pkcs11
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    modulus = int.from_bytes(public[pkcs11.Attribute.MODULUS])
    return RSAPublicNumbers(int.from_bytes(public[pkcs11.Attribute.PUBLIC_EXPONENT]), modulus).public_key()


def _end(at: tuple[str, str]) -> None:
    """Log out and forget a session; keys opened on it sign no more."""
    import pkcs11

    session = _sessions.pop(at, None)
    if session is None:
        return
    try:
        session.own.close()
    except pkcs11.PKCS11Error:  # it was pulled out: there is nothing left to close
        return


def _leave(session: _Session) -> None:
    """One key less uses a session."""
    session.users -= 1
    if session.users <= 0:
        for at in [at for at, one in _sessions.items() if one is session]:
            _end(at)


@contextmanager
def _leaving(session: _Session) -> Iterator[None]:
    """Log out again where no key could be opened."""
    session.users += 1
    try:
        yield
    finally:
        _leave(session)


@contextmanager
def _told(token: Any = None) -> Iterator[None]:
    """What a module refuses, as a sentence that says what to do."""
    import pkcs11.exceptions as wrong

    try:
        yield
    except (wrong.PinIncorrect, wrong.PinInvalid, wrong.PinLenRange) as error:
        raise PacketFault("E-PIN", _tries(token)) from error
    except (wrong.PinLocked, wrong.PinExpired, wrong.UserPinNotInitialized) as error:
        raise PacketFault("E-PIN", "UKey 已锁死,或口令还没有设好,请找发 UKey 的单位处理") from error
    except (wrong.NoSuchToken, wrong.TokenNotPresent, wrong.SlotIDInvalid) as error:
        raise PacketFault("E-TOKEN", "没有找到这支 UKey,请插好本人的 UKey 再试") from error
    except (wrong.DeviceRemoved, wrong.SessionHandleInvalid, wrong.SessionClosed, wrong.UserNotLoggedIn) as error:
        words = "UKey 在签名时拔出或断开了,没有签成,文件没有改动;请插好后重新签名"
        raise PacketFault("E-TOKEN", words) from error
    except (wrong.NoSuchKey, wrong.MultipleObjectsReturned, wrong.KeyHandleInvalid) as error:
        raise PacketFault("E-TOKEN", "这支 UKey 里没有办证书时生成的密钥,请插本人办证书的那一支") from error
    except wrong.PKCS11Error as error:
        words = f"UKey 没有做成({type(error).__name__}),文件没有改动;请拔出重插后再试,仍不行请联系厂家"
        raise PacketFault("E-TOKEN", words) from error


def _tries(token: Any) -> str:
    import pkcs11

    if token is not None and token.flags & (pkcs11.TokenFlag.USER_PIN_FINAL_TRY | pkcs11.TokenFlag.USER_PIN_COUNT_LOW):
        return "没有签名。再输错 UKey 可能锁死,请想好再输"
    return "没有签名。请核对后重新输入 UKey 自己的口令(不是打开账套的密码)"
