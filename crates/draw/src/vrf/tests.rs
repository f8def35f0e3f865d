//! Tests of verifiable random functions: published vectors, and what must be refused.

use super::*;
use proptest::prelude::*;

fn bytes(hex_text: &str) -> Vec<u8> {
    hex::decode(hex_text).unwrap()
}

/// RFC 9381, B.3, example 16: the empty input.
const SECRET: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const PI: &str = "8657106690b5526245a92b003bb079ccd1a92130477671f6fc01ad16f26f723f\
                  26f8a57ccaed74ee1b190bed1f479d9727d2d0f9b005a6e456a35d4fb0daab12\
                  68a1b0db10836d9826a528ca76567805";
const BETA: &str = "90cf1df3b703cce59e2a35b925d411164068269d7b2d29f3301c03dd757876ff\
                    66b71dda49d2de59d03450451af026798e8f81cd2e333de5cdf4f3e140fdd8ae";

fn secret(suite: Suite) -> SecretKey {
    SecretKey::from_bytes(suite, &bytes(SECRET).try_into().unwrap()).unwrap()
}

fn public(suite: Suite) -> PublicKey {
    PublicKey::from_bytes(suite, &bytes(PUBLIC)).unwrap()
}

#[test]
fn example_16_of_the_rfc() {
    let (pi, beta) = secret(Suite::Tai).prove(b"").unwrap();
    assert_eq!(hex::encode(pi), PI);
    assert_eq!(beta, Beta::from_hex(BETA).unwrap());
    assert_eq!(hex::encode(secret(Suite::Tai).public_bytes()), PUBLIC);
    assert_eq!(public(Suite::Tai).verify(b"", &pi), Ok(beta));
    assert_eq!(Beta::claimed(Suite::Tai, &pi), Ok(beta));
    assert_eq!(Beta::claimed(Suite::Tai, &pi[1..]), Err(VrfError::Form));
}

#[test]
fn published_vectors_of_both_suites() {
    for file in ["rfc9381_edwards25519_tai.json", "rfc9381_edwards25519_ell2.json"] {
        let Some(text) = crate::testing::vector_file(file) else { continue };
        let vectors: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        assert!(vectors.len() >= 3);
        for v in vectors {
            let field = |name: &str| bytes(v[name].as_str().unwrap());
            let suite = Suite::try_from(u32::try_from(v["suite"].as_u64().unwrap()).unwrap()).unwrap();
            let key = SecretKey::from_bytes(suite, &field("sk").try_into().unwrap()).unwrap();
            assert_eq!(key.public_bytes().as_slice(), field("pk"));
            let (pi, beta) = key.prove(&field("alpha")).unwrap();
            assert_eq!(pi.as_slice(), field("pi"), "{}", v["name"]);
            assert_eq!(beta.as_bytes().as_slice(), field("beta"));
            let key = PublicKey::from_bytes(suite, &field("pk")).unwrap();
            assert_eq!(key.verify(&field("alpha"), &pi), Ok(beta));
        }
    }
}

#[test]
fn a_proof_holds_for_its_key_its_input_and_its_suite_alone() {
    let (pi, _) = secret(Suite::Tai).prove(b"case").unwrap();
    assert_eq!(public(Suite::Tai).verify(b"cases", &pi), Err(VrfError::Invalid));
    assert_eq!(public(Suite::Ell2).verify(b"case", &pi), Err(VrfError::Invalid));
    let other = SecretKey::from_bytes(Suite::Tai, &[9; 32]).unwrap();
    let other = PublicKey::from_bytes(Suite::Tai, other.public_bytes()).unwrap();
    assert_eq!(other.verify(b"case", &pi), Err(VrfError::Invalid));
    for length in [0, 79, 81] {
        assert_eq!(public(Suite::Tai).verify(b"case", &vec![0; length]), Err(VrfError::Form));
    }
}

/// The order of the group, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

#[test]
fn a_second_spelling_of_a_proof_is_refused() {
    let (pi, _) = secret(Suite::Tai).prove(b"case").unwrap();
    let mut other = pi;
    let mut carry = 0u16;
    for (byte, add) in other[48..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert_eq!(public(Suite::Tai).verify(b"case", &other), Err(VrfError::Form));
}

#[test]
fn keys_of_small_order_or_with_a_second_spelling_are_refused() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut order_two = [0xff; 32];
    (order_two[0], order_two[31]) = (0xec, 0x7f);
    // y = p + 3 and y = 3 are one point, of large order; only the second spelling of y is below p.
    let mut above_p = [0xff; 32];
    (above_p[0], above_p[31]) = (0xf0, 0x7f);
    let mut three = [0; 32];
    three[0] = 3;
    assert!(PublicKey::from_bytes(Suite::Tai, &three).is_ok());
    for bad in [&identity[..], &order_two, &above_p, &[0xff; 32], &[], &[3; 31], &[3; 33]] {
        assert_eq!(PublicKey::from_bytes(Suite::Tai, bad), Err(VrfError::PublicKey));
    }
}

#[test]
fn suites_are_those_of_the_rfc() {
    assert_eq!([Suite::Tai, Suite::Ell2].map(Suite::number), [3, 4]);
    assert_eq!(Suite::try_from(3), Ok(Suite::Tai));
    for bad in [0, 1, 2, 5, 259] {
        assert_eq!(Suite::try_from(bad), Err(VrfError::Suite(bad)));
    }
}

#[test]
fn secrets_do_not_show() {
    let key = secret(Suite::Ell2);
    let (_, beta) = key.prove(b"x").unwrap();
    assert_eq!(format!("{key:?} {beta:?}"), "SecretKey(Ell2, …) Beta(…)");
    for bad in ["", &"A".repeat(128), &"0".repeat(127), &"0".repeat(130)] {
        assert_eq!(Beta::from_hex(bad), Err(NotABetaText));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_other_proof_is_refused(at in 0usize..640, alpha in any::<[u8; 8]>()) {
        let (mut pi, _) = secret(Suite::Tai).prove(&alpha).unwrap();
        pi[at / 8] ^= 1 << (at % 8);
        prop_assert!(public(Suite::Tai).verify(&alpha, &pi).is_err());
    }

    #[test]
    fn bytes_that_are_no_proof_never_panic(key in any::<[u8; 32]>(), pi in proptest::collection::vec(any::<u8>(), 70..90)) {
        if let Ok(key) = PublicKey::from_bytes(Suite::Ell2, &key) {
            prop_assert!(key.verify(b"", &pi).is_err());
        }
    }
}
