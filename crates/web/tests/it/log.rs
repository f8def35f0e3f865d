//! The log's public endpoints.

use crate::rig::{NOW, POLICY, SCHEMA, Twin, get, get_in, log_server, post, sealer, signer};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tarazy_docket::merkle::{root_of, verify_consistency};
use tarazy_docket::tile::{decode_bundle, decode_hashes};
use tarazy_docket::{Hash, Policy, Receipt, SignedCheckpoint, TlogProof, leaf_hash, sha256};
use tarazy_web::{Limits, Server};
use tempfile::TempDir;

const SIZE: u64 = 600;

/// A log of 600 entries in three rounds, served.
fn log() -> (TempDir, Server, Twin) {
    let folder = tempfile::tempdir().unwrap();
    let mut sealer = sealer(folder.path(), Policy::parse(POLICY).unwrap(), Vec::new());
    for size in [10, 300, SIZE] {
        sealer.round(&mut Twin::of(size), NOW).unwrap();
    }
    let server = log_server(folder.path());
    (folder, server, Twin::of(SIZE))
}

#[test]
fn the_checkpoint_is_served_and_kept_for_a_second() {
    let (_folder, server, twin) = log();
    let seen = get(&server, "/checkpoint");
    assert_eq!((seen.status, seen.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(seen.header("cache-control"), "public, max-age=1");
    assert_eq!(seen.header("access-control-allow-origin"), "*");
    let checkpoint = SignedCheckpoint::from_bytes(&seen.body).unwrap();
    assert!(checkpoint.note().signed_by(signer().verifier()).unwrap());
    assert_eq!(checkpoint.checkpoint().root(), root_of(&twin.leaves()));
}

#[test]
fn tiles_are_served_for_ever_and_their_paths_are_strict() {
    let (_folder, server, twin) = log();
    let tile = get(&server, "/tile/0/001");
    assert_eq!((tile.status, tile.header("content-type")), (200, "application/octet-stream"));
    assert_eq!(tile.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(decode_hashes(&tile.body, 256).unwrap(), twin.leaves()[256..512]);
    let bundle = get(&server, "/tile/entries/002.p/88");
    assert_eq!(decode_bundle(&bundle.body, 88).unwrap(), twin.0[512..]);
    assert_eq!(get(&server, "/tile/1/000.p/2").status, 200);

    assert_eq!(get(&server, "/tile/0/001.p/44").error(), (404, "use-full-tile".to_owned()));
    assert_eq!(get(&server, "/tile/0/002.p/87").error(), (404, "not-found".to_owned()));
    assert_eq!(get(&server, "/tile/0/003").error(), (404, "not-found".to_owned()));
    for path in
        ["/tile/0/1", "/tile/00/001", "/tile/64/001", "/tile/0/001.p/256", "/tile/0/x001", "/tile/0/001.p/0"]
    {
        assert_eq!(get(&server, path).error(), (400, "bad-path".to_owned()), "{path}");
    }
    for path in ["/tile/../guard", "/tile/0/..%2f..%2f..%2fguard", "/tile/%2e%2e/%2e%2e/guard"] {
        assert_eq!(get(&server, path).error().0, 400, "{path}");
    }
}

#[test]
fn a_proof_is_served_for_every_entry_and_holds_by_itself() {
    let (_folder, server, twin) = log();
    let trust = Policy::parse(POLICY).unwrap().with_log(signer().verifier().clone());
    for index in [0_usize, 9, 10, 255, 256, 511, 512, 599] {
        let seen = get(&server, &format!("/proof/{index}"));
        assert_eq!(seen.status, 200);
        let proof = TlogProof::from_bytes(&seen.body).unwrap();
        let shown = Receipt::parse(proof.extra.as_deref().unwrap()).unwrap();
        assert_eq!(shown.entry.to_bytes(), twin.0[index]);
        assert_eq!((shown.opening, shown.files), (None, None));
        proof.check_inclusion(leaf_hash(&twin.0[index])).unwrap();
        trust.check(&proof.checkpoint, NOW).unwrap();
    }
    let earlier = get(&server, "/proof/9?size=10");
    let proof = TlogProof::from_bytes(&earlier.body).unwrap();
    assert_eq!(proof.checkpoint.checkpoint().size(), 10);
    proof.check_inclusion(leaf_hash(&twin.0[9])).unwrap();
}

#[test]
fn a_proof_that_cannot_be_is_refused_with_its_reason() {
    let (_folder, server, _) = log();
    let not_yet = get(&server, "/proof/600");
    assert_eq!(not_yet.error(), (404, "not-yet".to_owned()));
    assert!(not_yet.text().contains("600"));
    assert_eq!(get(&server, "/proof/10?size=10").error(), (404, "not-yet".to_owned()));
    assert_eq!(get(&server, "/proof/10?size=11").error(), (404, "no-checkpoint".to_owned()));
    for path in
        ["/proof/01", "/proof/-1", "/proof/x", "/proof/1?size=x", "/proof/1?sise=10", "/proof/1?size=010"]
    {
        assert_eq!(get(&server, path).error(), (422, "number".to_owned()), "{path}");
    }
}

#[test]
fn consistency_of_any_two_sizes_is_proven() {
    let (_folder, server, twin) = log();
    let root = |size: u64| root_of(&twin.leaves()[..usize::try_from(size).unwrap()]);
    for (from, to) in [(1, 2), (10, 300), (255, 257), (513, 599), (1, 600), (600, 600)] {
        let seen = get(&server, &format!("/consistency?from={from}&to={to}"));
        assert_eq!(seen.status, 200);
        let decode = |line| Hash(BASE64_STANDARD.decode(line).unwrap().try_into().unwrap());
        let proof: Vec<Hash> = seen.text().lines().map(decode).collect();
        verify_consistency(from, root(from), to, root(to), &proof).unwrap();
    }
    assert_eq!(get(&server, "/consistency?from=1&to=601").error(), (404, "not-yet".to_owned()));
    for query in [
        "from=0&to=5",
        "from=6&to=5",
        "from=1",
        "to=1",
        "from=1&to=2&x=3",
        "from=a&to=b",
        "from=1&from=1&to=2",
    ] {
        assert_eq!(
            get(&server, &format!("/consistency?{query}")).error(),
            (422, "number".to_owned()),
            "{query}"
        );
    }
}

#[test]
fn policy_keys_and_schemas_are_served() {
    let (_folder, server, _) = log();
    assert_eq!(get(&server, "/policy").body, POLICY);
    assert_eq!(get(&server, "/keys").text(), format!("{}\n", signer().verifier()));
    let hash = sha256(&[SCHEMA]);
    let schema = get(&server, &format!("/schemas/{hash}"));
    assert_eq!((schema.body.as_slice(), schema.header("content-type")), (SCHEMA, "application/schema+json"));
    let other = sha256(&[b"other"]);
    assert_eq!(get(&server, &format!("/schemas/{other}")).error(), (404, "not-found".to_owned()));
    assert_eq!(get(&server, "/schemas/00").error(), (400, "bad-path".to_owned()));
}

#[test]
fn errors_speak_the_readers_language_and_tell_nothing_of_the_inside() {
    let (folder, server, _) = log();
    let of = |language: &str| {
        let seen = get_in(&server, "/nothing", language);
        assert_eq!(seen.error(), (404, "not-found".to_owned()));
        assert_eq!(seen.header("access-control-allow-origin"), "*");
        (seen.header("content-language").to_owned(), seen.text().to_owned())
    };
    let [kk, ru, en] = ["de", "ru-KZ,en;q=0.5", "en"].map(of);
    assert_eq!([&*kk.0, &*ru.0, &*en.0], ["kk", "ru", "en"]);
    assert!(kk.1 != ru.1 && ru.1 != en.1);
    assert_eq!(post(&server, "/checkpoint", b"").error(), (405, "method".to_owned()));

    std::fs::write(folder.path().join("public/checkpoint"), "not a checkpoint").unwrap();
    let failed = get(&server, "/checkpoint");
    assert_eq!(failed.error(), (500, "internal".to_owned()));
    assert!(!failed.text().contains("note") && !failed.text().contains("damaged"));
}

#[test]
fn before_the_first_checkpoint_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let server = log_server(folder.path());
    for path in ["/checkpoint", "/proof/0", "/consistency?from=1&to=1"] {
        assert_eq!(get(&server, path).error(), (404, "no-checkpoint".to_owned()), "{path}");
    }
}

#[test]
fn a_stopped_server_is_gone_and_its_address_free() {
    let (folder, server, _) = log();
    let address = server.address();
    server.stop().unwrap();
    assert!(std::net::TcpStream::connect(address).is_err());
    drop(folder);
    Server::start(address, axum::Router::new(), Limits::default()).unwrap();
}
