"""Vaults that spread an asset over markets: what shares are worth, what the fee is, and where money goes by each call.

Given are who deposited, redeemed and reallocated how much and when, which changes were proposed, applied and vetoed, transfers of shares,
which shares a fee could not be minted for, and which idle money could not be paid. All this is read from events, and how many shares
somebody wanted to redeem from transactions, too. What follows is computed here: all shares, the fee and the high-water mark, which
markets a deposit goes to and how much pays from which, parts in kind, the idle money, caps and what is announced.

Amounts, times and parts are as in lending_model.py, and so is which way is rounded.
"""

import copy
import itertools
import json
from collections import namedtuple
from fractions import Fraction
from math import ceil, floor

from chain import ALPHABET, account, hashed, prefix
from lending_model import DAY, EXAMPLE, MAX_TOTAL, MOST, ONE, RAY, VIRTUAL_ASSETS, VIRTUAL_SHARES
from lending_model import Difference, Market, Position, check, content_id, down, key_of, plain, uint

# The number of the first vault's shares, as an asset.
FIRST_SHARES = 2**31
MAX_MARKETS, MAX_PENDING = 8, 16
# For how long a change can be applied.
LAPSE = 30 * DAY
# What idle money is held for: the pallet, and the number of its reason.
IDLE = ("vaults", 0)
# What moves supply shares of a vault, and what ends each call that does.
MOVES = ("supplied", "withdrawn", "passedOn")
DEPOSITED, REALLOCATED, IN_CASH, IN_KIND = "deposited", "reallocated", "redeemed", "redeemedInKind"
# What has happened to shares just before each of these.
MINTED = {"feeTaken": "issued", DEPOSITED: "issued", IN_CASH: "burned", IN_KIND: "burned"}


class Pool:
    """All that is in a vault, and all its shares."""

    def __init__(self, assets, shares):
        self.assets, self.shares = assets, shares
        self.price = Fraction(assets + VIRTUAL_ASSETS, shares + VIRTUAL_SHARES)

    def index(self):
        return min(floor(self.price * RAY), MOST)

    def worth_of(self, shares):
        return min(floor(shares * self.price), self.assets)

    def shares_for(self, assets):
        return floor(assets / self.price)

    def shares_of(self, assets):
        return ceil(assets / self.price)

    def fee_shares(self, fee, mark):
        """The fee buys shares as if it were not in the vault yet. It is rounded in parts of RAY."""
        part = Fraction(down(self.shares * max(0, self.index() - mark), fee, ONE), RAY)
        shares = floor(part * (self.shares + VIRTUAL_SHARES) / (self.assets + VIRTUAL_ASSETS - part))
        return shares if self.shares + shares <= MOST else 0


# What a vault has in a market, with interest until now.
Part = namedtuple("Part", ("key", "market", "cap", "shares", "worth"))


