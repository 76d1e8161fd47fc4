//! Workbooks as the world really writes them: what they say about themselves, where their rows stand, what they hide,
//! and files that are no workbook.

mod accounting;
mod advisory;
mod hidden;
mod kinds;
mod make;

use crate::support::{CLAIMS, claim_row, headers};

/// The header and as many claims as are wanted.
fn table(claims: usize) -> Vec<Vec<String>> {
    std::iter::once(headers(&CLAIMS))
        .chain((0..claims).map(child))
        .collect()
}

/// A claim for another child for each number below 400.
fn child(n: usize) -> Vec<String> {
    claim_row(&[("子女身份证号", &identity(n))])
}

/// A made-up identity number of a girl, with its check character.
fn identity(n: usize) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("43010220150307{:03}", 100 + 2 * n);
    let digits = body.bytes().map(|digit| usize::from(digit - b'0'));
    let sum: usize = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = "10X98765432".chars().nth(sum % 11).unwrap();
    format!("{body}{check}")
}
