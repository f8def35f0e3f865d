//! Errors that a person of the court reads: the id of a message in `locales/<lang>/base.ftl` and its variables.

/// Something with a translated message. `Display` is the English line for operators' logs; this is for the screen.
pub trait Message {
    /// Id of the message in the language files.
    fn key(&self) -> &'static str;

    /// Variables of the message, by name. Never personal data.
    fn args(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
