#!/usr/bin/env bash
# Chinese names in an .xls that states a Western codepage come out as garbage from one reader, without any error.
#
# Text of a BIFF8 workbook is UTF-16 or its low bytes, whatever the record CODEPAGE says ([MS-XLS] 2.5.293); the record is there for
# other things. JExcelApi and Spreadsheet::WriteExcel state the codepage of the system, mostly 1252; xlwt states 1200, so its number is
# changed here. The names 覃秋实 and 韦明远, read with
#   xlrd 2.0.2 (PyPI), xlsx 0.18.5 (npm)   right under 1200 and 1252
#   python-calamine 0.6.1 (PyPI)           right under 1200; under 1252 the bytes of UTF-16, each taken for a character
# pandas and polars read with calamine when asked to, so a roster of such a system loses every name at once.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install xlwt==1.3.0 xlrd==2.0.2 python-calamine==0.6.1
npm init -y >/dev/null && npm install --silent xlsx@0.18.5 >/dev/null

venv/bin/python - <<'PY'
import struct, xlwt
book = xlwt.Workbook()
sheet = book.add_sheet("roster")
for row, name in enumerate(["覃秋实", "韦明远"]):
    sheet.write(row, 0, name)
book.save("1200.xls")
codepage = lambda number: struct.pack("<HHH", 0x0042, 2, number)
bytes_ = open("1200.xls", "rb").read()
assert bytes_.count(codepage(1200)) == 1
open("1252.xls", "wb").write(bytes_.replace(codepage(1200), codepage(1252)))
PY

{
  venv/bin/python - <<'PY'
import python_calamine, xlrd
for name in ["1200.xls", "1252.xls"]:
    print(name, "xlrd", *xlrd.open_workbook(name).sheet_by_index(0).col_values(0))
    print(name, "calamine", *(ascii(row[0]) for row in python_calamine.CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()))
PY
  node -e '
const Xlsx = require("xlsx");
for (const name of ["1200.xls", "1252.xls"])
  console.log(name, "xlsx", ...Xlsx.utils.sheet_to_json(Xlsx.readFile(name).Sheets.roster, { header: 1 }).flat());'
} | tee seen
diff seen - <<'WANT' && echo "as described"
1200.xls xlrd 覃秋实 韦明远
1200.xls calamine '\u8983\u79cb\u5b9e' '\u97e6\u660e\u8fdc'
1252.xls xlrd 覃秋实 韦明远
1252.xls calamine '\u0192\u2030\xcby\u017e[' '\xe6\u2014\x0ef\xdc\x8f'
1200.xls xlsx 覃秋实 韦明远
1252.xls xlsx 覃秋实 韦明远
WANT
