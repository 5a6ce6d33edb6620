use crate::{at_home, V4};
use wasi_programs::net::{local, local6, port, same, v4};
use wasi_programs::wasi::sockets::types::{ErrorCode, UdpSocket};
use wasi_programs::{case, done, ensure, join, Setup};

pub async fn sending() {
    let function = "wasi:sockets/types#[method]udp-socket.send";
    case(function, "to an address", async {
        let ((from, at), (to, there)) = (at_home()?, at_home()?);
        from.send(b"hello".to_vec(), Some(there)).await?;
        let (got, sender) = to.receive().await.setup("receive")?;
        ensure(got == b"hello" && same(&sender, &at), || format!("{got:?} from {sender:?}"))
    })
    .await;
    case(function, "to the peer", async {
        let ((from, _), (to, there)) = (at_home()?, at_home()?);
        from.connect(there).setup("connect")?;
        from.send(b"hello".to_vec(), None).await?;
        from.send(b"again".to_vec(), Some(there)).await?;
        for wanted in ["hello", "again"] {
            let (got, _) = to.receive().await.setup("receive")?;
            ensure(got == wanted.as_bytes(), || format!("{got:?}"))?;
        }
        Ok(())
    })
    .await;
    case(function, "binds", async {
        let (from, (to, there)) = (UdpSocket::create(V4).setup("create")?, at_home()?);
        from.send(b"hello".to_vec(), Some(there)).await?;
        let at = from.get_local_address().setup("get-local-address")?;
        let (_, sender) = to.receive().await.setup("receive")?;
        ensure(port(&at) == port(&sender), || format!("from {sender:?}, bound to {at:?}"))
    })
    .await;
    case(function, "nothing", async {
        let ((from, _), (to, there)) = (at_home()?, at_home()?);
        from.send(Vec::new(), Some(there)).await?;
        let (got, _) = to.receive().await.setup("receive")?;
        ensure(got.is_empty(), || format!("{got:?}"))
    })
    .await;
    case(function, "as much as there can be", async {
        let ((from, _), (to, there)) = (at_home()?, at_home()?);
        let bytes: Vec<u8> = (0..65507).map(|i| (i % 251) as u8).collect();
        let (sent, received) = join(from.send(bytes.clone(), Some(there)), to.receive()).await;
        sent?;
        let (got, _) = received.setup("receive")?;
        ensure(got == bytes, || format!("{} bytes", got.len()))
    })
    .await;
    case(function, "more than there can be", async {
        let ((from, _), (_to, there)) = (at_home()?, at_home()?);
        done(from.send(vec![0; 65508], Some(there)).await)
    })
    .await;
    case(function, "to nobody", async { done(at_home()?.0.send(b"x".to_vec(), None).await) }).await;
    case(function, "to another than the peer", async {
        let ((from, _), (_one, peer), (_two, other)) = (at_home()?, at_home()?, at_home()?);
        from.connect(peer).setup("connect")?;
        done(from.send(b"x".to_vec(), Some(other)).await)
    })
    .await;
    for (name, to) in [("IPv4 to IPv6", local6(1)), ("to port 0", local(0)), ("to no address", v4(0, 0, 0, 0, 1))] {
        case(function, name, async { done(at_home()?.0.send(b"x".to_vec(), Some(to)).await) }).await;
    }
}

pub async fn receiving() {
    let function = "wasi:sockets/types#[method]udp-socket.receive";
    case(function, "one after the other", async {
        let ((from, at), (to, there)) = (at_home()?, at_home()?);
        for text in ["one", "two", "three"] {
            from.send(text.into(), Some(there)).await.setup("send")?;
        }
        for wanted in ["one", "two", "three"] {
            let (got, sender) = to.receive().await?;
            ensure(got == wanted.as_bytes() && same(&sender, &at), || format!("{got:?} from {sender:?}"))?;
        }
        Ok(())
    })
    .await;
    case(function, "before it is sent", async {
        let ((from, _), (to, there)) = (at_home()?, at_home()?);
        let late = async {
            crate::wait_a_bit().await;
            from.send(b"late".to_vec(), Some(there)).await
        };
        let (got, sent) = join(to.receive(), late).await;
        sent.setup("send")?;
        ensure(got?.0 == b"late", || "something else".into())
    })
    .await;
    case(function, "of the peer alone", async {
        let ((peer, at), (other, _), (to, there)) = (at_home()?, at_home()?, at_home()?);
        to.connect(at).setup("connect")?;
        other.send(b"of another".to_vec(), Some(there)).await.setup("send")?;
        peer.send(b"of the peer".to_vec(), Some(there)).await.setup("send")?;
        let (got, sender) = to.receive().await?;
        ensure(got == b"of the peer" && same(&sender, &at), || format!("{got:?} from {sender:?}"))
    })
    .await;
    case(function, "after a port that is closed", async {
        let ((from, _), (gone, there)) = (at_home()?, at_home()?);
        drop(gone);
        crate::wait_a_bit().await;
        from.connect(there).setup("connect")?;
        from.send(b"hello".to_vec(), None).await.setup("send")?;
        match from.receive().await {
            Err(ErrorCode::ConnectionReset) => Err(ErrorCode::ConnectionRefused.into()), // as other systems call it
            other => done(other),
        }
    })
    .await;
    case(function, "without an address", async { done(UdpSocket::create(V4).setup("create")?.receive().await) }).await;
}
