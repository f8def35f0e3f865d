//! Signed notes, keys, cosignatures and checkpoints against `signed_note` and `tlog_tiles`.

use proptest::prelude::*;
use signed_note::{Signer as _, StandardSigner, StandardVerifier, Verifier, VerifierList};
use tarazy_docket::note::{Algorithm, Signature, cosigned_message};
use tarazy_docket::{Checkpoint, Cosigner, Hash, KeyName, Note, Signer, VerifierKey};

const NAMES: [&str; 3] = ["log.example/tarazy", "свидетель.қз", "a"];

fn name(n: usize) -> KeyName {
    NAMES[n % NAMES.len()].parse().unwrap()
}

/// Their check of a cosignature/v1: the message is C2SP's, the Ed25519 arithmetic is theirs.
struct Witness {
    key: VerifierKey,
    ed25519: StandardVerifier,
}

impl Witness {
    fn new(key: &VerifierKey) -> Self {
        let public = key.public().try_into().unwrap();
        let plain = VerifierKey::ed25519(key.name().clone(), Algorithm::Ed25519, public).unwrap();
        Self { key: key.clone(), ed25519: StandardVerifier::new(&plain.to_string()).unwrap() }
    }
}

impl Verifier for Witness {
    fn name(&self) -> &str {
        self.key.name().as_str()
    }
    fn key_id(&self) -> u32 {
        u32::from_be_bytes(self.key.id().0)
    }
    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let Some((time, signature)) = signature.split_first_chunk() else { return false };
        let message = cosigned_message(std::str::from_utf8(text).unwrap(), u64::from_be_bytes(*time));
        self.ed25519.verify(message.as_bytes(), signature)
    }
}

fn texts() -> impl Strategy<Value = String> {
    "([\\PC]{0,12}\n){1,4}"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn secret_and_public_keys_are_written_alike_and_signatures_are_the_same(
        n in 0_usize..3,
        seed in any::<[u8; 32]>(),
        text in texts(),
    ) {
        let ours = Signer::from_seed(name(n), &seed).unwrap();
        let theirs = StandardSigner::new(&ours.reveal()).unwrap();
        prop_assert_eq!(theirs.key_id().to_be_bytes(), ours.verifier().id().0);
        prop_assert_eq!(theirs.sign(text.as_bytes()).unwrap(), ours.sign(&text).bytes);
        let verifier = StandardVerifier::new(&ours.verifier().to_string()).unwrap();
        prop_assert!(verifier.verify(text.as_bytes(), &ours.sign(&text).bytes));
    }

    #[test]
    fn notes_of_one_side_are_read_and_verified_by_the_other(
        text in texts(),
        seeds in prop::collection::vec(any::<[u8; 32]>(), 1..4),
        times in prop::collection::vec(0_u64..1 << 40, 0..3),
    ) {
        let signers: Vec<Signer> = (0..).zip(&seeds).map(|(n, seed)| Signer::from_seed(name(n), seed).unwrap()).collect();
        let mut note = Note::new(text.clone()).unwrap();
        for signer in &signers {
            note.add(signer.sign(&text));
        }
        let cosigners: Vec<Cosigner> =
            (0..).zip(&times).map(|(n, _)| Cosigner::from_seed(name(0), &[n; 32]).unwrap()).collect();
        for (cosigner, time) in cosigners.iter().zip(&times) {
            note.add(cosigner.cosign(&text, *time).unwrap());
        }
        let theirs = signed_note::Note::from_bytes(note.to_string().as_bytes()).unwrap();
        prop_assert_eq!(theirs.text(), text.as_bytes());
        prop_assert_eq!(theirs.to_bytes(), note.to_string().into_bytes());
        let mut known: Vec<Box<dyn Verifier>> = Vec::new();
        for signer in &signers {
            known.push(Box::new(StandardVerifier::new(&signer.verifier().to_string()).unwrap()));
        }
        for cosigner in &cosigners {
            known.push(Box::new(Witness::new(cosigner.verifier())));
        }
        let (verified, unknown) = theirs.verify(&VerifierList::new(known)).unwrap();
        prop_assert_eq!((verified.len(), unknown.len()), (seeds.len() + times.len(), 0));

        let mut signed = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        let standard = StandardSigner::new(&signers[0].reveal()).unwrap();
        signed.add_sigs(&[&standard]).unwrap();
        let ours = Note::from_bytes(&signed.to_bytes()).unwrap();
        prop_assert_eq!(ours.signed_by(signers[0].verifier()), Ok(true));
    }

    #[test]
    fn what_is_a_note_for_us_is_one_for_them_and_the_reverse(
        text in texts(),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let signer = Signer::from_seed(name(1), &[7; 32]).unwrap();
        let note = Note::new(text.clone()).unwrap().with(signer.sign(&text));
        let mut bytes = note.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        let (ours, theirs) = (Note::from_bytes(&bytes), signed_note::Note::from_bytes(&bytes));
        prop_assert_eq!(ours.is_ok(), theirs.is_ok());
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            let known = StandardVerifier::new(&signer.verifier().to_string()).unwrap();
            let verified = theirs.verify(&VerifierList::new(vec![Box::new(known)]));
            prop_assert_eq!(ours.signed_by(signer.verifier()) == Ok(true), verified.is_ok());
        }
    }

    #[test]
    fn a_changed_cosignature_is_refused_by_both(
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
        time in 0_u64..1 << 40,
    ) {
        let cosigner = Cosigner::from_seed(name(0), &[3; 32]).unwrap();
        let text = "log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
        let mut signature: Signature = cosigner.cosign(text, time).unwrap();
        prop_assert!(Witness::new(cosigner.verifier()).verify(text.as_bytes(), &signature.bytes));
        let at = at.index(signature.bytes.len());
        signature.bytes[at] ^= 1 << bit;
        prop_assert!(!Witness::new(cosigner.verifier()).verify(text.as_bytes(), &signature.bytes));
        prop_assert!(cosigner.verifier().verify(text, &signature.bytes).is_err());
    }

    #[test]
    fn checkpoints_are_written_alike(n in 0_usize..3, size in any::<u64>(), root in any::<[u8; 32]>()) {
        let ours = Checkpoint::new(NAMES[n], size, Hash(root)).unwrap();
        let theirs = tlog_tiles::Checkpoint::new(NAMES[n], size, tlog_tiles::Hash(root), "").unwrap();
        prop_assert_eq!(theirs.to_bytes(), ours.text().into_bytes());
        let read = tlog_tiles::Checkpoint::from_bytes(ours.text().as_bytes()).unwrap();
        prop_assert_eq!((read.origin(), read.size(), read.hash().0), (NAMES[n], size, root));
    }

    #[test]
    fn a_changed_checkpoint_that_we_read_says_the_same_to_them(
        size in any::<u64>(),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let mut bytes = Checkpoint::new("log.example", size, Hash([9; 32])).unwrap().text().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        let ours = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse::<Checkpoint>().ok());
        if let Some(ours) = ours {
            let theirs = tlog_tiles::Checkpoint::from_bytes(&bytes).unwrap();
            let same = (theirs.origin(), theirs.size(), theirs.hash().0, theirs.extension());
            prop_assert_eq!(same, (ours.origin(), ours.size(), ours.root().0, ""));
        }
    }
}