class Vault:
    """A vault as it follows from what was done."""

    def __init__(self, said, paid, markets):
        self.said, self.paid, self.id, self.asset = said, paid, said["vault"], said["asset"]
        self.account = content_id("civitas/vault-account", uint(self.id, 4))
        # Its address is seen when it supplies for the first time. Caps are in the order of the list.
        self.address, self.markets, self.caps, self.fee = None, markets, {}, said["fee"]
        # The shares of the curator that are noted and not minted are no holder's.
        self.idle = self.minted = self.noted = 0
        self.mark, self.pending, self.holders = Pool(0, 0).index(), [], {}
        # What is being done, which moves have to come next, and what there was before them.
        self.call = self.plan = self.before = self.who = None
        # Whether the fee is minted by it if it can be, and whether it can.
        self.mints = self.fee_due = False

    def __str__(self):
        return f"vault {self.id}"

    # What there is.

    def part(self, key, now):
        market = self.markets[key].at(now)
        shares = market.positions.get(self.address, Position()).supply
        return Part(key, market, self.caps[key], shares, market.books.worth_of(shares))

    def parts(self, now):
        return [self.part(key, now) for key in self.caps]

    def pool(self, now):
        return Pool(self.idle + sum(part.worth for part in self.parts(now)), self.minted + self.noted)

    def cash(self, now):
        return self.idle + sum(min(part.worth, part.market.books.cash) for part in self.parts(now))

    def accrue(self, now):
        """The fee: of what is above the mark, which then is the price after it. If nobody has anything, it begins anew."""
        pool = self.pool(now)
        if not pool.worth_of(pool.shares):
            self.mark = pool.index()
        elif pool.index() > self.mark:
            self.noted += pool.fee_shares(self.fee, self.mark)
            self.mark = max(self.mark, self.pool(now).index())

    def give(self, who, shares):
        """Somebody has so many shares more or, if it is less than none, less."""
        self.holders[who] = self.holders.get(who, 0) + shares
        check(self.holders[who] >= 0, f"{-shares} shares go, and {self.holders[who] - shares} were there")

    def mint(self, who, shares):
        self.minted += shares
        self.give(who, shares)

    # What a call does to it.

    def begin(self, call, what, now, takes, pays):
        """A call begins; `takes` says whether a market takes so much, `pays` whether they can pay into the vault's account."""
        self.call, self.plan, self.who = call, [], what.get("who")
        self.mints = call in (DEPOSITED, IN_CASH, IN_KIND) or (call == "changeMade" and "fee" in what["change"])
        if self.mints:
            self.accrue(now)
        # Who has shares can have more.
        self.fee_due = self.mints and self.noted > 0 and self.holders.get(self.said["curator"], 0) > 0
        self.before, parts = self.pool(now), self.parts(now)
        if call == DEPOSITED:
            left = what["assets"]
            self.idle += left
            for part in parts:
                most = min(max(0, part.cap - part.worth), left)
                if most and takes(part.market, most):
                    self.plan.append(("supplied", part.key, most))
                    left -= most
        elif call in (IN_CASH, IN_KIND):
            self.named = what["shares"] + what["left"]
            self.worth = self.before.worth_of(self.named)
            check(self.worth > 0, f"{self.named} shares are worth nothing")
            check(self.named <= self.holders.get(self.who, 0), f"{self.named} shares are more than there were")
            missing = self.worth - self.idle
            for part in reversed(parts) if call == IN_CASH and pays else ():
                most = min(missing, part.worth, part.market.books.cash)
                if most > 0:
                    self.plan.append(("withdrawn", part.key, most))
                    missing -= most
            if call == IN_KIND:
                passed = [("passedOn", part.key, self.part_of(part.shares)) for part in parts]
                self.plan = [one for one in passed if one[2]]

    def part_of(self, whole):
        return down(whole, self.worth, self.before.assets)

    def moves(self, name, key, amount, now):
        """Something moves between it and a market."""
        if self.call == REALLOCATED:
            check(name != "passedOn" and key in self.caps, f"{name} {amount} does not follow")
            worth = self.part(key, now).worth + amount
            check(name != "supplied" or worth <= self.caps[key], f"{worth} are in a market, and the cap is {self.caps[key]}")
        else:
            check(self.plan[:1] == [(name, key, amount)], f"{name} {amount} does not follow, but {self.plan}")
            self.plan.pop(0)
        self.idle += {"supplied": -amount, "withdrawn": amount, "passedOn": 0}[name]
        check(self.idle >= 0, f"{amount} are supplied, and {self.idle + amount} were idle")

    def feeTaken(self, what, now):
        return {"curator": self.said["curator"], "shares": self.noted}

    def reallocated(self, what, now):
        return {"idle": self.idle}

    def deposited(self, what, now):
        after = self.pool(now).assets
        check(after <= MAX_TOTAL, f"{after} are more than a vault takes")
        # What rounds away as it is supplied is the loss of who deposits.
        shares = self.before.shares_for(min(max(0, after - self.before.assets), what["assets"]))
        check(shares > 0, "it is too little for a share")
        return {"shares": shares}

    def redeemed(self, what, now):
        taken = min(self.worth, self.idle)
        # What rounds away as markets pay is the loss of who leaves.
        paid = taken - max(0, self.before.assets - self.pool(now).assets)
        check(paid > 0, "nothing can be paid")
        burned = self.named if taken == self.worth else min(self.before.shares_of(taken), self.named)
        return {"assets": paid, "shares": burned, "left": self.named - burned}

    def redeemedInKind(self, what, now):
        paid, burned = self.part_of(self.idle), self.named
        if paid and not what["assets"]:
            # The part of the idle money could not be paid: its shares stay, and are rounded down.
            rest = self.worth - paid
            check(rest > 0, "nothing was passed on")
            paid, burned = 0, min(-down(-self.named, rest, self.worth), self.named)
        return {"assets": paid, "shares": burned, "left": self.named - burned}

    # Changes.

    def is_more(self, change):
        """Whether it makes the vault more dangerous, and so is announced."""
        if "cap" in change:
            return change["cap"]["cap"] > self.caps.get(key_of(change["cap"]["market"]), 0)
        return "fee" in change and change["fee"]["fee"] > self.fee

    def forget(self, change, now):
        """What was announced of the same thing is replaced, and what has lapsed is gone."""
        thing = lambda one: {name: what.get("market") for name, what in one.items()}
        kept = (one for one in self.pending if thing(one["change"]) != thing(change))
        self.pending = [one for one in kept if now <= one["until"]]

    def changeAnnounced(self, what, now):
        change, since = what["change"], now + self.said["delay"]
        check(self.is_more(change), "it counts at once")
        self.forget(change, now)
        self.pending.append({"change": change, "from": since, "until": since + LAPSE})
        check(len(self.pending) <= MAX_PENDING, "too much is announced")
        return {"from": since}

    def changeVetoed(self, what, now):
        check(what["by"] in (self.said["curator"], self.said["guardian"]), "nobody else vetoes")
        self.take_back(what["change"])
        return {}

    def take_back(self, change):
        found = [one for one in self.pending if one["change"] == change]
        check(len(found) == 1, f"it is not among what is announced, {self.pending}")
        self.pending.remove(found[0])
        return found[0]

    def changeMade(self, what, now):
        change = what["change"]
        if self.is_more(change):
            announced = self.take_back(change)
            check(announced["from"] <= now <= announced["until"], f"it is {now}, and {announced} is announced")
        else:
            self.forget(change, now)
        (kind, what), = change.items()
        if kind == "fee":
            self.fee = what["fee"]
        elif kind == "order":
            order = [key_of(market) for market in what["markets"]]
            check(set(order) == self.caps.keys() and len(order) == len(self.caps), "it is not an order of the same markets")
            self.caps = {key: self.caps[key] for key in order}
        else:
            key, cap = key_of(what["market"]), what["cap"]
            check(key in self.markets and key[0] == self.asset, "there is no such market of the asset")
            check(cap or key in self.caps, "it is not in the list")
            self.caps[key] = cap
            if not cap and not self.part(key, now).shares:
                del self.caps[key]
            check(len(self.caps) <= MAX_MARKETS, "there are too many markets")
        return {}

    # What there is to be seen.

    def info(self, now):
        later = copy.copy(self)
        later.accrue(now)
        pool, said, names = later.pool(now), self.said, ("vault", "asset", "curator", "guardian", "delay")
        markets = [
            {"market": part.market.id, "cap": part.cap, "shares": part.shares, "worth": part.worth, "cash": part.market.books.cash}
            for part in later.parts(now)
        ]
        return {
            **{name: said[name] for name in names}, "shareAsset": FIRST_SHARES + self.id, "account": "0x" + self.account.hex(),
            "fee": self.fee, "total": pool.assets, "idle": self.idle, "cash": self.cash(now), "shares": pool.shares,
            "price": pool.index(), "highWater": later.mark, "markets": markets, "pending": self.pending,
        }

    def holding(self, owner, now):
        later = copy.copy(self)
        later.accrue(now)
        shares = self.holders[owner]
        worth = later.pool(now).worth_of(shares)
        return {"vault": self.id, "owner": owner, "shares": shares, "worth": worth, "inCash": min(worth, self.cash(now))}


