//! Child processes of this program: witnesses and beacon members, each with a folder of its own. They end when their
//! standard input does, so none outlives its parent, however that ends.

use crate::failure::Failure;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// Running children.
#[derive(Default)]
pub(crate) struct Children(Vec<Child>);

impl Children {
    /// Starts this program with arguments, and waits until it says where it listens.
    ///
    /// # Errors
    /// A failure if it does not come up.
    pub(crate) fn start(&mut self, args: &[&str]) -> Result<(), Failure> {
        let program = std::env::current_exe().map_err(Failure::not_done)?;
        let failed = |e: std::io::Error| Failure::not_done(format!("tarazy {}: {e}", args.join(" ")));
        let mut child = Command::new(program)
            .args(args)
            .arg("--until-eof")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(failed)?;
        }
        self.0.push(child);
        if line.starts_with("listening on ") {
            Ok(())
        } else {
            Err(Failure::not_done(format!("tarazy {} did not come up", args.join(" "))))
        }
    }

    /// Waits until somebody ends them.
    ///
    /// # Errors
    /// A failure of the system.
    pub(crate) fn wait(mut self) -> Result<(), Failure> {
        for child in &mut self.0 {
            child.wait().map_err(Failure::not_done)?;
        }
        Ok(())
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        for child in &mut self.0 {
            child.stdin.take();
        }
        for child in &mut self.0 {
            // What a child says at its end changes nothing any more.
            drop(child.wait());
        }
    }
}

/// A port of this machine that is free now.
///
/// # Errors
/// A failure if there is none.
pub(crate) fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(Failure::not_done)?;
    Ok(listener.local_addr().map_err(Failure::not_done)?.port())
}
