"""Loans and pools as their terms say: what is due on each day, what a payment pays, what shares are worth, what a seizure takes.

Nothing here knows a chain. Amounts are integers in the smallest unit, times are milliseconds, rates and parts are in parts per billion. A
loan lives day by day: each day bears interest, which is kept exactly, and at the end of a day it is looked at what has come due.
"""

import os
import sys
from fractions import Fraction
from math import ceil, floor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../agreements"))

from chain import account
from lending_model import DAY, MOST, MOST_PARTS, ONE, RAY, Price, content_id, down, optional, plain, uint, up

# One unit bears one of these in a day at one part per billion a year.
PARTS = 365 * ONE
# The powers of an amortised plan are parts of this.
WHOLE = 10**54
VIRTUAL_SHARES = 10**6
MAX_TOTAL = 10**32
MAX_PRINCIPAL = 2**110
WEEK = 7 * DAY
RETENTION = 7 * 365 * DAY
ANSWER_TIME = 30 * DAY
TIER_AGE = 30 * DAY
CONSENT_TIME = 90 * DAY
MAX_BONUS, BONUS_TIME = ONE // 10, 3 * DAY
FIRST_SHARES = 0xC000_0000
MAX_REDEEMED = 32
PAYMENT = ("late", "interest", "principal", "fee")


