//! How an action returns a long list in pages.

use tencloud_spec::{PageStyle, PageToken, Pages, Type, Types};

use super::effect;
use crate::facts::{ActionFacts, FieldFacts};

/// The names of results that contain the number of all items.
const TOTALS: [&str; 12] = [
    "TotalCount",
    "Total",
    "TotalNum",
    "TotalCnt",
    "TotalNumber",
    "TotalCounts",
    "RecordNum",
    "TotalElements",
    "TotalRecordsCount",
    "TotalRecords",
    "TotalSize",
    "AllCount",
];

/// Styles of which the name leaves open whether pages are counted from 0 or from 1.
const OPEN: [PageStyle; 5] =
    [PageStyle::Page, PageStyle::PageLimit, PageStyle::PageNum, PageStyle::PageIndex, PageStyle::PageRp];

/// The names of parameters that take the token of a page; so do those that end with `Marker`.
const TOKENS: [&str; 11] = [
    "ConText",
    "Context",
    "ContinueToken",
    "Cursor",
    "NextCursor",
    "NextToken",
    "PageToken",
    "PaginationToken",
    "ScrollId",
    "ScrollToken",
    "SearchAfter",
];

/// The names of results that are true before the last page, and of those that are true in it.
const MORE: [&str; 5] = ["HasMore", "HaveMore", "HasNext", "HasNextPage", "IsTruncated"];
const OVER: [&str; 4] = ["ListOver", "Listover", "IsOver", "IsEnd"];

/// A result, outside of all structs or in one.
struct Found<'f> {
    /// The result that contains it; empty if none does.
    home: &'f str,
    name: &'f str,
    ty: &'f Type,
    is_secret: bool,
}

impl Found<'_> {
    fn path(&self) -> String {
        if self.home.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.home, self.name) }
    }

    fn is_list(&self) -> bool {
        matches!(self.ty, Type::List(_))
    }
}

/// Returns whether values of a type can be numbers: some services send them as strings.
fn is_number(ty: &Type) -> bool {
    ty.is_integer() || *ty == Type::String
}

/// Returns the pagination of an action that has one list, directly in its results or in a struct there, and either the
/// parameters of a style or a token for the next page. If this is not as plain as one list of the results, one total
/// and two integers, the action must be known to read.
pub(crate) fn pages(facts: &ActionFacts, types: &Types) -> Option<Pages> {
    let results = results(facts, types);
    let items = items(&results)?;
    let is_read = effect(facts).is_repeatable();
    let total = beside(&results, items.home, &TOTALS, Type::is_integer)
        .or_else(|| beside(&results, items.home, &TOTALS, is_number))
        .or_else(|| elsewhere(&results, items));
    if let Some((style, from_zero, is_plain)) = style(facts)
        && (total.is_some() && is_plain && items.home.is_empty() && !from_zero || total.is_some() && is_read)
    {
        return Some(Pages { style, from_zero, items: items.path(), total, token: None });
    }
    if !is_read || items.name.ends_with("Schema") {
        return None;
    }
    if let Some((parameter, result)) = token(facts, &results, items.home) {
        let flag = |names| beside(&results, result.home, names, |ty| *ty == Type::Bool);
        let (more, over) = (flag(&MORE[..]), flag(&OVER));
        let token = PageToken { parameter: parameter.to_owned(), result: result.path(), more, over };
        let (style, items) = (PageStyle::Token, items.path());
        return Some(Pages { style, from_zero: false, items, total: None, token: Some(token) });
    }
    // Without a total, another list could be the one that has pages.
    let is_only_list = !results.iter().any(|found| found.is_list() && found.home != items.home);
    let (style, from_zero, _) = style(facts).filter(|_| items.home.is_empty() && is_only_list)?;
    Some(Pages { style, from_zero, items: items.path(), total: None, token: None })
}

/// Returns the results, and the fields of those that are structs.
fn results<'f>(facts: &'f ActionFacts, types: &'f Types) -> Vec<Found<'f>> {
    let outside = facts.results.iter().map(|field| {
        let FieldFacts { name, ty, secret, .. } = field;
        Found { home: "", name, ty, is_secret: *secret == Some(true) }
    });
    let inside = facts.results.iter().flat_map(|field| {
        let structure = match &field.ty {
            Type::Structure(name) => types.types.get(name),
            _ => None,
        };
        let fields = structure.into_iter().flat_map(|structure| &structure.fields);
        fields.map(|inner| Found { home: &field.name, name: &inner.name, ty: &inner.ty, is_secret: inner.is_secret() })
    });
    outside.chain(inside).collect()
}

