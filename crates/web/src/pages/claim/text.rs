//! A claim as somebody is writing it: what he typed, to the letter, and what the program will send of it.

use crate::payment::Paid;
use serde::{Deserialize, Serialize};
use tarazy_base::Tiyn;
use tarazy_law::{Law, Payer};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{FilePut, FilingReceive};

/// A claim.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Claim {
    /// Code of its category.
    pub(super) category: String,
    /// Codes of the facts on which jurisdiction depends.
    pub(super) facts: Vec<String>,
    /// Code of the court.
    pub(super) court: String,
    /// True if the writer is a representative.
    pub(super) for_other: bool,
    /// The parties.
    pub(super) parties: Vec<Someone>,
    /// What is demanded.
    pub(super) demand: String,
    /// Why: the violation and its circumstances.
    pub(super) circumstances: String,
    /// By what it is proven.
    pub(super) evidence: String,
    /// That the order before trial was kept.
    pub(super) pretrial: String,
    /// True if there is no such order for this dispute.
    pub(super) no_pretrial: bool,
    /// What was done to settle.
    pub(super) conciliation: String,
    /// The price as typed.
    pub(super) price: String,
    /// How it was calculated.
    pub(super) calculation: String,
    /// What the dispute is about, if it has an identity.
    pub(super) subject: String,
    /// Files.
    pub(super) files: Vec<Annex>,
    /// Kind of the state fee.
    pub(super) fee_kind: String,
    /// `paid`, `receipt`, `exempt`, `defer`.
    pub(super) fee_way: String,
    /// Code of the ground of an exemption.
    pub(super) fee_ground: String,
    /// Why payment should be deferred.
    pub(super) fee_why: String,
    /// The payment.
    pub(super) paid: Option<Paid>,
    /// What is sent, once it was decided to send it: each try sends the same.
    pub(super) sending: Option<FilingReceive>,
}

/// A party, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Someone {
    /// `claimant`, `respondent`, `third-person`.
    pub(super) role: String,
    pub(super) is_organisation: bool,
    pub(super) name: String,
    /// IIN or BIN, if there is one.
    pub(super) number: String,
    pub(super) born: String,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) bank: String,
}

/// A file, and what of the law's list of annexes it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Annex {
    pub(super) what: String,
    pub(super) file: FilePut,
}

impl Someone {
    pub(super) fn of(role: &str) -> Self {
        Self { role: role.to_owned(), ..Self::default() }
    }

    /// As the docket names him.
    pub(super) fn party(&self) -> Party {
        let role = match self.role.as_str() {
            "claimant" => PartyRole::Claimant,
            "respondent" => PartyRole::Respondent,
            _ => PartyRole::ThirdPerson,
        };
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (iin, bin) =
            if self.is_organisation { (None, some(&self.number)) } else { (some(&self.number), None) };
        Party {
            iin,
            bin,
            born: some(&self.born),
            address: some(&self.address),
            phone: some(&self.phone),
            email: some(&self.email),
            bank: some(&self.bank),
            ..Party::named(role, self.name.as_str())
        }
    }
}

impl Claim {
    /// The price, if it is one.
    pub(super) fn value(&self) -> Option<Tiyn> {
        Tiyn::parse(&self.price).ok().filter(|price| *price > Tiyn::ZERO)
    }

    /// Who pays the fee: the first claimant.
    pub(super) fn payer(&self) -> Payer {
        let first = self.parties.iter().find(|party| party.role == "claimant");
        if first.is_some_and(|party| party.is_organisation) { Payer::Organisation } else { Payer::Person }
    }

    fn has(&self, annex: &str) -> bool {
        self.files.iter().any(|file| file.what == annex)
    }

    fn named(&self, role: &str) -> bool {
        self.parties.iter().any(|party| party.role == role && !party.name.is_empty())
    }

    /// Codes of what of the law's lists is given, as far as a program sees it.
    pub(super) fn given(&self, law: &Law, day: tarazy_base::Date) -> Vec<String> {
        let is_given = |list: &str, code: &str| match (list, code) {
            ("claim-content", "court") => !self.court.is_empty(),
            ("claim-content", "claimant") => self.named("claimant"),
            ("claim-content", "respondent") => self.named("respondent"),
            ("claim-content", "violation") => !self.demand.is_empty(),
            ("claim-content", "circumstances") => !self.circumstances.is_empty(),
            ("claim-content", "pre-trial") => self.no_pretrial || !self.pretrial.is_empty(),
            ("claim-content", "price") => self.fee_kind != "property" || self.value().is_some(),
            // The program writes the list of annexes; and the court sends each respondent what was filed here.
            ("claim-content", "annexes" | "conciliation")
            | ("claim-annex", "copies" | "evidence-request") => true,
            ("claim-annex", "fee") => match self.fee_way.as_str() {
                "paid" => self.paid.is_some(),
                "receipt" => self.has("fee"),
                "exempt" | "defer" => true,
                _ => false,
            },
            ("claim-annex", "power") => !self.for_other || self.has("power"),
            ("claim-annex", "pre-trial") => self.no_pretrial || self.has("pre-trial"),
            ("claim-annex", "conciliation") => self.conciliation.is_empty() || self.has("conciliation"),
            ("claim-annex", "charter") => self.payer() == Payer::Person || self.has("charter"),
            ("claim-annex", code) => self.has(code),
            // Nobody has signed yet.
            _ => false,
        };
        let lists = ["claim-content", "claim-annex"];
        let asked = lists.iter().flat_map(|list| law.grounds(list, day, day));
        asked.filter(|g| is_given(&g.list, &g.code)).map(|g| format!("{}/{}", g.list, g.code)).collect()
    }
}
