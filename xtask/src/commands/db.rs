//! `cargo xtask db`: the private PostgreSQL for work at the desk.

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::cluster::{Cluster, Durability};
use crate::workspace;

/// The database `db url` points at.
const DATABASE: &str = "gongbao";

/// What to do with the cluster.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Verb {
    /// Create it when needed, start it, and print its URL.
    Up {
        /// Write through to the disk as in production; slower.
        #[arg(long)]
        durable: bool,
    },
    /// Stop it; its data stay.
    Down,
    /// Stop it, delete its data, and start an empty one.
    Reset {
        /// Write through to the disk as in production; slower.
        #[arg(long)]
        durable: bool,
    },
    /// Print the URL of the running cluster.
    Url,
}

/// Runs one verb; only the URL goes to standard output.
pub fn run(verb: Verb) -> Result<()> {
    let cluster = Cluster::named(&workspace::root()?, "desk")?;
    match verb {
        Verb::Up { durable } => up(&cluster, durability(durable)),
        Verb::Down => cluster.stop(),
        Verb::Reset { durable } => {
            cluster.stop()?;
            cluster.remove()?;
            up(&cluster, durability(durable))
        }
        Verb::Url if cluster.is_up() => {
            println!("{}", cluster.url(DATABASE));
            Ok(())
        }
        Verb::Url => bail!("no server is running; start it with `cargo xtask db up`"),
    }
}

fn up(cluster: &Cluster, durability: Durability) -> Result<()> {
    if cluster.is_up() {
        eprintln!("the server is running already; `db down` first to change its settings");
    } else {
        cluster.start(durability)?;
    }
    cluster.create_database(DATABASE)?;
    println!("{}", cluster.url(DATABASE));
    Ok(())
}

fn durability(durable: bool) -> Durability {
    if durable {
        Durability::Durable
    } else {
        Durability::Throwaway
    }
}
