//! The help in Chinese: a text for each command, argument and value of the tree of commands. Whatever an operator types
//! (commands, flags, codes, names of programs) stands in back quotes.

/// The Chinese of one command.
#[derive(Debug)]
pub struct Text {
    /// The words that call it, without `gongbao`.
    pub path: &'static str,
    /// One line, as the list of commands has it.
    pub about: &'static str,
    /// What `--help` adds below it; empty for most.
    pub long: &'static str,
    /// Arguments whose text holds for this command alone.
    pub arguments: &'static [Argument],
}

/// The Chinese of one argument.
#[derive(Debug)]
pub struct Argument {
    /// Its id in the tree of commands.
    pub id: &'static str,
    /// What it is.
    pub help: &'static str,
    /// What its values mean, where they are not plain by themselves.
    pub values: &'static [(&'static str, &'static str)],
}

macro_rules! arguments {
    ($($id:ident: $help:literal $([$($value:literal: $meaning:literal),*])?,)*) => {
        &[$($crate::help::catalogue::Argument {
            id: stringify!($id),
            help: $help,
            values: &[$($(($value, $meaning)),*)?],
        }),*]
    };
}

macro_rules! commands {
    ($($path:literal: $about:literal $(+ $long:literal)? { $($arguments:tt)* })*) => {
        &[$($crate::help::catalogue::Text {
            path: $path,
            about: $about,
            long: concat!("" $(, $long)?),
            arguments: arguments! { $($arguments)* },
        }),*]
    };
}

mod claims;
mod installation;
mod mutual_aid;
mod year;

/// The catalogue, by what one is about.
pub const CHAPTERS: &[&[Text]] = &[
    installation::TEXTS,
    year::TEXTS,
    claims::TEXTS,
    mutual_aid::TEXTS,
];

/// Arguments of every command, and those that several have with the same meaning.
pub const SHARED: &[Argument] = arguments! {
    config: "配置文件；不写则用 `/etc/gongbao/gongbao.toml` 或 `./gongbao.toml`（有则用）",
    database: "数据库地址：`sqlite:PATH` 或 `postgres://USER@HOST/NAME`",
    operator: "由谁操作；只用于演练库，或由 sshd 强制执行的命令给出",
    lang: "显示的语言" ["zh": "中文", "en": "英文"],
    json: "在标准输出打印一个 JSON 对象",
    today: "把这一天当作今天；只用于演练库",
    key_file: "数据库的密钥文件",
    help: "显示说明",
    version: "显示版本",
    programme: "项目代号，如 `child-premium`",
    year: "年度，如 `2026`",
    limit: "最多显示多少行",
    after: "接着上一页往下看：填上一页给出的 `next`",
    unit: "工会代码，含其全部下级",
    state: "状态，多个用逗号分隔",
    verdict: "判定：`eligible`（符合）、`review`（待人工）或 `reject`（不符合）",
    mode: "缴费方式：`full`（全额缴纳）、`shared`（共同分摊）或 `reimburse`（事后报销）",
    search: "申报编号、完整的证件号，或姓名的开头",
    in_case: "只列有（或没有）未处理的重复申报的",
    queue: "待办的一栏：`ready`（可办）、`look`（需细看）、`contested`（有重复）、`ruling`（待裁定）或 `overdue`（超期）",
    min_payable: "最低可付金额，单位为元",
    cause: "只列有此项不符合或待人工的：规则和代码，照 `claim causes` 所列，如 `H-04:age-over`",
    alone: "只列其中没有其他不符合项的",
    reason: "原因",
    claim: "申报编号",
    claims: "申报编号，可写多个",
    batch: "批次编号",
    case: "重复申报的编号",
    file: "表格文件：CSV（UTF-8、GB18030 或 UTF-16 编码）、xlsx、xls 或 ods",
    dry_run: "只检查并报告，不写入",
    include_hidden: "文件中隐藏或被筛掉的内容也导入",
    params: "参数文件；不写则用随程序提供的参数",
    out: "写入的工作簿；已有的文件不会被覆盖",
    sheet: "工作表名；文件有多个工作表时填写",
    sample_seen: "抽样下方打印的凭证码，看过抽样后填写",
    expect_count: "件数，照不写此项时打印的填写",
    expect_total: "合计，照不写此项时打印的填写：`1,234.50` 为元，`123450fen` 为分",
    expect_total_fen: "合计，以分计的整数",
    identity_stdin: "从标准输入读取身份证件号码；生产库必须提供",
    option: "待裁定事项的中文名称或代号",
    value: "要采用的值，是该事项可取的值之一，写中文或代号",
    name: "登录名",
    profile: "表类：`units`（工会名录）、`members`（会员花名册）、`plans`（承担方案）、`budgets`（预算）或 `claims`（申报表）",
};

/// The text of a command.
pub fn command(path: &str) -> Option<&'static Text> {
    CHAPTERS
        .iter()
        .copied()
        .flatten()
        .find(|text| text.path == path)
}

/// The text of an argument of a command: its own, else the shared one.
pub fn argument(path: &str, id: &str) -> Option<&'static Argument> {
    let own = command(path).map_or(&[][..], |text| text.arguments);
    own.iter().chain(SHARED).find(|argument| argument.id == id)
}
