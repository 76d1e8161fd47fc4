//! Cases of duplicate claims, and changes that need a second operator.

crate::coded! {
    /// Where a case stands.
    CaseState {
        /// Nobody has decided.
        Open = "open", "待处理", "open";
        /// A second operator must agree.
        Proposed = "proposed", "待复核", "proposed";
        /// Decided.
        Resolved = "resolved", "已处理", "decided";
        /// Its claims joined another case.
        Joined = "joined", "已并入", "joined";
    }
}

crate::coded! {
    /// Why a case was opened.
    CaseKind {
        /// Two claims for one slot.
        SameSlot = "same-child-year", "同一人同一年度";
        /// Two numbers of one row name two people.
        TwoPeople = "two-people", "两个证件指向两人";
        /// Same name and birth date under another kind of number.
        OtherDocument = "other-document", "同名同生日不同证件";
        /// Claims of one family for people born on one day, whose documents do not prove that they are two.
        OneFamily = "one-family", "同家庭不同证件";
        /// Claims for people whose records are alike: a number mistyped, cut off or missing.
        Similar = "similar", "疑似重复";
    }
}

crate::coded! {
    /// How a case was decided.
    Resolution {
        /// One claim stands, the others are withdrawn.
        KeepOne = "keep-one", "保留一笔", "one kept";
        /// They are different people.
        Different = "different", "不是同一人", "different people";
        /// All are returned to their units.
        ReturnBoth = "return-both", "全部退回", "all returned";
        /// All wait until a date.
        Hold = "hold", "挂起", "held";
        /// The supervisor above all units of the case decides.
        Escalate = "escalate", "上报", "escalated";
    }
}

crate::coded! {
    /// Where a proposed change stands.
    ProposalState {
        /// Waits for a second operator.
        Proposed = "proposed", "待审定";
        /// In force.
        Approved = "approved", "已生效";
        /// Refused.
        Rejected = "rejected", "已否决";
    }
}
