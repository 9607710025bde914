"""Packets: the county's small certificate authority and the keys of persons (profile: packet format §3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from app.domain.foreign import foreign
from app.packet.faults import PacketFault

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

    from app.packet.token import TokenKey

    OwnKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey
    SigningKey: TypeAlias = OwnKey | TokenKey
    Certificate = x509.Certificate

ROLES: Final[dict[str, str]] = {"clerk": "经办人", "secretary": "审核人", "county": "县纪委监委"}
PRACTICE_UNIT: Final = "练习"
SEALING: Final = "上报包封装"
STAMPING: Final = "时间戳"

KEY_BITS: Final = 3072
ROOT_DAYS: Final = 3653
LEAF_DAYS: Final = 730
CRL_DAYS: Final = 100
RENEW_DAYS: Final = 7
REASONS: Final[dict[str, str]] = {
    "key_compromise": "密钥或密码可能泄露",
    "affiliation_changed": "调离或换岗",
    "superseded": "已换发新证书",
    "cessation_of_operation": "不再使用",
}
_MAX_NAME: Final = 64  # the upper bound of X.520
_DOCUMENT_SIGNING: Final = "1.3.6.1.5.5.7.3.36"
# A certificate carried by stick to a PC whose clock runs a little late must not be "not yet valid" there.
_CLOCK_SLACK: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person ready to sign: role, name, opened key, certificate and the chain above it.

    `sm2` is the private key for the second suite (32 bytes), b"" where no signature of it is wanted.
    """

    role: str
    name: str
    key: SigningKey
    cert: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()
    sm2: bytes = field(default=b"", repr=False)


class Revoked(NamedTuple):
    """A certificate that was taken back: serial number, when, why (a key of REASONS), and since when it does not count.

    `invalid_from` is the invalidityDate of RFC 5280 5.3.2: what was signed before it stays good.
    """

    serial: int
    at: datetime
    reason: str = ""
    invalid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a certificate request says and the fingerprint to be read back over the phone."""

    township: str
    role: str
    name: str
    key_groups: str
    csr: x509.CertificateSigningRequest


def new_private_key() -> RSAPrivateKey:
    """Make a signing key for one person (0.1–0.4 s)."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def new_time_key() -> EllipticCurvePrivateKey:
    """Make a county's time key: P-256, so that a stamp stays small."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def private_key_der(key: OwnKey) -> bytes:
    """Give a key as PKCS#8 DER, to be sealed at once."""
    from cryptography.hazmat.primitives import serialization as form

    return key.private_bytes(form.Encoding.DER, form.PrivateFormat.PKCS8, form.NoEncryption())


def load_private_key(der: bytes) -> OwnKey:
    """Read a key that came out of its authenticated box."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        # The box is authenticated, so the slow check of the primes would prove nothing new.
        key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    except ValueError as error:
        raise PacketFault("E-CERT", "签名密钥已损坏，请用备份恢复") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise PacketFault("E-ALG", "签名密钥的种类不受支持")
    return key


def fingerprint(cert: x509.Certificate) -> str:
    """SHA-256 of the certificate in hex."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return sha256(cert.public_bytes(Encoding.DER)).hexdigest()


def fingerprint_groups(fingerprint_hex: str) -> str:
    """First 16 hex digits in four groups, for reading aloud."""
    return " ".join(fingerprint_hex[i : i + 4].upper() for i in range(0, 16, 4))


def pem(thing: x509.Certificate | x509.CertificateSigningRequest | x509.CertificateRevocationList) -> bytes:
    """Write a certificate, request or revocation list as PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return thing.public_bytes(Encoding.PEM)


def load_certificate(data: bytes) -> x509.Certificate:
    """Read a certificate, PEM or DER."""
    from cryptography import x509

    with foreign(lambda: PacketFault("E-CERT", "证书文件已损坏")):
        is_text = data.lstrip().startswith(b"-----")
        cert = x509.load_pem_x509_certificate(data) if is_text else x509.load_der_x509_certificate(data)
        _read_now(cert)
        cert.public_key()
        return cert


def _read_now(thing: x509.Certificate | x509.CertificateRevocationList) -> None:
    """Have the library read what it would only read when first asked for, and find broken only then."""
    _ = (thing.issuer, *thing.extensions, getattr(thing, "subject", None))


def load_crl(data: bytes) -> x509.CertificateRevocationList:
    """Read a revocation list, PEM or DER."""
    from cryptography import x509

    with foreign(lambda: PacketFault("E-CERT", "吊销列表已损坏")):
        is_text = data.lstrip().startswith(b"-----")
        crl = x509.load_pem_x509_crl(data) if is_text else x509.load_der_x509_crl(data)
        _read_now(crl)
        for entry in crl:
            _ = tuple(entry.extensions)
        return crl


def is_practice(cert: x509.Certificate) -> bool:
    """Whether a certificate was made for practice only; its subject says so."""
    from cryptography.x509.oid import NameOID

    units = cert.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == PRACTICE_UNIT for unit in units)


def organization(cert: x509.Certificate) -> str:
    """The unit (O) a certificate was issued to."""
    from cryptography.x509.oid import NameOID

    found = cert.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def role_of(cert: x509.Certificate) -> str:
    """The role (OU) a certificate was issued for: clerk, secretary or county; "" for any other."""
    from cryptography.x509.oid import NameOID

    titles = {title: role for role, title in ROLES.items()}
    units = cert.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return next((titles[str(unit.value)] for unit in units if str(unit.value) in titles), "")


def common_name(cert: x509.Certificate) -> str:
    """The person's name (CN) in a certificate."""
    from cryptography.x509.oid import NameOID

    found = cert.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _subject(unit: str, role: str, name: str, practice: bool) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID as Oid

    if not all(1 <= len(text) <= _MAX_NAME for text in (unit, name)):
        raise PacketFault("E-CERT", f"证书里的单位和姓名须为1至{_MAX_NAME}个字")
    parts = [(Oid.COUNTRY_NAME, "CN"), (Oid.ORGANIZATION_NAME, unit), (Oid.ORGANIZATIONAL_UNIT_NAME, role)]
    if practice:
        parts.append((Oid.ORGANIZATIONAL_UNIT_NAME, PRACTICE_UNIT))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in [*parts, (Oid.COMMON_NAME, name)]])


