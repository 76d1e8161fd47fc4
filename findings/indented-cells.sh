#!/usr/bin/env bash
# An OpenDocument spreadsheet (.ods) whose cells stand on lines of their own, as Gnumeric 1.12.55 writes it, is refused by calamine.
#
# A table:table-row holds elements only (OpenDocument 1.2, part 1, 9.1.3), so a line break between two cells is no content; inside a
# paragraph it would be. Between rows calamine skips it too; between cells it does not. A roster of two columns, three ways:
#   python-calamine 0.6.1 (PyPI)     reads plain and with breaks between rows; between cells: CalamineError, nothing is read
#   odfpy 1.4.1 (PyPI)               every cell of all three
#   pyexcel-ods3 0.6.1 (PyPI)        every cell of all three
# Whoever is told "the file is damaged" opens it in any office and sees nothing wrong.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install python-calamine==0.6.1 odfpy==1.4.1 pyexcel-ods3==0.6.1

venv/bin/python - <<'PY' | tee seen
import zipfile
import python_calamine
from odf.opendocument import load
from odf.table import TableCell, TableRow
from pyexcel_ods3 import get_data

ROSTER = [["姓名", "金额"], ["覃秋实", "400"]]
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"

def write(path, between_cells, between_rows):
    def cell(text):
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    def row(cells):
        return between_cells.join(["<table:table-row>", *map(cell, cells), "</table:table-row>"])
    table = between_rows.join(['<table:table table:name="roster">', *map(row, ROSTER), "</table:table>"])
    spaces = " ".join(f'xmlns:{name}="{OASIS}{name}:1.0"' for name in ("office", "table", "text"))
    content = (f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
               f"{table}</office:spreadsheet></office:body></office:document-content>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
    manifest = (f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{OASIS}manifest:1.0" manifest:version="1.2">'
                + entry.format("/", kind) + entry.format("content.xml", "text/xml") + "</manifest:manifest>")
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", kind)
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", content)

for name, cells, rows in [("plain", "", ""), ("rows", "", "\n  "), ("cells", "\n  ", "")]:
    path = f"{name}.ods"
    write(path, cells, rows)
    try:
        read = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        print("calamine", name, read == ROSTER)
    except python_calamine.CalamineError as error:
        print("calamine", name, "CalamineError", str(error).split(",")[0])
    found = [[str(cell) for cell in row.getElementsByType(TableCell)] for row in load(path).spreadsheet.getElementsByType(TableRow)]
    print("odfpy", name, found == ROSTER)
    print("pyexcel", name, [[str(cell) for cell in row] for row in get_data(path)["roster"]] == ROSTER)
PY
diff seen - <<'WANT' && echo "as described"
calamine plain True
odfpy plain True
pyexcel plain True
calamine rows True
odfpy rows True
pyexcel rows True
calamine cells CalamineError Expecting 'table-cell'
odfpy cells True
pyexcel cells True
WANT
