//! What is never signed: drafts, what is not marked, public copies by a person, what is sealed or broken.

use crate::rig::{Authority, demonstration, sample, sign};
use tarazy_document::pdf::SigningFault;
use tarazy_document::pdf::marks::{DEMONSTRATION, DRAFT, PUBLIC_COPY};
use tarazy_document::sign::authority::HolderKind;

#[test]
fn a_test_authority_signs_nothing_that_looks_like_an_act() {
    let mut authority = Authority::new();
    let mut judge = authority.p256(HolderKind::Judge);
    assert!(matches!(sign(&sample(""), &mut judge, None), Err(SigningFault::NotMarked)));
    let draft = sample(&format!("{DEMONSTRATION}, {DRAFT}"));
    assert!(matches!(sign(&draft, &mut judge, None), Err(SigningFault::Draft)));
    assert!(matches!(sign(b"no PDF at all", &mut judge, None), Err(SigningFault::Pdf(_))));
}

#[test]
fn a_public_copy_bears_the_seal_alone() {
    let mut authority = Authority::new();
    let copy = sample(&format!("{DEMONSTRATION}, {PUBLIC_COPY}"));
    let (mut judge, mut court) = (authority.p256(HolderKind::Judge), authority.p256(HolderKind::Court));
    assert!(matches!(sign(&copy, &mut judge, None), Err(SigningFault::PublicCopy)));
    assert!(sign(&copy, &mut court, None).is_ok());
}

#[test]
fn nothing_is_signed_after_the_seal_or_over_a_broken_signature() {
    let mut authority = Authority::new();
    let (mut judge, mut court) = (authority.p256(HolderKind::Judge), authority.p256(HolderKind::Court));
    let sealed = sign(&demonstration(), &mut court, None).unwrap();
    assert!(matches!(sign(&sealed, &mut judge, None), Err(SigningFault::Sealed)));
    let mut broken = sign(&demonstration(), &mut judge, None).unwrap();
    let at = broken.windows(6).position(|w| w == b"Sample").unwrap();
    broken[at] = b's';
    assert!(matches!(sign(&broken, &mut court, None), Err(SigningFault::Broken(_))));
}
