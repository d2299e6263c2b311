#!/usr/bin/env python3
"""Compare the books of Madrid of 2018, as load_madrid.py has loaded them, with madrid/*.csv, to the cent.

    python3 tests/public-finance/check_madrid.py CITY
    python3 tests/public-finance/check_madrid.py --calls FOLDER

The first asks a node over JSON-RPC (CIVITAS_HTTP_URL, or http://127.0.0.1:9944), at one block, for the books of the City of this account
and of its districts. Nobody else may have done anything on its chain. It compares

- of each line of expenditure what was voted, what that became, what was recognised and what was paid; of each chapter of a district, which
  is what binds, that it bears just what its lines do;
- of each line of revenue what was expected and what came in;
- each payment, by the hash of its row, and its payee; what is recognised and not paid;
- what the chain has refused, in its transactions: it has to be just what five lines were paid beyond what they had recognised;
- the ways of 100 units of money that were paid, from the payment up to the revenue, and from there down to the payment. They follow here
  from the amounts alone.

The second adds up the calls that a dry run has written, and compares the figures of the lines.

It shares with the loader nothing but the files. The last line says how much was compared. The exit code is 0 if all of it is the same, 1 if
anything differs, and 2 if the chain could not be asked.
"""

import bisect
import collections
import csv
import hashlib
import http.client
import json
import os
import pathlib
import random
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "agreements"))

from chain import Chain

EURO = {"iso": "EUR"}
UNITS, SEED = 100, 2018
FIGURES = ["credito_inicial", "credito_definitivo", "obligaciones_reconocidas"]
# All of them have two decimals.
AMOUNTS = {*FIGURES, "importe", "prevision_inicial", "prevision_definitiva", "recaudado"}
# Who is named by a tax number with one of these letters is nobody by law, but several together.
UNNAMED = "EHJ"


class Difference(Exception):
    """The books are not as the files."""


def same(what, books, files):
    if books != files:
        raise Difference(f"{what}: the books say {books}, and the files {files}")


def digest(text):
    return "0x" + hashlib.sha256(text.encode()).hexdigest()


def read(name):
    """The rows of a file, with amounts in cents, and the hash of each."""
    lines = (HERE / "madrid" / name).read_text(encoding="utf-8").splitlines()
    cents = lambda column, text: int(text.replace(".", "")) if column in AMOUNTS else text
    rows = [{column: cents(column, text) for column, text in row.items()} for row in csv.DictReader(lines)]
    return [{**row, "hash": digest(line)} for row, line in zip(rows, lines[1:])]


def key(row):
    return row["seccion"], row["programa"], row["economico"]


class Files:
    """What the books have to say."""

    def __init__(self):
        self.lines = {key(row): row for row in read("lines.csv")}
        self.payments = {row["hash"]: row for row in read("payments.csv")}
        self.revenue = {row["economico"]: row for row in read("revenue.csv")}
        self.names = {row["descripcion_seccion"]: row["seccion"] for row in self.lines.values()}
        in_file = collections.Counter()
        for row in self.payments.values():
            in_file[key(row)] += row["importe"]
        # Nothing is paid that was not recognised.
        self.paid = {of: min(in_file[of], row["obligaciones_reconocidas"]) for of, row in self.lines.items()}
        self.beyond = {of: in_file[of] - paid for of, paid in self.paid.items() if in_file[of] > paid}

    def figures(self, of):
        """What was voted, what that became, what was recognised, what was paid."""
        return (*(self.lines[of][column] for column in FIGURES), self.paid[of])

    def compare(self, figures):
        same("which lines there are", sorted(figures), sorted(self.lines))
        for of, books in figures.items():
            same(f"line {'/'.join(of)}", books, self.figures(of))

    def compare_refused(self, refused, why):
        """What was refused comes, line by line, to just what was too much. All that its payee was awarded of the line was paid, or he was
        awarded nothing of it."""
        hashes = {row["hash"] for row in refused}
        awarded = {(row["nif"], key(row)) for row in self.payments.values() if row["hash"] not in hashes}
        wanted = ["overLine" if (row["nif"], key(row)) in awarded else "notOfAward" for row in refused]
        same("why payments were refused", why, [{"module": {"pallet": "publicFinance", "error": error}} for error in wanted])
        sums = collections.Counter()
        for row in refused:
            sums[key(row)] += row["importe"]
        same("what was refused", dict(sums), self.beyond)


