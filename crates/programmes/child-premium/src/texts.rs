//! The sentence of every condition, as a clerk reads it and a member can be told. `{name}` stands for a value of
//! the condition.

use policy::CodeText;

macro_rules! texts {
    ($($code:literal: $zh:literal, $en:literal;)*) => {
        /// Every code with its sentences.
        pub(crate) static TEXTS: &[CodeText] = &[$(CodeText { code: $code, zh: $zh, en: $en }),*];
    };
}

texts! {
    // H-01
    "member-in-service": "申请人是{unit}的在职会员。",
        "The claimant is a member of {unit} in active service.";
    "member-service-in-doubt": "花名册写明申请人为“{word}”：在职，但应由哪个单位工会办理须人工确认。",
        "The roster calls the claimant {word}: in service, but a human says whether it is this union's member.";
    "member-not-in-service": "申请人在{unit}的花名册中不是在职会员（退休、离职或仅保留会籍），不能享受。",
        "The roster of {unit} shows the claimant as retired, departed or with membership merely retained: not covered.";
    "member-name-differs": "申请人姓名与名册不一致：该证件号码在名册或以前的记录中还有另一个姓名，请{unit}核对申请人是不是会员本人。",
        "The claimant's name is not the only one that rosters and records have for this number; {unit} has to find out whether the claimant is the member.";
    "member-name-changed": "申请人姓名与名册不一致：{unit}的名册在{on}由{by}导入时改过该证件号码的姓名，请核对申请人是不是会员本人。",
        "The roster of {unit} changed the name of this number on {on}, imported by {by}; find out whether the claimant is the member.";
    "member-in-another-roster": "申请人不在{unit}的花名册中，但在其他工会的花名册中，请核对应由哪个单位申报。",
        "The claimant is not on the roster of {unit} but on another union's; check which unit should file.";
    "member-not-in-roster": "{unit}的花名册中没有申请人，请先导入会员花名册。",
        "The claimant is not on the roster of {unit}; import the roster first.";
    // H-02
    "dues-paid": "会费已缴至{through}，不早于申报月份{month}。",
        "Dues are paid through {through}, not earlier than the month of filing, {month}.";
    "dues-unpaid": "会费只缴至{through}，早于申报月份{month}。补缴或更正花名册后会重新判定。",
        "Dues are paid only through {through}, before the month of filing, {month}. Pay them or correct the roster.";
    "dues-said-unpaid": "花名册“会费缴至”一栏写的是“{word}”：没有按规定缴纳{month}的会费。补缴或更正花名册后会重新判定。",
        "The roster says of the dues: {word}. Those of {month} are not paid; pay them or correct the roster.";
    "dues-outdated": "花名册（{as_of}）写明会费缴至{through}，当时没有欠缴，但不能说明{month}的会费，请确认或导入新的花名册。",
        "The roster of {as_of} has dues paid through {through}, in order on its day; it says nothing of {month}. Confirm it or import a newer roster.";
    "dues-unknown": "花名册没有写明会费缴至哪个月，请确认{month}的会费是否已缴。",
        "The roster does not say until when dues are paid; confirm those of {month}.";
    "dues-unknown-without-roster": "花名册中没有申请人，无法核对{month}的会费。",
        "Without a roster entry the dues of {month} cannot be checked.";
    // H-03
    "own-child": "缴纳对象是会员的{relation_zh}子女。",
        "The beneficiary is the member's own child ({relation}).";
    "ward-not-child": "与会员是{relation_zh}关系，不是会员的子女，不能享受。",
        "The relation is {relation}: a ward is not the member's child and is not covered.";
    "relative-not-child": "与会员是{relation_zh}关系，不是会员依法生育的子女，不能享受。",
        "The relation is {relation}: not the member's own child, and not covered.";
    "relation-allowed-by-ruling": "{relation_zh}：全省已裁定可以享受。",
        "Relation {relation}: covered by the province's ruling.";
    "relation-denied-by-ruling": "{relation_zh}：全省已裁定不能享受。",
        "Relation {relation}: not covered by the province's ruling.";
    "relation-needs-document": "{relation_zh}：通知只写“依法生育”，请查验收养登记证或抚养关系证明后决定。",
        "Relation {relation}: the notice speaks of births only; see the adoption certificate or proof of upbringing, then decide.";
    "birth-in-future": "出生日期{born}晚于今天{today}，请核对。",
        "The date of birth {born} lies after today, {today}.";
    "born-after-year": "孩子{born}出生，晚于该年度待遇期末日{benefit_end}，请核对年度。",
        "The child was born on {born}, after the benefit year ended on {benefit_end}; check the year.";
    "paid-before-birth": "缴费日期{paid_on}早于孩子出生日期{born}，请核对。",
        "The contribution was paid on {paid_on}, before the child was born on {born}.";
    // H-04
    "birth-date-missing": "没有出生日期，无法核对是否超过{limit}周岁。",
        "Without a date of birth it cannot be checked whether the child is over {limit}.";
    "age-day-unknown": "年龄以“{measure_zh}”为准，但该日期未知。",
        "Age is measured on \"{measure}\", and that day is not known.";
    "age-within": "孩子{born}出生，在{reference}为{years}周岁，未超过{limit}周岁。",
        "Born on {born}, the child is {years} on {reference}, not over {limit}.";
    "age-at-limit": "孩子{born}出生，在{reference}为{years}周岁，按“{reading_zh}”可以享受；若不含18周岁则不能。",
        "Born on {born}, the child is {years} on {reference}: covered under \"{reading}\", though no longer under 18.";
    "age-near-limit": "孩子{born}出生，在{reference}（{measure_zh}）为{years}周岁，可以享受；若改用别的年龄基准日则可能超龄。",
        "Born on {born}, the child is {years} on {reference} ({measure}): covered, though not on every other day age might be measured.";
    "age-over": "孩子在{reference}已超过{limit}周岁（{born}出生，{birthday}满{limit}周岁），不能享受。",
        "On {reference} the child is over {limit} (born {born}, {limit} on {birthday}): not covered.";
    "age-depends-on-interpretation": "孩子{born}出生，在{reference}为{years}周岁：“含18周岁”算到哪一天尚未裁定，须由全省裁定或人工决定。",
        "Born on {born}, the child is {years} on {reference}: how far 18 included reaches is not ruled; a ruling or a human decides.";
    "age-depends-on-reference-date": "孩子{born}出生，按{measure_zh}（{reference}）已超龄，按别的基准日未超龄：年龄基准日尚未裁定，须人工决定。",
        "Born on {born}, the child is over age on {reference} ({measure}) but not on another day age may be measured; that day is not ruled.";
    "age-depends-on-leap-day": "孩子{born}出生，在{reference}为{years}周岁：2月29日出生的平年生日算2月28日还是3月1日尚未裁定，须人工决定。",
        "Born on {born}, the child is {years} on {reference}: whether a leap-day birthday is 28 February or 1 March is not ruled.";
    // H-05
    "payable-sum": "{year}年度标准{standard}元，个人应缴{owed}元，已缴{paid}元，工会计划承担{plan}元，已列支{already}元：上限{ceiling}元，本次可付{payable}元。",
        "Year {year}: standard {standard}, owed {owed}, paid {paid}, plan {plan}, already committed {already} yuan: ceiling {ceiling}, payable now {payable} yuan.";
    "parameters-of-another-year": "申报年度{year}与所用参数的年度{parameters}不同，不能判定。",
        "The claim is for {year} but the parameters are those of {parameters}: not decided.";
    "nothing-owed": "孩子属{assistance_zh}对象，个人应缴{owed}元，工会无需承担。如缴费凭证显示已缴费，请核对资助身份。",
        "With this assistance the family owes {owed} yuan, so there is nothing to bear. If the voucher shows a payment, check the status.";
    "nothing-owed-nothing-paid": "孩子属{assistance_zh}对象，个人应缴{owed}元，也没有缴费：没有需要工会承担的金额，无需凭证。",
        "With this assistance the family owes {owed} yuan and has paid nothing: there is nothing to bear, and no receipt is needed.";
    "newborn-waived": "孩子{born}出生，{year}年度新生儿免缴个人部分，申报中没有缴费：没有需要报销的金额，无需凭证。",
        "Born on {born}, the child owes nothing for {year} as a newborn, and the claim has no payment: there is nothing to reimburse, and no receipt is needed.";
    "newborn-contribution-doubtful": "孩子{born}出生，{year}年度新生儿一般免缴个人部分。由工会缴费前请向税务部门核对是否需要缴费。",
        "Born on {born}: newborns mostly owe nothing for {year}. Before the union pays, check with the tax bureau whether a contribution is due.";
    "newborn-waiver-likely": "孩子{born}出生，{year}年度新生儿一般免缴个人部分。请凭缴费凭证确认确实缴费。",
        "Born on {born}: newborns mostly owe nothing for {year}. Confirm by the voucher that a contribution was really paid.";
    "paid-above-standard": "已缴{paid}元，高于{year}年度当时应缴的{expected}元：可能是别的年度（如缴费期外）或几个孩子合缴，请核对凭证和年度；最多承担{ceiling}元。",
        "{paid} yuan were paid, more than the {expected} yuan due for {year} on that day: perhaps of another year, or for several children. Check voucher and year; at most {ceiling} yuan.";
    "paid-above-owed": "按资助身份应缴{expected}元，凭证却为{paid}元，请核对资助身份；按现有身份最多承担{ceiling}元。",
        "By the assisted status {expected} yuan are due, but {paid} yuan were paid; check the status. As it stands at most {ceiling} yuan.";
    "nothing-payable": "本次可付{payable}元，不能批准（上限{ceiling}元，已列支{already}元，申请{claimed}元）。",
        "{payable} yuan are payable, so it cannot be approved (ceiling {ceiling}, already committed {already}, claimed {claimed} yuan).";
    "claimed-above-payable": "申请{claimed}元，高于可付的{payable}元；批准时按{payable}元支付。",
        "{claimed} yuan are claimed, more than the {payable} yuan payable; an approval pays {payable} yuan.";
    "claimed-below-payable": "申请{claimed}元，低于可承担的{left}元；按申请金额支付{payable}元。",
        "{claimed} yuan are claimed, less than the {left} yuan that could be borne; {payable} yuan are paid as claimed.";
    "higher-tier-not-ruled": "按凭证属缴费{own_tier}元的档次，申请{claimed}元；工会按基本档{standard}元还是实际档次承担尚未裁定，须人工决定。",
        "By the voucher the child pays the tier of {own_tier} yuan and {claimed} are claimed; whether the union bears more than the base tier of {standard} yuan is not ruled.";
    // H-06
    "full-only": "此条只适用于全额缴纳，本次方式不同。",
        "Applies to full payment only; this claim is `{mode}`.";
    "full-inside-window": "今天{today}在集中参保缴费期（{window_open}至{window_close}）内，可以全额缴纳。",
        "Today, {today}, is inside the window from {window_open} to {window_close}: full payment is possible.";
    "window-not-open": "{year}年度集中参保缴费期{window_open}才开始，请届时办理。",
        "The window of {year} opens on {window_open}; wait until then.";
    "full-outside-window": "今天{today}已过集中参保缴费期（{window_close}截止），不能全额缴纳；会员先垫付，下一年集中参保缴费期内报销。",
        "Today, {today}, the window has closed ({window_close}): no full payment. The member pays first and is reimbursed in the next window.";
    // H-07
    "shared-only": "此条只适用于共同分摊，本次方式不同。",
        "Applies to shared payment only; this claim is `{mode}`.";
    "shares-wait-for-plan": "没有工会的分摊计划，{owed}元如何分摊未知。",
        "Without the union's plan it is unknown how {owed} yuan are shared.";
    "shares-agree": "应缴{owed}元：工会承担{union_share}元，会员承担{member_share}元。",
        "Of {owed} yuan owed the union bears {union_share} and the member {member_share} yuan.";
    "shares-not-both": "共同分摊要求工会和会员都承担一部分：应缴{owed}元，计划由工会承担{plan}元。",
        "Sharing means that both bear a part: {owed} yuan are owed and the plan has the union bear {plan} yuan.";
    "nothing-to-share": "个人应缴{owed}元，没有可分摊的金额。",
        "{owed} yuan are owed: there is nothing to share.";
    // H-08
    "payment-proved": "{paid_on}已缴{paid}元，票据号{voucher}。",
        "{paid} yuan were paid on {paid_on}, voucher {voucher}.";
    "payment-proof-missing": "事后报销须有缴费凭证：已缴金额{paid}，缴费日期{paid_on}，票据号{voucher}，请补齐。",
        "A reimbursement needs proof of payment: sum {paid}, date {paid_on}, voucher {voucher}; supply what is missing.";
    "nothing-paid-to-prove": "没有应缴金额，也没有缴费，无需缴费凭证。",
        "Nothing was owed and nothing was paid: there is no payment to prove.";
    "voucher-names-no-receipt": "票据号“{voucher}”认不出是哪一张票据，请对照凭证填写完整的票据号码。",
        "Voucher “{voucher}” does not say which receipt it is: give the whole number as on the receipt.";
    "voucher-reused": "票据号{voucher}已用于另一名子女（{other_zh}）。一张票据只能用于一名子女的一个年度，请核对。",
        "Voucher {voucher} was used for another child ({other}); a voucher supports one year of one child.";
    "voucher-of-another-year": "票据号{voucher}已用于该子女的另一年度（{other_zh}）。一张票据只能用于一名子女的一个年度，请核对是哪个年度的缴费。",
        "Voucher {voucher} was used for another year of this child ({other}); a voucher supports one year of one child. Check which year was paid.";
    "voucher-alike": "票据号{voucher}与{other_zh}的票据号只差形近字、前面的零或副本字样，可能是同一张票据，请核对。",
        "Voucher {voucher} and that of {other} differ by look-alike letters, zeros in front or the mark of a copy only: perhaps one receipt.";
    "payment-of-another-year": "{paid_on}缴费{paid}元，与该子女另一年度（{other_zh}）的缴费日期和金额相同：一笔缴费只能用于一个年度，请核对凭证。",
        "{paid} yuan paid on {paid_on}: the same day and sum as for another year of this child ({other}). A payment supports one year; check the vouchers.";
    "payer-unknown": "没有写明缴费渠道，请确认由谁缴费。",
        "It is not said who paid; confirm the payer.";
    "paid-by-family": "由{paid_by_zh}缴费。",
        "Paid by: {paid_by}.";
    "paid-through-channel": "缴费渠道只写了{paid_by_zh}渠道（微信、支付宝、湘税社保或税务大厅等），没有写明缴费人，按家庭自行缴费办理。",
        "Only the way of payment is named ({paid_by}: an app or the tax hall), not who paid; taken as paid by the family.";
    "paid-by-relative": "由{paid_by_zh}缴费，不是会员或其配偶垫付，请核对应报销给谁。",
        "Paid by: {paid_by}, neither the member nor the spouse; check to whom it is due.";
    "paid-by-unit": "缴费渠道为{paid_by_zh}：会员没有垫付，请核对是否应报销给会员。",
        "Paid by: {paid_by}. The member advanced nothing; check whether there is anything to reimburse.";
    "family-account-allowed": "由{paid_by_zh}账户缴费，全省已裁定可以报销。",
        "Paid from a relative's personal account ({paid_by}); the province's ruling allows reimbursement.";
    "family-account-denied": "由{paid_by_zh}账户缴费，全省已裁定不能报销。",
        "Paid from a relative's personal account ({paid_by}); the province's ruling denies reimbursement.";
    "family-account-payment": "由{paid_by_zh}账户缴费：通知没有规定能否再报销现金，须人工决定。",
        "Paid from a relative's personal account ({paid_by}): the notice does not say whether cash may follow; a human decides.";
    "payee-missing": "没有收款账户，请补填会员本人的开户行、银行卡号和户名。",
        "There is no account to pay to; give the member's bank, card number and holder.";
    "payee-is-member": "收款账户{card}（{bank}）的户名是会员本人。",
        "The account {card} ({bank}) is the member's own.";
    "payee-not-member": "收款账户{card}（{bank}）的户名不是会员本人，请核对。",
        "The account {card} ({bank}) is not in the member's name.";
    "card-shared": "银行卡{card}已用于另一名会员，请核对。",
        "The card {card} was used for another member.";
    "whole-sum-reimbursed": "按{payable}元报销了全部个人缴费{owed}元；通知写的是报销“部分”，可以但请知悉。",
        "{payable} of {owed} yuan, the whole personal part, is reimbursed; the notice says a part. Allowed, for your information.";
    "whole-sum-denied": "按{payable}元报销了全部个人缴费{owed}元，全省已裁定只能报销一部分，请按计划减少。",
        "{payable} of {owed} yuan, the whole personal part, would be reimbursed; the province ruled that only a part may be.";
    "already-paid-by-family": "填报已缴{paid}元，会员应承担的只有{member_part}元：若家庭已向税务缴清，请改为事后报销。",
        "{paid} yuan are said to be paid while the member bears {member_part} yuan; if the family has paid the tax bureau, use reimbursement.";
    "no-payment-to-prove": "由工会向税务缴费，此方式无需会员的缴费凭证。",
        "The union pays the tax channel; this mode (`{mode}`) needs no proof from the member.";
    // H-09
    "plan-approved": "工会{year}年度{mode_zh}计划（{minutes}）承担{bears}元。",
        "The union's plan for {year} ({mode}, {minutes}) bears {bears} yuan.";
    "plan-missing": "没有工会{year}年度的{mode_zh}计划，请先提交并批准计划。",
        "There is no approved plan of the union for {year}, mode {mode}; submit one first.";
    "plan-for-another-mode": "工会{year}年度的计划是别的缴费方式，没有{mode_zh}计划。",
        "The union's plans for {year} are for other modes, none for {mode}.";
    "plan-below-full-payment": "计划（{minutes}）只承担{bears}元，少于应缴{owed}元：全额缴纳须承担全部，请改用分摊或更正计划。",
        "The plan ({minutes}) bears {bears} of {owed} yuan owed; full payment bears all of it. Use sharing or correct the plan.";
    "mode-not-offered": "{year}年度不办理{mode_zh}方式。",
        "Mode {mode} is not offered for {year}.";
    // H-10
    "only-this-parent-claims": "配偶也是会员，目前只有本单位为该子女申报{year}年度。",
        "The spouse is a member too; so far only this unit files for the child's {year}.";
    "spouse-outside-system": "在本系统的会员名册中找不到登记的配偶，请会员书面声明{year}年度未在配偶单位重复享受。",
        "The spouse named is on no roster of this system; the member declares in writing that {year} was not enjoyed there.";
    "spouse-declaration-needed": "在本系统的会员名册中找不到登记的配偶，全省裁定逐件审核：请查验会员{year}年度未在配偶单位重复享受的书面声明。",
        "The spouse named is on no roster of this system, and the province wants each looked into: see the declaration that {year} was not enjoyed there.";
    "spouse-not-identified": "配偶只登记了姓名和单位，该单位在本系统内，但不能确定是其中哪位会员，无法核对{year}年度是否也申报；请补登配偶的证件号码，或查验书面声明。",
        "The spouse is named by name and employer only; that union is in this system, and which of its members it is cannot be told. Add the number, or see the declaration for {year}.";
    "spouse-unknown": "没有登记配偶的证件号码和单位，无法核对配偶单位{year}年度是否也申报。",
        "No spouse is named by number or employer, so a second claim for {year} at another employer cannot be looked for by name.";
    "duplicate-case-open": "该子女{year}年度有重复申报待处理，夫妻须选择其中一方单位。",
        "Claims for this child's {year} are in an open duplicate case; the couple has to choose one unit.";
    "family-case-open": "{year}年度另有一份申报，可能是同一家庭的：孩子出生日期相同或相近、证件不同。是否为同一个孩子尚待核实；是同一个孩子的，夫妻须选择其中一方单位。",
        "There is another claim for {year}, perhaps of the same family, for a child of the same or nearly the same day of birth with another document. Whether it is one child is being found out; if it is, the couple has to choose one unit.";
    "member-at-two-unions": "同一会员为该子女{year}年度有几份申报待处理，只能由一个工会办理其中一份。",
        "The same member has several claims for this child's {year}, in an open case; one of them is handled, by one union.";
    // H-11
    "child-year-free": "该子女{year}年度尚未享受。",
        "Nothing has been committed for this child's {year}.";
    "duplicate-child-year": "该子女{year}年度已由其他申报列支{already}元，达到上限{ceiling}元，不能重复享受。",
        "Another claim has committed {already} yuan for this child's {year}, up to the ceiling of {ceiling} yuan: no second time.";
    "child-year-partly-used": "该子女{year}年度已列支{already}元，未到上限{ceiling}元：只有同一单位同一会员的补充申报可以继续，请核对。",
        "{already} of at most {ceiling} yuan are committed for this child's {year}; only a supplement of the same unit and member may follow.";
    "child-year-supplemented": "对该子女{year}年度已支付申报的补充，已列支{already}元，合计不超过上限{ceiling}元。",
        "A supplement to the paid claim for this child's {year}: {already} yuan are committed, of at most {ceiling} yuan in all.";
    // H-12
    "reimburse-only": "此条只适用于会员垫付后报销，本次由工会缴费。",
        "Applies to contributions the member advanced; this claim is `{mode}`.";
    "shared-inside-window": "今天{today}在集中参保缴费期（{window_open}至{window_close}）内。",
        "Today, {today}, is inside the window from {window_open} to {window_close}.";
    "shared-outside-window": "今天{today}不在集中参保缴费期内（{window_close}截止）：原则上由会员垫付，下一年报销，须人工决定。",
        "Today, {today}, lies outside the window (closed {window_close}): in principle the member pays first; a human decides.";
    "paid-date-missing": "没有缴费日期，无法判断是否在{year}年度集中参保缴费期内缴费。",
        "Without the day of payment it is unknown whether it lies in the window of {year}.";
    "no-payment-to-date": "没有应缴金额，也没有缴费，无须核对缴费日期。",
        "Nothing was owed and nothing paid: there is no day of payment to look at.";
    "paid-before-window": "缴费日期{paid_on}早于{year}年度集中参保缴费期（{window_open}开始），请核对年度。",
        "Paid on {paid_on}, before the window of {year} opened on {window_open}; check the year.";
    "paid-inside-window": "缴费日期{paid_on}在{year}年度集中参保缴费期（{window_open}至{window_close}）内。",
        "Paid on {paid_on}, inside the window of {year} from {window_open} to {window_close}.";
    "window-before-notice": "{year}年度集中参保缴费期{window_close}截止，早于通知发布日{notice_date}，须人工决定。",
        "The window of {year} closed on {window_close}, before the notice of {notice_date}; a human decides.";
    "after-cut-off": "集中参保缴费期内缴费，但{submitted}才申报，晚于截止日{cut_off}，须人工决定。",
        "Paid inside the window but filed on {submitted}, after the cut-off of {cut_off}; a human decides.";
    "after-cut-off-allowed": "集中参保缴费期内缴费，{submitted}申报，晚于截止日{cut_off}，全省已裁定可以报销。",
        "Paid inside the window and filed on {submitted}, after the cut-off of {cut_off}: allowed by the province's ruling.";
    "after-cut-off-denied": "集中参保缴费期内缴费，{submitted}申报，晚于截止日{cut_off}，全省已裁定不能报销。",
        "Paid inside the window and filed on {submitted}, after the cut-off of {cut_off}: denied by the province's ruling.";
    "wait-for-window": "{paid_on}缴费，在集中参保缴费期外：{next_year}年度集中参保缴费期{opens}开始后报销。",
        "Paid on {paid_on}, outside the window: reimbursed when the window of {next_year} opens on {opens}.";
    "next-window-unknown": "{paid_on}缴费，在集中参保缴费期外：{next_year}年度集中参保缴费期尚未确定，请等待。",
        "Paid on {paid_on}, outside the window: the window of {next_year} is not set yet.";
    "claimed-in-next-window": "{paid_on}缴费，在集中参保缴费期外；在{next_year}年度集中参保缴费期（{opens}至{closes}）内报销。",
        "Paid on {paid_on}, outside the window; reimbursed in the window of {next_year} from {opens} to {closes}.";
    "after-next-window": "{paid_on}缴费，{submitted}才申报，已过{next_year}年度集中参保缴费期（{closes}截止），须人工决定。",
        "Paid on {paid_on} and filed on {submitted}, after the window of {next_year} closed on {closes}; a human decides.";
    "after-next-window-allowed": "{paid_on}缴费，{submitted}申报，已过{next_year}年度集中参保缴费期（{closes}截止），全省已裁定可以报销。",
        "Paid on {paid_on} and filed on {submitted}, after the window of {next_year} closed on {closes}: allowed by the province's ruling.";
    "after-next-window-denied": "{paid_on}缴费，{submitted}申报，已过{next_year}年度集中参保缴费期（{closes}截止），全省已裁定不能报销。",
        "Paid on {paid_on} and filed on {submitted}, after the window of {next_year} closed on {closes}: denied by the province's ruling.";
    "paid-as-for-next-year": "{paid_on}缴费{paid}元，日期在{next_year}年度集中参保缴费期内，金额不含财政补助部分{subsidy}元：可能是{next_year}年度的缴费，请核对年度。",
        "{paid} yuan paid on {paid_on}, inside the window of {next_year} and without the subsidy part of {subsidy} yuan: perhaps the contribution of {next_year}. Check the year.";
    "paid-in-future": "缴费日期{paid_on}晚于今天{today}，请核对。",
        "The day of payment {paid_on} lies after today, {today}.";
    "first-year-depends-on-ruling": "集中参保缴费期外的缴费从哪一年度起报销尚未裁定（建议{first_year}年度起），{year}年度须人工决定。",
        "From which year on out-of-window contributions are covered is not ruled (recommended {first_year}); a human decides on {year}.";
    "before-first-year": "集中参保缴费期外的缴费从{first_year}年度起报销，{year}年度不能享受。",
        "Out-of-window contributions are covered from {first_year} on; {year} is not.";
    // H-13
    "inside-window-personal-part": "不涉及财政补助部分，个人应缴{personal}元。",
        "The fiscal subsidy is not concerned; the personal part is {personal} yuan.";
    "personal-part-only": "集中参保缴费期外缴费{paid}元：只报销个人缴费部分（不超过{personal}元），其余{own_part}元自理。",
        "{paid} yuan paid outside the window: only the personal part (at most {personal} yuan) is reimbursed, {own_part} yuan stay with the member.";
    "subsidy-part-claimed": "申请{claimed}元，超过个人缴费部分{personal}元：财政补助部分自理，不予报销。",
        "{claimed} yuan are claimed, more than the personal part of {personal} yuan: the subsidy part is for the member's own account.";
    // H-14
    "union-funds": "由工会经费列支{needed}元（余额{union}元）。",
        "{needed} yuan from union funds ({union} yuan left).";
    "subsidy-covers-shortfall": "需{needed}元：先用工会经费{union}元，不足部分由单位行政补助列支（余额{subsidy}元）。",
        "Of {needed} yuan, union funds bear the {union} yuan they have left and the administration subsidy the shortfall ({subsidy} yuan left).";
    "administration-subsidy": "工会经费没有余额，{needed}元由单位行政补助列支（余额{subsidy}元）。",
        "Nothing is left of union funds; the administration subsidy bears {needed} yuan ({subsidy} yuan left).";
    "purse-missing": "没有登记{budget_year}年的工会经费或行政补助预算，请先导入预算。",
        "Neither union funds nor a subsidy are budgeted for {budget_year}; import the budget first.";
    "no-purse-suffices": "工会经费（余额{union}元）和行政补助（余额{subsidy}元）合计不足以列支{needed}元。",
        "Union funds ({union} yuan left) and the subsidy ({subsidy} yuan left) together do not bear {needed} yuan.";
    // H-15
    "within-budget": "{source_zh}预算足够列支{needed}元。",
        "The budget ({source}) covers {needed} yuan.";
    "budget-missing": "没有{budget_year}年的预算，不能列支。",
        "There is no budget of {budget_year} to charge.";
    "budget-short": "预算不足以列支{needed}元，请按程序调整预算。",
        "The budget does not cover {needed} yuan; adjust it by its own procedure.";
    // H-16
    "consent-recorded": "已记录会员意愿。",
        "The member's wish is recorded.";
    "consent-missing": "没有记录会员同意，不能办理。",
        "The member's consent is not recorded: not possible.";
    // H-17
    "checks-at-review": "审核时须分别核对会员身份、子女身份（含在本省参加居民医保）和子女年龄。",
        "At review, member status, child identity (with enrolment in the province's resident insurance) and age are checked separately.";
    // H-18
    "proof-supplied": "已提供{proof_zh}证明亲子关系。",
        "Parentage is proved by {proof}.";
    "proof-on-file": "本工会以前已查验{proof_zh}，无需再次提供。",
        "This union saw the {proof} earlier; it is not needed again.";
    "proof-missing": "首次组织参保须提供出生医学证明或户口本，本工会没有查验记录（填报：{proof_zh}）。",
        "The first time a birth certificate or household register is needed; this union has none on record (stated: {proof}).";
    "proof-not-on-record": "填报“{proof_zh}”，但系统中没有本工会的查验记录；请查阅以前的纸质档案，或请会员补交出生医学证明或户口本。",
        "The row says the proof is {proof}, but this union has none on record here; look into the earlier paper files, or ask for the birth certificate or household register.";
    "proof-seen-elsewhere": "其他工会已查验亲子证明，按全省裁定无需再次提供（填报：{proof_zh}）。",
        "Another union saw the proof; by the province's ruling it is not needed again (stated: {proof}).";
    "proof-depends-on-ruling": "其他工会已查验亲子证明，“首次”按单位还是全省计算尚未裁定（填报：{proof_zh}），须人工决定或补交。",
        "Another union saw the proof; whether the first time is per unit or province is not ruled (stated: {proof}); supply it or decide.";
    // H-19
    "announcement-recorded": "已登记{year}年度政策宣传。",
        "The announcement for {year} is on record.";
    "announcement-missing": "没有登记{year}年度政策宣传，请补登记。",
        "No announcement for {year} is on record; record it.";
    // H-20
    "no-other-limit": "通知不限制子女人数，也没有收入条件。",
        "The notice limits neither the number of children nor income.";
    // Any rule with an open point
    "ruling-unreadable": "裁定“{option}”的取值“{value}”无法识别，请更正裁定。",
        "The ruling on \"{option}\" has the unknown value `{value}`; correct the ruling.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_has_one_sentence_in_each_language() {
        let codes: BTreeSet<&str> = TEXTS.iter().map(|text| text.code).collect();
        assert_eq!(codes.len(), TEXTS.len(), "a code stands twice");
        for text in TEXTS {
            assert!(
                text.zh.ends_with('。') && text.en.ends_with('.'),
                "{}",
                text.code
            );
        }
    }

    #[test]
    fn no_sentence_says_another_claim_before_it_names_the_claim() {
        // Where the other claim may not be named, its place says just that.
        for text in TEXTS.iter().filter(|text| text.zh.contains("{other_zh}")) {
            assert!(!text.zh.contains("另一件申报"), "{}", text.zh);
            assert!(!text.en.contains("another claim"), "{}", text.en);
        }
    }
}
