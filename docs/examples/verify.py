"""What certifies a document, and how it is found in a batch: a hash function, and nothing of this repository.

For documents whose texts and numbers are plain; RFC 8785 says what to do with all others. Checked against
primitives/test-vectors/certification.json: python3 docs/examples/verify.py primitives/test-vectors/certification.json
"""

import hashlib
import json
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def unhex(text):
    return bytes.fromhex(text[2:])


def claims(document):
    """What certifies a document: the SHA-256 of its canonical form."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode())


def root(leaf, index, count, proof):
    """The root of the tree in which a leaf is the one at a place among so many (RFC 9162, section 2.1.3.2)."""
    result, last = sha256(b"\x00" + leaf), count - 1
    for node in proof:
        assert last > 0, "the proof is too long"
        if index & 1 or index == last:
            result = sha256(b"\x01" + node + result)
            while not index & 1 and index > 0:
                index, last = index >> 1, last >> 1
        else:
            result = sha256(b"\x01" + result + node)
        index, last = index >> 1, last >> 1
    assert last == 0, "the proof is too short"
    return result


vectors = json.load(open(sys.argv[1], encoding="utf-8"))

for vector in vectors["documents"][:2]:
    assert claims(vector["document"]) == unhex(vector["claims"])

for batch in vectors["batches"]:
    for shown in batch["members"]:
        # The index (4 bytes), the account and the claims (32 bytes each).
        index, leaf = shown["member"]["index"], unhex(shown["leaf"])
        assert leaf == index.to_bytes(4, "little") + leaf[4:36] + unhex(shown["member"]["claims"])
        assert root(leaf, index, batch["count"], map(unhex, shown["proof"])) == unhex(batch["root"])

print("as the chain computes it")
