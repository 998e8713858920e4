//! Whether some of a program's rules can be kept together, all others left aside.
//!
//! The claims and forbidden placements of the members that are kept make a model of their own, without
//! goals; people whom nothing kept asks for stay where they are.

use std::cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use super::member::{Member, Members};
use crate::backend::{Runner, Task};
use crate::claim::{Block, Claim, Limit, Source, Subject, Sum, Term};
use crate::engine::{Observer, Options, feasible, jump};
use crate::formulate::{Cell, Decision, Formulation, Selection, formulate_claims};
use crate::model::Ending;
use crate::pairing::{Settled, Unpaired, pair, pair_within};
use crate::plan::Proof;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, SlotSet, StaffIdx};
use crate::rules::{self, RuleName};

/// What came of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A set of placements keeps them all.
    Possible,
    /// None does, and whose word that is.
    Impossible(Proof),
    /// Work or time ran out.
    Unknown,
}

/// How much a question may cost.
pub(crate) struct Budget<'a> {
    pub(crate) options: &'a Options,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) runner: &'a dyn Runner,
    pub(crate) deadline: Option<Instant>,
    /// Questions that may still be asked of a backend.
    pub(crate) questions: cell::Cell<u32>,
    /// Plans that were neither found nor refuted.
    pub(crate) unknown: cell::Cell<u32>,
}

impl Budget<'_> {
    /// Whether to come to an end.
    pub(crate) fn stops(&self) -> bool {
        self.observer.stop() || self.left() == Some(0.0) || self.questions.get() == 0
    }

    /// Notes that a plan was neither found nor refuted; the last of so many ends all questions.
    pub(crate) fn give_up(&self, last: u32) {
        self.unknown.set(self.unknown.get() + 1);
        if self.unknown.get() >= last {
            self.questions.set(0);
        }
    }

    /// Seconds until the deadline, if there is one.
    pub(crate) fn left(&self) -> Option<f64> {
        let deadline = self.deadline?;
        Some(
            deadline
                .saturating_duration_since(Instant::now())
                .as_secs_f64(),
        )
    }
}

/// Nodes of a backend's search, times columns: work, not seconds.
const WORK: u64 = 2_000_000;

/// Steps of our own search, times rows and their columns.
const OWN_WORK: usize = 3_000_000;

/// Columns of the largest model that is worth handing to a backend.
const LARGEST: usize = 40_000;

/// The rules that forbid single placements by themselves; what others forbid follows from claims.
const FORBIDDING: [RuleName; 8] = [
    RuleName::Gap,
    RuleName::Availability,
    RuleName::Eligibility,
    RuleName::NoRepeat,
    RuleName::ProgramAway,
    RuleName::TeamAway,
    RuleName::Seats,
    RuleName::Mentor,
];

/// Sets of mentors whose claims are added while a question is answered.
const FIRST_ADDED: u32 = 1_000_000;

/// Whether the members can be kept together.
pub(crate) fn possible(program: &Program, kept: &Members, budget: &Budget) -> Answer {
    let question = Question { program, kept };
    let selection = question.selection();
    let mut claims = question.claims(&selection);
    for added in 0.. {
        let mut formulation = formulate_claims(program, &claims, &selection);
        if !formulation.impossible.is_empty() {
            return Answer::Impossible(Proof::Bound);
        }
        for column in &mut formulation.model.columns {
            column.worth = 0;
        }
        let values = match ask(&formulation, budget) {
            Ok(values) => values,
            Err(answer) => return answer,
        };
        match question.paired(&formulation, &values) {
            Ok(_) => return Answer::Possible,
            Err(Unpaired::Short(short)) => {
                let before = claims.len();
                for shortage in short {
                    let (d, t) = (shortage.department, shortage.slot);
                    let at = FIRST_ADDED + added;
                    claims.extend(rules::hall_claim(program, d, t, &shortage.mentors, at));
                }
                if claims.len() == before {
                    return Answer::Unknown;
                }
            }
            Err(_) => return Answer::Unknown,
        }
    }
    Answer::Unknown
}

