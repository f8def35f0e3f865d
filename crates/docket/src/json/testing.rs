//! Values of every kind, for tests.

use super::{MAX_INT, Object, Value};
use alloc::string::String;
use proptest::prelude::*;

pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        (-MAX_INT..=MAX_INT).prop_map(Value::Int),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec(("[a-z][a-z0-9_]{0,31}", inner), 0..6).prop_map(|m| {
                let mut o = Object::new();
                for (k, v) in m {
                    o.insert(&k, v);
                }
                Value::Object(o)
            }),
        ]
    })
}
