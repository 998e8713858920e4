//! Who carries the contacts: the graph of teams, people, mentors and departments, and its weakest links.
//!
//! A contact is a path IT → person → mentor → department, for each visit that is not lost, by somebody who
//! is still there and guided by somebody who is still there (a visit without a mentor goes straight to the
//! department). A department loses all contact with a person exactly if every path to it leads over that
//! person, that is, if the person dominates it (Cooper, Harvey and Kennedy, "A simple, fast dominance
//! algorithm", 2001).

use std::collections::HashSet;

use petgraph::Undirected;
use petgraph::algo::connected_components;
use petgraph::algo::dominators::simple_fast;
use petgraph::graphmap::{DiGraphMap, GraphMap};

use super::file::WeakLink;
use super::map::{Map, Pair, holds};
use super::past::Past;
use crate::input::file::ProgramFile;

/// A point of the graph; ids of different kinds may be the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Node<'a> {
    It,
    Staff(&'a str),
    Mentor(&'a str),
    Department(&'a str),
    Team(&'a str),
}

/// What hangs on whom.
pub(super) struct Links {
    pub(super) weak: Vec<WeakLink>,
    pub(super) no_contact: Vec<String>,
    pub(super) islands: usize,
}

pub(super) fn links(file: &ProgramFile, past: &Past<'_>, map: &Map<'_>) -> Links {
    let graph = contacts(file, past, map);
    let paths = simple_fast(&graph, Node::It);
    let mut departments: Vec<&str> = file.departments.iter().map(|row| &*row.id).collect();
    departments.sort_unstable();
    let (mut weak, mut no_contact) = (Vec::new(), Vec::new());
    for id in departments {
        let Some(over) = paths.strict_dominators(Node::Department(id)) else {
            no_contact.push(id.to_owned());
            continue;
        };
        let mut people: Vec<WeakLink> = over
            .filter_map(|node| {
                let (kind, person, name) = match node {
                    Node::Staff(person) => ("staff", person, staff_name(file, person)),
                    Node::Mentor(person) => ("mentor", person, mentor_name(file, person)),
                    _ => return None,
                };
                Some(WeakLink {
                    department: id.to_owned(),
                    kind: kind.to_owned(),
                    person: person.to_owned(),
                    name: name.to_owned(),
                })
            })
            .collect();
        // The guest before the host, as the way goes.
        people.reverse();
        weak.extend(people);
    }
    Links {
        weak,
        no_contact,
        islands: islands(file, map),
    }
}

fn contacts<'a>(file: &'a ProgramFile, past: &Past<'a>, map: &Map<'_>) -> DiGraphMap<Node<'a>, ()> {
    let staff: HashSet<&str> = file.staff.iter().map(|row| &*row.id).collect();
    let mentors: HashSet<Pair<'_>> = file
        .mentors
        .iter()
        .map(|row| (&*row.id, &*row.department))
        .collect();
    let mut graph = DiGraphMap::new();
    graph.add_node(Node::It);
    for visit in &past.visits {
        let fresh = holds(map.refresh, past.now.0 - visit.month.0);
        if !fresh || !staff.contains(visit.staff) {
            continue;
        }
        let (guest, there) = (Node::Staff(visit.staff), Node::Department(visit.department));
        match visit.mentor {
            None => {
                graph.add_edge(guest, there, ());
            }
            Some(id) if mentors.contains(&(id, visit.department)) => {
                graph.add_edge(guest, Node::Mentor(id), ());
                graph.add_edge(Node::Mentor(id), there, ());
            }
            // Whoever the guest knew there is gone.
            Some(_) => continue,
        }
        graph.add_edge(Node::It, guest, ());
    }
    graph
}

/// Groups of teams and departments that no standing bridge joins.
fn islands(file: &ProgramFile, map: &Map<'_>) -> usize {
    let mut graph: GraphMap<Node<'_>, (), Undirected> = GraphMap::new();
    for team in &file.teams {
        graph.add_node(Node::Team(&team.id));
    }
    for department in &file.departments {
        graph.add_node(Node::Department(&department.id));
        for team in &file.teams {
            let age = map.age((&team.id, &department.id), map.now());
            if age.is_some_and(|age| holds(map.refresh, age)) {
                graph.add_edge(Node::Team(&team.id), Node::Department(&department.id), ());
            }
        }
    }
    connected_components(&graph)
}

fn staff_name<'a>(file: &'a ProgramFile, id: &'a str) -> &'a str {
    let row = file.staff.iter().find(|row| row.id == id);
    row.map_or(id, |row| super::named(&row.name, id))
}

fn mentor_name<'a>(file: &'a ProgramFile, id: &'a str) -> &'a str {
    let row = file.mentors.iter().find(|row| row.id == id);
    row.map_or(id, |row| super::named(&row.name, id))
}
