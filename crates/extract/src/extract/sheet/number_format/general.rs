//! Numbers without a format of their own.

/// A number to 15 significant digits, as spreadsheets show and keep it: whole numbers without `.0`, and no trace of
/// binary fractions.
pub(in crate::extract::sheet) fn shown_number(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number.fract() == 0.0 && number.abs() < 1e21 {
        if number.abs() < 1e15 {
            // Adding zero turns −0 into 0.
            return format!("{:.0}", number + 0.0);
        }
        let scientific = format!("{number:.14e}");
        let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let zeros = power.parse::<usize>().unwrap_or(14).saturating_sub(14);
        return format!("{}{}", digits.replace('.', ""), "0".repeat(zeros));
    }
    let digits = 14 - number.abs().log10().floor().clamp(-20.0, 14.0) as i32;
    let text = format!("{number:.*}", digits.clamp(0, 30) as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
