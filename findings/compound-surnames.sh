#!/usr/bin/env bash
# No mode of pinyin-pro reads all double surnames right: its surname mode mends 万俟 and 尉迟 and breaks 单于.
#
# 万俟 is mò qí, 尉迟 yù chí, 单于 chán yú; as a single surname 单 is shàn. Seen with pinyin-pro 3.29.4 (npm), tones off:
#                     万俟明           尉迟明            单于明           单雨桐
#   plain             wan si (wrong)   wei chi (wrong)   chan yu          dan (wrong)
#   surname: 'head'   mo qi            yu chi            shan yu (wrong)  shan
#   mode: 'surname'   mo qi            yu chi            shan yu (wrong)  shan
# pypinyin 0.55.0 (PyPI) knows the three double surnames as words, and no single one: 单 is dan, 仇 chou, 解 jie.
# A search by pinyin that trusts one library and one mode misses one of these families.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
npm init -y >/dev/null && npm install --silent pinyin-pro@3.29.4 >/dev/null
python3 -m venv venv && venv/bin/pip -q install pypinyin==0.55.0

{
  node -e '
const { pinyin } = require("pinyin-pro");
for (const name of ["万俟明", "尉迟明", "单于明", "单雨桐"]) {
  const read = options => pinyin(name, { toneType: "none", ...options });
  console.log(name, "|", read({}), "|", read({ surname: "head" }), "|", read({ mode: "surname" }));
}'
  venv/bin/python -c '
from pypinyin import lazy_pinyin
for name in ["万俟明", "尉迟明", "单于明", "单雨桐", "仇小明", "解小明"]:
    print(name, *lazy_pinyin(name))'
} | tee seen
diff seen - <<'WANT' && echo "as described"
万俟明 | wan si ming | mo qi ming | mo qi ming
尉迟明 | wei chi ming | yu chi ming | yu chi ming
单于明 | chan yu ming | shan yu ming | shan yu ming
单雨桐 | dan yu tong | shan yu tong | shan yu tong
万俟明 mo qi ming
尉迟明 yu chi ming
单于明 chan yu ming
单雨桐 dan yu tong
仇小明 chou xiao ming
解小明 jie xiao ming
WANT
