#!/usr/bin/env python3
"""Draws how many calls were final by when: a line for each run of which `load --blocks` has written a table.

usage: plot-load.py OUT.svg NAME=TABLE.csv...
"""

import csv
import sys

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot as plt

# The same figures give the same file.
matplotlib.rcParams["svg.hashsalt"] = "civitas"


def steps(path):
    """When blocks were final, in seconds since the first transaction was sent, and how many calls were so by then."""
    when, calls, total = [0.0], [0], 0
    with open(path, newline="") as table:
        for row in csv.DictReader(table):
            if row["final"]:
                total += int(row["calls"])
                when.append(float(row["final"]))
                calls.append(total)
    return when, calls


def main(out, runs):
    figure, axes = plt.subplots(figsize=(8, 4.5))
    for run in runs:
        name, path = run.split("=", 1)
        when, calls = steps(path)
        axes.step(when, calls, where="post", label=name, linestyle="--" if name.startswith("stock") else "-")
    axes.set_xlabel("seconds since the first was sent")
    axes.set_ylabel("transfers that are final")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
