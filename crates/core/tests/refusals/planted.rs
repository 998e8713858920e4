//! A small program that has a plan, and for each rule a way to make it impossible.

use rotaplan_core::input::ProgramFile;
use rotaplan_core::input::file::{
    ApartFile, CoverFile, DepartmentFile, HistoryFile, HorizonFile, MentorFile, MustVisitFile,
    PinFile, RulesFile, SpanFile, StaffFile, TeamFile,
};
use rotaplan_core::rules::RuleName;

/// Two people, two departments, two months, no mentors, and room for all, but for these rules: the
/// first clashes over the first person, the second over the other.
pub(crate) fn planted(rules: &[RuleName]) -> ProgramFile {
    let mut file = base();
    for (at, rule) in rules.iter().enumerate() {
        plant(&mut file, *rule, at);
    }
    file
}

fn base() -> ProgramFile {
    let department = |id: &str| DepartmentFile {
        id: id.to_owned(),
        seats: 4,
        ..DepartmentFile::default()
    };
    let person = |id: &str| StaffFile {
        id: id.to_owned(),
        team: "t".to_owned(),
        ..StaffFile::default()
    };
    ProgramFile {
        format: "rotaplan/program@1".to_owned(),
        horizon: HorizonFile {
            first_month: "2027-01".to_owned(),
            months: 2,
            ..HorizonFile::default()
        },
        rules: RulesFile {
            no_repeat_months: Some(0),
            require_mentor: Some(false),
            ..RulesFile::default()
        },
        teams: vec![TeamFile {
            id: "t".to_owned(),
            ..TeamFile::default()
        }],
        // Not in the order of the ids, so that a patch must heed the file's own.
        staff: vec![person("p1"), person("p0")],
        departments: vec![department("d1"), department("d0")],
        ..ProgramFile::default()
    }
}

fn pin(staff: &str, slot: &str, department: Option<&str>) -> PinFile {
    PinFile {
        staff: staff.to_owned(),
        slot: Some(slot.to_owned()),
        department: department.map(str::to_owned),
        ..PinFile::default()
    }
}

fn plant(file: &mut ProgramFile, rule: RuleName, at: usize) {
    let (id, row) = (["p0", "p1"][at], [1, 0][at]);
    let (first, other) = (["d0", "d1"][at], ["d1", "d0"][at]);
    let here = 1 - at;
    match rule {
        RuleName::Participation => file.staff[row].rotations = Some(3),
        RuleName::OnePlace => {
            file.staff[row].rotations = Some(2);
            file.pins.push(pin(id, "2027-01", Some(first)));
            file.pins.push(pin(id, "2027-01", Some(other)));
        }
        RuleName::Gap => {
            file.rules.gap_slots = Some(1);
            file.staff[row].rotations = Some(2);
        }
        RuleName::Availability => file.staff[row].leave.push(SpanFile {
            from: "2027-01-01".to_owned(),
            to: "2027-02-28".to_owned(),
        }),
        RuleName::Eligibility => {
            file.staff[row].never = vec!["d1".to_owned(), "d0".to_owned()];
        }
        RuleName::NoRepeat => {
            file.rules.no_repeat_months = Some(24);
            for department in ["d0", "d1"] {
                file.history.push(HistoryFile {
                    staff: id.to_owned(),
                    department: department.to_owned(),
                    month: ["2026-11", "2026-10"][at].to_owned(),
                    ..HistoryFile::default()
                });
            }
        }
        RuleName::Prerequisite => {
            file.departments[here].after = vec![other.to_owned()];
            file.staff[row].rotations = Some(2);
            file.pins.push(pin(id, "2027-01", Some(first)));
        }
        RuleName::MustVisit => file.staff[row].must_visit.push(MustVisitFile {
            any_of: vec![first.to_owned()],
            times: Some(3),
        }),
        RuleName::ProgramAway => file.rules.max_away = Some(0),
        RuleName::TeamAway => file.teams[0].max_away = Some(0),
        RuleName::TeamCover => file.teams[0].cover.push(CoverFile {
            skill: None,
            min_present: 2,
        }),
        RuleName::Apart => {
            file.apart.push(ApartFile {
                staff: vec!["p1".to_owned(), "p0".to_owned()],
                ..ApartFile::default()
            });
            file.pins.push(pin("p0", "2027-02", None));
            file.pins.push(pin("p1", "2027-02", None));
        }
        RuleName::Seats => {
            file.departments[here].seats = 0;
            file.pins.push(pin(id, "2027-02", Some(first)));
        }
        RuleName::MinVisits => file.departments[here].min_visits = 5,
        RuleName::Mentor => {
            file.rules.require_mentor = Some(true);
            file.mentors.push(MentorFile {
                id: "m".to_owned(),
                department: "d0".to_owned(),
                mentees_total: Some(1),
                ..MentorFile::default()
            });
        }
        RuleName::Pin => {
            file.staff[row].leave.push(SpanFile {
                from: "2027-02-01".to_owned(),
                to: "2027-02-28".to_owned(),
            });
            file.pins.push(pin(id, "2027-02", None));
        }
    }
}
