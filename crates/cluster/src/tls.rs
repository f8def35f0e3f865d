//! A root and a certificate for a server of the tests.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// The name that the certificate is for.
pub const NAME: &str = "db.court.example";

/// File of the root that the certificate comes from.
pub const ROOT: &str = "root.pem";
/// File of the certificate.
pub const CERTIFICATE: &str = "server.pem";
/// File of its key.
pub const KEY: &str = "server.key";
/// Who may connect how (`pg_hba.conf`).
pub(crate) const ACCESS: &str = "access";

/// Writes root, certificate, key, and the rule that takes connections over the network with TLS alone.
pub(crate) fn make(folder: &Path) {
    certify(folder, NAME);
    fs::write(folder.join(ACCESS), "local all all trust\nhostssl all all 127.0.0.1/32 trust\n").unwrap();
}

/// Writes a root, a certificate for a host name or an address, and its key.
pub fn certify(folder: &Path, name: &str) {
    let root = root();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &root).unwrap();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write(ROOT, root.pem());
    write(CERTIFICATE, certificate.pem());
    write(KEY, key.serialize_pem());
    fs::set_permissions(folder.join(KEY), fs::Permissions::from_mode(0o600)).unwrap();
}

/// Writes a root that no server's certificate comes from.
pub fn another_root(path: &Path) {
    fs::write(path, root().pem()).unwrap();
}

fn root() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}
