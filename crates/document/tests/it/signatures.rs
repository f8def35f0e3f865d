//! Signatures as others see them: both kinds of keys, judge and seal, with time stamps; and what a changed byte does.

use crate::peers::{openssl_cms, openssl_ts, pdfsig, pyhanko, qpdf_is_content, run};
use crate::rig::{Authority, Held, NOW, demonstration, sign};
use std::process::Command;
use tarazy_document::pdf::{Coverage, Later, Report, Stamp, verify};
use tarazy_document::sign::authority::HolderKind;
use tarazy_document::sign::cms::{Signer, check_detached, detached};
use tarazy_document::sign::key::{KeyKind, SoftKey};
use tarazy_document::sign::stamp::{Stamping, Tsa};
use tarazy_document::sign::trust::{Mark, Roots};

const GOOD: &str = "True True True True ENTIRE_FILE NONE True";

fn signed_twice(authority: &mut Authority, mut judge: Held, mut court: Held) -> Vec<u8> {
    let mut tsa = authority.p256(HolderKind::Tsa);
    let once = sign(&demonstration(), &mut judge, Some(&mut tsa)).unwrap();
    sign(&once, &mut court, Some(&mut tsa)).unwrap()
}

#[test]
fn a_judge_and_the_courts_seal_are_accepted_by_everybody() {
    let mut authority = Authority::new();
    for is_rsa in [false, true] {
        let make = if is_rsa { Authority::rsa } else { Authority::p256 };
        let (judge, court) =
            (make(&mut authority, HolderKind::Judge), make(&mut authority, HolderKind::Court));
        let signed = signed_twice(&mut authority, judge, court);
        let file = authority.keep("signed.pdf", &signed);
        qpdf_is_content(&file);
        assert_eq!(pdfsig(&file), ["Signature is Valid."; 2]);
        let said = pyhanko(&file, &authority.root_file()).unwrap();
        assert_eq!(said.len(), 2, "{said:?}");
        let first = "True True True True ENTIRE_REVISION ";
        assert!(said[0].starts_with(first) && said[0].ends_with(" True"), "{said:?}");
        assert!(said[0].contains(" LTA_UPDATES ") || said[0].contains(" FORM_FILLING "), "{said:?}");
        assert_eq!(said[1], GOOD);
        let reports = verify(&signed, &authority.roots(), NOW).unwrap();
        assert!(reports.iter().all(|report| report.is_good() && report.is_test), "{reports:?}");
        assert_eq!([reports[0].mark, reports[1].mark], [Mark::Person, Mark::Organisation]);
        let covers = [Coverage::Earlier(Later::Signatures), Coverage::Whole];
        assert_eq!([reports[0].coverage, reports[1].coverage], covers);
        let name = reports[0].signer.as_ref().unwrap().to_string();
        assert_eq!(name, "Әлия Ғабитқызы Өтегенова, Үлгі қаласының №2 аудандық соты");
        assert!(matches!(reports[0].stamp, Stamp::At { seconds: NOW, trust: Ok(()), .. }));
    }
}

#[test]
fn without_a_time_stamp_a_signature_is_valid_and_its_time_is_not_proven() {
    let mut authority = Authority::new();
    let mut judge = authority.p256(HolderKind::Judge);
    let signed = sign(&demonstration(), &mut judge, None).unwrap();
    let file = authority.keep("signed.pdf", &signed);
    assert_eq!(pdfsig(&file), ["Signature is Valid."]);
    assert_eq!(pyhanko(&file, &authority.root_file()).unwrap(), ["True True True True ENTIRE_FILE NONE -"]);
    let reports = verify(&signed, &authority.roots(), NOW).unwrap();
    assert_eq!((reports[0].stamp.clone(), reports[0].is_good()), (Stamp::None, true));
}

#[test]
fn a_file_with_compressed_references_is_signed_in_its_own_kind() {
    let mut authority = Authority::new();
    let (plain, packed) = (authority.keep("plain.pdf", &demonstration()), authority.path("packed.pdf"));
    let made = run(Command::new("qpdf").arg("--object-streams=generate").arg(plain).arg(&packed));
    assert!(made.is_ok, "{made:?}");
    let (mut judge, mut court) = (authority.p256(HolderKind::Judge), authority.p256(HolderKind::Court));
    let once = sign(&std::fs::read(packed).unwrap(), &mut judge, None).unwrap();
    let signed = sign(&once, &mut court, None).unwrap();
    let file = authority.keep("signed.pdf", &signed);
    qpdf_is_content(&file);
    assert_eq!(pdfsig(&file), ["Signature is Valid."; 2]);
    assert!(verify(&signed, &authority.roots(), NOW).unwrap().iter().all(Report::is_good));
}

#[test]
fn a_changed_byte_is_refused_by_everybody() {
    let mut authority = Authority::new();
    let (judge, court) = (authority.p256(HolderKind::Judge), authority.p256(HolderKind::Court));
    let signed = signed_twice(&mut authority, judge, court);
    let at = signed.windows(6).position(|w| w == b"Sample").unwrap();
    let mut changed = signed.clone();
    changed[at] = b's';
    let file = authority.keep("changed.pdf", &changed);
    assert_eq!(pdfsig(&file), ["Digest Mismatch."; 2]);
    for line in pyhanko(&file, &authority.root_file()).unwrap() {
        assert!(line.starts_with("False False "), "{line}");
    }
    for report in verify(&changed, &authority.roots(), NOW).unwrap() {
        assert!(report.state.is_err() && !report.is_good(), "{report:?}");
    }
    // In the signature itself: its last digits are those of the token, before the padding.
    let mut bad = 0;
    for place in signed.windows(11).enumerate().filter(|(_, w)| *w == b"/Contents <").map(|(at, _)| at + 11) {
        let mut changed = signed.clone();
        changed[place + 800] = if changed[place + 800] == b'0' { b'1' } else { b'0' };
        bad += verify(&changed, &authority.roots(), NOW).unwrap().iter().filter(|r| !r.is_good()).count();
    }
    assert!(bad >= 2, "{bad}");
}

