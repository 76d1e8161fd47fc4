#!/usr/bin/env bash
# Cells of a binary workbook (.xlsb) written by SheetJS are gone in other readers, without any error.
#
# [MS-XLSB] has two records for a cell: one with its column (BrtCellIsst, BrtCellReal …) and a short one for a cell that stands right
# behind the one before it (BrtShortIsst, BrtShortReal …). SheetJS writes the short ones. A roster of three columns and two members:
#   xlsx 0.18.5 (npm), which wrote it     every cell
#   python-calamine 0.6.1 (PyPI)          the first column only
#   pyxlsb 1.0.10 (PyPI)                  the first column only, in a sheet of the right size
# Both give as many rows as there are, so whoever counts rows sees nothing missing.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install python-calamine==0.6.1 pyxlsb==1.0.10
npm init -y >/dev/null && npm install --silent xlsx@0.18.5 >/dev/null

{
  node -e '
const Xlsx = require("xlsx");
const sheet = Xlsx.utils.aoa_to_sheet([["姓名", "工会", "金额"], ["覃秋实", "B001", 400], ["韦明远", "B002", 380]]);
const book = Xlsx.utils.book_new();
Xlsx.utils.book_append_sheet(book, sheet, "roster");
Xlsx.writeFile(book, "roster.xlsb", { bookType: "xlsb", bookSST: true });
const read = Xlsx.readFile("roster.xlsb").Sheets.roster;
for (const row of Xlsx.utils.sheet_to_json(read, { header: 1 })) console.log("xlsx", row.join(" "));'
  venv/bin/python - <<'PY'
import python_calamine, pyxlsb
for row in python_calamine.CalamineWorkbook.from_path("roster.xlsb").get_sheet_by_index(0).to_python():
    print("calamine", *row)
with pyxlsb.open_workbook("roster.xlsb") as book, book.get_sheet(1) as sheet:
    for row in sheet.rows():
        print("pyxlsb", *(cell.v for cell in row))
PY
} | sed 's/ *$//' | tee seen
diff seen - <<'WANT' && echo "as described"
xlsx 姓名 工会 金额
xlsx 覃秋实 B001 400
xlsx 韦明远 B002 380
calamine 姓名
calamine 覃秋实
calamine 韦明远
pyxlsb 姓名 None None
pyxlsb 覃秋实 None None
pyxlsb 韦明远 None None
WANT
