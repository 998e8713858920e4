//! Which placements can be at all: per person and department, the slots that no rule forbids.
//!
//! A rule says in its [`Scope`] what it looks at, so most rules are asked once per row or column of
//! cells. Why a cell is out is not kept; [`crate::rules::forbidden`] tells it again.

use rayon::prelude::{IndexedParallelIterator, ParallelIterator, ParallelSliceMut};

use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::rules::{Rule, RuleName, Scope};

/// People whose cells are worked out together by one thread.
const CHUNK: usize = 64;

/// The cells (person, department, slot) that no rule forbids by itself.
#[derive(Clone, Debug)]
pub struct Candidates {
    departments: usize,
    /// Words per set of slots: as few as the horizon needs.
    words: usize,
    /// Sets of slots, staff × departments × words.
    slots: Vec<u64>,
}

impl Candidates {
    /// The cells that every rule allows.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        Candidates::under(program, |_| true)
    }

    /// The cells of best-effort plans: a pin may fall short there and rules nothing out.
    #[must_use]
    pub fn best_effort(program: &Program) -> Self {
        Candidates::under(program, |rule| rule != RuleName::Pin)
    }

    fn under(program: &Program, counts: impl Fn(RuleName) -> bool) -> Self {
        let departments = program.departments.len();
        let words = program.calendar.len().div_ceil(64);
        let of_scope = |scope: Scope| -> Vec<&'static dyn Rule> {
            RuleName::ALL
                .iter()
                .filter(|rule| counts(**rule))
                .map(|rule| rule.rule())
                .filter(|rule| rule.scope() == scope)
                .collect()
        };
        let (by_person_slot, by_visit) = (
            of_scope(Scope::PersonSlot),
            of_scope(Scope::PersonDepartment),
        );
        let by_placement = of_scope(Scope::Placement);
        let open = open_slots(program, &of_scope(Scope::DepartmentSlot));
        let mut slots = vec![0; program.staff.len() * departments * words];
        let width = departments * words;
        if width == 0 {
            return Candidates {
                departments,
                words,
                slots,
            };
        }
        let fill = |s: StaffIdx, row: &mut [u64]| {
            let allows = |rules: &[&dyn Rule], d, t| {
                rules
                    .iter()
                    .all(|rule| rule.forbids(program, s, d, t).is_none())
            };
            let any = DepartmentIdx(0);
            let free: SlotSet = program
                .calendar
                .slots()
                .filter(|t| allows(&by_person_slot, any, *t))
                .collect();
            if free.is_empty() {
                return;
            }
            for (d, place) in program.department_indices().zip(row.chunks_mut(words)) {
                if allows(&by_visit, d, Slot(0)) {
                    let left = free.and(open[d.index()]);
                    let left: SlotSet = left
                        .iter()
                        .filter(|t| allows(&by_placement, d, *t))
                        .collect();
                    place.copy_from_slice(&left.words()[..words]);
                }
            }
        };
        slots
            .par_chunks_mut(width * CHUNK)
            .enumerate()
            .for_each(|(chunk, rows)| {
                for (at, row) in rows.chunks_mut(width).enumerate() {
                    fill(StaffIdx::new(chunk * CHUNK + at), row);
                }
            });
        Candidates {
            departments,
            words,
            slots,
        }
    }

    /// The slots in which a person may visit a department.
    #[inline]
    #[must_use]
    pub fn slots(&self, staff: StaffIdx, department: DepartmentIdx) -> SlotSet {
        let first = (staff.index() * self.departments + department.index()) * self.words;
        SlotSet::from_words(&self.slots[first..first + self.words])
    }

    /// Whether a person may visit a department in a slot.
    #[inline]
    #[must_use]
    pub fn allows(&self, staff: StaffIdx, department: DepartmentIdx, slot: Slot) -> bool {
        let first = (staff.index() * self.departments + department.index()) * self.words;
        self.slots[first + (slot.index() >> 6)] >> (slot.index() & 63) & 1 == 1
    }

    /// The slots in which a person may go anywhere.
    #[must_use]
    pub fn slots_of(&self, staff: StaffIdx) -> SlotSet {
        (0..self.departments).fold(SlotSet::empty(), |any, d| {
            any.or(self.slots(staff, DepartmentIdx::new(d)))
        })
    }

    /// One person's cells, sorted by slot, then department.
    pub fn of(&self, staff: StaffIdx) -> Vec<(Slot, DepartmentIdx)> {
        let mut cells: Vec<(Slot, DepartmentIdx)> = (0..self.departments)
            .map(DepartmentIdx::new)
            .flat_map(|d| self.slots(staff, d).iter().map(move |t| (t, d)))
            .collect();
        cells.sort_unstable();
        cells
    }

    /// Number of cells in all.
    #[must_use]
    pub fn count(&self) -> usize {
        self.slots
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }
}

/// The slots of each department that no rule on departments and slots closes.
fn open_slots(program: &Program, rules: &[&dyn Rule]) -> Vec<SlotSet> {
    if program.staff.is_empty() {
        return vec![SlotSet::empty(); program.departments.len()];
    }
    let open = |d, t: &Slot| {
        rules
            .iter()
            .all(|rule| rule.forbids(program, StaffIdx(0), d, *t).is_none())
    };
    program
        .department_indices()
        .map(|d| program.calendar.slots().filter(|t| open(d, t)).collect())
        .collect()
}
