"""What views have to say of what was recomputed, and what has to be on hold."""

import collections

import model
from chain import Asking, account
from model import DAY, RAY, Prices

# What something is held for: the pallet, and the number of its reason.
OFFERED, COLLATERAL, UNCLAIMED, POOL = (("credit", reason) for reason in (1, 2, 3, 4))


class Views(Asking):
    """The part of a recomputation that compares."""

    def view(self, name, **params):
        return model.plain(self.chain.value(f"credit_{name}", {**params, "block": self.last}))

    def same(self, where, here, said):
        """Compare member by member; what the chain says and is not computed here is a difference, too."""
        if isinstance(here, dict) and isinstance(said, dict):
            for name in sorted(here.keys() | said.keys(), key=str):
                self.same(f"{where}: {name}", here.get(name), said.get(name))
        elif here != said or isinstance(here, bool) != isinstance(said, bool):
            self.differences.append(f"{where}: {here} follows, and the chain says {said}")

    def compare_touched(self):
        for kind, *which in sorted(self.touched, key=str):
            if kind == "pool":
                self.compare_pool(*which)
            else:
                self.compare_loan(*which)

    def compare_loan(self, borrower, number):
        loan = self.loans.get(number)
        where = f"block {self.last}, loan {number}"
        self.same(where, loan and self.loan_info(loan), self.view("loan", borrower=borrower, loan=number))
        if loan is None:
            said = {one["loan"]: one for one in self.pages("outcomes", borrower=borrower)}
            self.compare_outcome(where, number, said.get(number))

    def compare_outcome(self, where, number, said):
        one = self.outcomes.get(number)
        if one and one.withheld is None and said and said["withheld"] in (0, one.collateral):
            one.withheld = said["withheld"]
        self.same(f"{where}, outcome", one and self.outcome_info(one), said)

    def compare_pool(self, number):
        said = self.view("pool", pool=number)
        here = self.pool_info(number)
        self.same(f"block {self.last}, pool {number}", here, {**said, "account": "0x" + account(said["account"]).hex()})
        requests = list(self.pages("redemptions", pool=number))
        where = f"block {self.last}, pool {number}: queue"
        # The order counts.
        self.same(where, list(self.pools[number].queue), [one["request"] for one in requests])
        self.same(where, {one["request"]: one for one in self.queue_info(number)}, {one["request"]: one for one in requests})

    def compare_all(self):
        where = f"block {self.last}"
        for number in self.pools:
            self.compare_pool(number)
        here = {number: self.pool_info(number) for number in self.pools}
        said = {one["pool"]: {**one, "account": "0x" + account(one["account"]).hex()} for one in self.pages("pools")}
        self.same(f"{where}, pools", here, said)
        for loan in self.loans.values():
            # Days that have passed have passed: it does not matter when they are counted.
            loan.debt.pass_days(model.day_of(loan.since, self.now))
        for borrower in sorted(self.borrowers):
            mine = {loan.number: self.loan_info(loan) for loan in self.loans.values() if loan.borrower == borrower}
            said = {one["loan"]: one for one in self.pages("loansOf", borrower=borrower)}
            self.same(f"{where}, loans of {borrower}", mine, said)
            numbers = {number for number, one in self.outcomes.items() if one.borrower == borrower}
            said = {one["loan"]: one for one in self.pages("outcomes", borrower=borrower)}
            for number in sorted(numbers | said.keys()):
                self.compare_outcome(f"{where}, loan {number}", number, said.get(number))
            names = ("proposal", "lender", "terms")
            to = {one["proposal"]: one for one in self.proposals.values() if one["borrower"] == borrower}
            here = {which: {name: one[name] for name in names} for which, one in to.items()}
            said = {one["proposal"]: one for one in self.pages("proposalsTo", borrower=borrower)}
            self.same(f"{where}, proposals to {borrower}", here, said)
        for lender in self.lenders:
            mine = {loan.number: self.loan_info(loan) for loan in self.loans.values() if loan.lender == lender}
            said = {one["loan"]: one for one in self.pages("loansBy", lender=lender)}
            self.same(f"{where}, loans by {lender}", mine, said)
        for loan in self.loans.values():
            self.compare_schedule(loan)
        for asset in sorted(self.assets, key=str):
            here = {which: one for which, one in self.offers.items() if one["terms"]["loan"]["asset"] == asset}
            said = {one["offer"]: one for one in self.pages("offers", asset=asset)}
            self.same(f"{where}, offers of {asset}", here, said)
        self.compare_registers()
        self.compare_holds()

    def compare_schedule(self, loan):
        """Now, tomorrow, at some dates, and after the last of them. A time that has passed is that of now."""
        terms, date = loan.debt.terms, loan.at(self.now)
        dates = {date.day + 1, terms.every * (terms.passed(date.day) + 1), terms.last // 2, terms.last, terms.last + terms.grace + 9}
        for time in [0, self.now] + [loan.since + day * DAY for day in sorted(dates)]:
            said = self.view("schedule", borrower=loan.borrower, loan=loan.number, time=time)
            here = self.schedule_info(loan, time)
            where = f"block {self.last}, loan {loan.number}: schedule of {time}"
            self.same(f"{where}: instalments", here.pop("instalments"), said.pop("instalments"))
            self.same(where, here, said)

    def held(self):
        """What has to be on hold, by whom, of which asset and for what."""
        sums = collections.Counter()
        for one in self.offers.values():
            if "account" in one["lender"]:
                sums[account(one["lender"]["account"]), one["terms"]["loan"]["asset"], OFFERED] += one["left"]
        for one in self.proposals.values():
            loan = one["terms"]["loan"]
            if "account" in one["lender"] and one["terms"]["replaces"] is None:
                sums[account(one["lender"]["account"]), loan["asset"], OFFERED] += loan["repayment"]["principal"]
        for loan in [*self.loans.values(), *self.outcomes.values()]:
            security, ended = loan.terms["security"], loan.number in self.outcomes
            if security:
                sums[account(loan.borrower), security["asset"], COLLATERAL] += loan.withheld if ended else loan.collateral
        for (number, payer), amount in self.unclaimed.items():
            loan = self.loans.get(number) or self.outcomes[number]
            sums[account(payer), loan.terms["asset"], UNCLAIMED] += amount
        for number, pool in self.pools.items():
            sums[model.pool_account(number), pool.asset, POOL] += pool.cash + pool.cover
        return sums

    def compare_holds(self):
        held = self.held()
        if held:
            call = self.chain.value("civitas_encodeCall", {"call": {"credit": "voidConsents"}, "block": self.last})
            # The first byte of a call is the number of its pallet.
            self.pallets = {"credit": int(call[2:4], 16)}
        for (who, asset, reason), amount in held.items():
            where = f"block {self.last}, 0x{who.hex()}: of {asset} on hold for {reason}"
            self.same(where, amount, self.on_hold(who, asset, reason))

    # What views say.

    def loan_info(self, loan):
        debt, security = loan.at(self.now), loan.terms["security"]
        ltv = None
        if security:
            prices = Prices(*(self.price(security[name], self.last) for name in ("feed", "loanFeed")))
            ltv = prices.ltv(debt.owed(), loan.collateral) if prices.counts(security["maxAge"], self.now) else None
        return {
            "borrower": loan.borrower, "loan": loan.number, "lender": loan.lender, "terms": loan.terms, "since": loan.since,
            "past": loan.past(debt), "due": debt.due(), "owed": debt.owed(), "overdue": debt.overdue(), "late": debt.is_late(),
            "collateral": loan.collateral, "ltv": ltv, "breach": loan.breach, "default": loan.default, "book": loan.book,
            "certificate": loan.certificate, "assessment": loan.assessment,
        }

    def schedule_info(self, loan, time):
        time = max(time, self.now)
        debt = loan.at(time)
        date = next((date for date in range(debt.terms.every, debt.terms.last + 1, debt.terms.every) if date > debt.day), None)
        next_date = date and {"time": loan.since + date * DAY, "due": debt.copy().pass_days(date).due()}
        return {
            "time": time, "due": debt.due(), "paid": dict(loan.paid), "next": next_date, "lateFrom": loan.since + debt.late_from() * DAY, "payoff": debt.payoff(),
            "instalments": list(debt.terms.instalments()),
        }

    def outcome_info(self, one):
        return {
            "loan": one.number, "lender": one.lender, "asset": one.terms["asset"], "secured": one.terms["security"] is not None,
            "past": one.outcome_past, "default": one.default, "ended": one.ended, "writtenOff": one.written_off,
            "covered": one.covered,
            "recovered": one.recovered, "certificate": one.certificate, "assessment": one.assessment, "withheld": one.withheld,
        }

    def pool_info(self, number):
        pool, now = self.pools[number], self.now
        gross, net = pool.gross(now), pool.net(now)
        price = lambda value: min(int(pool.per_share(value) * RAY), model.MOST)
        return {
            "pool": number, "asset": pool.asset, "shareAsset": model.FIRST_SHARES + number,
            "account": "0x" + model.pool_account(number).hex(), "manager": pool.manager, "rules": pool.rules,
            "books": pool.books(), "unvested": pool.outside(now), "accrued": pool.accrued(now), "shares": pool.shares, "gross": gross, "net": net,
            "depositPrice": price(pool.asked(now)), "redemptionPrice": price(net), "leastCover": pool.least_cover(),
            "queue": len(pool.queue),
        }

    def queue_info(self, number):
        pool = self.pools[number]
        return [
            {"request": request, **one, "due": one["at"] + pool.notice, "worth": pool.worth(one["shares"], self.now)}
            for request, one in pool.queue.items()
        ]
