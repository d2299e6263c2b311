#!/usr/bin/env python3
"""Recompute what is said of everybody from what happened, and compare with the chain, block by block.

    python3 tests/reputation/recompute.py
    python3 tests/reputation/recompute.py --test-itself

It asks a node over JSON-RPC (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), which must have kept its states, and uses
nothing beside Python.

Given are the events: which reviews were given, said anew, opened, withdrawn and struck out, and by which voices they
were heard. At each block in which something of a subject has changed, and at the last one for all, every count of it is
counted anew, review by review, by code of its own: of all and of each network; by what they rest on, by bucket,
dimension and quarter. So are the formulas, exactly. That is compared with what the views say at that block. No event
may say what rules forbid: a review that is given twice, or whose identifier does not follow from what it rests on; a
wrong fee or quarter; a person who is heard twice in a quarter; something new of what was struck out. The exit code is 0
if all of it is the same, 1 if anything differs, and 2 if the chain could not be asked.

Who may give a review of whom is not looked at: that is for agreements, certificates and keys to say.
"""

import collections
import http.client
import itertools
import os
import sys
from decimal import Decimal
from math import floor

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../agreements"))

import formulas
from chain import Asking, Chain, account
from lending_model import Difference, check, content_id

CIV = 10**12
BUCKETS = 8
KINDS = ["dealings", "certificate", "signed"]
DIMENSIONS = ["quality", "accuracy", "timeliness", "communication", "value"]
FATES = ["standing", "struck", "withdrawn"]
# The most networks in a question.
MAX_NETWORKS = 16
# What is compared of each review in the end.
LISTED = ["state", "version", "voice", "quarter", "bucket"]


def unhex(digits):
    return bytes.fromhex(digits[2:])


def hashed(tag, content):
    return "0x" + content_id(tag, content).hex()


def variant(said):
    return next(iter(said.items()))


def owner(subject):
    kind, what = variant(subject)
    return what if kind == "account" else what["owner"]


def subject_id(subject):
    """The identifier of a subject. What kind of thing it is has fewer than 64 bytes, so its length is one byte."""
    kind, what = variant(subject)
    if kind == "account":
        return hashed("civitas/subject", b"\0" + account(what))
    words = what["kind"].encode()
    named = account(what["owner"]) + bytes([len(words) * 4]) + words + unhex(what["hash"])
    return hashed("civitas/subject", b"\1" + named)


def review_id(basis, giver, about):
    kind, what = variant(basis)
    return hashed("civitas/review", bytes([KINDS.index(kind)]) + unhex(what) + account(giver) + account(about))


class Near:
    """A number that the chain may say a little less exactly."""

    def __init__(self, exact, fits):
        self.exact, self.fits = exact, fits

    def plain(self):
        return None if self.exact is None else floor(self.exact + Decimal("1e-30"))


def differences(where, here, said):
    """What differs, member by member; what the chain says and is not computed here is a difference, too."""
    if here == said or isinstance(here, Near) and here.fits(said, here.exact):
        return []
    if isinstance(here, dict) and isinstance(said, dict):
        places = [(name, here.get(name), said.get(name)) for name in sorted(here.keys() | said.keys())]
    elif isinstance(here, list) and isinstance(said, list) and len(here) == len(said):
        places = [(place, *pair) for place, pair in enumerate(zip(here, said))]
    else:
        follows = here.exact if isinstance(here, Near) else here
        return [f"{where}: {follows} follows, and the chain says {said}"]
    return [one for place, *pair in places for one in differences(f"{where}: {place}", *pair)]


