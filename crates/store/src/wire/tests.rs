//! Frames and replies.

use super::*;
use proptest::prelude::*;
use std::collections::VecDeque;
use tarazy_docket::Hash;

/// What one side reads and what it has written.
struct Pipe(VecDeque<u8>, Vec<u8>);

impl Read for Pipe {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        // One byte at a time, as a slow stream may.
        let n = out.len().min(1);
        self.0.read(&mut out[..n])
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.1.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn command(key: &str) -> Command {
    let body = Object::new().with("text", "Талап арыз");
    Command { key: key.into(), actor: "operator".into(), kind: "note".into(), body, at: Some(5) }
}

fn frames(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::new();
    values.iter().for_each(|v| write_frame(&mut out, v).unwrap());
    out
}

fn outcomes() -> Vec<Outcome> {
    let answer = Answer {
        body: Object::new().with("n", Value::Int(1)),
        entries: vec![(3, Hash([4; 32]))],
        replayed: true,
    };
    vec![
        Ok(answer.clone()),
        Ok(Answer { replayed: false, ..answer }),
        Err(Refusal::new(409, "seq-conflict").with("head", 7).with("stream", "case/1")),
    ]
}

#[test]
fn outcomes_come_back_as_they_were() {
    for outcome in outcomes() {
        assert_eq!(reply_from_value(reply_to_value(&outcome)).unwrap(), outcome);
    }
}

#[test]
fn commands_are_answered_in_turn_until_the_stream_ends() {
    let asked = frames(&[command("a").to_value(), Value::Int(1), command("b").to_value()]);
    let mut pipe = Pipe(asked.into(), Vec::new());
    let mut seen = Vec::new();
    serve(&mut pipe, &mut |c| {
        seen.push(c);
        outcomes().remove(2)
    })
    .unwrap();
    assert_eq!(seen, [command("a"), command("b")]);
    let mut replies = pipe.1.as_slice();
    let codes: Vec<String> = std::iter::from_fn(|| read_frame(&mut replies).unwrap())
        .map(|v| reply_from_value(v).unwrap().unwrap_err().code.into_owned())
        .collect();
    assert_eq!(codes, ["seq-conflict", "schema", "seq-conflict"]);
}

#[test]
fn asking_gives_the_reply_or_says_that_the_stream_broke() {
    let reply = frames(&[reply_to_value(&outcomes()[0])]);
    let mut pipe = Pipe(reply.clone().into(), Vec::new());
    assert_eq!(ask(&mut pipe, &command("a")).unwrap(), outcomes()[0]);
    assert_eq!(pipe.1, frames(&[command("a").to_value()]));
    for n in 0..reply.len() {
        let cut = ask(&mut Pipe(reply[..n].to_vec().into(), Vec::new()), &command("a"));
        assert!(matches!(cut, Err(WireError::CutOff)), "{n}");
    }
}

#[test]
fn a_long_frame_is_refused_before_it_is_read() {
    let claimed = [(MAX_FRAME + 1).to_be_bytes().as_slice(), b"{}"].concat();
    assert!(matches!(read_frame(&mut claimed.as_slice()), Err(WireError::TooLong(1_048_577))));
    let long = Value::Text("x".repeat(1 << 20));
    assert!(matches!(write_frame(&mut Vec::new(), &long), Err(WireError::TooLong(_))));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut rest = bytes.as_slice();
        if let Ok(Some(value)) = read_frame(&mut rest) {
            let read = bytes.len() - rest.len();
            prop_assert_eq!(frames(&[value]), &bytes[..read]);
        }
    }

    #[test]
    fn a_changed_byte_gives_another_value_or_a_refusal(at in 4usize..180, to in any::<u8>()) {
        let mut bytes = frames(&[reply_to_value(&outcomes()[2])]);
        prop_assume!(at < bytes.len() && bytes[at] != to);
        bytes[at] = to;
        if let Ok(Some(value)) = read_frame(&mut bytes.as_slice()) {
            prop_assert_ne!(reply_from_value(value).ok(), Some(outcomes().remove(2)));
        }
    }
}
