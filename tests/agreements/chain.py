"""A node, asked over JSON-RPC, and what movements of money it has to have made."""

import hashlib
import http.client
import json
import urllib.parse

from due import check

EXISTENTIAL_DEPOSIT = 10**9

PRIME = [11400714785074694791, 14029467366897019727, 1609587929392839161, 9650029242287828579, 2870177450012600261]
MASK = 2**64 - 1


def xxh64(data, seed):
    """The hash by which storage names its maps, of less than 32 bytes."""
    turn = lambda value, bits: ((value << bits) | (value >> (64 - bits))) & MASK
    value, at = (seed + PRIME[4] + len(data)) & MASK, 0
    while at + 8 <= len(data):
        lane = turn(int.from_bytes(data[at : at + 8], "little") * PRIME[1] & MASK, 31) * PRIME[0] & MASK
        value = (turn(value ^ lane, 27) * PRIME[0] + PRIME[3]) & MASK
        at += 8
    if at + 4 <= len(data):
        value = (turn(value ^ int.from_bytes(data[at : at + 4], "little") * PRIME[0] & MASK, 23) * PRIME[1] + PRIME[2]) & MASK
        at += 4
    for byte in data[at:]:
        value = turn(value ^ byte * PRIME[4] & MASK, 11) * PRIME[0] & MASK
    value = (value ^ value >> 33) * PRIME[1] & MASK
    value = (value ^ value >> 29) * PRIME[2] & MASK
    return value ^ value >> 32


def prefix(pallet, item):
    return b"".join(xxh64(name.encode(), seed).to_bytes(8, "little") for name in (pallet, item) for seed in (0, 1))


def hashed(key):
    return hashlib.blake2b(key, digest_size=16).digest() + key


ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def account(address):
    """The 32 bytes of an address."""
    number = 0
    for letter in address:
        number = number * 58 + ALPHABET.index(letter)
    return number.to_bytes(35, "big")[1:33]


class Chain:
    """A node, asked over JSON-RPC."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.connection, self.hashes = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=120), {}

    def call(self, method, params):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        self.connection.request("POST", "/", body, {"Content-Type": "application/json"})
        answer = json.loads(self.connection.getresponse().read())
        if "error" in answer:
            raise OSError(f"{method} {params}: {answer['error']}")
        return answer["result"]

    def value(self, method, params):
        return self.call(method, params)["value"]

    def hash(self, number):
        if number not in self.hashes:
            self.hashes[number] = self.call("chain_getBlockHash", [number])
        return self.hashes[number]

    def storage(self, key, number):
        value = self.call("state_getStorage", ["0x" + key.hex(), self.hash(number)])
        return None if value is None else bytes.fromhex(value[2:])

    def events(self, number):
        """The time of a block, and what happened in it: (transaction, pallet, event, what it says)."""
        cursor, events = None, []
        while True:
            answer = self.call("civitas_events", {"block": number, "cursor": cursor, "limit": 1000})
            for one in answer["value"]["items"]:
                (pallet, event), = one["event"].items()
                name, what = (event, {}) if isinstance(event, str) else next(iter(event.items()))
                phase = one["phase"]["applyExtrinsic"] if isinstance(one["phase"], dict) else None
                events.append((phase, pallet, name, what))
            cursor = answer["value"]["next"]
            if cursor is None:
                return answer["block"]["time"], events

    def native(self, who, number):
        """What is free, reserved and frozen of the native asset."""
        data = self.storage(prefix("System", "Account") + hashed(account(who)), number)
        if data is None:
            return 0, 0, 0
        return tuple(int.from_bytes(data[at : at + 16], "little") for at in (16, 32, 48))

    def balance(self, who, asset, number):
        """What is free and held of an asset."""
        if asset is None:
            free, reserved, _ = self.native(who, number)
            return free, reserved
        key = hashed(asset.to_bytes(4, "little")) + hashed(account(who))
        free = self.storage(prefix("Assets", "Account") + key, number)
        held = self.storage(prefix("AssetsHolder", "BalancesOnHold") + key, number)
        return (0 if data is None else int.from_bytes(data[:16], "little") for data in (free, held))

    def spendable(self, who, asset, number):
        """What can leave an account."""
        if asset is None:
            free, reserved, frozen = self.native(who, number)
            return max(0, free - max(EXISTENTIAL_DEPOSIT, frozen - reserved))
        details = self.storage(prefix("Assets", "Asset") + hashed(asset.to_bytes(4, "little")), number)
        # Of an asset that is not there any more nothing can be spent.
        if details is None:
            return 0
        minimum = int.from_bytes(details[160:176], "little")
        free, _ = self.balance(who, asset, number)
        return max(0, free - minimum)


def call_of(bare):
    """The bytes of the call of a transaction, of the forms that this chain's clients make."""

    def compact(at):
        mode = bare[at] & 3
        return at + (1 << mode if mode < 3 else 5 + (bare[at] >> 2))

    at = compact(0)
    version, at = bare[at], at + 1
    if version & 0xC0 == 0x80:
        # An account, and a signature by one of the schemes.
        at += 33 + (66 if bare[at + 33] > 1 else 65)
    elif version & 0xC0 == 0x40:
        at += 1
    if version & 0xC0:
        # The lifetime, the nonce, the tip, and whether there is a hash of the metadata.
        at = compact(compact(at + (2 if bare[at] else 1))) + 1
    return bare[at:]


