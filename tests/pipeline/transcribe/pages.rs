//! Pages that are assembled from parts, in four languages, with headings and columns as on real pages.

/// How the pages in a language are written.
pub(super) struct Language {
    pub(super) name: &'static str,
    /// The headings of the sections: about, input, output, samples, error codes.
    headings: [&'static str; 5],
    /// The headings of the columns: name, required, type, description.
    columns: [&'static str; 4],
    /// The heading of the column of error codes.
    pub(super) code: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    value: &'static str,
    rate: &'static str,
    /// A note about financial regions that does not name one.
    pub(super) finance: &'static str,
    /// A note that they are not served.
    pub(super) no_finance: &'static str,
}

pub(super) const PAGES: [Language; 4] = [
    Language {
        name: "zh",
        headings: ["接口描述", "输入参数", "输出参数", "示例", "错误码"],
        columns: ["参数名称", "必选", "类型", "描述"],
        code: "错误码",
        yes: "是",
        no: "否",
        value: "这个接口的值：",
        rate: "频率限制：20次/秒。",
        finance: "请注意，金融区也能用；要用金融区的域名。",
        no_finance: "请注意，这里不支持金融区。",
    },
    Language {
        name: "en",
        headings: ["API Description", "Input Parameters", "Output Parameters", "Samples", "Error Codes"],
        columns: ["Parameter name", "Required", "Type", "Description"],
        code: "Error Code",
        yes: "Yes",
        no: "No",
        value: "The value here: ",
        rate: "The limit is 20 requests/sec.",
        finance: "Note: finance AZs are served; they need a domain name of their own.",
        no_finance: "Note: financial regions are not supported.",
    },
    Language {
        name: "ja",
        headings: ["API説明", "入力パラメータ", "出力パラメータ", "例", "エラーコード"],
        columns: ["パラメータ名", "必須項目", "タイプ", "説明"],
        code: "エラーコード",
        yes: "はい",
        no: "いいえ",
        value: "ここでの値：",
        rate: "頻度は20回/秒まで。",
        finance: "注意：金融リージョンでも使えます。",
        no_finance: "注意：金融リージョンには対応していません。",
    },
    Language {
        name: "ko",
        headings: ["API 설명", "입력 매개변수", "출력 매개변수", "예시", "에러 코드"],
        columns: ["매개변수 이름", "필수 여부", "유형", "설명"],
        code: "에러 코드",
        yes: "예",
        no: "아니요",
        value: "여기의 값: ",
        rate: "빈도 제한: 20회/초.",
        finance: "주의: 금융 리전에서도 사용할 수 있습니다.",
        no_finance: "주의: 금융 리전은 지원하지 않습니다.",
    },
];

/// The folder of the spec to which the pages belong.
pub(super) const FOLDER: &str = "demo/2018-01-01";

/// The page of an action, in parts that a test can replace.
#[derive(Clone)]
pub(super) struct ActionPage {
    pub(super) action: &'static str,
    /// The line that contains the host.
    pub(super) host: String,
    pub(super) note: String,
    /// Whether a request requires a region.
    pub(super) region: bool,
    /// Rows below those of the common parameters; `Y` and `N` in their second cells stand for the language's own words.
    pub(super) parameters: String,
    pub(super) results: String,
    /// The text below the heading "samples".
    pub(super) samples: String,
    /// The text below the heading "error codes"; `CODE` and `TEXT` stand for the language's column headings.
    pub(super) errors: String,
}

impl Default for ActionPage {
    fn default() -> Self {
        ActionPage {
            action: "DescribeThings",
            host: "demo.tencentcloudapi.com".to_owned(),
            note: String::new(),
            region: true,
            parameters: "| Offset | N | Integer | x |\n".to_owned(),
            results: "| TaskId | Integer | x |\n| RequestId | String | x |\n".to_owned(),
            samples: String::new(),
            errors: "| CODE | TEXT |\n|---|---|\n| InternalError | x |\n".to_owned(),
        }
    }
}

impl ActionPage {
    /// Returns the text of the page, and a name for it.
    pub(super) fn write(&self, language: &Language) -> (String, String) {
        let Language { headings: [about, input, output, samples, errors], columns, yes, no, value, .. } = language;
        let [name, required, ty, text] = columns;
        let in_words = |rows: &str| rows.replace("| Y |", &format!("| {yes} |")).replace("| N |", &format!("| {no} |"));
        let headings = |rows: &str| rows.replace("CODE", language.code).replace("TEXT", text);
        let page = format!(
            "## 1. {about}\n\n{host}\n\n{rate}\n\n{note}\n\n\
             ## 2. {input}\n\n| {name} | {required} | {ty} | {text} |\n|---|---|---|---|\n\
             | Action | {yes} | String | {value}{action} |\n| Version | {yes} | String | {value}2018-01-01 |\n\
             | Region | {region} | String | x |\n{parameters}\n\
             ## 3. {output}\n\n| {name} | {ty} | {text} |\n|---|---|---|\n{results}\n\
             ## 4. {samples}\n\n{shown}\n\n## 5. {errors}\n\n{codes}\n",
            host = self.host,
            rate = language.rate,
            note = self.note,
            action = self.action,
            region = if self.region { yes } else { no },
            parameters = in_words(&self.parameters),
            results = self.results,
            shown = self.samples,
            codes = headings(&self.errors),
        );
        (format!("{}/{}.md", language.name, self.action), page)
    }
}

/// Returns the page "data types": for each struct, its name, and rows with or without a column "required".
pub(super) fn types(language: &Language, structures: &[(&str, bool, &str)]) -> (String, String) {
    let [name, required, ty, text] = language.columns;
    let mut page = String::new();
    for (structure, in_requests, rows) in structures {
        let head = if *in_requests {
            format!("| {name} | {ty} | {required} | {text} |\n|---|---|---|---|\n")
        } else {
            format!("| {name} | {ty} | {text} |\n|---|---|---|\n")
        };
        let rows = rows.replace("| Y |", &format!("| {} |", language.yes));
        let rows = rows.replace("| N |", &format!("| {} |", language.no));
        page += &format!("## {structure}\n\nx\n\n{head}{rows}\n");
    }
    (format!("{}/types.md", language.name), page)
}
