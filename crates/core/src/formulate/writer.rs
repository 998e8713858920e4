//! Claims written out as rows over the cells at hand.

use std::collections::HashMap;

use super::{Decision, Formulation, Selection};
use crate::claim::{Block, Claim, Limit, Source, Sum, Term};
use crate::goals::{self, GoalName};
use crate::model::{Column, Row};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::rules::{self, RuleName};

const ABSENT: u32 = u32::MAX;
const STANDS: u32 = u32::MAX - 1;

/// Writes claims as rows, and what they speak of as columns.
pub(super) struct Writer<'a> {
    program: &'a Program,
    best_effort: bool,
    /// What was written so far.
    pub(super) done: Formulation,
    /// Each person's place in `table`.
    position: Vec<u32>,
    /// Whether the person at a place has open cells.
    free: Vec<bool>,
    /// Columns of the cells, people × slots × departments.
    table: Vec<u32>,
    /// Cells that may host somebody, departments × slots.
    guests: Vec<u32>,
    /// What auxiliary decisions are worth.
    worth: HashMap<Decision, i64>,
    terms: Vec<(u32, i64)>,
}

impl<'a> Writer<'a> {
    /// Columns of the cells, and no row yet.
    pub(super) fn new(program: &'a Program, selection: &Selection, best_effort: bool) -> Self {
        let (slots, departments) = (program.calendar.len(), program.departments.len());
        let mut writer = Writer {
            program,
            best_effort,
            done: Formulation::default(),
            position: vec![ABSENT; program.staff.len()],
            free: Vec::new(),
            table: Vec::new(),
            guests: vec![0; slots * departments],
            worth: HashMap::new(),
            terms: Vec::new(),
        };
        for (staff, cells) in &selection.free {
            let base = writer.place(*staff, true);
            for &(t, d) in cells {
                let gain = goals::placement_gain(program, *staff, d, t);
                let at = writer.column(Decision::Placed(*staff, t, d), 0, 1, gain);
                writer.table[base + t.index() * departments + d.index()] = at;
                writer.guests[d.index() * slots + t.index()] += 1;
            }
        }
        for &(staff, (t, d)) in &selection.fixed {
            let base = writer.place(staff, false);
            writer.table[base + t.index() * departments + d.index()] = STANDS;
            writer.guests[d.index() * slots + t.index()] += 1;
        }
        for goal in GoalName::weighed(program) {
            for (sum, value) in goal.goal().auxiliaries(program) {
                if let Some(decision) = single(&sum) {
                    *writer.worth.entry(decision).or_default() +=
                        goal.signed_weight(program) * value;
                }
            }
        }
        writer
    }

    /// Where the person's cells begin in the table.
    fn place(&mut self, staff: StaffIdx, free: bool) -> usize {
        let width = self.program.calendar.len() * self.program.departments.len();
        if self.position[staff.index()] == ABSENT {
            self.position[staff.index()] = StaffIdx::new(self.free.len()).0;
            self.free.push(false);
            self.table.resize(self.table.len() + width, ABSENT);
        }
        let at = self.position[staff.index()] as usize;
        self.free[at] |= free;
        at * width
    }

    /// Whether the person has open cells.
    pub(super) fn decided_here(&self, staff: StaffIdx) -> bool {
        let at = self.position[staff.index()];
        at != ABSENT && self.free[at as usize]
    }

    fn column(&mut self, decision: Decision, lower: i64, upper: i64, worth: i64) -> u32 {
        let at = StaffIdx::new(self.done.decisions.len()).0;
        self.done.decisions.push(decision);
        self.done.model.columns.push(Column {
            lower,
            upper,
            worth,
        });
        at
    }

    fn auxiliary(&mut self, decision: Decision, lower: i64, upper: i64) -> u32 {
        if let Some(&at) = self.done.auxiliaries.get(&decision) {
            return at;
        }
        let worth = self.worth.get(&decision).copied().unwrap_or(0);
        let at = self.column(decision, lower, upper, worth);
        self.done.auxiliaries.insert(decision, at);
        at
    }

    /// Adds the claims that bind one person alone.
    pub(super) fn write_personal(&mut self, staff: StaffIdx) {
        let rotations = i64::from(self.program.staff[staff.index()].rotations);
        for claim in rules::personal_claims(self.program, staff) {
            // The limit on the person's rotations implies it.
            let implied = |limit: i64| {
                limit >= rotations
                    && claim.reason.source != Source::Rule(RuleName::Participation)
                    && matches!(
                        claim.terms.as_slice(),
                        [Term { coefficient: 1, sum: Sum::Placed(block) }] if *block.people == [staff]
                    )
            };
            if !matches!(claim.limit, Limit::AtMost(limit) if implied(limit)) {
                self.write(&claim);
            }
        }
    }

