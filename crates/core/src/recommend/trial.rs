//! One more placement in a standing plan, tried and checked.

use std::collections::BTreeSet;

use super::file::{Moved, Opening};
use crate::candidates::Candidates;
use crate::claim::{Source, Subject};
use crate::formulate::Cell;
use crate::pairing::{Pair, Unpaired, pair};
use crate::plan::PlanFile;
use crate::program::{Program, StaffIdx};
use crate::replan::keep_mentors;
use crate::rules::{Breach, RuleName, forbidden};
use crate::schedule::{Placement, Schedule};
use crate::verify::{Verdict, recheck};

/// Somebody goes from one place to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) from: Placement,
    pub(super) to: Cell,
}

/// A standing plan and a person who is to be placed in it.
pub(super) struct Trial<'a> {
    program: &'a Program,
    plan: &'a PlanFile,
    candidates: Candidates,
    s: StaffIdx,
    standing: &'a Schedule,
    score: i64,
    /// Rules that the plan breaks as it stands: rotations and visits that are missing.
    before: Vec<Breach>,
}

/// What one more placement breaks.
enum Tried {
    /// Nothing; the plan with it.
    Kept(Schedule, i64),
    /// These rules.
    Broken(Vec<Breach>),
    /// Mentors of a department are too few.
    Unguided(crate::program::DepartmentIdx),
}

/// Rules that more placements mend: what is missing as it stands is not held against an opening.
fn is_shortfall(breach: &Breach, schedule: &Schedule, program: &Program) -> bool {
    let rule = |name: RuleName| breach.rule == name.name();
    let short = match breach.subject {
        Some(Subject::Staff(s)) => {
            schedule.of(s).len() < program.staff[s.index()].rotations as usize
        }
        _ => true,
    };
    short
        && (rule(RuleName::Participation)
            || rule(RuleName::MustVisit)
            || rule(RuleName::MinVisits)
            || rule(RuleName::Pin))
}

impl<'a> Trial<'a> {
    /// # Errors
    /// Rules that the plan breaks and that more placements do not mend.
    pub(super) fn new(
        program: &'a Program,
        plan: &'a PlanFile,
        verdict: &'a Verdict,
        s: StaffIdx,
    ) -> Result<Self, Vec<Breach>> {
        let mends = |breach: &&Breach| is_shortfall(breach, &verdict.schedule, program);
        let lasting = verdict.breaches.iter().filter(|breach| !mends(breach));
        let lasting: Vec<Breach> = lasting.cloned().collect();
        if !lasting.is_empty() {
            return Err(lasting);
        }
        Ok(Trial {
            program,
            plan,
            candidates: Candidates::new(program),
            s,
            standing: &verdict.schedule,
            score: verdict.values.score,
            before: verdict.breaches.clone(),
        })
    }

    /// The person's cells that have room as things stand, those of the person's own rules set aside that
    /// look at several placements.
    pub(super) fn open(&self) -> Vec<Cell> {
        let cells = self.candidates.of(self.s).into_iter();
        let free = |(t, _): &Cell| self.standing.away(self.s, *t) == 0;
        cells
            .filter(free)
            .filter(|cell| self.blockers(*cell).is_some_and(|people| people.is_empty()))
            .collect()
    }

    /// The person's cells that could be, and are not open as things stand.
    pub(super) fn shut(&self, open: &[Cell]) -> Vec<Cell> {
        let cells = self.candidates.of(self.s).into_iter();
        let free = |(t, _): &Cell| self.standing.away(self.s, *t) == 0;
        cells
            .filter(free)
            .filter(|cell| !open.contains(cell))
            .collect()
    }

    /// The placements any one of which, if it were gone, might open a cell; none where the cell is open,
    /// nothing where no single one would.
    fn blockers(&self, (t, d): Cell) -> Option<Vec<Placement>> {
        let mut common: Option<BTreeSet<Placement>> = None;
        let mut narrow = |these: BTreeSet<Placement>| {
            common = Some(match common.take() {
                Some(known) => known.intersection(&these).copied().collect(),
                None => these,
            });
        };
        match self.tried(&[(t, d)], None) {
            Tried::Kept(..) => {}
            Tried::Unguided(d) => {
                let all = self.standing.all().iter();
                narrow(all.filter(|x| x.department == d).copied().collect());
            }
            Tried::Broken(breaches) => {
                for breach in breaches.iter().filter(|breach| !self.own(breach)) {
                    narrow(self.behind(breach, (t, d)));
                }
            }
        }
        match common {
            None => Some(Vec::new()),
            Some(people) if people.is_empty() => None,
            Some(people) => Some(people.into_iter().collect()),
        }
    }

    /// Whether a breach is of the person's own rules, which other placements of the person may mend.
    fn own(&self, breach: &Breach) -> bool {
        match breach.subject {
            Some(Subject::Staff(s) | Subject::Visit(s, _) | Subject::MustVisit(s, _)) => {
                s == self.s
            }
            Some(Subject::Pin(at)) => {
                let pin = self.program.pins.get(at as usize);
                pin.is_some_and(|pin| pin.staff == self.s)
            }
            _ => false,
        }
    }

