//! What the sections of a file may hold, as data: for an editor that completes and checks while a lawyer writes. The reader
//! decides; a test holds this table to it, member by member.

use crate::shelf::SECTIONS as READ;

/// The value of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// An identifier: Latin letters, digits, `.`, `_`, `-`.
    Id,
    /// A text of a form of its own, by a regular expression.
    Like(&'static str),
    /// A whole number within bounds.
    Int(i64, i64),
    /// `true` or `false`.
    Flag,
    /// A day, without quotes.
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text in Kazakh, Russian and English.
    Text3,
    /// A list of identifiers.
    Ids,
    /// A list of some of these words.
    Words(&'static [&'static str]),
    /// A list of tables with these members, each of which must be there.
    Tables(&'static [(&'static str, Form)]),
}

/// A member of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub form: Form,
    /// A rule without it is refused.
    pub required: bool,
    /// A value as it stands in a file.
    pub example: &'static str,
    /// It must be there where another member is one of these words, and must not be there otherwise.
    pub only_with: Option<(&'static str, &'static [&'static str])>,
}

/// A section: a kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Its name: `[[name]]`.
    pub name: &'static str,
    /// Its own members, beside those of every rule.
    pub members: &'static [Member],
    /// Exactly one of these members must be there; empty where there is no such choice.
    pub one_of: &'static [&'static str],
    /// Its rules must say since when they are known.
    pub dated: bool,
}

const fn need(name: &'static str, form: Form, example: &'static str) -> Member {
    Member { name, form, required: true, example, only_with: None }
}

const fn may(name: &'static str, form: Form, example: &'static str) -> Member {
    Member { name, form, required: false, example, only_with: None }
}

const fn dated(name: &'static str, members: &'static [Member]) -> Section {
    Section { name, members, one_of: &[], dated: true }
}

const fn section(name: &'static str, members: &'static [Member]) -> Section {
    Section { name, members, one_of: &[], dated: false }
}

const CODE: Member = need("code", Form::Id, "\"example\"");
const SECONDS: Form = Form::Int(1, 604_800);
const WEIGHT: Form = Form::Int(1, crate::kinds::MAX_WEIGHT);
const PROCEDURE: Form = Form::Word(&["criminal", "civil", "offence", "administrative"]);
const CLOCK: Form = Form::Like("^([01][0-9]|2[0-3]):[0-5][0-9]$");
const NAME: Form = Form::Text3;
const IN_THREE: &str = "{ kk = \"а\", ru = \"б\", en = \"c\" }";
const DAY: &str = "2026-01-02";
const WEEK: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const LENGTH: &str = "^([1-9][0-9]* (working days?|full days?|days?|months?|years?|hours?)|at once|same day|by the court|after [A-Za-z0-9][A-Za-z0-9._-]*)$";
const PLACE: &str = "^[0-9]{1,4}(-[0-9]{1,4})?(\\([0-9]{1,4}(-[0-9]{1,4})?\\)|\\(\\)(?=\\())?(\\([0-9]{1,4}(-[0-9]{1,4})?\\))?$";

/// The members of every rule. One of `cite`, or `act` with `at`, must be there; `known` where the section is dated.
pub const COMMON: &[Member] = &[
    need("from", Form::Date, DAY),
    may("to", Form::Date, "2027-01-01"),
    may("known", Form::Date, DAY),
    may("cite", Form::Text, "\"a document\""),
    may("act", Form::Id, "\"gpk\""),
    may("at", Form::Like(PLACE), "\"150(1)\""),
    need("source", Form::Text, "\"where it was read\""),
    need("mark", Form::Word(&["V", "S", "M", "L"]), "\"L\""),
    need("text", NAME, IN_THREE),
    may("after_gap", Form::Flag, "true"),
];

/// The members of the head `[law]`, which is no rule.
pub const HEAD: &[Member] = &[
    need("id", Form::Id, "\"kz\""),
    need("name", NAME, IN_THREE),
    need("note", NAME, IN_THREE),
    may("imported", Form::Flag, "true"),
];

