//! What a reader process gives up before it sees a file: a file made to take over its reader gains nothing.
//!
//! On Linux the process loses the file system and the network (landlock), every system call that reading does not
//! need (seccomp), and memory beyond [`MAX_MEMORY`]; each file has [`CPU_PER_STEP`] seconds of processor time. Other
//! systems have the memory limit, by the program's own allocator where they keep none of their own, and Unix the
//! limit of time; the parent's deadline holds everywhere.

/// Memory of one reader process, in bytes: its address space, or what it has allocated.
pub const MAX_MEMORY: u64 = 1 << 30;
/// Processor time for one file, or for one page of a longer task, in seconds.
pub(super) const CPU_PER_STEP: u64 = 60;

/// Closes the sandbox around this process. Layers that the system lacks are left out: a file is
/// read with less protection rather than not at all.
pub(super) fn enter() {
    #[cfg(target_os = "linux")]
    linux::give_up_files_and_network();
    #[cfg(unix)]
    limits::hold_memory();
    #[cfg(target_os = "linux")]
    linux::give_up_system_calls();
}

/// Allows the next step its processor time, counted from now.
pub(super) fn begin_step() {
    #[cfg(unix)]
    limits::hold_time();
}

#[cfg(unix)]
mod limits {
    use rustix::{
        process::{Resource, Rlimit, getrlimit, setrlimit},
        time::{ClockId, clock_gettime},
    };

    use super::{CPU_PER_STEP, MAX_MEMORY};

    pub(super) fn hold_memory() {
        // A core file of a crashed reader would hold the paper that crashed it.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        // Refused where the limit is lower already, or the system has none of this kind.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(MAX_MEMORY), maximum: Some(MAX_MEMORY) });
    }

