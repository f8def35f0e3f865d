//! Other bodies that contribute to draws, as the court asks them (draw.md section 8, steps 3 and 5). All are asked at the same
//! time, and all of them together have three seconds, however many drafts they are asked about.

use crate::failure::Failure;
use crate::installation::Installation;
use crate::process::Process;
use serde::Deserialize;
use std::thread::Builder;
use std::time::Duration;
use tarazy_docket::{Hash, Object, Value};
use tarazy_draw::record::{BodyId, Bytes, Contribution};

/// Who has not answered by then is left out (draw.md section 8, step 3).
const PATIENCE: Duration = Duration::from_secs(3);

/// A contributor that is a process of its own.
struct Other {
    id: BodyId,
    process: Process,
}

/// The contributors of an installation.
pub(crate) struct Contributors(Vec<Other>);

/// A draft of a commit about which contributors are asked.
pub(crate) struct Draft {
    /// Whom to ask.
    pub(crate) ask: Vec<BodyId>,
    /// The draft.
    pub(crate) commit: Object,
    /// The entry of its rules.
    pub(crate) rules: Value,
}

/// A part that a contributor promised and is to show.
pub(crate) struct Owed {
    /// Who promised it.
    pub(crate) id: BodyId,
    /// Leaf hash of the commit.
    pub(crate) commit: Hash,
    /// Leaf hash of the filing.
    pub(crate) filing: Hash,
    /// What is proved.
    pub(crate) alpha: Hash,
}

/// What was answered, and who gave nothing, each with the place of the draft or part in question.
pub(crate) struct Answers<T> {
    /// What was given.
    pub(crate) given: Vec<(usize, T)>,
    /// Who gave nothing, and why.
    pub(crate) missing: Vec<(usize, BodyId, String)>,
}

#[derive(Deserialize)]
struct Promise {
    beta_hash: Hash,
}

#[derive(Deserialize)]
struct Shown {
    pi: Bytes,
}

/// A question for one contributor.
struct Ask<'a> {
    place: usize,
    id: &'a BodyId,
    path: &'static str,
    text: String,
}

impl Contributors {
    /// The contributors of an installation.
    ///
    /// # Errors
    /// A usage failure if an id is none or an address cannot be used.
    pub(crate) fn open(installation: &Installation) -> Result<Self, Failure> {
        let outgoing = installation.outgoing();
        let other = |c: &crate::config::Contributor| {
            let process = Process::new(&c.url, &outgoing).map_err(Failure::usage)?;
            Ok(Other { id: c.id.parse().map_err(Failure::usage)?, process })
        };
        installation.config.contributors.iter().map(other).collect::<Result<_, Failure>>().map(Self)
    }

    /// True if there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What they promise for each draft.
    pub(crate) fn promise(&self, drafts: &[Draft]) -> Answers<Contribution> {
        let mut asked = Vec::new();
        for (place, Draft { ask, commit, rules }) in drafts.iter().enumerate() {
            let question = Object::new().with("commit", commit.clone()).with("rules", rules.clone());
            let text = Value::Object(question).to_text();
            asked.extend(ask.iter().map(|id| Ask { place, id, path: "promise", text: text.clone() }));
        }
        self.ask(&asked, |ask, answer| {
            let Promise { beta_hash } = serde_json::from_str(answer).map_err(|e| e.to_string())?;
            Ok(Contribution { id: ask.id.clone(), beta_hash })
        })
    }

    /// The proofs of what they promised.
    pub(crate) fn reveal(&self, owed: &[Owed]) -> Answers<Bytes> {
        let question = |(place, owed): (usize, &'_ Owed)| {
            let Owed { filing, alpha, .. } = owed;
            let question = Object::new().with("alpha", alpha.to_hex()).with("filing", filing.to_hex());
            (place, Value::Object(question).to_text())
        };
        let questions = owed.iter().enumerate().map(question);
        let ask = |((place, text), owed)| -> Ask<'_> {
            let Owed { id, .. }: &Owed = owed;
            Ask { place, id, path: "reveal", text }
        };
        let asked: Vec<Ask<'_>> = questions.zip(owed).map(ask).collect();
        self.ask(&asked, |_, answer| {
            let Shown { pi } = serde_json::from_str(answer).map_err(|e| e.to_string())?;
            Ok(pi)
        })
    }

    /// Asks each contributor its questions, one after the other, and all contributors at the same time.
    fn ask<T: Send>(
        &self,
        asked: &[Ask<'_>],
        read: impl Fn(&Ask<'_>, &str) -> Result<T, String> + Sync,
    ) -> Answers<T> {
        let clock = crate::clock::stopwatch();
        let left = || PATIENCE.saturating_sub(Duration::from_secs_f64(clock()));
        let of = |id: &BodyId| asked.iter().filter(|ask| ask.id == id).collect::<Vec<_>>();
        let work = |other: &Other| {
            let one = |ask: &Ask<'_>| answer(other, ask, left()).and_then(|text| read(ask, &text));
            of(&other.id).into_iter().map(one).collect::<Vec<_>>()
        };
        let work = &work;
        let answers = std::thread::scope(|scope| {
            let start = |other| Builder::new().spawn_scoped(scope, move || work(other)).ok();
            let threads: Vec<_> = self.0.iter().map(start).collect();
            threads.into_iter().map(|thread| thread?.join().ok()).collect::<Vec<_>>()
        });
        let mut all = Answers { given: Vec::new(), missing: Vec::new() };
        for (other, answers) in self.0.iter().zip(answers) {
            let own = of(&other.id);
            // Without a thread it was not asked; its draws go on without it, like those of anybody who is silent.
            let lost = || own.iter().map(|_| Err("the system gave no thread to ask it".to_owned())).collect();
            for (ask, answer) in own.iter().zip(answers.unwrap_or_else(lost)) {
                match answer {
                    Ok(answer) => all.given.push((ask.place, answer)),
                    Err(what) => all.missing.push((ask.place, ask.id.clone(), what)),
                }
            }
        }
        for ask in asked.iter().filter(|ask| !self.0.iter().any(|other| other.id == *ask.id)) {
            let what = "the configuration gives no address".to_owned();
            all.missing.push((ask.place, ask.id.clone(), what));
        }
        all
    }
}

fn answer(other: &Other, ask: &Ask<'_>, left: Duration) -> Result<String, String> {
    if left.is_zero() {
        return Err("no answer within 3 s".to_owned());
    }
    other.process.post(ask.path, ask.text.clone(), left)
}
