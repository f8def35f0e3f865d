//! `GET /draw/{leaf}`: how the judge of a case was drawn, in words and numbers, never without what weakens it.

use super::shell::{Page as _, Say, Shell, Visit};
use super::{case, not_found, read};
use crate::directory::Directory;
use crate::error::ApiError;
use crate::site::Site;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use tarazy_base::{Lang, Zone};
use tarazy_docket::{Hash, Value, to_value};
use tarazy_draw::record::{
    AssignNonrandom, BeaconKind, Body, DrawCommit, DrawResult, DrawRules, JudgeId, SeatRecord,
};
use tarazy_draw::{Weak, beacon};
use tarazy_registry::models::{self, CaseRow, DrawRow};
use tarazy_store::{Reader, Refusal, Vault, truth};

/// Micro-points of a point.
const POINT: i64 = 1_000_000;

#[derive(Template)]
#[template(path = "draw.html")]
struct DrawPage {
    s: Shell,
    number: String,
    leaf: String,
    /// `done`, `open` or `void`.
    state: String,
    pool: Vec<PoolLine>,
    source: Option<String>,
    parts: Vec<String>,
    seed: Option<String>,
    seats: Vec<SeatLines>,
    winners: String,
    guess: Option<String>,
    weak: Vec<String>,
    round: u64,
    rule: String,
}

#[derive(Template)]
#[template(path = "assignment.html")]
struct AssignmentPage {
    s: Shell,
    number: String,
    cause: String,
    judge: String,
    weak: Vec<String>,
}

struct PoolLine {
    id: String,
    name: String,
    what: String,
    capacity: Option<String>,
    owed: Option<String>,
    is_chosen: bool,
}

struct SeatLines {
    first: String,
    coin: String,
}

/// What is read of a draw.
struct Found {
    commit: DrawCommit,
    rules: DrawRules,
    result: Option<DrawResult>,
}

/// A draw's page.
pub(super) async fn get(visit: Visit, Path(leaf): Path<String>) -> Result<Response, ApiError> {
    let leaf = Hash::from_hex(&leaf).map_err(|_| not_found())?;
    let site = visit.site.clone();
    read(&site, move |site| {
        let (row, case) = row(site, &leaf)?;
        if row.kind == "draw.commit" {
            draw(site, &visit, &row, &case)
        } else {
            assignment(site, &visit, &row, &case)
        }
    })
    .await
}

/// The draw or assignment with a leaf hash, if everybody may know of its case. Blocks.
///
/// # Errors
/// 404 if there is none.
pub(super) fn row(site: &Site, leaf: &Hash) -> Result<(DrawRow, CaseRow), ApiError> {
    let row = site.read(|reader, _| models::draw_by_leaf(reader, leaf))?.ok_or_else(not_found)?;
    let case = site.read(|reader, _| models::case_by_stream(reader, &row.case))?;
    let case = case.filter(|case| case::is_public(site, case)).ok_or_else(not_found)?;
    Ok((row, case))
}

/// The frame of a page below a case.
fn frame(site: &Site, visit: &Visit, case: &CaseRow, title: String) -> Result<(Shell, Zone), ApiError> {
    let directory = site.directory()?;
    let court = directory.court(&case.court).ok_or_else(not_found)?;
    let number = case.number.clone().unwrap_or_default();
    let say = visit.say();
    let s = visit.court_shell(title, court).at("find").crumb("", say.t("home-crumb"));
    let s = s.crumb(&case::path(&number), say.a("case-title", "number", &number));
    Ok((s, court.zone().unwrap_or(site.zone)))
}

fn assignment(site: &Site, visit: &Visit, row: &DrawRow, case: &CaseRow) -> Result<Response, ApiError> {
    let record: AssignNonrandom = site.read(|reader, vault| public(reader, vault, &row.leaf))?;
    let say = visit.say();
    let (s, _) = frame(site, visit, case, say.t("assignment-title"))?;
    AssignmentPage {
        s,
        number: case.number.clone().unwrap_or_default(),
        cause: say.of("cause-", record.cause.as_str()),
        judge: site.directory()?.judge_name(record.judge.as_str()).to_owned(),
        weak: weak(say, &record.weak),
    }
    .show()
}

