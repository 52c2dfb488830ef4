//! Minimizes a smooth function by L-BFGS (Nocedal 1980, "Updating quasi-Newton matrices with limited
//! storage") with a bisection line search for the weak Wolfe conditions (Lewis & Overton 2013,
//! "Nonsmooth optimization via quasi-Newton methods").

use super::objective::dot;
use std::collections::VecDeque;

/// How many past steps approximate the inverse Hessian.
const HISTORY: usize = 10;
/// Function evaluations per line search. A search rarely needs more than a few, unless rounding
/// errors dominate.
const EVALUATIONS_MAX: usize = 12;

/// A past step: the change of the point, the change of the gradient, and 1 over their dot product.
struct Step {
    point_change: Vec<f64>,
    gradient_change: Vec<f64>,
    rho: f64,
}

/// A point with the function's value and gradient there.
struct Evaluated {
    point: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
}

/// Moves `point` towards a minimum in at most `steps` steps, and returns the value there.
/// `function` returns the value at a point and writes the gradient to its second argument. Stops
/// early once a step improves the value by less than one part in 10⁹.
pub(super) fn minimize(
    point: &mut Vec<f64>,
    steps: usize,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> f64 {
    let mut gradient = vec![0.0; point.len()];
    let mut value = function(point, &mut gradient);
    let mut history: VecDeque<Step> = VecDeque::new();
    for step in 0..steps {
        let direction = descent_direction(&gradient, &history);
        let slope = dot(&direction, &gradient);
        if slope >= -1e-14 {
            break;
        }
        // In the first step nothing is known of the curvature, so the step has at most length 1.
        let length = if step == 0 {
            1.0 / dot(&gradient, &gradient).sqrt().max(1.0)
        } else {
            1.0
        };
        let Some(next) = line_search(point, value, slope, &direction, length, &mut function) else {
            break;
        };
        let point_change = difference(&next.point, point);
        let gradient_change = difference(&next.gradient, &gradient);
        let curvature = dot(&point_change, &gradient_change);
        if curvature > 1e-12 {
            history.push_back(Step {
                point_change,
                gradient_change,
                rho: 1.0 / curvature,
            });
            if history.len() > HISTORY {
                history.pop_front();
            }
        }
        let improvement = value - next.value;
        (*point, gradient, value) = (next.point, next.gradient, next.value);
        if improvement < 1e-9 * value.abs().max(1e-6) {
            break;
        }
    }
    value
}

/// Searches along `direction`, starting with a step of `length` times it, for a point that satisfies
/// the weak Wolfe conditions: the value falls enough, and so does the steepness of the slope.
/// Returns the best point found, or `None` if no step lowers the value enough.
fn line_search(
    point: &[f64],
    value: f64,
    slope: f64,
    direction: &[f64],
    mut length: f64,
    function: &mut impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Option<Evaluated> {
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut best: Option<Evaluated> = None;
    for _ in 0..EVALUATIONS_MAX {
        let next: Vec<f64> = (point.iter().zip(direction))
            .map(|(p, d)| p + length * d)
            .collect();
        let mut gradient = vec![0.0; point.len()];
        let next_value = function(&next, &mut gradient);
        if !next_value.is_finite() || next_value > value + 1e-4 * length * slope {
            high = length;
        } else {
            let is_flat = dot(direction, &gradient) >= 0.9 * slope;
            best = Some(Evaluated {
                point: next,
                value: next_value,
                gradient,
            });
            if is_flat {
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

/// The negative gradient times the inverse Hessian that `history` approximates (the two-loop
/// recursion).
fn descent_direction(gradient: &[f64], history: &VecDeque<Step>) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(history.len());
    for step in history.iter().rev() {
        let alpha = step.rho * dot(&step.point_change, &direction);
        add_scaled(&mut direction, -alpha, &step.gradient_change);
        alphas.push(alpha);
    }
    if let Some(last) = history.back() {
        let scale = 1.0 / (last.rho * dot(&last.gradient_change, &last.gradient_change));
        direction.iter_mut().for_each(|d| *d *= scale);
    }
    for (step, alpha) in history.iter().zip(alphas.iter().rev()) {
        let beta = step.rho * dot(&step.gradient_change, &direction);
        add_scaled(&mut direction, alpha - beta, &step.point_change);
    }
    direction
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// Adds `factor` times `vector` to `sum`.
fn add_scaled(sum: &mut [f64], factor: f64, vector: &[f64]) {
    for (sum, value) in sum.iter_mut().zip(vector) {
        *sum += factor * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Rosenbrock function, whose minimum is 0 at (1, 1) at the end of a curved valley.
    #[test]
    fn finds_the_minimum_of_the_rosenbrock_function() {
        let mut point = vec![-1.2, 1.0];
        let value = minimize(&mut point, 200, |p, gradient| {
            let (a, b) = (1.0 - p[0], p[1] - p[0] * p[0]);
            gradient[0] = -2.0 * a - 400.0 * p[0] * b;
            gradient[1] = 200.0 * b;
            a * a + 100.0 * b * b
        });
        assert!(value < 1e-8, "{value} at {point:?}");
    }
}