/// Returns the path of the result with one of these names and the right type, in the struct `home` or outside of all.
fn beside(results: &[Found<'_>], home: &str, names: &[&str], is_right: fn(&Type) -> bool) -> Option<String> {
    let named = |home: &str, name: &str| {
        let is_it = |found: &&Found<'_>| found.home == home && found.name == name && is_right(found.ty);
        results.iter().filter(|found| !found.is_secret).find(is_it).map(Found::path)
    };
    [home, ""].iter().find_map(|home| names.iter().find_map(|name| named(home, name)))
}

/// Returns the path of the total of a list that is outside of all structs, if only one struct contains a total, and no
/// list of its own.
fn elsewhere(results: &[Found<'_>], items: &Found<'_>) -> Option<String> {
    let is_total = |found: &&Found<'_>| TOTALS.contains(&found.name) && found.ty.is_integer();
    let has_list = |home: &str| results.iter().any(|found| found.home == home && found.is_list());
    let total = only(results.iter().filter(|_| items.home.is_empty()).filter(is_total));
    total.filter(|total| !has_list(total.home)).map(Found::path)
}

/// Returns the only list or, of several, the only list of structs. Lists in structs count only if there is no other one.
fn items<'r, 'f>(results: &'r [Found<'f>]) -> Option<&'r Found<'f>> {
    let lists: Vec<&Found<'_>> = results.iter().filter(|found| found.is_list()).collect();
    let is_outside = lists.iter().any(|found| found.home.is_empty());
    let lists = || lists.iter().copied().filter(|found| !is_outside || found.home.is_empty());
    let one_of = |lists: Vec<&'r Found<'f>>| {
        let structs = lists.iter().copied().filter(|found| found.ty.structure().is_some());
        only(lists.iter().copied()).or_else(|| only(structs))
    };
    one_of(lists().collect()).or_else(|| one_of(lists().filter(|found| !describes_items(found.name)).collect()))
}

/// Returns whether a list beside others describes the items, or what a query computes from them.
fn describes_items(name: &str) -> bool {
    name.starts_with("Analysis") || ["Schema", "Columns", "ColNames"].iter().any(|end| name.ends_with(end))
}

/// Returns the only one, if there is exactly one.
fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    found.next().filter(|_| found.next().is_none())
}

/// Returns the style whose parameters an action has, whether its pages count from 0, and whether both are integers.
fn style(facts: &ActionFacts) -> Option<(PageStyle, bool, bool)> {
    let parameter = |name: &str| facts.parameters.iter().find(|field| field.name == name && is_number(&field.ty));
    PageStyle::all().find_map(|style| {
        let (position, size) = style.parameters()?;
        let (position, size) = (parameter(position)?, parameter(size)?);
        let from_zero = match position.counts_from {
            _ if !style.counts_pages() => false,
            Some(from) => from == 0,
            None if OPEN.contains(&style) => return None,
            None => false,
        };
        Some((style, from_zero, position.ty.is_integer() && size.ty.is_integer()))
    })
}

