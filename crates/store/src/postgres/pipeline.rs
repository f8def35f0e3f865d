//! Statements on their way together: each is sent without waiting for the answer to the one before.

use super::error;
use super::session::Prepared;
use super::value::params;
use crate::batch::{Part, SqlValue, Step, check_values};
use crate::error::StoreError;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use tokio_postgres::{Client, Error};

/// Answers that are waited for. They come in the order of sending.
pub(super) struct Pipeline<'a> {
    client: &'a Client,
    prepared: &'a mut Prepared,
    sent: Vec<Sent<'a>>,
}

type Waiting<'a> = Pin<Box<dyn Future<Output = Result<u64, Error>> + 'a>>;

struct Sent<'a> {
    name: &'a str,
    step: Option<&'a Step>,
    answer: Answer<'a>,
}

enum Answer<'a> {
    Here(Result<u64, Error>),
    Awaited(Waiting<'a>),
}

impl<'a> Pipeline<'a> {
    pub(super) fn new(client: &'a Client, prepared: &'a mut Prepared) -> Self {
        Self { client, prepared, sent: Vec::new() }
    }

    /// Begins the transaction.
    pub(super) async fn begin(&mut self) {
        let client = self.client;
        self.push("begin", None, Box::pin(async move { client.batch_execute("BEGIN").await.map(|()| 0) }))
            .await;
    }

    /// Sends a step.
    pub(super) async fn send_step(&mut self, step: &'a Step) -> Result<(), StoreError> {
        self.send(step.stmt.name, step.stmt.sql, &step.values, Some(step)).await
    }

    /// Sends a part. A script is run alone, after what was sent before.
    pub(super) async fn send_part(&mut self, part: &'a Part) -> Result<(), StoreError> {
        match part {
            Part::Step(step) => self.send_step(step).await,
            Part::Made { sql, values } => self.send(part.name(), sql, values, None).await,
            Part::Script(sql) => {
                self.finish().await?;
                self.prepared.clear();
                self.client.batch_execute(sql).await.map_err(|e| error::of_step(part.name(), &e))
            }
        }
    }

    async fn send(
        &mut self,
        name: &'a str,
        sql: &'a str,
        values: &'a [SqlValue],
        step: Option<&'a Step>,
    ) -> Result<(), StoreError> {
        check_values(name, values)?;
        let statement = self.prepared.get(self.client, name, sql).await;
        let statement = match statement {
            Ok(statement) => statement,
            // The statement may be refused only because one before it has failed.
            Err(e) => return self.finish().await.and(Err(e)),
        };
        let client = self.client;
        let answer = Box::pin(async move { client.execute_raw(&statement, params(values)).await });
        self.push(name, step, answer).await;
        Ok(())
    }

    /// The first poll sends; the answers come in the order of sending.
    async fn push(&mut self, name: &'a str, step: Option<&'a Step>, mut answer: Waiting<'a>) {
        let first = poll_fn(|cx| {
            Poll::Ready(match answer.as_mut().poll(cx) {
                Poll::Ready(done) => Some(done),
                Poll::Pending => None,
            })
        });
        let answer = match first.await {
            Some(done) => Answer::Here(done),
            None => Answer::Awaited(answer),
        };
        self.sent.push(Sent { name, step, answer });
    }

    /// Waits for all answers; gives the first failure in the order of sending.
    pub(super) async fn finish(&mut self) -> Result<(), StoreError> {
        for Sent { name, step, answer } in std::mem::take(&mut self.sent) {
            let done = match answer {
                Answer::Here(done) => done,
                Answer::Awaited(answer) => answer.await,
            };
            let rows =
                done.map_err(|e| error::of_step(name, &e).with_conflict(step.and_then(|s| s.conflict)))?;
            if let Some(step) = step {
                step.check_rows(rows)?;
            }
        }
        Ok(())
    }
}
