//! One model to the end: formulate, solve, pair. People are paired with mentors after the solve; where
//! that fails, the claim it broke joins the model and the solve goes on.

use std::time::{Duration, Instant};

use super::Context;
use super::jump::jump;
use crate::backend::Task;
use crate::claim::Claim;
use crate::formulate::{Cell, Decision, Formulation, Selection};
use crate::model::{Answer, Ending};
use crate::pairing::{Settled, Unpaired, pair, pair_within};
use crate::program::{Program, StaffIdx};
use crate::rules;
use crate::schedule::Placement;

/// How much a backend may search before it gives up, unless there is a time limit: work, not seconds,
/// so that equal runs end alike. A node's work is about that of the model's columns.
const WORK: u64 = 20_000_000;

/// Sets of mentors whose claims are added during a solve are told apart by numbers from here on.
const FIRST_ADDED: u32 = 1_000_000;

/// What a backend starts from, and when it may end before the solve's limits say so.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ask<'a> {
    /// Values to start from; ignored where they break a row.
    pub start: Option<&'a [i64]>,
    /// Values worth so much are as good as can be.
    pub enough: Option<i64>,
    /// How much to search, in columns times pivots.
    pub work: Option<u64>,
}

/// What came of a model whose guests were paired with mentors.
#[derive(Clone, Debug)]
pub(super) struct Settlement {
    /// How the backend's last run ended.
    pub ending: Ending,
    /// The best values that could be paired, and their placements.
    pub best: Option<(Vec<i64>, Vec<Placement>)>,
    /// The backend's word that nothing is worth more.
    pub bound: Option<i64>,
}

/// Solves what `write` makes of the claims, which grow where a pairing fails.
///
/// # Errors
/// What a pairing could not do although the claims were kept: a defect.
pub(super) fn settle(
    context: &Context,
    claims: &mut Vec<Claim>,
    selection: &Selection,
    write: &dyn Fn(&[Claim]) -> Formulation,
    ask: Ask<'_>,
) -> Result<(Settlement, Formulation), String> {
    let mut bound: Option<i64> = None;
    loop {
        let formulation = write(claims);
        let mut answer = run(context, &formulation, ask);
        if answer.values.is_none() && answer.ending == Ending::Unknown {
            answer.values = jump(&formulation.model, context.options.seed, &overdue(context));
        }
        if let Some(claimed) = answer.bound {
            bound = Some(bound.map_or(claimed, |known| known.min(claimed)));
        }
        let mut settlement = Settlement {
            ending: answer.ending,
            best: None,
            bound,
        };
        let Some(values) = answer.values else {
            return Ok((settlement, formulation));
        };
        let (placed, settled) = read(&formulation, &values, selection);
        match paired(context.program, &placed, &settled) {
            Ok(placements) => {
                // A bound that a plan beats was never one, whoever claimed it.
                let worth = formulation.model.worth(&values);
                settlement.bound = bound.filter(|bound| *bound >= worth);
                settlement.best = Some((values, placements));
                return Ok((settlement, formulation));
            }
            Err(Unpaired::Short(short)) => {
                let before = claims.len();
                for (at, shortage) in (claims.len()..).zip(short) {
                    claims.extend(rules::hall_claim(
                        context.program,
                        shortage.department,
                        shortage.slot,
                        &shortage.mentors,
                        FIRST_ADDED.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)),
                    ));
                }
                if claims.len() == before {
                    return Err("a pairing failed, but no claim says why".to_owned());
                }
            }
            Err(failure) => return Err(format!("a pairing failed: {failure:?}")),
        }
    }
}

/// How long a plan is looked for once the solve is to stop and the backend has none.
const GRACE: Duration = Duration::from_secs(1);

/// Whether so long has passed since the solve was to stop; without any such limit, never.
fn overdue<'a>(context: &'a Context) -> impl Fn() -> bool + 'a {
    let began = Instant::now();
    move || began.elapsed() > GRACE && context.stops()
}

fn run(context: &Context, formulation: &Formulation, ask: Ask<'_>) -> Answer {
    let kept = |start: &&[i64]| formulation.model.kept_by(start);
    let seconds = context.left();
    let columns = formulation.model.columns.len() as u64;
    let task = Task {
        backend: context.options.backend,
        start: ask.start.filter(kept).map(<[i64]>::to_vec),
        model: formulation.model.clone(),
        seconds,
        nodes: seconds
            .is_none()
            .then(|| WORK.div_ceil(columns.max(1)).max(100)),
        improve: ask.work.map(|work| work.div_ceil(columns.max(1))),
        enough: ask.enough,
        seed: context.options.seed,
    };
    context.runner.run(task, &|| context.stops())
}

fn paired(
    program: &Program,
    placed: &[(StaffIdx, Cell)],
    settled: &Settled,
) -> Result<Vec<Placement>, Unpaired> {
    if program.require_mentor {
        pair_within(program, placed, settled)
    } else {
        pair(program, placed, Some(&settled.pairs))
    }
}

/// The placements that values stand for, and what they settle about mentors.
fn read(
    formulation: &Formulation,
    values: &[i64],
    selection: &Selection,
) -> (Vec<(StaffIdx, Cell)>, Settled) {
    let mut placed = selection.fixed.clone();
    let mut settled = Settled::default();
    for (decision, &value) in formulation.decisions.iter().zip(values) {
        match *decision {
            Decision::Placed(s, t, d) if value > 0 => placed.push((s, (t, d))),
            Decision::Guided(m, t) if value > 0 => {
                let guided = u32::try_from(value).unwrap_or(u32::MAX);
                settled.guided.insert((m, t), guided);
            }
            Decision::Paired(s, m, t) if value > 0 => {
                settled.pairs.insert((s, m, t));
            }
            _ => {}
        }
    }
    (placed, settled)
}
