#!/usr/bin/env bash
# An SM2 signature made with the id that the standard sets where nothing was agreed does not verify with OpenSSL as it stands.
#
# SM2 hashes an id of the signer before the message; "1234567812345678" where nothing else is agreed (GM/T 0009-2012).
#   sm-crypto 0.3.13 (npm), doSignature   takes that id without being told
#   gmssl 3.2.2 (PyPI), sign_with_sm3     the same
#   openssl 3.0 dgst -sm3 -verify         takes an empty id: "Verification failure" of a good signature, "Verified OK" only with
#                                         -sigopt distid:1234567812345678
# A receiver who is given signature and public key alone takes a good file for a forged one.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"
python3 -m venv venv
venv/bin/pip -q install gmssl==3.2.2
npm init -y >/dev/null && npm install --silent sm-crypto@0.3.13 >/dev/null
openssl version | grep -q '^OpenSSL 3\.'
openssl ecparam -name SM2 -genkey -noout -out key.pem
openssl ec -in key.pem -pubout -out public.pem 2>/dev/null
openssl ec -in key.pem -noout -text 2>/dev/null > key.txt
part() { sed -n "/^$1:/,/^[A-Za-z]/p" key.txt | grep '^ ' | tr -d ' :\n'; }
printf 'seal 42\n' > text
PRIVATE=$(part priv) PUBLIC=$(part pub) node -e '
const { sm2 } = require("sm-crypto"), fs = require("fs");
const { PRIVATE, PUBLIC } = process.env;
const signature = sm2.doSignature(fs.readFileSync("text", "utf8"), PRIVATE.slice(-64).padStart(64, "0"), { hash: true, der: true, publicKey: PUBLIC });
fs.writeFileSync("node.sig", Buffer.from(signature, "hex"));'
PRIVATE=$(part priv) PUBLIC=$(part pub) venv/bin/python - <<'PY'
import os
from gmssl import sm2
pair = sm2.CryptSM2(private_key=os.environ["PRIVATE"][-64:], public_key=os.environ["PUBLIC"][2:], asn1=True)
signature = pair.sign_with_sm3(open("text", "rb").read(), "1f" * 32)
open("python.sig", "wb").write(bytes.fromhex(signature))
PY
{
  for by in node python; do
    printf '%s, openssl as it stands: ' "$by"
    openssl dgst -sm3 -verify public.pem -signature "$by.sig" text 2>/dev/null || true
    printf '%s, with the id: ' "$by"
    openssl dgst -sm3 -verify public.pem -sigopt distid:1234567812345678 -signature "$by.sig" text 2>/dev/null || true
  done
} | tee seen
diff seen - <<'WANT' && echo "as described"
node, openssl as it stands: Verification failure
node, with the id: Verified OK
python, openssl as it stands: Verification failure
python, with the id: Verified OK
WANT
