//! The progress bar on stderr; none where stderr is no terminal or `--quiet` is given.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    model::{ArchivePath, Lang},
    pipeline::Progress,
};

/// The progress bar of files and pages.
pub(super) struct FileBar {
    bar: ProgressBar,
    lang: Lang,
}

impl FileBar {
    pub(super) fn new(lang: Lang, quiet: bool) -> Self {
        let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.set_message(lang.pick("查看文件夹…", "looking through the folders…"));
        Self { bar, lang }
    }

    fn start(&self, len: u64, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        self.bar.reset();
        self.bar.set_length(len);
        self.bar.set_message("");
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }
}

impl Progress for FileBar {
    fn begin(&self, files: u64) {
        self.start(
            files,
            self.lang.pick(
                "读取 {bar:30} {pos}/{len} 份，约 {eta}  {wide_msg}",
                "reading {bar:30} {pos}/{len} files, {eta} left  {wide_msg}",
            ),
        );
    }

    fn begin_pages(&self, pages: u64) {
        self.start(
            pages,
            self.lang.pick(
                "识别 {bar:30} {pos}/{len} 页，约 {eta}（可随时中断，下次接着做）  {wide_msg}",
                "recognising {bar:30} {pos}/{len} pages, {eta} left (may be broken off, and goes on there)  {wide_msg}",
            ),
        );
    }

    fn page_done(&self, path: &ArchivePath, page: u32) {
        self.bar.inc(1);
        self.bar.set_message(format!("{path} #{page}"));
    }

    fn file_done(&self, path: &ArchivePath) {
        self.bar.inc(1);
        self.bar.set_message(path.as_str().to_owned());
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}
