//! The committed files of the law, article by article; what the loader refuses; and that nothing makes it panic.
#![expect(clippy::unwrap_used, reason = "a step of a test that fails ends the test")]

mod articles;
mod calendar;
mod claims;
mod deadline_properties;
mod deadlines;
mod faults;
mod imported;
mod minutes;
mod oracle;
mod schema;
mod versions;

use std::sync::OnceLock;
use tarazy_law::{Law, LawErrors, LawFile};

/// The law of Kazakhstan, read once.
fn kz() -> &'static Law {
    static LAW: OnceLock<Law> = OnceLock::new();
    LAW.get_or_init(|| tarazy_law::kazakhstan().unwrap())
}

/// A law of one file.
fn load(text: &str) -> Result<Law, LawErrors> {
    Law::load(&[LawFile { name: "x.toml", bytes: text.as_bytes() }])
}

/// The least that a law needs, to which tests add.
const LEAST: &str = r#"
law = { id = "t", name = { kk = "а", ru = "б", en = "c" }, note = { kk = "а", ru = "б", en = "c" } }
[[policy]]
version = "1"
beta256 = 128
mean_weight = 1000000
panel_share = 500
heavy_factor = 8
pool_min = 3
refile_months = 24
notice_days = 3
from = 2020-01-01
cite = "c"
source = "s"
mark = "L"
text = { kk = "а", ru = "б", en = "c" }
[[timing]]
delta = 60
guard = 20
commit_max = 60
reveal_max = 120
result_max = 300
fallback = 300
beacon_down = 3600
closed_batch = 3600
from = 2020-01-01
cite = "c"
source = "s"
mark = "L"
text = { kk = "а", ru = "б", en = "c" }
[[numbering]]
site = 0
first = 1
from = 2020-01-01
cite = "c"
source = "s"
mark = "L"
text = { kk = "а", ru = "б", en = "c" }
"#;

/// A rule of a section with its own members and dates.
fn rule(section: &str, members: &str, dates: &str) -> String {
    format!(
        "[[{section}]]\n{members}\n{dates}\ncite = \"c\"\nsource = \"s\"\nmark = \"V\"\ntext = {{ kk = \"а\", ru = \"б\", en = \"c\" }}\n"
    )
}

/// [`LEAST`] and one rule of every kind that a draw needs, from 2020 on.
fn whole() -> String {
    let from = "from = 2020-01-01";
    let mut text = String::from(LEAST);
    text += &rule("category", "code = \"c1\"\nweight = 5\nprocedure = \"civil\"", from);
    text += &rule("bench", "procedure = \"first\"\nseats = 1\nreserves = 0", from);
    text += &rule("refund", "stage = \"assigned\"\nshare = 900", from);
    for list in ["late", "redraw"] {
        text += &rule("cause", &format!("list = \"{list}\"\ncode = \"x\"\nclass = \"absent\""), from);
    }
    for list in ["void", "nonrandom"] {
        text += &rule("cause", &format!("list = \"{list}\"\ncode = \"x\""), from);
    }
    text
}
