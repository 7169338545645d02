#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]
//! Search over some 100,000 pages of real Chinese text: recall, size and speed, beside SQLite FTS5 and Recoll.
//!
//! `CUNDANG_CORPUS=folder cargo bench --bench search`, with `-- 20000` for another number of pages. The folder holds
//! `search/pages-20k.jsonl.zst` (one page a line: `body`) and `search/queries.jsonl` (`q`); `zstd` unpacks it. Where
//! that is fewer pages, they come again with their sentences in another order and other digits, and the bench says so.
//!
//! What a query should find is looked up in the folded text of all pages in memory. Our own index is asked for the
//! first 20 hits with snippets, their count and all facets, and once more with the pages that may be meant; SQLite for
//! the first 20 row numbers by rank and the count; Recoll, a program of its own that is started for each query, for the
//! first 20 and the count. Nothing is asserted.
//!
//! All three hold no text of their own. Recoll reads files, one a page, and only so many of the pages as it reads in
//! minutes: with `-- 20000` all three have the same pages. It runs with the priority of the bench; by itself it takes
//! the lowest there is, and makes word lists for spelling and stems, which are left out.

use std::{
    collections::BTreeSet,
    error::Error,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use cundang::{
    index::{EmbeddedIndex, PageDocument, PageTexts, SearchEngine, SearchOptions},
    model::{ArchivePath, PageSource},
    text::{fold, fold_query},
};
use rusqlite::Connection;
use serde_json::Value;

/// Pages, where no other number is given; and bytes of text that there should be.
const PAGES: usize = 100_000;
const BYTES: usize = 200_000_000;
/// Times that a query is asked; the middle one counts.
const TIMES: usize = 5;
/// Pages that Recoll is given, each a file of its own.
const RECOLL_PAGES: usize = 20_000;
/// The longest that Recoll may take to read them.
const RECOLL_TIME: Duration = Duration::from_secs(900);

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Names of files are searched too, so they are written in characters that stand in no query.
const DIGITS: [char; 10] = ['가', '나', '다', '라', '마', '바', '사', '아', '자', '차'];

fn name_of(number: usize) -> String {
    number.to_string().chars().filter_map(|c| c.to_digit(10)).map(|digit| DIGITS[digit as usize]).collect()
}

fn number_of(name: &str) -> Option<usize> {
    name.chars().try_fold(0, |number, c| Some(number * 10 + DIGITS.iter().position(|digit| *digit == c)?))
}

struct Pages(Vec<String>);

impl PageTexts for Pages {
    fn page_text(&self, path: &ArchivePath, page: u32) -> Option<String> {
        let number = number_of(path.stem())?;
        if page == 1 { self.0.get(number).cloned() } else { None }
    }
}

fn main() -> Result<()> {
    let Some(corpus) = std::env::var_os("CUNDANG_CORPUS") else {
        println!("set CUNDANG_CORPUS to a folder with search/pages-20k.jsonl.zst and search/queries.jsonl");
        return Ok(());
    };
    let corpus = Path::new(&corpus).join("search");
    let wanted = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(PAGES);
    let pages = Pages(grown(read_pages(&corpus)?, wanted));
    let bytes: usize = pages.0.iter().map(String::len).sum();
    println!("{} pages, {:.1} MB of text", pages.0.len(), mb(bytes));
    let queries = read_queries(&corpus)?;
    let folded: Vec<String> = pages.0.iter().map(|page| fold(page)).collect();
    let truth: Vec<BTreeSet<usize>> = queries
        .iter()
        .map(|query| {
            let needle = fold_query(query);
            (0..folded.len()).filter(|&page| folded[page].contains(&needle)).collect()
        })
        .collect();
    drop(folded);
    println!("{} queries, {} answers", queries.len(), truth.iter().map(BTreeSet::len).sum::<usize>());
    let scratch = tempfile::tempdir()?;
    ours(&pages, bytes, &queries, &truth, &scratch.path().join("index"))?;
    sqlite(&pages, bytes, &queries, &truth, &scratch.path().join("fts.sqlite"))?;
    recoll(&pages, &queries, &truth, &scratch.path().join("recoll"))
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn read_pages(corpus: &Path) -> Result<Vec<String>> {
    let unpacked = Command::new("zstd").arg("-dcq").arg(corpus.join("pages-20k.jsonl.zst")).output()?;
    let text = String::from_utf8(unpacked.stdout)?;
    text.lines()
        .map(|line| {
            let page: Value = serde_json::from_str(line)?;
            Ok(page["body"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

fn read_queries(corpus: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(corpus.join("queries.jsonl"))?;
    text.lines()
        .map(|line| {
            let query: Value = serde_json::from_str(line)?;
            Ok(query["q"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

/// As many pages as wanted, and as much text: the pages again and again, each time varied.
fn grown(pages: Vec<String>, wanted: usize) -> Vec<String> {
    let own = pages.len();
    let bytes: usize = pages.iter().map(String::len).sum();
    let enough = if wanted == PAGES { BYTES } else { 0 };
    let mut all = pages;
    let mut held = bytes;
    let mut round = 0;
    while all.len() < wanted || held < enough {
        round += 1;
        for at in 0..own {
            if all.len() >= wanted && held >= enough {
                break;
            }
            let page = varied(&all[at], round);
            held += page.len();
            all.push(page);
        }
    }
    if round > 0 {
        println!("the corpus has {own} pages, {:.1} MB; the rest is these pages varied, {round} times", mb(bytes));
    }
    all.truncate(all.len().max(wanted));
    all
}

/// A page with its sentences in another order and its digits counted on.
fn varied(page: &str, round: usize) -> String {
    let mut sentences: Vec<&str> = page.split_inclusive(['。', '\n', '；', '，']).collect();
    let half = sentences.len().max(1);
    sentences.rotate_left((round * 7) % half);
    // Neighbours of every sentence change too, so that no run of grams comes back whole.
    let (even, odd): (Vec<_>, Vec<_>) = sentences.iter().enumerate().partition(|(at, _)| at % (round + 1) == 0);
    let step = u8::try_from(round % 10).unwrap_or(0);
    even.into_iter()
        .chain(odd)
        .flat_map(|(_, sentence)| sentence.chars())
        .map(|c| if c.is_ascii_digit() { char::from((c as u8 - b'0' + step) % 10 + b'0') } else { c })
        .collect()
}

/// The middle of some times of the same.
fn timed<T>(mut run: impl FnMut() -> Result<T>) -> Result<(T, Duration)> {
    let mut times = Vec::with_capacity(TIMES);
    let mut last = None;
    for _ in 0..TIMES {
        let start = Instant::now();
        last = Some(run()?);
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok((last.ok_or("nothing was run")?, times[TIMES / 2]))
}

struct Figures<'t> {
    truth: &'t [BTreeSet<usize>],
    right: usize,
    known: usize,
    besides: usize,
    times: Vec<Duration>,
}

impl<'t> Figures<'t> {
    fn new(truth: &'t [BTreeSet<usize>]) -> Self {
        Self { truth, right: 0, known: 0, besides: 0, times: Vec::new() }
    }

    fn add(&mut self, query: usize, below: usize, found: &BTreeSet<usize>, time: Duration) {
        let known: BTreeSet<usize> = self.truth[query].range(..below).copied().collect();
        self.right += known.intersection(found).count();
        self.known += known.len();
        self.besides += found.difference(&known).count();
        self.times.push(time);
    }

    fn print_slowest(&self, queries: &[String]) {
        let mut slowest: Vec<(Duration, &String)> = self.times.iter().copied().zip(queries).collect();
        slowest.sort_unstable_by(|a, b| b.cmp(a));
        for (time, query) in slowest.iter().take(5) {
            println!("  {query}: {:.2} ms", time.as_secs_f64() * 1e3);
        }
    }

    fn print(mut self, name: &str, size: f64, built: Duration) {
        self.times.sort_unstable();
        let at = |share: f64| at_share(&self.times, share);
        println!(
            "{name}: recall {:.4}, {} pages besides; index / text {size:.2}; built in {:.0} s; p50 {:.2} ms, p99 {:.2} ms, \
             longest {:.2} ms",
            self.right as f64 / self.known.max(1) as f64,
            self.besides,
            built.as_secs_f64(),
            at(0.5),
            at(0.99),
            at(1.0),
        );
    }
}

/// The time within which a share of all were answered, in milliseconds; `times` are in order.
fn at_share(times: &[Duration], share: f64) -> f64 {
    let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len());
    times[place - 1].as_secs_f64() * 1e3
}

/// This program's priority, so that another one can be given the same.
fn priority() -> i32 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses can hold spaces; the priority is the 17th field behind it.
    let behind = stat.rsplit(')').next().unwrap_or_default();
    behind.split_whitespace().nth(16).and_then(|field| field.parse().ok()).unwrap_or(0)
}

fn size_of(path: &Path) -> Result<u64> {
    let meta = fs::metadata(path)?;
    if meta.is_file() {
        return Ok(meta.len());
    }
    fs::read_dir(path)?.try_fold(0, |sum, entry| Ok(sum + size_of(&entry?.path())?))
}

fn ours(pages: &Pages, bytes: usize, queries: &[String], truth: &[BTreeSet<usize>], folder: &Path) -> Result<()> {
    let start = Instant::now();
    let index = EmbeddedIndex::open(folder)?;
    let mut session = index.writer()?;
    for (number, text) in pages.0.iter().enumerate() {
        session.add_page(&PageDocument {
            path: ArchivePath::new(format!("{:02}村/{}.txt", number % 40, name_of(number))),
            page: 1,
            text: text.clone(),
            next_text: String::new(),
            village: Some(format!("{:02}村", number % 40)),
            item_ids: vec![format!("V{:02}", number % 26 + 1)],
            kind: Some(format!("KIND_{}", number % 30)),
            kind_name: String::new(),
            title: String::new(),
            date: jiff::civil::Date::new(2015 + i16::try_from(number % 8)?, i8::try_from(number % 12)? + 1, 1).ok(),
            source: Some(if number % 5 == 0 { PageSource::Ocr } else { PageSource::TextLayer }),
            format: ["PDF", "DOCX", "JPEG"][number % 3].to_owned(),
            rank: u8::try_from(number % 4)?,
        })?;
    }
    session.commit()?;
    let built = start.elapsed();
    let held = size_of(folder)?;
    let parts: Vec<String> =
        index.space().iter().map(|(name, part)| format!("{name} {:.3}", *part as f64 / bytes as f64)).collect();
    println!("our index by what it holds, as shares of the text: {}", parts.join(", "));
    let mut figures = Figures::new(truth);
    let mut slowest: Vec<(Duration, &str)> = Vec::new();
    let mut first: Vec<Duration> = Vec::new();
    for (at, query) in queries.iter().enumerate() {
        let asked = format!("\"{}\"", query.replace('"', ""));
        let plain = SearchOptions { alternatives: false, ..SearchOptions::default() };
        let start = Instant::now();
        index.search(query, &plain, pages)?;
        first.push(start.elapsed());
        let all = SearchOptions { limit: usize::MAX, facets: false, alternatives: false, ..SearchOptions::default() };
        let found = index.search(&asked, &all, &Pages(Vec::new()))?;
        let numbers = found.hits.iter().filter_map(|hit| number_of(hit.path.stem())).collect();
        let (_, time) = timed(|| Ok(index.search(query, &plain, pages)?))?;
        let (_, wide) = timed(|| Ok(index.search(query, &SearchOptions::default(), pages)?))?;
        slowest.push((wide, query));
        figures.add(at, usize::MAX, &numbers, time);
    }
    first.sort_unstable();
    let (middle, last) = (at_share(&first, 0.5), at_share(&first, 0.99));
    println!("  asked for the first time since the index was opened: p50 {middle:.2} ms, p99 {last:.2} ms");
    figures.print_slowest(queries);
    slowest.sort_unstable_by(|a, b| b.cmp(a));
    let middle = slowest[slowest.len() / 2].0.as_secs_f64() * 1e3;
    println!("  with pages that may be meant: p50 {middle:.2} ms; the slowest:");
    for (time, query) in slowest.iter().take(5) {
        println!("  {query}: {:.2} ms", time.as_secs_f64() * 1e3);
    }
    figures.print("cundang", held as f64 / bytes as f64, built);
    Ok(())
}

fn sqlite(pages: &Pages, bytes: usize, queries: &[String], truth: &[BTreeSet<usize>], file: &Path) -> Result<()> {
    let start = Instant::now();
    let mut connection = Connection::open(file)?;
    // Without its own copy of the text, as our index.
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         CREATE VIRTUAL TABLE page USING fts5(body, content = '', tokenize = 'trigram');",
    )?;
    let transaction = connection.transaction()?;
    for (number, text) in pages.0.iter().enumerate() {
        transaction
            .prepare_cached("INSERT INTO page (rowid, body) VALUES (?1, ?2)")?
            .execute(rusqlite::params![i64::try_from(number)?, text])?;
    }
    transaction.commit()?;
    connection.execute_batch("INSERT INTO page (page) VALUES ('optimize'); VACUUM;")?;
    let built = start.elapsed();
    let held = size_of(file)?;
    let mut figures = Figures::new(truth);
    for (at, query) in queries.iter().enumerate() {
        let asked = format!("\"{}\"", query.replace('"', "\"\""));
        let mut all = connection.prepare_cached("SELECT rowid FROM page WHERE page MATCH ?1")?;
        let numbers: rusqlite::Result<Vec<i64>> = all.query_map([&asked], |row| row.get(0))?.collect();
        let found = numbers?.into_iter().filter_map(|number| usize::try_from(number).ok()).collect();
        let (_, time) = timed(|| {
            let mut first =
                connection.prepare_cached("SELECT rowid FROM page WHERE page MATCH ?1 ORDER BY rank LIMIT 20")?;
            let hits: rusqlite::Result<Vec<i64>> = first.query_map([&asked], |row| row.get(0))?.collect();
            let mut count = connection.prepare_cached("SELECT count(*) FROM page WHERE page MATCH ?1")?;
            let count: i64 = count.query_row([&asked], |row| row.get(0))?;
            Ok((hits?, count))
        })?;
        figures.add(at, usize::MAX, &found, time);
    }
    figures.print("SQLite FTS5 trigram, no text kept", held as f64 / bytes as f64, built);
    Ok(())
}

fn recoll(pages: &Pages, queries: &[String], truth: &[BTreeSet<usize>], folder: &Path) -> Result<()> {
    let runs =
        |program: &str| Command::new(program).arg("-h").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !runs("recollindex") || !runs("recollq") {
        println!("Recoll: skipped, recollindex and recollq are not installed (Debian package recollcmd)");
        return Ok(());
    }
    let (texts, config) = (folder.join("texts"), folder.join("config"));
    fs::create_dir_all(&texts)?;
    fs::create_dir_all(&config)?;
    let count = pages.0.len().min(RECOLL_PAGES);
    let bytes: usize = pages.0[..count].iter().map(String::len).sum();
    for (number, text) in pages.0[..count].iter().enumerate() {
        let place = texts.join((number / 1000).to_string());
        fs::create_dir_all(&place)?;
        fs::write(place.join(format!("{number}.txt")), text)?;
    }
    let settings = format!(
        "topdirs = {}\nidxniceprio = {}\nindexStoreDocText = 0\nidxflushmb = 500\nindexstemminglanguages =\n\
         noaspell = 1\nloglevel = 2\n",
        texts.display(),
        priority(),
    );
    fs::write(config.join("recoll.conf"), settings)?;
    let start = Instant::now();
    let mut indexer =
        Command::new("recollindex").arg("-c").arg(&config).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    while indexer.try_wait()?.is_none() {
        if start.elapsed() > RECOLL_TIME {
            indexer.kill()?;
            indexer.wait()?;
            println!("Recoll: skipped, it had not read {count} pages after {RECOLL_TIME:?}");
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let built = start.elapsed();
    let held = size_of(&config.join("xapiandb"))?;
    let mut figures = Figures::new(truth);
    for (at, query) in queries.iter().enumerate() {
        let asked = format!("\"{}\"", query.replace('"', " "));
        let run = |most: &str| -> Result<String> {
            let done =
                Command::new("recollq").arg("-c").arg(&config).args(["-b", "-n", most, "-q", &asked]).output()?;
            Ok(String::from_utf8_lossy(&done.stdout).into_owned())
        };
        let found = run("0-1000000")?
            .lines()
            .filter_map(|line| line.rsplit('/').next()?.strip_suffix(".txt")?.parse().ok())
            .collect();
        let (_, time) = timed(|| run("0-20"))?;
        figures.add(at, count, &found, time);
    }
    println!(
        "Recoll is given the first {count} pages, {:.1} MB, each a file; its times hold the start of a process",
        mb(bytes)
    );
    figures.print("Recoll", held as f64 / bytes as f64, built);
    Ok(())
}
