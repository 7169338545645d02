//! The child's side: requests from stdin, answers to stdout, nothing else.

use std::io::{self, Read, Write};

use super::{
    protocol::{BYTES, MAX_HEADER, MemberHead, PageRead, Request, Task, read_block, write_block},
    sandbox,
};
use crate::{
    archive::{container::ContainerLimits, identify::Format},
    extract::{dispatch, limits::Limits, members::Holder, picture, recognise::Recogniser},
    model::ArchivePath,
};

/// The child's loop: closes its sandbox, then reads requests from stdin and writes answers to stdout until stdin ends.
///
/// # Errors
///
/// When a request is cut short or malformed, or the parent has gone.
pub fn serve_worker() -> io::Result<()> {
    // A reader's panic is told in the answer, not on a terminal.
    std::panic::set_hook(Box::new(|_| {}));
    dispatch::prepare();
    sandbox::enter();
    serve(&mut io::stdin().lock(), &mut io::stdout().lock(), &Limits::default())
}

pub(super) fn serve(input: &mut impl Read, output: &mut impl Write, limits: &Limits) -> io::Result<()> {
    let mut recogniser = Recogniser::default();
    while let Some(header) = read_block(input, MAX_HEADER)? {
        let request: Request = serde_json::from_slice(&header)?;
        if request.len > limits.max_input_bytes as u64 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the request is larger than any file that is read"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(request.len).unwrap_or_default());
        input.by_ref().take(request.len).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != request.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer(&request, &bytes, limits, &mut recogniser, output)?;
        write_block(output, b"")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(
    request: &Request,
    bytes: &[u8],
    limits: &Limits,
    recogniser: &mut Recogniser,
    output: &mut impl Write,
) -> io::Result<()> {
    sandbox::begin_step();
    let limits = &if request.careful { limits.careful() } else { *limits };
    match &request.task {
        Task::Read => write_block(output, &serde_json::to_vec(&dispatch::extract(bytes, request.format, limits))?),
        Task::Recognise { pages } => {
            for &page in pages {
                sandbox::begin_step();
                let read = recogniser.read(bytes, request.format, page, limits);
                write_block(output, &serde_json::to_vec(&PageRead { page, read })?)?;
                output.flush()?;
            }
            Ok(())
        }
        Task::Unpack { path, limits } => unpack(path, bytes, request.format, *limits, output),
        Task::Picture { page, side } => match jpeg(bytes, request.format, *page, *side, limits) {
            Some(jpeg) => write_block(output, &jpeg),
            None => Ok(()),
        },
    }
}

fn unpack(
    path: &ArchivePath,
    bytes: &[u8],
    format: Format,
    limits: ContainerLimits,
    output: &mut impl Write,
) -> io::Result<()> {
    let Some(holder) = Holder::of(format) else { return Ok(()) };
    let mut written = Ok(());
    let unpacked = holder.unpack_each(path, bytes, limits, &mut |mut member| {
        sandbox::begin_step();
        let mut block = vec![BYTES];
        block.append(&mut member.bytes);
        written = serde_json::to_vec(&MemberHead::Member(member))
            .map_err(io::Error::from)
            .and_then(|head| write_block(output, &head))
            .and_then(|()| write_block(output, &block));
        written.is_ok()
    });
    written?;
    let said = match unpacked {
        Ok(left) => left.into_iter().map(MemberHead::Left).collect(),
        Err(notice) => vec![MemberHead::Refused(notice)],
    };
    said.iter().try_for_each(|head| write_block(output, &serde_json::to_vec(head)?))
}

fn jpeg(bytes: &[u8], format: Format, page: u32, side: u32, limits: &Limits) -> Option<Vec<u8>> {
    const QUALITY: u8 = 82;
    let picture = picture::page_picture(bytes, format, page, side, limits)?;
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&picture.pixels).ok()?;
    Some(out)
}