    /// Whether the plan falls short as much or more as it stands.
    fn stood(&self, breach: &Breach) -> bool {
        let same = |known: &&Breach| (&known.rule, known.subject) == (&breach.rule, breach.subject);
        let mut known = self.before.iter().filter(same);
        known.any(|known| known.amount >= breach.amount)
    }

    /// The placements of others that take part in a breach.
    fn behind(&self, breach: &Breach, (t, d): Cell) -> BTreeSet<Placement> {
        let p = self.program;
        let takes_part = |x: &&Placement| match breach.subject {
            Some(Subject::Program) => x.slot == t,
            Some(Subject::Team(g)) => x.slot == t && p.staff[x.staff.index()].team == g,
            Some(Subject::Cover(g, at)) => {
                let cover = &p.teams[g.index()].cover[at as usize];
                x.slot == t && cover.people.contains(&x.staff)
            }
            Some(Subject::Apart(at)) => {
                let group = p.apart.get(at as usize);
                x.slot == t && group.is_some_and(|group| group.people.contains(&x.staff))
            }
            Some(Subject::Department(_)) => (x.slot, x.department) == (t, d),
            _ => x.department == d,
        };
        let others = self.standing.all().iter().filter(|x| x.staff != self.s);
        others.filter(takes_part).copied().collect()
    }

    /// Moves of one other person that may open a cell.
    pub(super) fn moves(&self, cell: Cell) -> Vec<(Placement, Cell)> {
        let mut moves = Vec::new();
        for from in self.blockers(cell).into_iter().flatten() {
            let now = (from.slot, from.department);
            let cells = self.candidates.of(from.staff).into_iter();
            let elsewhere = |to: &Cell| {
                *to != now
                    && (to.0 == from.slot || self.standing.away(from.staff, to.0) == 0)
                    && self.has_seat(*to, cell)
            };
            moves.extend(cells.filter(elsewhere).map(|to| (from, to)));
        }
        moves
    }

    /// Whether a seat is free where somebody would go, with the person in the cell.
    fn has_seat(&self, to: Cell, cell: Cell) -> bool {
        let all = self.standing.all().iter();
        let guests = all.filter(|x| (x.slot, x.department) == to).count();
        let seats = self.program.departments[to.1.index()].seats[to.0.index()] as usize;
        guests + usize::from(to == cell) < seats
    }

    /// Adds open cells to a set until it is large enough, where that can be; each the best that fits.
    pub(super) fn complete(&self, set: &mut Vec<Cell>, size: usize, step: Step) -> bool {
        let cells = self.candidates.of(self.s);
        while set.len() < size {
            let mut best: Option<(i64, Cell)> = None;
            for cell in &cells {
                if set.iter().any(|(t, _)| *t == cell.0) || self.standing.away(self.s, cell.0) > 0 {
                    continue;
                }
                let mut larger = set.clone();
                larger.push(*cell);
                let gain = crate::goals::placement_gain(self.program, self.s, cell.1, cell.0);
                let fits = match self.tried(&larger, Some(step)) {
                    Tried::Kept(..) => true,
                    Tried::Broken(breaches) => breaches.iter().all(|breach| {
                        larger.len() < size
                            && is_shortfall(breach, self.standing, self.program)
                            && self.own(breach)
                    }),
                    Tried::Unguided(_) => false,
                };
                if fits && best.is_none_or(|(most, _)| gain > most) {
                    best = Some((gain, *cell));
                }
            }
            let Some((_, cell)) = best else {
                return false;
            };
            set.push(cell);
        }
        set.sort_unstable();
        true
    }

    /// The plan with the person in these cells and, perhaps, somebody else moved.
    fn tried(&self, cells: &[Cell], step: Option<Step>) -> Tried {
        let program = self.program;
        let left = |x: &&Placement| step.is_none_or(|step| step.from != **x);
        let stay: Vec<Placement> = self.standing.all().iter().filter(left).copied().collect();
        let moved = step.map(|step| (step.from.staff, step.to));
        let new: Vec<(StaffIdx, Cell)> = cells.iter().map(|cell| (self.s, *cell)).collect();
        let new: Vec<(StaffIdx, Cell)> = new.into_iter().chain(moved).collect();
        let placements = match self.guided(&stay, &new) {
            Ok(placements) => placements,
            Err(Unpaired::Impossible(d) | Unpaired::Unknown(d)) => return Tried::Unguided(d),
            Err(Unpaired::Short(short)) => {
                return match short.first() {
                    Some(first) => Tried::Unguided(first.department),
                    None => Tried::Broken(Vec::new()),
                };
            }
        };
        let schedule = Schedule::new(program, placements);
        let (breaches, values) = recheck(program, &schedule);
        let new = |breach: &Breach| self.own(breach) || !self.stood(breach);
        let broken: Vec<Breach> = breaches.into_iter().filter(new).collect();
        match broken.is_empty() {
            true => Tried::Kept(schedule, values.score),
            false => Tried::Broken(broken),
        }
    }

