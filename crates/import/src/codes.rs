//! What may be found in a file, its layout and the kernel's registers: code, what it does, the sentence in both
//! languages. Also what becomes of rows once the database was asked.

rows::findings! {
    FILE_TOO_LARGE = "file-too-large", File,
        "文件超过 {limit} MB，未导入。请拆分为几个文件后分别导入。",
        "The file is larger than {limit} MB and was not imported. Split it into several files.";
    FILE_NOT_PLAIN = "file-not-plain", File,
        "这不是普通文件（而是目录、管道或设备），未导入。请选择表格文件。",
        "This is a directory, a pipe or a device and no file, and was not imported. Choose a spreadsheet.";
    FILE_EMPTY = "file-empty", File,
        "文件中没有数据，未导入。请检查是否选对了文件。",
        "The file holds no data and was not imported. Check that it is the right file.";
    FILE_ENCODING = "file-encoding", File,
        "文件编码既不是 UTF-8 也不是 GB18030，或内容不完整，未导入。请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后重新导入。",
        "The file is neither valid UTF-8 nor GB18030, or it is incomplete, and was not imported. Save it from Excel as \"CSV UTF-8\" or .xlsx and import it again.";
    FILE_CHINESE_LOST = "file-chinese-lost", File,
        "文件中的汉字在导出时已变成“?”，无法恢复，未导入。请从原系统重新导出为 .xlsx 或“CSV UTF-8”。",
        "The Chinese of the file was turned into \"?\" when it was exported and is lost; it was not imported. Export it again as .xlsx or \"CSV UTF-8\".";
    FILE_OPEN_QUOTE = "file-open-quote", File,
        "第{row}行{letter}列有一个引号没有配对，其后的行或单元格会被并入这一格，未导入。请删去该引号（或在 Excel 中另存为 .xlsx）后重新导入。",
        "Row {row}, column {letter}: a quotation mark has no partner, and the rows or cells behind it would become part of that cell; the file was not imported. Delete the mark, or save the sheet as .xlsx from Excel.";
    FILE_MOJIBAKE = "file-mojibake", File,
        "文件内容已损坏（出现乱码），未导入。请从原始表格重新导出。",
        "The file's text was garbled before it came here and was not imported. Export it again from the original sheet.";
    FILE_ENCRYPTED = "file-encrypted", File,
        "文件已加密（设有打开密码或文档保护，有的打开时并不询问密码），未导入。请在 Excel 或 WPS 中打开，去掉密码和保护，另存为 .xlsx 后重新导入。",
        "The file is encrypted (with a password, or protected, which may open without asking for one) and was not imported. Open it in Excel or WPS, remove password and protection, save it as .xlsx and import it again.";
    FILE_OLD_OFFICE = "file-old-office", File,
        "文件不是表格（而是 .doc、.ppt 等文档），未导入。请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后重新导入。",
        "The file is no workbook but a document such as .doc or .ppt, and was not imported. Copy its table into a sheet of Excel or WPS, save it as .xlsx and import it again.";
    FILE_OLD_EXCEL = "file-old-excel", File,
        "文件是 Excel 95 或更早版本的工作簿，未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The workbook is of Excel 95 or older and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FILE_XLSB = "file-xlsb", File,
        "文件是二进制工作簿（.xlsb），未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The file is a binary workbook (.xlsb) and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FILE_ARCHIVE = "file-archive", File,
        "文件是压缩包，未导入。请先解压，再导入其中的表格。",
        "The file is an archive and was not imported. Unpack it and import the sheet in it.";
    FILE_MAIL = "file-mail", File,
        "文件是一封邮件（.msg），未导入。请打开邮件，把附件另存后导入该附件。",
        "The file is an e-mail (.msg) and was not imported. Open it, save its attachment and import that.";
    FILE_UNFINISHED = "file-unfinished", File,
        "文件没有下载完整，未导入。请等下载完成，或重新下载后再导入。",
        "The file was not downloaded to its end and was not imported. Wait for the download, or download it again.";
    FILE_MARKUP = "file-markup", File,
        "扩展名与实际格式不符：文件其实是网页或 XML，未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The file is really a web page or XML, whatever its name says, and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FILE_UNKNOWN_FORMAT = "file-unknown-format", File,
        "文件不是表格（CSV、.xlsx、.xls 或 .ods），未导入。请另存为 .xlsx 或 CSV 后重新导入。",
        "The file is no spreadsheet (CSV, .xlsx, .xls or .ods) and was not imported. Save it as .xlsx or CSV and import it again.";
    FILE_MHTML = "file-mhtml", File,
        "文件其实是单个文件网页（MHT），未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The file is really a web archive (MHT) and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FILE_RTF = "file-rtf", File,
        "文件其实是 RTF 文档，未导入。请在 Word 或 WPS 中打开，把表格复制到 Excel，另存为 .xlsx 后重新导入。",
        "The file is really an RTF document and was not imported. Open it in Word or WPS, copy the table into Excel, save it as .xlsx and import it again.";
    FILE_SYLK = "file-sylk", File,
        "文件其实是 SYLK 表格，未导入。请在 Excel 或 WPS 中打开，另存为 .xlsx 后重新导入。",
        "The file is really a SYLK sheet and was not imported. Open it in Excel or WPS, save it as .xlsx and import it again.";
    FILE_JSON = "file-json", File,
        "文件其实是 JSON 数据（也可能是系统返回的报错信息），未导入。请从原系统重新导出为 .xlsx 或 CSV。",
        "The file is really JSON, perhaps a system's error message, and was not imported. Export it again as .xlsx or CSV.";
    FILE_LOCK = "file-lock", File,
        "这是表格程序打开文件时的临时锁定文件，其中没有数据，未导入。请选择同名而不以“~$”或“.~”开头的文件。",
        "This is the lock file of a spreadsheet that is open, without data, and was not imported. Choose the file of the same name without \"~$\" or \".~\" before it.";
    FILE_DAMAGED = "file-damaged", File,
        "文件已损坏，无法读取，未导入。请在 Excel 或 WPS 中打开并重新另存为 .xlsx。",
        "The workbook is damaged and was not imported. Open it in Excel or WPS and save it anew as .xlsx.";
    FILE_MACROS = "file-macros", File,
        "文件含宏或嵌入对象，不予导入。请另存为不带宏的 .xlsx。",
        "The file holds macros or embedded objects and is not imported. Save it as .xlsx without macros.";
    FILE_EXTERNAL_LINKS = "file-external-links", File,
        "文件含外部链接，不予导入。请在“数据—编辑链接”中断开链接，另存后重新导入。",
        "The file links to other workbooks and is not imported. Break the links under Data, Edit Links, save it and import it again.";
    FILE_EXPANDS = "file-expands", File,
        "文件解压后过大，不予导入。请把数据复制到新的工作簿，只保留需要的行列。",
        "The file unpacks to far too much and is not imported. Copy the data into a new workbook with only the rows and columns needed.";
    FILE_MANY_SHEETS = "file-several-sheets", File,
        "文件有多个非空工作表（{sheets}），未导入。请选择要导入的工作表：--sheet 名称，或只保留一个。",
        "The file has several filled sheets ({sheets}) and was not imported. Say which one to import with --sheet NAME, or keep only one.";
    FILE_SHEET_UNKNOWN = "file-sheet-unknown", File,
        "文件中没有名为“{wanted}”且有数据的工作表，未导入。有数据的工作表：{sheets}。",
        "The file has no filled sheet named \"{wanted}\" and was not imported. Filled sheets: {sheets}.";
    FILE_HIDDEN_SHEETS = "file-hidden-sheets", File,
        "文件有隐藏的工作表（{sheets}），未导入。请用 --sheet 指定要导入的工作表（其余的不导入）；要导入隐藏的，另加 --include-hidden；也可取消隐藏并核对，或将其删除。",
        "The file has hidden sheets ({sheets}) and was not imported. Name the sheet to import with --sheet, which leaves the others out, with --include-hidden too if it is a hidden one; or unhide and check them, or delete them.";
    FILE_HIDDEN_ROWS = "file-hidden-rows", File,
        "工作表“{sheet}”发现 {count} 行隐藏数据，未导入。请取消隐藏并核对，或用 --include-hidden 确认一并导入。",
        "Sheet \"{sheet}\" has {count} hidden rows with data and was not imported. Unhide and check them, or confirm with --include-hidden that they are to be imported too.";
    FILE_FILTERED_ROWS = "file-filtered-rows", File,
        "工作表“{sheet}”设有筛选，发现 {count} 行隐藏数据，未导入。请取消筛选并核对，或用 --include-hidden 确认一并导入。",
        "Sheet \"{sheet}\" is filtered and has {count} hidden rows with data; it was not imported. Clear the filter and check them, or confirm with --include-hidden that they are to be imported too.";
    FILE_HIDDEN_COLUMNS = "file-hidden-columns", File,
        "工作表“{sheet}”有 {count} 列（{columns}）是隐藏的且有数据，未导入。请取消隐藏并核对，或用 --include-hidden 确认一并导入。",
        "{count} columns ({columns}) of sheet \"{sheet}\" are hidden and hold data; the file was not imported. Unhide and check them, or confirm with --include-hidden that they are to be imported too.";
    HIDDEN_INCLUDED = "hidden-included", Warning,
        "工作表“{sheet}”的隐藏内容（{rows} 行、{columns} 列）已按确认一并导入。",
        "What sheet \"{sheet}\" hides ({rows} rows, {columns} columns) was imported too, as confirmed.";
    EXTENSION_DIFFERS = "extension-differs", Warning,
        "扩展名 .{ending} 与实际格式不符：文件其实是 {found}，已按 {found} 读取。",
        "The file is named .{ending} but is really {found}; it was read as such.";
    ENCODING_GUESSED = "encoding-guessed", Warning,
        "文件编码识别为 {encoding}，请确认以下姓名显示正确：{names}。如不正确，可能是其他编码（{others}），请另存为“CSV UTF-8”后重新导入。",
        "The file's encoding was taken to be {encoding}. Check that these names read right: {names}. If they do not, it may be in another one ({others}): save it as \"CSV UTF-8\" and import it again.";
    HEADER_FOUND = "header-found", Warning,
        "表头识别在第{row}行。",
        "The header was found in row {row}.";
    FILE_TOO_MANY_ROWS = "file-too-many-rows", File,
        "数据超过 {limit} 行，未导入。请拆分为几个文件后分别导入。",
        "There are more than {limit} rows of data; the file was not imported. Split it into several files.";
    FILE_TOO_MANY_COLUMNS = "file-too-many-columns", File,
        "第{row}行的列数超过 {limit}，未导入。请删除表格右侧多余的内容。",
        "Row {row} has more than {limit} columns; the file was not imported. Delete what lies to the right of the table.";
    FILE_CELL_TOO_LONG = "file-cell-too-long", File,
        "第{row}行有单元格超过 {limit} 个字符，未导入。CSV 文件请检查是否有未配对的引号。",
        "Row {row} has a cell of more than {limit} characters; the file was not imported. In a CSV file look for a quotation mark without its partner.";
    FILE_COLUMNS_UNTOLD = "file-columns-untold", File,
        "文件是定宽文本，表头在第{row}行，但看不出各列从哪里开始、到哪里结束，未导入。请让银行或税务导出带分隔符的文本或 .xlsx，或在表头下加一行短横线，每列一段。",
        "The text is of fixed width with its header in row {row}, but nothing tells where its columns begin and end; it was not imported. Ask the bank or tax office for delimited text or .xlsx, or add a line of hyphens under the header, one run for each column.";
    FILE_ROW_SHIFTED = "file-row-shifted", File,
        "第{row}行从{letter}列起与表头（第{header}行）的列没有对齐，金额可能读错，文件未导入。请核对该行，或让银行、税务重新导出。",
        "Row {row} does not fit the columns of the header (row {header}) from column {letter} on, so its money might be misread; the file was not imported. Check the row, or ask the bank or tax office to export it again.";
    AMOUNT_UNIT = "amount-unit", File,
        "“{column}”列的金额不是以元为单位，未采用。请改为以元为单位的金额和列名后重试。",
        "The sums of the column \"{column}\" are not in yuan; the file was not used. Put them, and the header, into yuan and try again.";
    FILE_TOTALS_DIFFER = "file-totals-differ", File,
        "第{row}行写明“{column}”合计 {stated}，读到的是 {computed}，文件未导入。文件可能不完整，请让银行或税务重新导出。",
        "Row {row} states a total of \"{column}\" of {stated}, but {computed} was read; the file was not imported. It may not be whole: ask the bank or tax office to export it again.";
    FILE_COUNT_DIFFERS = "file-count-differs", File,
        "第{row}行写明共 {stated} 笔，读到 {computed} 笔，文件未导入。文件可能不完整，请让银行或税务重新导出。",
        "Row {row} states {stated} rows, but {computed} were read; the file was not imported. It may not be whole: ask the bank or tax office to export it again.";
    FILE_OUTCOMES_DIFFER = "file-outcomes-differ", File,
        "第{row}行写明{word}为 {stated}，而各行的处理结果合起来是 {computed}，文件未采用。文件可能不完整或改动过，请让银行或税务重新导出。",
        "Row {row} states {stated} for \"{word}\", but the outcomes of the rows make {computed}; the file was not used. It may not be whole, or was changed: ask the bank or tax office to export it again.";
    FILE_OTHER_LIST = "file-other-list", File,
        "标题“{title}”写明只列一种处理结果，但有 {count} 行的处理结果不是，文件未采用。请核对，或让银行、税务重新导出。",
        "The title \"{title}\" says that one outcome alone is listed, but {count} rows have another; the file was not used. Check it, or ask the bank or tax office to export it again.";
    FILE_OTHER_SHEETS = "file-other-sheets", File,
        "有几张工作表有内容：{sheets}，另一张上写的可能与回执相反，文件未采用。请让银行或税务导出只有一张工作表的文件，或逐笔登记（`gongbao batch settle --paid`）。",
        "Several sheets hold something: {sheets}; what another one says may contradict the answer, so the file was not used. Ask the bank or tax office for a file of one sheet, or settle line by line (`gongbao batch settle --paid`).";
    FILE_NOTE_IN_DOUBT = "file-note-in-doubt", File,
        "第{row}行写有“{text}”，可能是说款项没有付出或已退回，整份文件未采用。请与银行或税务核实，确已付的逐笔登记（`gongbao batch settle --paid`）。",
        "Row {row} says \"{text}\", which may mean that money was not paid or came back; the file was not used. Ask the bank or tax office, and settle what was paid line by line (`gongbao batch settle --paid`).";
    FILE_ROW_OF_NOBODY = "file-row-of-nobody", File,
        "第{row}行不能采用，也看不出说的是哪一笔，可能与别的行相反，整份文件未采用。请让银行或税务说明该行后更正，或逐笔登记。",
        "Row {row} cannot be used and does not say which payment it is about, so it may contradict another row; the file was not used. Have the bank or tax office explain and mend the row, or settle line by line.";
    FILE_OTHER_BATCH = "file-other-batch", File,
        "第{row}行写的批次号是 {stated}，本批次是 {batch}：这是另一批次的回执，未采用。请选择本批次的回执文件。",
        "Row {row} names batch {stated}, and this is batch {batch}: the file answers another batch and was not used. Choose the answer to this one.";
    FILE_BANK_BATCH = "file-bank-batch", File,
        "第{row}行写的批次号是 {stated}，不是本批次的 {batch}，文件未采用。如果是银行或税务自己的编号，请核对文件确属本批次，再加 --receipt {stated} 重试。",
        "Row {row} names batch {stated}, which is not {batch}; the file was not used. If it is the bank's or tax office's own number, check that the file is about this batch and add --receipt {stated}.";
    FILE_NAMED_OTHER_BATCH = "file-named-other-batch", File,
        "文件名写的批次号是 {stated}，本批次是 {batch}，未采用。请选择本批次的回执文件。",
        "The file's name speaks of batch {stated}, and this is batch {batch}; it was not used. Choose the answer to this one.";
    DATA_ABOVE_HEADER = "data-above-header", File,
        "表头在第{header}行，而它上方的第{row}行是数据，未导入。请把表头移到所有数据的上方（排序时不要把表头排进去）后重新导入。",
        "The header stands in row {header}, but row {row} above it is data; the file was not imported. Move the header above all data (leave it out when sorting) and import again.";
    ROW_TOO_WIDE = "row-too-wide", Error,
        "第{row}行从{letter}列起还有 {count} 个没有表头的单元格：可能两行并成了一行，或某格内容里有分隔符，未导入。请核对该行。",
        "Row {row} has {count} cells without a header from column {letter} on: two rows may have become one, or a cell holds the delimiter; not imported. Check the row.";
    CELLS_BESIDE_TABLE = "cells-beside-table", Warning,
        "第{row}行在表格右侧还有 {count} 个没有表头的单元格（从{letter}列起），没有导入。",
        "Row {row} has {count} cells without a header beside the table (from column {letter}); they were not imported.";
    COLUMNS_UNTITLED = "columns-untitled", Warning,
        "{columns}列有内容但没有表头，没有导入。如需导入，请补上模板的列名。",
        "Columns {columns} hold something under no header and were not imported. Give them the template's headers if they should be.";
    HEADER_NOT_FOUND = "header-not-found", File,
        "前 {rows} 行中没有找到表头，未导入。表头应包含：{expected}。",
        "No header was found in the first {rows} rows; the file was not imported. The header should have: {expected}.";
    HEADER_MISSING = "header-missing", File,
        "第{row}行的表头缺少必填列：{columns}。请使用模板，补上后重新导入。",
        "The header in row {row} lacks required columns: {columns}. Use the template, add them and import again.";
    HEADER_DUPLICATE = "header-duplicate", File,
        "第{row}行的表头有重复的列：{columns}。每一列只能出现一次，请改名或删除多余的列。",
        "The header in row {row} names columns twice: {columns}. Rename or delete the surplus ones.";
    COLUMNS_SWAPPED = "columns-swapped", File,
        "会员与享受人证件列疑似颠倒（{count} 行，占 {percent}%），未导入。请核对两列后重新导入。",
        "The identity columns of member and subject seem to be swapped ({count} rows, {percent}%); the file was not imported. Check both columns and import again.";
    COLUMNS_UNKNOWN = "columns-unknown", Warning,
        "以下列未识别，没有导入：{columns}。如需导入，请使用模板的列名。",
        "These columns are not known and were not imported: {columns}. Use the template's headers if they should be.";
    COLUMN_SUGGESTION = "column-suggestion", Warning,
        "{letter}列“{title}”未识别，没有导入。如果就是“{header}”，请改列名，或保存对应关系：gongbao import mapping save {profile} --unit 工会代码 --header {title} --field {field}",
        "Column {letter} \"{title}\" is not known and was not imported. If it is \"{header}\", rename it, or save what it means: gongbao import mapping save {profile} --unit CODE --header {title} --field {field}";
    MAPPING_USED = "mapping-used", Warning,
        "{letter}列“{title}”按工会 {unit} 保存的对应关系读作“{header}”。",
        "Column {letter} \"{title}\" was read as \"{header}\", as saved for union {unit}.";
    MAPPING_OTHER_UNIT = "mapping-of-other-unit", Error,
        "第{row}行属于工会“{code}”，而表头是按工会“{unit}”保存的对应关系读取的，未导入。请按工会拆分文件，或使用模板的列名。",
        "Row {row} is of union \"{code}\", but the header was read as saved for union \"{unit}\"; not imported. Split the file by union, or use the template's headers.";
    PICTURES_IGNORED = "pictures-ignored", Warning,
        "表内图片和批注未导入，请按附件上传。",
        "Pictures and comments in the sheet were not imported; hand them in as attachments.";
    TOTALS_DIFFER = "totals-differ", Warning,
        "“{column}”列表内合计 {stated} 与系统合计 {computed} 不一致，请核对。",
        "The sheet's total of \"{column}\" is {stated}, ours is {computed}. Please check.";
    TOTALS_COUNT_DIFFERS = "totals-count-differs", Warning,
        "表内合计 {stated} 行与系统合计 {computed} 行不一致，请核对。",
        "The sheet counts {stated} rows, we count {computed}. Please check.";
    ROW_IGNORED = "row-ignored", Warning,
        "第{row}行不是数据行，已跳过。",
        "Row {row} is no row of data and was skipped.";
    NAME_SEPARATOR_DIFFERS = "name-separator-differs", Warning,
        "第{row}行（{value}）与第{first}行是同一证件号码，姓名只差间隔号。请核对姓名间隔号；已按证件号码匹配。",
        "Row {row} ({value}) and row {first} have the same document number and names that differ in the separator only. Check it; the person is found by the number.";
    DUES_WITHOUT_MONTH = "dues-without-month", Warning,
        "第{row}行“{column}”没有写明缴到哪个月（{value}），按未知处理。请写成 2026-12。",
        "Row {row}, \"{column}\" does not say through which month ({value}) and is taken as unknown. Write it as 2026-12.";
    DUES_UNPAID = "dues-unpaid", Warning,
        "第{row}行“{column}”写的是“{value}”，按会费未缴处理，该会员的申报将不符合条件。如已缴清，请写缴至月份，如 2026-12。",
        "Row {row}, \"{column}\" says {value}: the dues are taken as not paid, and the member's claims will not be covered. If they are paid, write through which month, such as 2026-12.";
    UNIT_OWN_PARENT = "unit-own-parent", Error,
        "第{row}行的上级工会代码与本工会代码相同。",
        "Row {row}: the unit is its own parent.";
    CREDIT_CODE_WRONG = "credit-code-wrong", Error,
        "第{row}行“{column}”的统一社会信用代码 {value} 不正确。请按法人资格证书核对；没有可留空。",
        "Row {row}, \"{column}\": {value} is no valid unified social credit code. Check it against the certificate, or leave it empty if there is none.";
    CREDIT_CODE_SUGGESTION = "credit-code-suggestion", Error,
        "第{row}行“{column}”的统一社会信用代码 {value} 第{position}位不应为“{found}”（字母I、O不使用，应为1、0）。请核对后更正。",
        "Row {row}, \"{column}\": character {position} of {value} cannot be \"{found}\"; the letters I and O are not used, probably 1 or 0. Check and correct it.";
    CREDIT_CODE_NOT_UNION = "credit-code-not-union", Warning,
        "第{row}行“{column}”的 {value} 不是工会的统一社会信用代码（以81或89开头），可能填成了单位的代码。",
        "Row {row}, \"{column}\": {value} is not a trade union's code (they begin with 81 or 89); it may be the employer's.";
    AREA_CODE_FORMAT = "area-code-format", Error,
        "第{row}行“{column}”的“{value}”不是6位行政区划代码。",
        "Row {row}, \"{column}\": \"{value}\" is no area code of six digits.";
    MOBILE_FIXED_LINE = "mobile-fixed-line", Warning,
        "第{row}行“{column}”是固定电话（{value}），不能接收短信，未作为手机号登记。",
        "Row {row}, \"{column}\" is a fixed line ({value}), which receives no messages; it was not taken as a mobile number.";
    MOBILE_FORMAT = "mobile-format", Warning,
        "第{row}行“{column}”的 {value} 不是手机号，未登记。请填写11位手机号。",
        "Row {row}, \"{column}\": {value} is no mobile number and was not taken. Write its eleven digits.";
    RATIO_FORMAT = "ratio-format", Error,
        "第{row}行“{column}”的“{value}”不是比例。请写成 50% 或 0.5，不超过100%。",
        "Row {row}, \"{column}\": \"{value}\" is no ratio. Write 50% or 0.5, at most 100%.";
    PLAN_PART_MISSING = "plan-part-missing", Error,
        "第{row}行是分摊方式，请填写工会承担金额或承担比例。",
        "Row {row} plans cost sharing. Fill in the union's amount or its ratio.";
    DUPLICATE_IN_FILE = "duplicate-in-file", Error,
        "第{row}行与本表第{first}行重复，未导入。请删除其中一行。",
        "Row {row} repeats row {first} of this sheet and was not imported. Delete one of them.";
    FILE_SEEN_UNCHANGED = "file-seen-unchanged", Warning,
        "该文件已于 {at} 导入，无变化。",
        "The very same file was imported on {at}; nothing has changed.";
    FILE_SEEN_CHANGED = "file-seen-changed", Warning,
        "该文件已于 {at} 导入，有 {changed} 行有变化或为新增（{unchanged} 行无变化）。",
        "The very same file was imported on {at}; {changed} rows are changed or new, {unchanged} are unchanged.";
    FILE_SEEN_BEFORE = "file-seen-before", Warning,
        "该文件已于 {at} 导入。",
        "The very same file was imported on {at}.";
    FILE_RESENT_CHANGED = "file-resent-changed", Warning,
        "文件中有 {unchanged} 行以前已导入且无变化；有变化 {changed} 行，新增 {added} 行。",
        "{unchanged} rows of the file were imported before and are unchanged; {changed} rows have changed, {added} are new.";
    CLAIMS_COMPARED_IN_PART = "claims-compared-in-part", Warning,
        "有 {claims} 件申报的比对条件相同者过多，提交时只比对了一部分；`duplicate scan` 或批准前会补全比对。",
        "{claims} claims share their keys with so many others that they were compared with a part of them; `duplicate scan` does the rest, or else approval does.";
    UNIT_UNKNOWN = "unit-unknown", Error,
        "第{row}行的工会代码“{code}”不存在，或不在您的权限范围内。请核对代码，或先导入该工会。",
        "Row {row}: there is no union with the code \"{code}\" in your scope. Check the code, or import the union first.";
    UNIT_OUT_OF_SCOPE = "unit-out-of-scope", Error,
        "第{row}行的工会“{code}”不在您的权限范围内，未导入。",
        "Row {row}: the union \"{code}\" is outside your scope and was not imported.";
    PARENT_UNKNOWN = "parent-unknown", Error,
        "第{row}行工会“{code}”的上级工会代码“{parent}”不存在。请先导入上级工会，或写在同一文件中。",
        "Row {row}: the parent \"{parent}\" of union \"{code}\" does not exist. Import it first, or in the same file.";
    UNIT_CYCLE = "unit-cycle", Error,
        "第{row}行工会“{code}”的上级关系成环或层级过深，请核对上级工会代码。",
        "Row {row}: the parents of union \"{code}\" run in a circle or too deep. Check the parent codes.";
    ROW_KEY_TWICE = "row-key-twice", Error,
        "第{row}行：同一工会、会员、享受人和年度在本文件中已有一行，未导入。请删除其中一行。",
        "Row {row}: the same union, member, subject and year stands in this file already; not imported. Delete one of the rows.";
    SUBJECT_OTHER_NAME = "child-other-name", Warning,
        "第{row}行：享受人的证件号在系统中登记的是另一个姓名。请对照证件核对姓名和号码，有误的请更正后重新导入。",
        "Row {row}: the subject's number is on record under another name. Check name and number against the document, and mend the row if one is wrong.";
    MEMBER_OTHER_NAME = "member-other-name", Warning,
        "第{row}行：会员的证件号在系统中登记的是另一个姓名。请对照证件核对姓名和号码，有误的请更正后重新导入。",
        "Row {row}: the member's number is on record under another name. Check name and number against the document, and mend the row if one is wrong.";
    PARTNER_OTHER_NAME = "spouse-other-name", Warning,
        "第{row}行：配偶的证件号在系统中登记的是另一个姓名。请对照证件核对姓名和号码，有误的请更正后重新导入。",
        "Row {row}: the spouse's number is on record under another name. Check name and number against the document, and mend the row if one is wrong.";
    CLAIM_NUMBER_UNKNOWN = "claim-number-unknown", Error,
        "第{row}行的申报编号 {number} 不存在，或不在您的权限范围内，未导入。请核对编号；不是更正的请留空。",
        "Row {row}: there is no claim {number} in your scope; not imported. Check the number, or leave it empty when nothing is corrected.";
    CLAIM_NUMBER_ENDED = "claim-number-ended", Error,
        "第{row}行的申报 {number} 已撤回、不予受理或冲销，不能更正，未导入。请将申报编号留空，按新申报导入。",
        "Row {row}: claim {number} was withdrawn, rejected or reversed and cannot be corrected; not imported. Leave the number empty to file the row anew.";
    CLAIM_NUMBER_SEALED = "claim-number-sealed", Error,
        "第{row}行的申报 {number} 已封批或支付，不能更正，未导入。请等回执；已支付的先走追回。",
        "Row {row}: claim {number} is in a sealed batch or paid and cannot be corrected; not imported. Wait for the receipt, or recover the payment first.";
    CLAIM_NUMBER_SUPPLEMENT = "claim-number-supplement", Error,
        "第{row}行的申报 {number} 是补充申报，不能用表格更正，未导入。请撤回后重新提出补充申报。",
        "Row {row}: claim {number} is a supplementary one, which no row corrects; not imported. Withdraw it and file the supplement again.";
    CLAIM_NUMBER_TWICE = "claim-number-twice", Error,
        "第{row}行：申报 {number} 在本文件中已由另一行更正，未导入。请只保留一行。",
        "Row {row}: claim {number} is corrected by another row of this file already; not imported. Keep one of the rows.";
    CORRECTION_MEETS_OTHER = "correction-meets-other", Error,
        "第{row}行：更正后的享受人和年度已有其他申报，申报 {number} 未更正。请先核对享受人证件号码和年度；确属同一人的，撤回申报 {number}，再将申报编号留空重新导入，按重复申报处理。",
        "Row {row}: another claim is live for the subject and year as corrected, so claim {number} was left as it is. Check the subject's number and the year; if it is the same person, withdraw claim {number} and import the row without the number: it becomes a duplicate case.";
    CLAIM_CORRECTED = "claim-corrected", Warning,
        "第{row}行更正了申报 {number}：原申报已撤回，由新申报代替，须重新审核。",
        "Row {row} corrects claim {number}: it was withdrawn, and a new claim takes its place and is reviewed again.";
    UNIT_MERGED = "unit-merged", Warning,
        "第{row}行的工会“{code}”已于{on}并入“{into}”，按“{into}”导入。请改用新的工会代码。",
        "Row {row}: union \"{code}\" was merged into \"{into}\" on {on}, and the row was filed there. Use the new code.";
    UNIT_MERGED_AWAY = "unit-merged-away", Error,
        "第{row}行的工会“{code}”已于{on}并入其他工会，不在您的权限范围内，未导入。请由合并后的工会申报。",
        "Row {row}: union \"{code}\" was merged on {on} into one outside your scope; not imported. The union it was merged into files the row.";
    OWN_FAMILY = "own-family", Error,
        "第{row}行涉及您本人或家人，未导入。请由其他操作员导入该行。",
        "Row {row} concerns your own family; not imported. Let another operator import it.";
    ALREADY_SEALED = "already-sealed", Error,
        "第{row}行的申报已封批或支付，不能更正。如需更改，请等回执或走追回。",
        "Row {row}: the claim is in a sealed batch or paid and cannot be revised. Wait for the receipt, or recover the payment.";
    NO_PERIOD = "no-period", Error,
        "第{row}行：{year}年度尚未设立申报期，未导入。请管理员先建立并开放该年度。",
        "Row {row}: there is no period for {year}; not imported. An administrator must create and open it first.";
    PERIOD_CLOSED = "period-closed", Error,
        "第{row}行：{year}年度受理期的申报已截止，未导入。如确需补报，请管理员重新开放该年度。",
        "Row {row}: the period of {year} is closed to new claims inside its window; not imported. If it must still be filed, an administrator reopens the period.";
    PERIOD_NOT_OPEN = "period-not-open", Error,
        "第{row}行：{year}年度的申报期未开放或已归档，未导入。未开放的请管理员开放；已归档的不再受理。",
        "Row {row}: the period of {year} is not open, or archived; not imported. An administrator can open one that waits; an archived one takes no more claims.";
    CHANGE_REFUSED = "change-refused", Error,
        "第{row}行未生效：{why_zh}",
        "Row {row} was not put in force: {why}";
    WAITS_FOR_SECOND = "waits-for-second", Warning,
        "第{row}行已提交，待第二名操作员审定后生效，可由 {who} 审定。",
        "Row {row} was proposed and takes effect when a second operator approves it: {who}.";
    WAITS_FOR_ANYBODY = "waits-for-anybody", Warning,
        "第{row}行已提交，但目前没有人可以审定：须由另一位能登录的审批人或管理员审定后生效。",
        "Row {row} was proposed, and nobody can approve it yet: it takes effect when another approver or administrator does who can log in.";
    PLAN_UNKNOWN = "participant-plan-unknown", Error,
        "第{row}行：方案没有“{value}”这个项目，请从以下各项中选择：{plans}。",
        "Row {row}: the scheme has no plan \"{value}\"; choose from: {plans}.";
    PLANS_LACKING = "participant-plans-lacking", Error,
        "第{row}行：所选项目必须与以下项目一起参加：{plans}。",
        "Row {row}: the plans of the row are open only together with: {plans}.";
    LEFT_BEFORE_JOINED = "participant-left-before-joined", Error,
        "第{row}行：退出日期早于参加日期。",
        "Row {row}: the day of leaving is before the day of joining.";
    OWN_PART_EXCEEDS = "participant-own-part-exceeds", Error,
        "第{row}行：个人缴费大于缴费金额。",
        "Row {row}: the person's own part is more than the whole contribution.";
    SHARES_FORMAT = "participant-shares-format", Error,
        "第{row}行：份数“{value}”不是1至99的整数。",
        "Row {row}: \"{value}\" is no number of shares from 1 to 99.";
    ON_ITS_WAY = "on-its-way", Warning,
        "这笔结算此前已由其他途径收到，补助发给会员本人，窗口不抵付。",
        "This settlement came another way before: its benefit goes to the member, nothing is given at the counter.";
    NAMES_ANOTHER = "message-names-another", Error,
        "同一结算或就诊编号此前登记的是另一人，未受理。请核对人员证件号码与编号：原报文有误的，先撤销原结算，再以新编号重报。",
        "This settlement or visit was somebody else's before; not taken. Check the person's number and the ids: where the earlier message was wrong, cancel its settlement and send it anew under a new id.";
    SCHEME_OF_ANOTHER = "participant-elsewhere", Error,
        "第{row}行：此人在“{code}”的名册中已参加同一项目，未导入。转单位的请由原单位先填退出日期。",
        "Row {row}: the roster of \"{code}\" has this person in the same plan; not imported. Who moved is given a day of leaving there first.";
    REPLACES_UNKNOWN = "participant-replaces-unknown", Error,
        "第{row}行：被顶替的人不在本单位同一方案、同一项目的名册中，未导入。请先导入其名册，并填写退出日期。",
        "Row {row}: who is replaced is not on the union's roster of the same scheme and plans; not imported. Import that entry first, with a day of leaving.";
    REPLACED_ALREADY = "participant-replaced-already", Error,
        "第{row}行：被顶替的人已由另一人顶替，一人只能顶替一次，未导入。",
        "Row {row}: somebody else replaces this person already, and one may only once; not imported.";
    MESSAGE_HEADER_NOT_FOUND = "message-header-not-found", File,
        "前15行中没有结算数据的表头（如 setl_id、mdtrt_id、medfee_sumamt），未导入。请保留平台导出的表头后重新导入。",
        "None of the first 15 rows is a header of settlements (such as setl_id, mdtrt_id, medfee_sumamt); the file was not imported. Keep the platform's own header and import it again.";
}
