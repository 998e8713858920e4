//! `schema`: the JSON Schema of a format.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::input::{SCHEMAS, schema, suggest, to_json};

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::target::Target;

/// Prints the JSON Schema (2020-12) of a format
#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// The format's name, such as program or plan; without it, the names are listed
    name: Option<String>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Schema {
    pub(crate) fn run(self, _: &Console) -> Result<Exit, Failure> {
        let target = Target::open(self.output.as_deref(), &[])?;
        let names: Vec<_> = SCHEMAS.iter().map(|(name, _)| *name).collect();
        let Some(name) = self.name else {
            target.write(&(names.join("\n") + "\n"))?;
            return Ok(Exit::Done);
        };
        // A format's name may be said with its version too.
        let bare = name.trim_start_matches("rotaplan/").trim_end_matches("@1");
        match schema(bare) {
            Some(schema) => {
                target.write(&to_json(&schema))?;
                Ok(Exit::Done)
            }
            None => {
                let failure = Failure::invalid(format!("there is no format {name}"));
                Err(match suggest(bare, names.iter().copied()) {
                    Some(near) => failure.help(format!("did you mean {near}?")),
                    None => failure.help(format!("the formats are {}", names.join(", "))),
                })
            }
        }
    }
}
