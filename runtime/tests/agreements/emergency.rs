//! What works when the chain is stopped: what is lost by silence can be said.

use super::*;
use civitas_runtime::{RuntimeOrigin, SafeMode, TxPause};
use frame_support::BoundedVec;
use sp_runtime::DispatchError;

fn filtered() -> DispatchResult {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

/// Bob holds 100 CIV for what Charlie claims, whom silence suits; Eve decides. The agreement.
fn scene() -> AgreementId {
	let claim = Some(ClaimTerms { answer_within: HOUR, silence: Silence::Accepts });
	let until = Some(When::Activation(Span::Seconds(100 * HOUR)));
	let work = Due { awaits: Awaits { claim, until, ..Awaits::default() }, ..escrows(native(100 * CIV), 0) };
	let arbitration = arbitration(&account(Eve), CIV);
	let (bob, charlie) = (account(Bob), account(Charlie));
	agree(Bob, Charlie, &Terms { arbitration, ..terms(&[&bob, &charlie], &[work]) })
}

fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call, 0)).expect("it is valid")
}

#[test]
fn silence_can_be_broken_in_safe_mode() {
	development().execute_with(|| {
		let agreement = scene();
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		let (obligation, evidence) = (0, H256::repeat_byte(1));
		let amount = 100 * CIV;
		assert_eq!(applied(Charlie, Call::claim { agreement, obligation, amount, evidence }), Ok(()));
		assert_eq!(applied(Bob, Call::answer { agreement, obligation, money: native(0) }), Ok(()));
		let dispute = Call::dispute { agreement, obligation, money: native(amount), fee: CIV, evidence };
		assert_eq!(applied(Charlie, dispute), Ok(()));
		// Nothing else, so that money moves only by what was agreed and said.
		for call in [
			settle(agreement, None),
			Call::fund { agreement, obligation, money: native(1) },
			Call::waive { agreement, obligation, money: native(1) },
			Call::decline { draft: agreement },
			Call::end { agreement, ending: pallet_agreements::types::Ending::Ruled },
			Call::compact { agreement },
		] {
			assert_eq!(applied(Bob, call.clone()), filtered(), "{call:?}");
		}
		pass(HOUR + 10);
		assert_eq!(applied(Eve, Call::rule { agreement, obligation, amount: 30 * CIV, may_end: false }), Ok(()));
		assert_eq!(line(agreement).paid, 0);
		SafeMode::force_exit(RuntimeOrigin::root()).expect("it is entered");
		submit(Ferdie, settle(agreement, None));
		assert_eq!(line(agreement).paid, 30 * CIV);
		end_block();
	});
}

#[test]
fn what_breaks_silence_cannot_be_paused() {
	development().execute_with(|| {
		let agreement = scene();
		let pause = |call: &str| {
			let name = |text: &str| BoundedVec::truncate_from(text.as_bytes().to_vec());
			TxPause::pause(RuntimeOrigin::root(), (name("Agreements"), name(call)))
		};
		let unpausable: DispatchError = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
		for call in ["claim", "answer", "dispute", "rule", "appeal"] {
			assert_eq!(pause(call), Err(unpausable), "{call}");
		}
		for call in ["draft", "sign", "decline", "fund", "defund", "settle", "waive", "end", "compact"] {
			assert!(pause(call).is_ok(), "{call}");
		}
		assert_eq!(applied(Ferdie, settle(agreement, None)), filtered());
		end_block();
	});
}

// Each of the five settles all of the agreement, too, but not where payments are stopped.
#[test]
fn what_is_due_and_not_claimed_does_not_move_in_safe_mode() {
	development().execute_with(|| {
		let claim = Some(ClaimTerms { answer_within: HOUR, silence: Silence::Rejects });
		let works = Due {
			performance: Performance::Act { due: When::Activation(Span::Seconds(0)) },
			awaits: Awaits { claim, ..Default::default() },
			..pays(native(1), 0)
		};
		let (bob, charlie) = (account(Bob), account(Charlie));
		let agreement = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[works, pays(native(100 * CIV), HOUR)]));
		pass(HOUR);
		SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
		assert_eq!(applied(Bob, settle(agreement, None)), filtered());
		assert_eq!(applied(Bob, Call::claim { agreement, obligation: 0, amount: 1, evidence: H256::zero() }), Ok(()));
		let lines = Agreements::statement(agreement, None).expect("it runs").lines;
		assert_eq!(lines[1].paid, 0);
	});
}
