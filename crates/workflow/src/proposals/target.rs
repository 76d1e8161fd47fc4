//! What a proposal is about, in words: a stored target holds codes.

use super::rulings;
use crate::review::rule_set::programme_words;
use crate::words::Words;
use policy::Registry;

/// What is changed, without its kind, what tells it from its neighbours first; what is not known here stands as it is stored.
pub(crate) fn words(registry: &Registry, target: &str) -> Words {
    let parts: Vec<&str> = target.split('/').collect();
    match parts.as_slice() {
        ["period", programme, year] => {
            let name = programme_words(registry, programme);
            Words::new(
                format!("{year}年度 {}", name.zh),
                format!("{year} {}", name.en),
            )
        }
        ["plan", programme, unit, year, method] => {
            let name = programme_words(registry, programme);
            let methods = registry.find(programme).map(|found| found.methods());
            let spec = methods
                .into_iter()
                .flatten()
                .find(|spec| spec.code == *method);
            let (zh, en) = spec.map_or((*method, *method), |spec| (spec.zh, spec.en));
            Words::new(
                format!("{unit} {year}年度 {zh} {}", name.zh),
                format!("{unit} {year} {en} {}", name.en),
            )
        }
        ["budget", unit, year, source] => {
            let spec = registry.source(source);
            let (zh, en) = spec.map_or((*source, *source), |spec| (spec.zh, spec.en));
            Words::new(
                format!("{unit} {year}年度 {zh}"),
                format!("{unit} {year} {en}"),
            )
        }
        ["ruling", programme, option] => {
            let name = programme_words(registry, programme);
            let (option, _) = rulings::in_words(registry, programme, option, "");
            Words::new(
                format!("{} {}", option.zh, name.zh),
                format!("{} {}", option.en, name.en),
            )
        }
        ["institution", programme, code] => {
            let name = programme_words(registry, programme);
            Words::new(format!("{code} {}", name.zh), format!("{code} {}", name.en))
        }
        ["batch", number] => words!("批次 {number}", "batch {number}"),
        ["export", "register"] => words!("导出登记簿", "register of exports"),
        ["export", entry] => words!("导出登记第 {entry} 号", "export entry {entry}"),
        ["operator" | "key" | "unit", name @ ..] => Words::same(name.join("/")),
        _ => Words::same(target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proposal_is_about_is_told_by_name() {
        let registry = Registry::new(vec![child_premium::programme()]);
        let told = words(&registry, "ruling/child-premium/step-child");
        assert!(
            told.zh.ends_with(" 会员子女居民医保缴费") && !told.zh.contains("step-child"),
            "{}",
            told.zh
        );
        for (target, zh, en) in [
            (
                "period/child-premium/2026",
                "2026年度 会员子女居民医保缴费",
                "2026 Resident medical insurance for members' children",
            ),
            (
                "budget/HN430102/2026/subsidy",
                "HN430102 2026年度 行政补助",
                "HN430102 2026 subsidy",
            ),
            ("batch/B26-0001", "批次 B26-0001", "batch B26-0001"),
            ("export/7", "导出登记第 7 号", "export entry 7"),
            ("key/SHA256:a/b", "SHA256:a/b", "SHA256:a/b"),
            ("operator/li.na", "li.na", "li.na"),
            ("period/gone/2026", "2026年度 gone", "2026 gone"),
        ] {
            let told = words(&registry, target);
            assert_eq!((told.zh.as_ref(), told.en.as_ref()), (zh, en));
        }
    }
}
