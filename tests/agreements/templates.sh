# The templates that no scenario of docs/agreements.md uses: a leased car, a car that is bought, a partnership, an escrow. Each is signed
# and settled to its end.
#
# Sourced after the tools of that page, on a chain of its own. tests/agreements/recompute.py has the last word.

made() { civitas --json agreement draft "$@" --set asset="$euro" --suri //Alice | jq -r .draft; }
proof=$(civitas certificate hash --text proof)
claim() { civitas agreements claim --agreement "$1" --obligation "$2" --amount "$3" --evidence "$proof" --suri "$4"; }
answer() { civitas agreements answer --agreement "$1" --obligation "$2" "${@:4}" --suri "$3"; }
state() { civitas --json agreements agreement --agreement "$1" | jq -r .value.state; }
mint //Alice 100000

# Twelve rates. Bob returns the car, which Alice does not answer: silence confirms it. He accepts a part of the damage, and does not answer
# for the kilometres.
car=$(made car-lease --set lessee=//Bob --set total=360000 --set months=12 --set deposit=50000 --set excess=20000)
civitas agreement sign "$car" --suri //Bob
line "$car" 0 | jq -e '.paid == "30000"'
line "$car" 1 | jq -e '.held == "50000"'
advance 366
settle "$car"
claim "$car" 2 1 //Bob
claim "$car" 1 15000 //Alice
answer "$car" 1 //Bob --money.asset "$euro" --money.amount 10000
claim "$car" 3 5000 //Alice
advance 15
settle "$car"
advance 30
settle "$car"
line "$car" 0 | jq -e '.paid == "360000"'
line "$car" 1 | jq -e '.paid == "10000" and .held == "0"'
line "$car" 2 | jq -e '.fulfilledAt != null'
line "$car" 3 | jq -e '.paid == "5000"'
state "$car" | grep -x closed

# One is handed over and paid. Of another Bob says that it was not: nobody decides, so his money goes back.
for answer in 1 0; do
	car=$(made car-purchase --set buyer=//Bob --set price=500000 --number "$answer")
	civitas agreement sign "$car" --suri //Bob
	claim "$car" 0 1 //Alice
	answer "$car" 0 //Bob --money.amount "$answer"
	advance 31
	settle "$car"
	line "$car" 1 | jq -e ".paid == \"$((answer * 500000))\" and .held == \"0\""
	state "$car" | grep -x closed
done

# The joint account is Charlie's here. What the first partner draws, the second gets as well.
firm=$(made partnership --set second=//Bob --set joint=//Charlie --set first-contribution=1000 --set second-contribution=2000 --set profit=10000)
civitas agreement sign "$firm" --suri //Bob
civitas agreement sign "$firm" --suri //Charlie
line "$firm" 1 | jq -e '.paid == "2000"'
advance 93
claim "$firm" 2 5000 //Alice
answer "$firm" 2 //Charlie --money.asset "$euro" --money.amount 5000
line "$firm" 3 | jq -e '.paid == "5000"'
civitas agreements end --agreement "$firm" --ending notice --suri //Bob
advance 181
settle "$firm"
civitas --json agreements agreement --agreement "$firm" | jq -e '.value.endsAt != null'

# The payee claims a part, and is not answered. What is not claimed goes back.
deal=$(made escrow --set payee=//Bob --set amount=7000)
civitas agreement sign "$deal" --suri //Bob
line "$deal" 0 | jq -e '.held == "7000"'
claim "$deal" 0 4000 //Bob
advance 8
settle "$deal"
line "$deal" 0 | jq -e '.paid == "4000" and .held == "3000"'
advance 23
settle "$deal"
line "$deal" 0 | jq -e '.paid == "4000" and .held == "0" and .lapsed'
state "$deal" | grep -x closed

python3 tests/agreements/recompute.py
