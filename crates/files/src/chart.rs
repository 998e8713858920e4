//! Charts of what a varied number does, and of pairs of goals, as SVG.

use askama::Template;

use crate::text::printable;

/// Width of a panel's drawing, and where it begins.
const WIDTH: f64 = 640.0;
const LEFT: f64 = 90.0;
/// Height of a panel's drawing, of its heading above it and of the axis below.
const HEIGHT: f64 = 120.0;
const ABOVE: f64 = 34.0;
const BELOW: f64 = 30.0;
/// More labels would run into one another.
const LABELS: usize = 16;
/// Longer labels are cut.
const LONGEST: usize = 24;

/// Panels one above the other, over the same positions.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What varies from left to right.
    pub axis: String,
    /// What each position is called.
    pub labels: Vec<String>,
    /// Where each position lies; evenly apart if empty.
    pub at: Vec<f64>,
    /// The panels.
    pub panels: Vec<Panel>,
}

/// A line over the positions.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// The value at each position, where there is one.
    pub values: Vec<Option<f64>>,
}

#[derive(Template)]
#[template(path = "chart.svg")]
struct Drawn {
    title: String,
    axis: String,
    width: u32,
    height: u32,
    panels: Vec<DrawnPanel>,
}

struct DrawnPanel {
    title: String,
    top: String,
    base: String,
    left: String,
    right: String,
    most: String,
    least: String,
    most_y: String,
    /// Stretches of the line without a gap.
    lines: Vec<String>,
    points: Vec<Point>,
    labels: Vec<Label>,
    labels_y: String,
}

struct Point {
    x: String,
    y: String,
    missing: bool,
    told: String,
}

struct Label {
    x: String,
    text: String,
}

impl Chart {
    /// The chart as an SVG file; what has no value is drawn as a cross on the axis.
    #[must_use]
    pub fn svg(&self) -> String {
        let each = ABOVE + HEIGHT + BELOW;
        let panels = self.panels.iter().zip(0_u32..);
        let drawn = Drawn {
            title: cut(&self.title, 120),
            axis: cut(&self.axis, 120),
            width: (LEFT + WIDTH + 40.0) as u32,
            height: (50.0 + each * self.panels.len() as f64 + 20.0) as u32,
            panels: panels
                .map(|(panel, at)| self.panel(panel, 50.0 + each * f64::from(at)))
                .collect(),
        };
        // Numbers and escaped texts can always be written.
        drawn.render().unwrap_or_default()
    }

    fn panel(&self, panel: &Panel, top: f64) -> DrawnPanel {
        let base = top + ABOVE + HEIGHT;
        let known = || panel.values.iter().flatten().copied();
        let least = known().fold(f64::INFINITY, f64::min);
        let most = known().fold(f64::NEG_INFINITY, f64::max);
        let (least, most) = match least.is_finite() && most.is_finite() {
            true => (least, most),
            false => (0.0, 0.0),
        };
        let height = |value: f64| match most > least {
            true => (value - least) / (most - least) * HEIGHT,
            false => HEIGHT / 2.0,
        };
        let mut lines = Vec::new();
        let mut line: Vec<String> = Vec::new();
        let mut points = Vec::new();
        let count = self.labels.len();
        for (at, (value, label)) in panel.values.iter().zip(&self.labels).enumerate() {
            let x = number(self.x(at));
            let label = cut(label, LONGEST);
            match value {
                Some(value) => {
                    let y = number(base - height(*value));
                    line.push(format!("{x},{y}"));
                    let told = format!("{label}: {}", number(*value));
                    points.push(Point {
                        x,
                        y,
                        missing: false,
                        told,
                    });
                }
                None => {
                    lines.push(std::mem::take(&mut line).join(" "));
                    let told = format!("{label}: no plan");
                    points.push(Point {
                        x,
                        y: number(base),
                        missing: true,
                        told,
                    });
                }
            }
        }
        lines.push(line.join(" "));
        lines.retain(|line| line.contains(' '));
        let every = count.div_ceil(LABELS).max(1);
        let labels = self.labels.iter().enumerate().step_by(every);
        DrawnPanel {
            title: cut(&panel.title, 80),
            top: number(top + 16.0),
            base: number(base),
            left: number(LEFT),
            right: number(LEFT + WIDTH),
            most: number(most),
            least: number(least),
            most_y: number(base - height(most)),
            lines,
            points,
            labels: labels
                .map(|(at, label)| Label {
                    x: number(self.x(at)),
                    text: cut(label, LONGEST),
                })
                .collect(),
            labels_y: number(base + 16.0),
        }
    }

    fn x(&self, at: usize) -> f64 {
        let share = if self.at.len() == self.labels.len() && self.at.len() > 1 {
            let least = self.at.iter().copied().fold(f64::INFINITY, f64::min);
            let most = self.at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            match most > least {
                true => (self.at[at] - least) / (most - least),
                false => 0.5,
            }
        } else {
            (at as f64 + 0.5) / self.labels.len().max(1) as f64
        };
        LEFT + share * WIDTH
    }
}

/// A number without digits that nobody needs.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

fn cut(text: &str, most: usize) -> String {
    let text = printable(text);
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::{Chart, Panel, number};

    fn chart(title: &str) -> Chart {
        Chart {
            title: title.to_owned(),
            axis: "rules.max_away".to_owned(),
            labels: ["2", "3", "4", "5"].map(str::to_owned).to_vec(),
            at: Vec::new(),
            panels: vec![Panel {
                title: "score".to_owned(),
                values: vec![None, Some(10.0), Some(30.0), Some(30.0)],
            }],
        }
    }

    #[test]
    fn points_lie_where_their_values_are() {
        let svg = chart("Bridges").svg();
        assert!(svg.starts_with("<svg"), "{svg}");
        // 10 lies on the axis, 30 at the top; the missing one is a cross and no part of the line.
        let base = 50.0 + 34.0 + 120.0;
        assert!(
            svg.contains(&format!(
                "points=\"330,{base} 490,{} 650,{}\"",
                base - 120.0,
                base - 120.0
            )),
            "{svg}"
        );
        assert_eq!(svg.matches("<circle").count(), 3);
        assert_eq!(svg.matches("class=\"none\"").count(), 1);
        assert!(svg.contains("2: no plan") && svg.contains("4: 30"));
    }

    #[test]
    fn hostile_names_stay_text() {
        let svg = chart("</svg><script>\u{1b}[2J\u{202e}").svg();
        assert!(!svg.contains("<script>") && !svg.contains('\u{1b}') && !svg.contains('\u{202e}'));
        let empty = Chart::default().svg();
        assert!(empty.starts_with("<svg") && !empty.contains("NaN"));
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [0.5, 2.0, -0.001, 100.0].map(number),
            ["0.5", "2", "0", "100"]
        );
    }
}
