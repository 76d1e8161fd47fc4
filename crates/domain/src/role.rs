//! Roles and what each may do. Scope is checked beside it, separation of duties per claim.

crate::coded! {
    /// An operator's role.
    Role {
        /// 经办人: imports rosters and claims, withdraws.
        Clerk = "clerk", "经办人";
        /// 审核人: the checks.
        Reviewer = "reviewer", "审核人";
        /// 工会主席/委员会: approves.
        Approver = "approver", "审批人";
        /// 会计: puts batches together.
        Accountant = "accountant", "会计";
        /// 出纳: exports and settles.
        Cashier = "cashier", "出纳";
        /// 经审委员: reads everything in scope, changes nothing.
        Auditor = "auditor", "经审委员";
        /// 上级: returns, decides duplicates, reads statistics.
        Supervisor = "supervisor", "上级";
        /// 系统管理员: operators and parameters.
        Admin = "admin", "系统管理员";
        /// 值守: no person but the machine's own timers, which verify, seal, keep and count.
        Watch = "watch", "值守";
    }
}

crate::coded! {
    /// Something an operator does. Each new action needs its line in [`Role::may`].
    Action {
        /// Read lists and details in scope.
        Read = "read", "查看", "look";
        /// Import the tree of unions.
        ImportUnits = "import-units", "导入工会", "import unions";
        /// Import rosters.
        ImportMembers = "import-members", "导入会员", "import rosters";
        /// Propose plans and budgets.
        ImportPlans = "import-plans", "导入方案预算", "import plans and budgets";
        /// Import claims.
        ImportClaims = "import-claims", "导入申报", "import claims";
        /// Record the checks.
        Review = "review", "审核", "review claims";
        /// Approve a sum.
        Approve = "approve", "审批", "approve claims";
        /// Return, hold or reject.
        Return = "return", "退回", "return, hold or reject claims";
        /// Withdraw for the unit.
        Withdraw = "withdraw", "撤回", "withdraw claims";
        /// Decide duplicates.
        ResolveDuplicate = "resolve-duplicate", "处理重复申报", "decide duplicates";
        /// Put batches together, seal them and take them back.
        Batch = "batch", "制批", "make batches";
        /// Sign a large batch as second approver.
        SignBatch = "sign-batch", "会签批次", "sign batches";
        /// Export and settle batches.
        Pay = "pay", "支付", "export and settle batches";
        /// Find payments on the bank statement or in the tax bureau's list.
        Reconcile = "reconcile", "对账", "reconcile payments";
        /// Begin and finish recoveries.
        Recover = "recover", "追回", "recover payments";
        /// Propose and second periods, rulings and operators.
        Administer = "administer", "系统管理", "administer the installation";
        /// Second plans and budgets.
        SecondPlans = "second-plans", "审定方案预算", "agree to plans and budgets";
        /// Verify the audit chains and write seals.
        Audit = "audit", "核验审计链", "verify the audit chains";
        /// Verify and seal as a timer does, which sees a result and nobody's data.
        Watch = "watch", "值守核验", "verify and seal";
        /// See one masked number of a claim, for a reason that is recorded.
        Reveal = "reveal", "查看完整号码", "reveal whole numbers";
        /// Assess undecided claims again where a change was cut off.
        Reassess = "reassess", "重新评估", "assess claims again";
        /// Take a unit's own rows out again with their numbers, to be mended or filed for the next year.
        HandBack = "hand-back", "导出本单位明细", "take out a union's own rows";
        /// Record that members were told of the benefit.
        Announce = "announce", "登记宣传", "record announcements";
        /// Send notices to members.
        SendNotices = "send-notices", "发送通知", "send notices to members";
        /// Issue referral slips, visit whom they are about, decide on help and close them.
        LookAfter = "look-after", "办理反馈单", "deal with referral slips";
        /// Record what a union puts into the fund of a scheme.
        MakeUp = "make-up", "登记基金补足", "record what a union puts into a fund";
        /// Hand files over for an operator who does not come in over SSH.
        HandOver = "hand-over", "代收代交文件", "hand files over for others";
    }
}

impl Role {
    /// The role allows the action.
    pub fn may(self, action: Action) -> bool {
        use Role as R;
        let allowed: &[Role] = match action {
            Action::Read => &[
                R::Clerk,
                R::Reviewer,
                R::Approver,
                R::Accountant,
                R::Cashier,
                R::Auditor,
                R::Supervisor,
                R::Admin,
            ],
            Action::ImportUnits | Action::ImportMembers => &[R::Clerk, R::Admin],
            Action::ImportPlans => &[R::Clerk, R::Accountant, R::Approver, R::Admin],
            Action::ImportClaims | Action::Withdraw => &[R::Clerk],
            Action::Review => &[R::Reviewer],
            Action::Approve | Action::SignBatch => &[R::Approver],
            Action::Return => &[R::Reviewer, R::Approver, R::Supervisor],
            Action::ResolveDuplicate => &[R::Reviewer, R::Approver, R::Supervisor],
            Action::Batch => &[R::Accountant, R::Cashier],
            Action::Pay => &[R::Cashier],
            Action::Reconcile | Action::Recover => &[R::Approver, R::Accountant],
            Action::Administer => &[R::Admin],
            Action::SecondPlans => &[R::Approver, R::Admin],
            Action::Audit => &[R::Auditor, R::Admin, R::Supervisor],
            Action::Watch => &[R::Auditor, R::Admin, R::Supervisor, R::Watch],
            Action::Reveal => &[
                R::Reviewer,
                R::Approver,
                R::Accountant,
                R::Cashier,
                R::Supervisor,
                R::Auditor,
            ],
            Action::Reassess => &[R::Clerk, R::Reviewer, R::Approver, R::Accountant, R::Admin],
            Action::HandBack => &[R::Clerk, R::Reviewer],
            Action::Announce => &[R::Clerk, R::Reviewer, R::Admin],
            Action::SendNotices => &[R::Clerk, R::Admin],
            Action::MakeUp => &[R::Accountant],
            Action::HandOver => &[R::Supervisor, R::Admin],
            Action::LookAfter => &[R::Clerk, R::Reviewer, R::Approver, R::Supervisor],
        };
        allowed.contains(&self)
    }
}
