//! How an action returns a long list in pages.

use tencloud_spec::{PageStyle, Pages, Type};

use crate::facts::{ActionFacts, FieldFacts};

/// The names of results that contain the number of all items.
const TOTALS: [&str; 7] = ["TotalCount", "Total", "TotalNum", "TotalCnt", "TotalNumber", "TotalCounts", "RecordNum"];

/// Styles of which the name leaves open whether pages are counted from 0 or from 1.
const OPEN: [PageStyle; 4] = [PageStyle::Page, PageStyle::PageLimit, PageStyle::PageNum, PageStyle::PageIndex];

/// Returns the pagination of an action that has one list, one total, and the parameters of a style.
pub(crate) fn pages(facts: &ActionFacts) -> Option<Pages> {
    let parameter =
        |name: &str| facts.parameters.iter().filter(|field| field.ty.is_integer()).find(|field| field.name == name);
    let style = PageStyle::all().find(|style| {
        let (position, size) = style.parameters();
        let counts_from_one = |field: &FieldFacts| match field.counts_from {
            _ if !style.counts_pages() => true,
            Some(from) => from == 1,
            None => !OPEN.contains(style),
        };
        parameter(position).is_some_and(counts_from_one) && parameter(size).is_some()
    })?;
    let items = list(facts)?;
    let totals = || facts.results.iter().filter(|field| field.ty.is_integer());
    let total = TOTALS.iter().find_map(|name| totals().find(|field| field.name == *name))?;
    Some(Pages { style, items: items.name.clone(), total: total.name.clone() })
}

/// Returns the only list or, of several, the only list of structs.
fn list(facts: &ActionFacts) -> Option<&FieldFacts> {
    let lists = || facts.results.iter().filter(|field| matches!(field.ty, Type::List(_)));
    only(lists()).or_else(|| only(lists().filter(|field| field.ty.structure().is_some())))
}

/// Returns the only field, if there is exactly one.
fn only<'f>(mut fields: impl Iterator<Item = &'f FieldFacts>) -> Option<&'f FieldFacts> {
    fields.next().filter(|_| fields.next().is_none())
}

/// Returns the number from which a page number counts according to its description: what it begins with, or otherwise
/// its default.
pub(crate) fn counts_from(description: &str) -> Option<u32> {
    let compact: String = description.chars().filter(|c| !c.is_whitespace()).collect();
    let names = |phrases: [&str; 5], number: char| {
        phrases.iter().any(|phrase| {
            compact.match_indices(phrase).any(|(at, _)| {
                let rest = compact.get(at + phrase.len()..).unwrap_or_default();
                let mut digits = rest.chars().take_while(char::is_ascii_digit);
                digits.next() == Some(number) && digits.next().is_none()
            })
        })
    };
    const BEGINS: [&str; 5] = ["从", "从第", "startsfrom", "startingfrom", "起始值为"];
    const DEFAULT: [&str; 5] = ["默认", "默认为", "默认值为", "默认值：", "默认值:"];
    [('1', 1), ('0', 0)].into_iter().find_map(|(digit, number)| names(BEGINS, digit).then_some(number)).or_else(|| {
        [('1', 1), ('0', 0)].into_iter().find_map(|(digit, number)| names(DEFAULT, digit).then_some(number))
    })
}

#[cfg(test)]
mod tests {
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
            ("页码", None),
        ] {
            assert_eq!(counts_from(description), expect, "{description}");
        }
    }

    fn field(written: &str) -> FieldFacts {
        let (name, ty) = written.split_once(':').unwrap();
        FieldFacts {
            name: name.trim_end_matches('1').to_owned(),
            ty: ty.parse().unwrap(),
            required: None,
            output_required: OutputRequired::Known(true),
            nullable: None,
            deprecated: None,
            secret: None,
            counts_from: name.ends_with('1').then_some(1),
            values: Vec::new(),
        }
    }

    #[test]
    fn styles_items_and_totals() {
        use PageStyle::{OffsetLimit, Page, PageNumber};
        for (parameters, results, expect) in [
            (
                &["Offset:int64", "Limit:int64"][..],
                &["A:[X]", "TotalCount:int64"][..],
                Some((OffsetLimit, "A", "TotalCount")),
            ),
            (
                &["PageNumber:uint64", "PageSize:uint64"],
                &["A:[X]", "TotalNum:int64"],
                Some((PageNumber, "A", "TotalNum")),
            ),
            (&["Page1:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], Some((Page, "A", "Total"))),
            (&["Page:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], None),
            (&["Offset:string", "Limit:int64"], &["A:[X]", "Total:int64"], None),
            (&["PageNo1:int64", "PageSize:int64"], &["A:[X]", "Total:int64"], Some((PageStyle::PageNo, "A", "Total"))),
            (
                &["Offset:int64", "Limit:int64"],
                &["A:[X]", "B:[string]", "Total:int64"],
                Some((OffsetLimit, "A", "Total")),
            ),
            (&["Offset:int64", "Limit:int64"], &["A:[X]", "B:[Y]", "Total:int64"], None),
            (&["Offset:int64", "Limit:int64"], &["A:[X]"], None),
        ] {
            let facts = ActionFacts {
                name: "ListBoxes".to_owned(),
                rate: None,
                unsigned: None,
                parameters: parameters.iter().map(|written| field(written)).collect(),
                results: results.iter().map(|written| field(written)).collect(),
                errors: None,
                streams: None,
            };
            let expect =
                expect.map(|(style, items, total)| Pages { style, items: items.to_owned(), total: total.to_owned() });
            assert_eq!(pages(&facts), expect, "{parameters:?} {results:?}");
        }
    }
}
