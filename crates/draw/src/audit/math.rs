//! Tails of distributions.

/// The chance that a standard normal number lies at least as far from 0 as `z`.
pub fn normal_tail(z: f64) -> f64 {
    upper_gamma(0.5, z * z / 2.0)
}

/// The chance that χ² with `degrees` degrees of freedom is at least `value`; 1 for none.
pub fn chi_square_tail(value: f64, degrees: u32) -> f64 {
    if degrees == 0 { 1.0 } else { upper_gamma(f64::from(degrees) / 2.0, value.max(0.0) / 2.0) }
}

/// The regularised upper incomplete gamma function Q(a, x): by series below a + 1, by continued fraction above.
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let mut term = 1.0 / a;
        let mut sum = term;
        let mut n = a;
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - sum * scale).clamp(0.0, 1.0);
    }
    // Lentz's method.
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..500 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / (an * d + b).abs().max(tiny).copysign(an * d + b);
        c = (b + an / c).abs().max(tiny).copysign(b + an / c);
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (scale * h).clamp(0.0, 1.0)
}

/// ln Γ(x) for x > 0: Stirling's series after shifting the argument above 10.
fn ln_gamma(x: f64) -> f64 {
    let mut shift = 0.0;
    let mut x = x;
    while x < 10.0 {
        shift += x.ln();
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * core::f64::consts::PI).ln() + series - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, told: f64) {
        assert!((found - told).abs() < 1e-6 * told.max(1e-3), "{found} {told}");
    }

    #[test]
    fn values_of_printed_tables() {
        near(normal_tail(1.959_963_985), 0.05);
        near(normal_tail(2.575_829_304), 0.01);
        near(normal_tail(-1.0), 0.317_310_508);
        near(normal_tail(0.0), 1.0);
        near(chi_square_tail(3.841_458_821, 1), 0.05);
        near(chi_square_tail(18.466_826_953, 4), 0.001);
        near(chi_square_tail(30.143_527_206, 19), 0.05);
        near(chi_square_tail(124.342_113_4, 100), 0.05);
        near(chi_square_tail(0.0, 3), 1.0);
        near(chi_square_tail(5.0, 0), 1.0);
    }
}
