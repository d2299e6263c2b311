#!/usr/bin/env python3
"""Recompute loans and pools of credit from their terms, to the unit, and compare with the chain.

    python3 tests/credit/recompute.py
    python3 tests/credit/recompute.py --test-itself

It asks a node over JSON-RPC (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), which must have kept its states, and uses nothing beside Python.

Given are the terms, the times of the blocks, prices (as `lending_feed` says them), and what nobody can know: who offered, drew, deposited
and asked for what, whether an account could take what was paid to it, and the most that somebody wanted to pay. The last is read from
transactions; where they cannot be read, it is what was paid. What follows is computed by code of its own: interest, day by day; what
each payment pays; what is due, late and owed; defaults, breaches, books, seizures, restructurings, losses and what came of each loan;
cash, cover, income, shares and the queue of each pool; what is left of offers; the identifiers of offers and proposals; periods of
registers, and disputes. Each event must say what follows, and no event may say what rules forbid. After each block with such events the
views of the loans and pools that they are about are compared, and after the last block all views, and what is on hold. The exit code is 0
if all of it is the same, 1 if anything differs, and 2 if the chain could not be asked.

Some things are not looked at: who has signed a call; whether accounts are related, certificates valid, and feeds of the right assets;
who has how many shares; deposits for records. If a price was reported before and after a call in one block, either may count.
"""

import http.client
import itertools
import os
import sys

sys.dont_write_bytecode = True

import model
from chain import Chain, account, call_of
from lending_model import Difference, Guard, check, plain
from model import DAY, ONE, PAYMENT, Debt, Pool, Prices, Terms
from registers import Registers
from views import Views

# Not more than this is looked for in calls.
CALLS = ("pay", "seize", "accept")


def found(said, name):
    """The arguments of all calls of this name of the pallet, however deep they are in others."""
    if isinstance(said, dict):
        inner = said.get("credit")
        here = [inner[name]] if isinstance(inner, dict) and name in inner else []
        return here + [one for value in said.values() for one in found(value, name)]
    return [one for value in said for one in found(value, name)] if isinstance(said, list) else []


def variant(said):
    return next(iter(said.items()))


class Loan:
    """A loan, and what has happened to it."""

    def __init__(self, what, now):
        self.borrower, self.number, self.lender = what["borrower"], what["loan"], what["lender"]
        self.certificate, self.assessment, self.started = what["certificate"], what["assessment"], now
        self.begin(what["terms"], what["collateral"], now)
        self.drawn = self.debt.principal
        self.paid, self.forgiven, self.worst_before, self.restructured = dict.fromkeys(PAYMENT, 0), 0, 0, 0
        # All principal that is to be paid back, and what it is taken to bring in, if it is impaired.
        self.principal, self.book = self.drawn, None
        # Whether it was bad when its terms were replaced, and when it was in default before that.
        self.forborne, self.first_default = False, None

    def begin(self, terms, collateral, now):
        """These terms begin."""
        self.terms, self.collateral, self.since = terms, collateral, now
        self.debt, self.breach, self.default = Debt(Terms(terms["repayment"])), None, None

    def __str__(self):
        return f"loan {self.number}"

    def at(self, now):
        """What is owed at a time, if nothing is paid until then."""
        return self.debt.copy().pass_days(model.day_of(self.since, now))

    def worst(self, debt):
        return max(self.worst_before, debt.worst)

    def impairment(self):
        return 0 if self.book is None else max(0, self.debt.principal - self.book)

    def is_bad(self):
        return self.debt.is_late() or self.default is not None or self.book is not None

    def cure_over(self, since):
        return since + self.terms["security"]["cure"] * DAY

    def past(self, debt):
        return {
            "started": self.started, "drawn": self.drawn, "principal": self.principal, "paid": dict(self.paid),
            "forgiven": self.forgiven, "worst": self.worst(debt), "restructured": self.restructured,
            "default": self.first_default,
        }


