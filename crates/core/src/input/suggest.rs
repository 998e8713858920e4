//! Did you mean: the known word that an unknown one most likely stands for.

use strsim::damerau_levenshtein;

/// Words longer than this are no slips of the pen, and comparing them would take long.
const LONGEST: usize = 64;

/// The candidate nearest to a word, if one is near enough to be meant.
///
/// Words that differ in nothing but their numbers (`e017`, `e018`) are different things rather
/// than slips, unless the numbers are the same (`m1`, `m01`).
///
/// ```
/// use rotaplan_core::input::suggest;
/// assert_eq!(suggest("finanse", ["hr", "finance"]), Some("finance"));
/// assert_eq!(suggest("marketing", ["hr", "finance"]), None);
/// ```
#[must_use]
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    if length == 0 || word.len() > LONGEST {
        return None;
    }
    let folded = fold(word);
    let furthest = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len() > LONGEST || candidate.len().abs_diff(word.len()) > 4 * furthest {
            continue;
        }
        let near = fold(candidate);
        let distance = if near == folded {
            0
        } else if letters(&near).eq(letters(&folded)) {
            continue;
        } else {
            damerau_levenshtein(&folded, &near)
        };
        if distance <= furthest && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A word without what people get wrong first: case, separators, leading zeros.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let mut number = String::new();
    for character in word.chars().chain([' ']) {
        if character.is_ascii_digit() {
            number.push(character);
            continue;
        }
        if !number.is_empty() {
            let significant = number.trim_start_matches('0');
            folded.push_str(if significant.is_empty() {
                "0"
            } else {
                significant
            });
            number.clear();
        }
        if character.is_alphanumeric() {
            folded.extend(character.to_lowercase());
        }
    }
    folded
}

/// Whatever of a word is no digit; empty texts are never alike.
fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|character| !character.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn slips_are_recognised() {
        let keys = ["seats", "seats_in", "closed", "min_visits"];
        assert_eq!(suggest("seat", keys), Some("seats"));
        assert_eq!(suggest("minVisits", keys), Some("min_visits"));
        assert_eq!(suggest("Closed ", keys), Some("closed"));
        assert_eq!(suggest("colour", keys), None);
        assert_eq!(suggest("", keys), None);
    }

    #[test]
    fn other_numbers_are_other_things() {
        assert_eq!(suggest("e019", ["e017", "e018"]), None);
        assert_eq!(suggest("m1", ["m02", "m01"]), Some("m01"));
        assert_eq!(suggest("2027-2", ["2027-01", "2027-02"]), Some("2027-02"));
    }

    #[test]
    fn endless_words_cost_nothing() {
        let long = "x".repeat(10_000_000);
        assert_eq!(suggest(&long, ["x"]), None);
        assert_eq!(suggest("x", [long.as_str()]), None);
    }
}
