pub struct WeightInfo<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> pallet_validator_set::WeightInfo for WeightInfo<T> {
	fn apply() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::apply()
	}
	fn approve() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::approve()
	}
	fn reject() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::reject()
	}
	fn remove() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::remove()
	}
	fn leave_applied() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::leave_applied()
	}
	fn leave_approved() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::leave_approved()
	}
	fn withdraw() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::withdraw()
	}
	fn set_bond() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::set_bond()
	}
	fn note_author() -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::note_author()
	}
	fn end_session(v: u32) -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::end_session(v)
	}
	fn start_session(v: u32) -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::start_session(v)
	}
	fn new_session(v: u32) -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::new_session(v)
	}
	fn on_offence(o: u32) -> frame_support::weights::Weight {
		<() as pallet_validator_set::WeightInfo>::on_offence(o)
	}
}
