//! Calls on which several controllers have to agree. How they are not burnt is in `burning` too.

use super::*;
use crate::{
	reads::{ApprovalInfo, ProposalInfo},
	Proposals,
};
use frame_support::traits::fungible::InspectHold;

mod deposits;

struct Company {
	id: AccountId,
	founder: Signer,
	officers: Vec<(Signer, AccountId)>,
}

/// A company of three officers of whom two must agree. Its founder has a full key still.
fn company() -> Company {
	let founder = sr(1);
	let id = register_kind(&founder, Kind::Organisation, plenty());
	let officers: Vec<_> = (2..5).map(|seed| (sr(seed), register(&sr(seed)))).collect();
	let members: Vec<_> = officers.iter().map(|(_, id)| id).collect();
	assert_ok!(control(&founder, &id, &members, 2));
	endow(&id, 10_000);
	for (_, officer) in &officers {
		endow(officer, 5_000);
	}
	Company { id, founder, officers }
}

impl Company {
	fn officer(&self, officer: usize) -> &AccountId {
		&self.officers[officer].1
	}

	fn by(&self, officer: usize, call: impl Into<RuntimeCall>) -> DispatchResult {
		let (signer, id) = &self.officers[officer];
		act(signer, id, call)
	}

	fn approve(&self, officer: usize, call: &RuntimeCall) -> DispatchResult {
		self.by(officer, approve_call(&self.id, call))
	}

	fn retract(&self, officer: usize, call: &RuntimeCall) -> DispatchResult {
		self.by(officer, self.retract_call(call))
	}

	fn retract_call(&self, call: &RuntimeCall) -> Call<Test> {
		Call::retract_approval { identity: self.id.clone(), call_hash: call_hash(call) }
	}

	fn members(&self, officers: &[usize], threshold: u8) -> Call<Test> {
		let members: Vec<_> = officers.iter().map(|officer| self.officer(*officer)).collect();
		controllers_call(&members, threshold)
	}

	/// How many approvals of a call count.
	fn count(&self, call: &RuntimeCall) -> u32 {
		self.told(call).map_or(0, |proposal| proposal.count)
	}

	fn told(&self, call: &RuntimeCall) -> Option<ProposalInfo<AccountId>> {
		Registry::proposal(self.id.clone(), call_hash(call))
	}

	fn deposit(&self, officer: usize) -> Balance {
		Balances::balance_on_hold(&ProposalHold::get(), self.officer(officer))
	}

	/// What becomes of the call as the company. If it fails the act of the officer does.
	fn execute(&self, officer: usize, call: &RuntimeCall) -> DispatchResult {
		self.by(officer, act_call(&self.id, call.clone()))
	}
}

#[test]
fn two_of_three_make_a_call() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1_000);
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		let (signer, id) = &company.officers[0];
		assert_noop!(made_by(signer, id, act_call(&company.id, pay.clone())), Error::<Test>::NotApproved);
		assert_ok!(company.approve(0, &pay));
		assert!(happened(Event::Approved {
			identity: company.id.clone(),
			call_hash: call_hash(&pay),
			controller: company.officer(0).clone(),
			until: NOW + MAX_APPROVAL,
		}));
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		// The same twice is one.
		assert_ok!(company.approve(0, &pay));
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		assert_ok!(company.approve(1, &pay));
		// Another call was not approved.
		assert_eq!(company.execute(2, &transfer(stranger(), 1_001)), err(Error::NotApproved));
		assert_ok!(company.execute(2, &pay));
		assert_eq!(Balances::free_balance(&company.id), 9_000);
		// It was approved once.
		assert_eq!(company.execute(2, &pay), err(Error::NotApproved));
		assert_eq!(company.deposit(0), 0);
	});
}

#[test]
fn the_same_call_can_be_agreed_on_again() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1_000);
		for round in 1..4 {
			assert_ok!(company.approve(0, &pay));
			assert_ok!(company.approve(2, &pay));
			assert_ok!(company.execute(1, &pay));
			assert_eq!(Balances::free_balance(&company.id), 10_000 - round * 1_000);
			assert_eq!(company.execute(1, &pay), err(Error::NotApproved));
		}
	});
}