def day_of(since, now):
    """Whole days since terms began; the first counts from the beginning."""
    return max(1, (now - since) // DAY)


def power(base, exponent):
    """Of a part of WHOLE: by squaring, from the lowest bit of the exponent on, rounded down at each step."""
    result = WHOLE
    for bit in reversed(f"{exponent:b}"):
        if bit == "1":
            result = down(result, base, WHOLE)
        base = down(base, base, WHOLE)
    return result


class Terms:
    """How a loan is paid back, out of the JSON of its terms."""

    def __init__(self, said):
        self.principal, self.rate, self.late_rate = (int(said[name]) for name in ("principal", "rate", "lateRate"))
        schedule = said["schedule"]
        self.plan, self.dates, self.every = schedule["plan"], int(schedule["periods"]), int(schedule["every"])
        self.grace, self.fee = int(said["grace"]), int(said["prepaymentFee"])
        self.last, self.by = self.dates * self.every, {}

    def passed(self, day):
        """How many dates have come."""
        return min(day // self.every, self.dates)

    def due_by(self, date):
        """Principal, in all."""
        if date not in self.by:
            self.by[date] = self.principal if date >= self.dates else self.part(date)
        return self.by[date]

    def part(self, date):
        if self.plan == "bullet":
            return 0
        if self.plan == "equalPrincipal" or not self.rate:
            return down(self.principal, date, self.dates)
        v = down(WHOLE, PARTS, PARTS + self.rate * self.every)
        least = power(v, self.dates)
        return down(self.principal, power(v, self.dates - date) - least, WHOLE - least)

    def instalments(self):
        """What comes at each date, if all is paid at its date."""
        for date in range(1, self.dates + 1):
            before = self.due_by(date - 1) if date > 1 else 0
            interest = up((self.principal - before) * self.rate, self.every, PARTS)
            yield {"day": date * self.every, "principal": self.due_by(date) - before, "interest": interest}

    def prepayment_fee(self, principal):
        return up(principal, self.fee, ONE)

    def fault(self):
        """What is wrong in them, if something is."""
        within = {
            "principal": 1 <= self.principal <= MAX_PRINCIPAL, "rate": self.rate <= self.late_rate <= 10 * ONE,
            "schedule": 1 <= self.dates <= 360 and 1 <= self.every <= 366, "grace": 1 <= self.grace <= 366,
            "fee": self.fee <= ONE // 10,
        }
        return next((name for name, fits in within.items() if not fits), None)


class Interest:
    """Interest that has accrued, in parts of a unit."""

    def __init__(self, parts=0):
        self.parts = parts

    def owed(self):
        return -(-self.parts // PARTS)

    def pay(self, money):
        """What of the money is taken. What is paid in full is gone, with the part of a unit that was paid too much."""
        paid = min(self.owed(), money)
        self.parts = max(0, self.parts - paid * PARTS)
        return paid


class Debt:
    """A loan that is paid back, day by day."""

    def __init__(self, terms):
        self.terms, self.principal, self.day = terms, terms.principal, 0
        self.late, self.interest, self.fresh = Interest(), Interest(), Interest()
        # Since which day something is due, for how many days it was at most, and whether on or after the first date nothing was.
        self.since, self.worst, self.met = None, 0, False

    def copy(self):
        other = Debt(self.terms)
        other.__dict__.update(self.__dict__)
        other.late, other.interest, other.fresh = (Interest(one.parts) for one in (self.late, self.interest, self.fresh))
        return other

    # What there is to pay.

    def back(self):
        return self.terms.principal - self.principal

    def due(self):
        principal = max(0, self.terms.due_by(self.terms.passed(self.day)) - self.back())
        return {"late": self.late.owed(), "interest": self.interest.owed(), "principal": principal}

    def next_due(self):
        """Principal by the next date: it bears no fee."""
        return max(0, self.terms.due_by(self.terms.passed(self.day) + 1) - self.back())

    def owed(self):
        """All, without a fee."""
        return self.principal + sum(one.owed() for one in (self.late, self.interest, self.fresh))

    def payoff(self):
        early = max(0, self.principal - self.next_due())
        interest = self.interest.owed() + self.fresh.owed()
        return dict(zip(PAYMENT, (self.late.owed(), interest, self.principal, self.terms.prepayment_fee(early))))

    def overdue(self):
        return 0 if self.since is None else self.day - self.since

    def is_late(self):
        return self.since is not None and self.overdue() >= self.terms.grace

    def late_from(self):
        """The first day of the late rate, unless what is due is paid before."""
        since = self.since
        if since is None:
            dates = range(self.terms.passed(self.day) + 1, self.terms.dates + 1)
            first = (one for one in dates if self.terms.rate or self.terms.due_by(one) > self.back())
            since = next(first) * self.terms.every
        return since + self.terms.grace

    # What changes it.

    def pass_days(self, until):
        while self.day < until:
            self.pass_day()
        return self

    def pass_day(self):
        if self.is_late():
            self.late.parts += self.principal * self.terms.late_rate
        else:
            self.fresh.parts += self.principal * self.terms.rate
        self.day += 1
        if self.day % self.terms.every == 0 or self.day > self.terms.last:
            self.interest.parts += self.fresh.parts
            self.fresh.parts = 0
        self.look()

    def look(self):
        """Whether something is due."""
        if not any(self.due().values()):
            self.since, self.met = None, self.met or self.day >= self.terms.every
        elif self.since is None:
            self.since = self.day
        self.worst = max(self.worst, self.overdue())

    def pay(self, money):
        """What so much money pays, in the order of the README."""
        due, unbearing, left = self.due()["principal"], self.next_due(), money
        paid = dict.fromkeys(PAYMENT, 0)

        def take(sort, amount):
            nonlocal left
            paid[sort] += amount
            left -= amount
            return amount

        take("late", self.late.pay(left))
        take("interest", self.interest.pay(left))
        first = take("principal", min(due, left))
        take("interest", self.fresh.pay(left))
        second = take("principal", min(unbearing - first, left))
        rest = self.principal - first - second
        # As much of the rest as there is money for it and its fee.
        third = take("principal", min(rest, down(left, ONE, ONE + self.terms.fee)))
        take("fee", self.terms.prepayment_fee(third))
        self.principal -= first + second + third
        self.look()
        return paid


# Collateral.


class Prices:
    """What collateral and loan are worth: of the first rounded down, of the second up, if not said otherwise."""

    def __init__(self, collateral, loan):
        self.collateral, self.loan = collateral, loan

    def counts(self, max_age, now):
        terms = {"maxAge": max_age, "lowest": 1, "highest": MOST}
        return all(price is not None and not price.fault(terms, now) for price in (self.collateral, self.loan))

    def lasts(self, now):
        """Whether they are good enough for a book."""
        return all(price is not None and price.price > 0 and now - price.time <= WEEK for price in (self.collateral, self.loan))

    def within(self, owed, collateral, part):
        return self.loan.value(owed, ceil) * ONE <= self.collateral.value(collateral) * part

    def ltv(self, owed, collateral):
        value = self.collateral.value(collateral)
        return min(up(self.loan.value(owed, ceil), ONE, value), MOST_PARTS) if value else None

    def worth(self, collateral):
        return min(self.loan.amount(self.collateral.value(collateral)), MOST)

    def seize(self, most, collateral, bonus):
        """What is paid and taken, if no more than `most` is paid."""
        taken = self.collateral.amount(down(self.loan.value(most), ONE + bonus, ONE))
        if taken < collateral:
            return most, taken
        whole = self.loan.amount(up(self.collateral.value(collateral, ceil), ONE, ONE + bonus), ceil)
        return min(whole, most), collateral


def bonus_after(time):
    return down(MAX_BONUS, min(time, BONUS_TIME), BONUS_TIME)


# Pools.


class Pool:
    """What is in a pool. `loans` are those that are not paid back: what they owe and are taken to lose is summed up each time."""

    def __init__(self, said):
        self.asset, self.manager, self.rules = said["asset"], said["manager"], said["rules"]
        notice, self.cover_rate, self.limit, self.fee = (int(self.rules[name]) for name in ("notice", "cover", "limit", "fee"))
        self.notice = notice * DAY
        self.cash = self.unclaimed = self.cover = self.shares = 0
        # Income that had not entered when it was spread, and when that was.
        self.income, self.spread_at = 0, 0
        # What shares have lost, and what of it was not recovered.
        self.lost = 0
        self.loans, self.queue, self.first, self.next = {}, {}, 0, 0

    def principal(self):
        return sum(loan.debt.principal for loan in self.loans.values())

    def impairment(self):
        return sum(loan.impairment() for loan in self.loans.values())

    def outside(self, now):
        """Income that has not entered yet."""
        return self.income * max(0, self.notice - (now - self.spread_at)) // self.notice

    def gross(self, now):
        return max(0, self.cash + self.unclaimed + self.principal() - self.outside(now))

    def borne(self):
        """Interest that is not paid, as of when each loan changed last; what loans bear in a year; and that times those days."""
        sums = [0, 0, 0]
        for loan in self.loans.values():
            debt = loan.debt
            yearly = up(debt.principal, debt.terms.late_rate if debt.is_late() else debt.terms.rate, ONE)
            parts = debt.owed() - debt.principal, yearly, yearly * (loan.since // DAY + debt.day)
            sums = [sum_ + part for sum_, part in zip(sums, parts)]
        return sums

    def accrued(self, now):
        interest, yearly, since = self.borne()
        return interest + up(max(0, yearly * (now // DAY) - since), 1, 365)

    def asked(self, now):
        """What all shares cost who comes: as if nothing had been lost, and with what is to enter, whether it is paid or not."""
        if not self.shares:
            return self.net(now)
        return self.gross(now) + self.outside(now) + self.accrued(now) + self.lost

    def queued(self):
        return sum(one["shares"] for one in self.queue.values())

    def net(self, now):
        return max(0, self.gross(now) - max(0, self.impairment() - self.cover))

    def per_share(self, value):
        return Fraction(value + 1, self.shares + VIRTUAL_SHARES)

    def shares_for(self, assets, now):
        return floor(assets / self.per_share(self.asked(now)))

    def worth(self, shares, now):
        net = self.net(now)
        return min(net, floor(shares * self.per_share(net)))

    def payable(self, shares, least, now):
        """What is paid for so many shares and for how many it is: none if they are worth too little. None, if there is no cash for any."""
        worth = self.worth(shares, now)
        if worth < least:
            return 0, 0
        if worth <= self.cash:
            return worth, shares
        if not self.cash:
            return None
        return self.cash, min(shares, ceil(self.cash / self.per_share(self.net(now))))

    def least_cover(self, more=0):
        return self.cover_for(self.principal() - self.impairment() + more) + self.impairment()

    def cover_for(self, principal):
        return up(principal, self.cover_rate, ONE)

    def spread(self, more, now):
        if more:
            self.income, self.spread_at = self.outside(now) + more, now

    def take(self, amount, unclaimed):
        if unclaimed:
            self.unclaimed += amount
        else:
            self.cash += amount

    def recover(self, amount, to_cover, unclaimed, now):
        """Of what was lost: a part goes to the cover, which is no fee."""
        self.take(amount, unclaimed)
        to_cover = min(to_cover, self.cash)
        self.cash -= to_cover
        self.cover += to_cover
        self.lost = max(0, self.lost - (amount - to_cover))
        self.spread(amount - to_cover, now)

    def leave(self, shares):
        """So many shares are redeemed, and with them goes what may be recovered for them."""
        self.lost -= down(self.lost, shares, self.shares)
        self.shares -= shares

    def receive(self, amount, income, unclaimed, now):
        self.take(amount, unclaimed)
        # The fee is taken of cash, where what was paid may not be.
        fee = min(down(income, self.fee, ONE), self.cash)
        self.cash -= fee
        self.cover += fee
        self.spread(income - fee, now)

    def lose(self, principal, interest=0):
        """How much of a loss the cover bears, and how much all shares. Interest that is lost may come back, too."""
        covered = min(principal, self.cover)
        self.cover -= covered
        self.cash += covered
        self.lost += principal - covered + interest
        return covered, principal - covered

    def enqueue(self, owner, shares, least, at):
        self.queue[self.next] = {"owner": owner, "shares": shares, "least": least, "at": at}
        self.next += 1

    def due(self, now):
        """The head of the queue, if its notice is over."""
        head = self.queue.get(self.first)
        return head if head and now >= head["at"] + self.notice else None

    def books(self):
        interest, yearly, since = self.borne()
        return {
            "interest": interest, "yearly": yearly, "yearlySince": since,
            "cash": self.cash, "unclaimed": self.unclaimed, "principal": self.principal(), "impairment": self.impairment(),
            "cover": self.cover, "unvested": self.income, "spreadAt": self.spread_at,
            "lost": self.lost,
        }

    def refuses(self, borrower, principal, now):
        """Why it does not lend so much, if it does not."""
        rules = {
            "its manager borrows": borrower != self.manager,
            "it is above the limit": principal * ONE <= self.gross(now) * self.limit,
            "the cover is too small": self.cover >= self.least_cover(principal),
            "there is not as much cash": principal + self.worth(self.queued(), now) <= self.cash,
        }
        return next((why for why, fits in rules.items() if not fits), None)


# Values as the chain writes them, to hash them.

PLANS = ["bullet", "equalPrincipal", "amortised"]


def unhex(digits):
    return bytes.fromhex(digits[2:])


def asset(said):
    return optional(said, lambda number: uint(number, 4))


def encoded_lender(said):
    return b"\0" + account(said["account"]) if "account" in said else b"\1" + uint(said["pool"], 4)


def encoded_security(said):
    parts = [asset(said["asset"]), uint(said["feed"], 2), uint(said["loanFeed"], 2), uint(said["maxAge"], 8)]
    return b"".join(parts) + uint(said["covenant"], 8) + uint(said["cure"], 2)


def encoded_loan(said):
    back, schedule = said["repayment"], said["repayment"]["schedule"]
    parts = [asset(said["asset"]), uint(back["principal"], 16), uint(back["rate"], 8), uint(back["lateRate"], 8)]
    parts += [bytes([PLANS.index(schedule["plan"])]), uint(schedule["periods"], 2), uint(schedule["every"], 2)]
    parts += [uint(back["grace"], 2), uint(back["prepaymentFee"], 8), optional(said["security"], encoded_security)]
    return b"".join(parts) + uint(said["defaultAfter"], 2) + unhex(said["text"])


def offer_id(lender, terms):
    tier = optional(terms["tier"], lambda one: uint(one["network"], 4) + unhex(one["schema"]))
    parts = [encoded_lender(lender), encoded_loan(terms["loan"]), uint(terms["least"], 16), uint(terms["budget"], 16)]
    parts += [uint(terms["maxLtv"], 8), tier, uint(terms["until"], 8)]
    return "0x" + content_id("civitas/credit-offer", b"".join(parts)).hex()


def proposal_id(lender, borrower, terms):
    parts = [encoded_lender(lender), account(borrower), encoded_loan(terms["loan"]), uint(terms["collateral"], 16)]
    parts += [optional(terms["replaces"], lambda number: uint(number, 8)), optional(terms["assessment"], unhex)]
    return "0x" + content_id("civitas/credit-proposal", b"".join(parts) + uint(terms["until"], 8)).hex()


def pool_account(pool):
    return content_id("civitas/credit-pool-account", uint(pool, 4))
