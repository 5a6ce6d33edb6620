use std::fmt;

/// Why a case did not come to its good end.
pub enum Failure {
    /// The function answered with an error code, by its name in WIT.
    Code(String),
    /// Something that the case needed did not work: what, and its error code.
    Setup(&'static str, String),
    /// The answer, or the effect, is not what WIT says.
    Wrong(String),
}

pub type Outcome<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Code(code) => f.write_str(code),
            Failure::Setup(what, code) => write!(f, "setup: {what}: {code}"),
            Failure::Wrong(text) => write!(f, "wrong: {text}"),
        }
    }
}

/// A case's failure for what is not as it should be.
pub fn wrong<T>(text: impl Into<String>) -> Outcome<T> {
    Err(Failure::Wrong(text.into()))
}

/// Fails with the text if the condition does not hold.
pub fn ensure(holds: bool, text: impl FnOnce() -> String) -> Outcome {
    if holds {
        Ok(())
    } else {
        wrong(text())
    }
}

/// The outcome of a call whose value does not matter.
pub fn done<T, E: Into<Failure>>(result: Result<T, E>) -> Outcome {
    result.map(drop).map_err(Into::into)
}

/// An error code's name in WIT, made from the name that wit-bindgen gives it: "ErrorCode::NoEntry" is no-entry.
fn name_in_wit(debug: &str) -> String {
    let case = debug.rsplit_once("ErrorCode::").map_or(debug, |(_, case)| case);
    let case = case.rsplit_once("Error::").map_or(case, |(_, case)| case);
    let end = case.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(case.len());
    let mut name = String::new();
    for c in case[..end].chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name.split('-').map(as_in_http).collect::<Vec<_>>().join("-")
}

/// The words that wasi:http writes in capitals.
fn as_in_http(word: &str) -> String {
    match word {
        "http" | "dns" | "tls" | "ip" | "uri" => word.to_uppercase(),
        _ => word.to_string(),
    }
}

macro_rules! codes {
    ($($code:ty),* $(,)?) => {
        $(impl From<$code> for Failure {
            fn from(code: $code) -> Self { Failure::Code(name_in_wit(&format!("{code:?}"))) }
        })*
    };
}

codes!(
    crate::wasi::cli::types::ErrorCode,
    crate::wasi::filesystem::types::ErrorCode,
    crate::wasi::sockets::types::ErrorCode,
    crate::wasi::sockets::ip_name_lookup::ErrorCode,
    crate::wasi::http::types::ErrorCode,
    crate::wasi::http::types::HeaderError,
    crate::wasi::http::types::RequestOptionsError,
);

/// An error without a code, as functions give it that answer with a plain result.
impl From<()> for Failure {
    fn from((): ()) -> Self {
        Failure::Code("error".into())
    }
}

/// Tells what a case needs from what it is about.
pub trait Setup<T> {
    /// The value; an error is one of the case's setup then.
    fn setup(self, what: &'static str) -> Outcome<T>;
}

impl<T, E: Into<Failure>> Setup<T> for Result<T, E> {
    fn setup(self, what: &'static str) -> Outcome<T> {
        self.map_err(|e| match e.into() {
            Failure::Code(code) => Failure::Setup(what, code),
            other => other,
        })
    }
}
