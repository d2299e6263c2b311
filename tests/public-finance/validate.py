"""Are the exports of a body's books what the standards say, and do they agree with each other?

    validate.py FOLDER          releases.json, records.json, activities.xml,
                                lines.csv, awards.csv, payments.csv, receipts.csv
    validate.py --test-itself   the samples beside this file, and what is wrong with each of many broken ones

Foreign validators judge (libcoveocds, ocdskit, lxml), each in a process of its own, by schemas beside this file, without
a network. What none of them looks at is looked at here: references, codes, sums. For the sums to hold, nothing of the
books may be archived.
"""

import csv
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from collections import Counter, defaultdict
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
STANDARD = HERE / "schemas" / "standard-1__1__5.zip"
ACTIVITIES = HERE / "schemas" / "iati-activities-schema.xsd"
TOOLS = pathlib.Path(os.environ.get("CIVITAS_TOOLS") or pathlib.Path.home() / ".cache/civitas/tools")
PYTHON = TOOLS / "validators" / "bin" / "python"

CIVITAS = "{urn:civitas}"
ISO = re.compile("[A-Z]{3}")


class Wrong(Exception):
    """Why the exports are not right."""


def expect(holds, why):
    if not holds:
        raise Wrong(why)


# ------------------------------------------------------------ foreign validators


def cut_the_network():
    """This program again, where no network is."""
    if "CIVITAS_CUT" not in os.environ:
        os.environ["CIVITAS_CUT"] = "1"
        alone = "-n" if os.geteuid() == 0 else "-rn"
        os.execvp("unshare", ["unshare", alone, sys.executable, *sys.argv])
    names = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
    expect(names == ["lo"], f"the network is not cut: {names}")


