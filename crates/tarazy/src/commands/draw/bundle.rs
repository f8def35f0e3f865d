//! `tarazy draw bundle`: one draw with its proofs, for a verifier without network (draw.md section 10).

use crate::cli::Cli;
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_docket::{Hash, Object, Value};
use tarazy_log::receipt;
use tarazy_store::truth;

/// Runs the command.
///
/// # Errors
/// A failure if there is no such draw, or it has no result yet.
pub(crate) fn run(cli: &Cli, leaf: &str) -> Result<(), Failure> {
    let installation = Installation::open(&cli.data_dir)?;
    let leaf = Hash::from_hex(leaf).map_err(|_| Failure::usage("a leaf hash has 64 hex digits"))?;
    let mut reader = installation.reader()?;
    let vault = installation.vault()?;
    let mut record = |leaf: Hash| {
        let found = truth::record(reader.as_mut(), &vault, leaf)?;
        found.ok_or_else(|| Failure::Refused(tarazy_store::Refusal::new(404, "unknown-draw")))
    };
    let commit = record(leaf)?;
    let rules = commit.body().and_then(|b| b.get("rules")).and_then(Value::as_text);
    let rules = rules.and_then(|text| Hash::from_hex(text).ok());
    let rules =
        record(rules.ok_or_else(|| Failure::Refused(tarazy_store::Refusal::new(404, "unknown-draw")))?)?;
    let result = tarazy_registry::models::result_of(installation.reader()?.as_mut(), &leaf)?;
    let result = record(result.ok_or_else(|| Failure::not_done("this draw has no result yet"))?)?;
    let objects = installation.objects(&installation.files()?);
    let proof = |index| {
        let proof = receipt::latest(objects.as_ref(), index, None).map_err(Failure::not_done)?;
        Ok::<_, Failure>(proof.to_string())
    };
    let entry = |bytes: &[u8]| Value::from_canonical(bytes).map_err(Failure::not_done);
    let bundle = Object::new()
        .with("v", Value::Int(1))
        .with("commit", entry(&commit.bytes)?)
        .with("commit_proof", proof(commit.index)?)
        .with("result", entry(&result.bytes)?)
        .with("result_proof", proof(result.index)?)
        .with("rules", entry(&rules.bytes)?);
    print!("{}", Value::Object(bundle).to_text());
    Ok(())
}
