//! The reader process as the system sees it: behind its walls before it is given a byte.

#[cfg(target_os = "linux")]
#[test]
fn a_reader_process_has_given_up_what_it_does_not_need() {
    use std::{
        fs,
        process::{Command, Stdio},
        thread,
        time::Duration,
    };

    use crate::support::{program, say};

    let own = fs::read_to_string("/proc/self/status").expect("the system tells");
    if !own.contains("\nSeccomp:") {
        say("skipped: this kernel has no filter of system calls");
        return;
    }
    let mut child = Command::new(program())
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let of_child = |what: &str| fs::read_to_string(format!("/proc/{}/{what}", child.id())).expect("the system tells");
    let field = |name: &str| {
        let status = of_child("status");
        status.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
    };
    // It closes its sandbox soon after it starts; 30 seconds are for a machine that does much else.
    let mut filtered = false;
    for _ in 0..300 {
        filtered = field("Seccomp:").as_deref() == Some("2");
        if filtered {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    assert!(filtered, "system calls are filtered:\n{}", of_child("status"));
    assert_eq!(field("NoNewPrivs:").as_deref(), Some("1"));
    let limits = of_child("limits");
    let memory = limits.lines().find(|line| line.starts_with("Max address space")).expect("a limit of memory");
    assert!(memory.contains("1073741824"), "{memory}");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit of core files");
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    drop(child.stdin.take());
    assert!(child.wait().expect("the child ends").success(), "it ends when its parent goes");
}
