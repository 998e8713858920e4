//! Departments that must be visited after one another, in a circle.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::Facts;
use crate::input::findings::{Findings, show};
use crate::input::place::{at, key};

/// Most departments of a circle that a message names.
const NAMED: usize = 8;

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let departments = &facts.file.departments;
    let mut graph = DiGraph::<usize, usize>::new();
    let nodes: Vec<_> = (0..departments.len())
        .map(|index| graph.add_node(index))
        .collect();
    for (index, department) in departments.iter().enumerate() {
        for (row, before) in department.after.iter().enumerate() {
            match facts.departments.get(before) {
                Some(other) if other == index => findings.error(
                    "after-cycle",
                    &[key("departments"), at(index), key("after"), at(row)],
                    format!("department {} is to be visited after itself", show(before)),
                    "remove it from its own \"after\"".to_owned(),
                ),
                Some(other) => {
                    graph.add_edge(nodes[index], nodes[other], row);
                }
                None => {}
            }
        }
    }
    // Kosaraju's walk keeps its own stack: a chain of any length is no danger.
    for mut group in kosaraju_scc(&graph) {
        if group.len() < 2 {
            continue;
        }
        group.sort();
        let circle = shortest_circle(&graph, group[0]);
        let row = graph
            .find_edge(circle[0], circle[1])
            .and_then(|edge| graph.edge_weight(edge).copied())
            .unwrap_or_default();
        let id = |node: &NodeIndex| show(&departments[graph[*node]].id);
        let mut named: Vec<String> = circle.iter().take(NAMED).map(id).collect();
        if circle.len() > NAMED {
            named.push(format!("… {} more …", circle.len() - NAMED));
        }
        named.push(id(&circle[0]));
        findings.error(
            "after-cycle",
            &[
                key("departments"),
                at(graph[circle[0]]),
                key("after"),
                at(row),
            ],
            format!("departments wait for each other: {}", named.join(" after ")),
            "remove one \"after\" of the circle".to_owned(),
        );
    }
}

/// The fewest nodes that lead from a node back to it; the node must lie on a circle.
fn shortest_circle(graph: &DiGraph<usize, usize>, start: NodeIndex) -> Vec<NodeIndex> {
    let mut came_from = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in graph.neighbors(node) {
            if next == start {
                let mut circle = vec![node];
                while let Some(before) = circle.last().and_then(|last| came_from.get(last)) {
                    circle.push(*before);
                }
                circle.reverse();
                return circle;
            }
            if let Entry::Vacant(entry) = came_from.entry(next) {
                entry.insert(node);
                queue.push_back(next);
            }
        }
    }
    vec![start, start]
}
