//! One row of the plans sheet: one mode of one benefit year.

use super::reader::{Read, RowReader, shown};
use super::{Context, PlanRow};
use crate::field::Field;
use crate::header::Columns;
use crate::messages::Code;
use crate::staged::StagedRow;
use domain::draft::Mode;
use domain::finding::RowFinding;
use domain::period::{Plan, RATIO_WHOLE_BP};
use policy::words;
use unicode_normalization::UnicodeNormalization;

/// Reads a row of plans: every finding of the row, and the plan unless one of them refuses it.
pub fn validate(
    row: &StagedRow,
    columns: &Columns,
    context: &Context,
) -> (Option<PlanRow>, Vec<RowFinding>) {
    let mut reader = RowReader::new(row, columns);
    let unit_code = reader.unit_code(context);
    let year = reader.benefit_year(Field::Year);
    let year = reader.required(Field::Year, year);
    let mode = reader.word(Field::Mode, words::mode_word, "全额、分摊、报销");
    let mode = reader.required(Field::Mode, mode);
    let amount = reader.money(Field::PlanAmount);
    let ratio = ratio(&mut reader);
    if mode == Some(Mode::Shared) && amount == Read::Blank && ratio == Read::Blank {
        reader.report_row(Code::PlanPartMissing, &[]);
    }
    let minutes = reader.text(Field::Minutes);
    let minutes = reader.required(Field::Minutes, minutes);
    let plan = (|| {
        let plan = Plan {
            mode: mode?,
            amount: amount.value(),
            ratio_bp: ratio.value(),
            minutes: minutes?,
        };
        Some(PlanRow {
            unit_code: unit_code?,
            year: year?,
            plan,
        })
    })();
    reader.finish(plan)
}

fn ratio(reader: &mut RowReader<'_>) -> Read<u32> {
    match reader.text(Field::PlanRatio) {
        Read::Value(text) => match basis_points(&text) {
            Some(ratio) => Read::Value(ratio),
            None => {
                reader.report(
                    Field::PlanRatio,
                    Code::RatioFormat,
                    &[("value", &shown(&text))],
                );
                Read::Faulty
            }
        },
        Read::Blank => Read::Blank,
        Read::Faulty => Read::Faulty,
    }
}

/// `50%`, `50` and `0.5` are half of it; what is at most 1 without a sign is a fraction. Exact: no rounding.
fn basis_points(text: &str) -> Option<u32> {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text.as_str(), false),
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty()
        || whole.len() > 3
        || decimals.len() > 6
        || !(whole.bytes().chain(decimals.bytes())).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    // Millionths of the number as written.
    let millionths = format!("{whole}{decimals:0<6}").parse::<u64>().ok()?;
    let per_number = if percent || millionths > 1_000_000 {
        100
    } else {
        u64::from(RATIO_WHOLE_BP)
    };
    let scaled = millionths * per_number;
    let ratio = u32::try_from(scaled / 1_000_000).ok()?;
    (scaled.is_multiple_of(1_000_000) && (1..=RATIO_WHOLE_BP).contains(&ratio)).then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_read_as_per_cent_or_as_a_fraction() {
        for (text, ratio) in [
            ("50%", 5000),
            ("50", 5000),
            ("0.5", 5000),
            ("100%", 10_000),
            ("1", 10_000),
            ("33.33%", 3333),
            ("５０％", 5000),
            ("0.3333", 3333),
        ] {
            assert_eq!(basis_points(text), Some(ratio), "{text}");
        }
        for text in [
            "", "%", "0", "0%", "101%", "150", "50.555%", "-5", "五成", "1.5.2",
        ] {
            assert_eq!(basis_points(text), None, "{text}");
        }
    }
}
