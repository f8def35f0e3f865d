//! Objects of a PDF as bytes (ISO 32000-1, 7.3).

use lopdf::{Dictionary, Object, ObjectId, StringFormat};
use std::io::Write as _;

/// Writes an object.
pub(crate) fn write(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(true) => out.extend_from_slice(b"true"),
        Object::Boolean(false) => out.extend_from_slice(b"false"),
        Object::Integer(n) => put(out, format_args!("{n}")),
        Object::Real(n) => put(out, format_args!("{n}")),
        Object::Name(name) => write_name(out, name),
        // Every string can be written in hexadecimal, without escapes.
        Object::String(bytes, _) => put(out, format_args!("<{}>", hex::encode_upper(bytes))),
        Object::Array(items) => {
            out.push(b'[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(b' ');
                }
                write(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary),
        Object::Stream(stream) => {
            write_dictionary(out, &stream.dict);
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(&stream.content);
            out.extend_from_slice(b"\nendstream");
        }
        Object::Reference((id, generation)) => put(out, format_args!("{id} {generation} R")),
    }
}

fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        out.push(b'\n');
        write_name(out, key);
        out.push(b' ');
        write(out, value);
    }
    out.extend_from_slice(b"\n>>");
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"#()<>[]{}/%".contains(byte) {
            out.push(*byte);
        } else {
            put(out, format_args!("#{byte:02X}"));
        }
    }
}

/// An indirect object.
pub(crate) fn indirect(out: &mut Vec<u8>, id: ObjectId, object: &Object) {
    put(out, format_args!("{} {} obj\n", id.0, id.1));
    write(out, object);
    out.extend_from_slice(b"\nendobj\n");
}

/// Writing to memory cannot fail.
pub(crate) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok());
}

/// Text as a PDF holds it outside of pages: UTF-16 with its mark.
pub(crate) fn text(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Reads such text; bytes without the mark are read as they are.
pub(crate) fn read_text(bytes: &[u8]) -> String {
    if let Some(bytes) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        return String::from_utf16_lossy(&units);
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    String::from_utf8_lossy(bytes).into_owned()
}
