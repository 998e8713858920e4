//! Refusals, each held to account: the conflict is impossible and minimal, by trying every set of
//! placements against the rules' checks; each shortage is impossible; each repair gives a plan.

mod plans;
mod planted;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rotaplan_core::diagnosis::DiagnosisFile;
use rotaplan_core::engine::Quiet;
use rotaplan_core::explain::{Member, Members, Trouble, reason, refusal};
use rotaplan_core::generate::{GenerateOptions, generate};
use rotaplan_core::input::ProgramFile;
use rotaplan_core::plan::Proof;
use rotaplan_core::rules::RuleName;
use rotaplan_core::schedule::{Placement, Schedule};
use rotaplan_core::{Options, Outcome, Program, solve, verify};
use serde_json::Value;
use support::rounds;
use support::tiny::{EXHAUSTIVE, tiny};

/// More sets of placements than this take too long to try.
const MOST: usize = 7_000;

/// For every set of placements, the members it breaks; `None` if there are too many sets.
fn broken(program: &Program) -> Option<BTreeSet<Members>> {
    let mut cells: Vec<Vec<Option<Placement>>> = Vec::new();
    for staff in program.staff_indices() {
        for department in program.department_indices() {
            for slot in program.calendar().slots() {
                let place = |mentor| Placement {
                    slot,
                    staff,
                    department,
                    mentor,
                };
                let mentors = program.mentor_indices();
                let here =
                    mentors.filter(|m| program.mentors()[m.index()].department == department);
                let mut choices = vec![None, Some(place(None))];
                choices.extend(here.map(|m| Some(place(Some(m)))));
                cells.push(choices);
            }
        }
    }
    let sets: usize = cells
        .iter()
        .map(Vec::len)
        .try_fold(1, |product: usize, more| {
            product.checked_mul(more).filter(|product| *product <= MOST)
        })?;
    let mut all = BTreeSet::new();
    for mut number in 0..sets {
        let mut placements = Vec::new();
        for choices in &cells {
            placements.extend(choices[number % choices.len()]);
            number /= choices.len();
        }
        let schedule = Schedule::new(program, placements);
        let mut members = Members::new();
        for rule in RuleName::ALL {
            for breach in rule.rule().check(program, &schedule) {
                let subject = breach.subject.expect("a rule's breach is about something");
                members.extend(Member::of(program, *rule, subject));
            }
        }
        all.insert(members);
    }
    Some(all)
}

/// Whether some set of placements breaks none of these members.
fn possible(broken: &BTreeSet<Members>, members: &Members) -> bool {
    broken.iter().any(|set| set.is_disjoint(members))
}

/// A file after a JSON Patch, told once more.
fn patched(file: &ProgramFile, patch: &Value) -> Value {
    let mut file = serde_json::to_value(file).expect("it can be written");
    for operation in patch.as_array().expect("a list of operations") {
        let path: Vec<&str> = operation["path"]
            .as_str()
            .expect("a path")
            .split('/')
            .skip(1)
            .collect();
        let (last, parents) = path.split_last().expect("not the whole file");
        let mut place = &mut file;
        for step in parents {
            place = match place {
                Value::Array(list) => &mut list[step.parse::<usize>().expect("a number")],
                place => place.get_mut(step).expect("the parent is there"),
            };
        }
        match (operation["op"].as_str().expect("a kind"), place) {
            ("add", Value::Array(list)) => {
                assert_eq!(*last, "-");
                list.push(operation["value"].clone());
            }
            ("remove", Value::Array(list)) => {
                list.remove(last.parse().expect("a number"));
            }
            ("add", place) => place[*last] = operation["value"].clone(),
            (other, _) => panic!("no {other} is made"),
        }
    }
    file
}

fn plans(file: &Value, case: &str) {
    let bytes = file.to_string();
    let program = Program::from_json(bytes.as_bytes())
        .unwrap_or_else(|problems| panic!("{case}: a repair is invalid: {problems:?}"));
    match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => assert!(verify(&program, &plan).breaches.is_empty(), "{case}"),
        other => panic!("{case}: no plan after a repair: {other:?}\n{bytes}"),
    }
}

