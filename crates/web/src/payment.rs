//! Payment of the state fee: the seam where an installation puts its provider. The only one here is for trying out.

use serde::{Deserialize, Serialize};
use tarazy_base::Tiyn;

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// How much.
    pub amount: Tiyn,
    /// What the payment is for; the same order asked twice is paid once.
    pub id: String,
    /// Now, ms UTC.
    pub now: i64,
}

/// A payment that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// How much, in tiyn.
    pub tiyn: i64,
    /// How the provider names it.
    pub reference: String,
    /// When, ms UTC.
    pub at: i64,
    /// Who took it.
    pub provider: String,
    /// True if no money moved.
    pub is_test: bool,
}

/// It was not paid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not paid: {0}")]
pub struct NotPaid(pub String);

/// Takes payments.
pub trait Payments: Send + Sync {
    /// Takes one. May block.
    ///
    /// # Errors
    /// [`NotPaid`]; then the same order may be tried again.
    fn pay(&self, order: &Order) -> Result<Paid, NotPaid>;
}

/// Takes no money and says that all is paid: for a demonstration alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct TestPayments;

impl Payments for TestPayments {
    fn pay(&self, order: &Order) -> Result<Paid, NotPaid> {
        let provider = "TEST".to_owned();
        let reference = format!("TEST-{}", order.id);
        Ok(Paid { tiyn: order.amount.get(), reference, at: order.now, provider, is_test: true })
    }
}
