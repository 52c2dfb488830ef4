//! Where settings come from: flags, then the environment, then a file, then the defaults.

use super::{Form, ROWS, Row, Settings};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use std::fmt;
use std::path::{Path, PathBuf};

/// The flags of `gleaner serve`, not yet checked. Every row of [`Settings`] is one, beside
/// `--config`, `--print-config`, `--check-config` and `--new-api-key`.
#[derive(Clone, Debug, Default)]
pub struct ServeArgs {
    given: Vec<(&'static str, String)>,
    config: Option<PathBuf>,
    pub(crate) print_config: bool,
    pub(crate) check_config: bool,
    pub(crate) new_api_key: Option<String>,
}

impl Args for ServeArgs {
    fn augment_args(command: Command) -> Command {
        let switch = |name, help: &'static str| {
            Arg::new(name)
                .long(name)
                .help(help)
                .action(ArgAction::SetTrue)
        };
        let command = command
            .arg(
                Arg::new("config")
                    .long("config")
                    .value_name("FILE")
                    .value_parser(clap::value_parser!(PathBuf))
                    .help("TOML file of settings; flags and GLEANER_* variables go before it"),
            )
            .arg(switch(
                "print-config",
                "Print the settings in effect, secrets redacted, and end",
            ))
            .arg(switch(
                "check-config",
                "Check settings, certificates and keys, and end",
            ))
            .arg(
                Arg::new("new-api-key")
                    .long("new-api-key")
                    .value_name("NAME")
                    .help("Print a new random API key and its line for the api-keys file, and end"),
            );
        (ROWS.iter()).fold(command, |command, row| command.arg(flag(row)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        ServeArgs::augment_args(command)
    }
}

/// The flag of a setting.
fn flag(row: &Row) -> Arg {
    let default = match row.default {
        "" => "none",
        default => default,
    };
    let (help, variable) = (row.help.trim(), variable(row.name));
    let flag = Arg::new(row.name)
        .long(row.name.replace('_', "-"))
        .value_name("VALUE")
        .help_heading(row.group)
        .help(format!("{help} [default: {default}] [env: {variable}]"));
    match row.form {
        Form::Plain => flag,
        Form::Switch => flag
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Form::List => flag.action(ArgAction::Append),
    }
}

impl FromArgMatches for ServeArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<ServeArgs, clap::Error> {
        let mut args = ServeArgs::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for row in ROWS {
            if let Some(values) = matches.get_many::<String>(row.name) {
                let values: Vec<&str> = values.map(String::as_str).collect();
                self.given.push((row.name, values.join(",")));
            }
        }
        self.config = matches.get_one::<PathBuf>("config").cloned();
        self.print_config = matches.get_flag("print-config");
        self.check_config = matches.get_flag("check-config");
        self.new_api_key = matches.get_one::<String>("new-api-key").cloned();
        Ok(())
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag,
    Environment,
    File(PathBuf),
    Default,
}

impl Origin {
    /// The place to mend the setting `name` at.
    pub(crate) fn place(&self, name: &str) -> String {
        match self {
            Origin::Flag => format!("--{}", name.replace('_', "-")),
            Origin::Environment => variable(name),
            Origin::File(path) => format!("{name} in {}", path.display()),
            Origin::Default => name.into(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag => f.write_str("flag"),
            Origin::Environment => f.write_str("environment"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

/// The settings in effect; or everything that is wrong with them, one line each.
pub(crate) fn load(
    args: &ServeArgs,
    variables: impl Fn(&str) -> Option<String>,
) -> Result<Settings, Vec<String>> {
    let mut errors = Vec::new();
    let config = args
        .config
        .clone()
        .or_else(|| variables("GLEANER_CONFIG").map(PathBuf::from));
    let file = config
        .as_deref()
        .map_or(Vec::new(), |path| read_file(path, &mut errors));
    let mut settings = Settings::default();
    for row in ROWS {
        let flag = args.given.iter().find(|(name, _)| *name == row.name);
        let in_file = file.iter().find(|(name, _)| name == row.name);
        let (origin, text) = match (flag, variables(&variable(row.name)), in_file, &config) {
            (Some((_, text)), ..) => (Origin::Flag, text.clone()),
            (None, Some(text), ..) => (Origin::Environment, text),
            (None, None, Some((_, text)), Some(path)) => (Origin::File(path.clone()), text.clone()),
            _ => continue,
        };
        if let Err(error) = (row.set)(&mut settings, &text) {
            errors.push(format!("{}: {error}", origin.place(row.name)));
        }
        settings.origins.insert(row.name, origin);
    }
    if errors.is_empty() {
        errors = settings.told(settings.contradictions());
    }
    if errors.is_empty() {
        Ok(settings)
    } else {
        Err(errors)
    }
}

fn variable(name: &str) -> String {
    format!("GLEANER_{}", name.to_uppercase())
}

/// Name and text of each setting in a TOML file.
fn read_file(path: &Path, errors: &mut Vec<String>) -> Vec<(String, String)> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            errors.push(format!("--config: cannot read {}: {error}", path.display()));
            return Vec::new();
        }
    };
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let matter = error.to_string().replace('\n', " ");
            errors.push(format!(
                "--config: {} is not TOML: {matter}",
                path.display()
            ));
            return Vec::new();
        }
    };
    let mut values = Vec::new();
    for (name, value) in table {
        if !ROWS.iter().any(|row| row.name == name) {
            errors.push(format!("{name} in {}: no such setting", path.display()));
        } else if let Some(text) = plain(&value) {
            values.push((name, text));
        } else {
            let kind = value.type_str();
            errors.push(format!(
                "{name} in {}: a {kind} has no meaning here",
                path.display()
            ));
        }
    }
    values
}

/// A TOML value as the text that a flag would carry.
fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(switch) => Some(switch.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(plain).collect();
            items.map(|items| items.join(","))
        }
        _ => None,
    }
}
