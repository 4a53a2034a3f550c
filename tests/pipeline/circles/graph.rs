//! A directed graph of names.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A directed graph of names.
#[derive(Default)]
pub(super) struct Graph(BTreeMap<String, BTreeSet<String>>);

impl Graph {
    pub(super) fn add(&mut self, from: &str, to: &str) {
        self.0.entry(from.to_owned()).or_default().insert(to.to_owned());
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(from, to)| to.iter().map(|to| (from.as_str(), to.as_str())))
    }

    /// Returns the shortest path from a node back to itself, with that node at both ends.
    pub(super) fn shortest_circle(&self) -> Option<Vec<&str>> {
        self.0.keys().filter_map(|start| self.way_back(start)).min_by_key(Vec::len)
    }

    fn way_back<'g>(&'g self, start: &'g str) -> Option<Vec<&'g str>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(here) = open.pop_front() {
            for next in self.0.get(here).into_iter().flatten() {
                if next == start {
                    let mut way = vec![start, here];
                    while let Some(before) = came_from.get(way[way.len() - 1]) {
                        way.push(before);
                    }
                    way.reverse();
                    return Some(way);
                }
                if !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, here);
                    open.push_back(next);
                }
            }
        }
        None
    }
}
