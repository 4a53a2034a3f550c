//! The values that a description lists: `0：off，1：on`, a line for each value, or "one of `a`, `b`".
//!
//! Only the values are kept. A list that is not clearly one of all values is ignored: an unknown value is better than a
//! wrong one.

mod closed;
mod rule;
mod text;

use tencloud_spec::Type;

use closed::is_closed;
use rule::Rule;
pub(super) use text::plain;

/// The largest number of values; a longer list is better read on the page.
const MOST: usize = 64;

/// Returns the values that a description lists for a field of a type, or none.
pub(crate) fn values(name: &str, description: &str, ty: &Type) -> Vec<String> {
    let is_integer = match ty.item() {
        Type::Int64 | Type::Uint64 => true,
        Type::String => false,
        _ => return Vec::new(),
    };
    let lines = text::lines(description);
    let rule = Rule { is_integer, is_unsigned: *ty.item() == Type::Uint64 };
    let is_number = |value: &String| value.chars().all(|c| c.is_ascii_digit());
    let found = match rule.find(&lines) {
        // As numbers, codes that are glued to their meanings are read, too: `2-QQ`.
        Some(codes) if !is_integer && codes.iter().all(is_number) => {
            let numbers = Rule { is_integer: true, is_unsigned: false }.find(&lines);
            numbers.filter(|numbers| numbers.len() >= codes.len()).or(Some(codes))
        }
        found => found,
    };
    found.filter(|values| values.len() <= MOST && is_closed(name, values, &lines)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_values() {
        let (string, integer) = (Type::String, Type::Int64);
        for (description, ty, expect) in [
            ("开关，取值有：<li>on：开；</li><li>off：关</li>", &string, &["on", "off"][..]),
            ("状态\n- RUNNING\n- STOPPED", &string, &["RUNNING", "STOPPED"]),
            ("取值：HOST、<code>CLUSTER</code>。", &string, &["HOST", "CLUSTER"]),
            ("格式为yyyy-MM-dd HH:mm:ss，默认当天", &string, &[]),
            ("Note: a\nExample: b", &string, &[]),
            ("排序方式，取值：0:增序(默认)，1:降序", &integer, &["0", "1"]),
            ("(2:ALL，3:READ，4:WRITE)", &integer, &["2", "3", "4"]),
            ("维度，Type=3（自定义）时必填（1：准确性，2：唯一性）", &integer, &["1", "2"]),
            ("0-关闭; 1-打开", &integer, &["0", "1"]),
            ("状态 0: 待处理 1:已防御 2: 已忽略", &integer, &["0", "1", "2"]),
            ("取值有：\n5：5 分钟\n60：1 小时", &integer, &["5", "60"]),
            ("为：+[国家码][手机号] ，示例如：+8613601238015，86为国家码，13601238015为手机号。", &string, &[]),
            ("-1：失败，0：成功", &integer, &["-1", "0"]),
            ("取值范围[0,16]", &integer, &[]),
            ("取值范围：1-100", &integer, &[]),
            ("统计粒度，取值[300(5分钟)，3600(小时)，86400(天)]", &integer, &["300", "3600", "86400"]),
            ("默认值：a，其它可选值：b、c。", &string, &[]),
            ("时间，例如 12:00:00，13:00:00", &integer, &[]),
            ("支持{R:x}：表示序列，{F:x}：表示随机", &string, &[]),
            (r#"配置，{ "Key": "a", "Value": "b" }"#, &string, &[]),
            ("{ 1: 初始化; 2: 运行 }", &integer, &["1", "2"]),
            ("取值示例：user、assistant。", &string, &[]),
            ("0：否；3：是（如：数学）；4：可以", &integer, &["0", "3", "4"]),
            ("访问源示例：\nnet：192.168.0.2\ntag：a", &string, &[]),
            ("注意：\n1，公网可访问\n2，大小有限制", &string, &[]),
            ("返回值 SD 为通用型，HP为性能型，TB 为标准型", &string, &["SD", "HP", "TB"]),
            ("INC – 包含；EXC – 不包含；REG-正则", &string, &["INC", "EXC", "REG"]),
            ("1-微信 2-QQ号 3-群", &string, &["1", "2", "3"]),
            ("Y：是，N：否", &string, &["Y", "N"]),
            ("地域，gz表示广州，sh表示上海等", &string, &[]),
            ("1=周一, ..., 7=周日", &integer, &[]),
            ("证件：CARD：身份证\nPASS：通行证\nOTHER：其他", &string, &["CARD", "PASS", "OTHER"]),
            ("min: 1分钟；\n5min: 5分钟；\nday: 1天", &string, &["min", "5min", "day"]),
            ("当 Switch 为 on 时必填：\nfull：全部\nnone：无", &string, &["full", "none"]),
            ("Valid values: `CLOSE`, `UPDATE`\n`CLOSE`: a\n`UPDATE`: b", &string, &["CLOSE", "UPDATE"]),
            ("状态，A：甲；B：乙；\nC：丙；\nD：丁", &string, &["A", "B", "C", "D"]),
            ("0表示甲\n1表示乙，2表示丙", &integer, &["0", "1", "2"]),
            ("1: 4110 (8核)\n2: 6133 (20核)", &integer, &["1", "2"]),
            ("3 - 3天；\n7 - 一周", &integer, &["3", "7"]),
            ("结果：-1（失败）；2（成功）", &integer, &[]),
            ("取值： -1（失败）；2（成功）", &integer, &["-1", "2"]),
            ("rr表示轮询；lc表示最小；RealServerType 为 DOMAIN 不支持", &string, &["rr", "lc"]),
            ("a_proto -- Mysql协议\nb_proto -- Postgre协议", &string, &["a_proto", "b_proto"]),
            ("状态，包括creating：创建中；on：运行中；\noff：关闭", &string, &["creating", "on", "off"]),
            ("'A'：甲，'B'：乙，\n‘C’：丙，‘D’：丁", &string, &["A", "B", "C", "D"]),
            ("导入位置，-2:最早（默认），-1：最晚", &integer, &["-2", "-1"]),
            ("取值 ALL 和 ANY\nALL，甲\nANY，乙\n原因包括售罄、不足等。", &string, &["ALL", "ANY"]),
            ("Default：默认；\nAll：全部", &string, &["Default", "All"]),
            ("on: a\nDefault: 1", &string, &[]),
            ("SD 为通用型， HP为高性能， TB为turbo标准型", &string, &["SD", "HP", "TB"]),
            ("topicIn, Topic生产速率\ntopicOut，Topic消费速率", &string, &["topicIn", "topicOut"]),
            ("可取值：alg、drop、trans。alg，验证；drop表示丢弃，trans表示放行", &string, &["alg", "drop", "trans"]),
            ("账号：\nlogin：登录\nsms：短信\n营销：\nredeem：兑换\ntask：任务", &string, &[]),
            ("间隔：\n[1, 3]: 600秒\n[4, 10]: 900秒", &integer, &[]),
            ("是否转码，0表示不，1表示要。注：\n1、混流\n2、收费", &integer, &["0", "1"]),
            ("\"DEFAULT\"表示默认。\n\"CPU\"表示核数", &string, &["DEFAULT", "CPU"]),
            ("长度，取值范围(0, 1500)", &string, &[]),
            ("Type. Valid values: [A, B]. `A`: a; `B`: b", &string, &["A", "B"]),
            ("渠道：Email:邮件;Sms:短信;Http:回调", &string, &["Email", "Sms", "Http"]),
            ("地址，http://a.example，https://b.example", &string, &[]),
            ("主或备，可选[0|1]。", &string, &["0", "1"]),
            ("A：默认；\nHTTP；\nHTTPS。", &string, &["A", "HTTP", "HTTPS"]),
            ("支持XLS、\nXLSX、CSV、\nIM、PCX", &string, &[]),
            ("状态0:甲\nEVENT_A:乙\nEVENT_B:丙", &string, &["EVENT_A", "EVENT_B"]),
            ("qcs::cam::uin、qcs::cos::uin", &string, &[]),
            ("优先级，1 为最高，100为最低", &integer, &[]),
            ("0，月度\n1，永久", &integer, &["0", "1"]),
            ("- 0：a\n- -2：b", &integer, &["0", "-2"]),
        ] {
            assert_eq!(values("Field", description, ty), expect, "{description}");
        }
        assert!(values("Field", "取值：a、b", &Type::Float).is_empty());
    }
}
