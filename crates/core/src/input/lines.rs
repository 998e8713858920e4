//! Lines for problems that were found after a file was read.

use super::encoding;
use super::place::{Lines, locate, steps};
use super::problem::Problem;

/// Gives each problem that has a pointer and no line yet the line of the JSON text it stands in.
///
/// A pointer to a value that is not there is given the line of the nearest value around it. Bytes that
/// are no valid JSON text leave the problems as they are.
pub fn find_lines(bytes: &[u8], problems: &mut [Problem]) {
    let Ok((text, start)) = encoding::text(bytes) else {
        return;
    };
    let mut wanted: Vec<(Vec<String>, usize)> = problems
        .iter()
        .enumerate()
        .filter(|(_, problem)| problem.line.is_none() && !problem.place.is_empty())
        .map(|(index, problem)| (steps(&problem.place), index))
        .collect();
    wanted.sort();
    let (pointers, indices): (Vec<_>, Vec<_>) = wanted.into_iter().unzip();
    let lines = Lines::new(text.as_bytes());
    for (offset, index) in locate(text, start, &pointers).into_iter().zip(indices) {
        problems[index].line = Some(lines.line(offset));
    }
}

#[cfg(test)]
mod tests {
    use super::find_lines;
    use crate::input::Problem;

    #[test]
    fn each_problem_gets_its_own_line() {
        let text = b"{ \"a\": [\n  1,\n  { \"b\": 2 } ],\n  \"c\": 3 }";
        let places = ["/c", "/a/1/b", "/a/0", "/a/1/none", ""];
        let mut problems = places.map(|place| Problem::error("x", place, "y"));
        find_lines(text, &mut problems);
        let lines = problems.map(|problem| problem.line);
        assert_eq!(lines, [Some(4), Some(3), Some(2), Some(3), None]);
    }
}
