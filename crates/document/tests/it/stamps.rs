//! Time stamps: from openssl's service, and from services that do not give what was asked.

use crate::peers::{pdfsig, pyhanko, run};
use crate::rig::{Authority, Held, NOW, demonstration};
use std::process::Command;
use tarazy_document::pdf::{self, Signing, SigningFault};
use tarazy_document::sign::authority::HolderKind;
use tarazy_document::sign::certificate_pem;
use tarazy_document::sign::cms::{MakeFault, Signer};
use tarazy_document::sign::stamp::{Stamp, StampFault, Stamping, Tsa};

fn stamped(judge: &mut Held, service: &mut dyn Stamp) -> Result<Vec<u8>, SigningFault> {
    let signer = Signer { key: &mut judge.key, chain: &judge.chain };
    let stamping = Some(Stamping { service, nonce: 0xFEED_0000_0000_0001 });
    pdf::sign(&demonstration(), Signing { signer, stamping, at: NOW, reason: None })
}

/// `openssl ts -reply`, with key and certificate of our authority.
struct OpenSsl<'a>(&'a Authority);

impl OpenSsl<'_> {
    fn new<'a>(authority: &'a Authority, tsa: &Held) -> OpenSsl<'a> {
        authority.keep("tsa.key", tsa.key.to_pem().unwrap().as_bytes());
        authority.keep("tsa.pem", certificate_pem(&tsa.chain[0]).unwrap().as_bytes());
        authority.keep("serial", b"01");
        let serial = authority.path("serial");
        let settings = format!(
            "[tsa]\ndefault_tsa = one\n[one]\nserial = {}\ndefault_policy = 1.2.3.4.1\nsigner_digest = sha256\n\
             digests = sha256\naccuracy = secs:1, millisecs:500\nclock_precision_digits = 3\n\
             ess_cert_id_alg = sha256\nordering = yes\ntsa_name = yes\n",
            serial.display()
        );
        authority.keep("tsa.conf", settings.as_bytes());
        OpenSsl(authority)
    }
}

impl Stamp for OpenSsl<'_> {
    fn reserve(&self) -> usize {
        4096
    }

    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, StampFault> {
        let (query, reply) = (self.0.keep("query.tsq", request), self.0.path("reply.tsr"));
        let mut command = Command::new("openssl");
        command.args(["ts", "-reply", "-config"]).arg(self.0.path("tsa.conf")).arg("-queryfile").arg(query);
        command.arg("-inkey").arg(self.0.path("tsa.key")).arg("-signer").arg(self.0.path("tsa.pem"));
        let said = run(command.arg("-out").arg(&reply));
        assert!(said.is_ok, "{said:?}");
        Ok(std::fs::read(reply).unwrap())
    }
}

#[test]
fn openssls_time_stamp_service_is_understood() {
    let mut authority = Authority::new();
    let (mut judge, tsa) = (authority.p256(HolderKind::Judge), authority.rsa(HolderKind::Tsa));
    let signed = stamped(&mut judge, &mut OpenSsl::new(&authority, &tsa)).unwrap();
    let file = authority.keep("signed.pdf", &signed);
    assert_eq!(pdfsig(&file), ["Signature is Valid."]);
    let said = pyhanko(&file, &authority.root_file()).unwrap();
    assert_eq!(said, ["True True True True ENTIRE_FILE NONE True"]);
    let report = pdf::verify(&signed, &authority.roots(), NOW).unwrap().remove(0);
    assert!(report.is_good(), "{report:?}");
}

/// What a service does that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Away,
    Refuses,
    OtherRequest,
    OtherContent,
    TooLong,
}

struct Odd<'a> {
    how: How,
    tsa: Tsa<'a>,
}

impl Stamp for Odd<'_> {
    fn reserve(&self) -> usize {
        if self.how == How::TooLong { 100 } else { 4096 }
    }

    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, StampFault> {
        let changed = |after: &[u8], offset: usize| {
            let at = request.windows(after.len()).position(|w| w == after).unwrap() + offset;
            let mut request = request.to_vec();
            request[at] ^= 2;
            request
        };
        match self.how {
            How::Away => Err(StampFault::Away("no route".to_owned())),
            // PKIStatus 2, rejection.
            How::Refuses => Ok(vec![0x30, 5, 0x30, 3, 2, 1, 2]),
            // The last byte of the nonce.
            How::OtherRequest => self.tsa.answer(&changed(&[0xFE, 0xED, 0, 0, 0, 0, 0, 1], 7)),
            // The first byte of the hash, after the head of its OCTET STRING.
            How::OtherContent => self.tsa.answer(&changed(&[4, 32], 2)),
            How::TooLong => self.tsa.answer(request),
        }
    }
}

#[test]
fn a_time_stamp_that_was_asked_for_is_there_or_nothing_is_signed() {
    let mut authority = Authority::new();
    let (mut judge, mut tsa) = (authority.p256(HolderKind::Judge), authority.p256(HolderKind::Tsa));
    let mut not_tsa = authority.p256(HolderKind::Court);
    let mut from = |held: &mut Held, how| {
        let signer = Signer { key: &mut held.key, chain: &held.chain };
        stamped(&mut judge, &mut Odd { how, tsa: Tsa { signer, now: NOW, serial: [3; 16] } })
    };
    let faults = [
        from(&mut tsa, How::Away),
        from(&mut tsa, How::Refuses),
        from(&mut tsa, How::OtherRequest),
        from(&mut tsa, How::OtherContent),
        from(&mut tsa, How::TooLong),
        from(&mut not_tsa, How::TooLong),
    ];
    let told: Vec<String> = faults
        .into_iter()
        .map(|fault| match fault {
            Err(SigningFault::Make(MakeFault::Stamp(fault))) => fault.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        "did not answer: no route",
        "refused: status 2",
        "answers another request",
        "the content was changed",
        "longer than 100 bytes",
        "not that of a time-stamp service",
    ];
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told}");
    }
}
