//! Typed positions: a [`StaffIdx`] can never be used to look up a department.

use std::fmt;

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a number to index with.
            #[inline]
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The position with this number.
            #[inline]
            #[must_use]
            #[expect(clippy::cast_possible_truncation, reason = "no list of a program holds 2^32 entries")]
            pub fn new(index: usize) -> Self {
                $name(index as u32)
            }
        }
    )*};
}

index! {
    /// A staff member, by position in the program.
    StaffIdx,
    /// A team, by position in the program.
    TeamIdx,
    /// A department, by position in the program.
    DepartmentIdx,
    /// A mentor, by position in the program.
    MentorIdx,
    /// A slot of the horizon, from 0.
    Slot,
}

/// A set of slots; a horizon has at most 240 (120 months of two).
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotSet([u64; 4]);

impl SlotSet {
    /// The largest number of slots a set can hold.
    pub const CAPACITY: usize = 256;

    /// No slot.
    #[must_use]
    pub fn empty() -> Self {
        SlotSet::default()
    }

    /// The slots from `first` up to but not including `end`.
    #[must_use]
    pub fn range(first: usize, end: usize) -> Self {
        let mut set = SlotSet::empty();
        for slot in first..end {
            set.insert(Slot::new(slot));
        }
        set
    }

    /// One slot.
    #[must_use]
    pub fn one(slot: Slot) -> Self {
        let mut set = SlotSet::empty();
        set.insert(slot);
        set
    }

    /// Adds a slot.
    #[inline]
    pub fn insert(&mut self, slot: Slot) {
        self.0[slot.index() >> 6] |= 1 << (slot.index() & 63);
    }

    /// Takes a slot out.
    #[inline]
    pub fn remove(&mut self, slot: Slot) {
        self.0[slot.index() >> 6] &= !(1 << (slot.index() & 63));
    }

    /// Whether the slot is in the set.
    #[inline]
    #[must_use]
    pub fn contains(&self, slot: Slot) -> bool {
        self.0[slot.index() >> 6] >> (slot.index() & 63) & 1 == 1
    }

    /// Whether no slot is in the set.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }

    /// Number of slots.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Slots in both sets.
    #[inline]
    #[must_use]
    pub fn and(mut self, other: SlotSet) -> SlotSet {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word &= more;
        }
        self
    }

    /// Slots in either set.
    #[inline]
    #[must_use]
    pub fn or(mut self, other: SlotSet) -> SlotSet {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
        self
    }

    /// Slots in this set and not in the other.
    #[inline]
    #[must_use]
    pub fn minus(mut self, other: SlotSet) -> SlotSet {
        for (word, less) in self.0.iter_mut().zip(other.0) {
            *word &= !less;
        }
        self
    }

    /// The slots below 64 · `words.len()` that these words have a bit for.
    #[inline]
    #[must_use]
    pub(crate) fn from_words(words: &[u64]) -> Self {
        let mut set = SlotSet::empty();
        for (place, word) in set.0.iter_mut().zip(words) {
            *place = *word;
        }
        set
    }

    /// A bit for each slot.
    #[inline]
    #[must_use]
    pub(crate) fn words(&self) -> &[u64; 4] {
        &self.0
    }

    /// The slots, earliest first.
    pub fn iter(self) -> impl Iterator<Item = Slot> {
        (0..4usize).flat_map(move |word| {
            let mut left = self.0[word];
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    Slot::new(word * 64 + bit as usize)
                })
            })
        })
    }
}

impl FromIterator<Slot> for SlotSet {
    fn from_iter<I: IntoIterator<Item = Slot>>(slots: I) -> Self {
        let mut set = SlotSet::empty();
        for slot in slots {
            set.insert(slot);
        }
        set
    }
}

impl fmt::Debug for SlotSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|slot| slot.0))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_kept_in_order_across_words() {
        let set: SlotSet = [200, 3, 64, 63].into_iter().map(Slot).collect();
        assert_eq!(
            set.iter().map(|slot| slot.0).collect::<Vec<_>>(),
            [3, 63, 64, 200]
        );
        assert_eq!(set.len(), 4);
        assert!(set.minus(set).is_empty());
        assert_eq!(
            set.and(SlotSet::range(60, 65)),
            [63, 64].into_iter().map(Slot).collect()
        );
    }
}
