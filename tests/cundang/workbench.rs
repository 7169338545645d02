//! The workbench while a run goes on: reading waits for nobody, and a run can be stopped.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use cundang::{
    index::SearchOptions,
    model::{ArchivePath, Lang, Unit},
    pipeline::{self, AskedDecision, Progress, Recognise, Ruling, Silent, Workspace, WorkspaceSettings},
    rubric::Rubric,
    web::{Authentication, Workbench},
};

use crate::support::{Archive, program};

fn open(archive: &Archive) -> Workspace {
    Workspace::open(WorkspaceSettings {
        archive: archive.path(),
        store: archive.store(),
        rubric: Rubric::builtin(),
        jobs: 1,
        worker: program().into(),
        recognise: Recognise::Off,
        accept_loss: false,
    })
    .expect("the archive opens")
}

fn workbench(archive: &Archive) -> Workbench {
    let mut workspace = open(archive);
    workspace.refresh(&Silent).expect("the archive is read");
    let report = workspace.report(&pipeline::now()).expect("a report");
    let authentication = Authentication::open(workspace.store(), true).expect("the accounts");
    Workbench::new(workspace, authentication, report, Lang::Zh).expect("a workbench")
}

/// Does something when a run begins, and something with each file.
struct Meanwhile<B, F> {
    begun: B,
    file: F,
}

impl<B: Fn() + Sync, F: Fn(&ArchivePath) + Sync> Progress for Meanwhile<B, F> {
    fn begin(&self, _files: u64) {
        (self.begun)();
    }
    fn file_done(&self, path: &ArchivePath) {
        (self.file)(path);
    }
    fn begin_pages(&self, _pages: u64) {}
    fn page_done(&self, _path: &ArchivePath, _page: u32) {}
    fn end(&self) {}
}

#[test]
fn reading_and_deciding_wait_for_no_run() {
    let paper = "01张庄村/01清产核资/资产公示.txt";
    let archive = Archive::new(&[(paper, "清产核资结果公示\n公示期7天。\n2018年6月15日")]);
    let workbench = workbench(&archive);
    archive.write("02付庄村/章程.txt", "付庄村股份经济合作社章程".as_bytes());
    let path = ArchivePath::new(paper);
    let ruling = Ruling {
        unit: Unit::Village("张庄村".to_owned()),
        item: "V03".to_owned(),
        by: "周小满".to_owned(),
        what: AskedDecision::Score { score: 2.0, original_seen: true, reason: "公示清晰".to_owned() },
        saw: Some(0),
    };
    let seen = Mutex::new(Vec::new());
    // All of this happens inside of the run; with one lock for everything it would wait for ever.
    let meanwhile = Meanwhile {
        begun: || workbench.decide(&ruling, &pipeline::now()).expect("kept"),
        file: |read: &ArchivePath| {
            let found = workbench.search("公示期", &SearchOptions::default()).expect("an answer");
            assert_eq!(found.total, 1);
            assert!(found.hits[0].snippet.contains("<mark>公示期</mark>"), "{}", found.hits[0].snippet);
            assert!(workbench.page(&path, 1).is_some_and(|page| page.text.contains("公示期7天")));
            assert!(workbench.original(&path).is_some());
            assert_eq!(workbench.report().log.len(), 1, "what was decided shows at once");
            seen.lock().expect("a list").push(read.clone());
        },
    };
    let summary = workbench.refresh(&meanwhile, &pipeline::now()).expect("the run ends");
    assert_eq!(summary.read, 1);
    assert_eq!(*seen.lock().expect("a list"), [ArchivePath::new("02付庄村/章程.txt")]);
    let report = workbench.report();
    assert_eq!((report.ledger.files, report.log.len()), (2, 1), "the run keeps what was decided meanwhile");
    assert_eq!(report.files.len(), 2);
}

/// Stops after so many files.
struct StopAfter {
    left: AtomicU64,
    stop: AtomicBool,
}

impl Progress for StopAfter {
    fn begin(&self, _files: u64) {}
    fn file_done(&self, _path: &ArchivePath) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
    fn begin_pages(&self, _pages: u64) {}
    fn page_done(&self, _path: &ArchivePath, _page: u32) {}
    fn end(&self) {}
    fn wants_to_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

#[test]
fn a_run_that_is_stopped_keeps_what_it_read_and_the_next_reads_the_rest() {
    let archive = Archive::new(&[("01张庄村/先有.txt", "最先的一份")]);
    let workbench = workbench(&archive);
    // More than may wait to be written, so that the readers see the stop before they are through.
    for number in 0..300 {
        archive.write(&format!("01张庄村/材料{number:03}.txt"), format!("第{number}份材料").as_bytes());
    }
    archive.remove("01张庄村/先有.txt");
    let progress = StopAfter { left: AtomicU64::new(5), stop: AtomicBool::new(false) };
    let stopped = workbench.refresh(&progress, &pipeline::now()).expect("it stops");
    assert!(stopped.stopped && stopped.read >= 5 && stopped.read < 300, "{stopped:?}");
    assert_eq!(stopped.removed, 0, "nothing is dropped by a run that did not come to its end");
    assert_eq!(stopped.ledger.files, stopped.read + 1);
    let found = |words: &str| workbench.search(words, &SearchOptions::default()).expect("an answer").total as u64;
    assert_eq!(found("份材料"), stopped.read, "what was read can be found");
    let rest = workbench.refresh(&Silent, &pipeline::now()).expect("the next run");
    assert!(!rest.stopped);
    assert_eq!((rest.read, rest.removed), (300 - stopped.read, 1));
    assert_eq!((found("份材料"), workbench.report().ledger.files), (300, 300));
}

#[test]
fn a_workbench_for_one_village_shows_that_one_also_after_a_run() {
    let archive = Archive::new(&[
        ("01张庄村/公示.txt", "清产核资结果公示\n2018年6月15日"),
        ("02付庄村/公示.txt", "清产核资结果公示\n2018年6月16日"),
    ]);
    let names = |workbench: &Workbench| -> Vec<String> {
        workbench.report().villages.iter().filter_map(|unit| unit.unit.village().map(str::to_owned)).collect()
    };
    let workbench = workbench(&archive).showing(Some("张庄村".to_owned()));
    archive.write("01张庄村/通知.txt", "关于召开村民代表会议的通知\n2018年6月1日".as_bytes());
    workbench.refresh(&Silent, &pipeline::now()).expect("the archive is read");
    assert_eq!(names(&workbench), ["张庄村"]);
}
