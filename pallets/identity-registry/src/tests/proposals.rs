use super::*;
use crate::{act::call_hash, reads::ProposalInfo, Proposals};

struct Company {
	id: AccountId,
	officers: Vec<(Signer, AccountId)>,
}

/// A company of three officers of whom two must agree.
fn company() -> Company {
	let founder = sr(1);
	let id = register_kind(&founder, Kind::Organisation, plenty());
	let officers: Vec<_> = (2..5).map(|seed| (sr(seed), register(&sr(seed)))).collect();
	let members: Vec<_> = officers.iter().map(|(_, id)| id).collect();
	assert_ok!(control(&founder, &id, &members, 2));
	assert_ok!(act(&founder, &id, Call::revoke_key { key: founder.key() }));
	endow(&id, 10_000);
	for (_, officer) in &officers {
		endow(officer, 5_000);
	}
	Company { id, officers }
}

impl Company {
	fn by(&self, officer: usize, call: impl Into<RuntimeCall>) -> DispatchResult {
		let (signer, id) = &self.officers[officer];
		act(signer, id, call)
	}

	fn propose(&self, officer: usize, call: &RuntimeCall) -> DispatchResult {
		let call_hash = call_hash(call);
		self.by(officer, Call::propose { identity: self.id.clone(), call_hash, expires: NOW + 100 })
	}

	fn approve(&self, officer: usize, call: &RuntimeCall) -> DispatchResult {
		self.by(officer, Call::approve { identity: self.id.clone(), call_hash: call_hash(call) })
	}

	/// What becomes of the call as the company. (The act of the officer as such succeeds, whatever the company's does.)
	fn execute(&self, officer: usize, call: &RuntimeCall) -> DispatchResult {
		let (_, id) = &self.officers[officer];
		let before = System::read_events_for_pallet::<Event<Test>>().len();
		let outer = self.by(officer, act_call(&self.id, call.clone()));
		outer?;
		let acts = System::read_events_for_pallet::<Event<Test>>().split_off(before);
		assert!(matches!(acts.last(), Some(Event::Acted { identity, .. }) if identity == id));
		acts.into_iter()
			.find_map(|event| match event {
				Event::Acted { identity, result, .. } if identity == self.id => Some(result),
				_ => None,
			})
			.expect("the company acted")
	}
}

#[test]
fn two_of_three_make_a_call() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1_000);
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		assert_ok!(company.propose(0, &pay));
		assert!(happened(Event::Proposed {
			identity: company.id.clone(),
			call_hash: call_hash(&pay),
			proposer: company.officers[0].1.clone(),
		}));
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		assert_eq!(company.approve(0, &pay), err(Error::AlreadyApproved));
		assert_ok!(company.approve(1, &pay));
		// Another call was not approved.
		assert_eq!(company.execute(2, &transfer(stranger(), 1_001)), err(Error::NotApproved));
		assert_ok!(company.execute(2, &pay));
		assert_eq!(Balances::free_balance(&company.id), 9_000);
		// It was approved once.
		assert_eq!(company.execute(2, &pay), err(Error::NotApproved));
		assert_eq!(Balances::reserved_balance(&company.officers[0].1), 0);
	});
}

#[test]
fn it_is_told_who_has_approved() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1_000);
		let told = || Registry::proposal(company.id.clone(), call_hash(&pay));
		let [first, second, _] = [0, 1, 2].map(|officer| company.officers[officer].1.clone());
		let info = |approvals| ProposalInfo { proposer: first.clone(), approvals, expires: NOW + 100 };
		assert_eq!(told(), None);
		assert_ok!(company.propose(0, &pay));
		assert_eq!(told(), Some(info(vec![first.clone()])));
		assert_ok!(company.approve(1, &pay));
		assert_eq!(told(), Some(info(vec![first.clone(), second])));
		// It is of one call of one identity.
		assert_eq!(Registry::proposal(company.id.clone(), call_hash(&remark())), None);
		assert_eq!(Registry::proposal(first.clone(), call_hash(&pay)), None);
		assert_ok!(company.execute(2, &pay));
		assert_eq!(told(), None);
	});
}

