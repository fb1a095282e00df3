//! Lists: filter, search, sort, page, and the envelope around them, for any kind of item.
//! Works on the items' wire form, so every property that a client can see can also be filtered by.

use crate::http::{ApiError, Query};
use serde_json::{Value, json};
use std::cmp::Ordering;

const MAX_PAGE_SIZE: usize = 100;
const CONTROLS: &[&str] = &[
    "page",
    "pagesize",
    "search",
    "searchon",
    "searchtype",
    "sortby",
    "catalogid",
    "categoryid",
    "depth",
    "sellerid",
    "anonusertoken",
];

/// What differs between lists.
pub(crate) struct Listing<'a> {
    /// Properties that `search` looks into.
    pub search_on: &'a [&'a str],
    /// Properties counted in `Meta.Facets`; none leaves the facets out.
    pub facets: &'a [&'a str],
}

/// The page of `items` that the query asks for.
pub(crate) fn page(items: Vec<Value>, query: &Query, listing: &Listing<'_>) -> Result<Value, ApiError> {
    let page = whole_number(query, "page")?.unwrap_or(1);
    let size = whole_number(query, "pageSize")?.unwrap_or(20);
    if page == 0 {
        return Err(ApiError::bad_request("List.InvalidPage", "The page must be 1 or more."));
    }
    if size == 0 || size > MAX_PAGE_SIZE {
        let message = format!("The page size must be between 1 and {MAX_PAGE_SIZE}.");
        return Err(ApiError::bad_request("List.InvalidPageSize", message));
    }
    let mut items: Vec<Value> =
        items.into_iter().filter(|item| found(item, query, listing) && passes(item, query)).collect();
    if let Some(sort_by) = query.get("sortBy") {
        sort(&mut items, sort_by);
    }
    let facets: Vec<Value> = listing.facets.iter().map(|path| facet(&items, path)).collect();
    let total = items.len();
    let start = (page - 1).saturating_mul(size);
    let items: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let range = if items.is_empty() { [0, 0] } else { [start + 1, start + items.len()] };
    let mut meta = json!({
        "Page": page, "PageSize": size, "TotalCount": total, "TotalPages": total.div_ceil(size),
        "ItemRange": range, "NextPageKey": null,
    });
    if !listing.facets.is_empty() {
        meta["Facets"] = Value::Array(facets);
    }
    Ok(json!({ "Meta": meta, "Items": items }))
}

fn whole_number(query: &Query, name: &str) -> Result<Option<usize>, ApiError> {
    let number = query.get(name).filter(|value| !value.is_empty()).map(str::parse::<usize>).transpose();
    number.map_err(|_| ApiError::bad_request("ValidationFailure", format!("{name} must be a whole number.")))
}

fn found(item: &Value, query: &Query, listing: &Listing<'_>) -> bool {
    let Some(search) = query.get("search").map(str::to_lowercase) else { return true };
    let on: Vec<&str> = match query.get("searchOn") {
        Some(list) if !list.is_empty() => list.split(',').collect(),
        _ => listing.search_on.to_vec(),
    };
    search.split_whitespace().all(|word| {
        on.iter().any(|path| at(item, path).is_some_and(|value| text(value).to_lowercase().contains(word)))
    })
}

/// Every filter must hold: `Prop=value`, with `|` for or, `!` for not, `*` for any text, `>` and `<` for bounds.
fn passes(item: &Value, query: &Query) -> bool {
    query
        .0
        .iter()
        .filter(|(key, _)| !CONTROLS.contains(&key.to_ascii_lowercase().as_str()))
        .all(|(path, wanted)| wanted.split('|').any(|wanted| satisfies(at(item, path), wanted)))
}

fn satisfies(value: Option<&Value>, wanted: &str) -> bool {
    let value = value.filter(|value| !value.is_null());
    if let Some(unwanted) = wanted.strip_prefix('!') {
        return !satisfies(value, unwanted);
    }
    let Some(value) = value else { return false };
    if let Value::Array(values) = value {
        return values.iter().any(|value| satisfies(Some(value), wanted));
    }
    if let Some(bound) = wanted.strip_prefix('>') {
        return compare(&text(value), bound) == Ordering::Greater;
    }
    if let Some(bound) = wanted.strip_prefix('<') {
        return compare(&text(value), bound) == Ordering::Less;
    }
    matches_pattern(&text(value).to_lowercase(), &wanted.to_lowercase())
}

fn matches_pattern(text: &str, pattern: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(position) = text.find(part) else { return false };
        text = text.get(position + part.len()..).unwrap_or_default();
    }
    text.ends_with(tail)
}

fn sort(items: &mut [Value], sort_by: &str) {
    let keys: Vec<(&str, bool)> = sort_by
        .split(',')
        .filter(|key| !key.is_empty())
        .map(|key| key.strip_prefix('!').map_or((key, false), |key| (key, true)))
        .collect();
    items.sort_by(|a, b| {
        keys.iter().fold(Ordering::Equal, |order, (path, descending)| {
            order.then_with(|| {
                let (a, b) = (at(a, path).map(text), at(b, path).map(text));
                let order = compare(&a.unwrap_or_default(), &b.unwrap_or_default());
                if *descending { order.reverse() } else { order }
            })
        })
    });
}

fn facet(items: &[Value], path: &str) -> Value {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for value in items.iter().filter_map(|item| at(item, path)).map(text) {
        match counts.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => counts.push((value, 1)),
        }
    }
    counts.sort();
    let values: Vec<Value> =
        counts.iter().map(|(value, count)| json!({ "Value": value, "Count": count })).collect();
    let xp_path = path.strip_prefix("xp.").unwrap_or(path);
    json!({ "Name": xp_path, "XpPath": xp_path, "Values": values, "xp": {} })
}

/// The value at `Prop` or `xp.A.B`, whatever the case of the letters.
fn at<'a>(item: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(item, |value, key| {
        value.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn compare(a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.to_lowercase().cmp(&b.to_lowercase()),
    }
}
