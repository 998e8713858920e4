//! Pseudonyms: what is handed round without the people's names and ids, and the key that stays behind.
//!
//! A pseudonym is drawn from a secret, so it says nothing of the id, and the same key gives the same one
//! every time. People are hidden: staff and mentors. Teams, departments and skills stay, for without them
//! a plan says nothing; words that somebody wrote about people are left out.

use std::collections::{BTreeMap, HashSet};

use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::input::{Problem, to_json};
use rotaplan_core::outcomes::OutcomesFile;
use rotaplan_core::plan::PlanFile;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::hex;

/// The format name every key file opens with.
pub const PSEUDONYMS_FORMAT: &str = "rotaplan/pseudonyms@1";

/// Hexadecimal digits of a pseudonym at first; more where two would be the same.
const DIGITS: usize = 6;

/// The key: who hides behind which pseudonym. It must not go where the pseudonyms go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pseudonyms {
    format: String,
    secret: String,
    staff: Roll,
    mentors: Roll,
}

/// Everybody of one kind who is hidden, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, Person>", into = "BTreeMap<String, Person>")]
struct Roll {
    people: BTreeMap<String, Person>,
    taken: HashSet<String>,
}

impl From<BTreeMap<String, Person>> for Roll {
    fn from(people: BTreeMap<String, Person>) -> Self {
        let taken = people
            .values()
            .map(|person| person.pseudonym.clone())
            .collect();
        Roll { people, taken }
    }
}

impl From<Roll> for BTreeMap<String, Person> {
    fn from(roll: Roll) -> Self {
        roll.people
    }
}

/// Somebody who is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    pseudonym: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
}

