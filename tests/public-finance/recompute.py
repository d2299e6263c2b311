#!/usr/bin/env python3
"""Recompute public books from what was done, to the unit, and compare with the chain.

    python3 tests/public-finance/recompute.py

It asks a node over JSON-RPC (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), which must have kept its states, and uses nothing beside
Python. It compares all bodies of the chain.

Given is what no books can know: what was decided, entered, given, awarded, accepted, paid, corrected, found and answered, when and by
whom. It is read from events, and from transactions where events do not say all. What follows is computed here, by code of its own: what is
booked on each line and on the line that binds it, awards, arrears, what is in each fund, which coin of it is whose (a fund here is a row
of coins, and no interval), where each came from and where it went, samples, and what was archived, byte by byte, with the root of its
tree. No event may say what rules forbid: more than a control line bears, an award was accepted for, a purpose allows, or a campaign has
reached; nor, by one alone, that something has come back, is worth so much in another currency, or never came though no officer has
entered it. Then all that the views say is compared, what is on hold, what accounts have got that were paid on this chain, and the ways of
units that are picked by chance. The exit code is 0 if all of it is the same, 1 if anything differs, and 2 if the chain could not be asked.

Some things are not looked at: who holds which power or is related to whom, what each had in a window of time without a second person,
and the deposits of bodies. Calls are found in transactions as they were signed, however deep; those that something else makes later are
not. Where one transaction wants two receipts or payments that differ in nothing but evidence, lines and the least to get, of which one
fails, it is taken for the first. What an account was paid is not compared in blocks in which something else may have moved what it has.
"""

import collections
import http.client
import itertools
import os
import random
import sys

sys.dont_write_bytecode = True

from leaves import root, test_leaves, unhex, variant
from audits import start, test_audits
from chain import Asking, Chain, account, call_of, prefix
from coins import became, came_from, test_coins
from lending_model import Difference, check
from model import Books, plain

# Calls that may wait for a second person, and which of their arguments the act is.
ACTS = {"moveAuthority": "moves", "award": "awards", "accept": "acceptances", "pay": "payments", "correct": "correction"}
# What money of funds is on hold for: the pallet, and the number of its reason.
FUND = ("publicFinance", 0)
# By these pallets assets can come and go without an event that names whose they are.
SILENT = {"agreements", "lending", "vaults"}


def wanted(said, by=None):
    """The calls of public finance in a call, however deep, in their order: each with the identity that makes it, if one does."""
    if isinstance(said, dict):
        for name, value in said.items():
            if name == "publicFinance":
                yield [*next(iter(value.items())), by]
            elif name in ("actAs", "actAsSigned"):
                yield from wanted(value["call"], value["identity"])
            else:
                yield from wanted(value, by)
    elif isinstance(said, list):
        for value in said:
            yield from wanted(value, by)


