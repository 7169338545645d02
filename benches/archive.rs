//! How long reading, reading again and searching take, each against a plain peer that this machine runs just before.
//!
//! Reading is held against reading and hashing the same bytes, searching against looking for the word in the folded
//! text of all pages in memory. The figures are ratios, so they can be compared between machines; nothing is asserted.
//!
//! `cargo bench --bench archive`, with `-- 5000` for another number of papers.

use std::{
    error::Error,
    fs,
    hint::black_box,
    io::Write,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cundang::{
    index::{SearchEngine, SearchOptions},
    model::ContentHash,
    pipeline::{Silent, Workspace, WorkspaceSettings},
    rubric::Rubric,
    text::fold::fold,
};

/// Papers in the archive, where no other number is given.
const PAPERS: usize = 2_000;
/// Times that a search is made; the middle one counts.
const SEARCHES: usize = 21;
/// Words that are looked for: one in most papers, one in few.
const WORDS: [&str; 2] = ["村民代表会议", "股权证领取登记"];

/// Sentences of made-up papers; a number picks them.
const SENTENCES: [&str; 8] = [
    "经村民代表会议讨论，同意清产核资结果。",
    "会议由主持人宣布开始，到会人员逐一签到。",
    "集体资产总额为壹佰贰拾叁万元，其中经营性资产占三成。",
    "成员身份确认工作于当年十月完成，名册张榜公示七天。",
    "各组应当按照方案，认真填写登记表，并由户主签字。",
    "监事会对收支情况进行了审查，未提出异议。",
    "道路、水塘、机井等资源性资产已逐项登记入册。",
    "折股量化方案经成员大会表决通过，赞成票过半数。",
];

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

/// Writes the papers; returns their files.
fn write_archive(root: &Path, papers: usize) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut numbers = Numbers(7);
    let mut files = Vec::with_capacity(papers);
    for i in 0..papers {
        let folder = root.join(format!("{:02}第{}村/清产核资", i % 20 + 1, i % 20 + 1));
        fs::create_dir_all(&folder)?;
        let mut text = format!("第{}次会议记录\n2019年{}月{}日\n", i, i % 12 + 1, i % 28 + 1);
        for line in 0..40 {
            text.push_str(SENTENCES[numbers.below(SENTENCES.len())]);
            if line % 4 == 3 {
                text.push('\n');
            }
        }
        if i % 200 == 0 {
            text.push_str("附股权证领取登记表一份。\n");
        }
        let file = folder.join(format!("会议记录{i:05}.txt"));
        fs::write(&file, text)?;
        files.push(file);
    }
    Ok(files)
}

fn timed<T>(run: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(Duration, T), Box<dyn Error>> {
    let start = Instant::now();
    let value = run()?;
    Ok((start.elapsed(), value))
}

/// The middle of several runs.
fn middle(mut run: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    let mut times = (0..SEARCHES).map(|_| Ok(timed(&mut run)?.0)).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    times.sort_unstable();
    Ok(times[SEARCHES / 2])
}

fn line(out: &mut impl Write, what: &str, time: Duration, peer: &str, peer_time: Duration) -> std::io::Result<()> {
    let ratio = time.as_secs_f64() / peer_time.as_secs_f64().max(1e-9);
    writeln!(out, "{what}: {ratio:.2} × {peer}  ({time:.2?} / {peer_time:.2?})")
}

fn main() -> Result<(), Box<dyn Error>> {
    let papers = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(PAPERS);
    let dir = tempfile::tempdir()?;
    let archive = dir.path().join("凫城镇");
    let files = write_archive(&archive, papers)?;
    let settings = WorkspaceSettings {
        store: dir.path().join("store"),
        archive,
        rubric: Rubric::builtin(),
        jobs: std::thread::available_parallelism().map_or(1, Into::into),
        worker: PathBuf::from(env!("CARGO_BIN_EXE_cundang")),
        recognise: cundang::pipeline::Recognise::Off,
        accept_loss: false,
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{papers} papers")?;

    let hashing = "reading and hashing the same bytes";
    let (peer, _) = timed(|| {
        for file in &files {
            black_box(ContentHash::of(&fs::read(file)?));
        }
        Ok(())
    })?;
    let (cold, _) = timed(|| Ok(Workspace::open(settings.clone())?.refresh(&Silent)?))?;
    line(&mut out, "first run", cold, hashing, peer)?;
    let (again, mut workspace) = timed(|| {
        let mut workspace = Workspace::open(settings)?;
        workspace.refresh(&Silent)?;
        Ok(workspace)
    })?;
    line(&mut out, "second run, nothing changed", again, hashing, peer)?;
    // A program that keeps running, as the server does, has assessed before.
    let (watched, summary) = timed(|| Ok(workspace.refresh(&Silent)?))?;
    line(&mut out, "looking for changes in a running program", watched, hashing, peer)?;
    if summary.unchanged != papers as u64 {
        return Err(format!("{} of {papers} papers were passed over", summary.unchanged).into());
    }

    let pages = files.iter().map(|file| Ok(fold(&fs::read_to_string(file)?))).collect::<std::io::Result<Vec<_>>>()?;
    for word in WORDS {
        let needle = fold(word);
        let mut scanned = 0;
        let scan = middle(|| {
            scanned = black_box(&pages).iter().filter(|page| page.contains(&needle)).count();
            Ok(())
        })?;
        let mut found = 0;
        let search = middle(|| {
            found = workspace.index().search(word, &SearchOptions::default(), workspace.catalog())?.total;
            Ok(())
        })?;
        line(&mut out, &format!("search {word}, {found} pages"), search, "scanning all text in memory", scan)?;
        if found != scanned {
            return Err(format!("{word}: the index has {found} pages, the scan {scanned}").into());
        }
    }
    Ok(())
}
