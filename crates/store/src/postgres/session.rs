//! A connection: it blocks its thread, and knows whether it is lost.

use super::{Address, Purpose, error, value};
use crate::batch::{Row, SqlValue, Stmt, check_values};
use crate::engine::{EachRow, Select};
use crate::error::StoreError;
use futures_util::stream::Fuse;
use futures_util::{StreamExt, TryStreamExt};
use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, RowStream, Socket, Statement};

/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 512;
/// Rows of a long answer that are taken at a time.
const CHUNK: usize = 256;
/// How long a server that does not answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection.
pub(super) struct Session {
    pub(super) runtime: Runtime,
    pub(super) client: Client,
    pub(super) prepared: Prepared,
    driver: JoinHandle<()>,
    purpose: Purpose,
    lost: bool,
}

impl Session {
    /// Connects.
    pub(super) fn open(address: &Address, purpose: Purpose) -> Result<Self, StoreError> {
        let failed = |e: std::io::Error| StoreError::io("cannot start the driver of PostgreSQL", &e);
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let mut config = address.config.clone();
        config
            .application_name("tarazy")
            .connect_timeout(PATIENCE)
            .tcp_user_timeout(PATIENCE)
            .keepalives_idle(PATIENCE)
            .options(options(address.config.get_options(), purpose));
        let (client, driver) = match address.tls.clone() {
            None => connect(&runtime, &config, NoTls)?,
            Some(tls) => connect(&runtime, &config, tls)?,
        };
        Ok(Self { runtime, client, prepared: Prepared::default(), driver, purpose, lost: false })
    }

    /// True if the connection is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.lost || self.client.is_closed()
    }

    /// Notes whether an error means that the connection is gone, and hands it on.
    pub(super) fn note<T>(&mut self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if done.as_ref().is_err_and(StoreError::is_connection) {
            self.lost = true;
        }
        done
    }

    /// The rows of a `SELECT`.
    pub(super) fn query(&mut self, stmt: &'static Stmt, values: &[SqlValue]) -> Result<Vec<Row>, StoreError> {
        check_values(stmt.name, values)?;
        check_select(stmt)?;
        let Self { runtime, client, prepared, .. } = self;
        let done = runtime.block_on(async {
            let failed = |e: tokio_postgres::Error| error::of_step(stmt.name, &e);
            let statement = prepared.get(client, stmt.name, stmt.sql).await?;
            let rows = client.query_raw(&statement, value::params(values)).await.map_err(failed)?;
            let rows: Vec<tokio_postgres::Row> = rows.try_collect().await.map_err(failed)?;
            rows.iter().map(|r| value::row(stmt.name, r)).collect()
        });
        self.note(done)
    }

    /// The rows of several `SELECT`s of one moment. `each` is called outside of the driver, so that it may use another
    /// connection.
    pub(super) fn snapshot(&mut self, selects: &[Select], each: &mut EachRow<'_>) -> Result<(), StoreError> {
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let done = selects
            .iter()
            .enumerate()
            .try_for_each(|(number, select)| self.each_row(select, &mut |row| each(number, row)));
        let ended = self.execute("COMMIT");
        done.and(ended)
    }

    fn each_row(
        &mut self,
        select: &Select,
        each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        check_values(&select.sql, &select.values)?;
        let failed = |e: tokio_postgres::Error| error::of_step(&select.sql, &e);
        let Self { runtime, client, .. } = self;
        let started = runtime.block_on(async {
            let statement = client.prepare(&select.sql).await.map_err(failed)?;
            client.query_raw(&statement, value::params(&select.values)).await.map_err(failed)
        });
        let rows = self.note(started)?;
        let mut rows = pin!(rows.fuse());
        loop {
            let chunk = self.runtime.block_on(next_chunk(rows.as_mut())).map_err(failed);
            let chunk = self.note(chunk)?;
            if chunk.is_empty() {
                return Ok(());
            }
            for row in &chunk {
                each(value::row(&select.sql, row)?)?;
            }
        }
    }

    /// How many values a statement takes.
    pub(super) fn prepare(&mut self, stmt: &'static Stmt) -> Result<usize, StoreError> {
        let done = self.runtime.block_on(self.client.prepare(stmt.sql));
        let done = done.map(|s| s.params().len()).map_err(|e| error::of_step(stmt.name, &e));
        self.note(done)
    }

    /// Runs trusted SQL without values.
    pub(super) fn execute(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self.runtime.block_on(self.client.batch_execute(sql));
        self.note(done.map_err(|e| error::of_step(sql, &e)))
    }
}

