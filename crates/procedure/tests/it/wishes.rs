//! What somebody may ask for in a case, with members that mostly fit.

use crate::life::{HOUR, Life};
use tarazy_docket::{Hash, StreamId};
use tarazy_procedure::case::AppealState;
use tarazy_procedure::events::*;
use tarazy_procedure::{Event, Instance, PartyRole, Stage, Step, Subject};

/// Numbers that look random and are the same in each run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }

    fn number(&mut self, count: usize) -> u32 {
        1 + u32::try_from(self.below(u64::try_from(count.max(1)).unwrap())).unwrap()
    }
}

/// The case below, or another one.
pub(crate) fn other_case() -> StreamId {
    StreamId::case([7; 16])
}

fn judge(life: &Life) -> String {
    life.case.judges.first().cloned().unwrap_or_else(|| "J1".into())
}

fn paper(life: &Life) -> Vec<Hash> {
    let mut hash = [5; 32];
    hash[..8].copy_from_slice(&life.now.to_be_bytes());
    vec![Hash(hash)]
}

/// A hearing two days on.
pub(crate) fn hearing(life: &Life) -> HearingSet {
    let kind = match (life.case.instance(), life.case.stage) {
        (_, stage) if stage > Stage::Trial => HearingKind::Question,
        (Instance::First, Stage::Preparation) => HearingKind::Preliminary,
        (Instance::First, _) => HearingKind::Trial,
        (Instance::Appeal, _) => HearingKind::Appeal,
    };
    HearingSet { kind, at: life.now + 48 * HOUR, minutes: 60, room: "101".into(), remote: false }
}

/// The notice that a step is due for, or any.
fn notice(life: &Life, step: Step, dice: &mut Dice) -> NoticeNo {
    let due = life.next().into_iter().find_map(|n| match (n.step == step, n.subject) {
        (true, Subject::Notice(number)) => Some(number),
        _ => None,
    });
    due.unwrap_or_else(|| NoticeNo(dice.number(life.case.notices.len())))
}

/// Evidence without anybody who took it but the addressee.
pub(crate) fn note(notice: NoticeNo, channel: &str, what: &str, at: i64) -> NoticeNoted {
    NoticeNoted {
        notice,
        channel: channel.into(),
        what: what.into(),
        source: "clerk".into(),
        at,
        person: None,
        relation: (what == "handed").then(|| "addressee".into()),
        detail: None,
        instead_of: None,
        documents: Vec::new(),
    }
}

/// A way by e-mail to the address that the person gave.
pub(crate) fn email() -> Way {
    let (address, origin) = (Some("a@example.kz".into()), Some("given".into()));
    Way { channel: "email".into(), address, origin }
}

fn issue_notice(life: &Life, dice: &mut Dice) -> NoticeIssued {
    let due = life.next().into_iter().find_map(|n| match n.subject {
        Subject::Addressee(party, hearing) => Some((party, hearing)),
        _ => None,
    });
    let any = || (PartyNo(1), life.case.due_hearings().next().map(|(n, _)| n));
    let (party, hearing) = due.map_or_else(any, |(party, hearing)| (party, Some(hearing)));
    let act = life.case.act.as_ref().map(|act| act.leaf).filter(|_| hearing.is_none() || dice.below(2) == 0);
    let hearing = hearing.filter(|_| act.is_none());
    NoticeIssued { party, representative: None, hearing, act, ways: vec![email()], documents: Vec::new() }
}

