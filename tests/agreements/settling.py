"""What becomes of an agreement: by time, by what people do, and when it is settled."""

from dates import SECOND, later
from due import MOST_CLAIMS, MOST_DUTIES, Due, Duty, check, is_same, part, plain, unchanged


def only_creditors_change(before, after):
    names = {"amends", "signBy", "salt", "obligations"}
    pairs = list(zip(before["obligations"], after["obligations"]))
    rest = all(before.get(name) == after.get(name) for name in (before.keys() | after.keys()) - names)
    same = all(plain(old, "carries", "creditor") == plain(new, "carries", "creditor") for old, new in pairs)
    whole = len(before["obligations"]) == len(after["obligations"])
    in_place = all(new.get("carries") == place for place, (_, new) in enumerate(pairs))
    return rest and same and whole and in_place and any(old["creditor"] != new["creditor"] for old, new in pairs)


class Agreement(Due):
    """An agreement that runs, as it follows from its terms."""

    # What time does.

    def prepare(self, duty, t, certified=None, log=True, paid=False, since=None):
        """`paid`: all before it were, as far as they could be. `since`: when a share is due that comes up."""
        if duty.disputed:
            decided = self.decided(duty, t)
            if decided:
                self.decide(duty, *decided, log)
        if duty.claim_terms and duty.claim and not duty.disputed:
            self.silence(duty, t)
        if duty.kind == "share":
            source = self.duties[duty.what["of"]]
            duty.demand(max(0, part(duty.what["share"], source.paid) - duty.demanded), t if since is None else since)
        if duty.lapsed is not None or duty.fulfilled_at is not None:
            return
        if duty.fulfilled_of and duty.found["fulfilled"] is None:
            times = [self.duties[other].fulfilled_at for other in duty.fulfilled_of]
            duty.found["fulfilled"] = None if None in times else max(times)
        # Whatever could have been paid is not late for a guarantor.
        if duty.late_of and duty.found["late"] is None and paid:
            times = []
            for other in (self.duties[other] for other in duty.late_of):
                late = self.found_late(other, t)
                times += [] if late is None else [late + other.grace]
            duty.found["late"] = min(times, default=None)
        if duty.found["certificate"] is None:
            duty.found["certificate"] = certified
        # What others have to say is known only when they were paid.
        at = self.lapses(duty, t, paid or not (duty.fulfilled_of or duty.late_of))
        if at is not None:
            late = self.late_since(duty, at)
            # Of an amount what is due can still be paid, and is late otherwise.
            duty.lapsed_late = late if duty.is_act else None
            duty.lapsed, duty.longest = at, max(duty.longest, 0 if late is None else at - late)

    def found_late(self, duty, t):
        known = [duty.lapsed_late, self.done_late(duty)]
        return next((at for at in known if at is not None), self.late_since(duty, t))

    def lapses(self, duty, t, known):
        """Since when nothing more can become due, if that is so."""
        until, dead = self.until(duty), self.dead_since(duty)
        until = None if until is None or t <= until else until
        if dead is None:
            awaits = duty.claim_terms or duty.fulfilled_of or duty.late_of or duty.awaits.get("certificate")
            if until is None or not known or not awaits or self.is_undecided(duty, until):
                return None
        elif duty.claim or duty.disputed:
            return None
        most = self.most(duty)
        unclaimed = duty.is_act or (duty.claim_terms and (most is None or duty.demanded < most))
        vain = (unclaimed or self.met_at(duty) is None) and (most is None or duty.settled + duty.still_ordered < most)
        return min(at for at in (until, dead) if at is not None) if vain else None

    def is_undecided(self, duty, until):
        """In dispute, claimed, or awaiting others of which that is so, by claims that were made in time."""
        undecided = set()
        for other in self.duties[: duty.place + 1]:
            claimed = other.claim and (other is duty or other.claim["at"] <= until)
            waits = other.fulfilled_at is None and other.lapsed is None
            if other.disputed or claimed or (waits and undecided.intersection(other.fulfilled_of + other.late_of)):
                undecided.add(other.place)
        return duty.place in undecided

    def silence(self, duty, t):
        within, claim = duty.claim_terms["answerWithin"] * SECOND, duty.claim
        if claim["answer"] is None:
            silent = claim["at"] + within
            if t <= silent:
                return
            if duty.claim_terms["silence"] == "accepts":
                duty.answered(claim["amount"], silent)
                return
            claim["answer"] = (0, silent)
        if t > claim["answer"][1] + within:
            duty.claim = None

    # Disputes.

    def stage(self, duty, t):
        """("decided", amount, at, may end), or (what it is time for, instance, who must advance)."""
        dispute, rules = duty.dispute, self.terms["arbitration"]
        instances, missing = rules["instances"], "creditor" if dispute["by"] == "debtor" else "debtor"
        ruling = dispute["ruling"]
        if ruling:
            until = ruling["at"] + rules["appealWithin"] * SECOND
            if dispute["instance"] == len(instances) - 1:
                return ("decided", ruling["amount"], ruling["at"], ruling["may_end"])
            if t > until:
                return ("decided", ruling["amount"], until, ruling["may_end"])
            return ("appeal", dispute["instance"], None)
        since, must = dispute["since"], rules["bothAdvance"] and dispute["advance"][missing] is None
        for number in range(dispute["instance"], len(instances)):
            evidence = since + instances[number]["evidenceWithin"] * SECOND
            if t <= evidence:
                return ("evidence", number, missing if must else None)
            if must:
                creditor_has_it = (dispute["by"] == "creditor") != duty.is_act
                return ("decided", dispute["amount"] if creditor_has_it else 0, evidence, False)
            since = evidence + instances[number]["ruleWithin"] * SECOND
            if t <= since:
                return ("rule", number, None)
        return ("decided", part(rules["default"], dispute["amount"]), since, False)

    def decided(self, duty, t):
        stage = self.stage(duty, t)
        return stage[1:3] if stage[0] == "decided" else None

    def decide(self, duty, amount, at, log=True):
        dispute, amount = duty.dispute, min(amount, duty.dispute["amount"])
        duty.dispute, duty.disputed, duty.frozen, duty.claims = None, 0, 0, 0
        # What was advanced for fees goes back to both.
        self.received = self.received | {(duty.debtor, None), (duty.creditor, None)}
        if duty.is_act:
            duty.accept(amount, at if dispute["claimed_at"] is None else dispute["claimed_at"], at)
        else:
            if amount:
                duty.lateness += dispute["lateness"] * amount // dispute["amount"]
                duty.longest = max(duty.longest, dispute["longest"])
            if amount < dispute["amount"]:
                duty.forgiven_at = max(duty.forgiven_at, at)
            # What was ordered before stays, with its date.
            duty.forgive(dispute["amount"] - amount)
            duty.order(amount, at)
        if log:
            self.money.expect(self, "disputeDecided", duty, amount, at=at)

    def fee_from(self, rules, instance):
        return max(int(one["fee"]) for one in rules["instances"][instance:])

    def side(self, duty, who):
        return "debtor" if who == duty.debtor else "creditor"

    # Settling.

    def cover(self, duty, amount, t):
        """Note how late the units are that are covered now."""
        if duty.rate is not None:
            duty.lateness += self.late_sum(duty, duty.covered, duty.covered + amount, t)
        since = self.late_since(duty, t)
        duty.longest = max(duty.longest, 0 if since is None else t - since)

    def pay_out(self, duty, amount):
        key = (duty.debtor, duty.creditor, self.asset(duty))
        self.moved[key] = self.moved.get(key, 0) + amount
        self.received.add((duty.creditor, self.asset(duty)))

    def give_back(self, duty, amount):
        duty.held -= amount
        duty.refunded += amount
        self.received.add((duty.debtor, self.asset(duty)))

    def pay_held(self, duty, amount):
        duty.held -= amount
        duty.paid += amount
        self.pay_out(duty, amount)

    def put(self, duty, amount, t):
        self.cover(duty, amount, t)
        duty.funded += amount
        duty.held += amount
        duty.funded_at = t

    def settle(self, t, certified=None, is_act=True):
        """Everything that can move moves. What someone receives by a later obligation may pay what he owes by an earlier one, so it
        goes over them again, as long as that is so and no more than 32 are looked at. Unless it is the end of an act, whoever
        settles says how many he pays for, which is no event: then it has gone over them again if something was moved by that."""
        looked_at = 0
        while True:
            self.settle_once(t, certified)
            looked_at += len(self.duties)
            if looked_at + len(self.duties) > MOST_DUTIES or not self.can_pay_more(t):
                break
            if not is_act and not self.money.goes_on():
                break
        self.received = set()
        self.close(t)

    def can_pay_more(self, t):
        received, self.received = self.received, set()
        for duty in (duty for duty in self.duties if not duty.is_act):
            owed = self.owed(duty, t)
            if (duty.debtor, self.asset(duty)) in received and (owed or self.to_hold(duty, t) or self.interest(duty, t, True)):
                return True
            if owed and duty.available and any(who == duty.creditor for who, _ in received):
                return True
        return False

    def share_since(self, duty, t):
        """A share that is held is due when the other was. Who pays it from what he gets cannot before he has that."""
        if duty.kind == "share" and duty.funding != "unfunded":
            source = self.duties[duty.what["of"]]
            if duty.covered >= part(duty.what["share"], source.paid):
                return self.ready_at(source, t)
        return t

    def settle_once(self, t, certified):
        money = self.money
        for duty in self.duties:
            self.prepare(duty, t, (certified or {}).get(duty.place), paid=True, since=self.share_since(duty, t))
            if duty.is_act:
                if duty.paid and duty.fulfilled_at is None:
                    since = self.due_since(duty, 0)
                    duty.longest = duty.funded_at - since if since is not None and since + duty.grace < duty.funded_at else 0
            else:
                owed = self.owed(duty, t)
                held = min(owed, duty.available)
                if held:
                    money.expect(self, "paid", duty, held)
                    self.pay_held(duty, held)
                rest = owed - held
                if rest:
                    amount, sort = money.from_free(self, duty, rest)
                    if sort == "held":
                        self.put(duty, amount, t)
                    elif amount:
                        self.cover(duty, amount, t)
                        duty.funded += amount
                        duty.paid += amount
                        duty.funded_at = t
                        self.pay_out(duty, amount)
                # What was too little to be received may be enough with what was held now.
                again = min(self.owed(duty, t), duty.available)
                if again and money.matches("paid", duty):
                    money.expect(self, "paid", duty, again)
                    self.pay_held(duty, again)
                wanted = self.to_hold(duty, t)
                if wanted:
                    amount = money.to_hold(self, duty, wanted)
                    if amount:
                        self.put(duty, amount, t)
                earned = self.interest(duty, t, False)
                if earned and not self.owed(duty, t):
                    amount = money.interest(self, duty, earned)
                    duty.funded += amount
                    duty.interest_paid += amount
                    self.pay_out(duty, amount)
                surplus = self.surplus(duty, t)
                if surplus:
                    money.expect(self, "released", duty, surplus)
                    self.give_back(duty, surplus)
            self.conclude(duty, t)

    def conclude(self, duty, t):
        most = self.most(duty)
        done = most is not None and self.done(duty, t) >= most and not duty.claim and not duty.disputed
        if done and duty.fulfilled_at is None and duty.lapsed is None:
            duty.fulfilled_at = self.ready_at(duty, t)

    def done(self, duty, t):
        """What is paid, forgiven, or held for a creditor who cannot take it."""
        return duty.settled + min(max(0, self.due(duty, t) - duty.settled), duty.available)

    def ready_at(self, duty, t):
        """When all was due, and paid, held, done or let go."""
        if duty.is_act and duty.paid:
            return duty.funded_at
        done = self.done(duty, t)
        due = self.due_since(duty, done - 1) if done else self.end()
        return min(t, max(due or 0, duty.funded_at, duty.forgiven_at))

    def close(self, t):
        over = (self.end() is not None and self.end() <= t) or (not self.terms.get("term") and self.duties)
        done = all(self.is_over(duty) and not self.interest(duty, t, False) for duty in self.duties)
        if self.closed_at is None and over and done:
            self.closed_at = t
            self.money.expect(self, "closed", None, None)

    # Other terms.

    def amend(self, terms, terms_hash, holds, t):
        """All have signed: what is carried over goes on, the rest closes. `holds`: what was held at the signatures, by place."""
        self.settle(t)
        check(self.closed_at is None, "what is over is not amended", self)
        check(all(not duty.disputed for duty in self.duties), "what is in dispute is not amended", self)
        before, assignment = self.duties, only_creditors_change(self.terms, terms)
        duties = [Duty(terms, place, t) for place in range(len(terms["obligations"]))]
        carried = [duty.said.get("carries") for duty in duties]
        ended = self.end()
        had_ended, same, hash_before = ended is not None and ended <= t, unchanged(terms, before), self.terms_hash
        ends_at = self.ends_at if assignment else ended if had_ended else None
        term = terms.get("term")
        natural = later(self.activated_at, term["minimum"]) if term and term["renewal"] == "ends" else None
        other_end = ended != (natural if ends_at is None else ends_at)
        for duty, place in zip(duties, carried):
            if place is not None:
                duty.go_on(before[place], terms, same, hash_before, other_end)
        for duty in (duty for duty in before if duty.place not in carried):
            if duty.held:
                self.money.expect(self, "released", duty, duty.held)
                self.give_back(duty, duty.held)
            late = self.late_since(duty, t)
            paid = 0 if duty.is_act else duty.paid + duty.interest_paid
            refunded, longest = 0 if duty.is_act else duty.refunded, max(duty.longest, 0 if late is None else t - late)
            if paid or refunded or longest:
                known = self.former.setdefault((duty.debtor, duty.creditor, self.asset(duty)), [0, 0, 0])
                known[:] = known[0] + paid, known[1] + refunded, max(known[2], longest)
        self.ends_at = ends_at
        self.terms, self.terms_hash, self.version, self.duties = terms, terms_hash, self.version + 1, duties
        for duty in duties:
            if duty.lapsed is not None and (duty.place not in same or other_end):
                until = self.until(duty)
                stays = is_same(terms, before[carried[duty.place]].said, duty.said) and until is not None and until <= duty.lapsed
                if not stays:
                    duty.lapsed = duty.lapsed_late = None
            self.prepare(duty, t)
            self.conclude(duty, t)
            # What is fulfilled still, is so since it was by the terms before.
            if duty.fulfilled_at is not None and duty.place in same and before[carried[duty.place]].fulfilled_at is not None:
                duty.fulfilled_at = min(duty.fulfilled_at, before[carried[duty.place]].fulfilled_at)
        self.take_holds(holds, t)
        for duty in duties:
            if duty.funding == "escrowed" and duty.escrow_by is None:
                most = self.most(duty)
                missing = 0 if most is None else max(0, most - duty.covered)
                if missing:
                    self.money.expect(self, "held", duty, missing)
                    self.put(duty, missing, t)
        self.money.expect(self, "amended", None, None)
        self.settle(t)

    def take_holds(self, holds, t):
        for place, (_, _, amount) in holds.items():
            if amount:
                self.put(self.duties[place], amount, t)

    # What people do.

    def act(self, name, fact, t):
        for duty in self.duties:
            self.prepare(duty, t)
        duty = self.duties[fact["obligation"]] if "obligation" in fact else None
        amount = int(fact.get("amount", 0))
        getattr(self, "on_" + name)(duty, fact, amount, t)

    def on_claimed(self, duty, fact, amount, t):
        most = 1 - duty.settled if duty.is_act else self.accrued(duty, t) - duty.demanded
        check(amount <= most, f"{amount} is claimed of {most}", self, duty)
        open_ = duty.claim and duty.claim["answer"] is None
        check(not open_ or amount > duty.claim["amount"], "a claim without an answer is only raised", self, duty)
        # Of what was not accepted of the one before, or raised; else a row begins anew.
        duty.claims = duty.claims + 1 if duty.claim else 1
        check(duty.claims <= MOST_CLAIMS, "more claims in a row than there can be", self, duty)
        duty.claim = {"amount": amount, "at": t, "answer": None}

    def on_answered(self, duty, fact, amount, t):
        if duty.disputed:
            check(amount >= duty.dispute["offered"], "an offer is only raised", self, duty)
            duty.dispute["offered"] = amount
            self.meet(duty, t)
        else:
            duty.answered(amount, t)

    def meet(self, duty, t):
        if duty.dispute["offered"] >= duty.dispute["amount"]:
            self.decide(duty, duty.dispute["amount"], t, log=False)

    def on_waived(self, duty, fact, amount, t):
        """Of what is disputed, of an open claim, of what is due, of what is not yet, of interest."""
        accrued, most, late = self.accrued(duty, t), self.most(duty), self.late_since(duty, t)
        principal = min(amount, max(0, (accrued if most is None else most) - duty.settled))
        rest, interest = principal, amount - principal
        duty.longest = max(duty.longest, 0 if late is None else t - late)
        duty.forgiven_at = t
        conceded = min(rest, duty.disputed)
        rest -= conceded
        # What was ordered before is not what is conceded.
        duty.forgive(conceded)
        duty.disputed -= conceded
        duty.frozen = min(duty.frozen, duty.disputed)
        if duty.claim:
            taken = min(rest, duty.rest_of_claim())
            duty.claim["amount"] -= taken
            if duty.rest_of_claim() <= 0:
                duty.claim, duty.claims = None, 0
            if not duty.is_act:
                duty.forgive_undemanded(taken)
                rest -= taken
        if duty.kind == "pay" and duty.claim_terms:
            owed = min(rest, max(0, duty.demanded - duty.settled - duty.disputed))
            duty.forgiven += owed
            duty.forgive_undemanded(rest - owed)
        else:
            duty.forgiven += rest
        # With an amount goes the interest on it.
        duty.interest_forgiven += min(interest, self.interest(duty, t, True))
        if conceded:
            dispute, left = duty.dispute, duty.dispute["amount"] - conceded
            dispute["lateness"] = dispute["lateness"] * left // dispute["amount"]
            dispute["amount"] = left
            if dispute["ruling"]:
                dispute["ruling"]["amount"] = min(dispute["ruling"]["amount"], left)
            self.meet(duty, t)

    def to_freeze(self, duty, amount):
        """What of a disputed amount is not held yet. What is held is first for what was ordered before."""
        return max(0, amount - max(0, duty.available - duty.still_ordered))

    def on_disputed(self, duty, fact, amount, t):
        side, claim, rules = self.side(duty, fact["by"]), duty.claim, self.terms["arbitration"]
        late, lateness = self.late_since(duty, t), 0
        if duty.disputed:
            return self.dispute_more(duty, side, amount, t)
        duty.claim = None
        if claim:
            rest = claim["amount"] - (claim["answer"][0] if claim["answer"] else 0)
            check(amount == rest, "a claim is disputed as far as it is open", self, duty)
            if not duty.is_act:
                duty.demand(amount, t)
        else:
            most = self.most(duty)
            most = duty.demanded if duty.claim_terms and not duty.is_act else self.accrued(duty, t) if most is None else most
            open_ = most - duty.settled - duty.still_ordered
            check(amount <= open_, f"{amount} is disputed of {open_}", self, duty)
        duty.disputed, wanted = amount, self.to_freeze(duty, amount)
        duty.frozen = amount - wanted
        if side == "debtor" and not duty.is_act:
            # How late it was counts as far as it turns out to be due.
            if duty.rate is not None:
                lateness = self.late_sum(duty, duty.covered, duty.covered + wanted, t)
            duty.frozen = amount
            if wanted:
                duty.funded += wanted
                duty.held += wanted
                duty.funded_at = t
        duty.dispute = {
            "amount": amount, "claimed_at": claim["at"] if claim else None, "instance": 0, "since": t, "by": side,
            "advance": {"debtor": None, "creditor": None}, "ruling": None, "offered": 0, "lateness": lateness,
            "longest": t - late if late is not None and side == "debtor" and not duty.is_act else 0,
        }
        duty.dispute["advance"][side] = self.fee_from(rules, 0)

    def dispute_more(self, duty, side, amount, t):
        """Whoever has not brought a dispute can dispute more in it."""
        dispute, most = duty.dispute, self.most(duty)
        most = duty.demanded if duty.claim_terms and not duty.is_act else self.accrued(duty, t) if most is None else most
        open_ = max(0, most - duty.settled) - duty.kept
        check(amount <= open_ and side != dispute["by"], f"{amount} more is disputed of {open_}", self, duty)
        self.advance(duty, side, t)
        wanted, late = self.to_freeze(duty, amount), self.late_since(duty, t)
        held = amount - wanted
        if side != "debtor":
            wanted = 0
        elif not duty.is_act and late is not None:
            dispute["longest"] = max(dispute["longest"], t - late)
        if wanted:
            if duty.rate is not None:
                dispute["lateness"] += self.late_sum(duty, duty.covered, duty.covered + wanted, t)
            duty.funded += wanted
            duty.held += wanted
            duty.funded_at = t
        dispute["amount"] += amount
        duty.disputed += amount
        duty.frozen += held + wanted

    def on_evidenceShown(self, duty, fact, amount, t):
        self.advance(duty, self.side(duty, fact["by"]), t)

    def advance(self, duty, side, t):
        """Whoever joins a dispute advances the fee if that is wanted."""
        stage = self.stage(duty, t)
        check(stage[0] == "evidence", "it is not the time for evidence", self, duty)
        if stage[2] == side:
            duty.dispute["advance"][side] = self.fee_from(self.terms["arbitration"], stage[1])

    def on_ruled(self, duty, fact, amount, t):
        stage = self.stage(duty, t)
        check(stage[0] == "rule", "it is not the time to rule", self, duty)
        instance, dispute = self.terms["arbitration"]["instances"][stage[1]], duty.dispute
        check(instance["arbiter"] == fact["arbiter"], "it is another's turn to rule", self, duty)
        both = None not in dispute["advance"].values()
        half = dispute["amount"] - dispute["amount"] // 2
        creditor_wins = amount == 0 if duty.is_act else amount >= half
        payer = ("debtor" if creditor_wins else "creditor") if both else dispute["by"]
        key = (duty.debtor if payer == "debtor" else duty.creditor, fact["arbiter"], None)
        self.moved[key] = self.moved.get(key, 0) + int(instance["fee"])
        self.fees[fact["arbiter"]] = self.fees.get(fact["arbiter"], 0) + int(instance["fee"])
        dispute["advance"] = {"debtor": None, "creditor": None}
        dispute["instance"], dispute["offered"] = stage[1], 0
        dispute["ruling"] = {"amount": amount, "at": t, "may_end": fact["mayEnd"]}

    def on_appealed(self, duty, fact, amount, t):
        stage, side, dispute = self.stage(duty, t), self.side(duty, fact["by"]), duty.dispute
        check(stage[0] == "appeal" and stage[1] + 1 == fact["instance"], "it is not the time to appeal", self, duty)
        dispute.update(instance=fact["instance"], since=t, by=side, ruling=None)
        dispute["advance"][side] = self.fee_from(self.terms["arbitration"], fact["instance"])

    def on_ending(self, duty, fact, amount, t):
        known, notice, at = self.end(), self.end_by_notice(t), fact["at"]
        named = at > t
        ways = [t + 1] + ([notice] if notice is not None else [])
        ways = [way if known is None else min(known, way) for way in ways]
        # What all have agreed on is a fact. All other ends follow.
        check(named and (at in ways or known is None or at <= known), f"it cannot end at {at}", self)
        self.ends_at, self.version = at, self.version + 1

    # What is compared.

    def line(self, duty, t):
        plan = self.plan(duty)
        following = None
        accrued = self.accrued(duty, t)
        if plan is not None:
            unit = accrued
            if "stream" in plan["every"]:
                total = self.comes_to(duty)
                unit = None if not total else total - 1
            at = None if unit is None else self.accrues(duty, unit)
            if at is not None and self.accrued(duty, at) > accrued:
                following = (at, self.accrued(duty, at) - accrued)
        most = self.most(duty)
        return {
            "accrued": str(accrued), "due": str(self.due(duty, t)), "owed": str(self.owed(duty, t)),
            "interest": str(self.interest(duty, t, True)), "paid": str(duty.paid), "forgiven": str(duty.forgiven),
            "held": str(duty.held), "disputed": str(duty.disputed), "interestPaid": str(duty.interest_paid),
            "lateSince": self.late_since(duty, t), "most": None if most is None else str(most),
            "nextAt": following[0] if following else None, "nextAmount": str(following[1] if following else 0),
            "fulfilledAt": duty.fulfilled_at, "lapsed": duty.lapsed,
        }
