//! What every page of ours shares: one style sheet, one script, one policy that lets nothing else run.

use std::fmt::Display;

use sha2::{Digest, Sha256};

use crate::text::printable;

/// The one style sheet of every page.
pub const STYLE: &str = include_str!("../../templates/style.css");

/// The frame of a page: `base.html` fills itself from it.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The window's title.
    pub title: String,
    /// Anchors and words of the navigation.
    pub sections: Vec<(&'static str, &'static str)>,
    /// The style sheet.
    pub style: &'static str,
    /// The page's script, ours alone.
    pub script: &'static str,
    /// The script's hash, without which the page's policy runs nothing.
    pub script_hash: String,
}

impl Shell {
    /// The frame of a page.
    #[must_use]
    pub fn new(
        title: &str,
        sections: Vec<(&'static str, &'static str)>,
        script: &'static str,
    ) -> Self {
        Shell {
            title: title.to_owned(),
            sections,
            style: STYLE,
            script,
            script_hash: format!("sha256-{}", base64(&Sha256::digest(script.as_bytes()))),
        }
    }
}

/// Filters of the templates.
#[allow(unreachable_pub, reason = "the macro writes public items of its own")]
pub(crate) mod filters {
    use super::{Display, printable};

    /// Free text without control and direction characters; askama escapes it afterwards.
    #[askama::filter_fn]
    pub(crate) fn shown(text: impl Display, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(printable(&text.to_string()))
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_as_rfc_4648_says() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
