//! Work done side by side, with results in a fixed order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// So many threads as were asked for, or as there are cores.
pub(crate) fn threads(asked: Option<usize>) -> usize {
    asked.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

/// Does something for each of these, on so many threads, and gives the results in their order.
///
/// A pool of rayon's would take up the next piece of work while one waits for its own pool.
pub(crate) fn side_by_side<I: Copy + Sync, T: Send>(
    threads: usize,
    these: &[I],
    act: impl Fn(I) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            let Some(at) = these.get(turn) else {
                return found;
            };
            found.push((turn, act(*at)));
        }
    };
    let mut found: Vec<(usize, T)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(these.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut found = work();
        for other in others {
            match other.join() {
                Ok(more) => found.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    });
    found.sort_by_key(|(turn, _)| *turn);
    found.into_iter().map(|(_, result)| result).collect()
}
