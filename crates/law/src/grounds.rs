//! `[[ground]]`: closed lists of grounds and of what a paper must contain, each with its article and, where something can be
//! done about it, what. A list is a name; the procedure says which lists it asks for.

use crate::law::Law;
use crate::reader::Fields;
use crate::rule::{Kind, Rule};
use tarazy_base::{Date, Text3};

/// One ground of one closed list. The key is `list/code`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The list, such as `claim-return`.
    pub list: String,
    /// Code.
    pub code: String,
    /// What the person can do, where the law or the nature of the ground gives something.
    pub remedy: Option<Text3>,
}

impl Kind for Ground {
    const SECTION: &'static str = "ground";
    const DATED: bool = true;

    fn read(f: &mut Fields<'_, '_>) -> Option<(String, Self)> {
        let list = f.id("list");
        let code = f.id("code");
        let remedy = if f.has("remedy") { f.text3("remedy").map(Some) } else { Some(None) };
        let (list, code) = (list?, code?);
        Some((format!("{list}/{code}"), Self { list, code, remedy: remedy? }))
    }
}

impl Law {
    /// The grounds of a list that hold on a day, by what was known on another, in the order of their codes.
    pub fn grounds<'a>(
        &'a self,
        list: &'a str,
        day: Date,
        known: Date,
    ) -> impl Iterator<Item = &'a Rule<Ground>> {
        self.books.grounds.at(day, known).filter(move |ground| ground.list == list)
    }

    /// One ground of a list.
    pub fn ground(&self, list: &str, code: &str, day: Date, known: Date) -> Option<&Rule<Ground>> {
        self.books.grounds.get(&format!("{list}/{code}"), day, known)
    }
}
