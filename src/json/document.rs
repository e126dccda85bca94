//! The tape (a flat tree of spans) and the views through which it is read.

use std::borrow::Cow;

use crate::blocks::same;
use crate::source::Span;

use super::text::decode;

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number; its text is kept.
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`
    Null,
}

impl JsonType {
    /// The type's name as JSON Schema spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
        }
    }
}

/// One key or value: 16 bytes, so that a record costs a small multiple of its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the node after this one and all that it holds.
    pub(super) next: u32,
    pub(super) kind: JsonType,
    /// Whether the string holds a backslash, so that its text differs from its bytes.
    pub(super) escaped: bool,
}

/// The nodes of one document in the order of the text; a member is its key's node and then its value's.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
}

/// A complete JSON text and its tape.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    text: &'d str,
    tape: &'d Tape,
}

impl<'d> Document<'d> {
    /// Joins a text with the tape that was read from it.
    pub fn new(text: &'d str, tape: &'d Tape) -> Self {
        Self { text, tape }
    }

    /// The text.
    pub fn text(self) -> &'d str {
        self.text
    }

    /// The outermost value.
    pub fn root(self) -> Value<'d> {
        self.value(0)
    }

    /// The value at an index that [`Value::index`] gave.
    pub fn value(self, index: u32) -> Value<'d> {
        Value { document: self, index }
    }

    /// The member whose key has an index that [`Value::index`] gave.
    pub fn member(self, key: u32) -> Member<'d> {
        Member { key: self.value(key), value: self.value(key + 1) }
    }

    /// The string, a key or a value, that the byte at `offset` of the text is part of.
    pub fn string_at(self, offset: usize) -> Option<Value<'d>> {
        let after = self.tape.nodes.partition_point(|node| node.start as usize <= offset);
        let string = self.value(u32::try_from(after.checked_sub(1)?).ok()?);
        (string.json_type() == JsonType::String && string.span().range().contains(&offset)).then_some(string)
    }

    fn node(self, index: u32) -> Node {
        const NOTHING: Node = Node { start: 0, end: 0, next: u32::MAX, kind: JsonType::Null, escaped: false };
        self.tape.nodes.get(index as usize).copied().unwrap_or(NOTHING)
    }
}

/// A value (or a key, which is a string) of a document.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    document: Document<'d>,
    index: u32,
}

impl<'d> Value<'d> {
    /// The document that it is part of.
    pub fn document(self) -> Document<'d> {
        self.document
    }

    /// Its index within its tape, for [`Document::value`].
    pub fn index(self) -> u32 {
        self.index
    }

    /// Its type.
    pub fn json_type(self) -> JsonType {
        self.document.node(self.index).kind
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.json_type() == JsonType::Null
    }

    /// Its bytes in the document's text; a string's with its quotes.
    pub fn span(self) -> Span {
        let node = self.document.node(self.index);
        Span::new(node.start as usize, node.end as usize)
    }

    /// Its text as it was sent.
    pub fn raw(self) -> &'d str {
        self.document.text.get(self.span().range()).unwrap_or_default()
    }

    /// What stands between a string's quotes, still escaped; `None` for other types.
    pub fn raw_text(self) -> Option<&'d str> {
        let raw = self.raw();
        (self.json_type() == JsonType::String).then(|| raw.get(1..raw.len() - 1).unwrap_or_default())
    }

    /// Whether it is a string that holds escapes.
    pub fn is_escaped(self) -> bool {
        self.document.node(self.index).escaped
    }

    /// A string's text, unescaped; `None` for other types.
    pub fn text(self) -> Option<Cow<'d, str>> {
        let raw = self.raw_text()?;
        Some(if self.is_escaped() { Cow::Owned(decode(raw)) } else { Cow::Borrowed(raw) })
    }

    /// The members of an object in the order of the text, duplicates included; nothing for other types.
    pub fn members(self) -> Members<'d> {
        Members { items: self.children(JsonType::Object) }
    }

    /// The items of an array; nothing for other types.
    pub fn items(self) -> Items<'d> {
        self.children(JsonType::Array)
    }

    /// The member with the key `name`: the last one, where a key stands twice.
    pub fn get(self, name: &str) -> Option<Value<'d>> {
        self.members().filter(|member| member.is_named(name)).last().map(|member| member.value)
    }

    /// The value that an RFC 6901 pointer leads to from here.
    pub fn at(self, pointer: &str) -> Option<Value<'d>> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| {
            let token = token.replace("~1", "/").replace("~0", "~");
            match value.json_type() {
                JsonType::Object => value.get(&token),
                JsonType::Array => value.items().nth(token.parse().ok()?),
                _ => None,
            }
        })
    }

    /// Whether `other` is this value, or part of it.
    pub(super) fn holds(self, other: Value<'_>) -> bool {
        (self.index..self.document.node(self.index).next).contains(&other.index)
    }

    /// The strings from here on, keys among them, in which `find` finds something: it gives the first place in some
    /// bytes of the text, which may begin within a string.
    pub fn strings_with(self, find: impl Fn(&[u8]) -> Option<usize>) -> impl Iterator<Item = Value<'d>> {
        let span = self.span();
        let mut from = span.start;
        std::iter::from_fn(move || {
            loop {
                from += find(self.document.text.as_bytes().get(from..span.end)?)?;
                match self.document.string_at(from) {
                    Some(string) => {
                        from = string.span().end;
                        return Some(string);
                    }
                    None => from += 1,
                }
            }
        })
    }

    fn children(self, kind: JsonType) -> Items<'d> {
        let node = self.document.node(self.index);
        let end = if node.kind == kind { node.next } else { 0 };
        Items { document: self.document, next: self.index + 1, end }
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member<'d> {
    /// The key, a string.
    pub key: Value<'d>,
    /// The value.
    pub value: Value<'d>,
}

impl<'d> Member<'d> {
    /// The key's text, unescaped.
    pub fn name(&self) -> Cow<'d, str> {
        self.key.text().unwrap_or_default()
    }

    /// Whether the key, unescaped, is `name`.
    #[inline]
    pub fn is_named(&self, name: &str) -> bool {
        match self.plain_name() {
            Some(bytes) => bytes.len() == name.len() && same(bytes, name.as_bytes()),
            None => self.name() == name,
        }
    }

    /// The key's bytes, unless they hold an escape. Keys are compared far more often than read, and this is faster.
    #[inline]
    pub fn plain_name(&self) -> Option<&'d [u8]> {
        let node = self.key.document.node(self.key.index);
        let bytes = self.key.document.text.as_bytes().get(node.start as usize + 1..(node.end as usize).wrapping_sub(1));
        bytes.filter(|_| !node.escaped)
    }

    /// From the key's first byte to the value's last.
    pub fn span(&self) -> Span {
        Span::new(self.key.span().start, self.value.span().end)
    }
}

/// The items of an array.
#[derive(Clone, Debug)]
pub struct Items<'d> {
    document: Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        if self.next >= self.end {
            return None;
        }
        let value = self.document.value(self.next);
        self.next = self.document.node(self.next).next;
        Some(value)
    }
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct Members<'d> {
    items: Items<'d>,
}

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    fn next(&mut self) -> Option<Member<'d>> {
        Some(Member { key: self.items.next()?, value: self.items.next()? })
    }
}