impl Pseudonyms {
    /// A new key with a secret of the operating system's making.
    ///
    /// # Errors
    /// A system that has no randomness to give.
    pub fn create() -> Result<Self, Problem> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| {
            Problem::error(
                "pseudonyms",
                "",
                format!("the system gives no random numbers: {error}"),
            )
        })?;
        Ok(Pseudonyms::from_secret(secret))
    }

    /// A new key with this secret.
    #[must_use]
    pub fn from_secret(secret: [u8; 32]) -> Self {
        Pseudonyms {
            format: PSEUDONYMS_FORMAT.to_owned(),
            secret: hex(&secret),
            staff: Roll::default(),
            mentors: Roll::default(),
        }
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// What is wrong with it, without anything that stands in it.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Problem> {
        let not_a_key = |line: Option<usize>| {
            let mut problem =
                Problem::error("pseudonyms", "", "this is not a key file of pseudonyms")
                    .help("name a file that --pseudonyms wrote, or one that is not there yet");
            problem.line = line;
            problem
        };
        let key: Pseudonyms =
            serde_json::from_slice(bytes).map_err(|error| not_a_key(Some(error.line())))?;
        let long_enough = key.secret.len() >= 32;
        if key.format == PSEUDONYMS_FORMAT && long_enough {
            Ok(key)
        } else {
            Err(not_a_key(None))
        }
    }

    /// The key as its file has it.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(self)
    }

    /// Puts pseudonyms for the people of a program.
    pub fn hide_program(&mut self, program: &mut ProgramFile) {
        // Rows that stand in the order of names would tell them; they are put in the order of pseudonyms.
        for person in &mut program.staff {
            person.id = self.staff.hide(&self.secret, "s", &person.id, &person.name);
            clear_name(&mut person.name, &person.id);
            person.reason.clear();
            for mentor in &mut person.avoid_mentors {
                *mentor = self.mentors.hide(&self.secret, "m", mentor, "");
            }
            person.avoid_mentors.sort_unstable();
        }
        program.staff.sort_by(|a, b| a.id.cmp(&b.id));
        for mentor in &mut program.mentors {
            mentor.id = self
                .mentors
                .hide(&self.secret, "m", &mentor.id, &mentor.name);
            clear_name(&mut mentor.name, &mentor.id);
        }
        program.mentors.sort_by(|a, b| a.id.cmp(&b.id));
        for group in &mut program.apart {
            for staff in &mut group.staff {
                *staff = self.staff.hide(&self.secret, "s", staff, "");
            }
            group.staff.sort_unstable();
            group.reason.clear();
        }
        program.apart.sort_by(|a, b| a.staff.cmp(&b.staff));
        for pin in &mut program.pins {
            pin.staff = self.staff.hide(&self.secret, "s", &pin.staff, "");
            self.hide_mentor(&mut pin.mentor);
        }
        program
            .pins
            .sort_by(|a, b| (&a.staff, &a.slot).cmp(&(&b.staff, &b.slot)));
        for row in &mut program.history {
            row.staff = self.staff.hide(&self.secret, "s", &row.staff, "");
            self.hide_mentor(&mut row.mentor);
        }
        program.history.sort_by(|a, b| {
            (&a.month, &a.staff, &a.department).cmp(&(&b.month, &b.staff, &b.department))
        });
    }

    /// Puts pseudonyms for the people of a plan.
    pub fn hide_plan(&mut self, plan: &mut PlanFile) {
        for placement in &mut plan.placements {
            placement.staff = self.staff.hide(&self.secret, "s", &placement.staff, "");
            self.hide_mentor(&mut placement.mentor);
        }
        plan.placements.sort_by(|a, b| {
            (&a.slot, &a.staff, &a.department).cmp(&(&b.slot, &b.staff, &b.department))
        });
        for row in &mut plan.reserve {
            self.hide_mentor(&mut row.mentor);
        }
        plan.reserve.sort();
        for short in &mut plan.unplaced {
            short.staff = self.staff.hide(&self.secret, "s", &short.staff, "");
            // Reasons are sentences that may name anybody, and days of leave.
            short.reasons.clear();
        }
        plan.unplaced.sort_by(|a, b| a.staff.cmp(&b.staff));
        for unmet in &mut plan.unmet {
            if unmet.rule != "min-visits" {
                unmet.who = self.staff.hide(&self.secret, "s", &unmet.who, "");
            }
            unmet.text = format!("{} is missing {}", unmet.who, unmet.missing);
        }
    }

    /// Puts pseudonyms for the people of outcomes, and leaves out what somebody wrote about them.
    pub fn hide_outcomes(&mut self, outcomes: &mut OutcomesFile) {
        for row in &mut outcomes.outcomes {
            row.staff = self.staff.hide(&self.secret, "s", &row.staff, "");
            row.reason.clear();
            if let Some(improvement) = &mut row.improvement {
                improvement.title.clear();
            }
        }
        outcomes.outcomes.sort_by(|a, b| {
            (&a.slot, &a.staff, &a.department).cmp(&(&b.slot, &b.staff, &b.department))
        });
    }

    fn hide_mentor(&mut self, mentor: &mut Option<String>) {
        if let Some(id) = mentor {
            *id = self.mentors.hide(&self.secret, "m", id, "");
        }
    }
}

/// A name that was given becomes the pseudonym; one that was not stays away.
fn clear_name(name: &mut String, pseudonym: &str) {
    if !name.is_empty() {
        pseudonym.clone_into(name);
    }
}

impl Roll {
    /// The pseudonym of an id, drawn now or before; a pseudonym of this key stays as it is.
    fn hide(&mut self, secret: &str, kind: &str, id: &str, name: &str) -> String {
        if let Some(person) = self.people.get_mut(id) {
            if !name.is_empty() {
                name.clone_into(&mut person.name);
            }
            return person.pseudonym.clone();
        }
        if self.taken.contains(id) {
            return id.to_owned();
        }
        let digest = hex(&Sha256::digest(format!("{secret}/{kind}/{id}").as_bytes()));
        let free = |pseudonym: &String| {
            !self.taken.contains(pseudonym) && !self.people.contains_key(pseudonym)
        };
        let pseudonym = (DIGITS..=digest.len())
            .map(|digits| format!("{kind}-{}", &digest[..digits]))
            .find(free)
            .unwrap_or_else(|| format!("{kind}-{digest}"));
        self.taken.insert(pseudonym.clone());
        let person = Person {
            pseudonym: pseudonym.clone(),
            name: name.to_owned(),
        };
        self.people.insert(id.to_owned(), person);
        pseudonym
    }
}

