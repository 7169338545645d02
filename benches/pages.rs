//! How long the pages of the workbench take under many users: 18 villages with 400 files each, the real server, loopback
//! only.
//!
//! Each user asks for one page after the other, over all kinds of pages, and pauses between two as a reader does (not at
//! all with `-- --pause 0`: then the figures tell how the machine shares itself among the users). The figures are
//! printed a kind of page, with one user first and then with all; nothing is asserted.
//!
//! `cargo bench --bench pages`, with `-- --users 20 --rounds 12 --pause 500 --files 400` as they stand here. `--archive DIR
//! --store DIR` keeps the archive and its store for the next time.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use cundang::report::link::encode;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const VILLAGES: usize = 18;

/// The sample village whose papers every made village has beside its own.
const SEED: &str = "sample-archive/01张庄村";

/// Sentences of made-up papers; a number picks them.
const SENTENCES: [&str; 10] = [
    "经村民代表会议讨论，同意清产核资结果。",
    "会议由主持人宣布开始，到会人员逐一签到，应到40人，实到36人。",
    "集体资产总额为壹佰贰拾叁万元，其中经营性资产占三成。",
    "成员身份确认工作于当年十月完成，名册张榜公示七天。",
    "各组应当按照方案，认真填写登记表，并由户主签字。",
    "监事会对收支情况进行了审查，未提出异议。",
    "道路、水塘、机井等资源性资产已逐项登记入册。",
    "折股量化方案经成员大会表决通过，赞成票过半数。",
    "股权证领取登记表由各户核对后签名。",
    "章程草案逐条宣读，与会人员提出意见三条。",
];
const KINDS: [&str; 6] = ["会议记录", "公示", "通知", "登记表", "方案", "决议"];
const TOPICS: [&str; 5] = ["清产核资", "成员身份确认", "折股量化", "股权设置", "成立大会"];

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

/// What the bench is asked for.
struct Asked {
    users: usize,
    rounds: usize,
    pause: u64,
    files: usize,
    archive: Option<PathBuf>,
    store: Option<PathBuf>,
}

fn asked() -> Asked {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1).cloned()
    };
    let number = |name: &str, usual: usize| after(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    Asked {
        users: number("--users", 20),
        rounds: number("--rounds", 12),
        pause: number("--pause", 500) as u64,
        files: number("--files", 400),
        archive: after("--archive").map(PathBuf::from),
        store: after("--store").map(PathBuf::from),
    }
}

/// Every file below a folder, with its path from there.
fn files_below(folder: &Path, from: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_below(&path, from, found)?;
        } else if let Ok(rest) = path.strip_prefix(from) {
            found.push(rest.to_owned());
        }
    }
    Ok(())
}

fn name_of(village: usize) -> String {
    let letters = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    format!("{}{}庄村", letters[village / 10], letters[village % 10])
}

/// Writes the archive: in each village the sample village's papers, pictures that are its own, and made-up papers.
fn write_archive(root: &Path, files: usize) -> Outcome<()> {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join(SEED);
    let mut seeds = Vec::new();
    files_below(&seed, &seed, &mut seeds)?;
    seeds.sort();
    let mut numbers = Numbers(7);
    for village in 0..VILLAGES {
        let folder = root.join(format!("{:02}{}", village + 1, name_of(village)));
        let mut written = 0;
        for path in seeds.iter().take(files / 3) {
            let place = folder.join(path);
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent)?;
            }
            let is_picture = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jpg"));
            if is_picture {
                picture(&place, &mut numbers)?
            } else {
                fs::write(&place, fs::read(seed.join(path))?)?
            }
            written += 1;
        }
        for number in written..files {
            let (topic, kind) = (TOPICS[numbers.below(TOPICS.len())], KINDS[numbers.below(KINDS.len())]);
            let folder = folder.join(format!("{:02}{topic}", number % 9 + 1));
            fs::create_dir_all(&folder)?;
            if number % 5 == 0 {
                picture(&folder.join(format!("{topic}{kind}照片{number:03}.jpg")), &mut numbers)?;
            } else {
                let text = paper(&name_of(village), topic, kind, &mut numbers);
                fs::write(folder.join(format!("{topic}{kind}{number:03}.txt")), text)?;
            }
        }
    }
    let township = root.join("00镇级材料");
    fs::create_dir_all(&township)?;
    fs::write(township.join("工作部署会议记录.txt"), paper("凫城镇", "清产核资", "会议记录", &mut numbers))?;
    Ok(())
}

fn paper(unit: &str, topic: &str, kind: &str, numbers: &mut Numbers) -> String {
    let (month, day) = (numbers.below(12) + 1, numbers.below(28) + 1);
    let mut text = format!("{unit}{topic}{kind}\n2019年{month}月{day}日\n");
    for line in 0..30 {
        text.push_str(SENTENCES[numbers.below(SENTENCES.len())]);
        if line % 3 == 2 {
            text.push('\n');
        }
    }
    text
}

