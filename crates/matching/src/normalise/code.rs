//! Codes of letters and digits (certificate, telephone, postcode, unit), packed into one word where they fit.

/// Letters and digits one word holds in base 37.
pub const PACKED: usize = 12;

/// Reads a code into `out`: letters in upper case and digits, full width made plain, everything else dropped.
pub fn code(raw: &str, out: &mut Vec<u8>) {
    out.clear();
    for c in raw.chars() {
        let c = match u32::from(c) {
            wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
            _ => c,
        };
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_uppercase() as u8);
        }
    }
}

/// Packs a cell that is a short plain code as it stands, without a buffer; `None` where [`code`] has to read it.
#[must_use]
pub fn pack_plain(raw: &str) -> Option<u64> {
    let bytes = raw.as_bytes();
    let plain = bytes
        .iter()
        .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if plain { pack(bytes) } else { None }
}

/// Packs at most [`PACKED`] letters and digits; `None` when there are more. The empty code is 0.
#[must_use]
pub fn pack(code: &[u8]) -> Option<u64> {
    if code.len() > PACKED {
        return None;
    }
    let mut packed = 0_u64;
    for byte in code {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            _ => byte.wrapping_sub(b'A').min(25) + 10,
        };
        packed = packed * 37 + u64::from(digit) + 1;
    }
    Some(packed)
}

/// The letters and digits of a packed code; the second value is their number.
#[must_use]
pub fn unpack(mut packed: u64) -> ([u8; PACKED], usize) {
    let mut reversed = [0_u8; PACKED];
    let mut len = 0;
    while packed > 0 && len < PACKED {
        let digit = (packed % 37).saturating_sub(1) as u8;
        reversed[len] = if digit < 10 {
            b'0' + digit
        } else {
            b'A' + digit - 10
        };
        packed /= 37;
        len += 1;
    }
    reversed[..len].reverse();
    (reversed, len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_packing() {
        let mut out = Vec::new();
        code(" n430-429 886Ａ", &mut out);
        assert_eq!(out, b"N430429886A");
        let (bytes, len) = unpack(pack(&out).unwrap());
        assert_eq!(&bytes[..len], b"N430429886A");
        assert_eq!(pack(b"1234567890123"), None);
        assert_eq!(pack(b""), Some(0));
    }
}
