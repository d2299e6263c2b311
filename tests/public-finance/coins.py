"""Funds as rows of coins. Each coin is one unit, and has the colour of the receipt that it came with: whoever enters puts coins at the
end, and whoever uses takes them from the front. The chain keeps no coins: it has intervals of numbers, and reckons with them.
"""

import bisect
import collections

from leaves import variant
from lending_model import check


class Fund:
    """A row of coins, in runs of one colour: the number of the first, how many, and their receipt."""

    def __init__(self, body, terms):
        self.body, self.terms = body, terms
        self.coins, self.received, self.used = collections.deque(), 0, 0
        # What was removed before the fund was ended. What donors took back after that stays where it was, and is no gap.
        self.removed, self.taken_back, self.closed = 0, [], None
        # All that ever were, of uses also the coins and the corrections; and how many have left state.
        self.receipts, self.uses, self.taken, self.corrections = [], [], [], []
        self.archived = {"receipts": [], "uses": []}
        # The receipts of what somebody has given, and paid for the record of.
        self.gifts = set()

    def balance(self):
        return sum(count for _, count, _ in self.coins)

    def enter(self, amount):
        """Coins come in at the end: their numbers."""
        self.coins.append((self.received, amount, len(self.receipts)))
        self.received += amount
        return {"from": self.received - amount, "to": self.received}

    def take(self, amount):
        """Coins leave at the front: from where the use before has ended to the last of them, and which they are."""
        taken, left, start = [], amount, self.used
        check(0 < amount <= self.balance(), f"{amount} is used of {self.balance()}")
        while left:
            first, count, receipt = self.coins.popleft()
            here = min(count, left)
            taken.append((first, here, receipt))
            left -= here
            if here < count:
                self.coins.appendleft((first + here, count - here, receipt))
        self.used = taken[-1][0] + taken[-1][1]
        if self.closed:
            # All that is left is passed on.
            self.used, self.taken_back = self.received, []
        return {"from": start, "to": self.used}, taken

    def remove(self, receipt, most=None):
        """The coins of a receipt that are there are taken out, the last first, and at most so many: how many."""
        left, kept, gone = self.received if most is None else most, collections.deque(), []
        for first, count, colour in reversed(self.coins):
            out = min(count, left) if colour == receipt else 0
            left -= out
            gone += [(first + count - out, out, colour)] if out else []
            if out < count:
                kept.appendleft((first, count - out, colour))
        self.coins = kept
        amount = sum(count for _, count, _ in gone)
        if self.closed:
            self.taken_back += gone
        else:
            self.removed += amount
        return amount

    def gaps(self):
        """Numbers ahead that no coin has."""
        gaps, at = [], self.used
        for first, count, _ in sorted([*self.coins, *self.taken_back]) + [(self.received, 0, None)]:
            if first > at:
                gaps.append({"from": at, "to": first})
            at = first + count
        return gaps

    def is_reached(self):
        """Whether money can leave it: a campaign has reached its goal."""
        campaign = self.terms["campaign"]
        return campaign is None or self.received - self.removed >= campaign["goal"]

    def closed_at(self, now):
        campaign = self.terms["campaign"]
        missed = campaign is not None and now > campaign["deadline"] and not self.is_reached()
        return self.closed["at"] if self.closed else campaign["deadline"] if missed else None

    def live(self, receipt):
        """The numbers of the coins of a receipt that are there or were used."""
        record = self.receipts[receipt]
        return range(record["span"]["from"], record["span"]["to"] - record["removed"])

    def units(self, receipt):
        """How many these are."""
        live = self.live(receipt)
        return live.stop - live.start

    def receipt_of(self, place):
        return bisect.bisect_right(self.receipts, place, key=lambda record: record["span"]["from"]) - 1

    def use_of(self, place):
        """The use that has taken a coin, or has passed over its place; nothing if it is ahead."""
        if place < self.used:
            return bisect.bisect_right(self.uses, place, key=lambda record: record["span"]["from"]) - 1
        return None

    def coin(self, number, index):
        """The place of a coin of a use, by how many come before."""
        for first, count, _ in self.taken[number]:
            if index < count:
                return first + index
            index -= count
        return None

    def index(self, number, place):
        """How many coins of a use come before a place."""
        return sum(max(0, min(count, place - first)) for first, count, _ in self.taken[number])

    def used_in(self, period):
        """From where to where it was used in a period."""
        spans = [record["span"] for record in self.uses if record["period"] == period]
        return (spans[0]["from"], spans[-1]["to"]) if spans else (0, 0)


