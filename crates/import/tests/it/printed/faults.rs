//! Answers that are not what they seem: shifted rows, missing ones, columns nobody can tell.

use super::*;
use proptest::prelude::*;

#[test]
fn a_file_that_differs_from_its_own_totals_is_refused() {
    let place_of = |text: &str, lines: &[String]| {
        u32::try_from(lines.iter().position(|line| line.contains(text)).unwrap()).unwrap() + 1
    };
    let lines = pages();
    let mut fewer = lines.clone();
    fewer.remove(5);
    let findings = refused(&fewer);
    let codes: Vec<&str> = findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(codes, ["file-count-differs", "file-totals-differ"]);
    assert_eq!(findings[1].row, place_of("合计笔数", &fewer));
    assert_eq!(findings[1].args["computed"], "1,638.50");
    let changed: Vec<String> = lines
        .iter()
        .map(|line| line.replace("  38.00", "  83.00"))
        .collect();
    assert_eq!(refused(&changed)[0].code, "file-totals-differ");
    // Totals in their columns, and totals above the table.
    let mut below = table(&LEFT, &MONEY_RIGHT, " ", bytes);
    let mut loose = below.clone();
    below.push(line(
        &["合计", "", "", "2,038.50", "", ""],
        &MONEY_RIGHT,
        " ",
        bytes,
    ));
    loose.push("合计:   四笔            2,038.50".to_owned());
    let mut above = vec!["总笔数：4   总金额：2,038.50".to_owned()];
    above.extend(table(&LEFT, &MONEY_RIGHT, " ", bytes));
    for lines in [below, loose, above] {
        four_answers(&read(&lines), "totals");
        let wrong: Vec<String> = lines
            .iter()
            .map(|line| line.replace("2,038.50", "2,038.60"))
            .collect();
        let findings = refused(&wrong);
        assert_eq!(findings[0].code, "file-totals-differ", "{wrong:?}");
    }
}

#[test]
fn a_row_that_does_not_fit_refuses_the_file_with_row_and_column() {
    let lines = table(&LEFT, &MONEY_RIGHT, " ", bytes);
    // A name pushes what stands behind it, by one place or by many.
    for more in [" ", "          ", "（已故）"] {
        let mut shifted = lines.clone();
        shifted[3] = shifted[3].replacen("李四", &format!("李四{more}"), 1);
        let findings = refused(&shifted);
        let places: Vec<(&str, u32)> = findings
            .iter()
            .map(|finding| (finding.code.as_str(), finding.row))
            .collect();
        assert_eq!(places, [("file-row-shifted", 4)], "{more:?}");
        assert!(
            ["B", "C", "D"].contains(&findings[0].column.as_str()),
            "{more:?}"
        );
    }
    // An amount that stands one place too far to the left would be another sum.
    let mut cut = lines;
    cut[2] = cut[2]
        .replace("1,200.50  ", "1,200.5   ")
        .replace(" 1,200.50", "1,200.50 ");
    let findings = refused(&cut);
    assert_eq!(
        (findings[0].code.as_str(), findings[0].row),
        ("file-row-shifted", 3)
    );
    assert_eq!(findings[0].column, "D");
}

#[test]
fn columns_that_nothing_tells_refuse_the_file() {
    let lines = [
        "户名  账号  金额  处理结果",
        "张三 6222000000000000004 400.00 成功",
        "欧阳建国 6222000000000000012 1200.50 失败",
    ];
    let lines = lines.map(str::to_owned);
    let findings = refused(&lines);
    assert_eq!(findings[0].row, 1);
    assert_eq!(findings[0].code, "file-columns-untold");
    // A sentence is no header, however many words it has.
    let prose = [
        "these are words of a sentence",
        "and of another one below it",
    ]
    .map(str::to_owned);
    assert_eq!(refused(&prose)[0].code, "header-not-found");
}

/// The answers of a file, unless it is refused.
fn taken(text: &str) -> Option<Vec<(String, i64)>> {
    let place = place();
    let path = place.bytes("回盘.txt", &GB18030.encode(text).0);
    let Opened::Workbook(mut workbook) = place.open(&path) else {
        return None;
    };
    let read = place.read_workbook_unchecked(&mut workbook);
    let answers = read.rows.iter().filter_map(|row| row.draft.as_ref());
    let answers = answers
        .map(|answer| (answer.card.clone().unwrap_or_default(), answer.amount.get()))
        .collect();
    (!read.summary.is_refused()).then_some(answers)
}

/// Columns wide enough for everything, each to one side, and as many rows as told.
fn tables() -> impl Strategy<Value = (Vec<(usize, Side)>, Vec<Vec<String>>, String)> {
    let side = || prop_oneof![Just(Left), Just(Right), Just(Middle)];
    let column = |least: usize| (least..least + 9, side());
    let columns = (
        column(4),
        column(12),
        column(19),
        column(12),
        column(8),
        column(10),
    );
    let row = (
        prop_oneof![
            Just("张三"),
            Just("欧阳建国"),
            Just("王小明"),
            Just("阿依古丽")
        ],
        0..1_000_u32,
        1..200_000_000_i64,
        prop_oneof![4 => Just(("成功", "")), 1 => Just(("失败", "户名不符")), 1 => Just(("处理中", ""))],
    );
    let rows = prop::collection::vec(row, 1..9);
    (columns, rows, 1..4_usize).prop_map(|(columns, rows, gap)| {
        let columns = vec![
            columns.0, columns.1, columns.2, columns.3, columns.4, columns.5,
        ];
        let rows = (1..).zip(rows).map(|(n, row): (u32, _)| {
            let (holder, card, fen, (outcome, reason)) = row;
            let card = format!("62220000{:02}0000{card:05}", n + 9);
            [
                &n.to_string(),
                holder,
                &card,
                &Fen::new(fen).to_string(),
                outcome,
                reason,
            ]
            .map(str::to_owned)
            .to_vec()
        });
        let rows = rows.collect();
        (columns, rows, " ".repeat(gap))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_amount_is_read_from_another_place_than_its_own(
        (columns, rows, gap) in tables(), header in prop::option::of(Just(Left)), measure in 0..3_usize,
        at in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), more in prop::option::of(any::<bool>()),
    ) {
        let measure = [bytes as Width, cells, chars][measure];
        let titles: Vec<(usize, Side)> = columns.iter().map(|(width, side)| (*width, header.unwrap_or(*side))).collect();
        let mut lines = vec![line(&TITLES, &titles, &gap, measure)];
        for row in &rows {
            lines.push(line(&row.iter().map(String::as_str).collect::<Vec<_>>(), &columns, &gap, measure));
        }
        let told: Vec<(String, i64)> = rows.iter().map(|row| (row[2].clone(), Fen::parse_yuan(&row[3]).unwrap().get())).collect();
        // A blank too many, or one too few, somewhere in a row.
        if let Some(more) = more {
            let row = &mut lines[1 + at.index(rows.len())];
            let blanks: Vec<usize> = row.match_indices(' ').map(|(place, _)| place).collect();
            let place = *place.get(&blanks);
            if more { row.insert(place, ' ') } else { row.remove(place); }
        }
        if let Some(read) = taken(&(lines.join("\r\n") + "\r\n")) {
            for answer in &read {
                prop_assert!(told.contains(answer), "{answer:?} of\n{}", lines.join("\n"));
            }
        }
    }
}
