//! Loading settings. A flag takes precedence over an environment variable, that over the TOML file,
//! and that over the default.

use super::{FlagKind, SETTINGS, Setting, Settings};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use std::fmt;
use std::path::{Path, PathBuf};

/// The flags of `gleaner serve`, not yet parsed: one for each setting, and `--config`,
/// `--print-config`, `--check-config` and `--new-api-key`.
#[derive(Clone, Debug, Default)]
pub struct ServeArgs {
    /// The settings given as flags: name and value.
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
                    .help(
                        "TOML file of settings; flags and environment variables take precedence \
                         [env: GLEANER_CONFIG]",
                    ),
            )
            .arg(switch(
                "print-config",
                "Print the effective settings, with secrets redacted, and exit",
            ))
            .arg(switch(
                "check-config",
                "Check settings, certificates, keys and weights, and exit",
            ))
            .arg(
                Arg::new("new-api-key")
                    .long("new-api-key")
                    .value_name("NAME")
                    .help(
                        "Print a new random API key and its line for the api-keys file, and exit",
                    ),
            );
        SETTINGS
            .iter()
            .fold(command, |command, setting| command.arg(flag(setting)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        ServeArgs::augment_args(command)
    }
}

/// The flag of a setting.
fn flag(setting: &Setting) -> Arg {
    let default = match setting.default {
        "" => "none",
        default => default,
    };
    // The help is a doc comment, so it begins with a space and ends with a full stop.
    let help = setting.help.trim().trim_end_matches('.');
    let variable = variable(setting.name);
    let flag = Arg::new(setting.name)
        .long(setting.name.replace('_', "-"))
        .value_name(setting.value_name)
        .help_heading(setting.group)
        .help(format!("{help} [default: {default}] [env: {variable}]"));
    match setting.flag_kind {
        FlagKind::Value => flag,
        FlagKind::Switch => flag
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        FlagKind::List => flag.action(ArgAction::Append),
    }
}

impl FromArgMatches for ServeArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<ServeArgs, clap::Error> {
        let mut args = ServeArgs::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for setting in SETTINGS {
            if let Some(values) = matches.get_many::<String>(setting.name) {
                let values: Vec<&str> = values.map(String::as_str).collect();
                self.given.push((setting.name, values.join(",")));
            }
        }
        self.config = matches.get_one::<PathBuf>("config").cloned();
        self.print_config = matches.get_flag("print-config");
        self.check_config = matches.get_flag("check-config");
        self.new_api_key = matches.get_one::<String>("new-api-key").cloned();
        Ok(())
    }
}

/// Where the value of a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Flag,
    Environment,
    File(PathBuf),
    Default,
}

impl Origin {
    /// How the setting `name` is written in this origin, for example "--tls-key".
    pub(crate) fn spelling(&self, name: &str) -> String {
        match self {
            Origin::Flag => format!("--{}", name.replace('_', "-")),
            Origin::Environment => variable(name),
            Origin::File(_) | Origin::Default => name.into(),
        }
    }

    /// The spelling of the setting `name`, and the file in which it stands, if any.
    pub(crate) fn place(&self, name: &str) -> String {
        let spelling = self.spelling(name);
        match self {
            Origin::File(path) => format!("{spelling} in {}", path.display()),
            _ => spelling,
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

/// The effective settings. `variables` looks up an environment variable.
///
/// # Errors
///
/// One line for everything that is wrong, beginning with the place where it was given.
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
    for setting in SETTINGS {
        let name = setting.name;
        let flag = args.given.iter().find(|(given, _)| *given == name);
        let in_file = file.iter().find(|(given, _)| given == name);
        let (origin, text) = match (flag, variables(&variable(name)), in_file, &config) {
            (Some((_, text)), ..) => (Origin::Flag, text.clone()),
            (None, Some(text), ..) => (Origin::Environment, text),
            (None, None, Some((_, text)), Some(path)) => (Origin::File(path.clone()), text.clone()),
            _ => continue,
        };
        if let Err(error) = (setting.parse)(&mut settings, &text) {
            errors.push(format!("{}: {error}", origin.place(name)));
        }
        settings.origins.insert(name, origin);
    }
    if errors.is_empty() {
        errors = settings.format_errors(settings.validate());
    }
    if errors.is_empty() {
        Ok(settings)
    } else {
        Err(errors)
    }
}

/// The environment variable of the setting `name`.
fn variable(name: &str) -> String {
    format!("GLEANER_{}", name.to_uppercase())
}

/// The name of each setting in a TOML file, with its value as a flag would carry it. Adds a line to
/// `errors` for everything that cannot be used.
fn read_file(path: &Path, errors: &mut Vec<String>) -> Vec<(String, String)> {
    let shown = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            errors.push(format!("--config: cannot read {shown}: {error}"));
            return Vec::new();
        }
    };
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let message = error.to_string().replace('\n', " ");
            errors.push(format!("--config: {shown} is not TOML: {message}"));
            return Vec::new();
        }
    };
    let mut values = Vec::new();
    for (name, value) in table {
        if !SETTINGS.iter().any(|setting| setting.name == name) {
            let hint = "`gleaner serve --help` lists all settings";
            errors.push(format!("{name} in {shown}: no such setting; {hint}"));
        } else if let Some(text) = flag_text(&value) {
            values.push((name, text));
        } else {
            let kind = value.type_str();
            let hint = "write a string, an integer, a boolean or an array of them";
            errors.push(format!(
                "{name} in {shown}: a value of type {kind} is not allowed; {hint}"
            ));
        }
    }
    values
}

/// A TOML value as the text that a flag would carry; none for types that no setting has.
fn flag_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(is_on) => Some(is_on.to_string()),
        toml::Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(flag_text).collect();
            items.map(|items| items.join(","))
        }
        _ => None,
    }
}
