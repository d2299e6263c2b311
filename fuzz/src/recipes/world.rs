//! Who there is, and what there is before anything is tried.

use super::*;
use crate::{
	bystander,
	clerk::{self, CLERK},
};
use civitas_runtime::{
	configs::governance::{CouncilInstance, TechnicalInstance},
	Multisig,
};
use sp_keyring::Sr25519Keyring::{AliceStash, One, Two};

/// Those who have keys and much money.
pub const PEOPLE: [Sr25519Keyring; 7] = [Alice, Bob, Charlie, Dave, Eve, Ferdie, AliceStash];
/// Those who have next to nothing, whose accounts come and go.
pub const PAUPERS: [Sr25519Keyring; 2] = [One, Two];
/// Whose key is that of the identity that may do the most.
pub const PERSON: Sr25519Keyring = Bob;
/// Whose key is that of another.
pub const SECOND: Sr25519Keyring = Charlie;
/// Of one that the person controls.
pub const CHILD: Sr25519Keyring = Dave;
/// Of one that the person and the second control together.
pub const ORGANISATION: Sr25519Keyring = Eve;
/// Of one of which AliceStash has a full key too.
pub const CONTESTED: Sr25519Keyring = Ferdie;
/// The asset that is not worth existing for, of which one has 1,000 at least.
pub const COMMON: AssetId = 1;
/// The asset that is worth existing for, of which one has 10 at least.
pub const SUFFICIENT: AssetId = 2;

/// An account that was made for a proxy, and by what it is named.
#[derive(Clone)]
pub struct Pure {
	pub account: AccountId,
	pub spawner: AccountId,
	pub index: u16,
	pub height: u32,
	pub extrinsic: u32,
}

/// What there is.
#[derive(Clone)]
pub struct World {
	/// All who have money: people, identities, and accounts that are made for someone.
	pub accounts: Vec<AccountId>,
	/// Those who have none, too.
	pub everyone: Vec<AccountId>,
	pub pures: Vec<Pure>,
}

/// Make a call that has to succeed.
pub fn must(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	succeed((account(who), call.into()));
}

/// The same of one that was made up.
pub fn succeed((who, call): Attempt) {
	System::reset_events();
	call.clone().dispatch(RuntimeOrigin::signed(who)).unwrap_or_else(|error| panic!("{call:?}: {error:?}"));
	let failed = events().into_iter().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(Event::Acted { result: Err(error), .. }) => Some(error),
		_ => None,
	});
	assert_eq!(failed, None, "{call:?}");
}

/// Make a call as root.
pub fn by_root(call: impl Into<RuntimeCall>) {
	let call = call.into();
	call.clone().dispatch(RuntimeOrigin::root()).unwrap_or_else(|error| panic!("{call:?}: {error:?}"));
}

/// The identity whose first key someone has.
pub fn identity(of: Sr25519Keyring) -> AccountId {
	id_of(key(of))
}

/// The account that Bob and Dave share, as which each of them may act.
pub fn joint() -> AccountId {
	Multisig::multi_account_id(&sorted(&[Bob, Dave]), 1)
}

/// The account that someone has by a number.
pub fn derivative(of: &AccountId) -> AccountId {
	pallet_utility::derivative_account_id(of.clone(), 0)
}

/// The accounts of some, in order.
pub fn sorted(who: &[Sr25519Keyring]) -> Vec<AccountId> {
	let mut accounts: Vec<_> = who.iter().map(|who| account(*who)).collect();
	accounts.sort();
	accounts
}

/// The time of this block.
pub fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// Let blocks pass until it is this time.
pub fn until(time: Moment) {
	let blocks = time.saturating_sub(now()).div_ceil(civitas_runtime::SLOT_DURATION_MILLIS);
	if blocks > 0 {
		leap(blocks, u32::try_from(blocks).expect("it is some days"));
	}
}

