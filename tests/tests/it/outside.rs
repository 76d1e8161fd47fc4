//! Seals and exports are kept where the database's administrator cannot write, and tell on a database that was put back.

use e2e::{Site, both_sites, number, text};
use rehearsal::rows::{ClaimRow, basic_code};
use serde_json::Value;
use std::path::Path;

fn keep(site: &Site, to: &Path) -> e2e::Outcome {
    let mut command = site.as_operator("auditor", &["audit", "keep"]);
    command.env("GONGBAO_SEALS_TO", format!("dir:{}", to.display()));
    site.finish(command)
}

fn against(site: &Site, kept: &Path) -> e2e::Outcome {
    let kept = kept.display().to_string();
    site.run("auditor", &["audit", "verify", "--against", &kept])
}

fn bad(outcome: e2e::Outcome) -> String {
    let compared = outcome.exits(1).json();
    text(&compared["first_bad"]["code"]).to_owned()
}

/// Exports one approved claim; the path of the payment file.
fn export(site: &Site, out: &Path) -> String {
    let ids = site.ids("reviewer", "submitted");
    site.review("reviewer", &ids);
    site.run("approver", &["claim", "approve", &ids[0]]).ok();
    let batch = text(&site.batch("member-bank")["id"]).to_owned();
    site.confirmed("accountant", &["batch", "seal", &batch])
        .ok();
    std::fs::create_dir_all(out).unwrap();
    let out = out.display().to_string();
    let exported: Value = site
        .run("cashier", &["batch", "export", &batch, "--out", &out])
        .ok();
    text(&exported["path"]).to_owned()
}

both_sites! {
    fn what_is_kept_outside_tells_on_a_database_that_was_put_back_and_on_a_file_that_was_changed(site: Site::office) {
        site.enrol(0..1, &basic_code(1));
        let rows = [ClaimRow::ordinary(0)];
        site.import("clerk", "claims", &site.sheet("claims.csv", &rows));
        site.run("auditor", &["audit", "seal"]).ok();
        let into = site.path("backups").display().to_string();
        let before = text(&site.run_plain(&["ops", "backup", "--into", &into]).ok()["backup"]).to_owned();
        let payment = export(site, &site.path("out"));
        site.run("auditor", &["audit", "seal"]).ok();
        let kept = site.path("kept");
        std::fs::create_dir(&kept).unwrap();
        // The key, two seals and an export with their signatures; what is there is not kept again.
        let added = |outcome: e2e::Outcome| number(&outcome.ok()["places"][0]["added"]);
        assert_eq!(added(keep(site, &kept)), 7);
        assert_eq!(added(keep(site, &kept)), 0);
        let compared = against(site, &kept).ok();
        assert_eq!((number(&compared["against"]["kept"]), number(&compared["against"]["not_kept"])), (3, 0), "{compared}");
        // A place that holds something else under a name is left as it is.
        let seal = kept.join("gongbao-seal-000002.json");
        let said = std::fs::read_to_string(&seal).unwrap();
        std::fs::write(&seal, said.replace("\"seq\": 2", "\"seq\": 3")).unwrap();
        assert_eq!(bad(against(site, &kept)), "kept-unsigned");
        let refused = keep(site, &kept).exits(1).json();
        assert!(refused.to_string().contains("gongbao-seal-000002"), "{refused}");
        std::fs::write(&seal, &said).unwrap();
        // The file is what was exported, byte for byte, whatever it is called; one digit more or less is seen.
        let check = |file: &str| site.run("cashier", &["batch", "check", file]);
        let sealed = check(&payment).ok();
        assert_eq!((text(&sealed["state"]), number(&sealed["count"])), ("sealed", 1), "{sealed}");
        let bytes = std::fs::read(&payment).unwrap();
        let renamed = site.file("bank.csv", &bytes);
        assert_eq!(text(&check(&renamed).ok()["state"]), "sealed");
        let name = Path::new(&payment).file_name().unwrap().to_str().unwrap();
        let altered = site.file(name, String::from_utf8(bytes).unwrap().replace("400.00", "900.00"));
        assert_eq!(text(&check(&altered).exits(1).json()["state"]), "altered");
        let strange = site.file("strange.csv", "其他文件");
        assert_eq!(text(&check(&strange).exits(1).json()["state"]), "unknown");
        // The database is put back to before the export and the second seal: by itself it is sound.
        let (to, server) = crate::backup::place(site, "rolled_back");
        site.run_plain(&["ops", "restore", &before, "--to", &to]).ok();
        let there = |words: &[&str]| {
            let mut command = site.as_operator("auditor", words);
            command.env("GONGBAO_DATABASE_URL", &to);
            site.finish(command)
        };
        assert_eq!(there(&["audit", "verify"]).ok()["ok"], true);
        let kept = kept.display().to_string();
        assert_eq!(bad(there(&["audit", "verify", "--against", &kept])), "seal-missing");
        for file in ["gongbao-seal-000002.json", "gongbao-seal-000002.json.sig"] {
            std::fs::remove_file(Path::new(&kept).join(file)).unwrap();
        }
        assert_eq!(bad(there(&["audit", "verify", "--against", &kept])), "export-missing");
        if let Some(name) = server {
            storage::execute_raw(&mut site.as_owner(), &format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
        }
    }
}
