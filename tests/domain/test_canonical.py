import random
import unicodedata

import pytest
import rfc8785

from app.domain.canonical import (
    MAX_INT,
    CanonicalError,
    Limits,
    decode_strict,
    encode,
    encode_trusted,
)

# The official JCS vectors (cyberphone/json-canonicalization) without their floats and non-ASCII keys.
VECTORS = [
    ([56, {"d": True, "10": None, "1": []}], '[56,{"1":[],"10":null,"d":true}]'),
    (
        {"1": {"f": {"f": "hi", "F": 5}}, "10": {}, "": "empty", "a": {}, "111": [{"e": "yes", "E": "no"}], "A": {}},
        '{"":"empty","1":{"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
    ),
    (
        {"literals": [None, True, False], "string": '€$\nA\'B"\\\\"/'},
        '{"literals":[null,true,false],"string":"€$\\nA\'B\\"\\\\\\\\\\"/"}',
    ),
]


@pytest.mark.parametrize(("value", "text"), VECTORS)
def test_official_vectors_within_the_profile_come_out_to_the_byte(value: object, text: str) -> None:
    data = encode(value)

    assert data == rfc8785.dumps(value)  # type: ignore[arg-type]
    assert data == text.encode()
    assert decode_strict(data) == value


def random_value(chance: random.Random, depth: int = 0) -> object:
    alphabet = "aZ09 \"\\/\n\t青山村委会𠮷䶮€é{}[]:,<>&'"
    kind = chance.randrange(7 if depth < 3 else 5)
    if kind <= 1:
        text = "".join(chance.choice(alphabet) for _ in range(chance.randrange(12)))
        return unicodedata.normalize("NFC", text)
    if kind == 2:
        return chance.choice([0, -1, MAX_INT, -MAX_INT, chance.randrange(10**6)])
    if kind in (3, 4):
        return chance.choice([True, False, None])
    if kind == 5:
        return [random_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {f"k{chance.randrange(99)}": random_value(chance, depth + 1) for _ in range(chance.randrange(5))}


def test_two_thousand_random_values_equal_the_reference_and_come_back() -> None:
    chance = random.Random(8785)
    values = [random_value(chance) for _ in range(2000)]

    outcomes = [(encode(v), encode_trusted(v), rfc8785.dumps(v), decode_strict(encode(v))) for v in values]  # type: ignore[arg-type]

    assert all(ours == trusted == theirs for ours, trusted, theirs, _ in outcomes)
    assert [back for *_, back in outcomes] == values


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"a": 1.0},
        {"a": float("nan")},
        {"a": MAX_INT + 1},
        [-MAX_INT - 1],
        {"a": "\ud800"},
        {"a": "e\u0301"},
        {"a": "行\u202e反"},
        {"a": "\x00"},
        {"a": "\x7f"},
        {"a": "回车\r"},
        {"键": 1},
        {1: "a"},
        {None: "a"},
        {"a\n": 1},
        {"a": (1, 2)},
        {"a": b"x"},
        {"a": {"b": {1, 2}}},
        "\u200f",
    ],
)
def test_everything_outside_the_profile_is_refused(value: object) -> None:
    with pytest.raises(CanonicalError) as caught:
        encode(value)

    assert caught.value.code == "E-JSON"


def test_line_feeds_before_a_combining_letter_are_judged_by_the_string_and_not_by_its_escape() -> None:
    row = {"note": "第一行\n\u0303"}

    data = encode(row)

    assert data == rfc8785.dumps(row)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":1}', "E-JSON"),
        (b'{"a":NaN}', "E-JSON"),
        (b'{"a":1e999}', "E-JSON"),
        (b'{"a":1.0}', "E-JSON"),
        (b'{"a":' + b"9" * 5000 + b"}", "E-JSON"),
        (b"[" * 100_000, "E-JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "E-JSON"),
        (b"[" * 40 + b"]" * 40, "E-LIMIT"),
        (b'{"a":"\\ud800"}', "E-JSON"),
        (b'{"a": 1}', "E-JCS"),
        (b'{"b":1,"a":1}', "E-JCS"),
        (b'{"a":"\\u4e00"}', "E-JCS"),
        (b'{"a":1}\n', "E-JCS"),
        (b"\xef\xbb\xbf{}", "E-JSON"),
        (b"\xff", "E-JSON"),
        (b"", "E-JSON"),
        (b"-0", "E-JCS"),
        (b'{"a":[9007199254740992]}', "E-JSON"),
        (b'[{"a":[-12345678901234567]}]', "E-JSON"),
        ('[{"键":1}]'.encode(), "E-JSON"),
        ('{"a":"e\u0301"}'.encode(), "E-JSON"),
        ('{"a":"行\u202e反"}'.encode(), "E-JSON"),
        (b'[{"a":true,"a":true}]', "E-JSON"),
        (b"[" * 33 + b"]" * 33, "E-LIMIT"),
        (b'"' + b"x" * 2_000_000 + b'"', "E-LIMIT"),
    ],
)
def test_foreign_bytes_are_refused_with_their_code(data: bytes, code: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        decode_strict(data)

    assert caught.value.code == code


def test_a_document_as_deep_as_is_allowed_is_read() -> None:
    data = b"[" * 31 + b'{"a":1}' + b"]" * 31

    assert encode(decode_strict(data)) == data


def test_a_document_over_the_size_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(CanonicalError) as caught:
        decode_strict(b"[1,2,3]", Limits(max_bytes=6))

    assert caught.value.code == "E-LIMIT"
