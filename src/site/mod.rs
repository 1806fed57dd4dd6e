//! The site: which pages there are, what each shows, and how it looks.

pub mod chart;
pub mod data;
pub mod index;
pub mod reading;
pub mod render;
pub mod route;
pub mod table;
pub mod theme;
pub mod view;
