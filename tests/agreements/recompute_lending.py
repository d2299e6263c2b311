#!/usr/bin/env python3
"""Recompute markets of lending, and the vaults that supply to them, from their terms, to the unit, and compare with the chain.

    python3 tests/agreements/recompute_lending.py [TERMS_HASH ...]

It asks a node over JSON-RPC (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), which must have kept its states, and uses nothing of this
repository and nothing beside Python. Without arguments it compares every market and every vault of the chain.

Given are the terms, the times of the blocks, and what no terms can know: who supplied, withdrew, borrowed, repaid, pledged, passed on,
collected and liquidated how much and when, who reported which prices, and who was allowed to. All this is read from events, as
facts, and the most that somebody wanted to repay by a liquidation from transactions. What follows is computed here: interest and
the fee, all shares, medians and what counts of them, the bonus and what is taken, who bears a loss, and whether debts were safe when
they were made. Each event must say what follows. Then all that the views say, what is on hold and how balances changed are compared.
The exit code is 0 if all of it is the same, 1 if anything differs, and 2 if the chain could not be asked. What is given of vaults
stands in vault_model.py.

Some things are not looked at: how balances of other assets than the native one changed in blocks with agreements, since holds pass these
on without a trace; and who of those who report prices left and came back within one block.
"""

import http.client
import itertools
import os
import sys

sys.dont_write_bytecode = True

from chain import Asking, Chain, account, call_of, hashed, prefix
from lending_model import MOST, ONE, RAY, Difference, Guard, Market, Position, Reports, Secured
from lending_model import check, content_id, down, encoded_market, key_of, plain, test_itself
from vault_model import Vaults, test_vaults

# What something is held for: the pallet, and the number of its reason.
CASH, COLLATERAL, POSITION = (("lending", reason) for reason in range(3))
# These come after interest has accrued; losses follow from a liquidation.
OPENS = {
    "accrued", "supplied", "withdrawn", "collateralAdded", "collateralRemoved", "borrowed", "repaid", "liquidated", "collected",
}
LOSSES = ("lossCovered", "lossWrittenDown")
# Days of a market that the chain keeps.
HISTORY = 400
# As whom root reports: what the SDK makes of the name of a pallet.
ROOT = b"modlciv/orcl".ljust(32, b"\0")
# To whom markets are paid, made in the same way.
TREASURY = b"modlciv/trsy".ljust(32, b"\0")
# By these pallets assets come and go on hold, of which only the native one has events. What moves by holds of the others follows here.
SILENT, TOLD = ("agreements",), {"lending", "vaults"}
# Who pays and is paid by events of money, and which of them have only one of the two.
PAYER, PAYEE = ("from", "source", "who", "owner", "account"), ("to", "dest", "destination")
INTO = {"deposit", "minted", "deposited", "issued", "restored"}
OUT_OF = {"withdraw", "burned", "slashed", "dustLost", "withdrawn", "burnedHeld", "suspended"}


def found(said, *names):
    """All objects, however deep, that have these members."""
    values = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    here = [said] if isinstance(said, dict) and all(name in said for name in names) else []
    return here + [one for value in values for one in found(value, *names)]


