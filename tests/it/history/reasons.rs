//! Why an event can't be followed: what hinders, and not what else is wrong with it.

use crate::support::run_with;

#[test]
fn an_appointment_that_is_none_is_what_hinders() {
    for (appointment, said) in [
        (r#","appointment":[]"#, "appointment is an array, not an object"),
        (r#","appointment":null"#, "appointment is null, not an object"),
        (r#","appointment":"x""#, "appointment is a string, not an object"),
        ("", "appointment is missing"),
        (r#","appointment":{}"#, "appointment.id is missing"),
    ] {
        let input = format!(r#"{{"type":"AppointmentUpdate"{appointment}}}"#);
        let ran = run_with(&["history"], input.as_bytes());
        assert!(ran.code == 1 && ran.stdout.contains(said), "{}", ran.stdout);
        if appointment != r#","appointment":{}"# {
            let ran = run_with(&["diff"], format!("{input}\n{input}").as_bytes());
            assert!(ran.code == 2 && ran.stderr.contains(said), "{}", ran.stderr);
        }
    }
}
