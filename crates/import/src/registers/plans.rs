//! One row of the plans sheet: one payment method of one benefit year.

use super::{PlanRow, Register};
use crate::codes;
use domain::payment_method::MethodSpec;
use domain::period::{Plan, RATIO_WHOLE_BP};
use policy::Programme;
use rows::plan as columns;
use rows::{Context, Read, RowReader, Sheet, SheetSpec, shown};
use unicode_normalization::UnicodeNormalization;

/// The plans sheet of a programme.
#[derive(Clone, Copy)]
pub struct Plans<'p>(pub &'p dyn Programme);

impl Sheet for Plans<'_> {
    type Row = PlanRow;

    fn spec(&self) -> SheetSpec {
        SheetSpec {
            code: Register::Plans.code(),
            title: "方案",
            columns: self.0.plan_columns(),
        }
    }

    fn read(&self, cells: &mut RowReader<'_>, context: &Context) -> Option<PlanRow> {
        read(cells, context, self.0.methods())
    }

    fn unit_code<'r>(&self, row: &'r PlanRow) -> Option<&'r str> {
        Some(&row.unit_code)
    }

    fn key(&self, row: &PlanRow) -> String {
        format!("{}|{}|{}", row.unit_code, row.year, row.plan.method)
    }
}

fn read(reader: &mut RowReader<'_>, context: &Context, methods: &[MethodSpec]) -> Option<PlanRow> {
    let unit_code = reader.unit_code(&columns::UNIT, context);
    let year = reader.benefit_year(&columns::YEAR);
    let year = reader.required(&columns::YEAR, year);
    let words: Vec<&str> = methods.iter().map(|spec| spec.zh).collect();
    let known = |cell: &str| rows::words::method_word(methods, cell);
    let method = reader.word(&columns::METHOD, known, &words.join("、"));
    let method = reader.required(&columns::METHOD, method);
    let amount = reader.money(&columns::AMOUNT);
    let ratio = ratio(reader);
    let in_part = methods.iter().any(|spec| {
        spec.in_part
            && method
                .as_ref()
                .is_some_and(|method| *method == spec.method())
    });
    if in_part && amount == Read::Blank && ratio == Read::Blank {
        reader.report_row(codes::PLAN_PART_MISSING, &[]);
    }
    let minutes = reader.text(&columns::MINUTES);
    let minutes = reader.required(&columns::MINUTES, minutes);
    let plan = Plan {
        method: method?,
        amount: amount.value(),
        ratio_bp: ratio.value(),
        minutes: minutes?,
    };
    Some(PlanRow {
        unit_code: unit_code?,
        year: year?,
        plan,
    })
}

fn ratio(reader: &mut RowReader<'_>) -> Read<u32> {
    match reader.text(&columns::RATIO) {
        Read::Value(text) => match basis_points(&text) {
            Some(ratio) => Read::Value(ratio),
            None => {
                reader.report(
                    &columns::RATIO,
                    codes::RATIO_FORMAT,
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
