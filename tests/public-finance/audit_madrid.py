#!/usr/bin/env python3
"""Audit a district of Madrid that load_madrid.py has loaded: draw a sample that nobody chose, find something, and have it answered late.

    python3 tests/public-finance/audit_madrid.py LOADED SECTION

LOADED is the file with what the loader has printed. The sample is drawn here once more, from the seed and the payments, and compared with
what the chain says. Needs a development chain on which time can be moved. The last line says what was done.
"""

import hashlib
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "agreements"))

from chain import Chain
from load_madrid import MONEY, Node, Person, Transaction, call, digest

# Of so many cents he looks at one.
EVERY = 40_000_000
HOUR, DAY = 3_600, 86_400


def pages(chain, view, **params):
    found, cursor = [], None
    while True:
        page = chain.value(f"publicFinance_{view}", {**params, "cursor": cursor})
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            return found


def drawn(uses, fund, seed, every):
    """The cents that are looked at, and the payment that each is in: every k-th. The first is the hash of the seed and the fund, first byte
    first, modulo k."""
    spans = [(int(use["record"]["span"]["from"]), int(use["record"]["span"]["to"]), use["number"]) for use in uses]
    first, end = min(span[0] for span in spans), max(span[1] for span in spans)
    hashed = hashlib.blake2b(b"\x4ccivitas/audit-start" + bytes.fromhex(seed[2:]) + fund.to_bytes(4, "little"), digest_size=32)
    units = range(first + int(hashed.hexdigest(), 16) % every, end, every)
    return [(unit, number) for unit in units for start, till, number in spans if start <= unit < till]


def main():
    loaded, section = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2]
    body, fund = loaded["districts"][section]["body"], loaded["districts"][section]["fund"]
    node = Node()
    chain = Chain(node.url)
    alice, council, auditor = Person(node, "//Alice"), Person(node, loaded["council"]), Person(node, "//Madrid//auditor")
    officer = Person(node, loaded["officers"]["control"])
    advance = lambda seconds: chain.call("dev_advanceTime", [seconds])

    def does(who, name, acts=False, refused=None, **arguments):
        node.phase([Transaction(who, call(name, body=body, **arguments), acts=acts, refused=refused)])

    def findings():
        return [(one["overdue"], one["record"]["answer"] is not None) for one in pages(chain, "findings", body=body, period=0)]

    pay = {"balances": {"transferKeepAlive": {"dest": auditor.address, "value": MONEY}}}
    node.phase([Transaction(alice, pay, acts=False)])
    secret = os.urandom(32)
    commitment = {"hash": "0x" + hashlib.blake2b(secret, digest_size=32).hexdigest(), "every": str(EVERY)}
    does(council, "engage", period=0, engage={"offer": auditor.address})
    does(auditor, "engage", period=0, engage={"accept": commitment})
    does(council, "setPeriod", change="close")
    reveal = {"period": 0, "secret": "0x" + secret.hex()}
    does(auditor, "reveal", refused="RandomnessUnknown", **reveal)
    for _ in range(2):
        advance(HOUR)
    does(auditor, "reveal", **reveal)

    (period,) = pages(chain, "periods", body=body)
    uses = pages(chain, "payments", fund=fund)
    here = drawn(uses, fund, period["audit"]["seed"], EVERY)
    there = [(int(one["unit"]), one["number"]) for one in pages(chain, "sample", body=body, period=0, fund=fund)]
    assert here and here == there, (here, there)

    now = period["record"]["state"]["closed"]["at"]
    record, document = {"use": [fund, here[0][1]]}, digest("there is no order")
    does(auditor, "find", period=0, record=record, severity="medium", document=document, due=now + 30 * DAY * 1_000)
    assert findings() == [(False, False)], findings()
    advance(31 * DAY)
    assert findings() == [(True, False)], findings()
    does(officer, "answer", acts=True, period=0, finding=0, document=digest("here it is"))
    assert findings() == [(True, True)], findings()
    does(auditor, "conclude", period=0, conclusion={"resolved": 0})
    does(auditor, "conclude", period=0, conclusion={"opinion": ["qualified", digest("but for one order")]})
    print(f"{len(here)} cents of {len(uses)} payments, as the chain says; one finding was answered late")


if __name__ == "__main__":
    main()
