//! The name of the file at hand, in the words of a format: worked out once a file, not once a finding.

use std::rc::Rc;

/// A file's name as a format writes it.
#[derive(Debug)]
pub(super) struct FileName {
    of: Option<Rc<str>>,
    shown: String,
    form: fn(&str) -> String,
}

impl FileName {
    /// Names that `form` gives.
    pub(super) fn new(form: fn(&str) -> String) -> Self {
        Self { of: None, shown: String::new(), form }
    }

    /// The name of the file at `path`.
    pub(super) fn of(&mut self, path: &Rc<str>) -> &str {
        if !self.of.as_ref().is_some_and(|of| Rc::ptr_eq(of, path)) {
            self.shown = (self.form)(path);
            self.of = Some(Rc::clone(path));
        }
        &self.shown
    }
}
