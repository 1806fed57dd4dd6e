//! A text with insertions that can be undone, for what the Markdown parser must see and the author did
//! not write.

use std::borrow::Cow;

/// A text with insertions.
#[derive(Debug)]
pub struct Inserted<'t> {
    /// The text with the insertions.
    pub text: Cow<'t, str>,
    /// In order: offset in `text` after an insertion, bytes inserted so far.
    insertions: Vec<(usize, usize)>,
}

impl<'t> Inserted<'t> {
    /// A text without insertions.
    pub fn none(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), insertions: vec![] }
    }

    /// A text with characters inserted at offsets, which are in order.
    pub fn new(text: &'t str, insertions: impl IntoIterator<Item = (usize, char)>) -> Self {
        let mut insertions = insertions.into_iter().peekable();
        if insertions.peek().is_none() {
            return Self::none(text);
        }
        let mut out = String::with_capacity(text.len() + 64);
        let (mut copied, mut total) = (0, 0);
        let mut made = vec![];
        for (at, character) in insertions {
            out.push_str(&text[copied..at]);
            out.push(character);
            copied = at;
            total += character.len_utf8();
            made.push((out.len(), total));
        }
        out.push_str(&text[copied..]);
        Self { text: Cow::Owned(out), insertions: made }
    }

    /// The offset in the original text of an offset in [`Inserted::text`].
    pub fn original(&self, offset: usize) -> usize {
        let at = self.insertions.partition_point(|(end, _)| *end <= offset);
        offset - at.checked_sub(1).map_or(0, |at| self.insertions[at].1)
    }
}
