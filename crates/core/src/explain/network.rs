//! Supply against demand as a flow (L. R. Ford and D. R. Fulkerson, 1956): rotations of groups of alike
//! people → slots → limits → seats → mentors.

use std::collections::BTreeMap;

use petgraph::algo::maximum_flow::dinics;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef;

use super::shortage::{Short, Tight};
use super::subproblem::personal_cells;
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx, TeamIdx};
use crate::rules::guide_limit;

/// People who can go to the same places at the same times, for as many rotations.
pub(super) struct Group {
    pub(super) people: Vec<StaffIdx>,
    team: TeamIdx,
    rotations: u32,
    cells: Cells,
}

/// Where and when somebody can go.
type Cells = Vec<(DepartmentIdx, SlotSet)>;

pub(super) fn groups(program: &Program) -> Vec<Group> {
    let mut groups: BTreeMap<(TeamIdx, u32, Cells), Vec<StaffIdx>> = BTreeMap::new();
    for (s, person) in program.staff_indices().zip(&program.staff) {
        if person.counts_for_happiness() {
            let key = (person.team, person.rotations, personal_cells(program, s));
            groups.entry(key).or_default().push(s);
        }
    }
    let group = |((team, rotations, cells), people)| Group {
        people,
        team,
        rotations,
        cells,
    };
    groups.into_iter().map(group).collect()
}

/// More than any sum of rotations.
const UNLIMITED: u64 = 1 << 40;

pub(super) struct Network<'a> {
    program: &'a Program,
    groups: &'a [Group],
    graph: DiGraph<(), u64>,
    source: NodeIndex,
    sink: NodeIndex,
    group_nodes: Vec<NodeIndex>,
    limits: BTreeMap<EdgeIndex, Tight>,
    /// The department that a node stands for, for the words.
    places: BTreeMap<NodeIndex, DepartmentIdx>,
}