class Recomputation(Views, Registers):
    """All credit of a chain, from its first block to the last that is final."""

    def __init__(self, chain):
        self.chain, self.differences = chain, []
        self.final = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
        self.last, self.now, self.block, self.place, self.phase, self.calls = self.final, None, [], 0, None, None
        self.offers, self.proposals, self.loans, self.outcomes, self.pools = {}, {}, {}, {}, {}
        # How many loans there were; which certificates have opened one; what lies with payers, by loan and payer.
        self.count, self.opened, self.unclaimed = 0, set(), {}
        # Which events have to come next, and a loss that a pool has borne, of which the loan comes after it.
        self.ahead, self.loss = [], None
        # Of whom something may have changed in this block, and who ever had to do with something.
        self.touched, self.borrowers, self.lenders, self.assets = set(), set(), [], set()
        self.begin_registers()

    def run(self):
        former = 0
        for self.last in range(1, self.final + 1):
            now, self.block = self.chain.events(self.last)
            self.touched = set()
            for self.phase, group in itertools.groupby(enumerate(self.block), key=lambda one: one[1][0]):
                # Before the transactions of a block, one of which says its time, it is still the time of the block before.
                self.now, self.calls = former if self.phase is None else now, None
                for self.place, (_, pallet, name, what) in group:
                    if pallet == "credit":
                        self.tell(name, plain(what))
                if self.ahead or self.loss:
                    raise Difference(f"block {self.last}: {self.ahead or self.loss} follows, and the chain does not say it")
            former = self.now = now
            self.place = len(self.block)
            self.compare_touched()
        self.compare_all()

    def tell(self, name, what):
        try:
            if self.ahead:
                follows, here = self.ahead.pop(0)
                check(name == follows, f"{follows} follows")
                self.expect(name, what, **here)
                return
            act = getattr(self, f"on_{name}", None)
            check(act, "such an event is not known here")
            act(what)
        except (Difference, LookupError) as difference:
            # From here on, what follows would be of another chain.
            raise Difference(f"block {self.last}, {name} {what}: {difference!r}") from None

    def expect(self, name, what, **here):
        """The event has to say this."""
        for member, value in here.items():
            self.same(f"block {self.last}, {name}: {member}", value, what.get(member))

    def upcoming(self):
        """The next event of the pallet in this transaction."""
        later = (name for phase, pallet, name, _ in self.block[self.place + 1 :] if pallet == "credit" and phase == self.phase)
        return next(later, None)

    # What calls say.

    def asked(self, name, **members):
        """The arguments of calls of this transaction with this name and these arguments: none, if they cannot be read."""
        if self.calls is None:
            self.calls = {one: [] for one in CALLS}
            if self.phase is not None:
                block = self.chain.call("chain_getBlock", [self.chain.hash(self.last)])["block"]
                try:
                    call = "0x" + call_of(bytes.fromhex(block["extrinsics"][self.phase][2:])).hex()
                    said = plain(self.chain.value("civitas_decodeCall", {"call": call, "block": self.last}))
                    self.calls = {one: found(said, one) for one in CALLS}
                except (OSError, LookupError):
                    pass
        return [one for one in self.calls[name] if all(one.get(key) == value for key, value in members.items())]

    # Prices.

    def price(self, feed, number):
        info = plain(self.chain.value("lending_feed", {"feed": feed, "block": number}))
        if info is None or info["guarded"] is None:
            return None
        guard, said = Guard(info), info["guarded"]
        guard.__dict__.update(said, median_time=said["medianTime"])
        return guard.counts(self.now)

    def price_options(self, feed):
        """What the price may be here: that at the end of the block, unless it was reported later in it."""
        reports = [
            place for place, (_, pallet, name, what) in enumerate(self.block)
            if (pallet, name) == ("oracle", "newFeedData") and any(feed == one for one, _ in what["values"])
        ]
        is_later, is_earlier = any(place > self.place for place in reports), any(place < self.place for place in reports)
        numbers = [self.last] if not is_later else [self.last - 1, self.last] if is_earlier else [self.last - 1]
        return [self.price(feed, number) for number in numbers]

    def prices(self, security):
        options = [self.price_options(security[name]) for name in ("feed", "loanFeed")]
        return [Prices(*pair) for pair in itertools.product(*options)]

    def covenant(self, loan):
        """Whether it is met: what may be so. None, if prices do not count."""
        security, owed = loan.terms["security"], loan.debt.owed()
        judge = lambda prices: prices.within(owed, loan.collateral, security["covenant"])
        return [judge(one) if one.counts(security["maxAge"], self.now) else None for one in self.prices(security)]

    def fetches(self, loan):
        """What is paid for its collateral with the largest bonus, as far as it owes it: what may be so."""
        security, principal = loan.terms["security"], loan.debt.principal
        if security is None:
            return [0]
        prices = self.prices(security)
        fetched = lambda one: one.worth(loan.collateral) * ONE // (ONE + model.MAX_BONUS)
        return [min(fetched(one), principal) if one.lasts(self.now) else 0 for one in prices]

    # Offers and proposals.

    def lender(self, said, asset):
        kind, who = variant(said)
        check(kind == "account" or self.pools[who].asset == asset, "a pool lends another asset")
        if said not in self.lenders:
            self.lenders.append(said)

    def check_terms(self, terms):
        back, security = Terms(terms["repayment"]), terms["security"]
        check(back.fault() is None, f"the terms are wrong: {back.fault()}")
        check(back.grace <= terms["defaultAfter"] <= 3 * 366, "the days until default are wrong")
        fits = security is None or (
            security["asset"] != terms["asset"] and 1 <= security["covenant"] <= ONE
            and 1 <= security["maxAge"] <= model.WEEK and security["cure"] <= 366
        )
        check(fits, "the security is wrong")

    def on_offerPublished(self, what):
        terms, lender = what["terms"], what["lender"]
        loan, security = terms["loan"], terms["loan"]["security"]
        self.expect("offerPublished", what, offer=model.offer_id(lender, terms))
        check(what["offer"] not in self.offers, "there is this offer")
        self.lender(lender, loan["asset"])
        self.check_terms(loan)
        check(bool(security) == (terms["maxLtv"] > 0) and terms["maxLtv"] <= (security or {"covenant": 0})["covenant"], "its LTV is wrong")
        check(1 <= terms["least"] <= loan["repayment"]["principal"] <= terms["budget"], "its budget is wrong")
        check(terms["until"] > self.now, "it has ended")
        self.offers[what["offer"]] = {"offer": what["offer"], "lender": lender, "terms": terms, "left": terms["budget"]}
        self.assets.add(loan["asset"])

    def on_offerWithdrawn(self, what):
        self.expect("offerWithdrawn", what, left=self.offers.pop(what["offer"])["left"])

    def on_proposed(self, what):
        terms, lender, borrower = what["terms"], what["lender"], what["borrower"]
        self.expect("proposed", what, proposal=model.proposal_id(lender, borrower, terms))
        check(what["proposal"] not in self.proposals, "there is this proposal")
        self.lender(lender, terms["loan"]["asset"])
        self.check_terms(terms["loan"])
        check(bool(terms["loan"]["security"]) == (terms["collateral"] > 0), "the collateral is wrong")
        check(terms["until"] > self.now and lender != {"account": borrower}, "it cannot be proposed")
        if terms["replaces"] is not None:
            loan = self.loans[terms["replaces"]]
            same = (loan.borrower, loan.lender, loan.terms["asset"]) == (borrower, lender, terms["loan"]["asset"])
            check(same, "it is of another loan")
        self.proposals[what["proposal"]] = dict(what)
        self.borrowers.add(borrower)

    def on_proposalWithdrawn(self, what):
        self.proposals.pop(what["proposal"])

    # Loans begin.

    def on_loanStarted(self, what):
        borrower, lender, terms, by = (what[name] for name in ("borrower", "lender", "terms", "by"))
        self.expect("loanStarted", what, loan=self.count)
        self.count += 1
        if by in self.offers:
            self.draw(self.offers[by], what)
        else:
            proposal = self.proposals.pop(by)
            said = proposal["terms"]
            here = {"terms": said["loan"], "collateral": said["collateral"], "assessment": said["assessment"]}
            self.expect("loanStarted", what, **here, lender=proposal["lender"], borrower=proposal["borrower"], certificate=None)
            check(said["replaces"] is None and self.now <= said["until"], "it cannot be accepted")
        check(lender != {"account": borrower}, "nobody lends to himself")
        loan, pool = Loan(what, self.now), self.pool_of(lender)
        if pool:
            why = pool.refuses(borrower, loan.drawn, self.now)
            check(why is None, f"the pool does not lend this: {why}")
            pool.cash -= loan.drawn
            pool.loans[loan.number] = loan
        if loan.certificate is not None:
            check(loan.certificate not in self.opened, "the certificate has opened another")
            self.opened.add(loan.certificate)
        self.loans[loan.number] = loan
        self.borrowers.add(borrower)
        self.touch(loan)

    def draw(self, offer, what):
        terms, principal = offer["terms"], what["terms"]["repayment"]["principal"]
        loan = {**terms["loan"], "repayment": {**terms["loan"]["repayment"], "principal": principal}}
        self.expect("loanStarted", what, terms=loan, lender=offer["lender"])
        check(terms["least"] <= principal <= min(terms["loan"]["repayment"]["principal"], offer["left"]), "it offers less, or more")
        check(self.now <= terms["until"], "the offer has ended")
        is_certified = [what[name] is not None for name in ("certificate", "assessment")]
        check(is_certified == [terms["tier"] is not None] * 2, "it needs a certificate, or uses one for nothing")
        security, collateral = loan["security"], what["collateral"]
        if security:
            is_within = lambda one: one.counts(security["maxAge"], self.now) and one.within(principal, collateral, terms["maxLtv"])
            check(any(map(is_within, self.prices(security))), "the collateral is too little")
        check(bool(security) == (collateral > 0), "the collateral is wrong")
        offer["left"] -= principal

    def pool_of(self, lender):
        return self.pools[lender["pool"]] if "pool" in lender else None

    def touch(self, one):
        """Something of a loan may have changed, and of the pool that lends it."""
        self.touched.add(("loan", one.borrower, one.number))
        if "pool" in one.lender:
            self.touched.add(("pool", one.lender["pool"]))

    def on_loanRestructured(self, what):
        loan = self.work(what)
        named = [one["proposal"] for one in self.asked("accept")]
        fits = lambda one: (
            one["borrower"] == loan.borrower and one["terms"]["replaces"] == loan.number and one["terms"]["loan"] == what["terms"]
            and one["terms"]["collateral"] == what["collateral"] and self.now <= one["terms"]["until"]
        )
        proposed = [one for one in self.proposals.values() if fits(one)]
        check(proposed, "nothing like that was proposed")
        proposal = next((one for one in proposed if one["proposal"] in named), proposed[0])
        self.proposals.pop(proposal["proposal"])
        check(proposal["lender"] == loan.lender, "another lender has proposed it")
        new, before = what["terms"]["repayment"]["principal"], loan.debt.principal
        forgiven, was_bad, pool = loan.debt.owed() - new, loan.is_bad(), self.pool_of(loan.lender)
        self.expect("loanRestructured", what, forgiven=forgiven)
        check(forgiven >= 0 and (pool is None or new == before), f"{loan.debt.owed()} is owed, and {before} of it is principal")
        check(pool is None or loan.default is None, "it is in default")
        lasts = lambda terms: terms["repayment"]["schedule"]["periods"] * terms["repayment"]["schedule"]["every"]
        keeps = what["terms"]["security"] == loan.terms["security"] and what["collateral"] >= loan.collateral
        is_near = lasts(what["terms"]) <= lasts(loan.terms) and what["terms"]["defaultAfter"] <= loan.terms["defaultAfter"]
        check(pool is None or not was_bad or keeps and is_near, "a bad loan is put off")
        loan.worst_before, loan.forgiven = loan.worst(loan.debt), loan.forgiven + forgiven
        loan.principal, loan.restructured = loan.paid["principal"] + new, loan.restructured + 1
        loan.first_default = loan.default if loan.first_default is None else loan.first_default
        loan.begin(what["terms"], what["collateral"], self.now)
        loan.assessment = proposal["terms"]["assessment"] or loan.assessment
        if pool and was_bad:
            loan.forborne, loan.book = True, self.fetches(loan)[0]

    # Payments.

    def work(self, what):
        """A loan, with interest until now."""
        loan = self.loans[what["loan"]]
        check(loan.borrower == what["borrower"], "it is not his loan")
        loan.debt.pass_days(model.day_of(loan.since, self.now))
        self.touch(loan)
        return loan

    def lie(self, what, payer, amount):
        if what["unclaimed"]:
            place = what["loan"], payer
            self.unclaimed[place] = self.unclaimed.get(place, 0) + amount

    def receive(self, lender, what, payer, amount, income):
        """So much was paid to a lender, or lies with who has paid it."""
        self.lie(what, payer, amount)
        pool = self.pool_of(lender)
        if pool:
            pool.receive(amount, income, what["unclaimed"], self.now)

    def paid(self, loan, what, payer):
        payment, total = what["payment"], sum(what["payment"].values())
        check(total > 0, "nothing was paid")
        for sort in PAYMENT:
            loan.paid[sort] += payment[sort]
        self.receive(loan.lender, what, payer, total, total - payment["principal"])

    def on_paid(self, what):
        loan, said = self.work(what), what["payment"]
        asked = [one["most"] for one in self.asked("pay", borrower=loan.borrower, loan=loan.number)] or [sum(said.values())]
        options = []
        for most in asked:
            debt = loan.debt.copy()
            options.append((debt.pay(most), debt))
        payment, loan.debt = next((one for one in options if one[0] == said), options[0])
        self.expect("paid", what, payment=payment)
        self.paid(loan, {**what, "payment": payment}, what["payer"])
        self.settle(loan)

    def on_seized(self, what):
        loan, said = self.work(what), what["payment"]
        check(loan.default is not None and loan.collateral, "there is nothing to seize")
        security, bonus = loan.terms["security"], model.bonus_after(self.now - loan.default)
        asked = [(one["most"], one["least"]) for one in self.asked("seize", borrower=loan.borrower, loan=loan.number)]
        asked = asked or [(sum(said.values()), 0)]
        options = [
            (prices.seize(min(most, loan.debt.owed()), loan.collateral, bonus), least)
            for prices in self.prices(security) if prices.counts(security["maxAge"], self.now) for most, least in asked
        ]
        check(options, "prices do not count")
        follow = [(loan.debt.copy().pay(pays), taken, least, pays) for (pays, taken), least in options]
        payment, taken, least, pays = next((one for one in follow if one[:2] == (said, what["taken"])), follow[0])
        check(taken >= max(1, least), f"{taken} is taken")
        loan.debt.pay(pays)
        self.expect("seized", what, payment=payment, taken=taken)
        self.paid(loan, {**what, "payment": payment}, what["by"])
        loan.collateral -= taken
        if loan.book is not None:
            loan.book = self.fetches(loan)[0]
        self.settle(loan)

    def settle(self, loan):
        """After a payment: what follows from it."""
        named = {"borrower": loan.borrower, "loan": loan.number}
        if loan.debt.owed() == 0:
            self.ahead.append(("loanEnded", {**named, "writtenOff": 0, "worst": loan.worst(loan.debt)}))
            self.end(loan, 0)
            return
        if loan.book is not None and loan.default is None and not any(loan.debt.due().values()) and not loan.forborne:
            loan.book = None
            self.ahead.append(("cured", named))
        if loan.breach is not None:
            options = set(map(bool, self.covenant(loan)))
            is_met = options.pop() if len(options) == 1 else self.upcoming() == "covenantMet"
            if is_met:
                loan.breach = None
                self.ahead.append(("covenantMet", named))

    def end(self, loan, written_off):
        self.loans.pop(loan.number)
        pool = self.pool_of(loan.lender)
        if pool:
            pool.loans.pop(loan.number)
        # Nobody can know whether the account could take what was left of the collateral: that is looked up once.
        loan.withheld = None if loan.collateral else 0
        loan.ended, loan.written_off, loan.recovered, loan.covered = self.now, written_off, 0, 0
        loan.outcome_past = loan.past(loan.debt)
        loan.default = loan.default if loan.first_default is None else loan.first_default
        self.outcomes[loan.number] = loan

    def on_recovered(self, what):
        one = self.outcomes[what["loan"]]
        check(one.borrower == what["borrower"], "it is not his loan")
        left = one.written_off - one.recovered
        asked = [call["most"] for call in self.asked("pay", borrower=one.borrower, loan=one.number)] or [what["amount"]]
        options = [min(most, left) for most in asked]
        amount = what["amount"] if what["amount"] in options else options[0]
        self.expect("recovered", what, amount=amount)
        check(amount > 0, "nothing was written off")
        self.lie(what, what["payer"], amount)
        pool = self.pool_of(one.lender)
        if pool:
            # The shares come first.
            of_cover = lambda recovered: max(0, recovered - (one.written_off - one.covered))
            pool.recover(amount, of_cover(one.recovered + amount) - of_cover(one.recovered), what["unclaimed"], self.now)
        one.recovered += amount
        self.touch(one)

    def on_claimed(self, what):
        number, payer = what["loan"], what["payer"]
        one = self.outcomes.get(number) or self.loans[number]
        check(one.borrower == what["borrower"], "it is not his loan")
        pool, to = self.pool_of(one.lender), what["to"]
        has_lapsed = number in self.outcomes and self.now > one.ended + model.RETENTION
        # The collateral comes first, if some is left.
        is_collateral = number in self.outcomes and one.withheld != 0 and payer == one.borrower == to
        if is_collateral and (one.withheld or (number, payer) not in self.unclaimed or what["amount"] == one.collateral):
            amount, one.withheld = one.collateral, 0
        else:
            amount = self.unclaimed.pop((number, payer), None)
            check(amount is not None, "nothing can be claimed")
            if has_lapsed:
                self.expect("claimed", what, to=payer)
            elif pool:
                check(account(to) == model.pool_account(one.lender["pool"]), "it is not given to the pool")
            else:
                self.expect("claimed", what, to=one.lender["account"])
            if pool:
                pool.unclaimed -= amount
                if has_lapsed:
                    loss, self.loss = self.loss, None
                    covered, borne = pool.lose(amount)
                    check(loss is not None, "nobody says that it is lost")
                    self.expect("lossBorne", loss, pool=one.lender["pool"], covered=covered, borne=borne)
                else:
                    pool.cash += amount
        self.expect("claimed", what, amount=amount)
        self.touch(one)

    # What is not paid.

    def on_impaired(self, what):
        loan = self.work(what)
        check("pool" in loan.lender and loan.is_bad(), "it is not late")
        options = self.fetches(loan)
        loan.book = what["book"] if what["book"] in options else options[0]
        self.expect("impaired", what, book=loan.book)

    def judged(self, what):
        """A loan that a default is declared of, and whether something is due for so long that it is one."""
        loan = self.work(what)
        check(loan.default is None, "it is in default")
        return loan, loan.debt.overdue() > loan.terms["defaultAfter"]

    def on_covenantBroken(self, what):
        loan, is_overdue = self.judged(what)
        check(not is_overdue and loan.breach is None and False in self.covenant(loan), "it is not broken, or that is noted")
        loan.breach = self.now
        self.expect("covenantBroken", what, until=loan.cure_over(self.now))

    def on_covenantMet(self, what):
        loan, is_overdue = self.judged(what)
        check(not is_overdue and loan.breach is not None and True in self.covenant(loan), "it is not met")
        loan.breach = None

    def on_defaulted(self, what):
        loan, is_overdue = self.judged(what)
        is_breach = loan.breach is not None and self.now > loan.cure_over(loan.breach) and False in self.covenant(loan)
        check(is_overdue or is_breach, f"something is due for {loan.debt.overdue()} days, and no time to cure is over")
        self.expect("defaulted", what, owed=loan.debt.owed())
        loan.default, loan.breach = self.now, None
        loan.terms = {**loan.terms, "repayment": {**loan.terms["repayment"], "prepaymentFee": 0}}
        loan.debt.terms = Terms(loan.terms["repayment"])
        if "pool" in loan.lender:
            loan.book = self.fetches(loan)[0]

    def on_lossBorne(self, what):
        check(self.loss is None, "two losses are of one loan")
        self.loss = what

    def on_loanEnded(self, what):
        """A loan is written off: if it is paid, that follows from a payment."""
        loan, loss = self.work(what), self.loss
        pool, lost, self.loss = self.pool_of(loan.lender), loan.debt.principal, None
        check(loan.default is not None and (pool is None or not loan.collateral), "it cannot be written off")
        self.expect("loanEnded", what, writtenOff=loan.debt.owed(), worst=loan.worst(loan.debt))
        self.end(loan, loan.debt.owed())
        follows = None
        if pool:
            loan.covered, borne = pool.lose(lost, loan.debt.owed() - lost)
            follows = {"pool": loan.lender["pool"], "covered": loan.covered, "borne": borne} if lost else None
        self.same(f"block {self.last}, lossBorne", follows, loss)

    # Pools.

    def on_poolOpened(self, what):
        rules = what["rules"]
        self.expect("poolOpened", what, pool=len(self.pools))
        fits = 1 <= rules["notice"] <= 366 and rules["cover"] <= ONE and 1 <= rules["limit"] <= ONE and rules["fee"] <= ONE // 2
        check(fits, "the rules are wrong")
        self.pools[what["pool"]] = Pool(what)
        self.touched.add(("pool", what["pool"]))

    def pool(self, what):
        self.touched.add(("pool", what["pool"]))
        return self.pools[what["pool"]]

    def on_coverSet(self, what):
        pool, cover = self.pool(what), what["cover"]
        check(cover != pool.cover and cover >= min(pool.cover, pool.least_cover()), f"{pool.least_cover()} has to stay")
        check(cover <= model.MAX_TOTAL, "it is too much")
        pool.cover = cover

    def on_deposited(self, what):
        pool, assets = self.pool(what), what["assets"]
        shares = pool.shares_for(assets, self.now)
        check(shares > 0 and pool.asked(self.now) + assets <= model.MAX_TOTAL, "it is too little, or too much")
        self.expect("deposited", what, shares=shares)
        pool.cash += assets
        pool.shares += shares

    def on_redemptionRequested(self, what):
        pool, shares = self.pool(what), what["shares"]
        self.expect("redemptionRequested", what, request=pool.next)
        asked = sum(one["shares"] for one in pool.queue.values())
        check(0 < shares <= pool.shares - asked, f"{pool.shares} shares are there, and {asked} are in the queue")
        pool.enqueue(what["owner"], shares, what["least"], self.now)

    def head(self, what):
        """The head of the queue has its turn: what is paid, for how many shares."""
        pool = self.pool(what)
        self.expect("redeemed", what, request=pool.first)
        head = pool.due(self.now)
        check(head is not None, "no redemption is due")
        payable = pool.payable(head["shares"], head["least"], self.now)
        check(payable is not None, "there is no cash")
        return pool, head, payable

    def on_redeemed(self, what):
        pool, head, (assets, shares) = self.head(what)
        left = head["shares"] - shares
        check(shares > 0, f"{head['shares']} shares are worth less than {head['least']}")
        self.expect("redeemed", what, owner=head["owner"], assets=assets, shares=shares, left=left)
        pool.cash -= assets
        pool.leave(shares)
        # What he has already is a part of the least.
        head.update(shares=left, least=max(0, head["least"] - assets))
        if not left:
            pool.queue.pop(pool.first)
            pool.first += 1

    def on_redemptionReturned(self, what):
        pool, head, (_, shares) = self.head(what)
        check(shares == 0, f"{head['shares']} shares are worth {head['least']}")
        self.expect("redemptionReturned", what, owner=head["owner"], shares=head["shares"])
        pool.queue.pop(pool.first)
        pool.first += 1

    def on_redemptionPutBack(self, what):
        pool, head, _ = self.head(what)
        self.expect("redemptionPutBack", what, becomes=pool.next)
        pool.queue.pop(pool.first)
        pool.first += 1
        pool.enqueue(**head)

    def forget_outcome(self, borrower, number):
        one = self.outcomes.pop(number)
        check(one.borrower == borrower and self.now > one.ended + model.RETENTION, "it is too early")
        check(not one.withheld and all(loan != number for loan, _ in self.unclaimed), "something was not claimed")
        self.opened.discard(one.certificate)
        self.touch(one)


def main(arguments):
    if arguments == ["--test-itself"]:
        import story

        story.test_itself(Recomputation)
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
    ended, pools = len(recomputation.outcomes), len(recomputation.pools)
    counts = f"{recomputation.count} loans, of which {len(recomputation.loans)} go on and {ended} have an outcome, {pools} pools"
    print(f"{counts}, up to block {recomputation.final}: as their terms say, to the unit")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
