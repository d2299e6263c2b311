"""What leaves state, as the bytes that the chain writes, and the tree that proves it (RFC 9162, section 2.1)."""

import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../agreements"))

from chain import account
from lending_model import uint

# Values, as SCALE has them.


def option(value, encode):
    return b"\0" if value is None else b"\1" + encode(value)


def many(values, encode):
    """A list of fewer than 64: its length is one byte."""
    return bytes([len(values) * 4]) + b"".join(map(encode, values))


def text(words):
    """Up to 64 bytes, of which the last needs a length of two."""
    words = words.encode()
    return (bytes([len(words) * 4]) if len(words) < 64 else uint(len(words) * 4 + 1, 2)) + words


def unhex(digits):
    return bytes.fromhex(digits[2:])


def numbers(*sizes):
    return lambda values: b"".join(uint(value, size) for value, size in zip(values, sizes, strict=True))


def number(size):
    return lambda value: uint(value, size)


def span(units):
    return numbers(16, 16)((units["from"], units["to"]))


def variant(said):
    """The name of a variant, and what it has."""
    return (said, None) if isinstance(said, str) else next(iter(said.items()))


SOURCES = {
    "account": account, "organisation": text, "withheld": unhex,
    "group": lambda group: unhex(group["root"]) + uint(group["count"], 4),
    "use": lambda used: numbers(4, 4)((used["fund"], used["number"])),
}
PAYEES = {"account": account, "fund": number(4), **{name: SOURCES[name] for name in ("organisation", "withheld", "group")}}
KINDS = {
    "award": lambda paid: uint(paid["award"], 4)
    + many(paid["lines"], lambda split: numbers(4, 16)((split["line"], split["amount"])))
    + option(paid["receipt"], number(4)),
    "transfer": lambda moved: numbers(4, 4, 16)((moved["to"], moved["receipt"], moved["got"]))
    + option(moved["through"], account),
    "refund": lambda refund: numbers(4, 4)((refund["fund"], refund["receipt"])) + one_of(PAYEES, refund["payee"]),
    "givenBack": lambda given: uint(given["receipt"], 4),
}
STANDINGS = {"moved": None, "claimed": None, **dict.fromkeys(("confirmed", "contested"), lambda answer: uint(answer["at"], 8))}
CORRECTIONS = {
    "lines": lambda lines: numbers(4, 4, 4, 16, 4)(
        (lines["fund"], lines["number"], lines["from"]["line"], lines["from"]["amount"], lines["to"])
    ),
    "void": lambda void: numbers(4, 4)((void["fund"], void["receipt"])) + unhex(void["evidence"]),
    "note": lambda note: numbers(4, 4)((note["fund"], note["number"])) + unhex(note["document"]),
}
SHELVES = {"receipts": number(4), "uses": number(4)}


def one_of(variants, said):
    name, value = variant(said)
    encode = variants[name]
    return bytes([list(variants).index(name)]) + (b"" if encode is None else encode(value))


def receipt(record):
    return b"".join([
        span(record["span"]), uint(record["removed"], 16), one_of(SOURCES, record["source"]),
        option(record["returns"], numbers(4, 4)), option(record["line"], number(4)), uint(record["refunded"], 16),
        uint(record["at"], 8), uint(record["block"], 4), option(record["evidence"], unhex), option(record["officer"], account),
        # A deposit goes back before.
        option(None, None),
    ])


def correction(noted):
    return one_of(CORRECTIONS, noted["correction"]) + account(noted["officer"]) + uint(noted["at"], 8)


def use(record):
    return b"".join([
        span(record["span"]), uint(record["amount"], 16), one_of(KINDS, record["kind"]), uint(record["period"], 2),
        one_of(STANDINGS, record["standing"]), uint(record["returned"], 16), account(record["officer"]), uint(record["at"], 8),
        uint(record["block"], 4), option(record["evidence"], unhex), uint(record["corrections"], 1),
    ])


def leaf(shelf, place, record, corrections):
    """What is archived of a shelf: a receipt, or a use with how it was put right."""
    name, _ = variant(shelf)
    encoded = receipt(record) if name == "receipts" else use(record) + many(corrections, correction)
    return one_of(SHELVES, shelf) + uint(place, 4) + encoded


# Trees.


def sha256(data):
    return hashlib.sha256(data).digest()


def half(count):
    """How many leaves are on the left: the largest power of two that is less."""
    return 1 << (count - 1).bit_length() - 1


def root(leaves):
    if len(leaves) < 2:
        return sha256(b"\0" + leaves[0]) if leaves else sha256(b"")
    left = half(len(leaves))
    return sha256(b"\1" + root(leaves[:left]) + root(leaves[left:]))


def path(leaves, place):
    """The hashes by which the root follows from one leaf, from the leaf upwards."""
    if len(leaves) < 2:
        return []
    left = half(len(leaves))
    if place < left:
        return path(leaves[:left], place) + [root(leaves[left:])]
    return path(leaves[left:], place - left) + [root(leaves[:left])]


def root_of(data, place, count, way):
    """The root that follows from a leaf and its path (section 2.1.3.2)."""
    last, found = count - 1, sha256(b"\0" + data)
    for sibling in way:
        if place & 1 or place == last:
            found = sha256(b"\1" + sibling + found)
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + sibling)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def test_leaves():
    # The leaves by which Certificate Transparency tests its trees.
    known = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    known = [bytes.fromhex(digits) for digits in known]
    assert root([]) == sha256(b"")
    assert root(known[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(known).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    for count in range(1, 9):
        for place in range(count):
            way = path(known[:count], place)
            assert root_of(known[place], place, count, way) == root(known[:count])
            assert root_of(b"another", place, count, way) != root(known[:count])
    assert text("ab") == b"\x08ab" and text("x" * 64)[:2] == bytes([1, 1])
    assert option([3, 1], numbers(4, 4)) == b"\1\3\0\0\0\1\0\0\0"
    assert one_of(STANDINGS, {"confirmed": {"at": 258}}) == b"\2\2\1" + bytes(6)
    assert one_of(KINDS, {"givenBack": {"receipt": 7}}) == b"\3\7\0\0\0"
    # Alice, by her address and her key.
    alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
    key = bytes.fromhex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")
    moved = {"to": 1, "receipt": 2, "got": 3, "through": None}
    numbered = b"\1" + numbers(4, 4, 16)((1, 2, 3))
    assert one_of(KINDS, {"transfer": moved}) == numbered + b"\0"
    assert one_of(KINDS, {"transfer": {**moved, "through": alice}}) == numbered + b"\1" + key
    root_of_group = "0x" + "ab" * 32
    payees = {
        "account": (alice, b"\0" + key), "fund": (5, b"\1\5\0\0\0"), "organisation": ("GB-CHC-1", b"\2\x20GB-CHC-1"),
        "withheld": (root_of_group, b"\3" + b"\xab" * 32),
        "group": ({"root": root_of_group, "count": 6}, b"\4" + b"\xab" * 32 + b"\6\0\0\0"),
    }
    for name, (payee, encoded) in payees.items():
        refund = {"fund": 1, "receipt": 2, "payee": {name: payee}}
        assert one_of(KINDS, {"refund": refund}) == b"\2\1\0\0\0\2\0\0\0" + encoded
    assert one_of(SHELVES, {"uses": 1}) == b"\1\1\0\0\0"