/// Connects, and lets the runtime drive the connection.
fn connect<T>(runtime: &Runtime, config: &Config, tls: T) -> Result<(Client, JoinHandle<()>), StoreError>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let connected = runtime.block_on(config.connect(tls));
    let (client, connection) = connected.map_err(|e| error::of_connect(&e))?;
    // What the connection task would report is reported to whoever waits for an answer.
    let driver = runtime.spawn(async move { drop(connection.await) });
    Ok((client, driver))
}

impl Drop for Session {
    /// Frees the sequencer lock at once, before the server notices that the connection is closed.
    fn drop(&mut self) {
        if self.purpose == Purpose::Read || self.is_lost() || Handle::try_current().is_ok() {
            return;
        }
        let Self { runtime, client, driver, .. } = self;
        let goodbye = client.batch_execute("SELECT pg_advisory_unlock_all()");
        let done = runtime.block_on(async { tokio::time::timeout(PATIENCE, goodbye).await });
        if !matches!(done, Ok(Ok(()))) {
            // The server notices the closed connection by itself.
            driver.abort();
        }
    }
}

/// The statements that a connection keeps prepared, by their text.
#[derive(Default)]
pub(super) struct Prepared(HashMap<String, Statement>);

impl Prepared {
    /// The prepared statement of a text.
    pub(super) async fn get(
        &mut self,
        client: &Client,
        name: &str,
        sql: &str,
    ) -> Result<Statement, StoreError> {
        if let Some(known) = self.0.get(sql) {
            return Ok(known.clone());
        }
        let statement = client.prepare(sql).await.map_err(|e| error::of_step(name, &e))?;
        if self.0.len() >= STATEMENTS {
            self.0.clear();
        }
        self.0.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Forgets all: tables may have changed.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Settings of the session. What is filed must be durable whatever the server's default is.
fn options(of_address: Option<&str>, purpose: Purpose) -> String {
    let own = match purpose {
        Purpose::Read => "-c default_transaction_read_only=on",
        Purpose::Serve | Purpose::Maintain => {
            "-c synchronous_commit=on -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
        }
    };
    format!("{} {own}", of_address.unwrap_or_default())
}

/// A query of ours begins with `SELECT`: then it cannot change rows, since a `WITH` that does must stand at the top.
fn check_select(stmt: &Stmt) -> Result<(), StoreError> {
    if stmt.sql.starts_with("SELECT") {
        return Ok(());
    }
    let what = "a query that does not begin with SELECT".to_owned();
    Err(StoreError::Statement { step: stmt.name.to_owned(), what })
}

/// Waits for a row and takes what else is there; empty at the end.
async fn next_chunk(
    mut rows: Pin<&mut Fuse<RowStream>>,
) -> Result<Vec<tokio_postgres::Row>, tokio_postgres::Error> {
    let mut chunk = Vec::new();
    let Some(first) = rows.next().await else { return Ok(chunk) };
    chunk.push(first?);
    while chunk.len() < CHUNK {
        let ready = std::future::poll_fn(|cx| match rows.poll_next_unpin(cx) {
            Poll::Ready(row) => Poll::Ready(row),
            Poll::Pending => Poll::Ready(None),
        });
        let Some(row) = ready.await else { break };
        chunk.push(row?);
    }
    Ok(chunk)
}