class Vaults:
    """All vaults of a chain, while its markets are recomputed."""

    def __init__(self, work):
        # Vaults by their numbers and by their accounts, and what issuers have done to accounts. What is blocked or frozen spends nothing,
        # and to what is blocked nothing is paid.
        self.work, self.all, self.by_account, self.stopped = work, {}, {}, {}

    def see(self, group, place):
        """What happens next in a transaction, before it changes a market."""
        _, pallet, name, what = group[place]
        if pallet == "lending" and name in MOVES:
            self.moves(group[place:], name, plain(what))
        elif pallet == "vaults":
            self.happened(group, place, name, plain(what))
        elif pallet == "poolAssets" and what.get("assetId", 0) >= FIRST_SHARES:
            self.shares(group[place + 1 :], name, plain(what))
        elif pallet == "assets" and name in ("blocked", "frozen", "thawed"):
            self.stopped[what["assetId"], account(what["who"])] = name

    def find(self, number):
        check(number in self.all, "there is no such vault")
        return self.all[number]

    def end(self):
        """A transaction ends, and so have all calls in it."""
        for vault in self.all.values():
            check(vault.call is None, f"{vault}: {vault.call} follows, and the chain does not say it")

    def created(self, what):
        check(what["vault"] == len(self.all), "vaults are numbered without gaps")
        # It was paid for just before.
        vault, self.work.paid = Vault(what, self.work.paid, self.work.markets), None
        self.all[vault.id] = self.by_account[vault.account] = vault

    def begin(self, vault, events):
        """What a vault does begins, unless it has. What it is says the event at its end."""
        if vault.call is None:
            told = ((name, plain(what)) for _, pallet, name, what in events if pallet == "vaults" and name != "feeTaken")
            call, what = next((one for one in told if one[1]["vault"] == vault.id), (None, None))
            check(call is not None, f"{vault} does something, and the chain does not say what")
            # A vault holds what is paid to it, and so it has to be its own.
            free = self.stopped.get((vault.asset, vault.account)) not in ("blocked", "frozen")
            vault.begin(call, what, self.work.time, lambda *one: free and self.takes(*one), free)

    def takes(self, market, assets):
        """Whether a market takes so much from who has no certificate."""
        most = min(MAX_TOTAL, market.supply_cap.at(self.work.time)[0])
        is_blocked = self.stopped.get((market.id["loan"], market.account)) == "blocked"
        if market.paused[0] or market.terms.said.get("toSupply") or is_blocked:
            return False
        return market.books.supplied() + assets <= most and floor(assets / market.books.price()) > 0

    def moves(self, events, name, what):
        """Something moves between a market and somebody: perhaps a vault."""
        who, amount = (what["from"], what["shares"]) if name == "passedOn" else (what["who"], what["assets"])
        vault = self.by_account.get(account(who))
        if vault:
            vault.address = who
            self.begin(vault, events)
            check(name != "passedOn" or what["to"] == vault.who, "it is passed on to somebody else")
            vault.moves(name, key_of(what["market"]), amount, self.work.time)

    def shares(self, next_ones, name, what):
        """Shares change hands, or are burned by who has them. Of what a vault mints and burns it tells next."""
        if name not in ("transferred", "issued", "burned"):
            return
        vault = self.find(what["assetId"] - FIRST_SHARES)
        if name == "transferred":
            vault.give(what["from"], -what["amount"])
            vault.give(what["to"], what["amount"])
        else:
            _, pallet, told, of = next_ones[0] if next_ones else (None,) * 4
            is_told = pallet == "vaults" and MINTED.get(told) == name and of["vault"] == vault.id
            check(is_told or name == "burned", "shares come out of nothing")
            if not is_told:
                vault.mint(what["owner"], -what["balance"])

    def happened(self, group, place, name, what):
        if name == "vaultCreated":
            self.created(what)
            return
        vault, where = self.find(what["vault"]), f"block {self.work.number}, {name}"
        self.begin(vault, group[place:])
        check(name == vault.call or (name == "feeTaken" and vault.mints and vault.noted), "such an event does not follow")
        check(name == "feeTaken" or not vault.plan, f"{vault.plan} follows, and the chain does not say it")
        follows = getattr(vault, name)(what, self.work.time)
        for member, value in follows.items():
            self.work.same(f"{where}: {member}", value, what[member])
        if name in MINTED:
            self.mint(vault, name, {**what, **follows}, group[place - 1])
        if name in (IN_CASH, IN_KIND):
            self.compare_asked(vault, name, follows)
        if name == "feeTaken":
            vault.noted, vault.fee_due = 0, False
        else:
            check(not vault.fee_due, f"feeTaken {vault.noted} follows, and the chain does not say it")
            vault.call = None

    def mint(self, vault, name, what, former):
        """Shares were minted or burned just before. What is paid for them comes and goes."""
        does, who, shares, assets = MINTED[name], what.get("who", what.get("curator")), what["shares"], what.get("assets", 0)
        told = {"assetId": FIRST_SHARES + vault.id, "owner": who, "amount" if does == "issued" else "balance": shares}
        said = (*former[1:3], plain(former[3]))
        check(said == ("poolAssets", does, told), f"{does} {told} follows, and the chain says {said}")
        if does == "issued":
            vault.mint(who, shares)
            self.work.pay(vault.asset, who, vault.account, assets)
        else:
            vault.mint(who, -shares)
            vault.idle -= assets
            self.work.pay(vault.asset, vault.account, who, assets)

    def compare_asked(self, vault, name, follows):
        """A call has asked for just this: nothing is compared, if calls cannot be read."""
        asked = [plain(one) for one in self.work.asked("vault", "shares", "how")]
        how = [one["how"] for one in asked if (one["vault"], one["shares"]) == (vault.id, vault.named)]
        least = [one["inCash"]["least"] for one in how if one != "inKind"]
        fits = "inKind" in how if name == IN_KIND else any(one <= follows["assets"] for one in least)
        check(fits or not asked, f"{vault.named} shares are redeemed for {follows}, and the calls say {asked}")

    # What there is at the end.

    def compare(self):
        work = self.work
        work.same("the vaults", list(self.all), [one["vault"] for one in work.pages("vaults", pallet="vaults")])
        for vault in self.all.values():
            said = work.view("vault", pallet="vaults", vault=vault.id)
            said = said and {**said, "account": "0x" + account(said["account"]).hex()}
            work.same(str(vault), vault.info(work.time), said)
            for owner in vault.holders:
                holding = work.view("holding", pallet="vaults", vault=vault.id, owner=owner)
                work.same(f"{vault}, {owner}", vault.holding(owner, work.time), holding)
            work.same(f"{vault}: the sum of shares", sum(vault.holders.values()), vault.minted)
            key = prefix("PoolAssets", "Asset") + hashed(uint(FIRST_SHARES + vault.id, 4))
            # After four accounts.
            issued = (work.chain.storage(key, work.last) or b"")[128:144]
            work.same(f"{vault}: what is issued of its shares", vault.minted, int.from_bytes(issued, "little"))
            work.same(f"{vault}: idle money on hold", vault.idle, work.on_hold(vault.account, vault.asset, IDLE))
            price = plain(work.view("setupCost", pallet="vaults", asset=vault.asset))["price"]
            work.same(f"{vault}: who has paid what for it", [vault.said["creator"], price], vault.paid)


