//! The emulator as clients see it: real HTTP requests, signed by the tests' own implementation.

#![cfg(test)]
// The binary needs the feature.
#![cfg(feature = "tls")]

mod accounts;
mod auth;
mod backup_settings;
mod backups;
mod binary;
mod clients;
mod clone;
mod common;
mod control;
mod create;
#[cfg(all(unix, feature = "data-plane"))]
mod data_plane;
mod hostile;
mod instances;
mod lifecycle;
mod logs;
mod maintenance;
mod monitoring;
mod networks;
mod nodes;
mod offers;
mod parameters;
mod pricing;
mod replication;
mod resizing;
mod samples;
mod security;
mod server;
mod state_file;
mod sts;
mod support;
mod tasks;
mod tls;
