//! The rules: every plan obeys all of them.
//!
//! Each rule is told twice in its own file: as claims (what engines plan with) and as a check (what
//! verifies a plan from the rule's words alone). A rule that forbids single placements says so in
//! `forbids`, with the reason. To add one, copy `apart.rs`, the smallest, and let the compiler lead.

mod apart;
mod availability;
mod eligibility;
mod gap;
mod mentor;
mod min_visits;
mod must_visit;
mod no_repeat;
mod one_place;
mod participation;
mod pin;
mod prerequisite;
mod program_away;
mod seats;
mod team_away;
mod team_cover;

pub(crate) use mentor::{
    SETS_PER_DEPARTMENT, guide_limit, hall_claim, may_guide, most_mentors_claims, unguided,
};

use serde::Serialize;

use crate::claim::{Claim, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;

/// A rule of `format.md`.
pub trait Rule: Sync {
    /// The rule in words, as the README's table has it.
    fn sentence(&self) -> &'static str;

    /// What the rule looks at when it forbids a single placement.
    fn scope(&self) -> Scope {
        Scope::Nothing
    }

    /// Why this single placement can never be, if this rule alone forbids it. A rule looks at no more
    /// than its scope, so that whole rows and columns of cells are ruled out at once.
    fn forbids(&self, _: &Program, _: StaffIdx, _: DepartmentIdx, _: Slot) -> Option<Reason> {
        None
    }

    /// Claims that people share.
    fn shared(&self, _: &Program) -> Vec<Claim> {
        Vec::new()
    }

    /// Claims that bind one person alone.
    fn personal(&self, _: &Program, _: StaffIdx) -> Vec<Claim> {
        Vec::new()
    }

    /// Every breach of the rule by a schedule, found from the rule's words, without the claims.
    fn check(&self, program: &Program, schedule: &Schedule) -> Vec<Breach>;
}

/// What a rule looks at when it forbids a single placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It forbids none.
    Nothing,
    /// The person and the slot; the department does not matter.
    PersonSlot,
    /// The person and the department; the slot does not matter.
    PersonDepartment,
    /// The department and the slot; the person does not matter.
    DepartmentSlot,
    /// All three.
    Placement,
}

/// A rule that a plan breaks, and how.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Breach {
    /// The rule's name, or `reference` for an unknown id.
    pub rule: String,
    /// What is wrong, in ids and numbers.
    pub text: String,
    /// How many units are missing or too many.
    #[serde(skip)]
    pub amount: u32,
    /// What it is about; `None` for a reference.
    #[serde(skip)]
    pub subject: Option<Subject>,
}

impl Breach {
    pub(crate) fn new(rule: RuleName, subject: Subject, amount: u32, text: String) -> Self {
        Breach {
            rule: rule.name().to_owned(),
            text,
            amount,
            subject: Some(subject),
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $module:ident;)*) => {
        /// The name of a rule, in the order of `format.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleName {
            $($(#[$doc])* $variant,)*
        }

        impl RuleName {
            /// All rules.
            pub const ALL: &'static [RuleName] = &[$(RuleName::$variant,)*];

            /// The name that files, tests and reports use.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(RuleName::$variant => $name,)*
                }
            }

            /// The rule itself.
            #[must_use]
            pub fn rule(self) -> &'static dyn Rule {
                match self {
                    $(RuleName::$variant => &$module::$variant,)*
                }
            }
        }
    };
}

rules! {
    /// How many placements each person has.
    Participation = "participation", participation;
    /// Nobody in two places.
    OnePlace = "one-place", one_place;
    /// Slots between two rotations of a person.
    Gap = "gap", gap;
    /// Nobody away while on leave.
    Availability = "availability", availability;
    /// Nobody where they may not or cannot go.
    Eligibility = "eligibility", eligibility;
    /// No department again too soon.
    NoRepeat = "no-repeat", no_repeat;
    /// Some departments after others.
    Prerequisite = "prerequisite", prerequisite;
    /// Departments a person must see.
    MustVisit = "must-visit", must_visit;
    /// People away in a slot.
    ProgramAway = "program-away", program_away;
    /// People of a team away in a slot.
    TeamAway = "team-away", team_away;
    /// People and skills that stay with a team.
    TeamCover = "team-cover", team_cover;
    /// People who do not go at the same time.
    Apart = "apart", apart;
    /// Guests of a department in a slot.
    Seats = "seats", seats;
    /// Visits a department must get.
    MinVisits = "min-visits", min_visits;
    /// A mentor for each guest.
    Mentor = "mentor", mentor;
    /// Placements settled beforehand.
    Pin = "pin", pin;
}

/// Whether a best-effort plan may fall short of the rule.
#[must_use]
pub fn may_fall_short(rule: RuleName) -> bool {
    matches!(
        rule,
        RuleName::Participation | RuleName::MustVisit | RuleName::MinVisits | RuleName::Pin
    )
}

/// Why a single placement can never be; `None` if no rule forbids it by itself.
#[must_use]
pub fn forbidden(
    program: &Program,
    staff: StaffIdx,
    department: DepartmentIdx,
    slot: Slot,
) -> Option<Reason> {
    RuleName::ALL
        .iter()
        .find_map(|rule| rule.rule().forbids(program, staff, department, slot))
}

/// Claims of all rules that people share.
#[must_use]
pub fn shared_claims(program: &Program) -> Vec<Claim> {
    RuleName::ALL
        .iter()
        .flat_map(|rule| rule.rule().shared(program))
        .collect()
}

/// Claims of all rules that bind one person alone.
#[must_use]
pub fn personal_claims(program: &Program, staff: StaffIdx) -> Vec<Claim> {
    RuleName::ALL
        .iter()
        .flat_map(|rule| rule.rule().personal(program, staff))
        .collect()
}
