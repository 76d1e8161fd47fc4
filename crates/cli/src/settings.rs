//! Settings: the shipped defaults, the site file, the environment, and the flags, each over the one before.
//!
//! Every layer is read on its own, so that a mistake is told with the file (or variable) it stands in.

use crate::args::{Global, LangArg};
use crate::effects;
use crate::failure::{Failure, Result};
use crate::keepers::Keeper;
use crate::log::LogTo;
use crate::programmes::{self, Installed};
use crate::senders::Way;
use crate::words::Words;
use config::{ConfigError, File, FileFormat, Map, Source, Value};
use domain::fen::Fen;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tui::Glyphs;
use tui::keymap::{KeyFault, KeyMap};
use workflow::exchange::{self, Exchange};
use workflow::views::Lang;
use workflow::{Limits, Mode};

const DEFAULTS: &str = include_str!("../../../config/default.toml");
const DEFAULTS_NAME: &str = "default.toml";
/// Where an installation keeps its site file.
const SITE_FILE: &str = "/etc/gongbao/gongbao.toml";
/// The site file of whoever tries things out.
const LOCAL_FILE: &str = "gongbao.toml";
const PREFIX: &str = "GONGBAO_";
/// Variables of the test suite; they name no key.
const TEST_PREFIX: &str = "GONGBAO_TEST_";
/// The variable of `--config`: it names a layer, so it can be no key of one.
const CONFIG_VARIABLE: &str = "GONGBAO_CONFIG";

/// Claims of one bulk transaction: more would keep others waiting too long.
const BULK_CHUNK_MAX: u32 = 1_000;
/// Claims of a sample: more would be no sample, and nobody reads them.
const BULK_SAMPLE_MAX: u32 = 50;
/// Days for a decision: beyond a year nothing is ever overdue.
const DECIDE_DAYS_MAX: u32 = 365;
/// A batch total that no province reaches, in yuan.
const YUAN_MAX: u32 = 1_000_000_000;
/// A day: a console nobody sits at must not stay open longer.
const IDLE_S_MAX: u32 = 86_400;
/// Megabytes of one operator's files: more is no exchange any more but an archive.
const EXCHANGE_MB_MAX: u32 = 100_000;
/// Files of one operator: a list of more is read by nobody.
const EXCHANGE_FILES_MAX: u32 = 100_000;
/// Digits of a division code.
const AREA_DIGITS: usize = 6;
const LEVELS: &[&str] = &["error", "warn", "info", "debug", "trace"];

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database; commands that need one say so when there is none.
    pub database: Option<String>,
    /// The key file, when one is named.
    pub key_file: Option<PathBuf>,
    /// The register of exports, when one is named.
    pub export_register: Option<PathBuf>,
    /// Who acts.
    pub operator: Option<String>,
    /// The account as which a timer verifies and seals.
    pub unattended: Option<String>,
    /// The database for it, by a role that may do no more.
    pub unattended_database: Option<String>,
    /// The operator was named on the command line itself.
    pub operator_in_argv: bool,
    /// The kind of database this installation allows.
    pub mode: Option<Mode>,
    /// Language of messages.
    pub lang: Lang,
    /// Where the log goes.
    pub log_to: LogTo,
    /// The log file, when one is named.
    pub log_file: Option<PathBuf>,
    /// What is logged.
    pub log_level: String,
    /// Limits of the workflow.
    pub limits: Limits,
    /// Characters and colours of the console, and its patience.
    pub console: Console,
    /// The console's keys.
    pub keys: KeyMap,
    /// The programmes, and where the site is.
    pub installed: Installed,
    /// Which way notices to members go.
    pub outbox: Option<Way>,
    /// Where signed seals and exports are kept outside.
    pub seals_to: Vec<Keeper>,
    /// What ssh is configured by on the way there, where not by its own files.
    pub ssh_config: Option<PathBuf>,
    /// Where operators who come in over SSH have their files.
    pub exchange: ExchangeSettings,
}

/// The folder of operators' files, and what each may keep in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeSettings {
    /// The folder; none where nobody comes in over SSH.
    pub folder: Option<PathBuf>,
    /// Megabytes of one operator.
    pub megabytes: u32,
    /// Files of one operator.
    pub files: u32,
}

impl ExchangeSettings {
    /// The folder with its limits, where there is one.
    pub fn exchange(&self) -> Option<Exchange> {
        let folder = self.folder.clone()?;
        Some(Exchange::new(folder, self.megabytes, self.files))
    }
}

