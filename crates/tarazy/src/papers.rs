//! Papers for the pages: what people type, set by the room `document`.

use tarazy_base::Lang;
use tarazy_document::paper::act::Matter;
use tarazy_document::paper::day::Day;
use tarazy_document::paper::summons::Officer;
use tarazy_document::paper::text::Text;
use tarazy_document::paper::{Body, CourtName, Paper, Standing, Tongue};
use tarazy_document::render::render;
use tarazy_web::papers::{NotMade, Papers, Typed};

/// Sets papers. They are marked as of a test authority until the installation has a recognised one.
pub(crate) struct Setter;

impl Papers for Setter {
    fn typed(&self, typed: &Typed) -> Result<Vec<u8>, NotMade> {
        render(&paper(typed)).map_err(|e| NotMade(e.to_string()))
    }
}

fn paper(typed: &Typed) -> Paper {
    let [claimants, respondents, third_persons] = typed.parties.clone();
    let (post, name) = typed.signature.clone();
    let text = Text {
        title: typed.title.clone(),
        on: typed.on.clone(),
        matter: Matter { claimants, respondents, third_persons, subject: typed.subject.clone() },
        paragraphs: paragraphs(&typed.text),
        signature: Officer { name, post },
    };
    Paper {
        lang: match typed.lang {
            Lang::Ru => Tongue::Ru,
            Lang::Kk | Lang::En => Tongue::Kk,
        },
        court: CourtName { name: typed.court.clone(), address: None, contacts: None, place: None },
        case: typed.case.clone(),
        standing: Standing::Demonstration,
        draft: false,
        public: false,
        made: Day(typed.made),
        id: typed.id.clone(),
        code: None,
        body: Body::Text(text),
    }
}

/// The paragraphs of a text: each line is one, and empty lines are none.
fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(lang: Lang, text: &str) -> Typed {
        Typed {
            lang,
            court: "Сынақ соты".into(),
            case: Some("7119-26-00-2/1".into()),
            title: "ҰЙҒАРЫМ".into(),
            on: Some("Талап қоюды соттың іс жүргізуіне қабылдау".into()),
            parties: [vec!["Сынақ Адам".into()], vec!["«Сынақ» ЖШС".into()], Vec::new()],
            subject: "Борышты өндіріп алу".into(),
            text: text.into(),
            signature: ("Судья".into(), "Ә. Қайратова".into()),
            made: tarazy_base::Date::constant(2026, 12, 1),
            id: "t1".into(),
        }
    }

    #[test]
    fn what_is_typed_becomes_a_document_whatever_is_typed() {
        for text in ["Сот анықтады.\n\nСот ұйғарды: #let x = 1; *қабылдансын* $a_b$ <script> \\ @b", "", "一"]
        {
            for lang in Lang::ALL {
                let pdf = Setter.typed(&typed(lang, text));
                // What the document's face has no sign for is refused, not left out.
                assert_eq!(pdf.is_ok(), text != "一", "{text}: {pdf:.200?}");
                assert!(pdf.is_err() || pdf.is_ok_and(|pdf| pdf.starts_with(b"%PDF-1.7")));
            }
        }
    }

    #[test]
    fn every_line_is_a_paragraph() {
        assert_eq!(paragraphs(" бір\n\n екі \r\nүш\n"), ["бір", "екі", "үш"]);
    }
}