/// Values that keep the model, or why there are none.
fn ask(formulation: &Formulation, budget: &Budget) -> Result<Vec<i64>, Answer> {
    let model = &formulation.model;
    let size: usize = model.rows.iter().map(|row| row.terms.len()).sum();
    let tries = (OWN_WORK / size.max(1)).clamp(1, 20_000);
    match feasible::values(model, u32::try_from(tries).unwrap_or(1)) {
        Some(Some(values)) => return Ok(values),
        Some(None) => return Err(Answer::Impossible(Proof::Bound)),
        None => {}
    }
    if budget.stops() {
        return Err(Answer::Unknown);
    }
    if let Some(values) = jump::jump(model, budget.options.seed, &|| budget.stops()) {
        return Ok(values);
    }
    if model.columns.len() > LARGEST {
        return Err(Answer::Unknown);
    }
    budget
        .questions
        .set(budget.questions.get().saturating_sub(1));
    let task = Task {
        backend: budget.options.backend,
        model: model.clone(),
        start: None,
        seconds: budget.left(),
        nodes: Some((WORK / model.columns.len().max(1) as u64).max(100)),
        improve: None,
        enough: None,
        seed: budget.options.seed,
    };
    let answer = budget.runner.run(task, &|| budget.observer.stop());
    match (answer.values, answer.ending) {
        (Some(values), _) => Ok(values),
        (None, Ending::Infeasible) => Err(Answer::Impossible(Proof::Backend)),
        (None, _) => Err(Answer::Unknown),
    }
}

struct Question<'a> {
    program: &'a Program,
    kept: &'a Members,
}

