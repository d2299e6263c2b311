#!/usr/bin/env python3
"""Recompute agreements from their terms, to the unit, and compare with the chain.

    python3 tests/agreements/recompute.py [AGREEMENT ...]

It asks a node over JSON-RPC (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), which must have kept its states, and uses nothing of this
repository and nothing beside Python. Without arguments it recomputes every agreement of the chain.

Given are the terms, and what no terms can know: when what was signed, claimed, answered, waived, disputed and ruled, when someone
settled, and whether a debtor had the money. All this is read from events, as facts. What follows is computed here: what was due and
since when, what was paid from holds and from what was free, interest, what was held and went back, when disputes were decided and
how, fees of arbiters, ends, and what is left. Each payment that the chain made must be the one that follows, and each that follows
must have been made, unless the debtor is seen to have had nothing left. Then records, statements (also of later times), holds and
all balances are compared. The exit code is 0 if all of it is the same, 1 if anything differs, and 2 if the chain could not be asked.

Amounts are integers, times are milliseconds. Here, unlike in the chain, every instalment is a line in a list.

A transfer in one transaction with an agreement is taken for a payment of that agreement. A settlement by which nothing moved leaves no
trace: if it alone has found that something was late, for which a guarantor answers, that is not seen here.
"""

import copy
import http.client
import os
import sys

sys.dont_write_bytecode = True

from chain import Chain, Money, account, prefix
from dates import DAY, date_of, day_number, later
from due import Difference, check, is_same
from settling import Agreement

ACTS = {"claimed", "answered", "waived", "disputed", "evidenceShown", "ruled", "appealed", "ending"}
BALANCES = {"deposit": 1, "minted": 1, "withdraw": -1, "burned": -1, "slashed": -1, "dustLost": -1}


