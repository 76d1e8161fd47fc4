//! What to do next, for every kind of failure.

use crate::words::Words;
use storage::StorageError;
use workflow::WorkflowError;
use workflow::views::Lang;

/// The next step after a failure.
pub fn of(error: &WorkflowError) -> Words {
    match error {
        WorkflowError::Storage(error) => of_storage(error),
        WorkflowError::Import(_) => Words::new(
            "检查文件路径和读取权限，然后重试",
            "check the file's path and permissions and try again",
        ),
        WorkflowError::HalfWay { .. } => Words::new(
            "再执行一次同一命令，办理其余的；已完成的不会重复（批量审批用 `gongbao claim resume`）",
            "repeat the command for what remains; what is done is not done again (of a bulk approval, `gongbao claim resume`)",
        ),
        WorkflowError::State { hint, .. } => (**hint).clone(),
        WorkflowError::Refused(_) | WorkflowError::Claim { .. } => Words::new(
            "按上面的说明处理后再试",
            "do what the message says, then try again",
        ),
        WorkflowError::Register { fault, .. } => {
            Words::new(fault.hint(Lang::Zh), fault.hint(Lang::En))
        }
        WorkflowError::Exported { found: false, .. } => Words::new(
            "停止支付，执行 `gongbao audit verify`：申报或批次可能被人从备份中放回过",
            "stop payments and run `gongbao audit verify`: claims or batches may have been put back from a backup",
        ),
        WorkflowError::Exported { entry, .. } => Words::new(
            format!(
                "先与银行或税务核对该文件：确已送出的，用 `gongbao register happened {entry}`；确未送出的，用 \
                 `gongbao register void {entry} --reason …`，由另一人审定"
            ),
            format!(
                "ask bank or tax bureau about that file: if they have it, `gongbao register happened {entry}`; if it \
                 never left, `gongbao register void {entry} --reason …`, which a second operator agrees to"
            ),
        ),
        WorkflowError::UnknownOperator(_) => Words::new(
            "用 `gongbao operator list` 查看操作员；管理员用 `gongbao operator add` 新增",
            "see `gongbao operator list`; an administrator adds one with `gongbao operator add`",
        ),
        _ => of_code(error.code()),
    }
}

fn of_storage(error: &StorageError) -> Words {
    match error {
        StorageError::Url(_) => Words::new(
            "更正 --database 或 GONGBAO_DATABASE_URL",
            "correct `--database` or GONGBAO_DATABASE_URL",
        ),
        StorageError::Missing(_) => Words::new(
            "检查路径，或用 `gongbao init --database URL --admin 姓名` 新建",
            "check the path, or create the database with `gongbao init --database URL --admin NAME`",
        ),
        StorageError::Connect(_) => Words::new(
            "检查地址、文件权限，以及 PostgreSQL 是否运行",
            "check the address, the file's permissions, and that PostgreSQL is running",
        ),
        StorageError::Busy(_) => Words::new(
            "等另一条命令结束后再试；同一命令可以放心重复",
            "try again when the other command has ended; repeating the same command is safe",
        ),
        StorageError::Closed(_) => Words::new(
            "先查看结果（例如 `gongbao claim show`），再决定是否重试",
            "look at the outcome first (such as `gongbao claim show`), then repeat the command if it is not there",
        ),
        StorageError::Unwritable(_) => Words::new(
            "清理磁盘空间，检查数据库文件及其目录的写权限，然后重试",
            "free disk space, check the write permission of the file and its directory, and try again",
        ),
        StorageError::Conflict => Words::new(
            "重新查看后再试",
            "look again, then repeat the command if it still applies",
        ),
        StorageError::Migration(_) => Words::new(
            "确认程序版本与数据库一致，再运行 `gongbao init`；程序用的角色不是表的所有者时，先以所有者连接运行 `gongbao db migrate`",
            "make sure this program is as new as the database, then run `gongbao init`; where its role does not own the tables, run \
             `gongbao db migrate` as the owner first",
        ),
        StorageError::Forbidden(_) => Words::new(
            "`gongbao db check` 列出所缺的权限；以表的所有者连接，用 `gongbao db grant --role 角色` 授予",
            "`gongbao db check` lists what is missing; `gongbao db grant --role ROLE` gives it, run as the owner of the tables",
        ),
        StorageError::Role { bound: true, .. } => Words::new(
            "先建角色：`CREATE ROLE 角色 LOGIN`",
            "make the role first: `CREATE ROLE ROLE LOGIN`",
        ),
        StorageError::Role { bound: false, .. } => Words::new(
            "另建一个角色：`CREATE ROLE gongbao_app LOGIN`，程序用它连接；表的所有者只用于升级结构",
            "make another one, `CREATE ROLE gongbao_app LOGIN`, for the program to connect as; the owner of the tables is for migrations only",
        ),
        StorageError::NotOwner(_) => Words::new(
            "用 --database 以表的所有者连接后再执行",
            "name the database with `--database` as the owner of the tables",
        ),
        StorageError::NoRoles => Words::new(
            "角色和权限只用于 PostgreSQL；SQLite 文件及其目录只归程序的账户（0700）",
            "roles are for PostgreSQL; a SQLite file and its directory belong to the program's account alone (0700)",
        ),
        _ => Words::new(
            "查看日志文件；必要时从备份恢复后再用 `gongbao audit verify` 核验",
            "look into the log file; after a restore, check with `gongbao audit verify`",
        ),
    }
}

