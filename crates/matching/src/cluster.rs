//! Pairs to cases: records that hang together through pairs at or above a line.

/// Groups of two and more records. A case may hold more than two claims.
#[derive(Debug, Default)]
pub struct Clusters {
    parents: Vec<u32>,
}

impl Clusters {
    /// Every record on its own.
    #[must_use]
    pub fn new(records: usize) -> Self {
        Self {
            parents: (0..records as u32).collect(),
        }
    }

    /// Joins the groups of two records; records that are not there are left alone.
    pub fn join(&mut self, a: u32, b: u32) {
        if a.max(b) as usize >= self.parents.len() {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b) as usize] = a.min(b);
    }

    fn root(&mut self, mut record: u32) -> u32 {
        while self.parents[record as usize] != record {
            let above = self.parents[self.parents[record as usize] as usize];
            self.parents[record as usize] = above;
            record = above;
        }
        record
    }

    /// The groups, members in order, groups by their first member.
    #[must_use]
    pub fn groups(mut self) -> Vec<Vec<u32>> {
        let mut members: Vec<(u32, u32)> = (0..self.parents.len() as u32)
            .map(|record| (self.root(record), record))
            .collect();
        members.sort_unstable();
        let runs = members.chunk_by(|left, right| left.0 == right.0);
        runs.filter(|run| run.len() > 1)
            .map(|run| run.iter().map(|member| member.1).collect())
            .collect()
    }
}

/// The cases that pairs at or above a line (thousandths of a bit) make among so many records.
#[must_use]
pub fn cluster(
    records: usize,
    pairs: impl IntoIterator<Item = crate::score::ScoredPair>,
    line: i32,
) -> Vec<Vec<u32>> {
    let mut clusters = Clusters::new(records);
    for pair in pairs {
        if pair.score >= line {
            clusters.join(pair.a, pair.b);
        }
    }
    clusters.groups()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_pairs_is_one_case() {
        let mut clusters = Clusters::new(6);
        clusters.join(4, 2);
        clusters.join(0, 5);
        clusters.join(2, 5);
        clusters.join(9, 1);
        assert_eq!(clusters.groups(), vec![vec![0, 2, 4, 5]]);
    }
}
