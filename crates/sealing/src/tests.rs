use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

const NONCE: [u8; NONCE_BYTES] = [9; NONCE_BYTES];
const AAD: &[u8] = b"identities/0190/number";

fn master(seed: u8) -> MasterKey {
    MasterKey::new(std::array::from_fn(|at| {
        seed.wrapping_mul(31).wrapping_add(at as u8)
    }))
}

fn ring(suite: Suite, seed: u8) -> Keyring {
    Keyring::new(suite, vec![(KeyVersion::new(1), master(seed))]).unwrap()
}

#[test]
fn a_sealed_value_opens_with_its_own_aad_only() {
    for suite in [Suite::Gm, Suite::Intl] {
        let ring = ring(suite, 1);
        let sealed = ring
            .seal(SealPurpose::Identity, b"430102201503070027", AAD, NONCE)
            .unwrap();
        assert_eq!(
            ring.open(&sealed, AAD).unwrap().as_slice(),
            b"430102201503070027"
        );
        assert_eq!(ring.open(&sealed, b"another row"), Err(SealError::Tampered));
    }
}

#[test]
fn the_header_names_suite_version_and_purpose() {
    let sealed = ring(Suite::Gm, 1)
        .seal(SealPurpose::Bank, b"", AAD, NONCE)
        .unwrap();
    assert_eq!(sealed[..16], [[1, 0, 1, 3].as_slice(), &NONCE].concat());
    assert_eq!(sealed.len(), 4 + 12 + 16);
    assert_eq!(Keyring::version_of(&sealed), Some(KeyVersion::new(1)));
    assert_eq!(Keyring::version_of(&[]), None);
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let ring = ring(Suite::Gm, 1);
    let sealed = ring.seal(SealPurpose::Row, b"a row", AAD, NONCE).unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(ring.open(&changed, AAD).is_err(), "byte {at}");
        assert!(ring.open(&sealed[..at], AAD).is_err(), "cut at {at}");
    }
    let mut other_purpose = sealed;
    other_purpose[3] = 1;
    assert_eq!(ring.open(&other_purpose, AAD), Err(SealError::Tampered));
}

#[test]
fn a_wrong_key_suite_or_version_is_told_apart() {
    let sealed = ring(Suite::Gm, 1)
        .seal(SealPurpose::Row, b"a row", AAD, NONCE)
        .unwrap();
    assert_eq!(
        ring(Suite::Gm, 2).open(&sealed, AAD),
        Err(SealError::Tampered)
    );
    assert_eq!(
        ring(Suite::Intl, 1).open(&sealed, AAD),
        Err(SealError::OtherSuite)
    );
    let second = Keyring::new(Suite::Gm, vec![(KeyVersion::new(2), master(1))]).unwrap();
    assert_eq!(
        second.open(&sealed, AAD),
        Err(SealError::UnknownKey(KeyVersion::new(1)))
    );
}

#[test]
fn after_rotation_old_values_open_and_indexes_stay() {
    let old = ring(Suite::Gm, 1);
    let sealed = old
        .seal(SealPurpose::Contact, b"13800000001", AAD, NONCE)
        .unwrap();
    let new = old.rotated(master(2)).unwrap();
    assert_eq!((new.index_version().get(), new.current().get()), (1, 2));
    assert_eq!(new.open(&sealed, AAD).unwrap().as_slice(), b"13800000001");
    let resealed = new
        .seal(SealPurpose::Contact, b"13800000001", AAD, NONCE)
        .unwrap();
    assert_eq!(Keyring::version_of(&resealed), Some(KeyVersion::new(2)));
    assert_eq!(
        old.open(&resealed, AAD),
        Err(SealError::UnknownKey(KeyVersion::new(2)))
    );

    let index = |ring: &Keyring| ring.blind_index(IndexKind::Identity, "430102201503070027");
    assert_eq!(index(&old), index(&new));
    assert_eq!(old.check_value(), new.check_value());
    assert_eq!(
        old.mac(MacPurpose::Audit, &[b"x"]),
        new.mac(MacPurpose::Audit, &[b"x"])
    );

    let rebuilt = new.blind_index_at(
        KeyVersion::new(2),
        IndexKind::Identity,
        "430102201503070027",
    );
    assert_ne!(rebuilt, Some(index(&new)));
    let only_new = Keyring::new(Suite::Gm, vec![(KeyVersion::new(2), master(2))]).unwrap();
    assert_eq!(rebuilt, Some(index(&only_new)));
    assert_eq!(
        new.check_value_at(KeyVersion::new(2)),
        Some(only_new.check_value())
    );
    assert_eq!(new.mac_at(KeyVersion::new(3), MacPurpose::Audit, &[]), None);
}

#[test]
fn every_purpose_kind_key_and_suite_has_results_of_its_own() {
    let mut seen = HashSet::new();
    for suite in [Suite::Gm, Suite::Intl] {
        for seed in [1, 2] {
            let ring = ring(suite, seed);
            let indexes = IndexKind::ALL.map(|kind| ring.blind_index(kind, "430102").0);
            let macs = MacPurpose::ALL.map(|purpose| ring.mac(purpose, &[b"430102"]));
            let results = indexes.into_iter().chain(macs).chain([ring.check_value()]);
            assert!(results.into_iter().all(|result| seen.insert(result)));
            let bodies = SealPurpose::ALL
                .map(|p| ring.seal(p, &[0; 32], AAD, NONCE).unwrap()[16..48].to_vec());
            assert_eq!(bodies.iter().collect::<HashSet<_>>().len(), bodies.len());
        }
    }
}