/// Every section of rules.
pub const SECTIONS: &[Section] = &[
    section(
        "category",
        &[
            CODE,
            need("weight", WEIGHT, "1000000"),
            may("closed", Form::Flag, "true"),
            need("procedure", PROCEDURE, "\"civil\""),
        ],
    ),
    section(
        "bench",
        &[
            need("procedure", Form::Id, "\"first\""),
            need("seats", Form::Int(1, 99), "3"),
            need("reserves", Form::Int(0, 99), "0"),
        ],
    ),
    section(
        "recusal",
        &[
            CODE,
            need("conflict", Form::Id, "\"kinship\""),
            may("unconditional", Form::Flag, "true"),
            may("between_judges", Form::Flag, "true"),
        ],
    ),
    section(
        "cause",
        &[
            need("list", Form::Word(&["late", "redraw", "void", "nonrandom", "open", "close"]), "\"void\""),
            CODE,
            may("by_rule", Form::Flag, "true"),
            Member {
                only_with: Some(("list", &["late", "redraw"])),
                ..may(
                    "class",
                    Form::Word(&["absent", "ended", "excluded-by-law", "remand", "void"]),
                    "\"absent\"",
                )
            },
        ],
    ),
    section(
        "kind",
        &[
            need("kind", Form::Like("^[0-9]\\p{L}{0,2}$"), "\"2\""),
            need("procedure", PROCEDURE, "\"civil\""),
            need("instance", Form::Word(&["first", "appeal", "cassation", "supreme"]), "\"first\""),
        ],
    ),
    section(
        "numbering",
        &[need("site", Form::Int(0, 99), "0"), need("first", Form::Int(1, 999_999_999), "1")],
    ),
    section("refund", &[need("stage", Form::Id, "\"filed\""), need("share", Form::Int(0, 1000), "500")]),
    section(
        "policy",
        &[
            need("version", Form::Id, "\"1\""),
            need("beta256", Form::Int(64, 192), "128"),
            need("mean_weight", WEIGHT, "2500000"),
            need("panel_share", Form::Int(0, 1000), "400"),
            need("heavy_factor", Form::Int(1, 1000), "8"),
            need("pool_min", Form::Int(2, 200), "3"),
            need("refile_months", Form::Int(0, 240), "24"),
            need("notice_days", Form::Int(0, 60), "3"),
            may("adopted", Form::Text, "\"a court rule\""),
        ],
    ),
    section(
        "timing",
        &[
            need("delta", SECONDS, "60"),
            need("guard", SECONDS, "20"),
            need("commit_max", SECONDS, "60"),
            need("reveal_max", SECONDS, "120"),
            need("result_max", SECONDS, "300"),
            need("fallback", SECONDS, "300"),
            need("beacon_down", SECONDS, "3600"),
            need("closed_batch", SECONDS, "3600"),
        ],
    ),
    section(
        "notifying",
        &[
            need("code_days", Form::Int(1, 366), "90"),
            need("try_days", Form::Int(1, 60), "5"),
            need("unknown_most", Form::Int(1, 20), "3"),
        ],
    ),
    section(
        "subject",
        &[
            need("name", Form::Text, "\"Marca\""),
            CODE,
            need("weight_thousands", Form::Int(1, 1_000_000), "1000"),
        ],
    ),
    section(
        "class",
        &[need("name", Form::Text, "\"Ação\""), CODE, need("factor", Form::Int(1, 10_000), "1000")],
    ),
    dated(
        "act",
        &[
            CODE,
            need("short", NAME, IN_THREE),
            need("division", Form::Word(&["part", "paragraph"]), "\"part\""),
        ],
    ),
    dated("week", &[need("off", Form::Words(WEEK), "[\"saturday\", \"sunday\"]")]),
    dated("occasion", &[CODE]),
    dated(
        "calendar",
        &[
            need("year", Form::Int(1900, 2199), "2026"),
            may(
                "holidays",
                Form::Tables(&[("day", Form::Date), ("why", Form::Id)]),
                "[{ day = 2026-01-01, why = \"new-year\" }]",
            ),
            may("observed", Form::Tables(&[("day", Form::Date), ("of", Form::Date)]), "[]"),
            may("moved", Form::Tables(&[("off", Form::Date), ("work", Form::Date)]), "[]"),
        ],
    ),
    dated("hours", &[need("opens", CLOCK, "\"09:00\""), need("closes", CLOCK, "\"18:30\"")]),
    dated("event", &[CODE]),
    dated(
        "step",
        &[
            need("computing", Form::Id, "\"civil\""),
            need(
                "step",
                Form::Word(&[
                    "start",
                    "month-end",
                    "next-working-day",
                    "moment",
                    "midnight",
                    "closing",
                    "suspension",
                    "suspended-months",
                    "extension",
                    "restoration",
                ]),
                "\"start\"",
            ),
        ],
    ),
    dated(
        "limit",
        &[
            CODE,
            need("computing", Form::Id, "\"civil\""),
            need("length", Form::Like(LENGTH), "\"5 working days\""),
            need("event", Form::Id, "\"claim-received\""),
            need(
                "owner",
                Form::Word(&[
                    "court",
                    "chair",
                    "appeal",
                    "cassation",
                    "claimant",
                    "respondent",
                    "party",
                    "nobody",
                ]),
                "\"court\"",
            ),
            may("ends", Form::Word(&["midnight", "closing"]), "\"closing\""),
            may("begins", Form::Flag, "true"),
        ],
    ),
    dated("ground", &[need("list", Form::Id, "\"claim-return\""), CODE, may("remedy", NAME, IN_THREE)]),
    dated(
        "service",
        &[
            CODE,
            need("conclusion", Form::Word(&["proper", "deemed", "not"]), "\"proper\""),
            need("addressed", Form::Word(&["anybody", "person", "organisation"]), "\"anybody\""),
            may("channels", Form::Ids, "[\"email\"]"),
            may("origins", Form::Ids, "[\"given\"]"),
            may("evidence", Form::Ids, "[\"accepted\"]"),
            may("persons", Form::Ids, "[\"family\"]"),
            may("rebutted_by", Form::Ids, "[\"failed\"]"),
            may("repeat", Form::Flag, "true"),
        ],
    ),
    dated("unit", &[CODE, need("tenge", Form::Int(1, 1_000_000_000), "4325")]),
    Section {
        name: "fee",
        members: &[
            need("kind", Form::Id, "\"property\""),
            need("payer", Form::Word(&["person", "organisation"]), "\"person\""),
            need("unit", Form::Id, "\"mrp\""),
            may("per_mille", Form::Int(1, 1000), "10"),
            may("cap", Form::Int(1, 1_000_000), "10000"),
            may("thousandths", Form::Int(1, 10_000_000), "500"),
        ],
        one_of: &["per_mille", "thousandths"],
        dated: true,
    },
    dated("fact", &[CODE]),
    dated(
        "jurisdiction",
        &[
            CODE,
            need("instance", Form::Word(&["first", "appeal"]), "\"first\""),
            need("court", Form::Id, "\"district\""),
            need("order", Form::Int(1, 10_000), "1"),
            may("all", Form::Ids, "[\"child\"]"),
            may("none", Form::Ids, "[\"military\"]"),
        ],
    ),
    dated(
        "venue",
        &[
            CODE,
            need("place", Form::Id, "\"respondent\""),
            need("kind", Form::Word(&["general", "choice", "exclusive"]), "\"general\""),
            may("all", Form::Ids, "[\"consumer\"]"),
            may("none", Form::Ids, "[\"immovable\"]"),
        ],
    ),
];

/// The names of the sections that the reader knows, the head apart.
pub fn read_sections() -> &'static [&'static str] {
    READ
}