/// How the console looks and how long it waits for its operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Console {
    /// Which characters are drawn.
    pub glyphs: Glyphs,
    /// Bold and bright instead of dim.
    pub high_contrast: bool,
    /// Without a key for so long the screen is blanked.
    pub blank_after: Duration,
    /// Without a key for so long the session ends.
    pub end_after: Duration,
}

/// Keys of a command, or programmes: one, or a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Keys {
    One(String),
    Several(Vec<String>),
}

impl Keys {
    fn list(&self) -> Vec<String> {
        match self {
            Self::One(key) => vec![key.clone()],
            Self::Several(keys) => keys.clone(),
        }
    }
}

/// One layer; a key that is not there leaves the layer below in force.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    #[serde(alias = "database_url")]
    database: Option<String>,
    key_file: Option<PathBuf>,
    export_register: Option<PathBuf>,
    operator: Option<String>,
    unattended: Option<String>,
    unattended_database: Option<String>,
    mode: Option<String>,
    lang: Option<String>,
    log_to: Option<String>,
    log_file: Option<PathBuf>,
    log_level: Option<String>,
    bulk_chunk: Option<u32>,
    bulk_sample: Option<u32>,
    decide_days: Option<u32>,
    keys: Option<BTreeMap<String, Keys>>,
    batch_second_signature_yuan: Option<u32>,
    glyphs: Option<String>,
    high_contrast: Option<bool>,
    console_blank_s: Option<u32>,
    console_end_s: Option<u32>,
    programmes: Option<Keys>,
    area: Option<String>,
    outbox: Option<String>,
    seals_to: Option<Keys>,
    ssh_config: Option<PathBuf>,
    exchange: Option<PathBuf>,
    exchange_mb: Option<u32>,
    exchange_files: Option<u32>,
}

impl Settings {
    /// Reads every layer; `operator_in_argv` tells a name given as a flag from one of the environment.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key or a value of the wrong kind, each with its place.
    pub fn read(global: &Global, operator_in_argv: bool) -> Result<Self> {
        let mut settings = Self {
            database: None,
            key_file: None,
            export_register: None,
            operator: None,
            unattended: None,
            unattended_database: None,
            operator_in_argv,
            mode: None,
            lang: Lang::Zh,
            log_to: LogTo::File,
            log_file: None,
            log_level: "info".to_owned(),
            limits: Limits::default(),
            console: Console {
                glyphs: Glyphs::Auto,
                high_contrast: false,
                blank_after: Duration::from_secs(300),
                end_after: Duration::from_secs(1800),
            },
            keys: KeyMap::default(),
            installed: Installed::default(),
            outbox: None,
            seals_to: Vec::new(),
            ssh_config: None,
            exchange: ExchangeSettings {
                folder: None,
                megabytes: exchange::MEGABYTES,
                files: exchange::FILES,
            },
        };
        settings.lay(&defaults()?, DEFAULTS_NAME)?;
        if let Some(path) = site_file(global.config.as_deref()) {
            settings.lay(&from_file(&path)?, &path.display().to_string())?;
        }
        for (name, value) in environment() {
            settings.lay(&from_variable(&name, &value)?, &name)?;
        }
        settings.flags(global);
        Ok(settings)
    }

