//! Places in a file: steps, pointers, lines, and the way back from a pointer to its line.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;

use super::json::{Fault, Lexer};

/// One step from a value to a value inside it.
#[derive(Clone, Debug)]
pub(super) enum Step<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

/// The step to a member of an object.
pub(super) fn key(name: &str) -> Step<'_> {
    Step::Key(Cow::Borrowed(name))
}

/// The step to an item of a list.
pub(super) fn at<'a>(index: usize) -> Step<'a> {
    Step::Index(index)
}

/// The JSON pointer of a path.
pub(super) fn pointer(path: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in path {
        text.push('/');
        match step {
            Step::Key(name) if name.contains(['~', '/']) => {
                text.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Step::Key(name) => text.push_str(name),
            Step::Index(index) => {
                // Writing into a text cannot fail.
                let _ = write!(text, "{index}");
            }
        }
    }
    text
}

/// Line numbers of a text, with one count for every block instead of one for every line.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a [u8],
    before: Vec<usize>,
}

/// Bytes between two counts: small enough to be counted in microseconds.
const BLOCK: usize = 1 << 14;

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        let mut lines = 0;
        let mut before = vec![0];
        for block in text.chunks(BLOCK) {
            lines += line_feeds(block);
            before.push(lines);
        }
        Lines { text, before }
    }

    /// The line, from 1, of a byte; the end of the file is on the last line that says something.
    pub(super) fn line(&self, offset: usize) -> usize {
        let offset = if offset >= self.text.len() {
            self.text.trim_ascii_end().len()
        } else {
            offset
        };
        let block = offset / BLOCK;
        let before = self.before.get(block).copied().unwrap_or_default();
        before + line_feeds(&self.text[block * BLOCK..offset]) + 1
    }
}

fn line_feeds(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// Finds where the values of some pointers stand, in one walk that skips all else.
///
/// A value that is not there is found where the nearest value around it stands. `pointers` must
/// be sorted by their steps, as [`steps`] gives them.
pub(super) fn locate(text: &str, start: usize, pointers: &[Vec<String>]) -> Vec<usize> {
    let mut found = vec![None; pointers.len()];
    let mut search = Search {
        lexer: Lexer::new(text, start),
        pointers,
        found: &mut found,
    };
    // The text was read before without a fault.
    let _ = search.walk(0, 0, pointers.len());
    found
        .into_iter()
        .map(|place| place.map_or(0, |(_, offset)| offset))
        .collect()
}

/// The steps of a JSON pointer.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect()
}

struct Search<'a, 'p> {
    lexer: Lexer<'a>,
    pointers: &'p [Vec<String>],
    /// The deepest value yet that lies on the way to each pointer: its depth and its place.
    found: &'p mut [Option<(usize, usize)>],
}

impl Search<'_, '_> {
    /// Walks one value at `depth`, which lies on the way to the pointers `from..to`.
    fn walk(&mut self, depth: usize, from: usize, to: usize) -> Result<(), Fault> {
        let opening = self.lexer.peek();
        let offset = self.lexer.at();
        let mut deeper = false;
        for index in from..to {
            if self.found[index].is_none_or(|(reached, _)| reached < depth) {
                self.found[index] = Some((depth, offset));
            }
            deeper |= self.pointers[index].len() > depth;
        }
        let mut first = true;
        match opening {
            Some(b'{') if deeper => {
                self.lexer.open();
                while let Some((_, name)) = self.lexer.next_key(first)? {
                    self.child(depth, from, to, &name)?;
                    first = false;
                }
            }
            Some(b'[') if deeper => {
                self.lexer.open();
                let mut index = 0usize;
                let mut name = String::new();
                while self.lexer.next_item(first)? {
                    name.clear();
                    // Writing into a text cannot fail.
                    let _ = write!(name, "{index}");
                    self.child(depth, from, to, &name)?;
                    index += 1;
                    first = false;
                }
            }
            _ => self.lexer.skip()?,
        }
        Ok(())
    }

    fn child(&mut self, depth: usize, from: usize, to: usize, name: &str) -> Result<(), Fault> {
        let range = &self.pointers[from..to];
        let before = |limit: Ordering| {
            range.partition_point(|pointer| match pointer.get(depth) {
                Some(step) => step.as_str().cmp(name) < limit,
                None => true,
            })
        };
        let start = from + before(Ordering::Equal);
        let end = from + before(Ordering::Greater);
        if start < end {
            self.walk(depth + 1, start, end)
        } else {
            self.lexer.skip()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, at, key, locate, pointer, steps};

    #[test]
    fn pointers_are_escaped_both_ways() {
        let text = pointer(&[key("a/b~c"), at(3), key("")]);
        assert_eq!(text, "/a~1b~0c/3/");
        assert_eq!(steps(&text), ["a/b~c", "3", ""]);
        assert_eq!(pointer(&[]), "");
        assert!(steps("").is_empty());
    }

    #[test]
    fn lines_are_counted_from_one() {
        let text = "a\nb\r\nc\n".repeat(20_000);
        let lines = Lines::new(text.as_bytes());
        for offset in (0..text.len()).step_by(777) {
            let expected = text[..offset].matches('\n').count() + 1;
            assert_eq!(lines.line(offset), expected, "offset {offset}");
        }
        assert_eq!(lines.line(text.len() + 5), 60_000);
    }

    #[test]
    fn pointers_lead_back_to_their_places() {
        let text = r#"{"a": [10, {"b": 5}], "c": {}, "a": 7}"#;
        let mut pointers: Vec<_> = ["/a/1/b", "/c/missing/deep", "/a/0", ""].map(steps).into();
        pointers.sort();
        let found = locate(text, 0, &pointers);
        let there: Vec<_> = found
            .iter()
            .map(|offset| &text[*offset..=*offset])
            .collect();
        // In the order of the steps: "", /a/0, /a/1/b, /c/missing/deep.
        assert_eq!(there, ["{", "1", "5", "{"]);
    }
}
