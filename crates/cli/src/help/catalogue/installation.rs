//! The installation, who works in it, and what proves that its records are whole.

use super::Text;

pub const TEXTS: &[Text] = commands! {
    "": "工保：工会出资的医疗保障待遇，从单位报送的表格到导出的支付文件" {}
    "init": "建立数据库、密钥文件和首位管理员；用同样的参数再运行一次，只把旧版本的库升级到本版本" {
        admin: "首位管理员的登录名；不写则只把已有的库升级到本版本",
        rehearsal: "建演练库：人员全为虚构，任何人可用任何身份操作，日期可以设定",
        suite: "新密钥文件的密码算法：`gm`（国密）或 `intl`（国际）",
        admin_key: "管理员登录用的 SSH 公钥文件",
    }
    "setup": "软件包安装后把本机设置为站点；以后再执行，只把站点升级到本版本；由 `root` 执行" {
        answers: "回答文件，代替提问：`database`、`programmes`、`area`、`admin`、`identity`、`admin_key`",
    }
    "operator": "操作员及其角色" {}
    "operator add": "新增操作员" {
        role: "角色：`clerk`（经办人）、`reviewer`（审核人）、`approver`（审批人）、`accountant`（会计）、`cashier`（出纳）、`auditor`（经审委员）、`supervisor`（上级）、`admin`（系统管理员）或 `watch`（定时任务的值守账户，不是人）",
        scope: "可见范围：该工会及其全部下级；`/` 为全部工会",
        public_key: "操作员的第一把 SSH 公钥，`.pub` 文件；生产库必须提供公钥",
        key: "公钥文件的内容，代替文件：从 SSH 登录时不能读取服务器上的文件",
    }
    "operator off": "停用操作员" {}
    "operator list": "列出操作员" {}
    "operator key": "操作员登录用的 SSH 公钥" {}
    "operator key add": "再登记一把公钥，由另一位管理员审定" {
        public_key: "`.pub` 文件；Ed25519，或 3072 位以上的 RSA",
        key: "公钥文件的内容，代替文件：从 SSH 登录时不能读取服务器上的文件",
    }
    "operator key list": "列出公钥，包括已吊销的" {}
    "operator key revoke": "吊销公钥，不能恢复" {
        fingerprint: "列表所示的 `SHA256:…`",
    }
    "authorized-keys": "供 sshd 查询公钥（`AuthorizedKeysCommand`）" {
        fingerprint: "公钥的指纹，即 sshd 的 `%f`",
        key_type: "公钥的类型，即 sshd 的 `%t`",
        key: "公钥的 Base64，即 sshd 的 `%k`",
        program: "登录后强制执行的程序；不写则为本程序",
    }
    "enter": "由 sshd 为登录者启动：打开控制台，或执行其所要的一条命令；从不进入系统命令行" {}
    "unit": "工会组织" {}
    "unit list": "列出范围内的全部工会，上级在前" {}
    "unit merge": "提出合并：自某日起由另一工会取代" {
        old: "被合并的工会代码",
        into: "取代它的工会代码",
        on: "从哪一天起",
    }
    "register": "导出登记簿：只有数据库之外的登记簿才知道的导出" {}
    "register list": "列出数据库不知道的导出：数据库恢复到了这些导出之前" {}
    "register happened": "确认已导出：把批次记为已导出，不再写文件" {
        entry: "登记的序号",
        batch: "登记的批次已不存在时，付款内容相同的另一个已封批的批次",
    }
    "register begin": "登记簿已丢失：经另一人审定，按数据库所知重建" {
        reason: "如何丢失，以及已向银行和税务核实",
    }
    "register void": "确认从未导出：经另一人审定，其各笔可再导出" {
        entry: "登记的序号",
        reason: "如何得知",
    }
    "ledger": "账簿" {}
    "ledger balance": "各科目余额，相加为零" {}
    "audit": "审计链和封存" {}
    "audit verify": "核验全部审计链、每笔申报与其最后一条记录、每次封存" {
        seal: "再与保存在别处的封存比对：`audit seals --json` 打印的文件",
        against: "再与 `audit keep` 送存签名封存和导出的目录比对",
    }
    "audit seal": "封存上次封存以来的变化" {}
    "audit keep": "把全部封存和导出签名后送存到配置 `seals_to` 所列之处" {}
    "audit signing-key": "打印公钥，任何人可凭它核验送存的文件" {}
    "audit seals": "打印全部封存，供保存在别处" {}
    "audit compare": "核对保存在别处的封存是否仍与数据库一致" {
        file: "`audit seals --json` 打印的文件",
    }
    "rehearsal": "用虚构的省份演练" {}
    "rehearsal generate": "写出虚构省份的各种表格" {
        out: "写入的目录",
        seed: "种子；种子相同，写出的省份相同",
        small: "只写几百笔申报，不写几千笔",
    }
    "rehearsal summary": "整个数据库的汇总" {}
    "db": "数据库：其结构，以及各角色的权限" {}
    "db migrate": "以表的所有者连接，把结构升级到本版本；写 `--role` 时并重新授予该角色权限" {
        role: "程序连接所用的角色",
    }
    "db grant": "只授予角色所需的权限，多余的收回；历史只能读和追加" {
        role: "角色",
        holder: "谁的角色：`program`（程序）、`key-lookup`（sshd 调用 `authorized-keys` 所用），或 `watch`（定时任务所用）",
        print: "只打印语句，不执行",
    }
    "db check": "核对角色的权限是否恰为所需；有差异则退出码为 1" {
        role: "角色；不写则为本连接的角色",
        holder: "谁的角色：`program`（程序）、`key-lookup`（sshd 调用 `authorized-keys` 所用），或 `watch`（定时任务所用）",
    }
    "ops": "运行维护" {}
    "ops replay": "随机抽取申报重新判定；有差异则退出码为 1" {
        sample: "抽取多少笔",
        seed: "以前抽样的种子，用来抽出同样的申报",
    }
    "ops manual": "写出中英文手册页，以及 `bash`、`zsh`、`fish` 的补全" {
        into: "写入的目录",
    }
    "ops check": "检查本处是否适合办理付款：逐项列出现状和处理办法；有不合格则退出码为 1" {
        backups: "备份目录，不在安装包的位置时指明",
    }
    "ops backup": "备份数据库，不影响他人工作；写两个文件：副本及其内容清单" {
        into: "写入的目录；没有则建立",
        keep: "完成后只保留该目录中最新的几份",
    }
    "ops restore": "把备份恢复到空的或尚不存在的数据库，并清点内容" {
        list: "备份时写下的清单，副本与它在同一目录",
        to: "恢复到哪里",
    }
    "ops metrics": "供 `Prometheus` 采集的监控指标，只有数量和时间；数据库没有应答时退出码为 1，指标中也有说明" {
        to: "一次写成的文件，例如 `node_exporter` 文本采集目录中的 `.prom` 文件；不写则输出到屏幕",
        backups: "备份目录，不在安装包的位置时指明",
    }
    "ops drill": "在别处恢复备份，按经审的办法全部核验，随后删除" {
        list: "备份时写下的清单，副本与它在同一目录",
        server: "数据库在服务器上时：在哪个服务器上演练；写其上任一数据库，角色须可建库",
    }
    "ops recount": "审计发现首页数字不对时，重新清点各数字所指的申报" {}
    "console": "在本终端打开控制台" {
        color: "何时用颜色；`auto`：设有 `NO_COLOR` 时不用" ["auto": "自动", "always": "总是", "never": "从不"],
        plain: "逐行模式，供读屏软件和不能定位光标的终端使用",
    }
};
