//! THE list of programmes: a programme exists because it stands here, and is installed where the site names it.

use policy::{Programme, Registry};
use std::sync::OnceLock;

/// What a site installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Ids of the programmes, in the order of the menus.
    pub programmes: Vec<String>,
    /// The site's area, a division code.
    pub area: Option<String>,
}

impl Default for Installed {
    fn default() -> Self {
        Self {
            programmes: vec![child_premium::ID.to_owned()],
            area: None,
        }
    }
}

/// Ids of every programme there is.
pub const IDS: [&str; 2] = [child_premium::ID, mutual_aid::ID];

/// The words of the command line depend on it, so it is known before the command line is read.
static INSTALLED: OnceLock<Installed> = OnceLock::new();

/// Says once what the site installs.
pub fn install(installed: Installed) {
    // Only the first word of a process counts.
    let _ = INSTALLED.set(installed);
}

/// Every programme of this installation, in the order of the menus.
pub fn registry() -> Registry {
    let installed = INSTALLED.get().cloned().unwrap_or_default();
    let area = installed.area.as_deref();
    let made = installed.programmes.iter().filter_map(|id| made(id, area));
    Registry::new(made.collect())
}

fn made(id: &str, area: Option<&str>) -> Option<Box<dyn Programme>> {
    match id {
        child_premium::ID => Some(child_premium::programme()),
        mutual_aid::ID => Some(mutual_aid::programme(area)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_that_names_no_programme_has_the_first_alone_and_every_id_makes_one() {
        assert_eq!(registry().iter().count(), 1);
        for id in IDS {
            assert_eq!(made(id, None).unwrap().id(), id);
        }
        assert!(made("nothing", None).is_none());
    }
}