impl<'a> Network<'a> {
    /// With the limits of teams and of the program, but where each member of a team could go told apart
    /// no more; or the other way round.
    pub(super) fn new(program: &'a Program, groups: &'a [Group], team_limits: bool) -> Self {
        let mut graph = DiGraph::new();
        let (source, sink) = (graph.add_node(()), graph.add_node(()));
        let mut network = Network {
            program,
            groups,
            graph,
            source,
            sink,
            group_nodes: Vec::new(),
            limits: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        let hosts = network.hosts();
        let teams = if team_limits {
            network.away(&hosts)
        } else {
            BTreeMap::new()
        };
        for group in groups {
            let node = network.graph.add_node(());
            network.group_nodes.push(node);
            let people = group.people.len() as u64;
            let rotations = people * u64::from(group.rotations);
            network.graph.add_edge(network.source, node, rotations);
            for t in program.calendar.slots() {
                let open = group.cells.iter().filter(|(_, slots)| slots.contains(t));
                let open: Vec<DepartmentIdx> = open.map(|(d, _)| *d).collect();
                if open.is_empty() {
                    continue;
                }
                let at = network.graph.add_node(());
                let once = network.graph.add_edge(node, at, people);
                network
                    .limits
                    .insert(once, Tight::Person(group.people[0], t));
                match teams.get(&(group.team, t)) {
                    Some(team) => {
                        network.graph.add_edge(at, *team, UNLIMITED);
                    }
                    None => {
                        for d in open {
                            let host = hosts[d.index() * program.calendar.len() + t.index()];
                            network.graph.add_edge(at, host, UNLIMITED);
                        }
                    }
                }
            }
        }
        network
    }

    fn limit(&mut self, from: NodeIndex, to: NodeIndex, most: u64, limit: Tight) {
        let edge = self.graph.add_edge(from, to, most);
        self.limits.insert(edge, limit);
    }

    /// A node for each department and slot, and what lies behind it: seats, then mentors.
    fn hosts(&mut self) -> Vec<NodeIndex> {
        let program = self.program;
        let total: Vec<NodeIndex> = program
            .mentor_indices()
            .map(|m| {
                let node = self.graph.add_node(());
                match program.mentors[m.index()].total {
                    Some(total) => {
                        self.limit(node, self.sink, total.into(), Tight::MentorTotal(m));
                    }
                    None => {
                        self.graph.add_edge(node, self.sink, UNLIMITED);
                    }
                }
                node
            })
            .collect();
        let mut hosts = Vec::new();
        for (d, department) in program.department_indices().zip(&program.departments) {
            for t in program.calendar.slots() {
                let (host, seated) = (self.graph.add_node(()), self.graph.add_node(()));
                self.places.insert(host, d);
                let seats = u64::from(department.seats[t.index()]);
                self.limit(host, seated, seats, Tight::Seats(d, t));
                if program.require_mentor {
                    for &m in &department.mentors {
                        let most = u64::from(guide_limit(program, m, t));
                        self.limit(seated, total[m.index()], most, Tight::Mentor(m, t));
                    }
                } else {
                    self.graph.add_edge(seated, self.sink, UNLIMITED);
                }
                hosts.push(host);
            }
        }
        hosts
    }

    /// A node for each team and slot, and what lies behind it: the program's limit, then departments.
    fn away(&mut self, hosts: &[NodeIndex]) -> BTreeMap<(TeamIdx, Slot), NodeIndex> {
        let program = self.program;
        let slots = program.calendar.len();
        let mut teams = BTreeMap::new();
        for t in program.calendar.slots() {
            let (inside, outside) = (self.graph.add_node(()), self.graph.add_node(()));
            match program.max_away(t) {
                Some(most) => self.limit(inside, outside, most.into(), Tight::Program(t)),
                None => {
                    self.graph.add_edge(inside, outside, UNLIMITED);
                }
            }
            for d in program.department_indices() {
                let reached = |group: &Group| {
                    group
                        .cells
                        .iter()
                        .any(|(there, when)| *there == d && when.contains(t))
                };
                if self.groups.iter().any(reached) {
                    let host = hosts[d.index() * slots + t.index()];
                    self.graph.add_edge(outside, host, UNLIMITED);
                }
            }
            for (g, team) in program.team_indices().zip(&program.teams) {
                let node = self.graph.add_node(());
                teams.insert((g, t), node);
                let cover = team.cover.iter().filter(|cover| cover.skill.is_none());
                let may_go = cover.map(|cover| cover.may_go[t.index()]);
                match team.max_away[t.index()].into_iter().chain(may_go).min() {
                    Some(most) => self.limit(node, inside, most.into(), Tight::Team(g, t)),
                    None => {
                        self.graph.add_edge(node, inside, UNLIMITED);
                    }
                }
            }
        }
        teams
    }

    pub(super) fn shortages(&self) -> Vec<Short> {
        let (most, flows) = dinics(&self.graph, self.source, self.sink);
        let demand: u64 = self.groups.iter().map(|group| group.needed()).sum();
        if most >= demand {
            return Vec::new();
        }
        let reached = self.reached(&flows);
        let mut pieces = UnionFind::new(self.graph.node_count());
        let inside = |node: NodeIndex| reached[node.index()] && node != self.source;
        for edge in self.graph.edge_references() {
            if inside(edge.source()) && inside(edge.target()) {
                pieces.union(edge.source().index(), edge.target().index());
            }
        }
        let mut shorts: BTreeMap<usize, Short> = BTreeMap::new();
        for (group, node) in self.groups.iter().zip(&self.group_nodes) {
            if inside(*node) {
                let short = shorts.entry(pieces.find(node.index())).or_default();
                short.needed += group.needed();
                short.people.extend(&group.people);
                short
                    .departments
                    .extend(group.cells.iter().map(|(d, _)| *d));
            }
        }
        for edge in self.graph.edge_references() {
            if inside(edge.source()) && !reached[edge.target().index()] {
                let short = shorts
                    .entry(pieces.find(edge.source().index()))
                    .or_default();
                short.available += edge.weight();
                if let Some(limit) = self.limits.get(&edge.id()) {
                    short.limits.push((*limit, *edge.weight()));
                }
            }
        }
        let short = shorts.into_values().filter(|short| short.missing() > 0);
        short
            .map(|mut short| {
                short.people.sort_unstable();
                short.departments.sort_unstable();
                short.departments.dedup();
                short.limits.sort_unstable();
                short
            })
            .collect()
    }

    /// Who is away in which slots in a flow that serves everybody, sorted; `None`: no flow does.
    pub(super) fn serves_all(&self) -> Option<Vec<(StaffIdx, Slot)>> {
        let (most, flows) = dinics(&self.graph, self.source, self.sink);
        let demand: u64 = self.groups.iter().map(|group| group.needed()).sum();
        if most < demand {
            return None;
        }
        let mut units: BTreeMap<StaffIdx, Vec<Slot>> = BTreeMap::new();
        for (edge, limit) in &self.limits {
            if let Tight::Person(first, t) = *limit {
                let times = usize::try_from(flows[edge.index()]).unwrap_or(usize::MAX);
                let slots = std::iter::repeat_n(t, times);
                units.entry(first).or_default().extend(slots);
            }
        }
        let mut away = Vec::new();
        for group in self.groups {
            let Some(slots) = group.people.first().and_then(|first| units.get(first)) else {
                continue;
            };
            // Dealt in turn: of one slot there are no more than people, so nobody gets it twice.
            let people = group.people.iter().cycle();
            away.extend(people.copied().zip(slots.iter().copied()));
        }
        away.sort_unstable();
        Some(away)
    }

    /// What can be reached from the source where the flow leaves room.
    fn reached(&self, flows: &[u64]) -> Vec<bool> {
        let mut reached = vec![false; self.graph.node_count()];
        let mut open = vec![self.source];
        reached[self.source.index()] = true;
        while let Some(node) = open.pop() {
            let onward = self
                .graph
                .edges(node)
                .filter(|edge| flows[edge.id().index()] < *edge.weight())
                .map(|edge| edge.target());
            let back = self
                .graph
                .edges_directed(node, petgraph::Direction::Incoming)
                .filter(|edge| flows[edge.id().index()] > 0)
                .map(|edge| edge.source());
            for next in onward.chain(back).collect::<Vec<_>>() {
                if !std::mem::replace(&mut reached[next.index()], true) {
                    open.push(next);
                }
            }
        }
        reached
    }
}

impl Group {
    fn needed(&self) -> u64 {
        self.people.len() as u64 * u64::from(self.rotations)
    }
}
