//! The figures of many runs as a table.

use crate::measure::Cost;

/// A contestant's figures.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) costs: Vec<Cost>,
    /// Files written by one run.
    pub(crate) files: u64,
    /// Bytes written by one run.
    pub(crate) bytes: u64,
}

/// Median, least and most of some runs.
struct Spread {
    median: f64,
    least: f64,
    most: f64,
}

impl Row {
    /// This one and then another, run after run.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let add = |(one, two): (&Cost, &Cost)| Cost {
            wall: one.wall + two.wall,
            processor: one.processor + two.processor,
            peak_memory: one.peak_memory.max(two.peak_memory),
        };
        Self {
            name: format!("{}, then {}", self.name, other.name),
            costs: self.costs.iter().zip(&other.costs).map(add).collect(),
            files: self.files + other.files,
            bytes: self.bytes + other.bytes,
        }
    }

    /// Seconds from start to end.
    fn wall(&self) -> Spread {
        self.spread(|cost| cost.wall.as_secs_f64())
    }

    /// Seconds of processor time.
    fn processor(&self) -> Spread {
        self.spread(|cost| cost.processor.as_secs_f64())
    }

    /// Peak resident megabytes.
    fn memory(&self) -> Spread {
        self.spread(|cost| megabytes(cost.peak_memory))
    }

    /// The spread of one figure over the runs, of which there is at least one.
    fn spread(&self, figure: impl Fn(&Cost) -> f64) -> Spread {
        let mut figures: Vec<f64> = self.costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        let last = figures.len() - 1;
        // The two middle ones are one and the same when the number of runs is odd.
        let median = f64::midpoint(figures[last / 2], figures[last.div_ceil(2)]);
        Spread { median, least: figures[0], most: figures[last] }
    }
}

/// Medians with least and most, a line for each contestant.
pub(crate) fn table(rows: &[Row]) -> String {
    let head = ["", "wall s", "CPU s", "peak memory MB", "files", "MB written"].map(str::to_owned);
    let cells = rows.iter().map(|row| {
        [
            row.name.clone(),
            with_range(&row.wall(), 2),
            with_range(&row.processor(), 2),
            with_range(&row.memory(), 0),
            row.files.to_string(),
            format!("{:.1}", megabytes(row.bytes)),
        ]
    });
    std::iter::once(head).chain(cells).map(|cells| line(&cells)).collect()
}

/// The medians of one contestant as multiples of another's.
pub(crate) fn ratios(row: &Row, base: &Row) -> String {
    let ratio = |mine: f64, other: f64| format!("{:.3}", mine / other);
    line(&[
        format!("{} / {}", row.name, base.name),
        ratio(row.wall().median, base.wall().median),
        ratio(row.processor().median, base.processor().median),
        ratio(row.memory().median, base.memory().median),
        ratio(row.files as f64, base.files as f64),
        ratio(row.bytes as f64, base.bytes as f64),
    ])
}

/// One line of the table.
fn line([name, wall, processor, memory, files, bytes]: &[String; 6]) -> String {
    format!("{name:<50}{wall:>20}{processor:>22}{memory:>20}{files:>9}{bytes:>12}\n")
}

/// `1.23 (1.20–1.31)`, to so many decimals.
fn with_range(spread: &Spread, decimals: usize) -> String {
    let Spread { median, least, most } = spread;
    format!("{median:.decimals$} ({least:.decimals$}–{most:.decimals$})")
}

/// Bytes in units of 1,000,000.
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
