# What the scenarios of docs/agreements.md do not touch: a debtor who is broke and his guarantor, a share that is rounded, a stream that is
# funded and defunded, an escrow from a time on, amounts that do not divide, an act that is disputed, a part of a dispute that is
# waived, one that is settled by an offer, an arbiter who stays silent, a fee that nobody advances, and amendments.
#
# Sourced after the tools of that page, on a chain of its own. tests/agreements/recompute.py has the last word.

everything() { jq -cn --argjson euro "$euro" --argjson by "$1" '
	def pay($debtor; $creditor; $amount; $accrues): { clause: 1, debtor: $debtor, creditor: $creditor,
		performance: { pay: { asset: $euro, amount: $amount, accrues: $accrues } },
		awaits: { fulfilled: [], late: [] }, funding: "unfunded", grace: 0, assignable: false };
	def after($days): { activation: { seconds: ($days * 86400) } };
	{
		parties: [{ account: "//Alice", role: "lender" }, { account: "//Dave", role: "borrower" }, { account: "//Bob", role: "guarantor" }],
		prose: { hash: "0x0000000000000000000000000000000000000000000000000000000000000001", uri: "" },
		obligations: [
			(pay(1; { party: 0 }; "100003"; { instalments: { start: after(10), every: { months: 1 }, count: 7 } }) +
				{ grace: 432000, interest: 73000 }),
			(pay(2; { party: 0 }; "100003"; { once: after(0) }) * { awaits: { late: [0] } }),
			(pay(0; { account: "//Eve" }; "1"; { once: after(0) }) + { performance: { share: { of: 0, share: { numerator: 1, denominator: 3 } } } }),
			(pay(2; { party: 0 }; "1000001"; { stream: { start: after(5), every: 31536000, count: 1 } }) + { funding: "revocable" }),
			(pay(2; { party: 0 }; "5000"; { once: after(90) }) + { funding: { escrowed: after(60) }, grace: 86400 }),
			((pay(0; { party: 1 }; "1"; { once: after(0) }) + { performance: { act: { due: after(20) } } }) *
				{ awaits: { claim: { answerWithin: 172800, silence: "rejects" } } }),
			(pay(2; { party: 0 }; "77777"; { instalments: { start: after(0), every: { seconds: 86400 }, count: 10 } }) *
				{ awaits: { claim: { answerWithin: 172800, silence: "rejects" }, until: { end: { seconds: 86400 } } } } +
				{ funding: { escrowed: null }, interest: 500000 })
		],
		term: { minimum: { months: 12 }, renewal: { terms: { months: 1 } }, notice: 86400 },
		arbitration: {
			instances: [{ arbiter: "//Charlie", fee: "3", evidenceWithin: 86400, ruleWithin: 86400 },
				{ arbiter: "//Ferdie", fee: "5", evidenceWithin: 86400, ruleWithin: 86400 }],
			bothAdvance: false, appealWithin: 86400, default: { numerator: 1, denominator: 3 }
		},
		signBy: $by, salt: "0x0000000000000000000000000000000000000000000000000000000000000002"
	}'
}
in_days() { echo "$(($(date -d "$(civitas --json status | jq -r .finalizedTime)" +%s) * 1000 + $1 * 86400000))"; }
draft() { civitas --json agreements draft --terms "$1" --suri //Alice | jq -r '.events[].agreements?.drafted?.draft // empty'; }
corners=$(draft "$(everything "$(in_days 1)")")
civitas agreement sign "$corners" --suri //Dave
civitas agreement sign "$corners" --suri //Bob
on() { local call=$1 place=$2; shift 2; civitas agreements "$call" --agreement "$corners" --obligation "$place" "$@"; }
money() { on "$1" "$2" --money.asset "$euro" --money.amount "$3" "${@:4}"; }
proof=$(civitas certificate hash --text proof)
try() { settle "$corners" || [ "$?" = 1 ]; }

# The borrower has one cent, which stays. Late after five days: the guarantor pays all at once.
advance 11
try
advance 2
mint //Dave 5000
try
advance 4
try
line "$corners" 1 | jq -e '.paid == "100003"'
# The borrower pays in crumbs.
for amount in 1 777 9508 20001; do
	mint //Dave "$amount"
	try
	advance 9
done
# A stream: held, and what has not flowed is taken back.
money fund 3 600000 --suri //Bob
advance 30
money defund 3 200000 --suri //Bob
money defund 3 400000 --suri //Bob && exit 1 || [ "$?" = 1 ]
try
# By the sixtieth day the escrow is held.
line "$corners" 4 | jq -e '.held == "5000" or .paid == "5000"'
# An act: claimed, rejected by silence, disputed, and ruled to be done.
on claim 5 --amount 1 --evidence "$proof" --suri //Alice
advance 3
on dispute 5 --money.amount 1 --fee 5 --evidence "$proof" --suri //Alice
advance 1
advance 0
sleep 1
try
on rule 5 --amount 1 --may-end=false --suri //Charlie
advance 2
try
line "$corners" 5 | jq -e '.paid == "1"'
# A claim: rejected, disputed by the debtor, a part waived, the rest offered.
on claim 6 --amount 30000 --evidence "$proof" --suri //Alice
money answer 6 10001 --suri //Bob
money dispute 6 19999 --fee 5 --evidence "$proof" --suri //Bob
money waive 6 9999 --suri //Alice
money answer 6 4000 --suri //Bob
money waive 6 6000 --suri //Alice
line "$corners" 6 | jq -e '.paid == "14001" and .forgiven == "15999" and .disputed == "0"'
# Another: nobody rules, so a third is due.
on claim 6 --amount 20000 --evidence "$proof" --suri //Alice
advance 3
money dispute 6 20000 --fee 5 --evidence "$proof" --suri //Alice
advance 9
try
line "$corners" 6 | jq -e '.paid == "20667"'
# A ruling that is appealed, with nobody above to be quicker: the second instance lowers it.
on claim 6 --amount 10000 --evidence "$proof" --suri //Alice
money dispute 6 10000 --fee 5 --evidence "$proof" --suri //Bob
sleep 1
advance 1
sleep 1
on rule 6 --amount 9000 --may-end --suri //Charlie
on appeal 6 --fee 5 --suri //Bob
advance 1
sleep 1
try
on rule 6 --amount 1234 --may-end --suri //Ferdie
line "$corners" 6 | jq -e '.paid == "21901"'
python3 tests/agreements/recompute.py
# The ruling allowed an end, and the rest of the escrow goes back a day later.
civitas agreements end --agreement "$corners" --ending ruled --suri //Bob
advance 2
mint //Dave 200000
try
advance 1
try
python3 tests/agreements/recompute.py
civitas agreement show "$corners"

# Another, in an asset of which nobody has any yet: what is late and disputed, what comes back and pays at once, what someone receives
# and owes, interest that is waived; and then other terms, and another creditor.
euro=$(civitas --json assets create --id 2 --admin //Alice --min-balance 1 --suri //Alice | jq .created.assetId)
others() { everything "$(in_days 1)" | jq -c --argjson euro "$euro" '
	def once($debtor; $creditor; $amount; $days): { clause: 2, debtor: $debtor, creditor: { party: $creditor },
		performance: { pay: { asset: $euro, amount: $amount, accrues: { once: { activation: { seconds: ($days * 86400) } } } } },
		awaits: { fulfilled: [], late: [] }, funding: "unfunded", grace: 86400, assignable: true };
	.obligations[6] as $claimed |
	.obligations = [
		once(1; 0; "100000"; 0) + { interest: 300000 },
		once(2; 1; "60000"; 30),
		($claimed | .performance = once(2; 0; "9000"; 0).performance),
		once(2; 0; "500"; 0) + { interest: 500000 }
	] | .term.renewal = "open" | .arbitration.bothAdvance = true | .arbitration.instances = [.arbitration.instances[0]]'
}
refused() {
	{ civitas --json agreements draft --terms "$(others | jq -c "$2")" "${@:3}" --suri //Alice 2>&1 || true; } |
		jq -e --arg code "$1" '.code == $code'
}
refused EndUnbounded '.obligations[1].performance.pay.accrues = { stream: { start: { end: { seconds: 0 } }, every: 1, count: null } }'
refused CommitmentUnbounded '.obligations[0] += { debtor: 0, creditor: { party: 1 }, interest: 1000001 }' \
	--most '[{ "asset": '"$euro"', "amount": "200000" }]'
mint //Bob 9001
corners=$(draft "$(others)")
civitas agreements decline --draft "$corners" --suri //Ferdie && exit 1 || [ "$?" = 1 ]
civitas agreement sign "$corners" --suri //Dave
civitas agreement sign "$corners" --suri //Bob
advance 10
# Of what is late he disputes a part. A quarter of it turns out to be due, and the rest that goes back pays what else he owes.
mint //Dave 40001
money dispute 0 39000 --fee 3 --evidence "$proof" --suri //Dave
# She disputes more, and what he has offered he can only raise.
money dispute 0 1000 --fee 3 --evidence "$proof" --suri //Alice
money answer 0 500 --suri //Dave
money answer 0 400 --suri //Dave && exit 1 || [ "$?" = 1 ]
sleep 1
advance 1
sleep 1
on rule 0 --amount 10000 --may-end=false --suri //Charlie
line "$corners" 0 | jq -e '.paid == "40000" and .forgiven == "30000" and .owed == "30000"'
money waive 0 1000 --suri //Alice
# Paid late in part: the rest is waived, and of the interest a little.
mint //Bob 300
try
money waive 3 202 --suri //Alice
line "$corners" 3 | jq -e '.paid == "300" and .forgiven == "200" and .interest != "0"'
# What he receives by a later obligation pays an earlier one, if whoever settles asks for it to be gone over again.
advance 20
mint //Bob 60100
civitas agreements settle --agreements '[{ "agreement": "'"$corners"'", "certificates": [] }]' --obligations 8 --suri //Ferdie
line "$corners" 0 | jq -e '.owed == "0" and .interest == "0"'
python3 tests/agreements/recompute.py
# Other terms: one is more, one begins, two close.
version() {
	civitas --json agreements agreement --agreement "$corners" |
		jq -c --argjson version "$1" --arg id "$corners" --argjson by "$(in_days 1)" \
			'.value.terms | .signBy = $by | .amends = { agreement: $id, version: $version } |'"$2"
}
mint //Bob 3000
on claim 2 --amount 500 --evidence "$proof" --suri //Alice
# Raised, before it is answered.
on claim 2 --amount 2500 --evidence "$proof" --suri //Alice
money answer 2 2000 --suri //Bob
amendment=$(draft "$(version 0 '.obligations as $before | .obligations = [
	($before[2] | .carries = 2 | .performance.pay.amount = "12000"),
	($before[0] | .carries = 0 | .performance.pay.amount = "120000"),
	($before[3] | .performance.pay |= (.amount = "700" | .accrues = { once: { activation: { seconds: 6000000 } } }))]')")
civitas agreement sign "$amendment" --suri //Dave
civitas agreement sign "$amendment" --suri //Bob
line "$corners" 0 | jq -e '.held == "10000" and .paid == "2000"'
line "$corners" 1 | jq -e '.accrued == "120000" and .paid != "0"'
python3 tests/agreements/recompute.py
# Another creditor, for whom nobody else signs.
amendment=$(draft "$(version 1 '.obligations |= (to_entries | map(.value + { carries: .key })) |
	.obligations[2].creditor = { account: "//Eve" }')")
civitas agreement sign "$amendment" --suri //Eve
mint //Dave 20000
mint //Bob 1000
advance 45
try
line "$corners" 2 | jq -e '.paid == "700"'
civitas agreements end --agreement "$corners" --ending notice --suri //Dave
advance 400
try
python3 tests/agreements/recompute.py