fn draw(site: &Site, visit: &Visit, row: &DrawRow, case: &CaseRow) -> Result<Response, ApiError> {
    let found = site.read(|reader, vault| {
        let commit: DrawCommit = public(reader, vault, &row.leaf)?;
        let rules: DrawRules = public(reader, vault, &commit.rules)?;
        let result = row.result.as_ref().map(|leaf| public(reader, vault, leaf)).transpose()?;
        Ok(Found { commit, rules, result })
    })?;
    let say = visit.say();
    let (s, zone) = frame(site, visit, case, say.t("draw-page-title"))?;
    let words = Words { say, zone, directory: &*site.directory()? };
    let Found { commit, rules, result } = &found;
    let winners = result.iter().flat_map(|r| &r.seats).map(|seat| words.name(&seat.winner));
    let winners: Vec<&str> = winners.collect();
    DrawPage {
        s: s.data(format!("/api/draw/{}/bundle", row.leaf.to_hex())),
        number: case.number.clone().unwrap_or_default(),
        leaf: row.leaf.to_hex(),
        state: row.state.clone(),
        pool: words.pool(commit, result.as_ref()),
        source: result.as_ref().map(|r| words.source(rules, r)).transpose()?,
        parts: words.parts(commit, result.as_ref()),
        seed: result.as_ref().map(|r| r.seed.to_hex()),
        seats: result
            .iter()
            .flat_map(|r| (1u32..).zip(&r.seats))
            .map(|(n, s)| words.seat(n, s, rules.beta256))
            .collect(),
        winners: winners.join(", "),
        guess: result.as_ref().map(|r| percent(r.guess_ppm, visit.lang)),
        weak: weak(say, result.as_ref().map_or(&commit.flags, |r| &r.weak)),
        round: commit.round,
        rule: say.t("draw-rule"),
    }
    .show()
}

struct Words<'a> {
    say: Say,
    zone: Zone,
    directory: &'a Directory,
}

