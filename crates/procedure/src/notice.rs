//! A notice as its entries make it, and what the program proposes to conclude from the evidence. The rules are the law's
//! (`[[service]]`); the conclusion is the judge's. Nothing here knows what a channel is: a new one is data.

use crate::apply::Place;
use crate::case::Case;
use crate::decide::Context;
use crate::events::{Event, HearingNo, NoticeNo, NoticeNoted, PartyNo, PersonName, Way};
use std::collections::BTreeSet;
use tarazy_docket::Hash;
use tarazy_law::{Addressed, Conclusion, Rule, Service};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A hearing, at the time that it had when the notice was issued, ms UTC.
    Hearing(HearingNo, i64),
    /// An act.
    Act(Hash),
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What was noted.
    pub noted: NoticeNoted,
    /// When it was noted, ms UTC.
    pub time: i64,
    /// It was wrong; another piece stands in its place.
    pub withdrawn: bool,
}

/// What the judge concluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    /// The notice was proper.
    pub proper: bool,
    /// Code of the law's way, or of the defect.
    pub ground: String,
    /// The judge.
    pub judge: String,
    /// When, ms UTC.
    pub time: i64,
    /// How many pieces of evidence there were: what comes later makes him look again.
    pub seen: usize,
}

/// A notice or summons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which party.
    pub party: PartyNo,
    /// His representative, where it goes to him.
    pub representative: Option<PersonName>,
    /// What it is about.
    pub about: About,
    /// The ways by which it goes.
    pub ways: Vec<Way>,
    /// When it was issued, ms UTC.
    pub issued: i64,
    /// Code of the ground on which it was cancelled.
    pub cancelled: Option<String>,
    /// The hearing was moved, cancelled or put off since.
    pub outdated: bool,
    /// What became of it, in the order of the docket.
    pub evidence: Vec<Piece>,
    /// What the judge concluded last.
    pub concluded: Option<Concluded>,
}

impl Notice {
    /// True if it was neither cancelled nor overtaken.
    pub fn holds(&self) -> bool {
        self.cancelled.is_none() && !self.outdated
    }

    /// True if it is about this hearing.
    pub fn is_about(&self, hearing: HearingNo) -> bool {
        matches!(self.about, About::Hearing(number, _) if number == hearing)
    }

    /// How many pieces of evidence there are.
    pub fn pieces(&self) -> usize {
        self.evidence.len()
    }

    /// A piece by its number, counted from 1.
    pub fn piece(&self, number: u32) -> Option<&Piece> {
        self.evidence.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The pieces that stand, with their numbers.
    pub fn standing(&self) -> impl Iterator<Item = (usize, &NoticeNoted)> {
        let numbered = self.evidence.iter().enumerate().map(|(n, piece)| (n + 1, piece));
        numbered.filter(|(_, piece)| !piece.withdrawn).map(|(n, piece)| (n, &piece.noted))
    }
}

impl Case {
    pub(crate) fn take_notice(&mut self, place: Place, event: &Event) {
        match event {
            Event::NoticeIssued(e) => {
                let hearing = e.hearing.and_then(|number| Some((number, self.hearing(number)?.at)));
                let about = match (hearing, e.act) {
                    (Some((number, at)), _) => About::Hearing(number, at),
                    (None, act) => About::Act(act.unwrap_or(Hash([0; 32]))),
                };
                self.notices.push(Notice {
                    party: e.party,
                    representative: e.representative.clone(),
                    about,
                    ways: e.ways.clone(),
                    issued: place.time,
                    cancelled: None,
                    outdated: false,
                    evidence: Vec::new(),
                    concluded: None,
                });
            }
            Event::NoticeNoted(e) => {
                let Some(notice) = self.notice_mut(e.notice) else { return };
                let wrong = e.instead_of.and_then(|n| usize::try_from(n).ok()?.checked_sub(1));
                if let Some(piece) = wrong.and_then(|n| notice.evidence.get_mut(n)) {
                    piece.withdrawn = true;
                }
                notice.evidence.push(Piece { noted: e.clone(), time: place.time, withdrawn: false });
            }
            Event::NoticeCancelled(e) => {
                if let Some(notice) = self.notice_mut(e.notice) {
                    notice.cancelled = Some(e.ground.clone());
                }
            }
            Event::NoticeConcluded(e) => {
                let Some(notice) = self.notice_mut(e.notice) else { return };
                notice.concluded = Some(Concluded {
                    proper: e.proper,
                    ground: e.ground.clone(),
                    judge: e.judge.clone(),
                    time: place.time,
                    seen: notice.pieces(),
                });
            }
            _ => {}
        }
    }

