"""Is what is exported of reviews what schema.org's vocabulary says, and does it agree with itself and with the chain?

    validate.py EXPORT               what `civitas export schema-org` has printed
    validate.py EXPORT AGGREGATE     and what `civitas --json reputation aggregate` says at the same block
    validate.py --test-itself        the samples beside this file, and what is wrong with each of many broken ones

PyLD expands the document, by the context of schema.org beside this file, without a network. Then every node has types
and properties that the vocabulary knows, on what it has them on, with values that it takes. What no vocabulary says is
looked at here: that the means are those of the reviews, and the counts those of the chain.
"""

import json
import os
import pathlib
import re
import sys
import tempfile
import zipfile
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
VOCABULARY = HERE / "schemas" / "schemaorg-12.0.zip"
TOOLS = pathlib.Path(os.environ.get("CIVITAS_TOOLS") or pathlib.Path.home() / ".cache/civitas/tools")
PYTHON = TOOLS / "validators" / "bin" / "python"

# Where the terms of the context are, and those of the vocabulary; and which context it is.
TERMS, SCHEMA, CONTEXT = "http://schema.org/", "schema:", "https://schema.org"
DIMENSIONS = ["quality", "accuracy", "timeliness", "communication", "value"]
SUBJECTS = ["Person", "Organization", "Product", "Service", "CreativeWork", "LocalBusiness", "WebSite", "Thing"]
BLOCK = re.compile(r"urn:civitas:(0x[0-9a-f]{64}):(schema-org|rating):(0x[0-9a-f]{64})(:[a-z]+)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Wrong(Exception):
    """Why the export is not right."""


def expect(holds, why):
    if not holds:
        raise Wrong(why)


def cut_the_network():
    """This program again, by the Python that has the library, where no network is."""
    if "CIVITAS_CUT" not in os.environ:
        expect(PYTHON.exists(), f"there is no {PYTHON}: scripts/setup.sh --tests makes it")
        os.environ["CIVITAS_CUT"] = "1"
        alone = "-n" if os.geteuid() == 0 else "-rn"
        os.execvp("unshare", ["unshare", alone, PYTHON, *sys.argv])
    names = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
    expect(names == ["lo"], f"the network is not cut: {names}")


# ------------------------------------------------------------ the vocabulary


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class Vocabulary:
    """The types and properties that there are, by the definitions of schema.org."""

    def __init__(self):
        with zipfile.ZipFile(VOCABULARY) as zipped:
            self.context = json.loads(zipped.read("schemaorgcontext.jsonld"))
            defined = json.loads(zipped.read("schemaorg-current-https.jsonld"))
        self.terms = {term["@id"]: term for term in defined["@graph"]}

    def names(self, term, relation):
        return [one["@id"] for one in listed(self.terms[term].get(relation))]

    def is_a(self, ty, ancestor):
        """Whether a type is another one, or a kind of it."""
        return ty == ancestor or any(self.is_a(above, ancestor) for above in self.names(ty, "rdfs:subClassOf"))

    def any_is(self, types, ancestors):
        return any(self.is_a(ty, ancestor) for ty in types for ancestor in ancestors)

    def known(self, iri, kind):
        """A term of the vocabulary, by its whole name."""
        expect(iri.startswith(TERMS), f"{iri} is no term of schema.org")
        term = SCHEMA + iri.removeprefix(TERMS)
        there = self.terms.get(term, {})
        expect(kind in listed(there.get("@type")), f"schema.org has no {kind} {term}")
        expect("schema:supersededBy" not in there, f"{term} is superseded")
        return term


def literal_types(value, coerced):
    """What a value that is no node is by the vocabulary."""
    if coerced is not None:
        # By the context it is one: a date has to be one.
        is_one = coerced not in (f"{TERMS}Date", f"{TERMS}DateTime") or MOMENT.fullmatch(str(value))
        expect(is_one, f"{value} is no {coerced}")
        return [SCHEMA + coerced.removeprefix(TERMS)]
    if isinstance(value, bool):
        return ["schema:Boolean"]
    if isinstance(value, int) or isinstance(value, float) and value.is_integer():
        return ["schema:Integer", "schema:Number"]
    return ["schema:Number"] if isinstance(value, float) else ["schema:Text"]


def expanded(path, vocabulary):
    """The nodes of a document, as PyLD has them: each with its whole names."""
    from pyld import jsonld

    def load(url, options=None):
        expect(url.rstrip("/") == CONTEXT, f"another context is asked for: {url}")
        answer = {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url}
        return {**answer, "document": vocabulary.context}

    document = json.loads(path.read_text())
    expect(document.get("@context") == CONTEXT, "the context is not schema.org's")
    try:
        nodes = jsonld.expand(document, {"documentLoader": load})
        # What cannot be told as RDF says less than it seems to.
        jsonld.to_rdf(document, {"documentLoader": load})
    except jsonld.JsonLdError as error:
        raise Wrong(f"PyLD: {error}") from None
    expect(nodes, "nothing is left when it is expanded")
    return nodes


def check_node(node, vocabulary, types_of):
    """That a node, and all in it, is as the vocabulary says."""
    types = types_of(node)
    expect(types, f"a node has no type: {node.get('@id')}")
    for iri, values in node.items():
        if iri.startswith("@"):
            continue
        name = vocabulary.known(iri, "rdf:Property")
        expect(vocabulary.any_is(types, vocabulary.names(name, "schema:domainIncludes")), f"{types} has no {name}")
        ranges = vocabulary.names(name, "schema:rangeIncludes")
        for value in values:
            if "@value" in value:
                kinds = literal_types(value["@value"], value.get("@type"))
            else:
                kinds = types_of(value)
                if set(value) != {"@id"}:
                    check_node(value, vocabulary, types_of)
            expect(vocabulary.any_is(kinds, ranges), f"{name} is no {kinds}")


# ------------------------------------------------------------ what it says


def only(values, what):
    expect(len(values) == 1, f"not one {what}: {len(values)}")
    return values[0]


def get(node, name):
    """All values of a property."""
    return [value.get("@value", value) for value in node.get(TERMS + name, [])]


def one(node, name):
    return only(get(node, name), name)


def properties(node):
    return {one(said, "propertyID"): one(said, "value") for said in get(node, "identifier")}


def rating(node):
    """How good something is said to be, and in which respect."""
    bounds = one(node, "worstRating"), one(node, "bestRating")
    expect(bounds == (1, 5), f"ratings are from 1 to 5, and not {bounds}")
    aspects = get(node, "reviewAspect")
    expect(not aspects or only(aspects, "aspect") in DIMENSIONS, f"nobody rates {aspects}")
    return (aspects or [None])[0], one(node, "ratingValue")


class Export:
    """The nodes of an export, by what they are."""

    def __init__(self, nodes, types_of):
        by = lambda ty: [node for node in nodes if SCHEMA + ty in types_of(node)]
        self.dataset, self.means, self.reviews = only(by("Dataset"), "data set"), by("AggregateRating"), by("Review")
        rest = [node for node in nodes if node not in (self.dataset, *self.means, *self.reviews)]
        self.item = only(rest, "subject")

    def check(self, types_of):
        names = Counter(node["@id"] for node in (self.dataset, self.item, *self.means, *self.reviews))
        expect(max(names.values()) == 1, f"two nodes have one name: {names}")
        kind = only(types_of(self.item), "type").removeprefix(SCHEMA)
        expect(kind in SUBJECTS, f"{kind} is no subject")
        for node, name in [(self.dataset, "about"), *((node, "itemReviewed") for node in self.means + self.reviews)]:
            item = one(node, name)
            is_same = item["@id"] == self.item["@id"] and types_of(item) == types_of(self.item)
            expect(is_same and get(item, "name") == get(self.item, "name"), f"{node['@id']} is about something else")
        self.check_block()
        date = one(self.dataset, "dateModified")
        for review in self.reviews:
            times = [one(review, "dateCreated"), one(review, "datePublished"), date]
            comments = [one(comment, "datePublished") for comment in get(review, "comment")]
            expect(times == sorted(times), f"{review['@id']}: it is not in the order of times")
            expect(all(times[1] <= time <= date for time in comments), f"{review['@id']}: the answer comes too early")
            expect(one(review, "version") in range(1, 9), f"{review['@id']}: there are at most eight versions")
            basis = get(review, "keywords")[0]
            expect(basis in ("dealings", "certificate", "signed"), f"{review['@id']} rests on nothing")
            expect(re.fullmatch(r"urn:civitas:review:0x[0-9a-f]{64}", review["@id"]), f"{review['@id']} is no review")

    def check_block(self):
        """That all that is so in one block only is of the same, and of the same subject."""
        named = [BLOCK.fullmatch(node["@id"]) for node in (self.dataset, *self.means)]
        expect(all(named), "a block is not named")
        blocks = {(match[1], match[3]) for match in named}
        expect(len(blocks) == 1, f"it is of several blocks: {blocks}")
        said = properties(self.dataset)
        expect(blocks == {(said["blockHash"], named[0][3])} and said["blockNumber"].isdigit(), "another block is named")

    def counts(self):
        """How many have each rating: of all, and by dimension; and that the means are theirs."""
        counts = {aspect: [0] * 5 for aspect in [None, *DIMENSIONS]}
        for review in self.reviews:
            ratings = [rating(node) for node in get(review, "reviewRating")]
            aspects = [aspect for aspect, _ in ratings]
            expect(aspects[:1] == [None] and len(set(aspects)) == len(aspects), f"{review['@id']} rates {aspects}")
            for aspect, value in ratings:
                expect(value in range(1, 6), f"{review['@id']}: {value} is no rating")
                counts[aspect][int(value) - 1] += 1
        means = {}
        for node in self.means:
            aspect, value = rating(node)
            expect(aspect not in means, f"there are two means of {aspect}")
            means[aspect] = one(node, "ratingCount"), round(value * 1000, 6)
        expected = {}
        for aspect, histogram in counts.items():
            if sum(histogram):
                stars = sum(value * count for value, count in enumerate(histogram, 1))
                expected[aspect] = sum(histogram), stars * 1000 // sum(histogram)
        expect(means == expected, f"the reviews come to {expected}, and the means are {means}")
        return counts


def check(path, aggregate=None):
    vocabulary = Vocabulary()
    nodes = expanded(path, vocabulary)
    named = {node["@id"]: node["@type"] for node in nodes if "@id" in node and "@type" in node}
    types_of = lambda node: [
        vocabulary.known(ty, "rdfs:Class") for ty in node.get("@type") or named.get(node.get("@id"), [])
    ]
    for node in nodes:
        check_node(node, vocabulary, types_of)
    export = Export(nodes, types_of)
    export.check(types_of)
    counts = export.counts()
    if aggregate is not None:
        compare(export, counts, json.loads(aggregate.read_text()))


def compare(export, counts, answer):
    """With what the chain says, of all or of the network that was asked for."""
    value, of_network = answer["value"], properties(export.dataset).get("network")
    block, subject = BLOCK.fullmatch(export.dataset["@id"]).group(1, 3)
    expect((block, subject) == (answer["block"]["hash"], value["subject"]), "the chain was asked about something else")
    if of_network is not None:
        value = only([said for said in value["networks"] if said["network"] == int(of_network)], "such network")
    said = value.get("aggregate") or value["all"]
    of_chain = [said["all"], *said["byDimension"]]
    expect(list(counts.values()) == [part["standing"] for part in of_chain], f"the chain counts otherwise: {of_chain}")


# ------------------------------------------------------------ this program itself

# What is made wrong in which sample, and what is said of it.
BROKEN = [
    ("product.json", '"@context": "https://schema.org"', '"@context": "https://example.org"', "is not schema.org's"),
    ("product.json", '"@type": "Review"', '"@type": "Opinion"', "no rdfs:Class schema:Opinion"),
    ("product.json", '"datePublished"', '"datePublishd"', "no rdf:Property schema:datePublishd"),
    ("product.json", '"@type": "Rating"', '"@type": "Product"', "['schema:Product'] has no schema:"),
    ("product.json", '"reviewRating": [', '"aggregateRating": [', "schema:aggregateRating is no"),
    ("product.json", '"@type": "Comment"', '"@type": "Person"', "['schema:Person'] has no"),
    ("product.json", '"version": 2', '"version": true', "schema:version is no ['schema:Boolean']"),
    ("product.json", '"version": 2', '"version": 9', "at most eight versions"),
    ("product.json", "2025-01-04T00:00:00.000Z", "yesterday", "is no http://schema.org/Date"),
    ("product.json", "2025-01-04T00:00:00.000Z", "2026-01-04T00:00:00.000Z", "not in the order of times"),
    ("product.json", "2025-01-05T00:00:00.000Z", "2025-01-03T00:00:00.000Z", "the answer comes too early"),
    ("product.json", '"ratingCount": 3', '"ratingCount": 4', "the reviews come to"),
    ("product.json", '"ratingCount": 3', '"ratingCount": "many"', "schema:ratingCount is no"),
    ("product.json", '"ratingValue": 3.333', '"ratingValue": 3.334', "the reviews come to"),
    ("product.json", '"ratingValue": 3.5', '"ratingValue": 3.501', "the reviews come to"),
    ("product.json", '"ratingValue": 2,', '"ratingValue": 3,', "the reviews come to"),
    ("product.json", '"ratingValue": 1,', '"ratingValue": 0,', "0 is no rating"),
    ("product.json", '"bestRating": 5', '"bestRating": 10', "from 1 to 5"),
    ("product.json", '"reviewAspect": "timeliness"', '"reviewAspect": "quality"', "rates"),
    ("product.json", '"reviewAspect": "timeliness"', '"reviewAspect": "beauty"', "nobody rates"),
    ("product.json", f":review:0x{'12' * 32}", f":review:0x{'11' * 32}", "two nodes have one name"),
    ("product.json", ":review:0x12", ":review:", "is no review"),
    ("product.json", '"value": "0x07', '"value": "0x08', "another block is named"),
    ("product.json", f":rating:0x{'5a' * 32}:quality", f":rating:0x{'5b' * 32}:quality", "several blocks"),
    ("product.json", '"propertyID": "blockHash"', '"propertyID": "hash"', "blockHash"),
    ("product.json", '"dealings"', '"friendship"', "rests on nothing"),
    ("person.json", '"@type": "Organization"', '"@type": "Place"', "schema:author is no ['schema:Place']"),
    ("person.json", '"@type": "Person"', '"@type": "Place"', "Place is no subject"),
    ("person.json", '"@type": "AggregateRating"', '"@type": "Rating"', "has no schema:itemReviewed"),
    ("network.json", '"ratingValue": 4.0', '"ratingValue": 4.1', "the reviews come to"),
]

# The same of what the chain says.
OTHERWISE = [
    ("product.json", '"standing": [1, 0, 0, 1, 1]', '"standing": [1, 0, 1, 0, 1]', "counts otherwise"),
    ("product.json", '"subject": "0x5a', '"subject": "0x5b', "about something else"),
    ("product.json", '"hash": "0x07', '"hash": "0x08', "about something else"),
    ("network.json", '"network": 7', '"network": 8', "such network"),
]


def of_chain(name):
    """What the chain says of what is in a sample."""
    zero = lambda **at: {"standing": at.get("standing", [0] * 5)}
    product = {
        "all": zero(standing=[1, 0, 0, 1, 1]),
        "byDimension": [zero(standing=[0, 1, 0, 0, 1]), zero(), zero(standing=[0, 0, 0, 1, 0]), zero(), zero()],
    }
    heard = {
        "all": zero(standing=[0, 0, 0, 1, 0]),
        "byDimension": [zero(standing=[0, 0, 0, 0, 1]), zero(), zero(standing=[0, 0, 0, 1, 0]), zero(), zero()],
    }
    person = {
        "all": zero(standing=[0, 0, 0, 0, 1]),
        "byDimension": [zero(), zero(), zero(), zero(standing=[0, 0, 0, 1, 0]), zero()],
    }
    everybody, subject = (person, "5b") if name == "person.json" else (product, "5a")
    networks = [{"network": 7, "aggregate": heard}] if name == "network.json" else []
    value = {"subject": f"0x{subject * 32}", "all": everybody, "networks": networks}
    return json.dumps({"block": {"hash": f"0x{'07' * 32}"}, "value": value})


def notices(export, aggregate, why):
    """That something is wrong, and that it is said why."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / name for name in ("export.json", "aggregate.json")]
        for path, text in zip(paths, (export, aggregate)):
            path.write_text(text)
        try:
            check(*paths)
        except (Wrong, KeyError) as noticed:
            assert re.search("|".join(map(re.escape, why.split("|"))), str(noticed)), f"{why} was expected: {noticed}"
        else:
            raise AssertionError(f"nobody has noticed: {why}")


def test_itself():
    samples = {path.name: path.read_text() for path in (HERE / "samples").iterdir()}
    for name in samples:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as answer:
            answer.write(of_chain(name))
            answer.flush()
            check(HERE / "samples" / name, pathlib.Path(answer.name))
    for name, right, wrong, why in BROKEN:
        assert right in samples[name], f"{name} has no {right}"
        notices(samples[name].replace(right, wrong), of_chain(name), why)
    for name, right, wrong, why in OTHERWISE:
        assert right in of_chain(name), f"the answer to {name} has no {right}"
        notices(samples[name], of_chain(name).replace(right, wrong), why)
    print(f"{len(BROKEN) + len(OTHERWISE)} mistakes were noticed")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    cut_the_network()
    if sys.argv[1] == "--test-itself":
        return test_itself()
    check(*(pathlib.Path(path).resolve() for path in sys.argv[1:]))
    print("it is as the vocabulary says, and comes to its own sums")


if __name__ == "__main__":
    try:
        main()
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
