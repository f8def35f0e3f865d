//! The fields of a step's form, made from what the step asks for.

use super::lists::{Lists, Option_};
use super::read::Typed;
use crate::error::ApiError;
use tarazy_procedure::asks::{Ask, Member, asks};
use tarazy_procedure::events::PartyNo;
use tarazy_procedure::{Instance, Offer, PartyRole, Step, Subject, Who};

/// A field as the template shows it.
pub(super) struct Field {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) shape: Shape,
    pub(super) value: String,
    /// The empty line of a list that opens.
    pub(super) first: String,
}

/// Something to choose.
pub(super) struct Pick {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// What a field looks like.
pub(super) enum Shape {
    /// One of many, from a list that opens.
    Select(Vec<Pick>),
    /// One of a few.
    Radios(Vec<Pick>),
    /// None or more.
    Checks(Vec<Pick>),
    /// A line of text, with the kind of input and of what is filled in by itself.
    Text(&'static str, &'static str),
    /// A long text.
    Area,
    /// What several fields belong to.
    Heading,
}

/// The fields of a person, with the kind of input each has.
pub(super) const PERSON: [(&str, &str); 8] = [
    ("name", "text"),
    ("iin", "text"),
    ("bin", "text"),
    ("born", "date"),
    ("address", "text"),
    ("phone", "tel"),
    ("email", "email"),
    ("bank", "text"),
];

/// Makes fields.
pub(super) struct Maker<'a> {
    pub(super) lists: Lists<'a>,
    pub(super) offer: &'a Offer,
    /// The parties for whom the visitor may speak; empty where he may name any.
    pub(super) own: &'a [PartyNo],
    /// What was typed into a field before.
    pub(super) typed: &'a dyn Typed,
}

