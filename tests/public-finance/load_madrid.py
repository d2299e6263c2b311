#!/usr/bin/env python3
"""Load the books of Madrid of 2018 through extrinsics: the City, and six of its districts.

    python3 tests/public-finance/load_madrid.py [--dry-run FOLDER]

It runs the client (CIVITAS_CLI, or `civitas`) against a development chain (CIVITAS_URL, and CIVITAS_HTTP_URL for the same by HTTP), on
which Alice pays, and uses nothing beside Python. Lists have 64 items, a transaction as many lists as fit, and several are on their way at
a time. What was loaded is told as JSON. With --dry-run nothing is sent: the calls are written into the folder, a file a transaction, with
the numbers that they have if nobody else makes any.

The figures are those of madrid/*.csv. Of each district, its recognised obligations become awards: one to each payee of what he was paid,
and the rest, of which the data name nobody (wages above all), to payees who are withheld. Payments go in the order of the file. What five
lines paid beyond what they had recognised comes last, and the chain refuses it.

What the data do not have was made up, as little as the books need: what identifies a district; that the City pays each district what it
has recognised; who gives revenue to the City; and that all was due when the year ended. Nine revenue lines collected less than nothing.
That is left out: the receipts that were refunded are not known.
"""

import argparse
import collections
import concurrent.futures
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent

# The City, by its tax number. A district has none of its own: the number of its section is put behind it.
CITY = "ES-NIF-P2807900B"
sys.path.append(str(HERE.parent / "agreements"))

from chain import ALPHABET, Chain

EURO = {"iso": "EUR"}
# The year, in milliseconds since 1970.
BEGIN, END = 1514764800000, 1546300800000
MOST = str(2**128 - 1)
DAY = 24 * 60 * 60 * 1000
# The most items of a list, and lines of an award.
LIST, AWARD_LINES = 64, 16
# The most that a transaction may weigh, in picoseconds: a block has 1.5 s for all, of which it needs a little for itself.
WEIGHT = 1_350_000_000_000
# How many transactions of one account are on their way at a time.
AT_ONCE = 6
# What each key and each body gets of the native asset, for fees and deposits: 1,000 CIV.
MONEY = str(10**15)
# The classifications: of programmes, of expenditure and of revenue by their economic kind. And whose numbers payees have.
PROGRAMME, EXPENDITURE, REVENUE, TAX_NUMBER = "ES-PROG", "ES-ECON-GASTOS", "ES-ECON-INGRESOS", "ES-NIF-"
# Letters of tax numbers of owners' communities and of partnerships: what they are called may be who their members are.
PARTNERSHIPS = "EHJ"


def rows(name):
    """The rows of a file, each with its text."""
    lines = (HERE / "madrid" / name).read_text(encoding="utf-8").splitlines()
    return [dict(row, text=text) for row, text in zip(csv.DictReader(lines), lines[1:])]


def cents(text):
    euros, point, rest = text.partition(".")
    assert point and len(rest) == 2, text
    return int(euros + rest)


def digest(*texts):
    return "0x" + hashlib.sha256("\n".join(texts).encode()).hexdigest()


def withheld(who):
    """The hash of a name and a salt, which a real body would keep for itself."""
    return {"withheld": digest("madrid-2018", who)}


def payee_of(tax_number):
    return withheld(tax_number) if tax_number[0] in PARTNERSHIPS else {"organisation": TAX_NUMBER + tax_number}


def in_lists(items):
    return [items[at : at + LIST] for at in range(0, len(items), LIST)]


def call(name, **arguments):
    return {"publicFinance": {name: arguments}}


def told(receipts, name):
    """The events of this name."""
    pallets = [event.get("publicFinance", {}) for receipt in receipts for event in receipt["events"]]
    return [pallet[name] for pallet in pallets if name in pallet]