class Recomputation:
    """All agreements of a chain, from its first block to the last that is final."""

    def __init__(self, chain):
        self.chain, self.money = chain, Money(chain)
        # Of drafts: the terms, and what was held at the signatures, by place.
        self.agreements, self.drafts = {}, {}
        # What came and went besides; and of whom and what balances are compared.
        self.external, self.concerned = {}, set()
        self.last = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)

    def run(self):
        for number in range(1, self.last + 1):
            time, events = self.chain.events(number)
            self.money.block, self.money.all = number, events
            groups = {}
            for phase, pallet, name, what in events:
                if pallet == "agreements":
                    key = what.get("agreement", what.get("draft"))
                    groups.setdefault((phase, key), []).append((name, what))
            ours = {phase for phase, _ in groups}
            for (phase, key), group in groups.items():
                self.group(key, group, number, time)
            for phase, pallet, name, what in events:
                self.other(phase in ours, pallet, name, what)

    def other(self, is_ours, pallet, name, what):
        """What has nothing to do with agreements, so that balances can be compared: fees, gifts, new money."""

        def add(who, asset, amount):
            self.external[who, asset] = self.external.get((who, asset), 0) + amount

        if pallet == "balances" and name in BALANCES:
            add(what.get("who", what.get("account")), None, BALANCES[name] * int(what["amount"]))
        elif pallet == "balances" and name == "transfer" and not is_ours:
            add(what["from"], None, -int(what["amount"]))
            add(what["to"], None, int(what["amount"]))
        elif pallet == "balances" and name == "transferOnHold" and not is_ours:
            add(what["source"], None, -int(what["amount"]))
            add(what["dest"], None, int(what["amount"]))
        elif pallet == "assets" and name == "issued":
            add(what["owner"], what["assetId"], int(what["amount"]))
        elif pallet == "assets" and name == "burned":
            add(what["owner"], what["assetId"], -int(what["balance"]))
        elif pallet == "assets" and name == "transferred" and not is_ours:
            add(what["from"], what["assetId"], -int(what["amount"]))
            add(what["to"], what["assetId"], int(what["amount"]))

    def group(self, key, group, number, time):
        """What one transaction has done to one agreement."""
        money, agreement = self.money, self.agreements.get(key)
        money.events = list(group)
        while money.events:
            name, fact = money.events[0]
            if name in ("drafted", "signed", "declined", "settleFailed", "depositTaken"):
                money.events.pop(0)
                if name == "drafted":
                    self.drafts[key] = (self.drafted(key, number), {})
                elif name == "signed":
                    self.signed(key, fact["by"])
                elif name == "declined":
                    self.drafts.pop(key)
            elif name == "activated":
                money.events.pop(0)
                terms, holds = self.drafts.pop(key)
                agreement = self.agreements[key] = Agreement(key, terms, time, money)
                agreement.now = time
                agreement.take_holds(holds, time)
                self.settle(agreement, number, time)
            elif name != "compacted" and any(one[0] == "amended" for one in money.events):
                fact = next(what for one, what in money.events if one == "amended")
                terms, holds = self.drafts.pop(fact["terms"])
                agreement.now = time
                agreement.amend(terms, fact["terms"], holds, time)
                check(agreement.version == fact["version"], "it has another version", agreement)
            elif name == "compacted":
                money.events.pop(0)
                agreement.compacted = True
            else:
                check(agreement is not None, f"{name} of an agreement that was never active", Unknown(key))
                self.step(agreement, name, fact, number, time)
        if agreement:
            self.concerned.update(self.whom(agreement))

    def drafted(self, key, number):
        """The terms of a draft. If it has amended something in the same block, they are in force."""
        info = self.chain.value("agreements_agreement", {"agreement": key, "block": number})
        amended = [what["agreement"] for _, pallet, name, what in self.money.all if name == "amended" and what["terms"] == key]
        if info is None and amended:
            info = self.chain.value("agreements_agreement", {"agreement": amended[0], "block": number})
        check(info is not None and info["termsHash"] == key, "a draft is not there", Unknown(key))
        return info["terms"]

    def signed(self, key, who):
        """What a signer escrows. What an obligation carries over counts, and what does not change needs no more."""
        terms, holds = self.drafts[key]
        draft, amends = Agreement(key, terms, 0, self.money), terms.get("amends")
        for duty in draft.duties:
            if duty.debtor != who or duty.funding != "escrowed" or duty.escrow_by is not None:
                continue
            covered, carries = 0, duty.said.get("carries")
            if amends and carries is not None:
                before = self.agreements[amends["agreement"]].duties[carries]
                if is_same(terms, before.said, duty.said):
                    continue
                covered = before.covered
            holds[duty.place] = (who, draft.asset(duty), max(0, draft.bound(duty) - covered))

    def whom(self, agreement):
        for duty in agreement.duties:
            for who in (duty.debtor, duty.creditor):
                yield who, agreement.asset(duty)
                yield who, None
        rules = agreement.terms.get("arbitration") or {"instances": []}
        for instance in rules["instances"]:
            yield instance["arbiter"], None

    def settle(self, agreement, number, time, is_act=True):
        agreement.now = time
        agreement.settle(time, self.certified(agreement, number), is_act)

    def certified(self, agreement, number):
        """Which certificates have been presented is a fact. Since when they are valid is for certification to say."""
        found = {}
        for duty in agreement.duties:
            wanted = duty.awaits.get("certificate")
            if wanted and duty.found["certificate"] is None:
                info = self.chain.value("agreements_agreement", {"agreement": agreement.id, "block": number})
                if info["records"][duty.place]["found"]["certificate"] is None:
                    continue
                params = {"subject": wanted["subject"], "state": None, "acceptedOnly": False, "block": number}
                items = self.chain.value("certification_certificatesOf", params)["items"]
                fits = [one for one in items if one["network"] == wanted["network"] and one["schema"] == wanted["schema"]]
                fits = [one for one in fits if one["evidence"] == (duty.evidence or agreement.terms_hash)]
                check(fits, "no certificate of this agreement was issued", agreement, duty)
                params = {"certificate": fits[0]["id"], "expected": {"network": wanted["network"]}, "block": number}
                verified = self.chain.value("certification_verify", params)
                check(verified["valid"], "the certificate is not valid", agreement, duty)
                found[duty.place] = verified["since"]
        return found

    def step(self, agreement, name, fact, number, time):
        money, agreement.now = self.money, time
        before = len(money.events)
        duty = agreement.duties[fact["obligation"]] if "obligation" in fact else None
        upcoming = [one for one in money.events if one[0] in ACTS]
        disputed = [what for act, what in upcoming if act == "disputed" and what["obligation"] == fact.get("obligation")]
        if name == "ending":
            # What can be paid is, before anybody is late.
            self.settle(agreement, number, time)
        elif name in ("disputed", "evidenceShown", "waived") and self.is_bound_up(agreement, duty):
            # What is late is found before it is decided about it.
            self.settle(agreement, number, time)
        if name in ACTS:
            agreement.act(name, fact, time)
            # What time has decided before the act stands before it.
            check(money.events and money.events[0][1] is fact, f"{name} does not come next", agreement, duty)
            money.events.pop(0)
            # Whoever disputes more shows evidence at the same time.
            if not (name == "disputed" and money.matches("evidenceShown", duty)):
                self.settle(agreement, number, time)
        elif name == "held" and disputed:
            amount = agreement.to_freeze(duty, int(disputed[0]["amount"]))
            check(int(fact["amount"]) == amount, f"{amount} is to be held for a dispute", agreement, duty)
            money.events.pop(0)
        elif name == "held" and duty.funding != "unfunded" and not agreement.to_hold(duty, time):
            # What a debtor holds of his own accord is a fact.
            for one in agreement.duties:
                agreement.prepare(one, time)
            most = agreement.most(duty)
            check(most is None or agreement.needed(duty) + int(fact["amount"]) <= most, "more is held than can be owed", agreement, duty)
            agreement.put(duty, int(fact["amount"]), time)
            money.events.pop(0)
            self.settle(agreement, number, time)
        elif name == "disputeDecided" and not agreement.decided(duty, time):
            # The two have met: the act follows.
            check(fact["at"] == time and upcoming, "a dispute is decided before its time", agreement, duty)
            money.events.pop(0)
        elif name == "disputeDecided" and self.before_act():
            # Time has decided it, and then someone did something.
            for one in agreement.duties:
                agreement.prepare(one, time)
        else:
            self.settle(agreement, number, time, bool(upcoming))
            if len(money.events) == before and name == "released" and duty.funding == "revocable":
                free = agreement.revocable(duty, time)
                check(int(fact["amount"]) <= free, f"only {free} can be taken back", agreement, duty)
                agreement.give_back(duty, int(fact["amount"]))
                money.events.pop(0)
                self.settle(agreement, number, time)
        check(len(money.events) < before, f"{name} {fact} does not follow", agreement, duty)

    def is_bound_up(self, agreement, duty):
        """Whether it awaits others, or others await it."""
        awaited = any(duty.place in other.fulfilled_of + other.late_of for other in agreement.duties)
        return awaited or duty.fulfilled_of or duty.late_of

    def before_act(self):
        """Whether an act comes after all that time has decided, before anything is paid."""
        names = [name for name, _ in self.money.events if name != "disputeDecided"]
        if names[:2] == ["held", "disputed"]:
            return True
        return names and names[0] in ACTS and names[0] != "ending"

    # What is left.

    def compare(self, wanted):
        time = self.chain.call("civitas_events", {"block": self.last, "limit": 1})["block"]["time"]
        for key, agreement in self.agreements.items():
            if wanted and key not in wanted:
                continue
            info = self.chain.value("agreements_agreement", {"agreement": key, "block": self.last})
            if agreement.compacted:
                self.compare_totals(agreement, info)
                continue
            self.compare_records(agreement, info, time)
            for ahead in (0, 1, DAY, 45 * DAY, 400 * DAY):
                self.compare_statement(agreement, time + ahead)
        self.compare_balances()

    def compare_totals(self, agreement, info):
        paid = {}
        for total in info["totals"]:
            key = (total["from"], total["to"], total["asset"])
            paid[key] = paid.get(key, 0) + int(total["paid"])
        fees = {one["arbiter"]: int(one["fee"]["amount"]) for one in info["fees"]}
        check(fees == agreement.fees, f"fees {agreement.fees} follow, and the chain says {fees}", agreement)
        moved = {key: amount for key, amount in agreement.moved.items() if key[1] not in fees and amount}
        paid = {key: amount for key, amount in paid.items() if amount}
        check(paid == moved, f"{moved} follow, and the chain says {paid}", agreement)

    def compare_records(self, agreement, info, time):
        later = copy.copy(agreement)
        later.duties = copy.deepcopy(agreement.duties)
        for duty in later.duties:
            later.prepare(duty, time, log=False)
        for duty, record in zip(later.duties, info["records"]):
            here = {
                "funded": duty.funded, "paid": duty.paid, "interestPaid": duty.interest_paid, "refunded": duty.refunded,
                "interestForgiven": duty.interest_forgiven, "held": duty.held, "forgiven": duty.forgiven,
                "disputed": duty.disputed, "demanded": duty.demanded, "lateness": duty.lateness, "frozen": duty.frozen,
                "claims": duty.claims,
            }
            for name, amount in here.items():
                check(int(record[name]) == amount, f"{name}: {amount} follows, and the chain says {record[name]}", agreement, duty)
            spent = duty.paid + duty.interest_paid + duty.refunded + duty.held
            check(duty.funded == spent, "what was put in was paid, went back or is held", agreement, duty)
            times = {
                "longestLate": duty.longest, "fulfilledAt": duty.fulfilled_at, "lapsed": duty.lapsed,
                "lapsedLate": duty.lapsed_late,
                "fundedAt": duty.funded_at, "forgivenAt": duty.forgiven_at,
            }
            for name, at in times.items():
                check(record[name] == at, f"{name}: {at} follows, and the chain says {record[name]}", agreement, duty)
        sums = lambda one: [int(one["paid"]), int(one["refunded"]), one["longestLate"]]
        former = {(one["from"], one["to"], one["asset"]): sums(one) for one in info["totals"]}
        check(former == agreement.former, f"{agreement.former} was paid by former obligations, and the chain says {former}", agreement)
        in_force = (agreement.terms_hash, agreement.version)
        check((info["termsHash"], info["version"]) == in_force, f"{in_force} is in force", agreement)
        ended = agreement.end() is not None and agreement.end() <= time
        state = "closed" if agreement.closed_at is not None else "ended" if ended else "active"
        check(info["state"] == state, f"it is {state}, and the chain says {info['state']}", agreement)
        check(info["endsAt"] == agreement.end(), f"it ends at {agreement.end()}, and the chain says {info['endsAt']}", agreement)

    def compare_statement(self, agreement, time):
        statement = self.chain.value("agreements_statement", {"agreement": agreement.id, "time": time, "block": self.last})
        later = copy.copy(agreement)
        later.duties = copy.deepcopy(agreement.duties)
        for duty in later.duties:
            later.prepare(duty, time, log=False)
        for duty, line in zip(later.duties, statement["lines"]):
            for name, value in later.line(duty, time).items():
                check(line[name] == value, f"{name} at {time}: {value} follows, and the chain says {line[name]}", agreement, duty)

    def compare_balances(self):
        moved, held = {}, {}
        for agreement in self.agreements.values():
            for (payer, payee, asset), amount in agreement.moved.items():
                moved[payer, asset] = moved.get((payer, asset), 0) - amount
                moved[payee, asset] = moved.get((payee, asset), 0) + amount
            for duty in agreement.duties:
                key = (duty.debtor, agreement.asset(duty))
                held[key] = held.get(key, 0) + duty.held
        for _, holds in self.drafts.values():
            for who, asset, amount in holds.values():
                held[who, asset] = held.get((who, asset), 0) + amount
        for who, asset in sorted(self.concerned, key=str):
            start, now = (sum(self.chain.balance(who, asset, number)) for number in (0, self.last))
            follows = start + moved.get((who, asset), 0) + self.external.get((who, asset), 0)
            if follows != now:
                named = "the native asset" if asset is None else f"asset {asset}"
                raise Difference(f"{who} should have {follows} of {named}, and has {now}")
            on_hold = tuple(self.chain.balance(who, asset, self.last))[1]
            if asset is not None and on_hold != held.get((who, asset), 0):
                raise Difference(f"{who} should hold {held.get((who, asset), 0)} of {asset}, and holds {on_hold}")