    /// The soft limit moves on with each step; the system ends the process that reaches it (SIGXCPU).
    pub(super) fn hold_time() {
        let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
        let maximum = getrlimit(Resource::Cpu).maximum;
        let current = used + CPU_PER_STEP + 1;
        let current = maximum.map_or(current, |maximum| current.min(maximum));
        let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum });
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, Scope};
    use seccompiler::{
        BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };

    /// No rule is added, so no path can be opened and no port be used. Handles that are open already keep working.
    pub(super) fn give_up_files_and_network() {
        // The crate's default is to use as much of this as the kernel knows.
        let abi = ABI::V6;
        let restricted = Ruleset::default()
            .handle_access(AccessFs::from_all(abi))
            .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
            .and_then(|rules| rules.scope(Scope::from_all(abi)))
            .and_then(Ruleset::create)
            .and_then(|rules| rules.no_new_privs(true).restrict_self());
        drop(restricted);
    }

    /// Memory, threads, time and the handles at hand; everything else is answered with "not permitted".
    const ALLOWED: &[libc::c_long] = &[
        libc::SYS_brk,
        libc::SYS_clock_getres,
        libc::SYS_clock_gettime,
        libc::SYS_clock_nanosleep,
        // Answered by a filter of its own.
        libc::SYS_clone3,
        libc::SYS_close,
        libc::SYS_exit,
        libc::SYS_exit_group,
        libc::SYS_fstat,
        libc::SYS_futex,
        libc::SYS_getpid,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_gettimeofday,
        libc::SYS_lseek,
        libc::SYS_madvise,
        libc::SYS_membarrier,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_mremap,
        libc::SYS_munmap,
        libc::SYS_nanosleep,
        libc::SYS_pread64,
        libc::SYS_read,
        libc::SYS_restart_syscall,
        libc::SYS_rseq,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sched_getaffinity,
        libc::SYS_sched_yield,
        libc::SYS_set_robust_list,
        libc::SYS_sigaltstack,
        libc::SYS_statx,
        libc::SYS_write,
        libc::SYS_writev,
    ];

    /// Calls that are allowed with certain arguments alone: limits of this process, threads but neither processes nor
    /// namespaces, and signals to this process.
    fn narrowed() -> Result<Vec<(libc::c_long, SeccompRule)>, BackendError> {
        let equal = |at, value| SeccompCondition::new(at, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value);
        let masked =
            |mask, value| SeccompCondition::new(0, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(mask), value);
        let flag = |flag: libc::c_int| u64::from(flag.unsigned_abs());
        let namespaces = [
            libc::CLONE_NEWCGROUP,
            libc::CLONE_NEWIPC,
            libc::CLONE_NEWNET,
            libc::CLONE_NEWNS,
            libc::CLONE_NEWPID,
            libc::CLONE_NEWUSER,
            libc::CLONE_NEWUTS,
        ];
        let thread = flag(libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND);
        let refused = namespaces.into_iter().map(flag).fold(0, |all, flag| all | flag);
        Ok(vec![
            (libc::SYS_prlimit64, SeccompRule::new(vec![equal(0, 0)?])?),
            (libc::SYS_clone, SeccompRule::new(vec![masked(thread | refused, thread)?])?),
            (libc::SYS_tgkill, SeccompRule::new(vec![equal(0, u64::from(std::process::id()))?])?),
        ])
    }

    pub(super) fn give_up_system_calls() {
        let Ok(arch) = std::env::consts::ARCH.try_into() else { return };
        // The arguments of this one lie in memory, where no filter sees them. Libraries that hear that there is no such
        // call make their threads by the older one.
        let lacking = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
        let unknown = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
        let without = SeccompFilter::new(lacking, SeccompAction::Allow, unknown, arch);
        let Ok(narrowed) = narrowed() else { return };
        let mut rules: BTreeMap<i64, _> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
        rules.extend(narrowed.into_iter().map(|(call, rule)| (call, vec![rule])));
        let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let main = SeccompFilter::new(rules, refuse, SeccompAction::Allow, arch);
        for filter in [without, main] {
            if let Ok(program) = filter.and_then(BpfProgram::try_from) {
                // Refused by kernels without seccomp; landlock and the limits stand without it.
                let _ = seccompiler::apply_filter(&program);
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{fs, io::Write, net::TcpListener, thread};

    /// Both layers bind the calling thread and its children alone, so a test can stand inside.
    #[test]
    fn inside_there_are_no_files_no_network_and_no_programs() {
        let path = std::env::current_exe().expect("the path of this program");
        assert!(fs::File::open(&path).is_ok(), "outside it can be opened");
        // Of this process, and of the one that started it. Inside, nobody learns who that is.
        let parent = rustix::process::getppid();
        let limits = move || {
            use rustix::process::{Resource, getrlimit, prlimit};

            let same = getrlimit(Resource::Core);
            let of = |process| prlimit(process, Resource::Core, same).is_ok();
            (of(None), parent.is_some_and(|parent| of(Some(parent))))
        };
        let parent_outside = limits();
        assert!(parent_outside.0, "outside limits can be set");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port outside");
        let address = listener.local_addr().expect("its address");
        let inside = thread::spawn(move || {
            super::linux::give_up_files_and_network();
            let by_landlock = fs::File::open(&path).is_err();
            super::linux::give_up_system_calls();
            let work: Vec<u32> = (0..100_000).collect();
            let threads = thread::spawn(move || work.iter().map(|n| u64::from(*n)).sum::<u64>()).join();
            (
                by_landlock,
                fs::File::open(&path).is_err(),
                std::net::TcpStream::connect(address).is_err(),
                std::process::Command::new(&path).spawn().is_err(),
                threads.ok(),
                limits(),
            )
        });
        let (by_landlock, no_file, no_network, no_program, sum, limits) = inside.join().expect("the thread ends");
        assert!(no_file && no_network && no_program);
        assert_eq!(limits, (true, false), "the limits of this process alone");
        assert_eq!(sum, Some(4_999_950_000), "threads and memory still work");
        // Kernels before 5.13 have no landlock; the filter stands alone there.
        if !by_landlock {
            let _ = writeln!(std::io::stderr(), "skipped: this kernel has no landlock");
        }
    }
}