    /// The time or place of a hearing is another one: who was told of the old one is told anew.
    pub(crate) fn outdate(&mut self, hearing: HearingNo) {
        for notice in self.notices.iter_mut().filter(|n| n.is_about(hearing)) {
            notice.outdated = true;
        }
    }

    fn notice_mut(&mut self, number: NoticeNo) -> Option<&mut Notice> {
        self.notices.get_mut(number.place()?)
    }
}

/// What the program proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing that the law counts is proven.
    Unproven,
    /// What is proven says that he is not notified.
    NotServed,
    /// The evidence disagrees.
    Contradicted,
    /// He counts as notified as long as nothing else is proven.
    Deemed,
    /// He is properly notified.
    Proper,
}

impl Verdict {
    /// The word used in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unproven => "unproven",
            Self::NotServed => "not-served",
            Self::Contradicted => "contradicted",
            Self::Deemed => "deemed",
            Self::Proper => "proper",
        }
    }
}

/// Why the program proposes what it does. Pieces of evidence are named by their numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A piece of evidence allows the conclusion of a rule.
    Allows {
        /// Code of the rule.
        rule: String,
        /// The piece.
        piece: usize,
    },
    /// A piece speaks against it.
    Against {
        /// Code of the rule.
        rule: String,
        /// The piece that allowed it.
        piece: usize,
        /// The piece that speaks against.
        against: usize,
    },
    /// The rule would allow it, had it been taken or certified by somebody whom the law names.
    NeedsPerson {
        /// Code of the rule.
        rule: String,
        /// The piece.
        piece: usize,
    },
    /// The law does not count this.
    NotCounted {
        /// The piece.
        piece: usize,
    },
    /// It happened when the hearing had begun.
    TooLate {
        /// The piece.
        piece: usize,
    },
    /// He did not come before, and this way alone is not enough a second time.
    RepeatOtherwise {
        /// Code of the rule.
        rule: String,
    },
}

/// A proposed conclusion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed.
    pub verdict: Verdict,
    /// Code of the law's way that it rests on, where the notice is proper or deemed to be.
    pub rule: Option<String>,
    /// Why, in an order that does not depend on that of the evidence.
    pub reasons: Vec<Reason>,
    /// Each way by which it went has failed.
    pub all_failed: bool,
}

