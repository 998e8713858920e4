//! A new plan after a change, as close as can be to the published one.
//!
//! What is over stays to the letter: placements of slots before `from` are those that were published,
//! with their mentors, no more and no fewer. Then, in stages: the fewest changes (published placements
//! given up) that any plan needs, with the proof; and the best score, in which every change costs the
//! weight of `changes`, with at most so many changes where a cap is given. People who leave stay in the
//! file with `employed_until`: what they cannot do any more is not asked of them, and is told.

mod affected;
mod causes;
mod fewest;
mod file;
mod forced;
mod ground;
mod leavers;
mod mentors;
mod past;
mod score;
mod whole;

pub(crate) use fewest::{nearby, nearest};
pub use file::{Cause, Excused, Fewest, REPLAN_FORMAT, Replanned};
pub(crate) use forced::keepable;
pub(crate) use mentors::keep_mentors;

use crate::diagnosis::{DiagnosisFile, DiagnosisStatus};
use crate::diff::diff;
use crate::engine::{Observer, Options};
use crate::explain;
use crate::input::ProgramFile;
use crate::plan::{PlanFile, Proof, Unplaced};
use crate::program::{Program, Slot, SlotSet};
use crate::rules::Breach;
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// What is to be planned again.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The changed program, as its file has it.
    pub file: &'a ProgramFile,
    /// The same program.
    pub program: &'a Program,
    /// The plan that was published.
    pub published: &'a PlanFile,
    /// The sha256 of its file.
    pub sha256: &'a str,
    /// The first slot that may still change; `None`: all may.
    pub from: Option<Slot>,
    /// The most changes allowed.
    pub max_changes: Option<usize>,
}

/// Why there is no new plan.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The published plan names nobody whom the program knows.
    Strangers,
    /// What is over breaks the changed program already.
    Past(Vec<Breach>),
    /// More changes are needed than were allowed.
    TooFew(Fewest),
    /// No plan keeps every rule.
    NoPlan {
        /// Whose word that is.
        proof: Proof,
        /// Rules and people that are known to stand in the way, in words; may be empty.
        reasons: Vec<String>,
    },
    /// A limit was reached before any plan or proof.
    Unknown,
    /// A plan failed its check: a defect, never shown as a plan.
    Defect(String),
}

/// The program as it is planned again: the past frozen, leavers let off what they cannot do, the
/// published plan as baseline.
///
/// # Errors
/// The published plan names nobody of the program, or its past breaks the program.
pub fn settled(question: &Question) -> Result<Program, Refusal> {
    let Question {
        program, published, ..
    } = *question;
    let known = |id: &str| program.staff_by_id(id).is_some();
    let rows = &published.placements;
    if !rows.is_empty() && !rows.iter().any(|row| known(&row.staff)) {
        return Err(Refusal::Strangers);
    }
    let mut changed = program
        .clone()
        .with_baseline(published, question.sha256.to_owned());
    let leavers = leavers::leavers(question.file, program);
    let from = question.from.unwrap_or(Slot(0));
    let over = SlotSet::range(0, from.index());
    let past = past::past_of(program, published, from);
    let placements = past::check(&changed, &past, over).schedule.all().to_vec();
    changed = past::freeze(changed, over, &placements);
    changed = leavers::shrink(changed, &leavers);
    let verdict = past::check(&changed, &past, over);
    if !verdict.breaches.is_empty() {
        return Err(Refusal::Past(verdict.breaches));
    }
    Ok(changed)
}

/// Plans again after a change.
///
/// # Errors
/// Why there is no new plan.
pub fn replan(
    question: &Question,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Replanned, Refusal> {
    let started = std::time::Instant::now();
    let mut program = settled(question)?;
    let leavers = leavers::leavers(question.file, question.program);
    let mut repaired = fewest::fewest_changes(&program, options, observer);
    if matches!(repaired, Err(Refusal::NoPlan { .. })) && !leavers.is_empty() {
        // Nobody insists on the last rotation of somebody who leaves.
        let without = leavers::let_go(program.clone(), &leavers);
        if let Ok(found) = fewest::fewest_changes(&without, options, observer) {
            program = without;
            repaired = Ok(found);
        }
    }
    let repaired = repaired?;
    let fewest = repaired.fewest.clone();
    if question.max_changes.is_some_and(|most| fewest.found > most) {
        return Err(Refusal::TooFew(fewest));
    }
    program.orders.max_changes = question.max_changes;
    let (placements, bound) = score::best_score(&program, &repaired, options, observer);
    let placements = keep_mentors(&program, placements, question.published);
    let schedule = Schedule::new(&program, placements);
    check(&program, &schedule)?;
    let mut plan = score::written(&program, &schedule, bound, options, started.elapsed());
    let has = |s| schedule.of(s).len();
    let excused = leavers::excused(question.file, question.program, &program, &leavers, has);
    plan.unplaced = unplaced(&excused);
    let all: Vec<Placement> = schedule.all().to_vec();
    let over = program.orders.past.slots;
    Ok(Replanned {
        format: REPLAN_FORMAT.to_owned(),
        from: question
            .from
            .map(|from| program.calendar.name(from).to_owned()),
        frozen: all.iter().filter(|x| over.contains(x.slot)).count(),
        changes: fewest::changes(&program, &all),
        fewest,
        max_changes: question.max_changes,
        causes: causes::causes(question, &program, &schedule, &leavers),
        excused,
        difference: diff(question.published, &plan),
        plan,
    })
}

/// Nothing leaves unchecked: every rule, the cap, and that the past is what it was.
fn check(program: &Program, schedule: &Schedule) -> Result<(), Refusal> {
    let (breaches, _) = recheck(program, schedule);
    if let Some(breach) = breaches.first() {
        let (rule, text) = (&breach.rule, &breach.text);
        return Err(Refusal::Defect(format!("a plan broke {rule}: {text}")));
    }
    let past = &program.orders.past;
    let over = schedule
        .all()
        .iter()
        .filter(|x| past.slots.contains(x.slot));
    let was: usize = past.away.iter().map(SlotSet::len).sum();
    if over.count() != was {
        return Err(Refusal::Defect("a plan changed what is over".to_owned()));
    }
    let changes = fewest::changes(program, schedule.all());
    match program.orders.max_changes {
        Some(most) if changes > most => Err(Refusal::Defect(format!(
            "a plan has {changes} changes, {most} were allowed"
        ))),
        _ => Ok(()),
    }
}

/// Rotations that the file asks for and leavers do not do.
fn unplaced(excused: &[Excused]) -> Vec<Unplaced> {
    let missing = |row: &Excused| row.wanted.saturating_sub(row.rotations);
    let short = excused.iter().filter(|row| missing(row) > 0);
    let tell = |row: &Excused| Unplaced {
        staff: row.staff.clone(),
        missing: missing(row),
        reasons: vec![row.text.clone()],
    };
    short.map(tell).collect()
}

/// Why there is no new plan although the past is sound: shortages in sums, or rules that clash.
///
/// No repairs are offered: they would be proven of the program file alone, without what is over.
#[must_use]
pub fn diagnosis(
    question: &Question,
    proof: Proof,
    options: &Options,
    observer: &dyn Observer,
) -> DiagnosisFile {
    match settled(question) {
        Ok(program) => explain::refused(None, &program, proof, options, observer),
        Err(_) => DiagnosisFile::new(DiagnosisStatus::Infeasible),
    }
}