#[test]
fn it_is_told_who_has_approved_and_whether_that_counts() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1_000);
		let by = ApprovedBy::Key(1);
		let info = |officer: usize, until, counts| ApprovalInfo {
			controller: company.officer(officer).clone(),
			by,
			until,
			counts,
		};
		let payer = company.officer(0).clone();
		assert_eq!(company.told(&pay), None);
		assert_ok!(company.approve(0, &pay));
		let first = info(0, NOW + MAX_APPROVAL, true);
		let told = ProposalInfo { payer: payer.clone(), approvals: vec![first.clone()], count: 1, threshold: 2 };
		assert_eq!(company.told(&pay), Some(told));
		let short = Call::approve { identity: company.id.clone(), call_hash: call_hash(&pay), until: NOW + 5 };
		assert_ok!(company.by(1, short));
		set_time(NOW + 6);
		let approvals = vec![first, info(1, NOW + 5, false)];
		assert_eq!(company.told(&pay), Some(ProposalInfo { payer, approvals, count: 1, threshold: 2 }));
		// It is of one call of one identity.
		assert_eq!(company.told(&remark()), None);
		assert_eq!(Registry::proposal(company.officer(0).clone(), call_hash(&pay)), None);
	});
}

#[test]
fn the_company_changes_its_controllers() {
	build_and_execute(|| {
		let company = company();
		let change: RuntimeCall = company.members(&[0, 1], 1).into();
		assert_ok!(company.approve(0, &change));
		assert_ok!(company.approve(1, &change));
		assert_ok!(company.execute(0, &change));
		assert_eq!(record(&company.id).threshold, 1);
		assert_ok!(company.execute(1, &remark()));
		assert_eq!(company.execute(2, &remark()), err(Error::NotAuthorised));
	});
}

/// What takes an approval away that an officer gave by the key of `sr(40)`.
fn reasons() -> Vec<(&'static str, fn(&Company))> {
	vec![
		("the key is revoked", |company| {
			assert_ok!(company.by(0, revoke_call(&sr(40))));
		}),
		("it revokes itself", |company| {
			assert_ok!(act(&sr(40), company.officer(0), revoke_call(&sr(40))));
		}),
		("it is rotated", |company| {
			let call = rotate_call(company.officer(0), &sr(40), &sr(41));
			assert_ok!(company.by(0, call));
		}),
		("it is narrowed", |company| {
			assert_ok!(company.by(0, permit_call(&sr(40), scoped(Scope::NonTransfer))));
		}),
		("it is limited", |company| {
			let limit = SpendingLimit { asset: Some(ASSET), amount: 1, period: 1 };
			assert_ok!(company.by(0, permit_call(&sr(40), limited(vec![limit]))));
		}),
		("it is held to accounts", |company| {
			let counterparties = vec![company.id.clone()].try_into().expect("one");
			assert_ok!(company.by(0, permit_call(&sr(40), Permissions { counterparties, ..full() })));
		}),
		("it expires", |_| set_time(NOW + 51)),
		("the officer is frozen", |company| {
			let frozen = Registry::freeze(signed(company.officers[0].0.account()), company.officer(0).clone());
			assert_ok!(frozen);
		}),
		("the officer resigns", |company| {
			assert_ok!(company.by(0, Call::resign_control { identity: company.id.clone() }));
		}),
		("the officer resigns and is no more", |company| {
			assert_ok!(company.by(0, Call::resign_control { identity: company.id.clone() }));
			assert_ok!(company.retract(0, &transfer(stranger(), 1)));
			assert_ok!(company.by(0, Call::deactivate { beneficiary: Some(stranger()) }));
		}),
		("the same controllers are named again", |company| {
			assert_ok!(act(&company.founder, &company.id, company.members(&[0, 1, 2], 2)));
		}),
		("fewer have to agree", |company| {
			assert_ok!(act(&company.founder, &company.id, company.members(&[0, 1, 2], 1)));
			assert_ok!(act(&company.founder, &company.id, company.members(&[0, 1, 2], 2)));
		}),
		("the officer leaves and comes back", |company| {
			assert_ok!(act(&company.founder, &company.id, company.members(&[1, 2], 2)));
			assert_ok!(control(
				&company.founder,
				&company.id,
				&[company.officer(1), company.officer(2), company.officer(0)],
				2
			));
		}),
		("the officer resigns and comes back", |company| {
			assert_ok!(company.by(0, Call::resign_control { identity: company.id.clone() }));
			let all = [company.officer(1), company.officer(2), company.officer(0)];
			assert_ok!(control(&company.founder, &company.id, &all, 2));
		}),
		("it is retracted", |company| {
			assert_ok!(company.retract(0, &transfer(stranger(), 1)));
		}),
		("it is over", |_| set_time(NOW + 41)),
	]
}

