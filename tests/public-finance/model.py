"""Public books, as they follow from what was done: bodies, lines of budgets, awards, audits, and funds, which are rows of coins.

Records are as the chain's answers have them, with numbers as numbers.
"""

import collections

import leaves
from audits import REPLACE_AFTER, Audits
from coins import Fund
from lending_model import DAY, check

NOTHING = {"authority": 0, "obligated": 0, "disbursed": 0, "refunded": 0}
# After half a year nobody waits for the answer to a claim, either.
ANSWER_TIME = REPLACE_AFTER
# For how long a campaign lasts at most, and how long its donors have to take back what is theirs, at least and at most.
MAX_CAMPAIGN, MIN_TAKE_BACK, MAX_TAKE_BACK = 5 * 365 * DAY, 14 * DAY, 365 * DAY
# The most corrections of a use: by one officer, and by all.
OWN_CORRECTIONS, MAX_CORRECTIONS = 8, 16
# These are amounts, which JSON has as texts.
AMOUNTS = {"amount", "got", "threshold", "goal", "gifts", "advance", "every"}


def plain(said):
    """What an event or a call says, with amounts as numbers."""
    if isinstance(said, dict):
        amount = lambda name, value: name in AMOUNTS and isinstance(value, str)
        return {name: int(value) if amount(name, value) else plain(value) for name, value in said.items()}
    return [plain(one) for one in said] if isinstance(said, list) else said


def in_bank(currency):
    return "iso" in currency


def covers(purpose, codes):
    """Whether money for a purpose may be used for what has one of these codes."""
    within = lambda code: code["scheme"] == purpose["scheme"] and code["code"].startswith(purpose["code"])
    return purpose is None or any(map(within, codes))


def is_near(one, other):
    """Whether two funds are of one body and currency."""
    return (one.body, one.terms["currency"]) == (other.body, other.terms["currency"])


def may_go(fund, target, what):
    """That money of a fund can come into another."""
    purposes = [code for code in [target.terms["purpose"]] if code]
    check(covers(fund.terms["purpose"], purposes), f"{what} loses its purpose")
    check(target.terms["campaign"] is None and target.terms["gate"] is None, f"{what} goes where nothing may")


def total(lines):
    return sum(line["amount"] - line["lapsed"] for line in lines)


