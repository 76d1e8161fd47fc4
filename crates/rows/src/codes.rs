//! What may be found in a single cell, whatever the sheet: code, what it does, the sentence in both languages.

crate::findings! {
    REQUIRED_MISSING = "required-missing", Error,
        "第{row}行“{column}”为空，请补填，不要使用合并单元格。",
        "Row {row}, \"{column}\" is empty. Fill it in and do not merge cells.";
    MERGED_FILLED = "merged-filled", Warning,
        "第{row}行“{column}”取自合并单元格的首行，请确认。",
        "Row {row}, \"{column}\" was taken from the first row of its merged cell. Please confirm.";
    CELL_ERROR = "cell-error", Error,
        "第{row}行“{column}”是错误值 {value}，请粘贴为数值。",
        "Row {row}, \"{column}\" is the error value {value}. Paste it as a plain value.";
    FORMULA_USED = "formula-used", Warning,
        "第{row}行“{column}”是公式，已按其结果取值；请粘贴为数值。",
        "Row {row}, \"{column}\" is a formula; its result was used. Better paste it as a plain value.";
    FORMULA_EMPTY = "formula-without-result", Error,
        "第{row}行“{column}”是公式，但文件中没有它的结果，请粘贴为数值。",
        "Row {row}, \"{column}\" is a formula whose result the file does not hold. Paste it as a plain value.";
    NUMBER_LOST_DIGITS = "number-lost-digits", Error,
        "第{row}行“{column}”被 Excel 存成了数字，末尾的数字已丢失，无法恢复。请将该列设为“文本”格式后重新录入。",
        "Row {row}, \"{column}\" was stored by Excel as a number and its last digits are lost for good. Format the column as text and enter it again.";
    TEXT_TOO_LONG = "text-too-long", Error,
        "第{row}行“{column}”超过 {limit} 个字符，请缩短。",
        "Row {row}, \"{column}\" has more than {limit} characters. Shorten it.";
    UNKNOWN_WORD = "unknown-word", Error,
        "第{row}行“{column}”的“{value}”无法识别，请填写：{allowed}。",
        "Row {row}, \"{column}\": \"{value}\" is not known. Use one of: {allowed}.";
    ID_EXCEL_NUMBER = "identity-excel-number", Error,
        "第{row}行“{column}”被 Excel 存成了数字，后3位已丢失，无法恢复。请将该列设为“文本”格式后按证件重新录入。",
        "Row {row}, \"{column}\" was stored by Excel as a number; its last three digits are lost for good. Format the column as text and enter it again from the document.";
    ID_EXCEL_TRUNCATED = "identity-excel-truncated", Error,
        "第{row}行“{column}”的号码 {value} 末三位为000且校验不符，疑似 Excel 截断。请按证件重新录入。",
        "Row {row}, \"{column}\": {value} ends in 000 and fails its check; Excel has probably cut it. Enter it again from the document.";
    ID_SUSPECT_000 = "identity-suspect-excel-000", Warning,
        "第{row}行“{column}”的号码 {value} 末三位为000，疑似 Excel 截断，请核对证件原件。",
        "Row {row}, \"{column}\": {value} ends in 000 as numbers cut by Excel do. Check it against the document.";
    ID_LENGTH = "identity-length", Error,
        "第{row}行“{column}”的号码 {value} 有 {found} 位，位数不对。请按证件核对。",
        "Row {row}, \"{column}\": {value} has {found} characters, which no number of that kind has. Check it against the document.";
    ID_CHARSET = "identity-charset", Error,
        "第{row}行“{column}”的号码 {value} 第{position}位不应为“{found}”：应为数字，第18位可为X。请按证件核对。",
        "Row {row}, \"{column}\": character {position} of {value} cannot be \"{found}\"; digits are expected, X only in place 18. Check it against the document.";
    ID_CHARSET_SUGGESTION = "identity-charset-suggestion", Error,
        "第{row}行“{column}”的号码 {value} 第{position}位不应为“{found}”，疑为“{suggestion}”。请按证件核对后更正。",
        "Row {row}, \"{column}\": character {position} of {value} cannot be \"{found}\", probably it is \"{suggestion}\". Check it against the document and correct it.";
    ID_PROVINCE = "identity-province-prefix", Error,
        "第{row}行“{column}”的号码 {value} 前两位不是省级代码。请按证件核对。",
        "Row {row}, \"{column}\": {value} begins with no known province. Check it against the document.";
    ID_BIRTH_DATE = "identity-birth-date", Error,
        "第{row}行“{column}”的号码 {value} 中的出生日期不存在。请按证件核对。",
        "Row {row}, \"{column}\": the birth date inside {value} does not exist. Check it against the document.";
    ID_FUTURE_BIRTH = "identity-future-birth", Error,
        "第{row}行“{column}”的号码 {value} 中的出生日期晚于今天。请按证件核对。",
        "Row {row}, \"{column}\": the birth date inside {value} lies in the future. Check it against the document.";
    ID_CHECK_DIGIT = "identity-check-digit", Error,
        "第{row}行“{column}”的号码 {value} 校验码不符，至少有一位写错。请按证件核对。",
        "Row {row}, \"{column}\": {value} fails its check; at least one character is wrong. Check it against the document.";
    ID_UNKNOWN = "identity-unknown", Error,
        "第{row}行“{column}”的号码 {value} 不是已知的证件号码格式。护照、通行证请填写“证件类型”。",
        "Row {row}, \"{column}\": {value} looks like no known document number. For passports and permits fill in the document type.";
    ID_AREA_NEVER = "identity-area-never", Warning,
        "第{row}行“{column}”的号码 {value} 中的行政区划代码从未启用。请按证件核对。",
        "Row {row}, \"{column}\": {value} begins with the code of a place that never was. Check it against the document.";
    ID_AREA_GONE = "identity-area-gone", Warning,
        "第{row}行“{column}”的号码 {value} 中的行政区划代码在出生前已撤销（最后见于{year}年）。请按证件核对。",
        "Row {row}, \"{column}\": {value} begins with the code of a place that was abolished before the birth (last listed in {year}). Check it against the document.";
    ID_FULL_WIDTH = "identity-full-width", Warning,
        "第{row}行“{column}”已将全角字符转为半角（{value}），请确认。",
        "Row {row}, \"{column}\": full-width characters were made half-width ({value}). Please confirm.";
    ID_BLANKS = "identity-blanks-removed", Warning,
        "第{row}行“{column}”已去除多余空格或不可见字符（{value}）。",
        "Row {row}, \"{column}\": blanks or invisible characters were removed ({value}).";
    ID_CONVERTED_15 = "identity-converted-from-15", Warning,
        "第{row}行“{column}”是15位旧号码，已转换为18位（{value}），请核对证件。",
        "Row {row}, \"{column}\" is an old number of fifteen digits and was converted ({value}). Check it against the document.";
    CERTIFICATE_NO_LETTER = "certificate-without-letter", Warning,
        "第{row}行“{column}”的出生医学证明编号 {value} 没有字母，请核对原件。",
        "Row {row}, \"{column}\": birth certificate {value} has no letter. Check it against the document.";
    CERTIFICATE_WRONG = "certificate-wrong", Error,
        "第{row}行“{column}”的 {value} 不是出生医学证明编号（1个字母加9位数字）。请按证明核对。",
        "Row {row}, \"{column}\": {value} is no birth certificate number (a letter and nine digits). Check it against the certificate.";
    SAME_IDENTITY = "same-identity", Error,
        "第{row}行“{column}”与会员的证件号码相同（{value}）。请核对两列。",
        "Row {row}, \"{column}\" is the member's own number ({value}). Check both columns.";
    NAME_TOO_LONG = "name-too-long", Error,
        "第{row}行“{column}”有 {found} 个字，超过50个。请按证件填写。",
        "Row {row}, \"{column}\" has {found} characters, more than 50. Write the name as in the document.";
    NAME_CONTROL = "name-control", Error,
        "第{row}行“{column}”含有不可见的控制字符。请删除后重新录入。",
        "Row {row}, \"{column}\" holds an invisible control character. Delete it and enter the name again.";
    NAME_LOST = "name-lost-character", Error,
        "第{row}行“{column}”（{value}）中有无法识别的字。请用支持 GB18030-2022 的字库重新录入。",
        "Row {row}, \"{column}\" ({value}) has a character that was lost. Enter it again with a font that has GB18030-2022.";
    NAME_LATIN = "name-latin-in-han", Error,
        "第{row}行“{column}”（{value}）中汉字与字母混用。生僻字请用支持 GB18030-2022 的字库录入，不要用拼音代替。",
        "Row {row}, \"{column}\" ({value}) mixes Han characters and Latin letters. Enter rare characters with a font that has GB18030-2022 instead of pinyin.";
    NAME_SYMBOL = "name-symbol", Error,
        "第{row}行“{column}”（{value}）中不能有“{found}”。请按证件填写。",
        "Row {row}, \"{column}\" ({value}) cannot hold \"{found}\". Write the name as in the document.";
    CELL_BLANKS = "blanks-removed", Warning,
        "第{row}行“{column}”已去除不可见字符（{value}）。",
        "Row {row}, \"{column}\": invisible characters were removed ({value}).";
    CELL_ORDINARY = "ordinary-characters", Warning,
        "第{row}行“{column}”（{value}）中有与常用字同形、编码不同的字，已改为常用字（{changes}）；原文随该行保留。请核对。",
        "Row {row}, \"{column}\" ({value}): characters that only look like the usual ones were replaced by those ({changes}); the original is kept with the row. Please check.";
    CELL_SELECTOR = "selectors-removed", Warning,
        "第{row}行“{column}”（{value}）中的异体字选择符（不可见）已去除（{changes}）；原文随该行保留。请核对。",
        "Row {row}, \"{column}\" ({value}): invisible selectors of a variant glyph were removed ({changes}); the original is kept with the row. Please check.";
    PLACEHOLDER = "placeholder", Warning,
        "第{row}行“{column}”填的是“{value}”，按空白处理。没有内容的单元格请留空。",
        "Row {row}, \"{column}\" says \"{value}\" and was taken as empty. Leave such cells empty.";
    NAME_BLANKS = "name-blanks-removed", Warning,
        "第{row}行“{column}”已去除多余空格或不可见字符（{value}）。",
        "Row {row}, \"{column}\": blanks or invisible characters were removed ({value}).";
    NAME_SEPARATOR = "name-separator", Warning,
        "第{row}行“{column}”的姓名间隔号已统一为“·”（{value}）。",
        "Row {row}, \"{column}\": the separator of the name was made \"·\" ({value}).";
    NAME_SEPARATOR_MISSING = "name-separator-missing", Warning,
        "第{row}行“{column}”（{value}）可能缺少姓名间隔号“·”。请核对姓名间隔号；已按证件号码匹配。",
        "Row {row}, \"{column}\" ({value}) may lack the separator \"·\". Check it; the person is found by the document's number.";
    NAME_FULL_WIDTH = "name-full-width", Warning,
        "第{row}行“{column}”已将全角字符转为半角（{value}），请确认。",
        "Row {row}, \"{column}\": full-width characters were made half-width ({value}). Please confirm.";
    NAME_ORDINARY = "name-ordinary", Warning,
        "第{row}行“{column}”（{value}）中有与常用字同形、编码不同的字，已改为常用字（{changes}），付款文件亦用常用字；原文随该行保留。请核对。",
        "Row {row}, \"{column}\" ({value}): characters that only look like the usual ones were replaced by those ({changes}), in payment files too; the original is kept with the row. Please check.";
    NAME_SELECTOR = "name-selector", Warning,
        "第{row}行“{column}”（{value}）中的异体字选择符（不可见）已去除（{changes}），付款文件亦同；原文随该行保留。请核对。",
        "Row {row}, \"{column}\" ({value}): invisible selectors of a variant glyph were removed ({changes}), in payment files too; the original is kept with the row. Please check.";
    AMOUNT_FORMAT = "amount-format", Error,
        "第{row}行“{column}”的金额格式不正确（{value}）。请填写阿拉伯数字，如 400 或 400.00。",
        "Row {row}, \"{column}\": the amount is not written as a number ({value}). Write digits such as 400 or 400.00.";
    AMOUNT_NEGATIVE = "amount-negative", Error,
        "第{row}行“{column}”的金额为负（{value}）。退款请单独办理。",
        "Row {row}, \"{column}\": the amount is negative ({value}). Refunds are handled on their own.";
    AMOUNT_CHINESE = "amount-chinese-numeral", Error,
        "第{row}行“{column}”的金额是中文大写（{value}）。请填写阿拉伯数字，如 400。",
        "Row {row}, \"{column}\": the amount is written in Chinese numerals ({value}). Write digits such as 400.";
    AMOUNT_FRACTION = "amount-fraction-of-fen", Error,
        "第{row}行“{column}”的金额超过两位小数（{value}）。请精确到分。",
        "Row {row}, \"{column}\": the amount has more than two decimals ({value}). Give whole fen.";
    AMOUNT_TOO_LARGE = "amount-too-large", Error,
        "第{row}行“{column}”的金额过大（{value}），请核对。",
        "Row {row}, \"{column}\": the amount is too large ({value}). Please check.";
    DATE_FORMAT = "date-format", Error,
        "第{row}行“{column}”的日期“{value}”无法识别。请写成 2015-03-07。",
        "Row {row}, \"{column}\": the date \"{value}\" cannot be read. Write it as 2015-03-07.";
    DATE_TWO_DIGIT_YEAR = "date-two-digit-year", Error,
        "第{row}行“{column}”的“{value}”年份请写四位，如 2015-03-07。",
        "Row {row}, \"{column}\": write the year of \"{value}\" with four digits, such as 2015-03-07.";
    DATE_AMBIGUOUS = "date-ambiguous-month", Error,
        "第{row}行“{column}”的“{value}”无法区分1月和10月，请写完整日期，如 2015-10-07。",
        "Row {row}, \"{column}\": \"{value}\" may be January or October. Write the whole date, such as 2015-10-07.";
    DATE_NO_DAY = "date-no-day", Error,
        "第{row}行“{column}”（{value}）缺少“日”。请写完整日期。",
        "Row {row}, \"{column}\" ({value}) has no day. Write the whole date.";
    DATE_SERIAL_TEXT = "date-serial-text", Warning,
        "第{row}行“{column}”的“{value}”是 Excel 日期序号，已转换为 {date}，请确认。",
        "Row {row}, \"{column}\": \"{value}\" is a serial date of Excel and was read as {date}. Please confirm.";
    DATE_WITH_TIME = "date-with-time", Warning,
        "第{row}行“{column}”（{value}）带有时间，只取了日期 {date}。请核对。",
        "Row {row}, \"{column}\" ({value}) has a time of day; only the date {date} was taken. Please check.";
    DATE_CONVERTED = "date-converted", Warning,
        "第{row}行“{column}”（{value}）是世界时或其他时区的时间，已换算为北京时间的日期 {date}。请核对。",
        "Row {row}, \"{column}\" ({value}) is in universal time or another zone's; the date in China is {date}. Please check.";
    DATE_FUTURE = "date-future", Error,
        "第{row}行“{column}”的日期 {value} 晚于今天，请核对。",
        "Row {row}, \"{column}\": {value} lies in the future. Please check.";
    YEAR_FORMAT = "year-format", Error,
        "第{row}行“{column}”的“{value}”不是年度。请写四位数字，如 2026。",
        "Row {row}, \"{column}\": \"{value}\" is no year. Write four digits such as 2026.";
    MONTH_FORMAT = "month-format", Error,
        "第{row}行“{column}”的“{value}”不是年月。请写成 2026-12。",
        "Row {row}, \"{column}\": \"{value}\" is no month. Write it as 2026-12.";
    UNIT_CODE_FORMAT = "unit-code-format", Error,
        "第{row}行“{column}”的“{value}”不是工会代码（字母、数字、连字符，最多32位）。",
        "Row {row}, \"{column}\": \"{value}\" is no unit code (letters, digits, hyphens, at most 32).";
    CARD_EXCEL_NUMBER = "bank-card-excel-number", Error,
        "第{row}行“{column}”被 Excel 存成了数字，末尾的数字已丢失，无法恢复。请将该列设为“文本”格式后按银行卡重新录入。",
        "Row {row}, \"{column}\" was stored by Excel as a number and its last digits are lost for good. Format the column as text and enter it again from the card.";
    CARD_LENGTH = "bank-card-length", Error,
        "第{row}行“{column}”的账号 {value} 有 {found} 位，位数不对。请按银行卡核对。",
        "Row {row}, \"{column}\": account {value} has {found} digits. Check it against the card.";
    CARD_CHARSET = "bank-card-charset", Error,
        "第{row}行“{column}”的账号 {value} 第{position}位不应为“{found}”，只能是数字。请按银行卡核对。",
        "Row {row}, \"{column}\": character {position} of account {value} cannot be \"{found}\"; only digits are allowed. Check it against the card.";
    CARD_LUHN = "bank-card-luhn", Warning,
        "第{row}行“{column}”的卡号 {value} 校验不符，请按银行卡核对（存折账号可忽略）。",
        "Row {row}, \"{column}\": card {value} fails its check. Check it against the card (a passbook account may be ignored).";
    CARD_SUSPECT_EXCEL = "bank-card-suspect-excel", Warning,
        "第{row}行“{column}”的卡号 {value} 第15位之后全是0，疑似 Excel 截断，请核对。",
        "Row {row}, \"{column}\": card {value} has only zeros after its fifteenth digit, as if cut by Excel. Please check.";
    CLAIM_NUMBER_FORMAT = "claim-number-format", Error,
        "第{row}行“{column}”的“{value}”不是申报编号（形如 26-7KQ2M-9XTRD），未导入。请照原申报填写；不是更正的请留空。",
        "Row {row}, \"{column}\": \"{value}\" is no claim number (such as 26-7KQ2M-9XTRD); not imported. Copy it from the claim, or leave it empty when nothing is corrected.";
    CLAIM_NUMBER_CHECK = "claim-number-check", Error,
        "第{row}行“{column}”的申报编号“{value}”校验不符，有一位写错或相邻两位颠倒，未导入。请照原申报更正。",
        "Row {row}, \"{column}\": claim number \"{value}\" fails its check: one character is wrong or two are swapped; not imported. Copy it from the claim again.";
    ID_MINOR_15 = "identity-child-15", Error,
        "第{row}行“{column}”的号码 {value} 是15位旧号码，未成年人不可能使用。请按证件填写18位号码。",
        "Row {row}, \"{column}\": {value} is an old number of fifteen digits, which no minor can have. Enter the eighteen characters from the document.";
}
