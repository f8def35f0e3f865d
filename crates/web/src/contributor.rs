//! A contributor to draws (draw.md sections 2, 3 and 8): another body that adds a part of its own to each seed.
//!
//! * `POST /promise` with `{"commit":{…},"rules":{…}}`, the draft of the commit without its contributors and the entry of the
//!   rules that it names: `{"beta_hash":"…","draft":n}`. The contributor reads all that it needs of the draft itself, so that
//!   nobody tells it another filing, round or rule than those that the log will hold. It writes the promise down first.
//! * `POST /reveal` with `{"alpha":"…","filing":"…"}`: `{"pi":"…"}`, never before the round's time; nobody else can check that.
//! * `GET /filing/<leaf hash>`: all drafts of a filing's draw that the court showed, for anybody.

use crate::blocking::blocking;
use crate::body::Whole;
use crate::clock::Clock;
use crate::common::{finish, public};
use crate::error::ApiError;
use crate::rate::Throttle;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use tarazy_docket::{Body as _, Entry, Hash, Object, Value, leaf_hash};
use tarazy_draw::record::{BodyId, Bytes, DrawCommit, DrawRules};
use tarazy_draw::vrf::SecretKey;
use tarazy_draw::{Rules, seed};
use tarazy_log::promises::{Promises, PromisesError};

/// Two entries of the largest size, and some.
const MAX_DRAFT: usize = 160 << 10;
/// No question of a proof is longer, in bytes.
const MAX_QUESTION: usize = 256;

/// A contributor with its key and its memory.
pub struct Contributor {
    id: BodyId,
    key: SecretKey,
    promises: Promises,
}

/// A draft of a draw, as far as a contributor looks at it.
struct Draft {
    commit: DrawCommit,
    alpha: Hash,
    /// When its round speaks, in seconds since 1970.
    speaks: i64,
}

impl Contributor {
    /// The contributor whom the rules of courts name `id`.
    pub fn new(id: BodyId, key: SecretKey, promises: Promises) -> Self {
        Self { id, key, promises }
    }

    /// Promises a part, before the round has spoken.
    fn promise(&self, body: &[u8], now_ms: i64) -> Result<Object, ApiError> {
        let draft = self.draft(body)?;
        if draft.speaks.saturating_mul(1000) <= now_ms {
            return Err(ApiError::new(StatusCode::CONFLICT, "too-late"));
        }
        let Draft { commit, alpha, speaks } = draft;
        let (_, beta) = self.key.prove(alpha.as_bytes()).map_err(|e| ApiError::internal(&e))?;
        let promised = self.promises.remember(&commit.case, &commit.filing, &alpha, speaks, now_ms);
        let draft = promised.map_err(|e| failed(&e))?.draft;
        Ok(Object::new().with("beta_hash", beta.hash().to_hex()).with("draft", Value::Int(draft)))
    }

