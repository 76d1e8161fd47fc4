//! What a bank's file says of a batch: every row is one line's answer, or it is told why it was not used.

use crate::office::{audited, exported, sealed};
use child_premium::Method;
use domain::batch::{BatchNumber, Channel};
use domain::fen::Fen;
use domain::ids::{BatchId, ClaimRef};
use encoding_rs::GB18030;
use import::Choices;
use std::collections::BTreeSet;
use test_support::{ClaimSpec, Desk, both_engines};
use workflow::payments::batches::{self, Answer, FileAnswer, Format, Lines, read_answer};
use workflow::review::bulk::Expected;
use workflow::views;

/// One payment as the exported file has it.
struct Paid {
    claim: ClaimRef,
    number: String,
    card: String,
    holder: String,
    amount: String,
}

/// An exported batch of so many claims.
fn batch_of(desk: &Desk, claims: u64) -> (BatchId, Vec<Paid>) {
    let filed: Vec<ClaimRef> = (1..=claims)
        .map(|n| desk.approved_claim(&ClaimSpec::of(n)))
        .collect();
    let batch = sealed(desk, Channel::MemberBank);
    let file = exported(desk, batch, Format::Csv);
    let text = std::fs::read_to_string(&file.path).unwrap();
    let rows: Vec<Vec<String>> = text
        .lines()
        .map(|line| {
            let cells = line.split(',');
            cells
                .map(|cell| cell.trim_matches(['"', '\t', '=', '\u{feff}']).to_owned())
                .collect()
        })
        .collect();
    let head = rows
        .iter()
        .find(|row| row.iter().any(|cell| cell == "申报编号"))
        .unwrap();
    let at = |name: &str| head.iter().position(|cell| cell.starts_with(name)).unwrap();
    let (number, card, holder, amount) = (at("申报编号"), at("银行卡号"), at("户名"), at("金额"));
    let paid = filed.into_iter().map(|claim| {
        let own = desk.claim(claim).number.to_string();
        let row = rows
            .iter()
            .find(|row| row.get(number) == Some(&own))
            .unwrap();
        Paid {
            claim,
            number: own,
            card: row[card].clone(),
            holder: row[holder].clone(),
            amount: row[amount].clone(),
        }
    });
    (batch, paid.collect())
}

