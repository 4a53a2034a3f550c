//! Pages generated from the repository's own spec, which must all be transcribed back to the same spec.

use serde_json::Value;
use tencloud_spec::{Action, Field, Method, Product, Sample, Type, Types};

use crate::spec::Files;

/// The style of a page.
pub(super) struct Style {
    pub(super) language: &'static str,
    yes: &'static str,
    no: &'static str,
    headings: [&'static str; 6],
    columns: [&'static str; 4],
    rate: &'static str,
    null: &'static str,
    placeholder: &'static str,
    /// Whether the type comes before the required flag.
    type_first: bool,
    /// Whether lists are written `Name.N`.
    numbered: bool,
    /// Whether the error codes come before the samples.
    errors_first: bool,
}

pub(super) const STYLES: [Style; 4] = [
    Style {
        language: "zh",
        yes: "是",
        no: "否",
        headings: ["1. 接口描述", "2. 输入参数", "3. 输出参数", "4. 示例", "5. 开发者资源", "6. 错误码"],
        columns: ["参数名称", "必选", "类型", "描述"],
        rate: "默认接口请求频率限制：{}次/秒。",
        null: "<br/>注意：此字段可能返回 null。",
        placeholder: "<公共请求参数>",
        type_first: false,
        numbered: true,
        errors_first: false,
    },
    Style {
        language: "en",
        yes: "Yes",
        no: "No",
        headings: ["1. About", "2. Input", "3. Output", "5. Example", "6. Resources", "4. Error Codes"],
        columns: ["Name", "Required", "Type", "Description"],
        rate: "A maximum of {} requests can be initiated per second for this API.",
        null: "<br/>Note: This field may return null.",
        placeholder: "<Common request parameters>",
        type_first: true,
        numbered: true,
        errors_first: true,
    },
    Style {
        language: "ja",
        yes: "要",
        no: "不要",
        headings: ["1. 説明", "2. 入力", "3. 出力", "4. 例", "5. 道具", "6. エラーコード"],
        columns: ["名称", "必須", "タイプ", "説明"],
        rate: "頻度は{}回/秒まで。",
        null: "注：null を返すことがあります。",
        placeholder: "<共通リクエストパラメータ>",
        type_first: false,
        numbered: false,
        errors_first: false,
    },
    Style {
        language: "ko",
        yes: "예",
        no: "아니요",
        headings: ["1. 설명", "2. 입력", "3. 출력", "4. 예시", "5. 도구", "6. 오류 코드"],
        columns: ["이름", "필수", "유형", "설명"],
        rate: "빈도 제한: {}회/초.",
        null: "<br>참고: null일 수 있습니다.",
        placeholder: "<공통 요청 매개변수>",
        type_first: true,
        numbered: false,
        errors_first: true,
    },
];

fn ours(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| !field.newer)
}

fn ty(ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Int64 | Type::Uint64 => "Integer".to_owned(),
        Type::Float => "Float".to_owned(),
        Type::Bool => "Boolean".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::Datetime => "Timestamp".to_owned(),
        Type::DatetimeIso => "Timestamp ISO8601".to_owned(),
        Type::Binary => "Binary".to_owned(),
        Type::Structure(name) => format!("[{name}](/document/api/239/20022#{name})"),
        Type::List(item) => format!("Array of {}", self::ty(item)),
    }
}

impl Style {
    fn row(&self, name: &str, required: Option<bool>, ty: &str, doc: &str) -> String {
        let word = required.map(|required| if required { self.yes } else { self.no });
        let cells: Vec<&str> = match (word, self.type_first) {
            (Some(word), true) => vec![name, ty, word, doc],
            (Some(word), false) => vec![name, word, ty, doc],
            (None, _) => vec![name, ty, doc],
        };
        format!("| {} |\n", cells.join(" | "))
    }

    fn head(&self, with_required: bool) -> String {
        let [name, required, ty, doc] = self.columns;
        let cells = match (with_required, self.type_first) {
            (true, true) => vec![name, ty, required, doc],
            (true, false) => vec![name, required, ty, doc],
            (false, _) => vec![name, ty, doc],
        };
        format!("| {} |\n|{}\n", cells.join(" | "), "---|".repeat(cells.len()))
    }

