//! What headings announce, both those above tables and those of columns, in Chinese, English, Japanese and Korean.
//!
//! The place of a table and the headings of its columns determine what it contains; the words in its cells are
//! considered only if no heading is known.

/// The subject of a section on an action's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Input,
    Output,
    Errors,
}

const SECTIONS: [(Section, &[&str]); 3] = [
    (
        Section::Input,
        &[
            "输入参数",
            "请求参数",
            "input parameter",
            "request parameter",
            "入力パラメータ",
            "リクエストパラメータ",
            "입력 매개변수",
            "요청 매개변수",
            "입력 파라미터",
            "요청 파라미터",
        ],
    ),
    (
        Section::Output,
        &[
            "输出参数",
            "返回参数",
            "响应参数",
            "output parameter",
            "response parameter",
            "出力パラメータ",
            "レスポンスパラメータ",
            "출력 매개변수",
            "응답 매개변수",
            "출력 파라미터",
            "응답 파라미터",
        ],
    ),
    (Section::Errors, &ERROR_CODES),
];

/// Words for error codes, in both kinds of headings.
const ERROR_CODES: [&str; 9] =
    ["错误码", "错误代码", "error code", "エラーコード", "오류 코드", "오류코드", "에러 코드", "에러코드", "errorcode"];

/// The contents of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Required,
    Type,
    Description,
    Codes,
}

/// Columns, by the words that their headings contain. The first one that matches applies: "描述" is also part of "错误码描述".
const PARTS: [(Column, &[&str]); 3] = [
    (Column::Required, &["必选", "必填", "必须", "必須", "必要", "required", "mandatory", "필수"]),
    (Column::Description, &["描述", "说明", "説明", "含义", "备注", "description", "remark", "설명", "비고"]),
    (Column::Codes, &ERROR_CODES),
];

/// Columns, by their whole headings.
const WHOLE: [(Column, &[&str]); 2] = [
    (
        Column::Name,
        &[
            "参数名称",
            "参数名",
            "参数",
            "字段名称",
            "字段名",
            "字段",
            "名称",
            "成员",
            "parameter name",
            "parameter",
            "field name",
            "field",
            "member",
            "name",
            "パラメータ名",
            "パラメータ名称",
            "パラメーター名",
            "パラメータ",
            "フィールド名",
            "フィールド",
            "名前",
            "매개변수 이름",
            "매개변수 명",
            "매개변수명",
            "매개변수",
            "파라미터 이름",
            "파라미터명",
            "파라미터",
            "필드 이름",
            "필드명",
            "필드",
            "이름",
            "명칭",
        ],
    ),
    (
        Column::Type,
        &[
            "类型",
            "数据类型",
            "参数类型",
            "字段类型",
            "type",
            "data type",
            "parameter type",
            "タイプ",
            "データ型",
            "データタイプ",
            "型",
            "유형",
            "타입",
            "데이터 유형",
            "데이터 타입",
            "매개변수 유형",
        ],
    ),
];

/// Returns what a heading above tables announces.
pub(super) fn section(heading: &str) -> Option<Section> {
    let heading = heading.to_lowercase();
    let is_in = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    SECTIONS.iter().find(|(_, words)| is_in(words)).map(|(section, _)| *section)
}

/// Returns what the heading of a column announces.
pub(super) fn column(heading: &str) -> Option<Column> {
    let heading = heading.trim().trim_matches(['*', '`']).trim().to_lowercase();
    let whole = WHOLE.iter().find(|(_, words)| words.contains(&heading.as_str()));
    let part = || PARTS.iter().find(|(_, words)| words.iter().any(|word| heading.contains(word)));
    whole.or_else(part).map(|(column, _)| *column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_four_languages() {
        for (heading, expect) in [
            ("2. 输入参数", Some(Section::Input)),
            ("3. Output Parameters", Some(Section::Output)),
            ("6. エラーコード", Some(Section::Errors)),
            ("Common Error Codes", Some(Section::Errors)),
            ("2. 입력 매개변수", Some(Section::Input)),
            ("4. Example", None),
            ("送るもの", None),
        ] {
            assert_eq!(section(heading), expect, "{heading}");
        }
        for (heading, expect) in [
            ("参数名称", Some(Column::Name)),
            ("選択必須", Some(Column::Required)),
            ("필수 항목 여부", Some(Column::Required)),
            ("**Type**", Some(Column::Type)),
            ("Error Description", Some(Column::Description)),
            ("Error Code", Some(Column::Codes)),
            ("Dimension Name", None),
            ("a", None),
        ] {
            assert_eq!(column(heading), expect, "{heading}");
        }
    }
}
