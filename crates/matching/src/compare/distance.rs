//! Distances of short texts, without allocation for the lengths that occur.

/// Longest text whose distance is measured; longer ones are compared by their beginnings.
const LONGEST: usize = 64;

/// Whether exactly one slip lies between two texts: a substitution, an insertion, a deletion or an exchange of neighbours.
#[must_use]
pub fn one_slip<T: PartialEq + Copy>(a: &[T], b: &[T]) -> bool {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let ends = a.iter().rev().zip(b.iter().rev());
    let tail = ends.take_while(|(x, y)| x == y).count();
    match (&a[..a.len() - tail], &b[..b.len() - tail]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}

/// Slips of the hand between two texts: substitutions, insertions, deletions and exchanges of neighbours
/// (Damerau 1964, each place edited once). More than `most` is given as `most + 1`.
#[must_use]
pub fn slips<T: PartialEq + Copy>(a: &[T], b: &[T], most: usize) -> usize {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (
        &a[..(a.len() - tail).min(LONGEST)],
        &b[..(b.len() - tail).min(LONGEST)],
    );
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len()).min(most + 1);
    }
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    measure(a, b, most)
}

/// Rows of the edit matrix; the lengths fit a byte.
type Row = [u8; LONGEST + 1];

fn measure<T: PartialEq + Copy>(a: &[T], b: &[T], most: usize) -> usize {
    let mut rows: [Row; 3] = [[0; LONGEST + 1]; 3];
    for (at, slot) in rows[0].iter_mut().enumerate() {
        *slot = at as u8;
    }
    for i in 1..=a.len() {
        let [mut row, last, before] = [rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]];
        row[0] = i as u8;
        let mut least = row[0];
        for j in 1..=b.len() {
            let differs = u8::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row[j] = cost;
            least = least.min(cost);
        }
        if usize::from(least) > most {
            return most + 1;
        }
        rows[i % 3] = row;
    }
    usize::from(rows[a.len() % 3][b.len()]).min(most + 1)
}

/// Jaro-Winkler similarity in 0..=1 (Winkler 1990: prefix of at most four, weight 0.1).
#[must_use]
pub fn jaro_winkler(a: &[u32], b: &[u32]) -> f64 {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = [false; LONGEST];
    let mut matched = [false; LONGEST];
    let mut count = 0_usize;
    for (i, x) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        let to = (i + reach + 1).min(b.len());
        for j in from..to {
            if !taken[j] && b[j] == *x {
                taken[j] = true;
                matched[i] = true;
                count += 1;
                break;
            }
        }
    }
    if count == 0 {
        return 0.0;
    }
    let left = a
        .iter()
        .zip(matched)
        .filter(|pair| pair.1)
        .map(|pair| pair.0);
    let right = b.iter().zip(taken).filter(|pair| pair.1).map(|pair| pair.0);
    let out_of_place = left.zip(right).filter(|(x, y)| x != y).count() / 2;
    let count = count as f64;
    let jaro =
        (count / a.len() as f64 + count / b.len() as f64 + (count - out_of_place as f64) / count)
            / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).collect()
    }

    #[test]
    fn each_kind_of_slip_counts_once() {
        assert_eq!(slips(b"43010220", b"43010220", 2), 0);
        assert_eq!(slips(b"43010220", b"43011220", 2), 1);
        assert_eq!(slips(b"43010220", b"43012020", 2), 1);
        assert_eq!(slips(b"43010220", b"4301220", 2), 1);
        assert_eq!(slips(b"43010220", b"99999999", 2), 3);
    }

    #[test]
    fn one_slip_is_what_the_distance_says() {
        let words: [&[u8]; 9] = [
            b"", b"1", b"12", b"21", b"123", b"132", b"1234", b"1324", b"4321",
        ];
        for a in words {
            for b in words {
                assert_eq!(one_slip(a, b), slips(a, b, 2) == 1, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn similarity_follows_the_published_examples() {
        assert!((jaro_winkler(&units("martha"), &units("marhta")) - 0.961).abs() < 0.001);
        assert!((jaro_winkler(&units("dwayne"), &units("duane")) - 0.840).abs() < 0.001);
        assert!((jaro_winkler(&units("dixon"), &units("dicksonx")) - 0.813).abs() < 0.001);
    }
}
