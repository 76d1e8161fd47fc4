//! Whether two cells give somebody one name.

use super::latin;
use super::name::{Named, person_name, surname_len};
use super::sound::Sounds;

/// Whether two cells give one name, whatever script it is written in: the same characters once simplified, or letters of
/// one that are how the other is read, with the surname on either side. Names that only sound alike are two names.
#[must_use]
pub fn is_one_name(left: &str, right: &str) -> bool {
    let (mut one, mut other) = (Vec::new(), Vec::new());
    let named = [person_name(left, &mut one), person_name(right, &mut other)];
    if named != [Named::Name; 2] {
        return false;
    }
    if one == other {
        return true;
    }
    if !latin::is_latin(&one) && !latin::is_latin(&other) {
        return false;
    }
    let (mut sounds, mut others) = (Sounds::default(), Sounds::default());
    sounds.read(&one, surname_len(&one));
    others.read(&other, surname_len(&other));
    sounds
        .iter()
        .any(|sound| !sound.is_empty() && others.iter().any(|other| other == sound))
}

#[cfg(test)]
mod tests {
    use super::is_one_name;

    #[test]
    fn one_name_stays_one_in_another_script() {
        for (a, b) in [
            ("陳子軒", "陈子轩"),
            ("陈子轩", "CHEN ZIXUAN"),
            ("ZiXuan Chen", "陳子軒"),
            ("CHEN ZI XUAN", "Zixuan CHEN"),
            ("Anna Smith", "SMITH, ANNA"),
            ("解一诺", "XIE YINUO"),
            ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
        ] {
            assert!(is_one_name(a, b) && is_one_name(b, a), "{a} {b}");
        }
    }

    #[test]
    fn names_that_only_sound_alike_and_no_names_are_not_one() {
        for (a, b) in [
            ("陈子轩", "陈梓轩"),
            ("王晟", "王盛"),
            ("陈子轩", "CHEN ZIHAN"),
            ("李婷之子", "李婷之子"),
            ("", ""),
            ("待定", "待定"),
        ] {
            assert!(!is_one_name(a, b), "{a} {b}");
        }
    }
}
