#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "measured once")]
#[path = "../tests/support/mod.rs"] mod support;
use support::*;
fn main() {
    let place = Place::claims();
    let mut lines = vec![headers(CLAIMS)];
    for n in 0..100_000u32 {
        // distinct children: date and sequence vary
        let d = domain_id(n);
        lines.push(claim_row(&[("子女身份证号", &d), ("出生日期", &format!("{}-{}-{}", &d[6..10], &d[10..12], &d[12..14])), ("性别", ""), ("票据号", &format!("{n}"))]));
    }
    let text = csv_text(&lines);
    let path = place.bytes("a.csv", text.as_bytes());
    let t = std::time::Instant::now();
    let (mut rows, mut ok) = (0, 0);
    let import::Opened::Workbook(mut w) = place.open(&path) else { panic!() };
    println!("open {:?}", t.elapsed());
    let s = import::read::<import::ImportError>(&mut w, place.profile, place.context.clone(), 1000, |c| { rows += c.len(); ok += c.iter().filter(|r| r.draft.is_some()).count(); Ok(()) }).unwrap();
    println!("csv {} bytes {:?} rows {rows} ok {ok} {:?} rss {}", text.len(), t.elapsed(), s.file_findings.len(), rss());
    let path = place.xlsx_file(|sheet| put(sheet, 0, &lines));
    drop(lines); drop(text);
    let t = std::time::Instant::now();
    let import::Opened::Workbook(mut w) = place.open(&path) else { panic!() };
    println!("open xlsx {:?}", t.elapsed());
    let mut rows = 0;
    import::read::<import::ImportError>(&mut w, place.profile, place.context.clone(), 1000, |c| { rows += c.len(); Ok(()) }).unwrap();
    println!("xlsx {:?} rows {rows}", t.elapsed());
}
fn rss() -> String { std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmHWM")).unwrap().to_owned() }
fn domain_id(n: u32) -> String {
    let day = 1 + n % 28; let month = 1 + (n / 28) % 12; let year = 2009 + (n / 336) % 16; let seq = 1 + (n / 5376) % 900;
    let base = format!("430102{year}{month:02}{day:02}{seq:03}");
    let c = domain::identity::check_digit(&base).unwrap();
    format!("{base}{c}")
}
