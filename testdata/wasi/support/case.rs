use crate::{print, Outcome};
use std::future::Future;
use std::pin::Pin;

/// Runs a case and writes its line: what came out is ok, an error code, or what is wrong.
pub fn case<'a>(
    function: &'a str,
    name: &'a str,
    run: impl Future<Output = Outcome> + 'a,
) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
    Box::pin(written_down(function, name, Box::pin(run)))
}

async fn written_down(function: &str, name: &str, run: Pin<Box<dyn Future<Output = Outcome> + '_>>) {
    let outcome = match run.await {
        Ok(()) => "ok".to_string(),
        Err(failure) => failure.to_string(),
    };
    line(function, name, &outcome).await;
}

/// Writes the line of a case.
pub async fn line(function: &str, name: &str, outcome: &str) {
    print(&format!("{function} {name}: {outcome}\n")).await;
}
