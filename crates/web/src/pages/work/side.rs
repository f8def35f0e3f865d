//! Whose side somebody is on: a party takes the steps of a party in its own name alone, and a judge asks to be recused himself.

use super::may::own_judge;
use super::open::Opened;
use crate::pages::session::Signed;
use tarazy_access::Role;
use tarazy_docket::{Object, Value};
use tarazy_procedure::asks::{Ask, asks};
use tarazy_procedure::events::{AppealNo, PartyNo};
use tarazy_procedure::{PartyRole, Step, Who};

/// True for who files what others bring to the counter.
fn is_counter(signed: &Signed) -> bool {
    signed.acting.as_ref().is_some_and(|grant| grant.role == Role::Clerk)
}

/// True if a step that is offered is one that this visitor can take: a claim is taken back by its claimant, an appeal by its
/// appellant.
pub(super) fn fits(signed: &Signed, opened: &Opened, step: Step) -> bool {
    if step.who() != Who::Party || is_counter(signed) {
        return true;
    }
    if step == Step::DeclareRecusal && own_judge(signed).is_some() {
        return true;
    }
    let case = &opened.case;
    let is_claimant = |n: &PartyNo| case.party(*n).is_some_and(|p| p.party.role == PartyRole::Claimant);
    match step {
        Step::Withdraw => opened.own.iter().any(is_claimant),
        Step::WithdrawAppeal | Step::MendAppeal => {
            case.appeals.iter().any(|appeal| appeal.party.is_some_and(|n| opened.own.contains(&n)))
        }
        _ => !opened.own.is_empty(),
    }
}

/// Puts into the body of a party's step whose it is. The message if it is not the visitor's own to take.
pub(super) fn sign(
    signed: &Signed,
    opened: &Opened,
    step: Step,
    body: &mut Object,
) -> Result<(), &'static str> {
    if step.who() != Who::Party || is_counter(signed) {
        return Ok(());
    }
    if step == Step::DeclareRecusal
        && let Some(judge) = own_judge(signed)
    {
        body.remove("party");
        body.insert("judge", judge);
        return Ok(());
    }
    if !fits(signed, opened, step) {
        return Err("work-not-yours");
    }
    if let Some(appeal) = number(body, "appeal") {
        let of = opened.case.appeal(AppealNo(appeal)).and_then(|appeal| appeal.party);
        return if of.is_some_and(|n| opened.own.contains(&n)) { Ok(()) } else { Err("work-not-yours") };
    }
    let asks_party = asks(step).iter().any(|member| member.name == "party" && member.ask == Ask::Party);
    match (number(body, "party"), opened.own.first()) {
        (Some(n), _) if opened.own.contains(&PartyNo(n)) => Ok(()),
        (Some(_), _) => Err("work-not-yours"),
        (None, Some(own)) if asks_party => {
            body.insert("party", own.0);
            Ok(())
        }
        (None, _) => Ok(()),
    }
}

fn number(body: &Object, name: &str) -> Option<u32> {
    match body.get(name)? {
        Value::Int(n) => u32::try_from(*n).ok(),
        _ => None,
    }
}