impl World {
	pub fn begin() -> Self {
		let identities = [PERSON, SECOND, CHILD, ORGANISATION, CONTESTED];
		let mut accounts: Vec<_> = PEOPLE.into_iter().map(account).collect();
		accounts.extend(identities.map(identity));
		accounts.extend([joint(), account(CLERK), derivative(&account(Bob)), derivative(&account(Charlie))]);
		let mut everyone = accounts.clone();
		everyone.extend(PAUPERS.map(account));
		let world = Self { accounts, everyone, pures: Vec::new() };
		// The bystander has money too.
		for who in world.accounts.iter().chain(&bystander::accounts()) {
			by_root(pallet_balances::Call::force_set_balance { who: to(who), new_free: 1_000_000 * CIV });
		}
		for who in PAUPERS {
			world.feed(&account(who));
		}
		world.money();
		markets::found();
		lending::found();
		identities.into_iter().for_each(Self::register);
		Self::control();
		clerk::found();
		let treasury = civitas_runtime::Treasury::account_id();
		by_root(pallet_balances::Call::force_set_balance { who: to(&treasury), new_free: 1_000_000 * CIV });
		let members = sorted(&[Alice, Bob, Charlie]);
		pallet_collective::Members::<Runtime, CouncilInstance>::put(members.clone());
		pallet_collective::Members::<Runtime, TechnicalInstance>::put(members);
		certification::found();
		public_finance::found(&world);
		reputation::found();
		credit::found();
		bystander::found();
		world
	}

	/// Give a pauper next to nothing, if there is not even that.
	pub fn feed(&self, who: &AccountId) {
		if Balances::free_balance(who) < EXISTENTIAL_DEPOSIT {
			by_root(pallet_balances::Call::force_set_balance { who: to(who), new_free: CIV / 100 });
		}
	}

	fn money(&self) {
		let admin = to(&account(Alice));
		must(Alice, pallet_assets::Call::<Runtime>::create { id: COMMON.into(), admin, min_balance: 1_000 });
		let owner = to(&account(Bob));
		by_root(pallet_assets::Call::<Runtime>::force_create {
			id: SUFFICIENT.into(),
			owner,
			is_sufficient: true,
			min_balance: 10,
		});
		for who in self.accounts.iter().chain(&bystander::accounts()) {
			for (id, issuer) in [(COMMON, Alice), (SUFFICIENT, Bob)] {
				must(
					issuer,
					pallet_assets::Call::<Runtime>::mint { id: id.into(), beneficiary: to(who), amount: 1_000_000_000 },
				);
			}
		}
	}

	pub fn register(holder: Sr25519Keyring) {
		let room = IdentityRegistry::room_for(40, 8, 8, 4, 8, 8);
		let proof = Some(prove(signer(holder), action::REGISTER, &identity(holder), 0, Kind::Person));
		must(Alice, Call::<Runtime>::register { kind: Kind::Person, key: key(holder), salt: [0; 32], room, proof });
	}

	/// One is controlled by others.
	pub fn controlled(holder: Sr25519Keyring, controllers: &[Sr25519Keyring]) {
		let threshold = controllers.len() as u8;
		let named: Vec<_> = controllers.iter().map(|of| identity(*of)).collect();
		let call = Call::<Runtime>::set_controllers { controllers: named.try_into().expect("two"), threshold };
		must(holder, act_call(&identity(holder), call));
		for controller in controllers {
			let call = Call::<Runtime>::accept_control { identity: identity(holder) };
			must(*controller, act_call(&identity(*controller), call));
		}
	}

	/// Who controls whom, and the second key of the contested one.
	fn control() {
		Self::controlled(CHILD, &[PERSON]);
		Self::controlled(ORGANISATION, &[PERSON, SECOND]);
		let contested = identity(CONTESTED);
		must(CONTESTED, act_call(&contested, add_key_call(&contested, AliceStash, new_key(key(AliceStash)))));
	}

	/// Note what was made by the last call.
	pub fn look(&mut self) {
		for event in events() {
			if let RuntimeEvent::Proxy(pallet_proxy::Event::PureCreated {
				pure,
				who,
				disambiguation_index,
				at,
				extrinsic_index,
				..
			}) = event
			{
				let (account, spawner, index) = (pure, who, disambiguation_index);
				self.pures.push(Pure { account, spawner, index, height: at, extrinsic: extrinsic_index });
			}
		}
	}

	/// Anyone who has money.
	pub fn anyone(&self, dice: &mut Dice) -> AccountId {
		dice.pick(&self.accounts)
	}

	/// The address of anyone at all.
	pub fn somewhere(&self, dice: &mut Dice) -> MultiAddress<AccountId, ()> {
		to(&dice.pick(&self.everyone))
	}
}
