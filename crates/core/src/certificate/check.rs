//! Recomputes the bound of a certificate.

use std::collections::BTreeMap;

use super::keys::{Key, key};
use super::{CERTIFICATE_FORMAT, Certificate, Price, Split};
use crate::bound::{Aim, Domain, LARGEST_PRICE, Relaxation, SCALE_BITS};
use crate::candidates::Candidates;
use crate::engine::scale::branch::Split as Cut;
use crate::engine::scale::levels::Level;
use crate::program::Program;

impl Certificate {
    /// Recomputes the bound from the program and the prices alone: no plan scores more; `None`: no plan
    /// keeps every rule.
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
        let baseline = p.baseline.as_ref().map(|baseline| &baseline.sha256);
        match (&self.baseline, baseline) {
            (Some(said), Some(given)) if said != given => {
                return Err("the certificate is of another baseline than this one".to_owned());
            }
            (Some(_), None) => {
                return Err(
                    "the certificate is of a program with a baseline; give it with \
                            --baseline"
                        .to_owned(),
                );
            }
            (None, Some(_)) => {
                return Err(
                    "the certificate is of the program without a baseline; leave out --baseline"
                        .to_owned(),
                );
            }
            _ => {}
        }
        if self.scale_bits != SCALE_BITS {
            return Err(format!(
                "prices must count in units of 2^-{SCALE_BITS} of a point (`scale_bits`), not 2^-{}",
                self.scale_bits
            ));
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
        match (self.bound, check.bound(self)?) {
            (_, None) => Ok(None),
            (None, Some(bound)) if bound < 0 => Ok(None),
            (None, Some(_)) => Err("the prices do not show that no plan exists".to_owned()),
            (Some(claimed), Some(bound)) if bound <= claimed => Ok(Some(bound)),
            (Some(claimed), Some(bound)) => Err(format!(
                "the prices show a bound of {bound}, not the {claimed} that is claimed"
            )),
        }
    }
}

/// Parts are split no deeper: each carries all that was split on above it, so depth costs its square.
const DEEPEST: usize = 1_000;

struct Check<'a> {
    p: &'a Program,
    relaxation: &'a Relaxation<'a>,
    positions: &'a BTreeMap<Key, usize>,
}

/// What is known of a node before its turn comes.
enum Part {
    /// No split has named it.
    Unnamed,
    /// It holds no plan, since the interval of a level is empty.
    Empty,
    /// What it restricts the problem to.
    Of(Domain),
}

