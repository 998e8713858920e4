//! Certificates: what anyone needs to recompute a bound without trusting the engine that found it.
//!
//! A certificate names the program, the claimed bound, and a tree. Each leaf holds prices on claims, by
//! rule and ids, in units of 2⁻²⁰ of a point; each node splits its part of the problem in two that leave
//! out no plan. It is accepted when no leaf's bound, recomputed in whole numbers from the program and
//! the prices alone (`bound/`), exceeds the claim.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bound::{Aim, Domain, LARGEST_PRICE, Relaxation, SCALE_BITS};
use crate::candidates::Candidates;
use crate::claim::{Claim, Subject, Sum};
use crate::engine::scale::branch::{Split, Tree};
use crate::engine::scale::levels::Level;
use crate::program::{DepartmentIdx, Program, Slot};

/// The format name every certificate opens with.
pub const CERTIFICATE_FORMAT: &str = "rotaplan/certificate@1";

/// A certificate as its file says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Always `rotaplan/certificate@1`.
    pub format: String,
    /// The sha256 of the program file.
    pub program: String,
    /// The sha256 of the baseline plan's file, if there was one.
    #[serde(default)]
    pub baseline: Option<String>,
    /// No plan scores more; null: no plan keeps every rule.
    pub bound: Option<i64>,
    /// Prices count in units of 2 to the minus this many points.
    pub scale_bits: u32,
    /// The leaves and how they were split.
    pub tree: Node,
}

/// A part of the problem.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Node {
    /// A part whose bound these prices show; claims that are not named have price 0.
    Prices(Vec<Price>),
    /// A part that is split in two.
    Split(Box<SplitNode>),
}

/// A part that is split in two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitNode {
    /// What tells the two apart.
    pub on: On,
    /// The level is at most `at`; or the person uses none of the cells.
    pub low: Node,
    /// The level is more than `at`; or the person uses at least one of the cells.
    pub high: Node,
}

/// What tells the two parts of a split apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum On {
    /// The value of a goal: `peak_away`, `mentor_peak` or `least_happy`.
    Level {
        /// The goal.
        goal: String,
        /// The largest value of the low part.
        at: i64,
    },
    /// Whether a person is placed in any of these cells.
    Person {
        /// Staff id.
        staff: String,
        /// Department id and slot of each cell.
        cells: Vec<(String, String)>,
    },
}

/// The price of one claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The rule or goal whose claim it is.
    pub rule: String,
    /// Ids that say which of its claims.
    pub of: Vec<String>,
    /// The slot, if the claim is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// In units of 2⁻²⁰ of a point.
    pub price: i64,
}

/// Which claim a price is for.
type Key = (String, Vec<String>, Option<String>);

/// The key of a claim: its rule, the ids it speaks of, and its slot.
fn key(p: &Program, claim: &Claim) -> Key {
    let staff = |s: &crate::program::StaffIdx| p.staff[s.index()].id.clone();
    let of = match claim.reason.subject {
        Subject::Program => Vec::new(),
        Subject::Team(g) => vec![p.teams[g.index()].id.clone()],
        Subject::Cover(g, at) => vec![p.teams[g.index()].id.clone(), format!("cover {at}")],
        Subject::Apart(at) => {
            let people = p.apart[at as usize].people.iter().map(staff);
            std::iter::once(format!("group {at}"))
                .chain(people)
                .collect()
        }
        Subject::Department(d) => vec![p.departments[d.index()].id.clone()],
        Subject::Mentors(d, _) => {
            let mentors = claim.terms.iter().filter_map(|term| match &term.sum {
                Sum::Guided { mentors, .. } => Some(mentors),
                _ => None,
            });
            let ids = mentors.flat_map(|set| set.iter().map(|m| p.mentors[m.index()].id.clone()));
            std::iter::once(p.departments[d.index()].id.clone())
                .chain(ids)
                .collect()
        }
        Subject::Mentor(m) => vec![p.mentors[m.index()].id.clone()],
        Subject::Bridge(g, d) => {
            vec![
                p.teams[g.index()].id.clone(),
                p.departments[d.index()].id.clone(),
            ]
        }
        Subject::Staff(s) | Subject::Visit(s, _) | Subject::MustVisit(s, _) => vec![staff(&s)],
        Subject::Pin(at) => vec![format!("pin {at}")],
    };
    let slot = claim.reason.slot.map(|t| p.calendar.name(t).to_owned());
    (claim.reason.name().to_owned(), of, slot)
}

impl Certificate {
    /// Writes down what proves a bound.
    pub(crate) fn new(p: &Program, aim: Aim, bound: Option<i64>, tree: &Tree) -> Certificate {
        let candidates = Candidates::new(p);
        let relaxation = Relaxation::new(p, &candidates, aim);
        let keys: Vec<Key> = relaxation
            .claims
            .iter()
            .map(|claim| key(p, claim))
            .collect();
        Certificate {
            format: CERTIFICATE_FORMAT.to_owned(),
            program: p.sha256.clone(),
            baseline: p.baseline.as_ref().map(|baseline| baseline.sha256.clone()),
            bound,
            scale_bits: SCALE_BITS,
            tree: write(p, &keys, tree),
        }
    }