#[test]
fn what_is_appended_after_a_signature_is_seen() {
    let mut authority = Authority::new();
    let mut judge = authority.p256(HolderKind::Judge);
    let signed = sign(&demonstration(), &mut judge, None).unwrap();
    // The page shows something else; every byte that was signed still stands.
    let text = "BT /F1 24 Tf 72 720 Td (Forged) Tj ET";
    let mut forged = signed.clone();
    let at = forged.len();
    forged.extend(
        format!("4 0 obj\n<< /Length {} >>\nstream\n{text}\nendstream\nendobj\n", text.len()).bytes(),
    );
    let (start, whole) = (forged.len(), String::from_utf8_lossy(&signed).into_owned());
    let previous = whole.rsplit("startxref\n").next().unwrap().lines().next().unwrap();
    let size = whole.rsplit("/Size ").next().unwrap().lines().next().unwrap();
    let trailer =
        format!("trailer\n<< /Size {size} /Root 1 0 R /Prev {previous} >>\nstartxref\n{start}\n%%EOF\n");
    forged.extend(format!("xref\n4 1\n{at:010} 00000 n \n{trailer}").bytes());
    let report = verify(&forged, &authority.roots(), NOW).unwrap().remove(0);
    assert_eq!((report.state.clone(), report.coverage), (Ok(()), Coverage::Earlier(Later::Changed)));
    assert!(!report.is_good());
    let line = pyhanko(&authority.keep("forged.pdf", &forged), &authority.root_file()).unwrap().remove(0);
    assert!(line.starts_with("False True True "), "{line}");
    // Bytes that mean nothing are told too.
    let mut longer = signed.clone();
    longer.extend(b"% a word more\n");
    assert!(!verify(&longer, &authority.roots(), NOW).unwrap()[0].is_good());
}

#[test]
fn openssl_verifies_signature_and_token_and_refuses_other_content() {
    let mut authority = Authority::new();
    let content = b"\xD2\x9A sealed for ever";
    let hash = sha256(content);
    for is_rsa in [false, true] {
        let make = if is_rsa { Authority::rsa } else { Authority::p256 };
        let (mut judge, mut tsa) =
            (make(&mut authority, HolderKind::Judge), make(&mut authority, HolderKind::Tsa));
        let signer = Signer { key: &mut tsa.key, chain: &tsa.chain };
        let mut service = Tsa { signer, now: NOW, serial: [9; 16] };
        let signer = Signer { key: &mut judge.key, chain: &judge.chain };
        let made = detached(&hash, signer, Some(Stamping { service: &mut service, nonce: 1 })).unwrap();
        let (file, root) = (authority.keep("signature.der", &made), authority.root_file());
        let (same, other) = (authority.keep("content", content), authority.keep("other", b"other"));
        let said = openssl_cms(&file, &same, &root);
        assert!(said.is_ok, "{said:?}");
        assert!(!openssl_cms(&file, &other, &root).is_ok);
        let holds = check_detached(&made, &hash).unwrap();
        let (token, data) =
            (authority.keep("token.der", &holds.token.unwrap()), authority.keep("data", &holds.signature));
        let said = openssl_ts(&token, &data, &root);
        assert!(said.is_ok && said.out.contains("Verification: OK"), "{said:?}");
        assert!(!openssl_ts(&token, &other, &root).is_ok);
    }
}

#[test]
fn only_the_readers_own_roots_make_a_signature_good() {
    let mut authority = Authority::new();
    let mut judge = authority.p256(HolderKind::Judge);
    let signed = sign(&demonstration(), &mut judge, None).unwrap();
    for roots in [Roots::default(), Authority::new().roots()] {
        let report = verify(&signed, &roots, NOW).unwrap().remove(0);
        assert!(report.state.is_ok() && report.trust.is_err() && !report.is_good());
    }
    let in_ten_years = NOW + 10 * 365 * 86_400;
    assert!(!verify(&signed, &authority.roots(), in_ten_years).unwrap()[0].is_good());
    // With a time stamp it holds for what was then.
    let mut tsa = authority.p256(HolderKind::Tsa);
    let stamped = sign(&demonstration(), &mut judge, Some(&mut tsa)).unwrap();
    assert!(verify(&stamped, &authority.roots(), in_ten_years).unwrap()[0].is_good());
}

#[test]
fn a_key_that_is_made_here_is_read_by_openssl_and_again_here() {
    let authority = Authority::new();
    for kind in [KeyKind::P256, KeyKind::Rsa3072] {
        let made = SoftKey::generate(kind, crate::rig::fill).unwrap().to_pem().unwrap();
        let file = authority.keep("key.pem", made.as_bytes());
        let said = run(Command::new("openssl").args(["pkey", "-check", "-noout", "-in"]).arg(file));
        assert!(said.is_ok, "{said:?}");
        assert_eq!(SoftKey::from_pem(&made, crate::rig::fill).unwrap().to_pem().unwrap(), made);
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(bytes).into()
}