/// What somebody may ask for; none for what the registry writes by itself.
pub(crate) fn wish(step: Step, life: &Life, dice: &mut Dice) -> Option<Event> {
    let case = &life.case;
    let text = String::from;
    let party = PartyNo(dice.number(case.parties.len()));
    let due = case.due_hearings().next().map_or(HearingNo(1), |(n, _)| n);
    let appeal = AppealNo(dice.number(case.appeals.len()));
    let act = case.act.as_ref().map_or(Hash([0; 32]), |a| a.leaf);
    let judge = judge(life);
    let documents = paper(life);
    let third = || Party::named(PartyRole::ThirdPerson, "Сәуле");
    Some(match step {
        Step::Receive | Step::Open | Step::Number | Step::Redraw => return None,
        Step::Register | Step::Assign => return None,
        Step::CorrectCategory => CaseCorrected { category: text("c2"), ground: text("intake-error") }.into(),
        Step::Accept => FilingAccepted { judge, language: text("kk"), documents }.into(),
        Step::Refuse => FilingRefused { judge, ground: text("decided"), documents }.into(),
        Step::Return => {
            FilingReturned { ground: text(dice.one(&["jurisdiction", "withdrawn"])), documents: Vec::new() }
                .into()
        }
        Step::Withdraw => FilingWithdrawn { ground: text("request"), documents: Vec::new() }.into(),
        Step::Leave => FilingLeft { judge, ground: text("absent-twice"), documents }.into(),
        Step::Terminate => CaseTerminated { judge, ground: text("decided"), documents }.into(),
        Step::JoinParty => PartyJoined { party: third(), ground: text("no-own-claim") }.into(),
        Step::ReleaseParty => PartyLeft { party, ground: text("joined-by-mistake") }.into(),
        Step::CorrectParty => {
            let role = case.party(party).map_or(PartyRole::Claimant, |p| p.party.role);
            PartyCorrected { party, now: Party::named(role, "Асан Қалиев") }.into()
        }
        Step::ReplaceParty => {
            let by = Party::named(PartyRole::Respondent, "Серік");
            PartyReplaced { party, by, judge }.into()
        }
        Step::SucceedParty => {
            let role = case.party(party).map_or(PartyRole::Claimant, |p| p.party.role);
            let by = Party::named(role, "Мұрагер");
            PartySucceeded { party, by, ground: text("death"), judge }.into()
        }
        Step::Represent => PartyRepresented {
            party,
            name: PersonName(text("Адвокат")),
            kind: text("advocate"),
            powers: vec![text("settle")],
            from: life.day(0),
            to: Some(life.day(300)),
            documents,
        }
        .into(),
        Step::EndRepresentation => RepresentationEnded { party, name: PersonName(text("Адвокат")) }.into(),
        Step::AddDocument => DocumentAdded { party: Some(party), kind: text("evidence"), documents }.into(),
        Step::ReplaceDocument => {
            let wrong = case.documents.iter().next().copied().unwrap_or(Hash([0; 32]));
            DocumentReplaced { wrong, documents, ground: text("bad-scan") }.into()
        }
        Step::ChangeClaim => {
            ClaimChanged { party, what: text("more"), value_tiyn: Some(100), documents }.into()
        }
        Step::ReceiveMotion => {
            let kinds = ["settlement", "waiver", "evidence", "restore-appeal", "correction", "other"];
            MotionReceived { party: Some(party), kind: text(dice.one(&kinds)), documents }.into()
        }
        Step::DecideMotion => {
            let motion = case.open_motions().next().map_or(MotionNo(1), |(n, _)| n);
            let restores = case.motion(motion).is_some_and(|m| m.kind == "restore-appeal");
            let granted = dice.below(3) > 0;
            let until = (restores && granted).then(|| life.day(15));
            MotionDecided { motion, judge, granted, until, documents }.into()
        }
        Step::RequestSecuring => {
            SecuringRequested { party, measure: text("arrest"), with_claim: dice.below(2) == 0, documents }
                .into()
        }
        Step::DecideSecuring => {
            let request = case.open_securing().next().map_or(SecuringNo(1), |(n, _)| n);
            let granted = dice.below(2) == 0;
            let judge = text(dice.one(&[judge.as_str(), "DUTY"]));
            let measure = granted.then(|| text("arrest"));
            SecuringDecided { request, judge, granted, measure, documents }.into()
        }
        Step::LiftSecuring => {
            let held = case.securing.iter().position(|s| s.granted == Some(true) && !s.lifted);
            SecuringLifted { request: SecuringNo::after(held.unwrap_or(0)), judge }.into()
        }
        Step::SendCopies => CopiesSent { party }.into(),
        Step::NoteCopies => CopiesReceived { party, on: life.day(0) }.into(),
        Step::ReceiveReply => ReplyReceived { party, documents }.into(),
        Step::ForwardReply => ReplyForwarded {}.into(),
        Step::ExtendPreparation => PreparationExtended { judge, until: life.day(1) }.into(),
        Step::EndPreparation => PreparationEnded { judge, documents: Vec::new() }.into(),
        Step::Suspend => {
            let ground = text(dice.one(&["succession", "hospital"]));
            CaseSuspended { judge, ground, control: life.day(30), documents }.into()
        }
        Step::Resume => CaseResumed { judge, documents: Vec::new() }.into(),
        Step::DecideSettlement => {
            let open = case.open_motions().find(|(_, m)| m.kind == "settlement");
            let motion = open.map_or(MotionNo(1), |(n, _)| n);
            SettlementDecided { motion, judge, approved: dice.below(3) == 0, documents }.into()
        }
        Step::Merge => CaseMerged { with: other_case(), judge }.into(),
        Step::Separate => CaseSeparated { into: other_case(), judge }.into(),
        Step::MarkDuplicate => CaseDuplicate { of: other_case() }.into(),
        Step::SetHearing => hearing(life).into(),
        Step::MoveHearing => {
            let (at, room) = (life.now + 72 * HOUR, text("102"));
            HearingMoved { hearing: due, at, room, ground: text("room") }.into()
        }
        Step::CancelHearing => HearingCancelled { hearing: due, ground: text("mistake") }.into(),
        Step::HoldHearing => {
            let outcome = if dice.below(3) == 0 { HearingOutcome::Continues } else { HearingOutcome::Ended };
            let (began, ended) = (life.now - HOUR, life.now);
            HearingHeld { hearing: due, began, ended, outcome, unrecorded: None }.into()
        }
        Step::AdjournHearing => {
            HearingAdjourned { hearing: due, ground: text("absent"), next: hearing(life) }.into()
        }
        Step::SignProtocol => {
            ProtocolSigned { hearing: HearingNo(dice.number(case.hearings.len())), documents }.into()
        }
        Step::IssueNotice => issue_notice(life, dice).into(),
        Step::NoteNotice => {
            let what = dice.one(&["accepted", "delivered", "failed", "viewed", "handed"]);
            note(notice(life, step, dice), dice.one(&["email", "counter", "portal"]), what, life.now).into()
        }
        Step::CancelNotice => {
            NoticeCancelled { notice: notice(life, step, dice), ground: text("wrong-address") }.into()
        }
        Step::ConcludeNotice => {
            let proper = dice.below(3) > 0;
            let ground = text(if proper { "email-given" } else { "unproven" });
            NoticeConcluded { notice: notice(life, step, dice), proper, ground, judge }.into()
        }
        Step::DeclareRecusal => {
            RecusalDeclared { judge, party: Some(party), ground: text("interest"), documents }.into()
        }
        Step::DecideRecusal => {
            let open = case.open_recusals().next().map_or(judge, |r| r.judge.clone());
            let granted = dice.below(2) == 0;
            RecusalDecided { judge: open, granted, by: text("chair:c1"), documents }.into()
        }
        Step::IssueAct => {
            let first = case.instance() == Instance::First;
            let (act, outcome) = if first { ("decision", "granted") } else { ("resolution", "upheld") };
            ActIssued {
                act: text(act),
                date: life.day(0),
                judge,
                outcome: Some(text(outcome)),
                documents,
                imported: None,
            }
            .into()
        }
        Step::CompleteAct => ActCompleted { act, date: life.day(0), documents }.into(),
        Step::CorrectAct => ActCorrected { act, ground: text("slip"), documents }.into(),
        Step::SupplementAct => ActSupplemented { act, ground: text("costs"), judge, documents }.into(),
        Step::ClarifyAct => ActClarified { act, judge, documents }.into(),
        Step::LeaveEnvelopes => ActEnvelopes { envelopes: vec![Hash([4; 32]); case.judges.len()] }.into(),
        Step::EnterForce => {
            let due = life.next().into_iter().find(|n| n.step == Step::EnterForce);
            let since = due.and_then(|n| n.due.day()).unwrap_or(life.today()).to_string();
            ActInForce { act, since }.into()
        }
        Step::ReceiveAppeal => {
            let lacks = if dice.below(2) == 0 { vec![text("reasons")] } else { Vec::new() };
            AppealReceived { party: Some(party), lacks, documents }.into()
        }
        Step::StayAppeal => AppealUnmoved {
            appeal,
            judge,
            lacks: vec![text("reasons")],
            until: life.day(10),
            documents: Vec::new(),
        }
        .into(),
        Step::MendAppeal => {
            let unmoved = case.appeals.iter().position(|a| matches!(a.state, AppealState::Unmoved(_)));
            AppealMended { appeal: AppealNo::after(unmoved.unwrap_or(0)), documents }.into()
        }
        Step::CopyAppeal => AppealCopied { appeal }.into(),
        Step::ReturnAppeal => AppealReturned {
            appeal,
            judge,
            ground: text(dice.one(&["withdrawn", "late"])),
            documents: Vec::new(),
        }
        .into(),
        Step::WithdrawAppeal => AppealWithdrawn { appeal, documents: Vec::new() }.into(),
        Step::RestoreAppeal => AppealRestored { motion: MotionNo(1), until: life.day(15) }.into(),
        Step::SendAppeal => AppealSent { court: text("7199"), to: other_case() }.into(),
        Step::TakeBackAppeal => {
            AppealDecided { by: other_case(), act: Hash([6; 32]), outcome: text("upheld") }.into()
        }
        Step::Close => CaseClosed { outcome: text("decided"), imported: None }.into(),
        Step::Reopen => CaseReopened { ground: text("closed-by-mistake") }.into(),
        Step::Archive => CaseArchived { index: text("02-15"), until: Some(2031) }.into(),
    })
}
