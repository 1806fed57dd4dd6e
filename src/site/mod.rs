//! The site: which pages there are, what each shows, and how it looks.

pub mod index;
pub mod render;
pub mod route;
pub mod theme;
pub mod view;
