//! Routers on loopback sockets. Its own accept loop, because a fault may ask for the connection to be broken, and because
//! headers that dribble in must run into a deadline.

use crate::{faults::BreakConnection, http::HEADER_TIME};
use anyhow::anyhow;
use axum::{Router, body::Body, extract::Request};
use hyper::{Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// One port on both loopback addresses; `localhost` may mean either.
pub struct Listeners {
    v4: TcpListener,
    v6: Option<TcpListener>,
    port: u16,
}

impl Listeners {
    /// Binds `127.0.0.1` and, where the machine has it, `[::1]`. Port 0 picks a free one.
    ///
    /// # Errors
    /// If the port is taken; the message names the cure.
    pub async fn bind(port: u16, flag: &str) -> anyhow::Result<Self> {
        let refusal = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => {
                anyhow!("port {port} is in use: stop what is using it, or choose another with {flag}")
            }
            _ => anyhow!("cannot listen on port {port} ({error}): choose another with {flag}"),
        };
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(refusal)?;
        let port = v4.local_addr()?.port();
        let v6 = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(listener) => Some(listener),
            // Somebody else on ::1 would answer for us whenever `localhost` resolves there.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(refusal(error)),
            Err(_) => None,
        };
        Ok(Self { v4, v6, port })
    }

    /// The port that was bound.
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Answers on the listeners until the task is dropped.
pub async fn serve(listeners: Listeners, router: Router) {
    let Listeners { v4, v6, .. } = listeners;
    match v6 {
        None => accept(v4, router).await,
        Some(v6) => {
            tokio::join!(accept(v4, router.clone()), accept(v6, router));
        }
    }
}

async fn accept(listener: TcpListener, router: Router) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                tokio::spawn(connection(stream, peer, router.clone()));
            }
            // Out of file descriptors, most likely: wait until some are free again.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router) {
    if !peer.ip().is_loopback() || stream.set_nodelay(true).is_err() {
        return;
    }
    let service =
        service_fn(move |request: Request<Incoming>| answer(router.clone(), request.map(Body::new)));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    // A broken connection is either a fault that was ordered or the client's own doing.
    drop(served);
}

/// An answer to send, or an error, which makes hyper close the connection without a word.
async fn answer(router: Router, request: Request) -> Result<Response<Body>, io::Error> {
    let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
    if response.extensions().get::<BreakConnection>().is_some() {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    Ok(response)
}
