"""A chain that was made up, on which all that counts happens once, and what this program has to notice on it.

What follows is written as `...`, and is filled in when the story is told for the first time; but for what was computed by hand.
"""

import copy
import hashlib
import itertools
import json

import model
from chain import ALPHABET, hashed, prefix
from lending_model import Difference
from model import DAY, ONE, PARTS, Debt, Pool, Price, Prices, Terms

ALICE, BOB, CHARLIE, DAVE = (
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY", "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
    "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y", "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
)
START = 1_800_000_000_000
# Dollars have cents, and are asset 1; CIV has 12 decimals.
DOLLAR, CIV = 1, 10**12
PALLET = 77


def repayment(principal=120_000, **other):
    terms = {
        "principal": principal, "rate": 120_000_000, "lateRate": 240_000_000, "grace": 3, "prepaymentFee": 10_000_000,
        "schedule": {"plan": "equalPrincipal", "periods": 12, "every": 30},
    }
    return {**terms, **other}


def loan_terms(principal=120_000, secured=False, **other):
    security = {"asset": None, "feed": 0, "loanFeed": 1, "maxAge": DAY, "covenant": 800_000_000, "cure": 5}
    back = repayment(principal, **other)
    return {"asset": DOLLAR, "repayment": back, "security": security if secured else None, "defaultAfter": 20, "text": "0x" + "09" * 32}


def payment(late=0, interest=0, principal=0, fee=0):
    return {"late": late, "interest": interest, "principal": principal, "fee": fee}


def address(raw):
    """The address of an account."""
    whole = b"\x2a" + raw
    number, letters = int.from_bytes(whole + hashlib.blake2b(b"SS58PRE" + whole).digest()[:2], "big"), ""
    while number:
        number, letter = divmod(number, 58)
        letters = ALPHABET[letter] + letters
    return letters


