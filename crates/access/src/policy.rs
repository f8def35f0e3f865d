//! Who may do what: Cedar policies in `policies/`, decided at one place. What no policy permits is denied.
//!
//! Each policy has an id, which the audit keeps, and a citation. Whether somebody may know that a thing exists is an action of its
//! own: who may not is answered as if there were none.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicyId, PolicySet, Request,
    RestrictedExpression, Schema,
};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr as _;

/// The policies, by the names of their files.
const FILES: [(&str, &str); 3] = [
    ("cases.cedar", include_str!("../../../policies/cases.cedar")),
    ("courts.cedar", include_str!("../../../policies/courts.cedar")),
    ("installation.cedar", include_str!("../../../policies/installation.cedar")),
];
const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Know that a case exists.
    KnowCase,
    /// See its public page.
    SeePublicPage,
    /// Read its documents.
    ReadDocuments,
    /// Register it.
    Register,
    /// Write drafts in it.
    WriteDrafts,
    /// Decide it.
    Decide,
    /// Decide what cannot wait for the judge of the case.
    DecideUrgent,
    /// Sign the protocol of a hearing.
    KeepProtocol,
    /// Keep its file: copies, papers, closing, archive.
    KeepFile,
    /// Take the steps of a party.
    TakePart,
    /// File a claim at a court.
    FileClaim,
    /// See what came in at a court.
    SeeInbox,
    /// See how the work is shared.
    SeeLoad,
    /// Decide recusals.
    DecideRecusals,
    /// Use one's own account.
    UseAccount,
    /// Keep people and roles.
    ManagePeople,
    /// Read the audit.
    ReadAudit,
    /// Read how the installation stands: rules, keys, witnesses, jobs.
    ReadSystem,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::KnowCase,
        Self::SeePublicPage,
        Self::ReadDocuments,
        Self::Register,
        Self::WriteDrafts,
        Self::Decide,
        Self::DecideUrgent,
        Self::KeepProtocol,
        Self::KeepFile,
        Self::TakePart,
        Self::FileClaim,
        Self::SeeInbox,
        Self::SeeLoad,
        Self::DecideRecusals,
        Self::UseAccount,
        Self::ManagePeople,
        Self::ReadAudit,
        Self::ReadSystem,
    ];

    /// Its name in the policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KnowCase => "know a case",
            Self::SeePublicPage => "see the public page",
            Self::ReadDocuments => "read documents",
            Self::Register => "register",
            Self::WriteDrafts => "write drafts",
            Self::Decide => "decide",
            Self::DecideUrgent => "decide what cannot wait",
            Self::KeepProtocol => "sign the protocol",
            Self::KeepFile => "keep the file",
            Self::TakePart => "act as a party",
            Self::FileClaim => "file a claim",
            Self::SeeInbox => "see the chancery's inbox",
            Self::SeeLoad => "see load and balance",
            Self::DecideRecusals => "decide recusals",
            Self::UseAccount => "use own account",
            Self::ManagePeople => "manage people",
            Self::ReadAudit => "read audit",
            Self::ReadSystem => "read the system",
        }
    }
}

/// Who asks, in the role in which he acts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// His id; empty for nobody.
    pub person: String,
    /// His role.
    pub role: Option<crate::Role>,
    /// Its court.
    pub court: Option<String>,
}

/// A case, as far as it matters who may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFacts {
    /// Its stream.
    pub id: String,
    /// Its court.
    pub court: String,
    /// It has a number.
    pub is_registered: bool,
    /// It is closed to the public.
    pub is_closed: bool,
    /// Ids of parties and representatives.
    pub parties: Vec<String>,
    /// Ids of its judges, assistants and secretary.
    pub bench: Vec<String>,
    /// Ids of the judges on duty today in its court.
    pub duty: Vec<String>,
    /// Ids of judges who may not sit.
    pub recused: Vec<String>,
}

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// The installation.
    Installation,
    /// A court, by its code.
    Court(String),
    /// The account of a person.
    Account(String),
    /// A case.
    Case(CaseFacts),
}

/// What was decided, and by which policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// True if he may.
    pub may: bool,
    /// Ids of the policies that say so.
    pub by: Vec<String>,
}

/// The policies cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policies: {0}")]
pub struct PolicyFault(String);

fn fault(cause: impl fmt::Display) -> PolicyFault {
    PolicyFault(cause.to_string())
}

/// All policies, with the one place that decides.
pub struct Policies {
    policies: PolicySet,
    schema: Schema,
    authorizer: Authorizer,
}

