//! The way of an act: rendered once, signed by judge and court; and the copy that everybody may read.

use crate::papers::papers;
use crate::peers::{pdfsig, pyhanko, qpdf_is_content, run, standards};
use crate::rig::{Authority, NOW, sign};
use std::process::Command;
use tarazy_document::paper::public::{NotPublic, Replacement, public_copy};
use tarazy_document::paper::{Body, Paper};
use tarazy_document::pdf::{Report, SigningFault, marks_of, verify};
use tarazy_document::render::{render, render_sheet};
use tarazy_document::sign::authority::HolderKind;

fn decision() -> Paper {
    papers().remove("kk-decision").unwrap()
}

fn replace(name: &str, by: &str) -> Replacement {
    Replacement { name: name.to_owned(), by: by.to_owned() }
}

#[test]
fn an_act_is_rendered_once_and_signed_by_judge_and_court_and_stays_archival() {
    let mut authority = Authority::new();
    let (mut judge, mut court) = (authority.p256(HolderKind::Judge), authority.rsa(HolderKind::Court));
    let mut tsa = authority.p256(HolderKind::Tsa);
    let rendered = render(&decision()).unwrap();
    let once = sign(&rendered, &mut judge, Some(&mut tsa)).unwrap();
    let twice = sign(&once, &mut court, Some(&mut tsa)).unwrap();
    assert!(twice.starts_with(&once) && once.starts_with(&rendered), "nothing is made anew");
    let file = authority.keep("act.pdf", &twice);
    qpdf_is_content(&file);
    assert_eq!(standards(&file), "2 A 1");
    assert_eq!(pdfsig(&file), ["Signature is Valid."; 2]);
    let said = pyhanko(&file, &authority.root_file()).unwrap();
    assert!(said.iter().all(|line| line.starts_with("True True True True")), "{said:?}");
    assert!(verify(&twice, &authority.roots(), NOW).unwrap().iter().all(Report::is_good));
    let growth = twice.len() - rendered.len();
    assert!(growth < 30_000, "{growth} bytes for two signatures with time stamps");
}

#[test]
fn the_public_copy_names_nobody_and_bears_the_seal_alone() {
    let mut authority = Authority::new();
    let (mut judge, mut court) = (authority.p256(HolderKind::Judge), authority.p256(HolderKind::Court));
    let names = [
        replace("Ғабитова Әлия Өмірқызы", "Ғ.Ә.Ө."),
        replace("Ғабитова Ә.Ө.", "Ғ.Ә.Ө."),
        replace("Сейітов Р.Т.", "С.Р.Т."),
    ];
    let copy = render_sheet(&public_copy(&decision(), &names).unwrap()).unwrap();
    assert!(marks_of(&copy).unwrap().is_public_copy);
    assert!(matches!(sign(&copy, &mut judge, None), Err(SigningFault::PublicCopy)));
    let sealed = sign(&copy, &mut court, None).unwrap();
    let file = authority.keep("copy.pdf", &sealed);
    let text = run(Command::new("pdftotext").arg("-raw").arg(&file).arg("-")).out;
    assert!(text.contains("Ғ.Ә.Ө.") && text.contains("Жариялауға арналған көшірме"), "{text}");
    for name in ["Ғабитова", "Сейітов"] {
        assert!(!text.contains(name), "{text}");
    }
    // Nor in what the file says outside of its pages, nor in certificates.
    let open = authority.path("open.pdf");
    assert!(
        run(Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(&file).arg(&open)).is_ok
    );
    let bytes = std::fs::read(open).unwrap();
    assert!(!bytes.windows(3).any(|w| w == b"IIN") && !sealed.windows(12).any(|w| w == b"900101300017"));
}

#[test]
fn a_copy_that_would_still_name_somebody_is_not_made() {
    let refused = |paper: &Paper, names: &[Replacement]| public_copy(paper, names).unwrap_err();
    assert_eq!(refused(&decision(), &[replace("Ешкім", "Е.")]), NotPublic::NameNotThere(1));
    assert_eq!(refused(&decision(), &[replace("", "Е.")]), NotPublic::Empty(1));
    assert_eq!(refused(&Paper { draft: true, ..decision() }, &[]), NotPublic::Draft);
    for (text, what) in [
        ("ЖСН 900101300017", "the number of a person or an organisation"),
        ("+7 701 123 45 67", "a telephone number"),
        ("aliya@mail.example", "an e-mail address"),
    ] {
        let mut paper = decision();
        let Body::Decision(decision) = &mut paper.body else { panic!("no decision") };
        decision.reasoned.push(text.to_owned());
        assert_eq!(refused(&paper, &[]), NotPublic::Personal(what));
    }
}