impl Maker<'_> {
    /// All fields of the step.
    ///
    /// # Errors
    /// If the papers to choose from cannot be read.
    pub(super) fn fields(&self) -> Result<Vec<Field>, ApiError> {
        let members = asks(self.offer.step);
        let asks_paper = members.iter().any(|member| member.ask == Ask::Document);
        let papers = if asks_paper { self.lists.documents()? } else { Vec::new() };
        Ok(members.iter().flat_map(|member| self.of(member, &papers)).collect())
    }

    fn of(&self, member: &Member, papers: &[Option_]) -> Vec<Field> {
        let name = member.name;
        let say = self.lists.say;
        let select = |options: Vec<Option_>| {
            let picks = sole(self.picks(name, options), member.is_optional);
            vec![self.field(name, name, Shape::Select(picks), member.is_optional)]
        };
        let text = |id: &str, kind| self.field(id, id, Shape::Text(kind, "off"), member.is_optional);
        match member.ask {
            Ask::Party => select(self.parties(member.is_optional)),
            // What the step is about, or a hearing that a notice may be about.
            Ask::Hearing if member.is_optional => select(self.due_hearings()),
            Ask::Hearing | Ask::Motion | Ask::Securing | Ask::Appeal | Ask::Notice => {
                select(self.lists.subjects(&self.offer.about))
            }
            Ask::Ways => {
                let shape = Shape::Checks(self.picks(name, self.lists.grounds(&["notice-channel"])));
                vec![self.field(name, name, shape, false)]
            }
            Ask::Judge if self.offer.step == Step::DecideRecusal => {
                select(self.lists.subjects(&self.offer.about))
            }
            Ask::Judge => select(self.lists.bench()),
            Ask::Ground(lists) => select(self.lists.grounds(lists)),
            Ask::Grounds(list) => {
                let shape = Shape::Checks(self.picks(name, self.lists.grounds(&[list])));
                vec![self.field(name, name, shape, true)]
            }
            Ask::Choice(words) => {
                let is_appeal = self.lists.opened.case.instance() == Instance::Appeal;
                // What belongs to the other instance is no choice.
                let fits = |word: &&&str| match **word {
                    "appeal" | "resolution" => is_appeal,
                    "preliminary" | "trial" | "decision" => !is_appeal,
                    _ => true,
                };
                let words = words.iter().filter(fits);
                let options = words.map(|w| ((*w).to_owned(), say.of("choice-", w))).collect();
                let picks = sole(self.picks(name, options), member.is_optional);
                vec![self.field(name, name, Shape::Radios(picks), member.is_optional)]
            }
            Ask::Category => select(self.lists.categories()),
            Ask::Document => select(papers.to_vec()),
            Ask::Day => vec![text(name, "date")],
            Ask::Moment => self.moment(name, name),
            Ask::Number => vec![text(name, "number")],
            Ask::Code | Ask::Name | Ask::Money | Ask::Case => vec![text(name, "text")],
            Ask::Flag => {
                let options = ["yes", "no"].map(|w| (w.to_owned(), say.of("choice-", w))).to_vec();
                vec![self.field(name, name, Shape::Radios(self.picks(name, options)), member.is_optional)]
            }
            Ask::Person => self.person(member),
            Ask::NewHearing => self.new_hearing(name),
        }
    }

    pub(super) fn field(&self, id: &str, word: &str, shape: Shape, is_optional: bool) -> Field {
        let say = self.lists.say;
        let word = word.replace('_', "-");
        let own = format!("ask-{}-{word}", self.offer.step.word());
        let found = |key: &str| crate::language::find::<&str, &str>(say.0, key, &[]);
        let label = found(&own).or_else(|| found(&format!("ask-{word}"))).unwrap_or(word.clone());
        let hint = found(&format!("{own}-hint")).or_else(|| found(&format!("ask-{word}-hint")));
        let label = if is_optional && !matches!(shape, Shape::Checks(_)) {
            say.a("work-optional", "label", &label)
        } else {
            label
        };
        let is_chosen = |picks: &[Pick]| picks.iter().any(|pick| pick.chosen);
        let first = match &shape {
            Shape::Select(picks) if is_optional || !is_chosen(picks) => say.t("claim-choose"),
            _ => String::new(),
        };
        let (hint, value) = (hint.unwrap_or_default(), self.typed.one(id));
        Field { id: id.to_owned(), label, hint, shape, value, first }
    }

    /// Options with what was chosen.
    fn picks(&self, id: &str, options: Vec<Option_>) -> Vec<Pick> {
        let chosen = self.typed.all(id);
        let pick = |(value, label): Option_| Pick { chosen: chosen.contains(&value), value, label };
        options.into_iter().map(pick).collect()
    }

    fn parties(&self, is_optional: bool) -> Vec<Option_> {
        let case = &self.lists.opened.case;
        let is_own =
            |n: PartyNo| self.offer.step.who() != Who::Party || self.own.is_empty() || self.own.contains(&n);
        let offered = self.lists.subjects(&self.offer.about);
        let all: Vec<Option_> = if is_optional || offered.is_empty() {
            case.present().filter_map(|(n, _)| Some((n.to_string(), self.lists.party(n)?))).collect()
        } else {
            offered
        };
        all.into_iter().filter(|(n, _)| n.parse().is_ok_and(|n| is_own(PartyNo(n)))).collect()
    }

    fn due_hearings(&self) -> Vec<Option_> {
        let due: Vec<Subject> =
            self.lists.opened.case.due_hearings().map(|(n, _)| Subject::Hearing(n)).collect();
        self.lists.subjects(&due)
    }

    fn moment(&self, id: &str, word: &str) -> Vec<Field> {
        let day = self.field(&format!("{id}-day"), &format!("{word}-day"), Shape::Text("date", "off"), false);
        let time =
            self.field(&format!("{id}-time"), &format!("{word}-time"), Shape::Text("time", "off"), false);
        vec![day, time]
    }

    fn person(&self, member: &Member) -> Vec<Field> {
        let name = member.name;
        let mut fields = vec![self.field(name, &format!("{name}-person"), Shape::Heading, false)];
        if self.offer.step == Step::JoinParty {
            let roles = [PartyRole::Claimant, PartyRole::Respondent, PartyRole::ThirdPerson];
            let option = |role: PartyRole| {
                (role_word(role).to_owned(), self.lists.say.t(super::lists::role_key(role)))
            };
            let id = format!("{name}-role");
            let shape = Shape::Radios(self.picks(&id, roles.map(option).to_vec()));
            fields.push(self.field(&id, "person-role", shape, false));
        }
        fields.extend(PERSON.map(|(of, kind)| {
            let shape = Shape::Text(kind, "off");
            self.field(&format!("{name}-{of}"), &format!("person-{of}"), shape, of != "name")
        }));
        fields
    }

    fn new_hearing(&self, name: &str) -> Vec<Field> {
        let mut fields = self.moment(&format!("{name}-at"), "at");
        let text = |id: &str, word: &str, kind| {
            self.field(&format!("{name}-{id}"), word, Shape::Text(kind, "off"), false)
        };
        fields.push(text("minutes", "minutes", "number"));
        fields.push(text("room", "room", "text"));
        fields
    }
}

/// What leaves no choice is chosen.
fn sole(mut picks: Vec<Pick>, is_optional: bool) -> Vec<Pick> {
    if let [only] = picks.as_mut_slice() {
        only.chosen |= !is_optional;
    }
    picks
}

/// The word of a party's role in forms.
pub(super) fn role_word(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Claimant => "claimant",
        PartyRole::Respondent => "respondent",
        PartyRole::ThirdPerson => "third-person",
    }
}
