pub struct WeightInfo<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> pallet_certification::WeightInfo for WeightInfo<T> {
	fn found_network() -> frame_support::weights::Weight {
		<() as pallet_certification::WeightInfo>::found_network()
	}
	fn register_schema() -> frame_support::weights::Weight {
		<() as pallet_certification::WeightInfo>::register_schema()
	}
	fn accredit() -> frame_support::weights::Weight {
		<() as pallet_certification::WeightInfo>::accredit()
	}
	fn withdraw_accreditation() -> frame_support::weights::Weight {
		<() as pallet_certification::WeightInfo>::withdraw_accreditation()
	}
	fn issue() -> frame_support::weights::Weight {
		<() as pallet_certification::WeightInfo>::issue()
	}
	fn revoke() -> frame_support::weights::Weight {
		<() as pallet_certification::WeightInfo>::revoke()
	}
}
