//! What holds of any bytes, held against inputs that are made up.

use proptest::prelude::*;

use super::cases;
use super::generate::input;
use crate::holds;

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn whatever_is_read_the_output_is_well_formed_and_harmless(bytes in input()) {
        holds::check(&bytes);
        holds::unwrap(&bytes);
        holds::diff(&bytes);
        holds::history(&bytes);
    }
}
