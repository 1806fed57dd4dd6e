//! All tests of the built program, through one harness.

#![cfg(test)]

mod architecture;
mod cases;
mod chains;
mod command_line;
mod comparing;
mod determinism;
mod figures;
mod harness;
mod headings;
mod outlines;
mod pages;
mod properties;
mod publishing;
mod redactions;
mod reuse;
mod searching;
mod serving;
mod settings;
mod succession;