class Node:
    """A node of which nothing is asked but what calls there were."""

    calls = ()

    def call(self, method, params):
        # A block of one transaction, without anything in it.
        return {"number": "0x0", "block": {"extrinsics": ["0x0805"]}} if params else None

    def hash(self, number):
        return number

    def value(self, method, params):
        return self.calls

    def storage(self, key, number):
        return None


def story(one, two, vault):
    """What happens to a vault in two markets: when, which cash a market gains or lends just before, what calls ask, and events."""
    told = lambda pallet: lambda name, **what: (0, pallet, name, what)
    lending, shares, vaults = told("lending"), told("poolAssets"), told("vaults")
    in_market = lambda name, market, assets, count: lending(name, market=market, who=vault, assets=assets, shares=count)
    passed = lambda market, to, count: lending("passedOn", market=market, to=to, shares=count, **{"from": vault})
    issued = lambda owner, amount: shares("issued", assetId=FIRST_SHARES, owner=owner, amount=amount)
    burned = lambda owner, balance: shares("burned", assetId=FIRST_SHARES, owner=owner, balance=balance)
    about = lambda name, **what: vaults(name, vault=0, **what)
    cap = lambda market, most: {"cap": {"market": market, "cap": most}}
    announced = lambda change: about("changeAnnounced", change=change, **{"from": DAY})
    redeem = lambda count, how: [{"redeem": {"vault": 0, "shares": count, "how": how}}]
    fee = lambda count: [issued("curator", count), about("feeTaken", curator="curator", shares=count)]
    more_fee, made = {"fee": {"fee": 200_000_000}}, lambda change: about("changeMade", change=change)
    roles = {"curator": "curator", "guardian": "guardian", "creator": "maker"}
    return [
        (0, None, [], [about("vaultCreated", asset=1, delay=DAY, fee=100_000_000, **roles)]),
        (0, None, [], [announced(cap(one, 599)), announced(cap(two, 300)), announced(more_fee)]),
        (0, None, [], [about("changeVetoed", change=more_fee, by="guardian")]),
        (DAY, None, [], [made(cap(one, 599)), made(cap(two, 300))]),
        # With what nobody has, 1,000 for a billion shares.
        (DAY, None, [], [
            in_market("supplied", one, 599, 599 * 10**6), in_market("supplied", two, 200, 200 * 10**6),
            issued("Ada", 799 * 10**6), about("deposited", who="Ada", assets=799, shares=799 * 10**6),
        ]),
        (DAY, None, [], [
            in_market("supplied", two, 100, 100 * 10**6),
            issued("Ben", 200 * 10**6), about("deposited", who="Ben", assets=200, shares=200 * 10**6),
        ]),
        # A share of the first is worth 1,200 / 600 then. So 1,598 are in the vault. Of 999 * 0.599 more a tenth is 59.8401: for that
        # there are 10^9 * 59.8401 / (1,599 - 59.8401) shares, and for 100 there are 100 * 1,038,878,416 / 1,599.
        (DAY, (one, 600, 0), [], [
            *fee(38_878_416), issued("Eva", 64_970_507), about("deposited", who="Eva", assets=100, shares=64_970_507),
        ]),
        (DAY, None, [], [made({"order": {"markets": [two, one]}})]),
        (DAY, None, [], [in_market("withdrawn", two, 50, 50 * 10**6), about("reallocated", idle=250)]),
        (DAY, None, [], [
            in_market("withdrawn", one, 198, 99 * 10**6), in_market("supplied", two, 30, 30 * 10**6), about("reallocated", idle=418),
        ]),
        (DAY, None, [], [shares("transferred", assetId=FIRST_SHARES, to="Ben", amount=10**7, **{"from": "Ada"})]),
        # 153.9 are paid with 153, so that what is left is worth more: a tenth of that is the next fee.
        (DAY, None, redeem(10**8, {"inCash": {"least": 153}}), [
            burned("Ben", 10**8), about("redeemed", who="Ben", assets=153, shares=10**8, left=0),
        ]),
        # 1,077 are wanted. There are 265, 30 and 280.
        (DAY, (one, -971, 971 * 10**6), redeem(7 * 10**8, {"inCash": {"least": 575}}), [
            *fee(59_421), in_market("withdrawn", one, 30, 15 * 10**6), in_market("withdrawn", two, 280, 280 * 10**6),
            burned("Ada", 373_381_176), about("redeemed", who="Ada", assets=575, shares=373_381_176, left=326_618_824),
        ]),
        (DAY, None, [], [
            in_market("supplied", two, 300, 300 * 10**6),
            issued("Ben", 259_743_426), about("deposited", who="Ben", assets=400, shares=259_743_426),
        ]),
        # 100 of 1,370: of what is idle, too.
        (DAY, None, redeem(64_970_507, "inKind"), [
            passed(two, "Eva", 21_897_810), passed(one, "Eva", 35_401_459),
            burned("Eva", 64_970_507), about("redeemedInKind", who="Eva", assets=7, shares=64_970_507, left=0),
        ]),
        # 154 of 1,270, of which 11 are idle and cannot be paid: 143 / 154 of the shares go.
        (DAY, None, redeem(10**8, "inKind"), [
            *fee(3_460), passed(two, "Ben", 33_722_627), passed(one, "Ben", 54_518_248),
            burned("Ben", 92_857_143), about("redeemedInKind", who="Ben", assets=0, shares=92_857_143, left=7_142_857),
        ]),
        (DAY, None, [], [made(cap(two, 0))]),
    ]


