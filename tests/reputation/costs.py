#!/usr/bin/env python3
"""What it costs to move what is said of somebody by 0.1: the table in docs/reputation.md, and whether it is true.

    python3 tests/reputation/costs.py --print FEE DEPOSIT     the rows, by what a review costs, in the smallest unit
    python3 tests/reputation/costs.py                         whether the page has the rows that follow from a chain

The chain (CIVITAS_HTTP_URL, or http://127.0.0.1:9944) must have kept its states. The last review on it is one that its
author has paid for himself, and not his first: then what is reserved of his has grown by the deposit of one review.

Before, of each ten reviews one has a single star, one has three, four have four and four have five: 4 stars on average.
Then as many with five stars are added as lift a formula by 0.1 at least; and apart from that as many with one as lower
it by that. Of the Wilson bound 0.1 is a tenth of all. Of the decayed mean the reviews before are a year old.
"""

import os
import pathlib
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../agreements"))

import formulas
from chain import Chain

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reputation.md"
CIV = 10**12
TEN = [1, 0, 1, 4, 4]
SIZES = [10, 100, 1000]
# Of means, in thousandths of a star; of shares, in millionths.
STAR, SHARE = 100, 100_000
# The quarter before, and now.
BEFORE, NOW = 224, 228



def plus(one, other):
    return [a + b for a, b in zip(one, other)]


def mean(before, added, weight=0):
    """Without rounding, and with so many reviews of what is expected."""
    all_reviews = plus(before, added)
    stars = formulas.stars(all_reviews) + formulas.PRIOR * weight
    return Fraction(1000 * stars, formulas.total(all_reviews) + weight)


FORMULAS = {
    "arithmetic mean": (STAR, mean),
    "Bayesian mean": (STAR, lambda before, added: mean(before, added, formulas.WEIGHT)),
    "Wilson bound": (SHARE, lambda before, added: formulas.wilson(plus(before, added))),
    "decayed mean": (STAR, lambda before, added: formulas.decayed([(BEFORE, before), (NOW, added)], [0] * 5, NOW)),
}


def needed(formula, before, rating):
    """How many reviews of a rating move a formula by 0.1."""
    step, value = FORMULAS[formula]
    start, count, added = value(before, [0] * 5), 0, [0] * 5
    while abs(value(before, added) - start) < step:
        count += 1
        added[rating - 1] = count
    return count


def rows(cost):
    for formula in FORMULAS:
        for size in SIZES:
            before = [count * size // 10 for count in TEN]
            moved = [needed(formula, before, rating) for rating in (5, 1)]
            cells = [f"{count:,} | {count * cost / CIV:,.2f}" for count in moved]
            yield f"| {formula} | {size:,} | {' | '.join(cells)} |"


def costs(chain):
    """The fee and the deposit of the last review of a chain."""
    final = int(chain.call("chain_getHeader", [chain.call("chain_getFinalizedHead", [])])["number"], 16)
    for number in range(final, 0, -1):
        given = [what for _, pallet, name, what in chain.events(number)[1] if (pallet, name) == ("reputation", "given")]
        if given:
            (review,) = given
            assert review["payer"] == review["from"] and review["bucket"] == 0, f"another pays, or for more: {review}"
            (_, before, _), (_, after, _) = (chain.native(review["from"], block) for block in (number - 1, number))
            return int(review["fee"]), after - before
    raise SystemExit("nobody has reviewed anybody")


def main(arguments):
    if arguments[:1] == ["--print"]:
        print("\n".join(rows(sum(map(int, arguments[1:])))))
        return 0
    fee, deposit = costs(Chain(os.environ.get("CIVITAS_HTTP_URL", "http://127.0.0.1:9944")))
    page = PAGE.read_text().splitlines()
    wrong = [row for row in rows(fee + deposit) if row not in page]
    for row in wrong:
        print(f"not in the page: {row}", file=sys.stderr)
    print(f"a review costs a fee of {fee / CIV} CIV and a deposit of {deposit / CIV}: {len(wrong)} rows are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
