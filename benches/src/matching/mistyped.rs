//! Numbers typed wrongly, cut off by Excel, or written in another form.

use super::chance::Chance;
use super::edits::Edit;

/// Places of an identity number.
const PLACES: usize = 18;

/// Another digit at a place from `from` up to but without `to`.
pub fn typo(chance: &mut Chance, text: &str, from: usize, to: usize) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = from + chance.below(to - from);
    let mut digit = || char::from(b'0' + chance.below(10) as u8);
    let mut wrong = digit();
    while wrong == characters[at] {
        wrong = digit();
    }
    characters[at] = wrong;
    characters.into_iter().collect()
}

/// An edit in the child's number; none where the number has not all its places.
pub fn number_edit(chance: &mut Chance, edit: Edit, id: &str) -> Option<String> {
    let places: Vec<char> = id.chars().collect();
    if places.len() != PLACES {
        return None;
    }
    let text = |places: &[char]| places.iter().collect::<String>();
    Some(match edit {
        Edit::IdDigit => typo(chance, id, 0, 17),
        Edit::IdSwap => {
            let unlike: Vec<usize> = (0..16).filter(|at| places[*at] != places[at + 1]).collect();
            let at = *chance.pick(&unlike);
            let mut places = places;
            places.swap(at, at + 1);
            text(&places)
        }
        Edit::IdFloat => {
            if chance.happens(0.2) {
                scientific(&places)
            } else {
                format!("{}000", text(&places[..15]))
            }
        }
        Edit::IdDrop => {
            let mut places = places;
            places.remove(chance.below(PLACES));
            text(&places)
        }
        Edit::IdBlank => String::new(),
        _ => reformat(chance, &places),
    })
}

/// As a narrow column of Excel shows a number.
fn scientific(places: &[char]) -> String {
    let digit = |place: &char| {
        if ('０'..='９').contains(place) {
            (*place as u32 - '０' as u32 + '0' as u32) as u8 as char
        } else {
            *place
        }
    };
    let whole: String = places[..17].iter().map(digit).chain(['0']).collect();
    let number = whole.parse::<u64>().unwrap_or_default() as f64;
    format!("{number:.5E}").replace('E', "E+")
}

fn reformat(chance: &mut Chance, places: &[char]) -> String {
    let text = |places: &[char]| places.iter().collect::<String>();
    let kind = chance.draw();
    if kind < 0.3 {
        return format!("'{}", text(places).to_lowercase());
    }
    if kind < 0.6 {
        return format!(
            "{} {} {}",
            text(&places[..6]),
            text(&places[6..14]),
            text(&places[14..]).to_lowercase()
        );
    }
    places
        .iter()
        .filter_map(|place| char::from_u32(*place as u32 + 0xFEE0))
        .collect()
}
