//! What the test programs have in common: the bindings of WASI 0.3.0, and how a case is run and written down.

wit_bindgen::generate!({
    world: "imports",
    path: "wit",
    generate_all,
    features: ["clocks-timezone"],
    pub_export_macro: true,
});

mod case;
mod failure;
pub mod files;
pub mod http;
mod io;
pub mod net;
mod program;

pub use case::{case, line};
pub use failure::{done, ensure, wrong, Failure, Outcome, Setup};
pub use io::{closed, drain, join, print, print_to_stderr, send_all};
pub use wit_bindgen;