class Books(Audits):
    """All public books of a chain. What happened is told by methods that have the names of the events."""

    def __init__(self):
        super().__init__()
        self.bodies, self.periods, self.lines, self.funds, self.awards = {}, {}, {}, [], []
        self.acceptances, self.changes = [], []
        self.waiting = {}
        # What accounts were paid on this chain in this block, of which asset.
        self.paid = collections.Counter()
        # How many epochs of block production have begun, of those in which there was a block; and what was gathered in one.
        self.now = self.block = self.epoch = self.gathered = None

    def tell(self, event, said, deed):
        """Something has happened; `deed` is what a call wanted, where the event does not say all."""
        getattr(self, event)(deed=deed, **plain(said))

    # Bodies and periods.

    def bodySet(self, body, change, by, deed):
        name, value = leaves.variant(change)
        if body not in self.bodies:
            check(name == "name", f"{body} is no body")
            self.bodies[body] = {
                "name": None, "identifier": None, "parent": None, "wish": None, "depth": 1, "children": 0, "appropriator": None,
                "successor": None, "rules": [], "current": None, "periods": 0, "lines": 0, "acts": 0,
            }
        record = self.bodies[body]
        may = {
            "name": [body], "parent": [body], "adopt": [record["wish"], None if value else record["parent"]],
            "appropriator": [record["appropriator"] or body], "accept": [record["successor"]], "rule": [record["appropriator"]],
        }
        check(by in may[name], f"{by} changes {name} of {body}")
        if name == "name":
            record.update(value)
        elif name == "parent":
            record["wish"] = value
            if value is None:
                self.leave(record)
        elif name == "adopt":
            self.adopt(body, record, by, value)
        elif name == "rule":
            rules = {**{str(rule["currency"]): rule for rule in record["rules"]}, str(value["currency"]): value}
            record["rules"] = list(rules.values())
        else:
            record["successor"] = value
            if name == "accept":
                record["appropriator"] = by

    def adopt(self, body, record, by, agrees):
        if not agrees:
            is_wish = record["wish"] == by
            if record["parent"] == by:
                self.leave(record)
            record["wish"] = None if is_wish else record["wish"]
            return
        depth = self.bodies[by]["depth"] + 1
        check(depth <= 8 and not record["children"], f"{body} is on level {depth}")
        self.leave(record)
        self.bodies[by]["children"] += 1
        record.update(parent=by, wish=None, depth=depth)

    def leave(self, record):
        """It does not belong to another any more. Without a parent, and without others that belong to it, it is of the first level."""
        if record["parent"] is not None:
            parent = self.bodies[record["parent"]]
            parent["children"] -= 1
            record["parent"] = None
            for left in (parent, record):
                if left["parent"] is None and not left["children"]:
                    left["depth"] = 1

    def periodSet(self, body, period, state, deed):
        record = self.bodies[body]
        if state == "planned":
            check(period == record["periods"], f"period {period} of {body} is planned out of turn")
            terms = {name: deed[name] for name in ("label", "from", "to")}
            self.periods[body, period] = {**terms, "state": state, "isCommitted": False, "isAudited": False}
            record["periods"] += 1
            return
        former = self.periods[body, period]["state"]
        check(former == ("planned" if state == "open" else "open"), f"period {period} of {body} was {former}, and is {state}")
        check(record["current"] == (None if state == "open" else period), f"of {body} period {record['current']} is open")
        closed = {"closed": {"at": self.now, "epoch": self.epoch() if state != "open" else None}}
        check(state in ("open", closed), f"period {period} of {body} is {closed}, and the chain says {state}")
        record["current"] = period if state == "open" else None
        self.periods[body, period]["state"] = state

    def current(self, body):
        period = self.bodies[body]["current"]
        check(period is not None, f"no period of {body} is open")
        return period

    def unclosed(self, body, period):
        check(self.periods[body, period]["state"] in ("planned", "open"), f"period {period} of {body} is closed")

    # Lines.

    def lineMade(self, body, line, terms, deed):
        record = self.bodies[body]
        check(line == record["lines"], f"line {line} of {body} is made out of turn")
        record["lines"] += 1
        kind, above = leaves.variant(terms["above"])
        upper = {**above, "depth": 0} if kind == "root" else self.lines[body, above]
        if kind == "line":
            upper["children"] += 1
        binds = terms["binds"] or kind == "root"
        self.unclosed(body, upper["period"])
        check(upper["depth"] < 8, f"line {line} of {body} is too deep")
        self.lines[body, line] = {
            **{name: terms[name] for name in ("above", "part", "label", "codes")},
            **{name: upper[name] for name in ("period", "currency", "kind")},
            "depth": upper["depth"] + 1, "control": line if binds else upper["control"], "original": 0, "came": 0, "went": 0,
            "own": dict(NOTHING), "bound": dict(NOTHING) if binds else None, "children": 0,
        }

    def book(self, body, number, **changes):
        """Book something on a line, and on the line that binds it, which has to bear it."""
        line = self.lines[body, number]
        bound = self.lines[body, line["control"]]["bound"]
        for name, change in changes.items():
            for booked in (line["own"], bound):
                booked[name] += change
                check(booked[name] >= 0, f"line {number} of {body} has {booked[name]} {name}")
        # What is refunded may have come in before this period, and so be more than what has come in since.
        if line["kind"] == "expenditure":
            is_borne = bound["disbursed"] <= bound["obligated"] <= bound["authority"]
            check(is_borne, f"line {line['control']} of {body} does not bear {bound}")

    def authorityMoved(self, body, moved, by, deed):
        ends = [self.lines[body, number] for number in (moved["from"], moved["to"]) if number is not None]
        appropriates = by == self.bodies[body]["appropriator"]
        check(appropriates or len(ends) == 2, f"{by} moves authority of {body} from or to nothing")
        check(len({str((line["currency"], line["kind"])) for line in ends}) == 1, f"authority of {body} changes its kind")
        for line in ends:
            self.unclosed(body, line["period"])
            is_committed = self.periods[body, line["period"]]["isCommitted"]
            check(not (moved["original"] and is_committed), f"the original budget of {body} changes after an award")
        for number, name, sign in ((moved["to"], "came", 1), (moved["from"], "went", -1)):
            if number is not None:
                line = self.lines[body, number]
                line[name] += moved["amount"]
                line["original"] += sign * moved["amount"] * moved["original"]
                self.book(body, number, authority=sign * moved["amount"])

    # Funds: what comes in.

    def fundMade(self, body, fund, terms, deed):
        check(fund == len(self.funds), f"fund {fund} is made out of turn")
        made, campaign = Fund(body, terms), terms["campaign"]
        if campaign is not None:
            can_give = campaign["goal"] > 0 and terms["gifts"] is not None and not in_bank(terms["currency"])
            check(can_give, f"campaign {fund} has no goal, or no gifts on this chain")
            has_time = MIN_TAKE_BACK <= campaign["takeBack"] <= MAX_TAKE_BACK
            has_time = has_time and self.now < campaign["deadline"] <= self.now + MAX_CAMPAIGN
            check(has_time, f"campaign {fund} lasts too long, or its donors have too little time or too much")
            check(campaign["successor"] < fund, f"campaign {fund} has no successor")
            successor = self.funds[campaign["successor"]]
            check(is_near(made, successor), f"campaign {fund} has the successor {campaign['successor']}")
            may_go(made, successor, f"what is left of campaign {fund}")
        self.funds.append(made)

    def fundClosed(self, fund, deed):
        found = self.funds[fund]
        found.closed = {"at": found.closed_at(self.now) or self.now, "givenBack": 0}

    def received(self, fund, receipt, amount, source, deed):
        found = self.funds[fund]
        check(receipt == len(found.receipts), f"receipt {receipt} of fund {fund} is entered out of turn")
        record = {
            "span": found.enter(amount), "removed": 0, "source": source, "returns": None, "line": None, "refunded": 0, "at": self.now,
            "block": self.block, "evidence": None, "officer": None,
        }
        found.receipts.append(record)
        name, used = leaves.variant(source)
        if name == "use":
            # If it was claimed before, it is confirmed now; else it is about to be used.
            uses = self.funds[used["fund"]].uses
            check(used["number"] <= len(uses), f"receipt {receipt} of fund {fund} is from a use that is to come")
            if used["number"] < len(uses):
                claim = uses[used["number"]]
                came = claim["amount"] - claim["returned"]
                check(claim["standing"] == "claimed" and amount == came > 0, f"receipt {receipt} of fund {fund} is not what came")
                record["evidence"] = claim["evidence"]
            return
        check(found.closed_at(self.now) is None, f"fund {fund} is ended")
        if deed is None:
            # A gift, by a call of who gives.
            check(found.terms["gifts"] is not None and amount >= found.terms["gifts"], f"fund {fund} takes no gift of {amount}")
            campaign = found.terms["campaign"]
            check(campaign is None or self.now <= campaign["deadline"], f"the time for gifts to fund {fund} is over")
            found.gifts.add(receipt)
            return
        check(found.terms["campaign"] is None, f"receipt {receipt} of campaign {fund} is no gift")
        record.update({name: deed[name] for name in ("returns", "line", "evidence", "officer")})
        check(None in (record["returns"], record["line"]), f"receipt {receipt} of fund {fund} is booked twice")
        check((record["evidence"] is not None) == in_bank(found.terms["currency"]), f"receipt {receipt} of fund {fund}: evidence")
        if record["line"] is not None:
            self.of_now(found, record["line"], "revenue")
            self.book(found.body, record["line"], disbursed=amount)
        if record["returns"] is not None:
            check(deed["approved"], f"one alone says that receipt {receipt} of fund {fund} has come back")
            check(not self.is_archived("uses", *record["returns"]), f"receipt {receipt} of fund {fund} comes back too late")
            paid_from, place = self.funds[record["returns"][0]], f"receipt {receipt} of fund {fund}"
            check(is_near(paid_from, found), f"{place} comes back to another body, or in another currency")
            may_go(paid_from, found, place)
            self.returned(record["returns"], amount)

    def of_now(self, fund, number, kind):
        """That something can be booked on a line now, of money of a fund. The line."""
        line, place = self.lines[fund.body, number], f"line {number} of {fund.body}"
        check(line["kind"] == kind and line["currency"] == fund.terms["currency"], f"{place} is {line['kind']} in {line['currency']}")
        check(line["period"] == self.current(fund.body), f"{place} is not of the period that is open")
        return line

    def returned(self, place, amount):
        """Something of a payment has come back."""
        fund, number = place
        record = self.funds[fund].uses[number]
        record["returned"] += amount
        name, paid = leaves.variant(record["kind"])
        is_paid = name in ("award", "refund") or name == "transfer" and paid["through"] is not None
        check(is_paid and 0 <= record["returned"] <= record["amount"], f"{record['returned']} of {place} came back")
        if name == "award":
            self.awards[paid["award"]]["returned"] += amount
            self.accepted_is_enough(paid["award"])
        if name == "refund" and not self.is_archived("receipts", paid["fund"], paid["receipt"]):
            # It can be made again.
            self.refunds(paid, -amount, f"what came back of {place}")

    def refunds(self, what, amount, place):
        """So much more of a receipt is refunded, or less."""
        source = self.funds[what["fund"]]
        record = source.receipts[what["receipt"]]
        record["refunded"] += amount
        check(0 <= record["refunded"] <= source.units(what["receipt"]), f"of a receipt {record['refunded']} is refunded by {place}")

    def removed(self, fund, receipt, amount, givenBack, deed):
        found, record = self.funds[fund], self.funds[fund].receipts[receipt]
        # What was refunded out of another fund has come.
        there = found.remove(receipt, None if givenBack else found.units(receipt) - record["refunded"])
        check(there == amount > 0, f"{amount} of receipt {receipt} of fund {fund} is removed, and {there} can be")
        # Others rely on what no officer has entered: that it never came takes two.
        are_enough = record["officer"] is not None or deed and deed["approved"]
        can_be_void = in_bank(found.terms["currency"]) and record["evidence"] is not None and deed and are_enough
        check(receipt in found.gifts if givenBack else can_be_void, f"receipt {receipt} of fund {fund} is removed")
        record["removed"] += amount
        check(record["refunded"] <= found.units(receipt), f"of receipt {receipt} of fund {fund} more was refunded than is left")
        if givenBack:
            self.gives(found, record["source"], amount)
        if givenBack and found.closed:
            check(self.now <= found.closed["at"] + found.terms["campaign"]["takeBack"], f"a gift to fund {fund} goes back too late")
            found.closed["givenBack"] += amount
        if not found.closed and found.terms["campaign"]:
            is_decided = found.used > 0 or self.now > found.terms["campaign"]["deadline"]
            check(found.is_reached() or not is_decided, f"what fund {fund} had reached is gone")
        if not givenBack:
            line = record["line"]
            if line is not None and self.lines[found.body, line]["period"] == self.bodies[found.body]["current"]:
                self.book(found.body, line, disbursed=-amount)
            if record["returns"] is not None and not self.is_archived("uses", *record["returns"]):
                self.returned(record["returns"], -amount)

    # Funds: what leaves.

    def used(self, fund, number, amount, kind, officer, deed):
        found, place = self.funds[fund], f"use {number} of fund {fund}"
        check(number == len(found.uses), f"{place} is made out of turn")
        name, what = leaves.variant(kind)
        target = self.funds[what["to"]] if name == "transfer" else None
        is_flow = target is not None and target.terms["currency"] == found.terms["currency"]
        evidence = deed["evidence"] if deed else None
        period = self.current(found.body)
        # Only what is left of a campaign leaves it after its end, for what was said before.
        passes_on = target is not None and deed is None
        check(passes_on == (found.closed_at(self.now) is not None), f"{place} is of a fund that is ended, or not")
        check(amount == found.balance() if passes_on else found.is_reached(), f"{place} is before the goal, or not all that is left")
        check(deed is not None or passes_on or name == "givenBack", f"no call wants {place}")
        claimed = in_bank(found.terms["currency"]) and not is_flow
        by_bank = claimed and name != "givenBack"
        if name == "award":
            target = self.pay(found, place, amount, what, officer)
        elif name == "refund":
            self.refund(found, place, amount, what, officer, deed["how"]["refund"]["line"])
        elif name == "givenBack":
            self.refunds({"fund": fund, "receipt": what["receipt"]}, amount, place)
        elif passes_on:
            campaign = found.terms["campaign"]
            is_last = self.now > found.closed_at(self.now) + campaign["takeBack"]
            check(is_last and what["to"] == campaign["successor"], f"{place} passes on too early, or not to the successor")
        elif "exchange" in deed["how"]:
            self.exchange(found, target, place, what, officer, deed)
            by_bank = by_bank or what["through"] is not None
        if name == "transfer" and (passes_on or "transfer" in deed["how"]):
            check(is_flow and (what["got"], what["through"]) == (amount, None), f"{place} becomes something else on its way")
        if target is not None:
            may_go(found, target, place)
            check((name == "award") == (target.body != found.body), f"{place} goes to another body, or is an award to its own")
        if target is not None and what["receipt"] is not None:
            came = target.receipts[what["receipt"]]
            got = amount if name == "award" else what["got"]
            check(came["source"] == {"use": {"fund": fund, "number": number}}, f"{place} is not where its receipt is from")
            check(came["span"]["to"] - came["span"]["from"] == got, f"{place} is not received in full")
            came["evidence"] = evidence
        span, taken = found.take(amount)
        check((evidence is not None) == by_bank, f"{place}: evidence")
        if name != "award" or self.awards[what["award"]]["agreement"] is None:
            self.gives(found, self.payee_of(kind), amount)
        found.taken.append(taken)
        found.corrections.append([])
        found.uses.append({
            "span": span, "amount": amount, "kind": kind, "period": period, "standing": "claimed" if claimed else "moved",
            "returned": 0, "officer": officer, "at": self.now, "block": self.block, "evidence": evidence, "corrections": 0,
        })

    def gives(self, found, payee, amount):
        """Who is paid by an account gets it now, if it is on this chain."""
        if payee is not None and "account" in payee and not in_bank(found.terms["currency"]):
            _, asset = leaves.variant(found.terms["currency"])
            self.paid[payee["account"], asset] += amount

    def exchange(self, found, target, place, what, officer, deed):
        """It becomes another currency, of which the appropriator knows: on this chain by a pool, and between this chain and a bank
        through somebody, who gets or has paid what is on this chain."""
        through, rules = what["through"], self.bodies[found.body]["rules"]
        banks = [in_bank(fund.terms["currency"]) for fund in (found, target)]
        check(deed["approved"], f"one alone says what {place} is worth")
        is_known = target.terms["currency"] in [rule["currency"] for rule in rules]
        check(is_known and found.terms["currency"] != target.terms["currency"], f"{place} exchanges into another currency")
        check(all(banks) or (through is not None) == any(banks), f"{place} is through {through}")
        check(through != officer and through not in self.bodies, f"{place} is through {through}, who may not")
        got, wanted = what["got"], deed["how"]["exchange"]["got"]
        check(0 < wanted <= got and (got == wanted or not any(banks)), f"{place} gets {got}, and {wanted} is wanted")

    def refund(self, found, place, amount, what, officer, number):
        """What an officer has entered goes back to whom it came from: on a line of revenue, if it was booked on one."""
        source, payee = self.funds[what["fund"]], what["payee"]
        record = source.receipts[what["receipt"]]
        is_there = is_near(source, found) and not self.is_archived("receipts", what["fund"], what["receipt"])
        check(is_there, f"{place} is of a receipt that is another's, or has left")
        check(record["officer"] is not None and record["returns"] is None, f"{place} is of what nobody has entered, or came back")
        check(payee == record["source"], f"{place} is not to whom it is from")
        check("account" in payee or in_bank(found.terms["currency"]), f"{place} is to who has no account")
        check(payee.get("account") not in self.bodies, f"{place} is to the account of a body")
        self.refunds(what, amount, place)
        check(officer not in (record["officer"], payee.get("account")), f"{place} is refunded by who has entered it, or gets it")
        check((number is None) == (record["line"] is None), f"{place} is on line {number}, and its receipt on {record['line']}")
        codes = []
        if number is not None:
            self.of_now(found, number, "revenue")
            # What it was for does not change.
            had = self.lines[found.body, record["line"]]
            codes, is_closed = had["codes"], had["period"] != self.current(found.body)
            check(number == record["line"] or is_closed, f"{place} is on another line")
            self.book(found.body, number, refunded=amount)
        check(source is found or covers(found.terms["purpose"], codes), f"{place} is for another purpose")

    def pay(self, found, place, amount, what, officer):
        """An award is paid. The fund that is, if it is one."""
        award = self.awards[what["award"]]
        check(award["body"] == found.body and award["currency"] == found.terms["currency"], f"{place} pays the award of another")
        check(sum(split["amount"] for split in what["lines"]) == amount, f"{place} is not the sum of its lines")
        for split in what["lines"]:
            stored = self.of_now(found, split["line"], "expenditure")
            check(covers(found.terms["purpose"], stored["codes"]), f"{place} is for another purpose")
            (line,) = [line for line in award["lines"] if line["line"] == split["line"]]
            line["disbursed"] += split["amount"]
            check(line["disbursed"] <= line["amount"] - line["lapsed"], f"{place} pays more than the award has of line {line['line']}")
            self.book(found.body, split["line"], disbursed=split["amount"])
        award["disbursed"] += amount
        self.accepted_is_enough(what["award"])
        is_ahead = award["disbursed"] - award["returned"] > award["accepted"]
        check(not is_ahead or officer not in award["officers"], f"who has committed to award {what['award']} pays in advance")
        to = self.paid_fund(what["award"])
        return None if to is None else self.funds[to]

    def paid_fund(self, award):
        """The fund that an award is to, if it is to one."""
        name, payee = leaves.variant(self.awards[award]["payee"])
        return payee if name == "fund" else None

    def accepted_is_enough(self, award):
        record = self.awards[award]
        paid = record["disbursed"] - record["returned"]
        check(0 <= paid <= record["accepted"] + record["advance"], f"of award {award} {paid} is paid")

    def answered(self, fund, number, received, deed):
        record = self.funds[fund].uses[number]
        check(record["standing"] == "claimed", f"use {number} of fund {fund} is answered twice")
        check(self.can_answer(record["kind"]), f"use {number} of fund {fund} is answered by nobody")
        record["standing"] = {"confirmed" if received else "contested": {"at": self.now}}
        name, paid = leaves.variant(record["kind"])
        to = self.paid_fund(paid["award"]) if name == "award" else None
        if received and to is not None:
            paid["receipt"] = len(self.funds[to].receipts) - 1
            source = self.funds[to].receipts[-1]["source"]
            check(source == {"use": {"fund": fund, "number": number}}, f"use {number} of fund {fund} is confirmed without a receipt")

    def corrected(self, body, correction, officer, deed):
        name, what = leaves.variant(correction)
        if name == "void":
            return
        found, number = self.funds[what["fund"]], what["number"]
        record = found.uses[number]
        own = sum(one["officer"] == officer for one in found.corrections[number])
        is_few = own < OWN_CORRECTIONS and record["corrections"] < MAX_CORRECTIONS
        check(is_few, f"use {number} of fund {what['fund']} is corrected too often")
        record["corrections"] += 1
        found.corrections[number].append({"correction": correction, "officer": officer, "at": self.now})
        if name == "lines":
            wrong, right = what["from"], what["to"]
            check(record["period"] == self.current(body), f"use {number} of fund {what['fund']} is corrected too late")
            check(covers(found.terms["purpose"], self.of_now(found, right, "expenditure")["codes"]), "a correction loses a purpose")
            paid = record["kind"]["award"]
            award = self.awards[paid["award"]]
            paid["lines"] = moved(paid["lines"], wrong, right, ("amount",), {})
            award["lines"] = moved(award["lines"], wrong, right, ("amount", "disbursed"), {"lapsed": 0})
            for line, amount in ((wrong["line"], -wrong["amount"]), (right, wrong["amount"])):
                self.book(body, line, obligated=amount, disbursed=amount)

    # Awards.

    def awarded(self, body, award, terms, officer, deed):
        period, is_new = self.current(body), terms["award"] is None
        if is_new:
            check(award == len(self.awards), f"award {award} is made out of turn")
            self.awards.append({
                "body": body, "currency": self.lines[body, terms["lines"][0]["line"]]["currency"], "payee": terms["payee"], "lines": [],
                "accepted": 0, "disbursed": 0, "returned": 0, "document": None, "officers": [], "at": self.now, "changes": 0,
                "acceptances": 0,
            })
            self.acceptances.append([])
            self.changes.append([])
        record = self.awards[award]
        is_same = (record["body"], record["payee"]) == (body, terms["payee"])
        check(is_same and terms["award"] in (None, award), f"award {award} is another's")
        had = {line["line"]: line for line in record["lines"]}
        # Of lines of a closed period, what was not paid lapses.
        closed = [line for line in record["lines"] if self.lines[body, line["line"]]["period"] != period]
        lines = [{**line, "lapsed": line["amount"] - line["disbursed"]} for line in closed]
        for split in terms["lines"]:
            stored = self.lines[body, split["line"]]
            is_of_now = stored["kind"] == "expenditure" and stored["period"] == period
            check(is_of_now and stored["currency"] == record["currency"], f"award {award} takes something of another sort of line")
            disbursed = had[split["line"]]["disbursed"] if split["line"] in had else 0
            check(split["amount"] >= disbursed, f"award {award} falls below what was paid of line {split['line']}")
            lines.append({**split, "disbursed": disbursed, "lapsed": 0})
        have = {line["line"]: line["amount"] for line in lines}
        check(len(have) == len(lines) <= 16, f"award {award} has a line twice")
        changes = {line: have.get(line, 0) - had.get(line, {"amount": 0})["amount"] for line in [*had, *have]}
        for line, change in sorted(changes.items(), key=lambda change: change[1]):
            if change:
                self.book(body, line, obligated=change)
        if not is_new:
            before = {"before": total(record["lines"]), "after": total(lines), "document": record["document"]}
            self.changes[award].append({"at": self.now, "officer": officer, **before})
            record["changes"] += 1
        if officer not in record["officers"]:
            record["officers"].append(officer)
        is_kept = is_new or record["agreement"] == terms["agreement"]
        check(is_kept, f"award {award} is paid by another agreement than before")
        record.update(lines=lines, **{name: terms[name] for name in ("advance", "ocid", "method", "bids", "agreement", "document")})
        check(record["accepted"] <= total(lines), f"award {award} falls below what was accepted")
        self.accepted_is_enough(award)
        self.periods[body, period]["isCommitted"] = True

    def accepted(self, terms, officer, deed):
        record = self.awards[terms["award"]]
        check(officer not in record["officers"], f"who has committed to award {terms['award']} accepts")
        record["accepted"] += terms["amount"]
        check(record["accepted"] <= total(record["lines"]), f"of award {terms['award']} more is accepted than was awarded")
        record["acceptances"] += 1
        accepted = {name: terms[name] for name in ("amount", "due", "evidence")}
        self.acceptances[terms["award"]].append({**accepted, "officer": officer, "at": self.now})

    # Two persons.

    def awaits(self, body, act, officer, until, deed):
        check(act == self.bodies[body]["acts"], f"act {act} of {body} waits out of turn")
        self.bodies[body]["acts"] += 1
        self.waiting[body, act] = {"officer": officer, "act": deed, "until": until}

    def decided(self, body, act, by, approved, deed):
        waited = self.waiting.pop((body, act))
        is_second = by != waited["officer"] and self.now <= waited["until"]
        check(is_second or not approved, f"act {act} of {body} is approved by {by}")

    # What leaves state.

    def is_archived(self, shelf, fund, number):
        return number < len(self.funds[fund].archived[shelf])

    def archived(self, shelf, number, leaf, deed):
        name, fund = leaves.variant(shelf)
        found = self.funds[fund]
        gone, place = found.archived[name], f"{name} {fund}, {number}"
        record = (found.receipts if name == "receipts" else found.uses)[number]
        check(number == len(gone), f"{place} is archived out of turn")
        if name == "uses":
            check(self.periods[found.body, record["period"]]["isAudited"], f"{place} is archived before it was audited")
            is_open = record["standing"] == "claimed" and self.now <= record["at"] + ANSWER_TIME and self.can_answer(record["kind"])
            check(not is_open, f"{place} is archived before it was answered")
        else:
            uses = found.uses[len(found.archived["uses"]) :]
            oldest = uses[0]["span"]["from"] if uses else found.used
            # Of a gift, what went back is waited for no more.
            live, is_gift = found.live(number), number in found.gifts
            is_done = (live.stop if is_gift else record["span"]["to"]) <= oldest
            check(is_done or is_gift and not live, f"{place} is archived before all uses of it")
            found.gifts.discard(number)
        corrections = found.corrections[number] if name == "uses" else []
        ours = leaves.leaf(shelf, number, record, corrections)
        check(ours == leaves.unhex(leaf), f"{place} is archived as another record: 0x{ours.hex()} follows, and not {leaf}")
        gone.append(ours)

    def payee_of(self, kind):
        """Who is paid by a use, or exchanges by it."""
        name, what = leaves.variant(kind)
        if name == "award":
            return self.awards[what["award"]]["payee"]
        if name == "transfer" and what["through"] is not None:
            return {"account": what["through"]}
        return what["payee"] if name == "refund" else None

    def can_answer(self, kind):
        """Whether a payment is to somebody who can say that he did not get it."""
        payee = self.payee_of(kind)
        return payee is not None and leaves.variant(payee)[0] in ("account", "fund")


def moved(lines, wrong, right, names, rest):
    """Lines of which so much belongs to another line."""
    kept = {line["line"]: dict(line) for line in lines}
    to = kept.setdefault(right, {"line": right, **dict.fromkeys(names, 0), **rest})
    for name in names:
        kept[wrong["line"]][name] -= wrong["amount"]
        to[name] += wrong["amount"]
    check(all(line[name] >= 0 for line in kept.values() for name in names), f"less than {wrong} was paid")
    return [line for line in kept.values() if line["amount"]]