def excess(payments, too_much):
    """The first payments of a line that come to so much together."""
    ways = {0: []}
    for payment in payments:
        for before, chosen in list(ways.items()):
            amount = before + payment["amount"]
            if amount <= too_much:
                # Other ways to the same amount come later.
                ways.setdefault(amount, [*chosen, payment])
    return ways[too_much]


class Person:
    """Somebody with a key, and with an identity of which it is the first key."""

    def __init__(self, node, suri):
        known = node.ask("did", "id", "--suri", suri)
        self.suri, self.identity = suri, known["identity"]
        # The key is its type, of two bytes, and 32 bytes; the account has another form of these.
        number = 0
        for letter in known["key"][1:]:
            number = number * 58 + ALPHABET.index(letter)
        address = bytes([42]) + number.to_bytes(34, "big")[2:]
        address += hashlib.blake2b(b"SS58PRE" + address).digest()[:2]
        self.address, number = "", int.from_bytes(address, "big")
        while number:
            number, letter = divmod(number, 58)
            self.address = ALPHABET[letter] + self.address


class Transaction:
    """A call, or several as one, that somebody makes: by his own account, or as his identity. It may be that the chain is to refuse it."""

    def __init__(self, by, *calls, acts=True, words=None, refused=None):
        self.by, self.calls, self.acts, self.words, self.refused = by, list(calls), acts, words, refused

    def line(self, folder):
        """The command line. What is long stands in files in a folder."""
        file = lambda value: "@" + write(pathlib.Path(folder) / f"{digest(json.dumps(value))}.json", value)
        line = self.words
        if line is None and len(self.calls) == 1:
            ((pallet, called),) = self.calls[0].items()
            ((name, arguments),) = called.items()
            line = [kebab(pallet), kebab(name)]
            for argument, value in arguments.items():
                line += ["--" + kebab(argument), str(value) if isinstance(value, (int, str)) else file(value)]
        elif line is None:
            line = ["utility", "batch-all", "--calls", file(self.calls)]
        return [*line, "--suri", self.by.suri, *(["--as", self.by.identity] if self.acts else [])]


def kebab(name):
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in name)


def write(path, value):
    path.write_text(json.dumps(value, indent="\t", ensure_ascii=False), encoding="utf-8")
    return str(path)


