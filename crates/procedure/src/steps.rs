//! The steps of procedure: what each is called, who takes it, and how a mistake in it is put right.

/// Who takes a step, or has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// A party or its representative.
    Party,
    /// The registry of the court.
    Chancery,
    /// The judge, or the bench.
    Judge,
    /// The chair of the court, or the judge who decides about a colleague.
    Chair,
    /// The registry or bench of the court of appeal.
    AppealCourt,
    /// The program itself, when the day has come.
    Program,
}

impl Who {
    /// The word used in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Chancery => "chancery",
            Self::Judge => "judge",
            Self::Chair => "chair",
            Self::AppealCourt => "appeal-court",
            Self::Program => "program",
        }
    }
}

/// How a mistake in a step is put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// By another step.
    By(Step),
    /// Not at all: the step is final.
    Final,
}

macro_rules! steps {
    ($($(#[$doc:meta])+ $name:ident = $command:literal, $who:ident, $how:ident $(($by:ident))?;)+) => {
        /// A step of procedure.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Step { $($(#[$doc])+ $name,)+ }

        impl Step {
            /// Every step.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The command that asks for it.
            pub fn command(self) -> &'static str {
                match self { $(Self::$name => $command,)+ }
            }

            /// Who takes it.
            pub fn who(self) -> Who {
                match self { $(Self::$name => Who::$who,)+ }
            }

            /// The lawful correction of this step, or that it is final.
            pub fn correction(self) -> Correction {
                match self { $(Self::$name => Correction::$how $((Self::$by))?,)+ }
            }

            /// The step that a command asks for.
            pub fn of_command(command: &str) -> Option<Self> {
                Some(match command { $($command => Self::$name,)+ _ => return None })
            }
        }
    };
}

steps! {
    /// A claim arrives.
    Receive = "filing.receive", Party, By(Withdraw);
    /// Parties and dispute are recorded with it.
    Open = "case.open", Party, By(CorrectParty);
    /// The registry checks and registers.
    Register = "case.register", Chancery, By(CorrectCategory);
    /// The number is given.
    Number = "case.number", Chancery, Final;
    /// Judges are assigned by the draw's result.
    Assign = "case.assign", Program, By(Redraw);
    /// The judge is replaced by another draw.
    Redraw = "case.redraw", Chair, By(Redraw);
    /// The category is put right.
    CorrectCategory = "case.correct", Chancery, By(CorrectCategory);
    /// The claim is accepted.
    Accept = "filing.accept", Judge, By(Leave);
    /// The claim is refused.
    Refuse = "filing.refuse", Judge, Final;
    /// The claim is given back.
    Return = "filing.return", Judge, Final;
    /// The claimant takes the claim back.
    Withdraw = "filing.withdraw", Party, Final;
    /// The claim is left without consideration.
    Leave = "filing.leave", Judge, Final;
    /// The proceedings are terminated.
    Terminate = "case.terminate", Judge, Final;
    /// A party joins.
    JoinParty = "party.join", Judge, By(ReleaseParty);
    /// A party leaves.
    ReleaseParty = "party.release", Judge, Final;
    /// A party's data are put right.
    CorrectParty = "party.correct", Chancery, By(CorrectParty);
    /// A wrong respondent is replaced.
    ReplaceParty = "party.replace", Judge, By(ReplaceParty);
    /// A successor takes a party's place.
    SucceedParty = "party.succeed", Judge, Final;
    /// A representative is named.
    Represent = "party.represent", Party, By(EndRepresentation);
    /// A representative's power ends.
    EndRepresentation = "representation.end", Party, By(Represent);
    /// A paper is added.
    AddDocument = "document.add", Party, By(ReplaceDocument);
    /// A wrong scan is replaced.
    ReplaceDocument = "document.replace", Chancery, By(ReplaceDocument);
    /// The claim is changed.
    ChangeClaim = "claim.change", Party, By(ChangeClaim);
    /// A motion is made.
    ReceiveMotion = "motion.receive", Party, By(ReceiveMotion);
    /// A motion is answered.
    DecideMotion = "motion.decide", Judge, Final;
    /// Security for the claim is asked for.
    RequestSecuring = "securing.request", Party, By(RequestSecuring);
    /// The claim is secured or not.
    DecideSecuring = "securing.decide", Judge, By(LiftSecuring);
    /// A measure of securing is lifted.
    LiftSecuring = "securing.lift", Judge, Final;
    /// The claim goes to a party.
    SendCopies = "copies.send", Chancery, By(SendCopies);
    /// It is noted when a party received it.
    NoteCopies = "copies.note", Chancery, By(NoteCopies);
    /// A party replies.
    ReceiveReply = "reply.receive", Party, By(ReceiveReply);
    /// Replies go to the others.
    ForwardReply = "reply.forward", Chancery, Final;
    /// Preparation takes longer.
    ExtendPreparation = "preparation.extend", Judge, Final;
    /// The case is ready for trial.
    EndPreparation = "preparation.end", Judge, Final;
    /// The proceedings are suspended.
    Suspend = "case.suspend", Judge, By(Resume);
    /// The proceedings are resumed.
    Resume = "case.resume", Judge, By(Suspend);
    /// An agreement of the parties is approved or not.
    DecideSettlement = "settlement.decide", Judge, Final;
    /// Cases are joined.
    Merge = "case.merge", Judge, By(Separate);
    /// Demands are separated.
    Separate = "case.separate", Judge, By(Merge);
    /// A double registration is noted.
    MarkDuplicate = "case.duplicate", Chancery, Final;
    /// A hearing is set.
    SetHearing = "hearing.set", Judge, By(MoveHearing);
    /// A hearing is moved.
    MoveHearing = "hearing.move", Judge, By(MoveHearing);
    /// A hearing is cancelled.
    CancelHearing = "hearing.cancel", Judge, By(SetHearing);
    /// A hearing was held.
    HoldHearing = "hearing.hold", Judge, Final;
    /// A hearing is adjourned.
    AdjournHearing = "hearing.adjourn", Judge, By(MoveHearing);
    /// The protocol is signed.
    SignProtocol = "protocol.sign", Judge, By(ReplaceDocument);
    /// Somebody is notified or summoned.
    IssueNotice = "notice.issue", Chancery, By(CancelNotice);
    /// It is noted what became of a notice.
    NoteNotice = "notice.note", Chancery, By(NoteNotice);
    /// A mistaken notice is cancelled.
    CancelNotice = "notice.cancel", Chancery, By(IssueNotice);
    /// The judge concludes whether a notice was proper.
    ConcludeNotice = "notice.conclude", Judge, By(ConcludeNotice);
    /// A recusal is asked for.
    DeclareRecusal = "recusal.declare", Party, By(DecideRecusal);
    /// A recusal is decided.
    DecideRecusal = "recusal.decide", Chair, Final;
    /// The act on the merits is announced.
    IssueAct = "act.issue", Judge, By(CorrectAct);
    /// The act is there in its final form.
    CompleteAct = "act.complete", Judge, By(CorrectAct);
    /// A slip in the act is corrected.
    CorrectAct = "act.correct", Judge, By(CorrectAct);
    /// An additional decision is made.
    SupplementAct = "act.supplement", Judge, By(CorrectAct);
    /// The act is clarified.
    ClarifyAct = "act.clarify", Judge, By(ClarifyAct);
    /// Each judge of a panel leaves an envelope.
    LeaveEnvelopes = "act.envelopes", Judge, Final;
    /// The act enters into force.
    EnterForce = "act.enforce", Program, By(RestoreAppeal);
    /// An appeal arrives.
    ReceiveAppeal = "appeal.receive", Party, By(WithdrawAppeal);
    /// An appeal is left without motion.
    StayAppeal = "appeal.stay", Judge, By(MendAppeal);
    /// Its defects are mended.
    MendAppeal = "appeal.mend", Party, By(StayAppeal);
    /// The others get copies of the appeal.
    CopyAppeal = "appeal.copy", Chancery, Final;
    /// An appeal is given back.
    ReturnAppeal = "appeal.return", Judge, Final;
    /// An appeal is taken back.
    WithdrawAppeal = "appeal.withdraw", Party, Final;
    /// The limit of appeal is restored.
    RestoreAppeal = "appeal.restore", Judge, Final;
    /// The case goes to the court of appeal.
    SendAppeal = "appeal.send", Chancery, Final;
    /// The case comes back from the court of appeal.
    TakeBackAppeal = "appeal.take-back", AppealCourt, Final;
    /// The case is closed.
    Close = "case.close", Chancery, By(Reopen);
    /// The case is taken up again.
    Reopen = "case.reopen", Judge, By(Close);
    /// The file goes to the archive.
    Archive = "case.archive", Chancery, By(Reopen);
}

impl Step {
    /// True if its entry names the judge who takes it; where nobody is named, it is the rapporteur.
    pub fn names_a_judge(self) -> bool {
        matches!(
            self,
            Self::Accept
                | Self::Refuse
                | Self::Leave
                | Self::Terminate
                | Self::ReplaceParty
                | Self::SucceedParty
                | Self::DecideMotion
                | Self::DecideSecuring
                | Self::LiftSecuring
                | Self::ExtendPreparation
                | Self::EndPreparation
                | Self::Suspend
                | Self::Resume
                | Self::DecideSettlement
                | Self::Merge
                | Self::Separate
                | Self::ConcludeNotice
                | Self::DeclareRecusal
                | Self::DecideRecusal
                | Self::IssueAct
                | Self::SupplementAct
                | Self::ClarifyAct
                | Self::StayAppeal
                | Self::ReturnAppeal
        )
    }

    /// True if its entry names the act on the merits.
    pub fn names_the_act(self) -> bool {
        matches!(
            self,
            Self::CompleteAct | Self::CorrectAct | Self::SupplementAct | Self::ClarifyAct | Self::EnterForce
        )
    }

    /// The step's word in message keys: its command with hyphens.
    pub fn word(self) -> String {
        self.command().replace('.', "-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_a_command_of_its_own() {
        let commands: BTreeSet<&str> = Step::ALL.iter().map(|s| s.command()).collect();
        assert_eq!(commands.len(), Step::ALL.len());
        assert!(Step::ALL.iter().all(|s| Step::of_command(s.command()) == Some(*s)));
    }

    #[test]
    fn what_is_final_is_named_here() {
        let finals: Vec<&str> =
            Step::ALL.iter().filter(|s| s.correction() == Correction::Final).map(|s| s.command()).collect();
        assert_eq!(
            finals,
            [
                "case.number",
                "filing.refuse",
                "filing.return",
                "filing.withdraw",
                "filing.leave",
                "case.terminate",
                "party.release",
                "party.succeed",
                "motion.decide",
                "securing.lift",
                "reply.forward",
                "preparation.extend",
                "preparation.end",
                "settlement.decide",
                "case.duplicate",
                "hearing.hold",
                "recusal.decide",
                "act.envelopes",
                "appeal.copy",
                "appeal.return",
                "appeal.withdraw",
                "appeal.restore",
                "appeal.send",
                "appeal.take-back"
            ]
        );
    }
}
