//! Whoever keeps a signature checks it with a program that is not ours.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise, and starts the foreign program it is about"
)]

use sealing::{KeyVersion, Keyring, MasterKey, Suite};
use std::process::Command;

/// `openssl` with the public key as PEM, the message and the signature in files.
fn openssl_accepts(suite: Suite, pem: &str, message: &[u8], signature: &[u8]) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let (key, text) = (file("key.pem", pem.as_bytes()), file("text", message));
    let signature = file("text.sig", signature);
    let mut command = Command::new("openssl");
    match suite {
        Suite::Gm => command
            .args(["dgst", "-sm3", "-sigopt", "distid:1234567812345678"])
            .arg("-verify")
            .arg(key)
            .arg("-signature")
            .arg(signature)
            .arg(text),
        Suite::Intl => command
            .args(["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey"])
            .arg(key)
            .arg("-sigfile")
            .arg(signature)
            .arg("-in")
            .arg(text),
    };
    command.output().unwrap().status.success()
}

#[test]
fn openssl_accepts_the_signatures_of_both_suites_and_none_of_another_text() {
    let master = MasterKey::new(std::array::from_fn(|at| at as u8));
    for suite in [Suite::Gm, Suite::Intl] {
        let ring = Keyring::new(suite, vec![(KeyVersion::new(1), master.clone())]).unwrap();
        let pair = ring.signing_key();
        let (pem, text) = (pair.public_pem(), b"{\"kind\":\"seal\"}\n");
        let signature = pair.sign(text);
        assert!(openssl_accepts(suite, &pem, text, &signature), "{suite}");
        assert!(!openssl_accepts(suite, &pem, b"{}", &signature), "{suite}");
    }
}
