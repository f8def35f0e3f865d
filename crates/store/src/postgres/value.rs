//! Values on their way to PostgreSQL and back.

use crate::batch::{Row, SqlValue};
use crate::error::StoreError;
use std::fmt;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type};

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A value of a statement. Its debug form says only of which type it is, because the driver may log it.
pub(super) struct Param<'a>(pub(super) &'a SqlValue);

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.type_name())
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self.0 {
            SqlValue::Null => Ok(IsNull::Yes),
            SqlValue::Int(n) if *ty == Type::INT8 => n.to_sql(ty, out),
            SqlValue::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            SqlValue::Text(s) if <&str>::accepts(ty) => s.as_str().to_sql(ty, out),
            SqlValue::Bytes(b) if *ty == Type::BYTEA => b.as_slice().to_sql(ty, out),
            other => Err(format!("{} does not fit {ty}", other.type_name()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        self.to_sql(ty, out)
    }
}

/// The values of a step.
pub(super) fn params(values: &[SqlValue]) -> impl ExactSizeIterator<Item = Param<'_>> {
    values.iter().map(Param)
}

/// A row in the store's terms.
pub(super) fn row(name: &str, found: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let values: Result<Vec<SqlValue>, StoreError> = (0..found.len()).map(|i| value(name, found, i)).collect();
    Ok(Row::new(values?))
}

fn value(name: &str, found: &tokio_postgres::Row, i: usize) -> Result<SqlValue, StoreError> {
    let ty = found.columns()[i].type_();
    let value = if *ty == Type::INT8 {
        found.try_get::<_, Option<i64>>(i).map(SqlValue::from)
    } else if *ty == Type::INT4 {
        found.try_get::<_, Option<i32>>(i).map(|n| SqlValue::from(n.map(i64::from)))
    } else if *ty == Type::BYTEA {
        found.try_get::<_, Option<&[u8]>>(i).map(SqlValue::from)
    } else if matches!(*ty, Type::TEXT | Type::VARCHAR | Type::NAME) {
        found.try_get::<_, Option<&str>>(i).map(SqlValue::from)
    } else {
        let what = format!("column {i} is {ty}, which no column of ours holds");
        return Err(StoreError::Statement { step: name.to_owned(), what });
    };
    value.map_err(|e| super::error::of_step(name, &e))
}
