#!/usr/bin/env python3
"""Makes claims.csv comparable for Splink: splink_prep.py DIR writes DIR/prep.parquet.

Splink compares columns and normalises nothing, so names, sounds, numbers and
dates are brought into one form here, by the rules the product uses.
Needs pandas, pyarrow, pypinyin and opencc-python-reimplemented.
"""
import csv
import re
import sys
import unicodedata

import pandas
from opencc import OpenCC
from pypinyin import lazy_pinyin

COLUMNS = (
    "unique_id name surname given pinyin id id_ok id15 dobseq areaseq dob sex "
    "cert pname pid phone unit county"
).split()
COMPOUND_SURNAMES = {"欧阳", "司马", "上官", "诸葛", "令狐", "皇甫"}
# Characters OpenCC leaves as they are.
MORE_SIMPLIFIED = {"姸": "妍", "峯": "峰", "於": "于"}
DOTS = re.compile(r"[\s·•・．.‧']")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"

converter = OpenCC("t2s")
simplified = {}
sounds = {}


def simplify(character):
    known = simplified.get(character)
    if known is None:
        known = MORE_SIMPLIFIED.get(character) or converter.convert(character)
        simplified[character] = known
    return known


def sound(character):
    """The toneless sound; -ng and -n are one, as in Hunan's dialects."""
    known = sounds.get(character)
    if known is None:
        known = character.lower()
        if "\u2e80" <= character:
            known = lazy_pinyin(character)[0]
            for final in ("ing", "eng", "ang"):
                known = known.replace(final, final[:-1])
        sounds[character] = known
    return known


def is_valid(number):
    """GB 11643: eighteen places with the right check digit."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    return CHECK[sum(w * int(d) for w, d in zip(WEIGHTS, number)) % 11] == number[17]


def person_name(text):
    text = DOTS.sub("", unicodedata.normalize("NFKC", text))
    if text.endswith(("之子", "之女")):
        return None
    return "".join(map(simplify, text))


def identity(text):
    text = unicodedata.normalize("NFKC", text).upper()
    if "E+" in text:  # a narrow column of Excel kept six digits
        return text[0] + text[2:7]
    return re.sub(r"[^0-9X]", "", text)


def date(text):
    parts = re.findall(r"\d+", text)
    if len(parts) == 1:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    return "%s-%s-%s" % (parts[0], parts[1].zfill(2), parts[2].zfill(2))


def comparable(row):
    name = person_name(row["child_name"])
    number = identity(row["child_id_no"]) or None
    surname = given = pinyin = None
    if name:
        length = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
        surname, given = name[:length], name[length:] or None
        pinyin = " ".join(map(sound, name))
    whole = number is not None and len(number) == 18
    return (
        row["claim_id"], name, surname, given, pinyin, number,
        is_valid(number) if number else False,
        number[:15] if number and len(number) >= 15 else None,
        number[6:17] if whole else None,
        number[:6] + number[14:17] if whole else None,
        date(row["birth_date"]), row["sex"], row["birth_cert_no"] or None,
        person_name(row["parent_name"]), identity(row["parent_id_no"]) or None,
        row["phone"] or None, row["unit_code"], row["county_code"],
    )


def main():
    directory = sys.argv[1]
    with open(directory + "/claims.csv", encoding="utf-8") as claims:
        rows = [comparable(row) for row in csv.DictReader(claims)]
    frame = pandas.DataFrame(rows, columns=COLUMNS)
    frame.to_parquet(directory + "/prep.parquet", index=False)


if __name__ == "__main__":
    main()
