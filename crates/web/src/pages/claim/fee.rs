//! The sixth step: the state fee with its article; paid, paid elsewhere, exempt, or to be deferred. A claim can be sent without
//! a payment: what follows from it is for the court to say.

use super::{Choice, Errors, Step, Work, status};
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Shell};
use crate::pages::uploaded::Uploaded;
use crate::payment::Order;
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use std::collections::BTreeMap;
use tarazy_base::{Date, Tiyn};
use tarazy_law::FeeDue;

/// Kinds of fee that are no claim's.
const NOT_CLAIMS: [&str; 1] = ["copies"];

#[derive(Template)]
#[template(path = "claim_fee.html")]
struct FeePage {
    s: Shell,
    progress: String,
    kinds: Vec<Choice>,
    /// The fee and how it comes about, a sentence each.
    lines: Vec<String>,
    /// The amount, where it can be paid here.
    pay: Option<String>,
    paid: Option<(String, String, String)>,
    ways: Vec<Choice>,
    grounds: Vec<Choice>,
    why: String,
}

/// The fee, as far as it can be told.
pub(super) fn due(work: &Work<'_>) -> Option<FeeDue> {
    let claim = &work.claim;
    work.site.law.fee(&claim.fee_kind, claim.payer(), claim.value(), work.day, Date::MAX).ok()
}

pub(super) fn page(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let (say, lang, claim) = (work.visit.say(), work.visit.lang, &work.claim);
    let of_payer = |fee: &&tarazy_law::Rule<tarazy_law::Fee>| {
        fee.payer == claim.payer() && !NOT_CLAIMS.contains(&fee.kind.as_str())
    };
    // A kind may stand there in several wordings of one day's law; the last is the one that is known.
    let kinds: BTreeMap<String, String> = work
        .site
        .law
        .fees(work.day, Date::MAX)
        .filter(of_payer)
        .map(|fee| (fee.kind.clone(), fee.text.get(lang).to_owned()))
        .collect();
    let choice = |value: &str, label: String, chosen: bool| Choice { value: value.to_owned(), label, chosen };
    let kinds = kinds.into_iter().map(|(kind, text)| choice(&kind, text, kind == claim.fee_kind));
    let due = due(work);
    let lines = due.iter().flat_map(|due| due.lines(lang)).map(|said| work.said(&said));
    let ways = ["paid", "receipt", "exempt", "defer"].into_iter();
    let ways = ways.filter(|way| *way != "paid" || work.site.payments.is_some());
    let grounds = work.site.law.grounds("fee-exemption", work.day, Date::MAX).map(|ground| {
        choice(&ground.code, ground.text.get(lang).to_owned(), ground.code == claim.fee_ground)
    });
    let paid = claim.paid.as_ref().map(|paid| {
        let at = Site::moment(paid.at, work.site.zone, lang);
        (Tiyn::new(paid.tiyn).to_string(), paid.reference.clone(), at)
    });
    let (kinds, lines, grounds) = (kinds.collect(), lines.collect(), grounds.collect());
    let code = status(&errors);
    FeePage {
        progress: work.progress(Step::Fee),
        kinds,
        lines,
        pay: due
            .filter(|_| work.site.payments.is_some() && claim.paid.is_none())
            .map(|d| d.amount.to_string()),
        paid,
        ways: ways.map(|way| choice(way, say.of("claim-fee-way-", way), way == claim.fee_way)).collect(),
        grounds,
        why: claim.fee_why.clone(),
        s: work.shell(Step::Fee, errors)?,
    }
    .show_as(code)
}

pub(super) fn take(work: &mut Work<'_>, form: &Uploaded) -> Result<Errors, ApiError> {
    let claim = &mut work.claim;
    // Another kind has another price: what was paid stays, the court settles the difference.
    form.get("fee-kind").clone_into(&mut claim.fee_kind);
    form.get("way").clone_into(&mut claim.fee_way);
    form.get("ground").clone_into(&mut claim.fee_ground);
    form.get("why").clone_into(&mut claim.fee_why);
    match form.get("do") {
        "compute" => Ok(kind_wrong(work)),
        "pay" => pay(work),
        _ => Ok(wrong(work)),
    }
}

fn kind_wrong(work: &Work<'_>) -> Errors {
    let say = work.visit.say();
    let wrong = |message: &str| vec![("fee-kind".to_owned(), say.t(message))];
    match (work.claim.fee_kind.as_str(), due(work)) {
        ("", _) => wrong("claim-fee-kind-none"),
        ("property", None) => wrong("claim-fee-no-price"),
        (_, None) => wrong("claim-fee-unknown"),
        (_, Some(_)) => Errors::new(),
    }
}

fn pay(work: &mut Work<'_>) -> Result<Errors, ApiError> {
    let errors = kind_wrong(work);
    let (Some(payments), Some(due)) = (&work.site.payments, due(work)) else { return Ok(errors) };
    if work.claim.paid.is_none() {
        let order = Order { amount: due.amount, id: work.id.as_str().to_owned(), now: (work.site.clock)() };
        match payments.pay(&order) {
            Ok(paid) => work.claim.paid = Some(paid),
            Err(fault) => {
                let cause: &dyn std::error::Error = &fault;
                tracing::warn!(cause, "a payment was not taken");
                return Ok(vec![("way".to_owned(), work.visit.say().t("claim-fee-not-paid"))]);
            }
        }
    }
    "paid".clone_into(&mut work.claim.fee_way);
    Ok(errors)
}

/// What is wrong with the fee.
pub(super) fn wrong(work: &Work<'_>) -> Errors {
    let say = work.visit.say();
    let mut errors = kind_wrong(work);
    let mut wrong = |field: &str, message: &str| errors.push((field.to_owned(), say.t(message)));
    let claim = &work.claim;
    match claim.fee_way.as_str() {
        "paid" if claim.paid.is_none() => wrong("way", "claim-fee-pay-first"),
        "exempt"
            if work.site.law.ground("fee-exemption", &claim.fee_ground, work.day, Date::MAX).is_none() =>
        {
            wrong("ground", "claim-fee-ground-none");
        }
        "defer" if claim.fee_why.is_empty() => wrong("why", "claim-fee-why-none"),
        "paid" | "receipt" | "exempt" | "defer" => {}
        _ => wrong("way", "claim-fee-way-none"),
    }
    errors
}
