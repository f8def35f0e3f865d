//! The summons «Сотқа шақыру қағазы», with the ten elements that the Code of Civil Procedure asks for.

use super::day::Appointment;
use serde::{Deserialize, Serialize};

/// A summons. What is the same for everybody (evidence, rights and duties, who takes it for another, what follows if one does
/// not come: elements 6 to 9) stands in the template; the rest is here, and none of it may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summons {
    /// Whom it is for (element 1); the court is the paper's (2).
    pub addressee: Addressee,
    /// When and where (3).
    pub appointment: Appointment,
    /// Name of the case: who against whom, about what (4).
    pub matter: String,
    /// As whom he is called (5).
    pub capacity: Capacity,
    /// Who sends it and signs (10).
    pub sender: Officer,
    /// The code by which he enters the case for the first time.
    #[serde(default)]
    pub access_code: Option<String>,
    /// The page where he types it.
    #[serde(default)]
    pub enter_at: Option<String>,
}

/// Whom a summons is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    /// Surname, name, patronymic if there is one; or an organisation's name.
    pub name: String,
    /// Where he lives, or where it is.
    pub address: String,
}

/// As whom somebody is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// Талап қоюшы.
    Claimant,
    /// Жауапкер.
    Respondent,
    /// Үшінші тұлға.
    ThirdPerson,
    /// Өкіл.
    Representative,
    /// Куә.
    Witness,
    /// Сарапшы.
    Expert,
    /// Маман.
    Specialist,
    /// Аудармашы.
    Interpreter,
}

/// Somebody who acts for the court.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// Name.
    pub name: String,
    /// Post, in the language of the paper.
    pub post: String,
}
