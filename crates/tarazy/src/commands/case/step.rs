//! `tarazy case step`: any step of procedure from the command line.

use super::file::store;
use crate::cli::{CaseStep, Cli};
use crate::commands::submit::submit_and_print;
use crate::failure::Failure;
use crate::installation::{DOCUMENTS, Installation};
use tarazy_docket::{Object, Value, to_value};
use tarazy_log::objects::LocalObjects;
use tarazy_procedure::{Step, Who};

/// Runs the command.
///
/// # Errors
/// A usage failure for a step that does not exist, a member that is not `name=value` or a document that cannot be read; the
/// refusal.
pub(crate) fn run(cli: &Cli, args: &CaseStep) -> Result<(), Failure> {
    let step = Step::of_command(&args.step).ok_or_else(|| {
        Failure::usage(format!("no step is called {:?}; docs/procedure.md has them all", args.step))
    })?;
    let installation = Installation::open(&cli.data_dir)?;
    let mut body = Object::new().with("case", super::stream(cli, &args.case)?.as_str());
    for member in &args.set {
        let (name, value) = member
            .split_once('=')
            .ok_or_else(|| Failure::usage(format!("{member:?}: a member is written as name=value")))?;
        body.insert(name, read(step, name, value));
    }
    if !args.files.is_empty() {
        let documents = LocalObjects::new(installation.folder_below(DOCUMENTS)?, "");
        let files = args.files.iter().map(|path| store(&documents, path)).collect::<Result<Vec<_>, _>>()?;
        body.insert("files", to_value(&files).map_err(Failure::usage)?);
    }
    let actor = args.by.clone().unwrap_or_else(|| actor(step).to_owned());
    submit_and_print(cli, &actor, step.command(), &body)
}

/// Members that are numbers; digits elsewhere are text, as in `room=101`.
const NUMBERS: [&str; 12] = [
    "notice",
    "instead_of",
    "party",
    "hearing",
    "motion",
    "request",
    "appeal",
    "at",
    "minutes",
    "began",
    "ended",
    "value_tiyn",
];

/// JSON where it is JSON, else the text itself: `party=2`, `granted=true`, `ground=slip`.
fn read(step: Step, name: &str, value: &str) -> Value {
    let text = || Value::Text(value.to_owned());
    match Value::from_json(value.as_bytes()) {
        Ok(Value::Int(n)) if NUMBERS.contains(&name) || (step, name) == (Step::Archive, "until") => {
            Value::Int(n)
        }
        Ok(Value::Int(_)) | Err(_) => text(),
        Ok(value) => value,
    }
}

fn actor(step: Step) -> &'static str {
    match step.who() {
        Who::Party => "party",
        Who::Chancery => "registrar",
        Who::Judge | Who::AppealCourt => "judge",
        Who::Chair => "chair",
        Who::Program => "system",
    }
}
