//! One struct per sheet, a public text field per column, and sheets of ordinary rows for races and benchmarks.
//!
//! The fields are what stands in the cells, so that a test can put anything there.

use crate::numbers::{UnionKind, union_credit_code};
use crate::people::{self, SyntheticPerson, sex_word};
use domain::identity::Sex;

/// A row type with its canonical Chinese header.
pub trait SheetRow {
    /// The column headers, in order.
    const HEADER: &'static [&'static str];
    /// The cells, in the order of the header.
    fn cells(&self) -> Vec<&str>;
}

macro_rules! sheet_row {
    ($(#[$doc:meta])* $name:ident { $($field:ident = $header:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name { $(#[doc = concat!("Column ", $header, ".")] pub $field: String,)* }

        impl SheetRow for $name {
            const HEADER: &'static [&'static str] = &[$($header),*];
            fn cells(&self) -> Vec<&str> {
                vec![$(&self.$field),*]
            }
        }
    };
}

sheet_row! {
    /// A unit of the union tree.
    UnitRow {
        code = "工会代码", name = "工会名称", parent = "上级工会代码", level = "层级", credit_code = "统一社会信用代码",
        area = "行政区划代码",
    }
}

sheet_row! {
    /// A member on a unit's roster.
    MemberRow {
        unit_code = "工会代码", name = "会员姓名", id = "会员身份证号", phone = "手机号", status = "在职状态",
        dues_until = "会费缴至", spouse_name = "配偶姓名", spouse_id = "配偶身份证号", spouse_unit = "配偶单位",
    }
}

sheet_row! {
    /// Somebody who takes part in a scheme of mutual aid; sums in yuan.
    ParticipantRow {
        unit_code = "工会代码", name = "会员姓名", id = "会员身份证号", scheme = "互助方案", contribution = "缴费金额",
        own = "个人缴费", bank = "开户银行", card = "银行卡号",
    }
}

sheet_row! {
    /// A unit's plan for a benefit year and one mode; amount and ratio in yuan and per cent, one of them empty.
    PlanRow {
        unit_code = "工会代码", year = "年度", mode = "缴费方式", amount = "工会承担金额", ratio = "承担比例",
        minutes = "会议纪要号",
    }
}

sheet_row! {
    /// A unit's budget for a calendar year and one source.
    BudgetRow {
        unit_code = "工会代码", year = "预算年度", source = "经费来源", amount = "预算金额", approval = "批复文号",
    }
}

sheet_row! {
    /// A claim: one child, one benefit year, one claimant.
    ClaimRow {
        unit_code = "工会代码", member_name = "会员姓名", member_id = "会员身份证号", child_name = "子女姓名",
        document = "证件类型", child_id = "子女身份证号", certificate = "出生医学证明编号", birth = "出生日期", sex = "性别",
        relation = "与会员关系", year = "年度", mode = "缴费方式", paid = "已缴金额", paid_on = "缴费日期", voucher = "票据号",
        paid_by = "缴费渠道", assistance = "资助身份", claimed = "申请金额", consent = "会员意愿", proof = "亲子证明",
        bank = "开户行", card = "银行卡号", holder = "户名",
    }
}

/// The code of the `k`-th basic union (from 0) of [`UnitRow::small_tree`].
pub fn basic_code(k: usize) -> String {
    format!("HN430102-{:03}", k + 1)
}

impl UnitRow {
    /// Province, one prefecture, one county and `basics` basic unions, parents first.
    pub fn small_tree(basics: usize) -> Vec<Self> {
        let upper = |code: &str, name: &str, parent: &str, level: &str, area: &str| Self {
            code: code.to_owned(),
            name: name.to_owned(),
            parent: parent.to_owned(),
            level: level.to_owned(),
            credit_code: union_credit_code(UnionKind::Other, area, 1),
            area: area.to_owned(),
        };
        let mut rows = vec![
            upper("HN", "湖南省总工会", "", "省", "430000"),
            upper("HN4301", "长沙市总工会", "HN", "市州", "430100"),
            upper("HN430102", "芙蓉区总工会", "HN4301", "县市区", "430102"),
        ];
        rows.extend((0..basics).map(|k| Self {
            code: basic_code(k),
            name: format!("芙蓉区第{}小学工会", k + 1),
            parent: "HN430102".to_owned(),
            level: "基层".to_owned(),
            credit_code: union_credit_code(UnionKind::Basic, "430102", k as u32 + 1),
            area: "430102".to_owned(),
        }));
        rows
    }
}

impl MemberRow {
    /// [`people::member`]` n`, in service at `unit_code`, dues paid, married to [`people::spouse`]` n` outside.
    pub fn ordinary(n: u64, unit_code: &str) -> Self {
        Self::of(
            &people::member(n),
            &people::spouse(n),
            people::phone(n),
            unit_code,
        )
    }

    /// [`people::spouse`]` n` as a member of `unit_code`: the other parent of child `n`.
    pub fn other_parent(n: u64, unit_code: &str) -> Self {
        Self::of(
            &people::spouse(n),
            &people::member(n),
            people::phone(n + people::PEOPLE_MAX),
            unit_code,
        )
    }

