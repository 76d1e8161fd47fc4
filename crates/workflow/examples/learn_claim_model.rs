//! Learns a model of duplicate claims from a CSV file and prints it as JSON; `config/matching/child-claim.json` is made so:
//! `cargo run -p workflow --no-default-features --example learn_claim_model -- claims.csv > config/matching/child-claim.json`.
//!
//! The file has a line of column names, those of the schema among them in any order, and no quoted cells.

#![allow(clippy::print_stdout, reason = "the model is what it prints")]

use child_premium::similarity as child_claim;
use matching::dataset::Dataset;
use matching::weights::Model;
use std::sync::Arc;

/// Values that fewer than one record in so many has are not written: they count as rare.
const RARE: u64 = 5000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("give the path of a CSV file")?;
    let text = std::fs::read_to_string(path)?;
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let schema = Arc::new(child_claim::schema());
    let place = |column: &str| head.iter().position(|name| *name == column);
    let columns: Vec<Option<usize>> = schema
        .fields
        .iter()
        .map(|field| place(&field.column))
        .collect();
    let id = place(&schema.id_column).ok_or("the file has no column for the id")?;
    let mut data = Dataset::new(schema);
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().unwrap_or("");
        let record: Vec<&str> = columns.iter().map(|at| cell(*at)).collect();
        data.push(cell(Some(id)), &record);
    }
    let mut model = Model::learn(&data);
    let least = model.frequencies.records / RARE;
    for table in &mut model.frequencies.tables {
        table.counts.retain(|_, count| u64::from(*count) > least);
    }
    println!("{}", serde_json::to_string(&model)?);
    Ok(())
}