def came_from(funds, fund, place):
    """The funds that a coin has passed, from this one up to where it came in: of each the number, the receipt that it came by, the use
    that it left by if it did, its place, and whether it was, down to here, always the first of what a coin became. Of an exchange of
    `given` coins for `got`, the boundary before coin b became the one before coin b * got // given, so each that was got is of one that
    was given."""
    way, is_first = [], True
    while True:
        found = funds[fund]
        receipt = found.receipt_of(place)
        record = found.receipts[receipt]
        way.append((fund, receipt, found.use_of(place), place, is_first))
        name, used = variant(record["source"])
        if name != "use" or place not in found.live(receipt):
            return way
        index, got = place - record["span"]["from"], record["span"]["to"] - record["span"]["from"]
        fund, former = used["fund"], funds[used["fund"]]
        given = former.uses[used["number"]]["amount"]
        of = -(-(index + 1) * given // got) - 1
        place, is_first = former.coin(used["number"], of), is_first and of * got // given == index


def became(funds, fund, place, payee_of, choose):
    """The same down to where it is now or was paid, and which of that. Where it became several coins, one of them is chosen."""
    way = []
    while True:
        found = funds[fund]
        receipt, number = found.receipt_of(place), found.use_of(place)
        way.append((fund, receipt, number, place))
        if place not in found.live(receipt):
            return way, "removed"
        if number is None:
            return way, "unspent"
        record = found.uses[number]
        name, what = variant(record["kind"])
        fund = what["to"] if name == "transfer" else payee_of(what["award"]) if name == "award" else None
        if fund is None or what["receipt"] is None:
            return way, "paid" if name == "award" else "refunded"
        came, index = funds[fund].receipts[what["receipt"]]["span"], found.index(number, place)
        got = came["to"] - came["from"]
        first, end = (at * got // record["amount"] for at in (index, index + 1))
        if first == end:
            return way, "rounded"
        place = came["from"] + choose(first, end)


def test_coins():
    fund = Fund("body", {"campaign": None})
    for amount in (10, 10, 10):
        span = fund.enter(amount)
        fund.receipts.append({"span": span, "removed": 0, "source": {"withheld": "0x"}})
    fund.receipts[1]["removed"] = fund.remove(1)
    assert (fund.gaps(), fund.balance()) == ([{"from": 10, "to": 20}], 20)
    assert fund.take(10) == ({"from": 0, "to": 10}, [(0, 10, 0)]) and fund.gaps()
    span, taken = fund.take(1)
    assert (span, taken, fund.gaps()) == ({"from": 10, "to": 21}, [(20, 1, 2)], [])
    fund.taken, fund.uses = [[(0, 10, 0)], taken], [{"span": {"from": 0, "to": 10}}, {"span": span}]
    assert [fund.use_of(place) for place in (0, 9, 15, 20, 21)] == [0, 0, 1, 1, None]
    assert (fund.coin(1, 0), fund.coin(1, 1), fund.index(1, 20), fund.index(1, 21)) == (20, None, 0, 1)
    # Of 5 coins the last 3 are taken out, and then as many as there are.
    fund.receipts.append({"span": fund.enter(5), "removed": 0, "source": {"withheld": "0x"}})
    assert (fund.remove(3, 3), fund.gaps(), fund.balance()) == (3, [{"from": 32, "to": 35}], 11)
    assert (fund.remove(3, 0), fund.remove(3, 9), fund.remove(3), fund.gaps()) == (0, 2, 0, [{"from": 30, "to": 35}])
    # 3 coins become 10, of which the first 3 are of the first, the next 3 of the second, and the others of the third.
    given, got = Fund("body", {"campaign": None}), Fund("body", {"campaign": None})
    given.receipts.append({"span": given.enter(3), "removed": 0, "source": {"withheld": "0x"}})
    span, taken = given.take(3)
    given.uses, given.taken = [{"span": span, "amount": 3, "kind": {"transfer": {"to": 1, "receipt": 0, "got": 10}}}], [taken]
    got.receipts.append({"span": got.enter(10), "removed": 0, "source": {"use": {"fund": 0, "number": 0}}})
    assert [came_from([given, got], 1, place)[1][3] for place in range(10)] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2]
    ends = lambda place: [became([given, got], 0, place, None, choose)[0][1][3] for choose in (min, lambda _, end: end - 1)]
    assert [ends(place) for place in range(3)] == [[0, 2], [3, 5], [6, 9]]
