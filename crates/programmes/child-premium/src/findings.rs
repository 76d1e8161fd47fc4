//! What may be found in a row of the claims sheet beyond its single cells: code, what it does, the sentence in both
//! languages.

rows::findings! {
    CERTIFICATE_IN_ID_COLUMN = "certificate-in-id-column", Warning,
        "第{row}行“{column}”填的是出生医学证明编号 {value}，已按出生医学证明登记。办好身份证后请补填。",
        "Row {row}, \"{column}\" holds the number of a birth certificate, {value}; it was taken as such. Add the identity number once there is one.";
    DOCUMENT_KIND_DIFFERS = "document-kind-differs", Warning,
        "第{row}行“{column}”填的是“{value}”，与号码的格式不符，已按号码的格式登记。",
        "Row {row}, \"{column}\" says \"{value}\", but the number's format says otherwise; the format was followed.";
    CHILD_ID_MISSING = "child-identity-missing", Error,
        "第{row}行没有子女身份证号，也没有出生医学证明编号，请至少填写一项。",
        "Row {row} has neither an identity number nor a birth certificate of the child. Fill in at least one.";
    DATE_NO_DAY_TAKEN = "date-day-from-identity", Warning,
        "第{row}行“{column}”（{value}）缺少“日”，已按身份证取值。",
        "Row {row}, \"{column}\" ({value}) has no day; it was taken from the identity number.";
    DATE_1904 = "date-1904", Warning,
        "第{row}行“{column}”与身份证相差1462天，疑似1904日期系统；已按身份证取值。",
        "Row {row}, \"{column}\" differs from the identity number by 1462 days, as under the 1904 date system; the identity number was followed.";
    BIRTH_DIFFERS = "birth-date-differs", Error,
        "第{row}行“{column}”与身份证中的出生日期不一致。请按证件核对。",
        "Row {row}, \"{column}\" differs from the birth date inside the identity number. Check it against the document.";
    SEX_DIFFERS = "sex-differs", Warning,
        "第{row}行“{column}”与身份证中的性别不一致，已按身份证取值。",
        "Row {row}, \"{column}\" differs from the sex inside the identity number; the number was followed.";
    PARENT_TOO_YOUNG = "parent-too-young", Warning,
        "第{row}行会员比子女大不足 {years} 岁，请核对两人的证件号码和关系。",
        "Row {row}: the member is less than {years} years older than the child. Check both numbers and the relation.";
    HOLDER_DIFFERS = "holder-differs", Review,
        "第{row}行“{column}”与会员姓名不一致，报销只能付给会员本人，请核对。",
        "Row {row}, \"{column}\" is not the member's name; a reimbursement is paid to the member only. Please check.";
    PAYEE_INCOMPLETE = "payee-incomplete", Error,
        "第{row}行缺少{columns}。报销须填写开户行、银行卡号和户名。",
        "Row {row} lacks {columns}. A reimbursement needs bank, account number and holder.";
}
