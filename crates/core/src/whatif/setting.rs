//! What scenarios set keys to: `6`, `2..10`, `+0..+2`, `3,4,6`, `true,false` or `none`.

use serde_json::Value;

use super::key::Kind;
use crate::input::Problem;

/// No number of a program file is larger.
const MOST_MORE: u64 = 1_000_000;

/// What a scenario sets a key to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// This value.
    To(i64),
    /// So much more, or less, than what stands there.
    By(i64),
    /// Yes or no.
    Flag(bool),
    /// Nothing: the key is left out.
    Absent,
}

/// Settings that one text asks for, counted before they are written out.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// Stretches of settings, ends included; single ones end where they begin.
    stretches: Vec<(Setting, Setting)>,
}

impl Setting {
    /// As scenarios say it.
    pub(super) fn value(self) -> Value {
        match self {
            Setting::To(number) => number.into(),
            Setting::By(number) => format!("{number:+}").into(),
            Setting::Flag(flag) => flag.into(),
            Setting::Absent => Value::Null,
        }
    }

    /// As a scenario's name says it.
    pub(super) fn text(self) -> String {
        match self {
            Setting::To(number) => number.to_string(),
            Setting::By(number) => format!("{number:+}"),
            Setting::Flag(flag) => flag.to_string(),
            Setting::Absent => "none".to_owned(),
        }
    }

    /// What a file of scenarios says.
    pub(super) fn of_value(value: &Value, kind: Kind) -> Result<Setting, Problem> {
        let setting = match value {
            Value::Null => Some(Setting::Absent),
            Value::Bool(flag) => Some(Setting::Flag(*flag)),
            Value::Number(number) => number.as_i64().map(Setting::To),
            Value::String(text) => single(text.trim()).filter(|it| matches!(it, Setting::By(_))),
            _ => None,
        };
        let setting = setting.ok_or_else(|| {
            Problem::error("wrong-type", "", format!("{value} is no setting")).help(
                "write a whole number, \"+1\" or \"-1\" for more or less than there is, true, \
                 false, or null to leave the key out",
            )
        })?;
        setting.fits(kind)?;
        Ok(setting)
    }

    /// Whether a key of this kind may be set so.
    fn fits(self, kind: Kind) -> Result<(), Problem> {
        match (self, kind) {
            (Setting::To(number), Kind::Whole(least, most)) => {
                match (least..=most).contains(&number) {
                    true => Ok(()),
                    false => {
                        Err(
                            Problem::error("out-of-range", "", format!("{number} is out of range"))
                                .help(format!("this key takes {least} to {most}")),
                        )
                    }
                }
            }
            (Setting::By(number), Kind::Whole(..)) if number.unsigned_abs() > MOST_MORE => {
                let message = format!("{number:+} is out of range");
                let help = format!("a difference is at most {MOST_MORE}");
                Err(Problem::error("out-of-range", "", message).help(help))
            }
            (Setting::By(_), Kind::Whole(..)) | (Setting::Flag(_), Kind::Flag) => Ok(()),
            (Setting::Absent, _) => Ok(()),
            (setting, Kind::Flag) => Err(Problem::error(
                "wrong-type",
                "",
                format!("{} is neither true nor false", setting.text()),
            )
            .help("this key takes true or false")),
            (setting, Kind::Whole(least, most)) => {
                Err(
                    Problem::error("wrong-type", "", format!("{} is no number", setting.text()))
                        .help(format!("this key takes {least} to {most}")),
                )
            }
        }
    }
}

fn single(text: &str) -> Option<Setting> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "true" => Some(Setting::Flag(true)),
        "false" => Some(Setting::Flag(false)),
        "none" => Some(Setting::Absent),
        _ => match text.strip_prefix(['+', '-']) {
            Some(rest) if digits(rest) => text.parse().ok().map(Setting::By),
            None if digits(text) => text.parse().ok().map(Setting::To),
            _ => None,
        },
    }
}

