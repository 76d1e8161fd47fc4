//! Shapes of answers that are read.

use super::*;
use import::FileFormat;

#[test]
fn columns_of_fixed_width_are_read_however_they_are_filled_up() {
    for (header, rows, name) in [
        (LEFT, LEFT, "all left"),
        (LEFT, MONEY_RIGHT, "money right under a name on the left"),
        (MONEY_RIGHT, MONEY_RIGHT, "name and money right"),
        (
            LEFT.map(|(width, _)| (width, Middle)),
            MONEY_RIGHT,
            "names in the middle",
        ),
        (
            LEFT.map(|(width, _)| (width, Middle)),
            LEFT.map(|(width, _)| (width, Middle)),
            "middle",
        ),
    ] {
        for gap in [" ", "   "] {
            let read = read(&table(&header, &rows, gap, bytes));
            assert!(
                matches!(read.summary.format, FileFormat::Printed(_)),
                "{name}"
            );
            four_answers(&read, name);
            nothing_else_is_told(&read);
        }
    }
    // An amount that touches the next word is nobody's to part.
    let touching = refused(&table(&LEFT, &MONEY_RIGHT, "", bytes));
    assert!(touching.iter().all(|finding| {
        ["file-columns-untold", "file-row-shifted"].contains(&finding.code.as_str())
    }));
}

#[test]
fn the_amount_of_a_file_without_a_failure_stands_under_its_own_name() {
    // The reasons are all empty: the amounts at the right of their field lie between two names.
    let titles = ["户名", "账号", "处理结果", "金额", "失败原因"];
    let at_left = [(12, Left), (21, Left), (10, Left), (20, Left), (20, Left)];
    let mut rows = at_left;
    rows[3].1 = Right;
    let lines = [
        line(&titles, &at_left, " ", bytes),
        line(
            &["张三", "6222000000000000004", "成功", "400.00", ""],
            &rows,
            " ",
            bytes,
        ),
        line(
            &["欧阳建国", "6222000000000000012", "成功", "1,200.50", ""],
            &rows,
            " ",
            bytes,
        ),
    ];
    let read = read(&lines);
    let amounts: Vec<i64> = read
        .rows
        .iter()
        .map(|row| row.draft.as_ref().unwrap().amount.get())
        .collect();
    assert_eq!(amounts, [40_000, 120_050]);
    nothing_else_is_told(&read);
}

#[test]
fn a_ruler_under_the_header_tells_the_columns() {
    let mut lines = table(&MONEY_RIGHT, &MONEY_RIGHT, " ", bytes);
    let ruler: Vec<String> = LEFT.iter().map(|(width, _)| "-".repeat(*width)).collect();
    lines.insert(1, ruler.join(" "));
    four_answers(&read(&lines), "ruler");
    // A cell that fills its column to the brim, and one with blanks inside.
    lines[3] = lines[3].replace("户名不符", "户名 不符  请核对");
    let read = read(&lines);
    assert_eq!(
        read.rows[1].draft.as_ref().unwrap().reason,
        "户名 不符 请核对"
    );
}

#[test]
fn cells_between_drawn_bars_are_read() {
    let boxed = |cells: &[&str]| format!("│{}│", line(cells, &MONEY_RIGHT, "│", bytes) + "  ");
    let rule = |left: &str, cross: &str, right: &str| {
        let runs: Vec<String> = MONEY_RIGHT
            .iter()
            .map(|(width, _)| "─".repeat(width.div_ceil(2)))
            .collect();
        format!("{left}{}{right}", runs.join(cross))
    };
    let mut lines = vec![rule("┌", "┬", "┐"), boxed(&TITLES), rule("├", "┼", "┤")];
    for row in ROWS {
        lines.push(boxed(&row));
        lines.push(rule("├", "┼", "┤"));
    }
    lines.push("│合计│ 4 笔 │                  2,038.50│".to_owned());
    four_answers(&read(&lines), "box");
    let mut lines = vec!["+----+------+".to_owned()];
    let barred = |cells: &[&str]| format!("| {} |", cells.join(" | "));
    lines.push(barred(&TITLES));
    lines.push("+----+------+".to_owned());
    lines.extend(ROWS.iter().map(|row| barred(row)));
    lines.push("+----+------+".to_owned());
    four_answers(&read(&lines), "bars and lines");
    // A bar too many is another cell, and money would be read from the wrong one.
    lines[4] = lines[4].replace("欧阳建国", "欧阳|建国");
    let findings = refused(&lines);
    assert_eq!(
        (findings[0].code.as_str(), findings[0].row),
        ("file-row-shifted", 5)
    );
}

#[test]
fn heads_numbers_and_totals_of_pages_are_no_rows_and_are_told() {
    let lines = pages();
    let read = read(&lines);
    four_answers(&read, "pages");
    nothing_else_is_told(&read);
    assert_eq!(read.summary.header_row, 4);
    let told = read.all_findings();
    let ignored = told.iter().filter(|finding| finding.code == "row-ignored");
    // The number of the first page, the head of the second, and who printed it.
    assert_eq!(
        ignored.map(|finding| finding.row).collect::<Vec<_>>(),
        [8, 9, 10, 12, 19]
    );
}

#[test]
fn rare_characters_take_the_places_their_writer_counts() {
    // Four bytes, of which a terminal draws two cells.
    let rare = "\u{20087}\u{200CC}";
    assert_eq!((bytes(rare), cells(rare), chars(rare)), (8, 4, 2));
    for measure in [bytes as Width, cells, chars] {
        let mut lines = table(&LEFT, &MONEY_RIGHT, " ", measure);
        let row = [
            "5",
            &format!("王{rare}"),
            "6222000000000000053",
            "7.00",
            "成功",
            "",
        ];
        lines.push(line(&row, &MONEY_RIGHT, " ", measure));
        let read = read(&lines);
        let last = read.rows.last().unwrap().draft.as_ref().unwrap();
        assert_eq!(
            (last.amount.get(), last.card.as_deref()),
            (700, Some("6222000000000000053"))
        );
        assert_eq!(last.holder, Some(format!("王{rare}")));
    }
}

#[test]
fn a_printed_table_may_be_in_any_encoding() {
    let text = table(&LEFT, &MONEY_RIGHT, " ", cells).join("\n");
    four_answers(&read_bytes(text.as_bytes()), "UTF-8");
    four_answers(
        &read_bytes(format!("\u{FEFF}{text}").as_bytes()),
        "with its mark",
    );
    let wide: Vec<u8> = format!("\u{FEFF}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    four_answers(&read_bytes(&wide), "UTF-16");
}

#[test]
fn a_payment_workbook_that_was_filled_in_by_another_program_is_read_as_its_answer() {
    for name in [
        "gnumeric-answered.ods",
        "gnumeric-answered.xls",
        "gnumeric-answered.xlsx",
    ] {
        let read = place().read(&crate::writers::fixture("writers", name));
        let first = read.rows[0].draft.as_ref().unwrap();
        assert_eq!(
            (first.card.as_deref(), first.amount.get(), first.outcome),
            (
                Some("6222000000000000004"),
                40_000,
                import::AnswerOutcome::Paid
            ),
            "{name}"
        );
        // Whose holder is no name: the program's own tables have one that looks like a formula.
        let second: Vec<&str> = [1, 4, 5]
            .map(|column| read.rows[1].staged.at(column).unwrap().as_text().unwrap())
            .to_vec();
        assert_eq!(second, ["0012345678", "失败", "账号不存在"], "{name}");
        // What stands above the table of its count and sum agrees.
        assert!(!read.codes().iter().any(|code| code.starts_with("totals")));
    }
}
