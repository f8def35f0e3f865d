//! `tarazy law show`: every version of a rule, whatever its kind.

use crate::cli::Cli;
use crate::failure::Failure;
use serde_json::json;
use tarazy_base::Lang;
use tarazy_law::{Law, Listed};

/// Runs the command.
///
/// # Errors
/// A failure if no rule has the code; it names rules whose code is like it.
pub(crate) fn run(cli: &Cli, code: &str) -> Result<(), Failure> {
    let (law, _zone) = super::applied(cli)?;
    let listed = law.listed();
    let found: Vec<&Listed<'_>> = listed.iter().filter(|rule| rule.key == code).collect();
    if found.is_empty() {
        return Err(Failure::not_done(unknown(&law, code)));
    }
    for rule in found {
        if cli.json {
            println!("{}", as_json(rule));
        } else {
            print(rule, cli.lang);
        }
    }
    Ok(())
}

fn unknown(law: &Law, code: &str) -> String {
    let mut like: Vec<String> = law
        .listed()
        .iter()
        .map(|rule| rule.key.to_owned())
        .filter(|key| !key.is_empty() && near(key, code))
        .collect();
    like.dedup();
    like.truncate(8);
    let hint = if like.is_empty() { String::new() } else { format!(" (there are: {})", like.join(", ")) };
    format!("no rule has the code {code:?}{hint}")
}

/// One code holds the other, or they begin with the same four letters.
fn near(key: &str, code: &str) -> bool {
    let begins = key.chars().zip(code.chars()).take_while(|(a, b)| a == b).count() >= 4;
    begins || key.contains(code) || code.contains(key)
}

fn print(rule: &Listed<'_>, lang: Lang) {
    println!("{} {}: {}", rule.section, rule.key, rule.text.get(lang));
    let to = rule.to.map(|to| format!(" to {to}")).unwrap_or_default();
    let known = rule.known.map(|known| format!(", known since {known}")).unwrap_or_default();
    println!("  in force from {}{to}{known}", rule.from);
    println!("  {}", rule.cite);
    println!("  mark {}: {}", rule.certainty.as_str(), rule.source);
    println!("  {}:{}", rule.file, rule.line);
}

fn as_json(rule: &Listed<'_>) -> serde_json::Value {
    json!({
        "section": rule.section,
        "key": rule.key,
        "from": rule.from.to_string(),
        "to": rule.to.map(|to| to.to_string()),
        "known": rule.known.map(|known| known.to_string()),
        "cite": rule.cite,
        "source": rule.source,
        "mark": rule.certainty.as_str(),
        "text": { "kk": rule.text.kk, "ru": rule.text.ru, "en": rule.text.en },
        "file": rule.file,
        "line": rule.line,
    })
}
