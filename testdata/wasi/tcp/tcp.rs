//! tcp-socket of wasi:sockets/types. The program talks to itself at 127.0.0.1 and ::1, which the harness allows, and
//! to bind to 192.0.2.1, which no machine has.

mod options;
mod states;
mod transfer;

use wasi_programs::program;

program!(cases);

async fn cases(_mode: &str) -> Result<(), ()> {
    states::creating().await;
    states::binding().await;
    states::connecting().await;
    states::listening().await;
    states::addresses().await;
    transfer::sending().await;
    transfer::receiving().await;
    options::backlog().await;
    options::keep_alive().await;
    options::limits_and_buffers().await;
    Ok(())
}
