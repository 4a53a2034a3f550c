//! The emulator as its clients see it: real HTTP, signed by a signer of the tests' own.

#![cfg(test)]

mod auth;
mod backups;
mod binary;
mod common;
mod create;
mod instances;
mod server;
mod support;
