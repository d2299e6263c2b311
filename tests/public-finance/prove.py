#!/usr/bin/env python3
"""Prove that a record was in public books, after it has left the state of the chain.

    python3 tests/public-finance/prove.py uses|receipts FUND NUMBER

It finds the leaves of the log in the events of a node (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), and prints the leaf of the record with
its path: whoever keeps these two needs of the chain nothing but the count and the root, of a block that he trusts. The exit code is 0 if
the root follows from them, 1 if it does not, and 2 if the chain could not be asked or has no such leaf.
"""

import http.client
import json
import os
import sys

sys.dont_write_bytecode = True

from leaves import path, root_of, unhex
from chain import Chain


def main(name, fund, number):
    number = int(number)
    chain, shelf = Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944")), {name: int(fund)}
    last = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
    events = [event for block in range(1, last + 1) for event in chain.events(block)[1]]
    archived = [what for _, pallet, event, what in events if (pallet, event) == ("publicFinance", "archived")]
    leaves = {what["number"]: unhex(what["leaf"]) for what in archived if what["shelf"] == shelf}
    log = chain.value("publicFinance_log", {"shelf": shelf, "block": last})
    if number not in leaves:
        print(f"error: there is no leaf {number}, but {len(leaves)} others", file=sys.stderr)
        return 2
    leaf, way = leaves[number], path([leaves[place] for place in sorted(leaves)], number)
    proof = {"leaf": leaf, "index": number, "count": log["count"], "path": way, "root": unhex(log["root"])}
    print(json.dumps(proof, default=lambda data: "0x" + data.hex(), indent="\t"))
    return 0 if root_of(leaf, number, log["count"], way) == unhex(log["root"]) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (OSError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
