//! Answers of banks and tax offices as their terminals print them: columns of fixed width, or between drawn lines.
//! Whatever a file looks like, money is read from its own column or not at all.

mod faults;
mod shapes;

use crate::support::{Outcome, Place};
use domain::fen::Fen;
use domain::finding::{RowFinding, RowSeverity};
use encoding_rs::GB18030;
use import::{AnswerOutcome, AnswerRow, Answers, Opened};

const ROWS: [[&str; 6]; 4] = [
    ["1", "张三", "6222000000000000004", "400.00", "成功", ""],
    [
        "2",
        "欧阳建国",
        "6222000000000000012",
        "1,200.50",
        "失败",
        "户名不符",
    ],
    ["3", "李四", "62220000000000038", "38.00", "成功", ""],
    ["4", "王小明", "6222000000000000046", "400.00", "处理中", ""],
];

fn four_answers(read: &Outcome<AnswerRow>, shape: &str) {
    let answers: Vec<&AnswerRow> = read
        .rows
        .iter()
        .filter_map(|row| row.draft.as_ref())
        .collect();
    assert_eq!(answers.len(), 4, "{shape}: {:?}", read.all_findings());
    for (answer, row) in answers.iter().zip(ROWS) {
        let [_, holder, card, amount, outcome, reason] = row;
        assert_eq!(answer.holder.as_deref(), Some(holder), "{shape}");
        assert_eq!(answer.card.as_deref(), Some(card), "{shape}");
        assert_eq!(answer.amount, Fen::parse_yuan(amount).unwrap(), "{shape}");
        let became = match outcome {
            "成功" => AnswerOutcome::Paid,
            "失败" => AnswerOutcome::Refused,
            _ => AnswerOutcome::Unknown,
        };
        assert_eq!(
            (answer.outcome, answer.reason.as_str()),
            (became, reason),
            "{shape}"
        );
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
    Middle,
}
use Side::{Left, Middle, Right};

/// A way to count how wide a text is.
type Width = fn(&str) -> usize;

fn bytes(text: &str) -> usize {
    GB18030.encode(text).0.len()
}

fn cells(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(!c.is_ascii())).sum()
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, (width, side): (usize, Side), measure: Width) -> String {
    let room = width.checked_sub(measure(text)).unwrap();
    let before = match side {
        Left => 0,
        Right => room,
        Middle => room / 2,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(room - before))
}

fn line(texts: &[&str], columns: &[(usize, Side)], gap: &str, measure: Width) -> String {
    let texts = texts.iter().zip(columns);
    let padded: Vec<String> = texts
        .map(|(text, column)| padded(text, *column, measure))
        .collect();
    padded.join(gap).trim_end().to_owned()
}

const TITLES: [&str; 6] = ["序号", "户名", "账号", "金额", "处理结果", "失败原因"];
const LEFT: [(usize, Side); 6] = [
    (6, Left),
    (20, Left),
    (21, Left),
    (14, Left),
    (10, Left),
    (20, Left),
];
const MONEY_RIGHT: [(usize, Side); 6] = [
    (6, Right),
    (20, Left),
    (21, Left),
    (14, Right),
    (10, Left),
    (20, Left),
];

/// Header and rows in columns.
fn table(
    header: &[(usize, Side)],
    rows: &[(usize, Side)],
    gap: &str,
    measure: Width,
) -> Vec<String> {
    let mut lines = vec![line(&TITLES, header, gap, measure)];
    lines.extend(ROWS.iter().map(|row| line(row, rows, gap, measure)));
    lines
}

fn place() -> Place<Answers> {
    Place::of(Answers)
}

fn read_bytes(bytes: &[u8]) -> Outcome<AnswerRow> {
    let place = place();
    place.read(&place.bytes("回盘.txt", bytes))
}

fn read(lines: &[String]) -> Outcome<AnswerRow> {
    read_bytes(&GB18030.encode(&(lines.join("\r\n") + "\r\n")).0)
}

/// What refuses the file when it is opened or read.
fn refused(lines: &[String]) -> Vec<RowFinding> {
    let place = place();
    let bytes = GB18030
        .encode(&(lines.join("\r\n") + "\r\n"))
        .0
        .into_owned();
    match place.open(&place.bytes("回盘.txt", &bytes)) {
        Opened::Refused { findings, .. } => findings,
        Opened::Workbook(mut workbook) => {
            let outcome = place.read_workbook(&mut workbook);
            assert!(outcome.summary.is_refused(), "{:?}", outcome.codes());
            let findings = outcome.summary.file_findings.into_iter();
            findings
                .filter(|finding| finding.severity == RowSeverity::File)
                .collect()
        }
    }
}

/// Only that the encoding was guessed, and lines that are no rows, are told.
fn nothing_else_is_told(read: &Outcome<AnswerRow>) {
    let told = ["encoding-guessed", "row-ignored", "header-found"];
    for finding in read.all_findings() {
        assert!(told.contains(&finding.code.as_str()), "{finding:?}");
    }
}

/// Two pages as a terminal prints them, with their heads, numbers and totals.
fn pages() -> Vec<String> {
    let spread = [
        "序号",
        "户    名",
        "账    号",
        "金  额",
        "处理结果",
        "失败原因",
    ];
    let columns = LEFT;
    let head = |page: u32| {
        vec![
            format!("{:>30}某某银行代发业务处理结果清单", ""),
            format!("批次号：P202611290{page}      打印日期：2026-11-29 17:00:0{page}"),
            "=".repeat(90),
            line(&spread, &columns, " ", bytes),
            "-".repeat(90),
        ]
    };
    let mut lines = head(1);
    lines.extend(
        ROWS[..2]
            .iter()
            .map(|row| line(row, &MONEY_RIGHT, " ", bytes)),
    );
    lines.push(format!("{:>40}第 1 页 / 共 2 页", ""));
    let mut next = head(2);
    next[0].insert(0, '\u{c}');
    lines.extend(next);
    lines.extend(
        ROWS[2..]
            .iter()
            .map(|row| line(row, &MONEY_RIGHT, " ", bytes)),
    );
    lines.push("-".repeat(90));
    lines.push("合计笔数：4        合计金额：2,038.50元".to_owned());
    lines.push(
        "成功笔数：2        成功金额：438.00元      失败笔数：1   失败金额：1,200.50元".to_owned(),
    );
    lines.push("制 表：赵六          复 核：钱七".to_owned());
    lines.push("\u{1a}".to_owned());
    lines
}
