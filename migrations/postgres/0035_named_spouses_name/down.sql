DROP INDEX named_spouses_name;
