//! Watching a solve, and stopping it: `cargo run --example watch_and_stop`.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};

use rotaplan_core::engine::{Observer, Progress};
use rotaplan_core::generate::{GenerateOptions, generate};
use rotaplan_core::{Options, Outcome, Program, solve};

/// Counts what it is told, and stops once a plan is known.
#[derive(Default)]
struct FirstPlan {
    told: AtomicUsize,
    plans: AtomicUsize,
}

impl Observer for FirstPlan {
    fn progress(&self, progress: Progress) {
        self.told.fetch_add(1, Ordering::Relaxed);
        self.plans
            .fetch_add(usize::from(progress.score.is_some()), Ordering::Relaxed);
    }

    fn stop(&self) -> bool {
        self.plans.load(Ordering::Relaxed) > 0
    }
}

/// Makes a sample program and takes the first plan that comes.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let sample = generate(&GenerateOptions::default())?;
    let program =
        Program::from_file(&sample.file).map_err(|problems| problems[0].message.clone())?;
    let observer = FirstPlan::default();
    match solve(&program, &Options::default(), &observer) {
        Outcome::Plan(plan) => say(&format!(
            "a plan of {:?}, at most {:?}",
            plan.score, plan.bound
        )),
        other => return Err(format!("no plan: {other:?}").into()),
    }
    say(&format!(
        "told {} times",
        observer.told.load(Ordering::Relaxed)
    ));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example shows what it found")]
fn say(line: &str) {
    println!("{line}");
}