#[test]
fn an_approval_counts_while_all_stands_on_which_it_was_given() {
	for (why, happens) in reasons() {
		build_and_execute(|| {
			let company = company();
			let pay = transfer(stranger(), 1);
			let (owner, id) = &company.officers[0];
			let key = NewKey { valid_until: Some(NOW + 50), ..new_key(&sr(40)) };
			assert_ok!(add_key(owner, id, &sr(40), key));
			let until = if why == "it is over" { NOW + 40 } else { NOW + 60 };
			let approve = Call::approve { identity: company.id.clone(), call_hash: call_hash(&pay), until };
			assert_ok!(company.by(1, approve.clone()));
			assert_ok!(act(&sr(40), id, approve));
			assert_eq!(company.count(&pay), 2);
			// It is good as long as nothing happens.
			set_time(NOW + 40);
			assert_eq!(company.count(&pay), 2);
			happens(&company);
			let named = record(&company.id).controllers_version > 1;
			assert_eq!(company.count(&pay), if named || why == "it is over" { 0 } else { 1 }, "{why}");
			// The third officer would make the call.
			assert_eq!(company.execute(2, &pay), err(Error::NotApproved));
			// With another approval, and as many as are wanted, it is made.
			assert_ok!(company.approve(2, &pay));
			if company.count(&pay) < 2 {
				assert_eq!(company.execute(2, &pay), err(Error::NotApproved));
				assert_ok!(company.approve(1, &pay));
			}
			assert_ok!(company.execute(2, &pay));
		});
	}
}

#[test]
fn an_approval_by_controllers_counts_while_these_are_in_control() {
	build_and_execute(|| {
		let company = company();
		let (officer, id) = &company.officers[0];
		let holding = sr(20);
		let holding_id = register(&holding);
		assert_ok!(control(officer, id, &[&holding_id], 1));
		let pay = transfer(stranger(), 1);
		let approve = || act(&holding, &holding_id, act_call(id, approve_call(&company.id, &pay)));
		assert_ok!(approve());
		let told = company.told(&pay).expect("it was approved");
		assert_eq!(told.approvals[0].by, ApprovedBy::Controllers(1));
		assert_ok!(company.approve(1, &pay));
		// It is not by a key, so keys may change.
		assert_ok!(add_key(officer, id, &sr(21), new_key(&sr(21))));
		assert_ok!(act(officer, id, revoke_call(officer)));
		assert_eq!(company.count(&pay), 2);
		assert_ok!(act(&sr(21), id, controllers_call(&[&holding_id], 1)));
		assert_eq!(company.count(&pay), 1);
		assert_eq!(company.execute(1, &pay), err(Error::NotApproved));
		assert_ok!(approve());
		assert_ok!(company.execute(1, &pay));
	});
}

#[test]
fn lower_thresholds_make_no_old_call_possible() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1);
		assert_ok!(act(&company.founder, &company.id, company.members(&[0, 1, 2], 3)));
		assert_ok!(company.approve(0, &pay));
		assert_ok!(company.approve(1, &pay));
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		assert_ok!(act(&company.founder, &company.id, company.members(&[0, 1, 2], 2)));
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
	});
}

#[test]
fn who_accepts_later_takes_nothing_from_those_who_have_approved() {
	build_and_execute(|| {
		let company = company();
		let (new, pay) = (register(&sr(30)), transfer(stranger(), 1));
		let all = [company.officer(0), company.officer(1), &new];
		assert_ok!(invite(&company.founder, &company.id, &all, 2));
		// Who was only asked approves nothing.
		assert_eq!(act(&sr(30), &new, approve_call(&company.id, &pay)), err(Error::NotController));
		assert_ok!(company.approve(0, &pay));
		assert_ok!(accept(&sr(30), &new, &company.id));
		endow(&new, 5_000);
		assert_ok!(act(&sr(30), &new, approve_call(&company.id, &pay)));
		assert_ok!(company.execute(1, &pay));
	});
}