/// A small picture that looks like no other.
fn picture(place: &Path, numbers: &mut Numbers) -> Outcome<()> {
    let shades: Vec<u8> = (0..48).map(|_| u8::try_from(numbers.below(256)).unwrap_or(0)).collect();
    let image = image::GrayImage::from_fn(320, 240, |x, y| {
        let at = (y / 40 * 8 + x / 40) as usize;
        image::Luma([shades.get(at).copied().unwrap_or(0)])
    });
    image.save_with_format(place, image::ImageFormat::Jpeg)?;
    Ok(())
}

/// The server, ended with the bench.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn serve(archive: &Path, store: &Path) -> Outcome<Server> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cundang"))
        .args(["serve".as_ref(), archive.as_os_str(), "--store".as_ref(), store.as_os_str()])
        .args(["--bind", "127.0.0.1:0", "--ocr", "off", "--lang", "zh"])
        .stderr(Stdio::piped())
        .spawn()?;
    let stderr = BufReader::new(child.stderr.take().ok_or("no stderr")?);
    let mut address = None;
    for line in stderr.lines() {
        if let Some((_, rest)) = line?.split_once("http://") {
            address = rest.split('/').next().map(str::to_owned);
            break;
        }
    }
    Ok(Server { child, address: address.ok_or("the server does not say where it listens")? })
}

/// A connection that is kept from one page to the next, as a browser does.
struct Client {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Client {
    fn new(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), address: address.to_owned() })
    }

    /// Asks for a page; its status and length.
    fn get(&mut self, path: &str) -> Outcome<(u16, usize)> {
        write!(self.stream.get_mut(), "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address)?;
        let (mut line, mut status, mut length) = (String::new(), 0, 0);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let head = line.trim_end().to_ascii_lowercase();
            if head.is_empty() {
                break;
            }
            if let Some(rest) = head.strip_prefix("http/1.1 ") {
                status = rest.split(' ').next().unwrap_or_default().parse()?;
            } else if let Some(rest) = head.strip_prefix("content-length:") {
                length = rest.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, length))
    }
}

/// The kinds of pages, each with addresses that differ.
fn pages(archive: &Path, files: usize) -> Outcome<Vec<(&'static str, Vec<String>)>> {
    let villages: Vec<String> = (0..VILLAGES).map(name_of).collect();
    let mut paths = Vec::new();
    files_below(archive, archive, &mut paths)?;
    paths.sort();
    let step = (VILLAGES * files / 40).max(1);
    let some = |wanted: &[&str]| -> Vec<String> {
        let fits = |path: &&PathBuf| {
            path.extension().is_some_and(|known| wanted.iter().any(|wanted| known.eq_ignore_ascii_case(wanted)))
        };
        let all: Vec<&PathBuf> = paths.iter().filter(fits).collect();
        all.iter().step_by((step / 3).max(1)).take(40).map(|path| encode(&path.to_string_lossy())).collect()
    };
    let each = |from: &dyn Fn(&String) -> String| villages.iter().map(from).collect::<Vec<_>>();
    let one = |address: &str| vec![address.to_owned()];
    let (papers, pictures) = (some(&["txt", "pdf", "docx", "xlsx"]), some(&["jpg"]));
    let words =
        ["清产核资", "股权证领取登记", "村民代表会议 公示", "\"监事会对收支\"", "章程草案 -公示", "2019年6月3日"];
    let on = |base: &str| words.iter().map(|word| format!("{base}{}", encode(word))).collect::<Vec<_>>();
    Ok(vec![
        ("overview", vec!["/".to_owned(), "/?sort=lacking".to_owned(), "/?sort=score&lang=en".to_owned()]),
        ("village", each(&|name| format!("/village/{}", encode(name)))),
        ("item", each(&|name| format!("/village/{}/item/V03", encode(name)))),
        ("item with charter", each(&|name| format!("/village/{}/item/V18", encode(name)))),
        ("township", vec!["/township".to_owned(), "/township/item/T03".to_owned()]),
        ("search", on("/search?q=")),
        ("file", papers.iter().map(|path| format!("/file/{path}")).collect()),
        ("file with hit", papers.iter().map(|path| format!("/file/{path}?q={}&hit=3", encode("清产核资"))).collect()),
        ("photos", each(&|name| format!("/photos?unit={}", encode(name)))),
        ("all photos", vec!["/photos".to_owned(), "/photos?show=table".to_owned(), "/photos?show=pairs".to_owned()]),
        ("thumbnail", pictures.iter().map(|path| format!("/thumbnail/{path}")).collect()),
        ("original", papers.iter().map(|path| format!("/original/{path}")).collect()),
        ("notices", one("/notices")),
        ("help", one("/help")),
        ("update", one("/run")),
        ("search.json", on("/search.json?q=")),
        ("report.json", one("/report.json")),
        ("report.csv", vec!["/report.csv".to_owned(), "/findings.csv".to_owned(), "/tasks.csv".to_owned()]),
        ("report.xlsx", one("/report.xlsx")),
        ("api: parts", {
            let parts = ["report", "units", "findings", "tasks", "photos", "meetings", "files", "notices", "run"];
            parts.iter().map(|part| format!("/api/v1/{part}")).collect()
        }),
        ("api: unit", each(&|name| format!("/api/v1/units/{}", encode(name)))),
        ("api: page", papers.iter().map(|path| format!("/api/v1/page?path={path}")).collect()),
    ])
}

