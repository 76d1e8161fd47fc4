#!/usr/bin/env bash
# The amount in words of a whole sum loses its closing 整 when the sum is written with two decimals, as payment files write it.
#
# An amount that ends at the yuan is closed with 整 or 正, so that nobody can write 角 and 分 behind it (支付结算办法, 附一 正确填写票据和结算凭证的基本规定, 三).
#   nzh 1.0.14 (npm), cn.toMoney          "10380" 壹万零叁佰捌拾元整, and so the number 10380; "10380.00" 壹万零叁佰捌拾元, open at its end
#   cn2an 0.5.23 (PyPI), an2cn(.., "rmb") 壹万零叁佰捌拾元整 for both
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install cn2an==0.5.23
npm init -y >/dev/null && npm install --silent nzh@1.0.14 >/dev/null

{
  node -e '
const nzh = require("nzh");
for (const sum of ["10380", 10380, "10380.00", "10380.50"]) {
  console.log("nzh", typeof sum, sum, nzh.cn.toMoney(sum, { outSymbol: false }));
}'
  venv/bin/python -c '
import cn2an
for sum in ["10380", "10380.00", "10380.50"]:
    print("cn2an", sum, cn2an.an2cn(sum, "rmb"))'
} | tee seen
diff seen - <<'WANT' && echo "as described"
nzh string 10380 壹万零叁佰捌拾元整
nzh number 10380 壹万零叁佰捌拾元整
nzh string 10380.00 壹万零叁佰捌拾元
nzh string 10380.50 壹万零叁佰捌拾元伍角
cn2an 10380 壹万零叁佰捌拾元整
cn2an 10380.00 壹万零叁佰捌拾元整
cn2an 10380.50 壹万零叁佰捌拾元伍角
WANT
