//! Papers of every kind in both languages, read back by the programs of others.

use crate::peers::{qpdf_is_content, run, scan, standards};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tarazy_document::paper::Paper;
use tarazy_document::pdf::marks_of;
use tarazy_document::render::{RenderFault, fits_code, render};

/// All papers of the tests' data, by language and name.
pub(crate) fn papers() -> BTreeMap<String, Paper> {
    let mut papers = BTreeMap::new();
    for lang in ["kk", "ru"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(lang);
        for item in std::fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            let name = format!("{lang}-{}", path.file_stem().unwrap().to_str().unwrap());
            let paper = serde_json::from_slice(&std::fs::read(&path).unwrap());
            papers.insert(name, paper.unwrap_or_else(|e| panic!("{}: {e}", path.display())));
        }
    }
    papers
}

fn paper(name: &str) -> Paper {
    papers().remove(name).unwrap()
}

struct Rendered {
    folder: tempfile::TempDir,
    bytes: Vec<u8>,
}

impl Rendered {
    fn new(paper: &Paper) -> Self {
        let (folder, bytes) = (tempfile::tempdir().unwrap(), render(paper).unwrap());
        std::fs::write(folder.path().join("paper.pdf"), &bytes).unwrap();
        Self { folder, bytes }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("paper.pdf")
    }

    fn text(&self) -> String {
        let said = run(Command::new("pdftotext").arg("-raw").arg(self.file()).arg("-"));
        assert!(said.is_ok, "{said:?}");
        let lines = said.out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n").replace('\u{200b}', "")
    }
}

#[test]
fn every_paper_says_what_it_should_in_both_languages() {
    for (name, paper) in papers() {
        insta::assert_snapshot!(name, Rendered::new(&paper).text());
    }
}

#[test]
fn every_paper_is_archival_and_accessible_with_its_fonts_inside() {
    for (name, paper) in papers() {
        let rendered = Rendered::new(&paper);
        qpdf_is_content(&rendered.file());
        assert_eq!(standards(&rendered.file()), "2 A 1", "{name}");
        let fonts = run(Command::new("pdffonts").arg(rendered.file())).out;
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| row.contains("NotoSerif")), "{name}: {fonts}");
        // Columns: emb, sub, uni.
        assert!(
            rows.iter().all(|row| row.split_whitespace().filter(|word| *word == "yes").count() == 3),
            "{fonts}"
        );
    }
}

#[test]
fn every_kazakh_letter_comes_back() {
    let mut summons = paper("kk-summons");
    summons.court.name = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ёё № ₸ «»".to_owned();
    assert!(Rendered::new(&summons).text().contains("Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі Ёё № ₸ «»"));
}

#[test]
fn the_same_paper_gives_the_same_bytes_and_another_gives_others() {
    let one = paper("kk-decision");
    assert_eq!(render(&one).unwrap(), render(&one).unwrap());
    let mut other = one.clone();
    other.id = "another".to_owned();
    assert_ne!(render(&one).unwrap(), render(&other).unwrap());
}

#[test]
fn the_code_on_a_paper_is_read_by_a_camera() {
    for name in ["kk-summons", "ru-summons", "kk-receipt", "ru-receipt"] {
        let paper = paper(name);
        let rendered = Rendered::new(&paper);
        assert_eq!(scan(&rendered.file()), paper.code.unwrap(), "{name}");
    }
    let mut long = paper("kk-receipt");
    long.code = Some("q".repeat(5000));
    assert_eq!(render(&long), Err(RenderFault::Code(5000)));
    assert!(fits_code(&"q".repeat(1500)) && !fits_code(&"q".repeat(5000)));
}

#[test]
fn a_draft_and_a_demonstration_are_marked_on_every_page_and_for_programs() {
    let mut long = paper("kk-decision");
    long.draft = true;
    if let tarazy_document::paper::Body::Decision(decision) = &mut long.body {
        decision.reasoned = vec!["Сот дәлелдемелерді зерттеді.".repeat(40); 9];
    }
    let rendered = Rendered::new(&long);
    let text = rendered.text();
    let pages = text.matches("-бет, барлығы").count();
    assert!(pages > 1, "{text}");
    assert_eq!(text.matches("Заңдық күші жоқ").count(), pages);
    assert_eq!(text.matches("ЖОБА. Қол қойылмаған").count(), pages);
    let marks = marks_of(&rendered.bytes).unwrap();
    assert!(marks.is_demonstration && marks.is_draft && !marks.is_public_copy);
    long.draft = false;
    long.standing = tarazy_document::paper::Standing::Official;
    let text = Rendered::new(&long).text();
    assert!(!text.contains("ДЕМОНСТРАЦИЯ") && !text.contains("ЖОБА"), "{text}");
}

#[test]
fn text_of_a_party_stays_text() {
    let mut summons = paper("ru-summons");
    let odd = "#panic() $x$ *b* _i_ <a> @ref `r` \\u{41} = h // c";
    summons.court.name = odd.to_owned();
    if let tarazy_document::paper::Body::Summons(summons) = &mut summons.body {
        summons.addressee.address = "#read(\"/etc/hostname\")".to_owned();
    }
    let text = Rendered::new(&summons).text();
    assert!(text.contains(odd) && text.contains("#read(\"/etc/hostname\")"), "{text}");
}
