//! The numbers that screens mask, and that an operator may ask to see for a reason.

crate::coded! {
    /// A masked number of a claim.
    Field {
        /// The subject's identity number.
        SubjectNumber = "child-number", "享受人证件号码", "subject's identity number";
        /// The number of the subject's birth certificate.
        Certificate = "certificate", "出生医学证明编号", "birth certificate number";
        /// The member's identity number.
        MemberNumber = "member-number", "会员证件号码", "member's identity number";
        /// The identity number of the member's partner.
        PartnerNumber = "spouse-number", "配偶证件号码", "spouse's identity number";
        /// The member's mobile number.
        Mobile = "mobile", "手机号码", "mobile number";
        /// The account the reimbursement goes to.
        BankCard = "bank-card", "收款账号", "payee's account";
    }
}
