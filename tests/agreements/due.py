"""What accrues and is due by an obligation: what the terms say, and what has happened to it."""

from dates import SECOND, YEAR, later

MILLION = 1_000_000
MOST_CLAIM_PARTS = 8
MOST_ORDERS = 4
MOST_CLAIMS = 8
MOST_DUTIES = 32
FOR_EVER = 2**64


class Difference(Exception):
    """What follows from the terms is not what the chain has done."""


def check(condition, what, agreement, duty=None):
    if not condition:
        place = "" if duty is None else f", obligation {duty.place}"
        raise Difference(f"{agreement.id}{place}: {what}")


def part(fraction, amount):
    return amount * int(fraction["numerator"]) // int(fraction["denominator"])


def plain(obligation, *names):
    """An obligation without what these names say."""
    return {name: said for name, said in obligation.items() if name not in names and said is not None}


def before_of(terms, places):
    """Which obligations of the terms before stand in these places."""
    return [terms["obligations"][place].get("carries") for place in places]


def is_same(terms, before, after):
    """Whether an obligation of new terms is the same as one of before, but for what names it, where others stand, and who is owed."""
    names = ("carries", "debtor", "creditor", "awaits", "performance")
    old, new = before["awaits"], after["awaits"]
    same = plain(before, *names) == plain(after, *names) and plain(old, "fulfilled", "late") == plain(new, "fulfilled", "late")
    same = same and all(before_of(terms, new[name]) == list(old[name]) for name in ("fulfilled", "late"))
    (kind, what), = after["performance"].items()
    if kind == "share":
        what = {**what, "of": before_of(terms, [what["of"]])[0]}
    return same and before["performance"] == {kind: what}


def unchanged(terms, before):
    """The places of obligations that do not change; nor does whatever they await or share in."""
    found = set()
    for place, said in enumerate(terms["obligations"]):
        carried, (kind, what) = said.get("carries"), *said["performance"].items()
        others = said["awaits"]["fulfilled"] + said["awaits"]["late"] + ([what["of"]] if kind == "share" else [])
        if carried is not None and is_same(terms, before[carried].said, said) and found.issuperset(others):
            found.add(place)
    return found


# What has happened to an obligation, beside what its terms say.
HISTORY = (
    "paid", "interest_paid", "interest_forgiven", "funded", "refunded", "held", "forgiven", "disputed", "frozen", "demanded", "parts",
    "orders", "found", "claim", "claims", "lateness", "longest", "funded_at", "forgiven_at", "fulfilled_at", "lapsed", "lapsed_late",
    "dispute", "evidence",
)


