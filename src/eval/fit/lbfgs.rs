//! Minimising a smooth function: L-BFGS (Nocedal 1980, "Updating quasi-Newton matrices with limited
//! storage") with the weak Wolfe line search by bisection (Lewis & Overton 2013).

use std::collections::VecDeque;

/// Steps remembered.
const MEMORY: usize = 10;
/// Evaluations per line search; more than a few mean that rounding has the last word.
const EVALUATIONS_MAX: usize = 12;

/// Improves `point` for at most `steps` steps. `function` returns the value at a point and fills the
/// gradient there.
pub(super) fn minimise(
    point: &mut Vec<f64>,
    steps: usize,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> f64 {
    let n = point.len();
    let mut gradient = vec![0.0; n];
    let mut value = function(point, &mut gradient);
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    for step in 0..steps {
        let direction = descent(&gradient, &memory);
        let slope = dot(&direction, &gradient);
        if slope >= -1e-14 {
            break;
        }
        // The first step knows nothing of the function's curvature.
        let length = if step == 0 {
            1.0 / dot(&gradient, &gradient).sqrt().max(1.0)
        } else {
            1.0
        };
        let Some(next) = search(point, value, slope, &direction, length, &mut function) else {
            break;
        };
        let moved: Vec<f64> = (next.point.iter().zip(point.iter()))
            .map(|(a, b)| a - b)
            .collect();
        let turned: Vec<f64> = (next.gradient.iter().zip(&gradient))
            .map(|(a, b)| a - b)
            .collect();
        let curvature = dot(&moved, &turned);
        if curvature > 1e-12 {
            memory.push_back((moved, turned, 1.0 / curvature));
            if memory.len() > MEMORY {
                memory.pop_front();
            }
        }
        let gain = value - next.value;
        (*point, gradient, value) = (next.point, next.gradient, next.value);
        if gain < 1e-9 * value.abs().max(1e-6) {
            break;
        }
    }
    value
}

/// A point, with value and gradient.
struct At {
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

/// A step along `direction` that lowers the value enough and flattens the slope enough.
fn search(
    point: &[f64],
    value: f64,
    slope: f64,
    direction: &[f64],
    mut length: f64,
    function: &mut impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Option<At> {
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut best: Option<At> = None;
    for _ in 0..EVALUATIONS_MAX {
        let at: Vec<f64> = (point.iter().zip(direction))
            .map(|(p, d)| p + length * d)
            .collect();
        let mut gradient = vec![0.0; point.len()];
        let reached = function(&at, &mut gradient);
        if !reached.is_finite() || reached > value + 1e-4 * length * slope {
            high = length;
        } else {
            let flat = dot(direction, &gradient) >= 0.9 * slope;
            best = Some(At {
                point: at,
                value: reached,
                gradient,
            });
            if flat {
                break;
            }
            low = length;
        }
        length = if high.is_finite() {
            (low + high) / 2.0
        } else {
            2.0 * low
        };
    }
    best
}

/// Minus the gradient times the inverse Hessian as far as the memory knows it.
fn descent(gradient: &[f64], memory: &VecDeque<(Vec<f64>, Vec<f64>, f64)>) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut shares = Vec::with_capacity(memory.len());
    for (moved, turned, rho) in memory.iter().rev() {
        let share = rho * dot(moved, &direction);
        add(&mut direction, -share, turned);
        shares.push(share);
    }
    if let Some((_, turned, rho)) = memory.back() {
        let scale = 1.0 / (rho * dot(turned, turned));
        direction.iter_mut().for_each(|d| *d *= scale);
    }
    for ((moved, turned, rho), share) in memory.iter().zip(shares.iter().rev()) {
        let back = rho * dot(turned, &direction);
        add(&mut direction, share - back, moved);
    }
    direction
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], factor: f64, what: &[f64]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += factor * what;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley, whose least value is 0 at (1, 1).
    #[test]
    fn follows_a_bent_valley() {
        let mut point = vec![-1.2, 1.0];
        let value = minimise(&mut point, 200, |p, gradient| {
            let (a, b) = (1.0 - p[0], p[1] - p[0] * p[0]);
            gradient[0] = -2.0 * a - 400.0 * p[0] * b;
            gradient[1] = 200.0 * b;
            a * a + 100.0 * b * b
        });
        assert!(value < 1e-8, "{value} at {point:?}");
    }
}
