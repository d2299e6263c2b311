#!/usr/bin/env python3
"""Adds accounts to the genesis of a raw chain specification: large-state.py NUMBER < SPEC > LARGER

What a read and a write of the database take depends on how much there is in it. Nobody has the keys of these accounts.
"""

import hashlib
import json
import struct
import sys

# twox128("System") and twox128("Account").
ACCOUNTS = "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
# Nonce, consumers, providers, sufficients; free, reserved, frozen, flags, in 16 bytes each. The flag says that the account was made by
# the rules of today.
RECORD = "0x" + (
    struct.pack("<4I", 0, 0, 1, 0)
    + b"".join(part.to_bytes(16, "little") for part in (10**12, 0, 0, 1 << 127))
).hex()


def main() -> None:
    spec = json.load(sys.stdin)
    top = spec["genesis"]["raw"]["top"]
    for number in range(int(sys.argv[1])):
        account = hashlib.blake2b(struct.pack("<Q", number), digest_size=32).digest()
        key = hashlib.blake2b(account, digest_size=16).digest() + account
        top[ACCOUNTS + key.hex()] = RECORD
    json.dump(spec, sys.stdout)


main()