def _key_usage(*, signs: bool = False, seals: bool = False) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=seals,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs and not seals,
        crl_sign=not signs and not seals,
        encipher_only=False,
        decipher_only=False,
    )


def _whole_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def make_county_root(key: OwnKey, county: str, *, now: datetime, practice: bool = False) -> x509.Certificate:
    """Make the county's root certificate; a practice root says 练习 in its subject for ever."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    title = "练习根证书（不得用于正式材料）" if practice else "根证书"
    name = _subject(county, ROLES["county"], f"{county}{title}", practice)
    start = _whole_seconds(now) - _CLOCK_SLACK
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )


def make_request(key: SigningKey, township: str, role: str, name: str) -> bytes:
    """Make a person's certificate request (PEM), carried to the county by stick."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    from app.packet.token import TokenKey, request_from_token

    subject = _subject(township, ROLES[role], name, practice=False)
    if isinstance(key, TokenKey):
        return request_from_token(key, subject.public_bytes())
    return pem(x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256()))


def check_request(data: bytes) -> Request:
    """Read a request: its own signature must fit and its key must be strong enough."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    with foreign(lambda: PacketFault("E-CERT", "证书申请文件已损坏，请重新导出")):
        csr = x509.load_pem_x509_csr(data)
        fits, public = csr.is_signature_valid, csr.public_key()
        texts = {a.oid: str(a.value) for a in csr.subject}
    if not fits:
        raise PacketFault("E-CERT", "证书申请的签名不符，请重新导出")
    check_public_key(public)
    titles = {title: role for role, title in ROLES.items()}
    role = titles.get(texts.get(NameOID.ORGANIZATIONAL_UNIT_NAME, ""), "")
    return Request(
        township=texts.get(NameOID.ORGANIZATION_NAME, ""),
        role=role,
        name=texts.get(NameOID.COMMON_NAME, ""),
        key_groups=fingerprint_groups(key_sha256(public)),
        csr=csr,
    )


def check_public_key(key: object) -> None:
    """Refuse keys that are too weak or of a kind stock tools do not verify."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPublicKey) and KEY_BITS <= key.key_size <= 4096:
        return
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return
    raise PacketFault("E-ALG", f"密钥须为 RSA-{KEY_BITS} 或 P-256")


def issue_certificate(
    request: Request,
    root_key: OwnKey,
    root: x509.Certificate,
    *,
    now: datetime,
    township: str = "",
    role: str = "",
    name: str = "",
    days: int = LEAF_DAYS,
) -> x509.Certificate:
    """Issue a person's certificate; the county may overrule what the request says about unit, role and name."""
    from cryptography.hazmat.primitives import hashes

    role = role or request.role
    if role not in ROLES:
        raise PacketFault("E-ROLE", "证书申请没有写明职责")
    subject = _subject(township or request.township, ROLES[role], name or request.name, practice=is_practice(root))
    public = request.csr.public_key()
    check_public_key(public)
    builder = _leaf(root, subject, public, now, timedelta(days=days), _key_usage(signs=True))
    return builder.add_extension(_extended_usage(), critical=False).sign(root_key, hashes.SHA256())


def issue_seal_certificate(
    public: RSAPublicKey,
    root_key: OwnKey,
    root: x509.Certificate,
    unit: str,
    *,
    now: datetime,
    days: int = ROOT_DAYS,
) -> x509.Certificate:
    """Issue a certificate to which packets are sealed; it opens packets and signs nothing (packet format 3.5)."""
    from cryptography.hazmat.primitives import hashes

    check_public_key(public)
    subject = _subject(unit, SEALING, f"{unit}{SEALING}", practice=is_practice(root))
    return _leaf(root, subject, public, now, _within(root, now, days), _key_usage(seals=True)).sign(
        root_key, hashes.SHA256()
    )