class Node:
    """The chain, by the client."""

    def __init__(self):
        self.program, self.folder = os.environ.get("CIVITAS_CLI", "civitas"), tempfile.TemporaryDirectory()
        self.url = os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944")
        self.count, self.blocks, self.weight = 0, set(), 0

    def ask(self, *words):
        done = subprocess.run([self.program, "--json", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            raise OSError(f"{words}: {done.stdout}{done.stderr}") from None

    def packed(self, by, calls):
        """These calls in as few transactions as fit. Those of a list weigh as much as its largest, each."""
        largest = max(calls, key=lambda one: len(json.dumps(one)))
        said = self.ask(*Transaction(by, largest, largest).line(self.folder.name), "--dry-run")
        if "weight" not in said:
            raise OSError(f"{by.suri}: {said}")
        most = max(1, WEIGHT // (int(said["weight"]["refTime"]) // 2))
        return [Transaction(by, *calls[at : at + most]) for at in range(0, len(calls), most)]

    def phase(self, *lanes):
        """The transactions of each lane are of one account, and go one after the other; lanes go beside each other. When all is final,
        what came of it, lane by lane."""
        with concurrent.futures.ThreadPoolExecutor(len(lanes)) as threads:
            done = list(threads.map(self.lane, lanes))
        for receipt in (receipt for lane in done for receipt in lane):
            self.count += 1
            if "block" in receipt:
                self.blocks.add(receipt["block"]["number"])
            for event in receipt.get("events", []):
                if "extrinsicSuccess" in event.get("system", {}):
                    self.weight += int(event["system"]["extrinsicSuccess"]["dispatchInfo"]["weight"]["refTime"])
        return done

    def lane(self, transactions):
        chain, under_way, done = Chain(self.url), collections.deque(), []
        for transaction in transactions:
            if len(under_way) == AT_ONCE:
                done.append(self.outcome(*under_way.popleft()))
            under_way.append((transaction, *self.start(chain, transaction)))
        return done + [self.outcome(*one) for one in under_way]

    def start(self, chain, transaction):
        """Give a transaction to the node. The next one of its account comes after it, as it has a higher number."""
        next_number = lambda: chain.call("system_accountNextIndex", [transaction.by.address])
        number, said = next_number(), tempfile.TemporaryFile("w+", encoding="utf-8")
        line = [self.program, "--json", *transaction.line(self.folder.name)]
        process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=said)
        while process.poll() is None and next_number() == number:
            time.sleep(0.02)
        return process, said

    def outcome(self, transaction, process, said):
        code = process.wait()
        said.seek(0)
        text = said.read()
        receipt = json.loads(text) if text else {}
        expected = (0, None) if transaction.refused is None else (1, transaction.refused)
        if (code, receipt.get("code")) != expected:
            what = json.dumps(transaction.words or transaction.calls)[:200]
            raise OSError(f"{transaction.by.suri}: {what} ended with {code}: {text[:2000]}")
        return receipt


class Paper(Node):
    """The same, where nothing is sent: calls are written down, and numbers given as the chain would."""

    def __init__(self, folder):
        super().__init__()
        self.paper, self.phases, self.numbers = pathlib.Path(folder), 0, collections.Counter()
        self.paper.mkdir(parents=True, exist_ok=True)

    def packed(self, by, calls):
        return [Transaction(by, one) for one in calls]

    def phase(self, *lanes):
        self.phases += 1
        return [[self.noted(place, transaction) for transaction in lane] for place, lane in enumerate(lanes)]

    def noted(self, lane, transaction):
        by, calls = transaction.by, transaction.calls
        kept = {"by": by.suri, "as": by.identity if transaction.acts else None, "refused": transaction.refused}
        kept.update({"calls": calls} if transaction.words is None else {"words": transaction.words})
        write(self.paper / f"{self.phases:02}-{lane}-{self.count:04}.json", kept)
        self.count += 1
        return {"events": [event for one in calls for event in self.events(one.get("publicFinance", {}))]}

    def events(self, called):
        if "make" in called.get("setFund", {}).get("change", {}):
            yield call("fundMade", body=called["setFund"]["body"], fund=self.numbers["fund"])
            self.numbers["fund"] += 1
        for _ in called.get("award", {}).get("awards", []):
            yield call("awarded", award=self.numbers["award"])
            self.numbers["award"] += 1


class Award:
    """So much of these lines for a payee, and what it is known by."""

    def __init__(self, body, payee):
        self.body, self.payee, self.lines, self.texts, self.number = body, payee, collections.Counter(), [], None

    def add(self, line, amount, text):
        self.lines[line] += amount
        self.texts.append(text)

    def terms(self):
        lines = [{"line": line, "amount": str(amount)} for line, amount in self.lines.items()]
        nothing = dict.fromkeys(["award", "ocid", "method", "bids", "agreement", "document"])
        assert len(lines) <= AWARD_LINES
        return {"payee": self.payee, "lines": lines, "advance": "0", **nothing}

    def accepted(self):
        amount = str(sum(self.lines.values()))
        return {"award": self.number, "amount": amount, "due": END, "evidence": digest(*self.texts)}

    def payment(self, line, amount, text):
        how = {"award": {"award": self.number, "lines": [{"line": line, "amount": str(amount)}]}}
        return {"fund": self.body.fund, "amount": str(amount), "how": how, "evidence": digest(text)}


class Body:
    """A body, with a budget in the making."""

    def __init__(self, node, suri, name, identifier=None):
        self.person, self.name, self.identifier = Person(node, suri), name, identifier
        self.account, self.fund = self.person.identity, None
        self.lines, self.terms, self.originals, self.changes = {}, [], [], []

    def call(self, name, **arguments):
        return call(name, body=self.account, **arguments)

    def line(self, path, label, *codes):
        """The number of a line, which is made if there is none. A path begins with the kind; its first line binds."""
        if path not in self.lines:
            root = {"root": {"period": 0, "currency": EURO, "kind": path[0]}}
            is_first = len(path) == 2
            above = root if is_first else {"line": self.lines[path[:-1]]}
            codes = [{"scheme": scheme, "code": code} for scheme, code in codes]
            self.lines[path] = len(self.terms)
            self.terms.append({"above": above, "part": path[-1], "label": label, "codes": codes, "binds": is_first})
        return self.lines[path]

    def expect(self, line, initial, change):
        """What the budget gives a line, and how that changes in the year."""
        move = lambda source, to, amount, original, reason: {
            "from": source, "to": to, "amount": str(amount), "original": original, "reason": reason,
        }
        if initial:
            self.originals.append(move(None, line, initial, True, "budget of 2018"))
        if change:
            ends = (None, line) if change > 0 else (line, None)
            self.changes.append(move(*ends, abs(change), False, "net changes of 2018"))

    def budget(self):
        """The lines, before what is under them; then the original budget; then changes."""
        lines = [self.call("setLine", lines=some) for some in in_lists(self.terms)]
        moves = [self.call("moveAuthority", moves=some) for kind in (self.originals, self.changes) for some in in_lists(kind)]
        return lines + moves

    def make_fund(self):
        nothing = dict.fromkeys(["purpose", "gate", "gifts", "campaign"])
        return self.call("setFund", change={"make": {"name": "Treasury", "currency": EURO, **nothing}})


class District(Body):
    """A district, with its awards and payments."""

    def __init__(self, node, section, lines, payments):
        super().__init__(node, f"//Madrid//{section}", lines[0]["descripcion_seccion"], f"{CITY}-{section}")
        self.section, self.awards, self.payments, self.refused = section, [], [], []
        self.initial, self.final, self.recognised = (
            sum(cents(row[column]) for row in lines)
            for column in ("credito_inicial", "credito_definitivo", "obligaciones_reconocidas")
        )
        self.text = "\n".join(row["text"] for row in lines)
        for row in lines:
            self.plan(row)
        left = {self.number(row): cents(row["obligaciones_reconocidas"]) for row in lines}
        self.pay(left, payments)
        self.withhold(left, lines)

    def path(self, row):
        return "expenditure", row["economico"][0], row["programa"], row["economico"]

    def number(self, row):
        return self.lines[self.path(row)]

    def plan(self, row):
        path = self.path(row)
        chapter, programme, kind = (EXPENDITURE, path[1]), (PROGRAMME, path[2]), (EXPENDITURE, path[3])
        self.line(path[:2], row["descripcion_capitulo"], chapter)
        self.line(path[:3], row["descripcion_programa"], programme, chapter)
        line = self.line(path, row["descripcion_economico"], programme, kind)
        self.expect(line, cents(row["credito_inicial"]), cents(row["modificaciones"]))

    def pay(self, left, rows):
        """An award to each payee of what he was paid, without what is too much for a line. What is left of the lines stays."""
        of_line, awards = collections.defaultdict(list), {}
        for row in rows:
            payment = {"line": self.number(row), "amount": cents(row["importe"]), "text": row["text"], "to": row["nif"]}
            of_line[payment["line"]].append(payment)
            self.payments.append(payment)
        too_much = []
        for line, payments in of_line.items():
            too_much += excess(payments, max(0, sum(payment["amount"] for payment in payments) - left[line]))
        self.refused = [payment for payment in self.payments if payment in too_much]
        self.payments = [payment for payment in self.payments if payment not in too_much]
        for payment in self.payments:
            line, amount, text = payment["line"], payment["amount"], payment["text"]
            awards.setdefault(payment["to"], Award(self, payee_of(payment["to"]))).add(line, amount, text)
            left[line] -= amount
        self.awards += awards.values()
        for payment in self.payments + self.refused:
            payment["award"] = awards[payment["to"]]

    def withhold(self, left, rows):
        """Awards of what is left, of one chapter each."""
        for chapter in sorted({row["capitulo"] for row in rows}):
            rest = [row for row in rows if row["capitulo"] == chapter and left[self.number(row)]]
            for at in range(0, len(rest), AWARD_LINES):
                award = Award(self, withheld(f"{self.section}/{chapter}/{at}"))
                for row in rest[at : at + AWARD_LINES]:
                    award.add(self.number(row), left[self.number(row)], row["text"])
                self.awards.append(award)

    def payment(self, one):
        return one["award"].payment(one["line"], one["amount"], one["text"])


class City(Body):
    """The City, which pays its districts."""

    def __init__(self, node, districts, revenue):
        super().__init__(node, "//Madrid", "Ayuntamiento de Madrid", CITY)
        self.districts, self.receipts, self.awards = districts, [], []
        for row in revenue:
            path = "revenue", row["capitulo"], row["economico"]
            self.line(path[:2], row["descripcion_capitulo"], (REVENUE, path[1]))
            line = self.line(path, row["descripcion_economico"], (REVENUE, path[2]))
            self.expect(line, cents(row["prevision_inicial"]), cents(row["modificaciones"]))
            if cents(row["recaudado"]) > 0:
                source, evidence = withheld(row["economico"]), digest(row["text"])
                receipt = {"amount": str(cents(row["recaudado"])), "source": source, "returns": None, "line": line}
                self.receipts.append({**receipt, "evidence": evidence})
        for district in districts:
            path = "expenditure", district.section
            self.expect(self.line(path, district.name), district.initial, district.final - district.initial)

    def award(self):
        """To the fund of each district, so much as it has recognised."""
        for district in self.districts:
            award = Award(self, {"fund": district.fund})
            award.add(self.lines["expenditure", district.section], district.recognised, district.text)
            self.awards.append(award)

    def payments(self):
        return [award.payment(line, amount, *award.texts) for award in self.awards for line, amount in award.lines.items()]


def load(node):
    lines, payments = rows("lines.csv"), rows("payments.csv")
    of = lambda section, rows: [row for row in rows if row["seccion"] == section]
    sections = sorted({row["seccion"] for row in lines})
    districts = [District(node, section, of(section, lines), of(section, payments)) for section in sections]
    city = City(node, districts, rows("revenue.csv"))
    bodies = [city, *districts]
    alice, council = Person(node, "//Alice"), Person(node, "//Madrid//council")
    # Who commits, who accepts, and who receives and pays: of the City, and others of the districts, or they would pay themselves.
    duties = ["spending", "control", "treasury"]
    of_city, of_districts = ([Person(node, f"{under}//{duty}") for duty in duties] for under in ("//Madrid", "//Madrid//districts"))

    # People, bodies, a year.
    people = [body.person for body in bodies] + of_city + of_districts
    to = [person.address for person in people + [council]] + [body.account for body in bodies]
    pay = [{"balances": {"transferKeepAlive": {"dest": account, "value": MONEY}}} for account in to]
    words = lambda person: ["did", "register", "--kind", "organisation", "--new-suri", person.suri]
    node.phase([Transaction(alice, *pay, acts=False)] + [Transaction(alice, acts=False, words=words(person)) for person in people])
    node.phase(*([Transaction(body.person, *founding(body, council, of_city if body is city else of_districts))] for body in bodies))
    accept = lambda body: {"identityRegistry": {"acceptControl": {"identity": body.account}}}
    node.phase(
        [Transaction(council, *(one for body in bodies for one in opening(body)), acts=False)],
        *([Transaction(officer, accept(city))] for officer in of_city),
        *([Transaction(officer, *map(accept, districts))] for officer in of_districts),
        *([Transaction(district.person, district.call("setBody", change={"parent": city.account}))] for district in districts),
    )

    # The budget, and funds.
    spending, control, treasury = of_districts
    made = node.phase(
        [Transaction(council, *body.budget(), acts=False) for body in bodies],
        [Transaction(city.person, *(district.call("setBody", change={"adopt": True}) for district in districts))],
        [Transaction(of_city[0], city.make_fund())],
        [Transaction(spending, *(district.make_fund() for district in districts))],
    )
    funds = {event["body"]: event["fund"] for lane in made for event in told(lane, "fundMade")}
    for body in bodies:
        body.fund = funds[body.account]

    # What comes in; what is committed to, accepted, and paid to the districts.
    city.award()
    receive = [city.call("receive", fund=city.fund, receipts=some) for some in in_lists(city.receipts)]
    awards = [award for district in districts for award in district.awards]
    award = [one for district in districts for one in in_calls(district, "award", "awards", [one.terms() for one in district.awards])]
    made = node.phase(
        [Transaction(of_city[0], *in_calls(city, "award", "awards", [one.terms() for one in city.awards]))],
        node.packed(spending, award),
        [Transaction(of_city[2], *receive)],
    )
    for place, known in enumerate([city.awards, awards]):
        numbers = [event["award"] for event in told(made[place], "awarded")]
        assert len(numbers) == len(known)
        for one, number in zip(known, numbers):
            one.number = number
    accept = [
        one for body in districts for one in in_calls(body, "accept", "acceptances", [one.accepted() for one in body.awards])
    ]
    node.phase(
        [Transaction(of_city[1], *in_calls(city, "accept", "acceptances", [one.accepted() for one in city.awards]))],
        node.packed(control, accept),
    )
    node.phase([Transaction(of_city[2], *in_calls(city, "pay", "payments", city.payments()))])
    confirm = [call("confirm", fund=city.fund, number=number, received=True) for number in range(len(districts))]
    node.phase([Transaction(treasury, *confirm)])

    # What the districts paid, and then what they could not.
    pay = [one for body in districts for one in in_calls(body, "pay", "payments", map(body.payment, body.payments))]
    node.phase(node.packed(treasury, pay))
    refused = [(body, one) for body in districts for one in body.refused]
    pay = lambda body, one: body.call("pay", payments=[body.payment(one)])
    # All that the payee was awarded is paid, or nothing of this line was awarded to him.
    why = lambda one: "OverLine" if one["line"] in one["award"].lines else "NotOfAward"
    node.phase([Transaction(treasury, pay(body, one), refused=why(one)) for body, one in refused])
    return {
        "city": city.account,
        "council": council.suri,
        "districts": {body.section: {"body": body.account, "fund": body.fund} for body in districts},
        "officers": {duty: person.suri for duty, person in zip(duties, of_districts)},
        "transactions": node.count,
        "blocks": len(node.blocks),
        "weight": node.weight,
        "refused": [one["text"] for _, one in refused],
    }


def founding(body, council, officers):
    """A body is named, and says who controls it, two of whom must agree on what it does itself; and who appropriates."""
    controllers = [officer.identity for officer in officers]
    yield {"identityRegistry": {"setControllers": {"controllers": controllers, "threshold": 2}}}
    yield body.call("setBody", change={"name": {"name": body.name, "identifier": body.identifier}})
    yield body.call("setBody", change={"appropriator": council.address})


def opening(body):
    """The council accepts, lets nothing in euros wait for a second person, and opens the year."""
    rule = {"currency": EURO, "threshold": MOST, "window": DAY, "life": DAY}
    for change in ("accept", {"rule": rule}):
        yield body.call("setBody", change=change)
    for change in ({"plan": {"label": "2018", "from": BEGIN, "to": END}}, "open"):
        yield body.call("setPeriod", change=change)


def in_calls(body, name, argument, items):
    return [body.call(name, **{argument: some}) for some in in_lists(list(items))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dry-run", metavar="FOLDER", help="write the calls into this folder, and send nothing")
    folder = parser.parse_args().dry_run
    print(json.dumps(load(Paper(folder) if folder else Node()), indent="\t", ensure_ascii=False))


if __name__ == "__main__":
    main()
