//! Words about people who sign in.

use clap::Subcommand;

/// People who sign in, their roles, and codes with which they choose their password and second factor.
#[derive(Debug, Subcommand)]
pub(crate) enum Person {
    /// Add somebody, with the name by which he will sign in
    Add {
        /// Login name: 3 to 64 small Latin letters, figures, dots, dashes, @; never an IIN
        login: String,
        /// What people call him
        #[arg(long)]
        name: String,
    },
    /// Give somebody a role from now on
    Grant {
        /// Login name
        login: String,
        /// citizen, lawyer, clerk, secretary, assistant, judge, chair or administrator
        role: String,
        /// Code of the court, for a role of a court
        #[arg(long)]
        court: Option<String>,
        /// Public id of the judge that he is, or for whom an assistant or a secretary works; several for these
        #[arg(long = "judge", value_name = "JUDGE")]
        judges: Vec<String>,
    },
    /// End a role of somebody
    End {
        /// Login name
        login: String,
        /// The role
        role: String,
        /// Code of the court, for a role of a court
        #[arg(long)]
        court: Option<String>,
    },
    /// Print a one-time code with which he chooses his password and second factor; give it to him in person
    Enrol {
        /// Login name
        login: String,
    },
    /// List people and the roles that they have now
    List,
}