class Books:
    """The books of the chain, at its last final block."""

    def __init__(self, chain, city, files):
        self.chain, self.city, self.files, self.keys = chain, city, files, {}
        self.last = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
        bodies = self.all("bodiesBelow", body=city)
        self.districts = {files.names[self.ask("bodyInfo", body=body)["record"]["name"]]: body for body in bodies}
        same("which districts there are", sorted(self.districts), sorted(files.names.values()))
        funds = {section: self.all("fundsOf", body=body) for section, body in [("", city), *self.districts.items()]}
        for section, listed in funds.items():
            same(f"the funds of {section or 'the City'}", len(listed), 1)
        self.funds = {section: listed[0]["fund"] for section, listed in funds.items()}
        self.balances = {section: int(listed[0]["balance"]) for section, listed in funds.items()}
        self.receipts = {section: self.all("receipts", fund=fund) for section, fund in self.funds.items()}
        self.uses = {section: self.all("payments", fund=fund) for section, fund in self.funds.items()}
        self.awards = {
            award["award"]: award["record"] for body in self.districts.values() for award in self.all("awardsOf", body=body)
        }

    def ask(self, view, **params):
        return self.chain.value(f"publicFinance_{view}", {**params, "block": self.last})

    def all(self, view, **params):
        found, cursor = [], None
        while True:
            page = self.ask(view, **params, cursor=cursor)
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    def execution(self, body, kind):
        root = {"period": 0, "currency": EURO, "kind": kind}
        return self.all("execution", body=body, top={"root": root})

    def figures(self):
        """Of each line. And that each chapter bears what its lines do, and no more than it may."""
        found, beyond, controls = {}, 0, 0
        for section, body in self.districts.items():
            lines = self.execution(body, "expenditure")
            sums = collections.defaultdict(collections.Counter)
            for line in lines:
                record, path = line["record"], line["path"]
                own = {name: int(value) for name, value in record["own"].items()}
                sums[record["control"]].update(own)
                if len(path) < 3:
                    same(f"what is booked on {section}/{'/'.join(path)} itself", set(own.values()), {0})
                    continue
                chapter, programme, economic = path
                same(f"the chapter of {section}/{'/'.join(path)}", chapter, economic[0])
                same(f"the codes of {section}/{'/'.join(path)}", [code["code"] for code in record["codes"]], [programme, economic])
                figures = (int(record["original"]), own["authority"], own["obligated"], own["disbursed"])
                self.keys[section, line["line"]] = section, programme, economic
                found[section, programme, economic] = figures
                beyond += own["obligated"] > own["authority"]
            for line in (line for line in lines if len(line["path"]) == 1):
                controls += 1
                bound = {name: int(value) for name, value in line["record"]["bound"].items()}
                same(f"chapter {section}/{line['path'][0]}", bound, dict(sums.pop(line["line"])))
                if not bound["disbursed"] <= bound["obligated"] <= bound["authority"]:
                    raise Difference(f"chapter {section}/{line['path'][0]} is beyond what it may: {bound}")
            same(f"what else binds in {section}", dict(sums), {})
        same("lines beyond their own figure", beyond, sum(final < recognised for _, final, recognised, _ in found.values()))
        return found, beyond, controls

    def city_lines(self):
        """What the City expected and received, and what it has paid to its districts: all that these recognised."""
        for line in (line for line in self.execution(self.city, "revenue") if len(line["path"]) == 2):
            record, row = line["record"], self.files.revenue[line["path"][1]]
            books = [int(value) for value in (record["original"], record["own"]["authority"], record["own"]["disbursed"])]
            # What is less than nothing cannot come in.
            files = [row["prevision_inicial"], row["prevision_definitiva"], max(0, row["recaudado"])]
            same(f"revenue {row['economico']}", books, files)
        for line in self.execution(self.city, "expenditure"):
            section, record = line["path"][0], line["record"]
            books = [int(record["original"])] + [int(record["own"][name]) for name in ("authority", "obligated", "disbursed")]
            rows = [row for row in self.files.lines.values() if row["seccion"] == section]
            initial, final, recognised = (sum(row[column] for row in rows) for column in FIGURES)
            same(f"what the City has for {section}", books, [initial, final, recognised, recognised])
        return len(self.files.revenue)

    def payments(self):
        """Each is a row of the file. What rows are missing."""
        missing = dict(self.files.payments)
        for section, uses in self.uses.items():
            for use in uses if section else []:
                record = use["record"]
                row = missing.pop(record["evidence"], None)
                if row is None:
                    raise Difference(f"payment {use['number']} of {section} is none of the file, or twice")
                what = f"payment {row['n']}"
                paid = record["kind"]["award"]
                of_lines = [(self.keys[section, split["line"]], int(split["amount"])) for split in paid["lines"]]
                same(f"the amount of {what}", int(record["amount"]), row["importe"])
                same(f"the lines of {what}", of_lines, [(key(row), row["importe"])])
                named = None if row["nif"][0] in UNNAMED else f"ES-NIF-{row['nif']}"
                same(f"the payee of {what}", self.awards[paid["award"]]["payee"].get("organisation"), named)
        return missing

    def arrears(self):
        """What is recognised and not paid, all of which was due."""
        for section, body in self.districts.items():
            lines = [of for of in self.files.lines if of[0] == section]
            unpaid = sum(self.files.lines[of]["obligaciones_reconocidas"] - self.files.paid[of] for of in lines)
            same(f"the arrears of {section}", sum(int(one["overdue"]) for one in self.all("arrears", body=body)), unpaid)
            same(f"what is in the fund of {section}", self.balances[section], unpaid)

    def refused(self):
        """The rows of payments in transactions that have failed, and why."""
        rows, why = [], []
        for number in range(1, self.last + 1):
            _, events = self.chain.events(number)
            for place, pallet, name, what in events:
                if (pallet, name) != ("system", "extrinsicFailed"):
                    continue
                extrinsic = self.chain.call("chain_getBlock", [self.chain.hash(number)])["block"]["extrinsics"][place]
                found = [row for hash, row in self.files.payments.items() if hash[2:] in extrinsic]
                same(f"the payments in transaction {place} of block {number}", len(found), 1)
                rows += found
                why.append(what["dispatchError"])
        return rows, why

    def trace(self):
        """Random units that were paid, up to where they are from and down again."""
        paid = [(section, use) for section in sorted(self.districts) for use in self.uses[section]]
        sums, total = [], 0
        for _, use in paid:
            sums.append(total)
            total += int(use["record"]["amount"])
        units = sorted(random.Random(SEED).sample(range(total), UNITS))
        for unit in units:
            place = bisect.bisect_right(sums, unit) - 1
            self.trace_unit(*paid[place], unit - sums[place])

    def trace_unit(self, section, use, offset):
        """One unit of a payment. Nothing was taken out of a fund, so spans have no gaps."""
        fund, city = self.funds[section], self.funds[""]
        at = int(use["record"]["span"]["from"]) + offset
        entered = holder(self.receipts[section], at)
        source = entered["record"]["source"]["use"]
        same(f"from where receipt {entered['receipt']} of {section} is", source["fund"], city)
        left = next(one for one in self.uses[""] if one["number"] == source["number"])
        above = int(left["record"]["span"]["from"]) + at - int(entered["record"]["span"]["from"])
        came = holder(self.receipts[""], above)
        # From here to the first end of the payment, of the receipt of it, or of the revenue.
        length = min(
            int(use["record"]["span"]["to"]) - at,
            int(entered["record"]["span"]["to"]) - at,
            int(came["record"]["span"]["to"]) - above,
        )
        hop = lambda fund, receipt, number, at: {
            "fund": fund, "receipt": receipt, "number": number, "units": {"from": str(at), "to": str(at + length)},
        }
        lower = hop(fund, entered["receipt"], use["number"], at)
        upper = hop(city, came["receipt"], left["number"], above)
        award = use["record"]["kind"]["award"]["award"]
        source = {"source": {"source": came["record"]["source"], "returns": None}}
        paid = {"paid": {"award": award, "payee": self.awards[award]["payee"]}}
        back = above - int(came["record"]["span"]["from"])
        ways = [
            ("traceUp", {"fund": fund, "number": use["number"]}, offset, [lower, upper], source),
            ("traceDown", {"fund": city, "receipt": came["receipt"]}, back, [upper, lower], paid),
        ]
        for view, record, cursor, path, end in ways:
            runs = self.ask(view, **record, cursor=str(cursor), limit=1)["items"]
            run = {"from": str(cursor), "amount": str(length), "path": path, "end": end}
            same(f"{view} of unit {offset} of payment {use['number']} of {section}", runs, [run])


