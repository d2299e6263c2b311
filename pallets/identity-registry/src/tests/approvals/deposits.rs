//! Taking approvals back, and what they cost.

use super::*;

#[test]
fn who_has_approved_and_nobody_else_takes_it_back() {
	build_and_execute(|| {
		let company = company();
		let (owner, id) = &company.officers[0];
		let phone = sr(40);
		assert_ok!(add_key(owner, id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		refuses(&company, 0, company.retract_call(&remark()), Error::NotApproved);
		assert_ok!(company.approve(0, &remark()));
		assert_ok!(company.approve(1, &remark()));
		// Not another officer, not a stranger, not a scoped key, and not a proxy of the officer.
		refuses(&company, 2, company.retract_call(&remark()), Error::NotApproved);
		assert_noop!(direct(stranger(), company.retract_call(&remark())), Error::<Test>::NotApproved);
		assert_noop!(direct(id.clone(), company.retract_call(&remark())), Error::<Test>::NotApproved);
		assert_noop!(act(&phone, id, company.retract_call(&remark())), Error::<Test>::NotFullKey);
		Blind::set(true);
		assert_eq!(act(&phone, id, company.retract_call(&remark())), err(Error::NotApproved));
		Blind::set(false);
		assert_eq!(company.count(&remark()), 2);
		assert_ok!(company.retract(0, &remark()));
		assert!(happened(Event::ApprovalRetracted {
			identity: company.id.clone(),
			call_hash: call_hash(&remark()),
			who: id.clone(),
		}));
		assert_eq!(company.execute(1, &remark()), err(Error::NotApproved));
		refuses(&company, 0, company.retract_call(&remark()), Error::NotApproved);
		// And gives it again.
		assert_ok!(company.approve(0, &remark()));
		assert_ok!(company.execute(1, &remark()));
	});
}

#[test]
fn the_deposit_comes_back_when_no_approval_counts() {
	build_and_execute(|| {
		let company = company();
		let pay = transfer(stranger(), 1);
		let retract = || direct(stranger(), company.retract_call(&pay));
		assert_ok!(company.approve(0, &pay));
		assert!(company.deposit(0) > 0);
		assert_ok!(company.approve(1, &pay));
		assert_eq!(company.deposit(1), 0);
		// The first pays as long as another's counts.
		assert_ok!(company.retract(0, &pay));
		assert!(company.deposit(0) > 0);
		assert_noop!(retract(), Error::<Test>::NotApproved);
		assert_ok!(company.retract(1, &pay));
		assert_eq!((company.deposit(0), Proposals::<Test>::iter().count()), (0, 0));
		// For what does not count any more anyone gets it back.
		assert_ok!(company.approve(1, &pay));
		set_time(NOW + MAX_APPROVAL);
		assert_noop!(retract(), Error::<Test>::NotApproved);
		set_time(NOW + MAX_APPROVAL + 1);
		assert_ok!(retract());
		assert_eq!((company.deposit(1), Proposals::<Test>::iter().count()), (0, 0));
		assert_ok!(company.approve(2, &pay));
		assert_ok!(act(&company.founder, &company.id, company.members(&[0, 1], 2)));
		assert_ok!(retract());
		assert_eq!((company.deposit(2), Proposals::<Test>::iter().count()), (0, 0));
		assert_noop!(retract(), Error::<Test>::NotApproved);
		let unknown = Call::retract_approval { identity: account(9), call_hash: call_hash(&pay) };
		assert_noop!(direct(stranger(), unknown), Error::<Test>::IdentityUnknown);
	});
}

#[test]
fn the_deposit_comes_back_of_a_company_that_is_no_more() {
	build_and_execute(|| {
		let company = company();
		assert_ok!(company.approve(0, &remark()));
		assert_ok!(act(&company.founder, &company.id, Call::deactivate { beneficiary: Some(stranger()) }));
		assert_ok!(direct(stranger(), company.retract_call(&remark())));
		assert_eq!(company.deposit(0), 0);
	});
}

#[test]
fn who_cannot_pay_does_not_approve_first() {
	build_and_execute(|| {
		let company = company();
		let all = Balances::free_balance(company.officer(0)) - 10;
		assert_ok!(company.by(0, transfer(stranger(), all)));
		assert!(company.approve(0, &remark()).is_err());
		assert_eq!(Proposals::<Test>::iter().count(), 0);
		assert_ok!(company.approve(1, &remark()));
		assert_ok!(company.approve(0, &remark()));
	});
}

#[test]
fn those_who_have_left_make_room_for_those_who_came() {
	build_and_execute(|| {
		let founder = sr(1);
		let id = register_kind(&founder, Kind::Organisation, plenty());
		let all: Vec<_> = (2..35).map(|seed| (sr(seed), register(&sr(seed)))).collect();
		let hash = call_hash(&remark());
		for board in all.chunks(MAX_CONTROLLERS as usize) {
			let members: Vec<_> = board.iter().map(|(_, id)| id).collect();
			assert_ok!(control(&founder, &id, &members, 1));
			for (signer, member) in board {
				endow(member, 5_000);
				assert_ok!(act(signer, member, approve_call(&id, &remark())));
			}
			let proposal = Proposals::<Test>::get(&id, hash).expect("it was approved");
			assert_eq!(proposal.approvals.len(), board.len());
			assert_eq!(proposal.payer, all[0].1);
		}
	});
}