class Deeds:
    """What the calls of a transaction want, in their order. What comes before something that was done was done before, or failed."""

    def __init__(self, calls, books):
        # Of each call how many of its items were done, too.
        self.calls, self.books = [[*call, 0] for call in calls], books

    def act(self, name, said):
        """What may wait of a call, and of which body."""
        if name in ACTS:
            return said["body"], {name: said[ACTS[name]]}
        if name == "receive":
            return said["body"], {name: {part: said[part] for part in ("fund", "receipts")}}
        if name == "giveBack":
            return self.books.funds[said["fund"]].body, {name: said}
        if name == "setFund" and "windUp" in said["change"]:
            return said["body"], said["change"]
        if name == "confirm":
            kind, what = variant(self.books.funds[said["fund"]].uses[said["number"]]["kind"])
            to = self.books.paid_fund(what["award"]) if kind == "award" else None
            if to is not None:
                return self.books.funds[to].body, {name: {part: said[part] for part in ("fund", "number")}}
        return None, {name: said}

    def items(self, name, said, by):
        """What a call wants, one by one: of what comes in, is paid and is put right, also whether a second person has approved it."""
        approved = name == "approve"
        if approved:
            waits = self.books.waiting.get((said["body"], said["act"])) if said["approved"] else None
            act, by = (waits["act"], waits["officer"]) if waits else ({"nothing": None}, None)
        else:
            _, act = self.act(name, said)
        name, said = variant(act)
        if name == "receive":
            said = [{**terms, "fund": said["fund"], "officer": by, "approved": approved} for terms in said["receipts"]]
        elif name == "pay":
            said = [{**payment, "approved": approved} for payment in said]
        elif name == "correct":
            said = {"correction": said, "approved": approved}
        return [(name, item) for item in (said if isinstance(said, list) else [said])]

    def take(self, fits):
        for place, call in enumerate(self.calls):
            *wants, done = call
            for at, item in enumerate(self.items(*wants)[done:], done + 1):
                if fits(*item):
                    self.calls, call[-1] = self.calls[place:], at
                    return item
        return None, None

    def of(self, event, what):
        """What a call wanted by which this has happened, where the event does not say it all: nothing of a gift."""
        if event == "received" and "use" not in what["source"]:
            name, item = self.take(lambda name, item: is_received(name, item, what))
            check(name, f"no call wants {what}")
            return item if name == "receive" else None
        if event == "used":
            return self.take(lambda name, item: name == "pay" and is_paid(item, what))[1]
        if event == "periodSet" and what["state"] == "planned":
            return self.take(lambda name, item: name == "setPeriod" and "plan" in item["change"])[1]["change"]["plan"]
        if event == "removed" and not what["givenBack"]:
            return self.take(lambda name, item: name == "correct" and is_void(item["correction"], what))[1]
        # These say all. They are noted, so that what comes later is not taken for them. What is void was, when it was removed.
        said = {"awarded": "terms", "accepted": "terms", "authorityMoved": "moved", "corrected": "correction"}.get(event)
        if said and "void" not in what[said]:
            self.take(lambda name, item: name in ACTS and what[said] in (item, item.get("correction")))
        return None

    def waits(self, body):
        """The act of a body that waits: the next that nothing was done of."""
        for place, (name, said, _, done) in enumerate(self.calls):
            of, act = self.act(name, said)
            if of == body and not done:
                self.calls = self.calls[place + 1 :]
                return act
        raise Difference(f"no call wants the act of {body} that waits")


def is_received(name, item, receipt):
    """Whether a receipt is one that was wanted, or a gift."""
    is_source = name == "donate" or name == "receive" and item["source"] == receipt["source"]
    return is_source and (item["fund"], item["amount"]) == (receipt["fund"], receipt["amount"])


def is_paid(payment, used):
    """Whether a use is of a payment that was wanted."""
    (how, wants), (kind, what) = variant(payment["how"]), variant(used["kind"])
    names = {"award": ["award", "lines"], "transfer": ["to"], "exchange": ["to", "through"], "refund": ["fund", "receipt"]}[how]
    is_kind = kind == ("transfer" if how == "exchange" else how)
    is_meant = (payment["fund"], payment["amount"]) == (used["fund"], used["amount"]) and is_kind
    is_enough = how != "exchange" or wants["got"] <= what.get("got", 0)
    return is_meant and is_enough and all(wants[name] == what[name] for name in names)


def is_void(correction, removed):
    """Whether a correction says that what is removed of a receipt never came."""
    name, what = variant(correction)
    return name == "void" and (what["fund"], what["receipt"]) == (removed["fund"], removed["receipt"])