class Recomputation(Asking):
    """All markets and vaults of a chain, from its first block to the last that is final."""

    def __init__(self, chain):
        self.chain, self.markets, self.feeds, self.differences = chain, {}, {}, []
        self.last = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
        self.reports, self.vaults = Reports(self.members(0), ROOT), Vaults(self)
        # Which events have to come next, which prices were said to begin to move, what the calls of a transaction were, what moved,
        # and who has paid the treasury last.
        self.ahead, self.moving, self.calls, self.moved, self.paid = [], [], None, {}, None
        self.number = self.time = self.phase = None

    def different(self, what):
        self.differences.append(what)

    def same(self, where, here, said):
        """Compare with what the chain says, member by member; what it says and is not computed here is a difference, too."""
        said = plain(said)
        if isinstance(here, dict) and isinstance(said, dict):
            for name in sorted(here.keys() | said.keys()):
                self.same(f"{where}: {name}", here.get(name), said.get(name))
        elif here != said:
            self.different(f"{where}: {here} follows, and the chain says {said}")

    def members(self, number):
        """Who reports prices, as the chain says: fewer than 64, so that their number is one byte."""
        data = self.chain.storage(prefix("Feeders", "Members"), number) or b"\0"
        return [data[at : at + 32] for at in range(1, len(data), 32)]

    def run(self):
        former = 0
        for self.number in range(1, self.last + 1):
            now, events = self.chain.events(self.number)
            self.moved = {}
            for self.phase, group in itertools.groupby(events, key=lambda event: event[0]):
                # Before the transactions of a block, one of which says its time, it is still the time of the block before.
                self.time = former if self.phase is None else now
                self.transaction(list(group))
            former = self.time = now
            self.movements(events)

    def transaction(self, group):
        self.calls = self.paid = None
        for market in self.markets.values():
            market.begin()
        for place, (_, pallet, name, what) in enumerate(group):
            try:
                self.vaults.see(group, place)
                if pallet == "lending":
                    self.happened(name, what)
                elif pallet == "oracle" and name == "newFeedData":
                    self.reported(what)
                elif pallet == "feeders":
                    self.reports.change(self.members(self.number))
                elif pallet == "balances" and name == "transfer" and account(what["to"]) == TREASURY:
                    self.paid = [what["from"], int(what["amount"])]
            except Difference as difference:
                # From here on, what follows would be of another chain.
                raise Difference(f"block {self.number}, {name} {what}: {difference}") from None
        check(not self.ahead, f"block {self.number}: {self.ahead} follows, and the chain does not say it")
        check(not self.moving, f"block {self.number}: {self.moving} does not follow")
        self.vaults.end()
        for market in self.markets.values():
            if market.done:
                self.judge(market)

    def expect(self, name, what, **here):
        """The event has to say this."""
        for member, value in here.items():
            self.same(f"block {self.number}, {name}: {member}", value, what[member])

    # Prices.

    def reported(self, what):
        who, begins = account(what["sender"]), []
        for feed, value in what["values"]:
            median = self.reports.report(who, feed, int(value), self.time)
            guard = self.feeds.get(feed)
            if median and guard and guard.note(*median, self.time):
                begins.append({"feed": feed, "median": median[0], "anchor": guard.anchor})
        # The chain has told of these before.
        if self.moving != begins:
            self.different(f"block {self.number}: {begins} begins to move, and the chain says {self.moving}")
        self.moving = []

    def price(self, terms):
        return self.feeds[terms["feed"]].counts(self.time)

    def fault(self, terms):
        price = self.price(terms)
        return "unknown" if price is None else price.fault(terms, self.time)

    def secured(self, market, position):
        """A debt and its collateral, if prices count."""
        judged = (market.terms.collateral_price, market.terms.loan_price)
        if any(self.fault(terms) for terms in judged):
            return None
        return Secured(market.terms, position.collateral, market.books.debt_of(position.debt), *map(self.price, judged))

    # Markets.

    def happened(self, name, what):
        if name == "priceMoving":
            self.moving.append(plain(what))
        elif name == "feedAdded":
            self.same(f"block {self.number}, the feed", len(self.feeds), what["feed"])
            self.feeds[what["feed"]] = Guard(what)
        elif name == "marketCreated":
            self.created(what)
        else:
            market = self.markets.get(key_of(what["market"]))
            check(market is not None, "there is no such market")
            self.in_market(market, name, what)

    def in_market(self, market, name, what):
        if self.ahead or name in LOSSES:
            check(self.ahead and self.ahead.pop(0) == (name, market.key, plain(what.get("assets"))), "it does not follow")
            return
        if name in OPENS:
            interest, fee_shares = market.open(self.time)
            if name == "accrued":
                self.expect(name, what, interest=interest, feeShares=fee_shares, debtIndex=market.books.debt_index)
                return
            check((interest, fee_shares) == (0, 0), f"before it, {interest} and {fee_shares} shares have accrued")
            market.done.add(name)
        amount = what.get("assets", what.get("shares"))
        act = getattr(self, name, None)
        check(act, "such an event is not known here")
        act(market, what, None if amount is None else int(amount))

    def pay(self, asset, payer, payee, amount):
        for who, more in ((payer, -amount), (payee, amount)):
            if who is not None:
                who = who if isinstance(who, bytes) else account(who)
                self.moved[who, asset] = self.moved.get((who, asset), 0) + more

    def created(self, what):
        # It was paid for just before.
        market = Market(what["market"], what["terms"], what["creator"], self.paid, self.time)
        self.paid = None
        check(market.key not in self.markets, "there is this market")
        named = "0x" + content_id("civitas/market", market.terms.encoded(account)).hex()
        self.same(f"block {self.number}, the hash of the terms", named, market.id["terms"])
        assets = [self.feeds[terms["feed"]].asset for terms in (market.terms.loan_price, market.terms.collateral_price)]
        self.same(f"block {self.number}, the assets", assets, [market.id["loan"], market.id["collateral"]])
        self.markets[market.key] = market

    def capsSet(self, market, what, _):
        # What was added before was within other caps.
        market.done -= {"supplied", "borrowed"}
        market.supply_cap.set(int(what["supply"]), self.time)
        market.borrow_cap.set(int(what["borrow"]), self.time)

    def pauseSet(self, market, what, _):
        market.paused = (what["supply"], what["borrow"])

    def passedOn(self, market, what, shares):
        giver = market.of(what["from"])
        check(shares <= giver.supply, f"{giver.supply} could be passed on")
        giver.supply -= shares
        market.of(what["to"]).supply += shares

    def supplied(self, market, what, assets):
        check(not market.paused[0], "nobody can supply")
        shares = market.books.supply(assets)
        check(shares > 0, "it is too little for a share")
        self.expect("supplied", what, shares=shares)
        market.of(what["who"]).supply += shares
        self.pay(market.id["loan"], what["who"], market.account, assets)

    def withdrawn(self, market, what, assets):
        position, books, said = market.of(what["who"]), market.books, int(what["shares"])
        # All that somebody has goes with all that it is worth. Who names shares instead of an amount gets what these are worth.
        is_all = assets == books.worth_of(position.supply)
        shares = position.supply if is_all else books.shares_withdrawn(assets)
        if said != shares and books.worth_of(said) == assets and self.names_shares(market, said):
            shares = said
        self.expect("withdrawn", what, shares=shares)
        check(assets > 0 and shares <= position.supply, f"{position.supply} shares could be withdrawn")
        books.withdraw(assets, shares)
        position.supply -= shares
        self.pay(market.id["loan"], market.account, what["who"], assets)

    def collateralAdded(self, market, what, assets):
        position = market.of(what["owner"])
        check(what["by"] == what["owner"] or not position.is_empty(), "only its owner opens a position")
        position.collateral += assets
        self.pay(market.id["collateral"], what["by"], what["owner"], assets)

    def collateralRemoved(self, market, what, assets):
        position = market.of(what["owner"])
        check(assets <= position.collateral, f"{position.collateral} could be removed")
        position.collateral -= assets
        self.pay(market.id["collateral"], what["owner"], what["owner"], assets)

    def borrowed(self, market, what, assets):
        check(not market.paused[1], "nobody can borrow")
        shares = market.books.borrow(assets)
        self.expect("borrowed", what, shares=shares)
        market.of(what["who"]).debt += shares
        self.pay(market.id["loan"], market.account, what["who"], assets)

    def repaid(self, market, what, assets):
        position, books = market.of(what["owner"]), market.books
        owed = books.debt_of(position.debt)
        check(assets <= owed, f"{owed} was owed")
        shares = position.debt if assets == owed else books.shares_repaid(assets)
        check(shares > 0, "it is too little for a share")
        self.expect("repaid", what, shares=shares)
        books.repay(assets, shares)
        position.debt -= shares
        self.pay(market.id["loan"], what["by"], market.account, assets)

    def liquidated(self, market, what, _):
        borrower, liquidator, books = what["borrower"], what["liquidator"], market.books
        position = market.of(borrower)
        check(borrower != liquidator, "nobody liquidates themselves")
        secured = self.secured(market, position)
        check(secured is not None, "a price does not count")
        said = tuple(int(what[name]) for name in ("repaid", "taken", "bonus"))
        asked = [one for one in self.given(market, "borrower", "most", "least") if one["borrower"] == borrower]
        # If it is not known how much somebody wanted to repay at most, what was repaid has to be allowed at least.
        asked = [(int(one["most"]), int(one["least"])) for one in asked] or [(said[0], 0)]
        repaid, taken, bonus, bad = self.liquidation(secured, asked, said)
        self.expect("liquidated", what, repaid=repaid, taken=taken, bonus=bonus)
        shares = position.debt if repaid == secured.debt else books.shares_repaid(repaid)
        books.repay(repaid, shares)
        position.debt -= shares
        position.collateral -= taken
        self.pay(market.id["loan"], liquidator, market.account, repaid)
        self.pay(market.id["collateral"], borrower, liquidator, taken)
        if bad:
            losses = zip(LOSSES, books.write_off(position.debt))
            self.ahead += [(name, market.key, amount) for name, amount in losses if amount]
            position.debt = 0
        # It was not safe before, so it need not be after.
        market.before.pop(borrower)

    def liquidation(self, secured, asked, said):
        """What follows from one of these: a transaction can ask for several, not all of which need to have been done."""
        follow, refused = [], Difference("less is taken than the least that was named")
        for most, least in asked:
            try:
                follow += [secured.liquidate(most)] if said[1] >= least else []
            except Difference as difference:
                refused = difference
        if not follow:
            raise refused
        return next((one for one in follow if one[:3] == said), follow[0])

    def collected(self, market, what, assets):
        check(what["curator"] == market.terms.said["curator"], "only the curator collects")
        self.expect("collected", what, shares=market.books.collect(assets, market.terms))
        self.pay(market.id["loan"], market.account, what["curator"], assets)

    def judge(self, market):
        """At the end of a transaction: what was added is within caps, and debts are within the borrow LTV or got safer."""
        books, terms, where = market.books, market.terms, f"block {self.number}, {market}"
        added = ("supplied", market.supply_cap, books.supplied()), ("borrowed", market.borrow_cap, books.borrowed())
        for (name, cap, now), was in zip(added, market.was):
            if name in market.done and now > max(was, cap.at(self.time)[0]):
                self.different(f"{where}: {now} is {name}, and the cap is {cap.at(self.time)[0]}")
        for owner, before in market.before.items():
            after = market.positions[owner]
            if after.debt and after.debt != before.debt and books.debt_of(after.debt) < terms.min_debt:
                self.different(f"{where}: {owner} owes {books.debt_of(after.debt)}, less than the minimum")
            safer = before.debt and after.debt * before.collateral <= before.debt * after.collateral
            if after.debt and not safer:
                secured = self.secured(market, after)
                if secured is None or not secured.is_within(terms.borrow_ltv):
                    self.different(f"{where}: {owner} owes {books.debt_of(after.debt)}, not within the borrow LTV")

    # What calls say.

    def asked(self, *names):
        """What the calls of the transaction say with these members: nothing, if they cannot be read."""
        if self.calls is None:
            self.calls = []
            if self.phase is not None:
                block = self.chain.call("chain_getBlock", [self.chain.hash(self.number)])["block"]
                try:
                    call = "0x" + call_of(bytes.fromhex(block["extrinsics"][self.phase][2:])).hex()
                    self.calls = self.chain.value("civitas_decodeCall", {"call": call, "block": self.number})
                except (OSError, LookupError):
                    pass
        return found(self.calls, *names)

    def given(self, market, *names):
        """The same, of a market."""
        return [one for one in self.asked("market", *names) if key_of(one["market"]) == market.key]

    def names_shares(self, market, shares):
        """Whether somebody withdraws so many shares. If calls cannot be read, somebody may."""
        given = [one["amount"] for one in self.given(market, "amount")]
        return not given or {"shares": shares} in map(plain, given)

    # What has moved.

    def movements(self, events):
        """How balances of those who had to do with markets have changed in a block."""
        silent = any(pallet in SILENT for _, pallet, _, _ in events)
        concerned = sorted((one for one in self.moved if one[1] is None or not silent), key=str)
        for _, pallet, name, what in events:
            if pallet not in ("balances", "assets") or not isinstance(what, dict) or TOLD.intersection(what.get("reason") or ()):
                continue
            amount = int(next((what[name] for name in ("amount", "transferred", "balance") if name in what), 0))
            payer, payee = (next((what[name] for name in names if name in what), None) for names in (PAYER, PAYEE))
            if payee is None:
                payer, payee = (None, payer) if name in INTO else (payer, None) if name in OUT_OF else (None, None)
            self.pay(what.get("assetId"), payer, payee, amount)
        for who, asset in concerned:
            before, now = (self.total(who, asset, number) for number in (self.number - 1, self.number))
            self.same(f"block {self.number}: what 0x{who.hex()} has of {asset}", before + self.moved[who, asset], now)

    def total(self, who, asset, number):
        """What is free and held of an asset."""
        if asset is None:
            data = self.chain.storage(prefix("System", "Account") + hashed(who), number) or bytes(48)
            return int.from_bytes(data[16:32], "little") + int.from_bytes(data[32:48], "little")
        key = hashed(asset.to_bytes(4, "little")) + hashed(who)
        parts = (self.chain.storage(prefix(*item) + key, number) for item in (("Assets", "Account"), ("AssetsHolder", "BalancesOnHold")))
        return sum(int.from_bytes((part or b"")[:16], "little") for part in parts)

    # What there is at the end.

    def view(self, name, pallet="lending", **params):
        return self.chain.value(f"{pallet}_{name}", {**params, "block": self.last})

    def compare(self, wanted):
        unknown = set(wanted) - {market.id["terms"] for market in self.markets.values()}
        check(not unknown, f"there is no market of the terms {unknown}")
        calls = {"lending": {"bundle": {"actions": []}}, "vaults": {"reallocate": {"vault": 0, "targets": []}}}
        encode = lambda pallet: self.chain.value("civitas_encodeCall", {"call": {pallet: calls[pallet]}, "block": self.last})
        # The first byte of a call is the number of its pallet.
        self.pallets = {pallet: int(encode(pallet)[2:4], 16) for pallet in calls}
        self.costs = plain(self.view("costs"))
        for number, guard in self.feeds.items():
            self.same(f"feed {number}", self.feed_info(number, guard), self.view("feed", feed=number))
        for market in self.markets.values():
            if not wanted or market.id["terms"] in wanted:
                self.compare_market(market.at(self.time))
        if not wanted:
            self.compare_owners()
            self.vaults.compare()

    def compare_market(self, market):
        said = self.view("market", market=market.id)
        self.same(str(market), self.market_info(market), {**said, "account": "0x" + account(said["account"]).hex()})
        self.same(f"{market}: history", market.points[: -HISTORY - 1 : -1], list(self.pages("history", market=market.id)))
        for owner in market.positions:
            where = f"{market}, {owner}"
            self.same(where, self.position_info(market, owner), self.view("position", market=market.id, owner=owner))
        liquidatable = {one["owner"]: plain(one) for one in self.pages("liquidatable", market=market.id)}
        self.same(f"{market}: to be liquidated", self.liquidatable(market), liquidatable)
        books, positions = market.books, market.positions.values()
        supply = sum(position.supply for position in positions) + books.reserve_shares
        self.same(f"{market}: the sum of supply shares", supply, books.supply_shares)
        self.same(f"{market}: the sum of debt shares", sum(position.debt for position in positions), books.debt_shares)
        self.same(f"{market}: who has paid what for it", [market.creator, self.costs["market"]], market.paid)
        self.same(f"{market}: cash on hold", books.cash, self.on_hold(market.account, market.id["loan"], CASH))
        stored = prefix("Lending", "Positions") + hashed(encoded_market(market.id))
        self.same(f"{market}: the number of positions", sum(not one.is_empty() for one in positions), self.count(stored))

    def compare_owners(self):
        """What each has in all markets, what is on hold for that, and the deposits."""
        markets = self.markets.values()
        for owner in sorted({owner for market in markets for owner in market.positions}):
            mine = [market for market in markets if not market.positions.get(owner, Position()).is_empty()]
            listed = [key_of(one["market"]) for one in self.pages("positionsOf", owner=owner)]
            self.same(f"{owner}: markets", sorted((market.key for market in mine), key=str), sorted(listed, key=str))
            for asset in {market.id["collateral"] for market in markets}:
                pledged = sum(market.positions[owner].collateral for market in mine if market.id["collateral"] == asset)
                self.same(f"{owner}: collateral of {asset} on hold", pledged, self.on_hold(account(owner), asset, COLLATERAL))
            self.same(f"{owner}: the deposits", self.costs["position"] * len(mine), self.on_hold(account(owner), None, POSITION))

    def count(self, stored):
        """How many keys begin like this."""
        number, last = 0, None
        while True:
            keys = self.chain.call("state_getKeysPaged", ["0x" + stored.hex(), 1000, last, self.chain.hash(self.last)])
            number, last = number + len(keys), keys[-1] if keys else None
            if len(keys) < 1000:
                return number

    # What views say.

    def price_info(self, price):
        return price and {"price": price.price, "decimals": price.decimals, "time": price.time, "moving": price.moving}

    def feed_info(self, number, guard):
        info = {"feed": number, "asset": guard.asset, "decimals": guard.decimals, "guard": plain(guard.said)}
        if guard.price is not None:
            later = guard.at(self.time)
            guarded = {name: getattr(later, name) for name in ("price", "time", "anchor", "anchored", "median", "moving")}
            info["guarded"] = {**guarded, "medianTime": later.median_time}
            info["price"], info["distance"] = self.price_info(guard.counts(self.time)), later.distance()
        return info

    def market_price(self, terms):
        info = self.feed_info(terms["feed"], self.feeds[terms["feed"]])
        price, names = self.price(terms), ("guard", "guarded", "price", "distance")
        seen = {"age": None if price is None else max(0, self.time - price.time), "fault": self.fault(terms)}
        return {**seen, **{name: info.get(name) for name in names}}

    def market_info(self, market):
        books, terms, rate = market.books, market.terms, market.borrow_rate()
        used = books.utilisation() * ONE // RAY
        caps = {}
        for name, cap in (("supplyCap", market.supply_cap), ("borrowCap", market.borrow_cap)):
            most, announced = cap.at(self.time)
            caps[name] = {"cap": most, "next": announced and list(announced)}
        return {
            "market": market.id, "terms": plain(terms.said), "account": "0x" + market.account.hex(), "cash": books.cash,
            "supplied": books.supplied(), "borrowed": books.borrowed(), "supplyShares": books.supply_shares,
            "debtShares": books.debt_shares, "supplyIndex": books.supply_index(), "debtIndex": books.debt_index,
            "utilisation": used, "borrowRate": rate, "supplyRate": down(down(rate, used, ONE), ONE - terms.fee, ONE),
            "reserve": books.worth_of(books.reserve_shares), "collectable": books.collectable(terms),
            "supplyPaused": market.paused[0], "borrowPaused": market.paused[1],
            "collateralPrice": self.market_price(terms.collateral_price), "loanPrice": self.market_price(terms.loan_price), **caps,
        }

    def position_info(self, market, owner):
        books, terms, position = market.books, market.terms, market.positions[owner]
        debt = books.debt_of(position.debt)
        info = {
            "market": market.id, "owner": owner, "supplyShares": position.supply, "supplied": books.worth_of(position.supply),
            "debtShares": position.debt, "debt": debt, "collateral": position.collateral,
            "removable": None if debt else position.collateral,
        }
        secured = self.secured(market, position)
        if secured:
            room = min(max(0, market.borrow_cap.at(self.time)[0] - books.borrowed()), books.cash)
            more = min(max(0, secured.most_debt(terms.borrow_ltv) - debt), room)
            info["borrowable"] = more if debt + more >= terms.min_debt and not market.paused[1] else 0
            if debt:
                info["removable"] = max(0, position.collateral - secured.least_collateral(terms.borrow_ltv))
            info["ltv"], info["health"], info["liquidationPrice"] = secured.ltv(), secured.health(), secured.liquidation_price()
        return info

    def liquidatable(self, market):
        listed = {}
        for owner, position in market.positions.items():
            secured = self.secured(market, position)
            try:
                does = secured and dict(zip(("repaid", "taken", "bonus", "badDebt"), secured.liquidate(MOST)))
            except Difference:
                continue
            if does:
                sums = {"debt": secured.debt, "collateral": position.collateral, "health": secured.health()}
                listed[owner] = {"owner": owner, **sums, "liquidation": does}
        return listed


def main(arguments):
    if arguments in (["--test-itself"], ["--self-test"]):
        test_itself()
        return test_vaults(Recomputation)
    chain = Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944"))
    recomputation = Recomputation(chain)
    try:
        recomputation.run()
        recomputation.compare(set(arguments))
    except Difference as difference:
        recomputation.different(str(difference))
    for different in recomputation.differences:
        print(f"DIFFERENT: {different}", file=sys.stderr)
    markets = recomputation.markets.values()
    positions = sum(not position.is_empty() for market in markets for position in market.positions.values())
    if recomputation.differences:
        return 1
    block, vaults = recomputation.last, len(recomputation.vaults.all)
    print(f"{len(markets)} markets, {positions} positions, {vaults} vaults up to block {block}: as their terms say, to the unit")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
