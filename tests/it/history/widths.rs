//! What is fitted to a width: headings and closing words as well as lines.

use serde_json::json;

use super::{event, stream};
use crate::support::run_with;

#[test]
fn headings_and_closing_words_are_fitted_too() {
    let title = "Intake call with a very long name ".repeat(9);
    let events = [
        event("Update", "a", &json!({"title": title, "dateUpdated": "2026-01-01T00:00:00Z"})),
        event("Update", "b", &json!({"title": ""})),
        event("Update", "c", &json!({"title": "t  "})),
        json!({"type": "ContactUpdate"}),
    ];
    let input = stream(&events);
    let ran = run_with(&["history", "--by-appointment", "--width", "60"], input.as_bytes());
    let head: Vec<_> = ran.stdout.lines().take_while(|line| !line.contains("2026")).collect();
    assert_eq!(head.join(" ").replace("   ", " "), format!("a  {}", title.trim_end()));
    // A title is a stranger's: no line of it begins where ours do.
    assert!(head.len() > 2 && head.iter().skip(1).all(|line| line.starts_with("  ")), "{head:?}");
    assert!(ran.stdout.contains("\nb\n") && ran.stdout.contains("\nc  t\n"), "{}", ran.stdout);
    let is_fitted = |text: &str, width: usize| text.lines().all(|line| line.len() <= width && line.trim_end() == line);
    assert!(is_fitted(&ran.stdout, 60), "{}", ran.stdout);
    let ran = run_with(&["history", "--width", "30"], input.as_bytes());
    assert_eq!(ran.stderr, "3 deliveries, 3 appointments:\n1 ContactUpdate skipped\n");
    let ran = run_with(&["show", "--width", "30"], input.as_bytes());
    assert!(ran.stderr.ends_with("not shown: 1 ContactUpdate (no\nappointment events)\n"), "{}", ran.stderr);
    // Where there is no width, nothing is broken.
    let ran = run_with(&["history", "--by-appointment"], input.as_bytes());
    assert!(ran.stdout.starts_with(&format!("a  {}\n", title.trim_end())), "{}", ran.stdout);
}