/// What the refusals of a test came to.
#[derive(Default)]
struct Tally {
    cases: usize,
    short: usize,
    clash: usize,
    repaired: usize,
    /// Cases for which no repair was found.
    unrepaired: Vec<String>,
    rules: BTreeSet<&'static str>,
}

impl Tally {
    /// Checks the refusal of a file, if there is no plan and its sets of placements can be tried.
    fn hold(&mut self, file: &ProgramFile, case: &str) -> bool {
        let program = Program::from_file(file).unwrap_or_else(|problems| {
            panic!("{case} is invalid: {problems:?}");
        });
        let Some(broken) = broken(&program) else {
            return false;
        };
        let all = Members::new();
        if broken.contains(&all) {
            return false;
        }
        self.cases += 1;
        let options = Options::default();
        let trouble = reason(&program, &options, &Quiet).unwrap_or_else(|| {
            panic!("{case}: no reason\n{}", rotaplan_core::input::to_json(file))
        });
        let text = rotaplan_core::input::to_json(file);
        match &trouble {
            Trouble::Clash(conflict) => {
                self.clash += 1;
                let members = &conflict.members;
                assert!(conflict.minimal, "{case}: not minimal\n{text}");
                assert!(
                    !possible(&broken, members),
                    "{case}: {members:?} can be met\n{text}"
                );
                for member in members {
                    let mut rest = members.clone();
                    rest.remove(member);
                    assert!(
                        possible(&broken, &rest),
                        "{case}: {member:?} of {members:?}\n{text}"
                    );
                    self.rules.insert(member.rule.name());
                }
            }
            Trouble::Short(shorts) => {
                self.short += 1;
                for short in shorts {
                    let members = short.members(&program);
                    assert!(short.needed > short.available, "{case}");
                    assert!(
                        !possible(&broken, &members),
                        "{case}: {short:?} is enough\n{text}"
                    );
                    self.rules
                        .extend(members.iter().map(|member| member.rule.name()));
                }
            }
        }
        let told = refusal(file, &program, Proof::Backend, &options, &Quiet);
        same_facts(&told, &trouble, case);
        let mut costs: Vec<u64> = Vec::new();
        for repair in &told.repairs {
            plans(&patched(file, &repair.patch), case);
            costs.push(repair.cost);
        }
        assert!(costs.is_sorted(), "{case}: {costs:?}");
        if costs.is_empty() {
            self.unrepaired.push(case.to_owned());
        }
        self.repaired += usize::from(!costs.is_empty());
        true
    }
}

/// The file tells what was found, and nothing else.
fn same_facts(told: &DiagnosisFile, trouble: &Trouble, case: &str) {
    match trouble {
        Trouble::Short(shorts) => {
            assert_eq!(told.shortages.len(), shorts.len(), "{case}");
            assert!(told.conflict.is_empty() && told.conflict_minimal.is_none());
            assert_eq!(told.proof, Some(Proof::Bound));
            for (row, short) in told.shortages.iter().zip(shorts) {
                assert_eq!((row.needed, row.available), (short.needed, short.available));
                assert_eq!(row.people.len(), short.people.len());
                assert!(
                    row.text.contains(&row.available.to_string()),
                    "{}",
                    row.text
                );
            }
        }
        Trouble::Clash(conflict) => {
            assert!(told.shortages.is_empty());
            assert_eq!(told.conflict_minimal, Some(conflict.minimal));
            let rules: BTreeSet<&str> = conflict.members.iter().map(|m| m.rule.name()).collect();
            let clauses: BTreeSet<&str> = told.conflict.iter().map(|c| c.rule.as_str()).collect();
            assert_eq!(rules, clauses, "{case}: a clause for each rule");
            assert!(
                told.conflict.iter().all(|clause| !clause.text.is_empty()),
                "{case}: {told:?}"
            );
        }
    }
}

