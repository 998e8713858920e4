//! The grammar of JSON, token by token, with the place of every token.
//!
//! `serde_json` stops at the first fault and forgets where values stood; a program file is told
//! all its faults at once, each with its line. So the grammar is walked here, once, for the
//! reader, for skipping and for finding places again.

use std::borrow::Cow;

/// Deepest nesting of lists and objects that is followed; the formats need six.
const DEEPEST: usize = 128;

/// A fault of grammar after which nothing more can be read.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// A value that is no text, list or object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    /// Something that JSON does not know, such as `NaN` or `01`.
    Unknown(&'a str),
}

/// Walks through a JSON text.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Lexer { text, at }
    }

    /// Offset of the next byte to be read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The first byte of the next token, after white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Steps over `{` or `[`, which was seen by [`Lexer::peek`].
    pub(super) fn open(&mut self) {
        self.at += 1;
    }

    /// The next key of an object with the place where it starts, or nothing at the object's end.
    pub(super) fn next_key(&mut self, first: bool) -> Result<Option<(usize, Cow<'a, str>)>, Fault> {
        if !self.next(first, b'}')? {
            return Ok(None);
        }
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let at = self.at;
        let key = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:` after the key"));
        }
        self.at += 1;
        Ok(Some((at, key)))
    }

    /// Whether a list has another item.
    pub(super) fn next_item(&mut self, first: bool) -> Result<bool, Fault> {
        self.next(first, b']')
    }

    fn next(&mut self, first: bool, end: u8) -> Result<bool, Fault> {
        match self.peek() {
            Some(byte) if byte == end => {
                self.at += 1;
                return Ok(false);
            }
            Some(_) if first => return Ok(true),
            Some(b',') => self.at += 1,
            _ => {
                return Err(self.unexpected(if end == b'}' {
                    "`,` or `}`"
                } else {
                    "`,` or `]`"
                }));
            }
        }
        if self.peek() == Some(end) {
            return Err(self.fault(
                "nothing follows the comma".to_owned(),
                "remove the comma after the last entry",
            ));
        }
        Ok(true)
    }

    /// The text that starts at the `"` seen by [`Lexer::peek`].
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        let bytes = self.text.as_bytes();
        let opened = self.at;
        self.at += 1;
        let mut start = self.at;
        let mut whole = String::new();
        loop {
            match bytes.get(self.at) {
                Some(b'"') => {
                    let last = &self.text[start..self.at];
                    self.at += 1;
                    if whole.is_empty() {
                        return Ok(Cow::Borrowed(last));
                    }
                    whole.push_str(last);
                    return Ok(Cow::Owned(whole));
                }
                Some(b'\\') => {
                    whole.push_str(&self.text[start..self.at]);
                    whole.push(self.escape()?);
                    start = self.at;
                }
                Some(byte) if *byte < 0x20 => {
                    return Err(self.fault(
                        "a text holds a line feed or another control character".to_owned(),
                        "close the text with `\"`, or write `\\n` for a line feed and `\\t` for a tab",
                    ));
                }
                Some(_) => self.at += 1,
                None => {
                    self.at = opened;
                    return Err(self.fault(
                        "the file ends inside the text that opens here".to_owned(),
                        "the file is cut off, or a closing `\"` is missing: save or copy it again as a whole",
                    ));
                }
            }
        }
    }

    /// The character that an escape stands for.
    fn escape(&mut self) -> Result<char, Fault> {
        let bytes = self.text.as_bytes();
        self.at += 2;
        Ok(match bytes.get(self.at - 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.hex()?;
                let pair = (0xd800..0xdc00).contains(&high)
                    && bytes.get(self.at) == Some(&b'\\')
                    && bytes.get(self.at + 1) == Some(&b'u');
                let code = if pair {
                    self.at += 2;
                    let low = self.hex()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(self.half_pair());
                    }
                    0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
                } else {
                    high
                };
                char::from_u32(code).ok_or_else(|| self.half_pair())?
            }
            _ => {
                self.at = (self.at - 2).min(self.text.len());
                return Err(self.fault(
                    "a text holds a `\\` that starts no escape".to_owned(),
                    "write `\\\\` for a backslash",
                ));
            }
        })
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let digits = self.text.get(self.at..self.at + 4);
        let valid = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match valid.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                self.at += 4;
                Ok(value)
            }
            None => Err(self.fault(
                "`\\u` is not followed by four hexadecimal digits".to_owned(),
                "write the character itself, or `\\u` and four digits such as `\\u00e9`",
            )),
        }
    }

    fn half_pair(&self) -> Fault {
        self.fault(
            "a text holds half of a character (a lone surrogate)".to_owned(),
            "write the character itself instead of `\\u` escapes",
        )
    }

    /// The value of a token that is no text, list or object.
    pub(super) fn scalar(&mut self) -> Result<Scalar<'a>, Fault> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_')
        }) {
            self.at += 1;
        }
        Ok(match &self.text[start..self.at] {
            "" => return Err(self.unexpected("a value")),
            "null" => Scalar::Null,
            "true" => Scalar::Bool(true),
            "false" => Scalar::Bool(false),
            word if is_number(word) => Scalar::Number(word),
            // A word cut off by the end of the file is a cut-off file, not a wrong word.
            _ if self.at == self.text.len() => return Err(self.unexpected("a value")),
            word => Scalar::Unknown(word),
        })
    }

    /// Steps over one value of any kind.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        self.skip_below(0)
    }

    fn skip_below(&mut self, depth: usize) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(Fault {
                code: "too-deep",
                ..self.fault(
                    format!("lists and objects are nested more than {DEEPEST} deep"),
                    "no key of the format needs more than six levels: check the brackets",
                )
            });
        }
        let mut first = true;
        match self.peek() {
            Some(b'"') => {
                self.string()?;
            }
            Some(b'{') => {
                self.open();
                while self.next_key(first)?.is_some() {
                    self.skip_below(depth + 1)?;
                    first = false;
                }
            }
            Some(b'[') => {
                self.open();
                while self.next_item(first)? {
                    self.skip_below(depth + 1)?;
                    first = false;
                }
            }
            _ => {
                self.scalar()?;
            }
        }
        Ok(())
    }

    fn fault(&self, message: String, help: &'static str) -> Fault {
        Fault {
            at: self.at,
            code: "json",
            message,
            help,
        }
    }

    /// Says what stands here instead of what should.
    pub(super) fn unexpected(&mut self, wanted: &str) -> Fault {
        let (found, help) = match self.peek() {
            None => (
                "the end of the file".to_owned(),
                "the file is cut off, or a closing bracket is missing: save or copy it again as a whole",
            ),
            Some(b'/' | b'#') => ("a comment".to_owned(), "JSON has no comments: remove it"),
            Some(b'\'') => (
                "a single quote".to_owned(),
                "JSON writes keys and texts in double quotes",
            ),
            Some(_) => {
                let found = self.text[self.at..].chars().next().unwrap_or_default();
                (
                    format!("`{}`", found.escape_debug()),
                    "check the commas, quotes and brackets just before this place",
                )
            }
        };
        self.fault(format!("expected {wanted}, found {found}"), help)
    }
}

