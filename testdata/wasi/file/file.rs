//! The methods of a descriptor that are about an open file.

mod metadata;
mod streams;

use wasi_programs::files::preopen;
use wasi_programs::program;

program!(cases);

async fn cases(_mode: &str) -> Result<(), ()> {
    match (preopen("/work"), preopen("/only read")) {
        (Ok(work), Ok(only_read)) => {
            streams::reading(&work).await;
            streams::writing(&work).await;
            streams::appending(&work).await;
            metadata::sizes(&work).await;
            metadata::times(&work, &only_read).await;
            metadata::flags_and_types(&work, &only_read).await;
            metadata::stats(&work).await;
            metadata::hashes(&work).await;
            metadata::hints(&work, &only_read).await;
            Ok(())
        }
        _ => Err(()),
    }
}