#[test]
fn it_lasts_no_longer_than_is_allowed() {
	build_and_execute(|| {
		let company = company();
		let approve = |until| Call::approve { identity: company.id.clone(), call_hash: call_hash(&remark()), until };
		for until in [NOW - 1, NOW + MAX_APPROVAL + 1, u64::MAX] {
			refuses(&company, 0, approve(until), Error::ExpiryInvalid);
		}
		for until in [NOW, NOW + MAX_APPROVAL] {
			assert_ok!(company.by(0, approve(until)));
		}
		assert_ok!(company.approve(1, &remark()));
		set_time(NOW + MAX_APPROVAL);
		assert_eq!(company.count(&remark()), 2);
		set_time(NOW + MAX_APPROVAL + 1);
		assert_eq!(company.count(&remark()), 0);
		assert_eq!(company.execute(0, &remark()), err(Error::NotApproved));
	});
}

/// That an act of an officer is refused, and that the call itself refuses and changes nothing.
fn refuses(company: &Company, officer: usize, call: Call<Test>, error: Error<Test>) {
	let (signer, id) = &company.officers[officer];
	let code = DispatchError::from(error);
	assert_noop!(made_by(signer, id, call.clone()), code);
	assert_eq!(company.by(officer, call), Err(code));
}

#[test]
fn an_approval_is_renewed_and_is_still_one() {
	build_and_execute(|| {
		let company = company();
		assert_ok!(company.approve(0, &remark()));
		let deposit = company.deposit(0);
		set_time(NOW + MAX_APPROVAL);
		assert_ok!(company.approve(0, &remark()));
		assert_eq!((company.count(&remark()), company.deposit(0)), (1, deposit));
		set_time(NOW + 2 * MAX_APPROVAL);
		assert_eq!(company.count(&remark()), 1);
		// Also one that has ended.
		set_time(NOW + 3 * MAX_APPROVAL);
		assert_ok!(company.approve(0, &remark()));
		assert_ok!(company.approve(1, &remark()));
		assert_ok!(company.execute(2, &remark()));
	});
}

#[test]
fn a_scoped_key_of_an_officer_does_not_commit_the_officer() {
	build_and_execute(|| {
		let company = company();
		let (owner, id) = &company.officers[0];
		let phone = sr(40);
		assert_ok!(add_key(owner, id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		let approve = approve_call(&company.id, &remark());
		assert_noop!(act(&phone, id, approve.clone()), Error::<Test>::NotFullKey);
		assert_noop!(direct(id.clone(), approve), Error::<Test>::NotActing);
		// What has been agreed on it may carry out, if its scope allows that.
		assert_ok!(company.approve(0, &remark()));
		assert_ok!(company.approve(1, &remark()));
		assert_ok!(act(&phone, id, act_call(&company.id, remark())));
		assert_eq!(company.execute(0, &remark()), err(Error::NotApproved));
	});
}

#[test]
fn a_call_that_fails_or_must_wait_can_be_made_again() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 20_000);
		assert_ok!(company.approve(0, &pay));
		assert_ok!(company.approve(1, &pay));
		// Not enough money is there: whoever makes it at a bad time does not make void what others agreed to.
		assert!(company.execute(2, &pay).is_err());
		assert_eq!(company.count(&pay), 2);
		endow(&company.id, 20_000);
		GuardSays::set(crate::Verdict::Delay { until: NOW + 1 });
		let (signer, id) = &company.officers[2];
		assert_ok!(made_by(signer, id, act_call(&company.id, pay.clone())));
		assert!(matches!(last_event(), Event::ActDelayed { .. }));
		GuardSays::set(crate::Verdict::Deny);
		assert_noop!(made_by(signer, id, act_call(&company.id, pay.clone())), Error::<Test>::ActDenied);
		GuardSays::set(crate::Verdict::Allow);
		assert_eq!((company.count(&pay), company.deposit(0) > 0), (2, true));
		assert_ok!(company.execute(2, &pay));
		assert_eq!((company.told(&pay), company.deposit(0)), (None, 0));
	});
}

