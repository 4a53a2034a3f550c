//! Expressions, laid out as rustfmt does without options.

/// `max_width`.
const WIDTH: usize = 100;
/// `chain_width` and `array_width`.
const SHORT: usize = 60;
/// `short_array_element_width_threshold`.
const SHORT_ITEM: usize = 10;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    /// A literal or a path.
    Atom(String),
    /// `[…]` or `vec![…]`.
    List { open: &'static str, items: Vec<Expression> },
    /// An expression with fields and calls of methods, such as `a.b().c()?`.
    Chain { root: String, links: Vec<Link> },
}

/// A link of a chain.
#[derive(Clone, Debug)]
pub(super) struct Link {
    name: String,
    /// The arguments of a method; a field has none.
    arguments: Option<Vec<Expression>>,
    /// `?`, if it is there.
    suffix: &'static str,
}

impl Expression {
    pub(super) fn atom(text: &str) -> Expression {
        Expression::Atom(text.to_owned())
    }

    pub(super) fn text(text: &str) -> Expression {
        Expression::Atom(format!("{text:?}"))
    }

    pub(super) fn path(path: &str) -> Expression {
        Expression::Chain { root: path.to_owned(), links: Vec::new() }
    }

    /// Calls a path without arguments.
    pub(super) fn call(self, arguments: Vec<Expression>) -> Expression {
        let arguments: Vec<String> = arguments.iter().map(Expression::line).collect();
        Expression::path(&format!("{}({})", self.line(), arguments.join(", ")))
    }

    pub(super) fn method(self, name: &str, arguments: Vec<Expression>) -> Expression {
        self.link(Link { name: name.to_owned(), arguments: Some(arguments), suffix: "" })
    }

    pub(super) fn field(self, name: &str) -> Expression {
        self.link(Link { name: name.to_owned(), arguments: None, suffix: "" })
    }

    fn link(self, link: Link) -> Expression {
        match self {
            Expression::Chain { root, mut links } => {
                links.push(link);
                Expression::Chain { root, links }
            }
            other => Expression::Chain { root: other.line(), links: vec![link] },
        }
    }

    /// Appends to the last link.
    pub(super) fn suffix(mut self, suffix: &'static str) -> Expression {
        if let Expression::Chain { links, .. } = &mut self
            && let Some(last) = links.last_mut()
        {
            last.suffix = suffix;
        }
        self
    }

    /// Writes the expression on one line.
    fn line(&self) -> String {
        match self {
            Expression::Atom(text) => text.clone(),
            Expression::List { open, items } => format!("{open}{}]", joined(items)),
            Expression::Chain { root, links } => links.iter().fold(root.clone(), |line, link| line + &link.line()),
        }
    }

    /// Lays out the expression between the other parts of its line, which is indented by `indent`.
    pub(super) fn laid_out(&self, indent: usize, before: &str, after: &str) -> String {
        let line = self.line();
        let width = line.chars().count();
        let is_whole = indent + before.chars().count() + width + after.chars().count() <= WIDTH;
        match self {
            Expression::Atom(_) => line,
            Expression::List { items, .. } if is_whole && width_of(items) <= SHORT && !self.is_broken() => line,
            Expression::List { open, items } => match items.as_slice() {
                [] => line,
                // The only item shares the line of the bracket.
                [Expression::Chain { root, links }] => {
                    format!("{open}{}]", chain(root, links, indent))
                }
                _ => format!("{open}\n{}{}]", list(items, indent + 4), " ".repeat(indent)),
            },
            Expression::Chain { .. } if is_whole && !self.is_broken() => line,
            Expression::Chain { root, links } if links.is_empty() => root.clone(),
            Expression::Chain { root, links } => chain(root, links, indent),
        }
    }

    /// Returns whether the expression contains one that is too long for one line wherever it is.
    fn is_broken(&self) -> bool {
        match self {
            Expression::Atom(_) => false,
            Expression::List { items, .. } => width_of(items) > SHORT || items.iter().any(Expression::is_broken),
            Expression::Chain { links, .. } => {
                // rustfmt counts one more for the `?` at the end.
                let width =
                    self.line().chars().count() + usize::from(links.last().is_some_and(|last| last.suffix == "?"));
                let is_long = links.len() > 1 && width > SHORT;
                is_long || links.iter().flat_map(|link| link.arguments.iter().flatten()).any(Expression::is_broken)
            }
        }
    }
}

impl Link {
    fn line(&self) -> String {
        let arguments = self.arguments.as_ref().map(|arguments| format!("({})", joined(arguments)));
        format!(".{}{}{}", self.name, arguments.unwrap_or_default(), self.suffix)
    }

    /// Lays out the link on its own line.
    fn laid_out(&self, indent: usize) -> String {
        let line = self.line();
        let (name, suffix) = (&self.name, self.suffix);
        let is_broken = self.arguments.iter().flatten().any(Expression::is_broken);
        match self.arguments.as_deref() {
            Some([argument]) if is_broken || indent + line.chars().count() > WIDTH => {
                if let Expression::List { .. } = argument {
                    let before = format!(".{name}(");
                    return format!("{before}{}){suffix}", argument.laid_out(indent, &before, ")"));
                }
                let inner = " ".repeat(indent + 4);
                let argument = argument.laid_out(indent + 4, "", ",");
                format!(".{name}(\n{inner}{argument},\n{}){suffix}", " ".repeat(indent))
            }
            _ => line,
        }
    }
}

fn chain(root: &str, links: &[Link], indent: usize) -> String {
    let inner = " ".repeat(indent + 4);
    links.iter().fold(root.to_owned(), |text, link| format!("{text}\n{inner}{}", link.laid_out(indent + 4)))
}

/// Lays out the items of a list: short ones fill lines, and others have a line each.
fn list(items: &[Expression], indent: usize) -> String {
    let outer = " ".repeat(indent);
    let lines: Vec<String> = items.iter().map(Expression::line).collect();
    if lines.iter().any(|line| line.chars().count() > SHORT_ITEM) {
        return items.iter().map(|item| format!("{outer}{},\n", item.laid_out(indent, "", ","))).collect();
    }
    let mut filled = vec![String::new()];
    for line in lines {
        match filled.last_mut() {
            Some(last) if last.is_empty() => *last = format!("{outer}{line},"),
            Some(last) if last.chars().count() + line.chars().count() + 2 <= WIDTH => *last = format!("{last} {line},"),
            _ => filled.push(format!("{outer}{line},")),
        }
    }
    filled.join("\n") + "\n"
}

fn joined(items: &[Expression]) -> String {
    let lines: Vec<String> = items.iter().map(Expression::line).collect();
    lines.join(", ")
}

fn width_of(items: &[Expression]) -> usize {
    joined(items).chars().count()
}
