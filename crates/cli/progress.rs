//! Watching a solve: the line that moves on standard error, the bar of many plans, and Ctrl-C.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rotaplan_core::engine::{Observer, Progress};

use crate::console::Console;
use crate::exit::Exit;
use crate::show::clean;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether somebody asked to stop.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// From here on the first interrupt asks to stop, and the second ends the run.
pub(crate) fn handle_interrupts() {
    // Without a handler an interrupt ends the run at once, which is no harm.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            process::exit(Exit::Interrupted as i32);
        }
    });
}

/// Shows how far a solve has come, and stops it when asked to.
pub(crate) struct Watch {
    line: ProgressBar,
    known: Mutex<Progress>,
}

impl Watch {
    /// Begins to watch: from here on the first interrupt asks for the best plan so far, and the
    /// second ends the run.
    pub(crate) fn begin(console: &Console) -> Self {
        handle_interrupts();
        let line = if console.shows_progress() {
            let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
                line.set_style(style);
            }
            line.set_message(words(NOTHING));
            line.enable_steady_tick(Duration::from_millis(100));
            line
        } else {
            ProgressBar::hidden()
        };
        Watch {
            line,
            known: Mutex::new(NOTHING),
        }
    }

    /// Says something above the line, where there is one.
    pub(crate) fn tell(&self, text: &str) {
        if !self.line.is_hidden() {
            self.line.println(text);
        }
    }

    /// Takes the line away again.
    pub(crate) fn end(self) {
        self.line.finish_and_clear();
    }
}

impl Observer for Watch {
    fn progress(&self, progress: Progress) {
        if !self.line.is_hidden() {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            *known = after(*known, progress);
            self.line.set_message(words(*known));
        }
    }

    fn stop(&self) -> bool {
        interrupted()
    }
}

/// What is known before a solve has told of itself.
const NOTHING: Progress = Progress {
    elapsed: Duration::ZERO,
    score: None,
    bound: None,
};

/// What is known after this news: that time goes by takes nothing away, but a clock that runs anew is
/// another solve's.
fn after(known: Progress, news: Progress) -> Progress {
    let anew = news.elapsed + Duration::from_millis(200) < known.elapsed;
    let known = if anew { NOTHING } else { known };
    Progress {
        elapsed: news.elapsed,
        score: news.score.or(known.score),
        bound: news.bound.or(known.bound),
    }
}

/// The same words with and without a plan, a bound and both.
fn words(progress: Progress) -> String {
    match (progress.score, progress.bound) {
        (None, None) => "looking for a first plan".to_owned(),
        (None, Some(bound)) => format!("no plan yet · at most {bound}"),
        (Some(score), None) => format!("best plan {score}"),
        (Some(score), Some(bound)) => {
            let gap = gap(score, bound) * 100.0;
            format!("best plan {score} · at most {bound} · gap {gap:.2} %")
        }
    }
}

/// (bound − score) / max(1, |score|).
pub(crate) fn gap(score: i64, bound: i64) -> f64 {
    (i128::from(bound) - i128::from(score)) as f64 / score.unsigned_abs().max(1) as f64
}

/// The bar of commands that plan many programs: it fills as they are done, with their results above it.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(crate) fn begin(console: &Console) -> Bar {
        handle_interrupts();
        let bar = match console.shows_progress() {
            true => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) =
            ProgressStyle::with_template("{elapsed} {bar:30} {pos} of {len} {wide_msg}")
        {
            bar.set_style(style);
        }
        Bar { bar }
    }

    pub(crate) fn is_hidden(&self) -> bool {
        self.bar.is_hidden()
    }

    /// So many are done; of how many, where that is known.
    pub(crate) fn done(&self, done: usize, all: usize) {
        if all > 0 {
            self.bar.set_length(all as u64);
        }
        self.bar.set_position(done as u64);
    }

    /// A line above the bar.
    pub(crate) fn tell(&self, line: &str) {
        self.bar.println(clean(line, 200));
    }

    /// What is done beside the bar.
    pub(crate) fn say(&self, message: &'static str) {
        self.bar.set_message(message);
    }

    pub(crate) fn end(self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Bar {
    fn stop(&self) -> bool {
        interrupted()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rotaplan_core::engine::Progress;

    use super::{after, words};

    #[test]
    fn what_is_known_stays_until_another_solve() {
        let at = |seconds, score, bound| Progress {
            elapsed: Duration::from_secs(seconds),
            score,
            bound,
        };
        let found = after(at(1, None, Some(9)), at(2, Some(5), None));
        assert_eq!(words(found), words(at(2, Some(5), Some(9))));
        let waited = after(found, at(3, None, None));
        assert_eq!(words(waited), words(found));
        let anew = after(waited, at(0, None, Some(7)));
        assert_eq!(words(anew), "no plan yet · at most 7");
    }

    #[test]
    fn the_line_says_what_is_known() {
        let say = |score, bound| {
            words(Progress {
                elapsed: Duration::ZERO,
                score,
                bound,
            })
        };
        assert_eq!(say(None, None), "looking for a first plan");
        assert_eq!(say(Some(-4), None), "best plan -4");
        assert_eq!(
            say(Some(100), Some(101)),
            "best plan 100 · at most 101 · gap 1.00 %"
        );
        assert!(say(Some(0), Some(i64::MAX)).contains("gap"));
    }
}
