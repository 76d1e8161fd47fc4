DROP TABLE named_spouses;
DROP TABLE voucher_looks;
