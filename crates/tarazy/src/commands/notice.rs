//! `tarazy notice`: to notify, to note what became of it, to conclude; and the timeline.

mod bounce;

use super::case::{show, store};
use super::find;
use super::submit::submit_and_print;
use crate::cli::{Cli, Notice as Args};
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation};
use crate::texts::Texts;
use std::collections::BTreeMap;
use tarazy_base::{Date, Instant, Lang, Zone};
use tarazy_docket::{Object, Value, to_value};
use tarazy_law::Law;
use tarazy_log::objects::LocalObjects;
use tarazy_procedure::events::NoticeNo;
use tarazy_procedure::notice::{About, Notice, Reason};
use tarazy_procedure::{Case, Context, propose};
use tarazy_registry::notices::{self, Sending, Waits};
use tarazy_registry::{Setup, read_case};
use tarazy_store::truth::{self, Job};

/// Runs the command.
///
/// # Errors
/// The refusal; a usage failure for a way that is not written as one.
pub(crate) fn run(cli: &Cli, args: &Args) -> Result<(), Failure> {
    match args {
        Args::Issue { case, party, representative, hearing, act, ways, by } => {
            let at = On::open(cli, case)?;
            let ways = ways.iter().map(|way| read_way(way)).collect();
            let mut body = at.body().with("party", Value::Int(*party)).with("ways", Value::Array(ways));
            put(&mut body, "representative", representative.as_deref());
            if let Some(hearing) = hearing {
                body.insert("hearing", Value::Int(*hearing));
            }
            if let (true, Some(known)) = (*act, &at.case.act) {
                body.insert("act", known.leaf.to_hex());
            }
            submit_and_print(cli, by, "notice.issue", &body)
        }
        Args::Note { case, notice, channel, what, source, person, relation, at, instead_of, files, by } => {
            let on = On::open(cli, case)?;
            let mut body = on.body().with("notice", Value::Int(*notice)).with("channel", channel.as_str());
            put(&mut body, "what", Some(what));
            put(&mut body, "source", Some(source));
            put(&mut body, "person", person.as_deref());
            put(&mut body, "relation", relation.as_deref());
            body.insert("at", Value::Int(at.unwrap_or_else(now_ms)));
            if let Some(wrong) = instead_of {
                body.insert("instead_of", Value::Int(*wrong));
            }
            if !files.is_empty() {
                let documents = LocalObjects::new(on.installation.folder_below(DOCUMENTS)?, "");
                let files =
                    files.iter().map(|path| store(&documents, path)).collect::<Result<Vec<_>, _>>()?;
                body.insert("files", to_value(&files).map_err(Failure::usage)?);
            }
            submit_and_print(cli, by, "notice.note", &body)
        }
        Args::Cancel { case, notice, ground } => {
            let body = On::open(cli, case)?
                .body()
                .with("notice", Value::Int(*notice))
                .with("ground", ground.as_str());
            submit_and_print(cli, "registrar", "notice.cancel", &body)
        }
        Args::Conclude { case, notice, ground, not_proper, judge } => {
            let on = On::open(cli, case)?;
            let proposed = || {
                let number = u32::try_from(*notice).ok().map(NoticeNo)?;
                propose(&on.case, number, &on.context()).and_then(|p| p.rule)
            };
            let ground = ground.clone().or_else(proposed).ok_or_else(|| {
                Failure::usage(
                    "the program proposes no way of the law; name one, or --not-proper with a defect",
                )
            })?;
            let mut body =
                on.body().with("notice", Value::Int(*notice)).with("proper", Value::Bool(!not_proper));
            put(&mut body, "ground", Some(&ground));
            put(&mut body, "judge", judge.as_deref());
            submit_and_print(cli, "judge", "notice.conclude", &body)
        }
        Args::Bounce { file } => bounce::run(cli, file),
        Args::Show { case } => {
            let on = On::open(cli, case)?;
            on.print(cli)
        }
    }
}

fn put(body: &mut Object, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        body.insert(name, value);
    }
}

