//! `cundang user`: people and their roles.

use std::io::{self, IsTerminal};

use serde::Serialize;

use super::{
    args::{Common, OutputFormat, UserArgs, UserCommand},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    catalog::Account,
    model::{AccessRole, Lang},
    msg,
    pipeline::{self, People, Workspace},
    report::{history, words},
};

/// Adds, lists, changes or removes people.
pub(super) fn user(common: &Common, args: &UserArgs, output: &mut Output) -> Result<Ending, Stop> {
    if let UserCommand::List = args.command {
        if !matches!(common.format, OutputFormat::Terminal | OutputFormat::Json) {
            return Err(Stop::Error(CliError::unsupported("user list", "terminal json")));
        }
    } else if common.format != OutputFormat::Terminal {
        return Err(Stop::Error(CliError::unsupported("user", "terminal")));
    }
    let workspace = workspace::open(&args.archive)?;
    let people = People::open(workspace.store()).map_err(CliError::from)?;
    let now = pipeline::now();
    let message = match &args.command {
        UserCommand::List => return list(common, &people.list().map_err(CliError::from)?, output),
        UserCommand::Add { name, role } => {
            let role = known(&workspace, role, common.lang)?;
            let is_first = people.is_empty().map_err(CliError::from)?;
            people.add(name, &role, &password(common.lang)?, "", &now).map_err(CliError::from)?;
            if is_first {
                output.say(&msg!(
                    "从现在起，网页工作台要登录才能使用",
                    "from now on everybody logs in to the web workbench"
                ));
            }
            let (zh, en) = (words::role(&role, Lang::Zh), words::role(&role, Lang::En));
            msg!("已添加 {name}：{zh}\n", "{name} is added: {en}\n")
        }
        UserCommand::Passwd { name } => {
            people.set_password(name, &password(common.lang)?, "", &now).map_err(CliError::from)?;
            msg!(
                "已更改 {name} 的密码，其登录都已退出\n",
                "the password of {name} is changed, and their sessions ended\n"
            )
        }
        UserCommand::Remove { name } => {
            people.remove(name, "", false, &now).map_err(CliError::from)?;
            msg!("已移除 {name}；其作过的决定都会保留\n", "{name} is removed; what they decided stays\n")
        }
    };
    // This command may remove the last township user: whoever can write the store has every right anyway.
    let left = people.list().map_err(CliError::from)?;
    if !left.is_empty() && !left.iter().any(|account| account.person.role == AccessRole::Township) {
        output.say(&msg!(
            "注意：没有镇级人员，网页上无人能管理人员",
            "note: there is nobody of the township, so nobody can look after people on the pages"
        ));
    }
    let text = output.text(&message).to_owned();
    output.data(text.as_bytes())?;
    Ok(Ending::Done)
}

/// The role, its village by the full name that the archive gives it.
fn known(workspace: &Workspace, role: &AccessRole, lang: Lang) -> Result<AccessRole, CliError> {
    let Some(wanted) = role.village() else { return Ok(role.clone()) };
    let township = workspace.township().map_err(CliError::from)?;
    if let Some(name) = crate::report::village_named(&township, wanted) {
        return Ok(AccessRole::Village(name));
    }
    Err(workspace::no_village(wanted, &township, lang))
}

/// Asks for a password: twice and without showing it at a terminal, else from one line of stdin.
fn password(lang: Lang) -> Result<String, CliError> {
    let asked = if io::stdin().is_terminal() {
        let first = rpassword::prompt_password(lang.pick("密码：", "Password: "));
        first.and_then(|first| {
            let again = rpassword::prompt_password(lang.pick("再输一次：", "Once more: "))?;
            Ok((first == again).then_some(first))
        })
    } else {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map(|_| Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    };
    match asked {
        Ok(Some(password)) => Ok(password),
        Ok(None) => Err(CliError::new(
            msg!("两次输入的密码不一样", "the password was typed in two different ways"),
            msg!("请再运行一次", "run the command again"),
        )),
        Err(error) => Err(CliError::new(
            msg!("没有读到密码：{error}", "no password could be read: {error}"),
            msg!(
                "请在终端里运行，或从标准输入给出一行密码",
                "run it at a terminal, or give the password as a line on standard input"
            ),
        )),
    }
}

/// `cundang-users/1`.
#[derive(Debug, Serialize)]
struct UsersV1<'a> {
    format: &'static str,
    users: Vec<UserV1<'a>>,
}

#[derive(Debug, Serialize)]
struct UserV1<'a> {
    name: &'a str,
    role: &'a AccessRole,
    created: &'a str,
}

fn list(common: &Common, accounts: &[Account], output: &mut Output) -> Result<Ending, Stop> {
    if common.format == OutputFormat::Json {
        let users = accounts.iter().map(|account| UserV1 {
            name: &account.person.name,
            role: &account.person.role,
            created: &account.created,
        });
        let users = UsersV1 { format: "cundang-users/1", users: users.collect() };
        let text = serde_json::to_string_pretty(&users).map_err(|error| CliError::not_written(&error))? + "\n";
        output.data(text.as_bytes())?;
        return Ok(Ending::Done);
    }
    if accounts.is_empty() {
        let none = msg!(
            "还没有人员：网页工作台只在本机开放，不用登录。\n",
            "There is nobody: the web workbench is for this machine only, without login.\n"
        );
        let text = output.text(&none).to_owned();
        output.data(text.as_bytes())?;
    }
    for account in accounts {
        let role = words::role(&account.person.role, common.lang);
        let line = format!("{}  {role}  {}\n", account.person.name, history::minute(&account.created));
        output.data(line.as_bytes())?;
    }
    Ok(Ending::Done)
}