def issue_time_certificate(
    public: EllipticCurvePublicKey,
    root_key: OwnKey,
    root: x509.Certificate,
    unit: str,
    *,
    now: datetime,
    days: int = ROOT_DAYS,
) -> x509.Certificate:
    """Issue the certificate of a county's time key; it stamps receipts and nothing else (packet format 3.6)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    subject = _subject(unit, STAMPING, f"{unit}{STAMPING}", practice=is_practice(root))
    builder = _leaf(root, subject, public, now, _within(root, now, days), _key_usage(signs=True))
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(stamping, critical=True).sign(root_key, hashes.SHA256())


def _leaf(
    root: x509.Certificate,
    subject: x509.Name,
    public: CertificatePublicKeyTypes,
    now: datetime,
    lasts: timedelta,
    usage: x509.KeyUsage,
) -> x509.CertificateBuilder:
    """What every certificate under the county's root says; it is not signed yet."""
    from cryptography import x509

    start = _whole_seconds(now) - _CLOCK_SLACK
    return (
        x509.CertificateBuilder(root.subject, subject, public, x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_authority(root), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _within(root: x509.Certificate, now: datetime, days: int) -> timedelta:
    """How long a certificate of the county itself may last: no longer than its root."""
    return min(timedelta(days=days), root.not_valid_after_utc - _whole_seconds(now) + _CLOCK_SLACK)


def own_seal_certificate(key: RSAPrivateKey, unit: str, *, now: datetime) -> x509.Certificate:
    """A certificate a unit makes for itself, so that what it seals can be opened by itself too; nobody relies on it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name, start = _subject(unit, SEALING, f"{unit}{SEALING}", practice=False), _whole_seconds(now) - _CLOCK_SLACK
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(seals=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _extended_usage() -> x509.ExtendedKeyUsage:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    # emailProtection makes a plain `openssl cms -verify` accept the certificate without `-purpose any`.
    return x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, x509.ObjectIdentifier(_DOCUMENT_SIGNING)])


def _authority(root: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    from cryptography import x509

    identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def make_crl(
    root_key: OwnKey,
    root: x509.Certificate,
    *,
    number: int,
    now: datetime,
    revoked: Iterable[tuple[int, datetime] | Revoked] = (),
) -> x509.CertificateRevocationList:
    """Make the county's full revocation list, good for CRL_DAYS; `number` grows from list to list."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    start = _whole_seconds(now) - _CLOCK_SLACK
    builder = (
        x509.CertificateRevocationListBuilder(root.subject, start, start + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_authority(root), critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(_crl_entry(Revoked(*one)))
    return builder.sign(root_key, hashes.SHA256())


def _crl_entry(one: Revoked) -> x509.RevokedCertificate:
    from cryptography import x509

    builder = x509.RevokedCertificateBuilder(one.serial, _whole_seconds(one.at))
    if one.reason:
        builder = builder.add_extension(x509.CRLReason(x509.ReasonFlags[one.reason]), critical=False)
    if one.invalid_from:
        invalid = x509.InvalidityDate(_whole_seconds(one.invalid_from).replace(tzinfo=None))
        builder = builder.add_extension(invalid, critical=False)
    return builder.build()


def check_ready_to_sign(person: PersonKey, unit: str, now: datetime) -> None:
    """Refuse to sign with a certificate of another unit, a foreign key, or one that is (nearly) out of date."""
    if person.key.public_key() != person.cert.public_key():
        raise PacketFault("E-CERT", f"{person.name}的密钥与证书不是一对")
    if organization(person.cert) != unit:
        raise PacketFault("E-OWNER", f"{person.name}的证书属于“{organization(person.cert)}”，不是“{unit}”")
    for cert in (person.cert, *person.chain):
        if now < cert.not_valid_before_utc:
            raise PacketFault("E-CERT", "证书尚未生效，请核对本机日期和时间")
        if now > cert.not_valid_after_utc - timedelta(days=RENEW_DAYS):
            raise PacketFault("E-CERT", f"证书剩余不足{RENEW_DAYS}天，请先向县里换发")


def invalid_since(entry: x509.RevokedCertificate) -> datetime:
    """Since when a revoked certificate does not count: its invalidityDate, or when it was revoked."""
    from cryptography import x509

    try:
        moment = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(moment, entry.revocation_date_utc)


def key_sha256(key: object) -> str:
    """SHA-256 of a public key (SubjectPublicKeyInfo) in hex: the same in request and certificate."""
    from cryptography.hazmat.primitives import serialization as form

    spki = key.public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]
    return sha256(spki).hexdigest()


def crl_number(crl: x509.CertificateRevocationList) -> int:
    """The running number of a revocation list."""
    from cryptography import x509

    try:
        return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except (x509.ExtensionNotFound, ValueError) as error:
        raise PacketFault("E-TRUST", "吊销列表没有编号") from error
