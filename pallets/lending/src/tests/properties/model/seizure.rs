//! What a liquidation takes.

use super::*;

/// What is repaid and taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seizure {
	pub repaid: Balance,
	pub taken: Balance,
	/// What is left of the debt and nobody will repay.
	pub bad: Balance,
}

impl Model {
	/// What a liquidation by which at most `most` is repaid does to a position.
	pub fn seizure(&self, place: usize, line: &Line, most: Balance) -> Done<Seizure> {
		let (pledged, lent) = self.counting(place)?;
		let (collateral, debt) = self.values(place, line, (pledged, lent));
		let Terms { liquidation_ltv, max_bonus, max_bonus_health, target_health, min_debt, .. } =
			self.ledgers[place].terms;
		let (has, owes) = (line.collateral, self.ledgers[place].debt_of(line.debt));
		let (ltv, whole) = (n(liquidation_ltv), n(WHOLE));
		rule(collateral * ltv < debt * whole, Error::Healthy)?;
		if collateral.is_zero() {
			return Ok(Seizure { repaid: 0, taken: has, bad: owes });
		}

		// The bonus grows from none to the largest; it is none where what is pledged is worth just what is owed, and no larger near it
		// than the one by the other.
		let missing = whole - collateral * ltv / debt;
		let span = whole - n(max_bonus_health);
		let largest = whole + (n(max_bonus) - whole) * missing.min(span) / span;
		let ratio = collateral.max(debt) * whole / collateral.min(debt);
		let mut bonus = largest.min(ratio);

		let of_loan = |value: N| clamped(up(value * ten(lent.decimals), n(lent.price)));
		let all_of_it = up(n(has) * n(pledged.price), ten(pledged.decimals));
		// A part of what is worth less than is owed is taken without a bonus.
		if collateral < debt && most < of_loan(up(all_of_it * whole, bonus)).min(owes) {
			bonus = whole;
		}
		let worth = |amount: Balance| n(amount) * n(pledged.price) / ten(pledged.decimals);
		let taken_for = |repaid: Balance| {
			let value = n(repaid) * n(lent.price) / ten(lent.decimals) * bonus / whole;
			clamped(value * ten(pledged.decimals) / n(pledged.price)).min(has)
		};
		let for_all = of_loan(up(all_of_it * whole, bonus));
		let wanted = up(debt * n(target_health), whole);
		let secured = collateral * ltv / whole;
		let to_target = of_loan(up((wanted - secured) * whole, n(target_health) - ltv * bonus / whole));

		let dust = up(n(min_debt) * n(lent.price), ten(lent.decimals));
		let mut allowed = to_target.min(owes).min(for_all);
		let taken = taken_for(allowed);
		if taken == 0 || owes - allowed < min_debt || worth(has - taken) < dust {
			allowed = owes.min(for_all);
		}
		let repaid = allowed.min(most);
		let all = repaid == for_all || (repaid == owes && collateral >= debt && ratio < largest);
		let taken = if all { has } else { taken_for(repaid) };
		rule(repaid > 0 && taken > 0, Error::AmountZero)?;
		let (left, kept) = (owes - repaid, worth(has - taken));
		if left == 0 {
			return Ok(Seizure { repaid, taken, bad: 0 });
		}
		if kept.is_zero() {
			return Ok(Seizure { repaid, taken: has, bad: left });
		}
		rule(left >= min_debt && kept >= dust, Error::LeavesDust)?;
		Ok(Seizure { repaid, taken, bad: 0 })
	}
}
