//! Spreadsheets as offices have them: what is read, and what is refused, each with its cell.

use rotaplan_core::input::Severity;
use rotaplan_files::sheets::{Import, Mapping, import, read_csv};

fn with(files: &[(&str, &str)], mapping: &Mapping) -> Import {
    let sheets: Vec<_> = files
        .iter()
        .map(|(name, text)| read_csv(name, text.as_bytes(), mapping).expect("readable"))
        .collect();
    import(&sheets, mapping, None)
}

fn mapping(text: &str) -> Mapping {
    Mapping::from_json(text.as_bytes()).expect("mapping")
}

const SETTINGS: (&str, &str) = (
    "Settings.csv",
    "Setting;Value\nfirst month;2027-01\nmonths;3\n",
);
const TEAMS: (&str, &str) = ("teams.csv", "id,name\n007,Databases\n");
const DEPARTMENTS: (&str, &str) = (
    "Departments.csv",
    "dept,name,capacity\nfin,Finance,2\nhr,Human Resources,1\nlaw,Legal,1\n",
);

#[test]
fn headings_are_known_by_case_and_synonym_and_leading_zeros_survive() {
    let people = (
        "Employees.csv",
        "Employee ID,Full Name,TEAM\n0042,Ada,007\n",
    );
    let read = with(&[SETTINGS, TEAMS, DEPARTMENTS, people], &Mapping::default());
    let program = read
        .program
        .unwrap_or_else(|| panic!("{:?}", read.problems));
    assert_eq!(program.staff[0].id, "0042");
    assert_eq!(program.staff[0].team, "007");
    assert_eq!(program.departments[0].seats, 2);
}

#[test]
fn wishes_come_as_points_as_ranks_and_as_choices() {
    let people = ("people.csv", "id,team\na,007\nb,007\n");
    let points = |file: (&str, &str)| {
        let read = with(
            &[SETTINGS, TEAMS, DEPARTMENTS, people, file],
            &Mapping::default(),
        );
        let program = read
            .program
            .unwrap_or_else(|| panic!("{:?}", read.problems));
        let mine = &program.staff[0].preferences;
        ["fin", "hr", "law"].map(|id| mine.get(id).copied())
    };
    let matrix = ("preferences.csv", "staff,fin,human resources\na,10,-3\n");
    assert_eq!(points(matrix), [Some(10), Some(-3), None]);
    let rows = ("wishes.csv", "person,dept,points\na,fin,10\na,HR,0\n");
    assert_eq!(points(rows), [Some(10), Some(0), None]);
    let ranks = ("ranks.csv", "staff,fin,hr,law\na,2,1,3\n");
    assert_eq!(points(ranks), [Some(2), Some(3), Some(1)]);
    let choices = ("choices.csv", "staff,1st choice,2nd choice\na,Legal,fin\n");
    assert_eq!(points(choices), [Some(1), None, Some(2)]);
}

#[test]
fn the_points_of_each_rank_can_be_set() {
    let settings = (
        "settings.csv",
        "setting,value\nfirst_month,2027-01\nmonths,3\npoints_by_rank,10; 6; 3\n",
    );
    let people = ("people.csv", "id,team,1st choice,Choice 2\na,007,law,hr\n");
    let read = with(&[settings, TEAMS, DEPARTMENTS, people], &Mapping::default());
    let program = read
        .program
        .unwrap_or_else(|| panic!("{:?}", read.problems));
    assert_eq!(program.staff[0].preferences["law"], 10);
    assert_eq!(program.staff[0].preferences["hr"], 6);
}

#[test]
fn every_problem_is_told_at_once_with_its_place_and_without_names_or_days() {
    let people = (
        "people.csv",
        "id,name,team,skils,rotations\n1,Secret Name,007,x,two\n1,Secret Name,nowhere,,1\n,Secret Name,007,,\n",
    );
    let leave = (
        "leave.csv",
        "staff,from,to\n1,01/02/2026,2026-02-03\n9,2026-02-01,2026-02-03\n",
    );
    let wishes = ("preferences.csv", "staff,fin,nix\n1,ten,3\n8,1,1\n");
    let read = with(
        &[SETTINGS, TEAMS, DEPARTMENTS, people, leave, wishes],
        &Mapping::default(),
    );
    assert_eq!(read.program, None);
    let found: Vec<(&str, &str)> = read
        .problems
        .iter()
        .map(|problem| (problem.code.as_str(), problem.place.as_str()))
        .collect();
    for wanted in [
        ("unknown-column", "people.csv:1:4"),
        ("number", "people.csv:2:5"),
        ("missing-value", "people.csv:4:1"),
        ("ambiguous-date", "leave.csv:2:2"),
        ("unknown-id", "leave.csv:3:1"),
        ("number", "preferences.csv:2:2"),
        ("unread-column", "preferences.csv:1:3"),
        ("unknown-team", "people.csv:3:3"),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} is not in {found:#?}");
    }
    assert!(
        found.iter().any(|(_, place)| *place == "people.csv:3:1"),
        "{found:#?}"
    );
    assert!(
        found
            .iter()
            .any(|(_, place)| *place == "preferences.csv:3:2"),
        "{found:#?}"
    );
    for problem in &read.problems {
        let text = format!("{problem:?}");
        assert!(
            !text.contains("Secret") && !text.contains("2026-02"),
            "{text}"
        );
    }
}

