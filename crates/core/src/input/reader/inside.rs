//! What stands inside lists and objects, one after the other.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::Reader;
use crate::input::place::Step;
use crate::input::shape::{Rule, Shape};
use crate::input::standin::Stopped;
use crate::input::values;

/// The items of a list.
pub(super) struct Items<'m, 'de, 'r> {
    reader: &'m mut Reader<'de, 'r>,
    index: usize,
}

impl<'m, 'de, 'r> Items<'m, 'de, 'r> {
    /// The items of the list that opens next.
    pub(super) fn of(reader: &'m mut Reader<'de, 'r>) -> Self {
        reader.lexer.open();
        Items { reader, index: 0 }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de, '_> {
    type Error = Stopped;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Stopped> {
        let reader = &mut *self.reader;
        match reader.lexer.next_item(self.index == 0) {
            Err(fault) => return Err(reader.stop(fault)),
            Ok(false) => return Ok(None),
            Ok(true) => {}
        }
        reader.path.push(Step::Index(self.index));
        self.index += 1;
        let value = seed.deserialize(&mut *reader)?;
        reader.path.pop();
        Ok(Some(value))
    }
}

/// The entries of an object whose keys are ids or slots.
pub(super) struct Entries<'m, 'de, 'r> {
    reader: &'m mut Reader<'de, 'r>,
    keys: Vec<(Cow<'de, str>, usize)>,
}

impl<'m, 'de, 'r> Entries<'m, 'de, 'r> {
    /// The entries of the object that opens next.
    pub(super) fn of(reader: &'m mut Reader<'de, 'r>) -> Self {
        reader.lexer.open();
        Entries {
            reader,
            keys: Vec::new(),
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de, '_> {
    type Error = Stopped;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Stopped> {
        match self.reader.lexer.next_key(self.keys.is_empty()) {
            Err(fault) => Err(self.reader.stop(fault)),
            Ok(Some((at, key))) => {
                let value = seed.deserialize(StrDeserializer::new(&key))?;
                self.reader.path.push(Step::Key(key.clone()));
                self.keys.push((key, at));
                Ok(Some(value))
            }
            Ok(None) => {
                self.keys.sort();
                for pair in self.keys.windows(2) {
                    if pair[0].0 == pair[1].0 {
                        self.reader.path.push(Step::Key(pair[1].0.clone()));
                        self.reader.twice(&pair[1].0, pair[0].1, pair[1].1);
                        self.reader.path.pop();
                    }
                }
                Ok(None)
            }
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stopped> {
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.path.pop();
        Ok(value)
    }
}

/// The members of an object whose keys the format names.
pub(super) struct Members<'m, 'de, 'r> {
    reader: &'m mut Reader<'de, 'r>,
    shape: Option<&'r Shape>,
    fields: &'static [&'static str],
    /// Where each field was seen.
    seen: Vec<Option<usize>>,
    opened: usize,
    first: bool,
    closed: bool,
    next: Next,
}

/// What the next value is for.
enum Next {
    /// A field that stands in the text.
    Read(usize),
    /// The fields from here on are still to be looked through for required ones not in the text.
    Missing(usize),
}

impl<'m, 'de, 'r> Members<'m, 'de, 'r> {
    /// The members of the object that opens next and is to be of the type of this name.
    pub(super) fn of(
        reader: &'m mut Reader<'de, 'r>,
        name: &str,
        fields: &'static [&'static str],
    ) -> Self {
        let opened = reader.lexer.at();
        reader.lexer.open();
        Members {
            shape: reader.shapes.get(name),
            reader,
            fields,
            seen: vec![None; fields.len()],
            opened,
            first: true,
            closed: false,
            next: Next::Missing(0),
        }
    }

    fn rule(&self, field: usize) -> Rule {
        self.shape
            .map(|shape| shape.rule(self.fields[field]))
            .unwrap_or_default()
    }

    /// The next field that stands in the text, noting keys that are unknown or said twice.
    fn next_field(&mut self) -> Result<Option<usize>, Stopped> {
        loop {
            let reader = &mut *self.reader;
            let (at, key) = match reader.lexer.next_key(self.first) {
                Err(fault) => return Err(reader.stop(fault)),
                Ok(None) => return Ok(None),
                Ok(Some(found)) => found,
            };
            self.first = false;
            let field = self.fields.iter().position(|field| *field == key);
            match field.map(|field| (field, self.seen[field])) {
                Some((field, None)) => {
                    self.seen[field] = Some(at);
                    return Ok(Some(field));
                }
                Some((_, Some(before))) => {
                    reader.path.push(Step::Key(key.clone()));
                    reader.twice(&key, before, at);
                }
                None if reader.findings.overflows() => {
                    reader.skip()?;
                    continue;
                }
                None => {
                    reader.path.push(Step::Key(key.clone()));
                    let (message, help) = values::unknown_key(&key, self.fields);
                    reader.note(at, "unknown-key", message, help);
                }
            }
            reader.skip()?;
            reader.path.pop();
        }
    }

    /// The next required field that does not stand in the text.
    fn next_missing(&mut self, from: usize) -> Option<usize> {
        let missing = (from..self.fields.len())
            .find(|field| self.seen[*field].is_none() && self.rule(*field).required)?;
        let name = self.fields[missing];
        let (message, help) = values::missing_key(name);
        let reader = &mut *self.reader;
        reader.note(self.opened, "missing-key", message, help);
        reader.path.push(Step::Key(Cow::Borrowed(name)));
        reader.findings.unread(&reader.path);
        reader.path.pop();
        Some(missing)
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de, '_> {
    type Error = Stopped;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Stopped> {
        let mut field = None;
        if !self.closed {
            field = self.next_field()?;
            self.closed = field.is_none();
            self.next = field.map_or(Next::Missing(0), Next::Read);
        }
        if let Next::Missing(from) = self.next {
            field = self.next_missing(from);
            self.next = Next::Missing(field.map_or(self.fields.len(), |field| field + 1));
        }
        let Some(field) = field else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(self.fields[field]))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stopped> {
        let Next::Read(field) = self.next else {
            return seed.deserialize(self.reader.stand_in());
        };
        self.reader.rule = self.rule(field);
        let step = Step::Key(Cow::Borrowed(self.fields[field]));
        self.reader.path.push(step);
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.path.pop();
        Ok(value)
    }
}