#[test]
fn a_call_is_made_once_though_it_is_asked_for_twice_in_one_act() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1_000);
		assert_ok!(company.approve(0, &pay));
		assert_ok!(company.approve(1, &pay));
		let once = act_call(&company.id, pay);
		let twice = vec![once.clone(), once];
		assert_eq!(company.by(2, batch_all(twice.clone())), err(Error::NotApproved));
		assert_eq!(Balances::free_balance(&company.id), 10_000);
		assert_ok!(company.by(2, batch(twice)));
		assert_eq!(Balances::free_balance(&company.id), 9_000);
	});
}

#[test]
fn strangers_and_the_company_itself_do_not_approve() {
	build_and_execute(|| {
		let company = company();
		let outsider = sr(50);
		let out = register(&outsider);
		for _ in 0..2 {
			assert_eq!(act(&outsider, &out, approve_call(&company.id, &remark())), err(Error::NotController));
			let own = approve_call(&company.id, &remark());
			assert_eq!(act(&company.founder, &company.id, own), err(Error::NotController));
			assert_ok!(company.approve(0, &remark()));
		}
		refuses(&company, 0, approve_call(&out, &remark()), Error::NotController);
		refuses(&company, 0, approve_call(&account(9), &remark()), Error::IdentityUnknown);
	});
}

#[test]
fn a_frozen_company_thaws_when_its_officers_agree() {
	build_and_execute(|| {
		let company = company();
		assert_ok!(company.by(2, freeze_call(&company.id)));
		let thaw: RuntimeCall = Call::unfreeze {}.into();
		assert_ok!(company.approve(0, &thaw));
		assert_eq!(company.execute(0, &thaw), err(Error::NotApproved));
		assert_ok!(company.approve(1, &thaw));
		// What they agreed on besides waits.
		assert_ok!(company.approve(0, &remark()));
		assert_ok!(company.approve(1, &remark()));
		assert_eq!(company.execute(0, &remark()), err(Error::IdentityFrozen));
		assert_ok!(company.execute(0, &thaw));
		assert_ok!(company.execute(0, &remark()));
	});
}

#[test]
fn nobody_uses_up_approvals_by_carrying_the_call_too_deep_or_past_a_filter() {
	use frame_support::traits::OriginTrait;
	build_and_execute(|| {
		let company = company();
		// As the company, to a child, and to its child.
		let (child, grandchild) = (sr(60), sr(61));
		let (child_id, grandchild_id) = (register(&child), register(&grandchild));
		assert_ok!(control(&child, &child_id, &[&company.id], 1));
		assert_ok!(control(&grandchild, &grandchild_id, &[&child_id], 1));
		let call = act_call(&child_id, act_call(&grandchild_id, remark()));
		assert_ok!(company.approve(0, &call));
		assert_ok!(company.approve(1, &call));
		// The officer, the company, the child and the grandchild are four already.
		let (signer, id) = &company.officers[2];
		let top = sr(70);
		let top_id = register(&top);
		assert_ok!(control(signer, id, &[&top_id], 1));
		let deeper = act_call(id, act_call(&company.id, call.clone()));
		assert_noop!(act(&top, &top_id, deeper), Error::<Test>::TooDeep);
		assert_eq!(company.count(&call), 2);
		// By an origin that may not do what is within it.
		let mut origin = signed(signer.account());
		origin.add_filter(|call| !matches!(call, RuntimeCall::System(_)));
		let carried = act_call(id, act_call(&company.id, call.clone()));
		let filtered = frame_system::Error::<Test>::CallFiltered;
		assert_noop!(dispatch(origin, carried).map_err(|failed| failed.error), filtered);
		assert_eq!(company.count(&call), 2);
		// It is as good as it was.
		assert_ok!(company.execute(2, &call));
		assert!(happened(Event::Acted {
			identity: grandchild_id,
			by: Authority::Controller(child_id),
			result: Ok(())
		}));
		assert_eq!(company.told(&call), None);
	});
}
