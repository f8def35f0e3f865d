//! Checks the placeholders of a statement: `$1…$n`, numbered in order of first appearance.
//!
//! In SQLite `$1` is a named parameter that takes its index from its first appearance, in PostgreSQL it is a number. Both
//! agree only if the text keeps this rule, so a test holds every statement to it.

/// A placeholder that breaks the rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberingError {
    /// A number that skips one, or comes before it.
    #[error("${found} appears where ${wanted} must come first")]
    Order {
        /// The number in the text.
        found: usize,
        /// The number that must come first.
        wanted: usize,
    },
    /// `$` without a number, or `?`.
    #[error("a placeholder without a number at byte {0}")]
    NoNumber(usize),
    /// A quotation mark that does not close.
    #[error("a quotation mark that does not close")]
    Quote,
}

/// Counts the placeholders of a statement. Text in quotes is passed over; comments are not expected in statements.
///
/// # Errors
/// [`NumberingError`] if they are not numbered in order of first appearance.
pub fn placeholders(sql: &str) -> Result<usize, NumberingError> {
    let bytes = sql.as_bytes();
    let mut seen = 0;
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        match b {
            b'\'' | b'"' => {
                let close = bytes[at + 1..].iter().position(|c| c == b).ok_or(NumberingError::Quote)?;
                at += close + 2;
            }
            b'$' => {
                let digits = bytes[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
                let number =
                    sql[at + 1..at + 1 + digits].parse().map_err(|_| NumberingError::NoNumber(at))?;
                if number == 0 || number > seen + 1 {
                    return Err(NumberingError::Order { found: number, wanted: seen + 1 });
                }
                seen = seen.max(number);
                at += 1 + digits;
            }
            b'?' => return Err(NumberingError::NoNumber(at)),
            _ => at += 1,
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_in_order_of_first_appearance_pass() {
        let order = |found, wanted| Err(NumberingError::Order { found, wanted });
        let table = [
            ("SELECT 1", Ok(0)),
            ("a = $1 AND b = $2 OR c = $1", Ok(2)),
            ("x = '$9 ?' AND y = \"$8\" AND z = $1", Ok(1)),
            ("x = 'it''s $5' AND z = $1", Ok(1)),
            ("$1 $2 $3 $4 $5 $6 $7 $8 $9 $10 $11", Ok(11)),
            ("a = $2 AND b = $1", order(2, 1)),
            ("a = $1 AND b = $3", order(3, 2)),
            ("a = $0", order(0, 1)),
            ("a = $x", Err(NumberingError::NoNumber(4))),
            ("a = ?", Err(NumberingError::NoNumber(4))),
            ("a = 'open", Err(NumberingError::Quote)),
        ];
        for (sql, want) in table {
            assert_eq!(placeholders(sql), want, "{sql}");
        }
    }
}
