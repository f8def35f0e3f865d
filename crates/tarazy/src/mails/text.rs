//! What a mail says: the six elements of ГПК 128(2) where the court's are known, else that something waits.

use super::Line;
use crate::commands::case::show;
use crate::failure::Failure;
use crate::texts::Texts;
use tarazy_base::{Instant, Lang};
use tarazy_procedure::notice::{About, Notice};
use tarazy_procedure::{Case, PartyRole};
use tarazy_registry::notices::Became;
use tarazy_store::Reader;

/// The language of the proceedings.
pub(super) fn language(case: &Case) -> Lang {
    if case.language.as_deref() == Some("ru") { Lang::Ru } else { Lang::Kk }
}

impl Line {
    /// The text, and what it is if the server takes it.
    pub(super) fn text(
        &self,
        reader: &mut dyn Reader,
        case: &Case,
        notice: &Notice,
    ) -> Result<(String, Became), Failure> {
        let (lang, site) = (language(case), &self.settings.site);
        let texts = Texts::new(lang);
        let url = match &case.number {
            Some(number) => format!("{site}/{}/case/{number}", lang.as_str()),
            None => format!("{site}/{}", lang.as_str()),
        };
        let (code, hint) = (&case.filing.body.court, texts.with("mail-hint", &[("url", url.clone())]));
        let party = notice.party.place().and_then(|n| case.parties.get(n)).map(|p| &p.party);
        let (Some(known), Some(party), Some(number)) = (self.settings.court(code), party, &case.number)
        else {
            return Ok((format!("{hint}\n"), Became::Hinted));
        };
        let court = show::court(reader, code)?;
        let capacity = texts.say(match party.role {
            PartyRole::Claimant => "capacity-claimant",
            PartyRole::Respondent => "capacity-respondent",
            PartyRole::ThirdPerson => "capacity-third-person",
        });
        let addressee = notice.representative.as_ref().map_or(&party.name, |name| &name.0).clone();
        let about = [("addressee", addressee), ("case", number.clone()), ("capacity", capacity)];
        let mut lines = Vec::new();
        match notice.about {
            About::Hearing(hearing, at) => {
                lines.push(texts.with("mail-call", &about));
                let time = Instant::from_ms(at).map_err(Failure::not_done)?.format(court.zone()?, lang);
                let room = case.hearing(hearing).map(|h| h.room.clone()).unwrap_or_default();
                lines.push(texts.with("mail-time", &[("time", time), ("room", room)]));
            }
            About::Act(_) => lines.push(texts.with("mail-act", &about)),
        }
        let place = format!("{}, {}", show::name(&court, lang), known.address);
        lines.push(texts.with("mail-court", &[("court", place)]));
        lines.push(texts.with("mail-see", &[("url", url)]));
        let enter = format!("{site}/{}/enter", lang.as_str());
        lines.push(texts.with("mail-enter", &[("url", enter)]));
        lines.push(texts.with("mail-sender", &[("sender", known.officer.clone())]));
        Ok((lines.join("\n") + "\n", Became::Accepted))
    }
}