impl Check<'_> {
    /// The largest bound of any leaf; `None`: no leaf holds a plan.
    ///
    /// Parts come after what they are a part of, so one walk along the list meets each after its split.
    fn bound(&self, certificate: &Certificate) -> Result<Option<i64>, String> {
        let nodes = &certificate.nodes;
        let mut parts: Vec<Part> = nodes.iter().map(|_| Part::Unnamed).collect();
        let mut depths = vec![0usize; nodes.len()];
        match parts.first_mut() {
            Some(first) => *first = Part::Of(Domain::whole(self.p)),
            None => return Err("there are no `nodes`, so nothing is shown".to_owned()),
        }
        let mut highest = None;
        for (at, node) in nodes.iter().enumerate() {
            let part = std::mem::replace(&mut parts[at], Part::Empty);
            if matches!(part, Part::Unnamed) {
                return Err(format!("node {at} is part of no other"));
            }
            let Some(split) = &node.split else {
                let prices = self.prices(&node.prices)?;
                if let Part::Of(domain) = part {
                    highest = highest.max(self.relaxation.evaluate(&prices, &domain));
                }
                continue;
            };
            if !node.prices.is_empty() {
                return Err(format!("node {at} is split and has prices all the same"));
            }
            if depths[at] == DEEPEST {
                return Err(format!("its parts are split more than {DEEPEST} deep"));
            }
            let depth = depths[at] + 1;
            let halves = self.halves(split, part)?;
            for (name, half) in [split.low, split.high].into_iter().zip(halves) {
                let behind = (name as usize > at).then_some(name as usize);
                match behind.and_then(|name| parts.get_mut(name)) {
                    Some(place @ Part::Unnamed) => {
                        *place = half;
                        depths[name as usize] = depth;
                    }
                    Some(_) => return Err(format!("node {name} is part of more than one other")),
                    None => {
                        return Err(format!(
                            "node {at} names node {name} as its part, which must stand behind it"
                        ));
                    }
                }
            }
        }
        Ok(highest)
    }

    /// The two parts that a split makes.
    fn halves(&self, split: &Split, part: Part) -> Result<[Part; 2], String> {
        let cut = self.cut(split)?;
        let Part::Of(domain) = part else {
            return Ok([Part::Empty, Part::Empty]);
        };
        let whole = match cut {
            Cut::Level(level, _) => Some(level.interval(&domain)),
            Cut::Person(..) => None,
        };
        // A value outside the interval leaves all of it on one side.
        match (&cut, whole) {
            (Cut::Level(_, at), Some(whole)) if *at < whole.low => {
                Ok([Part::Empty, Part::Of(domain)])
            }
            (Cut::Level(_, at), Some(whole)) if *at >= whole.high => {
                Ok([Part::Of(domain), Part::Empty])
            }
            _ => Ok(cut.parts(&domain).map(Part::Of)),
        }
    }

    fn prices(&self, rows: &[Price]) -> Result<Vec<i64>, String> {
        let mut prices = vec![0; self.relaxation.claims.len()];
        let mut seen = vec![false; prices.len()];
        for row in rows {
            let name = || format!("{} {}", row.rule, row.of.join(" "));
            let wanted = (row.rule.clone(), row.of.clone(), row.slot.clone());
            let Some(at) = self.positions.get(&wanted) else {
                let slot = row
                    .slot
                    .as_deref()
                    .map_or(String::new(), |slot| format!(" in {slot}"));
                return Err(format!("there is no claim {}{slot} to price", name()));
            };
            if std::mem::replace(&mut seen[*at], true) {
                return Err(format!("the price of {} is given twice", name()));
            }
            if row.price < 0 || row.price > LARGEST_PRICE << SCALE_BITS {
                return Err(format!(
                    "the price of {} is {}; prices lie between 0 and 2^{}",
                    name(),
                    row.price,
                    (LARGEST_PRICE << SCALE_BITS).ilog2()
                ));
            }
            prices[*at] = row.price;
        }
        Ok(prices)
    }

    /// A split with every id resolved.
    fn cut(&self, split: &Split) -> Result<Cut, String> {
        match (&split.goal, split.at, &split.staff) {
            (Some(goal), Some(at), None) if split.cells.is_empty() => Level::ALL
                .into_iter()
                .find(|level| level.name() == goal)
                .map(|level| Cut::Level(level, at))
                .ok_or_else(|| format!("{goal} is no goal to split on")),
            (None, None, Some(staff)) => {
                let s = self.p.staff_by_id(staff);
                let s = s.ok_or_else(|| format!("a split is on {staff}, who is unknown"))?;
                let mut cells = Vec::with_capacity(split.cells.len());
                for cell in &split.cells {
                    let d = self.p.department_by_id(&cell.department);
                    let t = self.p.calendar.slot(&cell.slot);
                    let (Some(d), Some(t)) = (d, t) else {
                        let (department, slot) = (&cell.department, &cell.slot);
                        return Err(format!(
                            "a split is on {department} in {slot}, which is unknown"
                        ));
                    };
                    cells.push((t.index() * self.p.departments.len() + d.index()) as u32);
                }
                cells.sort_unstable();
                cells.dedup();
                Ok(Cut::Person(s, cells))
            }
            _ => Err("a split is by `goal` and `at`, or by `staff` and `cells`".to_owned()),
        }
    }
}
