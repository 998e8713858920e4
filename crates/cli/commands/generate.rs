//! `generate`: a seeded sample program.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::input::to_json;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::show::json;
use crate::target::Target;

/// Makes a sample program of any size around a plan that keeps every rule
#[derive(Args, Debug)]
pub(crate) struct Generate {
    /// Number of people
    #[arg(long, value_name = "N", default_value_t = 60)]
    people: usize,
    /// Number of departments
    #[arg(long, value_name = "N", default_value_t = 8)]
    departments: usize,
    /// Number of months
    #[arg(long, value_name = "N", default_value_t = 3)]
    months: u32,
    /// 1, or 2 for rotations of half a month
    #[arg(long, value_name = "N", default_value_t = 1)]
    slots_per_month: u32,
    /// Rotations of each person
    #[arg(long, value_name = "N", default_value_t = 1)]
    rotations: u32,
    /// core is what most programs have, all is every rule and goal
    #[arg(
        long,
        value_enum,
        default_value = "core",
        hide_possible_values = true,
        value_name = "core|all"
    )]
    rules: Rules,
    /// How many percent the limits exceed what the plan within uses
    #[arg(long, value_name = "PCT", default_value_t = 5)]
    slack: u32,
    /// Seed of every random choice: the same seed gives the same program
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Write the program to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Rules {
    Core,
    All,
}

impl Generate {
    pub(crate) fn run(self, _: &Console) -> Result<Exit, Failure> {
        let target = Target::open_json(self.output.as_deref(), &[])?;
        let options = GenerateOptions {
            people: self.people,
            departments: self.departments,
            months: self.months,
            slots_per_month: self.slots_per_month,
            rotations: self.rotations,
            rules: match self.rules {
                Rules::Core => RuleSet::Core,
                Rules::All => RuleSet::All,
            },
            slack: self.slack,
            seed: self.seed,
        };
        let generated = generate(&options).map_err(|error| Failure::invalid(error.to_string()))?;
        target.write(&json(to_json(&generated.file)))?;
        Ok(Exit::Done)
    }
}