impl Policies {
    /// The policies of the program.
    ///
    /// # Errors
    /// [`PolicyFault`] if a file was changed and does not hold together; a test keeps the committed files right.
    pub fn load() -> Result<Self, PolicyFault> {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).map_err(fault)?;
        let mut policies = PolicySet::new();
        for (file, text) in FILES {
            let read = PolicySet::from_str(text).map_err(|e| fault(format!("{file}: {e}")))?;
            for policy in read.policies() {
                let id =
                    policy.annotation("id").ok_or_else(|| fault(format!("{file}: a policy without @id")))?;
                if policy.annotation("cite").is_none() {
                    return Err(fault(format!("{file}: {id}: no @cite")));
                }
                policies.add(policy.new_id(PolicyId::new(id))).map_err(|e| fault(format!("{file}: {e}")))?;
            }
        }
        Ok(Self { policies, schema, authorizer: Authorizer::new() })
    }

    /// Decides. What cannot be decided is denied.
    ///
    /// # Errors
    /// [`PolicyFault`] if the question does not fit the schema, which is a mistake of the program.
    pub fn decide(&self, who: &Who, action: Action, thing: &Thing) -> Result<Decided, PolicyFault> {
        let world = World::of(who, thing)?;
        let action = uid("Action", action.as_str())?;
        let schema = Some(&self.schema);
        let request =
            Request::new(uid("Person", &who.person)?, action, world.thing, Context::empty(), schema);
        let request = request.map_err(fault)?;
        let entities = Entities::from_entities(world.entities, schema).map_err(fault)?;
        let answer = self.authorizer.is_authorized(&request, &self.policies, &entities);
        if let Some(error) = answer.diagnostics().errors().next() {
            return Err(fault(error));
        }
        let mut by: Vec<String> = answer.diagnostics().reason().map(ToString::to_string).collect();
        by.sort();
        Ok(Decided { may: answer.decision() == Decision::Allow, by })
    }
}

/// The entities of one question.
struct World {
    entities: Vec<Entity>,
    thing: EntityUid,
}

impl World {
    fn of(who: &Who, thing: &Thing) -> Result<Self, PolicyFault> {
        let parents: HashSet<EntityUid> =
            who.role.iter().map(|role| uid("Role", role.as_str())).collect::<Result<_, _>>()?;
        let mut about = HashMap::new();
        if let Some(court) = &who.court {
            about.insert("court".to_owned(), reference("Court", court)?);
        }
        let person = Entity::new(uid("Person", &who.person)?, about, parents).map_err(fault)?;
        let (entity, thing) = entity_of(thing)?;
        Ok(Self { entities: std::iter::once(person).chain(entity).collect(), thing })
    }
}

fn entity_of(thing: &Thing) -> Result<(Option<Entity>, EntityUid), PolicyFault> {
    let (id, about) = match thing {
        Thing::Installation => return Ok((None, uid("Installation", "this")?)),
        Thing::Court(code) => return Ok((None, uid("Court", code)?)),
        Thing::Account(person) => {
            (uid("Account", person)?, HashMap::from([("owner".to_owned(), reference("Person", person)?)]))
        }
        Thing::Case(case) => (uid("Case", &case.id)?, about_case(case)?),
    };
    let entity = Entity::new(id.clone(), about, HashSet::new()).map_err(fault)?;
    Ok((Some(entity), id))
}

fn about_case(case: &CaseFacts) -> Result<HashMap<String, RestrictedExpression>, PolicyFault> {
    let people = |ids: &[String]| -> Result<RestrictedExpression, PolicyFault> {
        let all: Result<Vec<_>, _> = ids.iter().map(|id| reference("Person", id)).collect();
        Ok(RestrictedExpression::new_set(all?))
    };
    Ok(HashMap::from([
        ("court".to_owned(), reference("Court", &case.court)?),
        ("registered".to_owned(), RestrictedExpression::new_bool(case.is_registered)),
        ("closed".to_owned(), RestrictedExpression::new_bool(case.is_closed)),
        ("parties".to_owned(), people(&case.parties)?),
        ("bench".to_owned(), people(&case.bench)?),
        ("duty".to_owned(), people(&case.duty)?),
        ("recused".to_owned(), people(&case.recused)?),
    ]))
}

fn reference(kind: &str, id: &str) -> Result<RestrictedExpression, PolicyFault> {
    Ok(RestrictedExpression::new_entity_uid(uid(kind, id)?))
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, PolicyFault> {
    let kind = kind.parse().map_err(fault)?;
    Ok(EntityUid::from_type_name_and_id(kind, cedar_policy::EntityId::new(id)))
}

#[cfg(test)]
mod tests;