/// `channel`, `channel=address`, or `channel=address@origin` where what follows the last `@` is an origin without a dot.
fn read_way(text: &str) -> Value {
    let (channel, address) = text.split_once('=').map_or((text, None), |(c, a)| (c, Some(a)));
    let mut way = Object::new().with("channel", channel);
    let Some(address) = address else { return Value::Object(way) };
    match address.rsplit_once('@').filter(|(_, origin)| !origin.contains('.')) {
        Some((place, origin)) => {
            way.insert("address", place);
            way.insert("origin", origin);
        }
        None => drop(way.insert("address", address)),
    }
    Value::Object(way)
}

/// A case with what its notices need.
struct On {
    installation: Installation,
    case: Case,
    setup: Setup,
    zone: Zone,
    now: i64,
    /// What waits to be sent, by the number of the notice.
    waiting: BTreeMap<u32, (Sending, Job)>,
}

impl On {
    fn open(cli: &Cli, case: &str) -> Result<Self, Failure> {
        let installation = Installation::open(&cli.data_dir)?;
        let mut reader = installation.reader()?;
        let row = find(reader.as_mut(), case)?;
        let records = truth::stream(reader.as_mut(), &installation.vault()?, &row.stream)?;
        let case = read_case(&row.stream, &records)?.case;
        let zone = show::court(reader.as_mut(), &row.court)?.zone()?;
        let setup = installation.setup()?;
        let mut waiting = BTreeMap::new();
        for n in 0..case.notices.len() {
            let number = NoticeNo::after(n);
            let found = notices::waiting(reader.as_mut(), &row.stream, number)?;
            waiting.extend(found.map(|found| (number.0, found)));
        }
        Ok(Self { installation, case, setup, zone, now: now_ms(), waiting })
    }

    fn body(&self) -> Object {
        Object::new().with("case", self.case.stream.as_str())
    }

    fn context(&self) -> Context<'_> {
        let (law, zone, now) = (&self.setup.law, self.zone, self.now);
        Context { law, known: Date::MAX, now, zone, duty: None, importing: false }
    }

    fn print(&self, cli: &Cli) -> Result<(), Failure> {
        let page = Page { on: self, texts: Texts::new(cli.lang), lang: cli.lang };
        if self.case.notices.is_empty() && !cli.json {
            println!("{}", page.texts.say("notice-none"));
        }
        for (n, notice) in self.case.notices.iter().enumerate() {
            let number = NoticeNo::after(n);
            if cli.json {
                println!("{}", page.json(number, notice));
                continue;
            }
            for line in page.lines(number, notice)? {
                println!("{line}");
            }
        }
        Ok(())
    }
}

/// The timeline in words.
struct Page<'a> {
    on: &'a On,
    texts: Texts,
    lang: Lang,
}

