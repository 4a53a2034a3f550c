//! A page as the sequence of its headings, texts, tables and code blocks, each with its line in the file.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::inline::{Inline, InlineBuilder};
use super::lines::Lines;
use super::rows;

/// One part of a page.
#[derive(Debug)]
pub(super) enum Block {
    Heading {
        content: Inline,
        line: usize,
        /// 1 for the outermost headings.
        level: u8,
    },
    Text {
        content: Inline,
        line: usize,
    },
    Code {
        text: String,
        line: usize,
    },
    Table(Table),
}

impl Block {
    pub(super) fn line(&self) -> usize {
        match self {
            Block::Heading { line, .. } | Block::Text { line, .. } | Block::Code { line, .. } => *line,
            Block::Table(table) => table.line,
        }
    }
}

/// A table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) line: usize,
    pub(super) header: Vec<Inline>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) line: usize,
    /// As many cells as the table's header has: Markdown drops superfluous cells and fills in missing ones.
    pub(super) cells: Vec<Inline>,
    /// How many cells are written.
    pub(super) written: usize,
    /// The superfluous cells, without empty ones at the end.
    pub(super) surplus: Vec<String>,
    /// Whether it begins with a pipe.
    pub(super) opens: bool,
}

impl Row {
    /// The text of a cell.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// Returns whether all of its cells are empty.
    pub(super) fn is_empty(&self) -> bool {
        self.surplus.is_empty() && self.cells.iter().all(|cell| cell.text.is_empty())
    }

    /// Returns whether it has the cells of two rows that have no outer pipes.
    pub(super) fn may_be_two(&self) -> bool {
        !self.opens && self.written + 1 >= 2 * self.cells.len()
    }

    /// Returns whether cells are missing.
    pub(super) fn is_short(&self) -> bool {
        self.written < self.cells.len()
    }
}

/// The kind of a stretch of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    Fenced,
    Indented,
    Table,
}

/// The parts of a page, and for `damage` the stretches of its source that are code or tables.
pub(super) struct Parsed {
    pub(super) blocks: Vec<Block>,
    pub(super) stretches: Vec<(Stretch, std::ops::Range<usize>)>,
}

pub(super) fn parse(lines: &Lines) -> Parsed {
    let mut reader = Reader {
        lines,
        parsed: Parsed { blocks: Vec::new(), stretches: Vec::new() },
        inline: InlineBuilder::default(),
        line: None,
        heading: None,
        code: None,
        table: None,
        html: false,
    };
    for (event, range) in Parser::new_ext(&lines.text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush();
    reader.parsed
}

struct Reader<'a> {
    lines: &'a Lines,
    parsed: Parsed,
    inline: InlineBuilder,
    /// The line at which the text in `inline` begins.
    line: Option<usize>,
    /// The level of the heading that is being read.
    heading: Option<u8>,
    code: Option<(String, usize)>,
    table: Option<Table>,
    html: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        let line = self.lines.number_at(range.start);
        match event {
            Event::Start(tag) => self.start(&tag, line, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => match &mut self.code {
                Some((code, _)) => code.push_str(&text),
                None => self.text(line, &text),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(line, &text),
            Event::SoftBreak | Event::HardBreak => self.text(line, "\n"),
            Event::InlineHtml(tag) => {
                self.line.get_or_insert(line);
                self.inline.tag(&tag);
            }
            Event::Html(_) | Event::Rule | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, line: usize, range: std::ops::Range<usize>) {
        match tag {
            Tag::Link { dest_url, .. } => {
                self.line.get_or_insert(line);
                return self.inline.open_link(dest_url);
            }
            Tag::Emphasis | Tag::Strong => return self.underscores(range),
            Tag::Image { .. } | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => return,
            _ => self.flush(),
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = Some(*level as u8);
                self.line = Some(line);
            }
            Tag::CodeBlock(kind) => {
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                let stretch = if fenced { Stretch::Fenced } else { Stretch::Indented };
                self.parsed.stretches.push((stretch, range));
                // The code of a fenced block begins on the line below its fence.
                self.code = Some((String::new(), if fenced { line + 1 } else { line }));
            }
            Tag::Table(_) => {
                self.parsed.stretches.push((Stretch::Table, range));
                self.table = Some(Table { line, ..Table::default() });
            }
            Tag::TableRow => {
                let text = self.lines.text.get(range).unwrap_or_default();
                if let Some(table) = &mut self.table {
                    table.rows.push(row(line, text, table.header.len()));
                }
            }
            Tag::HtmlBlock => self.html = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: std::ops::Range<usize>) {
        match tag {
            TagEnd::Link => self.inline.close_link(),
            TagEnd::Emphasis | TagEnd::Strong => self.underscores(range),
            TagEnd::Image | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::CodeBlock => {
                if let Some((text, line)) = self.code.take() {
                    self.parsed.blocks.push(Block::Code { text, line });
                }
            }
            TagEnd::TableCell => {
                let cell = self.take();
                if let Some(table) = &mut self.table {
                    match table.rows.last_mut() {
                        Some(row) => row.cells.push(cell),
                        None => table.header.push(cell),
                    }
                }
            }
            TagEnd::Table => self.parsed.blocks.extend(self.table.take().map(Block::Table)),
            TagEnd::HtmlBlock => {
                self.html = false;
                self.take();
            }
            _ => self.flush(),
        }
    }

    /// Keeps underscores around a word, which may be part of a name; a name that has them is rejected later.
    fn underscores(&mut self, range: std::ops::Range<usize>) {
        if self.lines.text.get(range.start..).is_some_and(|text| text.starts_with('_')) {
            self.text(self.lines.number_at(range.start), "_");
        }
    }

    fn text(&mut self, line: usize, text: &str) {
        if !self.html {
            self.line.get_or_insert(line);
            self.inline.text(text);
        }
    }

    fn take(&mut self) -> Inline {
        self.line = None;
        std::mem::take(&mut self.inline).finish()
    }

    /// Ends the heading or text that is being read.
    fn flush(&mut self) {
        let Some(line) = self.line else { return };
        let heading = self.heading.take();
        let content = self.take();
        self.parsed.blocks.push(match heading {
            Some(level) => Block::Heading { content, line, level },
            None => Block::Text { content, line },
        });
    }
}

/// Creates a row that is about to be read, from its source.
fn row(line: usize, text: &str, columns: usize) -> Row {
    let cells = rows::cells(text);
    let written = cells.len();
    let mut surplus: Vec<String> = cells.into_iter().skip(columns).map(|cell| cell.trim().to_owned()).collect();
    while surplus.last().is_some_and(String::is_empty) {
        surplus.pop();
    }
    Row { line, cells: Vec::new(), written, surplus, opens: text.trim_start().starts_with('|') }
}