/// The next step by stable code; a code nobody wrote a step for points at help and log.
pub fn of_code(code: &str) -> Words {
    let (zh, en) = match code {
        "forbidden" => (
            "请由有此权限的操作员执行（--operator），`gongbao operator list` 列出角色",
            "let an operator with that right do it (`--operator`); `gongbao operator list` shows the roles",
        ),
        "unknown-programme" => (
            "`gongbao period list` 列出项目",
            "`gongbao period list` shows the programmes",
        ),
        "unknown-unit" => (
            "`gongbao unit list` 列出范围内的工会",
            "`gongbao unit list` shows the unions in your scope",
        ),
        "not-found" => (
            "核对编号，或用相应的 list 命令查找",
            "check the id, or find it with the matching `list` command",
        ),
        "exists" => (
            "使用已有的，或换一个名称",
            "use the one that is there, or choose another name",
        ),
        "case-not-open" => (
            "`gongbao duplicate show` 查看处理结果",
            "see what was decided with `gongbao duplicate show`",
        ),
        "reassessment-left" => (
            "`gongbao claim reassess` 继续重新评估；重复执行没有影响",
            "`gongbao claim reassess` goes on; repeating it does no harm",
        ),
        "second-operator" => ("请另一位操作员执行", "let another operator do it"),
        "key" => (
            "用 --key-file 指定建库时生成的密钥文件",
            "name the key file made with this database: `--key-file FILE`",
        ),
        "expectation" => (
            "不带 --expect-* 再运行一次查看现在的数字，然后确认",
            "run the command again without `--expect-*` to see the present figures, then confirm them",
        ),
        "sample" => (
            "不带 --sample-seen 再运行一次，查看现在的抽样",
            "run the command again without `--sample-seen` and look at the present sample",
        ),
        "not-initialised" => (
            "先运行 `gongbao init --database URL --admin 姓名`",
            "run `gongbao init --database URL --admin NAME` first",
        ),
        "already-initialised" => (
            "数据库已可使用；如要另建，请换一个地址",
            "the database is ready to use; to make another one, name another address",
        ),
        "schema" => (
            "备份后用建库时的参数再运行 `gongbao init`，它只更新结构",
            "take a backup and run `gongbao init` as at first: it only brings the schema up to date",
        ),
        "parameters" => (
            "更正参数文件后再试；`gongbao period show` 显示现行参数",
            "correct the parameter file and try again; `gongbao period show` prints the ones in force",
        ),
        "file" => (
            "检查路径、写权限和磁盘空间，然后重试",
            "check the path, the write permission and the disk space, and try again",
        ),
        "nothing" => (
            "用相应的 list 命令查看现状",
            "see how things stand with the matching `list` command",
        ),
        "usage" => ("加 --help 查看用法", "see the command's `--help`"),
        _ => (
            "加 --help 查看用法；详情见日志文件",
            "see the command's `--help`; details are in the log file",
        ),
    };
    Words::new(zh, en)
}