    /// Adds a claim as a row, unless every plan keeps it anyway.
    pub(super) fn write(&mut self, claim: &Claim) {
        let elsewhere = |term: &Term| matches!(term.sum, Sum::Points(staff) if self.position[staff.index()] == ABSENT);
        if claim.terms.iter().any(elsewhere) {
            return;
        }
        self.terms.clear();
        let mut constant = 0;
        for term in &claim.terms {
            constant += self.add(term);
        }
        let mut terms = std::mem::take(&mut self.terms);
        tidy(&mut terms);
        let (lower, upper) = match claim.limit {
            Limit::AtMost(most) => (None, Some(most - constant)),
            Limit::AtLeast(least) => (Some(least - constant), None),
            Limit::Exactly(number) => (Some(number - constant), Some(number - constant)),
        };
        let mut row = Row {
            terms,
            lower,
            upper,
        };
        let (least, most) = row.reach(&self.done.model.columns);
        row.lower = row.lower.filter(|lower| *lower > least);
        if self.best_effort
            && let Some(needed) = row.lower
            && let Source::Rule(rule) = claim.reason.source
            && rules::may_fall_short(rule)
        {
            let short = self.auxiliary(Decision::Short(claim.reason.subject), 0, 0);
            let column = &mut self.done.model.columns[short as usize];
            column.upper = column.upper.max(needed - least);
            row.terms.push((short, 1));
            tidy(&mut row.terms);
        } else {
            row.upper = row.upper.filter(|upper| *upper < most);
            let possible = row.lower.is_none_or(|lower| lower <= most)
                && row.upper.is_none_or(|upper| upper >= least);
            if !possible {
                self.done.impossible.push(claim.reason);
            }
        }
        if row.lower.is_some() || row.upper.is_some() {
            tighten(&mut row, &self.done.model.columns);
            self.done.model.rows.push(row);
            self.done.reasons.push(claim.reason);
        } else {
            self.terms = row.terms;
        }
    }

    /// Adds a term's columns to the row at hand; what stands already is returned as a number.
    fn add(&mut self, term: &Term) -> i64 {
        let coefficient = term.coefficient;
        match &term.sum {
            Sum::Placed(block) => self.add_block(block, coefficient),
            Sum::Points(staff) => self.add_points(*staff, coefficient),
            Sum::Guided { mentors, slots } => {
                for &m in mentors.iter() {
                    let home = self.program.mentors[m.index()].department.index();
                    for t in slots.iter() {
                        let guests = self.guests[home * self.program.calendar.len() + t.index()];
                        let most = rules::guide_limit(self.program, m, t).min(guests);
                        if most > 0 {
                            let at = self.auxiliary(Decision::Guided(m, t), 0, most.into());
                            self.terms.push((at, coefficient));
                        }
                    }
                }
                0
            }
            Sum::Busy { mentor, slots } => {
                self.add_switches(*slots, coefficient, |t| Decision::Busy(*mentor, t));
                0
            }
            Sum::Used(mentor) => {
                let at = self.auxiliary(Decision::Used(*mentor), 0, 1);
                self.terms.push((at, coefficient));
                0
            }
            Sum::Paired {
                staff,
                mentor,
                slots,
            } => {
                if self.position[staff.index()] != ABSENT {
                    self.add_switches(*slots, coefficient, |t| {
                        Decision::Paired(*staff, *mentor, t)
                    });
                }
                0
            }
            Sum::Linked { team, department } => {
                let at = self.auxiliary(Decision::Linked(*team, *department), 0, 1);
                self.terms.push((at, coefficient));
                0
            }
            Sum::Peak => {
                let most = i64::from(StaffIdx::new(self.free.len()).0);
                let at = self.auxiliary(Decision::Peak, 0, most);
                self.terms.push((at, coefficient));
                0
            }
            Sum::MentorPeak => {
                let most = self.guests.iter().map(|guests| i64::from(*guests)).sum();
                let at = self.auxiliary(Decision::MentorPeak, 0, most);
                self.terms.push((at, coefficient));
                0
            }
            Sum::Happiness => {
                let (low, high) = self.happiness();
                let at = self.auxiliary(Decision::Happiness, low, high);
                self.terms.push((at, coefficient));
                0
            }
        }
    }

    fn add_switches(
        &mut self,
        slots: SlotSet,
        coefficient: i64,
        decision: impl Fn(Slot) -> Decision,
    ) {
        for t in slots.iter() {
            let at = self.auxiliary(decision(t), 0, 1);
            self.terms.push((at, coefficient));
        }
    }

