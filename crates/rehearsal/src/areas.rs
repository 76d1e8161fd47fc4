//! How many people live where, to draw counties from; the codes and names are the domain's table (GB/T 2260).

use crate::chance::Chance;
use domain::area::{COUNTIES, County};

/// Rough population of each county in units of 10,000, in the order of [`COUNTIES`].
#[rustfmt::skip]
const POPULATION: [usize; COUNTIES.len()] = [
    64, 84, 153, 82, 127, 89, 137, 143, 126, // 4301
    47, 43, 33, 55, 27, 62, 48, 17, 89, // 4302
    60, 56, 78, 71, 10, // 4303
    36, 25, 25, 42, 6, 90, 75, 33, 58, 72, 110, 79, // 4304
    33, 36, 12, 62, 69, 98, 64, 30, 50, 23, 62, 104, // 4305
    99, 17, 21, 57, 57, 57, 94, 62, 42, // 4306
    69, 74, 42, 68, 69, 35, 76, 55, 20, // 4307
    51, 6, 56, 37, // 4308
    40, 91, 51, 67, 78, 55, // 4309
    58, 42, 70, 56, 54, 32, 32, 33, 15, 36, 32, // 4310
    49, 59, 48, 15, 61, 23, 69, 33, 32, 44, 83, // 4311
    71, 23, 50, 40, 71, 29, 30, 20, 31, 23, 20, 39, // 4312
    63, 70, 111, 33, 86, // 4313
    42, 23, 34, 24, 23, 11, 40, 45, // 4331
];

/// One of the 122 counties, the populous ones more often.
pub fn draw(chance: &mut Chance) -> &'static County {
    &COUNTIES[chance.weighted(POPULATION.into_iter())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn populations_stand_beside_their_counties() {
        let of = |code: &str| {
            POPULATION[COUNTIES
                .iter()
                .position(|county| county.code == code)
                .unwrap()]
        };
        assert_eq!(
            (of("430102"), of("430412"), of("433130"), of("431382")),
            (64, 6, 45, 86)
        );
        assert_eq!(POPULATION.iter().sum::<usize>(), 6_569);
    }
}