    fn of(
        person: &SyntheticPerson,
        spouse: &SyntheticPerson,
        phone: String,
        unit_code: &str,
    ) -> Self {
        Self {
            unit_code: unit_code.to_owned(),
            name: person.name.clone(),
            id: person.id.clone(),
            phone,
            status: "在职".to_owned(),
            dues_until: "2026-12".to_owned(),
            spouse_name: spouse.name.clone(),
            spouse_id: spouse.id.clone(),
            spouse_unit: String::new(),
        }
    }
}

impl PlanRow {
    /// The plan of `unit_code` for `year`: reimbursement of 400 yuan.
    pub fn ordinary(unit_code: &str, year: i32) -> Self {
        Self {
            unit_code: unit_code.to_owned(),
            year: year.to_string(),
            mode: "报销".to_owned(),
            amount: "400".to_owned(),
            ratio: String::new(),
            minutes: format!("{unit_code}纪要〔{}〕1号", year - 1),
        }
    }
}

impl BudgetRow {
    /// Union funds of `yuan` for the calendar year `year`.
    pub fn ordinary(unit_code: &str, year: i32, yuan: u64) -> Self {
        Self {
            unit_code: unit_code.to_owned(),
            year: year.to_string(),
            source: "工会经费".to_owned(),
            amount: yuan.to_string(),
            approval: format!("{unit_code}预〔{}〕1号", year - 1),
        }
    }
}

impl ClaimRow {
    /// [`people::member`]` n` of the first basic union claims for [`people::child`]` n`: reimbursement for 2026 of 400
    /// yuan paid on a day from 2025-09-01 to 2025-12-29, with consent and proof. Eligible when the roster, plan and
    /// budget of the same union are in place.
    pub fn ordinary(n: u64) -> Self {
        let (member, child) = (people::member(n), people::child(n));
        Self {
            unit_code: basic_code(0),
            member_name: member.name.clone(),
            member_id: member.id,
            document: "居民身份证".to_owned(),
            birth: child.birth.to_string(),
            sex: sex_word(child.sex).to_owned(),
            relation: relation(member.sex, child.sex).to_owned(),
            child_name: child.name,
            child_id: child.id,
            certificate: String::new(),
            year: "2026".to_owned(),
            mode: "报销".to_owned(),
            paid: "400".to_owned(),
            paid_on: format!("2025-{:02}-{:02}", 9 + n % 4, 1 + n / 4 % 29),
            voucher: format!("4430{n:012}"),
            paid_by: "本人".to_owned(),
            assistance: String::new(),
            claimed: "400".to_owned(),
            consent: "同意".to_owned(),
            proof: "出生医学证明".to_owned(),
            bank: "中国建设银行长沙分行".to_owned(),
            card: people::card(n),
            holder: member.name,
        }
    }

    /// The same child-year as [`ClaimRow::ordinary`]` n`, claimed by the other parent at the second basic union: an exact
    /// duplicate.
    pub fn other_parent(n: u64) -> Self {
        let (parent, child) = (people::spouse(n), people::child(n));
        Self {
            unit_code: basic_code(1),
            relation: relation(parent.sex, child.sex).to_owned(),
            member_id: parent.id,
            card: people::card(n + people::PEOPLE_MAX),
            holder: parent.name.clone(),
            member_name: parent.name,
            ..Self::ordinary(n)
        }
    }

    /// The same claim filed at another unit.
    #[must_use]
    pub fn at(mut self, unit_code: &str) -> Self {
        unit_code.clone_into(&mut self.unit_code);
        self
    }
}

/// The word for a child born to the claimant.
pub fn relation(parent: Sex, child: Sex) -> &'static str {
    match (parent, child) {
        (Sex::Male, Sex::Male) => "父子",
        (Sex::Male, Sex::Female) => "父女",
        (Sex::Female, Sex::Male) => "母子",
        (Sex::Female, Sex::Female) => "母女",
    }
}

/// A sheet as CSV text (RFC 4180, `\n` line ends), header first.
pub fn csv_of<R: SheetRow>(rows: &[R]) -> String {
    let mut text = String::new();
    push_line(&mut text, R::HEADER);
    for row in rows {
        push_line(&mut text, &row.cells());
    }
    text
}

/// Appends one CSV line.
pub(crate) fn push_line<S: AsRef<str>>(text: &mut String, cells: &[S]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let cell = cell.as_ref();
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// A claims sheet as CSV.
pub fn claims_csv(rows: &[ClaimRow]) -> String {
    csv_of(rows)
}

/// A roster as CSV.
pub fn members_csv(rows: &[MemberRow]) -> String {
    csv_of(rows)
}

/// The unit tree as CSV.
pub fn units_csv(rows: &[UnitRow]) -> String {
    csv_of(rows)
}

/// Plans as CSV.
pub fn plans_csv(rows: &[PlanRow]) -> String {
    csv_of(rows)
}

/// Budgets as CSV.
pub fn budgets_csv(rows: &[BudgetRow]) -> String {
    csv_of(rows)
}
