//! A small random number generator, so that a seed gives the same numbers on every platform and in
//! every version.
//!
//! SplitMix64: a counter passed through a mixing function (Steele, Lea and Flood, Fast splittable
//! pseudorandom number generators, 2014). It is quick, passes the usual batteries of tests, and needs
//! one word of state.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

/// 2⁶⁴ divided by the golden ratio: the step of the counter.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

impl Random {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Random { state: seed }
    }

    /// One of many independent streams of a seed, so that parts can draw in any order.
    #[must_use]
    pub fn stream(seed: u64, number: u64) -> Self {
        Random {
            state: mix(mix(seed.wrapping_add(STEP)) ^ number.wrapping_mul(STEP)),
        }
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A whole number from 0 up to but not including `end`; 0 if `end` is 0.
    #[inline]
    pub fn below(&mut self, end: usize) -> usize {
        // The high word of the product; its bias is below `end` / 2⁶⁴.
        let product = u128::from(self.bits()) * end as u128;
        (product >> 64) as usize
    }

    /// A whole number from `first` to `last`, both included.
    #[inline]
    pub fn between(&mut self, first: i32, last: i32) -> i32 {
        let span = last.abs_diff(first.min(last)) as usize + 1;
        first.min(last) + i32::try_from(self.below(span)).unwrap_or(0)
    }

    /// Whether something happens that does so this many times in a hundred.
    #[inline]
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A number from 0 up to but not including 1.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of a list, unless it is empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let at = self.below(list.len());
        list.get(at)
    }

    /// Puts a list into random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.below(last + 1);
            list.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_published_numbers() {
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.bits()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let mut random = Random::new(7);
        let mut seen = [false; 5];
        for _ in 0..200 {
            seen[random.below(5)] = true;
            assert!((-2..=2).contains(&random.between(-2, 2)));
            assert!((0.0..1.0).contains(&random.unit()));
        }
        assert_eq!(seen, [true; 5]);
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert!(random.chance(100) && !random.chance(0));
    }

    #[test]
    fn streams_of_a_seed_differ() {
        let first = |number| Random::stream(1, number).bits();
        assert_ne!(first(0), first(1));
        assert_ne!(Random::stream(2, 0).bits(), first(0));
    }
}
