"""Audits, as they follow from what was done: who audits, which sample is drawn, what was found, and what becomes of that."""

import hashlib

import leaves
from lending_model import DAY, check, content_id, uint

# Half a year, in milliseconds: after that an auditor who has not revealed his secret is replaced. Who has, after three years.
REPLACE_AFTER, REPLACE_SILENT_AFTER = 182 * DAY, 3 * 365 * DAY
# The most that each auditor finds.
MAX_FINDINGS = 64


def start(seed, fund, every):
    """Which unit of a fund is the first of the sample: the hash of the seed and the fund, first byte first, modulo how many go for one."""
    return int.from_bytes(content_id("civitas/audit-start", leaves.unhex(seed) + uint(fund, 4)), "big") % every


class Audits:
    """All audits of a chain: the part of its books that is about them."""

    def __init__(self):
        self.audits, self.findings = {}, {}

    def engaged(self, body, period, auditor, commitment, deed):
        known, is_offer = self.audits.get((body, period)), commitment is None
        state, former = self.periods[body, period]["state"], known["former"] if known else 0
        check(is_offer or known and known["auditor"] == auditor, f"the audit of period {period} of {body} is accepted by another")
        if known and known["commitment"]:
            # Who is not heard of any more is followed by another; what he has found stays.
            since = max(state["closed"]["at"], known["accepted"][1]) if "closed" in state else self.now
            time = REPLACE_AFTER if known["secret"] is None else REPLACE_SILENT_AFTER
            is_silent = known["opinion"] is None and self.now > since + time
            check(is_offer and is_silent, f"the audit of period {period} of {body} is offered anew")
            former += 1
        found = self.findings.setdefault((body, period), [])
        self.audits[body, period] = {
            "auditor": auditor, "commitment": commitment, "accepted": None if is_offer else [self.epoch(), self.now],
            **dict.fromkeys(("secret", "seed", "opinion")), "findings": len(found),
            "unresolved": sum(one["resolved"] is None for one in found), "former": former,
        }

    def revealed(self, body, period, secret, seed, deed):
        audit, bytes_of = self.audits[body, period], leaves.unhex(secret)
        hashed = hashlib.blake2b(bytes_of, digest_size=32).hexdigest()
        check(audit["commitment"]["hash"] == f"0x{hashed}", f"another secret is revealed of {body}")
        # Of the epochs in which he bound himself, and in which the period was closed, a part was known then.
        last = max(self.periods[body, period]["state"]["closed"]["epoch"], audit["accepted"][0])
        randomness = self.gathered(last + 1)
        drawn = content_id("civitas/audit-sample", bytes_of + randomness).hex()
        check(seed == f"0x{drawn}", f"the seed 0x{drawn} follows for {body}, and the chain says {seed}")
        audit.update(secret=secret, seed=seed)

    def found(self, body, period, finding, found, deed):
        check(finding == len(self.findings[body, period]) and found["at"] == self.now, f"finding {finding} of {body} is made out of turn")
        audit = self.audits[body, period]
        check(finding < MAX_FINDINGS * (audit["former"] + 1), f"finding {finding} of {body} is one too many")
        self.findings[body, period].append(found)
        audit["findings"] += 1
        audit["unresolved"] += 1

    def findingAnswered(self, body, period, finding, document, deed):
        record = self.findings[body, period][finding]
        check(record["answer"] is None, f"finding {finding} of {body} is answered twice")
        record["answer"] = [document, self.now]

    def concluded(self, body, period, conclusion, deed):
        name, what = leaves.variant(conclusion)
        audit = self.audits[body, period]
        if name == "resolved":
            self.findings[body, period][what]["resolved"] = self.now
            audit["unresolved"] -= 1
        else:
            check(audit["opinion"] is None, f"there are two opinions of {body}")
            check(audit["seed"] is not None or what[0] == "disclaimer", f"there is an opinion of {body} without a sample")
            audit["opinion"] = [*what, self.now]
            self.periods[body, period]["isAudited"] = True


def test_audits():
    # As the chain's own test has it.
    assert start("0x" + "00" * 32, 7, 1_000_003) == 154_658
