#!/usr/bin/env python3
"""Merges operators' accounts and keys into a chain spec: merge-spec.py SPEC OPERATORS >NEW_SPEC

Both are JSON; OPERATORS has the shape of the runtime's genesis configuration and overrides the spec's. Not done with jq, which
turns amounts above 2^53 into floating-point numbers.
"""

import json
import sys


def merge(into, what):
    for key, value in what.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


if len(sys.argv) != 3:
    sys.exit(__doc__)
with open(sys.argv[1]) as spec_file, open(sys.argv[2]) as operators_file:
    spec, operators = json.load(spec_file), json.load(operators_file)
merge(spec["genesis"]["runtimeGenesis"]["patch"], operators)
json.dump(spec, sys.stdout, indent=2)
