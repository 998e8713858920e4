//! Five quarters in a row: plan, random outcomes, close, plan again. A ledger of its own, kept from the
//! plans and the outcomes alone, says what must come of it.

use std::collections::{BTreeMap, HashMap};

use rotaplan_core::close::{Quarter, close};
use rotaplan_core::engine::{Options, Outcome, Quiet, solve};
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::input::file::{BridgeDefaultFile, ParticipationFile, ProgramFile};
use rotaplan_core::input::to_json;
use rotaplan_core::outcomes::{HeldFile, OUTCOMES_FORMAT, OutcomeFile, OutcomesFile};
use rotaplan_core::random::Random;
use rotaplan_core::{Plan, Program, verify};

/// What took place, as people would write it down.
#[derive(Default)]
struct Ledger {
    /// Person, department, month number, team then.
    visits: Vec<(String, String, i32, String)>,
    owed: HashMap<String, u32>,
    carry: HashMap<String, f64>,
}

/// Months since year 0, from the first seven characters of a slot or month.
fn month(text: &str) -> i32 {
    let year: i32 = text[..4].parse().expect("a year");
    let month: i32 = text[5..7].parse().expect("a month");
    year * 12 + month
}

fn planned(program: &Program, seed: u64) -> Plan {
    let options = Options {
        gap: 0.05,
        seed,
        ..Options::default()
    };
    match solve(program, &options, &Quiet) {
        Outcome::Plan(plan) => *plan,
        other => panic!("no plan: {other:?}"),
    }
}

fn outcomes(plan: &Plan, random: &mut Random) -> OutcomesFile {
    let rows = plan.placements.iter().filter_map(|x| {
        let held = match random.below(100) {
            0..8 => HeldFile::Cancelled,
            8..20 => HeldFile::Part,
            20..60 => HeldFile::Full,
            _ => return None,
        };
        Some(OutcomeFile {
            staff: x.staff.clone(),
            department: x.department.clone(),
            slot: x.slot.clone(),
            held,
            reason: "as things are".to_owned(),
            ..OutcomeFile::default()
        })
    });
    OutcomesFile {
        format: OUTCOMES_FORMAT.to_owned(),
        outcomes: rows.collect(),
    }
}

impl Ledger {
    fn of(file: &ProgramFile) -> Self {
        let team: HashMap<&str, &str> = file.staff.iter().map(|x| (&*x.id, &*x.team)).collect();
        let mut ledger = Ledger::default();
        for row in &file.history {
            let team = row.team.as_deref().or(team.get(&*row.staff).copied());
            ledger.visits.push((
                row.staff.clone(),
                row.department.clone(),
                month(&row.month),
                team.unwrap_or_default().to_owned(),
            ));
        }
        ledger
    }

    /// Months from the last visit of a team to a department to a month.
    fn age(&self, team: &str, department: &str, first: i32) -> Option<i32> {
        let met = |visit: &&(String, String, i32, String)| visit.3 == team && visit.1 == department;
        self.visits.iter().filter(met).map(|x| first - x.2).min()
    }

    /// What a pair is worth to a program that begins with `first`, from the words of the format.
    fn bridge(&self, file: &ProgramFile, team: &str, department: &str, first: i32) -> i64 {
        let row = |row: &&rotaplan_core::input::file::BridgeFile| {
            row.team == team && row.department == department
        };
        if let Some(row) = file.bridges.iter().find(row) {
            return i64::from(row.value);
        }
        let Some(default) = &file.bridge_default else {
            return 0;
        };
        let here = file.departments.iter().find(|x| x.id == department);
        let priority = i64::from(here.and_then(|x| x.priority).unwrap_or(1));
        let full = i64::from(default.value) * priority;
        let refresh = i64::from(default.refresh_months);
        let age = self.age(team, department, first).map(i64::from);
        match (default.fade, age) {
            (false, Some(age)) if age <= refresh => 0,
            (false, _) => full,
            (true, age) => full * (age.unwrap_or(refresh + 1).min(refresh + 1) - 1) / refresh,
        }
    }

    /// Holds a program against the ledger: owed, carry, ages and values of all bridges.
    fn agrees_with(&self, file: &ProgramFile) {
        let program = Program::from_file(file).expect("the next program is valid");
        let first = month(&file.horizon.first_month);
        for person in &file.staff {
            let owed = self.owed.get(&person.id).copied().unwrap_or_default();
            assert_eq!(person.owed, owed, "owed of {}", person.id);
            let carry = self.carry.get(&person.id).copied().unwrap_or_default();
            assert_eq!(f64::from(person.carry), carry, "carry of {}", person.id);
        }
        for team in &file.teams {
            for place in &file.departments {
                let g = program.team_by_id(&team.id).expect("a team");
                let d = program.department_by_id(&place.id).expect("a department");
                let (team, place) = (&team.id, &place.id);
                let age = self.age(team, place, first);
                assert_eq!(program.months_since_contact(g, d), age, "{team} {place}");
                let value = self.bridge(file, team, place, first);
                assert_eq!(program.bridge_value(g, d), value, "{team} {place}");
            }
        }
    }

