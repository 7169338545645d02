//! The figures of a village, as its papers give them: one row a figure, one cell a paper.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{finding::Citation, lang::Lang, path::ArchivePath};

macro_rules! keys {
    ($($variant:ident $name:literal $unit:ident $zh:literal $en:literal;)+) => {
        /// What a figure counts or measures.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FigureKey {
            $(
                #[doc = concat!($en, " (", $zh, ")")]
                #[serde(rename = $name)]
                $variant,
            )+
        }

        impl FigureKey {
            /// Every key, in the order in which reports show them.
            pub const ALL: &[FigureKey] = &[$(FigureKey::$variant,)+];

            /// The permanent name in reports and rubrics.
            pub fn as_str(self) -> &'static str {
                match self { $(FigureKey::$variant => $name,)+ }
            }

            /// A short title for people.
            pub fn title(self, lang: Lang) -> &'static str {
                match self { $(FigureKey::$variant => lang.pick($zh, $en),)+ }
            }

            /// What it is given in.
            pub fn unit(self) -> FigureUnit {
                match self { $(FigureKey::$variant => FigureUnit::$unit,)+ }
            }
        }
    };
}

keys! {
    ReferenceDate "reference-date" Day "登记时点" "reference date of the inventory";
    TotalAssets "total-assets" Yuan "资产总额" "total assets";
    OperatingAssets "operating-assets" Yuan "经营性资产" "operating assets";
    NonoperatingAssets "nonoperating-assets" Yuan "非经营性资产" "non-operating assets";
    Liabilities "liabilities" Yuan "负债" "liabilities";
    NetAssets "net-assets" Yuan "所有者权益" "net assets";
    Cash "cash" Yuan "货币资金" "cash";
    Receivables "receivables" Yuan "应收款项" "receivables";
    Inventories "inventories" Yuan "库存物资" "stocks";
    LongInvestments "long-investments" Yuan "长期投资" "long-term investments";
    FixedAssets "fixed-assets" Yuan "固定资产净值" "fixed assets, net";
    Construction "construction" Yuan "在建工程" "construction in progress";
    ShortLoans "short-loans" Yuan "短期借款" "short-term loans";
    Payables "payables" Yuan "应付款项" "payables";
    LandTotal "land-total" Mu "集体土地总面积" "collective land";
    LandFarm "land-farm" Mu "耕地" "farmland";
    LandUnassigned "land-unassigned" Mu "未承包到户面积" "land not contracted to households";
    MemberDate "member-date" Day "成员身份确认基准日" "reference date of membership";
    Households "households" Households "户数" "households";
    Members "members" People "人数" "members";
    QuantifiedAmount "quantified-amount" Yuan "量化资产额" "quantified assets";
    SharesTotal "shares-total" Shares "总股数" "shares in all";
    SharesMember "shares-member" Shares "成员股" "members' shares";
    SharesCollective "shares-collective" Shares "集体股" "collective shares";
    PerShare "per-share" YuanEach "每股金额" "amount of one share";
}

/// What a figure is given in, after conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureUnit {
    /// A calendar day.
    Day,
    /// 元.
    Yuan,
    /// 元/股.
    YuanEach,
    /// 亩.
    Mu,
    /// 户.
    Households,
    /// 人.
    People,
    /// 股.
    Shares,
}

impl FigureUnit {
    /// The unit in words; empty for a day.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            FigureUnit::Day => "",
            FigureUnit::Yuan => lang.pick("元", "yuan"),
            FigureUnit::YuanEach => lang.pick("元/股", "yuan each"),
            FigureUnit::Mu => lang.pick("亩", "mu"),
            FigureUnit::Households => lang.pick("户", "households"),
            FigureUnit::People => lang.pick("人", "people"),
            FigureUnit::Shares => lang.pick("股", "shares"),
        }
    }
}

/// One unit of a figure in the counting of [`FigureValue::Number`].
pub const FIGURE_SCALE: i64 = 10_000;

/// A figure's value, in its key's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureValue {
    /// Ten-thousandths of the unit, so that fen and the hundredths of a mu are whole numbers.
    Number(i64),
    /// A day.
    Day(Date),
}

impl fmt::Display for FigureValue {
    /// `1234.5`, without a unit; two decimals for what has any, four where two are not enough.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FigureValue::Day(day) => write!(f, "{day}"),
            FigureValue::Number(value) => {
                let sign = if *value < 0 { "-" } else { "" };
                let scale = FIGURE_SCALE.unsigned_abs();
                let (whole, rest) = (value.unsigned_abs() / scale, value.unsigned_abs() % scale);
                match rest {
                    0 => write!(f, "{sign}{whole}"),
                    rest if rest % 100 == 0 => write!(f, "{sign}{whole}.{:02}", rest / 100),
                    rest => write!(f, "{sign}{whole}.{rest:04}"),
                }
            }
        }
    }
}

/// How a paper stands to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureVerdict {
    /// It gives the value that the others give.
    Equal,
    /// It gives another.
    Differs,
    /// It was read and does not give it.
    NotFound,
    /// It, or this figure in it, could not be read for certain.
    Unreadable,
}

impl FigureVerdict {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            FigureVerdict::Equal => "equal",
            FigureVerdict::Differs => "differs",
            FigureVerdict::NotFound => "not-found",
            FigureVerdict::Unreadable => "unreadable",
        }
    }

    /// The word for people.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            FigureVerdict::Equal => lang.pick("一致", "equal"),
            FigureVerdict::Differs => lang.pick("不一致", "differs"),
            FigureVerdict::NotFound => lang.pick("未找到", "not found"),
            FigureVerdict::Unreadable => lang.pick("未能读准", "not read for certain"),
        }
    }
}

/// One figure in one paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureCell {
    /// The id of the paper's kind, `CHARTER`.
    pub kind: String,
    /// The paper.
    pub path: ArchivePath,
    /// How it stands.
    pub verdict: FigureVerdict,
    /// What it gives; `None` where it gives nothing.
    pub value: Option<FigureValue>,
    /// It gives the value rounded, in 万元, within half of its last place.
    pub rounded: bool,
    /// Where it stands.
    pub place: Option<Citation>,
}

/// One figure in all papers that should give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// Which figure.
    pub key: FigureKey,
    /// The value that most papers give; `None` where none does, or where no value leads.
    pub agreed: Option<FigureValue>,
    /// The papers.
    pub cells: Vec<FigureCell>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn values_are_written_without_needless_decimals() {
        for (value, text) in [(12_345_600, "1234.56"), (2_480_000, "248"), (-5_000, "-0.50"), (12_345, "1.2345")] {
            assert_eq!(FigureValue::Number(value).to_string(), text);
        }
        assert_eq!(FigureValue::Day(date(2017, 12, 31)).to_string(), "2017-12-31");
    }

    #[test]
    fn names_are_unique_and_kept() {
        let mut names: Vec<&str> = FigureKey::ALL.iter().map(|key| key.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FigureKey::ALL.len());
        assert_eq!(serde_json::to_string(&FigureKey::PerShare).expect("it can be written"), "\"per-share\"");
    }
}
