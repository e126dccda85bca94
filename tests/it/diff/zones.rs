//! How far an appointment moved, where clocks were changed in between.

use crate::support::run_with;

#[test]
fn a_shift_is_told_by_the_clocks_that_are_shown() {
    let event = |start: &str, end: &str| {
        format!(
            r#"{{"type":"AppointmentUpdate","locationId":"L","appointment":{{"id":"A","startTime":"{start}","endTime":"{end}"}}}}"#
        )
    };
    let zulu =
        [event("2026-03-28T10:00:00Z", "2026-03-28T10:30:00Z"), event("2026-03-29T10:00:00Z", "2026-03-29T10:30:00Z")]
            .join("\n");
    let summer = [
        event("2026-03-28T10:00:00+01:00", "2026-03-28T10:30:00+01:00"),
        event("2026-03-29T10:00:00+02:00", "2026-03-29T10:30:00+02:00"),
    ]
    .join("\n");
    let berlin = "1 d later in time, 1 d 1 h later on the clock (+01:00 → +02:00)";
    let same = "1 d later, same local time 10:00 (+01:00 → +02:00)";
    for (input, zone, said) in [
        (&zulu, "Europe/Berlin", berlin),
        (&zulu, "sent", "1 d later"),
        (&summer, "utc", "23 h later"),
        (&summer, "Europe/Berlin", same),
        (&summer, "sent", same),
    ] {
        let ran = run_with(&["diff", "--tz", zone], input.as_bytes());
        assert!(ran.stdout.contains(&format!("   {said}, still 30 min\n")), "{zone}: {}", ran.stdout);
        let ran = run_with(&["history", "--tz", zone], input.as_bytes());
        assert!(ran.stdout.ends_with(&format!("  {said}\n")), "{zone}: {}", ran.stdout);
    }
    let ran = run_with(&["diff", "--ascii"], summer.as_bytes());
    assert!(ran.stdout.contains("same local time 10:00 (+01:00 -> +02:00), still 30 min\n"), "{}", ran.stdout);
}
