#!/usr/bin/env python3
"""Splink at its best on claims: splink_baseline.py DIR, after splink_prep.py DIR.

Writes DIR/pairs_splink.csv (claim_id_a, claim_id_b, score in bits). The model
has what is known to help: levels by the validity of the check digit, a fixed
weight for two valid and different numbers, neighbouring certificates as
evidence against, and no parent or telephone, because twins share them.
Needs splink==5.0.0, duckdb==2.0.0, pandas, pyarrow and psutil.
"""
import sys

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THREADS = 2
MEMORY = "12GB"
RANDOM_PAIRS = 1e6
SEED = 1
KEEP_ABOVE_BITS = -10
# Chances for one child that no data can teach.
TWO_VALID_NUMBERS = 0.0004
NEIGHBOURING_CERTIFICATES = 0.001

RULES = [
    ("id",), ("pinyin", "dob"), ("cert",), ("pid", "dob"), ("dobseq",), ("id15",),
    ("areaseq", "surname"), ("pinyin", "county"), ("given", "dob"),
]
TRAINING = [("pinyin", "dob"), ("id",), ("dobseq",)]


def fixed(level, probability):
    return level.configure(m_probability=probability, fix_m_probability=True)


def compared(column, *more):
    ladder = [levels.NullLevel(column), *more, levels.ElseLevel()]
    return comparisons.CustomComparison(output_column_name=column, comparison_levels=ladder)


def child_number():
    one_invalid = "not (id_ok_l and id_ok_r)"
    level = levels.CustomLevel
    return compared(
        "id",
        level("id_l=id_r and id_ok_l and id_ok_r", "exact, valid"),
        level(f"id15_l=id15_r and {one_invalid}", "first 15 same, one invalid"),
        level(f"{one_invalid} and damerau_levenshtein(id_l,id_r)<=1", "DL1, one invalid"),
        level(f"{one_invalid} and damerau_levenshtein(id_l,id_r)<=2", "DL2, one invalid"),
        fixed(level("id_ok_l and id_ok_r", "both valid, differ"), TWO_VALID_NUMBERS),
    )


def child_name():
    common = lambda column: levels.ExactMatchLevel(column).configure(tf_adjustment_column=column)
    return compared(
        "name", common("name"), common("pinyin"), common("given"),
        levels.DamerauLevenshteinLevel("name", 1), levels.JaroWinklerLevel("name", 0.8),
    )


def birth_date():
    swapped = (
        "substr(dob_l,1,4)=substr(dob_r,1,4) and substr(dob_l,6,2)=substr(dob_r,9,2) "
        "and substr(dob_l,9,2)=substr(dob_r,6,2)"
    )
    return compared(
        "dob", levels.ExactMatchLevel("dob"), levels.DamerauLevenshteinLevel("dob", 1),
        levels.CustomLevel(swapped, "swapped"),
        levels.CustomLevel("substr(dob_l,1,4)=substr(dob_r,1,4)", "same year"),
    )


def certificate():
    neighbours = (
        "left(cert_l,1)=left(cert_r,1) and "
        "abs(cast(substr(cert_l,2) as int)-cast(substr(cert_r,2) as int))=1"
    )
    return compared(
        "cert", levels.ExactMatchLevel("cert"),
        fixed(levels.CustomLevel(neighbours, "adjacent"), NEIGHBOURING_CERTIFICATES),
        levels.DamerauLevenshteinLevel("cert", 1),
    )


def county():
    return compared("county", levels.ExactMatchLevel("county").configure(tf_adjustment_column="county"))


def main():
    directory = sys.argv[1]
    connection = duckdb.connect()
    connection.execute(f"set threads={THREADS}")
    connection.execute(f"set memory_limit='{MEMORY}'")
    connection.execute(f"set temp_directory='{directory}/tmp'")
    database = DuckDBAPI(connection)
    connection.execute(f"create table claims as select * from '{directory}/prep.parquet'")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[child_number(), child_name(), birth_date(), comparisons.ExactMatch("sex"), certificate(), county()],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        unique_id_column_name="unique_id",
        retain_matching_columns=False,
    )
    linker = Linker(database.register("claims"), settings, log_level=30)
    sure = [block_on("id"), block_on("name", "dob", "sex")]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in TRAINING:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    pairs = linker.inference.predict(threshold_match_weight=KEEP_ABOVE_BITS)
    connection.execute(
        "copy (select unique_id_l claim_id_a, unique_id_r claim_id_b, match_weight score "
        f"from {pairs.physical_name}) to '{directory}/pairs_splink.csv' (header)"
    )


if __name__ == "__main__":
    main()
