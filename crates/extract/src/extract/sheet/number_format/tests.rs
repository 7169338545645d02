use proptest::prelude::*;

use super::*;
use crate::extract::sheet::cell::one_line;

fn shown(code: &str, value: f64) -> String {
    one_line(&NumberFormat::parse(code).number(value, Epoch::Of1900).unwrap_or_else(|| "—".to_owned()))
}

/// Monday, 15 June 2020.
const DAY: f64 = 43_997.0;

#[test]
fn numbers() {
    for (code, value, expected) in [
        ("General", 1280.5, "1280.5"),
        ("G/通用格式\"元\"", 5.0, "5元"),
        ("00000", 371.0, "00371"),
        ("00000", -371.0, "-00371"),
        ("0.00\"万元\"", 12.5, "12.50万元"),
        ("0.00元", 12.345, "12.35元"),
        ("0\\元", 3.0, "3元"),
        ("0.00", 1.005, "1.01"),
        ("0.00", 2.675, "2.68"),
        ("#,##0", 1_234_567.0, "1,234,567"),
        ("#,##0.00", 999.995, "1,000.00"),
        ("#,##0", 0.0, "0"),
        ("#,###", 0.0, ""),
        ("0,000", 12.0, "0,012"),
        ("0,\"千元\"", 12_500_000.0, "12500千元"),
        ("0.0,,\"百万\"", 12_500_000.0, "12.5百万"),
        ("#,##0,", 1_234_567.0, "1,235"),
        ("0!.0,\"万元\"", 125_000.0, "12.5万元"),
        ("0\\.0,", 12_345.0, "1.2"),
        ("000-0000-0000", 13_800_000_000.0, "138-0000-0000"),
        ("\"第\"0\"组\"", 3.0, "第3组"),
        ("0%", 0.845, "85%"),
        ("0.0%", 0.845, "84.5%"),
        ("0.00%;[Red]-0.00%", -0.1234, "-12.34%"),
        ("0.00;[Red](0.00)", -300.0, "(300.00)"),
        ("0.##", 5.0, "5"),
        ("0.##", 5.25, "5.25"),
        (".00", 0.5, ".50"),
        ("0.0?", 1.5, "1.5"),
        ("\"是\";\"\";\"否\"", 1.0, "是"),
        ("\"是\";;\"否\"", 0.0, "否"),
        ("\"是\";;\"否\"", -1.0, ""),
        (";;;", 7.0, ""),
        ("[>=100]\"大\"0;[<0]\"负\"0;0.0", 120.0, "大120"),
        ("[>=100]\"大\"0;[<0]\"负\"0;0.0", -5.0, "负5"),
        ("[>=100]\"大\"0;[<0]\"负\"0;0.0", 5.0, "5.0"),
        ("[=1]\"男\";[=2]\"女\";0", 2.0, "女"),
        ("[=1]\"男\";[=2]\"女\";0", 3.0, "3"),
        ("[<100]0;0.0", -5.0, "-5"),
        ("[红色][<10]0.0;[蓝色]0", 12.0, "12"),
        ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 1234.5, "1,234.50"),
        ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 0.0, "-"),
        ("[$¥-804]#,##0.00", 1234.5, "¥1,234.50"),
        ("[$-804]0", 4.0, "4"),
        ("0.00E+00", 12_345.0, "1.23E+04"),
        ("0.00E+00", 0.000_999_9, "1.00E-03"),
        ("##0.0E+0", 12_345.0, "12.3E+3"),
        ("0E-0", 500.0, "5E2"),
        ("# ?/?", 5.5, "5 1/2"),
        ("# ??/??", 0.333_333, "1/3"),
        ("# ?/?", 7.0, "7"),
        ("# ?/8", 1.25, "1 2/8"),
        ("?/?", 1.5, "3/2"),
        ("# ??/100", 0.25, "25/100"),
        ("# ??/??", std::f64::consts::PI, "3 1/7"),
        ("@", 12.0, "—"),
        ("yyyy-mm-dd;@", DAY, "2020-06-15"),
    ] {
        assert_eq!(shown(code, value), expected, "{code} of {value}");
    }
}