    fn lay(&mut self, layer: &Layer, origin: &str) -> Result<()> {
        set(&mut self.database, layer.database.as_ref());
        set(&mut self.key_file, layer.key_file.as_ref());
        set(&mut self.export_register, layer.export_register.as_ref());
        set(&mut self.operator, layer.operator.as_ref());
        set(&mut self.unattended, layer.unattended.as_ref());
        set(
            &mut self.unattended_database,
            layer.unattended_database.as_ref(),
        );
        set(&mut self.log_file, layer.log_file.as_ref());
        if let Some(code) = &layer.mode {
            let mode = Mode::from_code(code);
            self.mode =
                Some(mode.ok_or_else(|| ill(origin, "mode", code, "rehearsal | production"))?);
        }
        if let Some(code) = &layer.lang {
            self.lang = lang_of(code).ok_or_else(|| ill(origin, "lang", code, "zh | en"))?;
        }
        if let Some(to) = &layer.log_to {
            self.log_to = LogTo::parse(to)
                .map_err(|_| ill(origin, "log_to", to, "file | journal | syslog"))?;
        }
        if let Some(level) = &layer.log_level {
            if !LEVELS.contains(&level.as_str()) {
                return Err(ill(origin, "log_level", level, &LEVELS.join(" | ")));
            }
            self.log_level.clone_from(level);
        }
        if let Some(chunk) = layer.bulk_chunk {
            if !(1..=BULK_CHUNK_MAX).contains(&chunk) {
                return Err(ill(origin, "bulk_chunk", &chunk.to_string(), "1 – 1000"));
            }
            self.limits.bulk_chunk = usize::try_from(chunk).unwrap_or(1);
        }
        if let Some(size) = layer.bulk_sample {
            if !(1..=BULK_SAMPLE_MAX).contains(&size) {
                return Err(ill(origin, "bulk_sample", &size.to_string(), "1 – 50"));
            }
            self.limits.bulk_sample = usize::try_from(size).unwrap_or(1);
        }
        if let Some(keys) = &layer.keys {
            let named = keys.iter().map(|(name, keys)| (name.clone(), keys.list()));
            self.keys = KeyMap::read(&named.collect()).map_err(|fault| ill_keys(origin, &fault))?;
        }
        if let Some(named) = &layer.programmes {
            let named: Vec<String> = named
                .list()
                .iter()
                .flat_map(|list| list.split(','))
                .map(|id| id.trim().to_owned())
                .collect();
            let unknown = named
                .iter()
                .find(|id| !programmes::IDS.contains(&id.as_str()));
            if named.is_empty() || unknown.is_some() {
                let value = unknown.map_or("", String::as_str);
                return Err(ill(
                    origin,
                    "programmes",
                    value,
                    &programmes::IDS.join(" | "),
                ));
            }
            self.installed.programmes = named;
        }
        if let Some(area) = &layer.area {
            if area.len() != AREA_DIGITS || !area.bytes().all(|b| b.is_ascii_digit()) {
                return Err(ill(origin, "area", area, "430000"));
            }
            self.installed.area = Some(area.clone());
        }
        if let Some(way) = &layer.outbox {
            let read = Way::parse(way)
                .map_err(|_| ill(origin, "outbox", way, "file:/… | command:/… | http://…"))?;
            self.outbox = Some(read);
        }
        if let Some(path) = &layer.ssh_config {
            self.ssh_config = Some(path.clone());
        }
        if let Some(keepers) = &layer.seals_to {
            let read = |text: &String| {
                Keeper::parse(text).map_err(|_| {
                    ill(
                        origin,
                        "seals_to",
                        text,
                        "dir:/… | sftp:HOST:DIR | command:/…",
                    )
                })
            };
            self.seals_to = keepers.list().iter().map(read).collect::<Result<_>>()?;
        }
        if let Some(days) = layer.decide_days {
            if !(1..=DECIDE_DAYS_MAX).contains(&days) {
                return Err(ill(origin, "decide_days", &days.to_string(), "1 – 365"));
            }
            self.limits.decide_days = u64::from(days);
        }
        if let Some(yuan) = layer.batch_second_signature_yuan {
            if yuan > YUAN_MAX {
                return Err(ill(
                    origin,
                    "batch_second_signature_yuan",
                    &yuan.to_string(),
                    "0 – 1000000000",
                ));
            }
            self.limits.batch_second_signature = Fen::new(i64::from(yuan) * 100);
        }
        self.lay_exchange(layer, origin)?;
        self.lay_console(layer, origin)
    }

    fn lay_exchange(&mut self, layer: &Layer, origin: &str) -> Result<()> {
        let exchange = &mut self.exchange;
        set(&mut exchange.folder, layer.exchange.as_ref());
        for (key, value, most, place) in [
            (
                "exchange_mb",
                layer.exchange_mb,
                EXCHANGE_MB_MAX,
                &mut exchange.megabytes,
            ),
            (
                "exchange_files",
                layer.exchange_files,
                EXCHANGE_FILES_MAX,
                &mut exchange.files,
            ),
        ] {
            let Some(value) = value else { continue };
            if !(1..=most).contains(&value) {
                return Err(ill(origin, key, &value.to_string(), &format!("1 – {most}")));
            }
            *place = value;
        }
        Ok(())
    }

