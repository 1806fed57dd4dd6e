//! All tests of the built program, through one harness.

mod architecture;
mod harness;