/// The answer as a bank's terminal writes it: `|` between the columns, GB18030.
fn read(
    desk: &Desk,
    operator: &str,
    batch: BatchId,
    lines: &[String],
) -> workflow::Result<FileAnswer> {
    let text = format!(
        "申报编号|账号|户名|金额|处理结果|失败原因\r\n{}\r\n",
        lines.join("\r\n")
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("回执.txt");
    std::fs::write(&path, GB18030.encode(&text).0).unwrap();
    read_answer(
        &mut desk.session(operator),
        batch,
        &path,
        &Choices::default(),
        None,
    )
}

fn row(paid: &Paid, outcome: &str, reason: &str) -> String {
    let Paid {
        number,
        card,
        holder,
        amount,
        ..
    } = paid;
    format!("{number}|{card}|{holder}|{amount}|{outcome}|{reason}")
}

fn settle(desk: &Desk, batch: BatchId, read: &FileAnswer, count: i64) {
    let answer = Answer {
        on: desk.today,
        receipt: "回单0007".to_owned(),
        lines: read.lines.clone(),
        expect: Some(Expected {
            count,
            total: Fen::new(count * 40_000),
        }),
    };
    let settled = batches::settle(&mut desk.session("cashier"), batch, &answer).unwrap();
    assert_eq!(settled.outcome.failed, []);
}

fn why(read: &FileAnswer) -> Vec<(u32, String)> {
    read.strange
        .iter()
        .map(|row| (row.row, row.why.zh.to_string()))
        .collect()
}

both_engines! {
    fn a_file_settles_what_it_answers_and_what_is_under_way_stays_open(desk) {
        let (batch, paid) = batch_of(desk, 3);
        let [first, second, third] = paid.as_slice() else { panic!() };
        let lines = [row(first, "成功", ""), row(second, "失败", "户名不符"), row(third, "P", "")];
        let answer = read(desk, "cashier", batch, &lines).unwrap();
        assert_eq!((why(&answer), answer.known), (vec![], 0));
        assert_eq!(answer.lines, Lines::Some {
            paid: vec![first.claim],
            refused: vec![(second.claim, "户名不符".to_owned())],
        });
        assert_eq!(answer.under_way, [third.claim]);
        settle(desk, batch, &answer, 2);
        let states = [first, second, third].map(|one| desk.state(one.claim));
        assert_eq!(states, ["paid", "returned", "batched"]);

        let later = [row(first, "成功", ""), row(second, "成功", ""), row(third, "成功", "")];
        let answer = read(desk, "cashier", batch, &later).unwrap();
        assert_eq!((answer.known, answer.under_way.len()), (1, 0));
        assert_eq!(answer.lines, Lines::Some { paid: vec![third.claim], refused: vec![] });
        assert_eq!(why(&answer), [(3, "与已登记的结果（被拒）不一致，未采用".to_owned())]);
        settle(desk, batch, &answer, 1);
        assert_eq!(desk.state(third.claim), "paid");
        assert_eq!(audited(desk).first_bad, None);
    }

    fn a_row_that_does_not_fit_its_line_exactly_is_not_used(desk) {
        let (batch, paid) = batch_of(desk, 5);
        let [a, b, c, d, e] = paid.as_slice() else { panic!() };
        let lines = [
            row(&Paid { amount: "40.00".to_owned(), ..copy(a) }, "成功", ""),
            row(&Paid { card: e.card.clone(), ..copy(b) }, "成功", ""),
            row(&Paid { holder: "王五".to_owned(), ..copy(c) }, "成功", ""),
            row(d, "成功", ""),
            row(&Paid { amount: "400.0".to_owned(), ..copy(d) }, "失败", "销户"),
            row(&Paid { number: "26-7KQ2M-9XTRD".to_owned(), ..copy(e) }, "成功", ""),
            row(&Paid { number: String::new(), ..copy(e) }, "部分成功", ""),
        ];
        let answer = read(desk, "cashier", batch, &lines).unwrap();
        assert!(!answer.answers(), "{answer:?}");
        let told = why(&answer);
        let rows: Vec<u32> = told.iter().map(|(row, _)| *row).collect();
        assert_eq!(rows, [2, 3, 4, 5, 6, 7, 8], "{told:?}");
        assert_eq!(told[0].1, "金额不符：回执 40.00 元，批次 400.00 元");
        assert_eq!(told[1].1, "账号或户名与批次不符");
        assert_eq!(told[2].1, "账号或户名与批次不符");
    }

    fn a_row_that_cannot_be_used_keeps_the_line_open_that_it_may_be_about(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let [a, b] = paid.as_slice() else { panic!() };
        let other = |change: &dyn Fn(&mut Paid)| {
            let mut other = copy(a);
            change(&mut other);
            other
        };
        let beside = [
            row(a, "已冲正", ""),
            row(a, "", ""),
            row(&other(&|row| row.amount = "-400.00".to_owned()), "成功", ""),
            row(&other(&|row| row.amount = "300.00".to_owned()), "失败", "余额不足"),
            row(&other(&|row| row.amount = "四百".to_owned()), "失败", ""),
            row(&other(&|row| row.card = b.card.chars().rev().collect()), "失败", ""),
            row(&other(&|row| row.holder = format!("{}(1)", row.holder)), "失败", ""),
            row(&other(&|row| row.number = "26-7KQ2M-9XTRD".to_owned()), "失败", ""),
            row(&other(&|row| { row.number = String::new(); row.card = String::new(); }), "失败", ""),
        ];
        for contrary in beside {
            let lines = [row(a, "成功", ""), row(b, "成功", ""), contrary.clone()];
            let answer = read(desk, "cashier", batch, &lines).unwrap();
            assert_eq!(answer.lines, Lines::Some { paid: vec![b.claim], refused: vec![] }, "{contrary}");
            let rows: Vec<u32> = why(&answer).iter().map(|(row, _)| *row).collect();
            assert_eq!(rows, [2, 4], "{contrary}");
        }
    }

    fn a_row_that_names_nobody_may_contradict_any_and_refuses_the_answer(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let [a, b] = paid.as_slice() else { panic!() };
        let last = if a.card.ends_with('0') { '1' } else { '0' };
        let mistyped = format!("{}{last}", &a.card[..a.card.len() - 1]);
        for nobody in [
            "|||400.00|失败|销户".to_owned(), "||*某|400.00|失败|销户".to_owned(), format!("|{mistyped}||400.00|失败|"), "|||400.00||".to_owned(),
        ] {
            let answer = read(desk, "cashier", batch, &[row(a, "成功", ""), row(b, "成功", ""), nobody.clone()]).unwrap();
            assert!(answer.is_refused() && !answer.answers(), "{nobody} {answer:?}");
            assert!(answer.findings.iter().any(|finding| finding.code == "file-row-of-nobody" && finding.row == 4), "{nobody} {answer:?}");
        }
        let of_another = "26-7KQ2M-9XTRD|||400.00|失败|销户".to_owned();
        let answer = read(desk, "cashier", batch, &[row(a, "成功", ""), row(b, "成功", ""), of_another]).unwrap();
        assert_eq!((answer.is_refused(), why(&answer).len()), (false, 1), "{answer:?}");
        assert!(answer.answers());
    }

    fn a_note_that_may_say_the_contrary_refuses_the_answer_and_a_cell_keeps_its_line_open(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let folder = tempfile::tempdir().unwrap();
        let read = |text: &str| {
            let path = folder.path().join("回执.csv");
            std::fs::write(&path, text).unwrap();
            read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap()
        };
        let lines: Vec<String> = paid.iter().map(|one| format!("{},{},成功", one.number, one.amount)).collect();
        let table = format!("申报编号,金额,处理结果\n{}\n", lines.join("\n"));
        for note in ["全部失败", "本批次已撤销", "2026-01-16 全部冲正", "以上款项尚未到账", "除第3笔外均成功", "某某账户异常，已退回"] {
            let answer = read(&format!("{table}{note},,\n"));
            assert!(answer.is_refused() && !answer.answers(), "{note} {answer:?}");
        }
        for title in ["待处理交易", "代发受理回执（不代表入账）", "测试文件，未实际入账", "预校验结果"] {
            let answer = read(&format!("{title}\n{table}"));
            assert!(!answer.answers() && answer.is_refused(), "{title} {answer:?}");
        }
        for harmless in ["制表人：张三", "西安未央路支行", "打印日期 2026-01-16"] {
            let answer = read(&format!("{table}{harmless},,\n"));
            assert!(answer.answers() && !answer.is_refused(), "{harmless} {answer:?}");
        }
        for (title, contrary, usual) in [
            ("最终状态", "失败", "已完成"), ("是否退票", "是", "否"), ("冲正标志", "Y", "N"), ("退汇日期", "2026-01-16", ""),
            ("备注", "款项已退回", "代发"), ("说明", "账户不存在", ""), ("入账金额", "0", "400.00"), ("实付", "300.00", "400"), ("失败金额", "400", "0"),
        ] {
            let cells = [contrary, usual];
            let rows: Vec<String> = lines.iter().zip(cells).map(|(line, cell)| format!("{line},{cell}")).collect();
            let answer = read(&format!("申报编号,金额,处理结果,{title}\n{}\n", rows.join("\n")));
            assert_eq!(answer.lines, Lines::Some { paid: vec![paid[1].claim], refused: vec![] }, "{title} {answer:?}");
        }
    }

    fn an_answer_stands_on_the_only_sheet_that_holds_anything(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let folder = tempfile::tempdir().unwrap();
        let read = |other: Option<(&str, &str)>, sheet: Option<&str>| {
            let path = folder.path().join("结果.xlsx");
            let mut workbook = rust_xlsxwriter::Workbook::new();
            let first = workbook.add_worksheet().set_name("成功").unwrap();
            first.write_row(0, 0, ["申报编号", "金额", "处理结果"]).unwrap();
            for (at, one) in (1..).zip(&paid) {
                first.write_row(at, 0, [&one.number, &one.amount, "成功"]).unwrap();
            }
            if let Some((name, text)) = other {
                workbook.add_worksheet().set_name(name).unwrap().write(0, 0, text).unwrap();
            }
            workbook.save(&path).unwrap();
            let choices = Choices { sheet: sheet.map(ToOwned::to_owned), ..Choices::default() };
            read_answer(&mut desk.session("cashier"), batch, &path, &choices, None).unwrap()
        };
        for (other, sheet) in [(("说明", "第2笔失败"), None), (("失败", "第2笔"), Some("成功"))] {
            let answer = read(Some(other), sheet);
            assert!(answer.findings.iter().any(|finding| finding.code == "file-other-sheets"), "{answer:?}");
            assert!(!answer.answers());
        }
        assert!(read(None, None).answers() && read(None, Some("成功")).answers());
    }

    fn a_title_of_failures_over_payments_refuses_the_answer(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, title: &str, outcomes: [&str; 2]| {
            let path = folder.path().join(name);
            let rows = paid.iter().zip(outcomes).map(|(one, outcome)| format!("{},{},{outcome}\n", one.number, one.amount));
            std::fs::write(&path, format!("{title}\n申报编号,金额,处理结果\n{}", rows.collect::<String>())).unwrap();
            read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap()
        };
        for (name, title, outcomes) in [
            ("回执.csv", "代发失败清单", ["成功", "成功"]), ("回执.csv", "代发失败清单", ["失败", "成功"]),
            ("成功明细.csv", "回执", ["成功", "失败"]), ("退票清单.csv", "回执", ["成功", "成功"]),
        ] {
            let answer = read(name, title, outcomes);
            assert!(answer.findings.iter().any(|finding| finding.code == "file-other-list"), "{name} {title} {answer:?}");
            assert!(answer.is_refused() && !answer.answers(), "{name} {title}");
        }
        for (name, title, outcomes) in [("回执.csv", "代发失败清单", ["失败", "失败"]), ("代发成功及失败明细.csv", "回执", ["成功", "失败"])] {
            let answer = read(name, title, outcomes);
            assert!(answer.answers() && !answer.is_refused(), "{name} {title} {answer:?}");
        }
    }

    fn paid_with_its_contrary_beside_it_is_not_paid(desk) {
        let (batch, paid) = batch_of(desk, 3);
        let [a, b, c] = paid.as_slice() else { panic!() };
        let lines = [row(a, "成功（已退汇）", ""), row(b, "成功", "账户不存在"), row(c, "成功", "交易成功")];
        let answer = read(desk, "cashier", batch, &lines).unwrap();
        assert_eq!(answer.lines, Lines::Some { paid: vec![c.claim], refused: vec![] });
        let rows: Vec<u32> = answer.strange.iter().map(|row| row.row).collect();
        assert_eq!(rows, [2, 3], "{answer:?}");

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("实付.csv");
        let text = format!("申报编号,金额,实付金额,处理结果\n{},400.00,0.00,成功\n{},400.00,400.00,成功\n", a.number, b.number);
        std::fs::write(&path, text).unwrap();
        let answer = read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap();
        assert_eq!(answer.lines, Lines::Some { paid: vec![b.claim], refused: vec![] }, "{answer:?}");

        let path = folder.path().join("分.csv");
        let text = format!("申报编号,金额（分）,处理结果\n{},400.00,成功\n", a.number);
        std::fs::write(&path, text).unwrap();
        let answer = read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap();
        assert!(answer.is_refused() && !answer.answers(), "{answer:?}");
    }

    fn a_row_without_a_claims_number_is_found_by_account_and_sum(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let bare = |one: &Paid| row(&Paid { number: String::new(), ..copy(one) }, "成功", "");
        let answer = read(desk, "cashier", batch, &[bare(&paid[0]), bare(&paid[1])]).unwrap();
        assert_eq!(why(&answer), []);
        let claims = paid.iter().map(|one| one.claim).collect::<std::collections::BTreeSet<_>>();
        let Lines::Some { paid, refused } = &answer.lines else { panic!() };
        assert_eq!((paid.iter().copied().collect(), refused.len()), (claims, 0));
    }

    fn printed_text_and_workbooks_answer_like_text_between_bars(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let [first, second] = paid.as_slice() else { panic!() };
        let folder = tempfile::tempdir().unwrap();
        let expected = Lines::Some {
            paid: vec![first.claim],
            refused: vec![(second.claim, "账户已冻结".to_owned())],
        };

        let printed = folder.path().join("打印.txt");
        let mut text = String::new();
        let width = |text: &str| GB18030.encode(text).0.len();
        let columns = [("申报编号", 20), ("账号", 24), ("金额", 12), ("处理结果", 10), ("失败原因", 20)];
        let mut line = |cells: &[&str]| {
            for (cell, (_, wide)) in cells.iter().zip(columns) {
                text.push_str(cell);
                text.push_str(&" ".repeat(wide - width(cell)));
            }
            text.push_str("\r\n");
        };
        line(&columns.map(|(name, _)| name));
        line(&columns.map(|(_, wide)| &"--------------------------------"[..wide - 2]));
        line(&[&first.number, &first.card, &first.amount, "成功", ""]);
        line(&[&second.number, &second.card, &second.amount, "失败", "账户已冻结"]);
        std::fs::write(&printed, GB18030.encode(&text).0).unwrap();

        let book = folder.path().join("结果.xlsx");
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let rows = [
            ["处理结果", "失败原因", "户名", "银行卡号", "金额(元)", "申报编号"],
            ["处理成功", "", &first.holder, &first.card, &first.amount, &first.number],
            ["处理失败", "账户已冻结", &second.holder, &second.card, &second.amount, &second.number],
        ];
        for (at, cells) in (0..).zip(rows) {
            sheet.write_row(at, 0, cells).unwrap();
        }
        workbook.save(&book).unwrap();

        for path in [printed, book] {
            let answer = read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap();
            assert_eq!((&answer.lines, why(&answer)), (&expected, vec![]), "{}: {answer:?}", path.display());
        }
    }

    fn the_tax_channels_list_answers_an_enrolment(desk) {
        let claim = desk.approved_claim(&ClaimSpec::of(1).mode(Method::Full));
        let batch = sealed(desk, Channel::Tax);
        exported(desk, batch, Format::Csv);
        let number = desk.claim(claim).number.to_string();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("税务结果.csv");
        let told = |sum: &str| format!("序号,姓名,证件号码,缴费金额,缴费状态,申报编号\n1,沈一,430102201503070027,{sum},已缴费,{number}\n");
        std::fs::write(&path, told("400.00")).unwrap();
        let answer = read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap();
        assert_eq!(answer.lines, Lines::Some { paid: vec![claim], refused: vec![] }, "{answer:?}");
        std::fs::write(&path, told("40.00")).unwrap();
        let answer = read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), None).unwrap();
        assert!(!answer.answers() && answer.strange.len() == 1, "{answer:?}");
    }

    fn a_file_whose_total_differs_answers_nothing(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let mut lines = vec![row(&paid[0], "成功", ""), row(&paid[1], "成功", "")];
        lines.push("合计|||900.00||".to_owned());
        let answer = read(desk, "cashier", batch, &lines).unwrap();
        assert!(answer.is_refused() && !answer.answers(), "{answer:?}");
        *lines.last_mut().unwrap() = "合计|||800.00||".to_owned();
        let answer = read(desk, "cashier", batch, &lines).unwrap();
        assert!(answer.answers() && !answer.is_refused(), "{answer:?}");
    }

    fn an_answer_that_names_another_batch_is_refused_with_its_place_and_both_numbers(desk) {
        let (batch, paid) = batch_of(desk, 1);
        let own = views::batches::show(&mut desk.session("cashier"), batch).unwrap().number;
        let other = BatchNumber::from_random(2026, 77).to_string();
        let mistyped = format!("{}{}", &other[..other.len() - 1], if other.ends_with('0') { '1' } else { '0' });
        let line = format!("{},{},成功", paid[0].number, paid[0].amount);
        let head = "申报编号,金额,处理结果";
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, text: &str, receipt: Option<&str>| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            read_answer(&mut desk.session("cashier"), batch, &path, &Choices::default(), receipt).unwrap()
        };
        let file = |number: &str, place: usize| match place {
            0 => format!("批次号：{number},笔数：1\n{head}\n{line}\n"),
            1 => format!("{head}\n{line}\n批次号,{number},\n"),
            2 => format!("{head}\n{line}\n合计：1笔,,批号={number}\n"),
            3 => format!("{head},批次号\n{line},{number}\n"),
            4 => format!("{head},摘要\n{line},工会医保 {number} 代发\n"),
            5 => format!("批次号,成功笔数\n{number},1\n{head}\n{line}\n"),
            _ => format!("{head}\n{line}\nBatch No. {number},,\n"),
        };
        for (place, row) in (0..7).zip([1, 3, 3, 2, 2, 1, 3]) {
            for number in [&other, &mistyped] {
                let answer = read("回执.csv", &file(number, place), Some(number));
                if place == 4 && number == &mistyped {
                    continue; // No label, and no number of ours.
                }
                assert!(answer.is_refused() && !answer.answers(), "{place} {answer:?}");
                let refusing = answer.findings.iter().find(|finding| finding.code == "file-other-batch").unwrap();
                assert_eq!((refusing.row, &refusing.args["stated"], &refusing.args["batch"]), (row, number, &own), "{place}");
            }
            let answer = read("回执.csv", &file(&own, place), None);
            assert!(answer.answers() && !answer.is_refused(), "{place} {answer:?}");
            // A bank's own number is taken once the operator names it as the confirming document.
            let banks = file("P2026112901", place);
            if place != 4 {
                let answer = read("回执.csv", &banks, None);
                assert!(answer.findings.iter().any(|finding| finding.code == "file-bank-batch" && finding.row == row), "{place} {answer:?}");
                assert!(!answer.answers(), "{place}");
            }
            let answer = read("回执.csv", &banks, Some("回单 P2026112901"));
            assert!(answer.answers() && !answer.is_refused(), "{place} {answer:?}");
        }
        let plain = format!("{head}\n{line}\n");
        assert!(read(&format!("{other}回执.csv"), &plain, None).is_refused());
        assert!(read(&format!("{own}回执.csv"), &plain, None).answers());
        // A printed page has it above the table or at its foot.
        for place in ["head", "foot"] {
            let label = format!("批次号：{other}\n");
            let table = format!("申报编号         金额      处理结果\n---------------  --------  --------\n{}  {}    成功\n", paid[0].number, paid[0].amount);
            let text = if place == "head" { label + &table } else { table + &label };
            let answer = read("打印.txt", &text, None);
            assert!(answer.findings.iter().any(|finding| finding.code == "file-other-batch"), "{place} {answer:?}");
        }
    }

    fn figures_by_outcome_that_the_rows_do_not_make_refuse_the_answer(desk) {
        let (batch, paid) = batch_of(desk, 3);
        let rows = [row(&paid[0], "成功", ""), row(&paid[1], "失败", "销户"), row(&paid[2], "处理中", "")];
        let with = |more: &str| {
            let mut lines = rows.to_vec();
            lines.push(more.to_owned());
            read(desk, "cashier", batch, &lines).unwrap()
        };
        for fits in [
            "成功笔数：1||||成功金额：400.00|", "成功笔数|1|失败笔数|1|失败金额|400.00", "成功1笔|失败1笔||||", "合计笔数：3|成功笔数：1||||",
            "成功合计|||400.00||", "退票笔数：0|||||", "其中|成功1笔400.00元|||失败1笔|处理中1笔",
        ] {
            let answer = with(fits);
            assert!(answer.answers() && !answer.is_refused(), "{fits} {answer:?}");
        }
        for (differs, stated, computed) in [
            ("成功笔数：2||||成功金额：400.00|", "2", "1"), ("成功笔数|1|失败笔数|0|失败金额|400.00", "0", "1"), ("成功金额：800.00|||||", "800.00", "400.00"),
            ("失败金额：40.00|||||", "40.00", "400.00"), ("成功1笔|失败2笔||||", "2", "1"), ("合计笔数：3|成功笔数：3||||", "3", "1"),
            ("成功合计|||1200.00||", "1200.00", "400.00"), ("退票笔数：2|||||", "2", "1"), ("处理中笔数：0|||||", "0", "1"), ("已付笔数：3|||||", "3", "1"),
        ] {
            let answer = with(differs);
            assert!(answer.is_refused() && !answer.answers(), "{differs} {answer:?}");
            let refusing = answer.findings.iter().find(|finding| finding.code == "file-outcomes-differ").unwrap();
            let told = (refusing.row, refusing.args["stated"].replace(',', ""), refusing.args["computed"].replace(',', ""));
            assert_eq!(told, (5, stated.to_owned(), computed.to_owned()), "{differs}");
        }
    }

    fn hidden_rows_of_an_answer_are_read_once_the_operator_says_so(desk) {
        let (batch, paid) = batch_of(desk, 2);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("结果.xlsx");
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["申报编号", "金额", "处理结果"]).unwrap();
        for (at, one) in (1..).zip(&paid) {
            sheet.write_row(at, 0, [&one.number, &one.amount, "成功"]).unwrap();
        }
        sheet.set_row_hidden(2).unwrap();
        workbook.save(&path).unwrap();
        let read = |include_hidden| {
            let choices = Choices { include_hidden, ..Choices::default() };
            read_answer(&mut desk.session("cashier"), batch, &path, &choices, None).unwrap()
        };
        assert!(read(false).findings.iter().any(|finding| finding.code == "file-hidden-rows"));
        let Lines::Some { paid: answered, refused } = read(true).lines else { panic!() };
        let claims: BTreeSet<ClaimRef> = paid.iter().map(|one| one.claim).collect();
        assert_eq!((answered.into_iter().collect::<BTreeSet<_>>(), refused), (claims, vec![]));
    }

    fn only_whoever_may_settle_reads_an_answer(desk) {
        let (batch, paid) = batch_of(desk, 1);
        let lines = [row(&paid[0], "成功", "")];
        for operator in ["clerk", "reviewer", "approver"] {
            assert!(read(desk, operator, batch, &lines).is_err(), "{operator}");
        }
    }
}

fn copy(one: &Paid) -> Paid {
    Paid {
        claim: one.claim,
        number: one.number.clone(),
        card: one.card.clone(),
        holder: one.holder.clone(),
        amount: one.amount.clone(),
    }
}
