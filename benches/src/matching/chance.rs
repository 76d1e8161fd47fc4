//! Chance that repeats: the Mersenne Twister (MT19937) with 53 bits a draw, and draws from weighted lists.

const WORDS: usize = 624;
const MIDDLE: usize = 397;

/// A sequence of draws that hangs on its key only.
pub struct Chance {
    state: [u32; WORDS],
    at: usize,
}

impl Chance {
    /// Begins the sequence of a seed.
    pub fn of_seed(seed: u64) -> Self {
        let (low, high) = (seed as u32, (seed >> 32) as u32);
        if high == 0 {
            Self::new(&[low])
        } else {
            Self::new(&[low, high])
        }
    }

    /// Begins the sequence of a key of one or more words.
    pub fn new(key: &[u32]) -> Self {
        let mut state = [0_u32; WORDS];
        state[0] = 19_650_218;
        for at in 1..WORDS {
            state[at] = scramble(state[at - 1], 1_812_433_253).wrapping_add(at as u32);
        }
        let (mut at, mut word) = (1, 0);
        for _ in 0..WORDS.max(key.len()) {
            state[at] = (state[at] ^ scramble(state[at - 1], 1_664_525))
                .wrapping_add(key[word])
                .wrapping_add(word as u32);
            at = next(&mut state, at);
            word = (word + 1) % key.len();
        }
        for _ in 1..WORDS {
            state[at] =
                (state[at] ^ scramble(state[at - 1], 1_566_083_941)).wrapping_sub(at as u32);
            at = next(&mut state, at);
        }
        state[0] = 0x8000_0000;
        Self { state, at: WORDS }
    }

    fn word(&mut self) -> u32 {
        if self.at == WORDS {
            self.turn();
        }
        let mut word = self.state[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn turn(&mut self) {
        for at in 0..WORDS {
            let mixed =
                (self.state[at] & 0x8000_0000) | (self.state[(at + 1) % WORDS] & 0x7fff_ffff);
            let odd = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[at] = self.state[(at + MIDDLE) % WORDS] ^ (mixed >> 1) ^ odd;
        }
        self.at = 0;
    }

    /// A number from 0 up to but without 1.
    pub fn draw(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// Whether something of this probability comes to pass.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.draw() < probability
    }

    /// A whole number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.draw() * bound as f64) as usize
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// So many digits.
    pub fn digits(&mut self, count: u32) -> String {
        let number = self.below(10_usize.pow(count));
        format!("{number:0width$}", width = count as usize)
    }
}

fn scramble(word: u32, factor: u32) -> u32 {
    (word ^ (word >> 30)).wrapping_mul(factor)
}

/// The place after; past the end the last word goes to the front.
fn next(state: &mut [u32; WORDS], at: usize) -> usize {
    if at + 1 < WORDS {
        return at + 1;
    }
    state[0] = state[WORDS - 1];
    1
}

/// Values that are drawn by their weight.
pub struct Weighted<T> {
    values: Vec<T>,
    sums: Vec<f64>,
}

impl<T: Clone> Weighted<T> {
    /// From values with their weights.
    pub fn new(pairs: impl IntoIterator<Item = (T, f64)>) -> Self {
        let (mut values, mut sums, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for (value, weight) in pairs {
            sum += weight;
            values.push(value);
            sums.push(sum);
        }
        Self { values, sums }
    }

    /// Most frequent first; the weight falls off with the rank.
    pub fn by_rank(values: impl IntoIterator<Item = T>) -> Self {
        let ranked = values.into_iter().enumerate();
        Self::new(ranked.map(|(rank, value)| (value, 1.0 / (rank + 10) as f64)))
    }

    /// The value at a share of all weight, from 0 up to but without 1.
    pub fn at(&self, share: f64) -> T {
        let total = self.sums.last().copied().unwrap_or_default();
        let at = self.sums.partition_point(|sum| *sum <= share * total);
        self.values[at.min(self.values.len() - 1)].clone()
    }

    /// One value.
    pub fn draw(&self, chance: &mut Chance) -> T {
        self.at(chance.draw())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // The first output of the authors' `init_by_array({0x123, 0x234, 0x345, 0x456})`.
        assert_eq!(
            Chance::new(&[0x123, 0x234, 0x345, 0x456]).word(),
            1_067_595_299
        );
    }

    #[test]
    fn a_value_is_drawn_by_its_weight() {
        let weighted = Weighted::new([('a', 1.0), ('b', 3.0)]);
        assert_eq!(
            [0.0, 0.24, 0.25, 0.99].map(|share| weighted.at(share)),
            ['a', 'a', 'b', 'b']
        );
    }
}