    /// Makes every path of the settings absolute, so that the program may work in another directory.
    ///
    /// # Errors
    /// The present directory is gone.
    pub fn stand_alone(&mut self) -> std::io::Result<()> {
        let paths = [
            &mut self.key_file,
            &mut self.export_register,
            &mut self.exchange.folder,
        ];
        for path in paths.into_iter().flatten() {
            *path = std::path::absolute(&path)?;
        }
        if let Some(url) = &mut self.database
            && let Some(path) = url.strip_prefix("sqlite:")
        {
            *url = format!("sqlite:{}", std::path::absolute(path)?.display());
        }
        Ok(())
    }

    fn lay_console(&mut self, layer: &Layer, origin: &str) -> Result<()> {
        let console = &mut self.console;
        if let Some(code) = &layer.glyphs {
            console.glyphs = glyphs_of(code)
                .ok_or_else(|| ill(origin, "glyphs", code, "auto | ascii | unicode"))?;
        }
        console.high_contrast = layer.high_contrast.unwrap_or(console.high_contrast);
        for (key, seconds, place) in [
            (
                "console_blank_s",
                layer.console_blank_s,
                &mut console.blank_after,
            ),
            ("console_end_s", layer.console_end_s, &mut console.end_after),
        ] {
            let Some(seconds) = seconds else { continue };
            if !(1..=IDLE_S_MAX).contains(&seconds) {
                return Err(ill(origin, key, &seconds.to_string(), "1 – 86400"));
            }
            *place = Duration::from_secs(u64::from(seconds));
        }
        Ok(())
    }

    fn flags(&mut self, global: &Global) {
        set(&mut self.database, global.database.as_ref());
        set(&mut self.key_file, global.key_file.as_ref());
        set(&mut self.operator, global.operator.as_ref());
        match global.lang {
            Some(LangArg::Zh) => self.lang = Lang::Zh,
            Some(LangArg::En) => self.lang = Lang::En,
            None => {}
        }
    }
}

/// The language before any file is read, so that a mistake in a file is told in it.
pub fn first_language(flag: Option<LangArg>) -> Lang {
    match flag {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None => effects::variable("GONGBAO_LANG")
            .and_then(|code| lang_of(&code))
            .unwrap_or(Lang::Zh),
    }
}

/// The language of a command line that asks for help or cannot be read: the one it names, else that of the settings.
pub fn language(flag: Option<LangArg>, config: Option<PathBuf>) -> Lang {
    let global = Global {
        config: config.or_else(|| effects::variable(CONFIG_VARIABLE).map(PathBuf::from)),
        lang: flag,
        ..Global::default()
    };
    Settings::read(&global, false).map_or_else(|_| first_language(flag), |settings| settings.lang)
}

/// What the site installs, before the command line is read; a mistake in the settings is told when they are read again.
pub fn installed(config: Option<PathBuf>) -> Installed {
    let global = Global {
        config: config.or_else(|| effects::variable(CONFIG_VARIABLE).map(PathBuf::from)),
        ..Global::default()
    };
    Settings::read(&global, false).map_or_else(|_| Installed::default(), |read| read.installed)
}

fn lang_of(code: &str) -> Option<Lang> {
    match code {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

fn glyphs_of(code: &str) -> Option<Glyphs> {
    match code {
        "auto" => Some(Glyphs::Auto),
        "ascii" => Some(Glyphs::Ascii),
        "unicode" => Some(Glyphs::Unicode),
        _ => None,
    }
}

fn set<T: Clone>(place: &mut Option<T>, value: Option<&T>) {
    if let Some(value) = value {
        *place = Some(value.clone());
    }
}

fn site_file(named: Option<&Path>) -> Option<PathBuf> {
    match named {
        Some(path) => Some(path.to_owned()),
        None => [SITE_FILE, LOCAL_FILE]
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.is_file()),
    }
}

fn defaults() -> Result<Layer> {
    let source = File::from_str(DEFAULTS, FileFormat::Toml);
    layer(source).map_err(|error| broken(DEFAULTS_NAME, &error))
}

fn from_file(path: &Path) -> Result<Layer> {
    let origin = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(
            Words::new(
                format!("无法读取配置文件 {origin}"),
                format!("cannot read the site file {origin}"),
            ),
            Words::new(
                "检查 --config 的路径和读取权限",
                "check the path after `--config` and its read permission",
            ),
        )
        .because(&error)
    })?;
    layer(File::from_str(&text, FileFormat::Toml)).map_err(|error| broken(&origin, &error))
}

fn environment() -> impl Iterator<Item = (String, String)> {
    effects::variables(PREFIX)
        .into_iter()
        .filter(|(name, _)| !name.starts_with(TEST_PREFIX) && name != CONFIG_VARIABLE)
}

