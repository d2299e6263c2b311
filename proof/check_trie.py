#!/usr/bin/env python3
"""A second opinion on a bundle of version 1, by other means: check_trie.py BUNDLE [CODE.wasm]

It checks what hashes alone prove: that all nodes belong to their tries, and that these have the blocks, the time, the code and the
transaction that the bundle is about. It says what it does not check. Exit code 0: the hashes hold; 1: they do not, and a line says why.
"""

import sys
from hashlib import blake2b
from time import gmtime, strftime

# Each is twox_128 of the name of a pallet, and twox_128 of the name of an item in it.
BLOCK_HASH = bytes.fromhex("26aa394eea5630e07c48ae0c9558cef7" "a44704b568d21667356a5a050c118746")  # System, BlockHash
EVENTS = bytes.fromhex("26aa394eea5630e07c48ae0c9558cef7" "80d41e5e16056765bc8461851072c9d7")  # System, Events
TIME = bytes.fromhex("f0c365c3cf59d671eb72da0e7a4113c4" "9f1f0515f462cdcf84e0f1d6045dfcbb")  # Timestamp, Now
AUTHORITIES = bytes.fromhex("5f9cc45b7a00c5899361e1c6099678dc" "5e0621c4869aa60c02be9adcc98a0d1d")  # Grandpa, Authorities

# What a file has: maps of these keys in this order, lists, bytes (32 of them), numbers; or one thing or the other.
VOTE = {"header": bytes, "justification": bytes}
BLOCK = {"header": bytes, "state": [bytes]}
BUNDLE = {
    "version": int, "question": ({"view": {"view": 32, "arguments": bytes}}, {"transaction": {"hash": 32, "index": int}}),
    "code": 32, "state": [bytes], "included": (None, {"proof": [bytes], "parent": BLOCK}),
    "finality": {"voted": VOTE, "steps": [{"proof": [bytes], "header": bytes}]}, "genesis": (None, BLOCK), "handovers": [VOTE],
}  # fmt: skip


class Wrong(Exception):
    """Why the bundle does not hold."""


def need(holds, why):
    if not holds:
        raise Wrong(why)


def blake2(data):
    return blake2b(data, digest_size=32).digest()


def twox_64(data):
    """xxHash64 of four bytes, with seed 0: what it does with longer input is left out."""
    p1, p2, p3, p5 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5
    mask = (1 << 64) - 1
    state = (p5 + 4) ^ (int.from_bytes(data, "little") * p1 & mask)
    state = ((state << 23 | state >> 41) * p2 + p3) & mask
    state = (state ^ state >> 33) * p2 & mask
    state = (state ^ state >> 29) * p3 & mask
    return (state ^ state >> 32).to_bytes(8, "little")


def compact(number):
    """A number as SCALE has it where it is compact."""
    for mode, size in enumerate((1, 2, 4)):
        if number < 1 << 8 * size - 2:
            return (number << 2 | mode).to_bytes(size, "little")
    size = (number.bit_length() + 7) // 8
    return bytes([size - 4 << 2 | 3]) + number.to_bytes(size, "little")


def nibbles(key):
    return [int(digit, 16) for digit in key.hex()]


