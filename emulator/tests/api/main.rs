//! The emulator as clients see it: real HTTP requests, signed by the tests' own implementation.

#![cfg(test)]

mod auth;
mod backup_settings;
mod backups;
mod binary;
mod common;
mod control;
mod create;
mod instances;
mod maintenance;
mod parameters;
mod replication;
mod server;
mod support;
