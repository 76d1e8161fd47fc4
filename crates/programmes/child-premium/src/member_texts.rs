//! What each condition that stops a claim means to the member who reads the notice about it: plain words,
//! nothing about rosters, codes or the office's own procedures. `{name}` stands for a value of the condition.

use policy::programme::{MemberText, Turn};

macro_rules! member_texts {
    ($($code:literal, $turn:ident: $zh:literal, $en:literal; $send_zh:literal, $send_en:literal;)*) => {
        /// Every condition that may stop a claim.
        pub(crate) static MEMBER_TEXTS: &[MemberText] = &[$(MemberText {
            code: $code, turn: Turn::$turn, zh: $zh, en: $en, send_zh: $send_zh, send_en: $send_en,
        }),*];
    };
}

member_texts! {
    // The member
    "member-not-in-service", Nobody:
        "这项补助只面向在职会员。工会登记显示，您目前已退休、离职或只保留会籍。",
        "The benefit is for members in active service. Your union's records show that you have retired, left, or only keep your membership.";
        "", "";
    "member-name-differs", Union:
        "申报的姓名与工会登记的会员姓名不一致，需要工会核对。",
        "The name on the claim is not the one your union has for you; your union has to look into it.";
        "", "";
    "member-name-changed", Union:
        "工会登记的会员姓名改动过，需要工会核对。",
        "Your union's records had another name for you before; your union has to look into it.";
        "", "";
    "member-in-another-roster", Union:
        "您的会员关系登记在另一家工会，需要先确认由哪一家工会为您办理。",
        "Your membership is registered with another union; it has to be settled which of the two handles your claim.";
        "", "";
    "member-service-in-doubt", Union:
        "工会登记您的用工情况为“{word}”，需要先确认由哪一家工会为您办理。",
        "Your union's records call your employment {word}; it has to be settled which union handles your claim.";
        "", "";
    "member-not-in-roster", Union:
        "您的会员信息还没有登记完成，登记后会自动重新核对。",
        "Your membership is not registered yet; once it is, your claim is looked at again by itself.";
        "", "";
    "dues-unpaid", Member:
        "您的工会会费只缴到{through}，申报时需要缴到{month}。",
        "Your union dues are paid only through {through}; they had to be paid through {month} when you filed.";
        "补缴会费后的缴费记录；如已缴清，请提供缴费凭据。",
        "Proof that the dues are paid; if you had paid them already, the receipt.";
    "dues-said-unpaid", Member:
        "工会登记您的会费为“{word}”，申报时需要缴到{month}。",
        "Your union's records say of your dues: {word}. They had to be paid through {month} when you filed.";
        "补缴会费后的缴费记录；如已缴清，请提供缴费凭据。",
        "Proof that the dues are paid; if you had paid them already, the receipt.";
    "dues-outdated", Union:
        "工会的登记只写到{through}，需要工会确认{month}的会费是否已缴。",
        "Your union's records go only as far as {through}; it has to confirm the dues of {month}.";
        "", "";
    "dues-unknown", Union:
        "工会登记里没有写明您的会费缴到哪个月，需要工会确认{month}的会费是否已缴。",
        "The records do not say until when your dues are paid; your union has to confirm those of {month}.";
        "", "";
    "dues-unknown-without-roster", Union:
        "您的会员信息还没有登记完成，登记后会自动重新核对。",
        "Your membership is not registered yet; once it is, your claim is looked at again by itself.";
        "", "";
    "consent-missing", Member:
        "没有记录您本人同意由工会办理参保。",
        "There is no record that you agreed to the union's handling of the enrolment.";
        "您本人签名的同意书。",
        "Your signed consent.";
    // The child
    "ward-not-child", Nobody:
        "这项补助只面向会员自己的子女，受监护的孩子不在范围内。",
        "The benefit is for a member's own children; a child under guardianship is not covered.";
        "", "";
    "relative-not-child", Nobody:
        "这项补助只面向会员自己的子女，{relation_zh}不在范围内。",
        "The benefit is for a member's own children; other relatives ({relation}) are not covered.";
        "", "";
    "relation-denied-by-ruling", Nobody:
        "按照全省统一规定，这种亲子关系不在补助范围内。",
        "By the province's ruling a child of this relation is not covered.";
        "", "";
    "relation-needs-document", Member:
        "养子女或继子女需要查验有关证明后才能决定。",
        "For an adopted or step-child the papers have to be seen before it can be decided.";
        "收养登记证；继子女请提供抚养关系的证明。",
        "The adoption certificate; for a step-child, proof that you raise the child.";
    "birth-in-future", Member:
        "填写的孩子出生日期是{born}，晚于今天，可能填错了。",
        "The child's date of birth was given as {born}, which lies in the future and may be a slip.";
        "写明孩子出生日期的证件（身份证、户口本或出生医学证明）复印件。",
        "A copy of a document that shows the child's date of birth (identity card, household register or birth certificate).";
    "born-after-year", Member:
        "孩子{born}出生，晚于所申报年度的最后一天{benefit_end}，请核对申报的年度。",
        "The child was born on {born}, after the last day of the year you claim for, {benefit_end}; please check the year.";
        "正确的申报年度。",
        "The year you mean.";
    "paid-before-birth", Member:
        "填写的缴费日期{paid_on}早于孩子出生日期{born}，两者之一可能填错了。",
        "The payment is dated {paid_on}, before the child was born on {born}; one of the two may be a slip.";
        "缴费凭证和写明出生日期的证件复印件。",
        "Copies of the payment receipt and of a document that shows the date of birth.";
    "birth-date-missing", Member:
        "没有孩子的出生日期，无法核对年龄。",
        "The child's date of birth is missing, so the age cannot be checked.";
        "写明孩子出生日期的证件（身份证、户口本或出生医学证明）复印件。",
        "A copy of a document that shows the child's date of birth (identity card, household register or birth certificate).";
    "age-day-unknown", Member:
        "没有缴费日期，无法核对孩子当时的年龄。",
        "The day of payment is missing, so the child's age on it cannot be checked.";
        "写明缴费日期的缴费凭证。",
        "The payment receipt with its date.";
    "age-over", Nobody:
        "孩子{born}出生，{birthday}满{limit}周岁，在核对年龄的{reference}已超过{limit}周岁。",
        "Your child, born on {born}, turned {limit} on {birthday} and is over {limit} on {reference}, the day on which age is measured.";
        "", "";
    "age-depends-on-interpretation", Review:
        "孩子{born}出生，在核对年龄的{reference}已满{years}周岁。18周岁这一年里算到哪一天，全省还没有统一规定。",
        "Your child, born on {born}, is {years} on {reference}, the day on which age is measured. How long an 18-year-old is covered is not settled in the province yet.";
        "", "";
    "age-depends-on-reference-date", Review:
        "孩子{born}出生，年龄正好在界线上：以哪一天核对年龄，全省还没有统一规定。",
        "Your child, born on {born}, is right at the age limit: on which day age is measured is not settled in the province yet.";
        "", "";
    "age-depends-on-leap-day", Review:
        "孩子{born}出生，平年以哪一天为生日，全省还没有统一规定。",
        "Your child was born on {born}: which day is the birthday in a common year is not settled in the province yet.";
        "", "";
    "proof-missing", Member:
        "本工会第一次为您的孩子办理，需要证明亲子关系。",
        "It is the first time this union handles your child's enrolment, so parentage has to be proved.";
        "孩子的出生医学证明或户口本复印件（任选一种）。",
        "A copy of the child's birth certificate or of the household register, whichever you have.";
    "proof-not-on-record", Member:
        "您说明以前交过亲子证明，但目前没有找到记录。工会会先查找以前的纸质材料。",
        "You said that proof of parentage was handed in earlier, but there is no record of it. Your union will look into its paper files.";
        "方便的话，请补交孩子的出生医学证明或户口本复印件，可以更快办理。",
        "If you can, a copy of the child's birth certificate or of the household register: it makes things faster.";
    "proof-depends-on-ruling", Member:
        "您在另一家工会交过亲子证明。换了工会是否要再交，全省还没有统一规定。",
        "You proved parentage to another union. Whether it has to be proved again to this one is not settled in the province yet.";
        "为了不耽误办理，可以补交孩子的出生医学证明或户口本复印件。",
        "Not to lose time you may send a copy of the child's birth certificate or of the household register.";
    // The sum
    "parameters-of-another-year", Union:
        "所申报年度的标准还没有登记，工会登记后会重新核对。",
        "The standard of the year you claim for is not registered yet; your claim is looked at again once it is.";
        "", "";
    "nothing-owed", Member:
        "按登记的困难资助身份，孩子个人应缴{owed}元，没有需要工会承担的部分。",
        "By the assistance on record your child owes {owed} yuan, so there is nothing for the union to bear.";
        "如果实际缴了费，请提供缴费凭证。",
        "If you did pay, the payment receipt.";
    "nothing-owed-nothing-paid", Nobody:
        "按登记的困难资助身份，孩子个人应缴{owed}元，您也没有缴费，没有需要工会承担的部分，不用补交材料。",
        "By the assistance on record your child owes {owed} yuan and you paid nothing, so there is nothing for the union to bear and nothing to send.";
        "", "";
    "newborn-waived", Nobody:
        "孩子{born}出生，当年出生的新生儿免缴个人部分，申报中也没有缴费，没有需要报销的金额，不用补交材料。",
        "Your child was born on {born} and, as a newborn, owed nothing for the year; your claim has no payment, so there is nothing to reimburse and nothing to send.";
        "", "";
    "newborn-contribution-doubtful", Review:
        "孩子{born}出生，当年出生的新生儿一般免缴个人部分，工会缴费前先核对是否需要缴费。",
        "Your child was born on {born}; newborns mostly owe nothing for the year of their birth, so your union checks first whether a contribution is due.";
        "", "";
    "newborn-waiver-likely", Member:
        "孩子{born}出生，当年出生的新生儿一般免缴个人部分，需要确认您确实缴了费。",
        "Your child was born on {born}; newborns mostly owe nothing for the year of their birth, so it has to be confirmed that you really paid.";
        "税务部门的缴费凭证。",
        "The tax bureau's payment receipt.";
    "paid-above-standard", Member:
        "您的凭证是{paid}元，高于{year}年度当时应缴的{expected}元，可能是另一个年度的缴费，或者几个孩子合在一起缴的，需要核对。",
        "Your receipt shows {paid} yuan, more than the {expected} yuan due for {year} on that day; it may be of another year, or for several children.";
        "税务部门的缴费凭证，写明是哪个年度、哪个孩子的缴费。",
        "The tax bureau's payment receipt, saying for which year and which child it is.";
    "paid-above-owed", Member:
        "按登记的困难资助身份应缴{expected}元，您的凭证却是{paid}元，需要核对资助身份。",
        "By the assistance on record {expected} yuan were due, but your receipt shows {paid} yuan; the assistance has to be checked.";
        "缴费凭证和资助身份的证明。",
        "The payment receipt and proof of the assistance.";
    "nothing-payable", Nobody:
        "按现有材料，本次没有可以支付的金额。",
        "As things stand there is no sum to be paid this time.";
        "", "";
    "claimed-above-payable", Review:
        "您申请{claimed}元，按规定可以承担{payable}元。",
        "You claim {claimed} yuan; {payable} yuan can be borne.";
        "", "";
    "higher-tier-not-ruled", Review:
        "孩子按较高的档次缴费。工会能否按这个档次承担，全省还没有统一规定。",
        "Your child paid a higher contribution than the usual one. Whether the union may bear all of it is not settled in the province yet.";
        "", "";
    "subsidy-part-claimed", Review:
        "在规定时间之外缴费的，只报销个人缴费部分，最多{personal}元，其余由个人负担。",
        "For a payment made outside the enrolment period only the personal part is reimbursed, at most {personal} yuan; the rest stays with you.";
        "", "";
    "shares-wait-for-plan", Union:
        "工会还没有确定双方各承担多少。",
        "Your union has not decided yet how the contribution is shared.";
        "", "";
    "shares-not-both", Union:
        "共同分摊要求工会和您都承担一部分，工会的方案需要调整。",
        "Sharing means that the union and you each bear a part; the union's plan has to be adjusted.";
        "", "";
    "nothing-to-share", Nobody:
        "孩子个人应缴{owed}元，没有需要分摊的金额。",
        "Your child owes {owed} yuan: there is nothing to share.";
        "", "";
    // The window
    "window-not-open", Nobody:
        "办理时间还没有开始，{window_open}起可以办理。",
        "The enrolment period has not begun; it opens on {window_open}.";
        "", "";
    "full-outside-window", Nobody:
        "工会直接缴费的时间已在{window_close}截止。您可以先自己缴费并保留缴费凭证，在下一年的缴费期内另行申报报销。",
        "The union could pay directly until {window_close}. You may pay yourself, keep the receipt and claim it in a new claim in next year's enrolment period.";
        "", "";
    "shared-outside-window", Review:
        "共同分摊的时间已在{window_close}截止，能否继续办理需要人工决定。",
        "Sharing was possible until {window_close}; whether it still is is decided case by case.";
        "", "";
    "paid-date-missing", Member:
        "没有缴费日期，无法判断是否在规定的时间内缴费。",
        "Without the day of payment it cannot be told whether you paid inside the enrolment period.";
        "写明缴费日期的缴费凭证。",
        "The payment receipt with its date.";
    "paid-before-window", Member:
        "您在{paid_on}缴费，早于{year}年度缴费期的第一天{window_open}，可能是另一个年度的缴费。",
        "You paid on {paid_on}, before the enrolment period of {year} began on {window_open}; it may have been for another year.";
        "缴费凭证，并写明是哪个年度的缴费。",
        "The payment receipt, and the year it was for.";
    "window-before-notice", Review:
        "您的缴费早于这项政策发布，能否报销需要人工决定。",
        "You paid before this policy was issued; whether it is covered is decided case by case.";
        "", "";
    "after-cut-off", Review:
        "您在{submitted}申报，晚于截止日{cut_off}，能否报销需要人工决定。",
        "You filed on {submitted}, after the last day, {cut_off}; whether it is still reimbursed is decided case by case.";
        "", "";
    "after-cut-off-denied", Nobody:
        "您在{submitted}申报，晚于截止日{cut_off}，按照全省统一规定不再报销。",
        "You filed on {submitted}, after the last day, {cut_off}; by the province's ruling it is no longer reimbursed.";
        "", "";
    "wait-for-window", Nobody:
        "您在规定时间之外缴费，要等下一年的缴费期开始（{opens}）后报销，到时会自动继续办理。",
        "You paid outside the enrolment period, so you are reimbursed once next year's period opens on {opens}; your claim goes on by itself then.";
        "", "";
    "next-window-unknown", Nobody:
        "您在规定时间之外缴费，要等下一年的缴费期开始后报销，具体时间还没有公布。",
        "You paid outside the enrolment period, so you are reimbursed in next year's period, whose dates are not published yet.";
        "", "";
    "after-next-window", Review:
        "您在规定时间之外缴费，原则上应在{closes}前申报。现在能否报销，需要人工决定。",
        "You paid outside the enrolment period and should in principle have filed by {closes}; whether it is still reimbursed is decided case by case.";
        "", "";
    "after-next-window-denied", Nobody:
        "您在规定时间之外缴费，应在{closes}前申报，按照全省统一规定不再报销。",
        "You paid outside the enrolment period and had to file by {closes}; by the province's ruling it is no longer reimbursed.";
        "", "";
    "paid-in-future", Member:
        "填写的缴费日期{paid_on}晚于今天，可能填错了。",
        "The day of payment was given as {paid_on}, which lies in the future and may be a slip.";
        "写明缴费日期的缴费凭证。",
        "The payment receipt with its date.";
    "paid-as-for-next-year", Member:
        "您在{paid_on}缴的{paid}元，日期和金额都像是{next_year}年度的缴费，需要核对年度。",
        "The {paid} yuan you paid on {paid_on} look like the contribution of {next_year}; the year has to be checked.";
        "税务部门的缴费凭证，写明是哪个年度的缴费。",
        "The tax bureau's payment receipt, saying for which year it is.";
    "first-year-depends-on-ruling", Review:
        "在规定时间之外的缴费从哪一年度起可以报销，全省还没有统一规定。",
        "From which year on payments outside the enrolment period are reimbursed is not settled in the province yet.";
        "", "";
    "before-first-year", Nobody:
        "在规定时间之外的缴费从{first_year}年度起才能报销，您申报的是{year}年度。",
        "Payments outside the enrolment period are reimbursed from {first_year} on; you claim for {year}.";
        "", "";
    // Payment
    "payment-proof-missing", Member:
        "报销需要缴费凭证，凭证上的金额、日期和票据号都要有。",
        "A reimbursement needs the payment receipt with its sum, date and number.";
        "税务部门的缴费凭证，写明金额、日期和票据号。",
        "The tax bureau's payment receipt, with its sum, date and number.";
    "voucher-names-no-receipt", Member:
        "申报中写的票据号不完整，认不出是哪一张缴费凭证。",
        "The number given for your receipt is not whole, so it cannot be told which receipt it is.";
        "缴费凭证原件或清晰的复印件，票据号码要看得清。",
        "The receipt itself or a clear copy on which its number can be read.";
    "voucher-reused", Member:
        "您的缴费凭证的票据号与另一名孩子的相同，需要核对。",
        "The number of your receipt is the same as another child's and has to be checked.";
        "缴费凭证原件或清晰的复印件，一名孩子一张。",
        "The receipt itself or a clear copy, one for each child.";
    "voucher-of-another-year", Member:
        "您的缴费凭证的票据号已经用于这个孩子的另一个年度，一张凭证只能用于一个年度，需要核对。",
        "The number of your receipt was used for another year of this child already; a receipt counts for one year and has to be checked.";
        "缴费凭证原件或清晰的复印件，每个年度一张。",
        "The receipt itself or a clear copy, one for each year.";
    "spouse-not-identified", Member:
        "您的配偶只登记了姓名和单位，不能确定是该单位的哪位会员。",
        "Your spouse is on record by name and employer only, and it is not known which member that is.";
        "配偶的证件号码，或配偶单位未重复申报的书面声明。",
        "Your spouse's number, or a written declaration that the spouse's union did not pay.";
    "voucher-alike", Member:
        "您的缴费凭证的票据号与另一件申报的几乎相同，需要核对是不是同一张。",
        "The number of your receipt is almost that of another claim; it has to be checked whether it is one receipt.";
        "缴费凭证原件或清晰的复印件，一名孩子一个年度一张。",
        "The receipt itself or a clear copy, one for each child and year.";
    "payment-of-another-year", Member:
        "您{paid_on}缴的{paid}元，日期和金额与这个孩子另一个年度的缴费相同，需要核对是不是同一笔。",
        "You paid {paid} yuan on {paid_on}: the same day and sum as for another year of this child. It has to be checked whether it is one payment.";
        "缴费凭证原件或清晰的复印件，每个年度一张。",
        "The receipt itself or a clear copy, one for each year.";
    "paid-by-relative", Member:
        "填写的是由{paid_by_zh}缴的费，不是您或您的配偶，需要核对应报销给谁。",
        "It is said that a grandparent paid, not you or your spouse; it has to be checked to whom it is due.";
        "说明由谁缴费，并附缴费凭证。",
        "A note who paid, with the payment receipt.";
    "payer-unknown", Member:
        "没有写明是谁缴的费。",
        "It is not said who paid.";
        "说明由谁缴费（本人、配偶或其他）。",
        "A note who paid: you, your spouse or somebody else.";
    "paid-by-unit", Member:
        "填写的是由单位代缴，您没有自己垫付，需要核对是否应报销给您。",
        "It is said that your employer paid; it has to be checked whether anything is due to you.";
        "如果是您自己缴的费，请提供缴费凭证。",
        "If you paid yourself, the payment receipt.";
    "family-account-payment", Review:
        "这笔费用是从医保个人账户家庭共济缴的，能否再报销现金，全省还没有统一规定。",
        "The contribution was paid from a personal medical account shared in the family; whether cash may be reimbursed for it is not settled in the province yet.";
        "", "";
    "family-account-denied", Nobody:
        "这笔费用是从医保个人账户家庭共济缴的，按照全省统一规定不能再报销现金。",
        "The contribution was paid from a personal medical account shared in the family; by the province's ruling no cash is reimbursed for it.";
        "", "";
    "payee-missing", Member:
        "没有您的收款银行账户。",
        "Your bank account is missing.";
        "您本人名下的银行卡号、开户银行和户名。",
        "Number, bank and holder of an account in your own name.";
    "payee-not-member", Member:
        "收款账户（卡号{card}）的户名不是您本人。",
        "The account (number {card}) is not in your own name.";
        "您本人名下的银行卡号、开户银行和户名。",
        "Number, bank and holder of an account in your own name.";
    "card-shared", Member:
        "收款账户（卡号{card}）同时登记在另一名会员名下，需要核对。",
        "The account (number {card}) is also registered for another member and has to be checked.";
        "您本人名下的银行卡复印件。",
        "A copy of a bank card in your own name.";
    "whole-sum-denied", Union:
        "按照全省统一规定只能报销一部分，工会需要调整金额。",
        "By the province's ruling only a part is reimbursed; your union has to adjust the sum.";
        "", "";
    "already-paid-by-family", Member:
        "填写的已缴金额是{paid}元。如果您已经自己缴清，应改为报销。",
        "You are said to have paid {paid} yuan. If you have paid all of it yourself, you should be reimbursed instead.";
        "如已缴费，请提供缴费凭证；如没有缴费，请说明。",
        "The payment receipt if you paid; a note if you did not.";
    // The union's own decisions and money
    "plan-missing", Union:
        "您所在的工会还没有确定{year}年度这种方式的方案。",
        "Your union has not decided yet on {year} for this way of paying.";
        "", "";
    "plan-for-another-mode", Union:
        "您所在的工会{year}年度采用的是另一种方式。",
        "Your union chose another way of paying for {year}.";
        "", "";
    "plan-below-full-payment", Union:
        "工会的方案只承担{bears}元，少于应缴的{owed}元，需要工会调整。",
        "Your union's plan bears {bears} of the {owed} yuan due; the union has to adjust it.";
        "", "";
    "mode-not-offered", Union:
        "{year}年度不采用这种方式，请向工会了解可以采用的方式。",
        "This way of paying is not offered for {year}; ask your union which one is.";
        "", "";
    "purse-missing", Union:
        "工会还没有安排这笔经费。",
        "Your union has not set the money aside yet.";
        "", "";
    "no-purse-suffices", Union:
        "工会安排的经费暂时不够，正在办理。",
        "The money your union has set aside does not suffice at present.";
        "", "";
    "budget-missing", Union:
        "工会还没有安排这笔经费。",
        "Your union has not set the money aside yet.";
        "", "";
    "budget-short", Union:
        "工会安排的经费暂时不够，正在办理。",
        "The money your union has set aside does not suffice at present.";
        "", "";
    // One child, one year
    "duplicate-case-open", Member:
        "同一个孩子{year}年度有另一份申报，每个孩子每年只能由父母一方的工会办理一次。",
        "There is another claim for this child's {year}; each child is covered once a year, by the union of one parent.";
        "由父母双方签名的说明，写明选择哪一方的工会办理。",
        "A note signed by both parents that says whose union shall handle it.";
    "family-case-open", Member:
        "{year}年度另有一份申报，可能是您家为同一个孩子用另一份证件提出的；每个孩子每年只能由父母一方的工会办理一次。",
        "There is another claim for {year}, perhaps your family's for the same child under another document; each child is covered once a year, by the union of one parent.";
        "由父母双方签名的说明：是同一个孩子的，写明选择哪一方的工会办理；是两个孩子的，附两个孩子的出生医学证明或户口本。",
        "A note signed by both parents: if it is one child, whose union shall handle it; if they are two, with both children's birth certificates or the household register.";
    "member-at-two-unions", Member:
        "您为同一个孩子{year}年度提出了几份申报，每个孩子每年只能由一家工会办理一次。",
        "You have several claims for this child's {year}; each child is covered once a year, by one union.";
        "您签名的说明，写明办理其中哪一份。",
        "Your signed note that says which of them shall be handled.";
    "spouse-declaration-needed", Member:
        "在本系统的会员名册中没有找到您的配偶，需要确认{year}年度没有在那里重复享受。",
        "Your spouse was not found on the rosters of this system; it has to be confirmed that {year} was not covered by another union too.";
        "您签名的说明：{year}年度没有在配偶单位重复享受。",
        "Your signed note that {year} was not covered by your spouse's union.";
    "duplicate-child-year", Nobody:
        "这个孩子{year}年度已经享受过，每个孩子每年只能享受一次。",
        "This child's {year} is covered already; each child is covered once a year.";
        "", "";
    "child-year-partly-used", Review:
        "这个孩子{year}年度已经享受了{already}元，能否补足需要人工核对。",
        "{already} yuan have been paid for this child's {year} already; whether the rest may follow has to be checked.";
        "", "";
    "ruling-unreadable", Union:
        "全省的有关规定登记有误，更正后会自动重新核对。",
        "A ruling of the province was registered wrongly; your claim is looked at again once it is corrected.";
        "", "";
}