class Story:
    """Blocks, with their times, events, calls and prices."""

    def __init__(self):
        self.blocks, self.calls, self.prices, self.price = [], [], [], 2 * 10**18
        self.withheld = {}

    def block(self, day, *transactions, hours=0):
        """At a time, a transaction after the other: a call and its events."""
        events = []
        for phase, (call, *said) in enumerate(transactions):
            events += [(phase, "credit", name, what) for name, what in said]
        self.blocks.append((START + day * DAY + hours * DAY // 24, events))
        self.calls.append([call for call, *_ in transactions])
        self.prices.append(self.price)

    def pay(self, loan, most, split=..., payer=ALICE, unclaimed=False, borrower=ALICE):
        call = {"credit": {"pay": {"borrower": borrower, "loan": loan, "asset": DOLLAR, "most": str(most)}}}
        what = {"borrower": borrower, "loan": loan, "payer": payer, "payment": split, "unclaimed": unclaimed}
        return {"utility": {"batchAll": {"calls": [call]}}}, ("paid", what)

    def seize(self, loan, most, split, taken, payer=CHARLIE):
        call = {"seize": {"borrower": ALICE, "loan": loan, "asset": DOLLAR, "most": most, "least": "1"}}
        what = {"borrower": ALICE, "loan": loan, "by": payer, "payment": split, "unclaimed": False, "taken": taken}
        return {"credit": call}, ("seized", what)

    def offer(self, lender, **terms):
        terms = {"least": 1000, "budget": 1_000_000, "maxLtv": 0, "tier": None, "until": START + 4000 * DAY, **terms}
        offer = model.offer_id(lender, terms)
        return offer, (None, ("offerPublished", {"offer": offer, "lender": lender, "terms": terms}))

    def start(self, lender, terms, by, collateral=0, certificate=None, assessment=None, loan=..., borrower=ALICE):
        said = {"certificate": certificate, "assessment": assessment, "by": by, "collateral": collateral}
        return None, ("loanStarted", {"borrower": borrower, "loan": loan, "lender": lender, "terms": terms, **said})

    def propose(self, lender, loan, **terms):
        terms = {"loan": loan, "collateral": 0, "replaces": None, "assessment": None, "until": START + 4000 * DAY, **terms}
        proposal = model.proposal_id(lender, ALICE, terms)
        return proposal, (None, ("proposed", {"proposal": proposal, "lender": lender, "borrower": ALICE, "terms": terms}))


def of_loan(name, loan, **other):
    return None, (name, {"borrower": ALICE, "loan": loan, **other})


def ended(loan, written_off=0, worst=...):
    return "loanEnded", {"borrower": ALICE, "loan": loan, "writtenOff": written_off, "worst": worst}


def history():
    story, bob, pool = Story(), {"account": BOB}, {"pool": 0}
    block, plain_terms, secured_terms = story.block, loan_terms(), loan_terms(secured=True)
    tier = {"network": 7, "schema": "0x" + "77" * 32}
    open_offer, publish_open = story.offer(bob, loan=secured_terms, maxLtv=500_000_000)
    tier_offer, publish_tier = story.offer(bob, loan=plain_terms, tier=tier)
    pool_offer, publish_pool = story.offer(pool, loan=loan_terms(600_000), budget=10_000_000)
    pledged, publish_pledged = story.offer(pool, loan=loan_terms(400_000, True), budget=10_000_000, maxLtv=500_000_000)

    # A loan of an account: at its dates, early, with a fee, and at last all of it.
    block(0, publish_open, publish_tier)
    block(0, story.start(bob, secured_terms, open_offer, 1200 * CIV, loan=0))
    # 12 % of 1,200.00 for 30 days are 11.83561, and a twelfth.
    block(30, story.pay(0, 11_184, payment(0, 1_184, 10_000)))
    # 1,100.00 bear 3.61643 in ten days; then the next date; 800.00 of the rest, and 1 %.
    block(40, story.pay(0, 10_000 + 362 + 80_000 + 800 + 1, payment(0, 362, 90_000, 800), CHARLIE))
    block(40, story.pay(0, 10**6), hours=1)
    story.blocks[-1][1][0][3]["payment"] = payment(0, 0, 20_000, 200)
    story.blocks[-1][1].append((0, "credit", *ended(0, worst=0)))

    # A certificate opens one. It is late, and its lender cannot take what is paid.
    said = {"certificate": "0x" + "c1" * 32, "assessment": "0x" + "a1" * 32}
    block(50, story.start(bob, plain_terms, tier_offer, **said))
    block(50 + 33)
    # Two days of 24 % on 1,200.00: 1.57808. 30 days of 12 %: 11.83561; and three after the date, which are rounded on their own: 1.18356.
    block(50 + 35, story.pay(1, 11_461, payment(158, 1_184 + 119, 10_000), CHARLIE, True))
    block(50 + 36, of_loan("claimed", 1, payer=CHARLIE, to=BOB, amount=...))
    block(50 + 60, story.pay(1, 5_000, unclaimed=True), story.pay(1, 100, unclaimed=True))
    # Bob proposes other terms, some of which are not accepted.
    other = loan_terms(107_000, rate=60_000_000, schedule={"plan": "amortised", "periods": 24, "every": 30})
    other_proposal, propose_other = story.propose(bob, other, replaces=1, assessment="0x" + "a2" * 32)
    wrong, propose_wrong = story.propose(bob, plain_terms)
    kept, propose_kept = story.propose(bob, secured_terms, collateral=7)
    block(50 + 95, propose_other, propose_wrong, propose_kept, (None, ("proposalWithdrawn", {"proposal": wrong})))
    accept = {"credit": {"accept": {"proposal": other_proposal, "principal": {}, "collateral": None}}}
    replaced = of_loan("loanRestructured", 1, terms=other, collateral=0, forgiven=...)[1]
    block(50 + 95, (accept, replaced))
    block(50 + 130, story.pay(1, 7_000))

    # A breach: noted, ended, paid, and then not cured. Half of the bonus; all of the collateral.
    block(200, story.start(bob, secured_terms, open_offer, 1200 * CIV))
    story.price = 120 * 10**16
    # 1,200.40 of 1,440.00.
    block(200, of_loan("covenantBroken", 2, until=START + 205 * DAY))
    story.price = 160 * 10**16
    block(201, of_loan("covenantMet", 2))
    story.price = 120 * 10**16
    block(202, of_loan("covenantBroken", 2, until=...))
    call, paid = story.pay(2, 10_000)
    block(203, (call, paid, of_loan("covenantMet", 2)[1]))
    story.price = 100 * 10**16
    block(204, of_loan("covenantBroken", 2, until=...))
    block(209, of_loan("defaulted", 2, owed=...), hours=1)
    # 36 hours later the bonus is 5 %: 100.00 take 105 CIV.
    block(210, story.seize(2, 10_000, ..., 105 * CIV), hours=13)
    block(213, story.seize(2, 10**6, ..., ...), hours=13)
    left = of_loan("claimed", 2, payer=ALICE, to=ALICE, amount=...)[1]
    call, seized = story.seize(2, 10**6, ..., ...)
    story.price = 180 * 10**16
    # He owes less than it is worth now: the rest is his, when his account can take it.
    story.blocks.pop(), story.calls.pop(), story.prices.pop()
    block(213, (call, seized, ended(2)), hours=13)
    story.withheld[2] = (True, len(story.blocks) + 1)
    block(214, (None, left))

    # A pool with a fee: what two deposit is lent, one leaves, another loan is bad.
    rules = {"notice": 10, "cover": 100_000_000, "limit": 600_000_000, "fee": 100_000_000}
    opened = None, ("poolOpened", {"pool": 0, "asset": DOLLAR, "manager": DAVE, "rules": rules})
    cover = lambda cover: (None, ("coverSet", {"pool": 0, "cover": cover}))
    deposit = lambda who, assets, shares=...: (None, ("deposited", {"pool": 0, "who": who, "assets": assets, "shares": shares}))
    block(300, opened, cover(150_000))
    block(300, cover(110_000))
    block(300, deposit(BOB, 500_000, 500_000 * 10**6), deposit(CHARLIE, 500_000), publish_pool, publish_pledged)
    story.price = 2 * 10**18
    block(300, story.start(pool, loan_terms(500_000), pool_offer), story.start(pool, loan_terms(400_000, True), pledged, 4000 * CIV))
    # 5,000.00 bear 49.31507 in 30 days. A tenth of that is the manager's, and the rest enters in ten days.
    block(330, story.pay(3, 46_599, payment(0, 4_932, 41_667)))
    block(335, deposit(BOB, 10_000), story.pay(3, 10, payment(0, 10, 0)))
    request = lambda who, shares, number, least=0: (
        "redemptionRequested", {"pool": 0, "request": number, "owner": who, "shares": shares, "least": least}
    )
    block(336, (None, request(BOB, 500_000 * 10**6, 0, 500_000)), (None, request(CHARLIE, 400_000 * 10**6, 1, 300_000)))
    story.price = 40 * 10**16
    # 4,000 CIV are worth 1,600.00, and fetch 1,454.54.
    block(336, of_loan("impaired", 4, book=145_454), hours=2)
    unsaid = dict.fromkeys(("assets", "shares", "left"), ...)
    redeemed = lambda owner, request=...: ("redeemed", {"pool": 0, "request": request, "owner": owner, **unsaid})
    # Bob wants at least 5,000.00. Charlie cannot take what he is to have, and waits.
    returned = "redemptionReturned", {"pool": 0, "request": 0, "owner": BOB, "shares": 500_000 * 10**6}
    put_back = "redemptionPutBack", {"pool": 0, "request": 1, "becomes": 2}
    block(346, (None, returned, put_back))
    # It is cured, and bad again.
    call, paid = story.pay(4, 60_000)
    block(348, (call, paid, of_loan("cured", 4)[1]))
    # There is not as much cash, and then there is.
    block(357, (None, redeemed(CHARLIE, 2)))
    block(358, story.pay(3, 150_000), (None, redeemed(CHARLIE)))
    block(400, of_loan("defaulted", 4, owed=...), of_loan("impaired", 4, book=...))
    block(402, story.seize(4, 10**7, ..., 4000 * CIV))
    lost = "lossBorne", {"pool": 0, "covered": ..., "borne": ...}
    block(403, (None, lost, ended(4, ...)))
    call = {"credit": {"pay": {"borrower": ALICE, "loan": 4, "asset": DOLLAR, "most": 70_000}}}
    recovered = "recovered", {"borrower": ALICE, "loan": 4, "payer": CHARLIE, "amount": 70_000, "unclaimed": True}
    block(404, (call, recovered))
    block(404, of_loan("claimed", 4, payer=CHARLIE, to=address(model.pool_account(0)), amount=...), hours=1)
    # The first of its loans is late, too, and gets other terms. No date cures it any more.
    longer = loan_terms(313_574, rate=30_000_000, schedule={"plan": "bullet", "periods": 3, "every": 30})
    _, propose_longer = story.propose(pool, longer, replaces=3)
    block(405, propose_longer, of_loan("impaired", 3, book=0))
    block(405, of_loan("loanRestructured", 3, terms=longer, collateral=0, forgiven=...), hours=1)
    block(406, story.pay(3, 100))
    call, paid = story.pay(3, 10_000)
    block(437, (call, paid))

    # Registers.
    root = lambda period: (None, ("rootPublished", {"register": BOB, "period": period, "root": "0x" + "55" * 32}))
    disputed = lambda one: (None, ("disputed", {"register": BOB, "dispute": one, "by": ALICE}))
    forgotten = lambda **record: (None, ("forgotten", {"record": record}))
    one, two = "0x" + "d1" * 32, "0x" + "d2" * 32
    block(440, (None, ("registerOpened", {"register": BOB, "policy": "0x" + "44" * 32, "period": 30})), root(0))
    block(470, root(1), disputed(one), disputed(two), (None, ("consentsVoided", {"subject": ALICE})))
    answered = "disputeAnswered", {"register": BOB, "dispute": one, "answer": "0x" + "66" * 32}
    block(471, (None, answered), (None, ("offerWithdrawn", {"offer": tier_offer, "left": 1_000_000 - 120_000})))
    block(512, root(...))
    block(513, disputed("0x" + "d3" * 32), forgotten(dispute={"register": BOB, "dispute": "0x" + "d3" * 32}))
    block(561, forgotten(consents={"subject": ALICE}), (None, ("consentsVoided", {"subject": BOB})))
    # A loan that is late in the end, years later, and an outcome that is forgotten. What was not claimed goes back.
    block(40 + 7 * 365 + 1, forgotten(outcome={"borrower": ALICE, "loan": 0}))
    block(40 + 7 * 365 + 1)
    return story


class Told:
    """The chain of a story. It answers as it did before, or as the recomputation says that it should."""

    def __init__(self, story, answers=None):
        self.story, self.answers, self.said, self.of = story, answers, {}, None

    def call(self, method, params):
        if method == "chain_getHeader":
            return {"number": hex(len(self.story.blocks))}
        if method == "chain_getBlock":
            number = params[0]
            # Two bytes: it is not signed, and which call it is.
            return {"block": {"extrinsics": [f"0x0804{phase:02x}" for phase in range(len(self.story.calls[number - 1]))]}}
        return "0x"

    def hash(self, number):
        return number

    def events(self, number):
        return self.story.blocks[number - 1]

    def storage(self, key, number):
        held = {}
        for (who, asset, (_, reason)), amount in self.of.held().items():
            where = prefix("Balances", "Holds") if asset is None else prefix("AssetsHolder", "Holds") + hashed(asset.to_bytes(4, "little"))
            held[where + hashed(who)] = held.get(where + hashed(who), b"") + bytes([PALLET, reason]) + amount.to_bytes(16, "little")
        return self.answer("storage", key.hex(), lambda: held.get(key) and "00" + held[key].hex(), bytes.fromhex)

    def answer(self, name, params, exact, read=lambda said: said):
        """`exact` is asked if nothing was answered before."""
        place = name, json.dumps(params)
        if self.answers is None:
            self.said.setdefault(place, copy.deepcopy(exact()))
        said = (self.said if self.answers is None else self.answers)[place]
        return said and read(copy.deepcopy(said))

    def value(self, method, params):
        if method == "civitas_encodeCall":
            return f"0x{PALLET:02x}04"
        if method == "civitas_decodeCall":
            call = self.story.calls[self.of.last - 1][int(params["call"][2:], 16)]
            if call is None:
                raise LookupError
            return call
        if method == "lending_feed":
            return self.feed(params["feed"], params["block"])
        return self.answer(method, params, lambda: self.exact(method.removeprefix("credit_"), params))

    def feed(self, feed, block):
        time, price = self.story.blocks[block - 1][0], self.story.prices[block - 1] if feed == 0 else 10**18
        guard = {"tolerance": 50_000_000, "window": 3_600_000, "settle": 600_000}
        guarded = {"price": price, "time": time, "anchor": price, "anchored": time, "median": price, "medianTime": time, "moving": None}
        return {"feed": feed, "asset": DOLLAR if feed else None, "decimals": 2 if feed else 12, "guard": guard, "guarded": guarded}

    def exact(self, name, params):
        of = self.of
        infos = {
            "loansOf": lambda: [of.loan_info(one) for one in of.loans.values() if one.borrower == params["borrower"]],
            "loansBy": lambda: [of.loan_info(one) for one in of.loans.values() if one.lender == params["lender"]],
            "outcomes": lambda: [self.outcome(one) for one in of.outcomes.values() if one.borrower == params["borrower"]],
            "redemptions": lambda: of.queue_info(params["pool"]), "pools": lambda: [self.pool(pool) for pool in of.pools],
            "offers": lambda: [one for one in of.offers.values() if one["terms"]["loan"]["asset"] == params["asset"]],
            "proposalsTo": lambda: [
                {name: one[name] for name in ("proposal", "lender", "terms")}
                for one in of.proposals.values() if one["borrower"] == params["borrower"]
            ],
            "overdue": lambda: [self.dispute(*place) for place, one in of.disputes.items() if of.is_overdue(one)],
        }
        if name in infos:
            return {"items": infos[name](), "next": None}
        if name == "loan":
            return of.loan_info(of.loans[params["loan"]]) if params["loan"] in of.loans else None
        if name == "schedule":
            return of.schedule_info(of.loans[params["loan"]], params["time"])
        if name == "register":
            newest = max(of.roots[BOB].values(), key=lambda root: root["period"])
            return {**of.registers[BOB], "newest": newest, "late": newest["period"] + 1 < of.period(BOB)}
        if name == "rootAt":
            return max(of.roots[BOB].values(), key=lambda root: root["period"])
        return {"pool": lambda: self.pool(params["pool"]), "disputeInfo": lambda: self.dispute(BOB, params["dispute"]),
                "consentsVoidSince": lambda: of.voided[params["subject"]]}[name]()

    def outcome(self, one):
        is_withheld, until = self.story.withheld.get(one.number, (False, 0))
        withheld = one.collateral if is_withheld and self.of.last < until else 0
        return {**self.of.outcome_info(one), "withheld": withheld}

    def pool(self, number):
        return {**self.of.pool_info(number), "account": address(model.pool_account(number))}

    def dispute(self, register, dispute):
        known = self.of.disputes[register, dispute]
        return {"dispute": dispute, **known, "due": known["at"] + 30 * DAY, "overdue": self.of.is_overdue(known)}


def fill(here, said):
    """What follows is written where nothing was said."""
    if isinstance(said, dict) and isinstance(here, dict):
        for name in said:
            if said[name] is ... and name in here:
                said[name] = copy.deepcopy(here[name])


def dictating(recomputation):
    """It says what follows, instead of looking whether it is said."""

    class Dictating(recomputation):
        def tell(self, name, what):
            super().tell(name, self.block[self.place][3])

        def expect(self, name, what, **here):
            fill(here, what)
            super().expect(name, what, **here)

        def same(self, where, here, said):
            fill(here, said)
            super().same(where, here, said)

    return Dictating


def differences(kind, chain):
    """What differs."""
    recomputation = chain.of = kind(chain)
    try:
        recomputation.run()
    except (Difference, LookupError, TypeError, ValueError, OverflowError, AttributeError) as difference:
        return [repr(difference)] + recomputation.differences
    return recomputation.differences


def changes(value, path=()):
    """The value with one number in it larger by one, or one answer turned, for each; and where that is, without places in lists."""
    if isinstance(value, bool):
        yield path, not value
    elif value is None:
        yield path, 1
    elif isinstance(value, int):
        yield path, value + 1
    elif isinstance(value, (dict, list)):
        for place in value.keys() if isinstance(value, dict) else range(len(value)):
            inner = path + ((place if isinstance(place, str) else "[]"),)
            for where, changed in changes(value[place], inner):
                whole = value.copy()
                whole[place] = changed
                yield where, whole


def hasty(recomputation):
    """One difference is enough for it."""

    class Hasty(recomputation):
        def same(self, where, here, said):
            super().same(where, here, said)
            if self.differences:
                raise Difference("this differs")

    return Hasty


def test_faults(kind, story, answers):
    """A fault in each kind of number of each event and of each answer is noticed: the first that there is, and the last."""
    faults = {}
    for place, (time, events) in enumerate(story.blocks):
        for number, (phase, pallet, name, what) in enumerate(events):
            for path, changed in changes(what):
                other = copy.copy(story)
                there = [*events[:number], (phase, pallet, name, changed), *events[number + 1 :]]
                other.blocks = [*story.blocks[:place], (time, there), *story.blocks[place + 1 :]]
                faults.setdefault((name, path), []).append((other, answers))
    for (name, params), said in answers.items():
        for path, changed in changes(said) if name != "storage" else [((), said[:-2] + "99")] if said else []:
            # Whether there is another page is nothing that differs.
            if path != ("next",):
                faults.setdefault((name, path), []).append((story, {**answers, (name, params): changed}))
    noticed, kind = 0, hasty(kind)
    for place, found in faults.items():
        for other, said in found[:: max(1, len(found) - 1)]:
            assert differences(kind, Told(other, said)), f"{place} is not noticed"
            noticed += 1
    return noticed


def test_model():
    """Cases that were computed by hand."""
    # 1,200.000000 at 12 %: 11.835616.4 in 30 days, and a twelfth. Three days later it is late: 24 % are 0.789041.1 a day.
    debt = Debt(Terms(repayment(1_200_000_000)))
    debt.pass_days(29)
    assert not any(debt.due().values()) and debt.late_from() == 33 and debt.overdue() == 0
    debt.pass_days(30)
    assert debt.due() == {"late": 0, "interest": 11_835_617, "principal": 100_000_000}
    assert debt.payoff() == payment(0, 11_835_617, 1_200_000_000, 10_000_000)
    debt.pass_days(34)
    # 33 days of 12 %: 13.019178.08, of which three come at the next date.
    assert debt.due() == {"late": 789_042, "interest": 11_835_617, "principal": 100_000_000} and debt.overdue() == 4
    assert debt.owed() == 789_042 + 11_835_617 + 1_183_562 + 1_200_000_000
    few = debt.copy()
    assert few.pay(789_042 + 11_835_617 + 99_999_999) == payment(789_042, 11_835_617, 99_999_999) and few.is_late()
    assert few.pay(1) == payment(0, 0, 1) and not few.is_late() and (few.overdue(), few.worst, few.met) == (0, 4, True)
    # On the same day interest since the date, the next principal, and the rest: 0.505 for half a unit and its fee.
    assert few.pay(1_183_562 + 100_000_000 + 505_000) == payment(0, 1_183_562, 100_500_000, 5_000)
    assert few.pay(1) == payment() and few.pay(2) == payment(0, 0, 1, 1)
    # Whoever pays on the same day pays for a day: 0.394520.5.
    at_once = Debt(Terms(repayment(1_200_000_000))).pass_days(1)
    assert at_once.pay(10**12) == payment(0, 394_521, 1_200_000_000, 11_000_000) and at_once.owed() == 0
    # After the last date all is due at once, day by day: 2 of 1,000 at 36.5 % a year are 1 a day.
    short = Debt(Terms(repayment(1000, rate=365_000_000, lateRate=730_000_000, schedule={"plan": "bullet", "periods": 2, "every": 5})))
    assert short.pass_days(5).pay(5) == payment(0, 5) and short.pass_days(12).due() == {"late": 0, "interest": 7, "principal": 1000}
    assert (short.overdue(), short.pass_days(15).due()["late"], short.late_from()) == (2, 4, 13)
    # A rest of a unit is paid as one, and gone: 0.1 a day.
    small = Debt(Terms(repayment(100, rate=365_000_000, lateRate=365_000_000, prepaymentFee=0))).pass_days(1)
    assert small.pay(1) == payment(0, 1) and small.pass_days(2).owed() == 101 and small.pass_days(11).owed() == 101
    assert small.pass_days(12).owed() == 102
    # Without interest nothing is due before principal is: of 2 by five dates, from the third on.
    free = Debt(Terms(repayment(2, rate=0, lateRate=0, schedule={"plan": "equalPrincipal", "periods": 5, "every": 10})))
    assert [free.terms.due_by(date) for date in range(6)] == [0, 0, 0, 1, 1, 2] and free.late_from() == 33
    assert free.pass_days(34).overdue() == 4 and free.met and free.pay(1) == payment(0, 0, 1) and free.late_from() == 53
    # At 100 % a year v is a half: of 300, (1/2 - 1/4) / (1 - 1/4) is a third. Then 100 and 300 of interest, 200 and 200.
    yearly = {"plan": "amortised", "periods": 2, "every": 365}
    annuity = Terms(repayment(300, rate=ONE, lateRate=ONE, schedule=yearly))
    assert [tuple(one.values()) for one in annuity.instalments()] == [(365, 100, 300), (730, 200, 200)]
    for principal, rate, dates, every in itertools.product((999_999_999_999, 2**110), (1, 70_000_001, 10 * ONE), (2, 13, 360), (1, 366)):
        terms = Terms(repayment(principal, rate=rate, lateRate=rate, schedule={"plan": "amortised", "periods": dates, "every": every}))
        top, base = PARTS**dates, PARTS + rate * every
        for date in (1, dates // 2, dates - 1):
            # v^(n-k) and v^n, each times the n-th power of what v is a part of.
            exact = principal * (PARTS ** (dates - date) * base**date - top) // (base**dates - top)
            assert abs(terms.due_by(date) - exact) <= 1, (principal, rate, dates, every, date)
        assert sum(one["principal"] for one in terms.instalments()) == principal

    # 40 CIV at 1.50 for 50.00: 83.34 %. A bonus of 5 %: 20.00 take 14 CIV; all, worth 60.00, is taken for 57.15.
    prices = Prices(Price(15 * 10**17, 12, 0, False), Price(10**18, 2, 0, False))
    assert prices.ltv(5_000, 40 * CIV) == 833_333_334 and prices.worth(40 * CIV) == 6_000
    assert not prices.within(4_801, 40 * CIV, 800_000_000) and prices.within(4_800, 40 * CIV, 800_000_000)
    assert model.bonus_after(DAY * 3 // 2) == ONE // 20 and model.bonus_after(9 * DAY) == ONE // 10 and model.bonus_after(1) == 0
    assert prices.seize(2_000, 40 * CIV, ONE // 20) == (2_000, 14 * CIV)
    assert prices.seize(9_000, 40 * CIV, ONE // 20) == (5_715, 40 * CIV)

    # A tenth of an income of 100 is the manager's, and 90 enter in ten days; after five, 45 and 10 more are spread anew.
    rules = {"notice": 10, "cover": ONE // 10, "limit": ONE // 2, "fee": ONE // 10}
    pool = Pool({"asset": 1, "manager": DAVE, "rules": rules})
    assert pool.shares_for(1000, 0) == 1000 * 10**6
    pool.cash, pool.shares, pool.cover = 1000, 1000 * 10**6, 50
    pool.receive(100, 100, False, 0)
    assert (pool.cash, pool.cover, pool.gross(0), pool.gross(5 * DAY)) == (1090, 60, 1000, 1045)
    pool.receive(10, 10, True, 5 * DAY)
    assert (pool.unclaimed, pool.income, pool.cover, pool.gross(5 * DAY), pool.gross(15 * DAY)) == (10, 54, 61, 1045, 1099)
    # (1,045 + 1) of 1,001,000,000 shares: 1,000 of these are worth 0.001; half of them 522.4; and with the 54 that are to enter, 100 buy 91,000,000.
    assert (pool.worth(500 * 10**6, 5 * DAY), pool.shares_for(100, 5 * DAY)) == (522, 91_000_000)
    # With cash of 100, as many shares are redeemed as that pays for, rounded up.
    pool.cash = 100
    pool.unclaimed += 989
    assert pool.payable(500 * 10**6, 522, 5 * DAY) == (100, 95_697_897)
    assert pool.payable(500 * 10**6, 523, 5 * DAY) == (0, 0)
    assert pool.lose(70) == (61, 9) and (pool.cash, pool.cover) == (161, 0)


def test_itself(kind):
    test_model()
    story = history()
    told = Told(story)
    wrong = differences(dictating(kind), told)
    assert not wrong, wrong
    assert "Ellipsis" not in repr(story.blocks)
    again = differences(kind, Told(story, told.said))
    assert not again, again
    print(f"the model is right; a fault in each of {test_faults(kind, story, told.said)} numbers was noticed")
