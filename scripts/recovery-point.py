#!/usr/bin/env python3
"""Says in a chain specification where proofs of warp sync begin after a recovery of finality.

    scripts/recovery-point.py http://127.0.0.1:9944 chain.json >recovered.json
    scripts/recovery-point.py http://127.0.0.1:9944 chain.json 0x...

It is what this node says of its last final block, or of the one that is named: `properties.recovery`. Ask a node of your own. Others
name the same block, and compare.
"""

import hashlib
import json
import sys
import urllib.request

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# As serde writes the keys of sp-core.
SUBSTRATE = 42
# The hashes (twox_128) of `ValidatorSet` and `Recoveries`, under which a recovery is stored as long as it goes on.
RECOVERIES = "0x7d9fe37370ac390779f35763d98106e8b748d7025887c790a65cdc288ab53c62"


def ss58(key):
    body = bytes([SUBSTRATE]) + key
    number = int.from_bytes(body + hashlib.blake2b(b"SS58PRE" + body).digest()[:2], "big")
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return text


def ask(url, method, *params):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer = json.load(answer)
    if "error" in answer:
        sys.exit(f"{method}: {answer['error']['message']}")
    return answer["result"]


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    url, path = sys.argv[1:3]
    with open(path) as file:
        spec = json.load(file)
    block = sys.argv[3] if len(sys.argv) == 4 else ask(url, "chain_getFinalizedHead")
    if ask(url, "state_getStorage", RECOVERIES, block) is not None:
        sys.exit("finality is not recovered yet in that block")
    set_id = bytes.fromhex(ask(url, "state_call", "GrandpaApi_current_set_id", "0x", block)[2:])
    encoded = bytes.fromhex(ask(url, "state_call", "GrandpaApi_grandpa_authorities", "0x", block)[2:])
    # SCALE: how many, and for each a key of 32 bytes and a weight of 8.
    size = (1, 2, 4)[encoded[0] & 3]
    count, entries = int.from_bytes(encoded[:size], "little") >> 2, encoded[size:]
    if len(entries) != 40 * count:
        sys.exit("the node gives no list of authorities")
    authorities = [ss58(entries[40 * place : 40 * place + 32]) for place in range(count)]
    spec["properties"] = spec.get("properties") or {}
    spec["properties"]["recovery"] = {
        "block": block,
        "setId": int.from_bytes(set_id, "little"),
        "authorities": authorities,
    }
    json.dump(spec, sys.stdout, indent=2)


main()