#[test]
fn the_company_changes_its_controllers() {
	build_and_execute(|| {
		let company = company();
		let (a, b) = (&company.officers[0].1, &company.officers[1].1);
		let change: RuntimeCall = controllers_call(&[a, b], 1).into();
		assert_ok!(company.propose(0, &change));
		assert_ok!(company.approve(1, &change));
		assert_ok!(company.execute(0, &change));
		assert_eq!(record(&company.id).threshold, 1);
		assert_ok!(company.execute(1, &remark()));
		assert_eq!(company.execute(2, &remark()), err(Error::NotAuthorised));
	});
}

#[test]
fn who_has_left_does_not_count() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1);
		assert_ok!(company.propose(2, &pay));
		let (a, b) = (&company.officers[0].1, &company.officers[1].1);
		let change: RuntimeCall = controllers_call(&[a, b], 2).into();
		assert_ok!(company.propose(0, &change));
		assert_ok!(company.approve(1, &change));
		assert_ok!(company.execute(0, &change));
		assert_ok!(company.approve(0, &pay));
		assert_eq!(company.execute(0, &pay), err(Error::NotApproved));
		assert_eq!(company.approve(2, &pay), err(Error::NotController));
		assert_ok!(company.approve(1, &pay));
		assert_ok!(company.execute(0, &pay));
	});
}

#[test]
fn proposals_expire_and_are_withdrawn() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1);
		let withdraw = Call::<Test>::withdraw_proposal { identity: company.id.clone(), call_hash: call_hash(&pay) };
		let outcome = |who| dispatch(signed(who), withdraw.clone()).map_err(|e| e.error);
		assert_ok!(company.propose(0, &pay));
		assert_eq!(company.propose(1, &pay), err(Error::ProposalExists));
		assert_noop!(outcome(stranger()), Error::<Test>::NotProposer);
		assert_eq!(company.by(1, withdraw.clone()), err(Error::NotProposer));
		assert_ok!(company.by(0, withdraw.clone()));
		assert_eq!(company.approve(1, &pay), err(Error::ProposalUnknown));
		assert_ok!(company.propose(0, &pay));
		assert_ok!(company.approve(1, &pay));
		set_time(NOW + 101);
		assert_eq!(company.execute(0, &pay), err(Error::ExpiryInvalid));
		assert_eq!(company.approve(2, &pay), err(Error::ExpiryInvalid));
		assert_eq!(company.propose(2, &remark()), err(Error::ExpiryInvalid));
		assert_ok!(outcome(stranger()));
		assert_eq!(Proposals::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_scoped_key_of_an_officer_does_not_commit_the_officer() {
	build_and_execute(|| {
		let company = company();
		let (owner, id) = &company.officers[0];
		let phone = sr(40);
		assert_ok!(add_key(owner, id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		let call_hash = call_hash(&remark());
		let propose = Call::propose { identity: company.id.clone(), call_hash, expires: NOW };
		assert_eq!(act(&phone, id, propose), err(Error::NotFullKey));
		assert_ok!(company.propose(1, &remark()));
		assert_eq!(act(&phone, id, Call::approve { identity: company.id.clone(), call_hash }), err(Error::NotFullKey));
	});
}

#[test]
fn strangers_neither_propose_nor_approve() {
	build_and_execute(|| {
		let company = company();
		let outsider = sr(50);
		let out = register(&outsider);
		let call_hash = call_hash(&remark());
		let propose = Call::propose { identity: company.id.clone(), call_hash, expires: NOW };
		assert_eq!(act(&outsider, &out, propose), err(Error::NotController));
		assert_ok!(company.propose(0, &remark()));
		let approve = Call::approve { identity: company.id.clone(), call_hash };
		assert_eq!(act(&outsider, &out, approve), err(Error::NotController));
	});
}
