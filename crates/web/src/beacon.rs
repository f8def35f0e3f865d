//! A member of the local beacon (draw.md section 7b): `POST /prove` with `{"round":n}`.
//!
//! The member's program must not prove a round before its time; nobody else can check that, so it is checked here and
//! nowhere is there a way around it.

use crate::blocking::blocking;
use crate::body::Whole;
use crate::clock::Clock;
use crate::common::{finish, public};
use crate::error::ApiError;
use crate::rate::Throttle;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use std::sync::Arc;
use tarazy_docket::Value;
use tarazy_draw::beacon::local::prove;
use tarazy_draw::beacon::{Beacon as _, BeaconError, BeaconInfo, Local};
use tarazy_draw::record::{BodyId, Bytes as ProofBytes, Proof};
use tarazy_draw::vrf::{SecretKey, VrfError};

/// No question is longer, in bytes.
const MAX_QUESTION: usize = 256;

/// A member with its key.
pub struct Member {
    beacon: Local,
    id: BodyId,
    key: SecretKey,
}

/// Why a member cannot take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    /// The description is none.
    #[error(transparent)]
    Beacon(#[from] BeaconError),
    /// The key is not that of a member with this id.
    #[error("the key is not that of this member in the beacon's description")]
    NotMember,
    /// The key gives no proof.
    #[error(transparent)]
    Vrf(#[from] VrfError),
}

impl Member {
    /// The member `id` of the beacon with this description.
    ///
    /// # Errors
    /// [`MemberError`], above all if the key is not the one that the description names.
    pub fn new(info: &BeaconInfo, id: BodyId, key: SecretKey) -> Result<Self, MemberError> {
        let BeaconInfo::Local { members, .. } = info else {
            return Err(BeaconError::Description("kind").into());
        };
        let is_named = members.iter().any(|m| m.id == id && m.pk.0 == key.public_bytes());
        if !is_named {
            return Err(MemberError::NotMember);
        }
        Ok(Self { beacon: Local::new(info)?, id, key })
    }

    /// The proof of a round, if its time has come.
    fn prove(&self, round: u64, now_ms: i64) -> Result<Proof, ApiError> {
        if round == 0 {
            return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "number"));
        }
        let time = self.beacon.time(round);
        if now_ms.div_euclid(1000) < time {
            return Err(ApiError::new(StatusCode::TOO_EARLY, "too-early").with("time", time));
        }
        let pi = prove(&self.key, self.beacon.id(), round).map_err(|e| ApiError::internal(&e))?;
        Ok(Proof { id: self.id.clone(), pi: ProofBytes(pi.to_vec()) })
    }
}

#[derive(Clone)]
struct Face {
    member: Arc<Member>,
    clock: Clock,
}

/// The routes of a member.
pub fn router(member: Arc<Member>, clock: Clock, throttle: Arc<Throttle>) -> Router {
    let routes = Router::new().route("/prove", post(answer)).with_state(Face { member, clock });
    finish(public(routes, throttle))
}

async fn answer(State(face): State<Face>, Whole(body): Whole<MAX_QUESTION>) -> Result<Response, ApiError> {
    let round = round_of(&body).ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, "bad-json"))?;
    let proof = blocking(move || face.member.prove(round, (face.clock)())).await?;
    // A round's proof never changes, but before its time the same question has another answer.
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((headers, Json(proof)).into_response())
}

/// The round of `{"round":n}`, strictly.
fn round_of(body: &[u8]) -> Option<u64> {
    let question = Value::from_json(body).ok()?;
    let members = question.as_object().filter(|members| members.len() == 1)?;
    members.get("round").and_then(Value::as_int).and_then(|round| round.try_into().ok())
}