def foreign(*words, stdin=None):
    """What a program of the validators' Python prints."""
    expect(PYTHON.exists(), f"there is no {PYTHON}: scripts/setup.sh --tests makes it")
    done = subprocess.run([PYTHON, *words], stdin=stdin, capture_output=True, text=True)
    expect(done.returncode == 0, f"{words[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def judge(report, file_type):
    """libcoveocds exits with 0 whatever it finds."""
    expect(report["version_used"] == "1.1" and report["count"] > 0, f"nothing was judged in {file_type}: {report}")
    found = ["validation_errors", "conformance_errors", "additional_closed_codelist_values", "additional_checks"]
    found += ["additional_open_codelist_values", "all_additional_fields", "deprecated_fields"]
    for name in found:
        expect(not report.get(name), f"{file_type}: {name}: {report.get(name)}")


def compiled_by_ocdsmerge(path):
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(STANDARD) as zipped:
            schema = zipped.extract("standard-1__1__5/schema/release-schema.json", folder)
        with open(path) as releases:
            lines = foreign("-m", "ocdskit", "compile", "--schema", schema, stdin=releases).splitlines()
    return {release["ocid"]: release for release in map(json.loads, lines)}


# ------------------------------------------------------------ OCDS


def check_releases(folder):
    path = folder / "releases.json"
    judge(
        json.loads(foreign("-m", "libcoveocds", "--standard-zip", STANDARD, "--schema-version", "1.1", path)),
        "releases",
    )
    package = json.loads(path.read_text())
    last = {}
    for release in package["releases"]:
        ocid, date = release["ocid"], release["date"]
        expect(
            re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", date),
            f"texts of {date} are not in the order of times",
        )
        expect(last.get(ocid, "") <= date <= package["publishedDate"], f"{ocid}: {date} is out of order")
        last[ocid] = date
        check_references(release)


def check_references(release):
    """That who and what is named is there. No validator looks."""
    where = f"{release['ocid']} {release['id']}"
    parties = Counter(party["id"] for party in release["parties"])
    expect(max(parties.values()) == 1, f"{where}: a party is there twice")
    roles = {party["id"]: party["roles"] for party in release["parties"]}

    def has(reference, role):
        expect(role in roles.get(reference["id"], []), f"{where}: {reference['id']} is no {role}")

    has(release["buyer"], "buyer")
    for award in release.get("awards", []):
        for supplier in award["suppliers"]:
            has(supplier, "supplier")
    for contract in release.get("contracts", []):
        if "awards" in release:
            expect(
                contract["awardID"] in [award["id"] for award in release["awards"]],
                f"{where}: no award {contract['awardID']}",
            )
        for transaction in contract.get("implementation", {}).get("transactions", []):
            has(transaction["payer"], "payer")
            has(transaction["payee"], "payee")


def check_records(folder):
    path = folder / "records.json"
    judge(json.loads(foreign(HERE / "foreign.py", "records", STANDARD, path)), "records")
    records = json.loads(path.read_text())["records"]
    releases = json.loads((folder / "releases.json").read_text())["releases"]
    expect(
        [release for record in records for release in record["releases"]] == releases, "records are of other releases"
    )
    merged = compiled_by_ocdsmerge(folder / "releases.json")
    expect(
        merged == {record["ocid"]: record["compiledRelease"] for record in records}, "ocdsmerge compiles something else"
    )
    for record in records:
        check_references(record["compiledRelease"])


# ------------------------------------------------------------ IATI


def check_activities(folder):
    path = folder / "activities.xml"
    errors = json.loads(foreign(HERE / "foreign.py", "iati", ACTIVITIES, path))
    expect(errors == [], f"activities: {errors[:5]}")
    root = ElementTree.parse(path).getroot()
    expect(root.get("version") == "2.03", "not of version 2.03")
    activities = {activity.findtext("iati-identifier"): activity for activity in root.iter("iati-activity")}
    expect(len(activities) == len(root.findall("iati-activity")), "activities of one identifier")
    for identifier, activity in activities.items():
        check_activity(identifier, activity, activities)


def check_activity(identifier, activity, activities):
    """What the ruleset of IATI 2.03 asks for, which no schema says, and that what is named is there."""
    today = datetime.date.today().isoformat()
    reporter = activity.find("reporting-org").get("ref")
    expect(re.fullmatch(re.escape(reporter) + r"-\d+", identifier), f"{identifier} is not of {reporter}")
    expect({date.get("type") for date in activity.findall("activity-date")} & {"1", "2"}, f"{identifier}: no begin")
    expect(activity.find("sector") is not None, f"{identifier}: no sector")
    refs = Counter(transaction.get("ref") for transaction in activity.findall("transaction"))
    expect(max(refs.values()) == 1, f"{identifier}: transactions of one ref")
    for date in activity.iter():
        for name in ("iso-date", "value-date"):
            expect(date.get(name, "") <= today, f"{identifier}: {date.get(name)} is to come")
    for organisation in activity.iter():
        if organisation.tag.endswith("-org"):
            ref, narrative = organisation.get("ref"), organisation.findtext("narrative")
            expect(ref is None or re.fullmatch(r"[^/&|?\s]+", ref), f"{identifier}: {ref} is no reference")
            expect(narrative, f"{identifier}: an organisation without a name")
    for transaction in activity.findall("transaction"):
        where = f"{identifier} {transaction.get('ref')}"
        expect(transaction.find("transaction-type").get("code") in ("1", "3", "4"), f"{where}: another type")
        expect(
            transaction.find("value").get("currency") == activity.get("default-currency"), f"{where}: another currency"
        )
        named = [
            organisation.get(f"{side}-activity-id")
            for side in ("provider", "receiver")
            for organisation in transaction.findall(f"{side}-org")
        ]
        expect(identifier in named, f"{where}: not of this activity")
        for other in filter(None, named):
            is_known = other in activities or not re.fullmatch(re.escape(reporter) + r"-\d+", other)
            expect(is_known, f"{where}: there is no activity {other}")


# ------------------------------------------------------------ tables, and all together


def table(folder, name):
    with open(folder / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def sums(rows, key, amount):
    """By key, without rows that have none."""
    found = defaultdict(Decimal)
    for row in rows:
        if row[key]:
            found[row[key]] += Decimal(row[amount])
    return found


def check_tables(folder):
    awards, payments = table(folder, "awards"), table(folder, "payments")
    obligated, disbursed = sums(awards, "line", "line_amount"), sums(payments, "line", "line_amount")
    for line in table(folder, "lines"):
        if line["kind"] == "expenditure":
            number = line["line"]
            expect(
                Decimal(line["obligated"]) == obligated[number],
                f"line {number}: its awards come to {obligated[number]}",
            )
            expect(
                Decimal(line["disbursed"]) == disbursed[number],
                f"line {number}: its payments come to {disbursed[number]}",
            )
    parts = defaultdict(Decimal)
    for row in payments:
        if row["kind"] == "award":
            parts[row["fund"], row["number"], row["amount"]] += Decimal(row["line_amount"])
    for (fund, number, amount), together in parts.items():
        expect(together == Decimal(amount), f"payment {number} of fund {fund}: its lines come to {together}")


def check_together(folder):
    """That all are of one block, and say the same of awards and of funds."""
    packages = [json.loads((folder / f"{name}.json").read_text()) for name in ("releases", "records")]
    root = ElementTree.parse(folder / "activities.xml").getroot()
    tables = {name: table(folder, name) for name in ("lines", "awards", "payments", "receipts")}
    hashes = {re.search(r"0x[0-9a-f]{64}", package["uri"])[0] for package in packages} | {
        root.get(f"{CIVITAS}block-hash")
    }
    hashes |= {row["block_hash"] for rows in tables.values() for row in rows}
    expect(len(hashes) == 1, f"exports of several blocks: {hashes}")

    of_standards = {}
    for record in packages[1]["records"]:
        release = record["compiledRelease"]
        contracts = {contract["awardID"]: contract for contract in release["contracts"]}
        for award in release["awards"]:
            transactions = contracts[award["id"]].get("implementation", {}).get("transactions", [])
            paid = sum((Decimal(str(transaction["value"]["amount"])) for transaction in transactions), Decimal())
            of_standards[award["id"]] = (Decimal(str(award["value"]["amount"])), paid, award["value"]["currency"])
    of_tables = {
        row["award"]: (Decimal(row["amount"]), Decimal(row["disbursed"]) - Decimal(row["returned"]), row["currency"])
        for row in tables["awards"]
        if ISO.fullmatch(row["currency"])
    }
    expect(of_standards == of_tables, f"awards by OCDS and by the table: {of_standards} and {of_tables}")

    left = defaultdict(Decimal)
    for row in tables["receipts"]:
        left[row["fund"], row["currency"]] += Decimal(row["amount"]) - Decimal(row["removed"])
    for fund, currency, _, amount in {
        (row["fund"], row["currency"], row["number"], row["amount"]) for row in tables["payments"]
    }:
        left[fund, currency] -= Decimal(amount)
    in_activities = defaultdict(Decimal)
    for activity in root.iter("iati-activity"):
        fund = activity.findtext("iati-identifier").rsplit("-", 1)[1]
        for transaction in activity.findall("transaction"):
            value, code = transaction.find("value"), transaction.find("transaction-type").get("code")
            in_activities[fund, value.get("currency")] += Decimal(value.text) * (1 if code == "1" else -1)
    in_tables = {key: amount for key, amount in left.items() if ISO.fullmatch(key[1])}
    expect(in_activities == in_tables, f"funds by IATI and by the tables: {dict(in_activities)} and {in_tables}")


CHECKS = [check_releases, check_records, check_activities, check_tables, check_together]


# ------------------------------------------------------------ this program itself

# What is made wrong in which sample, by which check that is noticed, and what it says.
BROKEN = [
    ("releases.json", '"currency": "EUR"', '"currency": "ZZZ"', check_releases, "additional_closed_codelist_values"),
    ("releases.json", '"initiationType": "tender",', "", check_releases, "validation_errors"),
    ("releases.json", '"language": "en"', '"blockHash": "en"', check_releases, "all_additional_fields"),
    ("releases.json", '"ocid": "ocds-213czf-5"', '"ocid": "213czf-5"', check_releases, "conformance_errors"),
    ("releases.json", '"language": "en"', '"language": ""', check_releases, "additional_checks"),
    ("releases.json", "2025-01-12T00:00:00.000Z", "2025-01-12T00:00:00Z", check_releases, "order of times"),
    ("releases.json", '"supplier"', '"tenderer"', check_releases, "is no supplier"),
    ("releases.json", '"awardID": "5"', '"awardID": "6"', check_releases, "no award 6"),
    ("releases.json", '"payment-0-0"', '"award-4-0"', check_releases, "uniqueItems"),
    ("records.json", '"status": "terminated"', '"status": "gone"', check_records, "additional_closed_codelist_values"),
    ("records.json", '"id": "ocds-213czf-5-2025-02-11T00:00:00.000Z"', '"id": "5"', check_records, "ocdsmerge"),
    ("records.json", '"numberOfTenderers": 3', '"numberOfTenderers": 4', check_records, "other releases"),
    ("activities.xml", '<activity-status code="2"/>', "", check_activities, "activity-status"),
    ("activities.xml", ' value-date="2025-01-03"', "", check_activities, "value-date"),
    (
        "activities.xml",
        "<iati-identifier>ES-DIR3-L01000000-1<",
        "<iati-identifier>ES-DIR3-L01000000-0<",
        check_activities,
        "one identifier",
    ),
    (
        "activities.xml",
        'receiver-activity-id="ES-DIR3-L01000000-1"',
        'receiver-activity-id="ES-DIR3-L01000000-3"',
        check_activities,
        "no activity",
    ),
    ("activities.xml", '<sector vocabulary="1" code="99810"/>', "", check_activities, "no sector"),
    ("activities.xml", 'iso-date="2025-01-03"', 'iso-date="2999-01-03"', check_activities, "is to come"),
    ("activities.xml", 'ref="use-1"', 'ref="use-0"', check_activities, "one ref"),
    ("activities.xml", 'ref="ES-NIF-B00000000"', 'ref="ES-NIF/B0"', check_activities, "is no reference"),
    ("activities.xml", ">1000.00<", ">1000.01<", check_together, "funds by IATI"),
    ("activities.xml", 'block-hash="0x07', 'block-hash="0x08', check_together, "several blocks"),
    ("records.json", '"amount": -100.0', '"amount": -100.01', check_together, "awards by OCDS"),
    ("receipts.csv", ",500.00,", ",500.01,", check_together, "funds by IATI"),
    ("payments.csv", ",goods,300.50,", ",goods,300.49,", check_tables, "its payments come to"),
    ("payments.csv", ",400.50,", ",400.51,", check_tables, "its lines come to"),
    ("awards.csv", ",150.00,", ",150.01,", check_tables, "its awards come to"),
]


def test_itself():
    samples = HERE / "samples"
    for check in CHECKS:
        check(samples)
    for name, right, wrong, check, why in BROKEN:
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            for sample in samples.iterdir():
                text = sample.read_text()
                if sample.name == name:
                    assert right in text, f"{name} has no {right}"
                    text = text.replace(right, wrong)
                (folder / sample.name).write_text(text)
            try:
                check(folder)
            except Wrong as noticed:
                assert why in str(noticed), f"{name}, {wrong}: {why} was expected, but: {noticed}"
            else:
                raise AssertionError(f"{name}, {wrong}: nobody has noticed")
    print(f"{len(BROKEN)} mistakes were noticed")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cut_the_network()
    if sys.argv[1] == "--test-itself":
        return test_itself()
    for check in CHECKS:
        check(pathlib.Path(sys.argv[1]).resolve())
        print(f"{check.__name__}: passed")


if __name__ == "__main__":
    try:
        main()
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