type Times = BTreeMap<&'static str, Vec<Duration>>;

/// The processor time that the server's threads have taken; `None` where the system does not tell. It hardly depends on what
/// else the machine does, unlike the time that passes.
fn processor_time(server: &Server) -> Option<Duration> {
    let tasks = fs::read_dir(format!("/proc/{}/task", server.child.id())).ok()?;
    let run = |task: fs::DirEntry| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    Some(Duration::from_nanos(tasks.flatten().filter_map(run).sum()))
}

/// One user's way through all kinds of pages, so many times.
fn walk(
    address: &str,
    pages: &[(&'static str, Vec<String>)],
    rounds: usize,
    pause: u64,
    user: usize,
) -> Outcome<Times> {
    let mut numbers = Numbers(user as u64 + 1);
    let mut client = Client::new(address)?;
    let mut times = Times::new();
    for _ in 0..rounds {
        let from = numbers.below(pages.len());
        for at in 0..pages.len() {
            let (kind, addresses) = &pages[(from + at) % pages.len()];
            let path = &addresses[numbers.below(addresses.len())];
            if pause > 0 {
                let most = usize::try_from(pause * 2)?;
                std::thread::sleep(Duration::from_millis(numbers.below(most.max(1)) as u64));
            }
            let start = Instant::now();
            let (status, _) = client.get(path)?;
            let took = start.elapsed();
            if status != 200 {
                return Err(format!("{path}: {status}").into());
            }
            times.entry(kind).or_default().push(took);
        }
    }
    Ok(times)
}

fn at(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list of some hundreds")]
    #[expect(clippy::cast_precision_loss, reason = "a list of some hundreds")]
    let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len());
    times[place - 1]
}

fn main() -> Outcome<()> {
    let asked = asked();
    let dir = tempfile::tempdir()?;
    let archive = asked.archive.unwrap_or_else(|| dir.path().join("凫城镇"));
    let store = asked.store.unwrap_or_else(|| dir.path().join("store"));
    let mut out = std::io::stdout().lock();
    if !archive.exists() {
        write_archive(&archive, asked.files)?;
    }
    let start = Instant::now();
    let server = serve(&archive, &store)?;
    writeln!(
        out,
        "{VILLAGES} villages with {} files each; read and served after {:.1?}",
        asked.files,
        start.elapsed()
    )?;
    let pages = pages(&archive, asked.files)?;
    let mut client = Client::new(&server.address)?;
    writeln!(out, "{:<18} {:>9}", "one user", "kB")?;
    for (kind, addresses) in &pages {
        // The first time some pages are drawn and some tables made; it is told apart from the others.
        let first = Instant::now();
        let (_, length) = client.get(&addresses[0])?;
        let first = first.elapsed();
        let mut times = Vec::new();
        let before = processor_time(&server);
        for path in addresses.iter().cycle().take(addresses.len().max(9)) {
            let start = Instant::now();
            client.get(path)?;
            times.push(start.elapsed());
        }
        let took = before.zip(processor_time(&server)).map(|(before, after)| after.saturating_sub(before));
        let took =
            took.map_or_else(String::new, |took| format!("{:.2?}", took / u32::try_from(times.len()).unwrap_or(1)));
        let middle = at(&mut times, 0.5);
        writeln!(out, "{kind:<18} {:>9} first {first:>9.2?}  then {middle:>9.2?}  processor {took:>9}", length / 1024)?;
    }
    let mut all = Times::new();
    let start = Instant::now();
    let walked: Vec<Outcome<Times>> = std::thread::scope(|scope| {
        let users: Vec<_> = (0..asked.users)
            .map(|user| {
                let (address, pages) = (&server.address, &pages);
                scope.spawn(move || walk(address, pages, asked.rounds, asked.pause, user))
            })
            .collect();
        users.into_iter().map(|user| user.join().unwrap_or_else(|_| Err("a user stopped".into()))).collect()
    });
    for times in walked {
        for (kind, times) in times? {
            all.entry(kind).or_default().extend(times);
        }
    }
    let took = start.elapsed();
    let count: usize = all.values().map(Vec::len).sum();
    writeln!(out, "{} users, {count} pages in {took:.1?}, pauses of {} ms on average", asked.users, asked.pause)?;
    for (kind, _) in &pages {
        let Some(times) = all.get_mut(kind) else { continue };
        let (middle, most) = (at(times, 0.5), at(times, 0.99));
        writeln!(out, "{kind:<18} {:>5} p50 {middle:>9.2?}  p99 {most:>9.2?}", times.len())?;
    }
    Ok(())
}