    /// Returns the page of an action.
    pub(super) fn action(&self, action: &Action, product: &Product) -> String {
        let name = &action.action;
        let host = format!("{}.tencentcloudapi.com", product.product);
        let [about, input, output, sample, resources, errors] = self.headings;
        let mut page = format!("## {about}\n\n{host}\n\n");
        if let Some(rate) = action.rate.filter(|rate| rate.documented) {
            page += &format!("{}\n\n", self.rate.replace("{}", &rate.per_second.to_string()));
        }
        if product.finance {
            page += &format!("{}.ap-shanghai-fsi.tencentcloudapi.com\n\n", product.product);
        }
        page += &format!("## {input}\n\n{}", self.head(true));
        for (name, value) in [("Action", name), ("Version", &product.version)] {
            page += &self.row(name, Some(true), "String", &format!("[x](/document/api/1/2): {value}"));
        }
        page += &self.row("Region", Some(product.regional), "String", "[x](/document/api/1/2)");
        for field in ours(&action.parameters) {
            let is_list = self.numbered && matches!(field.ty, Type::List(_));
            let name = format!("{}{}", field.name, if is_list { ".N" } else { "" });
            page += &self.row(&name, Some(field.required), &ty(&field.ty), r"a \| b");
        }
        page += &format!("\n## {output}\n\n{}", self.head(false));
        for field in ours(&action.results) {
            page += &self.row(&field.name, None, &ty(&field.ty), if field.nullable { self.null } else { "" });
        }
        page += &self.row("RequestId", None, "String", "");
        let errors = action.errors.as_ref().map_or(String::new(), |codes| self.errors(errors, codes));
        let samples = self.samples(sample, &host, name, &action.samples);
        let link = format!(
            "https://console.cloud.tencent.com/api/explorer?Product={}&Version={}&Action={name}",
            product.product, product.version
        );
        let resources = format!("\n## {resources}\n\n* [API 3.0 Explorer]({link})\n");
        if self.errors_first { page + &errors + &samples + &resources } else { page + &samples + &resources + &errors }
    }

    fn errors(&self, heading: &str, codes: &[String]) -> String {
        let link = "/document/api/1/3#.E5.85.AC.E5.85.B1.E9.94.99.E8.AF.AF.E7.A0.81";
        let rows: String = codes.iter().map(|code| format!("| {code} | x |\n")).collect();
        if rows.is_empty() {
            return format!("\n## {heading}\n\n暂无 / no error codes / ありません / 없습니다: [x]({link})\n");
        }
        format!("\n## {heading}\n\n[x]({link})\n\n| {heading} | {} |\n|---|---|\n{rows}", self.columns[3])
    }

    fn samples(&self, heading: &str, host: &str, action: &str, samples: &[Sample]) -> String {
        let mut page = format!("\n## {heading}\n");
        for (index, sample) in samples.iter().enumerate() {
            let request = match sample.method {
                Method::Get => {
                    let mut query = format!("https://{host}/?Action={action}");
                    flatten("", &Value::Object(sample.request.clone()), &mut query);
                    format!("{query}\n&{}", self.placeholder)
                }
                Method::Post => format!(
                    "POST / HTTP/1.1\nHost: {host}\nContent-Type: application/json\nX-TC-Action: {action}\n{}\n\n{:#}",
                    self.placeholder,
                    Value::Object(sample.request.clone())
                ),
            };
            let response = serde_json::json!({ "Response": sample.response });
            page += &format!("\n### {heading} {index}\n\n```\n{request}\n```\n\n```json\n{response:#}\n```\n");
        }
        page
    }

    /// Returns the page "data types".
    pub(super) fn types(&self, types: &Types) -> String {
        let mut page = String::new();
        for (name, structure) in &types.types {
            // A struct that occurs only in responses has no column "required".
            let in_requests = structure.fields.iter().any(|field| field.required);
            page += &format!("## {name}\n\nx\n\n{}", self.head(in_requests));
            for field in ours(&structure.fields) {
                let required = in_requests.then_some(field.required);
                page += &self.row(&field.name, required, &ty(&field.ty), if field.nullable { self.null } else { "x" });
            }
            page.push('\n');
        }
        page
    }
}

fn flatten(name: &str, value: &Value, query: &mut String) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Value::String(text) => return query.push_str(&format!("\n&{name}={text}")),
        other => return query.push_str(&format!("\n&{name}={other}")),
    };
    for (key, value) in members {
        let dot = if name.is_empty() { "" } else { "." };
        flatten(&format!("{name}{dot}{key}"), value, query);
    }
}

/// Returns the actions of one version of a product, and what they share.
pub(super) fn of_spec(spec: &Files, folder: &str) -> (Product, Types, Vec<Action>) {
    let text = |name: &str| &spec[&format!("{folder}/{name}.json")];
    let actions = spec.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/actions/")));
    (
        serde_json::from_str(text("product")).unwrap(),
        serde_json::from_str(text("types")).unwrap(),
        actions.map(|(_, text)| serde_json::from_str(text).unwrap()).collect(),
    )
}