class Unknown:
    def __init__(self, identifier):
        self.id = identifier


def test_itself():
    """The calendar against Python's, which knows the years from 1 to 9999."""
    import datetime

    epoch = datetime.datetime(1970, 1, 1)
    for days in range(0, 200_000, 13):
        date = epoch + datetime.timedelta(days=days)
        assert date_of(days) == (date.year, date.month, date.day), days
        assert day_number(date.year, date.month, date.day) == days, days
    january = day_number(2024, 1, 31) * DAY + 7
    assert later(january, {"months": 1}, 1) == day_number(2024, 2, 29) * DAY + 7
    assert later(january, {"months": 1}, 2) == day_number(2024, 3, 31) * DAY + 7
    assert later(january, {"months": 13}, 1) == day_number(2025, 2, 28) * DAY + 7
    assert prefix("System", "Account").hex() == "26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
    alice = account("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
    assert alice.hex() == "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
    print("the calendar and the keys of the storage are right")


def main(arguments):
    if arguments == ["--test-itself"]:
        return test_itself()
    chain = Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944"))
    recomputation = Recomputation(chain)
    recomputation.run()
    unknown = [one for one in arguments if one not in recomputation.agreements]
    if unknown:
        raise Difference(f"{unknown[0]} was never active")
    recomputation.compare(set(arguments))
    print(f"{len(recomputation.agreements)} agreements up to block {recomputation.last}: as their terms say, to the unit")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Difference as difference:
        sys.exit(f"DIFFERENT: {difference}")
    except (OSError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
