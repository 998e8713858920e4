//! Reads any of our types from JSON and notes every fault of keys and types on the way.
//!
//! It is a serde deserializer that does not give up: serde says at each place which type it wants,
//! so a value of another type can be noted, skipped and replaced, and the rest read on. Which keys
//! exist comes from serde, what is asked of them from the schema; nothing is listed a second time.

mod inside;

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use self::inside::{Entries, Items, Members};
use super::findings::{Findings, show};
use super::json::{Fault, Lexer, Scalar};
use super::place::{Lines, Step, pointer};
use super::problem::Problem;
use super::shape::{Rule, Shapes};
use super::standin::{StandIn, Stopped};
use super::values;

/// A walk through a JSON text, with the path to where it is.
pub(super) struct Reader<'de, 'r> {
    lexer: Lexer<'de>,
    shapes: &'r Shapes,
    findings: &'r mut Findings,
    path: Vec<Step<'de>>,
    /// What is asked of the value that comes next.
    rule: Rule,
    text: &'de str,
    /// Made when the first problem names a second line.
    lines: Option<Lines<'de>>,
}

impl<'de, 'r> Reader<'de, 'r> {
    /// A reader of the text from an offset on.
    pub(super) fn new(
        text: &'de str,
        start: usize,
        shapes: &'r Shapes,
        findings: &'r mut Findings,
    ) -> Self {
        Reader {
            lexer: Lexer::new(text, start),
            shapes,
            findings,
            path: Vec::new(),
            rule: Rule::default(),
            text,
            lines: None,
        }
    }

    /// Notes that something follows the one value of a file.
    pub(super) fn end(&mut self) {
        if self.lexer.peek().is_some() {
            let fault = self.lexer.unexpected("the end of the file");
            self.stop(fault);
        }
    }

    /// Notes that a key is said twice in one object.
    fn twice(&mut self, key: &str, before: usize, at: usize) {
        let lines = self
            .lines
            .get_or_insert_with(|| Lines::new(self.text.as_bytes()));
        let (message, help) = values::twice(key, lines.line(before), lines.line(at));
        self.note(at, "duplicate-key", message, help);
    }

    /// Notes a fault of grammar, which ends the reading.
    fn stop(&mut self, fault: Fault) -> Stopped {
        let problem = Problem::error(fault.code, pointer(&self.path), fault.message);
        self.findings.note(problem.help(fault.help), fault.at);
        Stopped
    }

    fn note(&mut self, at: usize, code: &str, message: String, help: String) {
        let problem = Problem::error(code, pointer(&self.path), message).help(help);
        self.findings.note(problem, at);
    }

    fn skip(&mut self) -> Result<(), Stopped> {
        self.lexer.skip().map_err(|fault| self.stop(fault))
    }

