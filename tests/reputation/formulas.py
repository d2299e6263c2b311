"""What is made of the counts of reviews: means, and a bound, by fractions and decimals that are exact to fifty digits.

A histogram is a list: how many have 1, 2, 3, 4 and 5 stars. Means are in thousandths of a star, shares in millionths.
"""

import datetime
from decimal import Decimal, getcontext
from fractions import Fraction
from math import floor

getcontext().prec = 50

# What is expected of somebody of whom nothing is known, in stars, and as how many reviews that weighs.
PRIOR, WEIGHT = 3, 10
# The 97.5th percentile of the normal distribution, as the chain's documentation has it.
Z = Decimal("1.959964")
# An aggregate tells so many quarters apart. Weights do not become less after so many.
QUARTERS, MAX_AGE = 12, 192
# How far the chain may be from the exact value, by its documentation: below the bound, and around the decayed mean.
BELOW, AROUND = Decimal("1.000001"), Decimal("0.01")


def total(histogram):
    return sum(histogram)


def stars(histogram):
    return sum(rating * count for rating, count in enumerate(histogram, 1))


def mean(histogram):
    """The arithmetic mean, rounded down."""
    return floor(Fraction(1000 * stars(histogram), total(histogram))) if total(histogram) else None


def bayesian(histogram):
    """The mean, if so many reviews with what is expected had been given before, rounded down."""
    return floor(Fraction(1000 * (stars(histogram) + PRIOR * WEIGHT), total(histogram) + WEIGHT))


def wilson(histogram):
    """The lower bound of the 95 % score interval of the share of 4 and 5 stars, exactly."""
    count, good = Decimal(total(histogram)), Decimal(histogram[3] + histogram[4])
    if not count:
        return None
    share, square = good / count, Z * Z
    centre = share + square / (2 * count)
    margin = Z * (share * (1 - share) / count + square / (4 * count * count)).sqrt()
    return 1_000_000 * (centre - margin) / (1 + square / count)


def weight(age):
    """What a review weighs after so many quarters: half as much with each year."""
    return Decimal(2) ** (Decimal(-min(max(age, 0), MAX_AGE)) / 4)


def decayed(quarters, before, now):
    """The mean in which each review weighs less with its age, exactly. `before` are those of earlier quarters."""
    earlier = max(quarters[0][0] - 1, 0) if quarters else max(now - QUARTERS, 0)
    weighed = [(weight(now - quarter), histogram) for quarter, histogram in [*quarters, (earlier, before)]]
    count = sum(part * total(histogram) for part, histogram in weighed)
    return 1000 * sum(part * stars(histogram) for part, histogram in weighed) / count if count else None


def is_wilson(said, exact):
    """Whether the chain may say this: no more than is true, and no more than a millionth less."""
    return said is None if exact is None else said is not None and exact - BELOW <= said <= exact


def is_decayed(said, exact):
    """The same of the decayed mean: rounded down, of something that differs by less than a hundredth."""
    return said is None if exact is None else said is not None and exact - 1 - AROUND < said < exact + AROUND


def quarter(moment):
    """The quarter of a moment in milliseconds, counted from the first of 1970 on, in UTC."""
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=moment // (24 * 60 * 60 * 1000))
    return (day.year - 1970) * 4 + (day.month - 1) // 3


def test_formulas():
    # 11 / 3, 41 / 13 and 35 / 11 stars.
    assert mean([1, 0, 0, 0, 2]) == 3666 and mean([0] * 5) is None
    assert bayesian([1, 0, 0, 0, 2]) == 3153 and bayesian([0, 0, 0, 0, 1]) == 3181 and bayesian([0] * 5) == 3000
    # Known bounds: of 1 of 1, 5 of 10, 10 of 10 and 80 of 100.
    for histogram, bound in [
        ([0, 0, 0, 0, 1], 206549), ([5, 0, 0, 5, 0], 236593), ([0, 0, 0, 4, 6], 722467), ([0, 0, 20, 0, 80], 711170),
    ]:
        exact = wilson(histogram)
        assert is_wilson(bound, exact), (histogram, exact)
        assert not any(is_wilson(wrong, exact) for wrong in (bound - 1, bound + 1, None))
    assert wilson([0] * 5) is None and is_wilson(None, None) and not is_wilson(0, None)
    assert is_wilson(0, wilson([3, 0, 0, 0, 0]))
    bad, good, none = [2, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0] * 5
    for quarters, before, now, expected in [
        ([(226, bad), (230, good)], none, 230, 3000), ([(226, bad), (230, good)], none, 0, 2333),
        ([(229, bad), (230, good)], none, 230, 2491), ([(227, none), (230, good)], bad, 230, 3000),
        ([(0, good)], bad, 0, 2333), ([], bad, 230, 1000), ([(0, good)], none, 400, 5000),
    ]:
        exact = decayed(quarters, before, now)
        assert is_decayed(expected, exact) and not any(is_decayed(expected + off, exact) for off in (-2, 2))
    assert decayed([(230, none)], none, 230) is None and is_decayed(None, None) and not is_decayed(3000, None)
    ends = {951868799999: 120, 1711929599999: 216, 1711929600000: 217, 1798761599999: 227}
    for moment, number in {0: 0, **ends}.items():
        assert quarter(moment) == number
