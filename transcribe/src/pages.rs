//! Turns pages of the documentation into files of the spec, guided by the structure of a page and not by its wording.
//!
//! A page passes through `lines` (its text as passed to the parser) → `blocks` (headings, texts, tables, code, each
//! with its line; `damage` rejects what Markdown ignores) → `tables` (what each table is about) → `action`,
//! `structures` or `errors` (facts) → `crate::merge` (the spec's types) or `compare` (`--check`). What cannot be read
//! unambiguously is an error with file and line, and then nothing of the action, struct or error code that it is about
//! is imported.

mod action;
mod blocks;
mod check;
mod codes;
mod compare;
mod damage;
mod diagnostics;
mod errors;
mod evidence;
mod explorer;
mod fields;
mod finance;
mod fit;
mod headings;
mod identity;
mod inline;
mod lines;
mod located;
mod main_tables;
mod old_api;
mod page;
mod parts;
mod rate;
mod rows;
mod run;
mod samples;
mod structures;
mod tables;
mod text;
mod types;
mod vocabulary;
mod write;

pub use check::{Checked, check};
pub use run::Request;
pub use text::text_of;
pub use write::{Transcript, transcribe};
