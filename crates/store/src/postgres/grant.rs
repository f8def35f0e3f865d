//! Rights of the serving role.

use crate::batch::Part;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::tables::TABLES;
use std::borrow::Cow;

/// Gives the serving role what it needs: all on the truth but changing entries, reading the migrations, and making the
/// tables of the read models.
pub(crate) fn grant(engine: &mut dyn Engine, role: &str) -> Result<(), StoreError> {
    let role = quoted(role);
    let mut script =
        format!("GRANT USAGE, CREATE ON SCHEMA public TO {role}; GRANT SELECT ON migration TO {role};");
    for table in TABLES {
        let rights = if table.insert_only { "SELECT, INSERT" } else { "SELECT, INSERT, UPDATE, DELETE" };
        let name = table.name;
        script += &format!("REVOKE ALL ON {name} FROM {role}; GRANT {rights} ON {name} TO {role};");
    }
    engine.run_all(vec![Part::Script(Cow::Owned(script))])
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
