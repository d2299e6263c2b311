//! What a call is about, for deciding whether a key may make it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cmp::Ordering;
use scale_info::TypeInfo;

/// The area that a call belongs to. The runtime gives every call its class; the keys of an identity are scoped by it.
///
/// Ordered by strictness, and only in part: the areas of life (the first five) are not stricter than one another,
/// [`CallClass::Other`] is stricter than these, and [`CallClass::Control`] is stricter than everything. The order is
/// not total on purpose. If, say, finance were above credentials, a batch of both would be classified as finance, and a
/// key for finance alone could issue credentials by putting a payment next to them.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum CallClass {
	/// Names, services, links, reviews, messages: what an identity shows of itself and says.
	#[codec(index = 0)]
	Social,
	/// Certificates: issuing, revoking, presenting.
	#[codec(index = 1)]
	Credentials,
	/// Money and other assets: whatever moves, locks or owes them.
	#[codec(index = 2)]
	Finance,
	/// What devices report and are told.
	#[codec(index = 3)]
	Devices,
	/// Proposals and votes.
	#[codec(index = 4)]
	Governance,
	/// What belongs to no area, or to several. A key that may do this must be one that may do all of the areas.
	#[codec(index = 5)]
	Other,
	/// Whatever outlives the act, and so would free a key of its scope: keys, controllers, scopes, proxies, schedules,
	/// approvals and allowances, and every call that is known only by its hash. Only a key without any limits may do
	/// this.
	#[codec(index = 6)]
	Control,
}

impl CallClass {
	/// All classes, the stricter ones later.
	pub const ALL: [Self; 7] =
		[Self::Social, Self::Credentials, Self::Finance, Self::Devices, Self::Governance, Self::Other, Self::Control];

	/// The class of a call that does both: the least strict that is at least as strict as each.
	pub fn join(self, other: Self) -> Self {
		match self.partial_cmp(&other) {
			Some(Ordering::Less) => other,
			Some(_) => self,
			None => Self::Other,
		}
	}

	/// The class of a call that does all of these. `None` if it does nothing, which a runtime should treat as it treats
	/// a call that it does not know.
	pub fn strictest(classes: impl IntoIterator<Item = Self>) -> Option<Self> {
		classes.into_iter().reduce(Self::join)
	}

	fn strictness(self) -> u8 {
		match self {
			Self::Social | Self::Credentials | Self::Finance | Self::Devices | Self::Governance => 0,
			Self::Other => 1,
			Self::Control => 2,
		}
	}
}

impl PartialOrd for CallClass {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		match self.strictness().cmp(&other.strictness()) {
			Ordering::Equal if self != other => None,
			ordering => Some(ordering),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn classes_keep_their_numbers() {
		for (number, class) in (0u8..).zip(CallClass::ALL) {
			assert_eq!(class.encode(), [number]);
		}
		assert!(CallClass::decode(&mut &[7][..]).is_err());
	}

	#[test]
	fn the_strictest_wins() {
		use CallClass::*;
		assert_eq!(Social.join(Social), Social);
		assert_eq!(Finance.join(Other), Other);
		assert_eq!(CallClass::strictest([Social, Control, Other]), Some(Control));
		assert_eq!(CallClass::strictest([]), None);
	}

	#[test]
	fn a_mixture_belongs_to_no_area() {
		use CallClass::*;
		assert_eq!(Finance.join(Credentials), Other);
		assert_eq!(CallClass::strictest([Social, Social, Devices]), Some(Other));
	}

	#[test]
	fn joining_is_the_least_upper_bound() {
		for a in CallClass::ALL {
			for b in CallClass::ALL {
				let join = a.join(b);
				assert_eq!(join, b.join(a));
				assert!(join >= a && join >= b);
				// Nothing less strict would do.
				for bound in CallClass::ALL.into_iter().filter(|bound| *bound >= a && *bound >= b) {
					assert!(bound >= join);
				}
				for c in CallClass::ALL {
					assert_eq!(join.join(c), a.join(b.join(c)));
				}
			}
		}
	}
}
