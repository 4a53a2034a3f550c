//! The emulator as clients see it: real HTTP requests, signed by the tests' own implementation.

#![cfg(test)]

mod accounts;
mod auth;
mod backups;
mod binary;
mod common;
mod create;
mod instances;
mod networks;
mod server;
mod support;
