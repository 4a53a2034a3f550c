//! The emulator as clients see it: real HTTP requests, signed by the tests' own implementation.

#![cfg(test)]

mod auth;
mod backups;
mod binary;
mod common;
mod control;
mod create;
mod instances;
mod maintenance;
mod replication;
mod server;
mod support;