    /// A text, or nothing if it is something else, which is noted.
    fn text(&mut self) -> Result<Option<Cow<'de, str>>, Stopped> {
        if self.lexer.peek() != Some(b'"') {
            self.wrong_type("a text")?;
            return Ok(None);
        }
        let at = self.lexer.at();
        let text = self.lexer.string().map_err(|fault| self.stop(fault))?;
        if let Some((code, message, help)) = values::wrong_form(&text, self.rule.form) {
            self.note(at, code, message, help.to_owned());
        }
        Ok(Some(text))
    }

    /// A whole number of the range that the rule or else the type asks for, or nothing.
    fn whole(&mut self, least: i64, most: i64) -> Result<Option<i64>, Stopped> {
        let least = self.rule.least.unwrap_or(least);
        let most = self.rule.most.unwrap_or(most);
        let Some((at, number)) = self.number("a whole number")? else {
            return Ok(None);
        };
        match values::whole(number, least, most) {
            Ok(value) => Ok(Some(value)),
            Err((code, message, help)) => {
                self.note(at, code, message, help);
                self.findings.unread(&self.path);
                Ok(None)
            }
        }
    }

    /// The digits of a number and where they start, or nothing.
    fn number(&mut self, wanted: &str) -> Result<Option<(usize, &'de str)>, Stopped> {
        if matches!(self.lexer.peek(), Some(b'-' | b'0'..=b'9')) {
            let at = self.lexer.at();
            let before = self.lexer.clone();
            match self.lexer.scalar().map_err(|fault| self.stop(fault))? {
                Scalar::Number(number) => return Ok(Some((at, number))),
                _ => self.lexer = before,
            }
        }
        self.wrong_type(wanted)?;
        Ok(None)
    }

    /// Notes that a value is of the wrong type, steps over it and marks it as unread.
    fn wrong_type(&mut self, wanted: &str) -> Result<(), Stopped> {
        let opening = self.lexer.peek();
        let at = self.lexer.at();
        let name = self.path.iter().rev().find_map(|step| match step {
            Step::Key(name) => Some(show(name)),
            Step::Index(_) => None,
        });
        let subject = name.as_deref().unwrap_or("the file");
        let (code, message, help) = match opening {
            Some(b'"') => values::mismatch(subject, wanted, "a text"),
            Some(b'[') => values::mismatch(subject, wanted, "a list"),
            Some(b'{') => values::mismatch(subject, wanted, "an object"),
            _ => match self.lexer.clone().scalar() {
                Ok(Scalar::Null) => values::null(subject, self.rule.required),
                Ok(Scalar::Bool(_)) => values::mismatch(subject, wanted, "true or false"),
                Ok(Scalar::Number(_)) => values::mismatch(subject, wanted, "a number"),
                Ok(Scalar::Unknown(word)) => values::unknown_word(word),
                Err(fault) => return Err(self.stop(fault)),
            },
        };
        self.note(at, code, message, help);
        self.findings.unread(&self.path);
        self.skip()
    }

    fn stand_in(&self) -> StandIn<'_> {
        StandIn(self.shapes)
    }
}

macro_rules! whole_numbers {
    ($($method:ident $least:expr, $most:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
            visitor.visit_i64(self.whole($least, $most)?.unwrap_or_default())
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de, '_> {
    type Error = Stopped;

    whole_numbers! {
        deserialize_u32 0, i64::from(u32::MAX);
        deserialize_i32 i64::from(i32::MIN), i64::from(i32::MAX);
        deserialize_u64 0, i64::MAX;
        deserialize_i64 i64::MIN, i64::MAX;
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        let number = self.number("a number")?;
        let value = number.and_then(|(_, number)| number.parse().ok());
        visitor.visit_f64(value.unwrap_or_default())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        self.lexer.peek();
        let before = self.lexer.clone();
        if let Ok(Scalar::Bool(value)) = self.lexer.scalar() {
            return visitor.visit_bool(value);
        }
        self.lexer = before;
        self.wrong_type("true or false")?;
        visitor.visit_bool(false)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        match self.text()? {
            Some(Cow::Owned(text)) => visitor.visit_string(text),
            Some(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            None => visitor.visit_borrowed_str(""),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        if self.lexer.peek() == Some(b'n')
            && matches!(self.lexer.clone().scalar(), Ok(Scalar::Null))
        {
            if self.rule.nullable {
                self.skip()?;
            } else {
                self.wrong_type("a value")?;
            }
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        if self.lexer.peek() != Some(b'[') {
            self.wrong_type("a list")?;
            return self.stand_in().deserialize_seq(visitor);
        }
        visitor.visit_seq(Items::of(self))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        if self.lexer.peek() != Some(b'{') {
            self.wrong_type("an object")?;
            return self.stand_in().deserialize_map(visitor);
        }
        visitor.visit_map(Entries::of(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stopped> {
        if self.lexer.peek() != Some(b'{') {
            self.wrong_type("an object")?;
            return self.stand_in().deserialize_struct(name, fields, visitor);
        }
        visitor.visit_map(Members::of(self, name, fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stopped> {
        self.lexer.peek();
        let at = self.lexer.at();
        if let Some(text) = self.text()? {
            if let Some(known) = variants.iter().find(|known| **known == text) {
                return visitor.visit_enum(StrDeserializer::new(known));
            }
            let (message, help) = values::unknown_value(&text, variants);
            self.note(at, "unknown-value", message, help);
            self.findings.unread(&self.path);
        }
        self.stand_in().deserialize_enum(name, variants, visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stopped> {
        // Our types always say what they want; whatever does not is left out.
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u128 f32 char bytes byte_buf unit unit_struct newtype_struct tuple
        tuple_struct identifier ignored_any
    }
}
