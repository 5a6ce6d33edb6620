//! The methods of a descriptor that are about what is in a directory.

mod entries;
mod links;
mod opening;

use wasi_programs::files::preopen;
use wasi_programs::program;

program!(cases);

async fn cases(mode: &str) -> Result<(), ()> {
    match (preopen("/work"), preopen("/only read")) {
        (_, Ok(only_read)) if mode == "absolute" => {
            links::absolute(&only_read).await;
            Ok(())
        }
        (Ok(work), Ok(only_read)) => {
            opening::opening(&work, &only_read).await;
            entries::listing(&work).await;
            entries::directories(&work, &only_read).await;
            entries::unlinking(&work, &only_read).await;
            entries::renaming(&work, &only_read).await;
            links::symbolic(&work, &only_read).await;
            links::hard(&work, &only_read).await;
            links::stats(&work).await;
            links::times(&work, &only_read).await;
            Ok(())
        }
        _ => Err(()),
    }
}
