//! Completion in shells: a command with only what the words so far need, so that a press of TAB is quick.

use std::ffi::OsString;

use clap::{Command, ValueHint};
use clap_complete::engine::ArgValueCandidates;
use clap_complete::{CompleteEnv, CompletionCandidate};
use tencloud_calls::values::enum_names;
use tencloud_calls::{Target, Version};
use tencloud_spec::{Field, Type, Types, catalog};

use crate::failure::Failure;
use crate::{action_command, options, parse};

/// The variable by which the scripts of [`CompleteEnv`] ask for candidates.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks for candidates, by the program's command. Returns whether one has asked.
pub(crate) fn answer(arguments: &[OsString], root: fn() -> Command) -> Result<bool, Failure> {
    if std::env::var_os(VARIABLE).is_none() {
        return Ok(false);
    }
    // The words of the line follow `--`, first the program.
    let words = arguments.iter().skip_while(|word| *word != "--").skip(2).filter_map(|word| word.to_str());
    let mut names = names(words);
    let product = names.next().unwrap_or_default().to_owned();
    let action = names.next().unwrap_or_default().to_owned();
    let env = CompleteEnv::with_factory(|| with_products(root(), &product, &action)).bin("tencloud");
    let directory = std::env::current_dir().ok();
    env.try_complete(arguments.to_vec(), directory.as_deref())
        .map_err(|error| Failure::usage(error.to_string().trim_start_matches("error: ").trim_end().to_owned()))
}

/// Returns the words that are neither options nor their values.
fn names<'w>(mut words: impl Iterator<Item = &'w str>) -> impl Iterator<Item = &'w str> {
    let options = options::arguments();
    let takes_next = move |word: &str| {
        let mut named = options.iter().filter(|option| parse::is_called(option, word));
        named.any(|option| option.get_action().takes_values() && !option.is_require_equals_set())
    };
    std::iter::from_fn(move || {
        loop {
            let word = words.next()?;
            if !word.starts_with('-') {
                return Some(word);
            }
            if takes_next(word) {
                words.next();
            }
        }
    })
}

/// Adds the products to the command, for a line that begins with a product and an action, each perhaps incomplete.
fn with_products(command: Command, product: &str, action: &str) -> Command {
    let mut products: Vec<&str> = catalog::versions().map(|(product, _)| product).collect();
    products.dedup();
    products.into_iter().fold(command, |command, name| {
        let add = |of_product: Command| if name == product { with_actions(of_product, action) } else { of_product };
        // A command of ours can have the name of a product.
        if command.find_subcommand(name).is_some() {
            return command.mut_subcommand(name, add);
        }
        command.subcommand(add(Command::new(name).disable_help_subcommand(true)))
    })
}

/// Adds the actions of a product, the named one with its options.
fn with_actions(command: Command, action: &str) -> Command {
    let Ok(version) = Version::find(command.get_name(), None) else { return command };
    version.actions().into_iter().fold(command, |command, name| {
        let named = if name == action { Target::read(version, name).ok().flatten() } else { None };
        command.subcommand(named.map_or_else(|| Command::new(name), with_values))
    })
}

/// Builds the command of an action whose options know their values.
fn with_values(target: Target) -> Command {
    let types = &target.version.types;
    let fields = &target.action.parameters;
    let command =
        action_command::build(target).no_binary_name(false).name(&target.action.action).bin_name(&target.action.action);
    command.mut_args(|argument| {
        let field = fields.iter().find(|field| *argument.get_id() == field.name.as_str());
        let Some(field) = field else { return argument };
        let argument = argument.value_hint(ValueHint::Other);
        let candidates = move || words(field, types).into_iter().map(CompletionCandidate::new).collect();
        if words(field, types).is_empty() { argument } else { argument.add(ArgValueCandidates::new(candidates)) }
    })
}

/// Returns the words that a parameter takes.
fn words(field: &'static Field, types: &'static Types) -> Vec<&'static str> {
    match &field.ty {
        Type::Bool => vec!["true", "false"],
        _ => enum_names(field, types).map(|(_, name)| name).chain(field.values.keys().map(String::as_str)).collect(),
    }
}
