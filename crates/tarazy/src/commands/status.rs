//! `tarazy status`: how the installation stands, and what calls for somebody.

use crate::cli::Cli;
use crate::failure::Failure;
use crate::installation::{GUARD, Installation};
use crate::texts::Texts;
use tarazy_base::Instant;
use tarazy_docket::notice::AlarmCode;
use tarazy_log::{guard, published};
use tarazy_registry::alarms::{OpenAlarm, STREAM, open_alarms};
use tarazy_registry::models::{self, ContributorRecord};
use tarazy_store::truth;

/// Runs the command.
///
/// # Errors
/// A failure if database or log cannot be read.
pub(crate) fn run(cli: &Cli) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let mut reader = installation.reader()?;
    let files = installation.files()?;
    let objects = installation.objects(&files);
    let entries = truth::end(reader.as_mut())?.next_index;
    let held = guard::read(&files, GUARD, &installation.config.origin).map_err(Failure::not_done)?;
    let sealed = held.map_or(0, |held| held.size);
    let latest = published::latest(objects.as_ref())?;
    let published = latest.map_or(0, |checkpoint| checkpoint.checkpoint().size());
    let stream = STREAM.parse().map_err(Failure::not_done)?;
    let alarms = open_alarms(&truth::stream(reader.as_mut(), &installation.vault()?, &stream)?)?;
    let draws = models::open_draws(reader.as_mut())?.len();
    let waiting = models::waiting_cases(reader.as_mut())?.len();
    let contributors = models::contributors(reader.as_mut())?;
    let policy = installation.policy()?;
    let (witnesses, quorum) = (policy.witnesses().count(), policy.fewest());
    if cli.json {
        let alarms: Vec<_> = alarms.iter().map(|(code, alarm)| alarm_json(*code, alarm)).collect();
        let line = serde_json::json!({
            "entries": entries, "sealed": sealed, "published": published, "witnesses": witnesses, "quorum": quorum,
            "draws_open": draws, "cases_waiting": waiting, "alarms": alarms,
            "contributors": contributors.iter().map(contributor_json).collect::<Vec<_>>(),
        });
        println!("{line}");
        return Ok(());
    }
    let texts = Texts::new(cli.lang);
    let say = |key: &str, args: [(&str, u64); 2]| {
        println!("{}", texts.with(key, &args.map(|(name, value)| (name, value.to_string()))));
    };
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    say("status-entries", [("entries", entries), ("published", published)]);
    say("status-witnesses", [("witnesses", count(witnesses)), ("quorum", count(quorum))]);
    say("status-draws", [("open", count(draws)), ("waiting", count(waiting))]);
    for body in &contributors {
        let figures = [
            ("id", body.id.clone()),
            ("asked", body.asked.to_string()),
            ("left", body.left_out.to_string()),
            ("unkept", body.unkept.to_string()),
        ];
        println!("{}", texts.with("status-contributor", &figures));
    }
    if alarms.is_empty() {
        println!("{}", texts.say("status-no-alarm"));
    }
    for (code, alarm) in &alarms {
        let figure = |name: &'static str, value: Option<String>| (name, value.unwrap_or_default());
        let figures = [
            figure("behind", alarm.raised.behind.map(|n| n.to_string())),
            figure("size", alarm.raised.size.map(|n| n.to_string())),
            figure("witnesses", alarm.raised.witnesses.map(|n| n.to_string())),
        ];
        let since = Instant::from_ms(alarm.since).map_err(Failure::not_done)?;
        let since = since.format(installation.zone()?, cli.lang);
        println!("{}", texts.with("status-alarm", &[("since", since)]));
        println!("  {} [{}]", texts.with(&format!("alarm-{}", code.as_str()), &figures), code.as_str());
    }
    Ok(())
}

fn contributor_json(body: &ContributorRecord) -> serde_json::Value {
    serde_json::json!({
        "id": body.id, "asked": body.asked, "left_out": body.left_out, "unkept": body.unkept,
    })
}

fn alarm_json(code: AlarmCode, alarm: &OpenAlarm) -> serde_json::Value {
    serde_json::json!({ "code": code.as_str(), "since": alarm.since, "leaf": alarm.leaf.to_hex() })
}
