#!/usr/bin/env bash
# A trade union's unified social credit code passes, a village collective's does not: validators know fewer registrars than the standard.
#
# The first place of the code (GB 32100-2015) is the registrar: 1 组织编制, 5 民政, 8 工会, 9 市场监管, A 中央军委改革, N 农业, Y 其他 and others. Rural
# collectives (N1, N2) are employers whose staff have a basic union, so their codes stand in lists of units. Both check characters of the
# made-up codes below are right.
#   python-stdnum 2.2 (PyPI), cn.uscc     51, 81, 91 valid; A1, N1, Y1 refused with InvalidFormat
#   stdnum 1.12.0 (npm), CN.uscc          the same, InvalidFormat
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install python-stdnum==2.2
npm init -y >/dev/null && npm install --silent stdnum@1.12.0 >/dev/null

{
  venv/bin/python - <<'PY'
from stdnum.cn import uscc
for code in ["51430102A1B2C3D487", "81430102A1B2C3D484", "91430102A1B2C3D483", "A1430102A1B2C3D482", "N1430102A1B2C3D48M", "Y1430102A1B2C3D48D"]:
    try:
        uscc.validate(code)
        said = "valid"
    except Exception as error:
        said = type(error).__name__
    print(code[:2], "python", said)
PY
  node -e '
const { stdnum } = require("stdnum");
for (const code of ["51430102A1B2C3D487", "81430102A1B2C3D484", "91430102A1B2C3D483", "A1430102A1B2C3D482", "N1430102A1B2C3D48M", "Y1430102A1B2C3D48D"]) {
  const { isValid, error } = stdnum.CN.uscc.validate(code);
  console.log(code.slice(0, 2), "npm", isValid ? "valid" : error.name);
}'
} | tee seen
diff seen - <<'WANT' && echo "as described"
51 python valid
81 python valid
91 python valid
A1 python InvalidFormat
N1 python InvalidFormat
Y1 python InvalidFormat
51 npm valid
81 npm valid
91 npm valid
A1 npm InvalidFormat
N1 npm InvalidFormat
Y1 npm InvalidFormat
WANT
