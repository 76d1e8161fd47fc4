//! Templates: the canonical headers, with drop-downs, prompts and instructions.

use crate::write::{Form, FormColumn, INSTRUCTION_SHEET};
use rows::{ColumnKind, ColumnSpec, SheetSpec};

/// The empty template of a kind of sheet.
pub fn template(spec: &SheetSpec) -> Form {
    Form {
        sheet: spec.title.to_owned(),
        head: Vec::new(),
        header_row: 1,
        columns: form_columns(spec.columns),
        rows: Vec::new(),
        instructions: instructions(spec),
    }
}

/// Gives a column of a template the words of its drop-down, where only the installation knows them.
pub fn offer(form: &mut Form, header: &str, words: &[&str]) {
    for column in form.columns.iter_mut().filter(|one| one.header == header) {
        column.choices = words.iter().map(|word| (*word).to_owned()).collect();
    }
    for line in &mut form.instructions {
        if let [own, _, _, choices] = line.as_mut_slice()
            && own == header
        {
            *choices = words.join("、");
        }
    }
}

/// The columns of a sheet with what is told about each.
pub fn form_columns(specs: &[ColumnSpec]) -> Vec<FormColumn> {
    specs
        .iter()
        .map(|spec| FormColumn {
            header: spec.header.to_owned(),
            kind: Some(spec.kind),
            required: spec.required,
            hint: format!("{}{}", if spec.required { "必填。" } else { "" }, spec.hint),
            choices: spec.choices.iter().map(|word| (*word).to_owned()).collect(),
        })
        .collect()
}

fn instructions(spec: &SheetSpec) -> Vec<Vec<String>> {
    let name = spec.title;
    let line = |text: String| vec![text];
    let mut lines = vec![
        line(format!("“{name}”填写说明")),
        line(format!("1. 在“{name}”工作表中从第2行起逐行填写，一行一条；不要合并单元格，不要隐藏行列。")),
        line("2. 不要改动第1行的列名；列的先后可以调整，不需要的非必填列可以删除。".to_owned()),
        line("3. 证件号码、银行卡号、票据号、手机号的列已设为“文本”格式，请勿改为数字或“常规”，否则末尾数字会丢失。".to_owned()),
        line("4. 有下拉列表的列请从列表中选择；金额单位为元；日期写全年月日。".to_owned()),
        line(format!("5. 本工作表“{INSTRUCTION_SHEET}”不会被导入，可以保留；请勿在此填写数据。")),
        Vec::new(),
        ["列名", "是否必填", "怎么填", "可选内容"].map(str::to_owned).to_vec(),
    ];
    lines.extend(spec.columns.iter().map(|spec| {
        let note = match spec.kind {
            ColumnKind::Identity | ColumnKind::BankCard => "（文本格式）",
            _ => "",
        };
        vec![
            spec.header.to_owned(),
            (if spec.required { "必填" } else { "" }).to_owned(),
            format!("{}{note}", spec.hint),
            spec.choices.join("、"),
        ]
    }));
    lines
}