fn from_variable(name: &str, value: &str) -> Result<Layer> {
    let one = Map::from([(name.to_owned(), value.to_owned())]);
    let source = config::Environment::with_prefix("GONGBAO")
        .prefix_separator("_")
        .source(Some(one));
    layer(source).map_err(|error| broken(name, &error))
}

fn layer(source: impl Source + Send + Sync + 'static) -> std::result::Result<Layer, ConfigError> {
    // An empty table: a value in place of a table is told as such by the library.
    let _: Map<String, Value> = source.collect()?;
    config::Config::builder()
        .add_source(source)
        .build()?
        .try_deserialize()
}

/// The library names the key in its message; the place is ours to name.
fn broken(origin: &str, error: &ConfigError) -> Failure {
    let key = key_of(error)
        .map(|key| format!("`{key}`: "))
        .unwrap_or_default();
    let text = error.to_string().replace('\n', " ");
    Failure::usage(
        Words::new(
            format!("配置 {origin} 有误：{key}{text}"),
            format!("the setting in {origin} is wrong: {key}{text}"),
        ),
        Words::new(
            "更正该处；所有配置项及说明见 config/default.toml",
            "correct it there; every key is described in config/default.toml",
        ),
    )
}

fn key_of(error: &ConfigError) -> Option<&str> {
    match error {
        ConfigError::Type { key, .. } | ConfigError::At { key, .. } => key.as_deref(),
        _ => None,
    }
}

fn ill_keys(origin: &str, fault: &KeyFault) -> Failure {
    Failure::usage(
        Words::new(
            format!("配置 {origin} 的 [keys] 有误：{fault}"),
            format!("the setting in {origin} is wrong in `keys`: {fault}"),
        ),
        Words::new(
            "更正该处；按键写法见 config/default.toml",
            "correct it there; config/default.toml says how keys are written",
        ),
    )
}

fn ill(origin: &str, key: &str, value: &str, allowed: &str) -> Failure {
    Failure::usage(
        Words::new(
            format!("配置 {origin} 有误：`{key}` 的值 `{value}` 不允许"),
            format!("the setting in {origin} is wrong: `{key}` cannot be `{value}`"),
        ),
        Words::new(format!("允许：{allowed}"), format!("allowed: {allowed}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[test]
    fn the_shipped_defaults_are_sound() {
        let layer = defaults().expect("sound");
        assert_eq!(layer.lang.as_deref(), Some("zh"));
        assert_eq!(layer.batch_second_signature_yuan, Some(100_000));
    }

    #[test]
    fn an_unknown_key_is_told_with_its_place() {
        let failure = from_variable("GONGBAO_DATABSE", "sqlite:x").unwrap_err();
        assert!(
            failure.message.en.contains("GONGBAO_DATABSE"),
            "{failure:?}"
        );
        assert!(failure.message.en.contains("databse"), "{failure:?}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_told_with_its_key() {
        let failure = from_variable("GONGBAO_BULK_CHUNK", "many").unwrap_err();
        assert!(failure.message.en.contains("bulk_chunk"), "{failure:?}");
    }

    #[test]
    fn what_the_console_cannot_do_is_refused_with_what_it_can() {
        let global = crate::args::Cli::try_parse_from(["gongbao", "console"]).expect("parses");
        let mut settings = Settings::read(&global.global, false).expect("sound");
        for (name, value, told) in [
            ("GONGBAO_GLYPHS", "emoji", "auto | ascii | unicode"),
            ("GONGBAO_CONSOLE_BLANK_S", "0", "1 – 86400"),
            ("GONGBAO_CONSOLE_END_S", "86401", "1 – 86400"),
        ] {
            let layer = from_variable(name, value).expect("readable");
            let failure = settings.lay(&layer, name).unwrap_err();
            assert!(failure.hint.en.contains(told), "{failure:?}");
        }
        let layer = from_variable("GONGBAO_CONSOLE_END_S", "60").expect("readable");
        settings.lay(&layer, "here").expect("sound");
        assert_eq!(settings.console.end_after, Duration::from_secs(60));
    }

    #[test]
    fn the_database_may_be_named_by_its_documented_variable() {
        let layer = from_variable("GONGBAO_DATABASE_URL", "sqlite:x.db").expect("known");
        assert_eq!(layer.database.as_deref(), Some("sqlite:x.db"));
    }
}