def holder(receipts, at):
    """The receipt that has a unit."""
    place = bisect.bisect_right([int(receipt["record"]["span"]["from"]) for receipt in receipts], at) - 1
    same(f"that a receipt has unit {at}", at < int(receipts[place]["record"]["span"]["to"]), True)
    return receipts[place]


class Sums:
    """What calls come to that are written in a folder, if the chain does what they say."""

    def __init__(self, folder):
        self.names, self.paths, self.own = {}, collections.defaultdict(list), collections.defaultdict(collections.Counter)
        self.awards, self.refused, self.why, self.evidence = [], [], [], []
        for file in sorted(pathlib.Path(folder).glob("*.json"), key=lambda file: file.stem.split("-")[2]):
            transaction = json.loads(file.read_text(encoding="utf-8"))
            for called in transaction.get("calls", []):
                for name, arguments in called.get("publicFinance", {}).items():
                    if transaction["refused"]:
                        (payment,) = arguments["payments"]
                        self.refused.append(payment["evidence"])
                        error = transaction["refused"][0].lower() + transaction["refused"][1:]
                        self.why.append({"module": {"pallet": "publicFinance", "error": error}})
                    else:
                        getattr(self, name, self.other)(**arguments)

    def other(self, **_):
        pass

    def setBody(self, body, change):
        if "name" in change:
            self.names[body] = change["name"]["name"]

    def setLine(self, body, lines):
        same("the length of a list", len(lines) <= 64, True)
        for line in lines:
            root = line["above"].get("root")
            above = (root["kind"],) if root else self.paths[body][line["above"]["line"]]
            self.paths[body].append((*above, line["part"]))

    def moveAuthority(self, body, moves):
        same("the length of a list", len(moves) <= 64, True)
        for move in moves:
            for line, sign in ((move["from"], -1), (move["to"], 1)):
                amount = sign * int(move["amount"])
                self.own[body, line].update(authority=amount, original=amount if move["original"] else 0)

    def award(self, body, awards):
        same("the length of a list", len(awards) <= 64, True)
        for award in awards:
            lines = {split["line"]: int(split["amount"]) for split in award["lines"]}
            self.awards.append({"body": body, "left": dict(lines), "accepted": 0, "amount": sum(lines.values()), "paid": 0})
            for line, amount in lines.items():
                self.own[body, line].update(obligated=amount)

    def accept(self, body, acceptances):
        same("the length of a list", len(acceptances) <= 64, True)
        for one in acceptances:
            self.awards[one["award"]]["accepted"] += int(one["amount"])
            same("what is accepted", self.awards[one["award"]]["accepted"], self.awards[one["award"]]["amount"])

    def pay(self, body, payments):
        same("the length of a list", len(payments) <= 64, True)
        for one in payments:
            award = self.awards[one["how"]["award"]["award"]]
            same("whose award is paid", award["body"], body)
            award["paid"] += int(one["amount"])
            for split in one["how"]["award"]["lines"]:
                award["left"][split["line"]] -= int(split["amount"])
                self.own[body, split["line"]].update(disbursed=int(split["amount"]))
            if min(award["left"].values()) < 0 or award["paid"] > award["accepted"]:
                raise Difference(f"more is paid than was awarded: {one}")
            self.evidence.append(one["evidence"])

    def figures(self, files):
        found = {}
        for body, name in self.names.items():
            for line, path in enumerate(self.paths[body]):
                if name in files.names and len(path) == 4:
                    own = self.own[body, line]
                    names = ("original", "authority", "obligated", "disbursed")
                    found[files.names[name], *path[2:]] = tuple(own[name] for name in names)
        return found


