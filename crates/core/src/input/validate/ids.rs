//! Ids: said twice, empty, or so alike that people will mix them up.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use unicode_normalization::UnicodeNormalization;

use crate::input::file::ProgramFile;
use crate::input::findings::{Findings, show};
use crate::input::place::{Step, at, key, pointer};

pub(super) fn check(file: &ProgramFile, findings: &mut Findings) {
    list(
        findings,
        "teams",
        file.teams.iter().map(|row| row.id.as_str()),
    );
    list(
        findings,
        "staff",
        file.staff.iter().map(|row| row.id.as_str()),
    );
    list(
        findings,
        "departments",
        file.departments.iter().map(|row| row.id.as_str()),
    );
    list(
        findings,
        "mentors",
        file.mentors.iter().map(|row| row.id.as_str()),
    );
    skills(file, findings);
}

/// The ids of one list.
fn list<'a>(findings: &mut Findings, list: &'static str, ids: impl Iterator<Item = &'a str>) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut alike = LookAlikes::default();
    for (index, id) in ids.enumerate() {
        let path = || vec![key(list), at(index), key("id")];
        match seen.entry(id) {
            Entry::Occupied(first) => {
                let place = pointer(&[key(list), at(*first.get())]);
                findings.error(
                    "duplicate-id",
                    &path(),
                    format!("the id {} stands at {place} already", show(id)),
                    "give each row an id of its own, or remove one of the two".to_owned(),
                );
                continue;
            }
            Entry::Vacant(entry) => entry.insert(index),
        };
        if id.trim().is_empty() {
            findings.warn(
                "empty-id",
                &path(),
                format!("the id {} is empty or nothing but white space", show(id)),
                "give the row an id that can be seen and said".to_owned(),
            );
        }
        alike.check(findings, id, path);
    }
}

/// Skills have no list of their own: every mention is looked at.
fn skills(file: &ProgramFile, findings: &mut Findings) {
    let mut seen: HashMap<&str, ()> = HashMap::new();
    let mut alike = LookAlikes::default();
    let mut check = |skill, path: &dyn Fn() -> Vec<Step<'static>>| {
        if seen.insert(skill, ()).is_none() {
            alike.check(findings, skill, path);
        }
    };
    for (index, team) in file.teams.iter().enumerate() {
        for (row, cover) in team.cover.iter().enumerate() {
            if let Some(skill) = &cover.skill {
                check(skill, &|| {
                    vec![key("teams"), at(index), key("cover"), at(row), key("skill")]
                });
            }
        }
    }
    for (index, staff) in file.staff.iter().enumerate() {
        for (row, skill) in staff.skills.iter().enumerate() {
            check(skill, &|| {
                vec![key("staff"), at(index), key("skills"), at(row)]
            });
        }
    }
    for (index, department) in file.departments.iter().enumerate() {
        for (row, skill) in department.needs_skills.iter().enumerate() {
            check(skill, &|| {
                vec![key("departments"), at(index), key("needs_skills"), at(row)]
            });
        }
    }
}

/// Words by what is left of them without case, white space and invisible characters.
#[derive(Default)]
struct LookAlikes<'a>(HashMap<String, &'a str>);

impl<'a> LookAlikes<'a> {
    fn check<'p>(
        &mut self,
        findings: &mut Findings,
        word: &'a str,
        path: impl FnOnce() -> Vec<Step<'p>>,
    ) {
        match self.0.entry(skeleton(word)) {
            Entry::Vacant(entry) => {
                entry.insert(word);
            }
            Entry::Occupied(other) => findings.warn(
                "look-alike",
                &path(),
                format!(
                    "{} and {} differ only in case, white space or characters that look the same",
                    show(word),
                    show(other.get())
                ),
                "they count as two: if one is meant, write it the same way everywhere".to_owned(),
            ),
        }
    }
}

fn skeleton(word: &str) -> String {
    let visible = |character: &char| {
        !character.is_whitespace() && !character.is_control() && !is_invisible(*character)
    };
    if word.is_ascii() {
        let characters = word.chars().filter(visible);
        return characters
            .map(|character| character.to_ascii_lowercase())
            .collect();
    }
    word.nfkc()
        .filter(visible)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Characters that take no room on paper: joiners, marks of direction, fillers.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::skeleton;

    #[test]
    fn what_looks_the_same_is_the_same() {
        for alike in [
            "HR",
            "h r",
            "hr\u{200b}",
            "\u{ff28}\u{ff32}",
            " hr\u{feff}",
            "h\u{ad}r",
        ] {
            assert_eq!(skeleton(alike), "hr", "{alike:?}");
        }
        assert_ne!(skeleton("hr1"), skeleton("hr2"));
        assert_eq!(skeleton("e\u{301}"), skeleton("É"));
    }
}