#[test]
fn missing_sheets_and_settings_are_told() {
    let read = with(&[("notes.csv", "a,b\n1,2\n")], &Mapping::default());
    let codes: Vec<&str> = read
        .problems
        .iter()
        .map(|problem| problem.code.as_str())
        .collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "missing-sheet")
            .count(),
        3
    );
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "missing-setting")
            .count(),
        2
    );
    assert!(codes.contains(&"unknown-sheet"));
    assert!(read.program.is_none());
    assert!(import(&[], &Mapping::default(), None).program.is_none());
}

#[test]
fn exports_of_hr_systems_are_read_by_presets() {
    let scim = (
        "users.csv",
        "userName,externalId,employeeNumber,displayName,active,department,division,manager.value\n\
         ada,x1,00042,Ada Park,true,IT,Databases,9\nbo,x2,00043,Bo Lund,false,IT,Network,9\n",
    );
    let bamboo = (
        "Employee Directory.csv",
        "Employee #,First Name,Last Name,Hire Date,Department,Division,Status\n\
         00042,Ada,Park,2020-01-01,IT,Databases,Active\n00043,Bo,Lund,2019-01-01,IT,Network,Inactive\n",
    );
    let workday = (
        "All Workers.csv",
        "Worker,,Position,,\nEmployee ID,Preferred Name,Supervisory Organization,Hire Date,Worker Status\n\
         00042,Ada Park,Databases,2020-01-01,Active\n00043,Bo Lund,Network,2020-01-01,Terminated\n",
    );
    for (preset, file) in [("scim", scim), ("bamboohr", bamboo), ("workday", workday)] {
        let read = with(
            &[SETTINGS, DEPARTMENTS, file],
            &Mapping::preset(preset).expect(preset),
        );
        let program = read
            .program
            .unwrap_or_else(|| panic!("{preset}: {:?}", read.problems));
        let people: Vec<_> = program
            .staff
            .iter()
            .map(|person| (person.id.as_str(), person.name.as_str()))
            .collect();
        assert_eq!(people, [("00042", "Ada Park")], "{preset}");
        assert_eq!(program.teams[0].id, "Databases", "{preset}");
        assert!(
            read.problems
                .iter()
                .all(|problem| problem.severity == Severity::Warning)
        );
    }
}

#[test]
fn a_mapping_names_columns_dates_words_and_header_rows() {
    let people = (
        "Export 12.csv",
        "Report of 2026;;;\nPerson;;Home;Mode\nNo.;Given;Group;Part\n7;Ada;007;J\n",
    );
    let leave = ("leave.csv", "staff,from,to\n7,01/02/2027,3 Feb 2027\n");
    let mapping = mapping(
        r#"{ "format": "rotaplan/mapping@1", "dates": ["DD/MM/YYYY", "D MMM YYYY"],
             "sheets": { "people": { "from": "export 12", "header_row": 2, "header_rows": 2,
               "columns": { "id": "Person / No.", "name": { "join": ["Given"] }, "team": "Group", "participation": "Part" },
               "values": { "participation": { "J": "mandatory", "N": "excused" } },
               "constants": { "rotations": "1" } } } }"#,
    );
    let read = with(&[SETTINGS, TEAMS, DEPARTMENTS, people, leave], &mapping);
    let program = read
        .program
        .unwrap_or_else(|| panic!("{:?}", read.problems));
    let person = &program.staff[0];
    assert_eq!(
        (person.id.as_str(), person.name.as_str(), person.rotations),
        ("7", "Ada", Some(1))
    );
    assert_eq!(
        (person.leave[0].from.as_str(), person.leave[0].to.as_str()),
        ("2027-02-01", "2027-02-03")
    );
}

#[test]
fn a_sheet_over_a_base_replaces_its_part_and_keeps_the_rest() {
    let people = (
        "people.csv",
        "id,name,team,skills\na,Ada,007,x\nb,Bo,007,\n",
    );
    let wishes = ("preferences.csv", "staff,fin\na,10\n");
    let base = with(
        &[SETTINGS, TEAMS, DEPARTMENTS, people, wishes],
        &Mapping::default(),
    );
    let base = base.program.expect("base");
    let mapping = Mapping::default();
    let leave = read_csv(
        "leave.csv",
        b"staff,from,to\nb,2027-01-04,2027-01-08\n",
        &mapping,
    )
    .expect("csv");
    let read = import(&[leave], &mapping, Some(&base));
    let program = read
        .program
        .unwrap_or_else(|| panic!("{:?}", read.problems));
    assert_eq!(program.staff[1].leave.len(), 1);
    assert_eq!(program.staff[0], base.staff[0]);
    let renamed = read_csv("people.csv", b"id,name\na,Ada Park\n", &mapping).expect("csv");
    let read = import(&[renamed], &mapping, Some(&base));
    let program = read
        .program
        .unwrap_or_else(|| panic!("{:?}", read.problems));
    assert_eq!(program.staff.len(), 1);
    assert_eq!(
        (
            program.staff[0].name.as_str(),
            program.staff[0].team.as_str()
        ),
        ("Ada Park", "007")
    );
    assert_eq!(program.staff[0].preferences["fin"], 10);
}