    /// Who guides whom: everybody whom they have as things stand where that can be.
    fn guided(
        &self,
        stay: &[Placement],
        new: &[(StaffIdx, Cell)],
    ) -> Result<Vec<Placement>, Unpaired> {
        let homes: BTreeSet<_> = new.iter().map(|(_, (_, d))| *d).collect();
        // Departments that get no guest keep their pairs.
        let (touched, mut kept): (Vec<Placement>, Vec<Placement>) =
            stay.iter().partition(|x| homes.contains(&x.department));
        let placed = |x: &Placement| (x.staff, (x.slot, x.department));
        let guests: Vec<(StaffIdx, Cell)> = touched
            .iter()
            .map(placed)
            .chain(new.iter().copied())
            .collect();
        let stood = touched
            .iter()
            .filter_map(|x| Some((x.staff, x.mentor?, x.slot)));
        let wanted: BTreeSet<_> = stood.chain(self.pinned(new)).collect();
        let paired = match pair(self.program, &guests, Some(&wanted)) {
            Ok(paired) => paired,
            Err(_) => pair(self.program, &guests, None)?,
        };
        kept.extend(paired);
        Ok(kept)
    }

    /// The pairs that pins ask for.
    fn pinned(&self, new: &[(StaffIdx, Cell)]) -> Vec<Pair> {
        let p = self.program;
        let of = |(s, (t, d)): &(StaffIdx, Cell)| {
            let pins = p.staff[s.index()].pins.iter().map(|at| &p.pins[*at]);
            let mut matching = pins.filter(|pin| pin.matches_cell(*d, *t, p));
            Some((*s, matching.find_map(|pin| pin.mentor)?, *t))
        };
        new.iter().filter_map(of).collect()
    }

    /// The opening of these cells, if it keeps every rule that the plan keeps as it stands, and the
    /// person's own.
    pub(super) fn opening(&self, cells: &[Cell], step: Option<Step>) -> Option<Opening> {
        let Tried::Kept(schedule, score) = self.tried(cells, step) else {
            return None;
        };
        let program = self.program;
        let schedule = self.with_mentors_kept(schedule, score);
        let rows = |these: Vec<Placement>| Schedule::new(program, these).to_file(program);
        let mine = schedule.of(self.s).iter();
        let mine = mine.filter(|x| cells.contains(&(x.slot, x.department)));
        let placements = rows(mine.copied().collect());
        let moved = step.and_then(|step| {
            let now = schedule.of(step.from.staff).iter();
            let to = now.filter(|x| (x.slot, x.department) == step.to).copied();
            let (from, to) = (rows(vec![step.from]), rows(to.collect()));
            Some(Moved {
                from: from.into_iter().next()?,
                to: to.into_iter().next()?,
            })
        });
        let anew = |x: &&Placement| {
            let mut stood = self.standing.of(x.staff).iter();
            x.staff != self.s
                && stood.any(|y| (y.slot, y.department) == (x.slot, x.department) && y != *x)
        };
        let anew: Vec<Placement> = schedule.all().iter().filter(anew).copied().collect();
        Some(Opening {
            placements,
            moved,
            guided_anew: rows(anew),
            score,
            cost: self.score - score,
        })
    }

    /// The same plan, with as many pairs of guest and mentor as were promised, at no loss.
    fn with_mentors_kept(&self, schedule: Schedule, score: i64) -> Schedule {
        let placements = schedule.all().to_vec();
        let kept = keep_mentors(self.program, placements, self.plan);
        let kept = Schedule::new(self.program, kept);
        let (breaches, values) = recheck(self.program, &kept);
        let good = breaches
            .iter()
            .all(|breach| self.stood(breach) && !self.own(breach));
        match good && values.score == score {
            true => kept,
            false => schedule,
        }
    }

    /// For each cell of the person and each rule that closes it, the rule and why.
    pub(super) fn closed(&self, s: StaffIdx) -> Vec<(String, String)> {
        let p = self.program;
        let mut closed = Vec::new();
        for t in p.calendar.slots() {
            for d in p.department_indices() {
                let cell = format!("{} in {}", p.departments[d.index()].id, p.calendar.name(t));
                if let Some(reason) = forbidden(p, s, d, t) {
                    let words = match reason.source {
                        Source::Rule(rule) => rule.rule().sentence(),
                        Source::Goal(name) => name,
                    };
                    closed.push((reason.name().to_owned(), format!("{cell}: {words}")));
                    continue;
                }
                match self.tried(&[(t, d)], None) {
                    Tried::Kept(..) => {}
                    Tried::Unguided(_) => {
                        let text = format!("{cell}: its mentors are taken");
                        closed.push((RuleName::Mentor.name().to_owned(), text));
                    }
                    Tried::Broken(breaches) => {
                        for breach in breaches {
                            closed.push((breach.rule, format!("{cell}: {}", breach.text)));
                        }
                    }
                }
            }
        }
        closed
    }
}