class Duty:
    """An obligation: what the terms say, and what has happened."""

    def __init__(self, terms, place, activated_at):
        said = terms["obligations"][place]
        self.place, self.said = place, said
        (self.kind, what), = said["performance"].items()
        self.what = what
        self.debtor = terms["parties"][said["debtor"]]["account"]
        (sort, creditor), = said["creditor"].items()
        self.creditor = terms["parties"][creditor]["account"] if sort == "party" else creditor
        self.awaits = said["awaits"]
        self.claim_terms = self.awaits.get("claim")
        self.fulfilled_of, self.late_of = self.awaits["fulfilled"], self.awaits["late"]
        self.until_when = self.awaits.get("until")
        funding = said["funding"]
        self.funding = funding if isinstance(funding, str) else "escrowed"
        self.escrow_by = None if isinstance(funding, str) else funding["escrowed"]
        self.grace = said["grace"] * SECOND
        self.rate = said.get("interest")
        self.is_act = self.kind == "act"
        self.by_demand = self.kind == "share" or (self.kind == "pay" and self.claim_terms is not None)
        # What has happened.
        self.paid = self.interest_paid = self.interest_forgiven = 0
        self.funded = self.refunded = self.held = self.forgiven = self.disputed = self.frozen = self.demanded = 0
        self.parts, self.orders = [], []
        self.found = {"fulfilled": None, "late": None, "certificate": None}
        self.claim, self.claims = None, 0
        self.lateness = self.longest = 0
        self.funded_at, self.forgiven_at, self.fulfilled_at, self.lapsed = activated_at, 0, None, None
        self.lapsed_late = self.dispute = self.evidence = None

    def go_on(self, before, terms, same, terms_hash, other_end):
        """What has happened to one of the terms before has happened to this one. Whether it is over is seen anew, if it changes, or if
        it ends at another time."""
        for name in HISTORY:
            setattr(self, name, getattr(before, name))
        self.found = dict(before.found)
        known = before.evidence or terms_hash
        self.evidence = known if is_same(terms, before.said, self.said) and self.awaits.get("certificate") else None
        for name in ("fulfilled", "late"):
            here = self.awaits[name]
            if before_of(terms, here) != list(before.awaits[name]) or not same.issuperset(here):
                self.found[name] = None
        if other_end:
            self.found["fulfilled"] = None
        if before.awaits.get("certificate") != self.awaits.get("certificate"):
            self.found["certificate"] = None
        if self.place not in same or other_end:
            self.fulfilled_at = None
        if before.rate != self.rate:
            self.lateness = before.lateness_at(self.rate)

    def lateness_at(self, rate):
        """How late amounts would have been at another rate for the same interest."""
        if not rate:
            return self.lateness
        earned = self.interest_paid + self.interest_forgiven
        if self.rate:
            earned = self.lateness * self.rate // (YEAR * MILLION)
        return -(-earned * YEAR * MILLION // rate)

    @property
    def settled(self):
        return self.paid + self.forgiven

    @property
    def covered(self):
        return self.settled + self.held

    @property
    def available(self):
        """What is held and not for what is in dispute."""
        return max(0, self.held - self.frozen)

    @property
    def ordered_upto(self):
        return self.orders[-1][0] if self.orders else 0

    @property
    def still_ordered(self):
        return max(0, self.ordered_upto - self.settled)

    @property
    def kept(self):
        """What stays held in any case: for what was ordered, and for what is in dispute."""
        return self.still_ordered + self.disputed

    def demand(self, amount, since):
        if amount == 0:
            return
        self.demanded += amount
        self.parts = self.with_part(self.parts, self.demanded, since, MOST_CLAIM_PARTS)

    def with_part(self, parts, upto, since, most):
        parts = [one for one in parts if one[0] > self.settled]
        if parts and parts[-1][1] >= since:
            parts[-1] = (upto, parts[-1][1])
        elif len(parts) < most:
            parts.append((upto, since))
        else:
            parts[-1] = (upto, since)
        return parts

    def order(self, amount, since):
        upto = self.settled + self.still_ordered + amount
        if amount or not self.still_ordered:
            self.orders = self.with_part(self.orders, upto, since, MOST_ORDERS)

    def later(self, parts, amount):
        return [(upto + amount if upto > self.settled else upto, since) for upto, since in parts]

    def forgive(self, amount):
        """It counts as settled before what was ordered, whose dates stay."""
        self.orders = self.later(self.orders, amount)
        self.forgiven += amount

    def forgive_undemanded(self, amount):
        """It counts as settled before all that is due."""
        self.parts = self.later(self.parts, amount)
        self.demanded += amount
        self.forgive(amount)

    def accept(self, amount, claimed_at, at):
        if self.is_act:
            self.paid += amount
            self.funded += amount
            self.funded_at = claimed_at
        else:
            self.demand(amount, at)

    def rest_of_claim(self):
        return self.claim["amount"] - (self.claim["answer"][0] if self.claim["answer"] else 0)

    def answered(self, accepted, at):
        claim = self.claim
        accepted = min(accepted, claim["amount"])
        claim["answer"] = (accepted, at)
        if accepted == claim["amount"]:
            self.claim, self.claims = None, 0
        self.accept(accepted, claim["at"], at)


class Due:
    """What of an agreement is due, as a function of its terms, of what has happened, and of the time."""

    def __init__(self, identifier, terms, activated_at, money):
        self.id, self.terms, self.activated_at, self.money = identifier, terms, activated_at, money
        self.ends_at = self.closed_at = self.now = None
        self.compacted = False
        self.duties = [Duty(terms, place, activated_at) for place in range(len(terms["obligations"]))]
        self.terms_hash, self.version = identifier, 0
        # (from, to, asset): how much. Arbiters: what they have got. Who has received what since it was last looked.
        self.moved, self.fees, self.received = {}, {}, set()
        # The same, what went back, and the longest delay, of obligations that are no longer part of it.
        self.former = {}

    # Times.

    def end(self):
        if self.ends_at is not None:
            return self.ends_at
        term = self.terms.get("term")
        if term and term["renewal"] == "ends":
            return later(self.activated_at, term["minimum"])
        return None

    def end_by_notice(self, now):
        term = self.terms.get("term")
        if not term or term.get("notice") is None or term["renewal"] == "ends":
            return None
        earliest = now + max(term["notice"] * SECOND, 1)
        minimum = later(self.activated_at, term["minimum"])
        if term["renewal"] == "open":
            return max(minimum, earliest)
        span, number = term["renewal"]["terms"], 0
        both_months = "months" in span and "months" in term["minimum"]
        while True:
            if both_months:
                at = later(self.activated_at, {"months": term["minimum"]["months"] + number * span["months"]})
            else:
                at = later(minimum, span, number)
            if at >= earliest:
                return at
            number += 1

    def moment(self, when):
        (sort, what), = when.items()
        if sort == "at":
            return what
        if sort == "activation":
            return later(self.activated_at, what)
        return None if self.end() is None else later(self.end(), what)

    def asset(self, duty):
        if duty.is_act:
            return None
        return duty.what.get("asset") if duty.kind == "pay" else self.asset(self.duties[duty.what["of"]])

    # What accrues.

    def plan(self, duty):
        """When it starts, by what it goes on, how often, how much, and when it is cut off. A share has no plan."""
        if duty.kind == "share":
            return None
        if duty.is_act:
            when, every, count, amount = duty.what["due"], {"seconds": 1}, 1, 1
        else:
            amount, (sort, how) = int(duty.what["amount"]), *duty.what["accrues"].items()
            if sort == "once":
                when, every, count = how, {"seconds": 1}, 1
            elif sort == "instalments":
                when, every, count = how["start"], how["every"], how.get("count")
            else:
                when, every, count = how["start"], {"stream": how["every"]}, how.get("count")
        cut = None if "end" in when else self.end()
        return {"start": self.moment(when), "every": every, "count": count, "amount": amount, "cut": cut}

    def instalments(self, plan, until):
        """(up to which amount, when) of each instalment up to a moment."""
        made, number, lines = 0, 0, []
        while plan["start"] is not None and (plan["count"] is None or number < plan["count"]):
            at = later(plan["start"], plan["every"], number)
            if at > until or (plan["cut"] is not None and at >= plan["cut"]):
                break
            number += 1
            upto = plan["amount"] * number // plan["count"] if plan["count"] else plan["amount"] * number
            if upto > made:
                lines.append((upto, at))
            made = upto
        return lines

    def accrued(self, duty, t):
        plan = self.plan(duty)
        if plan is None:
            return duty.demanded
        if "stream" not in plan["every"]:
            lines = self.instalments(plan, t)
            return lines[-1][0] if lines else 0
        if plan["start"] is None:
            return 0
        until = t if plan["cut"] is None else min(t, plan["cut"])
        length = plan["every"]["stream"] * SECOND * (plan["count"] or 1)
        flowed = plan["amount"] * max(0, until - plan["start"]) // length
        return min(flowed, plan["amount"]) if plan["count"] else flowed

    def comes_to(self, duty):
        """What its plan comes to in the end, if that is known."""
        plan = self.plan(duty)
        if plan["start"] is None:
            return plan["amount"] if plan["count"] else None
        if plan["count"] is None and plan["cut"] is None:
            return None
        if plan["cut"] is None:
            return plan["amount"]
        return self.accrued(duty, plan["cut"]) if "stream" in plan["every"] else self.accrued(duty, FOR_EVER)

    def bound(self, duty):
        if duty.kind == "share":
            bound = self.bound(self.duties[duty.what["of"]])
            return None if bound is None else part(duty.what["share"], bound)
        plan = self.plan(duty)
        return plan["amount"] if plan["count"] else None

    # What is due.

    def until(self, duty):
        return None if duty.until_when is None else self.moment(duty.until_when)

    def met_at(self, duty):
        """Since when all that is awaited beside a claim is true; None if not, or not in time."""
        met = 0
        awaited = {"fulfilled": duty.fulfilled_of, "late": duty.late_of, "certificate": duty.awaits.get("certificate")}
        for name in awaited:
            if awaited[name]:
                if duty.found[name] is None:
                    return None
                met = max(met, duty.found[name])
        until = self.until(duty)
        return met if until is None or met <= until else None

    def due(self, duty, t):
        ordered = max([upto for upto, since in duty.orders if since <= t], default=0)
        met = self.met_at(duty)
        if met is None or met > t or (duty.lapsed is not None and not duty.by_demand):
            return ordered
        return max(ordered, duty.demanded if duty.by_demand else self.accrued(duty, t))

    def due_since(self, duty, unit):
        """Since when the unit of this number, from 0 on, is due or will be."""
        found = [since for upto, since in duty.orders if upto > unit][:1]
        met = self.met_at(duty)
        if duty.by_demand:
            for upto, since in duty.parts:
                if upto > unit:
                    if met is not None:
                        found.append(max(since, met))
                    break
        elif duty.lapsed is None and met is not None:
            at = self.accrues(duty, unit)
            if at is not None:
                found.append(max(at, met))
        return min(found, default=None)

    def accrues(self, duty, unit):
        plan = self.plan(duty)
        if plan["start"] is None:
            return None
        if "stream" in plan["every"]:
            if plan["count"] and unit >= plan["amount"]:
                return None
            length = plan["every"]["stream"] * SECOND * (plan["count"] or 1)
            at = plan["start"] - (-(unit + 1) * length // plan["amount"])
            return at if plan["cut"] is None or at <= plan["cut"] else None
        number = 0
        while plan["count"] is None or number < plan["count"]:
            number += 1
            upto = plan["amount"] * number // plan["count"] if plan["count"] else plan["amount"] * number
            if upto > unit:
                at = later(plan["start"], plan["every"], number - 1)
                return at if plan["cut"] is None or at < plan["cut"] else None
        return None

    def late_sum(self, duty, low, high, t):
        """How late the units between two numbers are, in milliseconds, summed: unit by unit, as far as they differ."""
        total, unit = 0, low
        borders = self.borders(duty, t)
        while unit < high:
            upto = min([border for border in borders if border > unit] + [high])
            upto = min(upto, high)
            since = self.due_since(duty, unit)
            if since is not None and since + duty.grace < t:
                total += (upto - unit) * (t - since)
            unit = upto
        return total

    def borders(self, duty, t):
        borders = {upto for upto, _ in duty.parts + duty.orders}
        plan = self.plan(duty)
        if plan is not None and not duty.by_demand:
            borders |= {upto for upto, _ in self.instalments(plan, t)}
        return sorted(borders)

    def late_since(self, duty, t):
        # An act is done when it is claimed, unless it turns out that it is not.
        if duty.is_act and duty.claim:
            t = min(t, duty.claim["at"])
        covered = self.needed(duty)
        times = [self.due_since(duty, covered)]
        most = self.most(duty)
        if duty.escrow_by is not None and most is not None and covered < most and duty.lapsed is None:
            times.append(self.moment(duty.escrow_by))
        times = [at for at in times if at is not None]
        since = min(times, default=None)
        return since if since is not None and since + duty.grace < t else None

    def interest(self, duty, t, on_all):
        if duty.rate is None:
            return 0
        late = duty.lateness
        if on_all:
            late += self.late_sum(duty, duty.covered, max(duty.covered, self.due(duty, t)), t)
        return max(0, late * duty.rate // (YEAR * MILLION) - duty.interest_paid - duty.interest_forgiven)

    def dead_since(self, duty):
        """Since when what it awaits of others cannot become true any more: one has lapsed, or all were done without being late."""
        lapsed, over = [self.duties[other].lapsed for other in duty.fulfilled_of], []
        ends = [at for at in lapsed if at is not None and duty.found["fulfilled"] is None]
        for other in (self.duties[other] for other in duty.late_of):
            over.append(self.over_in_time(other))
        if over and None not in over and duty.found["late"] is None:
            ends.append(max(over))
        return min(ends, default=None)

    def done_late(self, duty):
        """Since when an act was due that was done, and late."""
        since = self.due_since(duty, 0) if duty.is_act and duty.paid else None
        return since if since is not None and since + duty.grace < duty.funded_at else None

    def over_in_time(self, duty):
        """Since when it is over, so that it cannot become late any more."""
        if duty.fulfilled_at is not None or duty.lapsed is None:
            return duty.fulfilled_at if self.done_late(duty) is None else None
        most, paid_at = self.most(duty), max(duty.funded_at, duty.forgiven_at) if duty.settled else 0
        paid = duty.lapsed_late is None and most is not None and duty.settled >= most
        return max(duty.lapsed, paid_at) if paid else None

    def most(self, duty):
        # What was ordered is due, and what is disputed may be.
        floor = duty.settled + duty.kept
        if duty.lapsed is not None:
            return max(floor, duty.demanded if duty.by_demand and self.met_at(duty) is not None else 0)
        if duty.kind == "share":
            of = self.duties[duty.what["of"]]
            if self.is_over(of):
                most = duty.demanded
            else:
                most = self.most(of)
                most = None if most is None else part(duty.what["share"], most)
        else:
            most = self.comes_to(duty)
        return None if most is None else max(floor, most)

    def is_over(self, duty):
        most = self.most(duty)
        return duty.claim is None and duty.disputed == 0 and duty.held == 0 and most is not None and duty.settled >= most

    def owed(self, duty, t):
        return max(duty.still_ordered, self.due(duty, t) - duty.settled - duty.disputed)

    def to_hold(self, duty, t):
        if duty.escrow_by is None or duty.lapsed is not None:
            return 0
        by, most = self.moment(duty.escrow_by), self.most(duty)
        return 0 if by is None or t < by or most is None else max(0, most - self.needed(duty))

    def needed(self, duty):
        """What is in dispute need not be held."""
        return duty.covered + max(0, duty.disputed - duty.frozen)

    def surplus(self, duty, t):
        most = self.due(duty, t) if duty.funding == "unfunded" else self.most(duty)
        if most is None:
            return 0
        return max(0, duty.held - max(most - duty.settled, duty.kept))

    def revocable(self, duty, t):
        accrued = max(self.accrued(duty, t), self.due(duty, t), duty.ordered_upto)
        return max(0, duty.held - max(accrued - duty.settled, duty.kept))
