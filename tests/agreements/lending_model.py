"""Markets in which one asset is lent against another, as their terms say: what is owed, what shares are worth, which prices count, and
what a liquidation takes.

Nothing here knows a chain. Amounts are integers in the smallest unit, times are milliseconds, fractions and rates are in parts per
billion unless they are said to be in parts of RAY. What is divided is rounded by `down` and `up`, so that one sees which way.
"""

import copy
import hashlib
from fractions import Fraction
from math import ceil, floor

RAY = 10**27
ONE = 10**9
DAY = 24 * 60 * 60 * 1000
YEAR = 365 * DAY
HOUR = 60 * 60 * 1000
MOST = 2**128 - 1
MOST_PARTS = 2**64 - 1

# Nobody has these, so that whoever comes first cannot choose what a share costs.
VIRTUAL_SHARES = 10**6
VIRTUAL_ASSETS = 1

MAX_TOTAL = 10**32
MAX_SPAN = 10 * YEAR
CAP_DELAY = 2 * DAY


class Difference(Exception):
    """What follows from the terms is not what the chain has done."""


def check(condition, what):
    if not condition:
        raise Difference(what)


def down(a, b, c):
    return a * b // c


def up(a, b, c):
    return -(-a * b // c)


def growth(rate, span):
    """By which part a debt grows: the first three terms of e^(rate x time) - 1, each rounded down, in parts of RAY as the rate."""
    x = min(rate * min(span, MAX_SPAN) // YEAR, 100 * RAY)
    square = x * x // RAY
    cube = square * x // RAY
    return x + square // 2 + cube // 6


def plain(said):
    """What the chain says, with numbers as numbers."""
    if isinstance(said, dict):
        return {name: plain(value) for name, value in said.items()}
    if isinstance(said, list):
        return [plain(value) for value in said]
    return int(said) if isinstance(said, str) and said.isdigit() else said


# Values as the chain writes them, to hash them.


def uint(value, size):
    return int(value).to_bytes(size, "little")


def optional(value, encode):
    return b"\0" if value is None else b"\1" + encode(value)


def content_id(tag, content):
    """The hash by which the chain names content. A tag has fewer than 64 letters, so its length is one byte."""
    return hashlib.blake2b(bytes([len(tag) * 4]) + tag.encode() + content, digest_size=32).digest()


def key_of(market):
    return market["loan"], market["collateral"], market["terms"]


def encoded_market(market):
    asset = lambda number: uint(number, 4)
    return optional(market["loan"], asset) + optional(market["collateral"], asset) + bytes.fromhex(market["terms"][2:])


class Terms:
    """The terms of a market, out of the JSON of the event by which it was made."""

    def __init__(self, said):
        self.said = said
        rate = said["rate"]
        self.kink, self.at_zero, self.at_kink, self.at_full = (int(rate[name]) for name in ("kink", "atZero", "atKink", "atFull"))
        self.borrow_ltv, self.liquidation_ltv = int(said["borrowLtv"]), int(said["liquidationLtv"])
        self.max_bonus, self.max_bonus_health = int(said["maxBonus"]), int(said["maxBonusHealth"])
        self.target_health, self.min_debt = int(said["targetHealth"]), int(said["minDebt"])
        self.fee, self.reserve_floor = int(said["fee"]), int(said["reserveFloor"])
        self.collateral_price, self.loan_price = said["collateralPrice"], said["loanPrice"]

    def rate(self, utilisation):
        """What borrowing costs a year: two lines that meet at the kink. Both in parts of RAY, rounded down."""
        ray = RAY // ONE
        kink, zero, at_kink, full = (value * ray for value in (self.kink, self.at_zero, self.at_kink, self.at_full))
        if utilisation < kink:
            return zero + down(at_kink - zero, utilisation, kink)
        return at_kink + down(full - at_kink, min(utilisation, RAY) - kink, RAY - kink)

    def encoded(self, account):
        """As the chain writes them; `account` gives the bytes of an address."""
        said = self.said
        price = lambda one: uint(one["feed"], 2) + uint(one["maxAge"], 8) + uint(one["lowest"], 16) + uint(one["highest"], 16)
        requirement = lambda one: uint(one["network"], 4) + bytes.fromhex(one["schema"][2:])
        parts = [price(self.collateral_price), price(self.loan_price)]
        parts += [uint(value, 8) for value in (self.kink, self.at_zero, self.at_kink, self.at_full)]
        parts += [uint(value, 8) for value in (self.borrow_ltv, self.liquidation_ltv, self.max_bonus, self.max_bonus_health)]
        parts += [uint(self.target_health, 8), uint(self.min_debt, 16), uint(self.fee, 8), uint(self.reserve_floor, 8)]
        parts += [optional(said.get(name), requirement) for name in ("toSupply", "toBorrow")]
        return b"".join(parts) + account(said["curator"]) + account(said["guardian"])


class Books:
    """What is in a market, and whose it is."""

    def __init__(self, now):
        self.cash = self.supply_shares = self.reserve_shares = self.debt_shares = 0
        self.debt_index, self.updated = RAY // VIRTUAL_SHARES, now

    # What all owe, what is there, and what one supply share costs: exact, so nothing is rounded before the end.

    def owed(self):
        return Fraction(self.debt_shares * self.debt_index, RAY)

    def total(self):
        return self.cash + self.owed()

    def price(self):
        return (self.total() + VIRTUAL_ASSETS) / (self.supply_shares + VIRTUAL_SHARES)

    def borrowed(self):
        return floor(self.owed())

    def supplied(self):
        return floor(self.total())

    def supply_index(self):
        return floor(self.price() * RAY)

    def utilisation(self):
        return floor(self.owed() / self.total() * RAY) if self.total() else 0

    def debt_of(self, shares):
        return up(shares, self.debt_index, RAY)

    def shares_repaid(self, assets):
        return down(assets, RAY, self.debt_index)

    def worth_of(self, shares):
        return floor(shares * self.price())

    def shares_withdrawn(self, assets):
        return ceil(assets / self.price())

    # What changes them.

    def accrue(self, now, terms):
        """Let interest accrue; what debtors owe more, and the shares that the fee has become."""
        span, self.updated = now - self.updated, max(now, self.updated)
        if span <= 0 or not self.debt_shares:
            return 0, 0
        grown = down(self.debt_index, growth(terms.rate(self.utilisation()), span), RAY)
        index = min(self.debt_index + grown, MAX_TOTAL * RAY // self.debt_shares, MOST)
        before, former, self.debt_index = self.borrowed(), self.debt_index, max(index, self.debt_index)
        more = self.debt_shares * (self.debt_index - former)
        # The fee buys shares at the price after interest, as if it were not in the market yet. It is rounded in parts of RAY.
        fee = Fraction(down(more, terms.fee, ONE), RAY)
        shares = floor(fee * (self.supply_shares + VIRTUAL_SHARES) / (self.total() + VIRTUAL_ASSETS - fee))
        shares = shares if self.supply_shares + shares <= MOST else 0
        self.supply_shares += shares
        self.reserve_shares += shares
        return self.borrowed() - before, shares

    def supply(self, assets):
        shares = floor(assets / self.price())
        check(self.supplied() + assets <= MAX_TOTAL, f"{assets} are more than a market takes")
        self.cash += assets
        self.supply_shares += shares
        return shares

    def withdraw(self, assets, shares):
        check(assets <= self.cash, f"{assets} are withdrawn, and there are {self.cash}")
        check(shares <= self.supply_shares, f"{shares} supply shares are given up, and there are {self.supply_shares}")
        self.cash -= assets
        self.supply_shares -= shares

    def borrow(self, assets):
        shares = up(assets, RAY, self.debt_index)
        check(assets <= self.cash, f"{assets} are borrowed, and there are {self.cash}")
        self.cash -= assets
        self.debt_shares += shares
        return shares

    def repay(self, assets, shares):
        check(shares <= self.debt_shares, f"{shares} debt shares are repaid, and there are {self.debt_shares}")
        self.cash += assets
        self.debt_shares -= shares

    def write_off(self, shares):
        """Nobody will repay these. How much the reserve bears, which goes first, and how much all who supply."""
        lost = self.debt_of(shares)
        # As many shares of the reserve as keep the price of the others.
        needed = ceil(Fraction(shares * self.debt_index, RAY) / self.price())
        taken = min(needed, self.reserve_shares)
        covered = lost if taken == needed else min(self.worth_of(taken), lost)
        self.debt_shares -= shares
        self.reserve_shares -= taken
        self.supply_shares -= taken
        return covered, lost - covered

    def collectable(self, terms):
        kept = ceil(self.owed() * terms.reserve_floor / ONE)
        return min(max(0, self.worth_of(self.reserve_shares) - kept), self.cash)

    def collect(self, assets, terms):
        most, shares = self.collectable(terms), self.shares_withdrawn(assets)
        check(assets <= most, f"{assets} are collected, and no more than {most} can be")
        self.withdraw(assets, shares)
        self.reserve_shares -= shares
        return shares


class Cap:
    """The most that can be supplied or borrowed: it falls at once, and rises after it was announced."""

    def __init__(self):
        self.cap, self.next = MOST, None

    def at(self, now):
        """What it is, and what is announced."""
        if self.next and self.next[1] <= now:
            return self.next[0], None
        return self.cap, self.next

    def set(self, cap, now):
        standing = self.at(now)[0]
        self.cap, self.next = (cap, None) if cap <= standing else (standing, (cap, now + CAP_DELAY))


class Price:
    """A price of one whole unit of so many decimals."""

    def __init__(self, price, decimals, time, moving):
        self.price, self.decimals, self.time, self.moving = price, decimals, time, moving

    def fault(self, terms, now):
        """Why it does not count, if it does not."""
        if self.moving:
            return "moving"
        if now - self.time > int(terms["maxAge"]):
            return "stale"
        return None if int(terms["lowest"]) <= self.price <= int(terms["highest"]) else "outOfBand"

    def value(self, amount, turn=floor):
        return turn(Fraction(amount * self.price, 10**self.decimals))

    def amount(self, value, turn=floor):
        return turn(Fraction(value * 10**self.decimals, self.price))


class Guard:
    """A feed: the medians that came, of which those that jump count only after a while."""

    def __init__(self, said):
        self.said, self.asset, self.decimals = said["guard"], said["asset"], int(said["decimals"])
        self.tolerance, self.window, self.settle = (int(self.said[name]) for name in ("tolerance", "window", "settle"))
        # The price that counts and its time, what it is compared with and since when, the last median and its time, since when it moves.
        self.price = self.time = self.anchor = self.anchored = self.median = self.median_time = self.moving = None

    def at(self, now):
        """How it stands at a time, if no other median has come."""
        later = copy.copy(self)
        if self.moving is not None and now - self.moving >= self.settle:
            later.price, later.time, later.anchor = self.median, self.median_time, self.median
            later.anchored, later.moving = self.moving + self.settle, None
        return later

    def note(self, median, time, now):
        """A median of the time `time` has come. Whether the price begins to move by that; the same again is no news."""
        if self.price is None:
            self.price = self.anchor = self.median = median
            self.time, self.median_time, self.anchored = time, time, now
            return False
        if (median, time) == (self.median, self.median_time):
            return False
        self.__dict__.update(self.at(now).__dict__)
        was_moving = self.moving is not None
        if now - self.anchored >= self.window:
            self.anchor, self.anchored = self.price, now
        self.median, self.median_time = median, time
        if abs(median - self.anchor) * ONE <= self.anchor * self.tolerance:
            self.price, self.time, self.moving = median, time, None
        elif not was_moving:
            self.moving = now
        return self.moving is not None and not was_moving

    def distance(self):
        """Of the last median from the anchor."""
        return min(abs(self.median - self.anchor) * ONE // self.anchor, MOST_PARTS) if self.anchor else MOST_PARTS

    def counts(self, now):
        if self.price is None:
            return None
        later = self.at(now)
        return Price(later.price, self.decimals, later.time, later.moving is not None)


class Reports:
    """What is reported of each feed, and the medians."""

    def __init__(self, members, root):
        # Root reports, too, and is no member. Feeds are counted when they are added, and reports can come before.
        self.members, self.root, self.by, self.medians = set(members), root, {}, {}

    def change(self, members):
        """Others report from now on: what was reported by those who go is forgotten."""
        for gone in self.members - set(members):
            self.by.pop(gone, None)
        self.members = set(members)

    def report(self, who, feed, value, now):
        """The median that there is then and its time, if there is one: of what is fresh, or what there was before."""
        check(who == self.root or who in self.members, "somebody reports who may not")
        self.by.setdefault(who, {})[feed] = (value, now)
        known = [self.by[one][feed] for one in self.members | {self.root} if feed in self.by.get(one, {})]
        fresh = [one for one in known if now - one[1] <= HOUR]
        if len(fresh) >= 3:
            values, times = sorted(value for value, _ in fresh), sorted((time for _, time in fresh), reverse=True)
            self.medians[feed] = (values[(len(values) - 1) // 2], times[max(2, len(times) // 2)])
        return self.medians.get(feed)


class Secured:
    """A debt and what is pledged for it, at prices that count. What is pledged is rounded down in value, and what is owed up."""

    def __init__(self, terms, collateral, debt, collateral_price, loan_price):
        self.terms, self.collateral, self.debt = terms, collateral, debt
        self.pledged, self.loan = collateral_price, loan_price
        self.collateral_value, self.debt_value = self.pledged.value(collateral), self.loan.value(debt, ceil)

    def ltv(self):
        return min(up(self.debt_value, ONE, self.collateral_value), MOST_PARTS) if self.collateral_value else None

    def is_within(self, ltv):
        return self.debt_value * ONE <= self.collateral_value * ltv

    def health(self):
        if not self.debt_value:
            return None
        return min(down(self.collateral_value, self.terms.liquidation_ltv, self.debt_value), MOST_PARTS)

    def liquidation_price(self):
        """Of the collateral: below it, the health is less than 1."""
        if not self.debt or not self.collateral:
            return None
        safe = up(self.debt_value, ONE, self.terms.liquidation_ltv)
        price = up(safe, 10**self.pledged.decimals, self.collateral)
        return price if price <= MOST else None

    def most_debt(self, ltv):
        return min(self.loan.amount(down(self.collateral_value, ltv, ONE)), MOST)

    def least_collateral(self, ltv):
        return min(self.pledged.amount(up(self.debt_value, ONE, ltv), ceil), MOST)

    def bonus(self):
        """Linear between the health 1 and the one at which it is the largest; no more than collateral by debt, or debt by collateral."""
        return min(self.ratio(), self.curve())

    def ratio(self):
        """The larger of the two values, by the smaller."""
        less, more = sorted([self.collateral_value, self.debt_value])
        return down(more, ONE, less) if less else MOST_PARTS

    def curve(self):
        """The bonus by the health alone."""
        terms, full = self.terms, ONE - self.terms.max_bonus_health
        return ONE + down(terms.max_bonus - ONE, min(ONE - self.health(), full), full)

    def for_all(self, bonus):
        return self.loan.amount(up(self.pledged.value(self.collateral, ceil), ONE, bonus), ceil)

    def liquidate(self, most):
        """What is repaid if that is at most `most`, what is taken, the bonus, and the bad debt that is left."""
        health, terms = self.health(), self.terms
        check(health is not None and health < ONE, f"it is liquidated at a health of {health}")
        bonus = self.bonus()
        if not self.collateral_value:
            return 0, self.collateral, bonus, self.debt

        def takes(repaid):
            return min(self.pledged.amount(down(self.loan.value(repaid), bonus, ONE)), self.collateral)

        def is_dust(collateral):
            return self.pledged.value(collateral) < self.loan.value(terms.min_debt, ceil)

        # All the collateral is taken for this, at the most. What is worth less than the debt is taken in parts without a bonus.
        whole = self.for_all(bonus)
        if self.collateral_value < self.debt_value and most < min(whole, self.debt):
            bonus, whole = ONE, self.for_all(ONE)
        # So much repaid restores the target: (collateral - x * bonus) * LTV / (debt - x) = target.
        lacking = up(self.debt_value, terms.target_health, ONE) - down(self.collateral_value, terms.liquidation_ltv, ONE)
        healthy = self.loan.amount(up(lacking, ONE, terms.target_health - down(terms.liquidation_ltv, bonus, ONE)), ceil)
        allowed = min(healthy, self.debt, whole)
        if not takes(allowed) or self.debt - allowed < terms.min_debt or is_dust(self.collateral - takes(allowed)):
            allowed = min(self.debt, whole)
        repaid = min(allowed, most)
        covered = repaid == self.debt and self.collateral_value >= self.debt_value and self.ratio() < self.curve()
        taken = self.collateral if repaid == whole or covered else takes(repaid)
        check(repaid and taken, "so little is repaid that nothing is taken")
        left, kept = self.debt - repaid, self.collateral - taken
        if left and not self.pledged.value(kept):
            return repaid, self.collateral, bonus, left
        check(not left or (left >= terms.min_debt and not is_dust(kept)), f"a debt of {left} is left, and collateral of {kept}")
        return repaid, taken, bonus, 0


class Position:
    """What someone has in a market."""

    def __init__(self, supply=0, debt=0, collateral=0):
        self.supply, self.debt, self.collateral = supply, debt, collateral

    def is_empty(self):
        return not (self.supply or self.debt or self.collateral)


class Market:
    """A market as it follows from its terms and from what was done."""

    def __init__(self, said, terms, creator, paid, now):
        self.id, self.key, self.terms, self.creator, self.paid = said, key_of(said), Terms(terms), creator, paid
        self.books, self.positions = Books(now), {}
        self.supply_cap, self.borrow_cap, self.paused = Cap(), Cap(), (False, False)
        self.day, self.points = 0, []
        self.account = content_id("civitas/market-account", encoded_market(said))
        self.begin()

    def __str__(self):
        return f"market {self.id['terms'][:10]}"

    def begin(self):
        """A transaction begins: what was before will be compared with what is after."""
        self.done, self.before, self.was = set(), {}, None

    def of(self, owner):
        position = self.positions.setdefault(owner, Position())
        self.before.setdefault(owner, copy.copy(position))
        return position

    def open(self, now):
        """Interest until now, and the point of the day. What accrued."""
        accrued = self.books.accrue(now, self.terms)
        if now // DAY > self.day:
            self.day = now // DAY
            self.points.append({
                "time": now, "supplied": self.books.supplied(), "borrowed": self.books.borrowed(),
                "supplyIndex": self.books.supply_index(), "debtIndex": self.books.debt_index, "borrowRate": self.borrow_rate(),
            })
        self.was = self.was or (self.books.supplied(), self.books.borrowed())
        return accrued

    def borrow_rate(self):
        return down(self.terms.rate(self.books.utilisation()), ONE, RAY)

    def at(self, now):
        """As it stands, with interest until now."""
        later = copy.copy(self)
        later.books = copy.copy(self.books)
        later.books.accrue(now, self.terms)
        return later


# Terms to test with.
EXAMPLE = {
    "rate": {"kink": 800_000_000, "atZero": 0, "atKink": 80_000_000, "atFull": ONE},
    "borrowLtv": 700_000_000, "liquidationLtv": 800_000_000, "maxBonus": 1_100_000_000, "maxBonusHealth": 900_000_000,
    "targetHealth": 1_050_000_000, "minDebt": 1, "fee": 100_000_000, "reserveFloor": 0,
    **dict.fromkeys(("collateralPrice", "loanPrice"), {"feed": 0, "maxAge": HOUR, "lowest": 1, "highest": 10**30}),
    "toSupply": None, "toBorrow": {"network": 1, "schema": "0x" + "22" * 32}, "curator": "a", "guardian": "b",
}


def test_itself():
    """Cases that were computed by hand."""
    minute, year_of_five = 60 * 1000, growth(RAY // 20, YEAR)
    # 0.05 + 0.05^2 / 2 + 0.05^3 / 6.
    assert year_of_five == 51_270_833_333_333_333_333_333_333
    assert growth(RAY, 20 * YEAR) == growth(RAY, 10 * YEAR) == (10 + 50) * RAY + 1000 * RAY // 6

    terms = Terms(EXAMPLE)
    assert [terms.rate(RAY // 10 * part) * 100 // RAY for part in (0, 5, 8, 9, 10)] == [0, 5, 8, 54, 100]
    assert len(terms.encoded(lambda _: bytes(32))) == 2 * 42 + 4 * 8 + 4 * 8 + 8 + 16 + 8 + 8 + 1 + 37 + 64

    # Half of 1,000 is lent at 5 % for a year. 525.6354166 are owed; a tenth of the interest, 2.5635416, buys shares at
    # (500 + 525.6354166 + 1 - 2.5635416) / 1,001,000,000.
    books = Books(0)
    assert (books.supply(1000), books.borrow(500)) == (10**9, 5 * 10**8)
    assert books.accrue(YEAR, terms) == (25, 2_505_786)
    assert (books.debt_index, books.borrowed(), books.debt_of(5 * 10**8)) == (1_051_270_833_333_333_333_333, 525, 526)
    assert (books.worth_of(10**9), books.worth_of(books.reserve_shares)) == (1023, 2)
    assert books.accrue(YEAR, terms) == (0, 0)
    # A debt share is worth 0.00000105127: 100 repay 95,122,966.25 of them, and who borrows as much owes one share more.
    assert (books.shares_repaid(100), copy.copy(books).borrow(100)) == (95_122_966, 95_122_967)
    # 1 unit is lost, which the reserve has; then all, of which it has 1.
    assert books.write_off(951_229) == (1, 0)
    assert books.write_off(books.debt_shares) == (1, 524)
    assert (books.reserve_shares, books.debt_shares, books.supplied()) == (0, 0, 500)

    cap = Cap()
    cap.set(100, 0)
    cap.set(200, 5)
    assert (cap.at(6)[0], cap.at(CAP_DELAY + 5)) == (100, (200, None))
    cap.set(50, 7)
    assert cap.at(CAP_DELAY * 9) == (50, None)

    guard = Guard({"asset": None, "decimals": 0, "guard": {"tolerance": ONE // 10, "window": 60 * minute, "settle": 10 * minute}})
    seen = lambda at: (lambda price: (price.price, price.time // minute, price.moving))(guard.counts(at * minute))
    assert not guard.note(100, 0, 0) and not guard.note(110, minute, minute) and seen(1) == (110, 1, False)
    assert guard.note(111, 2 * minute, 2 * minute) and not guard.note(120, 3 * minute, 3 * minute)
    assert (seen(11), seen(12), guard.at(12 * minute).anchor) == ((110, 1, True), (120, 3, False), 120)
    assert not guard.note(109, 4 * minute, 4 * minute) and seen(4) == (109, 4, False)
    # After an hour the anchor is the price that counts: 119 is not too far from 109.
    assert not guard.note(119, 60 * minute, 60 * minute) and (guard.anchor, seen(60)) == (109, (119, 60, False))

    reports = Reports("abc", "root")
    assert [reports.report(who, 7, value, at) for who, value, at in (("a", 5, 1), ("b", 9, 2))] == [None, None]
    assert reports.report("c", 7, 6, 3) == (6, 1)
    # The lower of the two in the middle, 5, 6, 8, 9; two of four are newer than 2. Then one of them is too old.
    assert reports.report("root", 7, 8, 4) == (6, 2)
    assert reports.report("c", 7, 7, HOUR + 2) == (8, 2)
    reports.change("cd")
    assert reports.report("d", 7, 1, HOUR + 3) == (7, 4) and reports.report("d", 7, 1, 2 * HOUR) == (7, 4)

    # A debt of 90 for collateral of 100. x = (1.05 * 90 - 0.8 * 100) / (1.05 - 0.8 * 1.1) = 85.3, for which 94.6 are taken.
    one = Price(10**18, 0, 0, False)
    secured = Secured(terms, 100, 90, one, one)
    assert (secured.health(), secured.ltv(), secured.bonus()) == (888_888_888, 900_000_000, 1_100_000_000)
    assert secured.liquidate(1000) == (86, 94, 1_100_000_000, 0) and secured.liquidate(10) == (10, 11, 1_100_000_000, 0)
    # 4 would be left, which is less than 5: so all is repaid.
    terms.min_debt = 5
    assert secured.liquidate(1000) == (90, 99, 1_100_000_000, 0)
    # At 0.9 the collateral is worth just the debt, and all of it is taken for all of that.
    assert Secured(terms, 100, 90, Price(9 * 10**17, 0, 0, False), one).liquidate(1000) == (90, 100, 1_000_000_000, 0)
    # At 0.85 it is worth 85, and taken for 85 / (90 / 85) = 80.3. 9 are lost.
    assert Secured(terms, 100, 90, Price(85 * 10**16, 0, 0, False), one).liquidate(1000) == (81, 100, 1_058_823_529, 9)
    # Half of the way to the largest bonus: health 0.95; a debt of 96 for 120 worth 114.
    assert Secured(terms, 120, 96, Price(95 * 10**16, 0, 0, False), one).bonus() == 1_050_000_000
    print("the model is right")
