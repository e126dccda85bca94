//! Widths, breaks and cuts, beside what is expected on the screen.

use super::*;

fn wrapped(text: &Text, width: usize) -> Vec<String> {
    let written = |line: Range<usize>| {
        let mut out = String::new();
        text.write(line, Paint::new(false), &mut out);
        out
    };
    text.wrap(width, width).into_iter().map(written).collect()
}

#[test]
fn widths_are_those_of_the_screen() {
    for (text, width) in [
        ("plain", 5),
        ("歯科検診", 8),
        ("e\u{301}", 1),
        ("👨\u{200d}👩\u{200d}👧!", 3),
        ("👍🏽", 2),
        ("🇩🇪🇫🇷🇩", 5),
        ("\u{1b}[2J", 9),
        ("\u{200b}", 8),
    ] {
        assert_eq!(Text::outside(text, None).width(), width, "{text:?}");
    }
}

#[test]
fn lines_break_at_blanks_and_never_within_an_escape_or_a_cluster() {
    for (text, width, lines) in [
        ("one two three", 8, vec!["one two", "three"]),
        ("abcdefghij", 4, vec!["abcd", "efgh", "ij"]),
        ("ab\u{1b}cd", 6, vec!["ab", "\\u{1b}", "cd"]),
        ("歯科検診", 5, vec!["歯科", "検診"]),
        ("歯\u{1b}\u{1b}\u{1b}", 14, vec!["歯", "\\u{1b}\\u{1b}", "\\u{1b}"]),
        ("ee\u{301}e\u{301}", 2, vec!["ee\u{301}", "e\u{301}"]),
        ("🇩🇪🇫🇷🇩🇪", 5, vec!["🇩🇪🇫🇷", "🇩🇪"]),
        ("std::vec", 3, vec!["std:", ":ve", "c"]),
        ("", 3, vec![""]),
    ] {
        assert_eq!(wrapped(&Text::outside(text, None), width), lines, "{text:?}");
    }
}

#[test]
fn no_wrapped_line_begins_like_a_command() {
    for width in 1..20 {
        for text in ["a::error::b x::warning", "::::::::", "aaaa:::bbbb :: cc", "日::error::本"] {
            for line in wrapped(&Text::outside(text, None), width) {
                assert!(!line.trim_start().starts_with("::"), "{text:?} at {width}: {line:?}");
            }
        }
    }
}

#[test]
fn cuts_leave_room_for_their_mark() {
    let text = Text::outside("歯科\u{1b}x", None);
    for (width, cut) in [(11, "歯科\\u{1b}x"), (10, "歯科…"), (4, "歯…"), (1, "…")] {
        let fitted = text.cut(width, "…");
        assert_eq!(fitted.buffer, cut, "at {width}");
        assert!(fitted.width() <= width);
    }
}

#[test]
fn colour_takes_no_room() {
    let text = Text::printed("a:1: \u{1b}[1;31merror\u{1b}[0m: holds \\u{1b}");
    assert_eq!(text.width(), 24);
    assert_eq!(wrapped(&text, 12), ["a:1: \u{1b}[1;31merror\u{1b}[0m:", "holds \\u{1b}"]);
}