impl Question<'_> {
    fn keeps(&self, rule: RuleName, subject: Subject) -> bool {
        Member::of(self.program, rule, subject).is_none_or(|member| self.kept.contains(&member))
    }

    fn has(&self, rule: RuleName) -> bool {
        self.kept.iter().any(|member| member.rule == rule)
    }

    /// The people whom something asks for, and their cells.
    fn selection(&self) -> Selection {
        let program = self.program;
        let people: BTreeSet<StaffIdx> = if self.has(RuleName::MinVisits) {
            program.staff_indices().collect()
        } else {
            let asks = |member: &&Member| match member.rule {
                RuleName::Participation | RuleName::MustVisit => member
                    .staff(program)
                    .is_some_and(|s| program.staff[s.index()].counts_for_happiness()),
                RuleName::Pin => true,
                _ => false,
            };
            let asked = self.kept.iter().filter(asks);
            asked.filter_map(|member| member.staff(program)).collect()
        };
        let forbidding: Vec<RuleName> = FORBIDDING.into_iter().filter(|r| self.has(*r)).collect();
        let free = people.into_iter().map(|s| (s, self.cells(s, &forbidding)));
        Selection {
            free: free.collect(),
            fixed: Vec::new(),
        }
    }

    fn cells(&self, s: StaffIdx, forbidding: &[RuleName]) -> Vec<Cell> {
        let program = self.program;
        let mut cells = Vec::new();
        for t in program.calendar.slots() {
            for d in program.department_indices() {
                let forbids = |rule: &RuleName| {
                    let reason = rule.rule().forbids(program, s, d, t);
                    reason.is_some_and(|reason| self.keeps(*rule, reason.subject))
                };
                if !forbidding.iter().any(forbids) {
                    cells.push((t, d));
                }
            }
        }
        cells
    }

    fn claims(&self, selection: &Selection) -> Vec<Claim> {
        let program = self.program;
        let personal = selection.free.iter();
        let personal = personal.flat_map(|(s, _)| rules::personal_claims(program, *s));
        rules::shared_claims(program)
            .into_iter()
            .chain(personal)
            .filter(|claim| match claim.reason.source {
                Source::Rule(rule) => self.keeps(rule, claim.reason.subject),
                Source::Goal(_) => false,
            })
            .flat_map(|claim| match (claim.reason.source, claim.reason.subject) {
                (Source::Rule(RuleName::Gap), Subject::Staff(s))
                    if !self.keeps(RuleName::OnePlace, claim.reason.subject) =>
                {
                    self.between_slots(s, &claim)
                }
                _ => vec![self.without_mentors(claim)],
            })
            .collect()
    }

    /// A window of `gap` says by the way that nobody is in two places; where that is left aside, only
    /// pairs of different slots are left of it.
    fn between_slots(&self, s: StaffIdx, claim: &Claim) -> Vec<Claim> {
        let Some(Sum::Placed(window)) = claim.terms.first().map(|term| &term.sum) else {
            return Vec::new();
        };
        let mut pairs = Vec::new();
        let slots: Vec<Slot> = window.slots.iter().collect();
        let (Some(first), departments) = (slots.first(), self.program.everywhere.iter()) else {
            return pairs;
        };
        for (d, e) in
            departments.flat_map(|d| self.program.everywhere.iter().map(move |e| (*d, *e)))
        {
            for later in &slots[1..] {
                let term = |d: DepartmentIdx, t: Slot| Term {
                    coefficient: 1,
                    sum: Sum::Placed(Block::person(s, Arc::from([d]), SlotSet::one(t))),
                };
                pairs.push(Claim {
                    reason: claim.reason,
                    terms: vec![term(d, *first), term(e, *later)],
                    limit: Limit::AtMost(1),
                });
            }
        }
        pairs
    }

    /// A pin to a mentor heeds when the mentor may guide, which is no matter of the pin where the
    /// mentors of the department are left aside.
    fn without_mentors(&self, mut claim: Claim) -> Claim {
        let Subject::Pin(at) = claim.reason.subject else {
            return claim;
        };
        let Some(pin) = self.program.pins.get(at as usize) else {
            return claim;
        };
        for term in &mut claim.terms {
            if let (Limit::AtLeast(_), Sum::Paired { mentor, slots, .. }) =
                (claim.limit, &mut term.sum)
                && !self.guided(self.program.mentors[mentor.index()].department)
            {
                *slots = pin.slots.unwrap_or(self.program.calendar.all());
            }
        }
        claim
    }

    /// Whether the mentors of a department count.
    fn guided(&self, d: DepartmentIdx) -> bool {
        self.keeps(RuleName::Mentor, Subject::Department(d))
    }

    fn paired(&self, formulation: &Formulation, values: &[i64]) -> Result<(), Unpaired> {
        let mut placed: Vec<(StaffIdx, Cell)> = Vec::new();
        let mut settled = Settled::default();
        let home = |m: MentorIdx| self.program.mentors[m.index()].department;
        let mut pairs: Vec<(StaffIdx, MentorIdx, Slot)> = Vec::new();
        for (decision, value) in formulation.decisions.iter().zip(values) {
            match *decision {
                Decision::Placed(s, t, d) if *value > 0 && self.guided(d) => {
                    placed.push((s, (t, d)));
                }
                Decision::Guided(m, t) if *value > 0 => {
                    let guided = u32::try_from(*value).unwrap_or(u32::MAX);
                    settled.guided.insert((m, t), guided);
                }
                Decision::Paired(s, m, t) if *value > 0 && self.guided(home(m)) => {
                    pairs.push((s, m, t));
                }
                _ => {}
            }
        }
        settled.pairs.extend(pairs);
        if self.program.require_mentor {
            pair_within(self.program, &placed, &settled)?;
        } else {
            pair(self.program, &placed, Some(&settled.pairs))?;
        }
        Ok(())
    }
}

/// Cells of a person that personal rules leave open: no limits of teams, departments or the program.
pub(crate) fn personal_cells(program: &Program, s: StaffIdx) -> Vec<(DepartmentIdx, SlotSet)> {
    const PERSONAL: [RuleName; 6] = [
        RuleName::Gap,
        RuleName::Availability,
        RuleName::Eligibility,
        RuleName::NoRepeat,
        RuleName::Prerequisite,
        RuleName::Pin,
    ];
    let open = |d: DepartmentIdx, t: &Slot| {
        let avoids_all = program.require_mentor && {
            let avoided = &program.staff[s.index()].avoid_mentors;
            let mentors = &program.departments[d.index()].mentors;
            !avoided.is_empty() && !mentors.iter().any(|m| rules::may_guide(program, s, *m, *t))
        };
        !avoids_all
            && PERSONAL
                .iter()
                .all(|rule| rule.rule().forbids(program, s, d, *t).is_none())
    };
    program
        .department_indices()
        .map(|d| (d, program.calendar.slots().filter(|t| open(d, t)).collect()))
        .filter(|(_, slots): &(_, SlotSet)| !slots.is_empty())
        .collect()
}
