//! Every command in every format on anything at all: it ends with a status of its own, and its output is well-formed.

use proptest::prelude::*;

use super::cases;
use super::generate::input;
use crate::audit::{audit, audit_talk};
use crate::ways::{Way, run_here, scratch, ways};

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn whatever_is_read_the_output_is_well_formed_and_harmless(bytes in input()) {
        let file = scratch("properties");
        let plain = ways();
        let coloured: Vec<Way> = plain.iter().filter(|way| way.is_for_people()).map(Way::in_colour).collect();
        for way in plain.iter().chain(&coloured) {
            let outcome = run_here(way, &bytes, &file);
            prop_assert!(outcome.code <= 2);
            prop_assert_eq!(audit(way.shape, &outcome.out), Ok(()), "{:?}", way);
            prop_assert_eq!(audit_talk(&outcome.err), Ok(()), "{:?}", way);
        }
        std::fs::remove_file(&file).unwrap();
    }
}
