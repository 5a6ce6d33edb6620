//! wasi:http/types: messages that this program makes and reads itself.

mod fields;
mod messages;
mod options;

use wasi_programs::program;

program!(cases);

async fn cases(_mode: &str) -> Result<(), ()> {
    fields::making().await;
    fields::reading().await;
    fields::changing().await;
    messages::requests().await;
    messages::responses().await;
    options::options().await;
    Ok(())
}