    /// Holds a plan against the ledger: nobody back too soon, everybody short is placed.
    fn allows(&self, file: &ProgramFile, plan: &Plan) {
        let apart = file.rules.no_repeat_months.unwrap_or(24);
        let mut of: BTreeMap<&str, u32> = BTreeMap::new();
        for x in &plan.placements {
            *of.entry(&x.staff).or_default() += 1;
            for (staff, department, before, _) in &self.visits {
                let same = *staff == x.staff && *department == x.department;
                let months = month(&x.slot) - before;
                assert!(
                    !same || months >= apart.cast_signed(),
                    "{staff} back in {department} after {months} months"
                );
            }
        }
        for person in &file.staff {
            let own = person.rotations.or(file.rules.rotations).unwrap_or(1);
            let owed = self.owed.get(&person.id).copied().unwrap_or_default();
            if person.participation == ParticipationFile::Mandatory {
                let had = of.get(&*person.id).copied().unwrap_or_default();
                assert_eq!(had, own + owed, "{}, owed {owed}", person.id);
            }
        }
    }

    /// Writes a quarter down.
    fn add(&mut self, file: &ProgramFile, plan: &Plan, outcomes: &OutcomesFile) {
        let mut points: BTreeMap<&str, (u32, i64)> = BTreeMap::new();
        for person in &file.staff {
            if person.participation == ParticipationFile::Mandatory {
                points.insert(&person.id, (0, 0));
            }
        }
        for x in &plan.placements {
            let cancelled = outcomes.outcomes.iter().any(|row| {
                row.held == HeldFile::Cancelled
                    && (&row.staff, &row.department, &row.slot)
                        == (&x.staff, &x.department, &x.slot)
            });
            if cancelled {
                continue;
            }
            let person = file.staff.iter().find(|row| row.id == x.staff);
            let person = person.expect("somebody of the program");
            self.visits.push((
                x.staff.clone(),
                x.department.clone(),
                month(&x.slot),
                person.team.clone(),
            ));
            let slot = person
                .slot_preferences
                .get(&x.slot)
                .or(person.slot_preferences.get(&x.slot[..7]));
            let worth = [person.preferences.get(&x.department), slot];
            if let Some((had, sum)) = points.get_mut(&*x.staff) {
                *had += 1;
                *sum += worth
                    .into_iter()
                    .flatten()
                    .map(|x| i64::from(*x))
                    .sum::<i64>();
            }
        }
        let total: i64 = points.values().map(|(_, sum)| sum).sum();
        let average = total as f64 / points.len() as f64;
        for (id, (had, sum)) in points {
            let person = file.staff.iter().find(|row| row.id == id);
            let person = person.expect("somebody of the program");
            let own = person.rotations.or(file.rules.rotations).unwrap_or(1);
            let due = own + self.owed.get(id).copied().unwrap_or_default();
            self.owed.insert(id.to_owned(), due.saturating_sub(had));
            // Rounding goes away from zero at the half, as `f64::round` does.
            *self.carry.entry(id.to_owned()).or_default() += (sum as f64 - average).round();
        }
    }
}

fn five_quarters(options: &GenerateOptions, fade: bool) {
    let mut file = generate(options).expect("a program").file;
    file.rules.no_repeat_months = Some(12);
    file.goals.least_happy = Some(2);
    file.bridge_default = Some(BridgeDefaultFile {
        value: 7,
        refresh_months: 6,
        fade,
    });
    let mut random = Random::new(options.seed);
    let mut ledger = Ledger::of(&file);
    let (mut cancelled, mut short) = (0, 0);
    for quarter in 0..5 {
        ledger.agrees_with(&file);
        let program = Program::from_file(&file).expect("valid");
        let plan = planned(&program, quarter);
        assert_eq!(verify(&program, &plan).breaches, []);
        ledger.allows(&file, &plan);
        let outcomes = outcomes(&plan, &mut random);
        let closing = Quarter {
            file: &file,
            program: &program,
            plan: &plan,
            sha256: &rotaplan_core::program::sha256(plan.to_json().as_bytes()),
            outcomes: Some(&outcomes),
        };
        let closed = close(&closing).expect("nothing contradicts");
        ledger.add(&file, &plan, &outcomes);
        let next = closed.next;
        assert_eq!(
            month(&next.horizon.first_month),
            month(&file.horizon.first_month) + file.horizon.months.cast_signed()
        );
        let again = close(&Quarter {
            file: &next,
            program: &Program::from_file(&next).expect("valid"),
            ..closing
        });
        let faults = again.expect_err("a plan is closed once");
        assert_eq!(faults.program[0].code, "closed-already");
        assert_eq!(next.history.len(), ledger.visits.len());
        cancelled += closed.cancelled;
        short += closed.owed.len();
        file = next;
    }
    ledger.agrees_with(&file);
    assert!(
        cancelled > 0 && short > 0,
        "the outcomes put nobody to test"
    );
    assert_eq!(file.closed_plans.len(), 5);
    // What was written survives being read.
    assert_eq!(
        rotaplan_core::input::read(to_json(&file).as_bytes()).file,
        Some(file)
    );
}

fn sample(people: usize, departments: usize, rules: RuleSet, seed: u64) -> GenerateOptions {
    GenerateOptions {
        people,
        departments,
        rules,
        seed,
        slack: 60,
        ..GenerateOptions::default()
    }
}

#[test]
fn sixty_people_over_five_quarters() {
    five_quarters(&sample(60, 12, RuleSet::Core, 1), false);
    five_quarters(&sample(60, 12, RuleSet::Core, 2), true);
}

#[test]
fn three_hundred_people_over_five_quarters() {
    five_quarters(&sample(300, 16, RuleSet::Core, 3), true);
}