class Reviews:
    """All reviews of a chain. What happened is told by methods that have the names of the events."""

    def __init__(self, least):
        # The fee of the lowest bucket.
        self.least = least
        self.reviews, self.subjects, self.given, self.marks = {}, {}, collections.defaultdict(list), {}
        # By subject and network, which is none for everybody: since when it is counted, and which quarters have begun.
        self.since, self.begun = {}, collections.defaultdict(set)
        # The networks in which somebody was ever heard about a subject.
        self.networks = collections.defaultdict(set)
        self.now = None

    def tell(self, events):
        """What happened in a block. The subjects of which something may have changed."""
        changed = []
        for place, (name, what) in enumerate(events):
            tell = getattr(self, f"on_{name}", None)
            if tell is None:
                continue
            tell(**{"giver" if key == "from" else key: value for key, value in what.items()})
            subject = self.reviews[what["review"]]["subject"]
            changed += [] if subject in changed else [subject]
            # A voice that takes the place of another is one change.
            following = events[place + 1] if place + 1 < len(events) else (None, {})
            if not (name == "unheard" and following[0] == "heard" and following[1]["review"] == what["review"]):
                self.count(subject)
        return changed

    def on_given(self, review, giver, subject, basis, bucket, fee, payer):
        check(review not in self.reviews, f"{review} is given twice")
        check(review == review_id(basis, giver, owner(subject)), f"{review} does not follow from what it rests on")
        check(0 <= bucket < BUCKETS, f"{review} claims the bucket {bucket}")
        due = self.least + (CIV * 10**bucket // 1000 if bucket else 0)
        check(int(fee) == due, f"{review} costs {due}, and the chain says {fee}")
        check(payer in (giver, owner(subject)), f"{payer} pays for {review}")
        known = subject_id(subject)
        self.subjects[known] = subject
        self.reviews[review] = {
            "subject": known, "kind": variant(basis)[0], "bucket": bucket, "version": -1, "disputed": False,
            **dict.fromkeys(("state", "opinion", "quarter", "voice")),
        }
        self.given[known].append(review)
        self.since.setdefault((known, None), self.now)

    def on_said(self, review, version, said, quarter):
        known, (how, opinion) = self.reviews[review], variant(said)
        is_opened = known["state"] == "sealed"
        due = known["version"] if is_opened else known["version"] + 1
        check(version == due, f"{review} has the version {due}, and the chain says {version}")
        check(how == "open" or known["state"] is None, f"{review} is sealed later")
        was_open = known["state"] is None or is_opened or known["opinion"] is not None
        check(was_open and known["state"] != "struck" and not known["disputed"], f"{review} is said anew")
        known.update(version=version, state="sealed" if how == "sealed" else "standing")
        if how == "open":
            rated = [name for name, _ in opinion["dimensions"]]
            ratings = [opinion["rating"], *(rating for _, rating in opinion["dimensions"])]
            is_valid = all(1 <= rating <= 5 for rating in ratings) and len(set(rated)) == len(rated)
            check(is_valid, f"{review} says {opinion}")
            known["opinion"] = opinion
            if known["quarter"] is None:
                known["quarter"] = formulas.quarter(self.now)
        check(quarter == known["quarter"], f"{review} counts in {known['quarter']}, and the chain says {quarter}")

    def on_heard(self, review, voice):
        known = self.reviews[review]
        mark = known["subject"], voice["network"], voice["person"], voice["quarter"]
        check(known["voice"] is None and known["opinion"] is not None, f"{review} is heard")
        check(voice["quarter"] == formulas.quarter(self.now), f"{review} is heard in the quarter {voice['quarter']}")
        check(mark not in self.marks, f"{voice['person']} is heard twice in a quarter")
        self.marks[mark] = review
        known["voice"] = voice
        self.networks[known["subject"]].add(voice["network"])

    def on_unheard(self, review, voice):
        known = self.reviews[review]
        check(known["voice"] == voice, f"{review} is heard by {known['voice']}, and no more by {voice}")
        del self.marks[known["subject"], voice["network"], voice["person"], voice["quarter"]]
        known["voice"] = None

    def on_reviewWithdrawn(self, review):
        known = self.reviews[review]
        check(known["state"] in ("sealed", "standing") and not known["disputed"], f"{review} is withdrawn")
        known["state"] = "withdrawn"

    def on_disputeOpened(self, review, arbiter, fee):
        known = self.reviews[review]
        check(known["state"] == "standing" and not known["disputed"], f"{review} is disputed")
        known["disputed"] = True

    def on_disputeClosed(self, review, struck, document):
        known = self.reviews[review]
        check(known["disputed"] and (document is not None or not struck), f"{review} was not disputed")
        known.update(disputed=False, state="struck" if struck else known["state"])

    def counted(self, subject, network):
        """The reviews of a subject that count: each with its quarter there."""
        for review in self.given[subject]:
            known = self.reviews[review]
            if known["opinion"] is None:
                continue
            if network is None:
                yield known, known["quarter"]
            elif known["voice"] is not None and known["voice"]["network"] == network:
                yield known, known["voice"]["quarter"]

    def count(self, subject):
        """Note since when something is counted, and in which quarters. A network where nobody is heard forgets it."""
        for network in [None, *self.networks[subject]]:
            place, quarters = (subject, network), {quarter for _, quarter in self.counted(subject, network)}
            if network is not None and not quarters:
                self.since.pop(place, None)
                self.begun.pop(place, None)
                continue
            self.since.setdefault(place, self.now)
            self.begun[place] |= quarters

    def aggregate(self, subject, network):
        """All counts, counted anew."""
        members = list(self.counted(subject, network))
        listed = sorted(self.begun[subject, network])[-formulas.QUARTERS :]

        def counts(has, rating=lambda known: known["opinion"]["rating"]):
            found = {fate: [0] * 5 for fate in FATES}
            for known, quarter in members:
                if has(known, quarter):
                    found[known["state"]][rating(known) - 1] += 1
            return found

        rates = lambda name: lambda known: dict(known["opinion"]["dimensions"]).get(name)
        return {
            "given": len(self.given[subject]) if network is None else 0,
            "first": self.since.get((subject, network)),
            "all": counts(lambda known, _: True),
            "byKind": [counts(lambda known, _: known["kind"] == kind) for kind in KINDS],
            "byBucket": [counts(lambda known, _: known["bucket"] == bucket) for bucket in range(BUCKETS)],
            "byDimension": [counts(lambda known, _: rates(name)(known), rates(name)) for name in DIMENSIONS],
            "byQuarter": [[one, counts(lambda _, quarter: quarter == one)] for one in listed],
            "before": counts(lambda _, quarter: quarter not in listed),
        }

    def scores(self, aggregate):
        standing, before = aggregate["all"]["standing"], aggregate["before"]["standing"]
        quarters = [(quarter, counts["standing"]) for quarter, counts in aggregate["byQuarter"]]
        decayed = formulas.decayed(quarters, before, formulas.quarter(self.now))
        return {
            "count": formulas.total(standing), "mean": formulas.mean(standing), "bayesian": formulas.bayesian(standing),
            "wilson": Near(formulas.wilson(standing), formulas.is_wilson),
            "decayed": Near(decayed, formulas.is_decayed),
        }

    def answer(self, subject, networks):
        """What is to be said of a subject."""
        everybody = self.aggregate(subject, None)
        of_networks = [(network, self.aggregate(subject, network)) for network in networks]
        return {
            "subject": subject, "all": everybody, "scores": self.scores(everybody),
            "networks": [
                {"network": network, "aggregate": aggregate, "scores": self.scores(aggregate)}
                for network, aggregate in of_networks
            ],
        }


class Recomputation(Asking):
    """All that is said on a chain, from its first block to the last that is final."""

    def __init__(self, chain):
        self.chain, self.differences, self.compared = chain, [], 0
        self.last = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
        self.final = self.last
        self.said = Reviews(int(self.view("feeOf", bucket=0)))

    def view(self, name, **params):
        return self.chain.value(f"reputation_{name}", {**params, "block": self.last})

    def same(self, where, here, said):
        self.differences += differences(f"block {self.last}, {where}", here, said)

    def run(self):
        for self.last in range(1, self.final + 1):
            self.said.now, events = self.chain.events(self.last)
            ours = [(name, what) for _, pallet, name, what in events if pallet == "reputation"]
            try:
                changed = self.said.tell(ours)
            except Difference as difference:
                raise Difference(f"block {self.last}: {difference}") from None
            for subject in changed:
                self.compare(subject)
        for subject in self.said.subjects:
            self.compare(subject)
            self.compare_list(subject)

    def compare(self, subject):
        """Every count of a subject, and what the formulas make of them."""
        asked = self.said.subjects[subject]
        networks = sorted(self.said.networks[subject])
        for first in range(0, max(len(networks), 1), MAX_NETWORKS):
            some = networks[first : first + MAX_NETWORKS]
            answer = self.view("aggregate", subject=asked, networks=some)
            self.same(subject, self.said.answer(subject, some), answer)
            self.compared += 1

    def compare_list(self, subject):
        """Its reviews, in their order, and how each stands."""
        reviews = [(review, self.said.reviews[review]) for review in self.said.given[subject]]
        here = [{"review": review, **{name: known[name] for name in LISTED}} for review, known in reviews]
        pages = self.pages("reviewsOf", subject=self.said.subjects[subject], filter={})
        said = [{"review": one["review"], **{name: one["record"][name] for name in LISTED}} for one in pages]
        self.same(f"reviews of {subject}", here, said)


# This program itself.


class Told:
    """A chain that was made up: its blocks, with their times, and what is answered to each question, in turn."""

    def __init__(self, blocks, answers=None):
        self.blocks, self.answers, self.reviews = blocks, None if answers is None else list(answers), None
        # What was answered, and what it was made of.
        self.answered, self.exact = [], []

    def call(self, method, params):
        return {"number": hex(len(self.blocks))} if method == "chain_getHeader" else "0x"

    def events(self, number):
        time, events = self.blocks[number - 1]
        return time, [(0, "reputation", name, what) for name, what in events]

    def value(self, method, params):
        if method == "reputation_feeOf":
            return str(CIV // 2)
        if self.answers is not None:
            return self.answers.pop(0)
        known = subject_id(params["subject"])
        if method == "reputation_aggregate":
            exact = self.reviews.answer(known, params["networks"])
        else:
            records = [(one, self.reviews.reviews[one]) for one in self.reviews.given[known]]
            records = [{"review": one, "record": {name: record[name] for name in LISTED}} for one, record in records]
            exact = {"items": records, "next": None}
        self.exact.append((method, exact))
        self.answered.append(plain(exact))
        return self.answered[-1]


def plain(value):
    """What is computed, as the chain would say it."""
    if isinstance(value, Near):
        return value.plain()
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def changes(value):
    """The value with one number in it larger by one, for each number. Nothing becomes a number, too."""
    if value is None:
        yield 0
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value + 1
    elif isinstance(value, str) and value.isdigit():
        yield str(int(value) + 1)
    elif isinstance(value, (dict, list)):
        for place in value.keys() if isinstance(value, dict) else range(len(value)):
            for changed in changes(value[place]):
                whole = value.copy()
                whole[place] = changed
                yield whole


ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
DAY = 24 * 60 * 60 * 1000
# The last day of the first quarter of 2026, and the number of that quarter.
START, FIRST = 1774915200000, 224
MACHINE = {"thing": {"owner": ALICE, "kind": "product", "hash": "0x" + "aa" * 32}}


def history():
    """Blocks in which all that counts happens, over more quarters than are told apart."""
    blocks, hashes = [], [f"0x{number:064x}" for number in range(40)]
    bases = [{kind: one} for kind, one in zip(itertools.cycle(KINDS), hashes)]
    ids = [review_id(basis, BOB, ALICE) for basis in bases]

    def given(number, bucket=0, fee=CIV // 2, subject=MACHINE):
        says = {"subject": subject, "basis": bases[number], "bucket": bucket, "fee": str(fee), "payer": BOB}
        return "given", {"review": ids[number], "from": BOB, **says}

    def said(number, version, quarter, rating, **rated):
        dimensions = [list(one) for one in rated.items()]
        opinion = {"rating": rating, "dimensions": dimensions, "content": hashes[number], "incentive": False}
        return "said", {"review": ids[number], "version": version, "said": {"open": opinion}, "quarter": quarter}

    def sealed(number):
        return "said", {"review": ids[number], "version": 0, "said": {"sealed": hashes[number]}, "quarter": None}

    def voice(name, number, network, person, quarter):
        voice = {"certificate": hashes[person], "network": network, "person": hashes[person], "quarter": quarter}
        return name, {"review": ids[number], "voice": voice}

    def other(name, number, **more):
        return name, {"review": ids[number], **more}

    def block(days, *events):
        blocks.append((START + days * DAY, list(events)))

    block(0, given(0), said(0, 0, FIRST, 4, quality=5), voice("heard", 0, 7, 30, FIRST))
    # It is said anew in the next quarter, and counts in the first.
    block(1, said(0, 1, FIRST, 3, quality=2, value=1), given(1, 3, CIV * 3 // 2), said(1, 0, FIRST + 1, 5))
    block(2, ("published", {}), ("sponsored", {}))
    # Another voice takes the place of the first, and one of another network that of this.
    block(3, said(0, 2, FIRST, 3), voice("unheard", 0, 7, 30, FIRST), voice("heard", 0, 7, 31, FIRST + 1))
    block(4, said(0, 3, FIRST, 2), voice("unheard", 0, 7, 31, FIRST + 1), voice("heard", 0, 9, 30, FIRST + 1))
    block(5, said(1, 1, FIRST + 1, 1), voice("heard", 1, 9, 31, FIRST + 1))
    # The first falls. What it has begun stays, as long as another is heard.
    block(6, voice("unheard", 0, 9, 30, FIRST + 1))
    block(7, given(2), sealed(2))
    block(8, said(2, 0, FIRST + 1, 5, timeliness=4), given(3, 7, 10**4 * CIV + CIV // 2), said(3, 0, FIRST + 1, 4))
    block(9, other("disputeOpened", 1, arbiter=ALICE, fee="1"), other("disputeOpened", 3, arbiter=BOB, fee="2"))
    block(10, other("disputeClosed", 1, struck=True, document=hashes[0]))
    block(40, other("disputeClosed", 3, struck=False, document=None), other("reviewWithdrawn", 2))
    block(41, given(4), sealed(4))
    block(42, other("reviewWithdrawn", 4), given(5, subject={"account": ALICE}), said(5, 0, FIRST + 1, 1))
    for number in range(6, 19):
        block(91 * (number - 4), given(number), said(number, 0, FIRST - 4 + number, 1 + number * number % 5))
    # What was first said long ago counts in its quarter, which has no place of its own any more; its voice in this one.
    block(1275, said(0, 4, FIRST, 5), voice("heard", 0, 7, 30, FIRST + 14))
    block(1276, voice("unheard", 0, 7, 30, FIRST + 14))
    return blocks


def run(chain):
    """What differs."""
    recomputation = Recomputation(chain)
    chain.reviews = recomputation.said
    try:
        recomputation.run()
    except (Difference, KeyError, IndexError) as difference:
        return [repr(difference)]
    return recomputation.differences


def test_itself():
    formulas.test_formulas()
    blocks = history()
    told = Told(blocks)
    assert run(told) == [] and run(Told(blocks, told.answered)) == []

    # Counted by hand.
    known, counts = subject_id(MACHINE), lambda **given: {**{fate: [0] * 5 for fate in FATES}, **given}
    everybody, nine = told.reviews.aggregate(known, None), told.reviews.aggregate(known, 9)
    withdrawn, struck = [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]
    assert everybody["all"] == counts(standing=[2, 5, 0, 1, 7], struck=struck, withdrawn=withdrawn)
    assert [quarter for quarter, _ in everybody["byQuarter"]] == list(range(FIRST + 3, FIRST + 15))
    assert everybody["before"] == counts(standing=[0, 1, 0, 1, 1], struck=struck, withdrawn=withdrawn)
    assert nine["all"] == counts(struck=struck) and nine["first"] == START + 4 * DAY
    assert [quarter for quarter, _ in nine["byQuarter"]] == [FIRST + 1] and nine["given"] == 0
    assert told.reviews.aggregate(known, 7)["first"] is None

    # Each number of each answer, and of each event that is counted.
    noticed = 0
    for place, ((method, exact), answer) in enumerate(zip(told.exact, told.answered)):
        for number, changed in enumerate(changes(answer)):
            is_noticed = method == "reputation_aggregate" and differences("", exact, changed)
            if not is_noticed or number == 0:
                answers = [*told.answered[:place], changed, *told.answered[place + 1 :]]
                is_noticed = run(Told(blocks, answers))
            assert is_noticed, f"answer {place}: {changed}"
            noticed += 1
    for place, (time, events) in enumerate(blocks):
        for number, (name, what) in enumerate(events):
            is_counted = name in ("given", "heard", "unheard") or name == "said" and "open" in what["said"]
            for changed in changes(what) if is_counted else []:
                others = [*events[:number], (name, changed), *events[number + 1 :]]
                changed_blocks = [*blocks[:place], (time, others), *blocks[place + 1 :]]
                assert run(Told(changed_blocks, told.answered)), f"block {place}, {name}: {changed}"
                noticed += 1
    print(f"{noticed} numbers were changed, and each was noticed")


def main(arguments):
    if arguments == ["--test-itself"]:
        test_itself()
        return 0
    recomputation = Recomputation(Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944")))
    try:
        recomputation.run()
    except Difference as difference:
        recomputation.differences.append(str(difference))
    for different in recomputation.differences:
        print(f"DIFFERENT: {different}", file=sys.stderr)
    if recomputation.differences:
        return 1
    said = recomputation.said
    counts = f"{len(said.reviews)} reviews of {len(said.subjects)} subjects, {recomputation.compared} aggregates"
    print(f"{counts}, up to block {recomputation.final}: all is as counted here")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
