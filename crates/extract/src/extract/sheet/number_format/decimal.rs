//! Numbers as decimal digits, rounded as spreadsheets do: from the 15 digits that they keep, a half away from zero.

/// A number from 0 on: `0.d₁d₂d₃… × 10^point`, without zeros in front and behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

impl Decimal {
    /// The 15 first digits of a number; its sign is left out.
    pub(super) fn new(value: f64) -> Self {
        let written = format!("{:.14e}", value.abs());
        let (digits, power) = written.split_once('e').unwrap_or((&written, "0"));
        let digits = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let mut number = Self { digits, point: power.parse::<i32>().unwrap_or(0) + 1 };
        number.trim();
        number
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.point = if self.digits.is_empty() { 0 } else { self.point - zeros as i32 };
    }

    pub(super) fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The power of ten of the first digit; 0 for zero.
    pub(super) fn power(&self) -> i32 {
        if self.is_zero() { 0 } else { self.point - 1 }
    }

    /// Multiplies by a power of ten.
    pub(super) fn shifted(mut self, power: i32) -> Self {
        if !self.is_zero() {
            self.point = self.point.saturating_add(power);
        }
        self
    }

    /// Rounds to so many digits behind the point.
    pub(super) fn rounded(mut self, decimals: usize) -> Self {
        let keep = i64::from(self.point) + decimals as i64;
        if keep < 0 {
            return Self { digits: Vec::new(), point: 0 };
        }
        let keep = usize::try_from(keep).unwrap_or(usize::MAX);
        let Some(next) = self.digits.get(keep).copied() else { return self };
        self.digits.truncate(keep);
        if next >= 5 {
            match self.digits.iter().rposition(|digit| *digit < 9) {
                Some(at) => {
                    self.digits.truncate(at + 1);
                    if let Some(digit) = self.digits.last_mut() {
                        *digit += 1;
                    }
                }
                None => {
                    self.digits = vec![1];
                    self.point += 1;
                }
            }
        }
        self.trim();
        self
    }

    /// The digits before the point, none for zero, and the first `decimals` behind it.
    pub(super) fn parts(&self, decimals: usize) -> (Vec<u8>, Vec<u8>) {
        let at =
            |place: i64| usize::try_from(place).ok().and_then(|place| self.digits.get(place)).copied().unwrap_or(0);
        let whole = (0..i64::from(self.point)).map(at).collect();
        let fraction = (0..decimals as i64).map(|place| at(i64::from(self.point) + place)).collect();
        (whole, fraction)
    }
}
