#!/usr/bin/env bash
# Common validators refuse the identity numbers of residents from Taiwan, one of them those from Hong Kong and Macau too.
#
# Since 2018 the residence permit of people from Hong Kong, Macau and Taiwan (港澳台居民居住证) bears an 18-place identity number built
# like a citizen's (GB 11643), its address codes being 810000, 820000 and 830000. The numbers below are made up and pass the check.
#   python-stdnum 2.2 (PyPI), cn.ric   accepts 81…, 82…; refuses 83… with InvalidComponent: its table of places has no 830000
#   validator 13.15.35 (npm)           accepts 81…, 82…; refuses 83…
#   id-validator 1.3.0 (npm)           refuses all three
#   id-validator 1.0.20 (PyPI)         accepts all three
# A child with such a permit is turned away at the form, or asked for another paper, and ends up under two numbers.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install python-stdnum==2.2 id-validator==1.0.20
npm init -y >/dev/null && npm install --silent validator@13.15.35 id-validator@1.3.0 >/dev/null

{
  venv/bin/python - <<'PY'
from id_validator import validator
from stdnum.cn import ric
for number in ["430102201503071230", "810000201503071233", "820000201503071235", "830000201503071237"]:
    try:
        ric.validate(number)
        said = "valid"
    except Exception as error:
        said = type(error).__name__
    print(number[:6], "python-stdnum", said, "id-validator(PyPI)", validator.is_valid(number))
PY
  node -e '
const validator = require("validator");
const Checker = require("id-validator"), places = require("id-validator/src/GB2260");
const checker = new Checker(places);
for (const number of ["430102201503071230", "810000201503071233", "820000201503071235", "830000201503071237"])
  console.log(number.slice(0, 6), "validator", validator.isIdentityCard(number, "zh-CN"), "id-validator(npm)", checker.isValid(number));'
} | tee seen
diff seen - <<'WANT' && echo "as described"
430102 python-stdnum valid id-validator(PyPI) True
810000 python-stdnum valid id-validator(PyPI) True
820000 python-stdnum valid id-validator(PyPI) True
830000 python-stdnum InvalidComponent id-validator(PyPI) True
430102 validator true id-validator(npm) true
810000 validator true id-validator(npm) false
820000 validator true id-validator(npm) false
830000 validator false id-validator(npm) false
WANT
