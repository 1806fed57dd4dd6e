//! `shuzhi serve` as a browser and a clerk meet it: real HTTP, real files.

pub mod client;
mod edits;
mod hostile;
mod pages;
mod random;
mod search;
mod strange;
mod watching;
