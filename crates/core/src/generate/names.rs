//! Made-up names.

/// Teams of IT.
const TEAMS: [&str; 16] = [
    "Databases",
    "Network",
    "Servers",
    "Storage",
    "Security",
    "Service Desk",
    "Web",
    "Integration",
    "Data Warehouse",
    "Workplace",
    "Telephony",
    "Testing",
    "Architecture",
    "Cloud",
    "Mobile",
    "Release",
];

/// Departments that host guests.
const DEPARTMENTS: [&str; 20] = [
    "Finance",
    "Sales",
    "Marketing",
    "Legal",
    "Purchasing",
    "Logistics",
    "Production",
    "Quality",
    "Research",
    "Personnel",
    "Audit",
    "Tax",
    "Controlling",
    "Facilities",
    "Support",
    "Export",
    "Planning",
    "Treasury",
    "Training",
    "Press",
];

const FIRST: [&str; 16] = [
    "Ada", "Bo", "Cleo", "Dina", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jana", "Kim", "Lou", "Mio",
    "Nia", "Otto", "Pia",
];

const LAST: [&str; 16] = [
    "Alder", "Birch", "Cedar", "Dale", "Elm", "Field", "Grove", "Hill", "Lake", "Marsh", "North",
    "Oak", "Pine", "Reed", "Stone", "Vale",
];

/// Skills of people of IT.
pub(super) const SKILLS: [&str; 5] = ["linux", "oracle", "python", "routing", "sap"];

fn numbered(list: &[&str], at: usize) -> String {
    let (name, round) = (list[at % list.len()], at / list.len());
    if round == 0 {
        name.to_owned()
    } else {
        format!("{name} {}", round + 1)
    }
}

/// A team's name.
pub(super) fn team(at: usize) -> String {
    numbered(&TEAMS, at)
}

/// A department's name.
pub(super) fn department(at: usize) -> String {
    numbered(&DEPARTMENTS, at)
}

/// A name as an id.
pub(super) fn id(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// A person's name.
pub(super) fn person(number: usize) -> String {
    let first = FIRST[number % FIRST.len()];
    let last = LAST[(number / FIRST.len()) % LAST.len()];
    format!("{first} {last}")
}
