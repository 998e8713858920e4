//! Why a cell cannot be read; nothing in it repeats the cell, for it may hold a name or a day of leave.

/// Why a cell cannot be read, said without its text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
    pub(crate) help: &'static str,
}

pub(super) const NUMBER: Fault = Fault {
    code: "number",
    message: "this is not a whole number",
    help: "write digits only, such as 3 or -2",
};
pub(super) const COUNT: Fault = Fault {
    code: "number",
    message: "this is not a whole number from 0 on",
    help: "write digits only, such as 3",
};
pub(super) const DAY: Fault = Fault {
    code: "date",
    message: "this is not a date",
    help: "write it as YYYY-MM-DD, or name its spelling under `dates` in a mapping file",
};
pub(super) const AMBIGUOUS: Fault = Fault {
    code: "ambiguous-date",
    message: "this date can be read in two ways",
    help: "write it as YYYY-MM-DD, or name its spelling under `dates` in a mapping file, such as DD/MM/YYYY",
};
pub(super) const MONTH: Fault = Fault {
    code: "month",
    message: "this is not a month",
    help: "write it as YYYY-MM; a date stands for its month",
};
pub(super) const SLOT: Fault = Fault {
    code: "slot",
    message: "this is not a slot",
    help: "write 2027-01, or 2027-01.1 and 2027-01.2 for half months",
};
pub(super) const TRUTH: Fault = Fault {
    code: "yes-no",
    message: "this is neither yes nor no",
    help: "write yes or no",
};
pub(super) const CHOICE: Fault = Fault {
    code: "choice",
    message: "this is none of the words allowed here",
    help: "pick one from the drop-down; the sheet's comments list them",
};
pub(super) const BY_SLOT: Fault = Fault {
    code: "by-slot",
    message: "this is not a list of slots and numbers",
    help: "write 2027-01=2; 2027-03=0",
};
pub(super) const SPANS: Fault = Fault {
    code: "spans",
    message: "this is not a list of spans",
    help: "write 2027-03-20..2027-03-31, several parted by ;",
};
pub(super) const COVER: Fault = Fault {
    code: "cover",
    message: "this is not a list of who must stay",
    help: "write 2 oracle; 3 for two with the skill oracle, and three of any",
};
pub(super) const VISITS: Fault = Fault {
    code: "must-visit",
    message: "this is not a list of departments to see",
    help: "write finance|audit for one of the two; 2 of hr|legal for two visits",
};
pub(super) const METRICS: Fault = Fault {
    code: "metrics",
    message: "this is not a list of what visits are rated by",
    help: "write 1..5>4 Quality for a scale from 1 (worst) to 5 (best) and the target 4, several parted by ;",
};
pub(super) const BROKEN: Fault = Fault {
    code: "broken-cell",
    message: "the cell holds an error instead of a value",
    help: "mend the formula, or type the value",
};