class Recomputation(Asking):
    """All public books of a chain, from its first block to the last that is final."""

    def __init__(self, chain):
        self.chain, self.books, self.differences = chain, Books(), []
        self.books.gathered, self.books.epoch = self.gathered, lambda: len(self.epochs())
        self.final = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
        self.chance = random.Random(chain.hash(self.final))
        # Up to which block was computed, and how many units were traced. And up to which one it is known which epochs have begun with
        # which block, and in which epoch that is.
        self.last, self.traced, self.looked, self.begun, self.index = 0, 0, 0, [], bytes(8)
        call = {"publicFinance": {"archive": {"shelf": {"uses": 0}, "limit": 0}}}
        encoded = chain.value("civitas_encodeCall", {"call": call, "block": self.final})
        # The first byte of a call is the number of its pallet.
        self.pallets = {"publicFinance": int(encoded[2:4], 16)}

    def view(self, name, **params):
        return self.chain.value(f"publicFinance_{name}", {**params, "block": self.last})

    def same(self, where, here, said):
        """Compare with what the chain says, member by member; what it says and is not computed here is a difference, too."""
        if isinstance(here, dict) and isinstance(said, dict):
            for name in sorted(here.keys() | said.keys()):
                self.same(f"{where}: {name}", here.get(name), said.get(name))
            return
        if isinstance(here, (list, tuple)) and isinstance(said, list) and len(here) == len(said):
            for place, (one, other) in enumerate(zip(here, said)):
                self.same(f"{where}, {place}", one, other)
            return
        if isinstance(here, int) and isinstance(said, str):
            said = int(said)
        if here != said:
            self.differences.append(f"{where}: {here} follows, and the chain says {said}")

    def run(self):
        for self.last in range(1, self.final + 1):
            now, events = self.chain.events(self.last)
            self.books.now, self.books.block = now, self.last
            self.books.paid.clear()
            funds = set()
            for phase, group in itertools.groupby(events, key=lambda event: event[0]):
                ours = [(name, what) for _, pallet, name, what in group if pallet == "publicFinance"]
                if ours:
                    self.transaction(phase, ours)
                funds.update(what["fund"] for _, what in ours if "fund" in what)
            self.compare_holds({self.books.funds[fund].body for fund in funds})
            self.compare_paid(events)

    def transaction(self, phase, events):
        block = self.chain.call("chain_getBlock", [self.chain.hash(self.last)])["block"]
        call = "0x" + call_of(unhex(block["extrinsics"][phase])).hex()
        calls = wanted(plain(self.chain.value("civitas_decodeCall", {"call": call, "block": self.last})))
        deeds = Deeds(calls, self.books)
        for event, what in events:
            try:
                if event == "waiting":
                    self.books.awaits(**what, deed=deeds.waits(what["body"]))
                else:
                    self.books.tell(event, what, deeds.of(event, plain(what)))
            except Difference as difference:
                raise Difference(f"block {self.last}, {event}: {difference}") from None

    def epochs(self):
        """The blocks with which epochs have begun, but for the first, of those in which there was a block."""
        for number in range(self.looked + 1, self.last + 1):
            index = self.chain.storage(prefix("Babe", "EpochIndex"), number) or bytes(8)
            if index != self.index:
                self.begun.append(number)
            self.looked, self.index = number, index
        return self.begun

    def gathered(self, epoch):
        """What BABE gathered in an epoch: it is known when the next one begins."""
        check(epoch < len(self.epochs()), f"nobody knows what was gathered in epoch {epoch}")
        return self.chain.storage(prefix("Babe", "NextRandomness"), self.begun[epoch])

    def compare_holds(self, bodies):
        """What is on hold for the funds of these bodies is what is in them."""
        for body in sorted(bodies):
            there = collections.Counter()
            for fund in self.books.funds:
                name, asset = variant(fund.terms["currency"])
                if fund.body == body and name != "iso":
                    there[asset] += fund.balance()
            for asset, amount in there.items():
                where = f"block {self.last}: what {body} has in funds of {asset}"
                self.same(where, amount, self.on_hold(account(body), asset, FUND))

    def compare_paid(self, events):
        """Whoever was paid on this chain has so much more than a block before, if nothing else has moved what is his."""
        if any(pallet in SILENT for _, pallet, _, _ in events):
            return
        of_money = [
            what for _, pallet, name, what in events
            if pallet in ("balances", "assets") and name != "endowed" and "publicFinance" not in (what.get("reason") or ())
        ]
        for (who, asset), amount in self.books.paid.items():
            # Of a body more is told than that it was paid.
            others = [what for what in of_money if what.get("assetId") == asset and who in what.values()]
            if not others and who not in self.books.bodies:
                before, now = (sum(self.chain.balance(who, asset, number)) for number in (self.last - 1, self.last))
                self.same(f"block {self.last}: what {who} has of {asset}", before + amount, now)

    # What there is at the end.

    def compare(self):
        for body, record in self.books.bodies.items():
            said = self.view("bodyInfo", body=body)
            self.same(body, {"body": body, "record": record, "bytes": said["bytes"]}, said)
            self.compare_body(body)
            self.compare_lines(body)
        for number, award in enumerate(self.books.awards):
            self.compare_award(number, award)
        for number, fund in enumerate(self.books.funds):
            self.compare_fund(number, fund)
            self.compare_ways(number, fund)
        self.compare_gifts()
        for (body, period), audit in self.books.audits.items():
            self.compare_audit(body, period, audit)
        self.compare_holds(set(self.books.bodies))

    def compare_body(self, body):
        books = self.books
        below = sorted(one for one, record in books.bodies.items() if record["parent"] == body)
        self.same(f"{body}: what belongs to it", below, sorted(self.pages("bodiesBelow", body=body)))
        periods = [
            {"period": period, "record": record, "audit": books.audits.get((of, period))}
            for (of, period), record in books.periods.items() if of == body
        ]
        self.same(f"{body}: periods", periods, list(self.pages("periods", body=body)))
        waiting = {act: {"act": act, "record": record} for (of, act), record in books.waiting.items() if of == body}
        self.same(f"{body}: what waits", waiting, {one["act"]: one for one in self.pages("waiting", body=body)})
        funds = [number for number, fund in enumerate(books.funds) if fund.body == body]
        self.same(f"{body}: funds", funds, sorted(one["fund"] for one in self.pages("fundsOf", body=body)))
        awards = [number for number, award in enumerate(books.awards) if award["body"] == body]
        self.same(f"{body}: awards", awards, sorted(one["award"] for one in self.pages("awardsOf", body=body)))
        arrears = {number: self.arrears(number) for number in awards}
        arrears = {number: late for number, late in arrears.items() if late["overdue"]}
        self.same(f"{body}: arrears", arrears, {one["award"]: one for one in self.pages("arrears", body=body)})

    def arrears(self, number):
        """What is past due and not paid. What was accepted first is paid first."""
        award = self.books.awards[number]
        paid = left = award["disbursed"] - award["returned"]
        late = []
        for accepted in self.books.acceptances[number]:
            part = min(left, accepted["amount"])
            left -= part
            if accepted["due"] < self.books.now and part < accepted["amount"]:
                late.append((accepted["due"], accepted["amount"] - part))
        return {
            "award": number, "payee": award["payee"], "currency": award["currency"], "accepted": award["accepted"], "paid": paid,
            "overdue": sum(amount for _, amount in late), "since": min((due for due, _ in late), default=None),
        }

    def compare_lines(self, body):
        lines = {number: line for (of, number), line in self.books.lines.items() if of == body}
        path = lambda line: [*(path(lines[line["above"]["line"]]) if "line" in line["above"] else []), line["part"]]
        infos = {
            number: {"line": number, "path": path(line), "record": line, "control": lines[line["control"]]["bound"]}
            for number, line in lines.items()
        }
        said = {}
        tops = [line["above"] for line in lines.values() if "root" in line["above"]]
        for top in [top for place, top in enumerate(tops) if top not in tops[:place]]:
            former = []
            for one in self.pages("execution", body=body, top=top):
                # Each follows the one that it is under, or what is under one beside it.
                self.same(f"{body}: the order of lines", former[: len(one["path"]) - 1], one["path"][:-1])
                former = one["path"]
                said[one["line"]] = one
        self.same(f"{body}: lines", infos, said)
        if lines:
            number = self.chance.choice(list(lines))
            self.same(f"{body}: line {number}", infos[number], self.view("lineInfo", body=body, line=number))
        for number in lines:
            takes = lambda award: award["body"] == body and any(line["line"] == number for line in award["lines"])
            awards = [place for place, award in enumerate(self.books.awards) if takes(award)]
            said = self.pages("awardsOn", body=body, line=number)
            self.same(f"{body}: awards of line {number}", awards, sorted(one["award"] for one in said))

    def compare_award(self, number, award):
        where = f"award {number}"
        self.same(where, {"award": number, "record": award}, self.view("awardInfo", award=number))
        self.same(f"{where}: changes", self.books.changes[number], list(self.pages("awardChanges", award=number)))
        self.same(f"{where}: acceptances", self.books.acceptances[number], list(self.pages("acceptances", award=number)))
        same_payee = [place for place, other in enumerate(self.books.awards) if other["payee"] == award["payee"]]
        said = sorted(one["award"] for one in self.pages("awardsTo", payee=award["payee"]))
        self.same(f"{where}: awards to its payee", same_payee, said)

    def compare_fund(self, number, fund):
        where = f"fund {number}"
        gone = {name: len(leaves) for name, leaves in fund.archived.items()}
        mark = fund.uses[-1]["period"] if fund.uses else None
        record = {
            "body": fund.body, **fund.terms, "closed": fund.closed,
            "queue": {"received": fund.received, "used": fund.used, "gaps": fund.gaps()}, "removed": fund.removed,
            "receipts": len(fund.receipts), "uses": len(fund.uses), "firstReceipt": gone["receipts"], "firstUse": gone["uses"],
            "mark": None if mark is None else [mark, fund.used_in(mark)[0]],
        }
        info = {"fund": number, "record": record, "balance": fund.balance(), "closedAt": fund.closed_at(self.books.now)}
        self.same(where, info, self.view("fundInfo", fund=number))
        said = list(self.pages("receipts", fund=number))
        tickets = [one["record"].pop("ticket") is not None for one in said]
        receipts = list(enumerate(fund.receipts))[gone["receipts"] :]
        self.same(f"{where}: receipts", [{"receipt": place, "record": record} for place, record in receipts], said)
        self.same(f"{where}: deposits of donors", [place in fund.gifts for place, _ in receipts], tickets)
        uses = [
            {"number": place, "record": record, "corrections": fund.corrections[place]} for place, record in enumerate(fund.uses)
        ]
        self.same(f"{where}: payments", uses[gone["uses"] :], list(self.pages("payments", fund=number)))
        for name, leaves in fund.archived.items():
            tree = {"count": len(leaves), "root": "0x" + root(leaves).hex()}
            self.same(f"{where}: the log of {name}", tree, self.view("log", shelf={name: number}))

    def compare_audit(self, body, period, audit):
        findings = []
        for number, record in enumerate(self.books.findings[body, period]):
            ends = [record["answer"] and record["answer"][1], record["resolved"]]
            ended = min((end for end in ends if end is not None), default=self.books.now)
            findings.append({"finding": number, "record": record, "overdue": ended > record["due"]})
        where = f"{body}, period {period}"
        self.same(f"{where}: findings", findings, list(self.pages("findings", body=body, period=period)))
        for number, fund in enumerate(self.books.funds):
            drawn = []
            if fund.body == body and audit["seed"] is not None:
                every, (first, end) = audit["commitment"]["every"], fund.used_in(period)
                units = range(first + start(audit["seed"], number, every), end, every)
                drawn = [{"unit": unit, "number": self.kept(fund, fund.use_of(unit))} for unit in units]
            said = list(self.pages("sample", body=body, period=period, fund=number))
            self.same(f"{where}: the sample of fund {number}", drawn, said)

    @staticmethod
    def kept(fund, number):
        return None if number < len(fund.archived["uses"]) else number

    # The ways of units.

    def compare_ways(self, number, fund):
        for name, records, view in (("uses", fund.uses, "traceUp"), ("receipts", fund.receipts, "traceDown")):
            key = "number" if view == "traceUp" else "receipt"
            for place, record in enumerate(records):
                runs, where = list(self.pages(view, fund=number, **{key: place})), f"fund {number}, {view} of {place}"
                if place < len(fund.archived[name]):
                    end = {"archived": {"shelf": {name: number}, "number": place}}
                    self.same(where, [{"from": 0, "amount": 0, "path": [], "end": end}], runs)
                    continue
                span = record["span"]
                ends = itertools.accumulate([int(run["amount"]) for run in runs], initial=0)
                self.same(f"{where}: runs", list(ends), [*(run["from"] for run in runs), str(span["to"] - span["from"])])
                for run in runs:
                    (self.check_up if view == "traceUp" else self.check_down)(where, number, place, run)
                if view == "traceDown":
                    self.check_ends(where, number, span, runs)

    def pick(self, first, end):
        """Some of so many units: the first, the last, and one by chance."""
        return sorted({first, end - 1, self.chance.randrange(first, end)}) if first < end else []

    def check_path(self, where, path, way, upwards):
        """The funds that the chain says a unit has passed, and those that its coin has."""
        self.traced += 1
        for hop, (fund, receipt, number, place, is_first) in zip(path, way):
            # Downwards, of what one unit became all is said to be of the next, but for what goes the way of the first.
            is_there = int(hop["units"]["from"]) <= place < int(hop["units"]["to"]) or not (upwards or is_first)
            wanted = [fund, receipt if hop["receipt"] is not None else None, number if hop["number"] is not None else None, True]
            self.same(f"{where}: unit {place} of fund {fund}", wanted, [hop["fund"], hop["receipt"], hop["number"], is_there])
        self.same(f"{where}: how far it goes", True, len(path) <= len(way))

    def check_up(self, where, fund, number, run):
        first, funds = self.books.funds[fund].uses[number]["span"]["from"] + int(run["from"]), self.books.funds
        for place in self.pick(first, first + int(run["amount"])):
            way = came_from(funds, fund, place)
            self.check_path(where, run["path"], way, upwards=True)
            last, receipt, _, at, _ = way[-1]
            record, (end, said) = funds[last].receipts[receipt], variant(run["end"])
            if end in ("more", "archived"):
                further = way[len(run["path"]) :]
                self.same(f"{where}: where it goes on", self.goes_on(end, said), [further[0][0], further[0][2]] if further else None)
                continue
            self.same(f"{where}: where it ends", len(way), len(run["path"]))
            ours = "source" if at in funds[last].live(receipt) else "removed"
            self.same(f"{where}: its end", ours, end)
            if end == "source":
                self.same(f"{where}: its source", {name: record[name] for name in ("source", "returns")}, said)

    @staticmethod
    def goes_on(end, said):
        """The fund and the number of the use in which it is to be asked on."""
        return list(said["record"]["use"]) if end == "more" else [said["shelf"]["uses"], said["number"]]

    def check_down(self, where, fund, receipt, run):
        funds, (end, said) = self.books.funds, variant(run["end"])
        last, before = run["path"][-1], int(run["from"])
        for place in self.pick(int(last["units"]["from"]), int(last["units"]["to"])):
            way = came_from(funds, last["fund"], place)[: len(run["path"])]
            self.check_path(where, run["path"][::-1], way, upwards=False)
            top, by, _, at, is_first = way[-1]
            self.same(f"{where}: where it came in", [fund, receipt], [top, by])
            offset = at - funds[fund].receipts[receipt]["span"]["from"]
            self.same(f"{where}: which unit", True, before <= offset < before + int(run["amount"]) or not is_first)
            if end in ("more", "archived"):
                continue
            _, ours = became(funds, last["fund"], place, self.books.paid_fund, lambda first, _: first)
            self.same(f"{where}: its end", ours, end)
            if end == "paid":
                award = funds[last["fund"]].uses[last["number"]]["kind"]["award"]["award"]
                self.same(f"{where}: its end", {"award": award, "payee": self.books.awards[award]["payee"]}, said)

    def check_ends(self, where, fund, span, runs):
        """Units by chance are in a run that goes where their coins went."""
        for place in self.pick(span["from"], span["to"]):
            way, end = became(self.books.funds, fund, place, self.books.paid_fund, lambda *range: self.chance.randrange(*range))
            self.traced += 1

            def is_it(run):
                # One that became less than a coin went as far as it went with others.
                common, said = list(zip(run["path"], way)), variant(run["end"])[0]
                hop, (_, _, _, at) = common[-1]
                is_there = int(hop["units"]["from"]) <= at < int(hop["units"]["to"])
                is_end = said == end and len(run["path"]) == len(way) or said in ("more", "archived") or end == "rounded"
                return is_there and is_end and all(hop["fund"] == passed[0] for hop, passed in common)

            self.same(f"{where}: whether unit {place} is {end} after {way}", True, any(map(is_it, runs)))

    def compare_gifts(self):
        """What became of all that each has given: the trace of each gift, which was compared."""
        gifts = collections.defaultdict(dict)
        for number, fund in enumerate(self.books.funds):
            for receipt in fund.gifts:
                span = fund.receipts[receipt]["span"]
                gifts[fund.receipts[receipt]["source"]["account"]][number, receipt] = span["to"] - span["from"]
        for donor, given in gifts.items():
            said = {(one["fund"], one["receipt"]): one for one in self.pages("whatBecameOf", donor=donor)}
            self.same(f"{donor}: gifts", sorted(given), [list(place) for place in sorted(said)])
            for (fund, receipt), amount in given.items():
                trace = self.view("traceDown", fund=fund, receipt=receipt)
                gift = {"fund": fund, "receipt": receipt, "amount": amount, "trace": trace}
                self.same(f"{donor}: gift {receipt} to fund {fund}", gift, said.get((fund, receipt)))


def main(arguments):
    if arguments == ["--test-itself"]:
        test_leaves()
        test_audits()
        test_coins()
        return None
    recomputation = Recomputation(Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944")))
    try:
        recomputation.run()
        recomputation.compare()
    except Difference as difference:
        recomputation.differences.append(str(difference))
    for different in recomputation.differences:
        print(f"DIFFERENT: {different}", file=sys.stderr)
    if recomputation.differences:
        return 1
    books, traced = recomputation.books, recomputation.traced
    counts = f"{len(books.bodies)} bodies, {len(books.lines)} lines, {len(books.awards)} awards, {len(books.funds)} funds"
    block = f"{traced} units traced, up to block {recomputation.last}"
    print(f"{counts}, {block}: public money is as its books say, to the unit")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, http.client.HTTPException) as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