#[cfg(test)]
mod tests {
    use rotaplan_core::input::file::{HistoryFile, MentorFile, PinFile, ProgramFile, StaffFile};
    use rotaplan_core::plan::{PlacementFile, PlanFile, ReservedFile, Unplaced};

    use super::Pseudonyms;

    fn program() -> ProgramFile {
        let person = |id: &str, name: &str| StaffFile {
            id: id.to_owned(),
            name: name.to_owned(),
            avoid_mentors: vec!["boss".to_owned()],
            ..StaffFile::default()
        };
        ProgramFile {
            staff: vec![person("ada", "Ada Park"), person("bo", "")],
            mentors: vec![MentorFile {
                id: "boss".to_owned(),
                name: "Bo Lund".to_owned(),
                ..MentorFile::default()
            }],
            pins: vec![PinFile {
                staff: "ada".to_owned(),
                mentor: Some("boss".to_owned()),
                ..PinFile::default()
            }],
            history: vec![HistoryFile {
                staff: "left".to_owned(),
                mentor: Some("gone".to_owned()),
                ..HistoryFile::default()
            }],
            ..ProgramFile::default()
        }
    }

    #[test]
    fn nobody_is_left_and_the_same_key_hides_the_same() {
        let mut key = Pseudonyms::from_secret([7; 32]);
        let mut hidden = program();
        key.hide_program(&mut hidden);
        let text = format!("{hidden:?}");
        for word in ["ada", "Ada", "\"bo\"", "boss", "Bo Lund", "left", "gone"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        assert_eq!(hidden.pins[0].mentor.as_ref(), Some(&hidden.mentors[0].id));
        let mut key = Pseudonyms::from_json(key.to_json().as_bytes()).expect("key");
        let mut again = program();
        key.hide_program(&mut again);
        assert_eq!(hidden, again);
        key.hide_program(&mut again);
        assert_eq!(hidden, again, "what is hidden stays as it is");
    }

    #[test]
    fn plans_are_hidden_with_their_words() {
        let mut key = Pseudonyms::from_secret([7; 32]);
        let mut plan = PlanFile {
            placements: vec![PlacementFile {
                staff: "ada".to_owned(),
                mentor: Some("boss".to_owned()),
                ..PlacementFile::default()
            }],
            reserve: vec![ReservedFile {
                mentor: Some("boss".to_owned()),
                ..ReservedFile::default()
            }],
            unplaced: vec![Unplaced {
                staff: "bo".to_owned(),
                missing: 1,
                reasons: vec!["bo is on leave".to_owned()],
            }],
            ..PlanFile::default()
        };
        key.hide_plan(&mut plan);
        let text = format!("{plan:?}");
        for word in ["ada", "boss", "\"bo", "leave"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
        let mut program = program();
        key.hide_program(&mut program);
        assert!(
            program
                .staff
                .iter()
                .any(|person| person.id == plan.placements[0].staff)
        );
    }

    #[test]
    fn another_secret_hides_otherwise_and_no_other_file_is_a_key() {
        let hide = |secret| {
            let mut program = program();
            Pseudonyms::from_secret(secret).hide_program(&mut program);
            program.pins[0].staff.clone()
        };
        assert_ne!(hide([1; 32]), hide([2; 32]));
        for text in [
            "",
            "{}",
            r#"{"format":"rotaplan/program@1"}"#,
            r#"{"format":"rotaplan/pseudonyms@1","secret":"","staff":{},"mentors":{}}"#,
        ] {
            assert!(Pseudonyms::from_json(text.as_bytes()).is_err(), "{text}");
        }
    }
}
