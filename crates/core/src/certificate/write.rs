//! From the engine's tree to a certificate.

use super::keys::by_name;
use super::{CERTIFICATE_FORMAT, Cell, Certificate, Node, Split};
use crate::bound::{Aim, Relaxation, SCALE_BITS};
use crate::candidates::Candidates;
use crate::engine::scale::branch::{Split as Cut, Tree};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};

impl Certificate {
    /// Writes down what proves a bound.
    pub(crate) fn new(p: &Program, aim: Aim, bound: Option<i64>, tree: &Tree) -> Certificate {
        let candidates = Candidates::new(p);
        let relaxation = Relaxation::new(p, &candidates, aim);
        // Breadth first: the parts of a split stand side by side, behind it.
        let mut trees = vec![tree];
        let mut nodes = Vec::new();
        while let Some(tree) = trees.get(nodes.len()) {
            let low = trees.len() as u32;
            match tree {
                Tree::Leaf(prices) => nodes.push(Node {
                    split: None,
                    prices: by_name(p, &relaxation.claims, prices),
                }),
                Tree::Node(cut, parts) => {
                    nodes.push(Node {
                        split: Some(split(p, cut, low)),
                        prices: Vec::new(),
                    });
                    trees.extend(parts.iter());
                }
            }
        }
        Certificate {
            format: CERTIFICATE_FORMAT.to_owned(),
            program: p.sha256.clone(),
            baseline: p.baseline.as_ref().map(|baseline| baseline.sha256.clone()),
            bound,
            scale_bits: SCALE_BITS,
            nodes,
        }
    }
}

fn split(p: &Program, cut: &Cut, low: u32) -> Split {
    let parts = Split {
        low,
        high: low + 1,
        ..Split::default()
    };
    match cut {
        Cut::Level(level, at) => Split {
            goal: Some(level.name().to_owned()),
            at: Some(*at),
            ..parts
        },
        Cut::Person(s, cells) => Split {
            staff: Some(staff(p, *s)),
            cells: cells.iter().map(|at| cell(p, *at as usize)).collect(),
            ..parts
        },
    }
}

fn staff(p: &Program, s: StaffIdx) -> String {
    p.staff[s.index()].id.clone()
}

fn cell(p: &Program, at: usize) -> Cell {
    let width = p.departments.len();
    Cell {
        department: p.departments[DepartmentIdx::new(at % width).index()]
            .id
            .clone(),
        slot: p.calendar.name(Slot::new(at / width)).to_owned(),
    }
}
