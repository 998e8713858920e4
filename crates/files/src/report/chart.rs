//! The chart of absences as numbers that the template draws.

use super::picture::SlotFacts;

/// Height of the tallest column; the axis lies below it.
const TALLEST: u32 = 120;
/// Where the axis lies.
const AXIS: u32 = 150;
/// Where the first column begins.
const LEFT: u32 = 30;

/// People away by slot.
pub(crate) struct Chart {
    pub(crate) width: u32,
    pub(crate) columns: Vec<Column>,
    pub(crate) limited: bool,
    pub(crate) summary: String,
}

/// One slot of the chart.
pub(crate) struct Column {
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) middle: u32,
    pub(crate) value: u32,
    pub(crate) label: String,
    pub(crate) named: bool,
    pub(crate) year: String,
    pub(crate) limit: Option<u32>,
    pub(crate) over: bool,
}

impl Chart {
    /// The chart of these slots.
    pub(crate) fn of(slots: &[SlotFacts]) -> Self {
        let count = u32::try_from(slots.len()).unwrap_or(1).max(1);
        let step = (880 / count).clamp(14, 110);
        let most_away = slots.iter().map(|slot| slot.away).max().unwrap_or(0).max(1);
        // A limit far above what happens would flatten the columns; it is drawn only where it is near.
        let near = |limit: u32| limit <= most_away.saturating_mul(3);
        let tallest = slots
            .iter()
            .filter_map(|slot| slot.limit.filter(|limit| near(*limit)))
            .fold(most_away, u32::max);
        let height = |value: u32| {
            let height = u64::from(value) * u64::from(TALLEST) / u64::from(tallest);
            u32::try_from(height).unwrap_or(TALLEST)
        };
        // Labels of narrow columns would run into one another.
        let every = 46_u32.div_ceil(step);
        let mut year = "";
        let columns: Vec<Column> = slots
            .iter()
            .zip(0_u32..)
            .map(|(slot, index)| {
                let left = LEFT + index * step;
                let bar = height(slot.away);
                let named = index % every == 0;
                let new_year = named && slot.year != year;
                if new_year {
                    year = &slot.year;
                }
                Column {
                    left,
                    right: left + step,
                    x: left + step / 8,
                    y: AXIS - bar,
                    width: step - step / 4,
                    height: bar,
                    middle: left + step / 2,
                    value: slot.away,
                    label: slot.label.clone(),
                    named,
                    year: if new_year {
                        slot.year.clone()
                    } else {
                        String::new()
                    },
                    limit: slot
                        .limit
                        .filter(|limit| near(*limit))
                        .map(|limit| AXIS - height(limit)),
                    over: slot.limit.is_some_and(|limit| slot.away > limit),
                }
            })
            .collect();
        let words = slots.iter().map(|slot| {
            let limit = slot
                .limit
                .map_or(String::new(), |limit| format!(" of {limit}"));
            format!("{} {}{limit}", slot.name, slot.away)
        });
        Chart {
            width: LEFT + count * step + 10,
            limited: columns.iter().any(|column| column.limit.is_some()),
            columns,
            summary: words.collect::<Vec<_>>().join(", "),
        }
    }
}
