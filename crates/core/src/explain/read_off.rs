//! A plan read off the flow: who is away when, by a flow within the limits of teams, the program, seats
//! and mentors; then who goes where, slot by slot, by another within seats and mentors.
//!
//! Rules that no flow knows are left to chance, so what comes out is checked against every rule, or is
//! no more than a start. Where a program is just wide enough, a flow finds what a search looks for long.

use std::collections::BTreeMap;

use petgraph::algo::maximum_flow::dinics;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};

use super::network::{Network, groups};
use super::subproblem::personal_cells;
use crate::formulate::Cell;
use crate::pairing::pair;
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::rules::guide_limit;
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// Placements of as many people as a flow serves, and whether they keep every rule.
pub(super) struct ReadOff {
    pub(super) placements: Vec<Placement>,
    pub(super) keeps_all: bool,
}

/// Placements read off a flow; `None` where there is no flow that serves everybody, or mentors cannot be
/// found for what it gives.
pub(super) fn read_off(program: &Program) -> Option<ReadOff> {
    let groups = groups(program);
    let away = Network::new(program, &groups, true).serves_all()?;
    let placed = places(program, &away);
    let placements = pair(program, &placed, None).ok()?;
    let schedule = Schedule::new(program, placements);
    let (breaches, _) = recheck(program, &schedule);
    Some(ReadOff {
        placements: schedule.all().to_vec(),
        keeps_all: breaches.is_empty(),
    })
}

/// Departments for as many of these as there is room for.
fn places(program: &Program, away: &[(StaffIdx, Slot)]) -> Vec<(StaffIdx, Cell)> {
    let mut graph: DiGraph<(), u64> = DiGraph::new();
    let (source, sink) = (graph.add_node(()), graph.add_node(()));
    let hosts = hosts(program, &mut graph, sink);
    let mut choices: Vec<(EdgeIndex, (StaffIdx, Cell))> = Vec::new();
    let mut open: BTreeMap<StaffIdx, Vec<(DepartmentIdx, Slot)>> = BTreeMap::new();
    for &(s, t) in away {
        let cells = open.entry(s).or_insert_with(|| {
            let cells = personal_cells(program, s).into_iter();
            cells
                .flat_map(|(d, slots)| slots.iter().map(move |t| (d, t)).collect::<Vec<_>>())
                .collect()
        });
        let unit = graph.add_node(());
        graph.add_edge(source, unit, 1);
        for &(d, _) in cells.iter().filter(|(_, when)| *when == t) {
            let edge = graph.add_edge(unit, hosts[&(d, t)], 1);
            choices.push((edge, (s, (t, d))));
        }
    }
    let (_, flows) = dinics(&graph, source, sink);
    let chosen = choices.iter().filter(|(edge, _)| flows[edge.index()] > 0);
    chosen.map(|(_, placed)| *placed).collect()
}

/// A node for each department and slot, with seats and mentors behind it.
fn hosts(
    program: &Program,
    graph: &mut DiGraph<(), u64>,
    sink: NodeIndex,
) -> BTreeMap<(DepartmentIdx, Slot), NodeIndex> {
    let unlimited = program.staff.len() as u64 * program.calendar.len() as u64;
    let mut hosts = BTreeMap::new();
    for (d, department) in program.department_indices().zip(&program.departments) {
        let totals: Vec<NodeIndex> = department
            .mentors
            .iter()
            .map(|m| {
                let node = graph.add_node(());
                let total = program.mentors[m.index()].total;
                graph.add_edge(node, sink, total.map_or(unlimited, u64::from));
                node
            })
            .collect();
        for t in program.calendar.slots() {
            let (host, seated) = (graph.add_node(()), graph.add_node(()));
            graph.add_edge(host, seated, department.seats[t.index()].into());
            if program.require_mentor {
                for (m, total) in department.mentors.iter().zip(&totals) {
                    graph.add_edge(seated, *total, guide_limit(program, *m, t).into());
                }
            } else {
                graph.add_edge(seated, sink, unlimited);
            }
            hosts.insert((d, t), host);
        }
    }
    hosts
}