class Reader:
    """Bytes, read from the beginning to the end."""

    def __init__(self, data, what):
        self.data, self.what, self.at = data, what, 0

    def take(self, count):
        need(count <= len(self.data) - self.at, f"{self.what} ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, size, order="little"):
        return int.from_bytes(self.take(size), order)

    def compact(self):
        start, first = self.at, self.number(1)
        mode, number = first & 3, first >> 2
        number = self.number(number + 4) if mode == 3 else number | self.number((0, 1, 3)[mode]) << 6
        need(compact(number) == self.data[start : self.at], f"{self.what} has a number that is not in its one form")
        return number

    def end(self):
        need(self.at == len(self.data), f"{self.what} goes on where it should end")

    def head(self, kind):
        """What an item of CBOR begins with: of which kind it is, and a number in its shortest form. There are no unknown lengths."""
        start, first = self.at, self.number(1)
        number, least = first & 31, 0
        if number > 23:
            size = 1 << (number & 7)
            number, least = self.number(size, "big"), max(24, 1 << 4 * size)
        need(first >> 5 == kind and least <= number < 1 << 64, f"{self.what} is not as version 1 has it, at byte {start}")
        return number

    def text(self, text):
        need(self.take(self.head(3)) == text.encode(), f"{self.what} does not have the field {text} before byte {self.at}")
        return text

    def cbor(self, shape):
        """An item of CBOR, of this shape."""
        start = self.at
        if isinstance(shape, tuple):
            try:
                return self.cbor(shape[0])
            except Wrong:
                self.at = start
                return self.cbor(shape[1])
        if shape is None:
            return need(self.number(1) == 0xF6, f"{self.what} has something at byte {start}")
        if shape is int:
            return self.head(0)
        if isinstance(shape, list):
            return [self.cbor(shape[0]) for _ in range(self.head(4))]
        if isinstance(shape, dict):
            need(self.head(5) == len(shape), f"{self.what} has more or less fields than version 1, at byte {start}")
            return {self.text(name): self.cbor(field) for name, field in shape.items()}
        value = self.take(self.head(2))
        need(shape in (bytes, len(value)), f"{self.what} has bytes of another length than version 1, at byte {start}")
        return value


class Header:
    def __init__(self, raw):
        reader = Reader(raw, "a header")
        self.hash, self.parent, self.number = blake2(raw), reader.take(32), reader.compact()
        self.state_root, self.extrinsics_root = reader.take(32), reader.take(32)
        need(self.number < 1 << 32, "a header has too high a number")  # The digest follows, which is of no use here.

    def __str__(self):
        return f"block {self.number} 0x{self.hash.hex()}"


class Node:
    """A node of a trie: its part of the key, its value or the hash of that, and what is below it."""

    def __init__(self, raw):
        reader = Reader(raw, "a node of a trie")
        self.key, self.value, self.hash, self.children = [], None, None, [None] * 16
        first = reader.number(1)
        if first:  # Else the trie is empty. So many bits say which kind it is, and the others begin the length of the key.
            bits = 2 if first >> 6 else 3 if first >> 5 else 4
            need(first >> 4, "a node of a trie is of no known kind")
            is_branch, has_value, has_hash = bits == 4 or first >> 7 == 1, first >> 6 in (1, 3), bits > 2
            most = (1 << 8 - bits) - 1
            length = first & most
            more = 255 if length == most else 0
            while more == 255:
                more = reader.number(1)
                length += more
            self.key = nibbles(reader.take((length + 1) // 2))
            need(length % 2 == 0 or self.key.pop(0) == 0, "a node of a trie has a wrong key")
            bitmap = reader.number(2) if is_branch else 0
            need(bitmap > 0 or not is_branch, "a branch of a trie has no children")
            self.value = reader.take(reader.compact()) if has_value else None
            self.hash = reader.take(32) if has_hash else None
            self.children = [reader.take(reader.compact()) if bitmap >> place & 1 else None for place in range(16)]
        reader.end()


class Trie:
    """Nodes of a trie with a root, and values that they have by their hashes: longer ones in states (version 1), none elsewhere (0)."""

    def __init__(self, what, entries, root):
        self.what, self.root = what, root
        self.entries = {blake2(entry): entry for entry in entries}
        need(len(self.entries) == len(entries), f"{what}: the same node is there twice")
        need(root in self.entries, f"{what}: no node has the hash of the root")
        nodes, values, rest = {root}, set(), [self.entries[root]]
        while rest:
            node = Node(rest.pop())
            values.add(node.hash)
            for child in node.children:
                if child is not None and len(child) != 32:  # A short node is in the one above it.
                    rest.append(child)
                elif child in self.entries and child not in nodes:
                    nodes.add(child)
                    rest.append(self.entries[child])
        unused = len(self.entries.keys() - nodes - values)
        need(unused == 0, f"{what}: of {len(entries)} nodes, {unused} are not below the root")

    def find(self, key):
        """The value of a key if it is there, and its hash. Both are none if it is proved that the key has none."""
        node, path = Node(self.entries[self.root]), nibbles(key)
        while path[: len(node.key)] == node.key:
            path = path[len(node.key) :]
            if not path:
                if node.value is not None:
                    return node.value, blake2(node.value)
                return self.entries.get(node.hash), node.hash
            child = node.children[path.pop(0)]
            if child is None:
                break
            need(len(child) != 32 or child in self.entries, f"{self.what}: a node on the way to 0x{key.hex()} is missing")
            node = Node(self.entries[child] if len(child) == 32 else child)
        return None, None

    def value(self, key):
        value, hash_ = self.find(key)
        need(value is not None or hash_ is None, f"{self.what}: the value of 0x{key.hex()} is missing")
        return value


def voted_for(vote):
    """The block that votes are for. Whose votes they are, is not looked at."""
    header, justification = Header(vote["header"]), Reader(vote["justification"], "a justification")
    _round, target, number = justification.number(8), justification.take(32), justification.number(4)
    need((target, number) == (header.hash, header.number), f"the votes are not for {header}")
    return header


def check(bundle, code):
    """What holds, line by line."""
    told = ["genesis      not in the bundle"]
    if bundle["genesis"] is not None:
        first = Header(bundle["genesis"]["header"])
        need(first.number == 0, "the genesis block has another number than 0")
        listed = Trie("the genesis state", bundle["genesis"]["state"], first.state_root).value(AUTHORITIES)
        reader = Reader(listed or b"", "the list of validators")
        validators = [(reader.take(32), reader.number(8)) for _ in range(reader.compact())]
        reader.end()
        need(0 < len(validators) == len(dict(validators)), "there is no validator, or one is there twice")
        need(all(weight == 1 for _, weight in validators), "not every validator counts for one")
        told = [f"genesis      {first}", *(f"  validator  0x{key.hex()}" for key, _ in validators)]

    handovers, block = [voted_for(vote) for vote in bundle["handovers"]], voted_for(bundle["finality"]["voted"])
    numbers = [header.number for header in [*handovers, block]]
    need(numbers == sorted(set(numbers)), "the hand-overs are not in order, before the block that was voted for")
    told += [f"hand-over    {header}" for header in handovers] + [f"voted for    {block}"]
    for step in bundle["finality"]["steps"]:
        earlier, what = Header(step["header"]), f"the state of block {block.number}"
        need(earlier.number < block.number, f"{earlier} is tied to an earlier one")
        number = earlier.number.to_bytes(4, "little")
        tied = Trie(what, step["proof"], block.state_root).value(BLOCK_HASH + twox_64(number) + number)
        need(tied == earlier.hash, f"{what} does not have {earlier}")
        block = earlier
        told.append(f"its state has {block}")

    state = of_code = Trie("the state", bundle["state"], block.state_root)
    time = state.value(TIME)
    need(time is not None and len(time) == 8, "the state has no time")
    time = int.from_bytes(time, "little")
    told.append(f"time         {time} ms, " + strftime("%Y-%m-%d %H:%M:%S UTC", gmtime(min(time // 1000, 1 << 37))))
    question, included = bundle["question"], bundle["included"]
    need(("view" in question) == (included is None), "it has more or less than its question takes")
    if included is None:
        told += [f"view         0x{question['view']['view'].hex()}", f"  arguments  0x{question['view']['arguments'].hex()}"]
    else:
        hash_, index = question["transaction"].values()
        bytes_ = Trie("the trie of transactions", included["proof"], block.extrinsics_root).value(compact(index))
        need(index < 1 << 32 and bytes_ is not None and blake2(bytes_) == hash_, f"transaction {index} of the block is another one")
        events, parent = state.value(EVENTS) or b"", Header(included["parent"]["header"])
        told.append(f"transaction  {index} is 0x{hash_.hex()}, of {len(bytes_)} bytes; events of {len(events)} bytes")
        need(parent.hash == block.parent, f"{parent} is not the one before")
        of_code = Trie("the state before", included["parent"]["state"], parent.state_root)
    need(of_code.find(b":code")[1] == bundle["code"], "the state has other code than the bundle names")
    of_code.value(b":heappages")  # How much memory the code gets: it is there, or proved not to be.
    need(code is None or blake2(code) == bundle["code"], "the file with the code is another one")
    return [*told, f"code         0x{bundle['code'].hex()}" + (", of which no file was given" if code is None else "")]


def main(path, code=None):
    try:
        with open(path, "rb") as file:
            reader = Reader(file.read(), "the file")
        if code is not None:
            with open(code, "rb") as file:
                code = file.read()
        bundle = reader.cbor(BUNDLE)
        reader.end()
        need(bundle["version"] == 1, "it is of another version than 1")
        told = check(bundle, code)
    except (OSError, Wrong) as why:
        sys.exit(f"It does not hold: {why}")
    print("\n".join(told))
    print("The hashes hold. NOT checked: that this genesis is the one you trust; the votes, their signatures, and who may vote after a hand-over;")
    print("and what the view answers, or transaction and events mean, which takes executing the code.")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__.splitlines()[0], file=sys.stderr)
        sys.exit(2)
    main(*sys.argv[1:])