#[test]
fn planted_conflicts_of_each_rule_and_of_pairs_are_told_right() {
    let mut tally = Tally::default();
    for (at, first) in RuleName::ALL.iter().enumerate() {
        let alone = planted::planted(&[*first]);
        assert!(
            tally.hold(&alone, first.name()),
            "{} is not impossible",
            first.name()
        );
        for second in &RuleName::ALL[at + 1..] {
            let both = planted::planted(&[*first, *second]);
            let case = format!("{} and {}", first.name(), second.name());
            assert!(tally.hold(&both, &case), "{case} is not impossible");
        }
    }
    assert_eq!(tally.cases, 136);
    assert_eq!(tally.unrepaired, [""; 0], "each has a repair");
    assert_eq!(tally.rules.len(), RuleName::ALL.len(), "{:?}", tally.rules);
}

#[test]
fn random_refusals_are_told_right() {
    let mut tally = Tally::default();
    for seed in 0.. {
        if tally.cases as u64 >= rounds(60) {
            break;
        }
        let (file, _) = tiny(seed, EXHAUSTIVE);
        tally.hold(&file, &format!("seed {seed}"));
    }
    assert!(
        tally.short > 5 && tally.clash > 20,
        "{} {}",
        tally.short,
        tally.clash
    );
    assert!(
        tally.repaired * 10 >= tally.cases * 8,
        "{} of {}",
        tally.repaired,
        tally.cases
    );
}

#[test]
fn where_no_single_change_is_enough_a_combination_is_told() {
    let options = GenerateOptions {
        people: 60,
        departments: 8,
        months: 3,
        ..GenerateOptions::default()
    };
    let mut file = generate(&options).expect("a sample").file;
    // Mentors keep any one department from taking in all whom three of them lack seats for, and one
    // month more would not hold them either.
    for department in file.departments.iter_mut().take(3) {
        department.seats = 0;
        department.seats_in.clear();
    }
    let program = Program::from_file(&file).expect("it is valid");
    let told = refusal(&file, &program, Proof::Backend, &Options::default(), &Quiet);
    let [repair] = told.repairs.as_slice() else {
        panic!("{told:?}");
    };
    assert!(
        repair.changes > 1 && repair.text.contains("; and "),
        "{repair:?}"
    );
    assert_eq!(told.repairs_complete, Some(true));
    plans(&patched(&file, &repair.patch), "the combination");
    // Each of its operations is needed.
    let operations = repair.patch.as_array().expect("a list");
    for at in 0..operations.len() {
        let mut fewer = operations.clone();
        fewer.remove(at);
        let program = Program::from_json(patched(&file, &fewer.into()).to_string().as_bytes());
        let outcome = solve(&program.expect("valid"), &Options::default(), &Quiet);
        assert!(
            matches!(outcome, Outcome::Infeasible { .. }),
            "not needed: {}",
            operations[at]
        );
    }
}

#[test]
fn three_people_too_many_among_two_thousand_are_told_in_a_few_lines() {
    let options = GenerateOptions {
        people: 2_000,
        departments: 20,
        months: 6,
        ..GenerateOptions::default()
    };
    let mut file = generate(&options).expect("a sample").file;
    let id = file.teams[3].id.clone();
    let people = file.staff.iter().filter(|person| person.team == id).count();
    let room = u32::try_from(people).expect("a few") - 3;
    file.teams[3].max_away = Some(0);
    file.teams[3].max_away_in = BTreeMap::from([
        ("2027-02".to_owned(), room / 2),
        ("2027-05".to_owned(), room - room / 2),
    ]);
    let program = Program::from_file(&file).expect("it is valid");
    let limited = Options {
        time_limit: Some(Duration::from_secs(1)),
        ..Options::default()
    };
    let told = refusal(&file, &program, Proof::Backend, &limited, &Quiet);
    assert_eq!(told.proof, Some(Proof::Bound));
    let [short] = told.shortages.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(short.needed - short.available, 3);
    for part in [id.as_str(), "February 2027", "May 2027", "3 too few"] {
        assert!(short.text.contains(part), "{part}: {}", short.text);
    }
    let longest = told
        .repairs
        .iter()
        .map(|repair| &repair.text)
        .chain([&short.text]);
    assert!(longest.map(String::len).all(|length| length < 400));
    assert!(told.conflict.is_empty() && told.repairs.len() <= 6);
}