/// Whether a word is a number as JSON writes it.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Lexer, Scalar, is_number};

    #[test]
    fn numbers_are_those_of_json() {
        for good in ["0", "-0", "10", "1.5", "1e18", "1E+400", "-2.50e-3"] {
            assert!(is_number(good), "{good}");
        }
        for bad in [
            "", "-", "01", "+1", "1.", ".5", "1e", "NaN", "0x10", "1_000",
        ] {
            assert!(!is_number(bad), "{bad}");
        }
    }

    #[test]
    fn texts_are_unescaped() {
        let read = |text: &str| Lexer::new(text, 0).string().map(|text| text.into_owned());
        assert_eq!(
            read(r#""a\u00e9\n\ud83d\ude00""#).ok().as_deref(),
            Some("aé\n😀")
        );
        for bad in [
            r#""\x""#,
            r#""\ud800""#,
            r#""\ud800\u0041""#,
            r#""\u12""#,
            "\"a\nb\"",
            "\"a",
            "\"\\",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Lexer::new(&nested(DEEPEST), 0).skip().is_ok());
        for depth in [DEEPEST + 2, 1_000_000] {
            let fault = Lexer::new(&nested(depth), 0).skip().err();
            assert_eq!(fault.map(|fault| fault.code), Some("too-deep"));
        }
    }

    #[test]
    fn words_unknown_to_json_are_told_apart() {
        assert_eq!(
            Lexer::new("NaN,", 0).scalar().ok(),
            Some(Scalar::Unknown("NaN"))
        );
        assert_eq!(
            Lexer::new("true", 0).scalar().ok(),
            Some(Scalar::Bool(true))
        );
        assert!(Lexer::new("tru", 0).scalar().is_err());
    }
}