#[test]
fn chinese_numerals() {
    for (code, value, expected) in [
        ("[DBNum2][$-804]General\"元整\"", 1280.0, "壹仟贰佰捌拾元整"),
        ("[DBNum1][$-804]General", 1280.0, "一千二百八十"),
        ("[DBNum1][$-zh-CN]General", 10_010.0, "一万〇一十"),
        ("[DBNum2]General", 305.0, "叁佰零伍"),
        ("[DBNum2]G/通用格式", 120_000_000.0, "壹亿贰仟万"),
        ("[DBNum2]General", 100_000_005.0, "壹亿零伍"),
        ("[DBNum1]General", 0.0, "〇"),
        ("[DBNum1]General", 12.5, "一十二.五"),
        ("[DBNum1]0", 1280.0, "一二八〇"),
        ("[DBNum2]0.00", 3.5, "叁.伍零"),
        ("[DBNum3]General", 15.0, "１十５"),
        ("[DBNum3]0", 15.0, "１５"),
        ("[DBNum1][$-804]General", -20.0, "-二十"),
    ] {
        assert_eq!(shown(code, value), expected, "{code} of {value}");
    }
}

#[test]
fn dates_and_times() {
    for (code, value, expected) in [
        ("yyyy\"年\"m\"月\"", 43_983.0, "2020年6月"),
        ("yyyy年m月", 43_983.0, "2020年6月"),
        ("yyyy\"年\"m\"月\"d\"日\"", DAY, "2020年6月15日"),
        ("yyyy\"年\"m\"月\"d\"日\"aaaa", DAY, "2020年6月15日星期一"),
        ("e\"年\"m\"月\"", DAY, "2020年6月"),
        ("m\"月\"d\"日\"", DAY, "6月15日"),
        ("yy\"年\"m\"月\"d\"日\"", DAY, "20年6月15日"),
        ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", DAY, "二〇二〇年六月十五日"),
        ("[DBNum2][$-804]yyyy年m月d日", DAY, "贰零贰零年陆月壹拾伍日"),
        ("[DBNum1]yyyy年mm月dd日", 43_990.0, "二〇二〇年〇六月〇八日"),
        ("yyyy/m/d h:mm", 43_997.604, "2020/6/15 14:29"),
        ("yyyy-mm-dd h:mm:ss", 43_997.604, "2020-06-15 14:29:46"),
        ("yyyy-mm-dd h:mm:ss", 43_997.999_999_9, "2020-06-16 0:00:00"),
        ("yyyy.mm.dd", DAY, "2020.06.15"),
        ("yyyymmdd", DAY, "20200615"),
        ("[$-F800]dddd, mmmm dd, yyyy", DAY, "2020年6月15日"),
        ("[$-F400]h:mm:ss AM/PM", 0.604, "14:29:46"),
        ("aaaa", DAY, "星期一"),
        ("\"周\"aaa", DAY, "周一"),
        ("dddd", DAY, "Monday"),
        ("[$-804]ddd", DAY, "周一"),
        ("[$-804]mmmm", DAY, "六月"),
        ("mmm-yy", DAY, "Jun-20"),
        // In another order, or by English names, the date is written as everywhere.
        ("d-mmm-yy", DAY, "2020-06-15"),
        ("mm/dd/yyyy", DAY, "2020-06-15"),
        ("m/d/yy h:mm", 43_997.604, "2020-06-15 14:29"),
        ("h:mm AM/PM", 0.6, "2:24 PM"),
        ("上午/下午h\"时\"mm\"分\"", 0.6, "下午2时24分"),
        ("上午/下午h\"时\"mm\"分\"", 0.0, "上午12时00分"),
        ("h\"时\"mm\"分\"ss\"秒\"", 0.375, "9时00分00秒"),
        ("[h]:mm", 1.5, "36:00"),
        ("[h]:mm:ss", -1.5, "-36:00:00"),
        ("[mm]:ss", 0.0625, "90:00"),
        ("mm:ss.0", 0.000_725_7, "01:02.7"),
        ("yyyy/m/d", 60.0, "1900/2/29"),
        ("yyyy/m/d", 1.0, "1900/1/1"),
        ("yyyy/m/d", 61.0, "1900/3/1"),
        ("yyyy/m/d", 36_585.0, "2000/2/29"),
        ("yyyy-mm-dd hh:mm", 0.375, "09:00"),
        ("yyyy/m/d", -1.0, "—"),
        ("yyyy/m/d", 1e9, "—"),
    ] {
        assert_eq!(shown(code, value), expected, "{code} of {value}");
    }
    let later = NumberFormat::parse("yyyy/m/d").number(DAY - 1462.0, Epoch::Of1904);
    assert_eq!(later.as_deref(), Some("2020/6/15"));
}