/// What the evidence of a notice allows to conclude, by the law of today; none if there is no such notice. It depends on what
/// the evidence is, not on the order in which it came, and a further proof never makes a proper notice improper: what speaks
/// against one is said as a contradiction.
pub fn propose(case: &Case, number: NoticeNo, context: &Context<'_>) -> Option<Proposal> {
    let notice = case.notice(number)?;
    let rules: Vec<&Rule<Service>> = context.law.services(context.today(), context.known).collect();
    let is_organisation = case.parties.get(notice.party.place()?).is_some_and(|p| p.party.bin.is_some());
    let mut reasons = BTreeSet::new();
    let (mut best, mut rule) = (Verdict::Unproven, None);
    for (n, piece) in notice.standing() {
        if matches!(notice.about, About::Hearing(_, at) if piece.at >= at) {
            reasons.insert(Reason::TooLate { piece: n });
            continue;
        }
        let mut is_counted = false;
        for service in rules.iter().filter(|rule| fits(rule, notice, piece, is_organisation)) {
            is_counted = true;
            let code = || service.code.clone();
            if !service.persons.is_empty() && !names(&service.persons, piece.relation.as_deref()) {
                reasons.insert(Reason::NeedsPerson { rule: code(), piece: n });
                continue;
            }
            let against = against(service, notice, piece);
            reasons.insert(Reason::Allows { rule: code(), piece: n });
            reasons.extend(against.iter().map(|m| Reason::Against { rule: code(), piece: n, against: *m }));
            let verdict = match (service.conclusion, against.is_empty()) {
                (Conclusion::Not, _) => Verdict::NotServed,
                (_, false) => Verdict::Contradicted,
                (Conclusion::Deemed, true) => Verdict::Deemed,
                (Conclusion::Proper, true) => Verdict::Proper,
            };
            let is_better = verdict > best || (verdict == best && rule.as_ref().is_none_or(|r| code() < *r));
            if is_better {
                (best, rule) = (verdict, Some(code()));
            }
        }
        if !is_counted {
            reasons.insert(Reason::NotCounted { piece: n });
        }
    }
    let rule = rule.filter(|_| best >= Verdict::Deemed);
    if let Some(code) = rule.as_ref().filter(|code| needs_repeat(case, notice, &rules, code)) {
        reasons.insert(Reason::RepeatOtherwise { rule: code.clone() });
    }
    let all_failed = notice.ways.iter().all(|way| has_failed(&rules, notice, &way.channel));
    Some(Proposal { verdict: best, rule, reasons: reasons.into_iter().collect(), all_failed })
}

fn names(list: &[String], code: Option<&str>) -> bool {
    code.is_some_and(|code| list.iter().any(|known| known == code))
}

/// A rule whose words the piece fits, whoever took or certified it.
fn fits(rule: &Service, notice: &Notice, piece: &NoticeNoted, is_organisation: bool) -> bool {
    let way = notice.ways.iter().find(|way| way.channel == piece.channel);
    let origin = way.and_then(|way| way.origin.as_deref());
    let addressed = match rule.addressed {
        Addressed::Anybody => true,
        Addressed::Person => !is_organisation,
        Addressed::Organisation => is_organisation,
    };
    addressed
        && (rule.channels.is_empty() || names(&rule.channels, Some(&piece.channel)))
        && (rule.origins.is_empty() || names(&rule.origins, origin))
        && names(&rule.evidence, Some(&piece.what))
}

/// The pieces of the same channel that speak against what a rule concludes.
fn against(rule: &Service, notice: &Notice, piece: &NoticeNoted) -> Vec<usize> {
    let speaks = |other: &NoticeNoted| {
        other.channel == piece.channel && names(&rule.rebutted_by, Some(other.what.as_str()))
    };
    notice.standing().filter(|(_, other)| speaks(other)).map(|(n, _)| n).collect()
}

/// Something came back from this channel that speaks against some way of the law.
fn has_failed(rules: &[&Rule<Service>], notice: &Notice, channel: &str) -> bool {
    let rebuts = |what: &str| rules.iter().any(|rule| names(&rule.rebutted_by, Some(what)));
    notice.standing().any(|(_, piece)| piece.channel == channel && rebuts(&piece.what))
}

/// A hearing was put off because somebody did not come, and of that hearing he was told in such a way (ГПК 127).
fn needs_repeat(case: &Case, notice: &Notice, rules: &[&Rule<Service>], code: &str) -> bool {
    let asks = |code: &str| rules.iter().any(|rule| rule.code == code && rule.repeat);
    let told_before = |n: &Notice| {
        let About::Hearing(number, _) = n.about else { return false };
        let concluded = n.concluded.as_ref().is_some_and(|c| c.proper && asks(&c.ground));
        n.party == notice.party && concluded && case.hearing(number).is_some_and(|h| h.somebody_absent)
    };
    asks(code) && case.notices.iter().any(told_before)
}