impl Words<'_> {
    fn name<'b>(&'b self, id: &'b JudgeId) -> &'b str {
        self.directory.judge_name(id.as_str())
    }

    /// The judges among whom was drawn; of the others only the class of the reason.
    fn pool(&self, commit: &DrawCommit, result: Option<&DrawResult>) -> Vec<PoolLine> {
        let owed = |id: &JudgeId| {
            let all = result.map(|r| r.owed.as_slice()).unwrap_or_default();
            all.iter().find(|(judge, _)| judge == id).map(|(_, owed)| points(*owed, self.say.0))
        };
        let line = |row: &tarazy_draw::record::PoolRow| {
            let why = row.why.first().and_then(|why| to_value(&why.code).ok());
            let why = why.as_ref().and_then(Value::as_text);
            PoolLine {
                id: row.id.to_string(),
                name: self.name(&row.id).to_owned(),
                what: why.map_or_else(|| self.say.t("draw-took-part"), |code| self.say.of("draw-row-", code)),
                capacity: why.is_none().then(|| row.alpha.to_string()),
                owed: if why.is_none() { owed(&row.id) } else { None },
                is_chosen: result.is_some_and(|r| r.seats.iter().any(|seat| seat.winner == row.id)),
            }
        };
        commit.pool.iter().map(line).collect()
    }

    /// Where the random number came from, and when.
    fn source(&self, rules: &DrawRules, result: &DrawResult) -> Result<String, ApiError> {
        let id = result.evidence.beacon();
        let row = rules.beacons.iter().find(|b| b.id == id).ok_or_else(not_found)?;
        let beacon = beacon::open(&id, row.info.as_ref()).map_err(|e| ApiError::internal(&e))?;
        let time = Site::moment(beacon.time(result.round).saturating_mul(1000), self.zone, self.say.0);
        // A round is a name, not a count: no grouping of its figures.
        let (round, time) = (("round", format!("№ {}", result.round)), ("time", time));
        Ok(match row.kind {
            BeaconKind::Drand => self.say.n("draw-source-network", &[round, time]),
            BeaconKind::Local | BeaconKind::Dice => {
                let members: Vec<String> = beacon.bodies().iter().map(|id| self.body(id.as_str())).collect();
                self.say.n("draw-source-local", &[("members", members.join(", ")), round, time])
            }
        })
    }

    /// Who added a part of his own, and whose part was missing.
    fn parts(&self, commit: &DrawCommit, result: Option<&DrawResult>) -> Vec<String> {
        let Some(result) = result else { return Vec::new() };
        let given: Vec<&str> = result.reveals.iter().map(|proof| proof.id.as_str()).collect();
        let promised = commit.contributors.iter().map(|c| c.id.as_str());
        let missing: Vec<&str> = promised.filter(|id| !given.contains(id)).collect();
        let all = [("draw-contributions", given), ("draw-contributions-missing", missing)];
        let some = all.into_iter().filter(|(_, ids)| !ids.is_empty());
        some.map(|(key, ids)| {
            let ids: Vec<String> = ids.iter().map(|id| self.body(id)).collect();
            self.say.a(key, "ids", &ids.join(", "))
        })
        .collect()
    }

    /// A body that makes a part of the random number, as people call it.
    fn body(&self, id: &str) -> String {
        self.say.of("body-", id)
    }

    fn seat(&self, n: u32, seat: &SeatRecord, beta256: u32) -> SeatLines {
        let first = self.say.n(
            "draw-ticket",
            &[
                ("seat", n.to_string()),
                ("total", seat.total.to_string()),
                ("ticket", seat.ticket1.to_string()),
                ("judge", self.name(&seat.first).to_owned()),
            ],
        );
        let (coin, beta) = (("coin", seat.coin.to_string()), ("beta", beta256.to_string()));
        let coin = match (seat.ticket2, &seat.second) {
            (Some(ticket), Some(second)) if *second == seat.first => {
                let (ticket, judge) =
                    (("ticket", ticket.to_string()), ("judge", self.name(second).to_owned()));
                self.say.n("draw-coin-same", &[coin, beta, ticket, judge])
            }
            (Some(ticket), Some(second)) => {
                let (ticket, judge) =
                    (("ticket", ticket.to_string()), ("judge", self.name(second).to_owned()));
                let winner = ("winner", self.name(&seat.winner).to_owned());
                self.say.n("draw-coin-second", &[coin, beta, ticket, judge, winner])
            }
            _ => self.say.n("draw-coin-stays", &[coin, beta]),
        };
        SeatLines { first, coin }
    }
}

fn weak(say: Say, codes: &[Weak]) -> Vec<String> {
    codes.iter().map(|code| say.t(code.message_key())).collect()
}

/// The public body of an entry.
fn public<T: Body>(reader: &mut dyn Reader, vault: &Vault, leaf: &Hash) -> Result<T, Refusal> {
    let record = truth::record(reader, vault, *leaf)?;
    let body = record.as_ref().and_then(|r| r.entry.body()).ok_or_else(|| Refusal::new(404, "no-entry"))?;
    T::from_object(body).map_err(Refusal::internal)
}

/// Millionths as per cent with two digits.
fn percent(ppm: u64, lang: Lang) -> String {
    format!("{}{}{:02}", ppm / 10_000, point(lang), ppm / 100 % 100)
}

/// Micro-points as points with two digits.
fn points(micro: i64, lang: Lang) -> String {
    let hundredths = micro / (POINT / 100);
    let sign = if hundredths < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}{}{:02}", hundredths.abs() / 100, point(lang), hundredths.abs() % 100)
}

fn point(lang: Lang) -> char {
    if lang == Lang::En { '.' } else { ',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_the_language_writes_them() {
        assert_eq!(Lang::ALL.map(|lang| percent(223_456, lang)), ["22,34", "22,34", "22.34"]);
        assert_eq!(
            [1_500_000, -250_000, 9_999].map(|n| points(n, Lang::Kk)),
            ["1,50", "\u{2212}0,25", "0,00"]
        );
    }
}