/// Returns the parameter that takes a token, and the result that contains the token of the next page: beside the list,
/// or outside of all structs.
fn token<'r, 'f>(facts: &'f ActionFacts, results: &'r [Found<'f>], home: &str) -> Option<(&'f str, &'r Found<'f>)> {
    let is_token = |field: &&FieldFacts| TOKENS.contains(&field.name.as_str()) || field.name.ends_with("Marker");
    let is_shown = |field: &&FieldFacts| field.secret != Some(true) && is_number(&field.ty);
    facts.parameters.iter().filter(is_token).filter(is_shown).find_map(|field| {
        let names = [format!("Next{}", field.name), field.name.clone()];
        let find = |home: &str| {
            let is_named = |found: &&Found<'_>| names.iter().any(|name| name == found.name);
            results.iter().filter(|found| found.home == home && !found.is_secret && is_number(found.ty)).find(is_named)
        };
        Some((field.name.as_str(), find(home).or_else(|| find(""))?))
    })
}

/// Returns the number from which a page number counts according to its description: what it begins with, or otherwise
/// its default, or the smallest number.
pub(crate) fn counts_from(description: &str) -> Option<u32> {
    let compact: String = description.chars().filter(|c| !c.is_whitespace()).collect();
    let names = |phrases: &[&str], number: char| {
        phrases.iter().any(|phrase| {
            compact.match_indices(phrase).any(|(at, _)| {
                let rest = compact.get(at + phrase.len()..).unwrap_or_default();
                let mut digits = rest.chars().take_while(char::is_ascii_digit);
                digits.next() == Some(number) && digits.next().is_none()
            })
        })
    };
    const BEGINS: [&str; 5] = ["从", "从第", "startsfrom", "startingfrom", "起始值为"];
    const DEFAULT: [&str; 7] = ["默认", "默认为", "默认是", "默认值为", "默认值是", "默认值：", "默认值:"];
    const LEAST: [&str; 5] = ["范围[", "范围是[", "范围为[", "范围：[", "范围:["];
    [&BEGINS[..], &DEFAULT, &LEAST].into_iter().find_map(|phrases| {
        [('1', 1), ('0', 0)].into_iter().find_map(|(digit, number)| names(phrases, digit).then_some(number))
    })
}

#[cfg(test)]
mod tests {
    use tencloud_spec::{Action, ApiVersion, Field, Structure};

    use super::*;
    use crate::facts::OutputRequired;

    #[test]
    fn numbers_from_which_pages_are_counted() {
        for (description, expect) in [
            ("页码，从 1 开始", Some(1)),
            ("页码，从第1页开始，默认值为 10", Some(1)),
            ("页码，从0开始", Some(0)),
            ("页数，默认为1", Some(1)),
            ("每页数量，默认10", None),
            ("页号，范围是[1,1000]，默认值是1。", Some(1)),
            ("页数，取值范围为[1, 1000]。", Some(1)),
            ("页数，取值范围为[10, 1000]。", None),
            ("页码", None),
        ] {
            assert_eq!(counts_from(description), expect, "{description}");
        }
    }

    fn field(written: &str) -> FieldFacts {
        let (name, ty) = written.split_once(':').unwrap();
        FieldFacts {
            name: name.trim_end_matches(['0', '1']).to_owned(),
            ty: ty.parse().unwrap(),
            required: None,
            output_required: OutputRequired::Known(true),
            nullable: None,
            deprecated: None,
            presigned: false,
            secret: None,
            counts_from: name.chars().last().and_then(|last| last.to_digit(10)),
            format: None,
            zone: None,
            values: Vec::new(),
        }
    }

    /// The structs that actions refer to.
    fn types() -> Types {
        let structure = |fields: &[&str]| {
            let field = |written: &&str| {
                let (name, ty) = written.split_once(':').unwrap();
                Field { name: name.to_owned(), ty: ty.parse().unwrap(), ..Field::default() }
            };
            Structure { doc: String::new(), fields: fields.iter().map(field).collect() }
        };
        let mut types = Types::default();
        for (name, fields) in [
            ("Page", &["List:[X]", "Total:int64", "NextToken:string", "HasMore:bool"][..]),
            ("Two", &["A:[X]", "B:[X]", "Total:int64"]),
            ("Sum", &["Total:int64"]),
            ("Untold", &["List:[X]"]),
            ("X", &["Id:string"]),
        ] {
            types.types.insert(name.to_owned(), structure(fields));
        }
        types
    }

    /// Checks the pagination of a reading action in the form of the facts, without `pages=`; `-` if there is none.
    #[track_caller]
    fn check(name: &str, parameters: &[&str], results: &[&str], expect: &str) {
        let facts = ActionFacts {
            name: name.to_owned(),
            rate: None,
            unsigned: None,
            parameters: parameters.iter().map(|written| field(written)).collect(),
            results: results.iter().map(|written| field(written)).collect(),
            errors: None,
            streams: None,
        };
        let mut version = ApiVersion {
            product: tencloud_spec::facts::product("demo", "2020-01-01", "demo", false),
            types: types(),
            ..ApiVersion::default()
        };
        let action = Action { action: name.to_owned(), pages: pages(&facts, &version.types), ..Action::default() };
        version.actions.insert(name.to_owned(), action);
        let written = tencloud_spec::facts::write(&version);
        let word = written.split_whitespace().find_map(|word| word.strip_prefix("pages="));
        assert_eq!(word.unwrap_or("-"), expect, "{parameters:?} {results:?}");
    }

    #[test]
    fn styles_items_and_totals() {
        const PLACE: [&str; 2] = ["Offset:int64", "Limit:int64"];
        for (parameters, results, expect) in [
            (&PLACE[..], &["A:[X]", "TotalCount:int64"][..], "offset_limit,A,TotalCount"),
            (&["PageNumber:uint64", "PageSize:uint64"], &["A:[X]", "TotalNum:int64"], "page_number,A,TotalNum"),
            (&["Page1:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], "page,A,Total"),
            (&["Page:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], "-"),
            (&["Page0:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], "page0,A,Total"),
            (&["PageNo1:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], "page_no,A,Total"),
            (&["Offset:string", "Limit:int64"], &["A:[X]", "Total:int64"], "offset_limit,A,Total"),
            (&["Offset:bool", "Limit:int64"], &["A:[X]", "Total:int64"], "-"),
            (&PLACE, &["A:[X]", "Total:string"], "offset_limit,A,Total"),
            (&PLACE, &["A:[X]", "B:[string]", "Total:int64"], "offset_limit,A,Total"),
            (&PLACE, &["A:[X]", "B:[Y]", "Total:int64"], "-"),
            (&PLACE, &["A:[X]", "Columns:[Y]", "Total:int64"], "offset_limit,A,Total"),
            (&PLACE, &["A:[X]"], "offset_limit,A"),
            (&PLACE, &["Data:Page"], "offset_limit,Data.List,Data.Total"),
            (&PLACE, &["Data:Page", "Other:X"], "offset_limit,Data.List,Data.Total"),
            (&PLACE, &["Data:Page", "Other:Page"], "-"),
            (&PLACE, &["Data:Two"], "-"),
            (&PLACE, &["A:[X]", "Data:Page"], "-"),
            (&PLACE, &["A:[X]", "Data:Untold"], "-"),
            (&PLACE, &["A:[X]", "Data:Sum"], "offset_limit,A,Data.Total"),
        ] {
            check("ListBoxes", parameters, results, expect);
        }
        // What is less plain must be known to read.
        check("HandleBoxes", &PLACE, &["A:[X]", "Total:int64"], "offset_limit,A,Total");
        check("HandleBoxes", &PLACE, &["Data:Page"], "-");
        check("HandleBoxes", &PLACE, &["A:[X]"], "-");
    }

    #[test]
    fn tokens() {
        for (parameters, results, expect) in [
            (&["NextToken:string"][..], &["A:[X]", "NextToken:string"][..], "token,A,NextToken,NextToken"),
            (&["Cursor:int64"], &["A:[X]", "NextCursor:int64"], "token,A,Cursor,NextCursor"),
            (&["BoxMarker:string"], &["A:[X]", "NextBoxMarker:string"], "token,A,BoxMarker,NextBoxMarker"),
            (&["Context:string"], &["A:[X]", "Context:string", "ListOver:bool"], "token,A,Context,Context-ListOver"),
            (&["NextToken:string"], &["D:Page"], "token,D.List,NextToken,D.NextToken+D.HasMore"),
            (&["ClientToken:string"], &["A:[X]", "ClientToken:string"], "-"),
            (&["NextToken:string"], &["A:[X]"], "-"),
            (&["NextToken:string"], &["RowSchema:[X]", "NextToken:string"], "-"),
            (&["Context:[string]"], &["A:[X]", "Context:string"], "-"),
            // A place is better known than a token, unless there is no total.
            (
                &["Offset:int64", "Limit:int64", "Context:string"],
                &["A:[X]", "Context:string"],
                "token,A,Context,Context",
            ),
            (
                &["Offset:int64", "Limit:int64", "Context:string"],
                &["A:[X]", "Context:string", "Total:int64"],
                "offset_limit,A,Total",
            ),
        ] {
            check("ListBoxes", parameters, results, expect);
            check("HandleBoxes", &["NextToken:string"], &["A:[X]", "NextToken:string"], "-");
        }
    }
}