class Asking:
    """Asks a chain, at block `last`, by a `view` of its own. `pallets` has the numbers of pallets."""

    def pages(self, name, **params):
        cursor = None
        while True:
            page = self.view(name, **params, cursor=cursor, limit=100)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def on_hold(self, who, asset, reason):
        """What is held by somebody for a reason. It is the number of the pallet, and its own."""
        if asset is None:
            key = prefix("Balances", "Holds") + hashed(who)
        else:
            key = prefix("AssetsHolder", "Holds") + hashed(asset.to_bytes(4, "little")) + hashed(who)
        data = self.chain.storage(key, self.last) or b"\0"
        held = {data[at : at + 2]: int.from_bytes(data[at + 2 : at + 18], "little") for at in range(1, len(data), 18)}
        return held.get(bytes([self.pallets[reason[0]], reason[1]]), 0)


class Money:
    """Compares what follows with what has happened, one movement after the other."""

    def __init__(self, chain):
        self.chain, self.block, self.all, self.events = chain, None, [], []

    def next(self, agreement):
        return self.events[0] if self.events else None

    def matches(self, name, duty):
        return self.events and self.events[0][0] == name and (duty is None or self.events[0][1].get("obligation") == duty.place)

    def goes_on(self):
        """Whether something moves next."""
        return self.events and self.events[0][0] in ("paid", "held", "released", "interestPaid", "disputeDecided")

    def expect(self, agreement, name, duty, amount, at=None):
        """This follows, so it has happened."""
        what = f"{name} {'' if amount is None else amount} follows"
        check(self.matches(name, duty), f"{what}, and the chain says {self.next(agreement)}", agreement, duty)
        fact = self.events.pop(0)[1]
        said = fact.get("amount")
        check(amount is None or int(said) == amount, f"{what}, and the chain says {said}", agreement, duty)
        check(at is None or fact["at"] == at, f"{what} at {at}, and the chain says {fact.get('at')}", agreement, duty)

    def drained(self, agreement, duty, wanted, got):
        """Less was paid than follows: only if nothing was left but what has come in since."""
        asset = agreement.asset(duty)
        left = self.chain.spendable(duty.debtor, asset, self.block)
        since = sum(amount for who, which, amount in self.inflows() if who == duty.debtor and which == asset)
        check(left <= since, f"{wanted} follows, {got} was paid, and the debtor has {left} left", agreement, duty)

    def inflows(self):
        for _, pallet, name, what in self.all:
            if pallet == "balances" and name in ("deposit", "minted", "unreserved", "released"):
                yield what["who"], None, int(what["amount"])
            elif pallet == "balances" and name in ("transfer", "transferOnHold"):
                yield what.get("to", what.get("dest")), None, int(what["amount"])
            elif pallet == "assets" and name in ("transferred", "issued"):
                yield what.get("to", what.get("owner")), what["assetId"], int(what["amount"])

    def from_free(self, agreement, duty, wanted):
        for name, sort in (("paid", "paid"), ("held", "held")):
            if self.matches(name, duty) and int(self.events[0][1]["amount"]) <= wanted:
                if name == "held" and agreement.to_hold(duty, agreement.now):
                    break
                amount = int(self.events.pop(0)[1]["amount"])
                if amount < wanted:
                    self.drained(agreement, duty, wanted, amount)
                return amount, sort
        self.drained(agreement, duty, wanted, 0)
        return 0, "paid"

    def some(self, agreement, name, duty, wanted):
        amount = 0
        if self.matches(name, duty):
            amount = int(self.events.pop(0)[1]["amount"])
        check(amount <= wanted, f"{name} {wanted} follows, and the chain says {amount}", agreement, duty)
        if amount < wanted:
            self.drained(agreement, duty, wanted, amount)
        return amount

    def to_hold(self, agreement, duty, wanted):
        return self.some(agreement, "held", duty, wanted)

    def interest(self, agreement, duty, wanted):
        return self.some(agreement, "interestPaid", duty, wanted)
