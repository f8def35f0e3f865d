//! A sentence as data: the name of a message in `locales/*/law.ftl` and its arguments, so that this room can speak every
//! language without knowing one. Arguments may be sentences themselves.

/// Arguments of a message in words.
pub type InWords<'a> = [(&'a str, String)];

/// One message with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Name of the message.
    pub key: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, Arg)>,
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Text in the reader's language already.
    Text(String),
    /// A message whose words are put in.
    Said(Said),
}

impl Said {
    pub(crate) fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.args.push((name, Arg::Text(text.into())));
        self
    }

    pub(crate) fn and(mut self, name: &'static str, said: Said) -> Self {
        self.args.push((name, Arg::Said(said)));
        self
    }

    /// The words of the message, by a function that finds a message of a name with arguments in words.
    pub fn in_words(&self, find: &dyn Fn(&str, &InWords<'_>) -> String) -> String {
        let args: Vec<(&str, String)> = self
            .args
            .iter()
            .map(|(name, arg)| match arg {
                Arg::Text(text) => (*name, text.clone()),
                Arg::Said(said) => (*name, said.in_words(find)),
            })
            .collect();
        find(self.key, &args)
    }
}