    /// Recomputes the bound from the program and the prices alone.
    ///
    /// # Errors
    /// Why the certificate does not hold.
    pub fn check(&self, p: &Program) -> Result<Option<i64>, String> {
        if self.format != CERTIFICATE_FORMAT {
            return Err(format!("this is {:?}, not a certificate", self.format));
        }
        if self.program != p.sha256 {
            return Err("the certificate is of another program: its sha256 differs".to_owned());
        }
        if self.baseline != p.baseline.as_ref().map(|baseline| baseline.sha256.clone()) {
            return Err(
                "the certificate is of another baseline; give the same --baseline".to_owned(),
            );
        }
        if self.scale_bits != SCALE_BITS {
            return Err(format!("prices must count in units of 2^-{SCALE_BITS}"));
        }
        // A bound on the rules alone says that no plan exists; any other speaks of the score.
        let aim = if self.bound.is_some() {
            Aim::Score
        } else {
            Aim::Rules
        };
        let candidates = Candidates::new(p);
        let relaxation = Relaxation::new(p, &candidates, aim);
        let mut positions: BTreeMap<Key, usize> = BTreeMap::new();
        for (at, claim) in relaxation.claims.iter().enumerate() {
            positions.entry(key(p, claim)).or_insert(at);
        }
        let check = Check {
            p,
            relaxation: &relaxation,
            positions: &positions,
        };
        let found = check.node(&self.tree, &Domain::whole(p))?;
        match (self.bound, aim, found) {
            (None, _, Some(bound)) if bound < 0 => Ok(None),
            (_, _, None) => Ok(None),
            (None, _, Some(_)) => Err("the prices do not show that no plan exists".to_owned()),
            (Some(claimed), _, Some(bound)) if bound <= claimed => Ok(Some(bound)),
            (Some(claimed), _, Some(bound)) => Err(format!(
                "the prices show a bound of {bound}, not the {claimed} that is claimed"
            )),
        }
    }
}

fn write(p: &Program, keys: &[Key], tree: &Tree) -> Node {
    match tree {
        Tree::Leaf(prices) => Node::Prices(
            keys.iter()
                .zip(prices)
                .filter(|(_, price)| **price != 0)
                .map(|((rule, of, slot), price)| Price {
                    rule: rule.clone(),
                    of: of.clone(),
                    slot: slot.clone(),
                    price: *price,
                })
                .collect(),
        ),
        Tree::Node(split, parts) => {
            let on = match split {
                Split::Level(level, at) => On::Level {
                    goal: level.name().to_owned(),
                    at: *at,
                },
                Split::Person(s, cells) => On::Person {
                    staff: p.staff[s.index()].id.clone(),
                    cells: cells
                        .iter()
                        .map(|cell| {
                            let width = p.departments.len();
                            let d = DepartmentIdx::new(*cell as usize % width);
                            let t = Slot::new(*cell as usize / width);
                            (
                                p.departments[d.index()].id.clone(),
                                p.calendar.name(t).to_owned(),
                            )
                        })
                        .collect(),
                },
            };
            let [low, high] = parts.as_ref();
            Node::Split(Box::new(SplitNode {
                on,
                low: write(p, keys, low),
                high: write(p, keys, high),
            }))
        }
    }
}

struct Check<'a> {
    p: &'a Program,
    relaxation: &'a Relaxation<'a>,
    positions: &'a BTreeMap<Key, usize>,
}

impl Check<'_> {
    /// The bound of a part; `None`: it holds no plan.
    fn node(&self, node: &Node, domain: &Domain) -> Result<Option<i64>, String> {
        match node {
            Node::Prices(rows) => Ok(self.relaxation.evaluate(&self.prices(rows)?, domain)),
            Node::Split(split) => {
                let [low, high] = self.split(&split.on)?.parts(domain);
                Ok(self
                    .node(&split.low, &low)?
                    .max(self.node(&split.high, &high)?))
            }
        }
    }

    fn prices(&self, rows: &[Price]) -> Result<Vec<i64>, String> {
        let mut prices = vec![0; self.relaxation.claims.len()];
        let mut seen = vec![false; prices.len()];
        for row in rows {
            let name = format!("{} {}", row.rule, row.of.join(" "));
            let wanted = (row.rule.clone(), row.of.clone(), row.slot.clone());
            let Some(at) = self.positions.get(&wanted) else {
                return Err(format!("there is no claim {name} to price"));
            };
            if std::mem::replace(&mut seen[*at], true) {
                return Err(format!("the price of {name} is given twice"));
            }
            if row.price < 0 || row.price > LARGEST_PRICE << SCALE_BITS {
                return Err(format!(
                    "the price of {name} is {}, outside what is allowed",
                    row.price
                ));
            }
            prices[*at] = row.price;
        }
        Ok(prices)
    }

    fn split(&self, on: &On) -> Result<Split, String> {
        match on {
            On::Level { goal, at } => Level::ALL
                .into_iter()
                .find(|level| level.name() == goal)
                .map(|level| Split::Level(level, *at))
                .ok_or_else(|| format!("{goal} is no level to split on")),
            On::Person { staff, cells } => {
                let s = self
                    .p
                    .staff_by_id(staff)
                    .ok_or_else(|| format!("unknown staff {staff}"))?;
                let mut found = Vec::with_capacity(cells.len());
                for (department, slot) in cells {
                    let d = self.p.department_by_id(department);
                    let t = self.p.calendar.slot(slot);
                    let (Some(d), Some(t)) = (d, t) else {
                        return Err(format!("unknown cell {department} in {slot}"));
                    };
                    found.push((t.index() * self.p.departments.len() + d.index()) as u32);
                }
                found.sort_unstable();
                found.dedup();
                Ok(Split::Person(s, found))
            }
        }
    }
}
