//! What a year rests on: periods, rulings, what members were told, changes that wait, and the sheets that come in.

use super::Text;

pub const TEXTS: &[Text] = commands! {
    "announcement": "政策宣传：如何告知会员" {}
    "announcement record": "登记一次宣传，适用于该工会及其全部下级" {
        unit: "向哪个工会的会员宣传",
        on: "宣传日期",
        kind: "形式：`meeting`（会议）、`notice`（公告）、`online`（网络）或 `other`（其他）",
        document: "证明材料：会议记录、公告文号或网址",
    }
    "announcement list": "列出范围内各工会及其上级的宣传，新的在前" {}
    "period": "项目的各年度" {}
    "period create": "按项目参数新建年度" {}
    "period open": "开放年度，接受申报" {}
    "period extend": "延长受理期" {
        to: "新的截止日",
    }
    "period close": "截止年度：只停止期内的新申报，其余照常" {}
    "period reopen": "重开年度，重新接受申报" {}
    "period archive": "归档年度" {}
    "period clone": "由这一年度新建下一年度，并列出不同之处" {}
    "period preview": "列出换用其他参数会改变的申报，不写入任何内容" {
        standard: "个人缴费标准，单位为元",
        window_open: "受理期首日",
        window_close: "受理期末日",
        claim_cut_off: "期内缴费的最后申报日",
        age_date: "年龄计算到哪一天：`benefit-start`（待遇享受期首日）、`window-open`（集中参保缴费期首日）、`window-close`（集中参保缴费期末日）、`application-date`（申报日）或 `payment-date`（缴费日）",
        ruling: "一并预览的裁定，写作 `事项=值`",
        limit: "最多显示多少笔；件数按全部计",
    }
    "period list": "列出年度" {}
    "period show": "查看一个年度及其参数" {}
    "year": "由上一年度准备新年度" {}
    "year open": "由上一年度准备新年度：年度、承担方案，和每个工会的申报表" + "办理您的角色可办的，并说明余下各项由谁办理；再执行一次即可继续。年度由系统管理员提出，承担方案由可提出方案的人提出，均须另一人审定。\
         申报表含完整号码，只为经办人和审核人写出；已有的文件不会被覆盖。" {
        out: "申报表写入的目录，每个基层工会一个文件：`工会代码-年度.xlsx`",
        dry_run: "只查看和计数，不写入",
    }
    "ruling": "口径：政策没有写明之处，省级如何裁定" {}
    "ruling list": "列出待裁定事项和已作的裁定" {}
    "ruling preview": "列出一项裁定会改变的申报，不写入任何内容" {
        limit: "最多显示多少笔；件数按全部计",
    }
    "ruling propose": "提出裁定，由另一人审定" {
        document: "裁定的文件",
        decided_on: "裁定日期；不写则为今天",
    }
    "change": "待另一人审定的变更" {}
    "change list": "列出变更，新的在前" {
        state: "状态：`proposed`（待审定）、`approved`（已生效）或 `rejected`（已否决）；不写则为全部",
    }
    "change approve": "审定他人提出的变更，使其生效" {
        ids: "变更编号，可写多个",
        all: "全部待审定的变更，自己提出的除外",
    }
    "change reject": "否决变更" {
        ids: "变更编号，可写多个",
        all: "全部待审定的变更，自己提出的除外",
    }
    "import": "导入表格，查看各行的处理结果" {}
    "import units": "导入工会名录" {}
    "import members": "导入会员花名册" {}
    "import plans": "导入各工会的年度承担方案" {}
    "import budgets": "导入预算" {}
    "import claims": "导入申报表" {}
    "import mapping": "各工会自用表头的含义" {}
    "import mapping save": "保存一个自用表头的含义" {
        unit: "使用该表头的工会代码",
        header: "表头，照表格上的写法",
        field: "对应的列，写它的固定名称",
        programme: "申报表所属的项目",
    }
    "import mapping list": "列出一个工会已保存的表头" {
        unit: "工会代码",
        programme: "申报表所属的项目",
    }
    "import mapping remove": "删除一个自用表头的含义" {
        unit: "工会代码",
        header: "表头",
        programme: "申报表所属的项目",
    }
    "import show": "查看一次导入；加 `--rows` 列出每一行" {
        import: "导入编号",
        rows: "列出每一行及其处理结果",
        flagged: "只列有问题的行",
    }
    "import errors": "写出错误表：照原样的表格，错处已标出" {
        import: "本人的导入编号",
    }
    "import template": "写模板：空表，或列出去年的家庭" {
        prefill: "列出该单位去年的家庭，含完整号码（只限申报表）",
        year: "要准备的年度",
    }
    "import list": "列出导入，新的在前" {}
};
