//! The table of findings: code, what it does, the sentence in both languages.
//!
//! Placeholders are the finding's arguments; `{row}`, `{letter}` and `{sheet}` are its place.

use super::Lang;
use domain::finding::RowSeverity;

macro_rules! codes {
    ($($name:ident = $code:literal, $severity:ident, $zh:literal, $en:literal;)*) => {
        /// Every finding of this crate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $en] $name,)* }

        impl Code {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What the finding does to its row or file.
            pub const fn severity(self) -> RowSeverity {
                match self { $(Self::$name => RowSeverity::$severity),* }
            }

            /// The sentence with its placeholders.
            pub const fn template(self, lang: Lang) -> &'static str {
                match (self, lang) { $((Self::$name, Lang::Zh) => $zh, (Self::$name, Lang::En) => $en),* }
            }

            /// Finds a stable code again.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|have| have.as_str() == code)
            }
        }
    };
}

codes! {
    // file
    FileTooLarge = "file-too-large", File,
        "文件超过 {limit} MB，未导入。请拆分为几个文件后分别导入。",
        "The file is larger than {limit} MB and was not imported. Split it into several files.";
    FileNotPlain = "file-not-plain", File,
        "这不是普通文件（而是目录、管道或设备），未导入。请选择表格文件。",
        "This is a directory, a pipe or a device and no file, and was not imported. Choose a spreadsheet.";
    FileEmpty = "file-empty", File,
        "文件中没有数据，未导入。请检查是否选对了文件。",
        "The file holds no data and was not imported. Check that it is the right file.";
    FileEncoding = "file-encoding", File,
        "文件编码既不是 UTF-8 也不是 GB18030，或内容不完整，未导入。请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后重新导入。",
        "The file is neither valid UTF-8 nor GB18030, or it is incomplete, and was not imported. Save it from Excel as \"CSV UTF-8\" or .xlsx and import it again.";
    FileMojibake = "file-mojibake", File,
        "文件内容已损坏（出现乱码），未导入。请从原始表格重新导出。",
        "The file's text was garbled before it came here and was not imported. Export it again from the original sheet.";
    FileEncrypted = "file-encrypted", File,
        "文件已加密（设有打开密码），未导入。请在 Excel 或 WPS 中去掉密码，另存后重新导入。",
        "The file is encrypted with a password and was not imported. Remove the password in Excel or WPS, save it and import it again.";
    FileOldOffice = "file-old-office", File,
        "文件不是可读取的表格（旧版 Excel 95、.doc 等），未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The file is no workbook that can be read (Excel 95 or older, .doc or the like) and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FileMarkup = "file-markup", File,
        "扩展名与实际格式不符：文件其实是网页或 XML，未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The file is really a web page or XML, whatever its name says, and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FileUnknownFormat = "file-unknown-format", File,
        "文件不是表格（CSV、.xlsx 或 .xls），未导入。请另存为 .xlsx 或 CSV 后重新导入。",
        "The file is no spreadsheet (CSV, .xlsx or .xls) and was not imported. Save it as .xlsx or CSV and import it again.";
    FileDamaged = "file-damaged", File,
        "文件已损坏，无法读取，未导入。请在 Excel 或 WPS 中打开并重新另存为 .xlsx。",
        "The workbook is damaged and was not imported. Open it in Excel or WPS and save it anew as .xlsx.";
    FileMacros = "file-macros", File,
        "文件含宏或嵌入对象，不予导入。请另存为不带宏的 .xlsx。",
        "The file holds macros or embedded objects and is not imported. Save it as .xlsx without macros.";
    FileExternalLinks = "file-external-links", File,
        "文件含外部链接，不予导入。请在“数据—编辑链接”中断开链接，另存后重新导入。",
        "The file links to other workbooks and is not imported. Break the links under Data, Edit Links, save it and import it again.";
    FileExpands = "file-expands", File,
        "文件解压后过大，不予导入。请把数据复制到新的工作簿，只保留需要的行列。",
        "The file unpacks to far too much and is not imported. Copy the data into a new workbook with only the rows and columns needed.";
    FileManySheets = "file-several-sheets", File,
        "文件有多个非空工作表（{sheets}），未导入。请选择要导入的工作表：--sheet 名称，或只保留一个。",
        "The file has several filled sheets ({sheets}) and was not imported. Say which one to import with --sheet NAME, or keep only one.";
    FileSheetUnknown = "file-sheet-unknown", File,
        "文件中没有名为“{wanted}”且有数据的工作表，未导入。有数据的工作表：{sheets}。",
        "The file has no filled sheet named \"{wanted}\" and was not imported. Filled sheets: {sheets}.";
    FileHiddenSheets = "file-hidden-sheets", File,
        "文件有隐藏的工作表（{sheets}），未导入。请取消隐藏并核对或将其删除；也可用 --sheet 指定工作表，或用 --include-hidden 确认一并导入。",
        "The file has hidden sheets ({sheets}) and was not imported. Unhide and check them or delete them, name the sheet to import with --sheet, or confirm with --include-hidden.";
    FileHiddenRows = "file-hidden-rows", File,
        "工作表“{sheet}”发现 {count} 行隐藏数据，未导入。请取消隐藏并核对，或用 --include-hidden 确认一并导入。",
        "Sheet \"{sheet}\" has {count} hidden rows with data and was not imported. Unhide and check them, or confirm with --include-hidden that they are to be imported too.";
    FileFilteredRows = "file-filtered-rows", File,
        "工作表“{sheet}”设有筛选，发现 {count} 行隐藏数据，未导入。请取消筛选并核对，或用 --include-hidden 确认一并导入。",
        "Sheet \"{sheet}\" is filtered and has {count} hidden rows with data; it was not imported. Clear the filter and check them, or confirm with --include-hidden that they are to be imported too.";
    FileHiddenColumns = "file-hidden-columns", File,
        "工作表“{sheet}”有 {count} 列（{columns}）是隐藏的且有数据，未导入。请取消隐藏并核对，或用 --include-hidden 确认一并导入。",
        "{count} columns ({columns}) of sheet \"{sheet}\" are hidden and hold data; the file was not imported. Unhide and check them, or confirm with --include-hidden that they are to be imported too.";
    HiddenIncluded = "hidden-included", Warning,
        "工作表“{sheet}”的隐藏内容（{rows} 行、{columns} 列）已按确认一并导入。",
        "What sheet \"{sheet}\" hides ({rows} rows, {columns} columns) was imported too, as confirmed.";
    ExtensionDiffers = "extension-differs", Warning,
        "扩展名 .{ending} 与实际格式不符：文件其实是 {found}，已按 {found} 读取。",
        "The file is named .{ending} but is really {found}; it was read as such.";
    EncodingGuessed = "encoding-guessed", Warning,
        "文件编码识别为 {encoding}，请确认以下姓名显示正确：{names}。如不正确，可能是其他编码（{others}），请另存为“CSV UTF-8”后重新导入。",
        "The file's encoding was taken to be {encoding}. Check that these names read right: {names}. If they do not, it may be in another one ({others}): save it as \"CSV UTF-8\" and import it again.";
    HeaderFound = "header-found", Warning,
        "表头识别在第{row}行。",
        "The header was found in row {row}.";
    FileTooManyRows = "file-too-many-rows", File,
        "数据超过 {limit} 行，未导入。请拆分为几个文件后分别导入。",
        "There are more than {limit} rows of data; the file was not imported. Split it into several files.";
    FileTooManyColumns = "file-too-many-columns", File,
        "第{row}行的列数超过 {limit}，未导入。请删除表格右侧多余的内容。",
        "Row {row} has more than {limit} columns; the file was not imported. Delete what lies to the right of the table.";
    FileCellTooLong = "file-cell-too-long", File,
        "第{row}行有单元格超过 {limit} 个字符，未导入。CSV 文件请检查是否有未配对的引号。",
        "Row {row} has a cell of more than {limit} characters; the file was not imported. In a CSV file look for a quotation mark without its partner.";
    HeaderNotFound = "header-not-found", File,
        "前 {rows} 行中没有找到表头，未导入。表头应包含：{expected}。",
        "No header was found in the first {rows} rows; the file was not imported. The header should have: {expected}.";
    HeaderMissing = "header-missing", File,
        "第{row}行的表头缺少必填列：{columns}。请使用模板，补上后重新导入。",
        "The header in row {row} lacks required columns: {columns}. Use the template, add them and import again.";
    HeaderDuplicate = "header-duplicate", File,
        "第{row}行的表头有重复的列：{columns}。每一列只能出现一次，请改名或删除多余的列。",
        "The header in row {row} names columns twice: {columns}. Rename or delete the surplus ones.";
    ColumnsSwapped = "columns-swapped", File,
        "会员与子女证件列疑似颠倒（{count} 行，占 {percent}%），未导入。请核对两列后重新导入。",
        "The identity columns of member and child seem to be swapped ({count} rows, {percent}%); the file was not imported. Check both columns and import again.";
    ColumnsUnknown = "columns-unknown", Warning,
        "以下列未识别，没有导入：{columns}。如需导入，请使用模板的列名。",
        "These columns are not known and were not imported: {columns}. Use the template's headers if they should be.";
    ColumnSuggestion = "column-suggestion", Warning,
        "{letter}列“{title}”未识别，没有导入。如果就是“{header}”，请改列名，或保存对应关系：gongbao import mapping save {profile} --unit 工会代码 --header {title} --field {field}",
        "Column {letter} \"{title}\" is not known and was not imported. If it is \"{header}\", rename it, or save what it means: gongbao import mapping save {profile} --unit CODE --header {title} --field {field}";
    MappingUsed = "mapping-used", Warning,
        "{letter}列“{title}”按工会 {unit} 保存的对应关系读作“{header}”。",
        "Column {letter} \"{title}\" was read as \"{header}\", as saved for union {unit}.";
    MappingOtherUnit = "mapping-of-other-unit", Error,
        "第{row}行属于工会“{code}”，而表头是按工会“{unit}”保存的对应关系读取的，未导入。请按工会拆分文件，或使用模板的列名。",
        "Row {row} is of union \"{code}\", but the header was read as saved for union \"{unit}\"; not imported. Split the file by union, or use the template's headers.";
    PicturesIgnored = "pictures-ignored", Warning,
        "表内图片和批注未导入，请按附件上传。",
        "Pictures and comments in the sheet were not imported; hand them in as attachments.";
    TotalsDiffer = "totals-differ", Warning,
        "“{column}”列表内合计 {stated} 与系统合计 {computed} 不一致，请核对。",
        "The sheet's total of \"{column}\" is {stated}, ours is {computed}. Please check.";
    TotalsCountDiffers = "totals-count-differs", Warning,
        "表内合计 {stated} 行与系统合计 {computed} 行不一致，请核对。",
        "The sheet counts {stated} rows, we count {computed}. Please check.";
    RowIgnored = "row-ignored", Warning,
        "第{row}行不是数据行，已跳过。",
        "Row {row} is no row of data and was skipped.";
    // cells
    RequiredMissing = "required-missing", Error,
        "第{row}行“{column}”为空，请补填，不要使用合并单元格。",
        "Row {row}, \"{column}\" is empty. Fill it in and do not merge cells.";
    MergedFilled = "merged-filled", Warning,
        "第{row}行“{column}”取自合并单元格的首行，请确认。",
        "Row {row}, \"{column}\" was taken from the first row of its merged cell. Please confirm.";
    CellError = "cell-error", Error,
        "第{row}行“{column}”是错误值 {value}，请粘贴为数值。",
        "Row {row}, \"{column}\" is the error value {value}. Paste it as a plain value.";
    FormulaUsed = "formula-used", Warning,
        "第{row}行“{column}”是公式，已按其结果取值；请粘贴为数值。",
        "Row {row}, \"{column}\" is a formula; its result was used. Better paste it as a plain value.";
    FormulaEmpty = "formula-without-result", Error,
        "第{row}行“{column}”是公式，但文件中没有它的结果，请粘贴为数值。",
        "Row {row}, \"{column}\" is a formula whose result the file does not hold. Paste it as a plain value.";
    NumberLostDigits = "number-lost-digits", Error,
        "第{row}行“{column}”被 Excel 存成了数字，末尾的数字已丢失，无法恢复。请将该列设为“文本”格式后重新录入。",
        "Row {row}, \"{column}\" was stored by Excel as a number and its last digits are lost for good. Format the column as text and enter it again.";
    TextTooLong = "text-too-long", Error,
        "第{row}行“{column}”超过 {limit} 个字符，请缩短。",
        "Row {row}, \"{column}\" has more than {limit} characters. Shorten it.";
    UnknownWord = "unknown-word", Error,
        "第{row}行“{column}”的“{value}”无法识别，请填写：{allowed}。",
        "Row {row}, \"{column}\": \"{value}\" is not known. Use one of: {allowed}.";
    // identity numbers
    IdExcelNumber = "identity-excel-number", Error,
        "第{row}行“{column}”被 Excel 存成了数字，后3位已丢失，无法恢复。请将该列设为“文本”格式后按证件重新录入。",
        "Row {row}, \"{column}\" was stored by Excel as a number; its last three digits are lost for good. Format the column as text and enter it again from the document.";
    IdExcelTruncated = "identity-excel-truncated", Error,
        "第{row}行“{column}”的号码 {value} 末三位为000且校验不符，疑似 Excel 截断。请按证件重新录入。",
        "Row {row}, \"{column}\": {value} ends in 000 and fails its check; Excel has probably cut it. Enter it again from the document.";
    IdSuspect000 = "identity-suspect-excel-000", Warning,
        "第{row}行“{column}”的号码 {value} 末三位为000，疑似 Excel 截断，请核对证件原件。",
        "Row {row}, \"{column}\": {value} ends in 000 as numbers cut by Excel do. Check it against the document.";
    IdLength = "identity-length", Error,
        "第{row}行“{column}”的号码 {value} 有 {found} 位，位数不对。请按证件核对。",
        "Row {row}, \"{column}\": {value} has {found} characters, which no number of that kind has. Check it against the document.";
    IdCharset = "identity-charset", Error,
        "第{row}行“{column}”的号码 {value} 第{position}位不应为“{found}”：应为数字，第18位可为X。请按证件核对。",
        "Row {row}, \"{column}\": character {position} of {value} cannot be \"{found}\"; digits are expected, X only in place 18. Check it against the document.";
    IdCharsetSuggestion = "identity-charset-suggestion", Error,
        "第{row}行“{column}”的号码 {value} 第{position}位不应为“{found}”，疑为“{suggestion}”。请按证件核对后更正。",
        "Row {row}, \"{column}\": character {position} of {value} cannot be \"{found}\", probably it is \"{suggestion}\". Check it against the document and correct it.";
    IdProvince = "identity-province-prefix", Error,
        "第{row}行“{column}”的号码 {value} 前两位不是省级代码。请按证件核对。",
        "Row {row}, \"{column}\": {value} begins with no known province. Check it against the document.";
    IdBirthDate = "identity-birth-date", Error,
        "第{row}行“{column}”的号码 {value} 中的出生日期不存在。请按证件核对。",
        "Row {row}, \"{column}\": the birth date inside {value} does not exist. Check it against the document.";
    IdFutureBirth = "identity-future-birth", Error,
        "第{row}行“{column}”的号码 {value} 中的出生日期晚于今天。请按证件核对。",
        "Row {row}, \"{column}\": the birth date inside {value} lies in the future. Check it against the document.";
    IdCheckDigit = "identity-check-digit", Error,
        "第{row}行“{column}”的号码 {value} 校验码不符，至少有一位写错。请按证件核对。",
        "Row {row}, \"{column}\": {value} fails its check; at least one character is wrong. Check it against the document.";
    IdUnknown = "identity-unknown", Error,
        "第{row}行“{column}”的号码 {value} 不是已知的证件号码格式。护照、通行证请填写“证件类型”。",
        "Row {row}, \"{column}\": {value} looks like no known document number. For passports and permits fill in the document type.";
    IdFullWidth = "identity-full-width", Warning,
        "第{row}行“{column}”已将全角字符转为半角（{value}），请确认。",
        "Row {row}, \"{column}\": full-width characters were made half-width ({value}). Please confirm.";
    IdBlanks = "identity-blanks-removed", Warning,
        "第{row}行“{column}”已去除多余空格或不可见字符（{value}）。",
        "Row {row}, \"{column}\": blanks or invisible characters were removed ({value}).";
    IdConverted15 = "identity-converted-from-15", Warning,
        "第{row}行“{column}”是15位旧号码，已转换为18位（{value}），请核对证件。",
        "Row {row}, \"{column}\" is an old number of fifteen digits and was converted ({value}). Check it against the document.";
    IdChild15 = "identity-child-15", Error,
        "第{row}行“{column}”的号码 {value} 是15位旧号码，未成年子女不可能使用。请按证件填写18位号码。",
        "Row {row}, \"{column}\": {value} is an old number of fifteen digits, which no minor can have. Enter the eighteen characters from the document.";
    CertificateNoLetter = "certificate-without-letter", Warning,
        "第{row}行“{column}”的出生医学证明编号 {value} 没有字母，请核对原件。",
        "Row {row}, \"{column}\": birth certificate {value} has no letter. Check it against the document.";
    CertificateInIdColumn = "certificate-in-id-column", Warning,
        "第{row}行“{column}”填的是出生医学证明编号 {value}，已按出生医学证明登记。办好身份证后请补填。",
        "Row {row}, \"{column}\" holds the number of a birth certificate, {value}; it was taken as such. Add the identity number once there is one.";
    CertificateWrong = "certificate-wrong", Error,
        "第{row}行“{column}”的 {value} 不是出生医学证明编号（1个字母加9位数字）。请按证明核对。",
        "Row {row}, \"{column}\": {value} is no birth certificate number (a letter and nine digits). Check it against the certificate.";
    DocumentKindDiffers = "document-kind-differs", Warning,
        "第{row}行“{column}”填的是“{value}”，与号码的格式不符，已按号码的格式登记。",
        "Row {row}, \"{column}\" says \"{value}\", but the number's format says otherwise; the format was followed.";
    ChildIdMissing = "child-identity-missing", Error,
        "第{row}行没有子女身份证号，也没有出生医学证明编号，请至少填写一项。",
        "Row {row} has neither an identity number nor a birth certificate of the child. Fill in at least one.";
    SameIdentity = "same-identity", Error,
        "第{row}行“{column}”与会员的证件号码相同（{value}）。请核对两列。",
        "Row {row}, \"{column}\" is the member's own number ({value}). Check both columns.";
    // names
    NameTooLong = "name-too-long", Error,
        "第{row}行“{column}”有 {found} 个字，超过50个。请按证件填写。",
        "Row {row}, \"{column}\" has {found} characters, more than 50. Write the name as in the document.";
    NameControl = "name-control", Error,
        "第{row}行“{column}”含有不可见的控制字符。请删除后重新录入。",
        "Row {row}, \"{column}\" holds an invisible control character. Delete it and enter the name again.";
    NameLost = "name-lost-character", Error,
        "第{row}行“{column}”（{value}）中有无法识别的字。请用支持 GB18030-2022 的字库重新录入。",
        "Row {row}, \"{column}\" ({value}) has a character that was lost. Enter it again with a font that has GB18030-2022.";
    NameLatin = "name-latin-in-han", Error,
        "第{row}行“{column}”（{value}）中汉字与字母混用。生僻字请用支持 GB18030-2022 的字库录入，不要用拼音代替。",
        "Row {row}, \"{column}\" ({value}) mixes Han characters and Latin letters. Enter rare characters with a font that has GB18030-2022 instead of pinyin.";
    NameSymbol = "name-symbol", Error,
        "第{row}行“{column}”（{value}）中不能有“{found}”。请按证件填写。",
        "Row {row}, \"{column}\" ({value}) cannot hold \"{found}\". Write the name as in the document.";
    NameBlanks = "name-blanks-removed", Warning,
        "第{row}行“{column}”已去除多余空格或不可见字符（{value}）。",
        "Row {row}, \"{column}\": blanks or invisible characters were removed ({value}).";
    NameSeparator = "name-separator", Warning,
        "第{row}行“{column}”的姓名间隔号已统一为“·”（{value}）。",
        "Row {row}, \"{column}\": the separator of the name was made \"·\" ({value}).";
    NameSeparatorMissing = "name-separator-missing", Warning,
        "第{row}行“{column}”（{value}）可能缺少姓名间隔号“·”。请核对姓名间隔号；已按证件号码匹配。",
        "Row {row}, \"{column}\" ({value}) may lack the separator \"·\". Check it; the person is found by the document's number.";
    NameSeparatorDiffers = "name-separator-differs", Warning,
        "第{row}行（{value}）与第{first}行是同一证件号码，姓名只差间隔号。请核对姓名间隔号；已按证件号码匹配。",
        "Row {row} ({value}) and row {first} have the same document number and names that differ in the separator only. Check it; the person is found by the number.";
    NameFullWidth = "name-full-width", Warning,
        "第{row}行“{column}”已将全角字符转为半角（{value}），请确认。",
        "Row {row}, \"{column}\": full-width characters were made half-width ({value}). Please confirm.";
    NameOrdinary = "name-ordinary", Warning,
        "第{row}行“{column}”（{value}）中有与常用字同形、编码不同的字，已改为常用字（{changes}），付款文件亦用常用字；原文随该行保留。请核对。",
        "Row {row}, \"{column}\" ({value}): characters that only look like the usual ones were replaced by those ({changes}), in payment files too; the original is kept with the row. Please check.";
    NameSelector = "name-selector", Warning,
        "第{row}行“{column}”（{value}）中的异体字选择符（不可见）已去除（{changes}），付款文件亦同；原文随该行保留。请核对。",
        "Row {row}, \"{column}\" ({value}): invisible selectors of a variant glyph were removed ({changes}), in payment files too; the original is kept with the row. Please check.";
    // amounts, dates, years
    AmountFormat = "amount-format", Error,
        "第{row}行“{column}”的金额格式不正确（{value}）。请填写阿拉伯数字，如 400 或 400.00。",
        "Row {row}, \"{column}\": the amount is not written as a number ({value}). Write digits such as 400 or 400.00.";
    AmountNegative = "amount-negative", Error,
        "第{row}行“{column}”的金额为负（{value}）。退款请单独办理。",
        "Row {row}, \"{column}\": the amount is negative ({value}). Refunds are handled on their own.";
    AmountChinese = "amount-chinese-numeral", Error,
        "第{row}行“{column}”的金额是中文大写（{value}）。请填写阿拉伯数字，如 400。",
        "Row {row}, \"{column}\": the amount is written in Chinese numerals ({value}). Write digits such as 400.";
    AmountFraction = "amount-fraction-of-fen", Error,
        "第{row}行“{column}”的金额超过两位小数（{value}）。请精确到分。",
        "Row {row}, \"{column}\": the amount has more than two decimals ({value}). Give whole fen.";
    AmountTooLarge = "amount-too-large", Error,
        "第{row}行“{column}”的金额过大（{value}），请核对。",
        "Row {row}, \"{column}\": the amount is too large ({value}). Please check.";
    DateFormat = "date-format", Error,
        "第{row}行“{column}”的日期“{value}”无法识别。请写成 2015-03-07。",
        "Row {row}, \"{column}\": the date \"{value}\" cannot be read. Write it as 2015-03-07.";
    DateTwoDigitYear = "date-two-digit-year", Error,
        "第{row}行“{column}”的“{value}”年份请写四位，如 2015-03-07。",
        "Row {row}, \"{column}\": write the year of \"{value}\" with four digits, such as 2015-03-07.";
    DateAmbiguous = "date-ambiguous-month", Error,
        "第{row}行“{column}”的“{value}”无法区分1月和10月，请写完整日期，如 2015-10-07。",
        "Row {row}, \"{column}\": \"{value}\" may be January or October. Write the whole date, such as 2015-10-07.";
    DateNoDayTaken = "date-day-from-identity", Warning,
        "第{row}行“{column}”（{value}）缺少“日”，已按身份证取值。",
        "Row {row}, \"{column}\" ({value}) has no day; it was taken from the identity number.";
    DateNoDay = "date-no-day", Error,
        "第{row}行“{column}”（{value}）缺少“日”。请写完整日期。",
        "Row {row}, \"{column}\" ({value}) has no day. Write the whole date.";
    Date1904 = "date-1904", Warning,
        "第{row}行“{column}”与身份证相差1462天，疑似1904日期系统；已按身份证取值。",
        "Row {row}, \"{column}\" differs from the identity number by 1462 days, as under the 1904 date system; the identity number was followed.";
    DateSerialText = "date-serial-text", Warning,
        "第{row}行“{column}”的“{value}”是 Excel 日期序号，已转换为 {date}，请确认。",
        "Row {row}, \"{column}\": \"{value}\" is a serial date of Excel and was read as {date}. Please confirm.";
    DateFuture = "date-future", Error,
        "第{row}行“{column}”的日期 {value} 晚于今天，请核对。",
        "Row {row}, \"{column}\": {value} lies in the future. Please check.";
    BirthDiffers = "birth-date-differs", Error,
        "第{row}行“{column}”与身份证中的出生日期不一致。请按证件核对。",
        "Row {row}, \"{column}\" differs from the birth date inside the identity number. Check it against the document.";
    SexDiffers = "sex-differs", Warning,
        "第{row}行“{column}”与身份证中的性别不一致，已按身份证取值。",
        "Row {row}, \"{column}\" differs from the sex inside the identity number; the number was followed.";
    ParentTooYoung = "parent-too-young", Warning,
        "第{row}行会员比子女大不足 {years} 岁，请核对两人的证件号码和关系。",
        "Row {row}: the member is less than {years} years older than the child. Check both numbers and the relation.";
    YearFormat = "year-format", Error,
        "第{row}行“{column}”的“{value}”不是年度。请写四位数字，如 2026。",
        "Row {row}, \"{column}\": \"{value}\" is no year. Write four digits such as 2026.";
    MonthFormat = "month-format", Error,
        "第{row}行“{column}”的“{value}”不是年月。请写成 2026-12。",
        "Row {row}, \"{column}\": \"{value}\" is no month. Write it as 2026-12.";
    DuesWithoutMonth = "dues-without-month", Warning,
        "第{row}行“{column}”没有写明缴到哪个月（{value}），按未知处理。请写成 2026-12。",
        "Row {row}, \"{column}\" does not say through which month ({value}) and is taken as unknown. Write it as 2026-12.";
    DuesUnpaid = "dues-unpaid", Warning,
        "第{row}行“{column}”写的是“{value}”，按会费未缴处理，该会员的申报将不符合条件。如已缴清，请写缴至月份，如 2026-12。",
        "Row {row}, \"{column}\" says {value}: the dues are taken as not paid, and the member's claims will not be covered. If they are paid, write through which month, such as 2026-12.";
    // units, accounts, plans
    UnitCodeFormat = "unit-code-format", Error,
        "第{row}行“{column}”的“{value}”不是工会代码（字母、数字、连字符，最多32位）。",
        "Row {row}, \"{column}\": \"{value}\" is no unit code (letters, digits, hyphens, at most 32).";
    UnitOwnParent = "unit-own-parent", Error,
        "第{row}行的上级工会代码与本工会代码相同。",
        "Row {row}: the unit is its own parent.";
    CreditCodeWrong = "credit-code-wrong", Error,
        "第{row}行“{column}”的统一社会信用代码 {value} 不正确。请按法人资格证书核对；没有可留空。",
        "Row {row}, \"{column}\": {value} is no valid unified social credit code. Check it against the certificate, or leave it empty if there is none.";
    CreditCodeSuggestion = "credit-code-suggestion", Error,
        "第{row}行“{column}”的统一社会信用代码 {value} 第{position}位不应为“{found}”（字母I、O不使用，应为1、0）。请核对后更正。",
        "Row {row}, \"{column}\": character {position} of {value} cannot be \"{found}\"; the letters I and O are not used, probably 1 or 0. Check and correct it.";
    CreditCodeNotUnion = "credit-code-not-union", Warning,
        "第{row}行“{column}”的 {value} 不是工会的统一社会信用代码（以81或89开头），可能填成了单位的代码。",
        "Row {row}, \"{column}\": {value} is not a trade union's code (they begin with 81 or 89); it may be the employer's.";
    AreaCodeFormat = "area-code-format", Error,
        "第{row}行“{column}”的“{value}”不是6位行政区划代码。",
        "Row {row}, \"{column}\": \"{value}\" is no area code of six digits.";
    MobileFixedLine = "mobile-fixed-line", Warning,
        "第{row}行“{column}”是固定电话（{value}），不能接收短信，未作为手机号登记。",
        "Row {row}, \"{column}\" is a fixed line ({value}), which receives no messages; it was not taken as a mobile number.";
    MobileFormat = "mobile-format", Warning,
        "第{row}行“{column}”的 {value} 不是手机号，未登记。请填写11位手机号。",
        "Row {row}, \"{column}\": {value} is no mobile number and was not taken. Write its eleven digits.";
    CardExcelNumber = "bank-card-excel-number", Error,
        "第{row}行“{column}”被 Excel 存成了数字，末尾的数字已丢失，无法恢复。请将该列设为“文本”格式后按银行卡重新录入。",
        "Row {row}, \"{column}\" was stored by Excel as a number and its last digits are lost for good. Format the column as text and enter it again from the card.";
    CardLength = "bank-card-length", Error,
        "第{row}行“{column}”的账号 {value} 有 {found} 位，位数不对。请按银行卡核对。",
        "Row {row}, \"{column}\": account {value} has {found} digits. Check it against the card.";
    CardCharset = "bank-card-charset", Error,
        "第{row}行“{column}”的账号 {value} 第{position}位不应为“{found}”，只能是数字。请按银行卡核对。",
        "Row {row}, \"{column}\": character {position} of account {value} cannot be \"{found}\"; only digits are allowed. Check it against the card.";
    CardLuhn = "bank-card-luhn", Warning,
        "第{row}行“{column}”的卡号 {value} 校验不符，请按银行卡核对（存折账号可忽略）。",
        "Row {row}, \"{column}\": card {value} fails its check. Check it against the card (a passbook account may be ignored).";
    CardSuspectExcel = "bank-card-suspect-excel", Warning,
        "第{row}行“{column}”的卡号 {value} 第15位之后全是0，疑似 Excel 截断，请核对。",
        "Row {row}, \"{column}\": card {value} has only zeros after its fifteenth digit, as if cut by Excel. Please check.";
    HolderDiffers = "holder-differs", Review,
        "第{row}行“{column}”与会员姓名不一致，报销只能付给会员本人，请核对。",
        "Row {row}, \"{column}\" is not the member's name; a reimbursement is paid to the member only. Please check.";
    PayeeIncomplete = "payee-incomplete", Error,
        "第{row}行缺少{columns}。报销须填写开户行、银行卡号和户名。",
        "Row {row} lacks {columns}. A reimbursement needs bank, account number and holder.";
    RatioFormat = "ratio-format", Error,
        "第{row}行“{column}”的“{value}”不是比例。请写成 50% 或 0.5，不超过100%。",
        "Row {row}, \"{column}\": \"{value}\" is no ratio. Write 50% or 0.5, at most 100%.";
    PlanPartMissing = "plan-part-missing", Error,
        "第{row}行是分摊方式，请填写工会承担金额或承担比例。",
        "Row {row} plans cost sharing. Fill in the union's amount or its ratio.";
    ClaimNumberFormat = "claim-number-format", Error,
        "第{row}行“{column}”的“{value}”不是申报编号（形如 26-7KQ2M-9XTRD），未导入。请照原申报填写；不是更正的请留空。",
        "Row {row}, \"{column}\": \"{value}\" is no claim number (such as 26-7KQ2M-9XTRD); not imported. Copy it from the claim, or leave it empty when nothing is corrected.";
    ClaimNumberCheck = "claim-number-check", Error,
        "第{row}行“{column}”的申报编号“{value}”校验不符，有一位写错或相邻两位颠倒，未导入。请照原申报更正。",
        "Row {row}, \"{column}\": claim number \"{value}\" fails its check: one character is wrong or two are swapped; not imported. Copy it from the claim again.";
    DuplicateInFile = "duplicate-in-file", Error,
        "第{row}行与本表第{first}行重复，未导入。请删除其中一行。",
        "Row {row} repeats row {first} of this sheet and was not imported. Delete one of them.";

    // known only to the database
    FileSeenUnchanged = "file-seen-unchanged", Warning,
        "该文件已于 {at} 导入，无变化。",
        "The very same file was imported on {at}; nothing has changed.";
    FileSeenChanged = "file-seen-changed", Warning,
        "该文件已于 {at} 导入，有 {changed} 行有变化或为新增（{unchanged} 行无变化）。",
        "The very same file was imported on {at}; {changed} rows are changed or new, {unchanged} are unchanged.";
    FileSeenBefore = "file-seen-before", Warning,
        "该文件已于 {at} 导入。",
        "The very same file was imported on {at}.";
    FileResentChanged = "file-resent-changed", Warning,
        "文件中有 {unchanged} 行以前已导入且无变化；有变化 {changed} 行，新增 {added} 行。",
        "{unchanged} rows of the file were imported before and are unchanged; {changed} rows have changed, {added} are new.";
    ClaimsComparedInPart = "claims-compared-in-part", Warning,
        "有 {claims} 件申报的比对条件相同者过多，提交时只比对了一部分；`duplicate scan` 或批准前会补全比对。",
        "{claims} claims share their keys with so many others that they were compared with a part of them; `duplicate scan` does the rest, or else approval does.";
    UnitUnknown = "unit-unknown", Error,
        "第{row}行的工会代码“{code}”不存在，或不在您的权限范围内。请核对代码，或先导入该工会。",
        "Row {row}: there is no union with the code \"{code}\" in your scope. Check the code, or import the union first.";
    UnitOutOfScope = "unit-out-of-scope", Error,
        "第{row}行的工会“{code}”不在您的权限范围内，未导入。",
        "Row {row}: the union \"{code}\" is outside your scope and was not imported.";
    ParentUnknown = "parent-unknown", Error,
        "第{row}行工会“{code}”的上级工会代码“{parent}”不存在。请先导入上级工会，或写在同一文件中。",
        "Row {row}: the parent \"{parent}\" of union \"{code}\" does not exist. Import it first, or in the same file.";
    UnitCycle = "unit-cycle", Error,
        "第{row}行工会“{code}”的上级关系成环或层级过深，请核对上级工会代码。",
        "Row {row}: the parents of union \"{code}\" run in a circle or too deep. Check the parent codes.";
    RowKeyTwice = "row-key-twice", Error,
        "第{row}行：同一工会、会员、子女和年度在本文件中已有一行，未导入。请删除其中一行。",
        "Row {row}: the same union, member, child and year stands in this file already; not imported. Delete one of the rows.";
    ChildOtherName = "child-other-name", Warning,
        "第{row}行：子女的证件号在系统中登记的是另一个姓名。请对照证件核对姓名和号码，有误的请更正后重新导入。",
        "Row {row}: the child's number is on record under another name. Check name and number against the document, and mend the row if one is wrong.";
    MemberOtherName = "member-other-name", Warning,
        "第{row}行：会员的证件号在系统中登记的是另一个姓名。请对照证件核对姓名和号码，有误的请更正后重新导入。",
        "Row {row}: the member's number is on record under another name. Check name and number against the document, and mend the row if one is wrong.";
    SpouseOtherName = "spouse-other-name", Warning,
        "第{row}行：配偶的证件号在系统中登记的是另一个姓名。请对照证件核对姓名和号码，有误的请更正后重新导入。",
        "Row {row}: the spouse's number is on record under another name. Check name and number against the document, and mend the row if one is wrong.";
    ClaimNumberUnknown = "claim-number-unknown", Error,
        "第{row}行的申报编号 {number} 不存在，或不在您的权限范围内，未导入。请核对编号；不是更正的请留空。",
        "Row {row}: there is no claim {number} in your scope; not imported. Check the number, or leave it empty when nothing is corrected.";
    ClaimNumberEnded = "claim-number-ended", Error,
        "第{row}行的申报 {number} 已撤回、不予受理或冲销，不能更正，未导入。请将申报编号留空，按新申报导入。",
        "Row {row}: claim {number} was withdrawn, rejected or reversed and cannot be corrected; not imported. Leave the number empty to file the row anew.";
    ClaimNumberSealed = "claim-number-sealed", Error,
        "第{row}行的申报 {number} 已封批或支付，不能更正，未导入。请等回执；已支付的先走追回。",
        "Row {row}: claim {number} is in a sealed batch or paid and cannot be corrected; not imported. Wait for the receipt, or recover the payment first.";
    ClaimNumberSupplement = "claim-number-supplement", Error,
        "第{row}行的申报 {number} 是补充申报，不能用表格更正，未导入。请撤回后重新提出补充申报。",
        "Row {row}: claim {number} is a supplementary one, which no row corrects; not imported. Withdraw it and file the supplement again.";
    ClaimNumberTwice = "claim-number-twice", Error,
        "第{row}行：申报 {number} 在本文件中已由另一行更正，未导入。请只保留一行。",
        "Row {row}: claim {number} is corrected by another row of this file already; not imported. Keep one of the rows.";
    CorrectionMeetsOther = "correction-meets-other", Error,
        "第{row}行：更正后的子女和年度已有其他申报，申报 {number} 未更正。请先核对子女证件号码和年度；确属同一子女的，撤回申报 {number}，再将申报编号留空重新导入，按重复申报处理。",
        "Row {row}: another claim is live for the child and year as corrected, so claim {number} was left as it is. Check the child's number and the year; if it is the same child, withdraw claim {number} and import the row without the number: it becomes a duplicate case.";
    ClaimCorrected = "claim-corrected", Warning,
        "第{row}行更正了申报 {number}：原申报已撤回，由新申报代替，须重新审核。",
        "Row {row} corrects claim {number}: it was withdrawn, and a new claim takes its place and is reviewed again.";
    UnitMerged = "unit-merged", Warning,
        "第{row}行的工会“{code}”已于{on}并入“{into}”，按“{into}”导入。请改用新的工会代码。",
        "Row {row}: union \"{code}\" was merged into \"{into}\" on {on}, and the row was filed there. Use the new code.";
    UnitMergedAway = "unit-merged-away", Error,
        "第{row}行的工会“{code}”已于{on}并入其他工会，不在您的权限范围内，未导入。请由合并后的工会申报。",
        "Row {row}: union \"{code}\" was merged on {on} into one outside your scope; not imported. The union it was merged into files the row.";
    OwnFamily = "own-family", Error,
        "第{row}行涉及您本人或家人，未导入。请由其他操作员导入该行。",
        "Row {row} concerns your own family; not imported. Let another operator import it.";
    AlreadySealed = "already-sealed", Error,
        "第{row}行的申报已封批或支付，不能更正。如需更改，请等回执或走追回。",
        "Row {row}: the claim is in a sealed batch or paid and cannot be revised. Wait for the receipt, or recover the payment.";
    NoPeriod = "no-period", Error,
        "第{row}行：{year}年度尚未设立申报期，未导入。请管理员先建立并开放该年度。",
        "Row {row}: there is no period for {year}; not imported. An administrator must create and open it first.";
    PeriodClosed = "period-closed", Error,
        "第{row}行：{year}年度集中参保缴费期的申报已截止，未导入。如确需补报，请管理员重新开放该年度。",
        "Row {row}: the period of {year} is closed to new claims inside its window; not imported. If it must still be filed, an administrator reopens the period.";
    PeriodNotOpen = "period-not-open", Error,
        "第{row}行：{year}年度的申报期未开放或已归档，未导入。未开放的请管理员开放；已归档的不再受理。",
        "Row {row}: the period of {year} is not open, or archived; not imported. An administrator can open one that waits; an archived one takes no more claims.";
    ChangeRefused = "change-refused", Error,
        "第{row}行未生效：{why}",
        "Row {row} was not put in force: {why}";
    WaitsForSecond = "waits-for-second", Warning,
        "第{row}行已提交，待第二名操作员审定后生效，可由 {who} 审定。",
        "Row {row} was proposed and takes effect when a second operator approves it: {who}.";
    WaitsForAnybody = "waits-for-anybody", Warning,
        "第{row}行已提交，但目前没有人可以审定：须由另一位能登录的审批人或管理员审定后生效。",
        "Row {row} was proposed, and nobody can approve it yet: it takes effect when another approver or administrator does who can log in.";
}