    /// The proof of a part that was promised, once its round has spoken.
    fn reveal(&self, filing: &Hash, alpha: &Hash, now_ms: i64) -> Result<Object, ApiError> {
        let promised = self.promises.of(filing, alpha).map_err(|e| failed(&e))?;
        let promised = promised.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "not-found"))?;
        if now_ms < promised.speaks.saturating_mul(1000) {
            let early = ApiError::new(StatusCode::TOO_EARLY, "too-early");
            return Err(early.with("time", promised.speaks));
        }
        let (pi, _) = self.key.prove(alpha.as_bytes()).map_err(|e| ApiError::internal(&e))?;
        Ok(Object::new().with("pi", hex(&pi)))
    }

    fn of_filing(&self, filing: &Hash) -> Result<Object, ApiError> {
        let all = self.promises.of_filing(filing).map_err(|e| failed(&e))?;
        let all = all.iter().map(|promised| Value::Object(promised.to_object())).collect();
        Ok(Object::new().with("drafts", Value::Array(all)))
    }

    /// Reads a draft: its rules are the ones that it names, name this contributor's key, and its round follows from them.
    fn draft(&self, body: &[u8]) -> Result<Draft, ApiError> {
        let (body, rules) =
            read_draft(body).ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, "bad-json"))?;
        self.check(&body, &rules).ok_or_else(|| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "no-part"))
    }

    fn check(&self, body: &Object, rules: &Value) -> Option<Draft> {
        let with = body.clone().with("contributors", Value::Array(Vec::new()));
        let commit = DrawCommit::from_object(&with).ok().filter(|_| body.get("contributors").is_none())?;
        let bytes = rules.to_bytes();
        let entry = Entry::parse(&bytes).ok().filter(|_| leaf_hash(&bytes) == commit.rules)?;
        let is_rules = entry.kind.as_str() == DrawRules::TYPE;
        let rules = Rules::new(DrawRules::from_object(entry.body().filter(|_| is_rules)?).ok()?).ok()?;
        let key = rules.key(&self.id).ok()?;
        if key.as_bytes() != self.key.public_bytes() || key.suite() != self.key.suite() {
            return None;
        }
        let beacon = rules.speaker(&commit.beacon, |_| None).ok()?.beacon;
        let due = beacon.round_at_or_after(commit.at.saturating_add(rules.timing().delta));
        (due == commit.round).then(|| Draft {
            alpha: seed::alpha(body),
            speaks: beacon.time(commit.round),
            commit,
        })
    }
}

/// The draft of a commit and the entry of its rules, strictly.
fn read_draft(body: &[u8]) -> Option<(Object, Value)> {
    let mut question = Value::from_json(body).ok()?;
    let Value::Object(members) = &mut question else { return None };
    let (Some(Value::Object(commit)), Some(rules)) = (members.remove("commit"), members.remove("rules"))
    else {
        return None;
    };
    members.is_empty().then_some((commit, rules))
}

/// Filing and alpha of a question for a proof, strictly.
fn read_question(body: &[u8]) -> Option<(Hash, Hash)> {
    let question = Value::from_json(body).ok()?;
    let members = question.as_object().filter(|members| members.len() == 2)?;
    let hash = |member: &str| Hash::from_hex(members.get(member)?.as_text()?).ok();
    Some((hash("filing")?, hash("alpha")?))
}

fn hex(bytes: &[u8]) -> String {
    Bytes::from(bytes).to_hex()
}

fn failed(cause: &PromisesError) -> ApiError {
    match cause {
        PromisesError::Durable(_) | PromisesError::Stopped => ApiError::read_only(cause),
        PromisesError::Held | PromisesError::Damaged(_) => ApiError::internal(cause),
    }
}

#[derive(Clone)]
struct Face {
    contributor: Arc<Contributor>,
    clock: Clock,
}

/// The routes of a contributor.
pub fn router(contributor: Arc<Contributor>, clock: Clock, throttle: Arc<Throttle>) -> Router {
    let routes = Router::new()
        .route("/promise", post(promise))
        .route("/reveal", post(reveal))
        .route("/filing/{filing}", get(of_filing))
        .with_state(Face { contributor, clock });
    finish(public(routes, throttle))
}

async fn promise(State(face): State<Face>, Whole(body): Whole<MAX_DRAFT>) -> Result<Response, ApiError> {
    respond(blocking(move || face.contributor.promise(&body, (face.clock)())).await?)
}

async fn reveal(State(face): State<Face>, Whole(body): Whole<MAX_QUESTION>) -> Result<Response, ApiError> {
    let question = read_question(&body).ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, "bad-json"))?;
    let (filing, alpha) = question;
    respond(blocking(move || face.contributor.reveal(&filing, &alpha, (face.clock)())).await?)
}

async fn of_filing(State(face): State<Face>, Path(filing): Path<String>) -> Result<Response, ApiError> {
    let filing = Hash::from_hex(&filing).map_err(|_| ApiError::new(StatusCode::NOT_FOUND, "not-found"))?;
    respond(blocking(move || face.contributor.of_filing(&filing)).await?)
}

fn respond(answer: Object) -> Result<Response, ApiError> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Value::Object(answer).to_bytes()).into_response())
}