#[test]
fn parts_of_a_digest_do_not_run_together() {
    let ring = ring(Suite::Gm, 1);
    let mac = |parts: &[&[u8]]| ring.mac(MacPurpose::Audit, parts);
    assert_eq!(mac(&[b"ab", b"c"]), mac(&[b"ab", b"c"]));
    assert_ne!(mac(&[b"ab", b"c"]), mac(&[b"a", b"bc"]));
    assert_ne!(mac(&[b"abc"]), mac(&[b"abc", b""]));
}

#[test]
fn a_key_file_is_written_and_read_back() {
    for suite in [Suite::Gm, Suite::Intl] {
        let ring = ring(suite, 1).rotated(master(2)).unwrap();
        let text = ring.to_text();
        assert!(text.starts_with(&format!("gongbao-key v1 suite={suite}\n1 ")));
        let back = Keyring::parse(&text).unwrap();
        assert_eq!(back.to_text(), text);
        assert_eq!(back.check_value(), ring.check_value());
    }
}

#[test]
fn a_key_file_may_hold_hex_comments_and_any_order() {
    let hex: String = (0..32)
        .map(|byte| format!("{:02x}", 31_u8.wrapping_add(byte)))
        .collect();
    let two = ring(Suite::Gm, 2).to_text();
    let base32 = two
        .lines()
        .nth(1)
        .unwrap()
        .trim_start_matches("1 ")
        .to_lowercase();
    let text =
        format!("gongbao-key v1 suite=gm\r\n# kept in the safe\r\n\r\n7 {base32}\r\n1 {hex}\r\n");
    let read = Keyring::parse(&text).unwrap();
    assert_eq!(
        read.versions().map(KeyVersion::get).collect::<Vec<_>>(),
        [1, 7]
    );
    assert_eq!(read.check_value(), ring(Suite::Gm, 1).check_value());
}

#[test]
fn what_is_no_key_file_is_refused_without_showing_it() {
    let line = |version: u16, seed: u8| {
        ring(Suite::Gm, seed)
            .to_text()
            .lines()
            .nth(1)
            .unwrap()
            .replacen('1', &version.to_string(), 1)
    };
    let file = |lines: &[String]| format!("gongbao-key v1 suite=gm\n{}\n", lines.join("\n"));
    for (text, fault) in [
        (String::new(), KeyFault::Header),
        ("gongbao-key v2 suite=gm\n".to_owned(), KeyFault::Header),
        ("gongbao-key v1 suite=rot13\n".to_owned(), KeyFault::Header),
        (file(&[]), KeyFault::Empty),
        (file(&["1 ABC".to_owned()]), KeyFault::Line { line: 2 }),
        (
            file(&[line(1, 1), "secret".to_owned()]),
            KeyFault::Line { line: 3 },
        ),
        (
            file(&[line(1, 1), "70000 AAAA".to_owned()]),
            KeyFault::Line { line: 3 },
        ),
        (file(&[line(0, 1)]), KeyFault::VersionZero),
        (
            file(&[line(1, 1), line(1, 2)]),
            KeyFault::Twice(KeyVersion::new(1)),
        ),
        (
            file(&[line(1, 1), line(2, 1)]),
            KeyFault::SameBytes(KeyVersion::new(2)),
        ),
        (
            file(&[format!("1 {}", "00".repeat(32))]),
            KeyFault::Weak(KeyVersion::new(1)),
        ),
    ] {
        assert_eq!(Keyring::parse(&text).err(), Some(fault));
    }
    let full = Keyring::new(Suite::Gm, vec![(KeyVersion::new(u16::MAX), master(1))]).unwrap();
    assert_eq!(
        full.rotated(master(2)).err(),
        Some(KeyFault::VersionsExhausted)
    );
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?} {:?}", ring(Suite::Gm, 1), master(1));
    assert_eq!(
        shown,
        "Keyring { suite: Gm, versions: [1], .. } MasterKey(secret)"
    );
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_again(
        plain in prop::collection::vec(any::<u8>(), 0..200),
        aad in prop::collection::vec(any::<u8>(), 0..40),
        nonce in any::<[u8; NONCE_BYTES]>(),
        gm in any::<bool>(),
    ) {
        let ring = ring(if gm { Suite::Gm } else { Suite::Intl }, 5);
        let sealed = ring.seal(SealPurpose::Row, &plain, &aad, nonce).unwrap();
        let opened = ring.open(&sealed, &aad).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
    }

    #[test]
    fn no_bytes_make_open_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assert!(ring(Suite::Gm, 5).open(&bytes, AAD).is_err());
    }

    #[test]
    fn no_text_makes_the_key_file_panic(text in "(gongbao-key v1 suite=gm\n)?[0-9]{0,6} .*") {
        let _ = Keyring::parse(&text);
    }
}

#[test]
fn a_signature_is_one_of_this_message_by_a_key_of_the_ring_also_a_replaced_one() {
    for suite in [Suite::Gm, Suite::Intl] {
        let ring = ring(suite, 1);
        let signature = ring.signing_key().sign(b"seal 42");
        assert!(ring.has_signed(b"seal 42", &signature));
        assert!(!ring.has_signed(b"seal 43", &signature));
        assert!(!ring.has_signed(b"seal 42", &signature[1..]));
        assert!(!ring.has_signed(b"seal 42", &[]));
        let later = ring.rotated(master(2)).unwrap();
        assert!(later.has_signed(b"seal 42", &signature), "{suite}");
        assert_ne!(
            later.signing_key().public_pem(),
            ring.signing_key().public_pem()
        );
        assert!(!ring.has_signed(b"seal 42", &later.signing_key().sign(b"seal 42")));
    }
}