    fn add_block(&mut self, block: &Block, coefficient: i64) -> i64 {
        let (slots, departments) = (self.program.calendar.len(), self.program.departments.len());
        let when: Vec<usize> = block.slots.iter().map(Slot::index).collect();
        let mut stands = 0;
        for s in block.people.iter() {
            let at = self.position[s.index()];
            if at == ABSENT {
                continue;
            }
            let base = at as usize * slots * departments;
            for t in &when {
                let row = &self.table[base + t * departments..base + (t + 1) * departments];
                for d in block.departments.iter() {
                    match row[d.index()] {
                        ABSENT => {}
                        STANDS => stands += coefficient,
                        at => self.terms.push((at, coefficient)),
                    }
                }
            }
        }
        stands
    }

    fn add_points(&mut self, staff: StaffIdx, coefficient: i64) -> i64 {
        let mut stands = 0;
        let at = self.position[staff.index()];
        if at == ABSENT {
            return 0;
        }
        let departments = self.program.departments.len();
        let width = self.program.calendar.len() * departments;
        let base = at as usize * width;
        for cell in 0..width {
            let column = self.table[base + cell];
            if column != ABSENT {
                let (t, d) = (cell / departments, cell % departments);
                let points = self.program.department_points(staff, DepartmentIdx::new(d))
                    + self.program.slot_points(staff, Slot::new(t));
                if column == STANDS {
                    stands += coefficient * points;
                } else if points != 0 {
                    self.terms.push((column, coefficient * points));
                }
            }
        }
        stands
    }

    /// Between what the least happy participant's points must lie.
    fn happiness(&self) -> (i64, i64) {
        let departments = self.program.departments.len().max(1);
        let width = self.program.calendar.len() * self.program.departments.len();
        let (mut low, mut high) = (i64::MAX, i64::MAX);
        for (s, person) in self.program.staff_indices().zip(&self.program.staff) {
            let at = self.position[s.index()];
            if at == ABSENT || !person.counts_for_happiness() {
                continue;
            }
            let base = at as usize * width;
            let (mut worst, mut best) = (0, 0);
            for cell in (0..width).filter(|cell| self.table[base + cell] != ABSENT) {
                let points = self
                    .program
                    .department_points(s, DepartmentIdx::new(cell % departments))
                    + self.program.slot_points(s, Slot::new(cell / departments));
                worst = worst.min(points);
                best = best.max(points);
            }
            let times = i64::from(person.rotations).min(self.program.calendar.len() as i64);
            low = low.min(person.carry + times * worst);
            high = high.min(person.carry + times * best);
        }
        if low == i64::MAX { (0, 0) } else { (low, high) }
    }
}

/// The decision that a sum of just one stands for.
fn single(sum: &Sum) -> Option<Decision> {
    match sum {
        Sum::Linked { team, department } => Some(Decision::Linked(*team, *department)),
        Sum::Peak => Some(Decision::Peak),
        Sum::MentorPeak => Some(Decision::MentorPeak),
        Sum::Happiness => Some(Decision::Happiness),
        Sum::Placed(_)
        | Sum::Points(_)
        | Sum::Guided { .. }
        | Sum::Busy { .. }
        | Sum::Used(_)
        | Sum::Paired { .. } => None,
    }
}

/// Puts columns in order, each once, and drops those that cancel out.
fn tidy(terms: &mut Vec<(u32, i64)>) {
    if !terms.is_sorted_by(|a, b| a.0 < b.0) {
        terms.sort_unstable_by_key(|(at, _)| *at);
        let mut kept: usize = 0;
        for at in 0..terms.len() {
            if kept > 0 && terms[kept - 1].0 == terms[at].0 {
                terms[kept - 1].1 += terms[at].1;
            } else {
                terms[kept] = terms[at];
                kept += 1;
            }
        }
        terms.truncate(kept);
    }
    terms.retain(|(_, coefficient)| *coefficient != 0);
}

/// Where a row says that a switch allows an amount, the switch need not allow more than the amount's
/// own limit: large coefficients cost backends exactness and speed.
fn tighten(row: &mut Row, columns: &[Column]) {
    if row.upper != Some(0) || row.lower.is_some() {
        return;
    }
    if let [(amount, 1), (switch, allowed)] | [(switch, allowed), (amount, 1)] =
        row.terms.as_mut_slice()
        && *allowed < 0
        && (
            columns[*switch as usize].lower,
            columns[*switch as usize].upper,
        ) == (0, 1)
    {
        *allowed = (*allowed).max(-columns[*amount as usize].upper.max(1));
    }
}