def check_calls(folder):
    files, sums = Files(), Sums(folder)
    files.compare(sums.figures(files))
    refused = [files.payments[hash] for hash in sums.refused]
    files.compare_refused(refused, sums.why)
    in_order = [hash for hash in sums.evidence if hash in files.payments]
    same("the payments", sorted(in_order + sums.refused), sorted(files.payments))
    return told(len(files.lines), len(in_order), refused)


def check_chain(city):
    files = Files()
    books = Books(Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944")), city, files)
    figures, beyond, controls = books.figures()
    files.compare(figures)
    revenue = books.city_lines()
    missing = books.payments()
    refused, why = books.refused()
    files.compare_refused(refused, why)
    same("what is not paid", sorted(row["hash"] for row in refused), sorted(missing))
    books.arrears()
    books.trace()
    more = f", {beyond} lines beyond their own figure, {controls} chapters within theirs, {revenue} lines of revenue"
    return told(len(figures), len(files.payments) - len(missing), refused) + f"{more}, {UNITS} units traced both ways"


def told(lines, payments, refused):
    for row in sorted(refused, key=key):
        print(f"refused: {'/'.join(key(row))}, n {row['n']}, {row['importe'] / 100:.2f} EUR to {row['nif']}: {row['descripcion']}")
    amount, of = sum(row["importe"] for row in refused), len({key(row) for row in refused})
    return f"{lines} lines and {payments} payments are equal, {len(refused)} payments of {of} lines refused: {amount / 100:.2f} EUR"


def main():
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["--calls"] and len(arguments) == 2:
            print(check_calls(arguments[1]))
        elif len(arguments) == 1:
            print(check_chain(arguments[0]))
        else:
            raise OSError("say which city, or --calls and a folder")
    except Difference as difference:
        print(f"different: {difference}", file=sys.stderr)
        return 1
    except (OSError, http.client.HTTPException) as error:
        print(f"could not tell: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
