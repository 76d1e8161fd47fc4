#!/usr/bin/env bash
# A name with a phonetic guide (Excel's 拼音指南) comes out of some xlsx readers as its pinyin, or with the pinyin behind it.
#
# A shared string may carry phonetic runs (`rPh`, ECMA-376 part 1, 18.4.6) beside its text; they are a hint for display and
# sorting, no part of the value. Seen on a roster whose column 姓名 was annotated:
#   exceljs 4.4.0 (npm), document reader    覃秋实            right
#   exceljs 4.4.0 (npm), streaming reader   qiūshí            the name is gone, only the last run is left
#   sxl 0.0.1a10 (PyPI)                     覃秋实qínqiūshí    the runs are glued to the name
#   openpyxl 3.1.5 (PyPI)                   覃秋实            right
# Whoever hands such a roster on through the streaming reader hands on pinyin as names, without any error.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install xlsxwriter==3.2.9 openpyxl==3.1.5 sxl==0.0.1a10
npm init -y >/dev/null && npm install --silent exceljs@4.4.0 >/dev/null

venv/bin/python - <<'PY'
import xlsxwriter, zipfile
book = xlsxwriter.Workbook("plain.xlsx")
sheet = book.add_worksheet("roster")
sheet.write_row(0, 0, ["姓名", "金额"])
sheet.write_row(1, 0, ["覃秋实", "400"])
book.close()
plain = "<si><t>覃秋实</t></si>"
guided = ('<si><t>覃秋实</t><rPh sb="0" eb="1"><t>qín</t></rPh><rPh sb="1" eb="3"><t>qiūshí</t></rPh>'
          '<phoneticPr fontId="0" type="noConversion"/></si>')
with zipfile.ZipFile("plain.xlsx") as old, zipfile.ZipFile("guided.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
    for part in old.infolist():
        body = old.read(part.filename)
        if part.filename == "xl/sharedStrings.xml":
            assert plain in body.decode()
            body = body.decode().replace(plain, guided).encode()
        new.writestr(part, body)
PY

{
  venv/bin/python -c 'import openpyxl; print("openpyxl", openpyxl.load_workbook("guided.xlsx").active["A2"].value)'
  venv/bin/python -c 'import sxl; print("sxl", list(sxl.Workbook("guided.xlsx").sheets["roster"].rows)[1][0])'
  node -e '
const Excel = require("exceljs");
(async () => {
  const whole = new Excel.Workbook();
  await whole.xlsx.readFile("guided.xlsx");
  console.log("exceljs document", whole.worksheets[0].getCell("A2").value);
  for await (const sheet of new Excel.stream.xlsx.WorkbookReader("guided.xlsx", {}))
    for await (const row of sheet) if (row.number === 2) console.log("exceljs stream", row.getCell(1).value);
})();'
} | tee seen
diff seen - <<'WANT' && echo "as described"
openpyxl 覃秋实
sxl 覃秋实qínqiūshí
exceljs document 覃秋实
exceljs stream qiūshí
WANT
