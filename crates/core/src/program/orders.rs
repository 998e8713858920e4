//! What a command asks of a plan on top of the program file.

use super::index::{Slot, SlotSet, StaffIdx};
use crate::goals::Floor;

/// What is asked of a plan on top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    /// Slots that are over.
    pub(crate) past: Past,
    /// Most baseline placements that may be given up.
    pub(crate) max_changes: Option<usize>,
    /// Most mentors that may guide anybody at all; known to the exact engine alone.
    pub(crate) most_mentors: Option<usize>,
    /// Goals that are to be at least so good; known to the exact engine alone.
    pub(crate) floors: Vec<Floor>,
}

/// Slots that are over, and who was away then: nobody else can be placed in them any more.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    /// The slots.
    pub(crate) slots: SlotSet,
    /// By person, the slots in which the person was away.
    pub(crate) away: Vec<SlotSet>,
    /// Pins from this position on settle what is over; those before are the file's own.
    pub(crate) first_pin: usize,
}

impl Past {
    /// Whether the person cannot be placed in the slot because it is over.
    #[inline]
    pub(crate) fn bars(&self, s: StaffIdx, t: Slot) -> bool {
        let was_away = |own: &SlotSet| own.contains(t);
        self.slots.contains(t) && !self.away.get(s.index()).is_some_and(was_away)
    }
}
