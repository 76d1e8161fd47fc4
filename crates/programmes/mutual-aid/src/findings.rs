//! What may be found in a settlement message: code, what it does, the sentence in both languages. `{field}` is a
//! field's name with the platform's own; no finding repeats a name or a number of a person.

rows::findings! {
    NOT_JSON = "message-not-json", Error,
        "报文不是完整的 JSON 对象，未作任何处理。请核对后重新发送。",
        "The message is no complete JSON object; nothing was done. Check it and send it again.";
    TOO_LARGE = "message-too-large", Error,
        "报文超过 {most} 字节，未作任何处理。一条报文只装一次结算。",
        "The message is longer than {most} bytes; nothing was done. One message holds one settlement.";
    FAILED = "message-failed", Error,
        "平台返回的交易状态码不为 0，交易失败，不是已完成的结算。",
        "The platform answered with a failure (infcode is not 0): no settlement took place.";
    PRE_SETTLEMENT = "message-pre-settlement", Error,
        "这是预结算（{value}），不是正式结算，不予补助。",
        "This is a trial settlement ({value}), not a settlement; nothing is paid on it.";
    NO_SETTLEMENT = "message-no-settlement", Error,
        "报文中没有结算信息（setlinfo），未作任何处理。",
        "The message holds no settlement (setlinfo); nothing was done.";
    SEVERAL = "message-several-settlements", Error,
        "报文中有 {count} 条结算信息，应为一条。请逐条发送或按文件导入。",
        "The message holds {count} settlements instead of one. Send them one by one or import them as a file.";
    ID_MISSING = "settlement-id-missing", Error,
        "报文缺少{field}，无法辨认是哪一次结算，未作任何处理。",
        "The message lacks {field_en}, so it cannot be told which settlement it is; nothing was done.";
    ID_TOO_LONG = "settlement-id-too-long", Error,
        "{field}超过 {most} 个字符，不是平台的编号。",
        "The field {field_en} is longer than {most} characters and no id of the platform.";
    ROW_INVALID = "settlement-row-invalid", Error,
        "该记录已标为无效（{field}为 0），不予处理。",
        "The record is marked as invalid ({field_en} is 0); it is not taken.";
    AMOUNT_FORMAT = "settlement-amount-format", Error,
        "{field}不是金额，请核对后重新发送。",
        "The field {field_en} is no amount. Check it and send the message again.";
    AMOUNT_FRACTION = "settlement-amount-fraction-of-fen", Error,
        "{field}的小数超过两位，不足一分的金额无法处理。请核对后重新发送。",
        "The field {field_en} has more than two decimals; there is no part of a fen. Check it and send the message again.";
    AMOUNT_TOO_LARGE = "settlement-amount-too-large", Error,
        "{field}的金额过大，超出平台的位数。",
        "The field {field_en} is larger than the platform's amounts can be.";
    NESTED = "settlement-field-nested", Error,
        "{field}应为单个值，报文中是一组数据。",
        "The field {field_en} should be one value, but the message has a structure there.";
    NAMES_DIFFER = "settlement-names-differ", Review,
        "{field}以两个名称（{keys}）出现且数值不同，须人工核对，核对前不予补助。",
        "The field {field_en} stands under two names ({keys}) with different values; a human has to find out which holds, and nothing is paid before.";
    REFUND_FLAG_UNKNOWN = "settlement-refund-flag-unknown", Review,
        "{field}不是 0 或 1，无法判断是结算还是退费，须人工核对。",
        "The field {field_en} is neither 0 nor 1, so it cannot be told whether this settles or takes back; a human decides.";
    SIGN_UNCLEAR = "settlement-sign-unclear", Review,
        "报文指明了原结算，但金额不为负，也没有退费标志，无法判断是重新结算还是退费，须人工核对。",
        "The message names an original settlement, but its amounts are not negative and no flag says refund: a human decides whether it settles anew or takes back.";
    TIME_UNREADABLE = "settlement-time-unreadable", Warning,
        "{field}不是日期或时间，未采用。",
        "The field {field_en} is no date or time; it was not used.";
    CODE_UNKNOWN = "settlement-code-unknown", Warning,
        "{field}的代码 {value} 不在本省代码表中，保留原值。",
        "The code {value} of {field_en} is not in the province's table; it is kept as it is.";
    COST_DIFFERS = "settlement-cost-differs", Warning,
        "总费用 {left} 元与基金支付、个人负担、医院负担之和 {right} 元不符。",
        "The total cost of {left} yuan is not what funds, person and hospital bear together, {right} yuan.";
    PERSONAL_DIFFERS = "settlement-personal-differs", Warning,
        "个人负担 {left} 元与账户支付、现金支付之和 {right} 元不符。",
        "The personal burden of {left} yuan is not account and cash together, {right} yuan.";
    FUNDS_DIFFER = "settlement-funds-differ", Warning,
        "基金支付总额 {left} 元与各项基金之和 {right} 元不符。",
        "The funds' total of {left} yuan is not the sum of the funds, {right} yuan.";
    SCOPE_DIFFERS = "settlement-scope-differs", Warning,
        "总费用 {left} 元与全自费、超限价、先行自付、范围内费用之和 {right} 元不符。",
        "The total cost of {left} yuan is not self-paid, above-limit, first self-paid and in-scope cost together, {right} yuan.";
    BURDEN_DIFFERS = "settlement-burden-differs", Warning,
        "个人与医院负担 {left} 元与范围外费用加范围内未报部分 {right} 元不符。",
        "What person and hospital bear, {left} yuan, is not the cost out of scope and the rest in scope, {right} yuan.";
    SHARED_EXCEEDS = "settlement-shared-exceeds-account", Warning,
        "共济支付 {left} 元大于账户支付 {right} 元；报文中账户支付已包含共济支付。",
        "Relatives' accounts paid {left} yuan, more than all accounts together, {right} yuan; in a message the one contains the other.";
    FUND_LINES_DIFFER = "settlement-fund-lines-differ", Warning,
        "基金明细（不含个人账户和现金）之和 {right} 元与基金支付总额 {left} 元不符。",
        "The fund lines, without personal account and cash, sum up to {right} yuan and not to the funds' total of {left} yuan.";
    CONTENT_DIFFERS = "settlement-content-differs", Review,
        "同一结算编号的两条报文{field}不同，以先收到的为准，须人工核对。",
        "Two messages of one settlement differ in {field_en}; the first one holds until a human has found out.";
    REVERSAL_WAITS = "reversal-waits", Review,
        "撤销已收到，但没有收到原结算，等待原结算；在此之前不付不退。",
        "A cancellation came without its settlement; it waits for it, and nothing is paid or taken back before.";
    REVERSAL_AMBIGUOUS = "reversal-ambiguous", Review,
        "撤销没有指明原结算，同一次就诊中有几次结算金额相同，须人工指明；指明前这些结算不予补助。",
        "The cancellation names no original and several settlements of the stay have its amounts: a human says which; until then none of them is paid.";
    REVERSAL_DIFFERS = "reversal-amount-differs", Review,
        "撤销的{field}与原结算不同，已按原结算全额冲销，须人工核对。",
        "The cancellation differs from its settlement in {field_en}; all of the settlement was taken back, and a human has to look.";
    COMPENSATION_WAITS = "compensation-waits", Review,
        "冲正已收到，但没有收到被冲正的报文，等待该报文；收到后不予补助。",
        "A compensation came without the message it undoes; it waits, and that message will not be paid when it comes.";
    BASE_INCOMPLETE = "base-incomplete", Review,
        "计算自负金额需要{field}，报文没有给出，不能按零计算，等待补全或人工处理。",
        "The base needs {field_en}, which the message leaves out and nobody may take as zero; it waits for them or for a human.";
    DAY_OF_RECEIPT = "settlement-day-of-receipt", Warning,
        "报文没有出院日期和结算时间，按收到报文的日期 {day} 计。",
        "The message has neither day of discharge nor time of settlement; the day it came, {day}, was taken.";
    DAY_UNKNOWN = "settlement-day-unknown", Review,
        "报文没有出院日期和结算时间，无法确定属于哪一期，等待补全或人工处理。",
        "The message has neither day of discharge nor time of settlement, so its period is not known; it waits for them or for a human.";
    OUTSIDE_COVER = "settlement-outside-cover", Warning,
        "结算日期 {day} 不在保障期内（{from} 至 {to}），不予补助。",
        "The day of {day} lies outside the days of cover ({from} to {to}); nothing is paid.";
    CARE_REFUSED = "care-not-covered", Warning,
        "本方案不补助{care}（{source}）。",
        "The scheme does not pay for this care: {care_en} ({source}).";
    CARE_REVIEW = "care-for-review", Review,
        "可能属于{care}，本方案不补助，须人工核对（{source}）。",
        "This may be care the scheme does not pay for: {care_en}; a human decides ({source}).";
    PLAN_NOT_JOINED = "settlement-plan-not-joined", Warning,
        "会员没有参加按医疗费用补助的计划，不予补助。",
        "The member joined no plan that pays for hospital costs; nothing is paid.";
    NO_BENEFIT = "settlement-no-benefit-applies", Review,
        "险种或医院等级未知，或本方案没有对应的待遇，须人工处理。",
        "The insurance type or the hospital's class is not known, or the scheme has no benefit for them; a human decides.";
    ROWS_UNKNOWN = "scheme-rows-unknown", Review,
        "本方案的补助档次没有来源，不能计算，须先录入档次。",
        "No source gives the rows of this scheme, so nothing is computed; enter them first.";
    NOT_TAKING_PART = "settlement-not-taking-part", Warning,
        "名册中没有此人参加互助，不予补助。",
        "No roster says that this person takes part; nothing is paid.";
    FED_BY_MESSAGES = "claim-fed-by-messages", Error,
        "本项目的申报由结算报文产生，不收申报表。请用 `gongbao import settlements` 导入结算清单。",
        "Claims of this programme come from settlements, not from a sheet. Import the list of settlements with `gongbao import settlements`.";
    KINSHIP_REVIEW = "settlement-kinship-review", Review,
        "已达到子女补助的条件，须核对亲子关系证明后发放。",
        "Enough for the subsidy of a member's child; a human sees the proof of kinship before it is paid.";
    LUMP_REVIEW = "settlement-listed-illness", Review,
        "可能符合“{benefit}”，须人工核对诊断材料后发放。",
        "This may be what \"{benefit_en}\" is paid for; a human looks at the papers before anything is paid.";
    EXCLUDED = "settlement-benefit-excluded", Warning,
        "不能同时享受“{benefit}”（{sum} 元），已按较高的一项计算。",
        "Not paid together with \"{benefit_en}\" ({sum} yuan); the higher one counts.";
    CHILD_MISSING = "participant-child-missing", Error,
        "第{row}行：本方案补助会员的子女，请填写受助人姓名和身份证号。",
        "Row {row}: the scheme is for members' children; give name and number of the child.";
    NOT_FOR_CHILDREN = "participant-not-for-children", Error,
        "第{row}行：本方案只补助会员本人，受助人请留空。",
        "Row {row}: the scheme is for members themselves; leave the person it is for empty.";
    PREMIUM_DIFFERS = "participant-premium-differs", Warning,
        "第{row}行：缴费金额 {paid} 元与方案的保费不符，方案为 {wanted} 元。已按名册记账，请核对。",
        "Row {row}: {paid} yuan are not the scheme's premium, which is {wanted} yuan. Taken as the roster says; check it.";
    OWN_DIFFERS = "participant-own-part-differs", Warning,
        "第{row}行：个人缴费 {paid} 元与方案规定的 {wanted} 元不符。已按名册记账，请核对。",
        "Row {row}: the member's part of {paid} yuan is not the {wanted} yuan of the scheme. Taken as the roster says; check it.";
    NOT_REFUNDED = "participant-not-refunded", Error,
        "第{row}行：中途退出不退保费（{source}），缴费金额应仍为 {wanted} 元。",
        "Row {row}: nothing is given back to who leaves ({source}); the contribution is still {wanted} yuan.";
    OUTSIDE_PERIOD = "participant-outside-period", Error,
        "第{row}行：参加日期或退出日期 {day} 不在保障期内（{from} 至 {to}）。",
        "Row {row}: the day of joining or leaving, {day}, lies outside the scheme's period ({from} to {to}).";
    TOO_YOUNG = "participant-too-young", Error,
        "第{row}行：参加时不满 {from} 周岁，方案不收（{source}）。",
        "Row {row}: not yet {from} years old when joining, which the scheme asks for ({source}).";
    TOO_OLD = "participant-too-old", Error,
        "第{row}行：参加时已满 {below} 周岁，方案不收（{source}）。",
        "Row {row}: {below} years or older when joining, which the scheme does not take ({source}).";
    AGE_REVIEW = "participant-age-review", Warning,
        "第{row}行：参加时已满 {below} 周岁，只有上一期已参加的可以续保；上一期的名册不在系统中，请核对（{source}）。",
        "Row {row}: {below} years or older when joining: only who was in the period before may stay, and its roster is not here; check it ({source}).";
    TOO_MANY_SHARES = "participant-too-many-shares", Error,
        "第{row}行：份数超过方案的上限 {most} 份。",
        "Row {row}: more shares than the {most} the scheme allows.";
    NO_REPLACEMENT = "participant-no-replacement", Error,
        "第{row}行：本方案没有顶替的规定，请按新参加人员填写。",
        "Row {row}: the scheme knows no replacement; enter the person as one who joins.";
    NOT_REPLACEABLE = "participant-not-replaceable", Error,
        "第{row}行：被顶替的人须在保障开始后 {days} 天内退出、没有享受过补助，且在顶替人参加之前退出（{source}）。",
        "Row {row}: who is replaced must have left within {days} days of the first day of cover, before the other joins, and have had no benefit ({source}).";
}