impl Page<'_> {
    fn law(&self) -> &Law {
        &self.on.setup.law
    }

    fn time(&self, ms: i64) -> Result<String, Failure> {
        Ok(Instant::from_ms(ms).map_err(Failure::not_done)?.format(self.on.zone, self.lang))
    }

    /// A code of one of the law's lists, in words.
    fn word(&self, list: &str, code: &str) -> String {
        let rule = self.law().ground(list, code, self.on.context().today(), Date::MAX);
        rule.map_or_else(|| code.to_owned(), |rule| rule.text.get(self.lang).to_owned())
    }

    /// A way of the law, with its article.
    fn rule(&self, code: &str) -> (String, String) {
        let rule = self.law().service(code, self.on.context().today(), Date::MAX);
        rule.map_or_else(
            || (code.to_owned(), String::new()),
            |rule| (rule.cite.clone(), rule.text.get(self.lang).to_owned()),
        )
    }

    fn lines(&self, number: NoticeNo, notice: &Notice) -> Result<Vec<String>, Failure> {
        let with = |id: &str, arguments: &[(&str, String)]| self.texts.with(id, arguments);
        let about = match notice.about {
            About::Hearing(n, at) => {
                with("notice-about-hearing", &[("n", n.to_string()), ("time", self.time(at)?)])
            }
            About::Act(_) => self.texts.say("notice-about-act"),
        };
        let title = [("n", number.to_string()), ("party", notice.party.to_string()), ("about", about)];
        let mut lines = vec![with("notice-title", &title)];
        let mut line = |text: String| lines.push(format!("  {text}"));
        let ways: Vec<String> =
            notice.ways.iter().map(|way| self.word("notice-channel", &way.channel)).collect();
        line(with("notice-issued", &[("time", self.time(notice.issued)?), ("ways", ways.join(", "))]));
        for (n, piece) in notice.evidence.iter().enumerate() {
            let (n, e) = ((n + 1).to_string(), &piece.noted);
            if piece.withdrawn {
                line(with("notice-piece-withdrawn", &[("n", n), ("time", self.time(e.at)?)]));
                continue;
            }
            let told = [
                ("n", n),
                ("time", self.time(e.at)?),
                ("channel", self.word("notice-channel", &e.channel)),
                ("what", self.word("notice-evidence", &e.what)),
                ("source", self.word("notice-source", &e.source)),
            ];
            line(with("notice-piece", &told));
            if let Some(relation) = &e.relation {
                line(with("notice-taker", &[("relation", self.word("notice-person", relation))]));
            }
            if let Some(detail) = &e.detail {
                line(with("notice-answer", &[("detail", detail.clone())]));
            }
        }
        if notice.evidence.is_empty() {
            line(self.texts.say("notice-no-evidence"));
        }
        if let Some((sending, job)) = self.on.waiting.get(&number.0) {
            let why = sending.waits.map_or("first", Waits::as_str);
            let why = self.texts.say(&format!("waits-{why}"));
            line(with("notice-waits", &[("why", why), ("time", self.time(job.due)?)]));
        }
        if let Some(ground) = &notice.cancelled {
            line(with("notice-cancelled", &[("ground", self.word("notice-cancel", ground))]));
        }
        if notice.outdated {
            line(self.texts.say("notice-outdated"));
        }
        if let Some(proposal) = propose(&self.on.case, number, &self.on.context()) {
            let verdict = self.texts.say(&format!("verdict-{}", proposal.verdict.as_str()));
            line(with("notice-proposal", &[("verdict", verdict)]));
            if let Some(code) = &proposal.rule {
                let (cite, text) = self.rule(code);
                line(with("notice-basis", &[("cite", cite), ("text", text)]));
            }
            for reason in &proposal.reasons {
                line(format!("– {}", self.reason(reason)));
            }
        }
        if let Some(concluded) = &notice.concluded {
            let (id, ground) = if concluded.proper {
                ("notice-concluded-proper", self.rule(&concluded.ground).0)
            } else {
                ("notice-concluded-not", self.word("notice-defect", &concluded.ground))
            };
            line(with(id, &[("ground", ground)]));
        }
        Ok(lines)
    }

    fn reason(&self, reason: &Reason) -> String {
        let cite = |code: &str| self.rule(code).0;
        let (id, arguments) = match reason {
            Reason::Allows { rule, piece } => {
                ("reason-allows", vec![("n", piece.to_string()), ("rule", cite(rule))])
            }
            Reason::Against { rule, piece, against } => (
                "reason-against",
                vec![("n", piece.to_string()), ("against", against.to_string()), ("rule", cite(rule))],
            ),
            Reason::NeedsPerson { rule, piece } => {
                ("reason-needs-person", vec![("n", piece.to_string()), ("rule", cite(rule))])
            }
            Reason::NotCounted { piece } => ("reason-not-counted", vec![("n", piece.to_string())]),
            Reason::TooLate { piece } => ("reason-too-late", vec![("n", piece.to_string())]),
            Reason::RepeatOtherwise { rule } => ("reason-repeat-otherwise", vec![("rule", cite(rule))]),
        };
        self.texts.with(id, &arguments)
    }

    fn json(&self, number: NoticeNo, notice: &Notice) -> serde_json::Value {
        let proposal = propose(&self.on.case, number, &self.on.context());
        let evidence: Vec<_> = notice.standing().map(|(n, e)| {
            serde_json::json!({ "n": n, "channel": e.channel, "what": e.what, "source": e.source, "at": e.at, "detail": e.detail })
        }).collect();
        serde_json::json!({
            "notice": number.0, "party": notice.party.0, "holds": notice.holds(), "evidence": evidence,
            "verdict": proposal.as_ref().map(|p| p.verdict.as_str()),
            "waits": self.on.waiting.get(&number.0).map(|(sending, _)| sending.waits.map(Waits::as_str)),
            "rule": proposal.as_ref().and_then(|p| p.rule.clone()),
            "concluded": notice.concluded.as_ref().map(|c| c.proper),
        })
    }
}
