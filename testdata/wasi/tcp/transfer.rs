use crate::states::wait_a_bit;
use wasi_programs::net::{local, pair, receive, send};
use wasi_programs::wasi::sockets::types::{ErrorCode, IpAddressFamily, TcpSocket};
use wasi_programs::{case, closed, done, drain, ensure, join, send_all, wit_stream, Setup};

/// Bytes that show when some of them are missing or in another place.
fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
}

pub async fn sending() {
    let function = "wasi:sockets/types#[method]tcp-socket.send";
    case(function, "there and back", async {
        let (client, server) = pair().await?;
        let ((mut to_server, rx), (mut to_client, rx2)) = (wit_stream::new::<u8>(), wit_stream::new::<u8>());
        let (sent, sent2) = (client.send(rx), server.send(rx2));
        let ((mut at_server, _), (mut at_client, _)) = (server.receive(), client.receive());
        for text in [b"ping".as_slice(), b"pong pong"] {
            ensure(to_server.write_all(text.to_vec()).await.is_empty(), || "it was not sent".into())?;
            let got = drain(&mut at_server, text.len()).await;
            ensure(got == text, || format!("{got:?}"))?;
            ensure(to_client.write_all(got).await.is_empty(), || "it was not sent back".into())?;
            let got = drain(&mut at_client, text.len()).await;
            ensure(got == text, || format!("{got:?}"))?;
        }
        drop((to_server, to_client));
        sent.await?;
        done(sent2.await)
    })
    .await;
    case(function, "four megabytes", async {
        let (client, server) = pair().await?;
        let bytes = pattern(4 << 20);
        let (sent, got) = join(send(&client, &bytes), receive(&server, 5 << 20)).await;
        sent?;
        let got = got.setup("receive")?;
        ensure(got == bytes, || format!("{} bytes", got.len()))
    })
    .await;
    case(function, "the end, and then the other way", async {
        let (client, server) = pair().await?;
        send(&client, b"question").await?;
        let got = receive(&server, 100).await.setup("receive")?;
        ensure(got == b"question", || format!("{got:?}"))?;
        send(&server, b"answer").await?;
        let got = receive(&client, 100).await.setup("receive")?;
        ensure(got == b"answer", || format!("{got:?}"))
    })
    .await;
    case(function, "the socket goes away", async {
        let (client, server) = pair().await?;
        let (tx, rx) = wit_stream::new::<u8>();
        let sent = client.send(rx);
        drop(client);
        let (_, got) = join(send_all(tx, b"still sent"), receive(&server, 100)).await;
        sent.await?;
        let got = got.setup("receive")?;
        ensure(got == b"still sent", || format!("{got:?}"))
    })
    .await;
    case(function, "twice", async {
        let (client, _server) = pair().await?;
        send(&client, b"once").await.setup("send")?;
        done(send(&client, b"again").await)
    })
    .await;
    case(function, "without a connection", async {
        let socket = TcpSocket::create(IpAddressFamily::Ipv4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        done(send(&socket, b"x").await)
    })
    .await;
    case(function, "to a peer that went away", async {
        let (client, server) = pair().await?;
        drop(server);
        let (mut tx, rx) = wit_stream::new::<u8>();
        let sent = client.send(rx);
        for _ in 0..500 {
            if !tx.write_all(vec![0; 1000]).await.is_empty() {
                drop(tx);
                return match sent.await {
                    // Which of the two depends on what the system noticed first.
                    Err(ErrorCode::ConnectionReset) => Err(ErrorCode::ConnectionBroken.into()),
                    other => done(other),
                };
            }
            wait_a_bit().await;
        }
        Ok(())
    })
    .await;
}

pub async fn receiving() {
    let function = "wasi:sockets/types#[method]tcp-socket.receive";
    case(function, "to the end", async {
        let (client, server) = pair().await?;
        let (mut rx, end) = client.receive();
        send(&server, b"all of it").await.setup("send")?;
        let got = drain(&mut rx, 9).await;
        ensure(got == b"all of it", || format!("{got:?}"))?;
        ensure(closed(&mut rx).await, || "the stream goes on".into())?;
        done(end.await)
    })
    .await;
    case(function, "the peer goes away", async {
        let (client, server) = pair().await?;
        drop(server);
        let (mut rx, end) = client.receive();
        ensure(closed(&mut rx).await, || "the stream has something".into())?;
        done(end.await)
    })
    .await;
    case(function, "the reader goes away", async {
        let (client, server) = pair().await?;
        let (mut tx, sent) = wit_stream::new::<u8>();
        let _sent = server.send(sent);
        let (mut rx, end) = client.receive();
        tx.write_all(vec![1; 100]).await;
        let got = drain(&mut rx, 10).await;
        ensure(got == [1; 10], || format!("{got:?}"))?;
        drop(rx);
        done(end.await)
    })
    .await;
    case(function, "the socket goes away", async {
        let (client, server) = pair().await?;
        let (mut rx, end) = client.receive();
        drop(client);
        send(&server, b"still received").await.setup("send")?;
        let got = drain(&mut rx, 100).await;
        ensure(got == b"still received", || format!("{got:?}"))?;
        done(end.await)
    })
    .await;
    case(function, "twice", async {
        let (client, _server) = pair().await?;
        let _first = client.receive();
        let (mut rx, end) = client.receive();
        ensure(closed(&mut rx).await, || "the stream has something".into())?;
        done(end.await)
    })
    .await;
    case(function, "without a connection", async {
        let socket = TcpSocket::create(IpAddressFamily::Ipv4).setup("create")?;
        socket.bind(local(0)).setup("bind")?;
        done(receive(&socket, 100).await)
    })
    .await;
}
