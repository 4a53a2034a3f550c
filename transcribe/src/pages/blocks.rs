//! A page as the sequence of its headings, texts, tables and code blocks, each with its line in the file.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::inline::{Inline, InlineBuilder};
use super::lines::Lines;

/// One part of a page.
#[derive(Debug)]
pub(super) enum Block {
    Heading { content: Inline, line: usize },
    Text { content: Inline, line: usize },
    Code { text: String, line: usize },
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

/// A table. Each of its rows has as many cells as its header: `damage` reports others.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) line: usize,
    pub(super) header: Vec<Inline>,
    pub(super) rows: Vec<Row>,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) cells: Vec<Inline>,
}

impl Row {
    /// The text of a cell.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }
}

/// The kind of a stretch of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    Fenced,
    Indented,
    Table,
    Row,
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
        heading: false,
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
    heading: bool,
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
            Tag::Heading { .. } => {
                self.heading = true;
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
            Tag::TableHead | Tag::TableRow => {
                self.parsed.stretches.push((Stretch::Row, range));
                if let (Tag::TableRow, Some(table)) = (tag, &mut self.table) {
                    table.rows.push(Row { line, cells: Vec::new() });
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
        let heading = std::mem::take(&mut self.heading);
        let content = self.take();
        self.parsed.blocks.push(if heading { Block::Heading { content, line } } else { Block::Text { content, line } });
    }
}
