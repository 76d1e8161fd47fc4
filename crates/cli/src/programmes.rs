//! THE list of programmes: a programme exists because it stands here.

use policy::Registry;

/// Every programme of this installation, in the order of the menus.
pub fn registry() -> Registry {
    Registry::new(vec![child_premium::programme()])
}