#[test]
fn texts() {
    let text = |code: &str, text: &str| NumberFormat::parse(code).text(text);
    assert_eq!(text("@\"村\"", "张庄").as_deref(), Some("张庄村"));
    assert_eq!(text("0;-0;0;\"备注：\"@", "无").as_deref(), Some("备注：无"));
    assert_eq!(text("yyyy-mm-dd;@", "未定").as_deref(), Some("未定"));
    assert_eq!(text("0.00", "张庄"), None);
    assert_eq!(text(";;;", "张庄").as_deref(), Some(""));
}

#[test]
fn chinese_systems_have_formats_of_their_own() {
    let shown = |id, value| one_line(&NumberFormat::of_builtin(id).unwrap().number(value, Epoch::Of1900).unwrap());
    for (id, expected) in [
        (14, "2020/6/15"),
        (27, "2020年6月"),
        (28, "6月15日"),
        (31, "2020年6月15日"),
        (36, "2020年6月"),
        (57, "2020年6月"),
        (58, "6月15日"),
    ] {
        assert_eq!(shown(id, DAY), expected, "{id}");
    }
    assert_eq!(shown(44, -12.0), "¥-12.00");
    assert_eq!(shown(55, 0.6), "下午2时24分");
    assert!(NumberFormat::of_builtin(60).is_none() && NumberFormat::of_builtin(164).is_none());
}

proptest! {
    #[test]
    fn any_code_shows_any_number(code in "[0#?.,%eE+/@ymdhsagb;:*_\\\\\"\\[\\]$<>=A-Za-z年月日 -]{0,24}", value in any::<f64>()) {
        let format = NumberFormat::parse(&code);
        for epoch in [Epoch::Of1900, Epoch::Of1904] {
            for value in [value, value % 60_000.0, 0.0, -0.0, 1e300, 5e-324] {
                let shown = format.number(value, epoch);
                prop_assert!(shown.is_none_or(|shown| shown.len() < 10_000), "{code}");
            }
        }
        let _ = format.text("张庄");
    }

    #[test]
    fn any_text_is_a_code(code in any::<String>(), value in any::<f64>()) {
        let format = NumberFormat::parse(&code);
        let _ = (format.number(value, Epoch::Of1900), format.text(&code));
    }

    #[test]
    fn digits_are_those_of_the_number(value in 0u64..1_000_000_000_000_000, decimals in 0usize..4) {
        let code = if decimals == 0 { "#,##0".to_owned() } else { format!("#,##0.{}", "0".repeat(decimals)) };
        let shown = shown(&code, value as f64);
        prop_assert_eq!(shown.replace(',', "").parse::<f64>().expect("a number"), value as f64);
        let groups: Vec<&str> = shown.split('.').next().unwrap_or("").split(',').collect();
        prop_assert!(groups.iter().skip(1).all(|group| group.len() == 3) && groups[0].len() <= 3);
    }

    #[test]
    fn every_day_is_the_day_after_the_one_before(serial in 61u32..2_958_465) {
        let date = |serial: u32| shown("yyyy-mm-dd", f64::from(serial));
        let next = |text: &str| text.parse::<jiff::civil::Date>().expect("a day").tomorrow().expect("a day").to_string();
        prop_assert_eq!(next(&date(serial)), date(serial + 1));
    }
}
