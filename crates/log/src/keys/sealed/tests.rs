//! Sealed keys, with openssl as the counterpart.

use super::*;
use proptest::prelude::*;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned()).unwrap()
}

/// The lines of a log's key, of a witness's, and of a key that signs no notes.
fn lines() -> [String; 3] {
    let signer = Signer::from_seed("log.example/tarazy".parse().unwrap(), &[1; 32]).unwrap();
    let cosigner = Cosigner::from_seed("bar.example/witness".parse().unwrap(), &[2; 32]).unwrap();
    [signer.reveal(), cosigner.reveal(), hex::encode([3; 32])]
}

/// Runs openssl in a folder where the passphrases lie in `old` and `new`.
fn openssl(folder: &Path, args: &[&str], input: &str) -> String {
    let mut command = Command::new("openssl");
    command.args(args).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("old"), "correct horse").unwrap();
    std::fs::write(folder.path().join("new"), "battery staple").unwrap();
    folder
}

#[test]
fn every_kind_of_key_comes_back_with_its_passphrase_and_with_no_other() {
    for (n, line) in (0_u8..).zip(lines()) {
        let sealed = seal(&line, &words("correct horse"), &[n; 32]).unwrap();
        assert!(is_sealed(&sealed) && !sealed.contains(&line));
        assert_eq!(open(&sealed, &words("correct horse")).unwrap(), line);
        assert_eq!(open(&sealed, &words("correct horsf")), Err(SealFault::Passphrase));
    }
    let sealed = seal(&lines()[0], &words("a"), &[0; 32]).unwrap();
    let signer = Signer::from_text(&lines()[0]).unwrap();
    assert_eq!(named(&sealed).unwrap().as_ref(), Some(signer.verifier()), "it is named without being opened");
    assert_eq!(seal("nonsense", &words("a"), &[0; 32]), Err(SealFault::NoKey));
}

#[test]
fn openssl_opens_what_was_sealed_and_finds_the_same_public_key() {
    let folder = folder();
    for line in &lines()[..2] {
        let sealed = seal(line, &words("correct horse"), &[7; 32]).unwrap();
        let args = ["pkey", "-passin", "file:old", "-noout", "-text_pub"];
        let shown: String = openssl(folder.path(), &args, &sealed).split_whitespace().collect();
        let public = named(&sealed).unwrap().unwrap();
        let bytes: Vec<String> = public.public().iter().map(|b| format!("{b:02x}")).collect();
        assert!(shown.contains(&bytes.join(":")), "{shown}");
    }
    let sealed = seal(&lines()[2], &words("correct horse"), &[7; 32]).unwrap();
    let shown = openssl(folder.path(), &["pkey", "-passin", "file:old", "-noout", "-text"], &sealed);
    let shown: String = shown.split_whitespace().collect();
    assert!(shown.contains(&["03"; 32].join(":")), "the 32 bytes can be had without this program: {shown}");
}

#[test]
fn a_key_whose_passphrase_was_changed_by_openssl_is_opened_by_the_new_one() {
    let folder = folder();
    let sealed = seal(&lines()[0], &words("correct horse"), &[7; 32]).unwrap();
    let (head, _) = sealed.split_once('\n').unwrap();
    for form in [&["-scrypt"][..], &["-v2", "aes-256-cbc"], &["-v2", "aes-128-cbc", "-iter", "600000"]] {
        let plain = openssl(folder.path(), &["pkey", "-passin", "file:old"], &sealed);
        let again = ["pkcs8", "-topk8", "-passout", "file:new"].iter().chain(form).copied();
        let again = openssl(folder.path(), &again.collect::<Vec<_>>(), &plain);
        let again = format!("{head}\n{again}");
        assert_eq!(open(&again, &words("battery staple")).unwrap(), lines()[0], "{form:?}");
        assert_eq!(open(&again, &words("correct horse")), Err(SealFault::Passphrase));
    }
}

#[test]
fn a_key_is_not_taken_for_another_one() {
    let words = words("correct horse");
    let sealed = lines().map(|line| seal(&line, &words, &[9; 32]).unwrap());
    let head = |n: usize| sealed[n].split(BEGIN).next().unwrap().to_owned();
    let other = sealed[1].replace(&head(1), &head(0));
    assert_eq!(open(&other, &words), Err(SealFault::OtherKey));
    let stranger = sealed[0].replace(&head(0), "a key of the log\n");
    assert!(matches!(open(&stranger, &words), Err(SealFault::Form(_))));
    let made = |algorithm| {
        let args = ["genpkey", "-quiet", "-algorithm", algorithm, "-aes256", "-pass", "file:old"];
        openssl(folder().path(), &args, "")
    };
    assert!(matches!(open(&made("x25519"), &words), Err(SealFault::Form(_))));
    // A key of a certificate under the name of one that signs notes.
    let renamed = format!("{}{}", head(0), made("rsa"));
    assert!(matches!(open(&renamed, &words), Err(SealFault::Form(_))));
}

#[test]
fn a_file_that_asks_for_too_much_is_refused_before_it_costs_anything() {
    let folder = folder();
    let plain = openssl(folder.path(), &["genpkey", "-algorithm", "ed25519"], "");
    let args = ["pkcs8", "-topk8", "-passout", "file:old", "-v2", "aes-256-cbc", "-iter", "10000001"];
    let costly = openssl(folder.path(), &args, &plain);
    assert!(matches!(open(&costly, &words("correct horse")), Err(SealFault::Form(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn damage_is_an_error_and_never_another_key(place in 0_usize..400, byte in any::<u8>()) {
        static SEALED: LazyLock<String> =
            LazyLock::new(|| seal(&lines()[0], &words("a"), &[5; 32]).unwrap());
        let mut bytes = SEALED.clone().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Ok(damaged) = String::from_utf8(bytes)
            && let Ok(line) = open(&damaged, &words("a"))
        {
            prop_assert_eq!(&line, &lines()[0]);
        }
    }
}

#[test]
fn a_key_of_a_certificate_comes_back_too_and_openssl_reads_it() {
    let folder = folder();
    for algorithm in [
        &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"][..],
        &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    ] {
        let plain = openssl(folder.path(), &[&["genpkey", "-quiet"], algorithm].concat(), "");
        let sealed = seal(plain.trim_end(), &words("correct horse"), &[7; 32]).unwrap();
        assert!(is_sealed(&sealed) && named(&sealed).unwrap().is_none());
        let opened = openssl(folder.path(), &["pkey", "-passin", "file:old"], &sealed);
        assert_eq!(opened, plain);
        assert_eq!(open(&sealed, &words("correct horse")).unwrap(), plain.trim_end());
        assert_eq!(open(&sealed, &words("correct horsf")), Err(SealFault::Passphrase));
    }
    let other = openssl(folder.path(), &["genpkey", "-quiet", "-algorithm", "X25519"], "");
    assert_eq!(seal(other.trim_end(), &words("a"), &[0; 32]), Err(SealFault::NoKey));
}