def numbers(said, path=()):
    """Where there are numbers in what is said."""
    if isinstance(said, (dict, list)):
        for name, value in said.items() if isinstance(said, dict) else enumerate(said):
            yield from numbers(value, (*path, name))
    elif isinstance(said, int):
        yield path


def test_vaults(recomputation):
    """A story whose numbers were computed apart from this. Then each of them is one more or less, which has to be noticed each time."""
    one, two = ({"loan": 1, "collateral": None, "terms": "0x" + byte * 32} for byte in ("11", "22"))
    # The letter 1 is the digit 0 of an address.
    number, address = int.from_bytes(b"\x2a" + content_id("civitas/vault-account", uint(0, 4)) + bytes(2), "big"), ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        address = ALPHABET[digit] + address

    def after(steps):
        """What there is in the end, and what was found to differ."""
        node = Node()
        work = recomputation(node)
        work.markets.update({key_of(market): Market(market, EXAMPLE, "maker", None, 0) for market in (one, two)})
        for work.number, (work.time, given, node.calls, events) in enumerate(steps):
            work.phase = 0
            if given:
                books = work.markets[key_of(given[0])].books
                books.cash, books.debt_shares = books.cash + given[1], books.debt_shares + given[2]
            work.transaction(events)
        vault = work.vaults.all[0]
        return (vault.info(DAY), vault.holders), work.differences

    steps = story(one, two, address)
    info, holders = {
        "vault": 0, "asset": 1, "shareAsset": FIRST_SHARES, "curator": "curator", "guardian": "guardian", "delay": DAY,
        "account": "0x" + account(address).hex(), "fee": 100_000_000, "total": 1127, "idle": 93, "cash": 93 + 244,
        "shares": 731_446_641, "price": 1128 * RAY // 732_446_641, "highWater": 1128 * RAY // 732_446_641, "pending": [],
        "markets": [
            {"market": two, "cap": 0, "shares": 244_379_563, "worth": 244, "cash": 300},
            {"market": one, "cap": 599, "shares": 395_080_293, "worth": 790, "cash": 0},
        ],
    }, {"Ada": 415_618_824, "Ben": 276_886_283, "Eva": 0, "curator": 38_878_416 + 59_421 + 3_460}
    known = (info, holders), []
    assert after(steps) == known, after(steps)
    changed = 0
    for place, (*_, events) in enumerate(steps):
        for which, event in enumerate(events):
            for (*path, last), more in itertools.product(numbers(event[3]), (-1, 1)):
                # As JSON, in which no part is the same as another.
                wrong = json.loads(json.dumps(steps))
                said = wrong[place][3][which][3]
                for name in path:
                    said = said[name]
                if said[last] + more < 0:
                    continue
                said[last] += more
                changed += 1
                try:
                    same = after(wrong) == known
                except Difference:
                    continue
                assert not same, f"nobody notices that {more} is added to {last} of {event}"
    assert changed > 200
    print("vaults are, too")