impl Settings {
    /// Reads what a grid says of one key.
    pub(super) fn parse(text: &str, kind: Kind) -> Result<Settings, Problem> {
        const HELP: &str = "write values such as 4, 2..10, 3,4,6, +0..+2 (more than there is), \
                            true,false or none (the key left out)";
        let wrong = |message: String| Problem::error("setting", "", message).help(HELP);
        let mut stretches: Vec<(Setting, Setting)> = Vec::new();
        for item in text.split(',').map(str::trim) {
            if item.is_empty() {
                return Err(wrong("a value is missing".to_owned()));
            }
            let (first, last) = item.split_once("..").unwrap_or((item, item));
            let (Some(first), Some(last)) = (single(first.trim()), single(last.trim())) else {
                return Err(wrong(format!("{item} is no value")));
            };
            let rises = match (first, last) {
                (Setting::To(a), Setting::To(b)) | (Setting::By(a), Setting::By(b)) => a <= b,
                (a, b) if a == b => true,
                _ => return Err(wrong(format!("{item} mixes two kinds of values"))),
            };
            if !rises {
                return Err(wrong(format!(
                    "the range {item} descends, so it holds nothing"
                )));
            }
            first.fits(kind)?;
            last.fits(kind)?;
            let overlaps = |(a, b): &(Setting, Setting)| match (a, b, first, last) {
                (Setting::To(a), Setting::To(b), Setting::To(x), Setting::To(y))
                | (Setting::By(a), Setting::By(b), Setting::By(x), Setting::By(y)) => {
                    *a <= y && x <= *b
                }
                (a, _, x, _) => *a == x,
            };
            if stretches.iter().any(overlaps) {
                return Err(wrong(format!("{item} names a value for the second time")));
            }
            stretches.push((first, last));
        }
        Ok(Settings { stretches })
    }

    /// How many there are.
    pub(super) fn count(&self) -> u128 {
        let each = self.stretches.iter().map(|stretch| match *stretch {
            (Setting::To(a), Setting::To(b)) | (Setting::By(a), Setting::By(b)) => {
                u128::from(b.abs_diff(a)) + 1
            }
            _ => 1,
        });
        each.sum()
    }

    /// All of them, in their order.
    pub(super) fn all(&self) -> Vec<Setting> {
        let mut all = Vec::new();
        for stretch in &self.stretches {
            match *stretch {
                (Setting::To(a), Setting::To(b)) => all.extend((a..=b).map(Setting::To)),
                (Setting::By(a), Setting::By(b)) => all.extend((a..=b).map(Setting::By)),
                (one, _) => all.push(one),
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, Setting, Settings};

    const COUNT: Kind = Kind::Whole(0, 1_000_000);

    #[test]
    fn values_are_single_ranges_and_lists() {
        let texts = |text: &str| {
            let settings = Settings::parse(text, COUNT).ok()?;
            let all = settings.all();
            assert_eq!(settings.count(), all.len() as u128);
            Some(
                all.into_iter()
                    .map(Setting::text)
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        };
        assert_eq!(texts("4").as_deref(), Some("4"));
        assert_eq!(texts("2..5").as_deref(), Some("2 3 4 5"));
        assert_eq!(texts("3, 4,6 , none").as_deref(), Some("3 4 6 none"));
        assert_eq!(texts("+0..+2").as_deref(), Some("+0 +1 +2"));
        assert_eq!(texts("-1..+1").as_deref(), Some("-1 +0 +1"));
        for bad in [
            "",
            "5..2",
            "1,,2",
            "+1..3",
            "a",
            "1.5",
            "1..",
            "..2",
            "2..4,3",
            "1,1",
            "true",
            "1e3",
            "99999999999999999999",
            "1000001",
            "+",
            "--1",
            "１",
        ] {
            assert_eq!(texts(bad), None, "{bad}");
        }
        let flags = Settings::parse("true,false", Kind::Flag).map(|it| it.count());
        assert_eq!(flags.ok(), Some(2));
        assert!(Settings::parse("1", Kind::Flag).is_err());
    }

    #[test]
    fn files_say_numbers_differences_and_null() {
        let read = |value| Setting::of_value(&value, COUNT).ok();
        assert_eq!(read(json!(4)), Some(Setting::To(4)));
        assert_eq!(read(json!("+1")), Some(Setting::By(1)));
        assert_eq!(read(json!(null)), Some(Setting::Absent));
        for bad in [json!("4"), json!(1.5), json!(-1), json!([1]), json!(true)] {
            assert_eq!(read(bad), None);
        }
        for setting in [
            Setting::To(4),
            Setting::By(-2),
            Setting::By(0),
            Setting::Absent,
        ] {
            assert_eq!(read(setting.value()), Some(setting));
        }
    }
}
