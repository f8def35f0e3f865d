//! The fifth step: annexes (ГПК 149). They are kept as they come; what is not taken is told beside its field.

use super::text::Annex;
use super::{Choice, Errors, Step, Work, status};
use crate::error::ApiError;
use crate::pages::shell::{Page as _, Say, Shell};
use crate::pages::uploaded::Uploaded;
use crate::upload::{LARGEST, Refused};
use askama::Template;
use axum::response::Response;

/// Most annexes of a claim that is filed here.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "claim_files.html")]
struct FilesPage {
    s: Shell,
    progress: String,
    files: Vec<(usize, String, String, String)>,
    kinds: Vec<Choice>,
    hint: String,
    largest: u64,
    /// What is said of a file that is too large before it is sent; `%name%` stands for its name.
    too_large: String,
}

/// A size in words.
pub(in crate::pages) fn size(say: Say, bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    if kilobytes < 1024 {
        say.a("claim-kilobytes", "n", &kilobytes.to_string())
    } else {
        say.a("claim-megabytes", "n", &format!("{},{}", kilobytes / 1024, kilobytes % 1024 * 10 / 1024))
    }
}

/// What a file is, in the law's words.
pub(super) fn what(work: &Work<'_>, code: &str) -> String {
    let ground = work.site.law.ground("claim-annex", code, work.day, work.day);
    let text = ground.map(|ground| ground.text.get(work.visit.lang).to_owned());
    text.unwrap_or_else(|| work.visit.say().t("claim-annex-other"))
}

pub(super) fn page(work: &Work<'_>, errors: Errors) -> Result<Response, ApiError> {
    let say = work.visit.say();
    let line = |(n, annex): (usize, &Annex)| {
        (n, annex.file.name.clone(), size(say, annex.file.size), what(work, &annex.what))
    };
    let codes = work.site.law.grounds("claim-annex", work.day, work.day);
    let mut kinds: Vec<Choice> = codes
        .filter(|ground| ground.code != "copies")
        .map(|ground| Choice {
            value: ground.code.clone(),
            label: ground.text.get(work.visit.lang).to_owned(),
            chosen: ground.code == "evidence",
        })
        .collect();
    let other = say.t("claim-annex-other");
    kinds.push(Choice { value: "other".to_owned(), label: other, chosen: false });
    let code = status(&errors);
    FilesPage {
        progress: work.progress(Step::Files),
        files: work.claim.files.iter().enumerate().map(line).collect(),
        kinds,
        hint: say.a("claim-file-hint", "megabytes", &(LARGEST >> 20).to_string()),
        largest: LARGEST,
        too_large: say.n(
            "claim-file-large",
            &[("name", "%name%".to_owned()), ("megabytes", (LARGEST >> 20).to_string())],
        ),
        s: work.shell(Step::Files, errors)?,
    }
    .show_as(code)
}

pub(super) fn take(work: &mut Work<'_>, form: &Uploaded) -> Errors {
    let say = work.visit.say();
    let mut errors = Errors::new();
    for (_, file) in &form.files {
        if work.claim.files.len() >= MOST {
            errors.push(("file".to_owned(), say.t("claim-files-many")));
            break;
        }
        work.claim.files.push(Annex { what: form.get("what").to_owned(), file: file.clone() });
    }
    for (_, name, refused) in &form.refused {
        let message = match refused {
            Refused::Empty => "claim-file-empty",
            Refused::TooLarge => "claim-file-large",
            Refused::Kind => "claim-file-kind",
            Refused::Unclean => "claim-file-unclean",
        };
        let values = [("name", name.clone()), ("megabytes", (LARGEST >> 20).to_string())];
        errors.push(("file".to_owned(), say.n(message, &values)));
    }
    let less = form.get("do").strip_prefix("less-").and_then(|n| n.parse::<usize>().ok());
    if let Some(n) = less.filter(|n| *n < work.claim.files.len()) {
        work.claim.files.remove(n);
    }
    if form.get("do") == "more" && form.files.is_empty() && errors.is_empty() {
        errors.push(("file".to_owned(), say.t("claim-file-none")));
    }
    errors
}
